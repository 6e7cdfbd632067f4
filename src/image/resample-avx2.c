/* resample-avx2.c - the same sums as resample.c, eight at a time.
 *
 * Compiled for AVX2 function by function, so that one program runs on every x86-64 and chooses at run time. The heart
 * of both passes is madd: sixteen 16-bit products, added in pairs to eight 32-bit sums.
 */
#include "resample.h"
#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

enum { DOWN_COLUMNS = 16, ACROSS_COLUMNS = 8 };

static inline int two_weights(const int16_t *weight)
{
    int both;
    __builtin_memcpy(&both, weight, sizeof both);
    return both;
}

AVX2 static inline void store_half(int16_t *woven, size_t pair, __m128i rows)
{
    _mm_storeu_si128((__m128i *)(void *)(woven + pair * WOVEN_ROWS * 2), rows);
}

/* Sixteen columns of four rows, a register a row, to their woven places. packs left the columns of row r in the order
 * 0-3, 8-11 and 4-7, 12-15 in its two halves; as pairs (p0 is columns 0 and 1): p0 p1 p4 p5 and p2 p3 p6 p7. */
AVX2 static inline void weave(int16_t *woven, __m256i row0, __m256i row1, __m256i row2, __m256i row3)
{
    __m256i low01 = _mm256_unpacklo_epi32(row0, row1), high01 = _mm256_unpackhi_epi32(row0, row1);
    __m256i low23 = _mm256_unpacklo_epi32(row2, row3), high23 = _mm256_unpackhi_epi32(row2, row3);
    __m256i p0p2 = _mm256_unpacklo_epi64(low01, low23), p1p3 = _mm256_unpackhi_epi64(low01, low23);
    __m256i p4p6 = _mm256_unpacklo_epi64(high01, high23), p5p7 = _mm256_unpackhi_epi64(high01, high23);
    store_half(woven, 0, _mm256_castsi256_si128(p0p2));
    store_half(woven, 1, _mm256_castsi256_si128(p1p3));
    store_half(woven, 2, _mm256_extracti128_si256(p0p2, 1));
    store_half(woven, 3, _mm256_extracti128_si256(p1p3, 1));
    store_half(woven, 4, _mm256_castsi256_si128(p4p6));
    store_half(woven, 5, _mm256_castsi256_si128(p5p7));
    store_half(woven, 6, _mm256_extracti128_si256(p4p6, 1));
    store_half(woven, 7, _mm256_extracti128_si256(p5p7, 1));
}

AVX2 static inline __m256i plus(__m256i sum, __m256i samples, const int16_t *weight)
{
    return _mm256_add_epi32(sum, _mm256_madd_epi16(samples, _mm256_set1_epi32(two_weights(weight))));
}

AVX2 static inline __m256i words(__m256i left, __m256i right)
{
    enum { SHIFT = WEIGHT_BITS - LINE_BITS };
    return _mm256_packs_epi32(_mm256_srai_epi32(left, SHIFT), _mm256_srai_epi32(right, SHIFT));
}

/* Two source rows at a time are interleaved, so that one madd takes both with their two weights; each such register
 * serves all four new rows. The eight sums have names, for an array of them would live in memory. */
AVX2 static void down_avx2(int16_t *woven, uint8_t *const rows[], const int16_t *weight, int taps, size_t width)
{
    const __m256i half = _mm256_set1_epi32(1 << (WEIGHT_BITS - LINE_BITS - 1));
    for (size_t x = 0; x < width; x += DOWN_COLUMNS) {
        __m256i left0 = half, left1 = half, left2 = half, left3 = half;
        __m256i right0 = half, right1 = half, right2 = half, right3 = half;
        const int16_t *with = weight;
        for (int i = 0; i < taps; i += 2, with += 2 * DOWN_ROWS) {
            __m128i upper = _mm_loadu_si128((const __m128i *)(const void *)(rows[i] + x));
            __m128i lower = _mm_loadu_si128((const __m128i *)(const void *)(rows[i + 1] + x));
            __m256i left = _mm256_cvtepu8_epi16(_mm_unpacklo_epi8(upper, lower));
            __m256i right = _mm256_cvtepu8_epi16(_mm_unpackhi_epi8(upper, lower));
            left0 = plus(left0, left, with), right0 = plus(right0, right, with);
            left1 = plus(left1, left, with + 2), right1 = plus(right1, right, with + 2);
            left2 = plus(left2, left, with + 4), right2 = plus(right2, right, with + 4);
            left3 = plus(left3, left, with + 6), right3 = plus(right3, right, with + 6);
        }
        weave(woven + x * WOVEN_ROWS, words(left0, right0), words(left1, right1), words(left2, right2),
              words(left3, right3));
    }
}

