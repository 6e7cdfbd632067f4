/* open.c - opening, making, reopening; who is refused. */
#include "fixture.h"

static void made_once_and_found_again(void **state)
{
    struct arena arena = { 0 };
    struct meta meta;
    (void)state;
    struct store *store = fixture_open(true);
    assert_good(store_begin(store));
    assert_good(store_get(store, TREE_META, key_text("meta"), &meta, &arena));
    assert_int_equal(meta.version, STORE_VERSION);
    assert_int_equal(meta.next_order, 1);
    assert_true(meta.made > 0);
    meta.next_order = 42;
    assert_good(store_put(store, TREE_META, key_text("meta"), &meta));
    assert_good(store_commit(store));
    assert_good(store_flush(store));
    store_close(store);
    for (int create = 0; create < 2; create++) {
        store = fixture_open(create);
        assert_good(store_begin(store));
        assert_good(store_get(store, TREE_META, key_text("meta"), &meta, &arena));
        assert_int_equal(meta.next_order, 42);
        store_abort(store);
        assert_true(check_says(store, NULL));
        store_close(store);
    }
    arena_free(&arena);
}

static void nothing_there_is_refused(void **state)
{
    struct store *store;
    (void)state;
    assert_err(store_open(&store, fixture_path("none"), FIXTURE_CACHE_MB, false, NULL), ERR_STORE);
    assert_null(store);
    assert_int_not_equal(access(fixture_path("none"), F_OK), 0);
    assert_int_equal(mkdir(fixture_path("empty"), 0700), 0);
    assert_err(store_open(&store, fixture_path("empty"), FIXTURE_CACHE_MB, false, NULL), ERR_STORE);
    assert_int_equal(rmdir(fixture_path("empty")), 0);
}

static void second_opener_is_refused(void **state)
{
    struct store *second;
    (void)state;
    struct store *store = fixture_open(true);
    assert_err(store_open(&second, fixture_path("store"), FIXTURE_CACHE_MB, false, NULL), ERR_OPEN_ALREADY);
    int in_child[2];
    assert_int_equal(pipe(in_child), 0);
    pid_t child = fork();
    if (child == 0) {
        /* What is inherited holds the lock in the parent's name; the child must still be refused. */
        uint8_t err = (uint8_t)store_open(&second, fixture_path("store"), FIXTURE_CACHE_MB, true, NULL);
        _exit(write(in_child[1], &err, 1) != 1);
    }
    uint8_t err = 0;
    assert_int_equal(read(in_child[0], &err, 1), 1);
    assert_int_equal(err, ERR_OPEN_ALREADY);
    waitpid(child, NULL, 0);
    close(in_child[0]);
    close(in_child[1]);
    store_close(store);
    store_close(fixture_open(false));
}

static void newer_store_is_refused(void **state)
{
    struct arena arena = { 0 };
    struct meta meta;
    (void)state;
    struct store *store = fixture_open(true);
    assert_good(store_begin(store));
    assert_good(store_get(store, TREE_META, key_text("meta"), &meta, &arena));
    meta.version = STORE_VERSION + 1;
    assert_good(store_put(store, TREE_META, key_text("meta"), &meta));
    assert_good(store_commit(store));
    store_close(store);
    struct store *refused;
    assert_err(store_open(&refused, fixture_path("store"), FIXTURE_CACHE_MB, false, NULL), ERR_STORE_NEWER);
    assert_null(refused);
    assert_err(store_open(&refused, fixture_path("store"), FIXTURE_CACHE_MB, true, NULL), ERR_STORE_NEWER);
    arena_free(&arena);
}

static void lost_tree_is_not_made_anew(void **state)
{
    struct store *store;
    (void)state;
    store_close(fixture_open(true));
    assert_int_equal(unlink(fixture_path("store/order.code.db")), 0);
    for (int create = 0; create < 2; create++) {
        assert_err(store_open(&store, fixture_path("store"), FIXTURE_CACHE_MB, create, NULL), ERR_STORE);
        assert_non_null(strstr(err_last_detail(), "order.code"));
    }
}

/* Killed at any moment of its first making, the store can still be made. */
static void interrupted_making_is_finished(void **state)
{
    (void)state;
    for (int round = 0; round < 12; round++) {
        fixture_renew();
        pid_t child = fork();
        if (child == 0) {
            struct store *store;
            _exit(store_open(&store, fixture_path("store"), FIXTURE_CACHE_MB, true, NULL) != ERR_NONE);
        }
        usleep((useconds_t)(round * 4000 + (int)random_below(4000)));
        kill(child, 9);
        waitpid(child, NULL, 0);
        struct store *store = fixture_open(true);
        assert_true(check_says(store, NULL));
        store_close(store);
        store_close(fixture_open(false));
    }
}

static int last_percent;
static void progress(int percent)
{
    assert_in_range(percent, 0, 100);
    last_percent = percent;
}

static void recovery_tells_how_far_it_is(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        struct store *store;
        if (store_open(&store, fixture_path("store"), FIXTURE_CACHE_MB, true, NULL))
            _exit(1);
        for (int i = 0; i < 3000; i++) {
            struct tries tries = { .wrong = i };
            if (store_begin(store) || store_put(store, TREE_TRIES, key_number((uint64_t)i), &tries) ||
                store_commit(store))
                _exit(2);
        }
        _exit(store_flush(store) != ERR_NONE); /* leaves without closing */
    }
    int status;
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    struct store *store;
    last_percent = -1;
    assert_good(store_open(&store, fixture_path("store"), FIXTURE_CACHE_MB, false, progress));
    assert_true(last_percent > 0);
    store_close(store);
}

static void checkpoints_drop_old_logs(void **state)
{
    struct answer answer;
    static uint8_t body[60000];
    (void)state;
    struct store *store = fixture_open(true);
    record_init(&answer_type, &answer);
    answer.body = (struct bytes){ body, sizeof body };
    for (int i = 0; i < 2500; i++) { /* twice, as pages and in the log: well above two log files */
        assert_good(store_begin(store));
        assert_good(store_put(store, TREE_ANSWER, key_number((uint64_t)(i % 50)), &answer));
        assert_good(store_commit(store));
        if (i % 100 == 99)
            assert_good(store_checkpoint(store, 20 * 1024));
    }
    assert_good(store_checkpoint(store, 0));
    assert_int_not_equal(access(fixture_path("store/log.0000000001"), F_OK), 0);
    store_close(store);
    store = fixture_open(false);
    assert_true(check_says(store, NULL));
    store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
    const struct CMUnitTest tests[] = {
        TEST(made_once_and_found_again), TEST(nothing_there_is_refused), TEST(second_opener_is_refused),
        TEST(newer_store_is_refused), TEST(lost_tree_is_not_made_anew), TEST(interrupted_making_is_finished),
        TEST(recovery_tells_how_far_it_is), TEST(checkpoints_drop_old_logs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
