/* converted.h - the JPEG that a photo of another kind becomes, once, so that everything after it knows one kind only.
 *
 * Rows go in from the top, of one part (grey) or three (RGB). Internal to src/image and src/converter.
 */
#ifndef IMAGE_CONVERTED_H
#define IMAGE_CONVERTED_H
#include "../base/mem.h"
#include "jpeg-out.h"

struct converted {
    int width, height;
    struct jpeg_out out;
};
/* converted is large and must not move until converted_close(). orientation as in EXIF; profile.size 0 for none.
 * ERR_PHOTO_LARGE for sides no JPEG has, ERR_MEMORY, ERR_DISK. */
enum err converted_open(struct converted *converted, int fd, int width, int height, int parts, int orientation,
                        struct bytes profile) MUST_CHECK;
enum err converted_row(struct converted *converted, const uint8_t *row) MUST_CHECK;
/* Grey for whatever rows have not come, then the end. */
enum err converted_finish(struct converted *converted) MUST_CHECK;
void converted_close(struct converted *converted);
#endif
