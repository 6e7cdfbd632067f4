/* Damage and hostility: cut photos never print, changed bytes never crash, a header's claims are judged before memory
 * is taken for them. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#include <cmocka.h>
#include "src/base/buf.h"
#include "src/base/err.h"
#include "tests/lib/prints.h"

static struct job_result result;
static struct picture_seen seen;

static enum err render(const void *photo, size_t size)
{
    struct job job = prints_job(120, 180, MODE_FILL);
    enum err err = prints_render(&job, photo, size, &result, &seen);
    free(seen.rgb);
    return err;
}

static enum err examine(const void *photo, size_t size)
{
    enum err err = prints_examine(photo, size, &result, &seen);
    free(seen.rgb);
    return err;
}

static void cut_photos_never_print(void **state)
{
    (void)state;
    for (int progressive = 0; progressive < 2; progressive++) {
        struct photo_recipe recipe = { .width = 400, .height = 300, .progressive = progressive, .orientation = 1 };
        size_t size;
        uint8_t *photo = photos_make(&recipe, &size);
        for (size_t cut = 3; cut < size; cut += 1 + size / 97) {
            assert_int_equal(render(photo, cut), ERR_PHOTO_DAMAGED);
            assert_string_equal(err_last_detail(), "ends too early");
            enum err err = examine(photo, cut);
            assert_true(err == ERR_PHOTO_DAMAGED || (err == ERR_NONE && strcmp(result.damaged, "ends too early") == 0));
        }
        assert_int_equal(render(photo, size - 1), ERR_PHOTO_DAMAGED);
        assert_int_equal(render(photo, size - 2), ERR_PHOTO_DAMAGED);
        assert_int_equal(examine(photo, size - 2), ERR_NONE);
        assert_string_equal(result.damaged, "ends too early");
        assert_int_equal(render(photo, size), ERR_NONE);
        free(photo);
    }
}

static char header_damaged[120];

static enum err header(const void *photo, size_t size)
{
    struct arena arena = { 0 };
    struct job_result found;
    int in = photos_file(photo, size);
    enum err err = image_header(in, &found, &arena);
    snprintf(header_damaged, sizeof header_damaged, "%s", err ? "" : found.damaged);
    arena_free(&arena);
    close(in);
    return err;
}

/* The small picture of a file, and the largest and mean difference of it and the photo alone. */
static void check_first_is_shown(const struct photo_recipe *alone, const void *pair, size_t size)
{
    struct picture_seen one, of_pair;
    size_t length;
    int most;
    double mean;
    uint8_t *photo = photos_make(alone, &length);
    assert_int_equal(prints_examine(photo, length, &result, &one), ERR_NONE);
    assert_int_equal(prints_examine(pair, size, &result, &of_pair), ERR_NONE);
    assert_string_equal(result.damaged, "");
    assert_int_equal(result.width, alone->width);
    assert_int_equal(result.height, alone->height);
    prints_compare(&one, &of_pair, &most, &mean);
    assert_int_equal(most, 0);
    free(one.rgb);
    free(of_pair.rgb);
    free(photo);
}

/* MPO and Ultra HDR: the first picture is the photo; what comes behind it, whole, cut or nonsense, is nobody's damage. And a
 * whole picture behind one that is cut does not make that one whole. */
static void the_first_of_two_pictures_is_the_photo(void **state)
{
    (void)state;
    static const struct {
        struct photo_recipe first, second;
        bool gain_map;
    } pairs[] = {
        { { .orientation = 6, .taken = "2026:07:12 14:03:22" }, { .width = 400, .height = 300, .seed = 2, .orientation = 1 }, false },
        { { .seed = 1, .progressive = true }, { .width = 800, .height = 600, .seed = 3 }, false },
        { { .seed = 4, .orientation = 1 }, { .width = 100, .height = 75, .seed = 4, .coding = CODING_GREY }, true },
        { { .seed = 5, .restart = 4 }, { .width = 100, .height = 75, .seed = 5, .progressive = true }, true },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct photo_recipe first = pairs[i].first;
        size_t first_size, size;
        first.width = 400;
        first.height = 300;
        uint8_t *pair = photos_pair(&first, &pairs[i].second, pairs[i].gain_map, &first_size, &size);
        size_t ends[] = { size, first_size, first_size + 2, size - 2, first_size + (size - first_size) / 2 };
        for (size_t e = 0; e < sizeof ends / sizeof *ends; e++) {
            check_first_is_shown(&first, pair, ends[e]);
            assert_int_equal(header(pair, ends[e]), ERR_NONE);
            assert_string_equal(header_damaged, "");
            assert_int_equal(render(pair, ends[e]), ERR_NONE);
        }
        for (size_t lost = 2; lost < first_size / 4; lost += first_size / 9) { /* the end of the first, the second whole */
            struct buf holed = { 0 };
            buf_add(&holed, pair, first_size - lost);
            buf_add(&holed, pair + first_size, size - first_size);
            assert_int_equal(render(holed.data, holed.size), ERR_PHOTO_DAMAGED);
            enum err err = examine(holed.data, holed.size);
            assert_true(err == ERR_PHOTO_DAMAGED || (err == ERR_NONE && result.damaged[0] != 0));
            buf_free(&holed);
        }
        free(pair);
    }
}

