/* order - every state with every event, rights, queue, list rows. The expected steps are written out here once more. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include "src/model/order.h"

static const struct {
    enum order_state from;
    enum event event;
    enum order_state to;
} expected[] = {
    { ORDER_OPEN, EVENT_PLACE, ORDER_HELD }, { ORDER_OPEN, EVENT_DISCARD, ORDER_DISCARDED },
    { ORDER_OPEN, EVENT_EXPIRE, ORDER_EXPIRED }, { ORDER_HELD, EVENT_EDIT, ORDER_HELD },
    { ORDER_HELD, EVENT_AUTHENTICATE, ORDER_AUTHENTICATED }, { ORDER_HELD, EVENT_CANCEL, ORDER_CANCELLED },
    { ORDER_HELD, EVENT_EXPIRE, ORDER_EXPIRED }, { ORDER_AUTHENTICATED, EVENT_START, ORDER_PRODUCING },
    { ORDER_AUTHENTICATED, EVENT_CANCEL, ORDER_CANCELLED }, { ORDER_AUTHENTICATED, EVENT_EXPIRE, ORDER_EXPIRED },
    { ORDER_PRODUCING, EVENT_FINISH, ORDER_READY }, { ORDER_PRODUCING, EVENT_CANCEL, ORDER_CANCELLED },
    { ORDER_READY, EVENT_HAND_OVER, ORDER_COLLECTED }, { ORDER_READY, EVENT_REMAKE, ORDER_PRODUCING },
    { ORDER_READY, EVENT_EXPIRE, ORDER_UNCLAIMED }, { ORDER_COLLECTED, EVENT_REMAKE, ORDER_PRODUCING },
    { ORDER_AUTHENTICATED, EVENT_UNDO, ORDER_HELD }, { ORDER_COLLECTED, EVENT_UNDO, ORDER_READY },
    { ORDER_CANCELLED, EVENT_REOPEN, ORDER_HELD }, { ORDER_EXPIRED, EVENT_REOPEN, ORDER_HELD },
    { ORDER_DISCARDED, EVENT_REOPEN, ORDER_OPEN }, { ORDER_UNCLAIMED, EVENT_REOPEN, ORDER_READY },
};

static void every_state_meets_every_event(void **state)
{
    (void)state;
    size_t found = 0;
    for (unsigned from = 0; from < ORDER_STATE_COUNT; from++)
        for (unsigned event = 0; event < EVENT_COUNT; event++) {
            struct order order;
            enum right right = RIGHT_COUNT;
            size_t i = 0;
            record_init(&order_type, &order);
            order.state = from;
            while (i < sizeof expected / sizeof *expected && (expected[i].from != from || expected[i].event != event))
                i++;
            if (i < sizeof expected / sizeof *expected) {
                assert_int_equal(order_may(&order, event, &right), ERR_NONE);
                assert_true(right < RIGHT_COUNT);
                assert_int_equal(order_step(&order, event), ERR_NONE);
                assert_int_equal(order.state, expected[i].to);
                found++;
            } else {
                assert_int_equal(order_may(&order, event, &right), ERR_STATE);
                assert_string_equal(err_last_detail(), word_of(&order_state_words, from));
                assert_int_equal(order_step(&order, event), ERR_STATE);
                assert_int_equal(order.state, from);
            }
        }
    assert_int_equal(found, sizeof expected / sizeof *expected);
}

static void nothing_is_made_that_was_not_authenticated(void **state)
{
    (void)state;
    /* From an open order, without EVENT_AUTHENTICATE, production cannot be reached by any walk of events. */
    bool reached[ORDER_STATE_COUNT] = { [ORDER_OPEN] = true };
    for (unsigned round = 0; round < ORDER_STATE_COUNT; round++)
        for (unsigned from = 0; from < ORDER_STATE_COUNT; from++)
            for (unsigned event = 0; event < EVENT_COUNT; event++) {
                struct order order;
                record_init(&order_type, &order);
                order.state = from;
                if (reached[from] && event != EVENT_AUTHENTICATE && order_step(&order, event) == ERR_NONE)
                    reached[order.state] = true;
            }
    assert_true(reached[ORDER_HELD] && reached[ORDER_EXPIRED]);
    assert_false(reached[ORDER_AUTHENTICATED] || reached[ORDER_PRODUCING] || reached[ORDER_READY] || reached[ORDER_COLLECTED]);
}

static void the_queue_takes_only_what_may_be_made(void **state)
{
    (void)state;
    struct order order;
    record_init(&order_type, &order);
    for (unsigned s = 0; s < ORDER_STATE_COUNT; s++) {
        order.state = s;
        order.hold_reasons = 0;
        assert_int_equal(order_in_queue(&order), s == ORDER_AUTHENTICATED || s == ORDER_PRODUCING);
        for (unsigned reason = 0; reason < HOLD_REASON_COUNT; reason++) {
            order.hold_reasons = BIT(reason);
            assert_false(order_in_queue(&order));
        }
        bool ended = s == ORDER_COLLECTED || s == ORDER_DISCARDED || s == ORDER_CANCELLED || s == ORDER_EXPIRED || s == ORDER_UNCLAIMED;
        assert_int_equal(order_ended(&order), ended);
    }
    order.promised = 1000;
    order.queue_shift = -10;
    assert_true(order_queue_time(&order) == 990);
    order.promised = INT64_MAX;
    order.queue_shift = 5;
    assert_true(order_queue_time(&order) == INT64_MAX);
    order.promised = INT64_MIN;
    order.queue_shift = -5;
    assert_true(order_queue_time(&order) == INT64_MIN);
}

