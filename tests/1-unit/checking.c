/* checking.c - what the check's own process says is read line by line, also when it dies over it or hangs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "src/base/clock.h"
#include "src/client/checking.h"

static char directory[200], program[256];
static char last_where[80];
static int64_t last_done, last_of;

static int make_directory(void **state)
{
    const char *base = getenv("TMPDIR");
    (void)state;
    snprintf(directory, sizeof directory, "%.150s/checking-test-XXXXXX", base ? base : "/tmp");
    if (mkdtemp(directory) == NULL)
        return -1;
    snprintf(program, sizeof program, "%s/program", directory);
    return 0;
}

static int remove_directory(void **state)
{
    (void)state;
    unlink(program);
    return rmdir(directory);
}

static void note_where(void *data, const char *where, int64_t done, int64_t of)
{
    ++*(int *)data;
    snprintf(last_where, sizeof last_where, "%s", where);
    last_done = done;
    last_of = of;
}

/* Run a script in the place of the keeper's process. Answers how often it said where it was. */
static int run(const char *script, int64_t silence_ms, struct findings *findings, struct arena *arena)
{
    int told = 0;
    FILE *file = fopen(program, "w");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\n%s\n", script);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(program, 0700), 0);
    const struct checking checking = { .program = program, .shop = directory, .store = directory, .silence_ms = silence_ms,
                                       .tell = note_where, .data = &told };
    record_init(&findings_type, findings);
    assert_int_equal(checking_run(&checking, findings, arena), ERR_NONE);
    return told;
}

static void what_it_says_is_read(void **state)
{
    struct arena arena = { 0 };
    struct findings findings;
    (void)state;
    int told = run(
        "[ \"$2\" = --check ] || exit 1; echo '@7 20 order, its pages'; echo '!order 5 is wrong'; echo '+kinds order "
        "12'; "
        "echo '+states held 3'; echo '=records 40'; echo '=head abc'; echo '=newer 1'; printf '=taken_minor -5\\n.\\n'",
        5000, &findings, &arena);
    assert_true(told >= 1);
    assert_string_equal(last_where, "order, its pages");
    assert_int_equal(last_done, 7);
    assert_int_equal(last_of, 20);
    assert_int_equal(findings.found, 1);
    assert_string_equal(findings.findings.v[0].words, "order 5 is wrong");
    assert_int_equal(findings.kinds.n, 1);
    assert_string_equal(findings.kinds.v[0].name, "order");
    assert_int_equal(findings.kinds.v[0].count, 12);
    assert_int_equal(findings.states.v[0].count, 3);
    assert_int_equal(findings.records, 40);
    assert_string_equal(findings.head, "abc");
    assert_int_equal(findings.taken_minor, -5);
    arena_free(&arena);
}

static void one_that_dies_is_a_finding(void **state)
{
    struct arena arena = { 0 };
    struct findings findings;
    (void)state;
    run("echo '!order 5 is wrong'; echo '@0 0 photo'; kill -SEGV $$", 5000, &findings, &arena);
    assert_int_equal(findings.found, 2);
    assert_string_equal(findings.findings.v[1].words,
                        "the check itself ended early at: photo; the store may be damaged there");
    arena_free(&arena);
}

static void one_that_hangs_is_stopped(void **state)
{
    struct arena arena = { 0 };
    struct findings findings;
    (void)state;
    int64_t begun = clock_ms();
    run("echo '@0 0 journal, its pages'; exec sleep 60", 300, &findings, &arena);
    assert_true(clock_ms() - begun < 10000);
    assert_int_equal(findings.found, 1);
    assert_string_equal(findings.findings.v[0].words,
                        "the check came to no end and was stopped at: journal, its pages; the store may be damaged there");
    arena_free(&arena);
}

static void a_flood_is_counted_and_cut(void **state)
{
    struct arena arena = { 0 };
    struct findings findings;
    (void)state;
    run("i=0; while [ $i -lt 500 ]; do echo \"!finding $i\"; i=$((i + 1)); done; head -c 3000 /dev/zero | tr '\\0' x; echo; "
        "printf '!\\033[2Jescapes\\n+kinds\\n+other x 1\\n=\\n@\\n.\\n'", 5000, &findings, &arena);
    assert_int_equal(findings.findings.n, 200);
    assert_true(findings.found > 500 && findings.found < 512);
    assert_int_equal(findings.kinds.n, 0);
    arena_free(&arena);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)
    const struct CMUnitTest tests[] = {
        TEST(what_it_says_is_read), TEST(one_that_dies_is_a_finding), TEST(one_that_hangs_is_stopped),
        TEST(a_flood_is_counted_and_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
