/* render.c - step 6: which print is rendered next, for a printer that asks (claims 1, 16).
 *
 * The head of the queue is looked at anew for every print, so an express order overtakes at the next print. Starting
 * an order writes down all its prints at once, and the label as its last.
 * If the lights go out: a print marked rendering was never sent anywhere; it is rendered again.
 */
#include <stdio.h>
#include <string.h>
#include "../base/clock.h"
#include "../base/str.h"
#include "act.h"
#include "work.h"

enum { STANDARD_DPI = 300 /* of the catalogue's rasters */, AT_ONCE = 50, LOOK_AHEAD = 500 /* orders in the queue that one printer is matched against */ };

static struct key print_key(int64_t order, int64_t line, int64_t copy)
{
    struct key key = key_number((uint64_t)order);
    key_add_number(&key, (uint64_t)line);
    key_add_number(&key, (uint64_t)copy);
    return key;
}

/* An order that was begun, cancelled and opened again starts over: what it has now need not be what it had then. Its
 * attempts are counted on from the highest, so that no token and no file name comes twice. */
static enum err forget_prints(struct act *act, const struct order *order, int64_t *attempts)
{
    struct key from = key_number((uint64_t)order->id), target, keys[AT_ONCE];
    *attempts = 0;
    for (int count = AT_ONCE; count == AT_ONCE;) {
        struct walk *walk;
        enum err err = walk_open(act->store, TREE_PRINT, from, from.size, false, &walk);
        if (err)
            return err;
        for (count = 0; count < AT_ONCE && (err = walk_next(walk, &keys[count], &target)) == ERR_NONE;)
            count++;
        walk_close(walk);
        if (err == ERR_NOT_FOUND)
            err = ERR_NONE;
        for (int i = 0; i < count && !err; i++) {
            struct print print;
            if ((err = store_get(act->store, TREE_PRINT, keys[i], &print, act->arena)) == ERR_NONE)
                err = store_delete(act->store, TREE_PRINT, keys[i]);
            if (!err && print.attempt > *attempts)
                *attempts = print.attempt;
        }
        if (err)
            return err;
    }
    return ERR_NONE;
}

static enum err add_print(struct act *act, const struct order *order, int64_t line, int64_t copy, const char *product,
                          const char *surface, int64_t attempts)
{
    struct print print;
    record_init(&print_type, &print);
    print.attempt = attempts;
    print.order = order->id;
    print.line = line;
    print.copy = copy;
    print.product = product;
    print.surface = surface;
    return store_put(act->store, TREE_PRINT, print_key(order->id, line, copy), &print);
}

static enum err start(struct act *act, struct order *order)
{
    int64_t attempts = 0;
    enum err err = act_step(act, order, EVENT_START);
    if (!err)
        err = forget_prints(act, order, &attempts);
    order->prints_made = 0;
    for (size_t i = 0; i < order->lines.n && !err; i++) {
        const struct line *line = &order->lines.v[i];
        for (int64_t copy = 1; copy <= line->copies && !err; copy++)
            err = add_print(act, order, line->n, copy, line->product, line->surface, attempts);
    }
    if (!err)
        err = add_print(act, order, 0, 1, "label", "", attempts);
    if (!err)
        err = act_save(act, order);
    return err ? err : act_journal(act, order, EVENT_START, NULL, NULL, NULL);
}

/* A folder gets the label as a file beside the prints; whatever feeds a printer gets it as the order's last sheet. */
static bool prints_labels(const struct printer *printer)
{
    return strcmp(printer->kind, "folder") != 0 && strcmp(printer->kind, "null") != 0;
}

/* On which paper a printer makes the label: of the order's the first that it holds, else the first of the catalogue;
 * false when it holds nothing. */
static bool label_paper(const struct act *act, const struct order *order, const struct printer *printer, const char **product, const char **surface)
{
    for (size_t i = 0; i < order->lines.n; i++) {
        *product = order->lines.v[i].product;
        *surface = order->lines.v[i].surface;
        if (conf_product(act->conf, *product) && media_takes(printer, *product, *surface))
            return true;
    }
    for (size_t i = 0; i < act->conf->product_count; i++)
        for (size_t k = 0; k < act->conf->products[i].surface_count; k++) {
            *product = act->conf->products[i].name;
            *surface = act->conf->products[i].surfaces[k].name;
            if (media_takes(printer, *product, *surface))
                return true;
        }
    return false;
}

static bool takes_label(const struct act *act, const struct order *order, const struct printer *printer)
{
    const char *product, *surface;
    return order->prints_made == order->prints_total && (!prints_labels(printer) || label_paper(act, order, printer, &product, &surface));
}

