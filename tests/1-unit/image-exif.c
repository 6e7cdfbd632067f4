/* EXIF: what cameras write, both byte orders; pointers that lead outside, into themselves or to the wrong type. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "src/image/exif.h"

enum { ROOM = 200, FIRST = 8, FOLDER = 60, INTEROP = 110, TEXT = 140 };

struct tiff {
    uint8_t bytes[ROOM];
    bool little;
};

static void put(struct tiff *tiff, size_t at, unsigned size, uint32_t value)
{
    for (unsigned i = 0; i < size; i++)
        tiff->bytes[at + (tiff->little ? i : size - 1 - i)] = (uint8_t)(value >> (8 * i));
}

static void put_entry(struct tiff *tiff, size_t folder, unsigned n, unsigned tag, unsigned type, uint32_t count,
                      uint32_t value)
{
    size_t at = folder + 2 + 12 * n;
    put(tiff, folder, 2, n + 1);
    put(tiff, at, 2, tag);
    put(tiff, at + 2, 2, type);
    put(tiff, at + 4, 4, count);
    put(tiff, at + 8, type == 3 ? 2 : 4, value);
}

static struct tiff camera(bool little)
{
    struct tiff tiff = { .little = little };
    memcpy(tiff.bytes, little ? "II*\0" : "MM\0*", 4);
    put(&tiff, 4, 4, FIRST);
    put_entry(&tiff, FIRST, 0, 0x010f, 2, 4, 0x41424344);
    put_entry(&tiff, FIRST, 1, 0x0112, 3, 1, 6);
    put_entry(&tiff, FIRST, 2, 0x8769, 4, 1, FOLDER);
    put_entry(&tiff, FOLDER, 0, 0x9003, 2, 20, TEXT);
    put_entry(&tiff, FOLDER, 1, 0xa005, 4, 1, INTEROP);
    put_entry(&tiff, INTEROP, 0, 0x0001, 2, 4, 0);
    memcpy(tiff.bytes + INTEROP + 2 + 8, "R03", 4);
    memcpy(tiff.bytes + TEXT, "2026:07:12 14:03:22", 20);
    return tiff;
}

/* Exactly as many bytes as are said, on the heap, so that a sanitizer sees one too many. */
static struct exif read_bytes(const void *bytes, size_t size)
{
    struct exif exif;
    uint8_t *copy = malloc(size ? size : 1);
    memcpy(copy, bytes, size);
    exif_read((struct bytes){ copy, size }, &exif);
    free(copy);
    return exif;
}

static void both_byte_orders(void **state)
{
    (void)state;
    for (int little = 0; little < 2; little++) {
        struct tiff tiff = camera(little);
        struct exif exif = read_bytes(tiff.bytes, sizeof tiff.bytes);
        assert_int_equal(exif.orientation, 6);
        assert_string_equal(exif.taken, "2026-07-12 14:03:22");
        assert_true(exif.adobe_rgb);
    }
}

