/* ticket - codes, check digits, passwords, waiting after wrong tries. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include "src/base/random.h"
#include "src/model/ticket.h"

static void damm_knows_the_published_example(void **state)
{
    (void)state;
    assert_int_equal(damm_digit("572", 3), '4');
    assert_true(damm_valid("5724", 4));
    assert_false(damm_valid("5727", 4));
    assert_false(damm_valid("5724", 5));
    assert_false(damm_valid("57x4", 4));
    assert_false(damm_valid("0", 1));
    assert_false(damm_valid("", 0));
}

static void every_single_mistake_is_caught(void **state)
{
    (void)state;
    for (int round = 0; round < 2000; round++) {
        char code[TICKET_CODE + 1], wrong[TICKET_CODE + 1];
        ticket_code(random_u64(), code);
        assert_int_equal(strlen(code), TICKET_CODE);
        assert_true(damm_valid(code, TICKET_CODE));
        for (size_t at = 0; at < TICKET_CODE; at++) {
            for (char digit = '0'; digit <= '9'; digit++) {
                strcpy(wrong, code);
                wrong[at] = digit;
                assert_int_equal(damm_valid(wrong, TICKET_CODE), digit == code[at]);
            }
            strcpy(wrong, code);
            if (at + 1 < TICKET_CODE && code[at] != code[at + 1]) {
                wrong[at] = code[at + 1];
                wrong[at + 1] = code[at];
                assert_false(damm_valid(wrong, TICKET_CODE));
            }
        }
    }
}

static void codes_spread_over_all_digits(void **state)
{
    (void)state;
    int seen[TICKET_CODE][10] = { 0 };
    for (int round = 0; round < 20000; round++) {
        char code[TICKET_CODE + 1];
        ticket_code(random_u64(), code);
        for (int at = 0; at < TICKET_CODE; at++)
            seen[at][code[at] - '0']++;
    }
    for (int at = 0; at < TICKET_CODE; at++)
        for (int digit = 0; digit < 10; digit++)
            assert_in_range(seen[at][digit], 1700, 2300); /* 2000 expected, 7 standard deviations */
}

static void numbers_have_their_lengths(void **state)
{
    (void)state;
    char code[TICKET_CODE + 1], label[LABEL_CODE + 1], customer[CUSTOMER_NUMBER + 1];
    ticket_code(UINT64_MAX, code);
    assert_int_equal(strlen(code), TICKET_CODE);
    ticket_code(0, code);
    assert_string_equal(code, "000000000000");
    label_code(4711, label);
    assert_int_equal(strlen(label), LABEL_CODE);
    assert_memory_equal(label, "9000000004711", 13);
    assert_true(damm_valid(label, LABEL_CODE));
    customer_number(1, customer);
    assert_string_equal(customer, "0000013");
    customer_number(2, customer);
    assert_string_equal(customer, "0000021");
}

static void what_people_and_scanners_give_is_read(void **state)
{
    (void)state;
    char code[TICKET_CODE + 1], label[LABEL_CODE + 1], typed[64], out[LABEL_CODE + 1];
    ticket_code(47112093552, code);
    label_code(17, label);
    const char *const shapes[] = { "%.4s-%.4s-%.4s", "%.4s %.4s %.4s\r\n", "]C0%.4s%.4s%.4s", "  %.4s%.4s-%.4s\t" };
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(typed, sizeof typed, shapes[i], code, code + 4, code + 8);
        assert_int_equal(ticket_read(typed, out), ERR_NONE);
        assert_string_equal(out, code);
    }
    assert_int_equal(ticket_read(label, out), ERR_NONE);
    assert_string_equal(out, label);
}

static void what_is_no_code_is_refused_with_words(void **state)
{
    (void)state;
    char code[TICKET_CODE + 1], out[LABEL_CODE + 1];
    const char *const bad[] = { "", "-", "]", "]C", "]C0", "1234", "12345678901x", "\xff\xfe", "1e10", "000000000001", "-47112093552",
                                "000000000000000000000000000000000000", "00000000000000" /* a label begins with 9 */ };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(ticket_read(bad[i], out), ERR_CODE);
        assert_string_equal(out, "");
        assert_true(*err_last_detail() != 0);
    }
    ticket_code(123456, code);
    code[3] = code[3] == '9' ? '0' : (char)(code[3] + 1);
    assert_int_equal(ticket_read(code, out), ERR_CODE);
    assert_string_equal(err_last_detail(), "one digit is wrong or two are swapped");
    assert_int_equal(ticket_read("4711", out), ERR_CODE);
    assert_string_equal(err_last_detail(), "it has 4 digits");
}

