/* order_money.c - acts about money: payment, refund, void, receipt; see order_doing.h. */
#include <stdio.h>
#include "order_doing.h"
#include "prompt.h"
#include "receipt_words.h"
#include "text_page.h"

static const char *const methods[] = { "cash", "card", "voucher" };

void order_do_pay(struct doing *doing)
{
    int64_t amount = doing_due(doing), change = 0;
    if (amount <= 0) {
        screen_say(doing->screen, "Nothing is due: %s of %s is paid.", doing_money(doing, doing->order.paid_minor),
                   doing_money(doing, doing->order.price_minor));
        return;
    }
    if (!prompt_money(doing->screen, &amount, (int)doing->order.currency_decimals,
                      "Due %s. Amount given:", doing_money(doing, amount)))
        return;
    int method = prompt_choice(doing->screen, methods, 3, 0, "%s by", doing_money(doing, amount));
    if (method < 0)
        return;
    if (method == PAY_CASH && amount > doing_due(doing)) {
        change = amount - doing_due(doing);
        amount = doing_due(doing);
    }
    doing->args.amount_minor = amount;
    doing->args.method = (enum pay_method)method;
    if (doing_call(doing, ACTION_PAY))
        screen_say(doing->screen, "%s taken by %s.%s%s Due now %s. (i: receipt)", doing_money(doing, amount),
                   methods[method], change ? " Change " : "",
                   change ? arena_format(doing->arena, "%s.", doing_money(doing, change)) : "",
                   doing_money(doing, doing_due(doing)));
}

void order_do_refund(struct doing *doing)
{
    int64_t amount = doing->order.paid_minor;
    if (amount <= 0) {
        screen_say(doing->screen, "Nothing was paid for %s.", doing->code);
        return;
    }
    if (!prompt_money(doing->screen, &amount, (int)doing->order.currency_decimals,
                      "Paid %s. Give back:", doing_money(doing, amount)) ||
        !doing_ask_reason(doing, "Give money back for"))
        return;
    doing->args.amount_minor = amount;
    if (doing_call(doing, ACTION_REFUND))
        screen_say(doing->screen, "%s given back. (i: receipt)", doing_money(doing, amount));
}

void order_do_void(struct doing *doing)
{
    int64_t n = (int64_t)doing->order.payments.n;
    if (n == 0) {
        screen_say(doing->screen, "Nothing was paid for %s.", doing->code);
        return;
    }
    if (n > 1 && !prompt_number(doing->screen, &n, 1, n, "Which payment was wrong, 1 to %lld (as on the order's page)?",
                                (long long)n))
        return;
    doing->args.n = n;
    if (doing_ask_reason(doing, arena_format(doing->arena, "Take back payment %lld, %s, of", (long long)n,
                                             doing_money(doing, doing->order.payments.v[n - 1].amount_minor))) &&
        doing_call(doing, ACTION_VOID))
        screen_say(doing->screen, "Payment %lld is taken back. Due now %s.", (long long)n,
                   doing_money(doing, doing_due(doing)));
}

void order_do_receipt(struct doing *doing)
{
    struct receipt receipt;
    struct text text = { 0 };
    char title[60];
    if (doing->order.payments.n == 0) {
        screen_say(doing->screen, "Nothing was paid for %s: there is no receipt. (p takes a payment.)", doing->code);
        return;
    }
    if (screen_call(doing->screen, ACTION_RECEIPT, &doing->args, &receipt, doing->arena))
        return;
    receipt_words(&receipt, RECEIPT_COLUMNS, &text);
    snprintf(title, sizeof title, "RECEIPT %lld", (long long)receipt.number);
    text_page_open(doing->screen, title, &text);
    text_free(&text);
}
