/* reprint.c - aside: a made order is ordered again, charged: a new order with the same photos that names the old one.
 *
 * It is held like any other and waits for the counter. If the lights go out: the new order is there with its ticket,
 * its photos counted in the photo store, or the old one is all there is.
 */
#include "act.h"

/* The photo store must still have every photo: what it let go cannot be counted again. */
static enum err take_photos(struct act *act, const struct order *old, struct order *order)
{
    order->photos_expire = old->photos_expire;
    for (size_t i = 0; i < old->photos.n; i++) {
        const struct photo *photo = &old->photos.v[i];
        struct stored_photo stored;
        enum err err = store_get(act->store, TREE_PHOTO, key_text(photo->sha256), &stored, act->arena);
        if (err == ERR_NOT_FOUND)
            return err_detail(ERR_EXPIRED, "%.10s", act_time(act, old->photos_expire));
        if (!err)
            err = act_store_photo(act, order, photo);
        if (err)
            return err;
        *LIST_ADD(act->arena, &order->photos, photo) = *photo;
    }
    order->next_photo = old->next_photo;
    return ERR_NONE;
}

static void take_wishes(struct act *act, const struct order *old, struct order *order)
{
    for (size_t i = 0; i < old->lines.n; i++)
        *LIST_ADD(act->arena, &order->lines, line) = old->lines.v[i];
    order->customer = old->customer;
    order->name = old->name;
    order->phone = old->phone;
    order->class = old->class;
    order->note = old->note;
    order->reprint_of = old->code;
}

enum err action_order_reprint(struct act *act)
{
    struct order old, order;
    enum err err = act_order(act, &old);
    if (err)
        return err;
    if (act->scope != SCOPE_SHOP)
        return err_detail(ERR_RIGHT, "%s", word_of(&right_words, RIGHT_ORDER));
    if (old.state != ORDER_READY && old.state != ORDER_COLLECTED && old.state != ORDER_UNCLAIMED)
        return err_detail(ERR_STATE, "%s", word_of(&order_state_words, old.state));
    if (old.photos_purged)
        return err_detail(ERR_EXPIRED, "%.10s", act_time(act, old.photos_expire));
    if ((err = act_new_order(act, &order)) || (err = take_photos(act, &old, &order)))
        return err;
    take_wishes(act, &old, &order);
    if ((err = act_place(act, &order)) || (err = act_save(act, &order)) ||
        (err = act_journal(act, &old, EVENT_REPRINT, "", order.code, act->args->reason)) ||
        (err = act_journal(act, &order, EVENT_REPRINT, old.code, "", act->args->reason)))
        return err;
    return act_ticket(act, &order, true, act->reply);
}
