/* Index prints: every thumbnail stands in its cell, in order, in its own colours and shape; what is not there is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "src/base/err.h"
#include "tests/lib/prints.h"

enum { WIDTH = 1200, HEIGHT = 1800 };

static struct job_result result;
static struct arena arena;

/* A thumbnail of one colour by its number, wide or high by turns. */
static void cell_of(size_t i, struct cell *cell, uint8_t rgb[3])
{
    *cell = (struct cell){ .sha256 = "", .width = i % 2 ? 200 : 320, .height = i % 2 ? 320 : 214 };
    cell->words = arena_format(&arena, "%zu  IMG_%04zu.JPG", i + 1, i);
    rgb[0] = (uint8_t)(40 + i * 37 % 180);
    rgb[1] = (uint8_t)(40 + i * 91 % 180);
    rgb[2] = (uint8_t)(40 + i * 53 % 180);
}

static uint8_t *make(struct job *job, size_t count, size_t *size)
{
    uint8_t *bytes = malloc(count * 320 * 320 * 3 + 1);
    *size = 0;
    *job = prints_job(WIDTH, HEIGHT, MODE_FILL);
    job->task = TASK_INDEX;
    job->title = "Photo Lab   4711-0833-1234";
    for (size_t i = 0; i < count; i++) {
        uint8_t rgb[3];
        struct cell *cell = LIST_ADD(&arena, &job->cells, cell);
        cell_of(i, cell, rgb);
        for (int64_t pixel = 0; pixel < cell->width * cell->height; pixel++, *size += 3)
            memcpy(bytes + *size, rgb, 3);
    }
    return bytes;
}

/* Every colour in the middle of its cell, and white between cells. */
static void check_cells(const struct picture_seen *seen, size_t count, int columns, int width, int height, int picture, int top)
{
    for (size_t i = 0; i < count; i++) {
        struct cell cell;
        uint8_t rgb[3];
        int left = WIDTH / 40 + (int)i % columns * width, y = top + (int)i / columns * height;
        const uint8_t *middle = prints_pixel(seen, left + picture / 2, y + picture / 2);
        cell_of(i, &cell, rgb);
        for (int part = 0; part < 3; part++)
            assert_in_range(abs(middle[part] - rgb[part]), 0, 4);
        assert_true(prints_pixel(seen, left + (picture + width) / 2, y + picture / 2)[1] > 250);
        /* Narrow ones leave white on both sides, flat ones above and below. */
        const uint8_t *beside = i % 2 ? prints_pixel(seen, left + 2, y + picture / 2) : prints_pixel(seen, left + picture / 2, y + 2);
        assert_true(beside[0] > 250 && beside[1] > 250 && beside[2] > 250);
    }
}

static void every_photo_has_its_place(void **state)
{
    (void)state;
    static const struct {
        size_t count;
        int columns;
    } cases[] = { { 1, 3 }, { 9, 3 }, { 10, 4 }, { 24, 5 }, { 60, 7 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct job job;
        struct picture_seen seen;
        size_t size;
        uint8_t *bytes = make(&job, cases[i].count, &size);
        assert_int_equal(prints_render(&job, bytes, size, &result, &seen), ERR_NONE);
        assert_int_equal(seen.width, WIDTH);
        assert_int_equal(seen.height, HEIGHT);
        int width = (WIDTH - 60) / cases[i].columns, picture = width - width / 16, words = width / 15;
        check_cells(&seen, cases[i].count, cases[i].columns, width, picture + 3 * (words > 9 ? words : 9), picture, 30 + 3 * 26);
        free(seen.rgb);
        free(bytes);
    }
}

static int ink(const struct picture_seen *seen, int left, int top, int right, int bottom)
{
    int dark = 0;
    for (int y = top; y < bottom; y++)
        for (int x = left; x < right; x++)
            dark += prints_pixel(seen, x, y)[1] < 100;
    return dark;
}

static void what_does_not_fit_is_counted(void **state)
{
    (void)state;
    struct job job;
    struct picture_seen few, many;
    size_t size;
    uint8_t *bytes = make(&job, 100, &size);
    assert_int_equal(prints_render(&job, bytes, size, &result, &few), ERR_NONE);
    free(bytes);
    bytes = make(&job, 400, &size);
    assert_int_equal(prints_render(&job, bytes, size, &result, &many), ERR_NONE);
    free(bytes);
    /* The same title, and then "1-120 of 400". */
    assert_true(ink(&few, 30, 30, 700, 70) > 300);
    assert_true(ink(&many, 30, 30, 1100, 70) > ink(&few, 30, 30, 1100, 70) + 100);
    free(few.rgb);
    free(many.rgb);
}

static void what_is_not_there_is_refused(void **state)
{
    (void)state;
    struct job job;
    struct picture_seen seen;
    size_t size;
    uint8_t *bytes = make(&job, 5, &size);
    assert_int_equal(prints_render(&job, bytes, size - 1, &result, &seen), ERR_IO);
    assert_int_equal(prints_render(&job, bytes, 0, &result, &seen), ERR_IO);
    job.cells.v[3].width = 321;
    assert_int_equal(prints_render(&job, bytes, size, &result, &seen), ERR_MALFORMED);
    job.cells.v[3].width = -200;
    assert_int_equal(prints_render(&job, bytes, size, &result, &seen), ERR_MALFORMED);
    job.cells.v[3].width = 200;
    job.width = 1800, job.height = 100; /* no room for one row */
    assert_int_equal(prints_render(&job, bytes, size, &result, &seen), ERR_PRODUCT);
    job.width = job.height = 10000;
    assert_int_equal(prints_render(&job, bytes, size, &result, &seen), ERR_PRODUCT);
    job.width = WIDTH, job.height = HEIGHT;
    job.cells.n = 0;
    assert_int_equal(prints_render(&job, bytes, size, &result, &seen), ERR_NO_PHOTOS);
    free(bytes);
}

static int free_all(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_photo_has_its_place),
        cmocka_unit_test(what_does_not_fit_is_counted),
        cmocka_unit_test(what_is_not_there_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, free_all);
}
