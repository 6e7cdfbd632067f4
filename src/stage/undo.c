/* undo.c - aside: whoever slipped takes back what they did last to an order, while nobody else did anything to it since.
 *
 * Nothing recorded is ever taken away: the entry stays in the journal, and another says that it was taken back and which.
 * So the next undo goes on with what was done before. What cannot be taken back (an order cancelled, its photos gone) says so.
 * If the lights go out: the act is taken back and the journal says so, or it stands as it stood.
 */
#include <stdio.h>
#include <string.h>
#include "../model/promise.h"
#include "act.h"

enum { UNDO_SECONDS = 3600 /* a slip is noticed soon; later it is a decision of its own */ };

static enum err pay(struct act *act, struct order *order, const struct entry *entry)
{
    int64_t n = (int64_t)order->payments.n;
    (void)entry;
    act->args->reason = "taken back";
    act->args->n = n; /* the last one, because nothing was done since */
    return act_void(act, order);
}

static enum err hand_over(struct act *act, struct order *order, const struct entry *entry)
{
    enum err err = act_step(act, order, EVENT_UNDO);
    if (err)
        return err;
    order->ended = 0;
    order->shelf = entry->from;
    int64_t until = order->expires > order->photos_expire ? order->expires : order->photos_expire;
    err = act_keep_photos(act, order, until);
    return err ? err : act_unremember(act, order);
}

static enum err authenticate(struct act *act, struct order *order, const struct entry *entry)
{
    (void)entry;
    enum err err = act_step(act, order, EVENT_UNDO);
    if (err)
        return err;
    order->authenticated = order->photos_authenticated = 0;
    order->authenticated_by = "";
    order->hold_reasons &= ~(BIT(HOLD_ORDER_RIGHT) | BIT(HOLD_PHOTO_RIGHT));
    order->expires = promise_expiry(act->conf, act->now, act->conf->held_hours);
    order->photos_expire = order->expires;
    return ERR_NONE;
}

static enum err lift(struct act *act, struct order *order, const struct entry *entry)
{
    (void)entry;
    order->risk.lifted_by = order->risk.lifted_why = "";
    order->risk.lifted_ratio = 0;
    return order_ended(order) || order->state == ORDER_READY ? err_detail(ERR_STATE, "%s", word_of(&order_state_words, order->state))
                                                              : act_weigh(act, order);
}

/* Told before: that stands again. */
static enum err told(struct act *act, struct order *order, const struct entry *entry)
{
    (void)act;
    order->told = 0;
    order->told_by = "";
    for (size_t i = 0; i < order->journal.n && order->journal.v[i].seq < entry->seq; i++)
        if (order->journal.v[i].event == EVENT_TOLD && *entry->from) {
            order->told = order->journal.v[i].at;
            order->told_by = order->journal.v[i].who;
        }
    return ERR_NONE;
}

static enum err shelf(struct act *act, struct order *order, const struct entry *entry)
{
    (void)act;
    if (order_ended(order))
        return err_detail(ERR_STATE, "%s", word_of(&order_state_words, order->state));
    order->shelf = entry->from;
    return ERR_NONE;
}

static enum err hold(struct act *act, struct order *order, const struct entry *entry)
{
    (void)act;
    (void)entry;
    order->hold_reasons &= ~BIT(HOLD_STAFF);
    return ERR_NONE;
}

static enum err release(struct act *act, struct order *order, const struct entry *entry)
{
    (void)act;
    (void)entry;
    if (order->state != ORDER_HELD && order->state != ORDER_AUTHENTICATED && order->state != ORDER_PRODUCING)
        return err_detail(ERR_STATE, "%s", word_of(&order_state_words, order->state));
    order->hold_reasons |= BIT(HOLD_STAFF);
    return ERR_NONE;
}

static enum err keep(struct act *act, struct order *order, const struct entry *entry)
{
    (void)act;
    (void)entry;
    order->keep = !order->keep;
    return ERR_NONE;
}

/* To where its promise puts it. */
static enum err queue(struct act *act, struct order *order, const struct entry *entry)
{
    (void)act;
    (void)entry;
    if (order->state != ORDER_AUTHENTICATED && order->state != ORDER_PRODUCING)
        return err_detail(ERR_STATE, "%s", word_of(&order_state_words, order->state));
    order->queue_shift = 0;
    return ERR_NONE;
}

