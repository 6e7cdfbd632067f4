/* bill.c - page 4: every line of the bill with its reason, how long order and photos wait, and placing it. */
#include <stdio.h>
#include <string.h>
#include "../../src/base/str.h"
#include "kiosk.h"

enum { BILL_PLACE = 1, AMOUNT = 14 };

struct bill_page {
    struct kiosk *kiosk;
    struct list list;
};

static const char *why_no_place(struct screen *screen)
{
    return kiosk_of(screen)->order.state == ORDER_OPEN ? NULL : say(W_PLACED_ALREADY);
}

static const struct screen_key keys[] = {
    { 'P', 'p', "P", "place the order", "Order this; your ticket follows", BILL_PLACE, RIGHT_NONE, KIOSK_OWN, why_no_place },
    KIOSK_KEYS,
};

static bool bill_open(struct screen *screen, const void *arg)
{
    struct bill_page *page = screen->page;
    page->kiosk = (struct kiosk *)(uintptr_t)arg;
    enum err err = kiosk_load(page->kiosk, screen->client);
    if (err)
        kiosk_say_err(screen, err);
    page->list.count = page->kiosk->order.bill.n;
    return true;
}

static void bill_news(struct screen *screen, uint32_t topics)
{
    struct bill_page *page = screen->page;
    (void)topics;
    enum err err = kiosk_load(page->kiosk, screen->client);
    if (err)
        kiosk_say_err(screen, err);
    page->list.count = page->kiosk->order.bill.n;
    list_fit(&page->list);
}

static bool bill_key(struct screen *screen, int key)
{
    struct bill_page *page = screen->page;
    return list_key(&page->list, key);
}

static void place(struct screen *screen)
{
    struct kiosk *kiosk = kiosk_of(screen);
    char sum[48], question[160];
    SAY(question, W_PLACE, kiosk_money(kiosk, kiosk->order.price_minor, sum, sizeof sum));
    if (!kiosk_yes(screen, true, question))
        return;
    enum err err = kiosk_place(kiosk, screen->client);
    kiosk->placed = !err;
    if (err)
        kiosk_say_err(screen, err);
    else
        kiosk_go(screen, STEP_TICKET);
}

static void bill_act(struct screen *screen, int act)
{
    if (act == BILL_PLACE || (act == KIOSK_NEXT && kiosk_of(screen)->order.state == ORDER_OPEN))
        place(screen);
    else
        kiosk_act(screen, act);
}

/* "29 x 0.29" or nothing for a line that is one sum. */
static const char *count_words(const struct kiosk *kiosk, const struct bill *bill, char *out, size_t size)
{
    char unit[32];
    out[0] = 0;
    if (bill->count > 0)
        snprintf(out, size, "%lld x %s", (long long)bill->count,
                 str_money(bill->unit_minor, (int)kiosk->order.currency_decimals, unit, sizeof unit));
    return out;
}

/* What a line adds; nothing where it only tells what is in the price already. */
static const char *total_words(const struct kiosk *kiosk, const struct bill *bill, char *out, size_t size)
{
    out[0] = 0;
    if (bill->count > 0 || bill->total_minor)
        str_money(bill->total_minor, (int)kiosk->order.currency_decimals, out, size);
    return out;
}

static void draw_bill(void *data, size_t i, int row)
{
    const struct bill_page *page = data;
    const struct bill *bill = &page->kiosk->order.bill.v[i];
    char text[64], sum[32], reason[200];
    int room = draw_columns() - 2 - 18 - AMOUNT;
    draw_text(row, 2, room, say_reason(bill->reason, reason, sizeof reason));
    draw_format(row, 2 + room, 17, "%17s", count_words(page->kiosk, bill, text, sizeof text));
    draw_format(row, 2 + room + 17, AMOUNT - 1, "%13s", total_words(page->kiosk, bill, sum, sizeof sum));
}

/* Prints that will look soft: said once more before it is paid for. */
static int64_t soft_prints(const struct kiosk *kiosk)
{
    int64_t prints = 0;
    for (size_t i = 0; i < kiosk->order.lines.n; i++) {
        const struct line *line = &kiosk->order.lines.v[i];
        const struct photo *photo = kiosk_photo(kiosk, line->photo);
        if (photo && sizes_too_small(sizes_find(&kiosk->catalogue, line->product), photo, line->mode))
            prints += line->copies;
    }
    return prints;
}

