/* printers.c - the printers as the lab sees and works them: configured, paused, in trouble, busy. */
#include <string.h>
#include "keeper.h"

enum err printers_now(struct act *act, struct printers *printers)
{
    struct key from = key_text(""), found, target;
    struct walk *walk;
    enum err err = walk_open(act->store, TREE_PRINTER, from, 0, false, &walk);
    if (err)
        return err;
    while (printers->printers.n < PRINTERS && (err = walk_next(walk, &found, &target)) == ERR_NONE) {
        struct printer *printer = LIST_ADD(act->arena, &printers->printers, printer);
        if ((err = store_get(act->store, TREE_PRINTER, target, printer, act->arena)))
            break;
        producer_doing(printer, act->arena);
    }
    walk_close(walk);
    if (err != ERR_NOT_FOUND)
        return err;
    for (size_t i = 0; i < printers->printers.n; i++) {
        struct printer *printer = &printers->printers.v[i];
        struct order order;
        if (*printer->code == 0)
            continue;
        act->args->code = printer->code;
        if (act_order(act, &order) == ERR_NONE) {
            printer->order_made = order.prints_made;
            printer->order_total = order.prints_total;
        }
    }
    return ERR_NONE;
}

enum err action_printer_list(struct act *act)
{
    return printers_now(act, act->reply);
}

static enum err set_paused(struct act *act, bool paused)
{
    struct printer printer;
    struct key key = key_text(act->args->printer);
    enum err err = store_get(act->store, TREE_PRINTER, key, &printer, act->arena);
    if (err == ERR_NOT_FOUND)
        return err_detail(ERR_NO_PRINTER, "%s", act->args->printer);
    if (err)
        return err;
    printer.paused = paused;
    printer.since = act->now;
    act->topics |= BIT(TOPIC_PRINTERS);
    if ((err = store_put(act->store, TREE_PRINTER, key, &printer)) ||
        (err = act_journal(act, NULL, EVENT_PRINTER, paused ? "working" : "paused", paused ? "paused" : "working", printer.name)))
        return err;
    return printers_now(act, act->reply);
}

enum err action_printer_pause(struct act *act)
{
    return set_paused(act, true);
}

enum err action_printer_resume(struct act *act)
{
    return set_paused(act, false);
}

/* The stage knows the queue, the keeper the printers; the board shows both. */
enum err action_board(struct act *act)
{
    struct board *board = act->reply;
    struct printers printers;
    record_init(&printers_type, &printers);
    enum err err = queue_board(act, board);
    if (!err)
        err = printers_now(act, &printers);
    board->printers.v = printers.printers.v;
    board->printers.n = printers.printers.n;
    return err;
}
