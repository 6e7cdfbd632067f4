/* canvas.c - filling and modules; see canvas.h. Everything is cut at the edges, so nobody else checks. */
#include "canvas.h"
#include <string.h>

struct canvas canvas_new(int width, int height, struct arena *arena)
{
    struct canvas canvas = { width, height, arena_alloc(arena, (size_t)width * (size_t)height) };
    memset(canvas.pixels, 255, (size_t)width * (size_t)height);
    return canvas;
}

void canvas_fill(struct canvas *canvas, int x, int y, int width, int height)
{
    int right = x + width < canvas->width ? x + width : canvas->width;
    int bottom = y + height < canvas->height ? y + height : canvas->height;
    int left = x > 0 ? x : 0;
    for (int row = y > 0 ? y : 0; row < bottom && left < right; row++)
        memset(canvas->pixels + (size_t)row * (size_t)canvas->width + left, 0, (size_t)(right - left));
}

void canvas_modules(struct canvas *canvas, int x, int y, struct bytes modules, int columns, int dot_width,
                    int dot_height)
{
    for (size_t i = 0; i < modules.size && columns > 0; i++)
        if (modules.data[i])
            canvas_fill(canvas, x + (int)i % columns * dot_width, y + (int)i / columns * dot_height, dot_width,
                        dot_height);
}
