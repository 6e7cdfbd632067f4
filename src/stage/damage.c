/* damage.c - aside: what looking at a whole photo found reaches the orders that name it.
 *
 * An order is held back while a photo of its lines is not checked, and stays held back for one that is damaged; each has
 * its own reason, and only the first goes by itself.
 * If the lights go out: the photo is still unchecked, or everything about it is known; its small picture was durable
 * before.
 */
#include <string.h>
#include "act.h"
#include "work.h"

static bool in_a_line(const struct order *order, const struct photo *photo)
{
    for (size_t i = 0; i < order->lines.n; i++)
        if (order->lines.v[i].photo == photo->n)
            return true;
    return false;
}

void act_look_for_damage(struct order *order)
{
    order->hold_reasons &= ~(BIT(HOLD_PHOTOS) | BIT(HOLD_UNCHECKED));
    for (size_t i = 0; i < order->photos.n; i++) {
        const struct photo *photo = &order->photos.v[i];
        if ((*photo->damaged || photo->unchecked) && in_a_line(order, photo))
            order->hold_reasons |= photo->unchecked ? BIT(HOLD_UNCHECKED) : BIT(HOLD_PHOTOS);
    }
}

static bool wait_for_more(const struct order *order)
{
    for (size_t i = 0; i < order->photos.n; i++)
        if (order->photos.v[i].unchecked && in_a_line(order, &order->photos.v[i]))
            return true;
    return false;
}

/* What the photo's own record and the look say together. */
static void note(struct photo *photo, const struct looked *looked)
{
    const struct job_result *found = &looked->found;
    photo->unchecked = false;
    photo->damaged = looked->damaged;
    if (found->width > 0 && found->height > 0) {
        photo->width = found->width;
        photo->height = found->height;
    }
    if (*found->taken)
        photo->taken = found->taken;
    if (*found->camera)
        photo->camera = found->camera;
    if (*found->profile)
        photo->profile = found->profile;
}

static enum err hold_or_release(struct act *act, struct order *order, const char *damage)
{
    const char *unchecked = word_of(&hold_reason_words, HOLD_UNCHECKED), *photos = word_of(&hold_reason_words, HOLD_PHOTOS);
    enum err err = ERR_NONE;
    if (*damage && !order->damage_accepted && !(order->hold_reasons & BIT(HOLD_PHOTOS))) {
        order->hold_reasons |= BIT(HOLD_PHOTOS);
        err = act_journal(act, order, EVENT_HOLD, "", photos, damage);
    }
    if (!err && order->hold_reasons & BIT(HOLD_UNCHECKED) && !wait_for_more(order)) {
        order->hold_reasons &= ~BIT(HOLD_UNCHECKED);
        err = act_journal(act, order, EVENT_RELEASE, unchecked, "", NULL);
        if (!err && order->state == ORDER_HELD && order->risk.auto_ && order->hold_reasons == 0)
            act_effect(act, EFFECT_RISK, order->code);
    }
    return err;
}

static const struct looked *look_at(const struct looks *looks, const char *sha256)
{
    for (size_t i = 0; i < looks->n; i++)
        if (strcmp(looks->v[i]->sha256, sha256) == 0)
            return looks->v[i];
    return NULL;
}

static enum err tell_order(struct act *act, int64_t id, const struct looks *looks)
{
    struct order order;
    const char *damage = "";
    enum err err = act_order_by_id(act, id, &order);
    if (err)
        return err;
    for (size_t i = 0; i < order.photos.n; i++) {
        struct photo *photo = &order.photos.v[i];
        const struct looked *looked = photo->unchecked ? look_at(looks, photo->sha256) : NULL;
        if (looked == NULL)
            continue;
        note(photo, looked);
        if (*photo->damaged && in_a_line(&order, photo))
            damage = arena_format(act->arena, "photo %lld %s", (long long)photo->n, photo->damaged);
    }
    if (order.state == ORDER_HELD || order.state == ORDER_AUTHENTICATED || order.state == ORDER_PRODUCING)
        err = hold_or_release(act, &order, damage);
    act_effect(act, EFFECT_LOOKED, order.code);
    return err ? err : act_save(act, &order);
}

