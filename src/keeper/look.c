/* look.c - looking without changing: orders, journal, catalogue, status. Lists come in pages of at most 200 rows. */
#include <stdlib.h>
#include <string.h>
#include "../base/clock.h"
#include "../model/promise.h"
#include "../model/ticket.h"
#include "keeper.h"

enum { JOURNAL_LOOK = 2000 }; /* entries looked at for one answer */

enum err action_order_show(struct act *act)
{
    struct order order;
    enum err err = act_order(act, &order);
    if (!err)
        err = act_show(act, &order);
    if (!err)
        *(struct order *)act->reply = order;
    return err;
}

/* What "all" means, in the order that the counter works: what waits for somebody comes first. */
static const enum order_state live[] = { ORDER_HELD, ORDER_READY, ORDER_AUTHENTICATED, ORDER_PRODUCING, ORDER_OPEN };

/* One state, soonest expiry first, from behind the order `after` if it is of that state. */
static enum err list_state(struct act *act, enum order_state state, bool alerts, const struct order *after, struct orders *orders)
{
    struct key from = key_none(), found, target;
    struct walk *walk;
    key_add_byte(&from, (uint8_t)state);
    if (after) {
        key_add_number(&from, (uint64_t)after->expires);
        key_add_number(&from, (uint64_t)after->id);
    }
    enum err err = walk_open(act->store, alerts ? INDEX_ALERTS : INDEX_BOARD, from, 1, after != NULL, &walk);
    if (err)
        return err;
    while (*orders->next == 0 && (err = walk_next(walk, &found, &target)) == ERR_NONE) {
        struct row row;
        if ((err = walk_row(walk, &row, act->arena)))
            break;
        if ((int64_t)orders->orders.n == act_page_limit(act))
            orders->next = orders->orders.v[orders->orders.n - 1].code;
        else
            *LIST_ADD(act->arena, &orders->orders, row) = row;
    }
    walk_close(walk);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

enum err action_order_list(struct act *act)
{
    struct orders *orders = act->reply;
    struct order after;
    const char *state = act->args->state;
    bool alerts = strcmp(state, "alert") == 0 || strcmp(state, "alerts") == 0;
    int one = *state && !alerts && strcmp(state, "all") != 0 ? word_find(&order_state_words, state) : -1;
    enum err err = ERR_NONE;
    if (*state && !alerts && one < 0 && strcmp(state, "all") != 0)
        return err_detail(ERR_NOT_FOUND, "no state is called %s", state);
    if (*act->args->after) {
        act->args->code = act->args->after;
        if ((err = act_order(act, &after)))
            return err;
    }
    bool begun = *act->args->after == 0;
    if (one >= 0) {
        err = list_state(act, (enum order_state)one, false, begun ? NULL : &after, orders);
    } else {
        for (size_t i = 0; i < sizeof live / sizeof *live && !err; i++) {
            bool here = !begun && live[i] == after.state;
            if (begun || here)
                err = list_state(act, live[i], alerts, here ? &after : NULL, orders);
            begun = begun || here;
        }
    }
    orders->held = act->counts.held;
    orders->to_make = act->counts.to_make;
    orders->ready = act->counts.ready;
    orders->alerts = act->counts.alerts;
    orders->total = (int64_t)orders->orders.n;
    return err;
}

/* --since and --until take the beginning of an ISO time; those sort as text, and 2026-11-25 ends with that day. */
static bool journal_wanted(const struct args *args, const struct entry *entry)
{
    char iso[32];
    clock_iso(entry->at, iso, sizeof iso);
    return (*args->since == 0 || strcmp(iso, args->since) >= 0) &&
           (*args->until == 0 || strncmp(iso, args->until, strlen(args->until)) <= 0) &&
           (*args->login == 0 || strcmp(entry->who, args->login) == 0);
}

enum err action_journal(struct act *act)
{
    struct entries *entries = act->reply;
    struct key from = key_none(), found, target;
    struct walk *walk;
    char code[LABEL_CODE + 1];
    enum err err = ERR_NONE;
    bool one = *act->args->code != 0;
    int looked = 0;
    if (one) {
        if ((err = ticket_read(act->args->code, code)))
            return err;
        key_add_text(&from, code);
    }
    size_t prefix = from.size;
    long long after = *act->args->after ? strtoll(act->args->after, NULL, 10) : 0;
    key_add_number(&from, (uint64_t)after);
    if ((err = walk_open(act->store, one ? INDEX_ORDER_JOURNAL : TREE_JOURNAL, from, prefix, after > 0, &walk)))
        return err;
    while ((err = walk_next(walk, &found, &target)) == ERR_NONE) {
        struct entry entry;
        if ((err = store_get(act->store, TREE_JOURNAL, target, &entry, act->arena)))
            break;
        /* Nobody waits while somebody looks for what is rare: the asker goes on from there. */
        if (++looked > JOURNAL_LOOK) {
            entries->next = arena_format(act->arena, "%lld", (long long)entry.seq - 1);
            break;
        }
        if (!journal_wanted(act->args, &entry))
            continue;
        if ((int64_t)entries->journal.n == act_page_limit(act)) {
            entries->next = arena_format(act->arena, "%lld", (long long)entries->journal.v[entries->journal.n - 1].seq);
            break;
        }
        *LIST_ADD(act->arena, &entries->journal, entry) = entry;
    }
    walk_close(walk);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

static const char *surcharge_words(struct act *act, const struct conf_class *class)
{
    if (class->percent)
        return arena_format(act->arena, "+%lld %%", (long long)class->percent);
    return class->fixed_minor ? arena_format(act->arena, "+%s", act_money(act, class->fixed_minor)) : "";
}

enum err action_catalogue(struct act *act)
{
    struct catalogue *catalogue = act->reply;
    const struct conf *conf = act->conf;
    catalogue->shop = conf->shop_name;
    catalogue->currency = conf->currency;
    catalogue->currency_decimals = conf->currency_decimals;
    catalogue->address = keeper_state.address;
    catalogue->port = keeper_state.port;
    catalogue->photos_most = conf->photos_per_order;
    catalogue->order_mb = conf->order_mb;
    catalogue->photo_mb = conf->photo_mb;
    catalogue->reserve_mb = conf->reserve_mb;
    for (size_t i = 0; i < conf->product_count; i++) {
        const struct conf_product *from = &conf->products[i];
        struct product *product = LIST_ADD(act->arena, &catalogue->products, product);
        struct buf surfaces = { 0 };
        for (size_t k = 0; k < from->surface_count; k++)
            buf_format(&surfaces, "%s%s", k ? " " : "", from->surfaces[k].name);
        product->product = from->name;
        product->words = from->words;
        product->surfaces = arena_text(act->arena, buf_string(&surfaces));
        product->price_minor = from->price_minor;
        product->width = from->width_px;
        product->height = from->height_px;
        product->layout = from->layout;
        buf_free(&surfaces);
    }
    for (size_t i = 0; i < conf->class_count; i++) {
        struct class *class = LIST_ADD(act->arena, &catalogue->classes, class);
        class->class = conf->classes[i].name;
        class->words = conf->classes[i].words;
        class->promised = promise_time(conf, &conf->classes[i], act->now);
        class->surcharge = surcharge_words(act, &conf->classes[i]);
    }
    return ERR_NONE;
}

/* What is counted on the way, for who watches the shop from outside. */
static void status_figures(struct act *act, struct status *status)
{
    static const enum order_state living[] = { ORDER_OPEN, ORDER_HELD, ORDER_AUTHENTICATED, ORDER_PRODUCING, ORDER_READY };
    status->missed = act->counts.missed;
    status->bytes_in = act->counts.bytes_in;
    status->rounds_us = keeper_state.rounds_us;
    for (size_t i = 0; i < sizeof living / sizeof *living; i++) {
        struct tally *tally = LIST_ADD(act->arena, &status->states, tally);
        tally->name = word_of(&order_state_words, living[i]);
        tally->count = act->counts.states[living[i]];
    }
    for (size_t i = 0; i < ROUNDS; i++) {
        struct bucket *bucket = LIST_ADD(act->arena, &status->rounds, bucket);
        bucket->most_us = engine_round_us(i);
        bucket->count = keeper_state.rounds[i];
    }
}

enum err action_status(struct act *act)
{
    struct status *status = act->reply;
    struct printers printers;
    record_copy(&status_type, &keeper_state.peers, status, act->arena);
    status->shop = act->conf->shop_name;
    status->opened = keeper_state.opened;
    status->sessions = keeper_state.session_count;
    status->held = act->counts.held;
    status->to_make = act->counts.to_make;
    status->ready = act->counts.ready;
    status->alerts = act->counts.alerts;
    status->actions = keeper_state.actions;
    status->flushes = keeper_state.flushes;
    status->disk_free_mb = space_free_mb(&keeper_state);
    status->disk_alarm = space_alarm(&keeper_state, act->arena);
    status_figures(act, status);
    struct meta meta;
    if (act_meta(act, &meta) == ERR_NONE) {
        status->alarm = meta.clock_alarm;
        status->backed_up = meta.backed_up;
        status->backup_alarm = backup_alarm(act, &meta);
    }
    record_init(&printers_type, &printers);
    enum err err = printers_now(act, &printers);
    status->printers.v = printers.printers.v;
    status->printers.n = printers.printers.n;
    status->prints_waiting = act->counts.prints;
    return err ? err : queue_late(act, &status->late);
}
