/* intake.c - step 1: a customer gives photos and gets a ticket in exchange (claims 1, 12, 13, 15).
 *
 * If the lights go out: before the commit nothing was acknowledged and the sweep removes a photo file nobody names;
 * after it, ticket and photo are there. The file was made durable by the keeper before this stage names it.
 */
#include <stdio.h>
#include <string.h>
#include "../base/random.h"
#include "../model/price.h"
#include "../model/promise.h"
#include "../model/ticket.h"
#include "act.h"
#include "work.h"

enum { UNCHECKED_MOST = 300 /* of one order */ };

/* A code that no order has; the chance of a second round is one in a hundred thousand at a million orders. */
static enum err draw_code(struct act *act, char code[TICKET_CODE + 1])
{
    for (int tries = 0; tries < 100; tries++) {
        struct key key, target;
        struct walk *walk;
        ticket_code(random_u64(), code);
        key = key_text(code);
        enum err err = walk_open(act->store, INDEX_CODE, key, key.size, false, &walk);
        if (err)
            return err;
        err = walk_next(walk, &key, &target);
        walk_close(walk);
        if (err)
            return err == ERR_NOT_FOUND ? ERR_NONE : err;
    }
    return err_detail(ERR_LIMIT, "no free ticket code");
}

enum err act_new_order(struct act *act, struct order *order)
{
    struct meta meta;
    char code[TICKET_CODE + 1], label[LABEL_CODE + 1];
    enum err err = act_meta(act, &meta);
    if (!err)
        err = draw_code(act, code);
    if (err)
        return err;
    record_init(&order_type, order);
    order->id = ++meta.next_order;
    label_code((uint64_t)order->id, label);
    order->code = arena_text(act->arena, code);
    order->label = arena_text(act->arena, label);
    order->version = 1;
    order->class = act->conf->default_class;
    order->currency = act->conf->currency;
    order->currency_decimals = act->conf->currency_decimals;
    order->customer = act->who->role == ROLE_CUSTOMER ? act->who->customer : "";
    order->opened = act->now;
    order->expires = order->photos_expire = promise_expiry(act->conf, act->now, act->conf->open_hours);
    order->terminal = act->who->terminal;
    err = act_meta_save(act, &meta);
    return err ? err : act_journal(act, order, EVENT_OPEN, "", act_time(act, order->expires), NULL);
}

/* Anybody may send photos, so an address has its share for a day; `what` is counted for it, and amount 0 only looks. */
static enum err spend(struct act *act, const char *what, int64_t amount, int64_t limit)
{
    enum { DAY = 86400 };
    struct tries spent;
    if (limit == 0 || act->who->role != ROLE_CUSTOMER || *act_origin(act) == 0)
        return ERR_NONE;
    struct key key = key_text(arena_format(act->arena, "%s@%s", what, act_origin(act)));
    enum err err = store_get(act->store, TREE_TRIES, key, &spent, act->arena);
    if (err && err != ERR_NOT_FOUND)
        return err;
    if (err || act->now - spent.last >= DAY || spent.last > act->now) {
        record_init(&tries_type, &spent);
        spent.last = act->now;
    }
    if (spent.wrong >= limit)
        return err_detail(ERR_ADDRESS, "%lld %s", (long long)limit, what);
    spent.wrong += amount;
    return amount ? store_put(act->store, TREE_TRIES, key, &spent) : ERR_NONE;
}

static enum err spend_bytes(struct act *act, int64_t bytes)
{
    return spend(act, "KB of photos", (bytes + 1023) >> 10, act->conf->address_mb << 10);
}

enum err action_order_open(struct act *act)
{
    struct order order;
    enum err err = spend(act, "orders", 1, act->conf->address_orders);
    if (!err)
        err = act_new_order(act, &order);
    if (!err)
        err = act_save(act, &order);
    if (err)
        return err;
    if (act->who->role == ROLE_CUSTOMER) {
        act->become = arena_alloc(act->arena, sizeof *act->become);
        *act->become = *act->who;
        act->become->code = order.code;
    }
    return act_ticket(act, &order, true, act->reply);
}