/* What can be taken back, by whom: the same right as for doing it, money the right to give it back. */
static const struct way {
    enum event event;
    enum right right;
    enum err (*back)(struct act *act, struct order *order, const struct entry *entry);
} ways[] = {
    { EVENT_PAY, RIGHT_SUPERVISE, pay }, { EVENT_HAND_OVER, RIGHT_HAND_OVER, hand_over }, { EVENT_TOLD, RIGHT_HAND_OVER, told },
    { EVENT_AUTHENTICATE, RIGHT_AUTHENTICATE_ORDER, authenticate }, { EVENT_LIFT, RIGHT_LIFT, lift },
    { EVENT_SHELF, RIGHT_HAND_OVER, shelf }, { EVENT_HOLD, RIGHT_CANCEL, hold }, { EVENT_RELEASE, RIGHT_SUPERVISE, release },
    { EVENT_KEEP, RIGHT_SUPERVISE, keep }, { EVENT_RUSH, RIGHT_SUPERVISE, queue }, { EVENT_PUT_BACK, RIGHT_SUPERVISE, queue },
};

static const struct way *way_of(enum event event)
{
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (ways[i].event == event)
            return &ways[i];
    return NULL;
}

/* What the shop does by itself or what comes along with an act hinders nobody; whether an act can still be taken back, its
 * state says. */
static bool passes(const struct entry *entry)
{
    const char *by_hand = word_of(&hold_reason_words, HOLD_STAFF);
    switch (entry->event) {
    case EVENT_START: case EVENT_FINISH: case EVENT_PRINT_SENT: case EVENT_PRINT_MADE: case EVENT_PRINT_FAILED:
    case EVENT_PRINT_DOUBTFUL: case EVENT_PHOTO: case EVENT_EXTEND_PHOTOS: case EVENT_ALERT: case EVENT_RECEIPT:
    case EVENT_CODE_CLOSED:
        return true;
    case EVENT_HOLD: return strcmp(entry->to, by_hand) != 0;
    case EVENT_RELEASE: return strcmp(entry->from, by_hand) != 0;
    default: return false;
    }
}

/* The entry that would be taken back. What was taken back before is passed with all that came after it. */
static const struct entry *last_act(const struct order *order)
{
    long long upto = INT64_MAX, seq;
    for (size_t i = order->journal.n; i-- > 0;) {
        const struct entry *entry = &order->journal.v[i];
        if (entry->seq >= upto)
            continue;
        if (entry->event == EVENT_UNDO && sscanf(entry->from, "entry %lld", &seq) == 1)
            upto = seq;
        else if (!passes(entry))
            return entry;
    }
    return NULL;
}

static enum err find(struct act *act, struct order *order, const struct entry **found, const struct way **way)
{
    enum err err = act_order(act, order);
    if (!err)
        err = act_show(act, order);
    if (err)
        return err;
    const struct entry *entry = *found = last_act(order);
    *way = entry ? way_of(entry->event) : NULL;
    if (entry == NULL || entry->event == EVENT_OPEN)
        return err_detail(ERR_UNDO, "nothing was done to it yet that could be");
    const char *what = arena_format(act->arena, "%s by %s at %s", word_of(&event_sentences, entry->event), entry->who, act_time(act, entry->at));
    if (strcmp(entry->who, act->who->login) != 0 || (act->args->n && act->args->n != entry->seq))
        return err_detail(ERR_ALREADY, "%s", what);
    if (*way == NULL)
        return err_detail(ERR_UNDO, "%s", what);
    if (act->now - entry->at > UNDO_SECONDS)
        return err_detail(ERR_UNDO, "%s is too long ago", what);
    if (rights_of(act->who, (*way)->right) == SCOPE_NONE)
        return err_detail(ERR_RIGHT, "%s", word_of(&right_words, (*way)->right));
    return ERR_NONE;
}

/* What would be, so that nobody takes back what they did not mean. */
enum err action_undo_what(struct act *act)
{
    struct order order;
    const struct entry *entry;
    const struct way *way;
    enum err err = find(act, &order, &entry, &way);
    if (!err)
        *(struct entry *)act->reply = *entry;
    return err;
}

enum err action_order_undo(struct act *act)
{
    struct order order;
    const struct entry *entry;
    const struct way *way;
    enum err err = find(act, &order, &entry, &way);
    if (!err)
        err = way->back(act, &order, entry);
    if (!err)
        err = act_save(act, &order);
    if (!err)
        err = act_journal(act, &order, EVENT_UNDO, arena_format(act->arena, "entry %lld", (long long)entry->seq),
                          word_of(&event_words, entry->event), NULL);
    if (!err)
        err = act_show(act, &order);
    if (!err)
        *(struct order *)act->reply = order;
    return err;
}
