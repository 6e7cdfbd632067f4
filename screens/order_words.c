/* order_words.c - an order in words; see order_words.h. What a clerk needs to decide comes first and fits half a
 * small screen; everything else is further down the same page.
 */
#include "order_words.h"
#include <stdio.h>
#include <string.h>
#include "../src/base/clock.h"
#include "../src/base/str.h"

enum { BILL_FIRST = 5 /* lines of the bill in the first view */, PRINTS_MOST = 60, JOURNAL_MOST = 20 };

const char *order_money(const struct order *order, int64_t minor, char *out, size_t size)
{
    char amount[32];
    snprintf(out, size, "%s %s", str_money(minor, (int)order->currency_decimals, amount, sizeof amount),
             order->currency);
    return out;
}

static const char *who(const char *customer, const char *name, char *out, size_t size)
{
    if (customer[0])
        snprintf(out, size, "no. %s", customer);
    else
        snprintf(out, size, "%s", name[0] ? name : "guest");
    return out;
}

const char *order_row_who(const struct row *row, char *out, size_t size)
{
    return who(row->customer, row->name, out, size);
}

const char *order_who(const struct order *order, char *out, size_t size)
{
    return who(order->customer, order->name, out, size);
}

const char *order_row_state(const struct row *row, char *out, size_t size)
{
    if (row->alert)
        snprintf(out, size, "ALERT %.1f %s", row->ratio, word_of(&order_state_words, row->state));
    else
        snprintf(out, size, "%s%s", word_of(&order_state_words, row->state), row->hold_reasons ? " waits" : "");
    return out;
}

const char *order_when_short(int64_t at, char *out, size_t size)
{
    char words[40];
    clock_words(at, words, sizeof words);
    bool soon = at - clock_now() < 6 * 86400 && clock_now() - at < 86400;
    if (at == 0 || strlen(words) != strlen("Tue 25 Nov 10:00"))
        snprintf(out, size, "%s", words);
    else if (soon)
        snprintf(out, size, "%.3s %s", words, words + 11);
    else
        snprintf(out, size, "%.6s", words + 4);
    return out;
}

bool order_code_closed(const struct order *order)
{
    bool closed = false;
    for (size_t i = 0; i < order->journal.n; i++)
        switch (order->journal.v[i].event) {
        case EVENT_CODE_CLOSED: closed = true; break;
        case EVENT_UNLOCK: case EVENT_TICKET: closed = false; break;
        default: break;
        }
    return closed;
}

static const char *at(int64_t time, char *out, size_t size)
{
    return clock_words(time, out, size);
}

/* "11.90   paid 0.00   due 11.90" without the currency, which every line of a list would repeat. */
static const char *money_short(const struct order *order, char *out, size_t size)
{
    char price[32], paid[32], due[32];
    int decimals = (int)order->currency_decimals;
    snprintf(out, size, "%s   paid %s   due %s", str_money(order->price_minor, decimals, price, sizeof price),
             str_money(order->paid_minor, decimals, paid, sizeof paid),
             str_money(order->price_minor - order->paid_minor, decimals, due, sizeof due));
    return out;
}

static void money_line(const struct order *order, struct text *out)
{
    char price[48], paid[48], due[48];
    text_add(out, "price %s   paid %s   due %s", order_money(order, order->price_minor, price, sizeof price),
             str_money(order->paid_minor, (int)order->currency_decimals, paid, sizeof paid),
             str_money(order->price_minor - order->paid_minor, (int)order->currency_decimals, due, sizeof due));
}

static void waits_line(const struct order *order, struct text *out)
{
    char reasons[160];
    if (order->hold_reasons)
        text_add(out, "waits for: %s", word_set(&hold_reason_words, order->hold_reasons, reasons, sizeof reasons));
}

/* Where the bag lies, whether the customer knows, and what else keeps the two apart; nothing when there is nothing. */
static void reach_line(const struct order *order, struct text *out)
{
    char told[40], code[20];
    if (order->shelf[0])
        text_add(out, "on shelf %s", order->shelf);
    if (order->told)
        text_add(out, "told that it is ready %s by %s", clock_words(order->told, told, sizeof told), order->told_by);
    if (order_code_closed(order))
        text_add(out, "code closed after too many wrong passwords (u opens it)");
    if (order->reprint_of[0])
        text_add(out, "ordered again from %s", str_code(order->reprint_of, code, sizeof code));
}

