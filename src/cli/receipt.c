/* receipt.c - a receipt as a slip of 42 columns, as counter printers have them. Columns, not bytes: a shop's name may
 * have letters of several bytes.
 */
#include <stdio.h>
#include <string.h>
#include "../base/clock.h"
#include "../base/str.h"
#include "cli.h"

enum { COLUMNS = 42, REASON_COLUMNS = 30 };

static void centre(const char *text)
{
    size_t columns = str_columns(text);
    int before = columns < COLUMNS ? (int)(COLUMNS - columns) / 2 : 0;
    printf("%*s%.*s\n", before, "", (int)str_bytes(text, COLUMNS), text);
}

static void rule(void)
{
    for (int i = 0; i < COLUMNS; i++)
        putchar('-');
    putchar('\n');
}

/* Words on the left, folded where they are long, an amount on the right of their last line. */
static void entry(const char *words, const char *amount)
{
    while (str_columns(words) > REASON_COLUMNS) {
        size_t bytes = str_bytes(words, REASON_COLUMNS), at = bytes;
        while (at > 1 && words[at - 1] != ' ')
            at--;
        if (at > 1)
            bytes = at; /* after a blank, if the line has one */
        printf("%.*s\n", (int)bytes, words);
        words += bytes;
    }
    size_t used = str_columns(words) + str_columns(amount);
    printf("%s%*s%s\n", words, used < COLUMNS ? (int)(COLUMNS - used) : 1, "", amount);
}

static void sum(const struct receipt *receipt, const char *words, int64_t minor)
{
    char text[32], amount[48];
    str_money(minor, (int)receipt->currency_decimals, text, sizeof text);
    snprintf(amount, sizeof amount, "%s %s", text, receipt->currency);
    entry(words, amount);
}

static void taxes(const struct receipt *receipt)
{
    char gross[32], net[32], tax[32];
    int decimals = (int)receipt->currency_decimals;
    printf("%6s %11s %11s %11s\n", "tax", "gross", "net", "tax");
    for (size_t i = 0; i < receipt->taxes.n; i++) {
        const struct tax *row = &receipt->taxes.v[i];
        printf("%4lld %% %11s %11s %11s\n", (long long)row->rate_percent,
               str_money(row->gross_minor, decimals, gross, sizeof gross),
               str_money(row->net_minor, decimals, net, sizeof net),
               str_money(row->tax_minor, decimals, tax, sizeof tax));
    }
}

static void payment(const struct receipt *receipt)
{
    char words[64];
    bool back = receipt->amount_minor < 0;
    snprintf(words, sizeof words, "%s %s", receipt->voids ? "VOID" : back ? "Given back" : "Paid",
             receipt->method == PAY_REFUND ? "" : word_of(&pay_method_words, receipt->method));
    sum(receipt, words, receipt->amount_minor);
    sum(receipt, "  tax in it", receipt->tax_minor);
    if (receipt->voids)
        printf("takes back receipt %lld\n", (long long)receipt->voids);
    if (*receipt->reason)
        entry(receipt->reason, "");
    sum(receipt, "Paid so far", receipt->paid_minor);
    sum(receipt, "Still due", receipt->due_minor);
}

void tell_receipt(const void *record)
{
    const struct receipt *receipt = record;
    char number[40], at[40], code[20], text[32];
    centre(receipt->shop);
    snprintf(number, sizeof number, "Receipt %lld", (long long)receipt->number);
    entry(number, clock_words(receipt->at, at, sizeof at));
    snprintf(number, sizeof number, "Order %s", str_code(receipt->code, code, sizeof code));
    snprintf(text, sizeof text, "payment %lld", (long long)receipt->n);
    entry(number, text);
    rule();
    for (size_t i = 0; i < receipt->bill.n; i++) {
        const struct bill *bill = &receipt->bill.v[i];
        str_money(bill->total_minor, (int)receipt->currency_decimals, text, sizeof text);
        entry(bill->reason, bill->count ? text : ""); /* tax that is in the price adds nothing */
    }
    if (receipt->bill.n == 0)
        entry("The order was priced anew since; its lines stand on a later receipt.", "");
    sum(receipt, "Total", receipt->price_minor);
    taxes(receipt);
    rule();
    payment(receipt);
    entry("Served by", receipt->who);
}