static void passwords_follow_key_code_and_version(void **state)
{
    (void)state;
    uint8_t key[TICKET_KEY] = { 1 }, other[TICKET_KEY] = { 2 };
    char first[TICKET_PASSWORD + 1], again[TICKET_PASSWORD + 1];
    ticket_password(key, "471120935520", 1, first);
    ticket_password(key, "471120935520", 1, again);
    assert_string_equal(first, again);
    assert_int_equal(strspn(first, "0123456789"), TICKET_PASSWORD);
    ticket_password(key, "471120935520", 2, again);
    assert_string_not_equal(first, again);
    ticket_password(key, "471120935521", 1, again);
    assert_string_not_equal(first, again);
    ticket_password(other, "471120935520", 1, again);
    assert_string_not_equal(first, again);
    int same = 0, leading[10] = { 0 };
    for (int version = 1; version <= 5000; version++) {
        ticket_password(key, "471120935520", version, again);
        assert_int_equal(strlen(again), TICKET_PASSWORD);
        same += strcmp(first, again) == 0;
        leading[again[0] - '0']++;
    }
    assert_in_range(same, 1, 3);
    for (int digit = 0; digit < 10; digit++)
        assert_in_range(leading[digit], 380, 620);
}

static void comparing_looks_at_everything(void **state)
{
    (void)state;
    assert_true(ticket_same("123456", "123456"));
    assert_true(ticket_same("", ""));
    assert_false(ticket_same("123457", "123456"));
    assert_false(ticket_same("023456", "123456"));
    assert_false(ticket_same("12345", "123456"));
    assert_false(ticket_same("1234567", "123456"));
    assert_false(ticket_same("123456123456", "123456"));
    assert_false(ticket_same("", "123456"));
    assert_false(ticket_same("123456", ""));
}

static void waiting_grows_and_decays(void **state)
{
    (void)state;
    const int64_t last = 1000000;
    for (int64_t wrong = 0; wrong <= 3; wrong++)
        assert_int_equal(ticket_delay(wrong, last, last), 0);
    assert_int_equal(ticket_delay(4, last, last), 5);
    assert_int_equal(ticket_delay(5, last, last), 10);
    assert_int_equal(ticket_delay(10, last, last), 320);
    assert_int_equal(ticket_delay(10, last, last + 319), 320); /* still so long after the last try */
    assert_int_equal(ticket_delay(10, last, last + 320), 0);
    assert_int_equal(ticket_delay(10, last, last - 50), 320);  /* a clock set back frees nobody */
    assert_int_equal(ticket_delay(14, last, last), 3600);      /* an hour later only seven count */
    assert_int_equal(ticket_delay(20, last, last), 3600);
    int64_t before = 0;
    for (int64_t wrong = 0; wrong < 100000; wrong += wrong < 100 ? 1 : 997) {
        int64_t delay = ticket_delay(wrong, last, last);
        assert_true(delay >= before && delay <= 86400);
        assert_int_equal(ticket_delay(wrong, last, last + delay), 0);
        if (delay > 0)
            assert_int_equal(ticket_delay(wrong, last, last + delay - 1), delay);
        before = delay;
    }
    assert_int_equal(ticket_delay(INT64_MAX, last, last), 86400);
    assert_int_equal(ticket_delay(INT64_MAX, last, last + 86400), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(damm_knows_the_published_example), cmocka_unit_test(every_single_mistake_is_caught),
        cmocka_unit_test(codes_spread_over_all_digits), cmocka_unit_test(numbers_have_their_lengths),
        cmocka_unit_test(what_people_and_scanners_give_is_read), cmocka_unit_test(what_is_no_code_is_refused_with_words),
        cmocka_unit_test(passwords_follow_key_code_and_version), cmocka_unit_test(comparing_looks_at_everything),
        cmocka_unit_test(waiting_grows_and_decays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