static void cameras_have_one_name(void **state)
{
    (void)state;
    static const struct {
        const char *maker, *model, *camera;
    } cases[] = {
        { "Canon", "Canon EOS 40D", "Canon EOS 40D" },
        { "SONY", "DSC-P1  ", "SONY DSC-P1" },
        { "NIKON CORPORATION", "NIKON D70", "NIKON D70" },
        { "", "K10D", "K10D" },
        { "Apple", "", "Apple" },
        { "\x1b[4mA", "B\x07\xc3", "[4mA B" },
        { "01234567890123456789012345678", "01234567890123456789012345678901234567890123", "0123456789012345678901234567890123456789" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t bytes[300] = "MM\0*\0\0\0\x08\0\x02\x01\x0f\0\x02\0\0\0\x40\0\0\0\x64\x01\x10\0\x02\0\0\0\x40\0\0\0\xb4";
        memcpy(bytes + 100, cases[i].maker, strlen(cases[i].maker));
        memcpy(bytes + 180, cases[i].model, strlen(cases[i].model));
        assert_string_equal(read_bytes(bytes, sizeof bytes).camera, cases[i].camera);
    }
}

/* The second folder's: where it says, and never outside. */
static void the_small_picture_is_inside(void **state)
{
    (void)state;
    static const struct {
        uint32_t at, size;
        bool there;
    } cases[] = { { 80, 40, true }, { 80, 120, true }, { 80, 121, false }, { 0, 40, false }, { 0xffffffff, 40, false }, { 80, 0xffffffff, false }, { 200, 1, false } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tiff tiff = { .little = i % 2 };
        memcpy(tiff.bytes, tiff.little ? "II*\0" : "MM\0*", 4);
        put(&tiff, 4, 4, FIRST);
        put_entry(&tiff, FIRST, 0, 0x0112, 3, 1, 6);
        put(&tiff, FIRST + 2 + 12, 4, 40); /* the next folder */
        put_entry(&tiff, 40, 0, 0x0201, 4, 1, cases[i].at);
        put_entry(&tiff, 40, 1, 0x0202, 4, 1, cases[i].size);
        uint8_t *copy = malloc(ROOM);
        struct exif exif;
        memcpy(copy, tiff.bytes, ROOM);
        exif_read((struct bytes){ copy, ROOM }, &exif);
        assert_int_equal(exif.thumbnail.size, cases[i].there ? cases[i].size : 0);
        if (cases[i].there)
            assert_ptr_equal(exif.thumbnail.data, copy + cases[i].at);
        free(copy);
    }
}

static void absent_is_upright(void **state)
{
    (void)state;
    struct exif exif = read_bytes("", 0);
    assert_int_equal(exif.orientation, 1);
    assert_string_equal(exif.taken, "");
    assert_false(exif.adobe_rgb);
    assert_int_equal(read_bytes("XX*\0\0\0\0\x08\0\0", 10).orientation, 1);
}

static void nonsense_is_upright(void **state)
{
    (void)state;
    static const struct {
        unsigned type;
        uint32_t count, value;
    } cases[] = { { 3, 1, 0 }, { 3, 1, 9 }, { 3, 1, 65535 }, { 4, 1, 6 }, { 3, 2, 6 }, { 3, 0, 6 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tiff tiff = camera(true);
        put_entry(&tiff, FIRST, 1, 0x0112, cases[i].type, cases[i].count, cases[i].value);
        put(&tiff, FIRST, 2, 3);
        assert_int_equal(read_bytes(tiff.bytes, sizeof tiff.bytes).orientation, 1);
    }
}

static void pointers_outside(void **state)
{
    (void)state;
    static const uint32_t places[] = { 0, 1, 7, FIRST, ROOM - 1, ROOM, ROOM + 1, 0x7fffffff,
                                       0x80000000, 0xfffffff0, 0xffffffff };
    static const size_t pointers[] = { 4, FIRST + 2 + 24 + 8, FOLDER + 2 + 8, FOLDER + 2 + 12 + 8 };
    for (size_t p = 0; p < sizeof pointers / sizeof *pointers; p++)
        for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
            struct tiff tiff = camera(i % 2);
            put(&tiff, pointers[p], 4, places[i]);
            struct exif exif = read_bytes(tiff.bytes, sizeof tiff.bytes);
            assert_in_range(exif.orientation, 1, 8);
            if (p < 3 && !(p == 0 && places[i] == FIRST))
                assert_string_equal(exif.taken, "");
        }
}

static void cut_anywhere(void **state)
{
    (void)state;
    struct tiff tiff = camera(false);
    for (size_t size = 0; size < TEXT + 19; size++)
        assert_string_equal(read_bytes(tiff.bytes, size).taken, "");
    assert_string_equal(read_bytes(tiff.bytes, TEXT + 19).taken, "2026-07-12 14:03:22");
}

static void every_byte_changed(void **state)
{
    (void)state;
    for (size_t at = 0; at < ROOM; at++)
        for (unsigned value = 0; value < 256; value += 5) {
            struct tiff tiff = camera(true);
            tiff.bytes[at] = (uint8_t)value;
            struct exif exif = read_bytes(tiff.bytes, sizeof tiff.bytes);
            assert_in_range(exif.orientation, 1, 8);
            assert_true(strlen(exif.taken) == 0 || strlen(exif.taken) == 19);
        }
}

static void dates_that_are_none(void **state)
{
    (void)state;
    static const char *const texts[] = { "0000:00:00 00:00:00", "2026:13:12 14:03:22", "2026:07:32 14:03:22",
                                         "2026:07:12 24:03:22", "    :  :     :  :  ", "2026-07-12 14:03:22",
                                         "2026:07:12\n14:03:22", "2026:07:12 14:03:2\x1b" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct tiff tiff = camera(true);
        memcpy(tiff.bytes + TEXT, texts[i], 20);
        assert_string_equal(read_bytes(tiff.bytes, sizeof tiff.bytes).taken, "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_byte_orders),   cmocka_unit_test(cameras_have_one_name), cmocka_unit_test(the_small_picture_is_inside), cmocka_unit_test(absent_is_upright), cmocka_unit_test(nonsense_is_upright),
        cmocka_unit_test(pointers_outside),   cmocka_unit_test(cut_anywhere),      cmocka_unit_test(every_byte_changed),
        cmocka_unit_test(dates_that_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
