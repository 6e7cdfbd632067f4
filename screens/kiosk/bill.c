/* bill.c - page 4: every line of the bill with its reason, how long order and photos wait, and placing it. */
#include <stdio.h>
#include <string.h>
#include "../../src/base/clock.h"
#include "../../src/base/str.h"
#include "kiosk.h"

enum { BILL_PLACE = 1, AMOUNT = 14 };

struct bill_page {
    struct kiosk *kiosk;
    struct list list;
};

static const char *why_no_place(struct screen *screen)
{
    return kiosk_of(screen)->order.state == ORDER_OPEN ? NULL
                                                       : "It is placed already; your changes are saved. n shows the ticket.";
}

static const struct screen_key keys[] = {
    { 'P', 'p', "P", "place the order", "Order this; your ticket follows", BILL_PLACE, RIGHT_NONE, 0, why_no_place },
    KIOSK_KEYS,
};

static bool bill_open(struct screen *screen, const void *arg)
{
    struct bill_page *page = screen->page;
    page->kiosk = (struct kiosk *)(uintptr_t)arg;
    enum err err = kiosk_load(page->kiosk, screen->client);
    if (err)
        screen_say_err(screen, err);
    page->list.count = page->kiosk->order.bill.n;
    return true;
}

static void bill_news(struct screen *screen, uint32_t topics)
{
    struct bill_page *page = screen->page;
    (void)topics;
    enum err err = kiosk_load(page->kiosk, screen->client);
    if (err)
        screen_say_err(screen, err);
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
    char sum[48];
    if (!prompt_yes(screen, true, "Place this order for %s?", kiosk_money(kiosk, kiosk->order.price_minor, sum, sizeof sum)))
        return;
    enum err err = kiosk_place(kiosk, screen->client);
    if (err)
        screen_say_err(screen, err);
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

static void draw_bill(void *data, size_t i, int row)
{
    const struct bill_page *page = data;
    const struct bill *bill = &page->kiosk->order.bill.v[i];
    char text[64], sum[32];
    int room = draw_columns() - 2 - 18 - AMOUNT;
    draw_text(row, 2, room, bill->reason);
    draw_format(row, 2 + room, 17, "%17s", count_words(page->kiosk, bill, text, sizeof text));
    draw_format(row, 2 + room + 17, AMOUNT - 1, "%13s",
                str_money(bill->total_minor, (int)page->kiosk->order.currency_decimals, sum, sizeof sum));
}

static void bill_paint(struct screen *screen)
{
    struct bill_page *page = screen->page;
    const struct order *order = &page->kiosk->order;
    int end = screen_body_end(), rows = end - 3 - 7;
    char sum[48], until[32], photos[32];
    kiosk_paint_head(screen);
    list_paint(&page->list, 3, rows, draw_bill, page);
    int row = 3 + (page->list.count < (size_t)rows ? (int)page->list.count : rows);
    draw_rule(row++);
    draw_text(row, 2, 0, "Total");
    kiosk_money(page->kiosk, order->price_minor, sum, sizeof sum);
    draw_format(row, draw_columns() - 18, 17, "%17s", sum);
    row += 2;
    draw_format(row++, 1, 0, "The order waits for you until %s,", clock_words(order->expires, until, sizeof until));
    draw_format(row++, 1, 0, "its photos are kept until %s.", clock_words(order->photos_expire, photos, sizeof photos));
    if (order->state == ORDER_OPEN)
        draw_text(row, 1, 0, "P places the order. Nothing is made before you show your ticket at the counter.");
    else
        draw_text(row, 1, 0, "The order is placed and your changes are saved. n shows the ticket.");
}

static void bill_tell(struct screen *screen)
{
    const struct bill_page *page = screen->page;
    const struct order *order = &page->kiosk->order;
    char text[64], sum[48], photos[32];
    kiosk_tell_head(screen);
    for (size_t i = 0; i < order->bill.n; i++) {
        const struct bill *bill = &order->bill.v[i];
        line_say("  %s  %s  %s", bill->reason, count_words(page->kiosk, bill, text, sizeof text),
                 kiosk_money(page->kiosk, bill->total_minor, sum, sizeof sum));
    }
    line_say("Total: %s", kiosk_money(page->kiosk, order->price_minor, sum, sizeof sum));
    line_say("The order waits for you until %s, its photos until %s.", clock_words(order->expires, text, sizeof text),
             clock_words(order->photos_expire, photos, sizeof photos));
}

const struct screen_ops kiosk_bill_ops = {
    .name = "bill", .keys = keys, .key_count = sizeof keys / sizeof *keys, .topics = BIT(TOPIC_ORDERS),
    .size = sizeof(struct bill_page), .tick_ms = KIOSK_TICK_MS, .open = bill_open, .paint = bill_paint, .key = bill_key,
    .act = bill_act, .news = bill_news, .tick = kiosk_tick, .tell = bill_tell, .no_scan = true,
};
