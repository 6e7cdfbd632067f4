/* resample-avx2.c - the same sums as resample.c, sixteen or thirty-two at a time.
 *
 * Compiled for AVX2 function by function, so that one program runs on every x86-64 and chooses at run time. The heart
 * of both passes is madd: sixteen 16-bit products, added in pairs to eight 32-bit sums.
 */
#include "resample.h"
#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

/* Thirty-two columns: two rows at a time are interleaved so that one madd takes both with their two weights. The four
 * sums hold columns 0-3 and 16-19, 4-7 and 20-23, 8-11 and 24-27, 12-15 and 28-31: unpack works within half
 * registers. */
AVX2 static void down_avx2(int16_t *line, uint8_t *const rows[], const int16_t *weight, int taps, size_t width)
{
    const __m256i zero = _mm256_setzero_si256();
    for (size_t x = 0; x < width; x += 32) {
        __m256i sum0 = _mm256_set1_epi32(1 << (WEIGHT_BITS - LINE_BITS - 1)), sum1 = sum0, sum2 = sum0, sum3 = sum0;
        for (int i = 0; i < taps; i += 2) {
            int next = i + 1 < taps ? i + 1 : i;
            uint32_t both = (uint16_t)weight[i] | (next > i ? (uint32_t)(uint16_t)weight[next] << 16 : 0);
            __m256i pair = _mm256_set1_epi32((int)both);
            __m256i upper = _mm256_loadu_si256((const __m256i *)(const void *)(rows[i] + x));
            __m256i lower = _mm256_loadu_si256((const __m256i *)(const void *)(rows[next] + x));
            __m256i left = _mm256_unpacklo_epi8(upper, lower), right = _mm256_unpackhi_epi8(upper, lower);
            sum0 = _mm256_add_epi32(sum0, _mm256_madd_epi16(_mm256_unpacklo_epi8(left, zero), pair));
            sum1 = _mm256_add_epi32(sum1, _mm256_madd_epi16(_mm256_unpackhi_epi8(left, zero), pair));
            sum2 = _mm256_add_epi32(sum2, _mm256_madd_epi16(_mm256_unpacklo_epi8(right, zero), pair));
            sum3 = _mm256_add_epi32(sum3, _mm256_madd_epi16(_mm256_unpackhi_epi8(right, zero), pair));
        }
        enum { SHIFT = WEIGHT_BITS - LINE_BITS };
        __m256i a = _mm256_packs_epi32(_mm256_srai_epi32(sum0, SHIFT), _mm256_srai_epi32(sum1, SHIFT));
        __m256i b = _mm256_packs_epi32(_mm256_srai_epi32(sum2, SHIFT), _mm256_srai_epi32(sum3, SHIFT));
        _mm256_storeu_si256((__m256i *)(void *)(line + x), _mm256_permute2x128_si256(a, b, 0x20));
        _mm256_storeu_si256((__m256i *)(void *)(line + x + 16), _mm256_permute2x128_si256(a, b, 0x31));
    }
}

/* The products of one new sample as eight partial sums. */
AVX2 static inline __m256i products(const int16_t *from, const int16_t *weight, int stride)
{
    __m256i sum = _mm256_setzero_si256();
    int i = 0;
    for (; i + 16 <= stride; i += 16)
        sum = _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_loadu_si256((const __m256i *)(const void *)(from + i)),
                                                      _mm256_loadu_si256((const __m256i *)(const void *)(weight + i))));
    if (i < stride) {
        __m128i rest = _mm_madd_epi16(_mm_loadu_si128((const __m128i *)(const void *)(from + i)),
                                      _mm_loadu_si128((const __m128i *)(const void *)(weight + i)));
        sum = _mm256_add_epi32(sum, _mm256_inserti128_si256(_mm256_setzero_si256(), rest, 0));
    }
    return sum;
}

/* Two new samples with at most eight weights each, one in each half register. */
AVX2 static inline __m256i products_short(const int16_t *line, const struct filter *filter, int x)
{
    const int16_t *weight = filter->weight + (size_t)x * 8;
    __m256i from = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)(line + filter->start[x]))),
        _mm_loadu_si128((const __m128i *)(const void *)(line + filter->start[x + 4])), 1);
    __m256i with = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)weight)),
        _mm_loadu_si128((const __m128i *)(const void *)(weight + 4 * 8)), 1);
    return _mm256_madd_epi16(from, with);
}

/* Eight new samples from x on, as eight 32-bit sums in order. */
AVX2 static inline __m256i eight_short(const int16_t *line, const struct filter *filter, int x)
{
    __m256i front = _mm256_hadd_epi32(products_short(line, filter, x), products_short(line, filter, x + 1));
    __m256i back = _mm256_hadd_epi32(products_short(line, filter, x + 2), products_short(line, filter, x + 3));
    return _mm256_hadd_epi32(front, back);
}

AVX2 static inline __m256i four_long(const int16_t *line, const struct filter *filter, int x)
{
    __m256i sum[4];
    for (int i = 0; i < 4; i++)
        sum[i] = products(line + filter->start[x + i], filter->weight + (size_t)(x + i) * (size_t)filter->stride,
                          filter->stride);
    return _mm256_hadd_epi32(_mm256_hadd_epi32(sum[0], sum[1]), _mm256_hadd_epi32(sum[2], sum[3]));
}

AVX2 static inline __m256i eight_long(const int16_t *line, const struct filter *filter, int x)
{
    __m256i front = four_long(line, filter, x), back = four_long(line, filter, x + 4);
    return _mm256_add_epi32(_mm256_permute2x128_si256(front, back, 0x20), _mm256_permute2x128_si256(front, back, 0x31));
}

AVX2 static void across_avx2(uint8_t *out, const int16_t *line, const struct filter *filter)
{
    enum { SHIFT = WEIGHT_BITS + LINE_BITS };
    const __m256i half = _mm256_set1_epi32(1 << (SHIFT - 1));
    int x = 0;
    for (; x + 8 <= filter->count; x += 8) {
        __m256i sum = filter->stride == 8 ? eight_short(line, filter, x) : eight_long(line, filter, x);
        sum = _mm256_srai_epi32(_mm256_add_epi32(sum, half), SHIFT);
        __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
        _mm_storel_epi64((__m128i *)(void *)(out + x), _mm_packus_epi16(words, words));
    }
    if (x < filter->count) {
        struct filter rest = { .samples = filter->samples, .count = filter->count - x, .taps = filter->taps,
                               .stride = filter->stride, .start = filter->start + x,
                               .weight = filter->weight + (size_t)x * (size_t)filter->stride };
        resampler_plain.across(out + x, line, &rest);
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