AVX2 static inline __m256i at_pair(const int16_t *woven, int pair)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)(woven + (size_t)pair * 2 * WOVEN_ROWS));
}

/* One new sample of all eight rows. Enlarging has eight weights always. */
AVX2 static inline __m256i eight_rows(const int16_t *woven, const int16_t *weight, int taps)
{
    enum { SHIFT = WEIGHT_BITS + LINE_BITS };
    __m256i sum = _mm256_set1_epi32(1 << (SHIFT - 1));
    if (taps == 8) {
        sum = plus(plus(sum, at_pair(woven, 0), weight), at_pair(woven, 1), weight + 2);
        sum = plus(plus(sum, at_pair(woven, 2), weight + 4), at_pair(woven, 3), weight + 6);
    } else {
        for (int i = 0; i < taps; i += 2)
            sum = plus(sum, at_pair(woven, i / 2), weight + i);
    }
    return _mm256_srai_epi32(sum, SHIFT);
}

/* Four new samples of all eight rows as bytes: four of row 0, four of row 1 and so on. */
AVX2 static inline __m256i four_samples(const int16_t *woven, const struct filter *filter, int x)
{
    const __m256i by_row = _mm256_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15,
                                            0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    __m256i sample[4];
    for (int i = 0; i < 4; i++)
        sample[i] = eight_rows(woven + (size_t)filter->start[x + i] * WOVEN_ROWS,
                               filter->weight + (size_t)(x + i) * (size_t)filter->taps, filter->taps);
    __m256i words01 = _mm256_packs_epi32(sample[0], sample[1]), words23 = _mm256_packs_epi32(sample[2], sample[3]);
    return _mm256_shuffle_epi8(_mm256_packus_epi16(words01, words23), by_row);
}

AVX2 static inline void store_two(uint8_t *first, uint8_t *second, __m128i rows)
{
    _mm_storel_epi64((__m128i *)(void *)first, rows);
    _mm_storel_epi64((__m128i *)(void *)second, _mm_unpackhi_epi64(rows, rows));
}

AVX2 static void across_avx2(uint8_t *const out[WOVEN_ROWS], const int16_t *woven, const struct filter *filter)
{
    int x = 0;
    for (; x + ACROSS_COLUMNS <= filter->count; x += ACROSS_COLUMNS) {
        __m256i front = four_samples(woven, filter, x), back = four_samples(woven, filter, x + 4);
        __m256i rows0145 = _mm256_unpacklo_epi32(front, back), rows2367 = _mm256_unpackhi_epi32(front, back);
        store_two(out[0] + x, out[1] + x, _mm256_castsi256_si128(rows0145));
        store_two(out[2] + x, out[3] + x, _mm256_castsi256_si128(rows2367));
        store_two(out[4] + x, out[5] + x, _mm256_extracti128_si256(rows0145, 1));
        store_two(out[6] + x, out[7] + x, _mm256_extracti128_si256(rows2367, 1));
    }
    if (x < filter->count) {
        struct filter rest = *filter;
        uint8_t *end[WOVEN_ROWS];
        for (int r = 0; r < WOVEN_ROWS; r++)
            end[r] = out[r] + x;
        rest.count -= x;
        rest.start += x;
        rest.weight += (size_t)x * (size_t)filter->taps;
        resampler_plain.across(end, woven, &rest);
    }
}

const struct resampler *resampler_avx2(void)
{
    static const struct resampler fast = { "avx2", down_avx2, across_avx2 };
    return __builtin_cpu_supports("avx2") ? &fast : NULL;
}
#else
const struct resampler *resampler_avx2(void)
{
    return NULL;
}
#endif
