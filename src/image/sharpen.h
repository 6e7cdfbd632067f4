/* sharpen.h - the last touch for paper: edges of luma made a little steeper (an unsharp mask of 3x3 pixels).
 *
 * Paper and ink blur by about a pixel; this gives it back. Luma only, so that no colours fringe; after the last resampling,
 * at the print's own pixels.
 */
#ifndef IMAGE_SHARPEN_H
#define IMAGE_SHARPEN_H
#include <stdint.h>

/* One row from itself and its neighbours; at the edges of a picture a row is its own neighbour. percent 100 doubles how far
 * a pixel stands out from the 3x3 around it. */
void sharpen_row(uint8_t *out, const uint8_t *above, const uint8_t *row, const uint8_t *below, int width, int percent);
#endif