struct ids { /* of orders, each once */
    int64_t *v;
    size_t n, room;
};

static void add_id(struct act *act, struct ids *ids, int64_t id)
{
    for (size_t i = 0; i < ids->n; i++)
        if (ids->v[i] == id)
            return;
    if (ids->n == ids->room) {
        int64_t *more = arena_alloc(act->arena, (2 * ids->room + 16) * sizeof *more);
        if (ids->n)
            memcpy(more, ids->v, ids->n * sizeof *more);
        ids->v = more;
        ids->room = 2 * ids->room + 16;
    }
    ids->v[ids->n++] = id;
}

/* The orders that name a photo; noted first, for telling them moves their index. */
static enum err find_orders(struct act *act, const char *sha256, struct ids *ids)
{
    struct key key = key_none(), found, target;
    struct walk *walk;
    key_add_text(&key, sha256);
    enum err err = walk_open(act->store, INDEX_HASH, key, key.size, false, &walk);
    if (err)
        return err;
    while ((err = walk_next(walk, &found, &target)) == ERR_NONE)
        add_id(act, ids, (int64_t)be64(target.data));
    walk_close(walk);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

static enum err note_stored(struct act *act, const struct looked *looked, struct ids *ids)
{
    struct stored_photo stored;
    struct key key = key_text(looked->sha256);
    enum err err = store_get(act->store, TREE_PHOTO, key, &stored, act->arena);
    if (err == ERR_NOT_FOUND) { /* purged meanwhile: what was just written beside it goes too */
        act_effect(act, EFFECT_FORGET_PHOTO, arena_text(act->arena, looked->sha256));
        return ERR_NONE;
    }
    if (err)
        return err;
    stored.unchecked = false;
    stored.damaged = looked->damaged;
    stored.thumb_width = looked->thumb_width;
    stored.thumb_height = looked->thumb_height;
    err = store_put(act->store, TREE_PHOTO, key, &stored);
    return err ? err : find_orders(act, looked->sha256, ids);
}

enum err action_photo_looked(struct act *act)
{
    const struct looks *looks = act->work;
    struct ids ids = { 0 };
    enum err err = ERR_NONE;
    for (size_t i = 0; i < looks->n && !err; i++)
        err = note_stored(act, looks->v[i], &ids);
    for (size_t i = 0; i < ids.n && !err; i++)
        err = tell_order(act, ids.v[i], looks);
    return err;
}

/* Every photo on disk when the shop opened. Looked at are those that nobody looked at yet - a small picture proves nothing,
 * for it is there before the result is committed - and those whose small picture was not written out when the lights
 * went out. */
enum err action_photo_look(struct act *act)
{
    const struct old_photos *old = act->work;
    for (size_t i = 0; i < old->n; i++) {
        struct stored_photo stored;
        enum err err = store_get(act->store, TREE_PHOTO, key_text(old->sha256[i]), &stored, act->arena);
        if (err && err != ERR_NOT_FOUND)
            return err;
        if (!err && (stored.unchecked || (stored.thumb_width > 0 && !old->small[i])))
            act_effect(act, EFFECT_LOOK, arena_format(act->arena, "- %s %s", stored.sha256, stored.format));
    }
    return ERR_NONE;
}

enum err act_await_photos(struct act *act, const struct order *order, size_t most)
{
    size_t unchecked = 0;
    for (size_t i = 0; i < order->photos.n; i++)
        unchecked += order->photos.v[i].unchecked;
    return unchecked > most ? act_later(act, LATER_CHECKED, order->code, NULL) : ERR_NONE;
}

enum err action_photo_wait(struct act *act)
{
    struct order order;
    struct photos *photos = act->reply;
    enum err err = act_order(act, &order);
    if (!err)
        err = act_await_photos(act, &order, 0);
    int64_t limit = act_page_limit(act);
    for (size_t i = 0; i < order.photos.n && !err && (int64_t)photos->photos.n < limit; i++)
        if (*order.photos.v[i].damaged)
            *LIST_ADD(act->arena, &photos->photos, photo) = order.photos.v[i];
    return err;
}
