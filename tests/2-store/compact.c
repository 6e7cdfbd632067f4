/* compact.c - planted names leave every file of the store, whatever happened to the records that held them, and nothing
 * else is changed by it; also when the process is killed in the middle.
 */
#include <dirent.h>
#include "fixture.h"
#include "src/base/clock.h"

enum { ORDERS = 400 };
static const char mark[] = "Zwetschgenknoedel";

/* How often the mark stands in the files of the store. */
static int hits(void)
{
    int count = 0;
    DIR *dir = opendir(fixture_path("store"));
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        struct stat stat;
        char path[700];
        snprintf(path, sizeof path, "%s/%s", fixture_path("store"), entry->d_name);
        int fd = open(path, O_RDONLY);
        assert_true(fd >= 0 && fstat(fd, &stat) == 0);
        if (S_ISREG(stat.st_mode) && stat.st_size > 0) {
            uint8_t *data = malloc((size_t)stat.st_size), *at = data;
            assert_int_equal(pread(fd, data, (size_t)stat.st_size, 0), stat.st_size);
            while ((at = memmem(at, (size_t)(data + stat.st_size - at), mark, strlen(mark))) != NULL) {
                count++;
                at++;
            }
            free(data);
        }
        close(fd);
    }
    closedir(dir);
    return count;
}

static const char *marked(struct arena *arena, uint64_t more)
{
    char *text = arena_alloc(arena, strlen(mark) + more + 1);
    memcpy(text, mark, strlen(mark));
    memset(text + strlen(mark), 'x', more);
    return text;
}

/* Orders of all sizes: some lie on a page beside others, some need pages of their own. */
static void put_order(struct store *store, int id, bool personal)
{
    struct arena arena = { 0 };
    struct order order;
    record_init(&order_type, &order);
    order.id = id;
    order.code = arena_format(&arena, "%012d", id);
    order.price_minor = 100 + id;
    if (personal) {
        order.name = marked(&arena, random_below(60));
        order.phone = marked(&arena, random_below(20));
        order.note = marked(&arena, random_below(300));
    }
    for (int i = 0; i < id % 40; i++) {
        struct photo *photo = LIST_ADD(&arena, &order.photos, photo);
        photo->n = i + 1;
        photo->name = personal ? marked(&arena, random_below(200)) : "";
    }
    assert_good(store_begin(store));
    assert_good(store_put(store, TREE_ORDER, key_number((uint64_t)id), &order));
    assert_good(store_commit(store));
    arena_free(&arena);
}

static void plant(struct store *store)
{
    for (int id = 1; id <= ORDERS; id++)
        put_order(store, id, true);
    for (int n = 1; n <= 50; n++) {
        struct arena arena = { 0 };
        struct customer customer;
        char number[16];
        record_init(&customer_type, &customer);
        snprintf(number, sizeof number, "%07d", n);
        customer.number = number;
        customer.name = marked(&arena, 10);
        assert_good(store_begin(store));
        assert_good(store_put(store, TREE_CUSTOMER, key_text(number), &customer));
        assert_good(store_commit(store));
        arena_free(&arena);
    }
    assert_good(store_flush(store));
    assert_good(store_checkpoint(store, 0));
}

/* Most become anonymous, some go altogether. */
static void drop(struct store *store)
{
    for (int id = 1; id <= ORDERS; id++) {
        if (id % 7) {
            put_order(store, id, false);
            continue;
        }
        assert_good(store_begin(store));
        assert_good(store_delete(store, TREE_ORDER, key_number((uint64_t)id)));
        assert_good(store_commit(store));
    }
    for (int n = 1; n <= 50; n++) {
        char number[16];
        snprintf(number, sizeof number, "%07d", n);
        assert_good(store_begin(store));
        assert_good(store_delete(store, TREE_CUSTOMER, key_text(number)));
        assert_good(store_commit(store));
    }
    assert_good(store_flush(store));
}

