/* colour.h - rows of whatever colours a photo has to rows the print needs, at the print's size.
 *
 * An embedded profile that says something other than sRGB is followed (lcms2, relative colorimetric with black point
 * compensation); a broken one, or one for another kind of colour, is as if absent.
 */
#ifndef IMAGE_COLOUR_H
#define IMAGE_COLOUR_H
#include "jpeg-read.h"

enum colour_form { COLOUR_YCC, COLOUR_RGB }; /* three planes of either; YCC as in JFIF */

struct colour {
    enum photo_colour from;
    enum colour_form to;
    bool inverted;      /* 255 is no ink */
    void *transform;    /* lcms2's, NULL for none */
    uint8_t *mixed;     /* one row, interleaved, before and after the transform */
};
/* ERR_MEMORY. */
enum err colour_open(struct colour *colour, const struct jpeg_photo *photo, enum colour_form to, int width) MUST_CHECK;
void colour_close(struct colour *colour);
/* One row. */
void colour_row(const struct colour *colour, uint8_t *const parts[], uint8_t *const out[3], int width);
/* The sRGB profile that a finished print carries; the same bytes at every call. size 0 if lcms2 cannot make one. */
struct bytes colour_srgb(void);
#endif
