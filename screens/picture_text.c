/* picture_text.c - a picture as lines of text for the command line: plain letters, or SGR colours.
 *
 * Every line ends with the colours switched off, so that a pager cut anywhere leaves no coloured terminal; a colour is
 * sent only where it changes.
 */
#include "picture.h"
#include <stdlib.h>

static void color(struct buf *out, enum picture_kind kind, bool ground, const uint8_t *rgb)
{
    if (kind == PICTURE_TRUE)
        buf_format(out, "\033[%d;2;%d;%d;%dm", ground ? 48 : 38, rgb[0], rgb[1], rgb[2]);
    else
        buf_format(out, "\033[%d;5;%dm", ground ? 48 : 38, picture_color_256(rgb, NULL));
}

static bool same(enum picture_kind kind, const uint8_t *a, const uint8_t *b)
{
    if (kind == PICTURE_TRUE)
        return a[0] == b[0] && a[1] == b[1] && a[2] == b[2];
    return picture_color_256(a, NULL) == picture_color_256(b, NULL);
}

/* Upper half in the letter's colour, lower half in the ground's. */
static void blocks(struct buf *out, const struct picture_grid *grid, enum picture_kind kind)
{
    size_t wide = (size_t)grid->columns;
    for (size_t y = 0; y < (size_t)grid->rows; y++) {
        const uint8_t *upper = grid->rgb + 2 * y * wide * 3, *lower = upper + wide * 3;
        for (size_t x = 0; x < wide; x++) {
            if (x == 0 || !same(kind, upper + x * 3, upper + x * 3 - 3))
                color(out, kind, false, upper + x * 3);
            if (x == 0 || !same(kind, lower + x * 3, lower + x * 3 - 3))
                color(out, kind, true, lower + x * 3);
            buf_text(out, "\xe2\x96\x80");
        }
        buf_text(out, "\033[0m\n");
    }
}

static void letters(struct buf *out, const struct picture_grid *grid, enum picture_kind kind)
{
    size_t wide = (size_t)grid->columns, count = wide * (size_t)grid->rows;
    char *text = xmalloc(count);
    picture_grid_letters(grid, kind == PICTURE_ASCII_INVERTED, text);
    for (size_t i = 0; i < count; i++) {
        int now = picture_color_8(grid->rgb + i * 3), before = i % wide ? picture_color_8(grid->rgb + i * 3 - 3) : -1;
        if (kind == PICTURE_8 && now != before)
            buf_format(out, "\033[%dm", 30 + now);
        buf_u8(out, (uint8_t)text[i]);
        if ((i + 1) % wide == 0)
            buf_text(out, kind == PICTURE_8 ? "\033[0m\n" : "\n");
    }
    free(text);
}

void picture_text(struct buf *out, const struct picture *picture, enum picture_kind kind, int rows, int cols)
{
    struct picture_grid grid;
    if (!picture_grid_make(&grid, picture, kind, rows > 0 ? rows : PICTURE_CELLS, cols))
        return;
    if (grid.per_cell == 2)
        blocks(out, &grid, kind);
    else
        letters(out, &grid, kind);
    picture_grid_free(&grid);
}
