/* producer.c - one lane per printer, each on its own thread: prints taken, rendered ahead, sent, made - each once.
 *
 * A lane asks the engine for prints and has them rendered (ahead.c), leads the printer child through each (deliver.c), and
 * begins again from what the records say whenever child or keeper died. It never waits for the engine longer than an
 * action takes, and the engine never waits for it.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include "../base/log.h"
#include "lane.h"

enum { REST_SECONDS = 3 /* before a printer in trouble is tried again */, IDLE_SECONDS = 30,
       SETTLE_TRIES = 10 /* so often is a printer that changes or leaves asked what became of its last print */ };

static const struct identity producer = MACHINE_IDENTITY("producer");

enum err lane_report(struct lane *lane, struct work *work, int outcome, const char *why)
{
    work->outcome = outcome;
    work->printer = lane->printer.name;
    work->why = why;
    enum err err = keeper_call(lane->keeper, &producer, ACTION_PRINT_STEP, NULL, work, NULL, NULL);
    if (err && err != ERR_STATE)
        log_line("printer", "%s: %s %s", lane->printer.name, err_word(err), err_last_detail());
    return err;
}

/* Told when it changes; a printer that is asked every second is mostly as it was. */
void lane_trouble(struct lane *lane, const char *why)
{
    struct work work = { 0 };
    if (lane->told && strcmp(lane->trouble, why) == 0)
        return;
    if (lane_report(lane, &work, *why ? WORK_TROUBLE : WORK_WELL, why)) {
        log_line("printer", "%s: its state could not be noted", lane->printer.name);
        return;
    }
    lane->told = true;
    snprintf(lane->trouble, sizeof lane->trouble, "%s", why);
}

enum err lane_find_work(struct lane *lane, struct work *work, bool unsure, struct arena *arena)
{
    const char *rivals[PRINTERS], *in_hand[HANDS + OVERTAKING];
    work->printer = lane->printer.name;
    work->unsure = unsure;
    work->arena = arena;
    work->rivals = rivals;
    work->in_hand = in_hand;
    work->in_hand_count = ahead_products(lane, in_hand);
    work->rival_count = unsure ? 0 : lane_rivals(lane, rivals);
    enum err err = keeper_call(lane->keeper, &producer, ACTION_PRINT_NEXT, NULL, work, NULL, NULL);
    work->rivals = work->in_hand = NULL;
    if (err && err != ERR_NOT_FOUND)
        log_line("printer", "%s: %s %s", lane->printer.name, err_word(err), err_last_detail());
    return err;
}

/* Below the reserve nothing is rendered; the board says why. */
static bool has_room(struct lane *lane)
{
    bool room = space_for(lane->keeper, 0, "printing") == ERR_NONE;
    if (room == lane->waits_for_room)
        lane_trouble(lane, room ? "" : err_last_detail());
    lane->waits_for_room = !room;
    return room;
}

/* ---- a printer that changes or leaves: first what it still has is settled where it was sent ---- */

static bool settle(struct lane *lane, bool ready, struct arena *arena)
{
    bool last = ++lane->tries >= SETTLE_TRIES;
    if (!ready && lane->fd >= 0 && !last)
        ready = deliver_set_up(lane, arena);
    return deliver_clear_up(lane, ready, last, arena);
}

/* True when the lane is no more. Somebody may have configured the printer again meanwhile: then it goes on. */
static bool leave(struct lane *lane)
{
    struct work work = { 0 };
    return lane_report(lane, &work, WORK_LEFT, "") == ERR_NONE && lane_end(lane);
}

/* One round of that. True when the lane is no more. */
static bool change(struct lane *lane, bool ready, struct arena *arena)
{
    if (!settle(lane, ready, arena)) {
        lane_rest(lane, lane_seen(lane), REST_SECONDS);
        return false;
    }
    if (lane_change(lane)) {
        if (leave(lane))
            return true;
        lane_rest(lane, lane_seen(lane), 1);
    }
    return false;
}

/* ---- the lane ---- */

/* The printer answers: take, render, send. False: it needs a rest, and must be set up anew. */
static bool work_on(struct lane *lane, unsigned long seen, struct arena *arena)
{
    if (lane_take_withdraw(lane))
        ahead_give_back(lane);
    ahead_fill(lane, lane->careful ? 1 : AHEAD);
    struct hand *hand = ahead_next(lane);
    if (hand == NULL) {
        if (lane->in_hand == 0) {
            lane->made_ms = 0;
            lane_work_on(lane, "");
        }
        lane_rest(lane, seen, IDLE_SECONDS);
        return true;
    }
    lane_work_on(lane, hand->work.code);
    hand->sending = true;
    ahead_fill(lane, lane->careful ? 0 : AHEAD); /* the renderers go on while this one is sent */
    bool well = deliver_print(lane, hand, arena);
    ahead_free(lane, hand);
    return well;
}

/* Not at work: what is in hand waits again, for any printer. */
static void stand_back(struct lane *lane)
{
    ahead_give_back(lane);
    lane_work_on(lane, "");
    lane_stands(lane, 0, false);
}

static bool begin(struct lane *lane, struct arena *arena)
{
    lane->waits_for_room = false; /* setting up says that all is well */
    if (!deliver_set_up(lane, arena) || !deliver_clear_up(lane, true, false, arena))
        return false;
    lane_stands(lane, 0, true);
    return true;
}

void *producer_lane(void *data)
{
    struct lane *lane = data;
    struct arena arena = { 0 }; /* for one print */
    bool ready = false;
    for (;;) {
        unsigned long seen = lane_seen(lane);
        arena_reset(&arena);
        bool fresh = lane_take_socket(lane), must_settle = lane_must_settle(lane);
        if (fresh || lane_take_probe(lane)) /* to be set up anew is to be asked */
            ready = false;
        if (must_settle || lane->fd < 0 || !ready)
            stand_back(lane);
        if (must_settle) {
            if (change(lane, ready, &arena))
                break;
            ready = false;
        } else if (lane->fd < 0) {
            ready = false;
            lane_rest(lane, seen, IDLE_SECONDS);
        } else if (!ready) {
            ready = begin(lane, &arena);
            if (!ready)
                lane_rest(lane, lane_seen(lane), REST_SECONDS);
        } else if (!has_room(lane)) {
            stand_back(lane);
            lane_rest(lane, lane_seen(lane), REST_SECONDS);
        } else {
            ready = work_on(lane, seen, &arena);
            if (!ready) {
                stand_back(lane);
                lane_rest(lane, lane_seen(lane), REST_SECONDS);
            }
        }
    }
    for (size_t i = 0; i < sizeof lane->hands / sizeof *lane->hands; i++)
        arena_free(&lane->hands[i].arena);
    arena_free(&arena);
    return NULL;
}
