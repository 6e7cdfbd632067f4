/* expire.c - aside: what nobody extended lapses (claims 3, 4), and what a supervisor keeps does not.
 *
 * A sweep takes ten milliseconds at most and says whether there is more, so that the counter never waits for it. While
 * the clock is not believed it does nothing at all; dates set in such a time it sets anew instead of going by them.
 * If the lights go out: each sweep is there whole or not at all; the next goes on where it stood.
 */
#include "../base/clock.h"
#include "../model/promise.h"
#include "act.h"

enum { AT_ONCE = 50, BUDGET_MS = 10, PHOTOS_AT_ONCE = 100, DAY = 86400, JOURNAL_AT_ONCE = 200, REPORT_MS = 10 };

struct sweep {
    int64_t until_ms; /* clock_ms() at which it stops */
    size_t photos;    /* of the orders looked at so far: each may be two files to remove */
    bool more;
};

static enum err expire(struct act *act, struct order *order)
{
    bool was_authenticated = order->state == ORDER_AUTHENTICATED, was_ready = order->state == ORDER_READY;
    const char *before = word_of(&order_state_words, order->state);
    enum err err = act_step(act, order, EVENT_EXPIRE);
    if (err)
        return err;
    if ((err = act_end(act, order, false, was_authenticated || was_ready)) || (err = act_gone(act, GONE_ORDERS, 1)) ||
        (err = act_journal(act, order, EVENT_EXPIRE, before, word_of(&order_state_words, order->state), NULL)))
        return err;
    /* Never made: the photos go at once. What was made keeps them as long as after a collection, so that it can be
     * brought back when the customer comes late. */
    if (!was_ready)
        err = act_purge(act, order);
    else if (!order->photos_purged)
        err = act_keep_photos(act, order, promise_expiry(act->conf, act->now, act->conf->photos_after_days * 24));
    return err ? err : act_save(act, order);
}

/* The photo store's own date: an order that still waits cannot be made then. */
static enum err lapse_photos(struct act *act, struct order *order)
{
    if (!order_ended(order) && order->state != ORDER_READY)
        order->hold_reasons |= BIT(HOLD_PHOTOS);
    enum err err = act_purge(act, order);
    return err ? err : act_save(act, order);
}

/* Dates that were set while nobody believed the clock: as if the last step had been made now. */
static enum err set_dates(struct act *act, struct order *order)
{
    const struct conf *conf = act->conf;
    int64_t hours = conf->photos_after_days * 24;
    switch (order->state) {
    case ORDER_OPEN: hours = conf->open_hours; break;
    case ORDER_HELD: hours = conf->held_hours; break;
    case ORDER_AUTHENTICATED: hours = conf->authenticated_days * 24; break;
    case ORDER_READY: hours = conf->ready_days * 24; break;
    default: order->ended = act->now;
    }
    int64_t until = promise_expiry(conf, act->now, hours);
    if (!order_ended(order))
        order->expires = until;
    enum err err = order->photos_purged ? ERR_NONE : act_keep_photos(act, order, until);
    order->dates_doubtful = false;
    if (err || (err = act_save(act, order)))
        return err;
    return act_journal(act, order, EVENT_CLOCK, NULL, act_time(act, until), "dates set anew");
}

/* Collect the ids first: changing an order moves it in the index that is walked. */
static enum err due(struct act *act, enum tree index, int64_t before, int64_t ids[AT_ONCE], int *count)
{
    struct key from = key_number(0), found, target;
    struct walk *walk;
    *count = 0;
    enum err err = walk_open(act->store, index, from, 0, false, &walk);
    if (err)
        return err;
    while (*count < AT_ONCE && (err = walk_next(walk, &found, &target)) == ERR_NONE &&
           (int64_t)be64(found.data) <= before)
        ids[(*count)++] = (int64_t)be64(target.data);
    walk_close(walk);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

/* What an index has up to a moment, as far as there is time. An order that cannot be read is passed over: `check`
 * tells of it, and the others must not wait for it. */
static enum err sweep_index(struct act *act, struct sweep *sweep, enum tree index, int64_t before,
                            enum err (*what)(struct act *, struct order *))
{
    int64_t ids[AT_ONCE];
    int count, handled = 0;
    enum err err = due(act, index, before, ids, &count);
    for (int i = 0; i < count && !err; i++) {
        struct order order;
        if (clock_ms() >= sweep->until_ms || sweep->photos >= PHOTOS_AT_ONCE) {
            sweep->more = true;
            return ERR_NONE;
        }
        if (act_order_by_id(act, ids[i], &order))
            continue;
        sweep->photos += order.photos_purged ? 0 : order.photos.n;
        err = order.dates_doubtful ? set_dates(act, &order) : what(act, &order);
        handled++;
    }
    sweep->more = sweep->more || (count == AT_ONCE && handled);
    return err;
}

static enum err sweep_all(struct act *act, struct sweep *sweep)
{
    const struct conf *conf = act->conf;
    int64_t dropped = 0;
    enum err err = sweep_index(act, sweep, INDEX_EXPIRY, act->now, expire);
    if (!err)
        err = sweep_index(act, sweep, INDEX_PHOTOS, act->now, lapse_photos);
    if (!err)
        err = sweep_index(act, sweep, INDEX_ENDED, act->now - conf->personal_days * DAY, forget_order);
    if (!err)
        err = forget_answers(act);
    if (!err)
        err = forget_tries(act);
    if (!err)
        err = forget_pages(act);
    if (!err)
        err = journal_trim(act->store, act->now - conf->journal_days * DAY, JOURNAL_AT_ONCE, &dropped);
    if (!err && dropped)
        err = act_gone(act, GONE_ENTRIES, dropped);
    int64_t behind = 0;
    if (!err)
        err = report_follow(act, REPORT_MS, &behind);
    sweep->more = sweep->more || dropped == JOURNAL_AT_ONCE || behind > 0;
    return err;
}

/* Answers "more" when it should be asked again at once, "compact" when it is time to wipe the store's files. */
enum err action_sweep(struct act *act)
{
    struct sweep sweep = { .until_ms = clock_ms() + BUDGET_MS };
    struct nothing *reply = act->reply;
    struct meta meta;
    bool believed;
    enum err err = clock_watch(act, &believed);
    if (err || !believed)
        return err;
    if ((err = sweep_all(act, &sweep)) || (err = act_meta(act, &meta)))
        return err;
    if (sweep.more)
        reply->words = "more";
    else if (meta.dropped != meta.wiped && act->now >= meta.wiped_at + act->conf->compact_hours * 3600)
        reply->words = "compact";
    return ERR_NONE;
}

enum err action_order_keep(struct act *act)
{
    struct order order;
    enum err err = act_order(act, &order);
    if (err)
        return err;
    order.keep = !order.keep;
    if ((err = act_save(act, &order)) ||
        (err = act_journal(act, &order, EVENT_KEEP, order.keep ? "no" : "yes", order.keep ? "yes" : "no", NULL)) ||
        (err = act_show(act, &order)))
        return err;
    *(struct order *)act->reply = order;
    return ERR_NONE;
}
