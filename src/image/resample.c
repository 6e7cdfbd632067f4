/* resample.c - Lanczos3 weights, and the plain code that the fast code must equal; see resample.h. */
#include "resample.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    LOBES = 3,
    STEPS = 1024, /* of the kernel table per unit; a straight line between two is right to 1e-6, a weight to 6e-5 */
    DOWN_SHIFT = WEIGHT_BITS - LINE_BITS,
    ACROSS_SHIFT = WEIGHT_BITS + LINE_BITS
};

static double kernel(double x)
{
    static double table[LOBES * STEPS + 2];
    if (table[0] == 0) {
        for (int i = LOBES * STEPS - 1; i > 0; i--) {
            double a = M_PI * i / STEPS;
            table[i] = LOBES * sin(a) * sin(a / LOBES) / (a * a);
        }
        table[0] = 1;
    }
    x = fabs(x) * STEPS;
    if (x >= LOBES * STEPS)
        return 0;
    int i = (int)x;
    return table[i] + (table[i + 1] - table[i]) * (x - i);
}

/* One new sample: its weights over old samples [low, high], outside ones folded onto the edges, into room. */
static void weigh(double *room, double centre, double widen, int low, int high)
{
    int first = (int)ceil(centre - LOBES * widen), last = (int)floor(centre + LOBES * widen);
    double sum = 0;
    memset(room, 0, sizeof *room * (size_t)(high - low + 1));
    for (int i = first; i <= last; i++) {
        double weight = kernel((i - centre) / widen);
        room[(i < low ? low : i > high ? high : i) - low] += weight;
        sum += weight;
    }
    for (int i = 0; i <= high - low; i++)
        room[i] /= sum;
}

/* To whole numbers that add up to exactly 1 << WEIGHT_BITS: each hands its rounding error to the next. */
static void round_weights(const double *room, int count, int16_t *weight)
{
    double owed = 0;
    for (int i = 0; i < count; i++) {
        double exact = room[i] * (1 << WEIGHT_BITS) + owed;
        weight[i] = (int16_t)lrint(exact);
        owed = exact - weight[i];
    }
}

static int clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

enum err filter_make(struct filter *filter, int samples, double from, double length, int count, bool backwards)
{
    double ratio = length / count, widen = ratio > 1 ? ratio : 1;
    int most = (int)ceil(2 * LOBES * widen) + 1;
    *filter = (struct filter){ .samples = samples, .count = count, .ratio = ratio };
    filter->taps = ((most < samples ? most : samples) + 2) / 2 * 2; /* one more, so that it can begin at an even sample */
    filter->start = malloc(sizeof *filter->start * (size_t)count);
    filter->weight = calloc((size_t)filter->taps * (size_t)count, sizeof *filter->weight);
    double *room = malloc(sizeof *room * (size_t)most);
    if (filter->start == NULL || filter->weight == NULL || room == NULL) {
        free(room);
        filter_free(filter);
        return err_detail(ERR_MEMORY, "weights of %d samples", samples);
    }
    for (int i = 0; i < count; i++) {
        int at = backwards ? count - 1 - i : i;
        double centre = from + (i + 0.5) * ratio - 0.5;
        int low = clamp((int)ceil(centre - LOBES * widen), 0, samples - 1);
        int high = clamp((int)floor(centre + LOBES * widen), low, samples - 1);
        weigh(room, centre, widen, low, high);
        filter->start[at] = low / 2 * 2;
        round_weights(room, high - low + 1, filter->weight + (size_t)at * (size_t)filter->taps + low % 2);
    }
    free(room);
    return ERR_NONE;
}

int filter_neighbours(const struct filter *filter, int first, int count, int *start, int16_t *weight)
{
    int end = filter->start[first + count - 1] + filter->taps, taps;
    *start = filter->start[first];
    end = end < filter->samples ? end : filter->samples;
    taps = (end - *start + 1) / 2 * 2;
    memset(weight, 0, (size_t)taps * DOWN_ROWS * sizeof *weight);
    for (int r = 0; r < count; r++)
        for (int i = 0, at = filter->start[first + r] - *start; i < filter->taps && at < end - *start; i++, at++)
            weight[(at / 2 * DOWN_ROWS + r) * 2 + at % 2] = filter->weight[(first + r) * filter->taps + i];
    return taps;
}

void filter_free(struct filter *filter)
{
    free(filter->start);
    free(filter->weight);
    *filter = (struct filter){ 0 };
}

