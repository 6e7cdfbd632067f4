/* receipt_words.c - a receipt as a slip; see receipt_words.h. Columns, not bytes: a shop's name may have letters of
 * several bytes.
 */
#include "receipt_words.h"
#include <stdio.h>
#include <string.h>
#include "../src/base/clock.h"
#include "../src/base/str.h"

enum { AMOUNT_COLUMNS = 12, AMOUNT = 48, NARROW = 40 };

struct paper {
    struct text *out;
    size_t columns;
};

static void centre(const struct paper *paper, const char *words)
{
    size_t columns = str_columns(words);
    int before = columns < paper->columns ? (int)(paper->columns - columns) / 2 : 0;
    text_add(paper->out, "%*s%.*s", before, "", (int)str_bytes(words, paper->columns), words);
}

static void rule(const struct paper *paper)
{
    char line[80];
    size_t columns = paper->columns < sizeof line ? paper->columns : sizeof line - 1;
    memset(line, '-', columns);
    line[columns] = 0;
    text_add(paper->out, "%s", line);
}

/* Words on the left, folded where they are long, an amount on the right of their last line. */
static void entry(const struct paper *paper, const char *words, const char *amount)
{
    while (str_columns(words) > paper->columns - AMOUNT_COLUMNS) {
        size_t bytes = str_bytes(words, paper->columns - AMOUNT_COLUMNS), at = bytes;
        while (at > 1 && words[at - 1] != ' ')
            at--;
        if (at > 1)
            bytes = at; /* after a blank, if the line has one */
        text_add(paper->out, "%.*s", (int)bytes, words);
        words += bytes;
    }
    size_t used = str_columns(words) + str_columns(amount);
    int blanks = *amount == 0 ? 0 : used < paper->columns ? (int)(paper->columns - used) : 1;
    text_add(paper->out, "%s%*s%s", words, blanks, "", amount);
}

static void sum(const struct paper *paper, const struct receipt *receipt, const char *words, int64_t minor)
{
    char text[32], amount[AMOUNT];
    str_money(minor, (int)receipt->currency_decimals, text, sizeof text);
    snprintf(amount, sizeof amount, "%s %s", text, receipt->currency);
    entry(paper, words, amount);
}

/* Net and tax of each rate: a table, or on narrow paper a line. */
static void taxes(const struct paper *paper, const struct receipt *receipt)
{
    char gross[32], net[32], tax[32], words[60];
    int decimals = (int)receipt->currency_decimals;
    bool narrow = paper->columns < NARROW;
    if (!narrow)
        text_add(paper->out, "%6s %11s %11s %11s", "tax", "gross", "net", "tax");
    for (size_t i = 0; i < receipt->taxes.n; i++) {
        const struct tax *row = &receipt->taxes.v[i];
        str_money(row->gross_minor, decimals, gross, sizeof gross);
        str_money(row->net_minor, decimals, net, sizeof net);
        str_money(row->tax_minor, decimals, tax, sizeof tax);
        snprintf(words, sizeof words, "net %s + %lld %%", net, (long long)row->rate_percent);
        if (narrow)
            entry(paper, words, tax);
        else
            text_add(paper->out, "%4lld %% %11s %11s %11s", (long long)row->rate_percent, gross, net, tax);
    }
}

static void payment(const struct paper *paper, const struct receipt *receipt)
{
    char words[64];
    bool back = receipt->amount_minor < 0;
    snprintf(words, sizeof words, "%s%s%s", receipt->voids ? "VOID" : back ? "Given back" : "Paid",
             receipt->method == PAY_REFUND ? "" : " ",
             receipt->method == PAY_REFUND ? "" : word_of(&pay_method_words, receipt->method));
    sum(paper, receipt, words, receipt->amount_minor);
    sum(paper, receipt, "  tax in it", receipt->tax_minor);
    if (receipt->voids)
        text_add(paper->out, "takes back receipt %lld", (long long)receipt->voids);
    if (*receipt->reason)
        entry(paper, receipt->reason, "");
    sum(paper, receipt, "Paid so far", receipt->paid_minor);
    sum(paper, receipt, "Still due", receipt->due_minor);
}

void receipt_words(const struct receipt *receipt, size_t columns, struct text *out)
{
    const struct paper paper = { out, columns };
    char number[40], at[40], code[20], text[32];
    centre(&paper, receipt->shop);
    snprintf(number, sizeof number, "Receipt %lld", (long long)receipt->number);
    entry(&paper, number, clock_words(receipt->at, at, sizeof at));
    snprintf(number, sizeof number, "Order %s", str_code(receipt->code, code, sizeof code));
    snprintf(text, sizeof text, "payment %lld", (long long)receipt->n);
    entry(&paper, number, text);
    rule(&paper);
    for (size_t i = 0; i < receipt->bill.n; i++) {
        const struct bill *bill = &receipt->bill.v[i];
        str_money(bill->total_minor, (int)receipt->currency_decimals, text, sizeof text);
        entry(&paper, bill->reason, bill->count ? text : ""); /* tax that is in the price adds nothing */
    }
    if (receipt->bill.n == 0)
        entry(&paper, "The order was priced anew since; its lines stand on a later receipt.", "");
    sum(&paper, receipt, "Total", receipt->price_minor);
    taxes(&paper, receipt);
    rule(&paper);
    payment(&paper, receipt);
    entry(&paper, "Served by", receipt->who);
}
