/* faults.c - the disk fails under the store: a yes is never false, and the store opens again.
 *
 * The library's fdatasync, pwrite and write are replaced here (the linker prefers ours), and fail from some moment on:
 * once, for ever, with half of the bytes. Like the keeper the child stops at the first failure it is told of; where the
 * library hangs instead, or mends the fault by trying again and goes on, the heartbeat (here an alarm) ends it.
 */
#include <errno.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include "ledger.h"

enum fault { FAULT_NONE, FAULT_SYNC, FAULT_FULL, FAULT_SHORT };
static enum fault armed;
static long countdown; /* calls of that kind that still work */
static bool lasting;   /* all after it fail as well */

static bool strikes(enum fault fault)
{
    if (armed != fault)
        return false;
    countdown--;
    return lasting ? countdown < 0 : countdown == -1;
}

int fdatasync(int fd)
{
    if (strikes(FAULT_SYNC)) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_fdatasync, fd);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
    if (strikes(FAULT_FULL)) {
        errno = ENOSPC;
        return -1;
    }
    if (size > 1 && strikes(FAULT_SHORT))
        size /= 2;
    return syscall(SYS_pwrite64, fd, data, size, at);
}

ssize_t write(int fd, const void *data, size_t size)
{
    struct stat stat;
    bool file = armed && fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode); /* never the ledger's pipe */
    if (file && strikes(FAULT_FULL)) {
        errno = ENOSPC;
        return -1;
    }
    if (file && size > 1 && strikes(FAULT_SHORT))
        size /= 2;
    return syscall(SYS_write, fd, data, size);
}

struct lives {
    size_t acknowledged;
    int stopped, alarm;
};

static void one_life(enum fault fault, bool always, struct lives *outcome)
{
    int ledger[2], status;
    long works = (long)random_below(60);
    uint64_t seed = random_number() | 1;
    assert_int_equal(pipe(ledger), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct store *store;
        close(ledger[0]);
        fixture_seed = seed;
        setitimer(ITIMER_REAL, &(struct itimerval){ .it_value = { always ? 3 : 0, 300000 } }, NULL);
        if (freopen("/dev/null", "w", stderr) == NULL ||
            store_open(&store, fixture_path("store"), FIXTURE_CACHE_MB, false, NULL))
            _exit(2);
        countdown = works;
        lasting = always;
        armed = fault;
        ledger_fill(store, ledger[1]);
    }
    close(ledger[1]);
    outcome->acknowledged += ledger_read(ledger[0], SIZE_MAX);
    close(ledger[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    outcome->stopped += WIFEXITED(status) || WTERMSIG(status) == SIGABRT;
    outcome->alarm += WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM;
    assert_true(!WIFEXITED(status) || WEXITSTATUS(status) != 2);
    ledger_compare(true);
}

static void run(const char *name, enum fault fault, bool always, int rounds)
{
    struct lives outcome = { 0 };
    store_close(fixture_open(true));
    memset(versions, 0, sizeof versions);
    for (int round = 0; round < rounds; round++)
        one_life(fault, always, &outcome);
    print_message("%s, %d lives: %d stopped, %d went on, %zu acknowledged, 0 lost, check clean\n", name, rounds,
                  outcome.stopped, outcome.alarm, outcome.acknowledged);
    assert_true(outcome.stopped > 0 || !always);
}

static void failing_sync(void **state)
{
    (void)state;
    run("fdatasync fails for good", FAULT_SYNC, true, 10);
}

static void one_failing_sync(void **state)
{
    (void)state;
    run("fdatasync fails once", FAULT_SYNC, false, 10);
}

static void full_disk(void **state)
{
    (void)state;
    run("disk full for good", FAULT_FULL, true, 10);
}

static void full_disk_once(void **state)
{
    (void)state;
    run("disk full once", FAULT_FULL, false, 10);
}

/* Half a write is no failure: the rest is written by the next call. */
static void short_writes(void **state)
{
    struct lives outcome = { 0 };
    (void)state;
    store_close(fixture_open(true));
    memset(versions, 0, sizeof versions);
    for (int round = 0; round < 5; round++)
        one_life(FAULT_SHORT, false, &outcome);
    assert_true(outcome.acknowledged > 0);
    print_message("half a write, 5 lives: %zu acknowledged, 0 lost, check clean\n", outcome.acknowledged);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
    const struct CMUnitTest tests[] = {
        TEST(failing_sync), TEST(one_failing_sync), TEST(full_disk), TEST(full_disk_once), TEST(short_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
