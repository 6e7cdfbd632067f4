/* print.c - step 7: a print on its way through a printer, made exactly once (claims 1, 21).
 *
 * SENDING is committed before the printer child hears GO, MADE after its DONE. If the lights go out between the two,
 * the print stands as sent and the producer asks the printer child what became of it, by the token of that attempt.
 */
#include <string.h>
#include "../base/clock.h"
#include "../model/promise.h"
#include "act.h"
#include "work.h"

static struct key key_of(const struct print *print)
{
    struct key key = key_number((uint64_t)print->order);
    key_add_number(&key, (uint64_t)print->line);
    key_add_number(&key, (uint64_t)print->copy);
    return key;
}

static const char *name_of(struct act *act, const struct print *print)
{
    if (print->line == 0)
        return "label";
    return arena_format(act->arena, "line %lld copy %lld", (long long)print->line, (long long)print->copy);
}

/* Count the prints of the shop's day, for the board. */
static enum err count_today(struct act *act)
{
    struct meta meta;
    enum err err = act_meta(act, &meta);
    if (err)
        return err;
    if (meta.day != clock_day(act->now)) {
        meta.day = clock_day(act->now);
        meta.prints_today = 0;
    }
    meta.prints_today++;
    return act_meta_save(act, &meta);
}

static enum err finish(struct act *act, struct order *order)
{
    /* Whoever may say that the last one is made, printer or person, may say what follows from it. */
    enum err err = order_step(order, EVENT_FINISH);
    if (err)
        return err;
    const char *before = act_time(act, order->expires);
    order->expires = promise_expiry(act->conf, act->now, act->conf->ready_days * 24);
    if (order->photos_expire < order->expires && (err = act_keep_photos(act, order, order->expires)))
        return err;
    return act_journal(act, order, EVENT_FINISH, before, act_time(act, order->expires), NULL);
}

/* The printer's own account: prints made, paper used, how long each takes. */
static enum err count_printer(struct act *act, const struct work *work, const struct print *print)
{
    enum { SMOOTH = 8 };
    struct printer printer;
    enum err err = store_get(act->store, TREE_PRINTER, key_text(print->printer), &printer, act->arena);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_NONE : err; /* configured away meanwhile */
    printer.made += print->line != 0;
    if ((err = media_use(act, &printer, print->line ? print->product : work->label_product)))
        return err;
    if (work->took_ms > 0 && print->line)
        printer.each_ms = printer.each_ms ? (printer.each_ms * (SMOOTH - 1) + work->took_ms) / SMOOTH : work->took_ms;
    return store_put(act->store, TREE_PRINTER, key_text(print->printer), &printer);
}

static enum err made(struct act *act, const struct work *work, struct order *order, struct print *print)
{
    print->state = PRINT_MADE;
    print->made = act->now;
    enum err err = print->line || work->label_as_print ? count_printer(act, work, print) : ERR_NONE;
    if (err)
        return err;
    err = act_journal(act, order, EVENT_PRINT_MADE, print->printer, print->file, name_of(act, print));
    if (err)
        return err;
    if (print->line == 0) /* an order cancelled meanwhile has a label and stays cancelled */
        return order->state == ORDER_PRODUCING && order->prints_made == order->prints_total ? finish(act, order) : ERR_NONE;
    order->prints_made++;
    return count_today(act);
}

static enum err hold(struct act *act, struct order *order, enum hold_reason reason, enum event event, struct print *print)
{
    order->hold_reasons |= BIT(reason);
    return act_journal(act, order, event, print->printer, name_of(act, print), print->why);
}

/* Cancelled or held back while it was rendered: it is not printed. The lane hears no, the print waits again. */
static enum err withdraw(struct act *act, const struct order *order, struct print *print)
{
    print->state = PRINT_WAITING;
    act->keep = true;
    enum err err = store_put(act->store, TREE_PRINT, key_of(print), print);
    return err ? err : err_detail(ERR_STATE, "%s", word_of(&order_state_words, order->state));
}

/* The printer is in trouble, or well again, or gone; the alarm stays on the board meanwhile. */
static enum err note_printer(struct act *act, const struct work *work)
{
    struct printer printer;
    enum err err = store_get(act->store, TREE_PRINTER, key_text(work->printer), &printer, act->arena);
    if (err)
        return err;
    if (work->outcome == WORK_LEFT) {
        if (!printer.leaving)
            return err_detail(ERR_STATE, "configured again");
        act->topics |= BIT(TOPIC_PRINTERS);
        err = store_delete(act->store, TREE_PRINTER, key_text(work->printer));
        return err ? err : act_journal(act, NULL, EVENT_PRINTER, "leaving", "gone", work->printer);
    }
    const char *before = printer.trouble, *now = work->outcome == WORK_TROUBLE ? work->why : "";
    if (strcmp(before, now) == 0)
        return *now ? ERR_NONE : act_media_changed(act); /* it begins: what it holds may be new */
    if (*before == 0 || *now == 0)
        printer.since = act->now;
    if (*now) { /* stays until somebody has seen it */
        if (printer.alarm[0] == 0 || *before == 0)
            printer.alarm_since = act->now;
        printer.alarm = now;
    }
    printer.trouble = now;
    act->quiet = *now == 0;
    act->topics |= BIT(TOPIC_PRINTERS) | BIT(TOPIC_HAND);
    err = store_put(act->store, TREE_PRINTER, key_text(work->printer), &printer);
    return err ? err : act_journal(act, NULL, EVENT_PRINTER, before, printer.trouble, work->printer);
}

