/* purge.c - aside: what an order leaves behind when it ends: photos go, history stays (claims 3, 4, 7).
 *
 * If the lights go out: the record that named a photo is gone first; the file itself follows, at the latest by the
 * sweep of files that nobody names.
 */
#include <stddef.h>
#include <string.h>
#include "act.h"

static bool named_elsewhere(struct act *act, const struct order *order, const char *sha256, enum err *err)
{
    struct key key = key_none(), found, target;
    struct walk *walk;
    bool other = false;
    key_add_text(&key, sha256);
    *err = walk_open(act->store, INDEX_HASH, key, key.size, false, &walk);
    if (*err)
        return true;
    while (!other && (*err = walk_next(walk, &found, &target)) == ERR_NONE)
        other = be64(target.data) != (uint64_t)order->id;
    walk_close(walk);
    if (*err == ERR_NOT_FOUND)
        *err = ERR_NONE;
    return other;
}

/* One order fewer names the photo; with the last one its record goes, and the file after it. */
enum err act_drop_photo(struct act *act, const struct order *order, const char *sha256)
{
    struct stored_photo stored;
    enum err err;
    bool keep = named_elsewhere(act, order, sha256, &err);
    if (err)
        return err;
    err = store_get(act->store, TREE_PHOTO, key_text(sha256), &stored, act->arena);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_NONE : err;
    if (keep) {
        stored.orders -= stored.orders > 0;
        return store_put(act->store, TREE_PHOTO, key_text(sha256), &stored);
    }
    act_effect(act, EFFECT_FORGET_PHOTO, arena_text(act->arena, sha256));
    return store_delete(act->store, TREE_PHOTO, key_text(sha256));
}

enum err act_gone(struct act *act, enum gone_kind kind, int64_t count)
{
    static const struct {
        size_t count, at;
    } members[] = {
#define GONE_AT(constant, member, what) [constant] = { offsetof(struct meta, member), offsetof(struct meta, member##_at) },
        GONE_ROWS(GONE_AT)
#undef GONE_AT
    };
    struct meta meta;
    enum err err = act_meta(act, &meta);
    if (err)
        return err;
    *(int64_t *)((char *)&meta + members[kind].count) += count;
    *(int64_t *)((char *)&meta + members[kind].at) = act->now;
    return act_meta_save(act, &meta);
}

enum err act_purge(struct act *act, struct order *order)
{
    if (order->photos_purged)
        return ERR_NONE;
    for (size_t i = 0; i < order->photos.n; i++) {
        enum err err = act_drop_photo(act, order, order->photos.v[i].sha256);
        if (err)
            return err;
    }
    order->photos_purged = true;
    order->photos_expire = act->now; /* from here on: when they went */
    enum err err = act_gone(act, GONE_PHOTOS, (int64_t)order->photos.n);
    return err ? err : act_journal(act, order, EVENT_PURGE, arena_format(act->arena, "%zu photos", order->photos.n), NULL, NULL);
}

/* How the order ended goes into the customer's history, which is all that credibility is computed from. */
static enum err remember(struct act *act, const struct order *order, bool honoured)
{
    struct customer customer;
    bool found;
    enum err err = act_customer(act, order->customer, &customer, &found);
    if (err || !found)
        return err;
    size_t limit = record_field(&customer_type, "history")->limit;
    if (customer.history.n >= limit) { /* the oldest counts least */
        memmove(customer.history.v, customer.history.v + 1, (limit - 1) * sizeof *customer.history.v);
        customer.history.n = limit - 1;
        struct outcome *room = arena_alloc(act->arena, limit * 2 * sizeof *room);
        memcpy(room, customer.history.v, customer.history.n * sizeof *room);
        customer.history.v = room;
        room[customer.history.n++] = (struct outcome){ .at = act->now, .honoured = honoured, .code = order->code, .price_minor = order->price_minor };
    } else {
        struct outcome *outcome = LIST_ADD(act->arena, &customer.history, outcome);
        outcome->at = act->now;
        outcome->honoured = honoured;
        outcome->code = order->code;
        outcome->price_minor = order->price_minor;
    }
    return store_put(act->store, TREE_CUSTOMER, key_text(customer.number), &customer);
}

enum err act_unremember(struct act *act, const struct order *order)
{
    struct customer customer;
    bool found;
    enum err err = act_customer(act, order->customer, &customer, &found);
    if (err || !found)
        return err;
    for (size_t i = customer.history.n; i-- > 0;)
        if (strcmp(customer.history.v[i].code, order->code) == 0) {
            memmove(&customer.history.v[i], &customer.history.v[i + 1], (--customer.history.n - i) * sizeof *customer.history.v);
            break;
        }
    return store_put(act->store, TREE_CUSTOMER, key_text(customer.number), &customer);
}

enum err act_end(struct act *act, struct order *order, bool honoured, bool counts)
{
    order->ended = act->now;
    order->anonymous = false; /* what was typed since a reopening is personal again */
    return counts ? remember(act, order, honoured) : ERR_NONE;
}
