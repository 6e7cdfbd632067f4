/* list.c - a list somebody moves in; see list.h. The top line moves by as little as it must, so that a terminal with a
 * scrolling region scrolls by one and gets one new line.
 */
#include "list.h"
#include <stdio.h>
#include "draw.h"
#include "input.h"

bool list_key(struct list *list, int key)
{
    size_t page = list->rows > 0 ? (size_t)list->rows : 1, last = list->count ? list->count - 1 : 0;
    switch (key) {
    case INPUT_UP: case 'k':
        list->selected -= list->selected > 0;
        break;
    case INPUT_DOWN: case 'j':
        list->selected += list->selected < last;
        break;
    case INPUT_PAGE_UP:
        list->top = list->top > page ? list->top - page : 0;
        list->selected = list->selected > page ? list->selected - page : 0;
        break;
    case INPUT_PAGE_DOWN:
        list->top += page;
        list->selected = list->selected + page < last ? list->selected + page : last;
        break;
    case INPUT_HOME:
        list->selected = 0;
        break;
    case INPUT_END:
        list->selected = last;
        break;
    default:
        return false;
    }
    list_fit(list);
    return true;
}

void list_fit(struct list *list)
{
    size_t rows = list->rows > 0 ? (size_t)list->rows : 1;
    if (list->selected >= list->count)
        list->selected = list->count ? list->count - 1 : 0;
    if (list->top + rows > list->count)
        list->top = list->count > rows ? list->count - rows : 0;
    if (list->selected < list->top)
        list->top = list->selected;
    if (list->selected >= list->top + rows)
        list->top = list->selected - rows + 1;
}

void list_paint(struct list *list, int row, int rows, void (*draw_line)(void *data, size_t i, int row), void *data)
{
    list->rows = rows;
    list_fit(list);
    for (int y = 0; y < rows && list->top + (size_t)y < list->count; y++) {
        size_t i = list->top + (size_t)y;
        draw_line(data, i, row + y);
        if (i == list->selected && !list->resting) {
            draw_text(row + y, 0, 1, ">");
            draw_cursor(row + y, 0);
        }
    }
}

const char *list_position(const struct list *list, char *out, size_t size)
{
    if (list->count == 0)
        snprintf(out, size, "none");
    else
        snprintf(out, size, "%zu of %zu", list->selected + 1, list->count);
    return out;
}