static enum err move(struct act *act, const struct work *work, struct order *order, struct print *print)
{
    enum err err;
    switch (work->outcome) {
    case WORK_SENDING:
        if (order->state != ORDER_PRODUCING || order->hold_reasons)
            return withdraw(act, order, print);
        print->state = PRINT_SENT;
        print->job = work->print.job;
        print->bytes = work->print.bytes;
        act->quiet = true;
        return act_journal(act, order, EVENT_PRINT_SENT, print->printer, print->job, name_of(act, print));
    case WORK_SENT:
        print->accepted = true;
        act->quiet = true;
        return ERR_NONE;
    case WORK_MADE:
        print->file = work->print.file;
        act->quiet = true;
        err = made(act, work, order, print);
        if (print->line && order->prints_made == order->prints_total)
            act->quiet = false; /* the label is next, and this printer may be paused by now */
        return err;
    case WORK_AGAIN:
        print->state = PRINT_WAITING;
        print->why = work->why;
        return ERR_NONE;
    case WORK_DOUBTFUL:
        print->state = PRINT_DOUBTFUL;
        print->why = work->why;
        return hold(act, order, HOLD_ERROR, EVENT_PRINT_DOUBTFUL, print);
    default:
        print->state = PRINT_FAILED;
        print->why = work->why;
        return hold(act, order, work->err == ERR_PHOTO_DAMAGED ? HOLD_PHOTOS : HOLD_ERROR, EVENT_PRINT_FAILED, print);
    }
}

enum err action_print_step(struct act *act)
{
    const struct work *work = act->work;
    struct order order;
    struct print print;
    if (work->outcome == WORK_TROUBLE || work->outcome == WORK_WELL || work->outcome == WORK_LEFT)
        return note_printer(act, work);
    enum err err = store_get(act->store, TREE_PRINT, key_of(&work->print), &print, act->arena);
    if (!err)
        err = act_order_by_id(act, print.order, &order);
    if (err)
        return err;
    /* Only the attempt that is under way may move; a late answer of an older one is dropped. */
    if (print.attempt != work->print.attempt || (print.state != PRINT_RENDERING && print.state != PRINT_SENT))
        return err_detail(ERR_STATE, "%s", word_of(&print_state_words, print.state));
    if ((err = move(act, work, &order, &print)))
        return err;
    if ((err = store_put(act->store, TREE_PRINT, key_of(&print), &print)))
        return err;
    act->topics |= BIT(TOPIC_PRINTERS);
    return act_save(act, &order);
}

static bool stuck(struct print *print, void *data)
{
    *(int64_t *)data += print->state == PRINT_FAILED || print->state == PRINT_DOUBTFUL;
    return false;
}

/* Somebody looked, and it came out of the printer after all. Only of a doubtful one can that be said. */
enum err action_order_made(struct act *act)
{
    const struct work work = { 0 };
    struct print print = { .line = act->args->line, .copy = act->args->copy ? act->args->copy : 1 };
    struct order order;
    int64_t left = 0;
    enum err err = act_order(act, &order);
    if (err)
        return err;
    print.order = order.id;
    struct key key = key_of(&print);
    err = store_get(act->store, TREE_PRINT, key, &print, act->arena);
    if (err == ERR_NOT_FOUND || (!err && print.state != PRINT_DOUBTFUL))
        return err_detail(ERR_NO_PRINT, "line %lld copy %lld is not doubtful", (long long)act->args->line, (long long)print.copy);
    print.why = "";
    if (err || (err = made(act, &work, &order, &print)) || (err = store_put(act->store, TREE_PRINT, key, &print)) ||
        (err = act_prints(act, &order, stuck, &left)))
        return err;
    if (left == 0)
        order.hold_reasons &= ~BIT(HOLD_ERROR);
    act->topics |= BIT(TOPIC_PRINTERS);
    if ((err = act_save(act, &order)) || (err = act_show(act, &order)))
        return err;
    *(struct order *)act->reply = order;
    return ERR_NONE;
}
