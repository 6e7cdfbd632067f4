/* scan.c - digits are a scan, everything else is a key. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include "screens/input.h"

static char code[TICKET_CODE + 1], label[LABEL_CODE + 1];

static int make_codes(void **state)
{
    (void)state;
    ticket_code(47112093552u, code);
    label_code(77, label);
    return 0;
}

/* Feed a text at gap_ms a character; the result of the last key. */
static enum input_scan_result feed(struct input_scan *scan, const char *keys, int64_t *now, int gap_ms, char *out)
{
    enum input_scan_result result = INPUT_SCAN_NOT;
    for (; *keys; keys++) {
        *now += gap_ms;
        result = input_scan_key(scan, (unsigned char)*keys, *now, out);
    }
    return result;
}

static void codes(void **state)
{
    (void)state;
    static const int gaps[] = { 0, 5, 400 };
    char out[LABEL_CODE + 1], typed[40];
    for (size_t i = 0; i < 3; i++) {
        struct input_scan scan = { 0 };
        int64_t now = 100000;
        strcpy(typed, code);
        assert_int_equal(feed(&scan, strcat(typed, "\r"), &now, gaps[i], out), INPUT_SCAN_CODE);
        assert_string_equal(out, code);
        strcpy(typed, "]C1");
        assert_int_equal(feed(&scan, strcat(strcat(typed, label), "\r"), &now, 5, out), INPUT_SCAN_CODE);
        assert_string_equal(out, label);
        assert_int_equal(scan.length, 0);
    }
}

static void repeats_are_dropped(void **state)
{
    (void)state;
    struct input_scan scan = { 0 };
    int64_t now = 100000;
    char out[LABEL_CODE + 1];
    assert_int_equal(feed(&scan, code, &now, 1, out), INPUT_SCAN_PART);
    assert_int_equal(feed(&scan, "\r", &now, 1, out), INPUT_SCAN_CODE);
    feed(&scan, code, &now, 1, out);
    assert_int_equal(feed(&scan, "\r", &now, 1, out), INPUT_SCAN_REPEAT);
    now += INPUT_REPEAT_MS;
    feed(&scan, code, &now, 1, out);
    assert_int_equal(feed(&scan, "\r", &now, 1, out), INPUT_SCAN_CODE);
}

/* The echo is dropped, but it does not prolong the time; and what was closed may be opened again at once. */
static void a_repeat_is_read_when_it_is_meant(void **state)
{
    (void)state;
    struct input_scan scan = { 0 };
    int64_t now = 100000;
    char out[LABEL_CODE + 1], typed[20];
    snprintf(typed, sizeof typed, "%s\r", code);
    assert_int_equal(feed(&scan, typed, &now, 1, out), INPUT_SCAN_CODE);
    now += INPUT_REPEAT_MS / 2;
    assert_int_equal(feed(&scan, typed, &now, 1, out), INPUT_SCAN_REPEAT);
    now += INPUT_REPEAT_MS / 2;
    assert_int_equal(feed(&scan, typed, &now, 1, out), INPUT_SCAN_CODE);
    input_scan_again(&scan);
    assert_int_equal(feed(&scan, typed, &now, 1, out), INPUT_SCAN_CODE);
}

static void wrong_ones(void **state)
{
    (void)state;
    struct input_scan scan = { 0 };
    int64_t now = 100000;
    char out[LABEL_CODE + 1], wrong[TICKET_CODE + 1];
    memcpy(wrong, code, sizeof wrong);
    wrong[5] = wrong[5] == '9' ? '0' : (char)(wrong[5] + 1);
    feed(&scan, wrong, &now, 1, out);
    assert_int_equal(feed(&scan, "\r", &now, 1, out), INPUT_SCAN_BAD);
    assert_int_equal(feed(&scan, "12345\r", &now, 1, out), INPUT_SCAN_BAD);
    assert_int_equal(feed(&scan, "12345678901234567890123456789012345678901234567890\r", &now, 1, out), INPUT_SCAN_BAD);
    assert_int_equal(scan.length, 0);
}

static void keys_stay_keys(void **state)
{
    (void)state;
    struct input_scan scan = { 0 };
    int64_t now = 100000;
    char out[LABEL_CODE + 1];
    static const int keys[] = { 'a', INPUT_ENTER, INPUT_ESC, ' ', '-', INPUT_DOWN, INPUT_BACKSPACE, 0xe4 };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        assert_int_equal(input_scan_key(&scan, keys[i], now, out), INPUT_SCAN_NOT);
    /* A letter right behind digits is a reader's; later it is a person's command and the digits are forgotten. */
    assert_int_equal(feed(&scan, "12a", &now, 2, out), INPUT_SCAN_PART);
    assert_int_equal(input_scan_key(&scan, INPUT_ESC, now, out), INPUT_SCAN_PART);
    feed(&scan, "12", &now, 2, out);
    now += 1000;
    assert_int_equal(input_scan_key(&scan, 'a', now, out), INPUT_SCAN_NOT);
    assert_int_equal(scan.length, 0);
    /* Backspace takes back what was typed. */
    feed(&scan, "12", &now, 2, out);
    input_scan_key(&scan, INPUT_BACKSPACE, now, out);
    assert_string_equal(scan.typed, "1");
}

/* A reader that sends a character of its own first is known by it, however slow, and whatever follows. */
static void a_prefix_decides(void **state)
{
    (void)state;
    char out[LABEL_CODE + 1], typed[60];
    struct input_scan scan = { .prefix = '~' };
    int64_t now = 100000;
    snprintf(typed, sizeof typed, "~%s\r", code);
    assert_int_equal(feed(&scan, typed, &now, 900, out), INPUT_SCAN_CODE);
    assert_string_equal(out, code);
    snprintf(typed, sizeof typed, "12~]C1%s\r", label); /* in the middle of something typed */
    assert_int_equal(feed(&scan, typed, &now, 900, out), INPUT_SCAN_CODE);
    assert_string_equal(out, label);
    assert_int_equal(feed(&scan, "~aph9\r", &now, 900, out), INPUT_SCAN_BAD); /* another article's: no key of it acts */
    assert_int_equal(feed(&scan, "~\r", &now, 900, out), INPUT_SCAN_BAD);
    assert_int_equal(feed(&scan, "a", &now, 900, out), INPUT_SCAN_NOT);
    assert_int_equal(feed(&scan, "~12\033", &now, 900, out), INPUT_SCAN_PART);
    assert_int_equal(feed(&scan, "p", &now, 900, out), INPUT_SCAN_NOT);
    struct input_scan plain = { 0 };
    assert_int_equal(feed(&plain, "~", &now, 900, out), INPUT_SCAN_NOT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes), cmocka_unit_test(repeats_are_dropped), cmocka_unit_test(wrong_ones), cmocka_unit_test(a_repeat_is_read_when_it_is_meant),
        cmocka_unit_test(keys_stay_keys), cmocka_unit_test(a_prefix_decides),
    };
    return cmocka_run_group_tests(tests, make_codes, NULL);
}
