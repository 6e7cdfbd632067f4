/* codes.c - QR and Code 128 on the screen; see codes.h.
 *
 * A scanner wants dark modules on a light ground. With colours that is black on white by a pair of our own; without,
 * the reverse of a light-on-dark terminal, or the plain of one that is dark on light (the picture kind says which: the
 * same key inverts both).
 */
#include "codes.h"
#include <langinfo.h>
#include <strings.h>
#include "picture.h"

enum { CODES_PAIR = 31, WHITE_256 = 231, BLACK_256 = 16 };

/* How dark-on-light is said on this terminal. */
struct paint {
    attr_t ink_on_light;  /* a glyph in this attribute is dark, its cell light */
    attr_t dark;          /* a blank in this attribute is dark */
    short pair;
};

static bool has_blocks(void)
{
    return strcasecmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static struct paint paint_choose(void)
{
    enum picture_kind kind = picture_get_kind();
    if (kind == PICTURE_ASCII_INVERTED)
        return (struct paint){ A_NORMAL, A_REVERSE, 0 };
    if (kind == PICTURE_ASCII || COLORS < 8)
        return (struct paint){ A_REVERSE, A_NORMAL, 0 };
    int white = COLORS >= 1 << 24 ? 0xffffff : COLORS >= 256 ? WHITE_256 : COLOR_WHITE;
    int black = COLORS >= 1 << 24 ? 0 : COLORS >= 256 ? BLACK_256 : COLOR_BLACK;
    init_extended_pair(CODES_PAIR, black, white);
    return (struct paint){ A_NORMAL, A_REVERSE, CODES_PAIR };
}

static void put(WINDOW *window, int y, int x, const wchar_t *glyph, attr_t attributes, short pair)
{
    cchar_t cell;
    setcchar(&cell, glyph, attributes, pair, NULL);
    mvwadd_wch(window, y, x, &cell);
}

void codes_qr_cells(int size, int *rows, int *cols)
{
    int side = size + 2 * CODES_QR_QUIET;
    *rows = size <= 0 ? 0 : has_blocks() ? (side + 1) / 2 : side;
    *cols = size <= 0 ? 0 : has_blocks() ? side : 2 * side;
}

static bool qr_dark(int size, struct bytes modules, int y, int x)
{
    y -= CODES_QR_QUIET, x -= CODES_QR_QUIET;
    return y >= 0 && x >= 0 && y < size && x < size && modules.data[y * size + x];
}

/* Two dark-or-light halves of a cell: the glyph whose ink covers the dark ones. */
static const wchar_t *half(bool first, bool second, bool sideways)
{
    if (first && second)
        return L"\u2588";
    if (first)
        return sideways ? L"\u258c" : L"\u2580";
    return second ? (sideways ? L"\u2590" : L"\u2584") : L" ";
}

bool codes_draw_qr(WINDOW *window, int y, int x, int size, struct bytes modules)
{
    int rows, cols;
    codes_qr_cells(size, &rows, &cols);
    if (size < 1 || size > CODES_QR_LIMIT || modules.size != (size_t)size * (size_t)size || y < 0 || x < 0 ||
        y + rows > getmaxy(window) || x + cols > getmaxx(window))
        return false;
    struct paint paint = paint_choose();
    bool blocks = has_blocks();
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < cols; column++) {
            if (blocks) {
                bool upper = qr_dark(size, modules, 2 * row, column), lower = qr_dark(size, modules, 2 * row + 1, column);
                put(window, y + row, x + column, half(upper, lower, false), paint.ink_on_light, paint.pair);
            } else {
                bool dark = qr_dark(size, modules, row, column / 2);
                put(window, y + row, x + column, L" ", dark ? paint.dark : paint.ink_on_light, paint.pair);
            }
        }
    return true;
}

/* A half-block cell, or a whole one, of the large QR: is the module there dark? row and column count modules times scale. */
static bool large_dark(int size, struct bytes modules, int row, int column, int scale)
{
    if (row < 0 || column < 0 || row / scale >= size || column / scale >= size)
        return false;
    return modules.data[row / scale * size + column / scale];
}

bool codes_draw_large(WINDOW *window, int size, struct bytes modules)
{
    bool blocks = has_blocks();
    /* The window in squares: two above each other in a cell, or two cells beside each other. */
    int high = getmaxy(window) * (blocks ? 2 : 1), wide = getmaxx(window) / (blocks ? 1 : 2);
    if (size < 1 || size > CODES_QR_LIMIT || modules.size != (size_t)size * (size_t)size || high < size + 2 ||
        wide < size + 2 * CODES_QR_QUIET)
        return false;
    int scale = high / (size + 2) < wide / (size + 2 * CODES_QR_QUIET) ? high / (size + 2) : wide / (size + 2 * CODES_QR_QUIET);
    while (scale > 1 && high < scale * (size + 2 * CODES_QR_QUIET))
        scale--;
    int top = (high - scale * size) / 2, left = (wide - scale * size) / 2, quiet = scale * CODES_QR_QUIET;
    top -= blocks ? top & 1 : 0;
    struct paint paint = paint_choose();
    for (int row = 0; row < getmaxy(window); row++)
        for (int column = left - quiet; column < left + scale * size + quiet; column++) {
            int y = row * (blocks ? 2 : 1) - top, x = column - left;
            if (y < -quiet - 1 || y > scale * size + quiet)
                continue;
            bool upper = large_dark(size, modules, y, x, scale), lower = large_dark(size, modules, y + 1, x, scale);
            if (blocks) {
                put(window, row, column, half(upper, lower, false), paint.ink_on_light, paint.pair);
            } else {
                put(window, row, 2 * column, L" ", upper ? paint.dark : paint.ink_on_light, paint.pair);
                put(window, row, 2 * column + 1, L" ", upper ? paint.dark : paint.ink_on_light, paint.pair);
            }
        }
    return true;
}

static bool bar_dark(struct bytes modules, int at)
{
    at -= CODES_BARS_QUIET;
    return at >= 0 && (size_t)at < modules.size && modules.data[at];
}

bool codes_draw_bars(WINDOW *window, int y, int x, int rows, struct bytes modules)
{
    if (modules.size == 0 || modules.size > 400 || rows < 1 || y < 0 || x < 0 || y + rows > getmaxy(window))
        return false;
    int wide = (int)modules.size + 2 * CODES_BARS_QUIET, room = getmaxx(window) - x;
    bool halves = wide > room; /* two modules side by side in one cell */
    if (halves && (!has_blocks() || (wide + 1) / 2 > room))
        return false;
    struct paint paint = paint_choose();
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < (halves ? (wide + 1) / 2 : wide); column++) {
            if (halves) {
                const wchar_t *glyph = half(bar_dark(modules, 2 * column), bar_dark(modules, 2 * column + 1), true);
                put(window, y + row, x + column, glyph, paint.ink_on_light, paint.pair);
            } else {
                attr_t attributes = bar_dark(modules, column) ? paint.dark : paint.ink_on_light;
                put(window, y + row, x + column, L" ", attributes, paint.pair);
            }
        }
    return true;
}
