/* layout.h - where on the paper the picture goes, and which part of the photo it shows. Numbers only.
 *
 * The raster is turned to the photo (a landscape photo gives a landscape print) unless the layout is a sheet of its
 * own. Millionths and fractions end here: what comes out is pixels of the raster and a part of the photo.
 */
#ifndef IMAGE_LAYOUT_H
#define IMAGE_LAYOUT_H
#include "../base/record.h"
#include "turn.h"

enum { LAYOUT_CELLS_MAX = 9 };

struct layout {
    int width, height;            /* of the raster */
    struct box part;              /* of the photo as seen, in its pixels */
    int picture_width, picture_height; /* that part on paper */
    int cells;                    /* how often it stands there; the pictures do not overlap */
    struct { int x, y; } cell[LAYOUT_CELLS_MAX];
    /* Cut marks stand around frames; a picture may be smaller than its frame. No marks when mark_px is 0. */
    int frame_width, frame_height, frame_x, frame_y; /* x, y: where in its frame the picture is */
    int mark_px, mark_gap_px;
};
/* ERR_PRODUCT when no print can have such a raster, resolution or border. */
enum err layout_check(const struct job *job) MUST_CHECK;
int layout_dpi(const struct job *job);
/* Plan a print of a photo of that size as seen. ERR_PRODUCT when the raster or layout cannot be made. */
enum err layout_plan(const struct job *job, int photo_width, int photo_height, struct layout *layout) MUST_CHECK;
/* A picture that fits into limit x limit, never enlarged; at least 1x1. */
void layout_thumbnail(int photo_width, int photo_height, int limit, struct layout *layout);
/* Draw the cut marks that cross row y, black, into its luma. */
void layout_marks(const struct layout *layout, int y, uint8_t *row);
#endif
