/* order.h - the life of an order. order_step() is the only writer of a state; its rows are tbl/steps.h. */
#ifndef MODEL_ORDER_H
#define MODEL_ORDER_H
#include "../base/record.h"

/* May this event happen now, and which right does it need? ERR_STATE with the state's word when there is no row. */
enum err order_may(const struct order *order, enum event event, enum right *right) MUST_CHECK;
/* Move the order. Nothing else writes order->state. */
enum err order_step(struct order *order, enum event event) MUST_CHECK;
/* In the queue: authenticated or producing, with no hold reason. */
bool order_in_queue(const struct order *order);
/* No more photos, lines or money are expected: discarded, cancelled, expired, unclaimed or collected. */
bool order_ended(const struct order *order);
/* The queue's key: promise time, shifted by rush or put back, then order id. Smaller is sooner. */
int64_t order_queue_time(const struct order *order);
/* The order as one row of a list; texts are shared, not copied. */
void order_row(const struct order *order, struct row *row);
/* Copies of all lines. ERR_OVERFLOW beyond 50,000. */
enum err order_count_prints(const struct order *order, int64_t *count) MUST_CHECK;
/* The scope in which a role has a right (tbl/rights.h; supervisor and owner have all but the machine's). */
enum scope rights_scope(enum role role, enum right right);
/* All of them as bits; what a role begins with. */
uint32_t rights_default(enum role role);
/* Close a set of rights: "authenticate" follows from either store's right, "nothing" is in every set. */
uint32_t rights_complete(uint32_t rights);
/* The scope in which somebody has a right: by the bits the keeper gave that session. */
enum scope rights_of(const struct identity *who, enum right right);
#endif
