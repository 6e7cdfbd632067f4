/* hold.c - step 2: the order is written down, priced, placed; from then on it is held for the counter (claims 1, 8).
 *
 * If the lights go out: an edit or a placing is there whole or not at all; the draft of an open order is the order
 * itself, so a customer who comes back finds every change that was answered.
 */
#include <string.h>
#include "../model/price.h"
#include "../model/promise.h"
#include "act.h"

enum err act_price(struct act *act, struct order *order)
{
    struct customer customer;
    bool found;
    enum err err = act_customer(act, order->customer, &customer, &found);
    if (err)
        return err;
    if (order->lines.n == 0) {
        order->bill.n = 0;
        order->price_minor = order->prints_total = 0;
        return ERR_NONE;
    }
    err = price_order(act->conf, found && customer.member, order, act->arena);
    return err ? err : order_count_prints(order, &order->prints_total);
}

enum err act_keep_photos(struct act *act, struct order *order, int64_t until)
{
    order->photos_expire = until;
    for (size_t i = 0; i < order->photos.n; i++) {
        struct stored_photo stored;
        struct key key = key_text(order->photos.v[i].sha256);
        enum err err = store_get(act->store, TREE_PHOTO, key, &stored, act->arena);
        if (err == ERR_NOT_FOUND)
            continue; /* the sweep reports it; the order shows it */
        if (err)
            return err;
        if (stored.expires >= until)
            continue;
        stored.expires = until;
        if ((err = store_put(act->store, TREE_PHOTO, key, &stored)))
            return err;
    }
    return ERR_NONE;
}

enum err act_place(struct act *act, struct order *order)
{
    if (order->photos.n == 0)
        return ERR_NO_PHOTOS;
    enum err err = act_price(act, order);
    if (err)
        return err;
    if (order->lines.n == 0)
        return ERR_NO_LINES;
    const struct conf_class *class = conf_class(act->conf, order->class);
    if (class == NULL)
        return err_detail(ERR_CLASS, "%s", order->class);
    if ((err = act_step(act, order, EVENT_PLACE)))
        return err;
    order->placed = act->now;
    order->expires = promise_expiry(act->conf, act->now, act->conf->held_hours);
    order->promised = promise_time(act->conf, class, act->now);
    act_look_for_damage(order);
    if ((err = act_keep_photos(act, order, order->expires)))
        return err;
    err = act_journal(act, order, EVENT_PLACE, "", act_time(act, order->expires), act_money(act, order->price_minor));
    return err ? err : act_weigh(act, order);
}

enum err action_order_place(struct act *act)
{
    struct order order;
    enum err err = act_order(act, &order);
    if (!err)
        err = act_place(act, &order);
    if (!err)
        err = act_save(act, &order);
    if (err)
        return err;
    if (order.risk.auto_ && order.hold_reasons == 0)
        act_effect(act, EFFECT_RISK, order.code);
    return act_ticket(act, &order, act->scope == SCOPE_OWN || act->who->role == ROLE_OWNER, act->reply);
}

/* Take over what the edit names; the rest stays. */
static enum err take_over(struct act *act, struct order *order)
{
    const struct args *args = act->args;
    uint32_t fields = args->fields;
    if (fields == 0) /* a command names fields by giving them */
        fields = (*args->class ? BIT(EDIT_CLASS) : 0) | (*args->name ? BIT(EDIT_NAME) : 0) | (*args->phone ? BIT(EDIT_PHONE) : 0) |
                 (*args->note ? BIT(EDIT_NOTE) : 0) | (*args->customer ? BIT(EDIT_CUSTOMER) : 0);
    if (fields & BIT(EDIT_LINES)) {
        order->lines.n = 0;
        for (size_t i = 0; i < args->lines.n; i++) {
            struct line *line = LIST_ADD(act->arena, &order->lines, line);
            *line = args->lines.v[i];
            line->n = (int64_t)i + 1;
        }
    }
    if (fields & BIT(EDIT_CLASS)) {
        if (conf_class(act->conf, args->class) == NULL)
            return err_detail(ERR_CLASS, "%s", args->class);
        order->class = args->class;
    }
    if (fields & BIT(EDIT_NAME)) {
        if (strlen(args->name) > record_field(&order_type, "name")->limit)
            return err_detail(ERR_TOO_LONG, "the name");
        order->name = args->name;
    }
    if (fields & BIT(EDIT_PHONE))
        order->phone = args->phone;
    if (fields & BIT(EDIT_NOTE))
        order->note = args->note;
    if (fields & BIT(EDIT_CUSTOMER)) {
        struct customer customer;
        bool found;
        enum err err = act_customer(act, args->customer, &customer, &found);
        if (err)
            return err;
        /* A customer may only be the one who gave the PIN here; staff know whom they serve. */
        if (*args->customer && (!found || (act->scope == SCOPE_OWN && strcmp(args->customer, act->who->customer) != 0)))
            return err_detail(ERR_CUSTOMER, "%s", args->customer);
        order->customer = args->customer;
    }
    return ERR_NONE;
}

enum err action_order_edit(struct act *act)
{
    struct order order;
    enum err err = act_order(act, &order);
    if (err)
        return err;
    const char *before = act_money(act, order.price_minor);
    /* An open order is the customer's draft and changes freely; later every change is a step of its own. */
    if (order.state != ORDER_OPEN && (err = act_step(act, &order, EVENT_EDIT)))
        return err;
    if ((err = take_over(act, &order)) || (err = act_price(act, &order)))
        return err;
    if (order.state == ORDER_HELD) {
        const struct conf_class *class = conf_class(act->conf, order.class);
        if (order.lines.n == 0)
            return ERR_NO_LINES;
        order.promised = class ? promise_time(act->conf, class, order.placed) : order.promised;
        act_look_for_damage(&order);
        if ((err = act_weigh(act, &order)) ||
            (err = act_journal(act, &order, EVENT_EDIT, before, act_money(act, order.price_minor), NULL)))
            return err;
    }
    if ((err = act_save(act, &order)) || (err = act_show(act, &order)))
        return err;
    *(struct order *)act->reply = order;
    return ERR_NONE;
}