/* For whom a print is looked for. */
struct taker {
    const struct printer *printer;
    const char *const *in_hand; /* products it is to make already */
    size_t in_hand_count;
    struct printer *rivals; /* at work with less in hand: what they hold is left to them */
    size_t rival_count;
    struct printers all;    /* read when first needed */
    bool all_read;
};

static bool takes(const struct taker *taker, const char *product, const char *surface)
{
    int64_t spoken_for = 0;
    for (size_t i = 0; i < taker->in_hand_count; i++)
        spoken_for += strcmp(taker->in_hand[i], product) == 0;
    if (!media_takes_besides(taker->printer, product, surface, spoken_for))
        return false;
    for (size_t i = 0; i < taker->rival_count; i++)
        if (media_takes(&taker->rivals[i], product, surface))
            return false;
    return true;
}

/* The first print of the order that waits and that this printer can take. The label comes when all else is made. */
static enum err waiting_print(struct act *act, const struct order *order, const struct taker *taker, struct print *print)
{
    struct key key = key_none(), found, target;
    struct walk *walk;
    key_add_byte(&key, PRINT_WAITING);
    key_add_number(&key, (uint64_t)order->id);
    enum err err = walk_open(act->store, INDEX_PRINT_STATE, key, key.size, false, &walk);
    if (err)
        return err;
    while ((err = walk_next(walk, &found, &target)) == ERR_NONE) {
        if ((err = store_get(act->store, TREE_PRINT, target, print, act->arena)))
            break;
        if (print->line == 0 ? takes_label(act, order, taker->printer) : takes(taker, print->product, print->surface))
            break;
    }
    walk_close(walk);
    return err;
}

/* What the printer's `back` says of this print, if it has one. The label has no photo: its back bears the order's code. */
static const char *text_on_back(const struct act *act, const struct order *order, const struct print *print, const struct printer *printer, struct arena *arena)
{
    char photo[24] = "", copy[24], date[CLOCK_DATE];
    struct buf text = { 0 };
    if (*printer->back == 0 || print->line == 0)
        return "";
    for (size_t i = 0; i < order->lines.n; i++)
        if (order->lines.v[i].n == print->line)
            snprintf(photo, sizeof photo, "%lld", (long long)order->lines.v[i].photo);
    snprintf(copy, sizeof copy, "%lld", (long long)print->copy);
    const char *const values[BACK_WORDS] = { [BACK_CODE] = order->code, [BACK_PHOTO] = photo, [BACK_COPY] = copy,
                                             [BACK_DATE] = clock_date(clock_day(act->now), date) };
    const char *back = conf_back(printer->back, values, &text) ? arena_text(arena, buf_string(&text)) : "";
    buf_free(&text);
    return back;
}

/* Which print it is, and whose. The producer's lane waits for this call: what it gets must live in its own memory, not
 * in the action's. */
static void name_print(const struct act *act, const struct order *order, const struct print *print, const struct printer *printer, struct work *work)
{
    record_init(&job_type, &work->job);
    record_copy(&print_type, print, &work->print, work->arena);
    record_copy(&order_type, order, &work->order, work->arena);
    work->code = work->order.code;
    work->sha256 = work->format = "";
    const char *product = print->product, *surface = print->surface;
    work->label_as_print = print->line == 0 && prints_labels(printer) && label_paper(act, order, printer, &product, &surface);
    work->label_product = arena_text(work->arena, product);
    work->profile = arena_text(work->arena, printer->profile);
    work->called = arena_text(work->arena, conf_called(printer->names, product, surface, work->arena));
    work->back = text_on_back(act, order, print, printer, work->arena);
    work->token = arena_format(work->arena, "%s-%02lld-%03lld-%lld", order->code, (long long)print->line,
                               (long long)print->copy, (long long)print->attempt);
}

/* The photos of an index print: all from the line's own on, so that a second one can show what the first had no room for. */
static enum err add_cells(struct act *act, const struct line *line, struct work *work)
{
    const struct order *order = &work->order;
    char code[20];
    work->job.task = TASK_INDEX;
    for (size_t i = 0; i < order->photos.n; i++) {
        const struct photo *photo = &order->photos.v[i];
        struct stored_photo stored;
        if (photo->n < line->photo)
            continue;
        enum err err = store_get(act->store, TREE_PHOTO, key_text(photo->sha256), &stored, act->arena);
        if (err)
            return err;
        struct cell *cell = LIST_ADD(work->arena, &work->job.cells, cell);
        cell->sha256 = arena_text(work->arena, photo->sha256);
        cell->width = stored.thumb_width;
        cell->height = stored.thumb_height;
        cell->words = arena_format(work->arena, "%lld  %s", (long long)photo->n, photo->name);
    }
    work->job.title = arena_format(work->arena, "%s   %s   %zu photos", act->conf->shop_name,
                                   str_code(order->code, code, sizeof code), order->photos.n);
    return ERR_NONE;
}

