/* str - numbers, money, codes, and the one sanitiser against everything that could be sent. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "src/base/random.h"
#include "src/base/str.h"

static void numbers_are_whole_and_bounded(void **state)
{
    (void)state;
    int64_t out = 42;
    assert_true(str_number("0", 0, 9, &out) && out == 0);
    assert_true(str_number("-5", -5, 9, &out) && out == -5);
    assert_true(str_number("007", 0, 9, &out) && out == 7);
    assert_true(str_number("9223372036854775807", 0, INT64_MAX, &out) && out == INT64_MAX);
    assert_true(str_number("-9223372036854775808", INT64_MIN, 0, &out) && out == INT64_MIN);
    out = 42;
    static const char *const bad[] = { "", "-", "--1", "+1", " 1", "1 ", "1.0", "0x10", "1e3", "9223372036854775808",
        "-9223372036854775809", "99999999999999999999999", "\xd9\xa1", "1\n", "10", "-1" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad - 2; i++)
        assert_false(str_number(bad[i], INT64_MIN, INT64_MAX, &out));
    assert_false(str_number("10", 0, 9, &out));
    assert_false(str_number("-1", 0, 9, &out));
    assert_int_equal(out, 42); /* a refusal leaves it alone */
}

static void money_goes_there_and_back(void **state)
{
    (void)state;
    char text[40];
    int64_t minor;
    assert_string_equal(str_money(1190, 2, text, sizeof text), "11.90");
    assert_string_equal(str_money(5, 2, text, sizeof text), "0.05");
    assert_string_equal(str_money(-5, 2, text, sizeof text), "-0.05");
    assert_string_equal(str_money(0, 0, text, sizeof text), "0");
    assert_string_equal(str_money(-1234, 3, text, sizeof text), "-1.234");
    assert_string_equal(str_money(INT64_MIN, 2, text, sizeof text), "-92233720368547758.08");
    assert_string_equal(str_money(1190, 2, text, 4), "11."); /* cut, not overrun */
    assert_true(str_parse_money("11.90", 2, &minor) && minor == 1190);
    assert_true(str_parse_money("11,9", 2, &minor) && minor == 1190);
    assert_true(str_parse_money("11", 2, &minor) && minor == 1100);
    assert_true(str_parse_money("0.05", 2, &minor) && minor == 5);
    assert_true(str_parse_money("7", 0, &minor) && minor == 7);
    assert_true(str_parse_money("92233720368547758.07", 2, &minor) && minor == INT64_MAX);
    static const char *const bad[] = { "", ".", ".5", "-1", "-0.01", "1.234", "1.2.3", "1,2,3", "1 000", "1e2", "abc", "1.x", "1x", " 1",
        "92233720368547758.08", "999999999999999999999999999999", "99999999999999999999999999999999999999.99", "\xc2\xbd" };
    minor = 42;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(str_parse_money(bad[i], 2, &minor));
    assert_false(str_parse_money("1.5", 0, &minor));
    assert_int_equal(minor, 42);
    for (int round = 0; round < 20000; round++) {
        int decimals = (int)random_below(4);
        int64_t amount = (int64_t)(random_u64() >> (1 + random_below(63)));
        assert_true(str_parse_money(str_money(amount, decimals, text, sizeof text), decimals, &minor));
        assert_int_equal(minor, amount);
    }
}

/* A second opinion on what may pass, by ranges of code points. */
static bool harmless(uint32_t rune)
{
    static const struct { uint32_t from, to; } hidden[] = {
        { 0, 0x1f }, { 0x7f, 0x9f }, { 0xad, 0xad }, { 0x61c, 0x61c }, { 0x180e, 0x180e }, { 0x200b, 0x200f }, { 0x2028, 0x202e },
        { 0x2060, 0x206f }, { 0xd800, 0xdfff }, { 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0000, 0xe0fff } };
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (rune >= hidden[i].from && rune <= hidden[i].to)
            return false;
    return rune <= 0x10ffff;
}