static enum err check_quota(struct act *act, const struct order *order)
{
    int64_t bytes = 0;
    for (size_t i = 0; i < order->photos.n; i++)
        bytes += order->photos.v[i].bytes;
    if ((int64_t)order->photos.n >= act->conf->photos_per_order)
        return err_detail(ERR_QUOTA, "%lld photos", (long long)act->conf->photos_per_order);
    if (bytes >> 20 >= act->conf->order_mb)
        return err_detail(ERR_QUOTA, "%lld MB of photos", (long long)act->conf->order_mb);
    return ERR_NONE;
}

/* The photo store learns of one more order that names this file. */
enum err act_store_photo(struct act *act, const struct order *order, const struct photo *photo)
{
    struct stored_photo stored;
    enum err err = store_get(act->store, TREE_PHOTO, key_text(photo->sha256), &stored, act->arena);
    if (err == ERR_NOT_FOUND) {
        record_init(&stored_photo_type, &stored);
        stored.sha256 = photo->sha256;
        stored.bytes = photo->bytes;
        stored.stored = act->now;
        stored.format = photo->format;
        stored.unchecked = photo->unchecked;
        stored.damaged = photo->damaged;
    } else if (err) {
        return err;
    }
    stored.orders++;
    if (stored.expires < order->photos_expire)
        stored.expires = order->photos_expire;
    return store_put(act->store, TREE_PHOTO, key_text(photo->sha256), &stored);
}

/* A photo that came damaged and is sent again under its name takes the damaged one's place, with its lines; any other
 * comes last. */
static enum err put_photo(struct act *act, struct order *order, struct photo *photo)
{
    for (size_t i = 0; i < order->photos.n; i++) {
        struct photo *old = &order->photos.v[i];
        if (*old->damaged == 0 || strcmp(old->name, photo->name) != 0)
            continue;
        const char *sha256 = old->sha256;
        photo->n = old->n;
        *old = *photo;
        return act_drop_photo(act, order, sha256);
    }
    photo->n = ++order->next_photo;
    *LIST_ADD(act->arena, &order->photos, photo) = *photo;
    return ERR_NONE;
}

