/* best.h - the best print possible, to measure ours against: the photo decoded whole with libjpeg's own smooth upsampling,
 * then Lanczos3 in floating point from its definition, not rounded. */
#ifndef TESTS_BEST_H
#define TESTS_BEST_H
#include "../../src/image/picture.h"

struct sight { /* luma, blue, red (as in JFIF), each width * height */
    int width, height;
    float *part[3];
};
struct sight sight_new(int width, int height);
void sight_free(struct sight *sight);
struct sight sight_decode(const uint8_t *data, size_t size);
/* A photo in another size, the whole of it. */
struct sight sight_best(const struct sight *photo, int width, int height);
/* What our renderer makes of an upright photo, before encoding; reduce is picture_open's. */
struct sight sight_render(int fd, int width, int height, double reduce, const struct resampler *resampler);
/* Peak signal to noise of so many parts from first on, together; 99 when they are the same. */
double sight_decibel(const struct sight *a, const struct sight *b, int first, int parts);
#endif
