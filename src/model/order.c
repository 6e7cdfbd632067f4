/* order.c - the life of an order: the rows of tbl/steps.h and nothing else decide where a state leads. See order.h. */
#include "order.h"
#include "../tbl/steps.h"

struct step {
    enum order_state from;
    enum event event;
    enum order_state to;
    enum right right;
};
#define STEP_ROW(from, event, to, right) { from, event, to, right },
static const struct step steps[] = { STEP_ROWS(STEP_ROW) };

static const struct step *step_find(const struct order *order, enum event event)
{
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (steps[i].from == order->state && steps[i].event == event)
            return &steps[i];
    return NULL;
}

enum err order_may(const struct order *order, enum event event, enum right *right)
{
    const struct step *step = step_find(order, event);
    if (step == NULL)
        return err_detail(ERR_STATE, "%s", word_of(&order_state_words, order->state));
    *right = step->right;
    return ERR_NONE;
}

enum err order_step(struct order *order, enum event event)
{
    const struct step *step = step_find(order, event);
    if (step == NULL)
        return err_detail(ERR_STATE, "%s", word_of(&order_state_words, order->state));
    order->state = step->to;
    return ERR_NONE;
}

bool order_in_queue(const struct order *order)
{
    return (order->state == ORDER_AUTHENTICATED || order->state == ORDER_PRODUCING) && order->hold_reasons == 0;
}

bool order_ended(const struct order *order)
{
    switch (order->state) {
    case ORDER_OPEN: case ORDER_HELD: case ORDER_AUTHENTICATED: case ORDER_PRODUCING: case ORDER_READY:
        return false;
    default:
        return true;
    }
}

int64_t order_queue_time(const struct order *order)
{
    int64_t time;
    if (__builtin_add_overflow(order->promised, order->queue_shift, &time))
        return order->queue_shift < 0 ? INT64_MIN : INT64_MAX;
    return time;
}

void order_row(const struct order *order, struct row *row)
{
    record_init(&row_type, row);
    row->code = order->code;
    row->state = order->state;
    row->hold_reasons = order->hold_reasons;
    row->customer = order->customer;
    row->name = order->name;
    row->class = order->class;
    row->price_minor = order->price_minor;
    row->paid_minor = order->paid_minor;
    row->currency = order->currency;
    row->currency_decimals = order->currency_decimals;
    row->placed = order->placed;
    row->expires = order->expires;
    row->photos_expire = order->photos_expire;
    row->promised = order->promised;
    row->ratio = order->risk.ratio;
    row->alert = order->risk.alert;
    row->photo_count = (int64_t)order->photos.n;
    row->prints_total = order->prints_total;
    row->prints_made = order->prints_made;
    row->shelf = order->shelf;
    row->phone = order->phone;
    row->told = order->told;
    row->auto_ = order->risk.auto_;
}

enum err order_count_prints(const struct order *order, int64_t *count)
{
    enum { MOST_PRINTS = 50000 /* all are written down at once when the first is begun */ };
    int64_t sum = 0;
    *count = 0;
    for (size_t i = 0; i < order->lines.n; i++) {
        int64_t copies = order->lines.v[i].copies;
        if (copies < 0 || copies > MOST_PRINTS || (sum += copies) > MOST_PRINTS)
            return err_detail(ERR_OVERFLOW, "copies of line %zu", i + 1);
    }
    *count = sum;
    return ERR_NONE;
}
