/* fake_shop.c - canned orders for screen tests; see fake_shop.h. Times are fixed, so that screens are the same each run. */
#include "fake_shop.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include "../../src/base/str.h"
#include "../../src/model/order.h"
#include "../../src/model/ticket.h"

static struct {
    char code[TICKET_CODE + 1], label[LABEL_CODE + 1];
    enum order_state state;
    uint32_t holds;
    int64_t paid, told;
    char shelf[25];
    bool closed; /* by wrong passwords */
} orders[FAKE_ORDERS];
static bool leaving, second_needed, board_alarm, board_out;
static int board_percent, more_alerts;
static char board_trouble[100];
static struct page left; /* what the session before left */

char *const *fake_shop_environment(void)
{
    static char shift[60];
    static char path[] = "PATH=/usr/bin:/bin", lang[] = "LANG=C.UTF-8", zone[] = "TZ=UTC";
    static char *environment[] = { path, lang, zone, shift, NULL };
    snprintf(shift, sizeof shift, "COUNTERSIGN_CLOCK_SHIFT=%lld", (long long)(FAKE_NOON - 3600 - time(NULL)));
    return environment;
}

const char *fake_shop_code(int i)
{
    return orders[i].code;
}

const char *fake_shop_label(int i)
{
    return orders[i].label;
}

void fake_shop_board(int percent, const char *trouble)
{
    board_percent = percent;
    snprintf(board_trouble, sizeof board_trouble, "%s", trouble);
}

void fake_shop_out_of_paper(void)
{
    board_out = true;
}

void fake_shop_alarm(void)
{
    board_alarm = true;
}

static enum err seen(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    (void)fake, (void)args, (void)reply, (void)arena, (void)fd;
    board_alarm = false;
    return ERR_NONE;
}

void fake_shop_alerts(int more)
{
    more_alerts = more;
}

void fake_shop_close_code(int i)
{
    orders[i].closed = true;
}

void fake_shop_needs_second(void)
{
    second_needed = true;
}

void fake_shop_leaving(void)
{
    leaving = true;
}

void fake_shop_resume(const struct page *page)
{
    left = *page;
}

static int64_t price(int i)
{
    return 1190 + i * 370;
}

static void fill_row(int i, struct row *row, struct arena *arena)
{
    row->code = orders[i].code;
    row->state = orders[i].state;
    row->hold_reasons = orders[i].holds;
    row->alert = orders[i].holds & BIT(HOLD_ALERT);
    row->ratio = row->alert ? 2.4 : 0.3;
    row->customer = i % 3 == 0 ? arena_format(arena, "%07d", 4126 + i) : "";
    row->name = i % 3 == 1 ? "Ann Example" : "";
    row->class = i % 2 ? "standard" : "express";
    row->price_minor = price(i);
    row->paid_minor = orders[i].paid;
    row->currency = "EUR";
    row->currency_decimals = 2;
    row->expires = FAKE_NOON + i * 3600 * 7;
    row->promised = FAKE_NOON + 5 * 3600 + i * 600;
    row->prints_total = 4 + i * 3;
    row->photo_count = 2 + i;
    row->phone = i % 3 == 1 ? arena_format(arena, "0170 55512%02d", i) : "";
    row->shelf = orders[i].shelf;
    row->told = orders[i].told;
}

static void count(struct orders *out)
{
    for (int i = 0; i < FAKE_ORDERS; i++) {
        out->held += orders[i].state == ORDER_HELD;
        out->ready += orders[i].state == ORDER_READY;
        out->alerts += (orders[i].holds & BIT(HOLD_ALERT)) != 0;
    }
    out->alerts += more_alerts;
}

static enum err list(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    struct orders *out = reply;
    (void)fake, (void)fd;
    for (int i = 0; i < FAKE_ORDERS; i++) {
        bool alert = orders[i].holds & BIT(HOLD_ALERT);
        if (args->state[0] && strcmp(args->state, word_of(&order_state_words, orders[i].state)) != 0 &&
            !(strcmp(args->state, "alert") == 0 && alert))
            continue;
        fill_row(i, LIST_ADD(arena, &out->orders, row), arena);
    }
    count(out);
    out->total = (int64_t)out->orders.n;
    return ERR_NONE;
}

static enum err calls(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    struct orders *out = reply;
    (void)fake, (void)args, (void)fd;
    for (int i = 0; i < FAKE_ORDERS; i++)
        if (orders[i].state == ORDER_READY)
            fill_row(i, LIST_ADD(arena, &out->orders, row), arena);
    count(out);
    return ERR_NONE;
}

