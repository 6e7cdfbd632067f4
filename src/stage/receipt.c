/* receipt.c - aside: the money side of an order on paper: numbers without a gap, and the tax in every amount.
 *
 * The number is taken in the transaction that records the payment, by the one thread that records any: if the lights
 * go out there is the payment with its number, or neither, and the next payment gets that number.
 * The tax of what is paid is rounded once; a part payment carries what of it the payments before do not, so that the
 * parts always add up to the whole.
 */
#include "act.h"

/* The tax contained in a gross amount, rounded half up. Where tax is added to the goods this gives the same as the
 * bill's own line: that line was rounded by at most a half, of which less than a half is left here. */
static int64_t tax_in(int64_t gross, int64_t percent)
{
    if (gross < 0)
        return -tax_in(-gross, percent);
    return (int64_t)(((__int128)gross * percent * 2 + 100 + percent) / (2 * (100 + percent)));
}

enum err act_pay(struct act *act, struct order *order, struct payment payment)
{
    struct meta meta;
    if (__builtin_add_overflow(order->paid_minor, payment.amount_minor, &order->paid_minor))
        return ERR_OVERFLOW;
    if (order->payments.n >= record_field(&order_type, "payments")->limit)
        return err_detail(ERR_QUOTA, "%zu payments", order->payments.n);
    enum err err = act_meta(act, &meta);
    if (err)
        return err;
    payment.at = act->now;
    payment.who = act->who->login;
    payment.reason = act->args->reason;
    payment.receipt = ++meta.next_receipt;
    payment.tax_minor = tax_in(order->paid_minor, order->tax_percent);
    for (size_t i = 0; i < order->payments.n; i++)
        payment.tax_minor -= order->payments.v[i].tax_minor;
    payment.price_minor = order->price_minor;
    if ((err = act_drawer(act, &payment)))
        return err;
    *LIST_ADD(act->arena, &order->payments, payment) = payment;
    return act_meta_save(act, &meta);
}

static void fill(struct act *act, const struct order *order, size_t index, struct receipt *receipt)
{
    const struct payment *payment = &order->payments.v[index];
    receipt->number = payment->receipt;
    receipt->at = payment->at;
    receipt->shop = act->conf->shop_name;
    receipt->code = order->code;
    receipt->n = (int64_t)index + 1;
    receipt->currency = order->currency;
    receipt->currency_decimals = order->currency_decimals;
    receipt->price_minor = payment->price_minor;
    receipt->amount_minor = payment->amount_minor;
    receipt->tax_minor = payment->tax_minor;
    receipt->method = payment->method;
    receipt->who = payment->who;
    receipt->reason = payment->reason;
    if (payment->voids > 0 && (size_t)payment->voids <= order->payments.n)
        receipt->voids = order->payments.v[payment->voids - 1].receipt;
    for (size_t i = 0; i <= index; i++)
        receipt->paid_minor += order->payments.v[i].amount_minor;
    receipt->due_minor = receipt->price_minor - receipt->paid_minor;
    if (payment->price_minor == order->price_minor) {
        receipt->bill.v = order->bill.v;
        receipt->bill.n = order->bill.n;
    }
}

static enum err receipt_of(struct act *act, struct order *order, struct payment **payment)
{
    struct receipt *receipt = act->reply;
    enum err err = act_order(act, order);
    if (err)
        return err;
    int64_t count = (int64_t)order->payments.n, n = act->args->n ? act->args->n : count;
    if (n < 1 || n > count)
        return err_detail(ERR_NO_PAYMENT, "%lld of %lld", (long long)n, (long long)count);
    if (order->payments.v[n - 1].receipt == 0)
        return err_detail(ERR_NO_PAYMENT, "payment %lld has no receipt number", (long long)n);
    fill(act, order, (size_t)(n - 1), receipt);
    struct tax *tax = LIST_ADD(act->arena, &receipt->taxes, tax);
    tax->rate_percent = order->tax_percent;
    tax->gross_minor = receipt->price_minor;
    tax->tax_minor = tax_in(receipt->price_minor, order->tax_percent);
    tax->net_minor = tax->gross_minor - tax->tax_minor;
    *payment = &order->payments.v[n - 1];
    return ERR_NONE;
}

enum err action_order_receipt(struct act *act)
{
    struct order order;
    struct payment *payment;
    return receipt_of(act, &order, &payment);
}

/* Counted before it is printed: a slip too many is better called a copy than a second original. */
enum err action_receipt_print(struct act *act)
{
    struct order order;
    struct payment *payment;
    struct receipt *receipt = act->reply;
    enum err err = receipt_of(act, &order, &payment);
    if (err)
        return err;
    receipt->copy = payment->printed++;
    const char *which = receipt->copy ? arena_format(act->arena, "copy %lld", (long long)receipt->copy) : "original";
    if ((err = act_save(act, &order)))
        return err;
    return act_journal(act, &order, EVENT_RECEIPT, arena_format(act->arena, "receipt %lld", (long long)receipt->number), which, NULL);
}
