/* remake.c - aside: prints are made again, free; a failed one alone, or what a supervisor names.
 *
 * If the lights go out: the prints wait again or they do not; a new attempt has a new token and a new file name, so
 * nothing that was printed before can be taken for it.
 */
#include "act.h"

enum err act_prints(struct act *act, struct order *order, bool (*change)(struct print *, void *), void *data)
{
    enum { AT_ONCE = 500 };
    struct key from = key_number((uint64_t)order->id), found, target, keys[AT_ONCE];
    struct walk *walk;
    bool after = false;
    for (int count = AT_ONCE; count == AT_ONCE; after = true) {
        enum err err = walk_open(act->store, TREE_PRINT, from, 8, after, &walk);
        if (err)
            return err;
        for (count = 0; count < AT_ONCE && (err = walk_next(walk, &found, &target)) == ERR_NONE; count++)
            keys[count] = from = found;
        walk_close(walk);
        if (err && err != ERR_NOT_FOUND)
            return err;
        for (int i = 0; i < count; i++) {
            struct print print;
            if ((err = store_get(act->store, TREE_PRINT, keys[i], &print, act->arena)))
                return err;
            if (change(&print, data) && (err = store_put(act->store, TREE_PRINT, keys[i], &print)))
                return err;
        }
    }
    return ERR_NONE;
}

struct choice {
    int64_t line, copy;  /* 0: all */
    bool failed_only;
    int64_t chosen, were_made, left; /* left: failed or doubtful ones that were not named */
};

static bool again(struct print *print, void *data)
{
    struct choice *choice = data;
    bool label = print->line == 0;
    bool named = label || ((choice->line == 0 || print->line == choice->line) && (choice->copy == 0 || print->copy == choice->copy));
    bool stuck = print->state == PRINT_FAILED || print->state == PRINT_DOUBTFUL;
    if (!named || (choice->failed_only && !stuck) || (print->state != PRINT_MADE && !stuck)) {
        choice->left += stuck;
        return false;
    }
    if (!label) {
        choice->chosen++;
        choice->were_made += print->state == PRINT_MADE;
    }
    print->state = PRINT_WAITING;
    print->why = "";
    return true;
}

enum err action_order_remake(struct act *act)
{
    struct order order;
    struct choice choice = { .line = act->args->line, .copy = act->args->copy };
    enum err err = act_order(act, &order);
    if (err)
        return err;
    if (order.photos_purged)
        return err_detail(ERR_EXPIRED, "%.10s", act_time(act, order.photos_expire));
    /* While it is being made only what failed can be made again; afterwards anything. */
    choice.failed_only = order.state == ORDER_PRODUCING;
    if (order.state != ORDER_PRODUCING && (err = act_step(act, &order, EVENT_REMAKE)))
        return err;
    if ((err = act_prints(act, &order, again, &choice)))
        return err;
    if (choice.chosen == 0 && !(choice.failed_only && order.hold_reasons & BIT(HOLD_ERROR)))
        return err_detail(ERR_NO_PRINT, "line %lld copy %lld", (long long)choice.line, (long long)choice.copy);
    order.prints_made -= choice.were_made;
    order.ended = order.told = 0; /* it is told again when it is ready again */
    if (choice.left == 0)
        order.hold_reasons &= ~BIT(HOLD_ERROR);
    if ((err = act_save(act, &order)) ||
        (err = act_journal(act, &order, EVENT_REMAKE, NULL, arena_format(act->arena, "%lld prints", (long long)choice.chosen), act->args->reason)) ||
        (err = act_show(act, &order)))
        return err;
    *(struct order *)act->reply = order;
    return ERR_NONE;
}