/* As the keeper does, in steps: the first page looks in vain and says where to go on. */
static enum err look(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    struct orders *out = reply;
    char digits[40];
    (void)fake, (void)fd;
    count(out);
    if (args->after[0] == 0) {
        out->next = orders[FAKE_ORDERS - 1].code;
        return ERR_NONE;
    }
    for (int i = FAKE_ORDERS - 1; i >= 0; i--) {
        struct row row;
        record_init(&row_type, &row);
        fill_row(i, &row, arena);
        str_digits(row.phone, digits, sizeof digits);
        if ((args->name[0] && !strcasestr(row.name, args->name)) || (args->phone[0] && !strstr(digits, args->phone)) ||
            (args->customer[0] && strcmp(row.customer, args->customer) != 0))
            continue;
        *LIST_ADD(arena, &out->orders, row) = row;
    }
    return ERR_NONE;
}

static int find(const char *code)
{
    for (int i = 0; i < FAKE_ORDERS; i++)
        if (strcmp(code, orders[i].code) == 0 || strcmp(code, orders[i].label) == 0)
            return i;
    return -1;
}

static void fill_contents(int i, struct order *order, struct arena *arena)
{
    struct bill *bill = LIST_ADD(arena, &order->bill, bill);
    bill->reason = "10x15 glossy, 0.19 each";
    bill->count = 4 + i * 3;
    bill->unit_minor = 19;
    bill->total_minor = price(i);
    for (int n = 1; n <= 2 + i; n++) {
        struct photo *photo = LIST_ADD(arena, &order->photos, photo);
        photo->n = n;
        photo->name = arena_format(arena, "IMG_%04d.JPG", n);
        photo->width = 6000;
        photo->height = 4000;
        struct line *line = LIST_ADD(arena, &order->lines, line);
        *line = (struct line){ .n = n, .product = "10x15", .surface = "glossy", .copies = 2, .photo = n, .total_minor = 38 };
    }
    for (int copy = 1; copy <= 2; copy++) {
        struct print *print = LIST_ADD(arena, &order->prints, print);
        print->line = 1;
        print->copy = copy;
        print->state = copy == 1 ? PRINT_MADE : PRINT_DOUBTFUL;
        print->printer = "dnp-1";
        print->why = copy == 1 ? "" : "look into the tray";
    }
    struct entry *entry = LIST_ADD(arena, &order->journal, entry);
    entry->at = FAKE_NOON - 7200;
    entry->who = "kiosk";
    entry->event = EVENT_PLACE;
    entry->to = "held";
    if (orders[i].closed) {
        entry = LIST_ADD(arena, &order->journal, entry);
        entry->at = FAKE_NOON - 3600;
        entry->event = EVENT_CODE_CLOSED;
    }
    if (orders[i].paid) {
        struct payment *payment = LIST_ADD(arena, &order->payments, payment);
        payment->at = FAKE_NOON - 1800;
        payment->amount_minor = orders[i].paid;
        payment->who = "counter1";
        payment->receipt = 7;
    }
}

static enum err show(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    struct order *order = reply;
    struct row row;
    int i = find(args->code);
    (void)fake, (void)fd;
    if (i < 0)
        return err_detail(ERR_NO_ORDER, "%s", args->code);
    record_init(&row_type, &row);
    fill_row(i, &row, arena);
    *order = (struct order){ .id = i,
                             .code = row.code,
                             .state = row.state,
                             .hold_reasons = row.hold_reasons,
                             .customer = row.customer,
                             .name = row.name,
                             .phone = row.phone,
                             .shelf = orders[i].shelf,
                             .told = orders[i].told,
                             .told_by = orders[i].told ? "counter1" : "",
                             .reprint_of = "",
                             .class = row.class,
                             .note = "",
                             .price_minor = row.price_minor,
                             .paid_minor = row.paid_minor,
                             .currency = "EUR",
                             .currency_decimals = 2,
                             .placed = FAKE_NOON - 7200,
                             .expires = row.expires,
                             .photos_expire = row.expires,
                             .promised = row.promised,
                             .authenticated_by = "",
                             .terminal = "kiosk-1",
                             .label = orders[i].label,
                             .prints_total = row.prints_total };
    record_init(&risk_type, &order->risk);
    order->risk.alert = row.alert;
    order->risk.words =
        row.alert ? "2.4 = 24% x 50.00 / 5.00 - alert above 1.0" : "0.3 = 3% x 11.90 / 1.20 (7 of 7 orders collected)";
    if (order->state == ORDER_AUTHENTICATED || order->state == ORDER_READY) {
        order->authenticated = FAKE_NOON - 3600;
        order->authenticated_by = "counter2";
    }
    fill_contents(i, order, arena);
    return ERR_NONE;
}

