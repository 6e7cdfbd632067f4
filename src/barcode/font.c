/* font.c - lettering with a round pen along the strokes of glyphs.h, smooth at any size.
 *
 * How it is drawn: a glyph becomes short straight pieces; a dot of the canvas is as dark as it is near to the nearest
 * piece. No library and no font file, and the same look on screen and on paper.
 */
#include <math.h>
#include <string.h>
#include "canvas.h"
#include "glyphs.h"

enum { PIECES = 400, CURVE = 8 /* pieces a curve */ };
static const double wide = 0.088, gap = 0.26, blank = 0.42; /* of the size: a unit of x, between letters, a blank */

struct piece {
    double x1, y1, x2, y2;
};
struct outline {
    struct piece pieces[PIECES];
    size_t count;
};
struct point {
    double x, y;
    bool pull;
};

static const struct glyph {
    uint32_t rune;
    const char *strokes;
} glyphs[] = {
#define GLYPH_ROW(rune, strokes) { rune, strokes },
    GLYPH_ROWS(GLYPH_ROW)
};
static const char *const marks[] = {
#define MARK_ROW(name, strokes) strokes,
    MARK_ROWS(MARK_ROW)
};

/* A character outside the table as what comes nearest. */
static uint32_t nearest(uint32_t rune, const char **mark)
{
    static const struct {
        uint32_t from;
        char to;
    } rows[] = {
        { 0xa0, ' ' }, { 0xb7, '-' }, { 0xd7, 'x' }, { 0x2010, '-' }, { 0x2011, '-' }, { 0x2012, '-' },
        { 0x2013, '-' }, { 0x2014, '-' }, { 0x2018, '\'' }, { 0x2019, '\'' }, { 0x201a, ',' }, { 0x201c, '"' },
        { 0x201d, '"' }, { 0x201e, '"' }, { 0x2026, '.' },
    };
    *mark = NULL;
    if (rune >= LETTER_FIRST && rune < LETTER_FIRST + strlen(LETTER_PLAIN) && rune != 0xdf && rune != 0xd7) {
        size_t i = rune - LETTER_FIRST;
        const char *initial = strchr(MARK_INITIALS, LETTER_MARKS[i]);
        *mark = initial ? marks[initial - MARK_INITIALS] : NULL;
        return (unsigned char)LETTER_PLAIN[i];
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].from == rune)
            return (unsigned char)rows[i].to;
    return rune;
}

static const char *strokes_of(uint32_t rune)
{
    const char *unknown = "";
    if (rune == ' ')
        return NULL;
    for (size_t i = 0; i < sizeof glyphs / sizeof *glyphs; i++) {
        if (glyphs[i].rune == rune)
            return glyphs[i].strokes;
        if (glyphs[i].rune == '?')
            unknown = glyphs[i].strokes;
    }
    return unknown;
}

static int digit(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* The rightmost point, in units of x. */
static int width_of(const char *strokes)
{
    int most = 0;
    for (const char *s = strokes; *s;) {
        if (*s == ' ' || *s == '~') {
            s++;
            continue;
        }
        most = digit(*s) > most ? digit(*s) : most;
        s += 2;
    }
    return most;
}

/* The next character of UTF-8 text; anything malformed counts as '?'. */
static const char *next_rune(const char *text, uint32_t *rune)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t more = s[0] < 0x80 ? 0 : s[0] < 0xc0 ? 9 : s[0] < 0xe0 ? 1 : s[0] < 0xf0 ? 2 : s[0] < 0xf8 ? 3 : 9;
    *rune = more == 0 ? s[0] : more == 9 ? '?' : s[0] & (0x3fu >> more);
    for (size_t i = 1; more != 9 && i <= more; i++) {
        if ((s[i] & 0xc0) != 0x80) {
            *rune = '?';
            return text + i;
        }
        *rune = *rune << 6 | (s[i] & 0x3fu);
    }
    return text + (more == 9 ? 1 : more + 1);
}

static void line(struct outline *outline, struct point a, struct point b)
{
    if (outline->count < PIECES)
        outline->pieces[outline->count++] = (struct piece){ a.x, a.y, b.x, b.y };
}

static void curve(struct outline *outline, struct point a, struct point pull, struct point b)
{
    struct point from = a;
    for (int i = 1; i <= CURVE; i++) {
        double t = (double)i / CURVE, u = 1 - t;
        struct point to = { u * u * a.x + 2 * u * t * pull.x + t * t * b.x,
                            u * u * a.y + 2 * u * t * pull.y + t * t * b.y, false };
        line(outline, from, to);
        from = to;
    }
}

