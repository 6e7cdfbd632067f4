/* cancel.c - aside: an order is given up before it is made, or brought back.
 *
 * What was never made loses its photos with that: only an order of which prints exist can be brought back, while its
 * photos last. If the lights go out: the order is cancelled and its photos' records gone together; files left behind
 * are swept.
 */
#include "../model/promise.h"
#include "act.h"

enum err action_order_discard(struct act *act)
{
    struct order order;
    enum err err = act_order(act, &order);
    if (err)
        return err;
    if ((err = act_step(act, &order, EVENT_DISCARD)) || (err = act_end(act, &order, false, false)) ||
        (err = act_purge(act, &order)) || (err = act_save(act, &order)))
        return err;
    return act_journal(act, &order, EVENT_DISCARD, NULL, NULL, NULL);
}

enum err action_order_cancel(struct act *act)
{
    struct order order;
    enum err err = act_order(act, &order);
    if (err)
        return err;
    if (*act->args->reason == 0)
        return ERR_REASON;
    const char *before = word_of(&order_state_words, order.state);
    if ((err = act_step(act, &order, EVENT_CANCEL)) || (err = act_end(act, &order, false, false)))
        return err;
    if (order.prints_made == 0 && (err = act_purge(act, &order)))
        return err;
    if ((err = act_save(act, &order)) || (err = act_journal(act, &order, EVENT_CANCEL, before, "", act->args->reason)) ||
        (err = act_show(act, &order)))
        return err;
    *(struct order *)act->reply = order;
    return ERR_NONE;
}

enum err action_order_reopen(struct act *act)
{
    struct order order;
    enum err err = act_order(act, &order);
    if (err)
        return err;
    enum right right;
    if ((err = order_may(&order, EVENT_REOPEN, &right)))
        return err;
    if (order.photos_purged)
        return err_detail(ERR_PHOTOS_GONE, "%.10s", act_time(act, order.photos_expire));
    const char *before = word_of(&order_state_words, order.state);
    if ((err = act_step(act, &order, EVENT_REOPEN)))
        return err;
    int64_t hours = order.state == ORDER_READY ? act->conf->ready_days * 24 : order.state == ORDER_OPEN ? act->conf->open_hours : act->conf->held_hours;
    order.ended = 0;
    if (order.state != ORDER_READY) /* it must be countersigned anew, in both stores */
        order.authenticated = order.photos_authenticated = 0;
    order.hold_reasons &= ~(BIT(HOLD_ORDER_RIGHT) | BIT(HOLD_PHOTO_RIGHT) | BIT(HOLD_ERROR)); /* prints start over, too */
    order.expires = promise_expiry(act->conf, act->now, hours);
    if ((err = act_keep_photos(act, &order, order.expires)) || (err = act_save(act, &order)) ||
        (err = act_journal(act, &order, EVENT_REOPEN, before, act_time(act, order.expires), NULL)) || (err = act_show(act, &order)))
        return err;
    *(struct order *)act->reply = order;
    return ERR_NONE;
}
