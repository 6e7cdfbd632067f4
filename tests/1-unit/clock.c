/* clock.c - boots and zones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "src/base/clock.h"

static void the_boot_has_a_name(void **state)
{
    (void)state;
    const char *id = clock_boot_id();
    assert_int_equal(strlen(id), 36); /* as the kernel writes it */
    assert_int_equal(strspn(id, "0123456789abcdef-"), 36);
    assert_ptr_equal(clock_boot_id(), id);
    assert_true(clock_boot_seconds() > 0);
}

static void days_are_the_zones(void **state)
{
    (void)state;
    char words[32];
    clock_zone("Europe/Berlin");
    assert_int_equal(clock_day(1764284400), 20420); /* midnight in Berlin */
    assert_int_equal(clock_day(1764284399), 20419);
    assert_string_equal(clock_words(1764284400, words, sizeof words), "Fri 28 Nov 00:00");
    clock_zone("UTC");
    assert_int_equal(clock_day(1764284400), 20419);
    unsetenv("TZ");
    clock_zone("");
    assert_string_equal(getenv("TZ"), ":/etc/localtime");
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(the_boot_has_a_name), cmocka_unit_test(days_are_the_zones) };
    return cmocka_run_group_tests_name("clock", all, NULL, NULL);
}