/* Every outcome but a crash is allowed; what is printed was decoded without complaint. */
static void changed_bytes_never_crash(void **state)
{
    (void)state;
    static const struct photo_recipe recipes[] = { { .orientation = 6 }, { .progressive = true, .orientation = 3 },
                                                   { .coding = CODING_CMYK }, { .across = 4, .down = 2 } };
    uint32_t chance = 20260712;
    for (size_t r = 0; r < sizeof recipes / sizeof *recipes; r++) {
        struct photo_recipe recipe = recipes[r];
        recipe.width = 90;
        recipe.height = 70;
        size_t size;
        uint8_t *photo = photos_make(&recipe, &size);
        for (int round = 0; round < 600; round++) {
            uint8_t *copy = malloc(size);
            memcpy(copy, photo, size);
            for (int i = 0; i <= round % 4; i++) {
                chance = chance * 1664525u + 1013904223u;
                copy[2 + chance / 64 % (round % 2 ? 700 : size - 2)] = (uint8_t)(chance >> 24);
            }
            enum err err = render(copy, size);
            assert_true(err == ERR_NONE ? result.damaged[0] == 0 : err_last_detail()[0] != 0);
            examine(copy, size);
            free(copy);
        }
        free(photo);
    }
}

/* A header that says so and no more: SOI, SOF, and an SOS for what it says. */
static void add_header(struct buf *buf, int sof, int precision, int width, int height, int components)
{
    buf_u16(buf, 0xffd8);
    buf_u16(buf, (uint16_t)(0xff00 | sof));
    buf_u16(buf, (uint16_t)(8 + 3 * components));
    buf_u8(buf, (uint8_t)precision);
    buf_u16(buf, (uint16_t)height);
    buf_u16(buf, (uint16_t)width);
    buf_u8(buf, (uint8_t)components);
    for (int i = 0; i < components; i++)
        buf_add(buf, (uint8_t[3]){ (uint8_t)(i + 1), 0x11, 0 }, 3);
}

static void add_scan(struct buf *buf, int components, int first, int last, int bits)
{
    buf_u16(buf, 0xffda);
    buf_u16(buf, (uint16_t)(6 + 2 * components));
    buf_u8(buf, (uint8_t)components);
    for (int i = 0; i < components; i++)
        buf_add(buf, (uint8_t[2]){ (uint8_t)(i + 1), 0 }, 2);
    buf_add(buf, (uint8_t[3]){ (uint8_t)first, (uint8_t)last, (uint8_t)bits }, 3);
}

