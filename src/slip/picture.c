/* picture.c - a slip as a PNG, as a receipt printer would have put it on paper: for a screen, a mail, a wall.
 *
 * The letters are our own, each in the middle of its column, so that columns stand under each other as they do on paper; the
 * bars are the very dots that the printer gets, with their quiet zones.
 */
#include <string.h>
#include "../barcode/canvas.h"
#include "../base/str.h"
#include "slip.h"

enum { EDGE = 12, LINE = 26, BIG_LINE = 48, CAPITAL = 15, BIG_CAPITAL = 30 /* dots */ };

static bool is_big(const struct slip_line *line, size_t columns)
{
    return line->kind == SLIP_BIG && str_columns(line->text) * 2 <= columns;
}

static int height_of(const struct slip_line *line, size_t columns)
{
    return line->kind == SLIP_BARS ? SLIP_BAR_DOTS + LINE : is_big(line, columns) ? BIG_LINE : LINE;
}

/* A line of text in columns of `wide` dots; what does not fit is cut, as on paper. */
static void draw_text(struct canvas *canvas, const char *text, int x, int y, int wide, double capital, size_t columns)
{
    for (size_t n = 0; *text && n < columns; n++) {
        char one[8];
        size_t bytes = str_bytes(text, 1);
        bytes = bytes == 0 || bytes >= sizeof one ? 1 : bytes;
        memcpy(one, text, bytes);
        one[bytes] = 0;
        text += bytes;
        double room = wide - 1, size = capital, width = font_width(one, size);
        if (width > room)
            size *= room / width;
        if (*one != ' ')
            font_draw(canvas, x + (wide - font_width(one, size)) / 2, y + (capital - size), size, 0.14, one);
        x += wide;
    }
}

static void draw_bars(struct canvas *canvas, const char *digits, int dots, int y)
{
    uint8_t modules[CODE128_MOST];
    int wide;
    size_t count = slip_bars(digits, dots, modules, &wide);
    for (size_t i = 0; i < count; i++)
        if (modules[i])
            canvas_fill(canvas, EDGE + (dots - (int)count * wide) / 2 + (int)i * wide, y, wide, SLIP_BAR_DOTS);
}

enum err slip_picture(const struct slip *slip, enum slip_width width, struct buf *png)
{
    struct arena arena = { 0 };
    size_t columns = (size_t)slip_columns(width);
    int dots = slip_dots(width), high = 2 * EDGE, y = EDGE, column = dots / (int)columns;
    for (size_t i = 0; i < slip->count; i++)
        high += height_of(&slip->lines[i], columns);
    struct canvas canvas = canvas_new(dots + 2 * EDGE, high, &arena);
    for (size_t i = 0; i < slip->count; i++) {
        const struct slip_line *line = &slip->lines[i];
        bool big = is_big(line, columns), bars = line->kind == SLIP_BARS;
        int wide = big ? 2 * column : column, used = (int)str_columns(line->text) * wide;
        int x = EDGE + (line->kind != SLIP_TEXT && used < dots ? (dots - used) / 2 : 0);
        if (bars)
            draw_bars(&canvas, line->text, dots, y);
        draw_text(&canvas, line->text, x, y + (bars ? SLIP_BAR_DOTS : 0) + (big ? 8 : 6), wide, big ? BIG_CAPITAL : CAPITAL, columns);
        y += height_of(line, columns);
    }
    enum err err = png_write(&canvas, png);
    arena_free(&arena);
    return err;
}
