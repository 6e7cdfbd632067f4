/* order_doing.h - one act at work on one order, between order_acts.c and the files that do them.
 *
 * Each act asks (prompt.h), lets the keeper do it, and says what came of it. What it allocates lives until it is over.
 */
#ifndef SCREENS_ORDER_DOING_H
#define SCREENS_ORDER_DOING_H
#include "../src/base/record.h"
#include "screen.h"

struct doing {
    struct screen *screen;
    struct arena *arena;
    struct order order;  /* as it was read; after doing_call() as it is now */
    struct args args;    /* what goes to the keeper; the code is filled in */
    char code[20];       /* as people read it */
};

/* "11.90 EUR", in the arena. */
const char *doing_money(const struct doing *doing, int64_t minor);
/* What is still to be paid; negative when too much was. */
int64_t doing_due(const struct doing *doing);
/* False, and said why, when the order's state has no such step now. */
bool doing_may_step(struct doing *doing, enum event event);
/* "WHAT 4711-2093-5525. Reason:" into args.reason; false when none was given. */
bool doing_ask_reason(struct doing *doing, const char *what);
/* The usual end: the keeper does it, the answer is the order as it is now. */
bool doing_call(struct doing *doing, enum action action);
/* Something was done to this order: undo takes that back. */
void doing_done(struct doing *doing);

/* order_money.c */
void order_do_pay(struct doing *doing);
void order_do_refund(struct doing *doing);
void order_do_void(struct doing *doing);
void order_do_receipt(struct doing *doing);
/* order_hold.c */
void order_do_lift(struct doing *doing);
void order_do_hold(struct doing *doing);
void order_do_release(struct doing *doing);
void order_do_unlock(struct doing *doing);
#endif
