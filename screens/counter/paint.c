/* paint.c - the counter's list on the screen, and in words for line mode; see counter.h. */
#include <stdio.h>
#include <string.h>
#include "../../src/base/clock.h"
#include "../../src/base/str.h"
#include "../draw.h"
#include "../line.h"
#include "../order_words.h"
#include "counter.h"

enum { DETAIL_ROWS = 7, ROW_LIMIT = 400, TOLD_MOST = 50 /* lines said in line mode */, NAME_COLUMNS = 11,
       PERSON_COLUMNS = 16, PHONE_COLUMNS = 15, SHELF_COLUMNS = 6 };

/* Text in exactly so many columns: cut or filled with blanks. */
static const char *column(const char *text, size_t columns, char *out, size_t size)
{
    size_t bytes = str_bytes(text, columns), used = str_columns(text);
    snprintf(out, size, "%.*s%*s", (int)bytes, text, used < columns ? (int)(columns - used) : 0, "");
    return out;
}

/* The usual lists: how much, till when, what state. */
static const char *work_words(const struct row *row, char *out, size_t size)
{
    char code[20], who[140], name[64], price[32], state[48], when[40];
    snprintf(out, size, "%s %s %4lld %8s %-9s %s%s%s", str_code(row->code, code, sizeof code),
             column(order_row_who(row, who, sizeof who), NAME_COLUMNS, name, sizeof name), (long long)row->prints_total,
             str_money(row->price_minor, (int)row->currency_decimals, price, sizeof price),
             order_when_short(row->expires, when, sizeof when), order_row_state(row, state, sizeof state),
             row->shelf[0] ? "  " : "", row->shelf);
    return out;
}

/* Whom to call, or who was looked for: name and phone before anything else. */
static const char *person_words(const struct counter *counter, const struct row *row, char *out, size_t size)
{
    char code[20], who[140], name[100], phone[100], shelf[40], when[40], state[60];
    order_when_short(row->told, when, sizeof when);
    if (counter->filter != COUNTER_CALLS)
        order_row_state(row, state, sizeof state);
    else
        snprintf(state, sizeof state, "%s%s", row->told ? "told " : "not told", row->told ? when : "");
    snprintf(out, size, "%s %s %s %s %s", str_code(row->code, code, sizeof code),
             column(row->name[0] ? row->name : order_row_who(row, who, sizeof who), PERSON_COLUMNS, name, sizeof name),
             column(row->phone[0] ? row->phone : "-", PHONE_COLUMNS, phone, sizeof phone),
             column(row->shelf[0] ? row->shelf : "-", SHELF_COLUMNS, shelf, sizeof shelf), state);
    return out;
}

static const char *row_words(const struct counter *counter, size_t i, char *out, size_t size)
{
    const struct row *row = &counter->rows[i];
    return counter->filter >= COUNTER_CALLS ? person_words(counter, row, out, size) : work_words(row, out, size);
}

static void draw_line(void *data, size_t i, int row)
{
    const struct counter *counter = data;
    char words[ROW_LIMIT];
    draw_text(row, 2, 0, row_words(counter, i, words, sizeof words));
}

static void filters(const struct counter *counter, char *out, size_t size)
{
    size_t used = 0;
    for (int f = 0; f < COUNTER_FOUND; f++)
        used += (size_t)snprintf(out + used, size - used, f == (int)counter->filter ? "[%s] " : "%s ",
                                 counter_filter_name((enum counter_filter)f));
    if (counter->filter == COUNTER_FOUND)
        snprintf(out + used, size - used, "[%s: %.40s]", counter_filter_name(COUNTER_FOUND), counter->find.words);
}

static const char *nothing_here(const struct counter *counter)
{
    switch (counter->filter) {
    case COUNTER_ALL: return "No orders yet. Scan a ticket.";
    case COUNTER_CALLS: return "Nobody is to be called: nothing is ready. Esc lists all.";
    case COUNTER_FOUND: return "Nothing was found. / looks for something else, Esc lists all.";
    default: return "No such orders. Tab for another list.";
    }
}

static void counts(const struct counter *counter, char *out, size_t size)
{
    const struct orders *orders = &counter->orders;
    snprintf(out, size, "held %lld  to make %lld  ready %lld  alerts %lld", (long long)orders->held,
             (long long)orders->to_make, (long long)orders->ready, (long long)orders->alerts);
}

void counter_paint(struct screen *screen)
{
    struct counter *counter = screen_data(screen, &counter_ops);
    const struct identity *identity = &screen->client->identity;
    char left[160], right[120];
    int end = screen_body_end(), rows = end - DETAIL_ROWS - 1 - 2;
    snprintf(left, sizeof left, "COUNTER \xc2\xb7 %s", identity->login);
    counts(counter, right, sizeof right);
    draw_title(left, right);
    filters(counter, left, sizeof left);
    draw_text(1, 1, 0, left);
    draw_cursor(2, 0);
    if (counter->list.count == 0)
        draw_text(2, 3, 0, nothing_here(counter));
    list_paint(&counter->list, 2, rows, draw_line, counter);
    draw_rule(end - DETAIL_ROWS - 1);
    text_paint(&counter->detail, end - DETAIL_ROWS, DETAIL_ROWS);
}

void counter_tell(struct screen *screen)
{
    const struct counter *counter = screen_data(screen, &counter_ops);
    char words[ROW_LIMIT];
    counts(counter, words, sizeof words);
    line_say("COUNTER %s   %s", screen->client->identity.login, words);
    filters(counter, words, sizeof words);
    line_say("%s", words);
    for (size_t i = 0; i < counter->list.count && i < TOLD_MOST; i++)
        line_say("%3zu  %s", i + 1, row_words(counter, i, words, sizeof words));
    if (counter->list.count > TOLD_MOST)
        line_say("... and %zu more, later ones. / finds one; or give a ticket's code.",
                 counter->list.count - TOLD_MOST);
    if (counter->list.count == 0)
        line_say("%s", nothing_here(counter));
}
