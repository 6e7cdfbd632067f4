/* Resampling: weights add up, the fast code equals the plain code byte for byte, and what must not change does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "src/base/err.h"
#include "tests/lib/best.h"
#include "tests/lib/photos.h"

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
        assert_int_equal(filter.taps % 2, 0);
        for (int i = 0; i < filter.count; i++) {
            int sum = 0;
            for (int tap = 0; tap < filter.taps; tap++) {
                int weight = filter.weight[i * filter.taps + tap];
                sum += weight;
                if (weight)
                    assert_in_range(filter.start[i] + tap, 0, shapes[s].samples - 1);
            }
            assert_int_equal(sum, 1 << WEIGHT_BITS);
            assert_int_equal(filter.start[i] % 2, 0);
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
                assert_in_range(filter.weight[900 * filter.taps + tap] + 20000,
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
            assert_memory_equal(there.weight + i * there.taps, back.weight + other * back.taps,
                                sizeof(int16_t) * (size_t)there.taps);
        }
        filter_free(&there);
        filter_free(&back);
    }
}

/* Run one resampler over a whole noise picture (shape across, shape down) and return the bytes. */
static uint8_t *run(const struct resampler *resampler, const struct filter *across, const struct filter *down,
                    int extreme)
{
    size_t pitch = ((size_t)across->samples + LINE_PAD - 1) / LINE_PAD * LINE_PAD, width = (size_t)across->count;
    int height = down->samples, most = (height + 1) / 2 * 2;
    uint8_t *picture = malloc(pitch * (size_t)height), **rows = malloc(sizeof *rows * (size_t)most);
    int16_t *woven = calloc(pitch + (size_t)across->taps, sizeof *woven * WOVEN_ROWS);
    int16_t *weight = malloc(sizeof *weight * (size_t)most * DOWN_ROWS);
    uint8_t *out = calloc(width, (size_t)down->count + WOVEN_ROWS), *to[WOVEN_ROWS];
    state_of_chance = 7;
    for (size_t i = 0; i < pitch * (size_t)height; i++)
        picture[i] = extreme ? (chance() & 1 ? 255 : 0) : chance();
    for (int i = 0; i < most; i++)
        rows[i] = picture + pitch * (size_t)(i < height ? i : height - 1);
    for (int y = 0; y < down->count; y += DOWN_ROWS) {
        int start, count = down->count - y < DOWN_ROWS ? down->count - y : DOWN_ROWS;
        int taps = filter_neighbours(down, y, count, &start, weight);
        resampler->down(woven + y % WOVEN_ROWS * 2, rows + start, weight, taps, pitch);
        for (int r = 0; r < WOVEN_ROWS; r++)
            to[r] = out + (size_t)(y / WOVEN_ROWS * WOVEN_ROWS + r) * width;
        resampler->across(to, woven, across);
    }
    free(picture);
    free(rows);
    free(woven);
    free(weight);
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

/* Every size near the edges of registers, all at once. */
static void fast_equals_plain_at_every_size(void **state)
{
    (void)state;
    const struct resampler *fast = resampler_avx2();
    if (fast == NULL)
        skip();
    for (int size = 1; size <= 70; size++)
        for (int count = 1; count <= 70; count += 1 + size % 3) {
            struct filter across = make(&(struct shape){ size, 0, size, count }, size % 2);
            struct filter down = make(&(struct shape){ 1 + count % 19, 0, 1 + count % 19, 1 + size % 11 }, false);
            uint8_t *a = run(&resampler_plain, &across, &down, count % 2), *b = run(fast, &across, &down, count % 2);
            assert_memory_equal(a, b, (size_t)across.count * (size_t)down.count);
            free(a);
            free(b);
            filter_free(&across);
            filter_free(&down);
        }
}

/* A zone plate shows what folds: frequencies that the print cannot have come back as rings where there were none. Both
 * where the decoder shrinks first and where it does not. */
static void a_zone_plate_folds_nothing(void **state)
{
    (void)state;
    static const int widths[] = { 900, 400, 270, 180, 90 };
    struct photo_recipe recipe = { .width = 900, .height = 600, .quality = 92, .zone = true };
    size_t size;
    uint8_t *data = photos_make(&recipe, &size);
    int fd = photos_file(data, size);
    struct sight photo = sight_decode(data, size);
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        int width = widths[i], height = width * 2 / 3;
        struct sight wanted = sight_best(&photo, width, height);
        struct sight ours = sight_render(fd, width, height, 3, resampler_best());
        double decibel = sight_decibel(&ours, &wanted, 0, 1);
        if (decibel < 48)
            print_error("%d pixels wide: %.1f dB\n", width, decibel);
        assert_true(decibel >= 48);
        sight_free(&wanted);
        sight_free(&ours);
    }
    sight_free(&photo);
    close(fd);
    free(data);
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
        cmocka_unit_test(fast_equals_plain_at_every_size), cmocka_unit_test(a_zone_plate_folds_nothing),
        cmocka_unit_test(same_size_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