static enum err authenticate(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena,
                             int *fd)
{
    struct extension *out = reply;
    int i = find(args->code);
    (void)fake, (void)arena, (void)fd;
    if (strcmp(args->password, "123456") != 0)
        return ERR_TICKET;
    orders[i].state = ORDER_AUTHENTICATED;
    out->code = orders[i].code;
    out->state = ORDER_AUTHENTICATED;
    out->hold_reasons = orders[i].holds;
    out->expires_before = out->photos_expire_before = FAKE_NOON;
    out->expires = out->photos_expire = FAKE_NOON + 30 * 86400;
    out->promised = FAKE_NOON + 5 * 3600;
    return ERR_NONE;
}

static enum err pay(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    orders[find(args->code)].paid += args->amount_minor;
    return show(fake, args, reply, arena, fd);
}

static enum err hand_over(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    int i = find(args->code);
    if (orders[i].state == ORDER_COLLECTED)
        return err_detail(ERR_ALREADY, "handed over at Wed 25 Nov 09:58");
    orders[i].state = ORDER_COLLECTED;
    return show(fake, args, reply, arena, fd);
}

static enum err lift(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    if (second_needed && args->second[0] == 0)
        return err_detail(ERR_SECOND, "the risk is 2.40, and one person lifts up to 2.00");
    if (second_needed && strcmp(args->second_password, "boss") != 0)
        return ERR_LOGIN;
    orders[find(args->code)].holds &= ~BIT(HOLD_ALERT);
    return show(fake, args, reply, arena, fd);
}

static enum err cancel(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    orders[find(args->code)].state = ORDER_CANCELLED;
    return show(fake, args, reply, arena, fd);
}

static enum err ticket(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    struct ticket *out = reply;
    (void)fake, (void)arena, (void)fd;
    out->code = orders[find(args->code)].code;
    out->password = "654321";
    out->shop = "Photo Lab";
    out->expires = out->photos_expire = FAKE_NOON;
    return ERR_NONE;
}

static enum err told(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    orders[find(args->code)].told = FAKE_NOON - 3600;
    return show(fake, args, reply, arena, fd);
}

static enum err shelf(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    snprintf(orders[find(args->code)].shelf, sizeof orders[0].shelf, "%s", args->shelf);
    return show(fake, args, reply, arena, fd);
}

static enum err hold(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    orders[find(args->code)].holds |= BIT(HOLD_STAFF);
    return show(fake, args, reply, arena, fd);
}

static enum err release(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    orders[find(args->code)].holds &= ~BIT(HOLD_STAFF);
    return show(fake, args, reply, arena, fd);
}

static enum err unlock(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    orders[find(args->code)].closed = false;
    return show(fake, args, reply, arena, fd);
}

static enum err refund(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    orders[find(args->code)].paid -= args->amount_minor;
    return show(fake, args, reply, arena, fd);
}

static enum err receipt(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    struct receipt *out = reply;
    int i = find(args->code);
    (void)fake, (void)fd;
    *out = (struct receipt){ .number = 7, .at = FAKE_NOON - 1800, .shop = "Photo Lab", .code = orders[i].code, .n = 1,
                             .currency = "EUR", .currency_decimals = 2, .price_minor = price(i),
                             .paid_minor = orders[i].paid, .due_minor = price(i) - orders[i].paid,
                             .amount_minor = orders[i].paid, .tax_minor = 190, .method = PAY_CASH, .who = "counter1",
                             .reason = "" };
    struct bill *bill = LIST_ADD(arena, &out->bill, bill);
    *bill = (struct bill){ .reason = "10x15 glossy, 0.19 each", .count = 13, .total_minor = price(i) };
    struct tax *tax = LIST_ADD(arena, &out->taxes, tax);
    *tax = (struct tax){ .rate_percent = 19, .gross_minor = price(i), .net_minor = price(i) - 190, .tax_minor = 190 };
    return ERR_NONE;
}

static enum err nothing(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    (void)fake, (void)args, (void)reply, (void)arena, (void)fd;
    return ERR_NONE;
}

static enum err page(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    (void)fake, (void)fd;
    if (args->page[0] == 0)
        record_copy(&page_type, &left, reply, arena);
    return ERR_NONE;
}

