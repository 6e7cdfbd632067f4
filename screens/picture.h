/* picture.h - a small RGB picture as characters: five ways, from letters on a vt100 to half-blocks in 24 bits.
 *
 * A picture is width * height * 3 bytes, rows from the top, at most PICTURE_SIDE pixels a side. A cell counts as twice
 * as high as it is wide. Everything here only reads the picture; nothing keeps it.
 */
#ifndef SCREENS_PICTURE_H
#define SCREENS_PICTURE_H
#include <curses.h>
#include <stdbool.h>
#include "../src/base/buf.h"
#include "../src/base/mem.h"

enum { PICTURE_SIDE = 4096, PICTURE_CELLS = 400 /* at most, a side; more rows or columns stay empty */ };

/* ASCII: bright is a dense letter, for light on dark (a vt100); INVERTED for dark on light. 8: coloured letters. 256 and
 * TRUE: half-blocks, two pixels a cell; these two need a UTF-8 terminal. */
enum picture_kind { PICTURE_ASCII, PICTURE_ASCII_INVERTED, PICTURE_8, PICTURE_256, PICTURE_TRUE, PICTURE_KIND_COUNT };

struct picture {
    const uint8_t *rgb;
    int width, height;
    /* The part that will be printed, in parts of 1,000,000 of the picture from its upper left corner (as a line's crop).
     * crop_width or crop_height 0: all of it. What is outside is dimmed; in letters it is hatched with /. */
    int crop_x, crop_y, crop_width, crop_height;
};

/* What this terminal can: NO_COLOR, COLORTERM, the locale's characters, and so many colours (COLORS after
 * start_color(), or tigetnum("colors")). override is a word ("ascii", "invert", "8", "256", "true") or "" or NULL: it
 * wins, except that half-blocks are never sent to a terminal without UTF-8. */
enum picture_kind picture_choose(const char *override, int colors);
const char *picture_kind_word(enum picture_kind kind);
/* Used by picture_draw(): chosen by picture_choose() on first use, or set by hand. */
void picture_set_kind(enum picture_kind kind);
enum picture_kind picture_get_kind(void);
/* The next that this terminal can show, for the key that goes through them. */
enum picture_kind picture_next_kind(enum picture_kind kind);

/* Before everything is painted anew: the only moment when colours of earlier pictures can be given up for new ones. */
void picture_begin_frame(void);
/* Draw into rows x cols cells from y, x: as large as fits with its shape kept, centred; the rest is blanked. */
void picture_draw(WINDOW *window, int y, int x, int rows, int cols, const uint8_t *rgb, int width, int height);
void picture_draw_crop(WINDOW *window, int y, int x, int rows, int cols, const struct picture *picture);

/* The same as text with newlines, without curses: pure ASCII, or ECMA-48 colours (SGR) for 8, 256 and TRUE. cols columns
 * wide, as many rows as the shape needs, at most rows (0: no limit). */
void picture_text(struct buf *out, const struct picture *picture, enum picture_kind kind, int rows, int cols);

/* For picture.c and picture_text.c: the picture fitted into a grid of cells.
 * per_cell is the pixels one above the other in a cell: 1 for letters, 2 for half-blocks. rgb holds columns * rows *
 * per_cell pixels, box-filtered; inside tells of each pixel whether it will be printed. Free with picture_grid_free(). */
struct picture_grid {
    int columns, rows, per_cell;
    uint8_t *rgb;
    bool *inside;
};
bool picture_grid_make(struct picture_grid *grid, const struct picture *picture, enum picture_kind kind, int rows, int cols);
void picture_grid_free(struct picture_grid *grid);
/* The letter of every cell, columns * rows, with the contrast stretched locally; for the ASCII kinds and 8. */
void picture_grid_letters(const struct picture_grid *grid, bool inverted, char *letters);
/* Nearest of the terminal's colours; looks, unless NULL, gets what that is in RGB. */
int picture_color_8(const uint8_t *rgb);
int picture_color_256(const uint8_t *rgb, uint8_t *looks);
/* How different two colours look, 0 for equal. */
int picture_distance(const uint8_t *a, const uint8_t *b);

/* As fmin(3) and fmax(3), without the library that those would load into every screen (12 KB each). */
static inline double picture_less(double a, double b)
{
    return a < b ? a : b;
}
static inline double picture_more(double a, double b)
{
    return a > b ? a : b;
}
#endif
