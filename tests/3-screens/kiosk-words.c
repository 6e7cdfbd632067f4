/* kiosk-words.c - the languages of the kiosk: each has every sentence, with the same gaps; what is filled in, dates, the
 * keeper's reasons; and the wizard in German on a screen.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "screens/kiosk/kiosk.h"
#include "src/base/str.h"
#include "tests/lib/kiosk_shop.h"
#include "tests/lib/terminal.h"

enum { WAIT = 20000 };

/* Bits of the gaps a sentence has. */
static unsigned gaps(const char *text)
{
    unsigned bits = 0;
    for (; text && *text; text++)
        if (text[0] == '%' && text[1] >= '1' && text[1] <= '9')
            bits |= 1u << (text[1] - '0');
    return bits;
}

static void every_language_says_everything(void **state)
{
    (void)state;
    for (enum language language = LANGUAGE_ENGLISH; language < LANGUAGE_COUNT; language++)
        for (enum say word = 0; word < SAY_COUNT; word++) {
            const char *text = words_text(language, word), *english = words_text(LANGUAGE_ENGLISH, word);
            if (!text || !*text || !str_is_clean(text, strlen(text)))
                fail_msg("language %d has no clean text for: %s", language, english);
            if (gaps(text) != gaps(english))
                fail_msg("not the same gaps: %s / %s", english, text);
        }
    for (enum err err = 0; err < ERR_COUNT; err++) {
        const char *german = words_error_text(LANGUAGE_GERMAN, err);
        if (german && ((gaps(german) & ~2u) || (gaps(german) && !err_takes_detail(err))))
            fail_msg("the detail of %s is not what it says: %s", err_word(err), german);
    }
}

/* Every key a customer can meet, from the pages' own tables. */
static void every_key_is_told(void **state)
{
    (void)state;
    const struct screen_ops *const pages[] = { &kiosk_start_ops, &kiosk_photos_ops, &kiosk_sheet_ops, &kiosk_prints_ops,
                                               &kiosk_details_ops, &kiosk_bill_ops, &kiosk_ticket_ops };
    words_use(LANGUAGE_GERMAN);
    for (size_t p = 0; p < sizeof pages / sizeof *pages; p++)
        for (size_t i = 0; i < pages[p]->key_count; i++) {
            const struct screen_key *key = &pages[p]->keys[i];
            if (key->name && say_key(key->name) == key->name)
                fail_msg("%s: no German for %s", pages[p]->name, key->name);
            if (key->help && say_key(key->help) == key->help)
                fail_msg("%s: no German for %s", pages[p]->name, key->help);
        }
    words_use(LANGUAGE_ENGLISH);
    assert_string_equal("next", say_key("next"));
    assert_string_equal("no such word", say_key("no such word"));
}

/* Every act has a letter (or Enter, Space, Esc beside one), and no two acts share a key. */
static void every_act_has_a_letter_of_its_own(void **state)
{
    (void)state;
    const struct screen_ops *const pages[] = { &kiosk_start_ops, &kiosk_photos_ops, &kiosk_sheet_ops, &kiosk_prints_ops,
                                               &kiosk_details_ops, &kiosk_bill_ops, &kiosk_ticket_ops };
    for (size_t p = 0; p < sizeof pages / sizeof *pages; p++)
        for (size_t i = 0; i < pages[p]->key_count; i++) {
            const struct screen_key *key = &pages[p]->keys[i];
            if (key->key >= INPUT_UP && (key->other == 0 || key->other >= INPUT_UP))
                fail_msg("%s: %s is on no letter", pages[p]->name, key->help);
            for (size_t k = 0; k < i; k++) {
                const struct screen_key *before = &pages[p]->keys[k];
                if (key->key == before->key || (key->other && (key->other == before->key || key->other == before->other)) ||
                    key->key == before->other)
                    fail_msg("%s: %s and %s on the same key", pages[p]->name, before->help, key->help);
            }
        }
}

