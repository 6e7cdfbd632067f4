/* prints.h - run the renderer on test photos and look at what came out. Fails the cmocka test that calls it. */
#ifndef TESTS_PRINTS_H
#define TESTS_PRINTS_H
#include "../../src/image/image.h"
#include "photos.h"

struct picture_seen { /* a decoded print or a thumbnail */
    int width, height;
    int dpi;           /* of a print */
    bool notes;        /* it carries EXIF */
    unsigned profile_size; /* of the one it carries */
    uint8_t *rgb;      /* width * height * 3, malloc'd */
};
/* Render those bytes, or with TASK_INDEX make an index print of them; on success *seen holds the decoded print. result's texts live until the next call. */
enum err prints_render(const struct job *job, const void *photo, size_t size, struct job_result *result,
                       struct picture_seen *seen);
/* The same for an examination and its thumbnail. */
enum err prints_examine(const void *photo, size_t size, struct job_result *result, struct picture_seen *seen);
const uint8_t *prints_pixel(const struct picture_seen *seen, int x, int y);
/* A job for a raster in a mode, everything else as it comes. */
struct job prints_job(int width, int height, enum crop_mode mode);
/* The largest and the mean difference of two pictures of one size. */
void prints_compare(const struct picture_seen *a, const struct picture_seen *b, int *most, double *mean);
#endif
