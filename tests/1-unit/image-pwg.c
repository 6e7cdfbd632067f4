/* PWG raster: the same print as the JPEG, pixel for pixel but for what JPEG loses, whatever the photo and the job; strictly
 * after the standard, and read by libcups as a page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <cups/raster.h>
#include "src/image/pwg-write.h"
#include "tests/lib/prints.h"
#include "tests/lib/pwg.h"

static struct job_result result;

static struct picture_seen render(const uint8_t *photo, size_t size, struct job job, const char *format)
{
    struct picture_seen seen;
    job.format = format;
    job.media = "na_index-4x6_4x6in";
    enum err err = prints_render(&job, photo, size, &result, &seen);
    if (err)
        print_error("%s: %s\n", err_word(err), err_last_detail());
    assert_int_equal(err, ERR_NONE);
    assert_int_equal(result.width, seen.width);
    assert_int_equal(result.height, seen.height);
    return seen;
}

/* As it lies in a printer whose paper goes in upright. */
static void turn_right(struct picture_seen *seen)
{
    uint8_t *to = malloc((size_t)seen->width * (size_t)seen->height * 3);
    for (int y = 0; y < seen->height; y++)
        for (int x = 0; x < seen->width; x++)
            memcpy(to + ((size_t)x * (size_t)seen->height + (size_t)(seen->height - 1 - y)) * 3, prints_pixel(seen, x, y), 3);
    int width = seen->width;
    seen->width = seen->height;
    seen->height = width;
    free(seen->rgb);
    seen->rgb = to;
}

static void same_print(const struct photo_recipe *recipe, const struct job *job)
{
    size_t size;
    int most;
    double mean;
    uint8_t *photo = photos_make(recipe, &size);
    struct picture_seen jpeg = render(photo, size, *job, ""), raster = render(photo, size, *job, "pwg");
    assert_string_equal(result.format, "pwg");
    assert_int_equal(result.orientation, recipe->orientation ? recipe->orientation : 1);
    if (jpeg.width != raster.width)
        turn_right(&jpeg);
    assert_int_equal(raster.width, job->width);
    assert_int_equal(raster.height, job->height);
    assert_int_equal(raster.dpi, job->dpi);
    prints_compare(&jpeg, &raster, &most, &mean);
    if (mean > 1.2 || most > 60)
        fail_msg("%dx%d orientation %d: differs by %.2f, at most %d", recipe->width, recipe->height, recipe->orientation, mean, most);
    free(photo);
    free(jpeg.rgb);
    free(raster.rgb);
}

static void every_orientation_and_mode(void **state)
{
    (void)state;
    static const int sizes[][2] = { { 600, 400 }, { 400, 600 }, { 500, 500 } };
    for (size_t i = 0; i < 3; i++)
        for (int orientation = 0; orientation <= 8; orientation++)
            for (int mode = MODE_FILL; mode <= MODE_ACTUAL; mode++) {
                struct job job = prints_job(240, 360, (enum crop_mode)mode);
                job.dpi = 300;
                job.border = orientation % 3 * 7;
                same_print(&(struct photo_recipe){ .width = sizes[i][0], .height = sizes[i][1], .orientation = orientation }, &job);
            }
}

static void crops_and_layouts(void **state)
{
    (void)state;
    struct job job = prints_job(240, 360, MODE_FILL);
    struct photo_recipe recipe = { .width = 900, .height = 600, .orientation = 8 };
    job.dpi = 150;
    job.crop.x = 100000, job.crop.y = 300000, job.crop.width = 500000, job.crop.height = 600000;
    same_print(&recipe, &job);
    job.sharpening = 80;
    job.mode = MODE_FIT;
    same_print(&recipe, &job);
    job = prints_job(1200, 1800, MODE_FILL);
    job.dpi = 300;
    static const char *const layouts[] = { "id4", "us2", "2up", "8up" };
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        job.layout = layouts[i];
        same_print(&recipe, &job);
    }
}

/* A printer of a size that no multiple of eight divides, and a photo larger than one buffer of output. */
static void odd_sizes(void **state)
{
    (void)state;
    for (int odd = 0; odd < 4; odd++) {
        struct job job = prints_job(397 + odd, 601 + odd, MODE_FILL);
        job.dpi = 300;
        same_print(&(struct photo_recipe){ .width = 700 + odd, .height = 500, .seed = (unsigned)odd }, &job);
    }
}

/* ---- the writer alone ---- */

enum { WIDTH = 300, HEIGHT = 600 };

static void row_of(int y, uint8_t planes[3][WIDTH], unsigned *seed)
{
    for (int x = 0; x < WIDTH; x++)
        for (int i = 0; i < 3; i++) {
            bool plain = y < 270 || (y >= 300 && x / 40 % 2), run = y >= 560;
            planes[i][x] = (uint8_t)(plain ? (i ? 128 : 200) : run ? (i ? 128 : x / (y - 559) % 7 * 30) : rand_r(seed));
        }
}

/* Rows alike for longer than a count holds, noise, runs of every length: the file, and what libcups reads from it. */
static void all_kinds_of_rows(void **state)
{
    (void)state;
    struct pwg pwg;
    struct pwg_page page;
    uint8_t planes[3][WIDTH], line[WIDTH * 3], *const row[3] = { planes[0], planes[1], planes[2] };
    unsigned seed = 7;
    FILE *file = tmpfile();
    assert_int_equal(pwg_open(&pwg, fileno(file), WIDTH, HEIGHT, 300, "custom_a-name-that-is-longer-than-the-sixty-four-bytes-there-are_100x200mm"), ERR_NONE);
    for (int y = 0; y < HEIGHT; y++) {
        row_of(y, planes, &seed);
        assert_int_equal(pwg_row(&pwg, row), ERR_NONE);
    }
    assert_int_equal(pwg_finish(&pwg), ERR_NONE);
    size_t size = (size_t)pwg.bytes;
    pwg_close(&pwg);
    uint8_t *data = malloc(size);
    assert_int_equal(pread(fileno(file), data, size + 1, 0), size);
    const char *wrong = pwg_read(data, size, &page);
    if (wrong)
        fail_msg("%s", wrong);
    assert_int_equal(strlen(page.media), 63);
    for (size_t cut = size - 1; cut > size - 700; cut -= 7) { /* the reader would notice */
        struct pwg_page less;
        assert_non_null(pwg_read(data, cut, &less));
        free(less.rgb);
    }
    cups_page_header2_t header;
    assert_int_equal(lseek(fileno(file), 0, SEEK_SET), 0);
    cups_raster_t *raster = cupsRasterOpen(fileno(file), CUPS_RASTER_READ);
    assert_true(raster && cupsRasterReadHeader2(raster, &header) == 1);
    assert_int_equal(header.cupsWidth, WIDTH);
    assert_int_equal(header.cupsHeight, HEIGHT);
    assert_int_equal(header.cupsColorSpace, CUPS_CSPACE_SRGB);
    for (int y = 0; y < HEIGHT; y++) {
        assert_int_equal(cupsRasterReadPixels(raster, line, sizeof line), sizeof line);
        assert_memory_equal(line, page.rgb + (size_t)y * sizeof line, sizeof line);
    }
    cupsRasterClose(raster);
    free(page.rgb);
    free(data);
    fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_kinds_of_rows), cmocka_unit_test(every_orientation_and_mode), cmocka_unit_test(crops_and_layouts),
        cmocka_unit_test(odd_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
