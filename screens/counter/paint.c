/* paint.c - the counter's list on the screen, and in words for line mode; see counter.h. */
#include <stdio.h>
#include <string.h>
#include "../../src/base/clock.h"
#include "../../src/base/str.h"
#include "../draw.h"
#include "../line.h"
#include "../order_words.h"
#include "counter.h"

enum { DETAIL_ROWS = 7, ROW_LIMIT = 160, TOLD_MOST = 50 /* lines said in line mode */, NAME_COLUMNS = 11 };

/* "Wed 10:00" within the week, "25 Dec" later: each byte stands in every line. The order's page says it whole. */
static const char *till(int64_t at, char *out, size_t size)
{
    char words[40];
    clock_words(at, words, sizeof words);
    bool soon = at - clock_now() < 6 * 86400;
    if (at == 0 || strlen(words) != strlen("Tue 25 Nov 10:00"))
        snprintf(out, size, "%s", words);
    else if (soon)
        snprintf(out, size, "%.3s %s", words, words + 11);
    else
        snprintf(out, size, "%.6s", words + 4);
    return out;
}

static const char *row_words(const struct row *row, char *out, size_t size)
{
    char code[20], name[140], price[32], state[48], when[40];
    size_t bytes = str_bytes(order_row_who(row, name, sizeof name), NAME_COLUMNS), columns = str_columns(name);
    int blanks = columns < NAME_COLUMNS ? (int)(NAME_COLUMNS - columns) : 0;
    snprintf(out, size, "%s %.*s%*s %4lld %8s %-9s %s", str_code(row->code, code, sizeof code), (int)bytes, name,
             blanks, "", (long long)row->prints_total,
             str_money(row->price_minor, (int)row->currency_decimals, price, sizeof price),
             till(row->expires, when, sizeof when), order_row_state(row, state, sizeof state));
    return out;
}

static void draw_line(void *data, size_t i, int row)
{
    const struct counter *counter = data;
    char words[ROW_LIMIT];
    draw_text(row, 2, 0, row_words(&counter->rows[i], words, sizeof words));
}

static void filters(const struct counter *counter, char *out, size_t size)
{
    size_t used = 0;
    for (int f = 0; f < COUNTER_FILTERS; f++)
        used += (size_t)snprintf(out + used, size - used, f == (int)counter->filter ? "[%s] " : "%s ",
                                 counter_filter_name((enum counter_filter)f));
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
        draw_text(2, 3, 0,
                  counter->filter == COUNTER_ALL ? "No orders yet. Scan a ticket."
                                                 : "No such orders. / for another list.");
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
        line_say("%3zu  %s", i + 1, row_words(&counter->rows[i], words, sizeof words));
    if (counter->list.count > TOLD_MOST)
        line_say("... and %zu more, later ones. H, Y or L list fewer; or give a ticket's code.",
                 counter->list.count - TOLD_MOST);
    if (counter->list.count == 0)
        line_say("No orders in this list.");
}
