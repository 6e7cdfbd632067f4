/* picture.c - a picture drawn into a curses window; see picture.h.
 *
 * Colours on a curses screen are pairs, and a pair that is defined anew repaints every cell that uses it. So pairs are
 * kept in a cache and start again only between frames: within one, a picture drawn before would change its colours.
 */
#include "picture.h"
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum {
    PAIR_FIRST = 32,   /* those below belong to the rest of the screen */
    PAIRS_LEAST = 512, PAIRS_MOST = 8192, /* of pictures, by the cells they have; powers of two */
    TRUE_MASK = 0xf8,  /* 24 bits are sent in 15: nobody sees it, and equal colours are free */
    STICKY = 500, /* how much worse (picture_distance) half a cell may be for the colours of the cell before */
    STICKY_MOST = 1 << 20, CHANGES_PERCENT = 60 /* of a picture's cells may begin other colours */
};

static enum picture_kind current = PICTURE_KIND_COUNT;
static struct {
    struct slot {
        int ink, ground, pair; /* pair 0: empty */
    } *slots;                  /* twice as many as pairs, so that looking is short */
    int pairs, used;
} cache;

/* Colours are switched on by the first picture: a screen without one sends no byte about them. */
static void colors_begin(void)
{
    static bool begun;
    const char *no_color = getenv("NO_COLOR");
    if (begun || (no_color && *no_color) || !has_colors())
        return;
    begun = true;
    start_color();
    use_default_colors();
}

static bool direct_color(void)
{
    return COLORS >= 1 << 24;
}

/* What was chosen, as far as curses can show it: 24 bits only where terminfo says so. */
static enum picture_kind shown(enum picture_kind kind)
{
    if (kind == PICTURE_TRUE && !direct_color())
        kind = PICTURE_256;
    if (kind == PICTURE_256 && COLORS < 256)
        kind = PICTURE_8;
    if (kind == PICTURE_8 && COLORS < 8)
        kind = PICTURE_ASCII;
    return kind;
}

void picture_set_kind(enum picture_kind kind)
{
    current = kind;
}

enum picture_kind picture_get_kind(void)
{
    colors_begin();
    if (current >= PICTURE_KIND_COUNT)
        current = picture_choose(NULL, COLORS);
    return shown(current);
}

enum picture_kind picture_next_kind(enum picture_kind kind)
{
    enum picture_kind next = shown(kind);
    for (int tries = 0; tries < PICTURE_KIND_COUNT; tries++) {
        next = (enum picture_kind)((next + 1) % PICTURE_KIND_COUNT);
        if (shown(next) == next && picture_choose(picture_kind_word(next), COLORS) == next)
            return next;
    }
    return PICTURE_ASCII;
}

static int pairs_limit(void)
{
    int limit = COLOR_PAIRS - 1;
    return limit < PAIR_FIRST ? 0 : limit - PAIR_FIRST < cache.pairs ? limit : PAIR_FIRST + cache.pairs;
}

/* The pair of two colours; 0 (the terminal's own) when there are none left in this frame. */
static int pair_of(int ink, int ground)
{
    if (cache.slots == NULL)
        picture_begin_frame();
    size_t slots = (size_t)cache.pairs * 2, at = ((size_t)ink * 2654435761u ^ (size_t)ground * 40503u) % slots;
    for (; cache.slots[at].pair; at = (at + 1) % slots)
        if (cache.slots[at].ink == ink && cache.slots[at].ground == ground)
            return cache.slots[at].pair;
    if (PAIR_FIRST + cache.used >= pairs_limit())
        return 0;
    int pair = PAIR_FIRST + cache.used;
    if (init_extended_pair(pair, ink, ground) == ERR)
        return 0;
    cache.slots[at] = (struct slot){ ink, ground, pair };
    cache.used++;
    return pair;
}

void picture_begin_frame(void)
{
    int pairs = PAIRS_LEAST;
    if (current >= PICTURE_KIND_COUNT)
        return; /* no picture was drawn yet */
    while (pairs < LINES * COLS / 2 && pairs < PAIRS_MOST)
        pairs *= 2;
    if (pairs <= cache.pairs && PAIR_FIRST + cache.used < pairs_limit() * 3 / 4)
        return;
    if (pairs > cache.pairs) {
        free(cache.slots);
        cache.pairs = pairs;
        cache.slots = xcalloc((size_t)pairs * 2, sizeof *cache.slots);
    }
    memset(cache.slots, 0, (size_t)cache.pairs * 2 * sizeof *cache.slots);
    cache.used = 0;
}

/* What a cell shows: the glyph's upper and lower half as two colours of the terminal, and what those look like. */
struct cell {
    int ink, ground;
    uint8_t ink_rgb[3], ground_rgb[3];
};

static int color_of(enum picture_kind kind, const uint8_t *rgb, uint8_t *looks)
{
    if (kind == PICTURE_256)
        return picture_color_256(rgb, looks);
    for (int i = 0; i < 3; i++)
        looks[i] = rgb[i] & TRUE_MASK;
    return looks[0] << 16 | looks[1] << 8 | looks[2];
}

