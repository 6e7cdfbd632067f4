/* receipt_words.c - a receipt as a slip; see receipt_words.h. Columns, not bytes: a shop's name may have letters of
 * several bytes.
 */
#include "receipt_words.h"
#include <stdio.h>
#include <string.h>
#include "../src/base/clock.h"
#include "../src/base/str.h"

enum { REASON_COLUMNS = 30, AMOUNT = 48 };

static void centre(struct text *out, const char *words)
{
    size_t columns = str_columns(words);
    int before = columns < RECEIPT_COLUMNS ? (int)(RECEIPT_COLUMNS - columns) / 2 : 0;
    text_add(out, "%*s%.*s", before, "", (int)str_bytes(words, RECEIPT_COLUMNS), words);
}

static void rule(struct text *out)
{
    char line[RECEIPT_COLUMNS + 1];
    memset(line, '-', RECEIPT_COLUMNS);
    line[RECEIPT_COLUMNS] = 0;
    text_add(out, "%s", line);
}

/* Words on the left, folded where they are long, an amount on the right of their last line. */
static void entry(struct text *out, const char *words, const char *amount)
{
    while (str_columns(words) > REASON_COLUMNS) {
        size_t bytes = str_bytes(words, REASON_COLUMNS), at = bytes;
        while (at > 1 && words[at - 1] != ' ')
            at--;
        if (at > 1)
            bytes = at; /* after a blank, if the line has one */
        text_add(out, "%.*s", (int)bytes, words);
        words += bytes;
    }
    size_t used = str_columns(words) + str_columns(amount);
    int blanks = *amount == 0 ? 0 : used < RECEIPT_COLUMNS ? (int)(RECEIPT_COLUMNS - used) : 1;
    text_add(out, "%s%*s%s", words, blanks, "", amount);
}

static void sum(struct text *out, const struct receipt *receipt, const char *words, int64_t minor)
{
    char text[32], amount[AMOUNT];
    str_money(minor, (int)receipt->currency_decimals, text, sizeof text);
    snprintf(amount, sizeof amount, "%s %s", text, receipt->currency);
    entry(out, words, amount);
}

static void taxes(struct text *out, const struct receipt *receipt)
{
    char gross[32], net[32], tax[32];
    int decimals = (int)receipt->currency_decimals;
    text_add(out, "%6s %11s %11s %11s", "tax", "gross", "net", "tax");
    for (size_t i = 0; i < receipt->taxes.n; i++) {
        const struct tax *row = &receipt->taxes.v[i];
        text_add(out, "%4lld %% %11s %11s %11s", (long long)row->rate_percent,
                 str_money(row->gross_minor, decimals, gross, sizeof gross),
                 str_money(row->net_minor, decimals, net, sizeof net),
                 str_money(row->tax_minor, decimals, tax, sizeof tax));
    }
}

static void payment(struct text *out, const struct receipt *receipt)
{
    char words[64];
    bool back = receipt->amount_minor < 0;
    snprintf(words, sizeof words, "%s%s%s", receipt->voids ? "VOID" : back ? "Given back" : "Paid",
             receipt->method == PAY_REFUND ? "" : " ",
             receipt->method == PAY_REFUND ? "" : word_of(&pay_method_words, receipt->method));
    sum(out, receipt, words, receipt->amount_minor);
    sum(out, receipt, "  tax in it", receipt->tax_minor);
    if (receipt->voids)
        text_add(out, "takes back receipt %lld", (long long)receipt->voids);
    if (*receipt->reason)
        entry(out, receipt->reason, "");
    sum(out, receipt, "Paid so far", receipt->paid_minor);
    sum(out, receipt, "Still due", receipt->due_minor);
}

void receipt_words(const struct receipt *receipt, struct text *out)
{
    char number[40], at[40], code[20], text[32];
    centre(out, receipt->shop);
    snprintf(number, sizeof number, "Receipt %lld", (long long)receipt->number);
    entry(out, number, clock_words(receipt->at, at, sizeof at));
    snprintf(number, sizeof number, "Order %s", str_code(receipt->code, code, sizeof code));
    snprintf(text, sizeof text, "payment %lld", (long long)receipt->n);
    entry(out, number, text);
    rule(out);
    for (size_t i = 0; i < receipt->bill.n; i++) {
        const struct bill *bill = &receipt->bill.v[i];
        str_money(bill->total_minor, (int)receipt->currency_decimals, text, sizeof text);
        entry(out, bill->reason, bill->count ? text : ""); /* tax that is in the price adds nothing */
    }
    if (receipt->bill.n == 0)
        entry(out, "The order was priced anew since; its lines stand on a later receipt.", "");
    sum(out, receipt, "Total", receipt->price_minor);
    taxes(out, receipt);
    rule(out);
    payment(out, receipt);
    entry(out, "Served by", receipt->who);
}
