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

/* Which one to let go: the one named, or the only one there is. Each is released by an act of its own. */
static enum err chosen(struct act *act, const struct order *order, uint32_t *reason)
{
    const uint32_t ours = BIT(HOLD_PHOTOS) | BIT(HOLD_MEDIA) | BIT(HOLD_STAFF) | BIT(HOLD_ERROR);
    uint32_t here = order->hold_reasons & ours;
    char words[160];
    *reason = here;
    if (*act->args->hold) {
        int word = word_find(&hold_reason_words, act->args->hold);
        *reason = word >= 0 ? here & BIT(word) : 0;
    }
    if (here == 0 || *reason == 0)
        return err_detail(ERR_STATE, "held back by nothing of that kind");
    if (*reason & (*reason - 1))
        return err_detail(ERR_USAGE, "it is held back by %s; name one with --hold",
                          word_set(&hold_reason_words, here, words, sizeof words));
    return ERR_NONE;
}

/* Failed prints wait again; a doubtful one stays a person's to look at, and remake says that it was not made. */
static bool wait_again(struct print *print, void *data)
{
    bool *doubtful = data;
    *doubtful = *doubtful || print->state == PRINT_DOUBTFUL;
    if (print->state != PRINT_FAILED)
        return false;
    print->state = PRINT_WAITING;
    print->why = "";
    return true;
}

enum err action_order_release(struct act *act)
{
    struct order order;
    uint32_t reason;
    bool doubtful = false;
    char words[60];
    enum err err = act_order(act, &order);
    if (!err)
        err = may_be_held(act, &order);
    if (!err)
        err = chosen(act, &order, &reason);
    if (err)
        return err;
    if (reason == BIT(HOLD_PHOTOS))
        order.damage_accepted = true;
    if (reason & (BIT(HOLD_PHOTOS) | BIT(HOLD_ERROR)) && (err = act_prints(act, &order, wait_again, &doubtful)))
        return err;
    if (reason == BIT(HOLD_ERROR) && doubtful)
        return err_detail(ERR_HELD_BACK, "a person to look at a doubtful print; remake it if it was not made");
    order.hold_reasons &= ~reason;
    err = act_journal(act, &order, EVENT_RELEASE, word_set(&hold_reason_words, reason, words, sizeof words), "", act->args->reason);
    return err ? err : show(act, &order);
}
