/* act.c - what all stages share: loading, saving and telling of an order; see act.h. */
#include "act.h"
#include <string.h>
#include "../base/address.h"
#include "../base/clock.h"
#include "../base/str.h"
#include "../model/risk.h"
#include "../model/ticket.h"

static void remember(struct act *act, const struct order *order)
{
    act->loaded.id = order->id;
    act->loaded.state = order->state;
    act->loaded.hold_reasons = order->hold_reasons;
    act->loaded.prints = order->prints_total - order->prints_made;
    act->loaded.promised = order->promised;
    act->loaded.expires = order->expires;
    act->loaded.photos_expire = order->photos_expire;
    act->loaded.ended = order->ended;
}

enum err act_order_by_id(struct act *act, int64_t id, struct order *order)
{
    enum err err = store_get(act->store, TREE_ORDER, key_number((uint64_t)id), order, act->arena);
    if (!err)
        remember(act, order);
    return err;
}

static enum err find_code(struct act *act, enum tree index, const char *code, struct order *order)
{
    struct key key = key_text(code), target;
    struct walk *walk;
    enum err err = walk_open(act->store, index, key, key.size, false, &walk);
    if (err)
        return err;
    err = walk_next(walk, &key, &target);
    walk_close(walk);
    if (err)
        return err;
    err = store_get(act->store, TREE_ORDER, target, order, act->arena);
    if (!err)
        remember(act, order);
    return err;
}

enum err act_order(struct act *act, struct order *order)
{
    char code[LABEL_CODE + 1];
    enum err err = ticket_read(act->args->code, code);
    if (err)
        return err;
    /* Somebody else's order and no order answer alike to those who only have their own. */
    if (act->scope == SCOPE_OWN && strcmp(code, act->who->code) != 0)
        return err_detail(ERR_NO_ORDER, "%s", code);
    err = find_code(act, strlen(code) == LABEL_CODE ? INDEX_LABEL : INDEX_CODE, code, order);
    return err == ERR_NOT_FOUND ? err_detail(ERR_NO_ORDER, "%s", code) : err;
}

/* How one order counts, so often as `sign` says: 1 or -1. */
static void count(enum order_state state, uint32_t reasons, int64_t prints, bool late, int sign, struct counts *counts)
{
    bool making = state == ORDER_AUTHENTICATED || state == ORDER_PRODUCING, waits = making && reasons == 0;
    counts->states[state] += sign;
    counts->held += sign * (state == ORDER_HELD);
    counts->to_make += sign * waits;
    counts->prints += sign * (waits ? prints : 0);
    counts->late += sign * (making && late);
    counts->ready += sign * (state == ORDER_READY);
    counts->alerts += sign * ((state == ORDER_HELD || making) && reasons & BIT(HOLD_ALERT));
}

static bool late(int64_t promised, const struct counts *counts)
{
    return promised && promised < counts->late_until;
}

void act_count(const struct row *row, struct counts *counts)
{
    count(row->state, row->hold_reasons, row->prints_total - row->prints_made, late(row->promised, counts), 1, counts);
}

void counts_move(struct counts *counts, const struct counts *by)
{
    counts->held += by->held;
    counts->to_make += by->to_make;
    counts->prints += by->prints;
    counts->ready += by->ready;
    counts->alerts += by->alerts;
    counts->late += by->late;
    counts->late_until += by->late_until;
    counts->missed += by->missed;
    counts->bytes_in += by->bytes_in;
    for (int state = 0; state < ORDER_STATE_COUNT; state++)
        counts->states[state] += by->states[state];
}

enum err act_save(struct act *act, const struct order *order)
{
    count(order->state, order->hold_reasons, order->prints_total - order->prints_made, late(order->promised, &act->counts), 1, &act->moved);
    if (act->loaded.id == order->id)
        count(act->loaded.state, act->loaded.hold_reasons, act->loaded.prints, late(act->loaded.promised, &act->counts), -1, &act->moved);
    if (act->loaded.id == order->id && act->loaded.state != ORDER_READY && order->state == ORDER_READY)
        act->moved.missed += order->promised && order->promised < act->now;
    /* A date set by a clock that is not believed must not be gone by (clock.c). */
    struct order saved = *order;
    bool dated = act->loaded.id != order->id || act->loaded.expires != order->expires ||
                 act->loaded.photos_expire != order->photos_expire || act->loaded.ended != order->ended;
    bool believed;
    enum err err = dated ? act_believes_clock(act, &believed) : ERR_NONE;
    if (err)
        return err;
    if (dated)
        saved.dates_doubtful = !believed;
    if (act->loaded.id == order->id && act->loaded.state == ORDER_OPEN && order->state != ORDER_OPEN)
        act_effect(act, EFFECT_CLOSED, order->code);
    remember(act, order);
    act->topics |= BIT(TOPIC_ORDERS);
    act->changed_code = order->code;
    return store_put(act->store, TREE_ORDER, key_number((uint64_t)order->id), &saved);
}