static void compact(struct store *store)
{
    struct wiping at = { 0 };
    for (bool done = false; !done;)
        assert_good(store_wipe(store, &at, clock_ms(), &done)); /* no time at all: the smallest steps */
    assert_true(at.wiped > 0 && at.pages >= at.wiped);
    assert_good(store_turn_log(store));
}

static void everything_is_as_dropped(struct store *store)
{
    struct arena arena = { 0 };
    assert_good(store_begin(store));
    for (int id = 1; id <= ORDERS; id++) {
        struct order order;
        enum err err = store_get(store, TREE_ORDER, key_number((uint64_t)id), &order, &arena);
        assert_int_equal(err, id % 7 ? ERR_NONE : ERR_NOT_FOUND);
        if (err)
            continue;
        assert_int_equal(order.price_minor, 100 + id);
        assert_int_equal(order.photos.n, id % 40);
        assert_string_equal(order.name, "");
    }
    store_abort(store);
    arena_free(&arena);
}

static void deleted_text_leaves_every_file(void **state)
{
    (void)state;
    struct store *store = fixture_open(true);
    plant(store);
    drop(store);
    assert_good(store_checkpoint(store, 0));
    assert_true(hits() > 0); /* else this test could not fail */
    compact(store);
    assert_int_equal(hits(), 0);
    everything_is_as_dropped(store);
    assert_int_equal(hits(), 0);
    store_close(store);
    assert_int_equal(hits(), 0);
    store = fixture_open(false);
    everything_is_as_dropped(store);
    assert_true(check_says(store, NULL));
    store_close(store);
}

static void what_is_there_stays(void **state)
{
    (void)state;
    struct store *store = fixture_open(true);
    plant(store);
    int before = hits();
    compact(store);
    assert_true(hits() > 0 && before > 0);
    struct arena arena = { 0 };
    assert_good(store_begin(store));
    for (int id = 1; id <= ORDERS; id++) {
        struct order order;
        assert_good(store_get(store, TREE_ORDER, key_number((uint64_t)id), &order, &arena));
        assert_int_equal(strncmp(order.name, mark, strlen(mark)), 0);
        assert_int_equal(order.photos.n, id % 40);
        for (size_t i = 0; i < order.photos.n; i++)
            assert_int_equal(strncmp(order.photos.v[i].name, mark, strlen(mark)), 0);
        arena_reset(&arena);
    }
    store_abort(store);
    arena_free(&arena);
    assert_true(check_says(store, NULL));
    store_close(store);
}

/* A child drops and wipes for ever while it writes on; it is killed at any moment. */
static void kill_during(int round)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct store *store;
        if (store_open(&store, fixture_path("store"), FIXTURE_CACHE_MB, false, NULL))
            _exit(1);
        for (struct wiping at = { 0 };; at = (struct wiping){ 0 }) {
            for (bool done = false; !done;) {
                put_order(store, 1 + (int)random_below(ORDERS), random_below(2));
                if (store_wipe(store, &at, clock_ms(), &done))
                    _exit(2);
            }
            if (store_turn_log(store))
                _exit(3);
        }
    }
    usleep((useconds_t)(20000 + 9000 * round));
    kill(child, SIGKILL);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
}

static void a_kill_in_the_middle_harms_nothing(void **state)
{
    (void)state;
    struct store *store = fixture_open(true);
    plant(store);
    store_close(store);
    for (int round = 0; round < 25; round++) {
        fixture_seed += (uint64_t)round;
        kill_during(round);
        store = fixture_open(false);
        assert_true(check_says(store, NULL));
        store_close(store);
    }
    store = fixture_open(false);
    drop(store);
    compact(store);
    assert_int_equal(hits(), 0);
    everything_is_as_dropped(store);
    store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
    const struct CMUnitTest tests[] = { TEST(deleted_text_leaves_every_file), TEST(what_is_there_stays),
                                        TEST(a_kill_in_the_middle_harms_nothing) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
