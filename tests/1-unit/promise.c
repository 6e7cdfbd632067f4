/* promise - dates by working hours in the shop's zone, over weekends, holidays and both changes of the clock. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "src/model/promise.h"

static struct conf conf;

static int setup(void **state)
{
    (void)state;
    setenv("TZ", "Europe/Berlin", 1);
    tzset();
    return conf_load_standard(&conf);
}

static int teardown(void **state)
{
    (void)state;
    conf_free(&conf);
    return 0;
}

/* "2026-03-28 10:00" in the shop's zone, and back. */
static int64_t at(const char *text)
{
    struct tm parts = { .tm_isdst = -1 };
    assert_non_null(strptime(text, "%Y-%m-%d %H:%M", &parts));
    return mktime(&parts);
}

static const char *said(int64_t when)
{
    static char text[40];
    time_t seconds = (time_t)when;
    struct tm parts;
    strftime(text, sizeof text, "%Y-%m-%d %H:%M", localtime_r(&seconds, &parts));
    return text;
}

#define HOURS(count, from, to) assert_string_equal(said(promise_time(&conf, &(struct conf_class){ .hours = count }, at(from))), to)
#define DAYS(count, from, to) assert_string_equal(said(promise_time(&conf, &(struct conf_class){ .days = count }, at(from))), to)
#define EXPIRES(hours, from, to) assert_string_equal(said(promise_expiry(&conf, at(from), hours)), to)

static void hours_are_hours_of_work(void **state)
{
    (void)state; /* open 9 to 18, Sunday closed; 2026-03-05 is a Thursday */
    HOURS(1, "2026-03-05 10:30", "2026-03-05 11:30");
    HOURS(1, "2026-03-05 17:00", "2026-03-05 18:00");
    HOURS(1, "2026-03-05 17:40", "2026-03-06 09:40");
    HOURS(1, "2026-03-05 06:00", "2026-03-05 10:00");
    HOURS(1, "2026-03-05 18:00", "2026-03-06 10:00");
    HOURS(1, "2026-03-07 17:30", "2026-03-09 09:30"); /* Saturday to Monday */
    HOURS(20, "2026-03-05 10:00", "2026-03-07 12:00");
    conf.closed_dates = "2026-03-06,2026-03-09";
    HOURS(1, "2026-03-05 17:40", "2026-03-07 09:40");
    HOURS(1, "2026-03-07 17:30", "2026-03-10 09:30");
}

static void days_end_at_closing(void **state)
{
    (void)state;
    DAYS(0, "2026-03-05 10:30", "2026-03-05 18:00");
    DAYS(0, "2026-03-05 07:00", "2026-03-05 18:00");
    DAYS(0, "2026-03-05 18:00", "2026-03-06 18:00");
    DAYS(0, "2026-03-07 20:00", "2026-03-09 18:00");
    DAYS(0, "2026-03-08 11:00", "2026-03-09 18:00"); /* Sunday */
    DAYS(3, "2026-03-05 10:30", "2026-03-09 18:00"); /* Fri, Sat, Mon */
    DAYS(3, "2026-03-05 23:00", "2026-03-09 18:00");
    DAYS(1, "2026-03-08 11:00", "2026-03-09 18:00");
    conf.closed_weekdays = "Sat,Sun";
    conf.closed_dates = "2026-12-25,2026-12-28";
    DAYS(1, "2026-12-24 10:00", "2026-12-29 18:00");
    conf.day_closes = 24;
    DAYS(0, "2026-03-05 23:59", "2026-03-06 00:00");
}

