/* foreign.h - a photo that is no JPEG, on its way to becoming one: what each kind's reader finds out.
 *
 * Every reader has two functions: KIND_header() judges what the header claims and takes no memory for it,
 * KIND_convert() writes the picture as a JPEG. Both fill the same struct; foreign_free() always. Internal to src/image
 * and src/converter.
 */
#ifndef IMAGE_FOREIGN_H
#define IMAGE_FOREIGN_H
#include "../base/record.h"
#include "exif.h"
#include "image.h"

struct foreign {
    int width, height;   /* as stored, before the turn */
    struct exif exif;    /* without its thumbnail */
    uint8_t *profile;    /* ICC, NULL if none */
    size_t profile_size;
    char damaged[120];   /* "" while nothing was found; what is missing was left grey */
};
enum err png_header(int fd, struct foreign *foreign) MUST_CHECK;
enum err png_convert(int fd, int out, struct foreign *foreign) MUST_CHECK;
enum err webp_header(int fd, struct foreign *foreign) MUST_CHECK;
enum err webp_convert(int fd, int out, struct foreign *foreign) MUST_CHECK;
/* heic.c: the size alone, out of the boxes before the picture; the picture is src/converter's. */
enum err heic_header(int fd, struct foreign *foreign) MUST_CHECK;

/* What stands against so many pixels, and so many bytes a pixel beside `besides` bytes. ERR_PHOTO_LARGE. */
enum err foreign_judge(int64_t width, int64_t height, int64_t bytes_a_pixel, int64_t besides) MUST_CHECK;
/* Keep a profile; one that cannot be kept is as if absent. */
void foreign_take_profile(struct foreign *foreign, const void *data, size_t size);
void foreign_take_exif(struct foreign *foreign, struct bytes tiff);
/* Note the first damage. */
void foreign_damaged(struct foreign *foreign, const char *words);
/* Rows of 1 to 4 parts, the last of 2 and 4 being opacity: onto white, in place, 1 or 3 parts. */
void foreign_onto_white(uint8_t *row, int width, int parts);
/* The result of all kinds. */
void foreign_result(const struct foreign *foreign, enum image_kind kind, struct job_result *result, struct arena *arena);
void foreign_free(struct foreign *foreign);
#endif
