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
    printer.convention = from->convention;
    printer.names = from->names;
    printer.rasters = from->rasters;
    printer.dpi = from->dpi;
    printer.fingerprint = from->fingerprint;
    printer.back = from->back;
    printer.profile = from->profile;
    printer.intent = from->intent;
    printer.sharpening = from->sharpening;
    printer.low = from->low;
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
    enum err err = act_printers(act, printers);
    if (err)
        return err;
    for (size_t i = 0; i < printers->printers.n; i++)
        producer_doing(&printers->printers.v[i], act->arena);
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

/* The answer is how it stood before: whoever asked looks on until `asks` has grown. */
enum err action_printer_probe(struct act *act)
{
    struct printer printer;
    enum err err = act_printer(act, &printer);
    if (!err)
        err = printers_now(act, act->reply);
    if (!err)
        producer_probe(printer.name);
    return err;
}

static enum err set_paused(struct act *act, bool paused)
{
    struct printer printer;
    enum err err = act_printer(act, &printer);
    if (err)
        return err;
    printer.paused = paused;
    printer.since = act->now;
    act->topics |= BIT(TOPIC_PRINTERS);
    if ((err = store_put(act->store, TREE_PRINTER, key_text(printer.name), &printer)) ||
        (err = act_journal(act, NULL, EVENT_PRINTER, paused ? "working" : "paused", paused ? "paused" : "working", printer.name)))
        return err;
    return printers_now(act, act->reply);
}

enum err action_printer_media(struct act *act)
{
    struct printer printer;
    enum err err = act_printer(act, &printer);
    if (!err)
        err = act_load_paper(act, &printer);
    act->topics |= BIT(TOPIC_PRINTERS);
    return err ? err : printers_now(act, act->reply);
}

enum err action_printer_seen(struct act *act)
{
    struct printer printer;
    enum err err = act_printer(act, &printer);
    if (err)
        return err;
    if (printer.alarm[0] == 0)
        return err_detail(ERR_ALREADY, "there is no alarm of %s any more", printer.name);
    const char *alarm = printer.alarm;
    printer.alarm = "";
    printer.alarm_since = 0;
    act->topics |= BIT(TOPIC_PRINTERS);
    if ((err = store_put(act->store, TREE_PRINTER, key_text(printer.name), &printer)) ||
        (err = act_journal(act, NULL, EVENT_PRINTER, alarm, "seen", printer.name)))
        return err;
    return printers_now(act, act->reply);
}

/* Could the other one print anything that this one was to print? By the catalogue: a size that nobody sells counts not. */
static bool shares_a_size(const struct conf *conf, const struct printer *from, const struct printer *to)
{
    for (size_t i = 0; i < conf->product_count; i++)
        for (size_t k = 0; k < conf->products[i].surface_count; k++)
            if (conf_holds(from->holds, conf->products[i].name, conf->products[i].surfaces[k].name) &&
                media_takes(to, conf->products[i].name, conf->products[i].surfaces[k].name))
                return true;
    return false;
}

/* Prints are bound to no printer before they are sent; so it is enough that this one gives back what it has. */
enum err action_printer_move(struct act *act)
{
    struct printer from, to;
    const char *name = act->args->printer;
    enum err err = act_printer(act, &from);
    act->args->printer = act->args->to;
    if (!err)
        err = act_printer(act, &to);
    act->args->printer = name;
    if (err)
        return err;
    if (strcmp(from.name, to.name) == 0)
        return err_detail(ERR_NO_PRINTER, "to move to besides %s itself", from.name);
    if (!shares_a_size(act->conf, &from, &to))
        return err_detail(ERR_NO_PRINTER, "%s for what %s holds: it holds %s, or has no paper", to.name, from.name, to.holds);
    if (to.paused || to.trouble[0] || to.leaving)
        return err_detail(ERR_NO_PRINTER, "to move to while %s stands still (%.60s)", to.name,
                          to.trouble[0] ? to.trouble : to.leaving ? "leaving" : "paused");
    act_effect(act, EFFECT_WITHDRAW, arena_text(act->arena, from.name));
    if ((err = set_paused(act, true)))
        return err;
    return act_journal(act, NULL, EVENT_PRINTER, from.name, to.name, "moved");
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