/* One that another order brought before is known already, or being looked at. */
static enum err describe_photo(struct act *act, const struct order *order, struct photo *photo)
{
    const struct job_result *found = &act->judged.found;
    struct stored_photo stored;
    photo->name = act->args->name;
    photo->sha256 = act->judged.sha256;
    photo->width = found->width;
    photo->height = found->height;
    photo->bytes = act->judged.bytes;
    photo->taken = found->taken;
    photo->format = found->format;
    photo->camera = found->camera;
    photo->profile = found->profile;
    enum err err = store_get(act->store, TREE_PHOTO, key_text(photo->sha256), &stored, act->arena);
    photo->unchecked = err || stored.unchecked;
    photo->damaged = photo->unchecked ? found->damaged : stored.damaged;
    if (photo->unchecked)
        act_effect(act, EFFECT_LOOK, arena_format(act->arena, "%s %s %s", order->code, photo->sha256, photo->format));
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

enum err action_photo_add(struct act *act)
{
    struct order order;
    enum err err = act_order(act, &order);
    if (!err && order.state != ORDER_OPEN)
        err = err_detail(ERR_STATE, "%s", word_of(&order_state_words, order.state));
    if (!err)
        err = check_quota(act, &order);
    if (!err)
        err = spend_bytes(act, 0);
    if (!err && *act->args->name == 0)
        err = err_detail(ERR_MALFORMED, "the photo has no name");
    if (!err && act->fd_in < 0 && !act->judged.done)
        err = err_detail(ERR_MALFORMED, "no photo came along");
    if (err)
        return err;
    /* Whoever sends faster than can be checked waits, for itself alone. */
    if (!act->judged.done && (err = act_await_photos(act, &order, UNCHECKED_MOST)))
        return err;
    if (!act->judged.done)
        return act_later(act, LATER_EXAMINE, act->args->name, NULL);
    if (act->judged.err)
        return err_detail(act->judged.err, "%s", act->judged.detail);
    struct photo *photo = act->reply;
    /* The same picture twice is one photo: a client that sends again after a lost line doubles nothing. */
    for (size_t i = 0; i < order.photos.n; i++) {
        if (strcmp(order.photos.v[i].sha256, act->judged.sha256) == 0) {
            *photo = order.photos.v[i];
            return ERR_NONE;
        }
    }
    if ((err = describe_photo(act, &order, photo)))
        return err;
    if ((err = spend_bytes(act, photo->bytes)) || (err = put_photo(act, &order, photo)) || (err = act_store_photo(act, &order, photo)))
        return err;
    price_default_lines(act->conf, &order, photo->n, act->arena); /* one whose line was taken out does not come back */
    if ((err = act_price(act, &order)) || (err = act_save(act, &order)))
        return err;
    act->moved.bytes_in += photo->bytes;
    return act_journal(act, &order, EVENT_PHOTO, NULL, arena_format(act->arena, "photo %lld %.12s", (long long)photo->n, photo->sha256), NULL);
}

enum err action_photo_list(struct act *act)
{
    struct order order;
    struct photos *photos = act->reply;
    int64_t limit = act_page_limit(act);
    long long after = 0;
    enum err err = act_order(act, &order);
    if (err)
        return err;
    if (*act->args->after && sscanf(act->args->after, "%lld", &after) != 1)
        return err_detail(ERR_NUMBER, "%s", act->args->after);
    for (size_t i = 0; i < order.photos.n; i++) {
        if (order.photos.v[i].n <= after)
            continue;
        if ((int64_t)photos->photos.n == limit) {
            photos->next = arena_format(act->arena, "%lld", (long long)photos->photos.v[limit - 1].n);
            break;
        }
        *LIST_ADD(act->arena, &photos->photos, photo) = order.photos.v[i];
    }
    return ERR_NONE;
}

static enum err find_photo(struct act *act, struct order *order, struct photo **photo)
{
    enum err err = act_order(act, order);
    if (err)
        return err;
    if (order->photos_purged)
        return err_detail(ERR_EXPIRED, "%.10s", act_time(act, order->photos_expire));
    for (size_t i = 0; i < order->photos.n; i++) {
        *photo = &order->photos.v[i];
        if ((*photo)->n == act->args->n)
            return ERR_NONE;
    }
    return err_detail(ERR_NO_PHOTO, "%lld", (long long)act->args->n);
}

/* The keeper opens the file that the reply names; a stage touches no files. */
enum err action_photo_thumbnail(struct act *act)
{
    struct order order;
    struct photo *photo;
    enum err err = find_photo(act, &order, &photo);
    return err ? err : store_get(act->store, TREE_PHOTO, key_text(photo->sha256), act->reply, act->arena);
}

enum err action_photo_read(struct act *act)
{
    struct order order;
    struct photo *photo;
    enum err err = find_photo(act, &order, &photo);
    if (!err)
        *(struct photo *)act->reply = *photo;
    return err;
}

/* The sweep found old files. That no order names them is looked at again when they are removed, by the engine itself. */
enum err action_photo_known(struct act *act)
{
    struct old_photos *old = act->work;
    enum err err = ERR_NONE;
    for (size_t i = 0; i < old->n && (!err || err == ERR_NOT_FOUND); i++) {
        struct stored_photo stored;
        err = store_get(act->store, TREE_PHOTO, key_text(old->sha256[i]), &stored, act->arena);
        if (err == ERR_NOT_FOUND) {
            act_effect(act, EFFECT_FORGET_PHOTO, arena_text(act->arena, old->sha256[i]));
            old->unnamed++;
        }
    }
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}
