/* media.c - aside of the queue: which printer can take which print, paper counted down, and orders that wait for either.
 *
 * An order is held for media when nothing of what is left of it can be taken by any printer the shop has: no printer
 * holds the size, or the paper of those that do is used up by count. It is let go by itself when that changes. What a
 * reader would not guess: a printer that is paused or in trouble still counts, for it comes back; such an order stays in
 * the queue, and the board says what it waits for.
 *
 * If the lights go out: paper is counted in the transaction that says the print is made.
 */
#include <string.h>
#include "act.h"

enum { AT_ONCE = 200, HELD_MOST = 2000 /* orders held for media that are looked at when paper was loaded */ };

static struct media *counted(const struct printer *printer, const char *product)
{
    for (size_t i = 0; i < printer->media.n; i++)
        if (strcmp(printer->media.v[i].product, product) == 0)
            return &printer->media.v[i];
    return NULL;
}

bool media_takes(const struct printer *printer, const char *product, const char *surface)
{
    return media_takes_besides(printer, product, surface, 0);
}

bool media_takes_besides(const struct printer *printer, const char *product, const char *surface, int64_t spoken_for)
{
    const struct media *media = counted(printer, product);
    return !printer->leaving && conf_holds(printer->holds, product, surface) && (media == NULL || media->left > spoken_for);
}

enum err media_use(struct act *act, struct printer *printer, const char *product)
{
    struct media *media = counted(printer, product);
    if (media == NULL || media->left <= 0 || --media->left > 0)
        return ERR_NONE;
    printer->alarm = arena_format(act->arena, "out of paper for %.24s", product);
    printer->alarm_since = act->now;
    act->topics |= BIT(TOPIC_PRINTERS) | BIT(TOPIC_HAND);
    return act_journal(act, NULL, EVENT_PRINTER, "", printer->alarm, printer->name);
}

enum err act_printers(struct act *act, struct printers *printers)
{
    struct key from = key_text(""), found, target;
    struct walk *walk;
    record_init(&printers_type, printers);
    enum err err = walk_open(act->store, TREE_PRINTER, from, 0, false, &walk);
    if (err)
        return err;
    while (printers->printers.n < AT_ONCE && (err = walk_next(walk, &found, &target)) == ERR_NONE)
        if ((err = store_get(act->store, TREE_PRINTER, target, LIST_ADD(act->arena, &printers->printers, printer), act->arena)))
            break;
    walk_close(walk);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

/* ---- what of an order is left to make ---- */

struct wanted { /* a product and surface of which at least one print waits */
    const char *product, *surface;
};

static void add_wanted(struct wanted *list, size_t *count, size_t most, const char *product, const char *surface)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(list[i].product, product) == 0 && strcmp(list[i].surface, surface) == 0)
            return;
    if (*count < most)
        list[(*count)++] = (struct wanted){ product, surface };
}

