/* copy.c - copies and backups taken beside a busy writer are whole, and hold what was flushed before; backups go on by
 * logs alone, can be restored to a moment, and notice when the logs are not theirs.
 */
#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include "fixture.h"

enum { COPIES = 8, BATCH = 16 };

static atomic_bool enough;
static atomic_llong flushed; /* orders 1..flushed are on disk */

static void put_orders(struct store *store, int64_t *next, int count)
{
    struct arena arena = { 0 };
    for (int n = 0; n < count; n++, ++*next) {
        struct order order;
        struct entry entry;
        record_init(&order_type, &order);
        record_init(&entry_type, &entry);
        order.id = *next;
        order.code = arena_format(&arena, "%012lld", (long long)*next);
        order.note = random_text(&arena, 400);
        order.expires = (int64_t)random_below(100000);
        entry.code = order.code;
        assert_good(store_begin(store));
        assert_good(store_put(store, TREE_ORDER, key_number((uint64_t)order.id), &order));
        assert_good(journal_append(store, &entry));
        if (*next > BATCH) { /* and an older one moves within its indexes */
            struct order old;
            uint64_t id = 1 + random_below((uint64_t)*next - 1);
            assert_good(store_get(store, TREE_ORDER, key_number(id), &old, &arena));
            old.expires = (int64_t)random_below(100000);
            assert_good(store_put(store, TREE_ORDER, key_number(id), &old));
        }
        assert_good(store_commit(store));
    }
    assert_good(store_flush(store));
    atomic_store(&flushed, *next - 1);
    arena_free(&arena);
}

static void put_batch(struct store *store, int64_t *next)
{
    put_orders(store, next, BATCH);
}

struct copier {
    struct store *store;
    int64_t known[COPIES]; /* what was flushed when each copy began */
    char failed[200];
};

static void *copier_run(void *argument)
{
    struct copier *copier = argument;
    for (int i = 0; i < COPIES && !copier->failed[0]; i++) {
        char path[400];
        copier->known[i] = atomic_load(&flushed);
        snprintf(path, sizeof path, "%s/copy%d", fixture_directory, i);
        struct backed_up at;
        enum err err = i % 2 ? store_backup(copier->store, path, &at) : store_copy(copier->store, path);
        if (err)
            snprintf(copier->failed, sizeof copier->failed, "%s: %.150s", err_word(err), err_last_detail());
    }
    atomic_store(&enough, true);
    return NULL;
}

static void copies_beside_a_writer_are_whole(void **state)
{
    struct copier copier = { 0 };
    struct arena arena = { 0 };
    pthread_t thread;
    int64_t next = 1;
    (void)state;
    copier.store = fixture_open(true);
    for (int i = 0; i < 200; i++)
        put_batch(copier.store, &next);
    assert_int_equal(pthread_create(&thread, NULL, copier_run, &copier), 0);
    while (!atomic_load(&enough)) {
        put_batch(copier.store, &next);
        assert_good(store_checkpoint(copier.store, 0)); /* would spoil a copy, if it did not step aside */
    }
    pthread_join(thread, NULL);
    assert_string_equal(copier.failed, "");
    assert_true(check_says(copier.store, NULL));
    store_close(copier.store);
    for (int i = 0; i < COPIES; i++) {
        struct store *copy;
        struct order order;
        char path[400];
        snprintf(path, sizeof path, "%s/copy%d", fixture_directory, i);
        assert_good(store_open(&copy, path, FIXTURE_CACHE_MB, false, NULL));
        assert_true(check_says(copy, NULL));
        assert_good(store_begin(copy));
        for (int64_t id = 1; id <= copier.known[i]; id++) {
            assert_good(store_get(copy, TREE_ORDER, key_number((uint64_t)id), &order, &arena));
            arena_reset(&arena);
        }
        store_abort(copy);
        store_close(copy);
    }
    print_message("%d copies beside a writer: %lld orders at the first, %lld at the last; all sound\n", COPIES,
                  (long long)copier.known[0], (long long)copier.known[COPIES - 1]);
    arena_free(&arena);
}

static void backup_wants_an_empty_place(void **state)
{
    int64_t next = 1;
    struct backed_up at;
    (void)state;
    struct store *store = fixture_open(true), *copy;
    put_batch(store, &next);
    assert_good(store_backup(store, fixture_path("backup"), &at));
    assert_err(store_backup(store, fixture_path("backup"), &at), ERR_DIRECTORY);
    assert_int_equal(mkdir(fixture_path("other"), 0700), 0);
    int fd = open(fixture_path("other/mine"), O_CREAT | O_WRONLY, 0600);
    close(fd);
    assert_err(store_backup(store, fixture_path("other"), &at), ERR_DIRECTORY);
    assert_int_equal(access(fixture_path("other/mine"), F_OK), 0);
    /* A copy for the check may be made again in its place. */
    assert_good(store_copy(store, fixture_path("copy")));
    put_batch(store, &next);
    assert_good(store_copy(store, fixture_path("copy")));
    assert_good(store_open(&copy, fixture_path("copy"), FIXTURE_CACHE_MB, false, NULL));
    struct arena arena = { 0 };
    struct order order;
    assert_good(store_begin(copy));
    assert_good(store_get(copy, TREE_ORDER, key_number(2 * BATCH), &order, &arena));
    store_abort(copy);
    /* The original lives on, untouched by what happens in the copy. */
    put_batch(copy, &next);
    store_close(copy);
    assert_good(store_begin(store));
    assert_err(store_get(store, TREE_ORDER, key_number(2 * BATCH + 1), &order, &arena), ERR_NOT_FOUND);
    store_abort(store);
    store_close(store);
    arena_free(&arena);
}

