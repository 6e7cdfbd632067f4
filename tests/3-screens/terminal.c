/* terminal.c - the terminal that screens are tested on, itself: what a program writes is what the test sees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "tests/lib/terminal.h"

static struct term *shell(const char *script)
{
    char *const argv[] = { "sh", "-c", (char *)(uintptr_t)script, NULL };
    struct term *term = term_open(argv, NULL, "vt100", 24, 80);
    assert_non_null(term);
    return term;
}

static void test_text_and_status(void **state)
{
    (void)state;
    struct term *term = shell("printf 'one\\r\\n\\033[5;10Htwo \\303\\244\\a\\a'; sleep 0.2; exit 7");
    assert_true(term_expect(term, "two \xc3\xa4", 3000));
    assert_string_equal(term_row(term, 0), "one");
    assert_string_equal(term_row(term, 4), "         two \xc3\xa4");
    assert_string_equal(term_row(term, 24), "");
    assert_string_equal(term_row(term, -1), "");
    int row, col;
    term_cursor(term, &row, &col);
    assert_int_equal(row, 4);
    assert_int_equal(col, 14);
    assert_int_equal(term_bells(term), 2);
    assert_int_equal(term_bytes(term), 21); /* the terminal line makes \r\n of \n */
    char *screen = term_screen(term);
    assert_string_equal(screen, "one\n\n\n\n         two \xc3\xa4\n");
    free(screen);
    assert_true(term_gone(term, 3000));
    assert_int_equal(term_close(term), 7);
}

static void test_expect_fails(void **state)
{
    (void)state;
    struct term *term = shell("echo here; sleep 30");
    assert_false(term_expect(term, "elsewhere", 200));
    assert_true(term_expect(term, "here", 1000));
    assert_false(term_gone(term, 50));
    assert_int_equal(term_close(term), 128 + 1); /* hung up */
    term = shell("exit 0");
    assert_false(term_expect(term, "anything", 5000)); /* at once, not after five seconds */
    assert_int_equal(term_close(term), 0);
}

/* Typed keys arrive, queries are not answered, the size is known and changes. */
static void test_typing_and_size(void **state)
{
    (void)state;
    struct term *term = shell("trap 'stty size; exit' WINCH; stty size; read line; printf '\\033[c\\033[6n'; "
                              "read -r more; echo \"<$line|$more>\"; while :; do sleep 0.05; done");
    assert_true(term_expect(term, "24 80", 3000));
    assert_true(term_send(term, "typed\r"));
    assert_true(term_send(term, "more\r"));
    assert_true(term_expect(term, "<typed|more>", 3000));
    term_resize(term, 30, 100);
    assert_true(term_expect(term, "30 100", 3000));
    assert_true(term_gone(term, 3000));
    assert_int_equal(term_close(term), 0);
}

/* term_pump counts what came, and stops when nothing comes. */
static void test_pump(void **state)
{
    (void)state;
    struct term *term = shell("read go; printf '0123456789'; read go; while :; do echo more; done");
    term_pump(term, 100, 1000);
    size_t echo = 3;
    assert_true(term_send(term, "g\r"));
    assert_int_equal(term_pump(term, 300, 3000), 10 + echo);
    assert_true(term_send(term, "g\r"));
    assert_true(term_pump(term, 100, 300) > 1000); /* ends although the program never does */
    term_close(term);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_and_status), cmocka_unit_test(test_expect_fails),
        cmocka_unit_test(test_typing_and_size), cmocka_unit_test(test_pump),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
