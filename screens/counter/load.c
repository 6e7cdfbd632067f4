/* load.c - the counter's list as the keeper has it: pages of 200, read when they are looked at; see counter.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../draw.h"
#include "../order_acts.h"
#include "../order_words.h"
#include "counter.h"

enum { PAGE = 200, PAGES_MOST = 50 };

static const struct { enum action action; const char *state, *name; } filters[COUNTER_FILTERS] = {
    [COUNTER_ALL] = { ACTION_LIST, "", "all" },
    [COUNTER_HELD] = { ACTION_LIST, "held", "held" },
    [COUNTER_READY] = { ACTION_LIST, "ready", "ready" },
    [COUNTER_ALERTS] = { ACTION_LIST, "alert", "alerts" },
    [COUNTER_CALLS] = { ACTION_CALLS, "", "calls" },
    [COUNTER_FOUND] = { ACTION_FIND, "", "found" },
};

const char *counter_filter_name(enum counter_filter filter)
{
    return filters[filter].name;
}

/* Append a page of rows. */
static enum err read_page(struct screen *screen, const struct counter *counter, const char *after, struct counter *into)
{
    struct args args = client_args();
    struct orders orders;
    args.state = filters[counter->filter].state;
    args.limit = PAGE;
    args.after = after;
    if (counter->filter == COUNTER_FOUND) {
        args.name = counter->find.name;
        args.phone = counter->find.phone;
        args.customer = counter->find.customer;
        args.date = counter->find.date;
    }
    enum err err = screen_call(screen, filters[counter->filter].action, &args, &orders, &into->arena);
    if (err)
        return err;
    if (after[0] == 0) {
        into->orders = orders;
        into->rows = orders.orders.v;
    } else if (orders.orders.n) {
        struct row *rows = arena_room(&into->arena, (into->list.count + orders.orders.n) * sizeof *rows);
        if (into->list.count)
            memcpy(rows, into->rows, into->list.count * sizeof *rows);
        memcpy(rows + into->list.count, orders.orders.v, orders.orders.n * sizeof *rows);
        into->rows = rows;
    }
    into->list.count += orders.orders.n;
    /* A page without rows is the end, but a search may have looked at some thousand orders in vain and goes on. */
    into->next = orders.orders.n || counter->filter == COUNTER_FOUND ? orders.next : "";
    return ERR_NONE;
}

static void select_code(struct counter *counter, const char *code)
{
    for (size_t i = 0; code[0] && i < counter->list.count; i++)
        if (strcmp(counter->rows[i].code, code) == 0) {
            counter->list.selected = i;
            break;
        }
    list_fit(&counter->list);
}

bool counter_load(struct screen *screen, struct counter *counter)
{
    struct counter fresh = { .list = { .rows = counter->list.rows }, .next = "" };
    char code[TICKET_CODE + 1] = "";
    size_t wanted = counter->list.selected + 1;
    if (counter->list.selected < counter->list.count)
        snprintf(code, sizeof code, "%s", counter->rows[counter->list.selected].code);
    enum err err = read_page(screen, counter, "", &fresh);
    for (int page = 1; !err && fresh.list.count < wanted && fresh.next[0] && page < PAGES_MOST; page++)
        err = read_page(screen, counter, fresh.next, &fresh);
    if (err) {
        arena_free(&fresh.arena);
        return false;
    }
    arena_free(&counter->arena);
    counter->arena = fresh.arena;
    counter->rows = fresh.rows;
    counter->orders = fresh.orders;
    counter->next = fresh.next;
    counter->list.count = fresh.list.count;
    select_code(counter, code);
    return true;
}

bool counter_load_counts(struct screen *screen, struct counter *counter)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    struct orders orders;
    args.limit = 1;
    enum err err = screen_call(screen, ACTION_LIST, &args, &orders, &arena);
    if (!err) {
        counter->orders.held = orders.held;
        counter->orders.to_make = orders.to_make;
        counter->orders.ready = orders.ready;
        counter->orders.alerts = orders.alerts;
    }
    arena_free(&arena);
    return !err;
}

void counter_load_more(struct screen *screen, struct counter *counter)
{
    if (counter->list.selected + 1 == counter->list.count && counter->next[0] &&
        counter->list.count < PAGE * PAGES_MOST)
        (void)!read_page(screen, counter, counter->next, counter);
}

void counter_detail(struct screen *screen)
{
    struct counter *counter = screen_data(screen, &counter_ops);
    struct arena arena = { 0 };
    struct order order;
    counter_load_more(screen, counter);
    if (counter->list.count == 0) {
        snprintf(screen->position, sizeof screen->position, "none");
        text_clear(&counter->detail);
        counter->shown[0] = 0;
        return;
    }
    snprintf(screen->position, sizeof screen->position, "%zu of %zu%s", counter->list.selected + 1, counter->list.count,
             counter->next[0] ? "+" : "");
    const char *code = counter->rows[counter->list.selected].code;
    if (order_read(screen, code, &order, &arena) == ERR_NONE) {
        text_clear(&counter->detail);
        order_words_short(&order, draw_columns() - 2, &counter->detail);
        snprintf(counter->shown, sizeof counter->shown, "%s", code);
    }
    arena_free(&arena);
}