/* Different sizes that wait; a label, which any printer takes, is none. */
static enum err wanted_of(struct act *act, const struct order *order, struct wanted *list, size_t *count, size_t most)
{
    struct key key = key_none(), found, target;
    struct walk *walk;
    struct print print;
    *count = 0;
    if (order->state == ORDER_AUTHENTICATED) {
        for (size_t i = 0; i < order->lines.n; i++)
            add_wanted(list, count, most, order->lines.v[i].product, order->lines.v[i].surface);
        return ERR_NONE;
    }
    key_add_byte(&key, PRINT_WAITING);
    key_add_number(&key, (uint64_t)order->id);
    enum err err = walk_open(act->store, INDEX_PRINT_STATE, key, key.size, false, &walk);
    if (err)
        return err;
    /* A large order's copies of one line stand together: enough are looked at to see the sizes. */
    for (int i = 0; i < AT_ONCE && (err = walk_next(walk, &found, &target)) == ERR_NONE; i++)
        if ((err = store_get(act->store, TREE_PRINT, target, &print, act->arena)))
            break;
        else if (print.line != 0)
            add_wanted(list, count, most, print.product, print.surface);
    walk_close(walk);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

static bool anybody_takes(const struct printers *printers, const struct wanted *wanted)
{
    for (size_t i = 0; i < printers->printers.n; i++)
        if (media_takes(&printers->printers.v[i], wanted->product, wanted->surface))
            return true;
    return false;
}

enum { SIZES = 20 };

/* Why none of its prints can be made, "" when one can. */
static enum err stuck(struct act *act, const struct order *order, const struct printers *printers, const char **why)
{
    struct wanted wanted[SIZES];
    size_t count, holders = 0;
    enum err err = wanted_of(act, order, wanted, &count, SIZES);
    *why = "";
    if (err || count == 0)
        return err;
    for (size_t i = 0; i < count; i++)
        if (anybody_takes(printers, &wanted[i]))
            return ERR_NONE;
    for (size_t i = 0; i < printers->printers.n; i++)
        holders += conf_holds(printers->printers.v[i].holds, wanted[0].product, wanted[0].surface) && !printers->printers.v[i].leaving;
    *why = arena_format(act->arena, holders ? "no paper is left for %s %s" : "no printer holds %s %s", wanted[0].product, wanted[0].surface);
    return ERR_NONE;
}

enum err act_hold_for_media(struct act *act, struct order *order, const struct printers *printers)
{
    const char *why;
    enum err err = stuck(act, order, printers, &why);
    if (err || *why == 0 || order->hold_reasons & BIT(HOLD_MEDIA))
        return err;
    order->hold_reasons |= BIT(HOLD_MEDIA);
    err = act_journal(act, order, EVENT_HOLD, "", word_of(&hold_reason_words, HOLD_MEDIA), why);
    return err ? err : act_save(act, order);
}

static enum err release(struct act *act, int64_t id, const struct printers *printers)
{
    struct order order;
    const char *why;
    enum err err = act_order_by_id(act, id, &order);
    if (err || !(order.hold_reasons & BIT(HOLD_MEDIA)))
        return err;
    if ((err = stuck(act, &order, printers, &why)) || *why)
        return err;
    order.hold_reasons &= ~BIT(HOLD_MEDIA);
    err = act_journal(act, &order, EVENT_RELEASE, word_of(&hold_reason_words, HOLD_MEDIA), "", NULL);
    return err ? err : act_save(act, &order);
}

enum err act_media_changed(struct act *act)
{
    struct key from = key_none(), found, target, targets[AT_ONCE];
    struct printers printers;
    bool after = false;
    int waiting = 0;
    enum err err = act_printers(act, &printers);
    key_add_byte(&from, 1); /* held back */
    for (int looked = 0, count = AT_ONCE; !err && count == AT_ONCE && looked < HELD_MOST; looked += count, after = true) {
        struct walk *walk;
        if ((err = walk_open(act->store, INDEX_MAKING, from, 1, after, &walk)))
            break;
        for (count = 0, waiting = 0; count < AT_ONCE && (err = walk_next(walk, &found, &target)) == ERR_NONE; count++) {
            struct row row;
            from = found;
            if ((err = walk_row(walk, &row, act->arena)))
                break;
            if (row.hold_reasons & BIT(HOLD_MEDIA))
                targets[waiting++] = target;
        }
        walk_close(walk);
        if (err == ERR_NOT_FOUND)
            err = ERR_NONE;
        for (int i = 0; i < waiting && !err; i++)
            err = release(act, (int64_t)be64(targets[i].data), &printers);
    }
    return err;
}

/* ---- what it waits for, in words ---- */

/* A printer that holds it but does not print now: its name and why; NULL when it prints. */
static const char *stands_still(struct act *act, const struct printer *printer)
{
    if (printer->trouble[0])
        return arena_format(act->arena, "%s: %.60s", printer->name, printer->trouble);
    return printer->paused ? arena_format(act->arena, "%s is paused", printer->name) : NULL;
}

enum err act_waits_for(struct act *act, const struct order *order, const struct printers *printers, const char **words)
{
    struct wanted wanted[SIZES];
    size_t count;
    *words = "";
    if (order->state != ORDER_AUTHENTICATED && order->state != ORDER_PRODUCING)
        return ERR_NONE;
    enum err err = stuck(act, order, printers, words);
    if (err || **words || order->hold_reasons)
        return err;
    err = wanted_of(act, order, wanted, &count, SIZES);
    for (size_t i = 0; i < count && !err; i++) {
        const char *first = NULL, *still = NULL;
        bool goes_on = false;
        for (size_t k = 0; k < printers->printers.n && !goes_on; k++) {
            const struct printer *printer = &printers->printers.v[k];
            if (!media_takes(printer, wanted[i].product, wanted[i].surface))
                continue;
            still = stands_still(act, printer);
            goes_on = still == NULL;
            first = first ? first : still;
        }
        if (!goes_on && first)
            *words = first;
        else if (!goes_on)
            *words = arena_format(act->arena, "no printer holds %s %s", wanted[i].product, wanted[i].surface);
        if (**words)
            break;
    }
    return err;
}

/* ---- paper was loaded ---- */

enum err act_printer(struct act *act, struct printer *printer)
{
    enum err err = store_get(act->store, TREE_PRINTER, key_text(act->args->printer), printer, act->arena);
    return err == ERR_NOT_FOUND ? err_detail(ERR_NO_PRINTER, "%s", act->args->printer) : err;
}

enum err act_load_paper(struct act *act, struct printer *printer)
{
    const struct conf_product *product = conf_product(act->conf, act->args->product);
    enum { MOST = 100000 };
    if (product == NULL)
        return err_detail(ERR_PRODUCT, "%s", act->args->product);
    bool holds = false;
    for (size_t i = 0; i < product->surface_count; i++)
        holds = holds || conf_holds(printer->holds, product->name, product->surfaces[i].name);
    if (!holds)
        return err_detail(ERR_PRODUCT, "%s is not what %s holds; see printers.conf", product->name, printer->name);
    if (act->args->count < 0 || act->args->count > MOST)
        return err_detail(ERR_NUMBER, "%lld prints", (long long)act->args->count);
    struct media *media = counted(printer, product->name);
    int64_t before = media ? media->left : -1;
    if (media == NULL) {
        media = LIST_ADD(act->arena, &printer->media, media);
        media->product = arena_text(act->arena, product->name);
    }
    media->left = act->args->count;
    const char *was = before < 0 ? "" : arena_format(act->arena, "%s: %lld", product->name, (long long)before);
    enum err err = store_put(act->store, TREE_PRINTER, key_text(printer->name), printer);
    if (!err)
        err = act_journal(act, NULL, EVENT_PRINTER, was, arena_format(act->arena, "%s: %lld", product->name, (long long)media->left), printer->name);
    return err ? err : act_media_changed(act);
}
