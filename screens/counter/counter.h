/* counter.h - the counter's list, between its files. */
#ifndef SCREENS_COUNTER_H
#define SCREENS_COUNTER_H
#include "../list.h"
#include "../screen.h"
#include "../text.h"

/* FOUND is what was looked for with /; the others are the keeper's lists. */
enum counter_filter { COUNTER_ALL, COUNTER_HELD, COUNTER_READY, COUNTER_ALERTS, COUNTER_CALLS, COUNTER_FOUND, COUNTER_FILTERS };

enum { COUNTER_FIND_LIMIT = 80 };
struct counter_find { /* one of these is looked for; the others are "" */
    char words[COUNTER_FIND_LIMIT]; /* as typed */
    char name[COUNTER_FIND_LIMIT], phone[40], customer[CUSTOMER_NUMBER + 1], date[11];
};

struct counter {
    enum counter_filter filter;
    struct counter_find find;    /* while the filter is FOUND */
    struct list list;
    struct row *rows;            /* list.count of them, as loaded; more may follow behind `next` */
    struct orders orders;        /* the first page's counts */
    const char *next;            /* what to ask for the page after; "" at the end */
    struct arena arena;          /* rows and orders */
    struct text detail;          /* of the order `shown` */
    char shown[TICKET_CODE + 1];
};
extern const struct screen_ops counter_ops;

/* Its name on the screen. */
const char *counter_filter_name(enum counter_filter filter);
/* Read the list again; the selected order stays selected wherever it is now. False when it could not be read. */
bool counter_load(struct screen *screen, struct counter *counter);
/* Only the numbers of the first row: what was found stands as it is until it is looked for again. */
bool counter_load_counts(struct screen *screen, struct counter *counter);
/* Read one page more when the selection is at the end of what was read. */
void counter_load_more(struct screen *screen, struct counter *counter);
/* Fetch the selected order for the pane below. */
void counter_detail(struct screen *screen);
/* Ask what to look for and list it; a code opens its order at once. */
void counter_find(struct screen *screen);
/* List what these words find. */
void counter_look_for(struct screen *screen, const char *typed);
void counter_paint(struct screen *screen);
void counter_tell(struct screen *screen);
#endif
