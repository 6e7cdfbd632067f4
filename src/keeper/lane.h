/* lane.h - the lanes of the printers: which there are, what each works on, what came up for it meanwhile.
 *
 * A lane's thread runs producer.c; the engine only leaves word here (a new socket, another target, "leaving") and never
 * waits for it. Inside src/keeper only.
 */
#ifndef KEEPER_LANE_H
#define KEEPER_LANE_H
#include "keeper.h"

struct device { /* the lane's own copy: the configuration may be another one meanwhile */
    char name[40], kind[20], target[404], holds[404];
};

struct lane {
    struct keeper *keeper;
    bool used;              /* this row has a thread */
    struct device printer;  /* changed by the lane's thread only; under the lock */
    struct device next;     /* ... to this, when `changed`; both under the lock */
    bool changed, leaving;
    int tries;              /* to settle what the printer still has */
    bool waits_for_room;    /* the disk is below the reserve, and the board says so */
    int fd;                 /* to the printer child; the lane's own */
    int next_fd;            /* a newer one, not yet taken; under the lock */
    char code[16];          /* the order it works on; under the lock */
};

/* The life of a lane, on its own thread. */
void *producer_lane(void *lane);
/* How often there was something new to do: taken before looking for work ... */
unsigned long lane_seen(void);
/* ... so that this sleeps until something is new since, or the time is over: what came in between is not slept through. */
void lane_rest(unsigned long seen, int seconds);
/* Take over a newer socket to the printer child, if there is one. */
bool lane_take_socket(struct lane *lane);
/* The order it works on, for the board; "" for none. */
void lane_work_on(struct lane *lane, const char *code);
/* Is the printer to change or leave? Then what it still has must be settled first. */
bool lane_must_settle(struct lane *lane);
/* It is settled: from here on the printer is what it changed to. True when it is to leave instead. */
bool lane_change(struct lane *lane);
/* Its record is gone. False: somebody configured it again meanwhile, and it goes on. */
bool lane_end(struct lane *lane);
#endif