/* The cell before goes on in its colours where that is nearly as good: colours are most of a picture's bytes. The better
 * of the four glyphs two colours can make, NULL when none is good enough. */
static const wchar_t *same_colors(const struct cell *before, const struct cell *wanted, const uint8_t *upper, const uint8_t *lower,
                                  int sticky)
{
    static const struct { const wchar_t *glyph; bool upper_ink, lower_ink; } glyphs[] = {
        { L"\u2580", true, false }, { L" ", false, false }, { L"\u2584", false, true }, { L"\u2588", true, true },
    };
    const wchar_t *best = NULL;
    int least = picture_distance(upper, wanted->ink_rgb) + picture_distance(lower, wanted->ground_rgb) + 2 * sticky;
    for (size_t i = 0; i < sizeof glyphs / sizeof *glyphs; i++) {
        int worse = picture_distance(upper, glyphs[i].upper_ink ? before->ink_rgb : before->ground_rgb) +
                    picture_distance(lower, glyphs[i].lower_ink ? before->ink_rgb : before->ground_rgb);
        if (worse < least) {
            least = worse;
            best = glyphs[i].glyph;
        }
    }
    return best;
}

static void put_cell(WINDOW *window, int y, int x, const wchar_t *glyph, int pair)
{
    cchar_t cell;
    setcchar(&cell, glyph, A_NORMAL, 0, &pair);
    mvwadd_wch(window, y, x, &cell);
}

/* One row; answers how often its colours change. window NULL: only that. */
static int draw_row(WINDOW *window, int y, int x, const struct picture_grid *grid, int row, enum picture_kind kind, int sticky)
{
    size_t wide = (size_t)grid->columns;
    struct cell now = { .ink = -1 };
    int pair = 0, changes = 0;
    for (int column = 0; column < grid->columns; column++) {
        const uint8_t *upper = grid->rgb + ((size_t)row * 2 * wide + (size_t)column) * 3, *lower = upper + wide * 3;
        struct cell wanted;
        wanted.ink = color_of(kind, upper, wanted.ink_rgb);
        wanted.ground = color_of(kind, lower, wanted.ground_rgb);
        const wchar_t *glyph = column ? same_colors(&now, &wanted, upper, lower, sticky) : NULL;
        int fresh = glyph ? 0 : window ? pair_of(wanted.ink, wanted.ground) : 1;
        if (fresh) {
            now = wanted;
            pair = fresh;
            changes++;
        }
        if (window)
            put_cell(window, y, x + column, glyph ? glyph : now.ink == now.ground ? L" " : L"\u2580", pair);
    }
    return changes;
}

/* How far colours go on: as far as nobody minds, and farther in a picture that would be all changes (leaves, gravel), so
 * that no picture is much more bytes than others. */
static int choose_sticky(const struct picture_grid *grid, enum picture_kind kind)
{
    int sticky = STICKY;
    for (; sticky < STICKY_MOST; sticky += sticky / 2) {
        int changes = 0;
        for (int row = 0; row < grid->rows; row++)
            changes += draw_row(NULL, 0, 0, grid, row, kind, sticky);
        if (changes <= grid->rows * grid->columns * CHANGES_PERCENT / 100)
            break;
    }
    return sticky;
}

static void draw_blocks(WINDOW *window, int y, int x, const struct picture_grid *grid, enum picture_kind kind)
{
    int sticky = choose_sticky(grid, kind);
    for (int row = 0; row < grid->rows; row++)
        draw_row(window, y + row, x, grid, row, kind, sticky);
}

static void draw_letters(WINDOW *window, int y, int x, const struct picture_grid *grid, enum picture_kind kind)
{
    size_t count = (size_t)grid->rows * (size_t)grid->columns;
    char *letters = xmalloc(count);
    picture_grid_letters(grid, kind == PICTURE_ASCII_INVERTED, letters);
    for (size_t i = 0; i < count; i++) {
        int pair = kind == PICTURE_8 ? pair_of(picture_color_8(grid->rgb + i * 3), COLOR_BLACK) : 0;
        wchar_t letter[2] = { (wchar_t)(unsigned char)letters[i], 0 };
        put_cell(window, y + (int)i / grid->columns, x + (int)i % grid->columns, letter, pair);
    }
    free(letters);
}

void picture_draw_crop(WINDOW *window, int y, int x, int rows, int cols, const struct picture *picture)
{
    struct picture_grid grid;
    enum picture_kind kind = picture_get_kind();
    for (int row = 0; row < rows; row++)
        mvwhline(window, y + row, x, ' ', cols);
    if (!picture_grid_make(&grid, picture, kind, rows, cols))
        return;
    y += (rows - grid.rows) / 2;
    x += (cols - grid.columns) / 2;
    if (grid.per_cell == 2)
        draw_blocks(window, y, x, &grid, kind);
    else
        draw_letters(window, y, x, &grid, kind);
    picture_grid_free(&grid);
}

void picture_draw(WINDOW *window, int y, int x, int rows, int cols, const uint8_t *rgb, int width, int height)
{
    struct picture picture = { .rgb = rgb, .width = width, .height = height };
    picture_draw_crop(window, y, x, rows, cols, &picture);
}
