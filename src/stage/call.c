/* call.c - aside: what is ready waits on a shelf, and its customer is told; who waits longest is called first.
 *
 * If the lights go out: an order is told or it is not; being called twice is the worst that can happen.
 */
#include <string.h>
#include "act.h"

static enum err show(struct act *act, struct order *order)
{
    enum err err = act_show(act, order);
    if (!err)
        *(struct order *)act->reply = *order;
    return err;
}

/* A ready order's expiry counts from the moment it was ready, so the soonest expiry is the longest wait. */
enum err action_order_calls(struct act *act)
{
    struct orders *orders = act->reply;
    struct key from = key_none(), found, target;
    struct walk *walk;
    struct order order;
    bool behind = *act->args->after != 0;
    enum err err = ERR_NONE;
    key_add_byte(&from, ORDER_READY);
    if (behind) {
        act->args->code = act->args->after;
        if ((err = act_order(act, &order)))
            return err;
        key_add_number(&from, (uint64_t)order.expires);
        key_add_number(&from, (uint64_t)order.id);
    }
    if ((err = walk_open(act->store, INDEX_BOARD, from, 1, behind, &walk)))
        return err;
    while (*orders->next == 0 && (err = walk_next(walk, &found, &target)) == ERR_NONE) {
        if ((int64_t)orders->orders.n == act_page_limit(act))
            orders->next = orders->orders.v[orders->orders.n - 1].code;
        else
            err = walk_row(walk, LIST_ADD(act->arena, &orders->orders, row), act->arena);
        if (err)
            break;
    }
    walk_close(walk);
    orders->held = act->counts.held;
    orders->to_make = act->counts.to_make;
    orders->ready = act->counts.ready;
    orders->alerts = act->counts.alerts;
    orders->total = (int64_t)orders->orders.n;
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

enum err action_order_told(struct act *act)
{
    struct order order;
    enum err err = act_order(act, &order);
    if (err)
        return err;
    if (order.state != ORDER_READY)
        return err_detail(ERR_STATE, "%s", word_of(&order_state_words, order.state));
    const char *before = act_time(act, order.told);
    order.told = act->now;
    order.told_by = act->who->login;
    if (strlen(act->args->note) > record_field(&entry_type, "note")->limit)
        return err_detail(ERR_TOO_LONG, "the note");
    if ((err = act_save(act, &order)) ||
        (err = act_journal(act, &order, EVENT_TOLD, before, act_time(act, order.told), act->args->note)))
        return err;
    return show(act, &order);
}

/* An empty name takes it off the shelf. */
enum err action_order_shelf(struct act *act)
{
    struct order order;
    enum err err = act_order(act, &order);
    if (err)
        return err;
    if (order.state == ORDER_OPEN || order_ended(&order))
        return err_detail(ERR_STATE, "%s", word_of(&order_state_words, order.state));
    const char *before = order.shelf;
    order.shelf = act->args->shelf;
    if ((err = act_save(act, &order)) || (err = act_journal(act, &order, EVENT_SHELF, before, order.shelf, NULL)))
        return err;
    return show(act, &order);
}