/* ---- logs added to a backup ---- */

static bool has_order(struct store *store, int64_t id)
{
    struct arena arena = { 0 };
    struct order order;
    assert_good(store_begin(store));
    enum err err = store_get(store, TREE_ORDER, key_number((uint64_t)id), &order, &arena);
    store_abort(store);
    arena_free(&arena);
    return err == ERR_NONE;
}

/* A store made of a copy of the backup; sound, or the test fails. */
static struct store *restored(const char *backup, const struct backed_up *at, int64_t until)
{
    struct store *store;
    static int number;
    char path[400];
    snprintf(path, sizeof path, "%s/restored%d", fixture_directory, number++);
    fixture_run("cp", "-r", backup, path);
    assert_good(store_restore(path, at, until, NULL, NULL));
    assert_good(store_open(&store, path, FIXTURE_CACHE_MB, false, NULL));
    assert_true(check_says(store, NULL));
    return store;
}

/* Write until so many log files have begun, with checkpoints that would like to remove them. */
static void turn_logs(struct store *store, int64_t *next, unsigned files)
{
    char path[400];
    unsigned newest = 1;
    for (unsigned file = 1; file < 100; file++) {
        snprintf(path, sizeof path, "%s/store/log.%010u", fixture_directory, file);
        if (access(path, F_OK) == 0)
            newest = file;
    }
    snprintf(path, sizeof path, "%s/store/log.%010u", fixture_directory, newest + files);
    for (int i = 0; access(path, F_OK) != 0; i++) {
        assert_true(i < 200);
        put_orders(store, next, 500);
        if (i % 4 == 0)
            assert_good(store_checkpoint(store, 0));
    }
    assert_good(store_checkpoint(store, 0));
    assert_good(store_checkpoint(store, 0));
}

static int count_logs(void)
{
    DIR *dir = opendir(fixture_path("store"));
    int count = 0;
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        count += strncmp(entry->d_name, "log.", 4) == 0;
    closedir(dir);
    return count;
}

enum { ADDS = 6 };
struct adder {
    struct store *store;
    char backup[400];
    struct backed_up at[ADDS];
    int64_t known[ADDS];
    char failed[200];
};

static void *adder_run(void *argument)
{
    struct adder *adder = argument;
    for (int i = 0; i < ADDS && !adder->failed[0]; i++) {
        adder->known[i] = atomic_load(&flushed);
        adder->at[i] = adder->at[i ? i - 1 : 0];
        enum err err = i ? store_backup_more(adder->store, adder->backup, &adder->at[i])
                         : store_backup(adder->store, adder->backup, &adder->at[i]);
        if (!err)
            err = store_backed_up(adder->store, &adder->at[i]);
        if (err)
            snprintf(adder->failed, sizeof adder->failed, "%s: %.150s", err_word(err), err_last_detail());
        usleep(100000);
    }
    atomic_store(&enough, true);
    return NULL;
}

static void logs_added_beside_a_writer_are_whole(void **state)
{
    struct adder adder = { 0 };
    pthread_t thread;
    int64_t next = 1;
    (void)state;
    atomic_store(&enough, false);
    snprintf(adder.backup, sizeof adder.backup, "%s", fixture_path("backup"));
    adder.store = fixture_open(true);
    for (int i = 0; i < 50; i++)
        put_batch(adder.store, &next);
    assert_int_equal(pthread_create(&thread, NULL, adder_run, &adder), 0);
    while (!atomic_load(&enough)) {
        put_batch(adder.store, &next);
        assert_good(store_checkpoint(adder.store, 0));
    }
    pthread_join(thread, NULL);
    assert_string_equal(adder.failed, "");
    store_close(adder.store);
    /* The last one, and each earlier one too: what was added later without coming to its end does no harm. */
    for (int i = ADDS - 1; i >= 0; i--) {
        struct store *store = restored(adder.backup, &adder.at[i], 0);
        for (int64_t id = 1; id <= adder.known[i]; id++)
            assert_true(has_order(store, id));
        store_close(store);
    }
    print_message("logs added %d times beside a writer: %lld orders at the first, %lld at the last, logs %u to %u\n",
                  ADDS - 1, (long long)adder.known[0], (long long)adder.known[ADDS - 1], adder.at[0].last,
                  adder.at[ADDS - 1].last);
}

