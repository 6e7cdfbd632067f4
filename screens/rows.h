/* rows.h - a page that is one list: title, heading, rows that somebody moves in, now and then a pane below.
 *
 * struct rows is the first member of such a page's data, so that the functions of ROWS_OPS serve them all. A row has a
 * key, what it is about ("counter1"); the selection stays with its key when the rows are filled again.
 */
#ifndef SCREENS_ROWS_H
#define SCREENS_ROWS_H
#include "list.h"
#include "screen.h"
#include "text.h"

enum { ROWS_KEY = 80 };
struct rows;
/* Most such pages show the list of one reply: this is all there is to say about one. */
struct rows_list {
    const char *title, *heading, *empty;
    enum action action;
    size_t at, each;                                          /* ROWS_OF(reply, list) */
    void (*line)(struct rows *rows, const void *element);     /* adds its row, or none */
    void (*ask)(struct screen *screen, struct args *args);    /* NULL, or: what the action is asked with */
};
#define ROWS_OF(reply, list) offsetof(struct reply, list), sizeof *((struct reply *)0)->list.v

struct rows {
    const char *title, *heading, *empty; /* heading over the rows, "" for none; empty: said when there is no row */
    struct list list;
    struct text keys, words;
    struct text pane;                    /* below a rule when pane_rows > 0; the page fills it in detail() */
    int pane_rows;
    char kept[ROWS_KEY];
    const struct rows_list *of;          /* NULL: the page fills its rows itself */
    struct arena memory;                 /* the reply's, and what follows */
    const void **elements;               /* of each row */
};
#define ROWS_OPS .close = rows_close, .paint = rows_paint, .key = rows_key, .tell = rows_tell, .select = rows_select, .stand = rows_stand, \
    .resume = rows_resume, .resumes = true

/* Fill again: begin, add each row, end. */
void rows_begin(struct rows *rows);
void rows_add(struct rows *rows, const char *key, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The text in just so many columns, for rows_add(): padded, or cut with a ~. */
const char *rows_cell(struct rows *rows, const char *text, size_t columns);
void rows_end(struct rows *rows);
/* For open() of a page of one list; and reading it again, which leaves what was said. */
bool rows_open(struct screen *screen, const struct rows_list *of);
bool rows_load(struct screen *screen);
void rows_news(struct screen *screen, uint32_t topics);
/* What the selected row shows; NULL when there is no row. */
const void *rows_element(struct screen *screen);
void rows_close(struct screen *screen);
/* The selected row's key, NULL when there is no row; valid until the rows are filled again. */
const char *rows_selected(const struct rows *rows);
/* For key tables: why not, when there is no row. */
const char *rows_why_not(struct screen *screen);
/* "3 of 14" into the status line; a page without a pane has this as its detail(). */
void rows_detail(struct screen *screen);
void rows_paint(struct screen *screen);
bool rows_key(struct screen *screen, int key);
void rows_tell(struct screen *screen);
/* The selected row's key, and back to it. */
void rows_stand(struct screen *screen, char *out, size_t size);
bool rows_resume(struct screen *screen, const char *view);
/* Line mode: a row by its number or its key. */
bool rows_select(struct screen *screen, const char *typed);
#endif