/* No longer than a row of the journal takes, and no character cut in two: a file's path may be longer. */
static const char *fitted(struct act *act, const char *text, const char *field)
{
    size_t limit = record_field(&entry_type, field)->limit, length = text ? strlen(text) : 0;
    if (length <= limit)
        return text ? text : "";
    while (limit > 0 && ((unsigned char)text[limit] & 0xc0) == 0x80)
        limit--;
    return arena_text_n(act->arena, text, limit);
}

enum err act_journal(struct act *act, const struct order *order, enum event event, const char *from, const char *to,
                     const char *note)
{
    struct entry entry;
    record_init(&entry_type, &entry);
    entry.at = act->now;
    entry.who = act->who->login;
    entry.terminal = act->who->terminal;
    entry.event = event;
    entry.code = order ? order->code : "";
    entry.from = fitted(act, from, "from");
    entry.to = fitted(act, to, "to");
    entry.note = fitted(act, note, "note");
    return journal_append(act->store, &entry);
}

enum err act_step(struct act *act, struct order *order, enum event event)
{
    enum right right;
    enum err err = order_may(order, event, &right);
    if (err)
        return err;
    if (right == RIGHT_NONE)
        right = RIGHT_MACHINE; /* only the shop itself: by clock or production */
    if (rights_of(act->who, right) == SCOPE_NONE)
        return err_detail(ERR_RIGHT, "%s", word_of(&right_words, right));
    return order_step(order, event);
}