static void wait_for_second(time_t second)
{
    while (time(NULL) < second)
        usleep(20000);
}

static void a_moment_between_two_commits_can_be_had(void **state)
{
    struct backed_up at;
    int64_t next = 1;
    (void)state;
    struct store *store = fixture_open(true);
    put_batch(store, &next);
    assert_good(store_backup(store, fixture_path("backup"), &at));
    wait_for_second(at.at + 1);
    put_batch(store, &next);
    int64_t before = next - 1, moment = time(NULL);
    wait_for_second(moment + 1);
    for (int i = 0; i < 100; i++)
        put_batch(store, &next);
    assert_good(store_checkpoint(store, 0)); /* pages and log of what came too late are long on the disk */
    assert_good(store_backup_more(store, fixture_path("backup"), &at));
    store_close(store);
    store = restored(fixture_path("backup"), &at, moment);
    assert_true(has_order(store, before));
    assert_false(has_order(store, before + 1));
    /* It is a store like any other. */
    next = before + 1;
    put_batch(store, &next);
    assert_true(check_says(store, NULL));
    store_close(store);
    store = restored(fixture_path("backup"), &at, 0);
    assert_true(has_order(store, before + 100 * BATCH));
    store_close(store);
}

static void logs_wait_for_the_next_backup(void **state)
{
    struct backed_up at, old;
    int64_t next = 1;
    (void)state;
    struct store *store = fixture_open(true);
    turn_logs(store, &next, 2);
    assert_int_equal(count_logs(), 1); /* never backed up: nothing waits */
    assert_good(store_backup(store, fixture_path("backup"), &at));
    assert_good(store_backed_up(store, &at));
    turn_logs(store, &next, 2);
    assert_int_equal(count_logs(), 3);
    store_close(store);
    store = fixture_open(false); /* that is known after a start too */
    turn_logs(store, &next, 1);
    assert_true(count_logs() >= 4);
    assert_good(store_backup_more(store, fixture_path("backup"), &at));
    assert_good(store_backed_up(store, &at));
    assert_good(store_checkpoint(store, 0));
    assert_int_equal(count_logs(), 1);
    struct store *copy = restored(fixture_path("backup"), &at, 0);
    assert_true(has_order(copy, next - 1));
    store_close(copy);
    /* More than may wait: they go, and the backup hears it. */
    store_log_limit(store, 20);
    turn_logs(store, &next, 3);
    assert_true(count_logs() <= 2);
    old = at;
    assert_err(store_backup_more(store, fixture_path("backup"), &at), ERR_NOT_FOUND);
    assert_memory_equal(&at, &old, sizeof at);
    copy = restored(fixture_path("backup"), &at, 0); /* and it is what it was */
    store_close(copy);
    /* A wipe takes them always. */
    store_log_limit(store, 1000);
    assert_good(store_backup(store, fixture_path("second"), &at));
    assert_good(store_backed_up(store, &at));
    turn_logs(store, &next, 1);
    assert_int_equal(count_logs(), 2);
    assert_good(store_turn_log(store));
    assert_int_equal(count_logs(), 1);
    assert_err(store_backup_more(store, fixture_path("second"), &at), ERR_NOT_FOUND);
    turn_logs(store, &next, 2);
    assert_int_equal(count_logs(), 1);
    store_close(store);
}

static void another_store_does_not_continue_a_backup(void **state)
{
    struct backed_up at;
    int64_t next = 1, other;
    (void)state;
    struct store *store = fixture_open(true), *copy;
    put_batch(store, &next);
    assert_good(store_backup(store, fixture_path("backup"), &at));
    assert_good(store_backed_up(store, &at));
    copy = restored(fixture_path("backup"), &at, 0);
    other = next;
    put_batch(copy, &other);
    assert_err(store_backup_more(copy, fixture_path("backup"), &at), ERR_NOT_FOUND);
    store_close(copy);
    store_close(store);
    /* Its directory copied by hand, and both went on. */
    fixture_run("cp", "-r", fixture_path("store"), fixture_path("twin"));
    store = fixture_open(false);
    other = next;
    for (int i = 0; i < 20; i++)
        put_batch(store, &next);
    assert_good(store_backup_more(store, fixture_path("backup"), &at));
    store_close(store);
    assert_good(store_open(&copy, fixture_path("twin"), FIXTURE_CACHE_MB, false, NULL));
    for (int i = 0; i < 60; i++)
        put_batch(copy, &other);
    assert_err(store_backup_more(copy, fixture_path("backup"), &at), ERR_NOT_FOUND);
    store_close(copy);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
    const struct CMUnitTest tests[] = {
        TEST(copies_beside_a_writer_are_whole), TEST(backup_wants_an_empty_place),
        TEST(logs_added_beside_a_writer_are_whole), TEST(a_moment_between_two_commits_can_be_had),
        TEST(logs_wait_for_the_next_backup), TEST(another_store_does_not_continue_a_backup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