static enum err thumbnail(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    struct stored_photo *out = reply;
    uint8_t rgb[24 * 16 * 3];
    (void)fake, (void)args, (void)arena;
    for (int i = 0; i < 24 * 16; i++)
        memset(rgb + i * 3, i % 24 * 10, 3);
    out->thumb_width = 24;
    out->thumb_height = 16;
    *fd = memfd_create("thumbnail", MFD_CLOEXEC);
    if (*fd < 0 || write(*fd, rgb, sizeof rgb) != (ssize_t)sizeof rgb || lseek(*fd, 0, SEEK_SET) != 0)
        return err_detail(ERR_IO, "memfd");
    return ERR_NONE;
}

static enum err board(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    struct board *out = reply;
    (void)fake, (void)args, (void)fd;
    for (int i = 0; i < 6; i++) {
        struct printer *printer = LIST_ADD(arena, &out->printers, printer);
        printer->name = arena_format(arena, "dnp-%d", i + 1);
        printer->holds = "10x15 15x20";
        printer->code = orders[i].code;
        printer->order_total = 100;
        printer->order_made = (board_percent + i * 13) % 100;
        printer->leaving = leaving && i == 1;
        printer->low = 20;
        struct media *media = LIST_ADD(arena, &printer->media, media);
        media->product = "10x15";
        media->left = i == 2 ? 8 : 412 - board_percent;
        if (i == 0 && board_trouble[0]) {
            printer->trouble = printer->alarm = board_trouble;
            printer->since = printer->alarm_since = FAKE_NOON;
        }
        if (i == 4 && board_out) {
            media->left = 0;
            printer->code = "";
            printer->alarm = "out of paper for 10x15";
            printer->alarm_since = FAKE_NOON;
        }
        if (i == 3 && board_alarm) {
            printer->alarm = "a paper jam";
            printer->alarm_since = FAKE_NOON;
        }
    }
    for (int i = 0; i < 12; i++) {
        struct queued *queued = LIST_ADD(arena, &out->queue, queued);
        fill_row(i, &queued->order, arena);
        queued->doing = i == 1 ? "WAITS: photos missing or damaged" : "waiting";
    }
    out->orders_waiting = 12;
    out->prints_waiting = 38;
    out->today = 400 + board_percent / 10;
    return ERR_NONE;
}

static void fill_orders(void)
{
    static const enum order_state states[] = { ORDER_HELD, ORDER_HELD, ORDER_READY, ORDER_READY };
    for (int i = 0; i < FAKE_ORDERS; i++) {
        ticket_code(47112093552u + (uint64_t)i * 7919 * 1000003, orders[i].code);
        label_code((uint64_t)i + 1, orders[i].label);
        orders[i].state = states[i % 4];
        orders[i].holds = i % 4 == 1 ? BIT(HOLD_ALERT) : 0;
        orders[i].paid = i % 4 == 3 ? price(i) : 0;
        orders[i].told = 0;
        orders[i].shelf[0] = 0;
        orders[i].closed = false;
    }
}

void fake_shop_fill(struct fake_keeper *fake)
{
    static const struct { enum action action; fake_answer *answer;
    } rows[] = {
        { ACTION_LIST, list },
        { ACTION_SHOW, show },
        { ACTION_AUTHENTICATE, authenticate },
        { ACTION_PAY, pay },
        { ACTION_HAND_OVER, hand_over },
        { ACTION_LIFT, lift },
        { ACTION_CANCEL, cancel },
        { ACTION_TICKET, ticket },
        { ACTION_PAGE, page },
        { ACTION_WATCH, nothing },
        { ACTION_BOARD, board },
        { ACTION_THUMBNAIL, thumbnail },
        { ACTION_PRINTER_PAUSE, nothing },
        { ACTION_PRINTER_RESUME, nothing },
        { ACTION_MADE, show },
        { ACTION_PRINTER_MEDIA, nothing },
        { ACTION_PRINTER_MOVE, nothing },
        { ACTION_PRINTER_SEEN, seen },
        { ACTION_RUSH, show },
        { ACTION_PUT_BACK, show },
        { ACTION_REMAKE, show },
        { ACTION_CALLS, calls },
        { ACTION_FIND, look },
        { ACTION_TOLD, told },
        { ACTION_SHELF, shelf },
        { ACTION_HOLD, hold },
        { ACTION_RELEASE, release },
        { ACTION_UNLOCK, unlock },
        { ACTION_REFUND, refund },
        { ACTION_REPRINT, ticket },
        { ACTION_RECEIPT, receipt },
    };
    fill_orders();
    board_percent = more_alerts = 0;
    leaving = second_needed = false;
    board_trouble[0] = 0;
    record_init(&page_type, &left);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        fake->answers[rows[i].action] = rows[i].answer;
    fake_office_fill(fake);
}
