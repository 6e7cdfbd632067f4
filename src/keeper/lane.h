/* lane.h - the lanes of the printers: which there are, what each works on, what came up for it meanwhile.
 *
 * A lane's thread runs producer.c; the engine only leaves word here (a new socket, another target, "leaving") and never
 * waits for it. Inside src/keeper only.
 */
#ifndef KEEPER_LANE_H
#define KEEPER_LANE_H
#include "../stage/work.h"
#include "keeper.h"

struct device { /* the lane's own copy: the configuration may be another one meanwhile */
    char name[40], kind[20], target[404], holds[404], convention[20], fingerprint[68];
    int64_t dpi;
};

enum { AHEAD = 2 /* prints that are rendered at a time */, HANDS = 4 /* in hand: rendered, being rendered, on its way */,
       OVERTAKING = 2 /* besides: prints that come before all in hand */ };

struct lane;
/* A print in hand: taken from the queue, being rendered on a thread of its own or waiting to be sent. */
struct hand {
    struct work work;
    struct arena arena;     /* of work */
    bool used, joined, sending;
    bool done;              /* the thread is at its end; under the lock */
    pthread_t thread;
    struct lane *lane;
    int fd;                 /* the finished raster */
    enum err err;
    char why[201];
};

struct lane {
    struct keeper *keeper;
    bool used;              /* this row has a thread */
    struct device printer;  /* changed by the lane's thread only; under the lock */
    struct device next;     /* ... to this, when `changed`; both under the lock */
    bool changed, leaving;
    char format[12];        /* what the printer wants; "": JPEG. The lane's own */
    int tries;              /* to settle what the printer still has */
    bool waits_for_room;    /* the disk is below the reserve, and the board says so */
    int fd;                 /* to the printer child; the lane's own */
    int next_fd;            /* a newer one, not yet taken; under the lock */
    char code[16];          /* the order it works on; under the lock */
    struct hand hands[HANDS + OVERTAKING];
    bool rendered;          /* one of them was finished since the lane last looked; under the lock */
    int in_hand;            /* how many of them are used; under the lock */
    bool ready;             /* the printer answers and takes prints; under the lock */
    bool withdraw;          /* what it has is wanted back; under the lock */
    bool probe, probing;    /* somebody wants to know how it stands now; it is being asked; under the lock */
    int64_t asks;           /* how often it has answered that; under the lock */
    bool told;              /* the engine knows how it stands: */
    char trouble[201];
    bool careful;           /* the last print failed: one at a time, until one is made */
    int64_t made_ms;        /* when it made the last print without a rest since; 0: it rested */
};

/* The life of a lane, on its own thread. */
void *producer_lane(void *lane);
/* ahead.c: take prints and have them rendered, so many at a time, and those that come before all in hand besides. */
void ahead_fill(struct lane *lane, int most);
void lane_rendered(struct hand *hand); /* its thread says so, and the lane wakes */
bool lane_is_rendered(const struct hand *hand);
/* The one to send next, which is the first in the queue of those in hand; NULL while it is not rendered. */
struct hand *ahead_next(struct lane *lane);
/* The products of all that is in hand; answers how many. */
size_t ahead_products(const struct lane *lane, const char *products[HANDS + OVERTAKING]);
void ahead_free(struct lane *lane, struct hand *hand);
/* All that is in hand waits in the queue again. */
void ahead_give_back(struct lane *lane);
/* deliver.c: the conversation with the printer child. False: the printer needs a rest, then set_up and clear_up. */
bool deliver_set_up(struct lane *lane, struct arena *arena);
/* What the last life of this lane left half done. `up`: the printer answers; `last`: it is asked no more. */
bool deliver_clear_up(struct lane *lane, bool up, bool last, struct arena *arena);
bool deliver_print(struct lane *lane, struct hand *hand, struct arena *arena);
/* producer.c: tell the engine; what is in trouble says why, "" is well again. */
enum err lane_report(struct lane *lane, struct work *work, int outcome, const char *why);
void lane_trouble(struct lane *lane, const char *why);
enum err lane_find_work(struct lane *lane, struct work *work, bool unsure, struct arena *arena);
/* How often there was something new to do: taken before looking for work ... */
unsigned long lane_seen(struct lane *lane);
/* ... so that this sleeps until something is new since, a print in hand is rendered, or the time is over: what came in
 * between is not slept through. */
void lane_rest(struct lane *lane, unsigned long seen, int seconds);
/* Take over a newer socket to the printer child, if there is one. */
bool lane_take_socket(struct lane *lane);
bool lane_has_socket(struct lane *lane);
/* How many prints it has in hand, and whether the printer takes more: what the other lanes leave to it. */
void lane_stands(struct lane *lane, int in_hand, bool ready);
/* Whose printers are at work and have less in hand than this one. The names live as long as the lane. */
size_t lane_rivals(const struct lane *lane, const char *names[PRINTERS]);
/* True once after somebody wanted back what the printer has. */
bool lane_take_withdraw(struct lane *lane);
/* True once after somebody wanted the printer asked; and it has answered, and the engine knows what. */
bool lane_take_probe(struct lane *lane);
void lane_answered(struct lane *lane);
/* The order it works on, for the board; "" for none. */
void lane_work_on(struct lane *lane, const char *code);
/* Is the printer to change or leave? Then what it still has must be settled first. */
bool lane_must_settle(struct lane *lane);
/* It is settled: from here on the printer is what it changed to. True when it is to leave instead. */
bool lane_change(struct lane *lane);
/* Its record is gone. False: somebody configured it again meanwhile, and it goes on. */
bool lane_end(struct lane *lane);
#endif