static size_t write_rune(uint32_t rune, char *out)
{
    unsigned char *s = (unsigned char *)out;
    size_t length = rune < 0x80 ? 1 : rune < 0x800 ? 2 : rune < 0x10000 ? 3 : 4;
    static const unsigned char first[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    for (size_t i = length; i-- > 1; rune >>= 6)
        s[i] = (unsigned char)(0x80 | (rune & 0x3f));
    s[0] = (unsigned char)(first[length] | rune);
    s[length] = 0;
    return length;
}

static void every_character_is_judged(void **state)
{
    (void)state;
    char text[8], clean[8];
    for (uint32_t rune = 1; rune < 0x120000; rune++) {
        size_t length = write_rune(rune, text);
        bool good = harmless(rune);
        if (str_is_clean(text, length) != good)
            fail_msg("U+%04X", rune);
        str_clean(text, clean, sizeof clean);
        if ((strcmp(text, clean) == 0) != good || !str_is_clean(clean, strlen(clean)))
            fail_msg("U+%04X cleaned", rune);
    }
    assert_false(str_is_clean("\0", 1));
    assert_true(str_is_clean("", 0));
}

static void bad_utf8_is_replaced(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        { "a\x1b[2Jb", "a?[2Jb" }, { "a\x9b" "2Jb", "a?2Jb" }, { "a\xc2\x9b" "b", "a?b" }, { "\xc0\x80", "??" }, { "\xc1\xbf", "??" },
        { "\xe0\x80\x80", "???" }, { "\xf0\x80\x80\x80", "????" }, { "\xed\xa0\x80", "???" }, { "\xf4\x90\x80\x80", "????" },
        { "\xf8\x88\x80\x80\x80", "?????" }, { "\xe2\x82", "??" }, { "\x80", "?" }, { "tab\tnl\ncr\r.", "tab nl cr ." },
        { "\xe2\x80\xaeright", "?right" }, { "zero\xe2\x80\x8bwidth", "zero?width" }, { "M\xc3\xbcller", "M\xc3\xbcller" },
        { "\xe2\x82\xe2\x82\xac", "??\xe2\x82\xac" } };
    char out[64];
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_string_equal(str_clean(pairs[i][0], out, sizeof out), pairs[i][1]);
}

static void cleaning_never_overruns_nor_cuts_a_character(void **state)
{
    (void)state;
    for (int round = 0; round < 50000; round++) {
        char text[40], out[48];
        size_t length = random_below(sizeof text), size = random_below(sizeof text + 1);
        random_bytes(text, sizeof text);
        if (random_below(2))
            memcpy(text, "\xe2\x82\xac\xe2\x82\xac\xc3\xbc", 8);
        text[length ? length - 1 : 0] = 0;
        memset(out, 'g', sizeof out);
        assert_ptr_equal(str_clean(text, out, size), out);
        for (size_t i = size; i < sizeof out; i++)
            assert_int_equal(out[i], 'g');
        if (size) {
            assert_true(strlen(out) < size);
            assert_true(str_is_clean(out, strlen(out)));
        }
    }
}

static void columns_are_characters(void **state)
{
    (void)state;
    assert_int_equal(str_columns("M\xc3\xbcller \xe2\x82\xac"), 8);
    assert_int_equal(str_columns(""), 0);
    assert_int_equal(str_bytes("M\xc3\xbcller", 2), 3);
    assert_int_equal(str_bytes("M\xc3\xbcller", 0), 0);
    assert_int_equal(str_bytes("M\xc3\xbcller", 6), 7);
    assert_int_equal(str_bytes("M\xc3\xbcller", 99), 7);
}

static void codes_are_grouped_and_read(void **state)
{
    (void)state;
    char out[16];
    assert_string_equal(str_code("471120935520", out, sizeof out), "4711-2093-5520");
    assert_string_equal(str_code("4711", out, sizeof out), "4711");
    assert_int_equal(str_digits("4711-2093 5520", out, sizeof out), 12);
    assert_string_equal(out, "471120935520");
    assert_int_equal(str_digits("4711x", out, sizeof out), 0);
    assert_int_equal(str_digits("", out, sizeof out), 0);
    assert_int_equal(str_digits("1234567890123456", out, sizeof out), 0);
    assert_int_equal(str_digits("123456789012345", out, sizeof out), 15);
}

static void hex_is_lower_case(void **state)
{
    (void)state;
    static const uint8_t bytes[] = { 0, 0x0f, 0xa5, 0xff };
    char out[9];
    str_hex(bytes, sizeof bytes, out);
    assert_string_equal(out, "000fa5ff");
    str_hex(bytes, 0, out);
    assert_string_equal(out, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_whole_and_bounded), cmocka_unit_test(money_goes_there_and_back),
        cmocka_unit_test(every_character_is_judged), cmocka_unit_test(bad_utf8_is_replaced),
        cmocka_unit_test(cleaning_never_overruns_nor_cuts_a_character), cmocka_unit_test(columns_are_characters),
        cmocka_unit_test(codes_are_grouped_and_read), cmocka_unit_test(hex_is_lower_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