/* "2 x 10x15 glossy, 0.35 each"; what has no count (minimum, tax) is only its reason. */
static const char *bill_reason(const struct bill *bill, char *out, size_t size)
{
    if (bill->count > 0)
        snprintf(out, size, "%lld x %s", (long long)bill->count, bill->reason);
    else
        snprintf(out, size, "%s", bill->reason);
    return out;
}

/* "express by Mon 23 Nov 15:40"; nothing is promised before the order is placed. */
static const char *service(const struct order *order, char *out, size_t size)
{
    char when[40];
    const char *class = order->class[0] ? order->class : "no class";
    if (order->promised)
        snprintf(out, size, "%s by %s", class, at(order->promised, when, sizeof when));
    else
        snprintf(out, size, "%s, not placed yet", class);
    return out;
}

void order_words_short(const struct order *order, int columns, struct text *out)
{
    char code[20], time[80], money[120], reason[160];
    text_add(out, "%s  %zu photo%s, %s", str_code(order->code, code, sizeof code), order->photos.n,
             order->photos.n == 1 ? "" : "s", service(order, time, sizeof time));
    text_add(out, "%s%s  %s", order->bill.n ? bill_reason(&order->bill.v[0], reason, sizeof reason) : "nothing ordered yet",
             order->bill.n > 1 && order->bill.v[1].count ? " ..." : "", money_short(order, money, sizeof money));
    if (order->risk.words[0])
        text_wrap(out, columns, "", order->risk.words);
    waits_line(order, out);
    reach_line(order, out);
}

static void bill(const struct order *order, size_t most, struct text *out)
{
    char reason[160], money[32];
    for (size_t i = 0; i < order->bill.n && i < most; i++) {
        const struct bill *line = &order->bill.v[i];
        bill_reason(line, reason, sizeof reason);
        if (line->total_minor)
            text_add(out, "  %-44s %9s", reason,
                     str_money(line->total_minor, (int)order->currency_decimals, money, sizeof money));
        else
            text_add(out, "  %s", reason);
    }
    if (order->bill.n > most)
        text_add(out, "  ... %zu lines more below", order->bill.n - most);
}

static void head(const struct order *order, int columns, struct text *out)
{
    char name[140], first[80], second[40];
    text_add(out, "%s%s%s   %s%s   %s", order_who(order, name, sizeof name),
             order->customer[0] && order->name[0] ? ", " : "", order->customer[0] ? order->name : "",
             order->phone[0] ? "phone " : "", order->phone, service(order, first, sizeof first));
    if (order->note[0])
        text_wrap(out, columns, "  ", order->note);
    waits_line(order, out);
    reach_line(order, out);
    text_add(out, "expires: order %s, photos %s%s", at(order->expires, first, sizeof first),
             at(order->photos_expire, second, sizeof second), order->keep ? " (kept)" : "");
    if (order->authenticated)
        text_add(out, "authenticated %s by %s", at(order->authenticated, first, sizeof first), order->authenticated_by);
    else if (order->placed)
        text_add(out, "placed %s at %s", at(order->placed, first, sizeof first), order->terminal);
    if (order->ended)
        text_add(out, "ended %s%s", at(order->ended, first, sizeof first),
                 order->photos_purged ? ", photos purged" : "");
}

static void risk(const struct order *order, int columns, struct text *out)
{
    char words[400];
    if (order->risk.words[0]) {
        snprintf(words, sizeof words, "risk %s", order->risk.words);
        text_wrap(out, columns, "", words);
    }
    if (order->risk.lifted_by[0] && !order->risk.alert)
        text_add(out, "alert lifted by %s: %s", order->risk.lifted_by, order->risk.lifted_why);
}

static const struct photo *photo_of(const struct order *order, int64_t n)
{
    for (size_t i = 0; i < order->photos.n; i++)
        if (order->photos.v[i].n == n)
            return &order->photos.v[i];
    return NULL;
}

static void lines(const struct order *order, struct text *out)
{
    char money[32];
    text_add(out, "%s", "");
    text_add(out, "LINES");
    for (size_t i = 0; i < order->lines.n; i++) {
        const struct line *line = &order->lines.v[i];
        const struct photo *photo = photo_of(order, line->photo);
        text_add(out, "%4lld  %-24.60s %3lld x %s %s %s%s %9s", (long long)line->n, photo ? photo->name : "(no photo)",
                 (long long)line->copies, line->product, line->surface, word_of(&crop_mode_words, line->mode),
                 line->border ? " border" : "",
                 str_money(line->total_minor, (int)order->currency_decimals, money, sizeof money));
    }
}

