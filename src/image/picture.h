/* picture.h - a part of a photo as a picture of the wanted size: upright, in the wanted colours, row by row.
 *
 * An upright photo streams through; one that is turned is held in memory once, either its planes before or the picture
 * after resampling, whichever are fewer bytes. Internal to src/image.
 */
#ifndef IMAGE_PICTURE_H
#define IMAGE_PICTURE_H
#include "colour.h"
#include "resample.h"
#include "turn.h"

struct plane { /* one colour part on its way: decoded rows in a ring, or all of them */
    struct photo_part part;
    struct filter across_own, down_own;
    const struct filter *across, *down; /* its own, or those of an earlier part of the same shape */
    uint8_t *memory;  /* the ring; NULL if the rows are in loaded */
    struct planes loaded;
    size_t pitch;
    int rows;         /* in the ring */
    int ready;        /* rows decoded so far */
    size_t first, columns; /* what the across filter looks at, a multiple of LINE_PAD */
    int16_t *woven;   /* WOVEN_ROWS rows between the two filters */
};

struct picture {
    struct jpeg_photo *photo;
    const struct resampler *resampler;
    struct colour colour;
    struct turn turn;      /* still to be done after resampling */
    int width, height;     /* as seen */
    int row_width, row_count; /* as resampled, before the turn */
    int next;              /* the next of those rows to be given out, when sharpening */
    int woven;             /* rows that went into the woven ones so far; DOWN_ROWS at a time */
    struct plane plane[PHOTO_PARTS_MAX];
    uint8_t **window;      /* the ring rows under DOWN_ROWS neighbours of a down filter */
    int16_t *weight;       /* and what each of the neighbours takes of them */
    uint8_t *rows;         /* WOVEN_ROWS finished rows of every part */
    int sharpening;
    int coloured;          /* rows that are in the wanted colours so far */
    uint8_t *neighbours;   /* when sharpening: three such rows */
    struct planes held;  /* the finished picture, when it is held */
};
struct picture_wish {
    struct box part;       /* in pixels of the photo as seen */
    int width, height;
    enum colour_form form;
    struct colour_goal goal;
    double reduce;         /* the least reduction that is left to the resampler when the decoder can do the rest */
    int sharpening;        /* percent; with COLOUR_YCC only */
    bool hold;             /* keep the whole picture, so that rows may be asked for again */
};
/* The photo must be open and not started. Errors as in jpeg-read.h. */
enum err picture_open(struct picture *picture, struct jpeg_photo *photo, const struct picture_wish *wish) MUST_CHECK;
/* Row y of the picture; in order from 0 unless it is held. out[i] has room for width bytes. */
enum err picture_row(struct picture *picture, int y, uint8_t *const out[3]) MUST_CHECK;
/* Decode what is left of the photo, for only then it is known to be whole. */
enum err picture_finish(struct picture *picture) MUST_CHECK;
void picture_close(struct picture *picture);
#endif
