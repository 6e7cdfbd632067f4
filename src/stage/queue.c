/* queue.c - step 5: the queue, sorted by promise time; the board that shows it (claim 16).
 *
 * An order is in the queue exactly when it is authenticated or being made and has no hold reason: the index of the
 * store says so, nobody puts it there; the others of those states stand in the same index, apart. If the lights go out it is still in its place.
 */
#include <stdlib.h>
#include <string.h>
#include "../base/clock.h"
#include "act.h"

enum { RUSH_SECONDS = 7 * 86400, SOON_SECONDS = 1800, SHOWN = 100 /* rows of the board, half of them for what is held back */, STUCK_MOST = 99 };

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

/* Which of its prints a person must look at. */
static const char *stuck(struct act *act, int64_t id)
{
    static const struct { enum print_state state; const char *one, *many; } kinds[] = {
        { PRINT_DOUBTFUL, "a print is doubtful", "prints are doubtful" }, { PRINT_FAILED, "a print failed", "prints failed" },
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct key key = key_none(), found, target;
        struct walk *walk;
        struct print print;
        int count = 0;
        key_add_byte(&key, (uint8_t)kinds[i].state);
        key_add_number(&key, (uint64_t)id);
        if (walk_open(act->store, INDEX_PRINT_STATE, key, key.size, false, &walk))
            return "";
        while (count < STUCK_MOST && walk_next(walk, &found, &target) == ERR_NONE)
            if (count++ == 0 && store_get(act->store, TREE_PRINT, target, &print, act->arena))
                print.why = "";
        walk_close(walk);
        if (count > 1)
            return arena_format(act->arena, "%d %s: %s", count, kinds[i].many, print.why);
        if (count)
            return arena_format(act->arena, "%s: %s", kinds[i].one, print.why);
    }
    return "";
}

/* What the lab reads beside an order. */
static const char *doing(struct act *act, const struct row *row, int64_t id, const struct printers *printers, struct minutes *minutes)
{
    char reasons[120];
    struct order order;
    const char *waits = "";
    int64_t about = 0;
    if (row->hold_reasons == 0 || row->hold_reasons & BIT(HOLD_MEDIA)) {
        if (act_order_by_id(act, id, &order) || act_waits_for(act, &order, printers, &waits))
            waits = ""; /* the row says enough */
        else if (*waits == 0)
            about = minutes_of(minutes, &order);
    } else if (row->hold_reasons & BIT(HOLD_ERROR)) {
        waits = stuck(act, id);
    }
    if (*waits)
        return arena_format(act->arena, "WAITS: %.70s", waits);
    if (row->hold_reasons)
        return arena_format(act->arena, "WAITS: %.60s", word_set(&hold_reason_words, row->hold_reasons, reasons, sizeof reasons));
    const char *words = row->state == ORDER_PRODUCING
        ? arena_format(act->arena, "making %lld of %lld", (long long)row->prints_made, (long long)row->prints_total) : "waiting";
    return about ? arena_format(act->arena, "%s, about %lld min", words, (long long)about) : words;
}

/* The soonest of those in the queue, or of those held back. */
static enum err gather(struct act *act, bool held_back, const struct printers *printers, struct minutes *minutes, struct board *board)
{
    struct key from = key_none(), found, target;
    struct walk *walk;
    key_add_byte(&from, held_back);
    enum err err = walk_open(act->store, INDEX_MAKING, from, from.size, false, &walk);
    if (err)
        return err;
    for (int i = 0; i < SHOWN / 2 && (err = walk_next(walk, &found, &target)) == ERR_NONE; i++) {
        struct queued *queued = LIST_ADD(act->arena, &board->queue, queued);
        struct row *row = &queued->order;
        if ((err = walk_row(walk, row, act->arena)))
            break;
        queued->turn = (int64_t)be64(found.data + 1);
        queued->doing = doing(act, row, (int64_t)be64(found.data + found.size - 8), printers, minutes);
        queued->late = row->promised && row->promised < act->now;
        queued->soon = !queued->late && row->promised && row->promised - act->now < SOON_SECONDS;
    }
    walk_close(walk);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

/* Of those promised within [from, until) and moved in the queue by so much: how many are to be made. */
static enum err count_promised(struct act *act, bool held_back, int64_t shift, int64_t from, int64_t until, int64_t *count)
{
    struct key key = key_none(), found, target;
    struct walk *walk;
    key_add_byte(&key, held_back);
    key_add_number(&key, from + shift > 0 ? (uint64_t)(from + shift) : 0);
    enum err err = walk_open(act->store, INDEX_MAKING, key, 1, false, &walk);
    if (err)
        return err;
    while ((err = walk_next(walk, &found, &target)) == ERR_NONE) {
        struct row row;
        int64_t turn = (int64_t)be64(found.data + 1);
        if (turn >= until + shift || (err = walk_row(walk, &row, act->arena)))
            break;
        *count += row.promised == turn - shift;
    }
    walk_close(walk);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

/* The counts know how many were late when somebody last asked, and every saved order moves them: only what was promised
 * since is looked at, so that a thousand late orders cost as little as one. */
enum err queue_late(struct act *act, int64_t *late)
{
    static const int64_t shifts[] = { 0, -RUSH_SECONDS, RUSH_SECONDS };
    int64_t from = act->counts.late_until, until = act->now, more = 0;
    bool back = until < from; /* the clock was set back: so many are not late yet */
    enum err err = ERR_NONE;
    for (size_t i = 0; i < 2 * sizeof shifts / sizeof *shifts && !err && from != until; i++)
        err = count_promised(act, i % 2, shifts[i / 2], back ? until : from, back ? from : until, &more);
    if (err)
        return err;
    act->moved.late += back ? -more : more;
    act->moved.late_until += until - from;
    *late = act->counts.late + act->moved.late;
    return ERR_NONE;
}

static int sooner(const void *left, const void *right)
{
    const struct queued *a = left, *b = right;
    return a->turn < b->turn ? -1 : a->turn > b->turn;
}

enum err queue_board(struct act *act, struct board *board)
{
    struct meta meta;
    struct printers printers;
    struct minutes minutes;
    enum err err = act_printers(act, &printers);
    if (err)
        return err;
    minutes_begin(&minutes, &printers);
    err = gather(act, false, &printers, &minutes, board);
    if (!err)
        err = gather(act, true, &printers, &minutes, board);
    if (!err)
        err = queue_late(act, &board->late);
    if (!err)
        err = act_meta(act, &meta);
    if (err)
        return err;
    if (board->queue.n)
        qsort(board->queue.v, board->queue.n, sizeof *board->queue.v, sooner);
    board->orders_waiting = act->counts.to_make;
    board->prints_waiting = act->counts.prints;
    board->today = meta.day == clock_day(act->now) ? meta.prints_today : 0;
    return ERR_NONE;
}
