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
struct rows {
    const char *title, *heading, *empty; /* heading over the rows, "" for none; empty: said when there is no row */
    struct list list;
    struct text keys, words;
    struct text pane;                    /* below a rule when pane_rows > 0; the page fills it in detail() */
    int pane_rows;
    char kept[ROWS_KEY];
};
#define ROWS_OPS .paint = rows_paint, .key = rows_key, .tell = rows_tell, .select = rows_select, .stand = rows_stand, \
    .resume = rows_resume, .resumes = true

/* Fill again: begin, add each row, end. */
void rows_begin(struct rows *rows);
void rows_add(struct rows *rows, const char *key, const char *format, ...) __attribute__((format(printf, 3, 4)));
void rows_end(struct rows *rows);
void rows_free(struct rows *rows);
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
