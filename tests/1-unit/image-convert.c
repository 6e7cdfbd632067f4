/* PNG, WebP and HEIC: what is drawn comes out as the same picture in a JPEG, whatever form it had; what is cut or changed is
 * damage or a refusal, never a crash; what a header claims is judged before memory is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>
#include "src/base/err.h"
#include "src/converter/heic.h"
#include "src/image/image.h"
#include "tests/lib/foreign.h"
#include "tests/lib/prints.h"

enum { WIDTH = 320, HEIGHT = 213 };

static struct arena arena;
static struct job_result header, converted, result;

/* Convert, then look at the JPEG as any other photo. */
static enum err convert(const void *data, size_t size, struct picture_seen *seen)
{
    int in = photos_file(data, size), copy = memfd_create("copy", MFD_CLOEXEC), out = memfd_create("thumbnail", MFD_CLOEXEC);
    *seen = (struct picture_seen){ 0 };
    arena_reset(&arena);
    enum err err = image_header(in, &header, &arena);
    if (!err)
        err = strcmp(header.format, "heic") == 0 ? heic_convert(in, copy, &converted, &arena) : image_convert(in, copy, &converted, &arena);
    if (!err)
        err = image_examine(copy, out, &result, &arena);
    if (!err) {
        seen->width = (int)result.thumb_width;
        seen->height = (int)result.thumb_height;
        seen->rgb = malloc((size_t)seen->width * (size_t)seen->height * 3);
        assert_true(pread(out, seen->rgb, (size_t)seen->width * (size_t)seen->height * 3, 0) == (ssize_t)seen->width * seen->height * 3);
    }
    close(in);
    close(copy);
    close(out);
    return err;
}

/* The scene's pixel, or what is left of it on white paper. */
static int expected(const struct foreign_recipe *recipe, int x, int y, int part)
{
    struct photo_recipe scene = { .width = recipe->width, .height = recipe->height, .seed = recipe->seed };
    uint8_t rgb[3];
    photos_colour(&scene, x, y, rgb);
    int value = recipe->parts == 1 || recipe->parts == 2 ? (299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2]) / 1000
                : recipe->parts == 0                     ? (rgb[part] + 25) / 51 * 51
                                                         : rgb[part];
    bool opaque = recipe->parts != 2 && recipe->parts != 4;
    return opaque ? value : (value * recipe->opacity + 255 * (255 - recipe->opacity)) / 255;
}

static double difference(const struct foreign_recipe *recipe, const struct picture_seen *seen)
{
    int64_t sum = 0;
    assert_int_equal(seen->width, recipe->width);
    assert_int_equal(seen->height, recipe->height);
    for (int y = 0; y < seen->height; y++)
        for (int x = 0; x < seen->width; x++)
            for (int i = 0; i < 3; i++)
                sum += abs(prints_pixel(seen, x, y)[i] - expected(recipe, x, y, i));
    return (double)sum / (seen->width * seen->height * 3);
}

static void check_picture(uint8_t *data, size_t size, const struct foreign_recipe *recipe, const char *format, double most)
{
    struct picture_seen seen;
    assert_int_equal(convert(data, size, &seen), ERR_NONE);
    assert_string_equal(header.format, format);
    assert_string_equal(converted.damaged, "");
    assert_int_equal(header.width, recipe->width);
    assert_int_equal(header.height, recipe->height);
    double mean = difference(recipe, &seen);
    if (mean > most)
        fail_msg("%s of %d parts differs by %.2f", format, recipe->parts, mean);
    free(seen.rgb);
    free(data);
}

static void every_png_is_the_same_picture(void **state)
{
    (void)state;
    for (int parts = 0; parts <= 4; parts++)
        for (int depth = 8; depth <= (parts ? 16 : 8); depth += 8)
            for (int interlaced = 0; interlaced < 2; interlaced++)
                for (int opacity = 255; opacity >= (parts == 2 || parts == 4 ? 0 : 255); opacity -= 85) {
                    struct foreign_recipe recipe = { .width = WIDTH, .height = HEIGHT, .seed = 3, .parts = parts, .depth = depth,
                                                     .interlaced = interlaced, .opacity = opacity };
                    size_t size;
                    uint8_t *data = foreign_png(&recipe, &size);
                    check_picture(data, size, &recipe, "png", 1.0);
                }
}

static void every_webp_is_the_same_picture(void **state)
{
    (void)state;
    for (int parts = 3; parts <= 4; parts++)
        for (int lossless = 0; lossless < 2; lossless++) {
            struct foreign_recipe recipe = { .width = WIDTH, .height = HEIGHT, .seed = 5, .parts = parts, .lossless = lossless,
                                             .opacity = 170 };
            size_t size;
            uint8_t *data = foreign_webp(&recipe, &size);
            check_picture(data, size, &recipe, "webp", lossless ? 1.0 : 3.0);
        }
}

static void a_heic_is_the_same_picture(void **state)
{
    (void)state;
    /* Its orientation is its own boxes' to say: the EXIF beside them must not turn it once more. */
    struct foreign_recipe recipe = { .width = WIDTH, .height = 214, .seed = 6, .parts = 3, .orientation = 6 };
    size_t size;
    uint8_t *data = foreign_heic(&recipe, &size);
    if (data == NULL)
        skip();
    check_picture(data, size, &recipe, "heic", 3.0);
}

