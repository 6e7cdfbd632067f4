/* price - the bill line by line, refusals, and random orders against a slow model written apart: 100,000 of them, or as
 * many as COUNTERSIGN_ORDERS says, in currencies with 0, 2 and 3 decimals.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "src/base/str.h"
#include "src/model/price.h"

static struct conf conf;
static struct arena arena;
static struct order order;

static int setup(void **state)
{
    (void)state;
    enum err err = conf_load_standard(&conf);
    record_init(&order_type, &order);
    order.class = "standard";
    for (int n = 1; n <= 3; n++)
        LIST_ADD(&arena, &order.photos, photo)->n = n;
    return err;
}

static int teardown(void **state)
{
    (void)state;
    conf_free(&conf);
    arena_free(&arena);
    return 0;
}

static struct line *add_line(const char *product, const char *surface, int64_t copies, int64_t photo)
{
    struct line *line = LIST_ADD(&arena, &order.lines, line);
    line->n = (int64_t)order.lines.n;
    line->product = product;
    line->surface = surface;
    line->copies = copies;
    line->photo = photo;
    return line;
}

static const char *bill_text(void)
{
    char *text = arena_text(&arena, "");
    int64_t sum = 0;
    for (size_t i = 0; i < order.bill.n; i++) {
        const struct bill *bill = &order.bill.v[i];
        text = arena_format(&arena, "%s%s|%lld|%lld|%lld\n", text, bill->reason, (long long)bill->count,
                            (long long)bill->unit_minor, (long long)bill->total_minor);
        sum += bill->total_minor;
    }
    assert_int_equal(sum, order.price_minor);
    return text;
}

static void a_bill_says_why(void **state)
{
    (void)state;
    add_line("10x15", "glossy", 40, 1);
    add_line("10x15", "matte", 9, 2)->border = true;
    add_line("20x30", "glossy", 1, 3);
    assert_int_equal(price_order(&conf, false, &order, &arena), ERR_NONE);
    assert_string_equal(bill_text(), "10x15 glossy, 0.35 each|40|35|1400\n10x15 matte, 0.40 each|9|40|360\n"
        "20x30 glossy, 4.90 each|1|490|490\n10x15 white border|9|5|45\nof which 19% tax: 3.66|0|366|0\n");
    assert_int_equal(order.price_minor, 2295);
    assert_string_equal(order.currency, "EUR");
    assert_int_equal(order.currency_decimals, 2);
    assert_int_equal(order.lines.v[1].unit_minor, 45);
    assert_int_equal(order.lines.v[1].total_minor, 405);
    /* One more print of the size, in whatever surface, and the break applies to all of them. */
    order.lines.v[1].copies = 10;
    order.class = "express";
    assert_int_equal(price_order(&conf, true, &order, &arena), ERR_NONE);
    assert_string_equal(bill_text(), "10x15 glossy, from 50: 0.29 each|40|29|1160\n10x15 matte, from 50: 0.34 each|10|34|340\n"
        "20x30 glossy, 4.90 each|1|490|490\n10x15 white border|10|5|50\nexpress, 50% on the goods|1|1020|1020\n"
        "member, 10% less|1|-306|-306\nof which 19% tax: 4.40|0|440|0\n");
    assert_int_equal(order.price_minor, 2754);
}

static void rounding_is_half_up(void **state)
{
    (void)state;
    conf.tax_percent = 0;
    conf.member_percent = 50;
    add_line("10x15", "glossy", 1, 1); /* 35 less 17.5: the discount becomes 18 */
    assert_int_equal(price_order(&conf, true, &order, &arena), ERR_NONE);
    assert_int_equal(order.price_minor, 17);
    order.class = "express"; /* 35 and 17.5: 53; less 26.5 */
    assert_int_equal(price_order(&conf, true, &order, &arena), ERR_NONE);
    assert_int_equal(order.price_minor, 26);
}