enum err act_customer(struct act *act, const char *number, struct customer *customer, bool *found)
{
    *found = false;
    record_init(&customer_type, customer);
    if (*number == 0)
        return ERR_NONE;
    enum err err = store_get(act->store, TREE_CUSTOMER, key_text(number), customer, act->arena);
    *found = !err;
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

enum err act_weigh(struct act *act, struct order *order)
{
    struct customer customer;
    bool found, was = order->hold_reasons & BIT(HOLD_ALERT);
    enum err err = act_customer(act, order->customer, &customer, &found);
    if (err)
        return err;
    risk_weigh(act->conf, found ? &customer : NULL, order, act->now, &order->risk, act->arena);
    order->hold_reasons = (order->hold_reasons & ~BIT(HOLD_ALERT)) | (order->risk.alert ? BIT(HOLD_ALERT) : 0);
    if (order->risk.alert && !was)
        return act_journal(act, order, EVENT_ALERT, "", "", order->risk.words);
    if (!order->risk.alert && was)
        return act_journal(act, order, EVENT_RELEASE, word_of(&hold_reason_words, HOLD_ALERT), "", order->risk.words);
    return ERR_NONE;
}

static enum err show_prints(struct act *act, struct order *order)
{
    struct key key = key_number((uint64_t)order->id), found, target;
    struct walk *walk;
    enum err err = walk_open(act->store, TREE_PRINT, key, key.size, false, &walk);
    if (err)
        return err;
    while (order->prints.n < 200 && (err = walk_next(walk, &found, &target)) == ERR_NONE) {
        struct print *print = LIST_ADD(act->arena, &order->prints, print);
        err = store_get(act->store, TREE_PRINT, target, print, act->arena);
        if (err)
            break;
    }
    walk_close(walk);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

/* The end of it: what happened last is what is asked for. */
static enum err show_journal(struct act *act, struct order *order)
{
    enum { LAST = 200 };
    struct key key = key_none(), found, *last = arena_alloc(act->arena, LAST * sizeof *last);
    struct walk *walk;
    size_t count = 0;
    key_add_text(&key, order->code);
    enum err err = walk_open(act->store, INDEX_ORDER_JOURNAL, key, key.size, false, &walk);
    if (err)
        return err;
    while ((err = walk_next(walk, &found, &last[count % LAST])) == ERR_NONE)
        count++;
    walk_close(walk);
    if (err != ERR_NOT_FOUND)
        return err;
    for (size_t i = count > LAST ? count - LAST : 0; i < count; i++)
        if ((err = store_get(act->store, TREE_JOURNAL, last[i % LAST], LIST_ADD(act->arena, &order->journal, entry), act->arena)))
            return err;
    return ERR_NONE;
}

enum err act_show(struct act *act, struct order *order)
{
    order->prints.n = order->journal.n = 0;
    struct printers printers;
    enum err err = show_prints(act, order);
    if (!err)
        err = show_journal(act, order);
    if (!err)
        err = act_printers(act, &printers);
    return err ? err : act_waits_for(act, order, &printers, &order->waits);
}

enum err act_meta(struct act *act, struct meta *meta)
{
    return store_get(act->store, TREE_META, key_text("meta"), meta, act->arena);
}

enum err act_meta_save(struct act *act, const struct meta *meta)
{
    return store_put(act->store, TREE_META, key_text("meta"), meta);
}

enum err act_ticket(struct act *act, const struct order *order, bool password, struct ticket *ticket)
{
    record_init(&ticket_type, ticket);
    ticket->code = order->code;
    ticket->state = order->state;
    ticket->price_minor = order->price_minor;
    ticket->currency = order->currency;
    ticket->currency_decimals = order->currency_decimals;
    ticket->expires = order->expires;
    ticket->photos_expire = order->photos_expire;
    ticket->promised = order->promised;
    ticket->shop = act->conf->shop_name;
    if (!password)
        return ERR_NONE;
    struct meta meta;
    char text[TICKET_PASSWORD + 1];
    enum err err = act_meta(act, &meta);
    if (err)
        return err;
    if (meta.ticket_key.size != TICKET_KEY)
        return err_detail(ERR_STORE, "the ticket key is missing");
    ticket_password(meta.ticket_key.data, order->code, order->version, text);
    ticket->password = arena_text(act->arena, text);
    return ERR_NONE;
}

enum err act_later(struct act *act, enum later later, const char *secret, const char *hash)
{
    act->later = later;
    act->secret = secret;
    act->hash = hash;
    return ERR_PENDING;
}

void act_effect(struct act *act, int kind, const char *text)
{
    struct effect *effect = arena_alloc(act->arena, sizeof *effect);
    *effect = (struct effect){ .next = act->effects, .kind = kind, .text = text };
    act->effects = effect;
}

int64_t act_page_limit(const struct act *act)
{
    return act->args->limit > 0 && act->args->limit < 200 ? act->args->limit : 200;
}

const char *act_time(struct act *act, int64_t at)
{
    char iso[32];
    return arena_text(act->arena, clock_iso(at, iso, sizeof iso));
}

const char *act_money(struct act *act, int64_t minor)
{
    char text[32];
    return arena_text(act->arena, str_money(minor, (int)act->conf->currency_decimals, text, sizeof text));
}

const char *act_origin(struct act *act)
{
    char counted[ADDRESS_TEXT];
    return arena_text(act->arena, address_counted(act->who->address, counted));
}

enum err act_throttle(struct act *act, const char *key)
{
    struct tries tries;
    enum err err = store_get(act->store, TREE_TRIES, key_text(key), &tries, act->arena);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_NONE : err;
    int64_t delay = ticket_delay(tries.wrong, tries.last, act->now), left = tries.last + delay - act->now;
    if (left <= 0)
        return ERR_NONE;
    if (left < 120)
        return err_detail(ERR_SLOW_DOWN, "%lld seconds", (long long)left);
    return err_detail(ERR_SLOW_DOWN, "%lld minutes", (long long)(left / 60));
}

enum err act_tried(struct act *act, const char *key, bool right)
{
    struct tries tries;
    enum err err = store_get(act->store, TREE_TRIES, key_text(key), &tries, act->arena);
    if (err == ERR_NOT_FOUND) {
        if (right)
            return ERR_NONE;
        record_init(&tries_type, &tries);
        err = ERR_NONE;
    }
    if (err)
        return err;
    if (right)
        return store_delete(act->store, TREE_TRIES, key_text(key));
    /* Old tries count half for every hour that passed. */
    for (int64_t hours = (act->now - tries.last) / 3600; hours > 0 && tries.wrong > 0; hours--)
        tries.wrong /= 2;
    tries.wrong++;
    tries.last = act->now;
    return store_put(act->store, TREE_TRIES, key_text(key), &tries);
}
