/* counter.h - the counter's list, between its files. */
#ifndef SCREENS_COUNTER_H
#define SCREENS_COUNTER_H
#include "../list.h"
#include "../screen.h"
#include "../text.h"

enum counter_filter { COUNTER_ALL, COUNTER_HELD, COUNTER_READY, COUNTER_ALERTS, COUNTER_FILTERS };

struct counter {
    enum counter_filter filter;
    struct list list;
    struct row *rows;            /* list.count of them, as loaded; more may follow behind `next` */
    struct orders orders;        /* the first page's counts */
    const char *next;            /* what to ask for the page after; "" at the end */
    struct arena arena;          /* rows and orders */
    struct text detail;          /* of the order `shown` */
    char shown[TICKET_CODE + 1];
};
extern const struct screen_ops counter_ops;

/* What args.state says for a filter, and its name on the screen. */
const char *counter_filter_state(enum counter_filter filter);
const char *counter_filter_name(enum counter_filter filter);
/* Read the list again; the selected order stays selected wherever it is now. False when it could not be read. */
bool counter_load(struct screen *screen, struct counter *counter);
/* Read one page more when the selection is at the end of what was read. */
void counter_load_more(struct screen *screen, struct counter *counter);
/* Fetch the selected order for the pane below. */
void counter_detail(struct screen *screen);
void counter_paint(struct screen *screen);
void counter_tell(struct screen *screen);
#endif