static void minimum_fixed_surcharge_and_added_tax(void **state)
{
    (void)state;
    struct conf_class *express = &conf.classes[0];
    conf.minimum_minor = 1000;
    conf.tax_included = false;
    express->percent = 0;
    express->fixed_minor = 300;
    order.class = express->name;
    add_line("10x15", "glossy", 2, 1);
    assert_int_equal(price_order(&conf, false, &order, &arena), ERR_NONE);
    assert_string_equal(bill_text(), "10x15 glossy, 0.35 each|2|35|70\nexpress|1|300|300\nup to the minimum of 10.00|1|630|630\n"
                                     "19% tax|1|190|190\n");
    conf.member_percent = 0;
    conf.tax_percent = 0;
    conf.minimum_minor = 370;
    assert_int_equal(price_order(&conf, true, &order, &arena), ERR_NONE);
    assert_string_equal(bill_text(), "10x15 glossy, 0.35 each|2|35|70\nexpress|1|300|300\n");
}

static void expect_refusal(enum err err, const char *detail)
{
    struct order before = order;
    int64_t unit = order.lines.n ? order.lines.v[0].unit_minor : 0;
    assert_int_equal(price_order(&conf, false, &order, &arena), err);
    if (detail)
        assert_string_equal(err_last_detail(), detail);
    assert_memory_equal(&before, &order, sizeof order);
    assert_int_equal(unit, order.lines.n ? order.lines.v[0].unit_minor : 0);
}

static void refusals_leave_the_order_alone(void **state)
{
    (void)state;
    expect_refusal(ERR_NO_LINES, NULL);
    struct line *line = add_line("10x15", "glossy", 1, 1);
    order.class = "overnight";
    expect_refusal(ERR_CLASS, "overnight");
    order.class = "";
    expect_refusal(ERR_CLASS, "");
    order.class = "economy";
    line->product = "11x16";
    expect_refusal(ERR_PRODUCT, "11x16");
    line->product = "10x15";
    line->surface = "velvet";
    expect_refusal(ERR_PRODUCT, "10x15/velvet");
    line->surface = "silk";
    const int64_t copies[] = { 0, -1, 1000, INT64_MAX, INT64_MIN };
    for (size_t i = 0; i < sizeof copies / sizeof *copies; i++) {
        line->copies = copies[i];
        expect_refusal(ERR_COPIES, NULL);
    }
    line->copies = 999;
    line->photo = 4;
    expect_refusal(ERR_NO_PHOTO, "4");
    order.photos.n = 0;
    expect_refusal(ERR_NO_PHOTO, "4");
    order.photos.n = 3;
    line->photo = 3;
    order.lines.n = 2001;
    expect_refusal(ERR_OVERFLOW, NULL);
    order.lines.n = 1;
    assert_int_equal(price_order(&conf, false, &order, &arena), ERR_NONE);
}

static void sums_too_large_are_refused(void **state)
{
    (void)state;
    struct conf_product *product = &conf.products[0], original = *product;
    struct conf_surface *surface = &product->surfaces[0];
    struct conf_class *express = &conf.classes[0];
    add_line(product->name, surface->name, 999, 1)->border = true;
    order.class = express->name;
    express->percent = 0;
    product->price_minor = INT64_MAX;
    surface->surcharge_minor = 1;
    expect_refusal(ERR_OVERFLOW, NULL); /* unit price */
    surface->surcharge_minor = 0;
    expect_refusal(ERR_OVERFLOW, NULL); /* unit times copies */
    order.lines.v[0].copies = 1;
    product->border_minor = INT64_MAX;
    expect_refusal(ERR_OVERFLOW, NULL); /* unit and border */
    product->border_minor = 0;
    conf.tax_percent = 2;
    expect_refusal(ERR_OVERFLOW, NULL); /* tax */
    assert_int_equal(price_order(&conf, true, &order, &arena), ERR_OVERFLOW); /* discount */
    express->percent = 200;
    expect_refusal(ERR_OVERFLOW, NULL); /* surcharge in percent */
    express->percent = 0;
    express->fixed_minor = 1;
    expect_refusal(ERR_OVERFLOW, NULL); /* total */
    *product = original;
    express->fixed_minor = 0;
    product->price_minor = INT64_MAX / 999;
    order.lines.v[0].border = false;
    order.lines.v[0].copies = 999;
    add_line(product->name, product->surfaces[1].name, 999, 1);
    product->surfaces[1].surcharge_minor = 0;
    expect_refusal(ERR_OVERFLOW, NULL); /* two groups */
    order.lines.v[1].surface = product->surfaces[0].name;
    expect_refusal(ERR_OVERFLOW, NULL); /* two lines of a group */
    product->price_minor = 0;
    product->border_minor = INT64_MAX / 999;
    order.lines.v[0].border = order.lines.v[1].border = true;
    expect_refusal(ERR_OVERFLOW, NULL); /* borders of two lines */
    order.lines.n = 1;
    product->price_minor = 1;
    expect_refusal(ERR_OVERFLOW, NULL); /* goods and borders, each of which fits */
}

