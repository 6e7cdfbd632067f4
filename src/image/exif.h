/* exif.h - the few things a lab wants from a camera's notes (EXIF 2.32; TIFF 6.0 inside). */
#ifndef IMAGE_EXIF_H
#define IMAGE_EXIF_H
#include <stdbool.h>
#include "../base/mem.h"

struct exif {
    int orientation;  /* 1..8, 1 when absent or nonsense (tag 0112) */
    char taken[20];   /* "2026-07-12 14:03:22" (tag 9003), "" when absent or no date */
    char camera[41];  /* maker and model (tags 010f, 0110) in printable ASCII, "" when absent */
    bool adobe_rgb;   /* interoperability index R03 (tag 0001): Adobe RGB without a profile (DCF 2.0) */
    struct bytes thumbnail; /* the JPEG of the second folder (tags 0201, 0202), inside the bytes read; size 0: none */
};
/* Read the TIFF structure that stands behind "Exif\0\0" in a JPEG's APP1. Never fails: what is not there, points
 * outside or has the wrong type is as if absent. */
void exif_read(struct bytes tiff, struct exif *exif);
#endif
