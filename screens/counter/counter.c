/* counter.c - the counter: all orders by expiry, the selected one below, a scan prompt that is always live.
 *
 * The list follows the keeper's notices; whoever is selected stays selected by code, so nobody ever acts on an order
 * that moved under the cursor.
 */
#include "counter.h"
#include <stdio.h>
#include <string.h>
#include "../../src/base/str.h"
#include "../lock.h"
#include "../office.h"
#include "../order_acts.h"
#include "../order_page.h"
#include "../shift.h"
#include "../taking.h"

enum { ACT_OPEN = 1, ACT_FIND, ACT_NEXT, ACT_ALL, ACT_HELD, ACT_READY, ACT_ALERTS, ACT_CALLS, ACT_OFFICE, ACT_SHIFT, ACT_LOCK, ACT_LIST, ACT_QUIT, ACT_NEW };

static struct counter *counter(struct screen *screen)
{
    return screen_data(screen, &counter_ops);
}

static bool open(struct screen *screen, const void *arg)
{
    struct counter *c = screen->page;
    (void)arg;
    c->next = "";
    if (!screen_may(screen, RIGHT_LIST)) {
        screen->failure = err_detail(ERR_RIGHT, "%s", word_of(&right_words, RIGHT_LIST));
        return false;
    }
    counter_load(screen, c);
    return true;
}

static void close(struct screen *screen)
{
    struct counter *c = counter(screen);
    arena_free(&c->arena);
    text_free(&c->detail);
}

static const char *selected(struct screen *screen)
{
    struct counter *c = counter(screen);
    return c->list.selected < c->list.count ? c->rows[c->list.selected].code : NULL;
}

static const char *nothing_selected(struct screen *screen)
{
    return selected(screen) ? NULL : "There is no order in this list. Press / to find one, or scan a ticket.";
}

static bool key(struct screen *screen, int key)
{
    struct counter *c = counter(screen);
    /* Letters for keys a terminal may lack. */
    key = key == '<' ? INPUT_PAGE_UP : key == '>' ? INPUT_PAGE_DOWN : key;
    if (!list_key(&c->list, key))
        return false;
    counter_load_more(screen, c);
    return true;
}

static void filter(struct screen *screen, enum counter_filter filter)
{
    struct counter *c = counter(screen);
    enum counter_filter before = c->filter;
    c->filter = filter;
    if (!counter_load(screen, c))
        c->filter = before;
    else if (screen->line_mode)
        counter_tell(screen);
}

static bool select(struct screen *screen, const char *typed);

/* Somebody stands here with photos: an order for them, through the pages until it is placed, then its own page. From the
 * moment it has its ticket it is the change of an order in the list, which a dropped line may go on with. */
static void take_new(struct screen *screen)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    struct ticket ticket;
    struct order order;
    if (!screen_call(screen, ACTION_OPEN, &args, &ticket, &arena)) {
        filter(screen, COUNTER_ALL);
        if (select(screen, ticket.code))
            stand_act(screen, 'e');
        if (taking_run(screen, ticket.code, ticket.password) && !screen->closing && !screen->scanned[0] &&
            !order_read(screen, ticket.code, &order, &arena) && order.state != ORDER_OPEN && order.state != ORDER_DISCARDED)
            order_page_open(screen, "counter", ticket.code);
    }
    arena_free(&arena);
}

static void act(struct screen *screen, int act)
{
    struct counter *c = counter(screen);
    char code[LABEL_CODE + 1] = "";
    if (selected(screen))
        snprintf(code, sizeof code, "%s", selected(screen));
    if (act == ORDER_ACT_UNDO && screen->acted[0] && !screen->line_mode)
        snprintf(code, sizeof code, "%s", screen->acted); /* it may have left this list */
    if (order_act(screen, act, code)) {
        char said[SCREEN_SAY_LIMIT];
        memcpy(said, screen->said, sizeof said);
        if (!screen->leaving && !screen->closing && counter_load(screen, c))
            memcpy(screen->said, said, sizeof said);
        return;
    }
    switch (act) {
    case ACT_OPEN:
        order_page_open(screen, "counter", code);
        break;
    case ACT_FIND:
        counter_find(screen);
        if (screen->line_mode && c->filter == COUNTER_FOUND)
            counter_tell(screen);
        break;
    case ACT_NEXT:
        filter(screen, c->filter < COUNTER_CALLS ? c->filter + 1 : COUNTER_ALL);
        break;
    case ACT_ALL: case ACT_HELD: case ACT_READY: case ACT_ALERTS: case ACT_CALLS:
        filter(screen, (enum counter_filter)(act - ACT_ALL));
        break;
    case ACT_NEW:
        take_new(screen);
        break;
    case ACT_OFFICE:
        office_open(screen);
        break;
    case ACT_SHIFT:
        shift_run(screen);
        break;
    case ACT_LOCK:
        lock_run(screen);
        break;
    case ACT_LIST:
        if (counter_load(screen, c) && screen->line_mode)
            counter_tell(screen);
        break;
    default:
        screen_quit(screen);
    }
}

static bool scan(struct screen *screen, const char *code)
{
    order_page_open(screen, "counter", code);
    return true;
}

static void news(struct screen *screen, uint32_t topics)
{
    struct counter *c = counter(screen);
    char said[SCREEN_SAY_LIMIT];
    int64_t alerts = c->orders.alerts;
    (void)topics;
    memcpy(said, screen->said, sizeof said);
    if (!(c->filter == COUNTER_FOUND ? counter_load_counts(screen, c) : counter_load(screen, c)))
        return;
    memcpy(screen->said, said, sizeof said);
    screen->detail_due = true;
    if (c->orders.alerts > alerts)
        screen_alarm(screen, "A new alert: %lld orders wait to be lifted. L lists them.",
                     (long long)c->orders.alerts);
}

