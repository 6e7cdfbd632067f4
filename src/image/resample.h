/* resample.h - rows of 8-bit samples to rows of another size, by Lanczos3, in integers.
 *
 * First down (several source rows to one row of 16-bit sums), then across (that row to 8-bit samples). Weights have 14
 * bits and add up to exactly 1; the row between has 6 fraction bits. The plain code and the AVX2 code give the same
 * bytes: both are whole-number sums, so their order does not matter.
 */
#ifndef IMAGE_RESAMPLE_H
#define IMAGE_RESAMPLE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../base/err.h"

enum {
    WEIGHT_BITS = 14,
    LINE_BITS = 6,       /* fraction bits of the row between */
    LINE_PAD = 32,       /* columns are done in groups of this many */
    WEIGHT_GROUP = 8     /* weights of one sample are padded with zeros to a multiple of this */
};

struct filter { /* for each new sample: where it starts among the old ones, and their weights */
    int samples, count;
    int taps;            /* the most old samples that one new sample needs; never more than samples */
    int stride;          /* weights per new sample, with padding */
    int *start;
    int16_t *weight;     /* 32-byte aligned */
};

/* From a stretch of old samples (from, length; in samples, may be fractions) make count new ones; what lies outside
 * [0, samples) repeats the edge. backwards makes the last one first (a mirrored photo). ERR_MEMORY. */
enum err filter_make(struct filter *filter, int samples, double from, double length, int count,
                     bool backwards) MUST_CHECK;
void filter_free(struct filter *filter);

struct resampler {
    const char *name;
    /* line[0..width) = the weighted sum of the rows. Width is a multiple of LINE_PAD, all rows are that long. */
    void (*down)(int16_t *line, uint8_t *const rows[], const int16_t *weight, int taps, size_t width);
    /* out[0..filter->count) from the line, which can be read filter->stride + LINE_PAD samples beyond its end. */
    void (*across)(uint8_t *out, const int16_t *line, const struct filter *filter);
};
extern const struct resampler resampler_plain;
/* The fastest one this processor can run. */
const struct resampler *resampler_best(void);
/* resample-avx2.c; NULL when this processor cannot run it. */
const struct resampler *resampler_avx2(void);
#endif
