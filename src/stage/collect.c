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

/* While the order may still be made, what is paid says whether it may: money that goes raises the alert again. */
static enum err weigh_again(struct act *act, struct order *order)
{
    bool making = order->state == ORDER_HELD || order->state == ORDER_AUTHENTICATED || order->state == ORDER_PRODUCING;
    return making ? act_weigh(act, order) : ERR_NONE;
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
    struct payment payment = { .amount_minor = amount, .method = act->args->method };
    if ((err = act_pay(act, &order, payment)) || (err = weigh_again(act, &order)) || (err = act_save(act, &order)))
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
        return err_detail(ERR_REFUND, "%s", act_money(act, order.paid_minor));
    struct payment payment = { .amount_minor = -amount, .method = PAY_REFUND };
    if ((err = act_pay(act, &order, payment)) || (err = weigh_again(act, &order)) || (err = act_save(act, &order)))
        return err;
    err = act_journal(act, &order, EVENT_REFUND, "", act_money(act, amount), act->args->reason);
    return err ? err : show(act, &order);
}

/* The payment that was wrong; ERR_ALREADY when it was voided before. */
static enum err wrong_payment(struct act *act, const struct order *order, struct payment **payment)
{
    int64_t n = act->args->n, count = (int64_t)order->payments.n;
    if (n < 1 || n > count)
        return err_detail(ERR_NO_PAYMENT, "%lld of %lld", (long long)n, (long long)count);
    for (size_t i = 0; i < order->payments.n; i++)
        if (order->payments.v[i].voids == n)
            return err_detail(ERR_ALREADY, "%s voided it at %s", order->payments.v[i].who,
                              act_time(act, order->payments.v[i].at));
    *payment = &order->payments.v[n - 1];
    if ((*payment)->amount_minor <= 0)
        return err_detail(ERR_NO_PAYMENT, "%lld gave money back", (long long)n);
    if ((*payment)->amount_minor > order->paid_minor)
        return err_detail(ERR_OVERPAID, "%s", act_money(act, order->paid_minor));
    return ERR_NONE;
}

/* Nothing recorded is ever taken away: a wrong payment stays, and a record against it beside it. */
enum err act_void(struct act *act, struct order *order)
{
    struct payment *wrong = NULL;
    enum err err = wrong_payment(act, order, &wrong);
    if (err)
        return err;
    struct payment payment = { .amount_minor = -wrong->amount_minor, .method = wrong->method, .voids = act->args->n };
    const char *number = arena_format(act->arena, "receipt %lld", (long long)wrong->receipt);
    if ((err = act_pay(act, order, payment)) || (err = weigh_again(act, order)))
        return err;
    return act_journal(act, order, EVENT_VOID, number, act_money(act, payment.amount_minor), act->args->reason);
}

enum err action_order_void(struct act *act)
{
    struct order order;
    enum err err = act_order(act, &order);
    if (err)
        return err;
    if (*act->args->reason == 0)
        return ERR_REASON;
    if ((err = act_void(act, &order)) || (err = act_save(act, &order)))
        return err;
    return show(act, &order);
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
    const char *lay = *order.shelf ? order.shelf : NULL;
    order.shelf = ""; /* free for the next bag */
    if ((err = act_step(act, &order, EVENT_HAND_OVER)) || (err = act_end(act, &order, true, true)))
        return err;
    if ((err = act_keep_photos(act, &order, promise_expiry(act->conf, act->now, act->conf->photos_after_days * 24))) ||
        (err = act_save(act, &order)) || (err = act_journal(act, &order, EVENT_HAND_OVER, lay, NULL, act->args->reason)))
        return err;
    return show(act, &order);
}
