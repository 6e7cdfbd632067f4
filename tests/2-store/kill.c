/* kill.c - kill -9 in the middle of batches: what was acknowledged is there, nothing is half there.
 *
 * The child puts batches and names an order on the pipe only after store_flush() came back. The parent kills it at any
 * moment (while it opens and recovers as well) and holds the store against that ledger. COUNTERSIGN_KILLS sets the
 * number of rounds, 100 by default. A last figure says how many orders a second are made durable.
 */
#include <time.h>
#include "fixture.h"

enum { BATCH = 16, LOOK_EVERY = 5, CHECK_EVERY = 20, MOST_ORDERS = 1000000 };

static int64_t versions[MOST_ORDERS]; /* the version that was acknowledged, by order id; 0: none */

struct acknowledged {
    int64_t id, version;
};

static enum err put_one(struct store *store, int64_t id, int64_t version)
{
    struct arena arena = { 0 };
    struct order order;
    struct entry entry;
    struct meta meta;
    record_init(&order_type, &order);
    record_init(&entry_type, &entry);
    order.id = id;
    order.code = arena_format(&arena, "%012lld", (long long)id);
    order.version = version;
    order.customer = "1234567";
    order.expires = 1000 * version + id;
    order.note = "the quick brown fox jumps over the lazy dog";
    entry.code = order.code;
    enum err err = store_begin(store);
    if (!err && version == 1) {
        err = store_get(store, TREE_META, key_text("meta"), &meta, &arena);
        meta.next_order = id + 1;
        if (!err)
            err = store_put(store, TREE_META, key_text("meta"), &meta);
    }
    if (!err)
        err = store_put(store, TREE_ORDER, key_number((uint64_t)id), &order);
    if (!err)
        err = journal_append(store, &entry);
    if (!err)
        err = store_commit(store);
    arena_free(&arena);
    return err;
}

/* Batches for ever: new orders, and now and then an older one again with a higher version. */
static void child_run(int ledger, uint64_t seed)
{
    struct store *store;
    struct arena arena = { 0 };
    struct meta meta;
    fixture_seed = seed;
    if (store_open(&store, fixture_path("store"), FIXTURE_CACHE_MB, false, NULL) || store_begin(store) ||
        store_get(store, TREE_META, key_text("meta"), &meta, &arena))
        _exit(3);
    store_abort(store);
    for (int64_t next = meta.next_order;;) {
        struct acknowledged batch[BATCH];
        size_t count = 1 + random_below(BATCH);
        for (size_t i = 0; i < count; i++) {
            struct order order;
            bool again = next > 1 && random_below(3) == 0;
            int64_t id = again ? 1 + (int64_t)random_below((uint64_t)next - 1) : next++, version = 1;
            if (again) {
                if (store_begin(store) || store_get(store, TREE_ORDER, key_number((uint64_t)id), &order, &arena))
                    _exit(4);
                store_abort(store);
                version = order.version + 1;
            }
            if (put_one(store, id, version))
                _exit(5);
            batch[i] = (struct acknowledged){ id, version };
        }
        arena_reset(&arena);
        if (random_below(40) == 0 && store_checkpoint(store, 0))
            _exit(6);
        if (store_flush(store) || write(ledger, batch, count * sizeof *batch) != (ssize_t)(count * sizeof *batch))
            _exit(7);
    }
}

/* One life: returns how many acknowledgements came. */
static size_t live_and_die(int round)
{
    int ledger[2], status;
    struct acknowledged one;
    size_t count = 0;
    assert_int_equal(pipe(ledger), 0);
    uint64_t seed = random_number() | 1;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ledger[0]);
        child_run(ledger[1], seed);
    }
    close(ledger[1]);
    if (round % 4) /* every fourth is killed while it opens; the others while they write */
        count += read(ledger[0], &one, sizeof one) == sizeof one;
    if (count && one.version > versions[one.id])
        versions[one.id] = one.version;
    usleep((useconds_t)random_below(round % 4 ? 60000 : 25000));
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    while (read(ledger[0], &one, sizeof one) == sizeof one) {
        assert_in_range(one.id, 1, MOST_ORDERS - 1);
        if (one.version > versions[one.id])
            versions[one.id] = one.version;
        count++;
    }
    close(ledger[0]);
    return count;
}

static void compare(bool check)
{
    struct arena arena = { 0 };
    int64_t entries, lost = 0;
    struct store *store = fixture_open(false);
    assert_good(store_begin(store));
    for (int64_t id = 1; id < MOST_ORDERS; id++) {
        struct order order;
        if (versions[id] == 0)
            continue;
        char code[16];
        snprintf(code, sizeof code, "%012lld", (long long)id);
        if (store_get(store, INDEX_CODE, key_text(code), &order, &arena) || order.version < versions[id])
            lost++;
        arena_reset(&arena);
    }
    assert_int_equal(lost, 0);
    assert_good(journal_verify(store, &entries));
    store_abort(store);
    if (check)
        assert_true(check_says(store, NULL));
    store_close(store);
    arena_free(&arena);
}

static void killed_at_any_moment_nothing_is_lost(void **state)
{
    const char *wanted = getenv("COUNTERSIGN_KILLS");
    int rounds = wanted ? atoi(wanted) : 100;
    size_t acknowledged = 0;
    (void)state;
    store_close(fixture_open(true));
    for (int round = 1; round <= rounds; round++) {
        acknowledged += live_and_die(round);
        if (round % LOOK_EVERY == 0 || round == rounds)
            compare(round % CHECK_EVERY == 0 || round == rounds);
    }
    print_message("%d kills: %zu acknowledged, 0 lost, check clean\n", rounds, acknowledged);
    assert_true(acknowledged > 0);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void orders_per_second(void **state)
{
    (void)state;
    struct store *store = fixture_open(true);
    double start = seconds(), now = start;
    int64_t count = 0;
    while (now - start < 2.0) {
        for (int i = 0; i < BATCH; i++)
            assert_good(put_one(store, ++count, 1));
        assert_good(store_flush(store));
        now = seconds();
    }
    print_message("%.0f orders/s made durable, batches of %d, one flush each\n", (double)count / (now - start), BATCH);
    assert_true(check_says(store, NULL));
    store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
    const struct CMUnitTest tests[] = { TEST(killed_at_any_moment_nothing_is_lost), TEST(orders_per_second) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
