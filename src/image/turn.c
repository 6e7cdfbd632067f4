/* turn.c - turning photos upright; see turn.h. */
#include "turn.h"
#include <stdlib.h>
#include <string.h>

struct turn turn_of(int orientation)
{
    static const struct turn turns[9] = {
        [1] = { false, false, false }, /* row 0 is the top, column 0 the left */
        [2] = { false, true, false },  /* top, right */
        [3] = { false, true, true },   /* bottom, right */
        [4] = { false, false, true },  /* bottom, left */
        [5] = { true, false, false },  /* left, top */
        [6] = { true, false, true },   /* right, top */
        [7] = { true, true, true },    /* right, bottom */
        [8] = { true, true, false },   /* left, bottom */
    };
    return turns[orientation >= 1 && orientation <= 8 ? orientation : 1];
}

struct box turn_box(struct turn turn, struct box seen, int width, int height)
{
    struct box box = turn.swap ? (struct box){ seen.y, seen.x, seen.height, seen.width } : seen;
    if (turn.mirror)
        box.x = width - box.x - box.width;
    if (turn.flip)
        box.y = height - box.y - box.height;
    return box;
}

enum err canvas_make(struct canvas *canvas, int planes, int width, int height)
{
    *canvas = (struct canvas){ .width = width, .height = height, .planes = planes };
    canvas->pitch = ((size_t)width + 63) & ~(size_t)63;
    canvas->memory = aligned_alloc(64, canvas->pitch * (size_t)height * (size_t)planes);
    if (canvas->memory == NULL)
        return err_detail(ERR_MEMORY, "%dx%d pixels to be turned", width, height);
    return ERR_NONE;
}

void canvas_free(struct canvas *canvas)
{
    free(canvas->memory);
    *canvas = (struct canvas){ 0 };
}

uint8_t *canvas_row(const struct canvas *canvas, int plane, int y)
{
    return canvas->memory + canvas->pitch * ((size_t)plane * (size_t)canvas->height + (size_t)y);
}

static void put_row(uint8_t *to, const uint8_t *from, int width, bool mirror)
{
    if (!mirror) {
        memcpy(to, from, (size_t)width);
        return;
    }
    for (int x = 0; x < width; x++)
        to[x] = from[width - 1 - x];
}

/* Rows become columns: for each sample along the rows one short run across them. */
static void put_columns(struct canvas *canvas, int plane, bool flip, bool mirror, int first, int count,
                        uint8_t *const rows[])
{
    int left = flip ? canvas->width - first - count : first;
    for (int y = 0; y < canvas->height; y++) {
        uint8_t *to = canvas_row(canvas, plane, y) + left;
        int at = mirror ? canvas->height - 1 - y : y;
        for (int i = 0; i < count; i++)
            to[i] = rows[flip ? count - 1 - i : i][at];
    }
}

void canvas_put(struct canvas *canvas, int plane, struct turn turn, bool mirror, int first, int count,
                uint8_t *const rows[])
{
    if (turn.swap) {
        put_columns(canvas, plane, turn.flip, mirror, first, count, rows);
        return;
    }
    for (int i = 0; i < count; i++) {
        int y = turn.flip ? canvas->height - 1 - first - i : first + i;
        put_row(canvas_row(canvas, plane, y), rows[i], canvas->width, mirror);
    }
}