static void default_lines_fill_the_gaps(void **state)
{
    (void)state;
    struct line *line = add_line("20x30", "silk", 5, 2);
    line->n = 7;
    price_default_lines(&conf, &order, 0, &arena);
    assert_int_equal(order.lines.n, 3);
    assert_string_equal(order.lines.v[0].product, "20x30");
    assert_int_equal(order.lines.v[0].copies, 5);
    const int64_t photos[] = { 2, 1, 3 }, numbers[] = { 7, 8, 9 };
    for (int i = 0; i < 3; i++) {
        assert_int_equal(order.lines.v[i].photo, photos[i]);
        assert_int_equal(order.lines.v[i].n, numbers[i]);
    }
    assert_string_equal(order.lines.v[2].product, conf.default_product);
    assert_string_equal(order.lines.v[2].surface, conf.default_surface);
    assert_int_equal(order.lines.v[2].copies, 1);
    assert_int_equal(order.lines.v[2].mode, MODE_FILL);
    price_default_lines(&conf, &order, 0, &arena);
    assert_int_equal(order.lines.n, 3);
    assert_int_equal(price_order(&conf, false, &order, &arena), ERR_NONE);
    order.photos.n = 0;
    for (int n = 0; n < 2100; n++)
        LIST_ADD(&arena, &order.photos, photo)->n = 100 + n;
    price_default_lines(&conf, &order, 0, &arena);
    assert_int_equal(order.lines.n, 2000); /* as many as the record takes */
}

/* The model: every print priced by itself, everything in 128 bits, nothing grouped. */
static uint64_t seed = 20260101;
static int64_t draw(int64_t low, int64_t high)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return low + (int64_t)((seed >> 33) % (uint64_t)(high - low + 1));
}

static __int128 half_up(__int128 amount, __int128 numerator, __int128 denominator)
{
    return (2 * amount * numerator + denominator) / (2 * denominator);
}

static int64_t model_price(bool member)
{
    __int128 goods = 0;
    for (size_t i = 0; i < order.lines.n; i++) {
        const struct line *line = &order.lines.v[i];
        const struct conf_product *product = NULL;
        int64_t same = 0, surcharge = 0;
        for (size_t k = 0; k < conf.product_count; k++)
            if (strcmp(conf.products[k].name, line->product) == 0)
                product = &conf.products[k];
        for (size_t k = 0; k < order.lines.n; k++)
            if (strcmp(order.lines.v[k].product, line->product) == 0)
                same += order.lines.v[k].copies;
        int64_t each = product->price_minor;
        for (size_t k = 0; k < product->break_count; k++)
            if (same >= product->breaks[k].from_count)
                each = product->breaks[k].price_minor;
        for (size_t k = 0; k < product->surface_count; k++)
            if (strcmp(product->surfaces[k].name, line->surface) == 0)
                surcharge = product->surfaces[k].surcharge_minor;
        for (int64_t copy = 0; copy < line->copies; copy++)
            goods += each + surcharge + (line->border ? product->border_minor : 0);
    }
    __int128 total = goods;
    for (size_t k = 0; k < conf.class_count; k++)
        if (strcmp(conf.classes[k].name, order.class) == 0)
            total += half_up(goods, conf.classes[k].percent, 100) + conf.classes[k].fixed_minor;
    if (total < conf.minimum_minor)
        total = conf.minimum_minor;
    if (member)
        total -= half_up(total, conf.member_percent, 100);
    if (!conf.tax_included)
        total += half_up(total, conf.tax_percent, 100);
    return (int64_t)total;
}