static void gaps_are_filled_in_any_order(void **state)
{
    (void)state;
    char text[200], small[12];
    words_use(LANGUAGE_ENGLISH);
    assert_string_equal("8 of 21", SAY(text, W_OF, "8", "21"));
    assert_string_equal("11 % is cut off; < > moves the part", SAY(text, W_CUT_OFF, "11"));
    assert_string_equal("Welcome, %s%1%n.", SAY(text, W_WELCOME_NAME, "%s%1%n")); /* a name is never a format */
    assert_string_equal("Welcome, An", say_fill(small, sizeof small, W_WELCOME_NAME, (const char *const[]){ "Anna", NULL }));
    assert_string_equal("Welcome, %1.", say_fill(text, sizeof text, W_WELCOME_NAME, (const char *const[]){ NULL }));
}

static void dates_and_reasons_are_said(void **state)
{
    (void)state;
    static const char *const reasons[][2] = {
        { "10x15 glossy, 0.35 each", "10x15 glossy, je 0.35" },
        { "10x15 glossy, from 50: 0.29 each", "10x15 glossy, ab 50: je 0.29" },
        { "express, 50% on the goods", "express, 50% auf die Ware" },
        { "of which 19% tax: 0.50", "darin 19% Steuer: 0.50" },
        { "19% tax", "19% Steuer" },
        { "member, 10% less", "Mitglied, 10% weniger" },
        { "up to the minimum of 2.00", "bis zum Mindestbetrag von 2.00" },
        { "something new, never seen", "something new, never seen" },
    };
    char text[200];
    setenv("TZ", "UTC", 1);
    words_use(LANGUAGE_GERMAN);
    assert_string_equal("Do 26. Nov 10:00", say_date(1795687200, text, sizeof text));
    assert_string_equal("12. Jul 2026", say_day(12, 7, 2026, text, sizeof text));
    assert_string_equal("nie", say_date(0, text, sizeof text));
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        assert_string_equal(reasons[i][1], say_reason(reasons[i][0], text, sizeof text));
    words_use(LANGUAGE_ENGLISH);
    assert_string_equal("Thu 26 Nov 10:00", say_date(1795687200, text, sizeof text));
    assert_string_equal("19% tax", say_reason("19% tax", text, sizeof text));
}

static void the_wizard_in_german(void **state)
{
    (void)state;
    static const char *const steps[][2] = {
        { "", "What would you like to do?" }, { "d", "Was m\u00f6chten Sie tun?" }, { "n", "FOTOS > Abz\u00fcge" },
        { "n", "> ABZ\u00dcGE >" }, { "+", "bisher 0.87 EUR" }, { "u", "Zur\u00fcckgenommen." }, { "n", "> ANGABEN >" },
        { "n", "> PREIS >" }, { "p", "F\u00fcr 0.58 EUR bestellen?" }, { "j", "Bringen Sie dieses Ticket bis Do 26. Nov 10:00" },
        /* The next customer is asked in English again. */
        { "x", "What would you like to do?" },
    };
    struct kiosk_shop shop;
    kiosk_shop_start(&shop);
    char *env[] = { (char *)(uintptr_t)"LC_ALL=C.UTF-8", (char *)(uintptr_t)"TZ=UTC", NULL };
    struct term *term = term_open(fake_keeper_argv(&shop.fake, "kiosk"), env, "xterm", 24, 80);
    assert_non_null(term);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        assert_true(term_send(term, steps[i][0]));
        if (!term_expect(term, steps[i][1], WAIT))
            fail_msg("after %s no: %s\n%s", steps[i][0], steps[i][1], term_screen(term));
    }
    term_close(term);
    kiosk_shop_stop(&shop);
}

int main(int argc, char **argv)
{
    int status = fake_keeper_screen(argc, argv, "kiosk", screen_run_kiosk);
    if (status >= 0)
        return status;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_language_says_everything), cmocka_unit_test(every_key_is_told),
        cmocka_unit_test(every_act_has_a_letter_of_its_own), cmocka_unit_test(gaps_are_filled_in_any_order),
        cmocka_unit_test(dates_and_reasons_are_said), cmocka_unit_test(the_wizard_in_german),
    };
    return cmocka_run_group_tests_name("kiosk-words", tests, NULL, NULL);
}
