/* room.c - a store that is written to all day stays small: logs go once a checkpoint has made them needless.
 *
 * STORE_TRAFFIC_MB=2000 is the long form.
 */
#include <dirent.h>
#include "fixture.h"

enum { CHECKPOINT_MB = 20, LOG_FILE_MB = 16, /* as env.c and the keeper's housekeeping have it */ BODY = 60000 };

static int64_t logs(int *files)
{
    int64_t bytes = 0;
    DIR *dir = opendir(fixture_path("store"));
    assert_non_null(dir);
    *files = 0;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        struct stat stat;
        if (strncmp(entry->d_name, "log.", 4) != 0 || fstatat(dirfd(dir), entry->d_name, &stat, 0) != 0)
            continue;
        bytes += stat.st_size;
        ++*files;
    }
    closedir(dir);
    return bytes >> 20;
}

static void only_the_logs_since_the_last_checkpoint_remain(void **state)
{
    static uint8_t body[BODY];
    const char *wanted = getenv("STORE_TRAFFIC_MB");
    const int64_t traffic_mb = wanted ? atoll(wanted) : 200;
    struct answer answer;
    int64_t most = 0;
    int files;
    (void)state;
    struct store *store = fixture_open(true);
    record_init(&answer_type, &answer);
    answer.body = (struct bytes){ body, sizeof body };
    for (int64_t i = 0; i * BODY >> 20 < traffic_mb; i++) {
        assert_good(store_begin(store));
        assert_good(store_put(store, TREE_ANSWER, key_number((uint64_t)(i % 50)), &answer));
        assert_good(store_commit(store));
        if (i % 20 == 19) { /* housekeeping asks twice a second */
            assert_good(store_checkpoint(store, CHECKPOINT_MB * 1024));
            int64_t now = logs(&files);
            most = now > most ? now : most;
        }
    }
    assert_good(store_checkpoint(store, 0));
    int64_t left = logs(&files);
    print_message("%lld MB written: logs of %lld MB at most, %lld MB in %d files in the end\n", (long long)traffic_mb,
                  (long long)most, (long long)left, files);
    /* What one checkpoint leaves, what the next waits for, and a part of a file at either end. */
    assert_true(most <= 2 * CHECKPOINT_MB + 2 * LOG_FILE_MB);
    assert_true(files <= 2);
    store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
    const struct CMUnitTest tests[] = { TEST(only_the_logs_since_the_last_checkpoint_remain) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
