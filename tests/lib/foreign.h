/* foreign.h - the drawn scene of photos.h as PNG, WebP and HEIC, made in memory by the libraries' own encoders. */
#ifndef TESTS_FOREIGN_H
#define TESTS_FOREIGN_H
#include "photos.h"

struct foreign_recipe {
    int width, height;
    unsigned seed;
    int parts;            /* PNG: 1 grey, 2 with opacity, 3 RGB, 4 with opacity; 0: a palette. WebP: 3 or 4 */
    int depth;            /* PNG: 8 or 16 */
    bool interlaced;      /* PNG */
    bool lossless;        /* WebP */
    int opacity;          /* of every pixel, with parts 2 and 4 */
    int orientation;      /* 1..8: an EXIF says so; the picture is stored as drawn all the same. 0: none */
    double gamma;         /* PNG: a gAMA chunk; 0: none */
    const void *profile;  /* PNG: an iCCP chunk */
    unsigned profile_size;
};
/* xmalloc'd. */
uint8_t *foreign_png(const struct foreign_recipe *recipe, size_t *size);
uint8_t *foreign_webp(const struct foreign_recipe *recipe, size_t *size);
/* NULL where libheif has no encoder. */
uint8_t *foreign_heic(const struct foreign_recipe *recipe, size_t *size);
#endif
