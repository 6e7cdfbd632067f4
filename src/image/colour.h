/* colour.h - rows of whatever colours a photo has to rows the print needs, at the print's size.
 *
 * A photo's own profile is followed (lcms2); a broken one, or one for another kind of colour, is as if absent. Without one
 * a photo is sRGB, or Adobe RGB where its EXIF says so; CMYK becomes RGB by plain arithmetic. The goal is sRGB or the
 * printer's profile.
 */
#ifndef IMAGE_COLOUR_H
#define IMAGE_COLOUR_H
#include "jpeg-read.h"

enum colour_form { COLOUR_YCC, COLOUR_RGB }; /* three planes of either; YCC as in JFIF */

struct colour_goal {
    struct bytes profile;  /* the printer's; size 0: sRGB */
    const char *intent;    /* perceptual, relative, saturation or absolute; "": relative */
};
/* ERR_CONFIG when that is no profile of an RGB printer, or no intent. */
enum err colour_check(const struct colour_goal *goal) MUST_CHECK;
/* The profile that a finished print carries; for the same goal the same bytes. size 0 if lcms2 cannot make sRGB's. */
struct bytes colour_tag(const struct colour_goal *goal);

struct colour {
    enum photo_colour from;
    enum colour_form to;
    bool inverted;      /* 255 is no ink */
    void *own, *implied; /* lcms2's, at most one: from the photo's kind by its own profile, from RGB without one */
    uint8_t *mixed;     /* one row, interleaved, before and after the transform */
};
/* ERR_MEMORY. */
enum err colour_open(struct colour *colour, const struct jpeg_photo *photo, enum colour_form to,
                     const struct colour_goal *goal, int width) MUST_CHECK;
void colour_close(struct colour *colour);
/* One row. */
void colour_row(const struct colour *colour, uint8_t *const parts[], uint8_t *const out[3], int width);
#endif
