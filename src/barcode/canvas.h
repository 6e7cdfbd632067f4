/* canvas.h - a grey picture to compose a slip on: filling, modules, lettering, PNG. Sizes are dots (203 dpi paper). */
#ifndef BARCODE_CANVAS_H
#define BARCODE_CANVAS_H
#include "../base/record.h"

struct canvas {
    int width, height;
    uint8_t *pixels; /* 0 black, 255 white, row by row */
};

/* A white canvas in the arena. */
struct canvas canvas_new(int width, int height, struct arena *arena);
/* A black rectangle, cut at the edges. */
void canvas_fill(struct canvas *canvas, int x, int y, int width, int height);
/* Modules (one byte each, 1 dark), columns a row, each dot_width x dot_height dots. */
void canvas_modules(struct canvas *canvas, int x, int y, struct bytes modules, int columns, int dot_width,
                    int dot_height);

/* font.c: a stroke font of our own, smooth at any size. size is the height of a capital; weight the stroke's width as
 * a share of it (0.11 plain, 0.17 bold). UTF-8; Latin letters get their accents, what has no glyph becomes '?'. */
double font_width(const char *text, double size);
/* x, y: where the first letter's capital height begins. Returns the x behind the text. */
double font_draw(struct canvas *canvas, double x, double y, double size, double weight, const char *text);

/* png.c: 8-bit grey, 203 dots an inch. ERR_MEMORY. */
enum err png_write(const struct canvas *canvas, struct buf *out) MUST_CHECK;
#endif
