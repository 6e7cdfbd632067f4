/* expire.c - aside: what nobody extended lapses (claims 3, 4), and what a supervisor keeps does not.
 *
 * The sweep takes a handful at a time, so that the counter never waits for it; what it leaves comes next time.
 * If the lights go out: each order expires whole; the next sweep goes on where this one stood.
 */
#include "act.h"

enum { SWEEP_ORDERS = 50 };

static enum err expire(struct act *act, struct order *order)
{
    bool was_authenticated = order->state == ORDER_AUTHENTICATED, was_ready = order->state == ORDER_READY;
    const char *before = word_of(&order_state_words, order->state);
    enum err err = act_step(act, order, EVENT_EXPIRE);
    if (err)
        return err;
    if ((err = act_end(act, order, false, was_authenticated || was_ready)) ||
        (err = act_journal(act, order, EVENT_EXPIRE, before, word_of(&order_state_words, order->state), NULL)))
        return err;
    /* Never made: the photos go at once. A ready order that nobody claims keeps its photos until their own date. */
    if (!was_ready && (err = act_purge(act, order)))
        return err;
    return act_save(act, order);
}

static bool photos_may_go(const struct order *order)
{
    return !order->keep && order->state != ORDER_PRODUCING;
}

/* Collect the ids first: changing an order moves it in the index that is walked. */
static enum err due(struct act *act, enum tree index, int64_t ids[SWEEP_ORDERS], int *count)
{
    struct key from = key_number(0), found, target;
    struct walk *walk;
    *count = 0;
    enum err err = walk_open(act->store, index, from, 0, false, &walk);
    if (err)
        return err;
    while (*count < SWEEP_ORDERS && (err = walk_next(walk, &found, &target)) == ERR_NONE && (int64_t)be64(found.data) <= act->now)
        ids[(*count)++] = (int64_t)be64(target.data);
    walk_close(walk);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

/* First answers to request ids are kept a while; ids begin with the time. */
static enum err forget_answers(struct act *act)
{
    enum { LIMIT = 500, KEPT_SECONDS = 600 };
    struct key from = key_number(0), found, target, old[LIMIT];
    struct walk *walk;
    int count = 0;
    enum err err = walk_open(act->store, TREE_ANSWER, from, 0, false, &walk);
    if (err)
        return err;
    while (count < LIMIT && (err = walk_next(walk, &found, &target)) == ERR_NONE && (int64_t)(be64(found.data) >> 32) < act->now - KEPT_SECONDS)
        old[count++] = found;
    walk_close(walk);
    if (err == ERR_NOT_FOUND)
        err = ERR_NONE;
    for (int i = 0; i < count && !err; i++)
        err = store_delete(act->store, TREE_ANSWER, old[i]);
    return err;
}

enum err action_sweep(struct act *act)
{
    int64_t ids[SWEEP_ORDERS];
    struct order order;
    int count;
    enum err err = due(act, INDEX_EXPIRY, ids, &count);
    for (int i = 0; i < count && !err; i++)
        if ((err = act_order_by_id(act, ids[i], &order)) == ERR_NONE)
            err = expire(act, &order);
    if (!err)
        err = due(act, INDEX_PHOTOS, ids, &count);
    for (int i = 0; i < count && !err; i++)
        if ((err = act_order_by_id(act, ids[i], &order)) == ERR_NONE && photos_may_go(&order))
            if ((err = act_purge(act, &order)) == ERR_NONE)
                err = act_save(act, &order);
    return err ? err : forget_answers(act);
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
