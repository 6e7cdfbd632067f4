/* queue.c - step 5: the queue, sorted by promise time; the board that shows it (claim 16).
 *
 * An order is in the queue exactly when it is authenticated or being made and has no hold reason: the index of the
 * store says so, nobody puts it there; the others of those states stand in the same index, apart. If the lights go out it is still in its place.
 */
#include <stdlib.h>
#include <string.h>
#include "../base/clock.h"
#include "act.h"

enum { RUSH_SECONDS = 7 * 86400, SOON_SECONDS = 1800, SHOWN = 100 /* rows of the board, half of them for what is held back */ };

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

/* Does a printer stand still, so that an order may wait for it? Then every order is looked at. */
static bool all_well(const struct printers *printers)
{
    for (size_t i = 0; i < printers->printers.n; i++)
        if (printers->printers.v[i].trouble[0] || printers->printers.v[i].paused || printers->printers.v[i].leaving)
            return false;
    return printers->printers.n > 0;
}

/* What the lab reads beside an order. */
static const char *doing(struct act *act, const struct row *row, int64_t id, const struct printers *printers)
{
    char reasons[120];
    struct order order;
    const char *waits = "";
    if (row->hold_reasons & BIT(HOLD_MEDIA) || (row->hold_reasons == 0 && !all_well(printers))) {
        if (act_order_by_id(act, id, &order) || act_waits_for(act, &order, printers, &waits))
            waits = ""; /* the row says enough */
        if (*waits)
            return arena_format(act->arena, "WAITS: %.70s", waits);
    }
    if (row->hold_reasons)
        return arena_format(act->arena, "WAITS: %.60s", word_set(&hold_reason_words, row->hold_reasons, reasons, sizeof reasons));
    if (row->state == ORDER_PRODUCING)
        return arena_format(act->arena, "making %lld of %lld", (long long)row->prints_made, (long long)row->prints_total);
    return "waiting";
}

/* Prints a minute that the printers at work make together, in thousandths; 0 while nobody knows. */
static int64_t pace(const struct printers *printers)
{
    int64_t sum = 0;
    for (size_t i = 0; i < printers->printers.n; i++) {
        const struct printer *printer = &printers->printers.v[i];
        if (printer->each_ms > 0 && !printer->paused && !printer->leaving && printer->trouble[0] == 0)
            sum += 60000 * 1000 / printer->each_ms;
    }
    return sum;
}

/* In minutes: what comes before it and itself, at the present pace. */
static void add_minutes(struct act *act, const struct printers *printers, struct board *board)
{
    enum { LONGEST = 24 * 60 };
    int64_t prints = 0, milli_pace = pace(printers);
    for (size_t i = 0; i < board->queue.n && milli_pace > 0; i++) {
        struct queued *queued = &board->queue.v[i];
        if (queued->order.hold_reasons)
            continue;
        prints += queued->order.prints_total - queued->order.prints_made;
        int64_t minutes = (prints * 1000 + milli_pace - 1) / milli_pace;
        if (strncmp(queued->doing, "WAITS", 5) != 0 && minutes <= LONGEST)
            queued->doing = arena_format(act->arena, "%s, about %lld min", queued->doing, (long long)minutes);
    }
}

/* The soonest of those in the queue, or of those held back. */
static enum err gather(struct act *act, bool held_back, const struct printers *printers, struct board *board)
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
        queued->doing = doing(act, row, (int64_t)be64(found.data + found.size - 8), printers);
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
    enum err err = act_printers(act, &printers);
    if (!err)
        err = gather(act, false, &printers, board);
    if (!err)
        err = gather(act, true, &printers, board);
    if (!err)
        err = queue_late(act, &board->late);
    if (!err)
        err = act_meta(act, &meta);
    if (err)
        return err;
    add_minutes(act, &printers, board);
    if (board->queue.n)
        qsort(board->queue.v, board->queue.n, sizeof *board->queue.v, sooner);
    board->orders_waiting = act->counts.to_make;
    board->prints_waiting = act->counts.prints;
    board->today = meta.day == clock_day(act->now) ? meta.prints_today : 0;
    return ERR_NONE;
}
