/* report_words.c - reports and shifts in words; see report_words.h. A bar is as long as its part of the longest. */
#include "report_words.h"
#include <stdio.h>
#include <string.h>
#include "../src/base/clock.h"
#include "../src/base/str.h"

enum { BAR_COLUMNS = 30, NAME_COLUMNS = 20, SUM = 48 };

static const char *money(const struct report *report, int64_t minor, char *out, size_t size)
{
    return str_money(minor, (int)report->currency_decimals, out, size);
}

/* At least one mark for what is not nothing. */
static const char *bar(int64_t part, int64_t longest, char out[BAR_COLUMNS + 1])
{
    int64_t length = part <= 0 || longest <= 0 ? 0 : (int64_t)((double)part / (double)longest * BAR_COLUMNS + 0.5);
    length = part > 0 && length < 1 ? 1 : length > BAR_COLUMNS ? BAR_COLUMNS : length;
    memset(out, '#', (size_t)length);
    out[length] = 0;
    return out;
}

struct shares { const struct portion *v; size_t n; };

static int64_t weight(const struct portion *portion, bool sums)
{
    return sums ? portion->amount_minor : portion->count;
}

/* The next heavier one below the last told: a list of a few rows is sorted by looking. */
static const struct portion *heaviest(struct shares shares, bool sums, bool *told)
{
    const struct portion *best = NULL;
    for (size_t i = 0; i < shares.n; i++)
        if (!told[i] && (best == NULL || weight(&shares.v[i], sums) > weight(best, sums)))
            best = &shares.v[i];
    if (best)
        told[best - shares.v] = true;
    return best;
}

static void part(const struct report *report, struct text *out, const char *title, struct shares shares, bool sums)
{
    bool told[200] = { false };
    char marks[BAR_COLUMNS + 1], sum[SUM];
    int64_t longest = 0;
    if (shares.n == 0 || shares.n > sizeof told)
        return;
    text_add(out, "%s", "");
    text_add(out, "%s", title);
    for (const struct portion *portion; (portion = heaviest(shares, sums, told)) != NULL;) {
        longest = longest ? longest : weight(portion, sums);
        text_add(out, "  %-*.*s %6lld %11s  %s", NAME_COLUMNS, NAME_COLUMNS, portion->name, (long long)portion->count,
                 sums ? money(report, portion->amount_minor, sum, sizeof sum) : "", bar(weight(portion, sums), longest, marks));
    }
}
#define PART(report, out, title, list, sums) \
    part(report, out, title, (struct shares){ (report)->total.list.v, (report)->total.list.n }, sums)

static void days(const struct report *report, struct text *out)
{
    char marks[BAR_COLUMNS + 1], sum[SUM];
    int64_t longest = 0;
    for (size_t i = 0; i < report->days.n; i++)
        if (report->days.v[i].taken_minor > longest)
            longest = report->days.v[i].taken_minor;
    text_add(out, "%s", "");
    text_add(out, "DAYS                  prints       taken");
    for (size_t i = 0; i < report->days.n; i++) {
        const struct day_sum *day = &report->days.v[i];
        text_add(out, "  %-20s %6lld %11s  %s", day->date, (long long)day->prints, money(report, day->taken_minor, sum, sizeof sum),
                 bar(day->taken_minor, longest, marks));
    }
}

void report_words(const struct report *report, struct text *out)
{
    const struct day *total = &report->total;
    char taken[SUM], refunded[SUM], open[SUM];
    bool several = strcmp(report->from, report->until) != 0;
    text_add(out, "%s%s%s", report->from, several ? " - " : "", several ? report->until : "");
    text_add(out, "taken     %11s %s in %lld payments, refunds and voids; given back %s", money(report, total->taken_minor, taken, sizeof taken),
             report->currency, (long long)total->payments, money(report, total->refunded_minor, refunded, sizeof refunded));
    text_add(out, "orders    placed %lld   collected %lld   cancelled %lld", (long long)total->placed, (long long)total->collected,
             (long long)total->cancelled);
    text_add(out, "unclaimed %lld, %s %s of them not paid", (long long)total->unclaimed,
             money(report, total->unclaimed_minor, open, sizeof open), report->currency);
    text_add(out, "prints    %lld   to be made again, free: %lld", (long long)total->prints, (long long)total->remakes);
    text_add(out, "alerts    raised %lld", (long long)total->alerts);
    if (report->behind)
        text_add(out, "! %lld entries of the journal are not counted yet. Ask again in a moment.", (long long)report->behind);
    PART(report, out, "TAKEN BY PRODUCT", products, true);
    PART(report, out, "TAKEN BY CLASS", classes, true);
    PART(report, out, "TAKEN BY CUSTOMER KIND", kinds, true);
    PART(report, out, "TAKEN BY METHOD", methods, true);
    PART(report, out, "PRINTS BY PRODUCT", printed, false);
    PART(report, out, "ALERTS LIFTED BY", lifted, false);
    if (several)
        days(report, out);
}

