/* find.c - aside: the order of somebody who lost the ticket, by name, phone, day or customer; newest first.
 *
 * No index holds names: they would outlive the purge of personal data. So orders are read backwards by their id, which
 * was given in the order of time, a bounded number in one call; `next` says where to go on, also when nothing was found
 * yet. A day is found by halving, a customer's orders by their index.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "act.h"

enum {
    SCAN_ORDERS = 5000,  /* read in one call: some 10 ms */
    ROWS_AS_ORDER = 10,  /* so many photos and lines cost as much again as an order without any */
    HOLES = 100,         /* ids without an order that halving steps over */
    DRAFT_DAYS = 31,     /* an order is placed at most so long after it was opened, closing days included */
    DAY = 86400,
};

struct search {
    char name[512], phone[64]; /* folded; digits */
    int64_t from, until;       /* the day; until 0: any */
    int64_t limit, last;       /* id of the order looked at last */
    const char *last_code;
    int scanned;
};

/* One letter to lower case: Latin, Greek and Cyrillic, where upper and lower case lie at a fixed distance. */
static unsigned fold(unsigned letter)
{
    static const struct { unsigned first, last, distance; } rows[] = {
        { 'A', 'Z', 32 }, { 0xc0, 0xd6, 32 }, { 0xd8, 0xde, 32 },
        { 0x391, 0x3a9, 32 }, { 0x400, 0x40f, 80 }, { 0x410, 0x42f, 32 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (letter >= rows[i].first && letter <= rows[i].last)
            return letter + rows[i].distance;
    /* Latin with other accents: pairs, the small one follows; odd and even change places in between. */
    if ((letter >= 0x100 && letter <= 0x137) || (letter >= 0x14a && letter <= 0x177))
        return letter | 1;
    if ((letter >= 0x139 && letter <= 0x148) || (letter >= 0x179 && letter <= 0x17e))
        return letter + (letter & 1);
    return letter;
}

/* Clean UTF-8 to lower case. Letters of two bytes stay letters of two bytes; longer ones have no case here. */
static void fold_text(const char *text, char *out, size_t size)
{
    size_t used = 0;
    while (*text && used + 2 < size) {
        unsigned char first = (unsigned char)*text++;
        if (first < 0x80) {
            out[used++] = (char)fold(first);
        } else if (first >= 0xc0 && first < 0xe0 && *text) {
            unsigned letter = fold((first & 0x1fu) << 6 | ((unsigned char)*text++ & 0x3fu));
            out[used++] = (char)(0xc0 | letter >> 6);
            out[used++] = (char)(0x80 | (letter & 0x3f));
        } else {
            out[used++] = (char)first;
        }
    }
    out[used] = 0;
}

static void digits_of(const char *text, char *out, size_t size)
{
    size_t used = 0;
    for (; *text && used + 1 < size; text++)
        if (*text >= '0' && *text <= '9')
            out[used++] = *text;
    out[used] = 0;
}

/* A day of the shop: from its first second to the first of the next. */
static enum err read_day(const char *text, int64_t *from, int64_t *until)
{
    struct tm day = { .tm_isdst = -1 }, asked;
    int end = 0;
    if (sscanf(text, "%4d-%2d-%2d%n", &day.tm_year, &day.tm_mon, &day.tm_mday, &end) != 3 || end != 10 || text[10])
        return err_detail(ERR_NUMBER, "a day is written as 2026-11-25, not %s", text);
    day.tm_year -= 1900;
    day.tm_mon--;
    asked = day;
    *from = mktime(&day);
    if (day.tm_mday != asked.tm_mday || day.tm_mon != asked.tm_mon || *from == -1)
        return err_detail(ERR_NUMBER, "there is no day %s", text);
    day = asked;
    day.tm_mday++;
    *until = mktime(&day);
    return ERR_NONE;
}

static bool matches(const struct search *search, const struct order *order)
{
    char text[512];
    fold_text(order->name, text, sizeof text);
    if (*search->name && strstr(text, search->name) == NULL)
        return false;
    digits_of(order->phone, text, sizeof text);
    if (*search->phone && strstr(text, search->phone) == NULL)
        return false;
    int64_t opened = order->opened, placed = order->placed;
    return search->until == 0 || (opened >= search->from && opened < search->until) ||
           (placed >= search->from && placed < search->until);
}

/* Look at one order. *more is false when the page is full or no older order can match. */
static enum err look(struct act *act, struct search *search, int64_t id, struct orders *orders, bool *more)
{
    struct arena arena = { 0 };
    struct order order;
    enum err err = store_get(act->store, TREE_ORDER, key_number((uint64_t)id), &order, &arena);
    search->scanned += 1 + (err ? 0 : (int)(order.photos.n + order.lines.n) / ROWS_AS_ORDER);
    if (!err && matches(search, &order)) {
        struct row row;
        if ((int64_t)orders->orders.n == search->limit) {
            orders->next = search->last_code;
            *more = false;
        } else {
            order_row(&order, &row);
            record_copy(&row_type, &row, LIST_ADD(act->arena, &orders->orders, row), act->arena);
        }
    } else if (!err && search->until && order.opened < search->from - DRAFT_DAYS * DAY) {
        *more = false;
    }
    if (!err && *more) {
        search->last = id;
        search->last_code = arena_text(act->arena, order.code);
        if (search->scanned >= SCAN_ORDERS) {
            orders->next = search->last_code;
            *more = false;
        }
    }
    arena_free(&arena);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

/* The newest order opened before that time, by halving; ids without an order are stepped over. */
static enum err newest_before(struct act *act, int64_t before, int64_t *newest)
{
    int64_t low = 0, high = *newest;
    while (low < high) {
        struct arena arena = { 0 };
        struct order order;
        int64_t middle = low + (high - low + 1) / 2, id = middle;
        enum err err = ERR_NOT_FOUND;
        while (err == ERR_NOT_FOUND && id > low && middle - id < HOLES)
            err = store_get(act->store, TREE_ORDER, key_number((uint64_t)id--), &order, &arena);
        bool earlier = err == ERR_NOT_FOUND || order.opened < before;
        arena_free(&arena);
        if (err && err != ERR_NOT_FOUND)
            return err;
        if (earlier)
            low = middle;
        else
            high = middle - 1;
    }
    *newest = low;
    return ERR_NONE;
}

static int newest_first(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left < right) - (left > right);
}

/* A customer's orders: the index has them by the time of placing; the last SCAN_ORDERS of them count. */
static enum err find_customer(struct act *act, struct search *search, int64_t newest, struct orders *orders)
{
    struct key from = key_none(), found, target;
    struct walk *walk;
    int64_t *ids = arena_alloc(act->arena, SCAN_ORDERS * sizeof *ids);
    size_t count = 0;
    bool more = true;
    key_add_text(&from, act->args->customer);
    enum err err = walk_open(act->store, INDEX_CUSTOMER, from, from.size, false, &walk);
    if (err)
        return err;
    while ((err = walk_next(walk, &found, &target)) == ERR_NONE)
        if ((int64_t)be64(target.data) <= newest)
            ids[count++ % SCAN_ORDERS] = (int64_t)be64(target.data);
    walk_close(walk);
    count = count < SCAN_ORDERS ? count : SCAN_ORDERS;
    qsort(ids, count, sizeof *ids, newest_first);
    err = err == ERR_NOT_FOUND ? ERR_NONE : err;
    for (size_t i = 0; i < count && more && !err; i++)
        err = look(act, search, ids[i], orders, &more);
    return err;
}

static enum err read_search(struct act *act, struct search *search, int64_t *newest)
{
    const struct args *args = act->args;
    struct order after;
    struct meta meta;
    fold_text(args->name, search->name, sizeof search->name);
    digits_of(args->phone, search->phone, sizeof search->phone);
    search->limit = act_page_limit(act);
    if (*args->phone && *search->phone == 0)
        return err_detail(ERR_NUMBER, "%s has no digits", args->phone);
    enum err err = *args->date ? read_day(args->date, &search->from, &search->until) : ERR_NONE;
    if (!err)
        err = act_meta(act, &meta);
    if (err)
        return err;
    *newest = meta.next_order;
    if (*args->after) {
        act->args->code = args->after;
        if ((err = act_order(act, &after)))
            return err;
        *newest = after.id - 1;
    }
    return search->until ? newest_before(act, search->until, newest) : ERR_NONE;
}

enum err action_order_find(struct act *act)
{
    struct orders *orders = act->reply;
    struct search search = { .last_code = "" };
    int64_t newest = 0;
    bool more = true;
    enum err err = read_search(act, &search, &newest);
    if (!err && *act->args->customer)
        err = find_customer(act, &search, newest, orders);
    else
        for (int64_t id = newest; id > 0 && more && !err; id--)
            err = look(act, &search, id, orders, &more);
    orders->held = act->counts.held;
    orders->to_make = act->counts.to_make;
    orders->ready = act->counts.ready;
    orders->alerts = act->counts.alerts;
    orders->total = (int64_t)orders->orders.n;
    return err;
}
