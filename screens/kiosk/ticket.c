/* ticket.c - page 5: code, password, bar codes, how the order stands and what to do next, in words for every state.
 *
 * The password is shown only where this session was given it or typed it; the keeper does not tell it again.
 */
#include <stdio.h>
#include <string.h>
#include "../../src/base/str.h"
#include "../codes.h"
#include "../slips.h"
#include "../text.h"
#include "kiosk.h"

enum { TICKET_PHOTOS = 1, TICKET_CHANGE, TICKET_CODE_LARGE, TICKET_PRINT, TEXT_LEAST = 44 /* columns the words need beside the QR */ };
enum when { NO_DATE, EXPIRES, PROMISED };

static const struct {
    enum say stands, next; /* next takes the date */
    enum when when;
} states[ORDER_STATE_COUNT] = {
    [ORDER_OPEN] = { W_IS_OPEN, W_OPEN_NEXT, EXPIRES },
    [ORDER_HELD] = { W_IS_HELD, W_HELD_NEXT, EXPIRES },
    [ORDER_AUTHENTICATED] = { W_IS_AUTHENTICATED, W_MAKING_NEXT, PROMISED },
    [ORDER_PRODUCING] = { W_IS_PRODUCING, W_MAKING_NEXT, PROMISED },
    [ORDER_READY] = { W_IS_READY, W_READY_NEXT, EXPIRES },
    [ORDER_COLLECTED] = { W_IS_COLLECTED, W_OVER_NEXT, NO_DATE },
    [ORDER_DISCARDED] = { W_IS_DISCARDED, W_OVER_NEXT, NO_DATE },
    [ORDER_CANCELLED] = { W_IS_CANCELLED, W_ASK_NEXT, NO_DATE },
    [ORDER_EXPIRED] = { W_IS_EXPIRED, W_ASK_NEXT, NO_DATE },
    [ORDER_UNCLAIMED] = { W_IS_UNCLAIMED, W_ASK_NEXT, NO_DATE },
};

struct ticket_page {
    struct kiosk *kiosk;
    struct arena memory;
    struct ticket slip;   /* the bar codes; qr_size 0 until they came */
};

static const char *why_no_change(struct screen *screen)
{
    return kiosk_editable(kiosk_of(screen)) ? NULL : say(W_NO_CHANGE);
}

static const char *why_no_print(struct screen *screen)
{
    return *screen->client->identity.slips ? NULL : say(W_NO_PRINTER);
}

static const struct screen_key keys[] = {
    { 'v', 0, "v", "photos", "Look at the photos of this order", TICKET_PHOTOS, RIGHT_NONE, KIOSK_OWN, NULL },
    { 'e', 0, "e", "change the order", "Change sizes and copies; the price is worked out again", TICKET_CHANGE, RIGHT_NONE, KIOSK_OWN, why_no_change },
    { 'c', 0, "c", "large code", "The code as large as the screen allows, for a reader", TICKET_CODE_LARGE, RIGHT_NONE, SCREEN_CURSES | KIOSK_OWN, NULL },
    { 'p', 0, "p", "print", "Print the ticket, where this terminal has a printer", TICKET_PRINT, RIGHT_NONE, KIOSK_OWN, why_no_print },
    { 'b', INPUT_ESC, "b", "back", "Go back one page", KIOSK_BACK, RIGHT_NONE, 0, NULL },
    { 'x', 'n', "x", "done, start over", "Leave this order; it stays under its ticket", KIOSK_OVER, RIGHT_NONE, 0, NULL },
    { 'i', 0, "i", NULL, "Draw the bar codes the other way round, if a reader does not take them", KIOSK_STYLE, RIGHT_NONE, SCREEN_CURSES, NULL },
};

static bool ticket_open(struct screen *screen, const void *arg)
{
    struct ticket_page *page = screen->page;
    page->kiosk = (struct kiosk *)(uintptr_t)arg;
    record_init(&ticket_type, &page->slip);
    return true;
}

static void ticket_close(struct screen *screen)
{
    struct ticket_page *page = screen->page;
    arena_free(&page->memory);
}

static void ticket_news(struct screen *screen, uint32_t topics)
{
    struct ticket_page *page = screen->page;
    (void)topics;
    enum err err = kiosk_load(page->kiosk, screen->client);
    if (err)
        kiosk_say_err(screen, err);
}

static bool fetch_slip(struct screen *screen)
{
    struct ticket_page *page = screen->page;
    struct args args = client_args();
    args.code = page->kiosk->code;
    enum err err = client_call(screen->client, ACTION_TICKET_SLIP, &args, &page->slip, &page->memory);
    if (!err)
        return true;
    record_init(&ticket_type, &page->slip);
    kiosk_say_err(screen, err);
    return false;
}

static void print(struct screen *screen)
{
    struct ticket_page *page = screen->page;
    if (page->slip.qr_size == 0 && !fetch_slip(screen))
        return;
    struct ticket ticket = page->slip;
    if (*page->kiosk->password)
        ticket.password = page->kiosk->password;
    slips_print_ticket(screen, &ticket);
}

