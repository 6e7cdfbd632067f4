/* check.c - the check finds what was damaged behind the store's back, and says nothing about a sound store. */
#include "fixture.h"

enum { ORDERS = 40 };

/* Orders with photos, payments, prints and journal, all sound. */
static void fill(struct store *store, int64_t first)
{
    struct arena arena = { 0 };
    for (int64_t id = first; id < first + ORDERS; id++) {
        struct order order;
        struct entry entry;
        struct stored_photo photo;
        struct print print;
        record_init(&order_type, &order);
        record_init(&entry_type, &entry);
        record_init(&stored_photo_type, &photo);
        record_init(&print_type, &print);
        order.id = id;
        order.code = arena_format(&arena, "4711%08lld", (long long)id);
        order.state = ORDER_HELD;
        order.expires = 5000 + id;
        order.photos_expire = 6000 + id;
        LIST_ADD(&arena, &order.photos, photo)->sha256 = arena_format(&arena, "%064lld", (long long)id / 2);
        LIST_ADD(&arena, &order.payments, payment)->amount_minor = 700;
        LIST_ADD(&arena, &order.payments, payment)->amount_minor = -200;
        order.paid_minor = 500;
        photo.sha256 = order.photos.v[0].sha256;
        entry.code = order.code;
        print.order = id;
        struct key key = key_number((uint64_t)id);
        key_add_number(&key, 0);
        key_add_number(&key, 0);
        assert_good(store_begin(store));
        assert_good(store_put(store, TREE_PHOTO, key_text(photo.sha256), &photo));
        assert_good(store_put(store, TREE_ORDER, key_number((uint64_t)id), &order));
        assert_good(store_put(store, TREE_PRINT, key, &print));
        assert_good(journal_append(store, &entry));
        assert_good(store_commit(store));
    }
    arena_free(&arena);
}

static void sound_store_is_silent(void **state)
{
    struct buf findings = { 0 };
    int64_t count;
    (void)state;
    struct store *store = fixture_open(true);
    fill(store, 1);
    assert_good(store_check(store, &findings, &count));
    assert_int_equal(findings.size, 0);
    assert_int_equal(count, 1 + ORDERS / 2 + 1 + 3 * ORDERS); /* meta, shared photos, orders, prints, entries */
    store_close(store);
    buf_free(&findings);
}

static void damage_file(const char *file, const char *text, size_t skip, uint8_t bits)
{
    struct store *store = fixture_open(true);
    fill(store, 1);
    store_close(store);
    flip_byte(fixture_path(file), text, strlen(text), skip, bits);
}

/* An index key that changed: the order is no longer found by its code, and another code leads to it. */
static void changed_index_key_is_found_both_ways(void **state)
{
    struct arena arena = { 0 };
    struct order order;
    (void)state;
    damage_file("store/order.code.db", "471100000017", 11, 1); /* ...17 becomes ...16, which stands there twice then */
    struct store *store = fixture_open(false);
    assert_true(check_says(store, "order.code: its pages are damaged"));
    assert_good(store_begin(store));
    assert_err(store_get(store, INDEX_CODE, key_text("471100000017"), &order, &arena), ERR_NOT_FOUND);
    store_abort(store);
    store_close(store);
    fixture_renew();
    damage_file("store/order.code.db", "471100000040", 11, 2); /* ...40 becomes ...42, which no order has */
    store = fixture_open(false);
    assert_true(check_says(store, "order 40 is missing in order.code under 471100000040"));
    assert_true(check_says(store, "order.code 471100000042 leads to a record that is not meant"));
    assert_good(store_begin(store));
    assert_err(store_get(store, INDEX_CODE, key_text("471100000042"), &order, &arena), ERR_STORE);
    assert_non_null(strstr(err_last_detail(), "names another record"));
    store_abort(store);
    store_close(store);
    arena_free(&arena);
}

static void changed_page_head_is_found(void **state)
{
    (void)state;
    struct store *store = fixture_open(true);
    fill(store, 1);
    store_close(store);
    int fd = open(fixture_path("store/customer.db"), O_RDWR);
    uint8_t level = 77;
    assert_true(fd >= 0 && pwrite(fd, &level, 1, 8192 + 24) == 1); /* the root page's level */
    close(fd);
    store = fixture_open(false);
    assert_true(check_says(store, "customer: its pages are damaged"));
    store_close(store);
}