/* A currency without cents, with, and with mils; what counts in minor units must not care. */
static void draw_shop(void)
{
    static const struct { const char *name; int decimals; } currencies[] = { { "JPY", 0 }, { "EUR", 2 }, { "KWD", 3 } };
    int64_t currency = draw(0, 2);
    conf.currency = currencies[currency].name;
    conf.currency_decimals = currencies[currency].decimals;
    conf.minimum_minor = draw(0, 2) ? 0 : draw(1, 5000);
    conf.member_percent = draw(0, 100);
    conf.tax_percent = draw(0, 25);
    conf.tax_included = draw(0, 1);
    for (size_t i = 0; i < conf.class_count; i++) {
        conf.classes[i].percent = draw(0, 1) ? draw(0, 200) : 0;
        conf.classes[i].fixed_minor = draw(0, 1) ? draw(0, 1000) : 0;
    }
    for (size_t i = 0; i < conf.product_count; i++) {
        struct conf_product *product = &conf.products[i];
        product->price_minor = draw(0, 9999);
        product->border_minor = draw(0, 99);
        for (size_t k = 0; k < product->surface_count; k++)
            product->surfaces[k].surcharge_minor = draw(0, 99);
        for (size_t k = 0; k < product->break_count; k++)
            product->breaks[k].price_minor = draw(0, 9999);
    }
}

/* The bill adds up, and its words have as many digits after the point as the currency. */
static void look_at_bill(size_t *broken, size_t *topped)
{
    int64_t bill = 0, lines = 0, goods = 0;
    for (size_t i = 0; i < order.bill.n; i++) {
        const char *reason = order.bill.v[i].reason, *each = strstr(reason, " each");
        bill += order.bill.v[i].total_minor;
        *broken += strstr(reason, ", from ") != NULL;
        *topped += strstr(reason, "minimum") != NULL;
        assert_in_range(strlen(reason), 1, 120);
        if (each || strstr(reason, " white border"))
            goods += order.bill.v[i].total_minor;
        if (each) {
            char money[40];
            size_t length = strlen(str_money(order.bill.v[i].unit_minor, (int)conf.currency_decimals, money, sizeof money));
            assert_true(each - reason > (ptrdiff_t)length && each[-(ptrdiff_t)length - 1] == ' ');
            assert_memory_equal(each - length, money, length);
        }
    }
    for (size_t i = 0; i < order.lines.n; i++)
        lines += order.lines.v[i].total_minor;
    assert_int_equal(bill, order.price_minor);
    assert_int_equal(lines, goods);
    assert_string_equal(order.currency, conf.currency);
    assert_int_equal(order.currency_decimals, conf.currency_decimals);
}

static void random_orders_cost_what_the_model_says(void **state)
{
    (void)state;
    struct arena own = { 0 };
    size_t broken = 0, topped = 0;
    const char *wanted = getenv("COUNTERSIGN_ORDERS");
    int64_t rounds = 100000;
    assert_true(wanted == NULL || str_number(wanted, 1, 1000000000, &rounds));
    clock_t begun = clock();
    for (int64_t round = 0; round < rounds; round++) {
        bool member = draw(0, 1);
        if (round % 50 == 0)
            draw_shop();
        order.lines.n = 0;
        order.class = conf.classes[draw(0, (int64_t)conf.class_count - 1)].name;
        for (int64_t left = draw(1, 6); left > 0; left--) {
            const struct conf_product *product = &conf.products[draw(0, (int64_t)conf.product_count - 1)];
            struct line *line = LIST_ADD(&own, &order.lines, line);
            line->product = product->name;
            line->surface = product->surfaces[draw(0, (int64_t)product->surface_count - 1)].name;
            line->copies = draw(0, 3) ? draw(1, 9) : draw(1, 120);
            line->photo = draw(1, 3);
            line->border = draw(0, 1);
        }
        assert_int_equal(price_order(&conf, member, &order, &own), ERR_NONE);
        assert_int_equal(order.price_minor, model_price(member));
        look_at_bill(&broken, &topped);
        arena_reset(&own);
    }
    print_message("%lld orders in %.1f s, %zu breaks, %zu minimums\n", (long long)rounds,
                  (double)(clock() - begun) / CLOCKS_PER_SEC, broken, topped);
    assert_true(broken > (size_t)rounds / 100 && topped > (size_t)rounds / 1000); /* the interesting cases did happen */
    arena_free(&own);
}

int main(void)
{
#define PRICE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        PRICE_TEST(a_bill_says_why), PRICE_TEST(rounding_is_half_up), PRICE_TEST(minimum_fixed_surcharge_and_added_tax),
        PRICE_TEST(refusals_leave_the_order_alone), PRICE_TEST(sums_too_large_are_refused),
        PRICE_TEST(default_lines_fill_the_gaps), PRICE_TEST(random_orders_cost_what_the_model_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
