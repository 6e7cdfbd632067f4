/* risk - credibility from history, the ratio, alert, automatic start, and the sum in words. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>
#include "src/model/risk.h"

enum { DAY = 86400 };
static const int64_t now = 1767225600;
static struct conf conf;
static struct arena arena;
static struct customer customer;
static struct order order;
static struct risk risk;

static int setup(void **state)
{
    (void)state;
    record_init(&customer_type, &customer);
    record_init(&order_type, &order);
    record_init(&risk_type, &risk);
    return conf_load_standard(&conf);
}

static int teardown(void **state)
{
    (void)state;
    conf_free(&conf);
    arena_free(&arena);
    return 0;
}

static void add_history(int count, bool honoured, int64_t days_ago)
{
    while (count-- > 0) {
        struct outcome *outcome = LIST_ADD(&arena, &customer.history, outcome);
        outcome->at = now - days_ago * DAY;
        outcome->honoured = honoured;
    }
}

static void weigh(const struct customer *who, int64_t price, int64_t paid)
{
    order.price_minor = price;
    order.paid_minor = paid;
    risk_weigh(&conf, who, &order, now, &risk, &arena);
    assert_in_range(strlen(risk.words), 10, 160);
}

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

static void credibility_comes_from_history(void **state)
{
    (void)state;
    assert_true(near(risk_credibility(&conf, NULL, now), 0.8));
    assert_true(near(risk_credibility(&conf, &customer, now), 0.8));
    add_history(7, true, 0);
    assert_true(near(risk_credibility(&conf, &customer, now), 15.0 / 17));
    /* After one half-life each counts half; after very long the prior is back. */
    assert_true(near(risk_credibility(&conf, &customer, now + 365 * DAY), (8 + 3.5) / (10 + 3.5)));
    assert_true(near(risk_credibility(&conf, &customer, now + 365LL * DAY * 2000), 0.8));
    /* What lies in the future (a clock was set back) counts as today. */
    assert_true(near(risk_credibility(&conf, &customer, now - 9 * DAY), 15.0 / 17));
    customer.history.n = 0;
    add_history(2, true, 0);
    add_history(4, false, 0);
    assert_true(near(risk_credibility(&conf, &customer, now), 10.0 / 16));
}

static void newer_orders_weigh_more(void **state)
{
    (void)state;
    add_history(3, true, 730);
    add_history(3, false, 0);
    double lately_bad = risk_credibility(&conf, &customer, now);
    customer.history.n = 0;
    add_history(3, true, 0);
    add_history(3, false, 730);
    double lately_good = risk_credibility(&conf, &customer, now);
    assert_true(lately_bad < 0.8 - 0.1 && lately_good > lately_bad + 0.15);
    assert_true(near(lately_bad, (8 + 0.75) / (10 + 3.75)));
}

static void the_sum_is_said_in_words(void **state)
{
    (void)state;
    conf.prior_a = 76, conf.prior_b = 24;
    weigh(NULL, 5000, 0);
    assert_string_equal(risk.words, "2.4 = 24% x 50.00 / 5.00 - alert above 1.0");
    assert_true(near(risk.ratio, 2.4) && risk.alert && !risk.auto_);
    assert_int_equal(risk.exposure_minor, 5000);
    assert_int_equal(risk.tolerance_minor, 500);
    conf.prior_a = 8, conf.prior_b = 2;
    add_history(7, true, 0);
    weigh(&customer, 2380, 0);
    assert_string_equal(risk.words, "0.56 = 11.8% x 23.80 / 5.00 - alert above 1.0 (7 of 7 orders collected)");
    add_history(1, false, 0);
    weigh(&customer, 0, 0);
    assert_string_equal(risk.words, "0.0 = 16.7% x 0.00 / 5.00 - alert above 1.0 (7 of 8 orders collected)");
    conf.tolerated_loss = 100000000;
    weigh(&customer, 1, 0);
    assert_string_equal(risk.words, "1.7e-09 = 16.7% x 0.01 / 1000000.00 - alert above 1.0 (7 of 8 orders collected)");
    conf.tolerated_loss = 1;
    weigh(&customer, INT64_MAX, INT64_MIN);
    assert_true(risk.exposure_minor == INT64_MAX && risk.alert);
}

static void a_dear_order_alerts_and_a_deposit_helps(void **state)
{
    (void)state;
    weigh(NULL, 1190, 0);
    assert_true(near(risk.ratio, 0.476) && !risk.alert);
    weigh(NULL, 4600, 0);
    assert_true(near(risk.ratio, 1.84) && risk.alert);
    weigh(NULL, 4600, 2200);
    assert_true(near(risk.ratio, 0.96) && !risk.alert);
    weigh(NULL, 4600, 5000);
    assert_true(risk.ratio == 0 && risk.exposure_minor == 0);
    weigh(NULL, 2500, 0); /* exactly 1 is not above 1 */
    conf.alert_above = risk.ratio;
    weigh(NULL, 2500, 0);
    assert_false(risk.alert);
}

static void what_was_lifted_stays_lifted(void **state)
{
    (void)state;
    weigh(NULL, 4600, 0);
    risk.lifted_by = "boss";
    risk.lifted_why = "known to us";
    risk.lifted_ratio = risk.ratio;
    weigh(NULL, 4600, 0);
    assert_false(risk.alert);
    assert_string_equal(risk.lifted_by, "boss");
    assert_string_equal(risk.lifted_why, "known to us");
    weigh(NULL, 4620, 0); /* within the drift */
    assert_false(risk.alert);
    weigh(NULL, 5600, 0);
    assert_true(risk.alert);
    weigh(NULL, 3000, 0);
    assert_false(risk.alert);
}

static void only_small_orders_of_known_people_start_at_once(void **state)
{
    (void)state;
    customer.number = "0000013";
    add_history(7, true, 3);
    weigh(&customer, 420, 0);
    assert_true(risk.auto_ && !risk.alert && risk.ratio < 0.1);
    weigh(&customer, 490, 0);
    assert_false(risk.auto_);
    weigh(NULL, 35, 0);
    assert_true(risk.ratio < 0.1 && !risk.auto_);
    customer.number = "";
    weigh(&customer, 35, 0);
    assert_false(risk.auto_);
    customer.number = "0000013";
    conf.auto_below = 0;
    weigh(&customer, 0, 0);
    assert_false(risk.auto_);
    conf.auto_below = 10;
    weigh(&customer, 9000, 0);
    assert_true(risk.alert && !risk.auto_); /* an alert is never made by itself */
}

static void better_history_never_means_more_risk(void **state)
{
    (void)state;
    double before = 1e9;
    for (int honoured = 0; honoured < 100; honoured++) {
        weigh(&customer, 5000, 0);
        assert_true(risk.ratio < before && risk.ratio > 0);
        before = risk.ratio;
        add_history(1, true, honoured);
    }
}

int main(void)
{
#define RISK_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        RISK_TEST(credibility_comes_from_history), RISK_TEST(newer_orders_weigh_more), RISK_TEST(the_sum_is_said_in_words),
        RISK_TEST(a_dear_order_alerts_and_a_deposit_helps), RISK_TEST(what_was_lifted_stays_lifted),
        RISK_TEST(only_small_orders_of_known_people_start_at_once), RISK_TEST(better_history_never_means_more_risk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