static bool select(struct screen *screen, const char *typed)
{
    struct counter *c = counter(screen);
    char code[LABEL_CODE + 1];
    int64_t n;
    if (str_number(typed, 1, (int64_t)c->list.count, &n)) {
        c->list.selected = (size_t)n - 1;
        return true;
    }
    if (ticket_read(typed, code))
        return false;
    for (size_t i = 0; i < c->list.count; i++)
        if (strcmp(c->rows[i].code, code) == 0) {
            c->list.selected = i;
            return true;
        }
    return false;
}

/* "ready 471120935525", "found 471120935525 ann ex": the list, the selected order, what was looked for. */
static void stand(struct screen *screen, char *out, size_t size)
{
    struct counter *c = counter(screen);
    snprintf(out, size, "%s %s %s", counter_filter_name(c->filter), selected(screen) ? selected(screen) : "-",
             c->filter == COUNTER_FOUND ? c->find.words : "");
}

static bool resume(struct screen *screen, const char *view)
{
    struct counter *c = counter(screen);
    char name[16], code[16];
    int words = 0;
    if (sscanf(view, "%15s %15s %n", name, code, &words) < 2)
        return false;
    for (int f = 0; f < COUNTER_FILTERS; f++)
        if (strcmp(counter_filter_name((enum counter_filter)f), name) == 0 && f != (int)c->filter) {
            if (f == COUNTER_FOUND)
                counter_look_for(screen, view + words);
            else
                filter(screen, (enum counter_filter)f);
        }
    /* It may stand on a page of the list that was not read yet. */
    while (strcmp(code, "-") != 0 && !select(screen, code)) {
        size_t read = c->list.count;
        c->list.selected = read ? read - 1 : 0;
        counter_load_more(screen, c);
        if (c->list.count == read) {
            c->list.selected = 0;
            return false;
        }
    }
    return true;
}

static const struct screen_key keys[] = {
    { INPUT_ENTER, INPUT_RIGHT, "Enter", "open", "Open the order: contents, bill, risk, photos, journal", ACT_OPEN, RIGHT_READ, SCREEN_SELECTED, nothing_selected },
    ORDER_KEYS_COUNTER,
    { '/', 0, "/", "find", "Find by name, phone, customer number or day; part of it is enough", ACT_FIND, RIGHT_LIST, 0, NULL },
    { INPUT_TAB, 0, "Tab", "lists", "The next of the lists: all, held, ready, alerts, calls", ACT_NEXT, RIGHT_NONE, SCREEN_CURSES, NULL },
    { 'C', 0, "C", "calls", "Whom to call: what is ready, longest wait first (o: told)", ACT_CALLS, RIGHT_LIST, 0, NULL },
    ORDER_KEYS_MORE,
    ORDER_KEYS_COUNTER_R,
    ORDER_KEYS_QUEUE,
    { INPUT_ESC, 'E', "Esc", "all", "List all (also E)", ACT_ALL, RIGHT_NONE, 0, NULL },
    { 'H', 0, "H", "held", "List the held ones", ACT_HELD, RIGHT_NONE, 0, NULL },
    { 'Y', 0, "Y", "ready", "List the ready ones", ACT_READY, RIGHT_NONE, 0, NULL },
    { 'L', 0, "L", "alerts", "List those with an alert", ACT_ALERTS, RIGHT_NONE, 0, NULL },
    { 'S', 0, "S", "shift", "Your cash drawer: open a shift, look at it, count and close", ACT_SHIFT, RIGHT_PAY, 0, NULL },
    { 'Z', 0, "Z", "lock", "Lock this screen; PIN or password opens it, for you or for whoever works here next", ACT_LOCK, RIGHT_NONE, 0, NULL },
    { 'A', 0, "A", "office", "Staff, roles, terminals, journal, printers, customers, reports, shifts", ACT_OFFICE, RIGHT_STAFF, 0, NULL },
    { INPUT_UP, 'k', "k", NULL, "Up (also the arrow; a page: < or PgUp; Home)", 0, RIGHT_NONE, SCREEN_MOVES, NULL },
    { INPUT_DOWN, 'j', "j", NULL, "Down (also the arrow; a page: > or PgDn; End)", 0, RIGHT_NONE, SCREEN_MOVES, NULL },
    { 'N', 0, "N", "new order", "A new order for somebody who stands here, from a card, a stick or another computer", ACT_NEW, RIGHT_OPEN, 0, NULL },
    { 'g', 0, "g", "list", "Read the list again", ACT_LIST, RIGHT_NONE, 0, NULL },
    { 'q', 0, "q", "quit", "Leave the counter", ACT_QUIT, RIGHT_NONE, 0, NULL },
};
const struct screen_ops counter_ops = {
    .name = "counter", .keys = keys, .key_count = sizeof keys / sizeof *keys, .topics = BIT(TOPIC_ORDERS),
    .size = sizeof(struct counter), .open = open, .close = close, .paint = counter_paint, .key = key, .act = act,
    .scan = scan, .news = news, .detail = counter_detail, .tell = counter_tell, .select = select,
    .stand = stand, .resume = resume, .resumes = true,
};

int screen_run_counter(struct client *client)
{
    return screen_run(client, &counter_ops, true);
}