static void rights_are_as_granted(void **state)
{
    (void)state;
    for (unsigned right = 1; right < RIGHT_COUNT; right++) {
        assert_int_equal(rights_scope(ROLE_MACHINE, right), SCOPE_SHOP);
        assert_int_equal(rights_scope(ROLE_OWNER, right), right == RIGHT_MACHINE ? SCOPE_NONE : SCOPE_SHOP);
        assert_int_equal(rights_scope(ROLE_SUPERVISOR, right), right == RIGHT_MACHINE ? SCOPE_NONE : SCOPE_SHOP);
        assert_int_equal(rights_scope(ROLE_NOBODY, right), right == RIGHT_LOGIN ? SCOPE_SHOP : SCOPE_NONE);
    }
    for (unsigned role = 0; role < ROLE_COUNT; role++)
        assert_int_equal(rights_scope(role, RIGHT_NONE), SCOPE_SHOP);
    assert_int_equal(rights_scope(ROLE_CUSTOMER, RIGHT_ORDER), SCOPE_OWN);
    assert_int_equal(rights_scope(ROLE_COUNTER, RIGHT_ORDER), SCOPE_SHOP);
    /* Claim 2: neither the kiosk nor the lab may countersign, in either store. */
    assert_int_equal(rights_scope(ROLE_CUSTOMER, RIGHT_AUTHENTICATE_ORDER), SCOPE_NONE);
    assert_int_equal(rights_scope(ROLE_CUSTOMER, RIGHT_AUTHENTICATE_PHOTO), SCOPE_NONE);
    assert_int_equal(rights_scope(ROLE_LAB, RIGHT_AUTHENTICATE_ORDER), SCOPE_NONE);
    assert_int_equal(rights_scope(ROLE_LAB, RIGHT_AUTHENTICATE_PHOTO), SCOPE_NONE);
    assert_int_equal(rights_scope(ROLE_COUNTER, RIGHT_AUTHENTICATE_ORDER), SCOPE_SHOP);
    assert_int_equal(rights_scope(ROLE_COUNTER, RIGHT_LIFT), SCOPE_NONE);
}

static void a_row_shows_the_order(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct order order;
    struct row row;
    record_init(&order_type, &order);
    order.code = "471120935520";
    order.state = ORDER_READY;
    order.hold_reasons = BIT(HOLD_MEDIA);
    order.customer = "0000013";
    order.name = "Role One";
    order.class = "express";
    order.price_minor = 1190;
    order.paid_minor = 500;
    order.currency = "EUR";
    order.currency_decimals = 2;
    order.placed = 1, order.expires = 2, order.photos_expire = 3, order.promised = 4;
    order.risk.ratio = 2.4;
    order.risk.alert = true;
    order.prints_total = 7, order.prints_made = 3;
    LIST_ADD(&arena, &order.photos, photo)->n = 1;
    LIST_ADD(&arena, &order.photos, photo)->n = 2;
    order_row(&order, &row);
    struct buf json = { 0 };
    record_json(&row_type, &row, &json);
    assert_string_equal(buf_string(&json),
        "{\"code\": \"471120935520\", \"state\": \"ready\", \"hold_reasons\": [\"media\"], \"customer\": \"0000013\", "
        "\"name\": \"Role One\", \"class\": \"express\", \"price_minor\": 1190, \"paid_minor\": 500, \"currency\": \"EUR\", "
        "\"currency_decimals\": 2, \"placed\": \"1970-01-01T00:00:01Z\", \"expires\": \"1970-01-01T00:00:02Z\", "
        "\"photos_expire\": \"1970-01-01T00:00:03Z\", \"promised\": \"1970-01-01T00:00:04Z\", \"ratio\": 2.4, \"alert\": true, "
        "\"photo_count\": 2, \"prints_total\": 7, \"prints_made\": 3, \"shelf\": \"\", \"phone\": \"\", \"told\": null}");
    buf_free(&json);
    arena_free(&arena);
}

static void prints_are_counted_within_reason(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct order order;
    int64_t count = -1;
    record_init(&order_type, &order);
    assert_int_equal(order_count_prints(&order, &count), ERR_NONE);
    assert_int_equal(count, 0);
    LIST_ADD(&arena, &order.lines, line)->copies = 999;
    LIST_ADD(&arena, &order.lines, line)->copies = 1;
    assert_int_equal(order_count_prints(&order, &count), ERR_NONE);
    assert_int_equal(count, 1000);
    const int64_t bad[] = { -1, 50001, 49001, INT64_MAX, INT64_MIN };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        order.lines.v[1].copies = bad[i];
        order.lines.v[0].copies = 1000;
        assert_int_equal(order_count_prints(&order, &count), ERR_OVERFLOW);
        assert_int_equal(count, 0);
    }
    order.lines.v[1].copies = 49000;
    assert_int_equal(order_count_prints(&order, &count), ERR_NONE);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_meets_every_event), cmocka_unit_test(nothing_is_made_that_was_not_authenticated),
        cmocka_unit_test(the_queue_takes_only_what_may_be_made), cmocka_unit_test(rights_are_as_granted),
        cmocka_unit_test(a_row_shows_the_order), cmocka_unit_test(prints_are_counted_within_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
