/* resample.h - rows of 8-bit samples to rows of another size, by Lanczos3, in integers.
 *
 * First down (several source rows to rows of 16-bit sums, four at a time, for neighbours share most of their source), then
 * across (eight such rows to 8-bit samples). Between the two the eight rows lie woven: samples x and x + 1 (x even) of row
 * 0, the same of row 1 and so on; so both passes are sums over whole registers. Weights have 14 bits and add up to
 * exactly 1; woven sums have 6 fraction bits. The plain code and the AVX2 code give the same bytes: both are whole-number
 * sums, so their order does not matter.
 */
#ifndef IMAGE_RESAMPLE_H
#define IMAGE_RESAMPLE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../base/err.h"

enum {
    WEIGHT_BITS = 14,
    LINE_BITS = 6,       /* fraction bits of the rows between */
    LINE_PAD = 32,       /* columns are done in groups of this many */
    DOWN_ROWS = 4,
    WOVEN_ROWS = 8
};

struct filter { /* for each new sample: where it starts among the old ones, and their weights */
    int samples, count;
    double ratio;        /* old samples per new one */
    int taps;            /* weights per new sample, even; those it does not need are 0 */
    int *start;          /* even */
    int16_t *weight;
};

/* From a stretch of old samples (from, length; in samples, may be fractions) make count new ones; what lies outside
 * [0, samples) repeats the edge. backwards makes the last one first (a mirrored photo). ERR_MEMORY. */
enum err filter_make(struct filter *filter, int samples, double from, double length, int count,
                     bool backwards) MUST_CHECK;
void filter_free(struct filter *filter);
/* What count neighbours (at most DOWN_ROWS, from first on) take of the old samples from *start on, as `down` wants its
 * weights. How many old samples; even, so the last may be one beyond all samples: its weights are 0. */
int filter_neighbours(const struct filter *filter, int first, int count, int *start, int16_t *weight);

struct resampler {
    const char *name;
    /* DOWN_ROWS rows into woven: row r is the sum of rows[i] * weight, where weights 2k and 2k + 1 of row r stand at
     * weight[(k * DOWN_ROWS + r) * 2]. taps is even. Width is a multiple of LINE_PAD, all rows are that long. */
    void (*down)(int16_t *woven, uint8_t *const rows[], const int16_t *weight, int taps, size_t width);
    /* out[r][0..filter->count) from woven rows, which can be read filter->taps samples beyond their end. */
    void (*across)(uint8_t *const out[WOVEN_ROWS], const int16_t *woven, const struct filter *filter);
};
/* Where sample x of row r stands among the woven ones. */
static inline size_t woven_at(size_t x, size_t r)
{
    return (x / 2 * WOVEN_ROWS + r) * 2 + x % 2;
}
extern const struct resampler resampler_plain;
/* A whole plane in memory to another size; rows follow each other without gaps. ERR_MEMORY. */
enum err resample_plane(const uint8_t *from, int width, int height, uint8_t *to, int new_width, int new_height) MUST_CHECK;
/* The fastest one this processor can run. */
const struct resampler *resampler_best(void);
/* resample-avx2.c; NULL when this processor cannot run it. */
const struct resampler *resampler_avx2(void);
#endif
