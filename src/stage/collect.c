/* collect.c - step 8: the customer pays and takes the prints along, once (claims 19-21).
 *
 * If the lights go out: money taken and an order handed over are recorded together with their journal entries, or
 * the counter is asked again. Of any number of tries at the same time one hands over: the engine runs them in a row.
 */
#include "../model/promise.h"
#include "act.h"

static enum err show(struct act *act, struct order *order)
{
    enum err err = act_show(act, order);
    if (!err)
        *(struct order *)act->reply = *order;
    return err;
}

static enum err move_money(struct act *act, struct order *order, int64_t amount, enum pay_method method)
{
    if (__builtin_add_overflow(order->paid_minor, amount, &order->paid_minor))
        return ERR_OVERFLOW;
    struct payment *payment = LIST_ADD(act->arena, &order->payments, payment);
    payment->at = act->now;
    payment->amount_minor = amount;
    payment->method = method;
    payment->who = act->who->login;
    payment->reason = act->args->reason;
    return ERR_NONE;
}

enum err action_order_pay(struct act *act)
{
    struct order order;
    int64_t amount = act->args->amount_minor;
    enum err err = act_order(act, &order);
    if (err)
        return err;
    if (order.state == ORDER_OPEN || order_ended(&order))
        return err_detail(ERR_STATE, "%s", word_of(&order_state_words, order.state));
    if (amount <= 0 || act->args->method == PAY_REFUND)
        return err_detail(ERR_NUMBER, "%lld", (long long)amount);
    int64_t due = order.price_minor - order.paid_minor;
    if (amount > due)
        return err_detail(ERR_OVERPAID, "%s", act_money(act, due));
    if ((err = move_money(act, &order, amount, act->args->method)))
        return err;
    if ((order.state != ORDER_READY && (err = act_weigh(act, &order))) || (err = act_save(act, &order)))
        return err;
    err = act_journal(act, &order, EVENT_PAY, word_of(&pay_method_words, act->args->method), act_money(act, amount), NULL);
    return err ? err : show(act, &order);
}

enum err action_order_refund(struct act *act)
{
    struct order order;
    int64_t amount = act->args->amount_minor;
    enum err err = act_order(act, &order);
    if (err)
        return err;
    if (*act->args->reason == 0)
        return ERR_REASON;
    if (amount <= 0)
        return err_detail(ERR_NUMBER, "%lld", (long long)amount);
    if (amount > order.paid_minor)
        return err_detail(ERR_OVERPAID, "%s", act_money(act, order.paid_minor));
    if ((err = move_money(act, &order, -amount, PAY_REFUND)) || (err = act_save(act, &order)))
        return err;
    err = act_journal(act, &order, EVENT_REFUND, "", act_money(act, amount), act->args->reason);
    return err ? err : show(act, &order);
}

enum err action_order_hand_over(struct act *act)
{
    struct order order;
    enum err err = act_order(act, &order);
    if (err)
        return err;
    if (order.state == ORDER_COLLECTED)
        return err_detail(ERR_ALREADY, "handed over at %s", act_time(act, order.ended));
    if (order.state == ORDER_READY && order.paid_minor < order.price_minor)
        return err_detail(ERR_NOT_PAID, "%s %s", act_money(act, order.price_minor - order.paid_minor), order.currency);
    if ((err = act_step(act, &order, EVENT_HAND_OVER)) || (err = act_end(act, &order, true, true)))
        return err;
    if ((err = act_keep_photos(act, &order, promise_expiry(act->conf, act->now, act->conf->photos_after_days * 24))) ||
        (err = act_save(act, &order)) || (err = act_journal(act, &order, EVENT_HAND_OVER, NULL, NULL, act->args->reason)))
        return err;
    return show(act, &order);
}
