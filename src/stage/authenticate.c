/* authenticate.c - step 4: the counter countersigns the order by extending its expiry, and its photos' (claims 1-4).
 *
 * The extension is the authentication: nothing else marks the order. Who may extend only one of the two stores
 * extends that one, and the order keeps the other as a hold reason until somebody with that right comes.
 * If the lights go out: both dates, state and journal move in one transaction or not at all.
 */
#include <string.h>
#include "../model/price.h"
#include "../model/promise.h"
#include "../model/ticket.h"
#include "act.h"

static enum err check_password(struct act *act, const struct order *order)
{
    struct ticket ticket;
    if (act->who->role == ROLE_MACHINE) /* the actor risk: the customer gave a PIN, and the ratio is still low */
        return order->risk.auto_ && order->hold_reasons == 0 ? ERR_NONE : err_detail(ERR_STATE, "not of low risk");
    enum err err = act_ticket(act, order, true, &ticket);
    if (err)
        return err;
    return ticket_same(act->args->password, ticket.password) ? ERR_NONE : ERR_TICKET;
}

static enum err extend_photos(struct act *act, struct order *order, int64_t until)
{
    const char *before = act_time(act, order->photos_expire);
    order->photos_authenticated = act->now;
    order->hold_reasons &= ~BIT(HOLD_PHOTO_RIGHT);
    enum err err = act_keep_photos(act, order, until);
    return err ? err : act_journal(act, order, EVENT_EXTEND_PHOTOS, before, act_time(act, until), NULL);
}

static enum err extend_order(struct act *act, struct order *order, int64_t until)
{
    const char *before = act_time(act, order->expires);
    enum err err = act_step(act, order, EVENT_AUTHENTICATE);
    if (err)
        return err;
    order->expires = until;
    order->authenticated = act->now;
    order->authenticated_by = act->who->login;
    order->hold_reasons &= ~BIT(HOLD_ORDER_RIGHT);
    return act_journal(act, order, EVENT_AUTHENTICATE, before, act_time(act, until), NULL);
}

/* What one store still misses, because whoever was here had no right there. */
static enum err still_missing(struct act *act, struct order *order)
{
    enum hold_reason missing = order->authenticated ? HOLD_PHOTO_RIGHT : HOLD_ORDER_RIGHT;
    if (order->authenticated && order->photos_authenticated)
        return ERR_NONE;
    order->hold_reasons |= BIT(missing);
    return act_journal(act, order, EVENT_HOLD, "", word_of(&hold_reason_words, missing), NULL);
}

static void report(const struct order *before, const struct order *after, struct extension *extension)
{
    extension->code = after->code;
    extension->state = after->state;
    extension->hold_reasons = after->hold_reasons;
    extension->expires_before = before->expires;
    extension->expires = after->expires;
    extension->photos_expire_before = before->photos_expire;
    extension->photos_expire = after->photos_expire;
    extension->promised = after->promised;
}

static enum err refuse_second(struct act *act, const struct order *order)
{
    return err_detail(ERR_ALREADY, "authenticated by %s at %s", order->authenticated_by, act_time(act, order->authenticated));
}

enum err action_order_authenticate(struct act *act)
{
    struct order order, before;
    enum err err = act_order(act, &order);
    if (err)
        return err;
    bool order_too = order.authenticated == 0 && rights_of(act->who, RIGHT_AUTHENTICATE_ORDER) != SCOPE_NONE;
    bool photos_too = order.photos_authenticated == 0 && rights_of(act->who, RIGHT_AUTHENTICATE_PHOTO) != SCOPE_NONE;
    if (order.authenticated && order.photos_authenticated)
        return refuse_second(act, &order);
    if (!order_too && !photos_too)
        return err_detail(ERR_RIGHT, "%s", word_of(&right_words, order.authenticated ? RIGHT_AUTHENTICATE_PHOTO : RIGHT_AUTHENTICATE_ORDER));
    if ((err = check_password(act, &order)))
        return err;
    before = order;
    if (order.state == ORDER_OPEN) {
        if (order.lines.n == 0) /* intake gave each photo its line; those taken out since stay out */
            price_default_lines(act->conf, &order, 0, act->arena);
        if ((err = act_place(act, &order)))
            return err;
    }
    /* Who may only extend the photos does so while the order waits for the other, or has it already; never later. */
    if (!order_too && order.state != ORDER_HELD && order.state != ORDER_AUTHENTICATED)
        return err_detail(ERR_STATE, "%s", word_of(&order_state_words, order.state));
    int64_t until = promise_expiry(act->conf, act->now, act->conf->authenticated_days * 24);
    if ((order_too && (err = extend_order(act, &order, until))) || (photos_too && (err = extend_photos(act, &order, until))) ||
        (err = still_missing(act, &order)) || (err = act_save(act, &order)))
        return err;
    report(&before, &order, act->reply);
    return ERR_NONE;
}
