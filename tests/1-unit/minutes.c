/* minutes.c - in how many minutes an order is made: by the printers that can take it, one order after the other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "src/stage/act.h"

static struct printer printers[3];
static const struct printers all = { .printers = { .v = printers, .n = 3 } };

static void set(int i, const char *holds, int64_t each_ms)
{
    record_init(&printer_type, &printers[i]);
    printers[i].holds = holds;
    printers[i].each_ms = each_ms;
}

static int64_t ask(struct minutes *minutes, const char *product, int64_t copies, int64_t made)
{
    struct order order;
    struct line line = { .n = 1, .product = product, .surface = "glossy", .copies = copies };
    record_init(&order_type, &order);
    order.lines.v = &line;
    order.lines.n = 1;
    order.prints_total = copies;
    order.prints_made = made;
    return minutes_of(minutes, &order);
}

static void an_order_waits_for_its_own_printers(void **state)
{
    (void)state;
    struct minutes minutes;
    set(0, "10x15", 6000);
    set(1, "20x25", 1000);
    set(2, "13x18", 0); /* its pace is not known yet */
    minutes_begin(&minutes, &all);
    assert_int_equal(ask(&minutes, "10x15", 40, 0), 4);
    assert_int_equal(ask(&minutes, "20x25", 10, 0), 1); /* a fast printer beside the busy one */
    assert_int_equal(ask(&minutes, "10x15", 40, 20), 6); /* behind the first; half of it is made */
    assert_int_equal(ask(&minutes, "13x18", 5, 0), 0);
    assert_int_equal(ask(&minutes, "30x45", 5, 0), 0);
    assert_int_equal(ask(&minutes, "10x15", 20000, 0), 0); /* longer than a day: nobody knows */
}

static void what_two_hold_they_share(void **state)
{
    (void)state;
    struct minutes minutes;
    struct media used_up = { .product = "10x15", .left = 0 };
    set(0, "10x15", 6000);
    set(1, "10x15", 6000);
    set(2, "10x15", 1);
    printers[2].paused = true;
    minutes_begin(&minutes, &all);
    assert_int_equal(ask(&minutes, "10x15", 40, 0), 2);
    printers[1].trouble = "a paper jam";
    minutes_begin(&minutes, &all);
    assert_int_equal(ask(&minutes, "10x15", 40, 0), 4);
    printers[1].trouble = "";
    printers[1].media.v = &used_up;
    printers[1].media.n = 1;
    minutes_begin(&minutes, &all);
    assert_int_equal(ask(&minutes, "10x15", 40, 0), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(an_order_waits_for_its_own_printers), cmocka_unit_test(what_two_hold_they_share) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