static void closed_days_do_not_count_against_the_customer(void **state)
{
    (void)state;
    EXPIRES(24, "2026-03-05 10:00", "2026-03-06 10:00");
    EXPIRES(24, "2026-03-07 10:00", "2026-03-09 10:00"); /* over a Sunday */
    EXPIRES(72, "2026-03-05 10:00", "2026-03-09 10:00");
    EXPIRES(24, "2026-03-08 15:00", "2026-03-10 00:00"); /* placed on the Sunday: counting begins on Monday */
    EXPIRES(0, "2026-03-05 10:00", "2026-03-05 10:00");
    EXPIRES(-5, "2026-03-05 10:00", "2026-03-05 10:00");
    EXPIRES(30 * 24, "2026-03-02 10:00", "2026-04-06 10:00"); /* five Sundays, one of 23 hours */
    conf.closed_dates = "2026-03-06";
    EXPIRES(24, "2026-03-05 10:00", "2026-03-07 10:00");
}

static void the_clock_changes(void **state)
{
    (void)state;
    conf.closed_weekdays = "";
    conf.day_opens = 0;
    conf.day_closes = 24;
    HOURS(4, "2026-03-29 00:30", "2026-03-29 05:30"); /* 02:00 to 03:00 did not exist */
    HOURS(4, "2026-10-25 00:30", "2026-10-25 03:30"); /* 02:00 to 03:00 came twice */
    EXPIRES(24, "2026-03-28 10:00", "2026-03-29 11:00");
    EXPIRES(24, "2026-10-24 10:00", "2026-10-25 09:00");
    conf.day_opens = 9;
    conf.day_closes = 18;
    HOURS(10, "2026-03-28 17:00", "2026-03-29 18:00");
    HOURS(10, "2026-10-24 17:00", "2026-10-25 18:00");
    DAYS(1, "2026-03-28 10:00", "2026-03-29 18:00");
    setenv("TZ", "America/Sao_Paulo", 1); /* where midnight itself was skipped: 2018-11-04 begins at 01:00 */
    tzset();
    EXPIRES(24, "2018-11-03 12:00", "2018-11-04 13:00");
    DAYS(1, "2018-11-03 12:00", "2018-11-04 18:00");
}

static void later_is_never_sooner(void **state)
{
    (void)state;
    int64_t from = at("2026-03-20 00:10"), hour_before = 0, day_before = 0, expiry_before = 0;
    conf.closed_dates = "2026-03-31";
    for (int64_t now = from; now < from + 20 * 86400; now += 613) {
        int64_t hour = promise_time(&conf, &(struct conf_class){ .hours = 3 }, now);
        int64_t day = promise_time(&conf, &(struct conf_class){ .days = 2 }, now);
        int64_t expiry = promise_expiry(&conf, now, 72);
        assert_true(hour >= hour_before && day >= day_before && expiry >= expiry_before);
        assert_true(hour >= now + 3 * 3600 && expiry >= now + 72 * 3600 && day > now);
        hour_before = hour, day_before = day, expiry_before = expiry;
    }
}

static void a_shop_that_never_opens_still_answers(void **state)
{
    (void)state;
    conf.closed_weekdays = "Sun,Mon,Tue,Wed,Thu,Fri,Sat";
    int64_t now = at("2026-03-05 10:00");
    assert_int_equal(promise_expiry(&conf, now, 24), now + 86400);
    assert_int_equal(promise_time(&conf, &(struct conf_class){ .hours = 2 }, now), now + 7200);
    assert_int_equal(promise_time(&conf, &(struct conf_class){ .days = 2 }, now), now + 2 * 86400);
    assert_int_equal(promise_time(&conf, &(struct conf_class){ .days = 0 }, now), now);
    conf.closed_weekdays = "Sun";
    assert_true(promise_expiry(&conf, now, INT64_MAX) > now);       /* bounded, whatever is asked */
    assert_true(promise_expiry(&conf, INT64_MAX / 4, 24) > INT64_MAX / 4); /* beyond any calendar */
}

int main(void)
{
#define PROMISE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        PROMISE_TEST(hours_are_hours_of_work), PROMISE_TEST(days_end_at_closing),
        PROMISE_TEST(closed_days_do_not_count_against_the_customer), PROMISE_TEST(the_clock_changes),
        PROMISE_TEST(later_is_never_sooner), PROMISE_TEST(a_shop_that_never_opens_still_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