/* What only a mistake of ours could write: sums and photos that do not agree, a record under a wrong key. */
static void records_that_disagree_are_found(void **state)
{
    struct arena arena = { 0 };
    struct order order;
    struct customer customer;
    (void)state;
    struct store *store = fixture_open(true);
    fill(store, 1);
    assert_good(store_begin(store));
    assert_good(store_get(store, TREE_ORDER, key_number(5), &order, &arena));
    order.paid_minor = 499;
    assert_good(store_put(store, TREE_ORDER, key_number(5), &order));
    assert_good(store_get(store, TREE_ORDER, key_number(9), &order, &arena));
    order.photos_purged = true;
    assert_good(store_put(store, TREE_ORDER, key_number(9), &order));
    assert_good(store_delete(store, TREE_PHOTO, key_text(order.photos.v[0].sha256)));
    record_init(&customer_type, &customer);
    customer.number = "1234567";
    assert_good(store_put(store, TREE_CUSTOMER, key_text("7654321"), &customer));
    assert_good(store_commit(store));
    assert_true(check_says(store, "order 5: its payments add up to 500, it says 499"));
    assert_true(check_says(store, "customer 7654321 is a record that belongs elsewhere"));
    assert_true(check_says(store, "order 8: photo")); /* 8 shares it with 9, which holds it no more */
    struct buf findings = { 0 };
    int64_t count;
    assert_good(store_check(store, &findings, &count));
    assert_null(strstr(buf_string(&findings), "order 9"));
    buf_free(&findings);
    store_close(store);
    arena_free(&arena);
}

enum { FLIPS = 52, SOUND = 0, FOUND = 1, WRONG = 2, HANGS = 8 };

static void check_hangs(int signal)
{
    (void)signal;
    _exit(HANGS);
}

/* One bit anywhere behind the first page. */
static void flip_anywhere(const char *path)
{
    struct stat stat;
    uint8_t byte;
    int fd = open(path, O_RDWR);
    assert_true(fd >= 0 && fstat(fd, &stat) == 0);
    off_t at = 8192 + (off_t)random_below((uint64_t)stat.st_size - 8192);
    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte ^= (uint8_t)(1 << random_below(8));
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    close(fd);
}

/* What the check says of the store, and whether any order is answered wrongly. Reading damaged pages in spite of the
 * check may stop or hang the library: this runs in a process of its own, and only the check must come to its end. */
static int look_at_damaged(void)
{
    struct store *store;
    struct arena arena = { 0 };
    struct buf findings = { 0 };
    struct order order;
    int64_t count;
    int wrong = 0;
    signal(SIGALRM, check_hangs);
    alarm(20);
    if (store_open(&store, fixture_path("store"), FIXTURE_CACHE_MB, false, NULL))
        return FOUND;
    bool sound = store_check(store, &findings, &count) == ERR_NONE && findings.size == 0;
    signal(SIGALRM, SIG_DFL);
    alarm(1);
    for (uint64_t id = 1; id <= ORDERS && store_begin(store) == ERR_NONE; id++) {
        const char *code = arena_format(&arena, "4711%08llu", (unsigned long long)id);
        enum err err = store_get(store, INDEX_CODE, key_text(code), &order, &arena);
        wrong += err == ERR_NONE ? order.id != (int64_t)id || order.paid_minor != 500 : sound;
        store_abort(store);
    }
    return wrong ? WRONG : sound ? SOUND : FOUND;
}

static void random_flips_never_answer_wrongly(void **state)
{
    static const char *const files[] = { "store/order.db", "store/order.code.db", "store/journal.db",
                                         "store/print.db" };
    int found = 0, status;
    (void)state;
    struct store *store = fixture_open(true);
    fill(store, 1);
    store_close(store);
    fixture_run("mv", "-T", fixture_path("store"), fixture_path("sound"));
    for (int round = 0; round < FLIPS; round++) {
        fixture_run("rm", "-r", "-f", fixture_path("store"));
        fixture_run("cp", "-r", fixture_path("sound"), fixture_path("store"));
        flip_anywhere(fixture_path(files[round % 4]));
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0)
            _exit(freopen("/dev/null", "w", stderr) ? look_at_damaged() : HANGS);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(!WIFEXITED(status) || WEXITSTATUS(status) == SOUND || WEXITSTATUS(status) == FOUND);
        found += !WIFEXITED(status) || WEXITSTATUS(status) == FOUND;
    }
    print_message("%d bits flipped: %d found, %d in bytes nobody reads, 0 wrong answers\n", FLIPS, found,
                  FLIPS - found);
    assert_true(found > 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
    const struct CMUnitTest tests[] = {
        TEST(sound_store_is_silent), TEST(changed_index_key_is_found_both_ways), TEST(changed_page_head_is_found),
        TEST(records_that_disagree_are_found), TEST(random_flips_never_answer_wrongly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
