/* list.h - a list somebody moves in: the selected line carries '>' and the real cursor, no reverse bar.
 *
 * The list knows numbers only; a callback draws line i. Who refills the list keeps the selection by finding the old
 * line's key again and setting `selected`; list_fit() then brings everything into range.
 */
#ifndef SCREENS_LIST_H
#define SCREENS_LIST_H
#include <stdbool.h>
#include <stddef.h>

struct list {
    size_t count, selected, top;
    int rows;     /* as last painted: what a page is */
    bool resting; /* another list on the page has the keys: no mark, no cursor */
};

/* Up, Down, j, k, PgUp, PgDn, Home, End. True when the key was one of these. */
bool list_key(struct list *list, int key);
/* After count, selected or rows changed. */
void list_fit(struct list *list);
/* Paint into rows [row, row + rows): draws the mark in column 0 and calls draw_line(data, i, row of the screen) for the
 * rest, which starts in column 2. The cursor is put on the mark. */
void list_paint(struct list *list, int row, int rows, void (*draw_line)(void *data, size_t i, int row), void *data);
/* "3 of 14", "none" for an empty list; returns out. */
const char *list_position(const struct list *list, char *out, size_t size);
#endif
