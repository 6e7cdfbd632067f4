/* release.c - aside: a person holds an order back, or lets it go on with a reason.
 *
 * Letting go of damaged photos means that somebody named wants them printed as they are; nothing else prints a damaged
 * photo. An alert is lifted elsewhere, and the rights of the two stores are given by authenticating: neither is touched
 * here. If the lights go out: reason, flag and prints move together.
 */
#include "act.h"

static enum err show(struct act *act, struct order *order)
{
    enum err err = act_save(act, order);
    if (!err)
        err = act_show(act, order);
    if (!err)
        *(struct order *)act->reply = *order;
    return err;
}

static enum err may_be_held(const struct act *act, const struct order *order)
{
    if (*act->args->reason == 0)
        return ERR_REASON;
    if (order->state != ORDER_HELD && order->state != ORDER_AUTHENTICATED && order->state != ORDER_PRODUCING)
        return err_detail(ERR_STATE, "%s", word_of(&order_state_words, order->state));
    return ERR_NONE;
}

enum err action_order_hold(struct act *act)
{
    struct order order;
    enum err err = act_order(act, &order);
    if (!err)
        err = may_be_held(act, &order);
    if (err)
        return err;
    order.hold_reasons |= BIT(HOLD_STAFF);
    err = act_journal(act, &order, EVENT_HOLD, "", word_of(&hold_reason_words, HOLD_STAFF), act->args->reason);
    return err ? err : show(act, &order);
}

static bool wait_again(struct print *print, void *data)
{
    (void)data;
    if (print->state != PRINT_FAILED)
        return false;
    print->state = PRINT_WAITING;
    print->why = "";
    return true;
}

enum err action_order_release(struct act *act)
{
    const uint32_t released = BIT(HOLD_PHOTOS) | BIT(HOLD_MEDIA) | BIT(HOLD_STAFF) | BIT(HOLD_ERROR);
    struct order order;
    char words[160];
    enum err err = act_order(act, &order);
    if (!err)
        err = may_be_held(act, &order);
    if (err)
        return err;
    if ((order.hold_reasons & released) == 0)
        return err_detail(ERR_STATE, "held back by nothing that can be released here");
    if (order.hold_reasons & BIT(HOLD_PHOTOS))
        order.damage_accepted = true;
    word_set(&hold_reason_words, order.hold_reasons & released, words, sizeof words);
    /* A doubtful print stays a person's to look at: remake says that it was not made. */
    if ((err = act_prints(act, &order, wait_again, NULL)))
        return err;
    order.hold_reasons &= ~released;
    err = act_journal(act, &order, EVENT_RELEASE, words, "", act->args->reason);
    return err ? err : show(act, &order);
}