static void down_plain(int16_t *woven, uint8_t *const rows[], const int16_t *weight, int taps, size_t width)
{
    for (size_t x = 0; x < width; x++)
        for (size_t r = 0; r < DOWN_ROWS; r++) {
            int32_t sum = 1 << (DOWN_SHIFT - 1);
            for (int i = 0; i < taps; i++)
                sum += weight[((size_t)i / 2 * DOWN_ROWS + r) * 2 + (size_t)i % 2] * rows[i][x];
            woven[woven_at(x, r)] = (int16_t)clamp(sum >> DOWN_SHIFT, INT16_MIN, INT16_MAX);
        }
}

static void across_plain(uint8_t *const out[WOVEN_ROWS], const int16_t *woven, const struct filter *filter)
{
    for (int x = 0; x < filter->count; x++) {
        const int16_t *weight = filter->weight + (size_t)x * (size_t)filter->taps;
        for (size_t r = 0; r < WOVEN_ROWS; r++) {
            int32_t sum = 1 << (ACROSS_SHIFT - 1);
            for (int i = 0; i < filter->taps; i++)
                sum += weight[i] * woven[woven_at((size_t)(filter->start[x] + i), r)];
            out[r][x] = (uint8_t)clamp(sum >> ACROSS_SHIFT, 0, 255);
        }
    }
}

const struct resampler resampler_plain = { "plain", down_plain, across_plain };

const struct resampler *resampler_best(void)
{
    const struct resampler *fast = resampler_avx2();
    return fast ? fast : &resampler_plain;
}

/* ---- a whole plane ---- */

struct plane_work {
    struct filter across, down;
    size_t pitch;
    uint8_t *picture, **rows;
    int16_t *woven, *weight;
};

static void plane_free(struct plane_work *work)
{
    filter_free(&work->across);
    filter_free(&work->down);
    free(work->picture);
    free(work->rows);
    free(work->woven);
    free(work->weight);
}

static enum err plane_make(struct plane_work *work, const uint8_t *from, int width, int height, int new_width, int new_height)
{
    size_t taps = ((size_t)height + 1) / 2 * 2;
    *work = (struct plane_work){ .pitch = ((size_t)width + LINE_PAD - 1) / LINE_PAD * LINE_PAD };
    enum err err = filter_make(&work->across, width, 0, width, new_width, false);
    if (!err)
        err = filter_make(&work->down, height, 0, height, new_height, false);
    work->picture = calloc(work->pitch, (size_t)height);
    work->rows = malloc(sizeof *work->rows * taps);
    work->weight = malloc(sizeof *work->weight * taps * DOWN_ROWS);
    work->woven = calloc(work->pitch + (size_t)work->across.taps, sizeof *work->woven * WOVEN_ROWS);
    if (err || work->picture == NULL || work->rows == NULL || work->weight == NULL || work->woven == NULL)
        return err ? err : err_detail(ERR_MEMORY, "a picture of %dx%d pixels", width, height);
    for (int y = 0; y < height; y++)
        memcpy(work->picture + (size_t)y * work->pitch, from + (size_t)y * (size_t)width, (size_t)width);
    for (int y = 0; y < (int)taps; y++)
        work->rows[y] = work->picture + (size_t)(y < height ? y : height - 1) * work->pitch;
    return ERR_NONE;
}

enum err resample_plane(const uint8_t *from, int width, int height, uint8_t *to, int new_width, int new_height)
{
    struct plane_work work;
    uint8_t *spare = malloc((size_t)new_width), *out[WOVEN_ROWS];
    enum err err = spare ? plane_make(&work, from, width, height, new_width, new_height) : err_detail(ERR_MEMORY, "a row");
    for (int first = 0; first < new_height && !err; first += WOVEN_ROWS) {
        for (int half = first; half < first + WOVEN_ROWS && half < new_height; half += DOWN_ROWS) {
            int start, left = new_height - half, count = left < DOWN_ROWS ? left : DOWN_ROWS;
            int taps = filter_neighbours(&work.down, half, count, &start, work.weight);
            resampler_best()->down(work.woven + half % WOVEN_ROWS * 2, work.rows + start, work.weight, taps, work.pitch);
        }
        for (int r = 0; r < WOVEN_ROWS; r++) /* what is below the last row goes nowhere */
            out[r] = first + r < new_height ? to + (size_t)(first + r) * (size_t)new_width : spare;
        resampler_best()->across(out, work.woven, &work.across);
    }
    if (spare)
        plane_free(&work);
    free(spare);
    return err;
}
