/* copy.c - copies and backups taken beside a busy writer are whole, and hold what was flushed before. */
#include <pthread.h>
#include <stdatomic.h>
#include "fixture.h"

enum { COPIES = 8, BATCH = 16 };

static atomic_bool enough;
static atomic_llong flushed; /* orders 1..flushed are on disk */

static void put_batch(struct store *store, int64_t *next)
{
    struct arena arena = { 0 };
    for (int n = 0; n < BATCH; n++, ++*next) {
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
        enum err err = i % 2 ? store_backup(copier->store, path) : store_copy(copier->store, path);
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
    (void)state;
    struct store *store = fixture_open(true), *copy;
    put_batch(store, &next);
    assert_good(store_backup(store, fixture_path("backup")));
    assert_err(store_backup(store, fixture_path("backup")), ERR_DIRECTORY);
    assert_int_equal(mkdir(fixture_path("other"), 0700), 0);
    int fd = open(fixture_path("other/mine"), O_CREAT | O_WRONLY, 0600);
    close(fd);
    assert_err(store_backup(store, fixture_path("other")), ERR_DIRECTORY);
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

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
    const struct CMUnitTest tests[] = { TEST(copies_beside_a_writer_are_whole), TEST(backup_wants_an_empty_place) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
