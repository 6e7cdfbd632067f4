/* kill.c - kill -9 in the middle of batches: what was acknowledged is there, nothing is half there.
 *
 * The child is killed at any moment, while it opens and recovers as well. COUNTERSIGN_KILLS sets the number of rounds,
 * 100 by default. A last figure says how many orders a second are made durable.
 */
#include <time.h>
#include "ledger.h"

enum { LOOK_EVERY = 5, CHECK_EVERY = 20 };

/* One life: returns how many acknowledgements came. */
static size_t live_and_die(int round)
{
    int ledger[2], status;
    assert_int_equal(pipe(ledger), 0);
    uint64_t seed = random_number() | 1;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct store *store;
        close(ledger[0]);
        fixture_seed = seed;
        if (store_open(&store, fixture_path("store"), FIXTURE_CACHE_MB, false, NULL))
            _exit(2);
        ledger_fill(store, ledger[1]);
    }
    close(ledger[1]);
    /* Every fourth is killed while it opens; the others while they write. */
    size_t count = round % 4 ? ledger_read(ledger[0], 1) : 0;
    usleep((useconds_t)random_below(round % 4 ? 60000 : 25000));
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    count += ledger_read(ledger[0], SIZE_MAX);
    close(ledger[0]);
    return count;
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
            ledger_compare(round % CHECK_EVERY == 0 || round == rounds);
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
            assert_good(ledger_put(store, ++count, 1));
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
