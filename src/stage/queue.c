/* queue.c - step 5: the queue, sorted by promise time; the board that shows it (claim 16).
 *
 * An order is in the queue exactly when it is authenticated or being made and has no hold reason: the index of the
 * store says so, nobody puts it there. If the lights go out it is still in its place.
 */
#include <stdlib.h>
#include "../base/clock.h"
#include "act.h"

enum { RUSH_SECONDS = 7 * 86400, SOON_SECONDS = 1800 };

static enum err shift(struct act *act, enum event event, int64_t by)
{
    struct order order;
    enum err err = act_order(act, &order);
    if (err)
        return err;
    if (order.state != ORDER_AUTHENTICATED && order.state != ORDER_PRODUCING)
        return err_detail(ERR_STATE, "%s", word_of(&order_state_words, order.state));
    order.queue_shift = by;
    if ((err = act_save(act, &order)) || (err = act_journal(act, &order, event, NULL, NULL, act->args->reason)) ||
        (err = act_show(act, &order)))
        return err;
    *(struct order *)act->reply = order;
    return ERR_NONE;
}

enum err action_order_rush(struct act *act)
{
    return shift(act, EVENT_RUSH, -RUSH_SECONDS);
}

enum err action_order_put_back(struct act *act)
{
    return shift(act, EVENT_PUT_BACK, RUSH_SECONDS);
}

/* What the lab reads beside an order. */
static const char *doing(struct act *act, const struct order *order)
{
    char reasons[120];
    if (order->hold_reasons)
        return arena_format(act->arena, "WAITS: %.60s", word_set(&hold_reason_words, order->hold_reasons, reasons, sizeof reasons));
    if (order->state == ORDER_PRODUCING)
        return arena_format(act->arena, "making %lld of %lld", (long long)order->prints_made, (long long)order->prints_total);
    return "waiting";
}

static enum err gather(struct act *act, enum order_state state, struct board *board)
{
    struct key key = key_none(), found, target;
    struct walk *walk;
    key_add_byte(&key, (uint8_t)state);
    enum err err = walk_open(act->store, INDEX_STATE, key, key.size, false, &walk);
    if (err)
        return err;
    while (board->queue.n < 100 && (err = walk_next(walk, &found, &target)) == ERR_NONE) {
        struct order order;
        if ((err = store_get(act->store, TREE_ORDER, target, &order, act->arena)))
            break;
        struct queued *queued = LIST_ADD(act->arena, &board->queue, queued);
        order_row(&order, &queued->order);
        queued->turn = order_queue_time(&order);
        queued->doing = doing(act, &order);
        queued->late = order.promised && order.promised < act->now;
        queued->soon = !queued->late && order.promised && order.promised - act->now < SOON_SECONDS;
        board->late += queued->late;
        if (order.hold_reasons == 0) {
            board->orders_waiting++;
            board->prints_waiting += order.prints_total - order.prints_made;
        }
    }
    walk_close(walk);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

static int sooner(const void *left, const void *right)
{
    const struct queued *a = left, *b = right;
    return a->turn < b->turn ? -1 : a->turn > b->turn;
}

enum err queue_board(struct act *act, struct board *board)
{
    struct meta meta;
    enum err err = gather(act, ORDER_PRODUCING, board);
    if (!err)
        err = gather(act, ORDER_AUTHENTICATED, board);
    if (!err)
        err = act_meta(act, &meta);
    if (err)
        return err;
    if (board->queue.n)
        qsort(board->queue.v, board->queue.n, sizeof *board->queue.v, sooner);
    board->today = meta.day == clock_day(act->now) ? meta.prints_today : 0;
    return ERR_NONE;
}
