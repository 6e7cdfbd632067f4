/* printers.c - the printers as the lab sees and works them: configured, paused, in trouble, busy. */
#include <string.h>
#include "keeper.h"

/* One printer of the configuration. */
static enum err note_configured(struct store *store, const struct conf_printer *from, struct arena *arena)
{
    struct key key = key_text(from->name);
    struct printer printer;
    enum err err = store_get(store, TREE_PRINTER, key, &printer, arena);
    if (err == ERR_NOT_FOUND)
        record_init(&printer_type, &printer);
    else if (err)
        return err;
    printer.name = from->name;
    printer.kind = from->kind;
    printer.target = from->target;
    printer.holds = from->holds;
    printer.leaving = false;
    return store_put(store, TREE_PRINTER, key, &printer);
}

static bool is_configured(const struct conf *conf, const char *name)
{
    for (size_t i = 0; i < conf->printer_count; i++)
        if (strcmp(conf->printers[i].name, name) == 0)
            return true;
    return false;
}

/* All records, read before any is changed: a walk must not see its own writes. */
static enum err read_all(struct store *store, struct printers *printers, struct arena *arena)
{
    struct key from = key_text(""), found, target;
    struct walk *walk;
    record_init(&printers_type, printers);
    enum err err = walk_open(store, TREE_PRINTER, from, 0, false, &walk);
    if (err)
        return err;
    while (printers->printers.n < 2 * PRINTERS && (err = walk_next(walk, &found, &target)) == ERR_NONE)
        if ((err = store_get(store, TREE_PRINTER, target, LIST_ADD(arena, &printers->printers, printer), arena)))
            break;
    walk_close(walk);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

enum err printers_note(struct store *store, const struct conf *conf, struct arena *arena)
{
    struct printers known;
    enum err err = read_all(store, &known, arena);
    for (size_t i = 0; i < conf->printer_count && !err; i++)
        err = note_configured(store, &conf->printers[i], arena);
    for (size_t i = 0; i < known.printers.n && !err; i++) {
        struct printer *printer = &known.printers.v[i];
        if (is_configured(conf, printer->name))
            continue;
        printer->leaving = true;
        err = store_put(store, TREE_PRINTER, key_text(printer->name), printer);
    }
    return err;
}

enum err printers_follow(struct keeper *keeper)
{
    struct arena arena = { 0 };
    struct printers printers;
    enum err err = store_begin(keeper->store);
    if (err)
        return err;
    err = read_all(keeper->store, &printers, &arena);
    store_abort(keeper->store);
    for (size_t i = 0; i < printers.printers.n && !err; i++)
        producer_follow(keeper, &printers.printers.v[i]);
    arena_free(&arena);
    return err;
}

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