/* The sheet of paper, as this printer wants it. */
static void describe_sheet(const struct conf_product *product, const char *surface, const struct printer *printer, struct work *work)
{
    work->job.task = TASK_RENDER;
    work->job.dpi = printer->dpi ? printer->dpi : STANDARD_DPI;
    work->job.width = (product->width_px * work->job.dpi + STANDARD_DPI / 2) / STANDARD_DPI;
    work->job.height = (product->height_px * work->job.dpi + STANDARD_DPI / 2) / STANDARD_DPI;
    (void)conf_raster(printer->rasters, product->name, surface, &work->job.width, &work->job.height);
    work->job.intent = arena_text(work->arena, printer->intent);
}

/* What a worker must know to render it. ERR_PRODUCT when the catalogue does not have it any more. */
static enum err describe_job(struct act *act, const struct printer *printer, struct work *work)
{
    const struct order *order = &work->order;
    const struct line *line = NULL;
    const char *name, *surface;
    if (work->print.line == 0) {
        if (work->label_as_print && label_paper(act, order, printer, &name, &surface))
            describe_sheet(conf_product(act->conf, name), surface, printer, work);
        work->job.mode = MODE_FIT;
        return ERR_NONE;
    }
    for (size_t i = 0; i < order->lines.n; i++)
        if (order->lines.v[i].n == work->print.line)
            line = &order->lines.v[i];
    const struct conf_product *product = line ? conf_product(act->conf, line->product) : NULL;
    if (product == NULL)
        return err_detail(ERR_PRODUCT, "%s", work->print.product);
    for (size_t i = 0; i < order->photos.n; i++)
        if (order->photos.v[i].n == line->photo) {
            work->sha256 = order->photos.v[i].sha256;
            work->format = order->photos.v[i].format;
        }
    describe_sheet(product, line->surface, printer, work);
    work->job.sharpening = printer->sharpening;
    work->job.layout = arena_text(work->arena, product->layout);
    work->job.mode = line->mode;
    work->job.crop = line->crop;
    work->job.border = line->border ? work->job.width / 25 : 0;
    work->job.accept_damage = order->damage_accepted;
    return strcmp(product->layout, "index") == 0 ? add_cells(act, line, work) : ERR_NONE;
}

static enum err take(struct act *act, struct order *order, struct print *print, const struct printer *printer, struct work *work)
{
    char name[80], again[32] = "";
    print->state = PRINT_RENDERING;
    print->printer = work->printer;
    print->attempt++;
    print->accepted = false;
    print->job = print->why = "";
    /* A new attempt gets a new name: what an earlier one left can not be taken for it. */
    if (print->attempt > 1)
        snprintf(again, sizeof again, "-again%lld", (long long)print->attempt - 1);
    if (print->line == 0)
        snprintf(name, sizeof name, prints_labels(printer) ? "%s-label%s.jpg" : "%s%s.png", order->code, again);
    else
        snprintf(name, sizeof name, "%s-%02lld-%03lld%s.jpg", order->code, (long long)print->line, (long long)print->copy, again);
    print->file = arena_text(act->arena, name);
    enum err err = store_put(act->store, TREE_PRINT, print_key(order->id, print->line, print->copy), print);
    act->topics |= BIT(TOPIC_PRINTERS);
    if (err)
        return err;
    name_print(act, order, print, printer, work);
    if (describe_job(act, printer, work) == ERR_NONE)
        return ERR_NONE;
    /* One print that cannot be made must not keep all others waiting: it fails, its order waits for a person. */
    print->state = PRINT_FAILED;
    print->why = arena_format(act->arena, "the catalogue has no %s any more", print->product);
    order->hold_reasons |= BIT(HOLD_ERROR);
    if ((err = store_put(act->store, TREE_PRINT, print_key(order->id, print->line, print->copy), print)) || (err = act_save(act, order)))
        return err;
    err = act_journal(act, order, EVENT_PRINT_FAILED, print->printer, print->product, print->why);
    return err ? err : ERR_NOT_FOUND;
}

