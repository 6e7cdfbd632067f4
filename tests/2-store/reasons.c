/* reasons.c - hold reasons, with the real engine: clearing one never frees an order that has another; and an order that
 * was begun, cancelled and opened again is made whole.
 */
#include "desk.h"
#include "src/stage/work.h"

/* What clears which reason, in which state, asked by somebody who can do nothing beside it. */
static const struct clearing {
    enum hold_reason reason;
    enum action action;
    enum order_state state;
    uint32_t without; /* the right that this person lacks */
    const char *hold; /* the reason named, where several could be meant */
} clearings[] = {
    { HOLD_ALERT, ACTION_LIFT, ORDER_AUTHENTICATED, 0, "" },
    { HOLD_ALERT, ACTION_LIFT, ORDER_HELD, 0, "" },
    { HOLD_ALERT, ACTION_PAY, ORDER_AUTHENTICATED, 0, "" },
    { HOLD_ALERT, ACTION_PAY, ORDER_HELD, 0, "" },
    { HOLD_PHOTO_RIGHT, ACTION_AUTHENTICATE, ORDER_AUTHENTICATED, BIT(RIGHT_AUTHENTICATE_ORDER), "" },
    { HOLD_ORDER_RIGHT, ACTION_AUTHENTICATE, ORDER_HELD, BIT(RIGHT_AUTHENTICATE_PHOTO), "" },
    { HOLD_ERROR, ACTION_REMAKE, ORDER_PRODUCING, 0, "" },
    { HOLD_STAFF, ACTION_RELEASE, ORDER_AUTHENTICATED, 0, "staff" },
    { HOLD_PHOTOS, ACTION_RELEASE, ORDER_PRODUCING, 0, "photos missing or damaged" },
};

/* Whose signature is missing follows from the reasons; everything else of the order stays. */
static void unsign(uint32_t reasons)
{
    struct arena arena = { 0 };
    struct order order;
    assert_good(store_begin(keeper_state.store));
    assert_good(store_get(keeper_state.store, TREE_ORDER, key_number(ORDER_ID), &order, &arena));
    order.authenticated = reasons & BIT(HOLD_ORDER_RIGHT) ? 0 : 1;
    order.photos_authenticated = reasons & BIT(HOLD_PHOTO_RIGHT) ? 0 : 1;
    assert_good(store_put(keeper_state.store, TREE_ORDER, key_number(ORDER_ID), &order));
    assert_good(store_commit(keeper_state.store));
    arena_free(&arena);
}

static void clearing_one_reason_leaves_the_others(void **state)
{
    (void)state;
    size_t cases = 0, freed = 0;
    struct snapshot after = { .queued = false };
    keeper_state.conf.second_person_above = 0;
    for (size_t c = 0; c < sizeof clearings / sizeof *clearings; c++) {
        const struct clearing *clearing = &clearings[c];
        for (uint32_t others = 0; others < BIT(HOLD_REASON_COUNT); others++) {
            struct identity owner = identity_of(&people[6], PLACE_OFFICE);
            /* An order whose own signature is missing is still held. */
            if (others & BIT(clearing->reason) || (clearing->state != ORDER_HELD && others & BIT(HOLD_ORDER_RIGHT)))
                continue;
            cases++;
            owner.rights = rights_complete(owner.rights & ~clearing->without);
            /* The risk stays as high as the reasons say, so that weighing it again changes nothing. */
            keeper_state.conf.alert_above = others & BIT(HOLD_ALERT) ? -1 : 0;
            put_order(clearing->state, others | BIT(clearing->reason), 0);
            unsign(others | BIT(clearing->reason));
            ask_hold = clearing->hold;
            assert_good(ask(&owner, clearing->action, EDIT_CLASS));
            look(&after);
            if (after.hold_reasons != others) {
                print_error("%s of reasons %x: left %x\n", action_rows[clearing->action].words,
                            others | BIT(clearing->reason), after.hold_reasons);
                fail();
            }
            bool making = after.state == ORDER_AUTHENTICATED || after.state == ORDER_PRODUCING;
            assert_int_equal(after.queued, making && others == 0);
            freed += after.queued;
        }
    }
    ask_hold = "";
    buf_free(&after.order);
    keeper_state.conf.alert_above = 1;
    print_message("%zu cases, %zu freed\n", cases, freed);
    assert_true(freed >= 4); /* each of them frees an order that had nothing else */
}

