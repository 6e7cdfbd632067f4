/* sweep.h - the parts of one sweep (expire.c), each defined where its subject is. */
#ifndef STAGE_SWEEP_H
#define STAGE_SWEEP_H
#include "act.h"

struct sweep {
    int64_t until_ms; /* clock_ms() at which it stops */
    size_t photos;    /* of the orders looked at so far: each may be two files to remove */
    bool more;
};

/* clock.c: judge the clock, note what was found; nothing may expire while it is not believed. */
enum err clock_watch(struct act *act, bool *believed) MUST_CHECK;
/* forget.c: names, phone numbers, notes and file names of an ended order go; what the shop counts stays. */
enum err forget_order(struct act *act, struct order *order) MUST_CHECK;
/* First answers to request ids, after ten minutes; wrong tries, after a day. */
enum err forget_answers(struct act *act) MUST_CHECK;
enum err forget_tries(struct act *act) MUST_CHECK;
#endif