/* A print that was sent to this printer before a crash, and whose fate nobody recorded. */
static enum err unsure_print(struct act *act, const struct printer *printer, struct work *work)
{
    static const enum print_state states[] = { PRINT_SENT, PRINT_RENDERING };
    for (size_t i = 0; i < 2; i++) {
        struct key key = key_none(), found, target;
        struct walk *walk;
        key_add_byte(&key, (uint8_t)states[i]);
        enum err err = walk_open(act->store, INDEX_PRINT_STATE, key, key.size, false, &walk);
        if (err)
            return err;
        struct print print;
        while ((err = walk_next(walk, &found, &target)) == ERR_NONE) {
            if ((err = store_get(act->store, TREE_PRINT, target, &print, act->arena)) || strcmp(print.printer, work->printer) == 0)
                break;
        }
        walk_close(walk);
        struct order order;
        if (!err)
            err = act_order_by_id(act, print.order, &order);
        if (!err)
            name_print(act, &order, &print, printer, work);
        if (err != ERR_NOT_FOUND)
            return err;
    }
    return ERR_NOT_FOUND;
}

static bool takes_a_line(const struct order *order, const struct taker *taker)
{
    for (size_t i = 0; i < order->lines.n; i++)
        if (takes(taker, order->lines.v[i].product, order->lines.v[i].surface))
            return true;
    return false;
}

/* Not for this printer; for any? */
static enum err pass_by(struct act *act, struct order *order, struct taker *taker)
{
    enum err err = taker->all_read ? ERR_NONE : act_printers(act, &taker->all);
    taker->all_read = !err;
    if (!err)
        err = act_hold_for_media(act, order, &taker->all);
    return err ? err : ERR_NOT_FOUND;
}

/* A print of this order for this printer; an order is only begun by a printer that can take something of it. */
static enum err next_of_order(struct act *act, int64_t id, struct taker *taker, struct work *work)
{
    struct order order;
    struct print print;
    enum err err = act_order_by_id(act, id, &order);
    if (!err && order.state == ORDER_AUTHENTICATED)
        err = takes_a_line(&order, taker) ? start(act, &order) : ERR_NOT_FOUND;
    if (!err)
        err = waiting_print(act, &order, taker, &print);
    if (err == ERR_NOT_FOUND)
        return pass_by(act, &order, taker);
    return err ? err : take(act, &order, &print, taker->printer, work);
}

static enum err next_in_queue(struct act *act, struct taker *taker, struct work *work)
{
    struct key from = key_none(), found, targets[AT_ONCE];
    bool after = false;
    key_add_byte(&from, 0); /* not held back */
    for (int looked = 0, count = AT_ONCE; count == AT_ONCE && looked < LOOK_AHEAD; looked += count, after = true) {
        struct walk *walk;
        enum err err = walk_open(act->store, INDEX_MAKING, from, 1, after, &walk);
        if (err)
            return err;
        for (count = 0; count < AT_ONCE && (err = walk_next(walk, &found, &targets[count])) == ERR_NONE; count++) {
            from = found;
            if (work->overtakes && (int64_t)be64(found.data + 1) >= work->before) {
                err = ERR_NOT_FOUND; /* from here on all come later */
                break;
            }
        }
        walk_close(walk);
        if (err && err != ERR_NOT_FOUND)
            return err;
        for (int i = 0; i < count; i++)
            if ((err = next_of_order(act, (int64_t)be64(targets[i].data), taker, work)) != ERR_NOT_FOUND)
                return err;
    }
    return ERR_NOT_FOUND;
}

static enum err read_rivals(struct act *act, const struct work *work, struct taker *taker)
{
    taker->rivals = arena_alloc(act->arena, (work->rival_count + 1) * sizeof *taker->rivals);
    for (size_t i = 0; i < work->rival_count; i++) {
        struct printer *rival = &taker->rivals[taker->rival_count];
        enum err err = store_get(act->store, TREE_PRINTER, key_text(work->rivals[i]), rival, act->arena);
        if (err && err != ERR_NOT_FOUND)
            return err;
        taker->rival_count += !err && !rival->paused;
    }
    return ERR_NONE;
}

enum err action_print_next(struct act *act)
{
    struct work *work = act->work;
    struct printer printer;
    struct taker taker = { .printer = &printer, .in_hand = work->in_hand, .in_hand_count = work->in_hand_count };
    enum err err = store_get(act->store, TREE_PRINTER, key_text(work->printer), &printer, act->arena);
    act->quiet = true;
    if (err)
        return err;
    if (work->unsure)
        return unsure_print(act, &printer, work);
    if (printer.paused)
        return ERR_NOT_FOUND;
    if ((err = read_rivals(act, work, &taker)))
        return err;
    err = next_in_queue(act, &taker, work);
    act->keep = err == ERR_NOT_FOUND && act->topics; /* orders that wait for media were noted */
    return err;
}