static void orientation_is_followed(void **state)
{
    (void)state;
    for (int kind = 0; kind < 2; kind++) {
        struct foreign_recipe recipe = { .width = WIDTH, .height = HEIGHT, .seed = 4, .parts = 3, .depth = 8, .orientation = 6 };
        struct picture_seen seen;
        size_t size;
        uint8_t *data = kind ? foreign_webp(&recipe, &size) : foreign_png(&recipe, &size);
        assert_int_equal(convert(data, size, &seen), ERR_NONE);
        assert_int_equal(header.orientation, 6);
        assert_int_equal(header.width, HEIGHT);
        assert_int_equal(result.width, HEIGHT);
        assert_int_equal(seen.width, HEIGHT);
        for (int i = 0; i < 3; i++) /* top left as stored is top right as seen */
            assert_true(abs(prints_pixel(&seen, HEIGHT - 1, 0)[i] - expected(&recipe, 0, 0, i)) < 12);
        free(seen.rgb);
        free(data);
    }
}

static void colours_that_are_told_in_numbers(void **state)
{
    (void)state;
    struct foreign_recipe recipe = { .width = WIDTH, .height = HEIGHT, .seed = 4, .parts = 3, .depth = 8, .gamma = 1.0 };
    struct picture_seen linear, plain;
    size_t size;
    uint8_t *data = foreign_png(&recipe, &size);
    assert_int_equal(convert(data, size, &linear), ERR_NONE);
    free(data);
    recipe.gamma = 1 / 2.2;
    data = foreign_png(&recipe, &size);
    assert_int_equal(convert(data, size, &plain), ERR_NONE);
    assert_true(difference(&recipe, &plain) < 1.0);
    int64_t brighter = 0;
    for (int i = 0; i < WIDTH * HEIGHT * 3; i++)
        brighter += linear.rgb[i] - plain.rgb[i];
    assert_true(brighter / (WIDTH * HEIGHT * 3) > 20); /* linear light is shown brighter than it is written */
    free(data);
    free(linear.rgb);
    free(plain.rgb);
}

static uint8_t *make(int kind, size_t *size)
{
    struct foreign_recipe recipe = { .width = 90, .height = 70, .seed = 7, .parts = 3, .depth = 8, .opacity = 255, .orientation = 3,
                                     .interlaced = kind == 1, .lossless = kind == 3 };
    return kind < 2 ? foreign_png(&recipe, size) : kind < 4 ? foreign_webp(&recipe, size) : foreign_heic(&recipe, size);
}

static void cut_files_are_damaged(void **state)
{
    (void)state;
    for (int kind = 0; kind < 5; kind++) {
        size_t size;
        uint8_t *data = make(kind, &size);
        for (size_t cut = 0; data && cut < size; cut += 1 + size / 67) {
            struct picture_seen seen;
            enum err err = convert(data, cut, &seen);
            if (err == ERR_NONE && converted.damaged[0] == 0 && !(kind == 2 || kind == 3)) /* a WebP's last chunk is its EXIF */
                fail_msg("kind %d cut at %zu of %zu was taken for whole", kind, cut, size);
            assert_true(err == ERR_NONE || err_last_detail()[0] != 0);
            assert_true(err == ERR_NONE || err == ERR_NOT_PHOTO || err == ERR_PHOTO_DAMAGED);
            free(seen.rgb);
        }
        free(data);
    }
}

static void changed_bytes_never_crash(void **state)
{
    (void)state;
    uint32_t chance = 20261128;
    for (int kind = 0; kind < 5; kind++) {
        size_t size;
        uint8_t *data = make(kind, &size);
        for (int round = 0; data && round < 300; round++) {
            struct picture_seen seen;
            uint8_t *copy = malloc(size);
            memcpy(copy, data, size);
            for (int i = 0; i <= round % 4; i++) {
                chance = chance * 1664525u + 1013904223u;
                copy[chance / 64 % (round % 2 ? 300 : size)] = (uint8_t)(chance >> 24);
            }
            enum err err = convert(copy, size, &seen);
            assert_true(err == ERR_NONE || err_last_detail()[0] != 0);
            free(seen.rgb);
            free(copy);
        }
        free(data);
    }
}

static void put32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (8 * (3 - i)));
}

/* The header alone, with another size in it: refused as too large before anything is decoded. */
static void claims_are_judged_first(void **state)
{
    (void)state;
    struct foreign_recipe recipe = { .width = 64, .height = 64, .parts = 3, .depth = 8, .lossless = true };
    struct picture_seen seen;
    size_t size;
    uint8_t *data = foreign_webp(&recipe, &size); /* VP8L: 14 bits of width - 1 and of height - 1 behind the signature */
    data[21] = 0xff;
    data[22] = 0xff;
    data[23] = 0xff;
    data[24] |= 0x0f;
    assert_int_equal(convert(data, size, &seen), ERR_PHOTO_LARGE);
    free(data);
    for (int side = 0; side < 2; side++) { /* longer than a JPEG can be, though of few pixels: too large, not damaged */
        struct foreign_recipe strip = { .width = side ? 1 : 65501, .height = side ? 65501 : 1, .parts = 1, .depth = 8 };
        data = foreign_png(&strip, &size);
        assert_int_equal(convert(data, size, &seen), ERR_PHOTO_LARGE);
        free(data);
    }
    data = foreign_heic(&recipe, &size);
    for (size_t i = 0; data && i + 16 < size; i++)
        if (memcmp(data + i, "ispe", 4) == 0) {
            put32(data + i + 8, 60000);
            put32(data + i + 12, 60000);
        }
    if (data)
        assert_int_equal(convert(data, size, &seen), ERR_PHOTO_LARGE);
    free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_png_is_the_same_picture), cmocka_unit_test(every_webp_is_the_same_picture),
        cmocka_unit_test(a_heic_is_the_same_picture), cmocka_unit_test(orientation_is_followed),
        cmocka_unit_test(colours_that_are_told_in_numbers), cmocka_unit_test(cut_files_are_damaged),
        cmocka_unit_test(changed_bytes_never_crash), cmocka_unit_test(claims_are_judged_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
