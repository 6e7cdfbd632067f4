/* turn.h - the eight EXIF orientations as one table, and planes that are filled turned.
 *
 * The column mirror costs nothing (the resampler works backwards), so what is left for memory is "rows become columns"
 * and "last row first".
 */
#ifndef IMAGE_TURN_H
#define IMAGE_TURN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../base/err.h"

struct turn {
    bool swap;        /* stored rows are seen as columns */
    bool mirror;      /* each stored row runs backwards */
    bool flip;        /* the last stored row comes first */
};
/* orientation 1..8 (EXIF tag 0112). */
struct turn turn_of(int orientation);
/* The orientation that shows the same picture turned right by a quarter. */
int turn_right(int orientation);

struct box { /* a part of a picture, in pixels */
    double x, y, width, height;
};
/* A part of the seen picture as part of the stored one; width and height are the stored ones. */
struct box turn_box(struct turn turn, struct box seen, int width, int height);

struct planes { /* in memory, as seen */
    int width, height, count;
    size_t pitch;
    uint8_t *memory;
};
/* ERR_MEMORY. */
enum err planes_make(struct planes *planes, int count, int width, int height) MUST_CHECK;
void planes_free(struct planes *planes);
uint8_t *planes_row(const struct planes *planes, int plane, int y);
/* Put count stored rows, the first of them number first of all of the stored rows, where they are seen. Mirroring is
 * done here only with mirror. Several rows at once are much faster when rows become columns. */
void planes_put(struct planes *planes, int plane, struct turn turn, bool mirror, int first, int count,
                uint8_t *const rows[]);
#endif