/* Bar codes are many bytes on a slow line: they come when the words are there. A ticket that was just given in the shop
 * is printed then; one from outside only when asked for, because nobody knows what is behind that terminal. */
static void ticket_detail(struct screen *screen)
{
    struct ticket_page *page = screen->page;
    const struct identity *who = &screen->client->identity;
    if (page->slip.qr_size == 0 && !fetch_slip(screen))
        return;
    if (page->kiosk->placed && *who->slips && (!who->remote || page->kiosk->desk))
        print(screen);
    page->kiosk->placed = false;
}

static void ticket_act(struct screen *screen, int act)
{
    if (act == TICKET_PHOTOS)
        kiosk_go(screen, STEP_PHOTOS);
    else if (act == TICKET_CHANGE)
        kiosk_go(screen, STEP_PRINTS);
    else if (act == TICKET_PRINT)
        print(screen);
    else if (act == TICKET_CODE_LARGE)
        code_show(screen, &((struct ticket_page *)screen->page)->slip);
    else
        kiosk_act(screen, act);
}

static void add_date(struct text *text, int columns, enum say sentence, int64_t date)
{
    char when[48], line[240];
    text_wrap(text, columns, "", SAY(line, sentence, say_date(date, when, sizeof when)));
}

/* The whole ticket as lines of so many columns. */
static void compose(const struct kiosk *kiosk, struct text *text, int columns)
{
    const struct order *order = &kiosk->order;
    char words[48], line[240];
    text_add(text, "%-10s %s", say(W_T_TICKET), str_code(kiosk->code, words, sizeof words));
    text_add(text, "%-10s %s", say(W_T_PASSWORD), *kiosk->password ? kiosk->password : say(W_T_GIVEN));
    text_add(text, "%s", "");
    text_wrap(text, columns, "", say(states[order->state].stands));
    if (order->state == ORDER_PRODUCING)
        text_add(text, "%s", SAY(line, W_MADE, say_number(order->prints_made), say_number(order->prints_total)));
    if (order->hold_reasons && (order->state == ORDER_AUTHENTICATED || order->state == ORDER_PRODUCING))
        text_wrap(text, columns, "", say(W_ASK_COUNTER));
    else
        add_date(text, columns, states[order->state].next, states[order->state].when == PROMISED ? order->promised : order->expires);
    text_add(text, "%s", "");
    if (order->photos_purged)
        text_wrap(text, columns, "", say(W_T_PURGED));
    else
        add_date(text, columns, W_T_KEPT, order->photos_expire);
    text_add(text, "%-10s %s", say(W_T_PRICE), kiosk_money(kiosk, order->price_minor, words, sizeof words));
    if (order->paid_minor && order->paid_minor < order->price_minor)
        text_add(text, "%-10s %s", say(W_T_DUE), kiosk_money(kiosk, order->price_minor - order->paid_minor, words, sizeof words));
    else if (order->paid_minor)
        text_add(text, "%-10s %s", say(W_T_PAID), kiosk_money(kiosk, order->paid_minor, words, sizeof words));
    text_wrap(text, columns, "", say(W_T_TOGETHER));
}

static void ticket_paint(struct screen *screen)
{
    struct ticket_page *page = screen->page;
    int end = kiosk_body_end(), columns = draw_columns(), rows, wide;
    struct text text = { 0 };
    kiosk_paint_head(screen);
    codes_qr_cells((int)page->slip.qr_size, &rows, &wide);
    bool qr = rows > 0 && columns - wide - 3 >= TEXT_LEAST && rows <= end - 3 &&
              codes_draw_qr(stdscr, 3, columns - wide - 1, (int)page->slip.qr_size, page->slip.qr);
    compose(page->kiosk, &text, qr ? columns - wide - 4 : columns - 2);
    text_paint(&text, 3, end - 3);
    int below = 3 + (int)text.count > 3 + (qr ? rows : 0) ? 4 + (int)text.count : 3 + rows;
    if (below + CODES_BARS_ROWS <= end)
        codes_draw_bars(stdscr, below, 1, CODES_BARS_ROWS, page->slip.bars);
    text_free(&text);
}

static void ticket_tell(struct screen *screen)
{
    const struct ticket_page *page = screen->page;
    struct text text = { 0 };
    kiosk_tell_head(screen);
    compose(page->kiosk, &text, 72);
    for (size_t i = 0; i < text.count; i++)
        line_say("%s", text.lines[i]);
    text_free(&text);
}

const struct screen_ops kiosk_ticket_ops = {
    .name = "ticket", .keys = keys, .key_count = sizeof keys / sizeof *keys, .topics = BIT(TOPIC_ORDERS),
    .size = sizeof(struct ticket_page), .tick_ms = KIOSK_TICK_MS, .open = ticket_open, .close = ticket_close,
    .paint = ticket_paint, .act = ticket_act, .news = ticket_news, .detail = ticket_detail, .tick = kiosk_tick,
    .tell = ticket_tell, .no_scan = true,
};
