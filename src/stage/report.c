/* report.c - aside: what a day brought, summed up from the journal.
 *
 * Nothing is counted while the shop works: the journal has it all, in order. The housekeeper and every report read on
 * from the entry that was counted last and add to the record of its day, both in one transaction: if the lights go out
 * an entry is counted once, now or by the next keeper. What was taken for an order is shared out over its products as
 * they stand in it then.
 */
#include <stdio.h>
#include <string.h>
#include "../base/clock.h"
#include "../base/str.h"
#include "act.h"

enum { DAYS_MOST = 400, CATCH_UP_MS = 400 };

/* The day that is being added to, and the order that was looked at last: its entries lie together. */
struct counting {
    struct act *act;
    struct day day;
    bool open;                  /* day is one */
    char code[16];
    struct order order;
    bool known;                 /* order is that of code */
    int64_t counted;
};

/* ---- adding up ---- */

static enum err add(int64_t *sum, int64_t amount)
{
    return __builtin_add_overflow(*sum, amount, sum) ? ERR_OVERFLOW : ERR_NONE;
}

/* The row of that name; a list that is full counts the rest as "other", its last row. */
static enum err add_share(struct act *act, void *list, const char *day_field, const char *name, int64_t count, int64_t amount)
{
    struct { struct portion *v; size_t n; } *shares = list;
    const struct field *field = record_field(&day_type, day_field);
    struct portion *portion = NULL;
    for (size_t i = 0; i < shares->n && !portion; i++)
        if (strcmp(shares->v[i].name, name) == 0)
            portion = &shares->v[i];
    if (!portion && shares->n + 1 >= field->limit && strcmp(name, "other") != 0)
        return add_share(act, list, day_field, "other", count, amount);
    if (!portion) {
        portion = LIST_ADD(act->arena, list, portion);
        portion->name = arena_text(act->arena, name);
    }
    enum err err = add(&portion->count, count);
    return err ? err : add(&portion->amount_minor, amount);
}
#define ADD_SHARE(counting, list, name, count, amount) \
    add_share((counting)->act, &(counting)->day.list, #list, name, count, amount)

static enum err close_day(struct counting *counting)
{
    if (!counting->open)
        return ERR_NONE;
    counting->open = false;
    return store_put(counting->act->store, TREE_DAY, key_text(counting->day.date), &counting->day);
}

static enum err open_day(struct counting *counting, int64_t at)
{
    char date[11];
    clock_date(clock_day(at), date);
    if (counting->open && strcmp(counting->day.date, date) == 0)
        return ERR_NONE;
    enum err err = close_day(counting);
    if (err)
        return err;
    err = store_get(counting->act->store, TREE_DAY, key_text(date), &counting->day, counting->act->arena);
    if (err && err != ERR_NOT_FOUND)
        return err;
    if (err)
        record_init(&day_type, &counting->day);
    counting->day.date = arena_text(counting->act->arena, date);
    counting->open = true;
    return ERR_NONE;
}

static enum err look_at_order(struct counting *counting, const char *code)
{
    struct act *act = counting->act;
    if (strcmp(counting->code, code) == 0)
        return ERR_NONE;
    enum err err = store_get(act->store, INDEX_CODE, key_text(code), &counting->order, act->arena);
    counting->known = err == ERR_NONE;
    snprintf(counting->code, sizeof counting->code, "%s", code);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

/* Each product has its part of the sum up to and with it, less what those before have: nothing is lost in rounding. */
static enum err share_out(struct counting *counting, int64_t amount)
{
    const struct order *order = &counting->order;
    int64_t whole = 0, upto = 0, given = 0;
    enum err err = ERR_NONE;
    for (size_t i = 0; counting->known && i < order->lines.n; i++)
        whole += order->lines.v[i].total_minor;
    if (whole <= 0)
        return ADD_SHARE(counting, products, "other", 1, amount);
    for (size_t i = 0; i < order->lines.n && !err; i++) {
        upto += order->lines.v[i].total_minor;
        int64_t part = (int64_t)((__int128)amount * upto / whole) - given;
        given += part;
        err = ADD_SHARE(counting, products, order->lines.v[i].product, amount > 0 ? order->lines.v[i].copies : 0, part);
    }
    return err;
}

/* Whose order: nobody's that is known, a customer's, a member's. */
static const char *kind_of(struct counting *counting, enum err *err)
{
    struct customer customer;
    bool found = false;
    if (!counting->known || *counting->order.customer == 0)
        return "guest";
    *err = act_customer(counting->act, counting->order.customer, &customer, &found);
    return found && customer.member ? "member" : "customer";
}

static enum err count_taking(struct counting *counting, const struct entry *entry, int64_t amount, const char *method)
{
    bool known = counting->known;
    enum err err = add(&counting->day.taken_minor, amount);
    if (!err && entry->event == EVENT_REFUND)
        err = add(&counting->day.refunded_minor, -amount);
    counting->day.payments++;
    if (!err)
        err = ADD_SHARE(counting, methods, method, 1, amount);
    if (!err)
        err = ADD_SHARE(counting, classes, known && *counting->order.class ? counting->order.class : "other", 1, amount);
    const char *kind = err ? "" : kind_of(counting, &err);
    if (!err)
        err = ADD_SHARE(counting, kinds, kind, 1, amount);
    return err ? err : share_out(counting, amount);
}

/* Of a void the journal says the receipt; how that was paid, the order. */
static const char *void_method(const struct counting *counting, const struct entry *entry)
{
    long long receipt = 0;
    sscanf(entry->from, "receipt %lld", &receipt);
    for (size_t i = 0; counting->known && i < counting->order.payments.n; i++)
        if (counting->order.payments.v[i].receipt == receipt)
            return word_of(&pay_method_words, counting->order.payments.v[i].method);
    return "other";
}

static enum err count_money(struct counting *counting, const struct entry *entry)
{
    int decimals = (int)counting->act->conf->currency_decimals;
    const char *text = entry->to + (*entry->to == '-');
    int64_t amount = 0;
    enum err err = look_at_order(counting, entry->code);
    if (err || !str_parse_money(text, decimals, &amount))
        return err;
    if (entry->event == EVENT_PAY)
        return count_taking(counting, entry, amount, entry->from);
    return count_taking(counting, entry, -amount,
                        entry->event == EVENT_REFUND ? word_of(&pay_method_words, PAY_REFUND) : void_method(counting, entry));
}

static enum err count_print(struct counting *counting, const struct entry *entry)
{
    long long line;
    if (sscanf(entry->note, "line %lld", &line) != 1)
        return ERR_NONE; /* a label */
    counting->day.prints++;
    enum err err = look_at_order(counting, entry->code);
    const char *product = "other";
    for (size_t i = 0; !err && counting->known && i < counting->order.lines.n; i++)
        if (counting->order.lines.v[i].n == line)
            product = counting->order.lines.v[i].product;
    return err ? err : ADD_SHARE(counting, printed, product, 1, 0);
}

static enum err count_unclaimed(struct counting *counting, const struct entry *entry)
{
    if (strcmp(entry->to, word_of(&order_state_words, ORDER_UNCLAIMED)) != 0)
        return ERR_NONE;
    counting->day.unclaimed++;
    enum err err = look_at_order(counting, entry->code);
    if (err || !counting->known)
        return err;
    return add(&counting->day.unclaimed_minor, counting->order.price_minor - counting->order.paid_minor);
}

/* Money that is taken back has an entry of its own, as a void. */
static enum err count_undo(struct counting *counting, const struct entry *entry)
{
    if (strcmp(entry->to, word_of(&event_words, EVENT_LIFT)) == 0)
        return ADD_SHARE(counting, lifted, entry->who, -1, 0);
    counting->day.collected -= strcmp(entry->to, word_of(&event_words, EVENT_HAND_OVER)) == 0;
    return ERR_NONE;
}

static enum err count_entry(struct counting *counting, const struct entry *entry)
{
    long long prints = 0;
    enum err err = open_day(counting, entry->at);
    if (err)
        return err;
    switch (entry->event) {
    case EVENT_PAY: case EVENT_REFUND: case EVENT_VOID: return count_money(counting, entry);
    case EVENT_PRINT_MADE: return count_print(counting, entry);
    case EVENT_EXPIRE: return count_unclaimed(counting, entry);
    case EVENT_LIFT: return ADD_SHARE(counting, lifted, entry->who, 1, 0);
    case EVENT_REMAKE:
        sscanf(entry->to, "%lld prints", &prints);
        return add(&counting->day.remakes, prints);
    case EVENT_PLACE: counting->day.placed++; break;
    case EVENT_HAND_OVER: counting->day.collected++; break;
    case EVENT_CANCEL: counting->day.cancelled++; break;
    case EVENT_ALERT: counting->day.alerts++; break;
    case EVENT_UNDO: return count_undo(counting, entry);
    default: break;
    }
    return ERR_NONE;
}

/* As many entries as there is time for. */
static enum err read_on(struct counting *counting, struct meta *meta, int64_t until_ms)
{
    struct act *act = counting->act;
    struct key found, target;
    struct walk *walk;
    enum err err = walk_open(act->store, TREE_JOURNAL, key_number((uint64_t)meta->reported), 0, true, &walk);
    if (err)
        return err;
    while (clock_ms() < until_ms && (err = walk_next(walk, &found, &target)) == ERR_NONE) {
        struct entry entry;
        /* An entry that cannot be read is check's to tell; the day goes on without it. */
        if (store_get(act->store, TREE_JOURNAL, found, &entry, act->arena) == ERR_NONE &&
            (err = count_entry(counting, &entry)))
            break;
        meta->reported = (int64_t)be64(found.data);
        counting->counted++;
    }
    walk_close(walk);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

enum err report_follow(struct act *act, int64_t budget_ms, int64_t *behind)
{
    struct counting counting = { .act = act };
    struct meta meta;
    enum err err = act_meta(act, &meta);
    if (!err && meta.reported < meta.next_entry - 1)
        err = read_on(&counting, &meta, clock_ms() + budget_ms);
    if (!err)
        err = close_day(&counting);
    if (!err && counting.counted)
        err = act_meta_save(act, &meta);
    *behind = err ? 0 : meta.next_entry - 1 - meta.reported;
    return err;
}

/* ---- answering ---- */

static enum err merge_shares(struct act *act, void *into, const void *from, const char *field)
{
    const struct { struct portion *v; size_t n; } *shares = from;
    enum err err = ERR_NONE;
    for (size_t i = 0; i < shares->n && !err; i++)
        err = add_share(act, into, field, shares->v[i].name, shares->v[i].count, shares->v[i].amount_minor);
    return err;
}

static enum err merge(struct act *act, struct day *total, const struct day *day)
{
    enum err err = ERR_NONE;
#define SUM(member) if (!err) err = add(&total->member, day->member);
    SUM(taken_minor) SUM(refunded_minor) SUM(payments) SUM(prints) SUM(remakes) SUM(placed) SUM(collected) SUM(cancelled)
    SUM(unclaimed) SUM(unclaimed_minor) SUM(alerts)
#undef SUM
#define SHARES(list) if (!err) err = merge_shares(act, &total->list, &day->list, #list);
    SHARES(products) SHARES(classes) SHARES(methods) SHARES(printed) SHARES(lifted) SHARES(kinds)
#undef SHARES
    return err;
}

static enum err report(struct act *act, int64_t from, int64_t until)
{
    struct report *reply = act->reply;
    char date[11];
    enum err err = report_follow(act, CATCH_UP_MS, &reply->behind);
    reply->from = arena_text(act->arena, clock_date(from, date));
    reply->until = arena_text(act->arena, clock_date(until, date));
    reply->currency = act->conf->currency;
    reply->currency_decimals = act->conf->currency_decimals;
    for (int64_t day = from; day <= until && !err; day++) {
        struct day one;
        err = store_get(act->store, TREE_DAY, key_text(clock_date(day, date)), &one, act->arena);
        if (err && err != ERR_NOT_FOUND)
            return err;
        struct day_sum *sum = LIST_ADD(act->arena, &reply->days, day_sum);
        sum->date = arena_text(act->arena, date);
        if (err == ERR_NOT_FOUND) {
            err = ERR_NONE; /* nothing happened */
            continue;
        }
        sum->taken_minor = one.taken_minor;
        sum->prints = one.prints;
        sum->placed = one.placed;
        err = merge(act, &reply->total, &one);
    }
    return err;
}

static enum err asked_day(const struct act *act, const char *text, int64_t *day)
{
    *day = clock_day(act->now);
    return *text == 0 || clock_date_read(text, day) ? ERR_NONE : err_detail(ERR_DATE, "%.60s", text);
}

enum err action_report_day(struct act *act)
{
    int64_t day;
    enum err err = asked_day(act, act->args->date, &day);
    return err ? err : report(act, day, day);
}

enum err action_report_range(struct act *act)
{
    int64_t from, until;
    enum err err = asked_day(act, act->args->since, &from);
    if (!err)
        err = asked_day(act, act->args->until, &until);
    if (err)
        return err;
    if (until < from || until - from >= DAYS_MOST)
        return err_detail(ERR_DATE, "from %.20s until %.20s are not 1 to %d days", act->args->since, act->args->until, DAYS_MOST);
    return report(act, from, until);
}