/* The service that was chosen, with its promise. */
static const char *promise_words(const struct kiosk *kiosk, char *out, size_t size)
{
    const struct catalogue *shop = &kiosk->catalogue;
    char when[48];
    out[0] = 0;
    for (size_t i = 0; i < shop->classes.n; i++)
        if (strcmp(shop->classes.v[i].class, kiosk->order.class) == 0)
            say_fill(out, size, W_PROMISE, (const char *const[]){ kiosk->order.class,
                     say_date(shop->classes.v[i].promised, when, sizeof when), NULL });
    return out;
}

enum { SENTENCES = 6, SENTENCE = 200 };

/* What stands under the bill; returns the number of sentences. */
static int sentences(const struct kiosk *kiosk, char out[SENTENCES][SENTENCE])
{
    const struct order *order = &kiosk->order;
    char until[48];
    int n = 0;
    int64_t soft = soft_prints(kiosk);
    if (soft)
        SAY_COUNTED(out[n++], soft, W_SOFT_ONE, W_SOFT_MANY);
    if (*promise_words(kiosk, out[n], SENTENCE))
        n++;
    say_date(order->expires, until, sizeof until);
    SAY(out[n++], order->state == ORDER_OPEN ? W_BILL_WAITS : W_BILL_KEPT, until);
    if (order->state == ORDER_OPEN)
        SAY(out[n++], W_BILL_PLACE, NULL);
    else
        SAY(out[n++], W_BILL_PLACED, NULL);
    return n;
}

static void bill_paint(struct screen *screen)
{
    struct bill_page *page = screen->page;
    const struct order *order = &page->kiosk->order;
    char sum[48], words[SENTENCES][SENTENCE];
    int count = sentences(page->kiosk, words), high = 0;
    for (int i = 0; i < count; i++)
        high += (int)str_columns(words[i]) / (draw_columns() - 8) + 1; /* at most, when it is broken at blanks */
    int rows = kiosk_body_end() - 3 - 3 - high;
    rows = rows < 1 ? 1 : rows;
    kiosk_paint_head(screen);
    list_paint(&page->list, 3, rows, draw_bill, page);
    int row = 3 + (page->list.count < (size_t)rows ? (int)page->list.count : rows);
    draw_rule(row++);
    DRAW_SAY(row, 2, 0, W_TOTAL, NULL);
    kiosk_money(page->kiosk, order->price_minor, sum, sizeof sum);
    draw_format(row, draw_columns() - 18, 17, "%17s", sum);
    row += 2;
    for (int i = 0; i < count; i++)
        row = kiosk_wrap(row, words[i]);
}

static void bill_tell(struct screen *screen)
{
    const struct bill_page *page = screen->page;
    const struct order *order = &page->kiosk->order;
    char text[200], count[64], sum[48], words[SENTENCES][SENTENCE];
    kiosk_tell_head(screen);
    for (size_t i = 0; i < order->bill.n; i++) {
        const struct bill *bill = &order->bill.v[i];
        line_say("  %s  %s  %s", say_reason(bill->reason, text, sizeof text), count_words(page->kiosk, bill, count, sizeof count),
                 total_words(page->kiosk, bill, sum, sizeof sum));
    }
    line_say("%s: %s", say(W_TOTAL), kiosk_money(page->kiosk, order->price_minor, sum, sizeof sum));
    for (int i = 0, n = sentences(page->kiosk, words); i < n; i++)
        line_say("%s", words[i]);
}

const struct screen_ops kiosk_bill_ops = {
    .name = "bill", .keys = keys, .key_count = sizeof keys / sizeof *keys, .topics = BIT(TOPIC_ORDERS),
    .size = sizeof(struct bill_page), .tick_ms = KIOSK_TICK_MS, .open = bill_open, .paint = bill_paint, .key = bill_key,
    .act = bill_act, .news = bill_news, .tick = kiosk_tick, .tell = bill_tell, .no_scan = true,
};