/* ---- an order that was begun, cancelled, and opened again ---- */

/* As a printer would: take prints until there are none. Tokens of attempts are written down. */
static int make_all(char tokens[][40], int known, int most)
{
    static const struct identity machine = MACHINE_IDENTITY("producer");
    for (int i = 0; i < most; i++) {
        struct arena arena = { 0 };
        struct work work = { .printer = printer_name, .arena = &arena };
        enum err err = keeper_call(&keeper_state, &machine, ACTION_PRINT_NEXT, NULL, &work, NULL, NULL);
        if (err == ERR_NOT_FOUND) {
            arena_free(&arena);
            return known;
        }
        assert_good(err);
        for (int k = 0; k < known; k++)
            assert_string_not_equal(tokens[k], work.token);
        snprintf(tokens[known++], sizeof tokens[0], "%.39s", work.token);
        work.outcome = WORK_SENDING;
        assert_good(keeper_call(&keeper_state, &machine, ACTION_PRINT_STEP, NULL, &work, NULL, NULL));
        work.outcome = WORK_MADE;
        assert_good(keeper_call(&keeper_state, &machine, ACTION_PRINT_STEP, NULL, &work, NULL, NULL));
        arena_free(&arena);
    }
    return known;
}

static void a_begun_order_reopened_is_made_whole(void **state)
{
    (void)state;
    char tokens[16][40];
    struct snapshot seen = { .queued = false };
    struct identity owner = identity_of(&people[6], PLACE_OFFICE);
    put_order(ORDER_AUTHENTICATED, 0, 0);
    int known = make_all(tokens, 0, 1); /* one of two, then somebody cancels */
    assert_int_equal(known, 1);
    assert_good(ask(&owner, ACTION_CANCEL, EDIT_CLASS));
    assert_int_equal(make_all(tokens, known, 9), known);
    assert_good(ask(&owner, ACTION_REOPEN, EDIT_CLASS));
    assert_int_equal(make_all(tokens, known, 9), known);
    assert_good(ask(&owner, ACTION_AUTHENTICATE, EDIT_CLASS));
    known = make_all(tokens, known, 9);
    look(&seen);
    assert_int_equal(seen.state, ORDER_READY);
    assert_int_equal(known, 1 + 2 + 1); /* both prints and the label, each under a token of its own */
    buf_free(&seen.order);
}

/* The label is the last of all: who found the one that was doubtful makes the order ready by saying so. */
static void a_doubtful_label_that_was_found_makes_it_ready(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct order order;
    struct snapshot seen = { .queued = false };
    struct identity lab = identity_of(&people[4], PLACE_LAB);
    put_order(ORDER_PRODUCING, BIT(HOLD_ERROR), 0);
    assert_good(store_begin(keeper_state.store));
    put_print(1, 2, PRINT_MADE);
    put_print(0, 1, PRINT_DOUBTFUL);
    assert_good(store_get(keeper_state.store, TREE_ORDER, key_number(ORDER_ID), &order, &arena));
    order.prints_made = order.prints_total;
    assert_good(store_put(keeper_state.store, TREE_ORDER, key_number(ORDER_ID), &order));
    assert_good(store_commit(keeper_state.store));
    assert_good(ask(&lab, ACTION_MADE, EDIT_CLASS));
    look(&seen);
    assert_int_equal(seen.state, ORDER_READY);
    assert_int_equal(seen.hold_reasons, 0);
    assert_err(ask(&lab, ACTION_MADE, EDIT_CLASS), ERR_NO_PRINT);
    buf_free(&seen.order);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clearing_one_reason_leaves_the_others), cmocka_unit_test(a_begun_order_reopened_is_made_whole),
        cmocka_unit_test(a_doubtful_label_that_was_found_makes_it_ready),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