static void claims_are_judged_first(void **state)
{
    (void)state;
    static const struct {
        int sof, precision, width, height, components;
        enum err err;
    } cases[] = {
        { 0xc0, 8, 65500, 65500, 3, ERR_PHOTO_LARGE },  { 0xc2, 8, 65500, 65500, 3, ERR_PHOTO_LARGE },
        { 0xc2, 8, 16000, 12000, 3, ERR_PHOTO_LARGE }, /* 192 MP fit, their coefficients do not */
        { 0xc1, 12, 800, 600, 3, ERR_NOT_PHOTO },       { 0xc3, 8, 800, 600, 3, ERR_NOT_PHOTO },
        { 0xc0, 8, 800, 600, 2, ERR_NOT_PHOTO },        { 0xc0, 8, 0, 600, 3, ERR_PHOTO_DAMAGED },
        { 0xc0, 8, 800, 600, 3, ERR_PHOTO_DAMAGED },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf buf = { 0 };
        struct rusage usage;
        add_header(&buf, cases[i].sof, cases[i].precision, cases[i].width, cases[i].height, cases[i].components);
        bool progressive = cases[i].sof == 0xc2;
        add_scan(&buf, cases[i].components, 0, progressive ? 0 : 63, 0);
        assert_int_equal(render(buf.data, buf.size), cases[i].err);
        assert_int_equal(examine(buf.data, buf.size), cases[i].err);
        buf_free(&buf);
        getrusage(RUSAGE_SELF, &usage);
#ifndef __SANITIZE_ADDRESS__
        assert_true(usage.ru_maxrss < 200 * 1024);
#endif
    }
}

static void endless_scans_are_refused(void **state)
{
    (void)state;
    struct photo_recipe recipe = { .width = 64, .height = 64, .progressive = true };
    struct buf buf = { 0 };
    size_t size;
    uint8_t *photo = photos_make(&recipe, &size);
    buf_add(&buf, photo, size - 2); /* without its end marker */
    for (int i = 0; i < 200; i++)
        add_scan(&buf, 1, 1, 1, 0);
    buf_u16(&buf, 0xffd9);
    assert_int_equal(render(buf.data, buf.size), ERR_PHOTO_LARGE);
    assert_string_equal(err_last_detail(), "it has more than 100 scans");
    buf_free(&buf);
    free(photo);
}

static void a_long_header_is_refused(void **state)
{
    (void)state;
    struct buf buf = { 0 };
    static uint8_t filling[65533];
    buf_u16(&buf, 0xffd8);
    for (int i = 0; i < 400; i++) {
        buf_u16(&buf, 0xffe1);
        buf_u16(&buf, 65535);
        buf_add(&buf, filling, sizeof filling);
    }
    assert_int_equal(examine(buf.data, buf.size), ERR_PHOTO_LARGE);
    buf_free(&buf);
}

static void other_files_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
        const char *detail;
    } cases[] = {
        { "", 0, "empty" },
        { "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16, "a png, not converted yet" },
        { "\0\0\0\x18" "ftypheic\0\0\0\0", 16, "a heic, not converted yet" },
        { "%PDF-1.7\n", 9, "a PDF" },
        { "GIF89a", 6, "a GIF" },
        { "\xff\xd8", 2, "no picture" },
        { "hello, counter", 14, "no picture" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(examine(cases[i].bytes, cases[i].size), ERR_NOT_PHOTO);
        assert_string_equal(err_last_detail(), cases[i].detail);
        assert_int_equal(render(cases[i].bytes, cases[i].size), ERR_NOT_PHOTO);
    }
}

static void no_file_and_no_room_are_said(void **state)
{
    (void)state;
    struct photo_recipe recipe = { .width = 640, .height = 480 };
    struct job job = prints_job(1200, 1800, MODE_FILL);
    struct arena arena = { 0 };
    size_t size;
    int pipes[2];
    uint8_t *photo = photos_make(&recipe, &size);
    int in = photos_file(photo, size), full = photos_file("", 0);
    assert_int_equal(pipe(pipes), 0);
    assert_int_equal(image_render(&job, pipes[0], full, &result, &arena), ERR_IO);
    struct rlimit unlimited, little = { 4096, RLIM_INFINITY };
    getrlimit(RLIMIT_FSIZE, &unlimited);
    little.rlim_max = unlimited.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &little);
    enum err err = image_render(&job, in, full, &result, &arena);
    setrlimit(RLIMIT_FSIZE, &unlimited);
    assert_int_equal(err, ERR_DISK);
    close(pipes[0]);
    close(pipes[1]);
    close(in);
    close(full);
    arena_free(&arena);
    free(photo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_of_two_pictures_is_the_photo),
        cmocka_unit_test(cut_photos_never_print),    cmocka_unit_test(changed_bytes_never_crash),
        cmocka_unit_test(claims_are_judged_first),   cmocka_unit_test(endless_scans_are_refused),
        cmocka_unit_test(a_long_header_is_refused),  cmocka_unit_test(other_files_are_named),
        cmocka_unit_test(no_file_and_no_room_are_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
