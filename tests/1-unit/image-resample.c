/* Resampling: weights add up, the fast code equals the plain code byte for byte, and what must not change does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "src/image/resample.h"

static const struct shape {
    int samples;
    double from, length;
    int count;
} shapes[] = {
    { 6000, 0, 6000, 1800 }, { 6000, 100.25, 5333.5, 1200 }, { 1000, 0, 1000, 1000 }, { 1000, 17, 500, 500 },
    { 1000, 0, 1000, 2251 }, { 800, 0, 800, 801 },           { 5000, 0, 5000, 7 },   { 1, 0, 1, 33 },
    { 3, 0, 3, 1200 },       { 2, 0.5, 1, 16 },              { 17, 0, 17, 1 },       { 700, 600, 300, 90 },
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

static uint32_t state_of_chance = 1;

static uint8_t chance(void)
{
    state_of_chance = state_of_chance * 1664525u + 1013904223u;
    return (uint8_t)(state_of_chance >> 24);
}

static struct filter make(const struct shape *shape, bool backwards)
{
    struct filter filter;
    assert_int_equal(filter_make(&filter, shape->samples, shape->from, shape->length, shape->count, backwards), ERR_NONE);
    return filter;
}

static void weights_add_up_and_stay_inside(void **state)
{
    (void)state;
    for (int s = 0; s < SHAPES; s++) {
        struct filter filter = make(&shapes[s], false);
        assert_int_equal(filter.stride % WEIGHT_GROUP, 0);
        for (int i = 0; i < filter.count; i++) {
            int sum = 0;
            for (int tap = 0; tap < filter.stride; tap++) {
                int weight = filter.weight[i * filter.stride + tap];
                sum += weight;
                if (weight)
                    assert_in_range(filter.start[i] + tap, 0, shapes[s].samples - 1);
            }
            assert_int_equal(sum, 1 << WEIGHT_BITS);
            assert_in_range(filter.start[i], 0, shapes[s].samples - 1);
        }
        filter_free(&filter);
    }
}

/* Against the definition, in floating point, without any of the tables. */
static void weights_are_lanczos3(void **state)
{
    (void)state;
    struct filter filter = make(&shapes[0], false);
    double ratio = 6000.0 / 1800, centre = 900.5 * ratio - 0.5, sum = 0, exact[64];
    for (int pass = 0; pass < 2; pass++)
        for (int tap = 0; tap < filter.taps; tap++) {
            double x = M_PI * (filter.start[900] + tap - centre) / ratio;
            double value = fabs(x) >= 3 * M_PI ? 0 : fabs(x) < 1e-9 ? 1 : 3 * sin(x) * sin(x / 3) / (x * x);
            if (pass == 0)
                sum += exact[tap] = value;
            else
                assert_in_range(filter.weight[900 * filter.stride + tap] + 20000,
                                lrint(exact[tap] / sum * (1 << WEIGHT_BITS)) + 19998,
                                lrint(exact[tap] / sum * (1 << WEIGHT_BITS)) + 20002);
        }
    filter_free(&filter);
}

static void backwards_is_the_mirror(void **state)
{
    (void)state;
    for (int s = 0; s < SHAPES; s++) {
        struct filter there = make(&shapes[s], false), back = make(&shapes[s], true);
        for (int i = 0; i < there.count; i++) {
            int other = there.count - 1 - i;
            assert_int_equal(there.start[i], back.start[other]);
            assert_memory_equal(there.weight + i * there.stride, back.weight + other * back.stride,
                                sizeof(int16_t) * (size_t)there.stride);
        }
        filter_free(&there);
        filter_free(&back);
    }
}

/* Run one resampler over a whole noise picture (shape across, shape down) and return the bytes. */
static uint8_t *run(const struct resampler *resampler, const struct filter *across, const struct filter *down,
                    int extreme)
{
    size_t pitch = ((size_t)across->samples + LINE_PAD - 1) / LINE_PAD * LINE_PAD;
    int height = down->samples;
    uint8_t *picture = malloc(pitch * (size_t)height), **rows = malloc(sizeof *rows * (size_t)height);
    int16_t *line = calloc(pitch + (size_t)across->stride + LINE_PAD, sizeof *line);
    uint8_t *out = calloc((size_t)across->count, (size_t)down->count);
    state_of_chance = 7;
    for (size_t i = 0; i < pitch * (size_t)height; i++)
        picture[i] = extreme ? (chance() & 1 ? 255 : 0) : chance();
    for (int y = 0; y < down->count; y++) {
        int taps = height - down->start[y] < down->taps ? height - down->start[y] : down->taps;
        for (int i = 0; i < taps; i++)
            rows[i] = picture + pitch * (size_t)(down->start[y] + i);
        resampler->down(line, rows, down->weight + (size_t)y * (size_t)down->stride, taps, pitch);
        resampler->across(out + (size_t)y * (size_t)across->count, line, across);
    }
    free(picture);
    free(rows);
    free(line);
    return out;
}

static void fast_equals_plain(void **state)
{
    (void)state;
    const struct resampler *fast = resampler_avx2();
    if (fast == NULL)
        skip();
    static const struct shape downs[] = { { 60, 0, 60, 18 }, { 40, 0, 40, 40 }, { 9, 0, 9, 25 }, { 31, 0, 31, 1 },
                                          { 1, 0, 1, 5 } };
    for (int s = 0; s < SHAPES; s++)
        for (size_t d = 0; d < sizeof downs / sizeof *downs; d++)
            for (int extreme = 0; extreme < 2; extreme++) {
                struct filter across = make(&shapes[s], d % 2), down = make(&downs[d], false);
                uint8_t *a = run(&resampler_plain, &across, &down, extreme), *b = run(fast, &across, &down, extreme);
                assert_memory_equal(a, b, (size_t)across.count * (size_t)down.count);
                free(a);
                free(b);
                filter_free(&across);
                filter_free(&down);
            }
}

static void same_size_changes_nothing(void **state)
{
    (void)state;
    struct filter across = make(&(struct shape){ 320, 0, 320, 320 }, false);
    struct filter down = make(&(struct shape){ 50, 0, 50, 50 }, false);
    uint8_t *out = run(resampler_best(), &across, &down, 0);
    state_of_chance = 7;
    for (int i = 0; i < 320 * 50; i++)
        assert_int_equal(out[i], chance());
    free(out);
    filter_free(&across);
    filter_free(&down);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_add_up_and_stay_inside), cmocka_unit_test(weights_are_lanczos3),
        cmocka_unit_test(backwards_is_the_mirror),        cmocka_unit_test(fast_equals_plain),
        cmocka_unit_test(same_size_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