/* ---- CSV ---- */

static void csv_text(struct buf *out, const char *text)
{
    /* A leading sign or = would be a formula to a spreadsheet. */
    const char *guard = *text && strchr("=+-@", *text) ? "'" : "";
    if (*guard == 0 && text[strcspn(text, ",\"\r\n")] == 0) {
        buf_text(out, text);
        return;
    }
    buf_format(out, "\"%s", guard);
    for (; *text; text++)
        buf_format(out, *text == '"' ? "\"\"" : "%c", *text);
    buf_text(out, "\"");
}

static void csv_row(const struct report *report, struct buf *out, const char *name, const struct portion *portion, bool sums)
{
    char sum[SUM];
    buf_format(out, "%s,", name);
    csv_text(out, portion->name);
    buf_format(out, ",%lld,%s\r\n", (long long)portion->count, sums ? money(report, portion->amount_minor, sum, sizeof sum) : "");
}

static void csv_sum(const struct report *report, struct buf *out, const char *name, int64_t count, int64_t minor, bool sums)
{
    const struct portion portion = { .name = name, .count = count, .amount_minor = minor };
    csv_row(report, out, "total", &portion, sums);
}

void report_csv(const struct report *report, struct buf *out)
{
    const struct day *total = &report->total;
    buf_text(out, "part,name,count,amount\r\n");
    csv_sum(report, out, "taken", total->payments, total->taken_minor, true);
    csv_sum(report, out, "refunded", 0, total->refunded_minor, true);
    csv_sum(report, out, "unclaimed", total->unclaimed, total->unclaimed_minor, true);
    csv_sum(report, out, "placed", total->placed, 0, false);
    csv_sum(report, out, "collected", total->collected, 0, false);
    csv_sum(report, out, "cancelled", total->cancelled, 0, false);
    csv_sum(report, out, "prints", total->prints, 0, false);
    csv_sum(report, out, "remakes", total->remakes, 0, false);
    csv_sum(report, out, "alerts", total->alerts, 0, false);
#define ROWS(list, name, sums) \
    for (size_t i = 0; i < total->list.n; i++) \
        csv_row(report, out, name, &total->list.v[i], sums);
    ROWS(products, "product", true) ROWS(classes, "class", true) ROWS(kinds, "customer kind", true) ROWS(methods, "method", true)
    ROWS(printed, "printed", false) ROWS(lifted, "lifted by", false)
#undef ROWS
    for (size_t i = 0; i < report->days.n; i++) {
        const struct day_sum *day = &report->days.v[i];
        const struct portion portion = { .name = day->date, .count = day->prints, .amount_minor = day->taken_minor };
        csv_row(report, out, "day", &portion, true);
    }
}

/* ---- shifts ---- */

static void sum_line(const struct shift *shift, struct text *out, const char *name, int64_t minor)
{
    char sum[SUM];
    text_add(out, "%-24s %12s %s", name, str_money(minor, (int)shift->currency_decimals, sum, sizeof sum), shift->currency);
}

void shift_words(const struct shift *shift, struct text *out)
{
    char opened[40], closed[40];
    text_add(out, "shift %lld of %s, opened %s at %s", (long long)shift->number, shift->login,
             clock_words(shift->opened, opened, sizeof opened), *shift->terminal ? shift->terminal : "-");
    text_add(out, shift->closed ? "closed %s by %s" : "open", clock_words(shift->closed, closed, sizeof closed), shift->closed_by);
    sum_line(shift, out, "in the drawer at first", shift->float_minor);
    if (shift->closed || shift->expected_minor)
        sum_line(shift, out, "cash taken less given", shift->cash_minor);
    if (shift->refunded_minor)
        sum_line(shift, out, "  given back of it", shift->refunded_minor);
    sum_line(shift, out, "by card", shift->card_minor);
    sum_line(shift, out, "by voucher", shift->voucher_minor);
    text_add(out, "%-24s %12lld", "payments", (long long)shift->payments);
    if (shift->closed || shift->expected_minor)
        sum_line(shift, out, "expected in the drawer", shift->expected_minor);
    if (shift->closed) {
        sum_line(shift, out, "counted", shift->counted_minor);
        sum_line(shift, out, "difference", shift->difference_minor);
    }
    if (*shift->note)
        text_add(out, "note: %s", shift->note);
}

const char *shift_line(const struct shift *shift, char *out, size_t size)
{
    char opened[40], closed[40], expected[SUM], difference[SUM];
    int decimals = (int)shift->currency_decimals;
    snprintf(out, size, "%5lld %-14.14s %-16s %-16s %11s %9s", (long long)shift->number, shift->login,
             clock_words(shift->opened, opened, sizeof opened), shift->closed ? clock_words(shift->closed, closed, sizeof closed) : "open",
             str_money(shift->expected_minor, decimals, expected, sizeof expected),
             shift->closed ? str_money(shift->difference_minor, decimals, difference, sizeof difference) : "");
    return out;
}