static void payments(const struct order *order, struct text *out)
{
    char when[40], money[48];
    if (order->payments.n == 0)
        return;
    text_add(out, "%s", "");
    text_add(out, "PAYMENTS");
    for (size_t i = 0; i < order->payments.n; i++) {
        const struct payment *payment = &order->payments.v[i];
        text_add(out, "%3zu  %s  %s by %s, %s%s%s", i + 1, at(payment->at, when, sizeof when),
                 order_money(order, payment->amount_minor, money, sizeof money),
                 word_of(&pay_method_words, payment->method), payment->who, payment->reason[0] ? ": " : "",
                 payment->reason);
    }
}

/* Only what is not yet or not simply made is worth a line each. */
static void prints(const struct order *order, struct text *out)
{
    size_t told = 0;
    if (order->prints_total == 0 && order->prints.n == 0)
        return;
    text_add(out, "%s", "");
    text_add(out, "PRINTS  %lld of %lld made", (long long)order->prints_made, (long long)order->prints_total);
    for (size_t i = 0; i < order->prints.n && told < PRINTS_MOST; i++) {
        const struct print *print = &order->prints.v[i];
        if (print->state == PRINT_MADE && !print->why[0])
            continue;
        told++;
        text_add(out, "  %s%.0lld copy %lld  %s  %s%s%s", print->line ? "line " : "label", (long long)print->line,
                 (long long)print->copy, word_of(&print_state_words, print->state), print->printer,
                 print->why[0] ? ": " : "", print->why);
    }
}

static void photos(const struct order *order, struct text *out)
{
    text_add(out, "%s", "");
    text_add(out, "PHOTOS  %zu", order->photos.n);
    for (size_t i = 0; i < order->photos.n; i++) {
        const struct photo *photo = &order->photos.v[i];
        text_add(out, "%4lld  %-24.60s %lldx%lld%s%s%s%s", (long long)photo->n, photo->name, (long long)photo->width,
                 (long long)photo->height, photo->taken[0] ? "  " : "", photo->taken,
                 photo->damaged[0] ? "  DAMAGED: " : "", photo->damaged);
    }
}

static void journal(const struct order *order, struct text *out)
{
    char when[40];
    size_t from = order->journal.n > JOURNAL_MOST ? order->journal.n - JOURNAL_MOST : 0;
    if (order->journal.n == 0)
        return;
    text_add(out, "%s", "");
    text_add(out, "JOURNAL");
    for (size_t i = order->journal.n; i-- > from;) {
        const struct entry *entry = &order->journal.v[i];
        text_add(out, "  %s  %s  %s%s%s%s%s%s%s", at(entry->at, when, sizeof when), entry->who,
                 word_of(&event_sentences, entry->event), entry->from[0] || entry->to[0] ? ": " : "", entry->from,
                 entry->from[0] && entry->to[0] ? " -> " : "", entry->to, entry->note[0] ? ", " : "", entry->note);
    }
}

void order_words(const struct order *order, int columns, struct text *out)
{
    head(order, columns, out);
    bill(order, BILL_FIRST, out);
    money_line(order, out);
    risk(order, columns, out);
    out->first = out->count;
    if (order->bill.n > BILL_FIRST) {
        text_add(out, "%s", "");
        text_add(out, "BILL");
        bill(order, order->bill.n, out);
    }
    lines(order, out);
    payments(order, out);
    prints(order, out);
    photos(order, out);
    journal(order, out);
}

size_t order_words_extension(const struct extension *extension, struct arena *arena,
                             const char *lines[ORDER_EXTENSION_LINES])
{
    char before[40], after[40], reasons[160];
    lines[0] = arena_format(arena, "Order expiry: %s -> %s", at(extension->expires_before, before, sizeof before),
                            at(extension->expires, after, sizeof after));
    lines[1] = arena_format(arena, "Photo expiry: %s -> %s", at(extension->photos_expire_before, before, sizeof before),
                            at(extension->photos_expire, after, sizeof after));
    if (extension->hold_reasons)
        lines[2] = arena_format(arena, "Authenticated, but it waits for: %s.",
                                word_set(&hold_reason_words, extension->hold_reasons, reasons, sizeof reasons));
    else
        lines[2] = arena_format(arena, "Authenticated. It goes to the lab now; ready by %s.",
                                at(extension->promised, after, sizeof after));
    return ORDER_EXTENSION_LINES;
}