static struct point middle(struct point a, struct point b)
{
    return (struct point){ (a.x + b.x) / 2, (a.y + b.y) / 2, false };
}

/* One stroke: points on the line and points that pull. */
static void trace(struct outline *outline, const struct point *points, size_t count)
{
    bool closed = points[0].pull;
    struct point at = closed ? middle(points[count - 1], points[0]) : points[0];
    struct point end = at;
    if (count == 1)
        line(outline, at, at);
    for (size_t i = closed ? 0 : 1; i < count; i++) {
        if (!points[i].pull) {
            line(outline, at, points[i]);
            at = points[i];
            continue;
        }
        struct point to = i + 1 == count ? end : points[i + 1].pull ? middle(points[i], points[i + 1]) : points[i + 1];
        curve(outline, at, points[i], to);
        at = to;
        if (i + 1 < count && !points[i + 1].pull)
            i++;
    }
}

/* Strokes at x, y, size, as pieces added to the outline. */
static void outline_add(struct outline *outline, const char *strokes, double x, double y, double size)
{
    struct point points[40];
    for (const char *s = strokes; *s;) {
        size_t count = 0;
        for (; *s && *s != ' ' && count < 40; s += 2) {
            bool pull = *s == '~';
            s += pull;
            points[count++] = (struct point){ x + digit(s[0]) * wide * size, y + digit(s[1]) * size / 8, pull };
        }
        if (count)
            trace(outline, points, count);
        s += *s == ' ';
    }
}

static double distance(const struct piece *piece, double x, double y)
{
    double dx = piece->x2 - piece->x1, dy = piece->y2 - piece->y1, length = dx * dx + dy * dy;
    double t = length > 0 ? ((x - piece->x1) * dx + (y - piece->y1) * dy) / length : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return hypot(x - piece->x1 - t * dx, y - piece->y1 - t * dy);
}

/* Darken what lies within the pen's reach of one piece: a small box each, never the whole canvas. */
static void ink(struct canvas *canvas, const struct piece *piece, double radius)
{
    double reach = radius + 1;
    int left = (int)floor(fmin(piece->x1, piece->x2) - reach), right = (int)ceil(fmax(piece->x1, piece->x2) + reach);
    int top = (int)floor(fmin(piece->y1, piece->y2) - reach), bottom = (int)ceil(fmax(piece->y1, piece->y2) + reach);
    for (int y = top > 0 ? top : 0; y <= bottom && y < canvas->height; y++) {
        for (int x = left > 0 ? left : 0; x <= right && x < canvas->width; x++) {
            double cover = radius - distance(piece, x + 0.5, y + 0.5) + 0.5;
            uint8_t *dot = &canvas->pixels[(size_t)y * (size_t)canvas->width + (size_t)x];
            uint8_t shade = cover <= 0 ? 255 : cover >= 1 ? 0 : (uint8_t)(255 - cover * 255);
            *dot = shade < *dot ? shade : *dot;
        }
    }
}

double font_width(const char *text, double size)
{
    double width = 0;
    while (*text) {
        const char *mark;
        uint32_t rune;
        text = next_rune(text, &rune);
        const char *strokes = strokes_of(nearest(rune, &mark));
        width += strokes ? (width_of(strokes) * wide + gap) * size : blank * size;
    }
    return width > 0 ? width - gap * size : 0;
}

double font_draw(struct canvas *canvas, double x, double y, double size, double weight, const char *text)
{
    while (*text) {
        struct outline outline = { .count = 0 };
        const char *mark;
        uint32_t rune;
        text = next_rune(text, &rune);
        uint32_t plain = nearest(rune, &mark);
        const char *strokes = strokes_of(plain);
        if (strokes == NULL) {
            x += blank * size;
            continue;
        }
        double width = width_of(strokes) * wide * size;
        outline_add(&outline, strokes, x, y, size);
        if (mark)
            outline_add(&outline, mark, x + (width - width_of(mark) * wide * size) / 2,
                        y - (plain <= 'Z' && digit(mark[1]) < 2 ? size * 3 / 8 : 0), size);
        for (size_t i = 0; i < outline.count; i++)
            ink(canvas, &outline.pieces[i], size * weight / 2);
        x += width + gap * size;
    }
    return x;
}
