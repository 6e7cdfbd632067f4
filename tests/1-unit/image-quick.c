/* The quick reader beside libjpeg: the same samples from every usual photo; whatever it accepts libjpeg accepts without a
 * complaint, whatever was changed in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "src/base/err.h"
#include "src/image/jpeg-quick.h"
#include "src/image/jpeg-read.h"
#include "tests/lib/photos.h"

enum { WIDTH_MOST = 120, HEIGHT_MOST = 120, GROUP_MOST = 32 };

struct plane {
    int width, height, read;
    double across, down;
    uint8_t sample[HEIGHT_MOST][WIDTH_MOST];
};
struct reading {
    bool quick, whole; /* it was read so; to its end, and nothing was found */
    char damaged[120];
    struct plane plane[PHOTO_PARTS_MAX];
};

static void read_photo(int fd, bool quick, struct reading *reading)
{
    static struct jpeg_photo photo;
    static uint8_t memory[PHOTO_PARTS_MAX][GROUP_MOST][4096];
    memset(reading, 0, sizeof *reading);
    enum err err = photo_header(&photo, fd);
    photo.may_be_quick = quick;
    if (!err)
        err = photo_start(&photo, 1);
    reading->quick = photo.quick;
    for (int i = 0; i < photo.parts && !err; i++) /* a changed header made it wide: not this test's */
        if (photo.part[i].group > GROUP_MOST || photo.part[i].row_bytes > sizeof memory[i][0])
            err = ERR_LIMIT;
    while (!err && !photo_done(&photo)) {
        uint8_t *rows[PHOTO_PARTS_MAX][GROUP_MOST], **parts[PHOTO_PARTS_MAX];
        for (int i = 0; i < photo.parts; i++) {
            for (int y = 0; y < photo.part[i].group; y++)
                rows[i][y] = memory[i][y];
            parts[i] = rows[i];
        }
        err = photo_read(&photo, parts);
        for (int i = 0; i < photo.parts && !err; i++) {
            struct plane *plane = &reading->plane[i];
            plane->width = photo.part[i].width;
            plane->height = photo.part[i].height;
            plane->across = photo.part[i].across;
            plane->down = photo.part[i].down;
            for (int y = 0; y < photo.part[i].group && plane->read < plane->height; y++)
                if (plane->width <= WIDTH_MOST && plane->read < HEIGHT_MOST)
                    memcpy(plane->sample[plane->read++], rows[i][y], (size_t)plane->width);
        }
    }
    if (!err)
        err = photo_finish(&photo);
    reading->whole = !err && photo.damaged[0] == 0;
    snprintf(reading->damaged, sizeof reading->damaged, "%.119s", err ? err_last_detail() : photo.damaged);
    photo_close(&photo);
}

/* libjpeg gives chroma at twice the size where it can; only planes of one size are compared. Answers how many were. */
static int compare(const struct reading *ours, const struct reading *theirs)
{
    int compared = 0;
    for (int i = 0; i < PHOTO_PARTS_MAX; i++) {
        const struct plane *a = &ours->plane[i], *b = &theirs->plane[i];
        if (a->width == 0 || a->across != b->across || a->down != b->down)
            continue;
        assert_int_equal(a->width, b->width);
        assert_int_equal(a->height, b->height);
        for (int y = 0; y < a->height; y++)
            assert_memory_equal(a->sample[y], b->sample[y], (size_t)a->width);
        compared++;
    }
    return compared;
}

static const struct photo_recipe usual[] = {
    { .width = 640, .height = 480 }, { .width = 641, .height = 479, .quality = 98 }, { .width = 333, .height = 555, .quality = 20 },
    { .width = 640, .height = 480, .across = 1, .down = 1 }, { .width = 650, .height = 470, .across = 2, .down = 1 },
    { .width = 650, .height = 470, .across = 1, .down = 2 }, { .width = 650, .height = 470, .across = 4, .down = 1 },
    { .width = 650, .height = 470, .across = 2, .down = 2, .blue_across = 2, .blue_down = 2 },
    { .width = 650, .height = 470, .coding = CODING_GREY }, { .width = 650, .height = 470, .coding = CODING_RGB },
    { .width = 650, .height = 470, .coding = CODING_CMYK }, { .width = 650, .height = 470, .restart = 1 },
    { .width = 650, .height = 470, .restart = 41 }, { .width = 650, .height = 470, .restart = 7, .quality = 100 },
    { .width = 1, .height = 1 }, { .width = 8, .height = 8 }, { .width = 17, .height = 3 },
};

static void the_same_samples(void **state)
{
    static struct reading ours, theirs;
    (void)state;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        size_t size;
        struct photo_recipe recipe = usual[i];
        recipe.seed = (unsigned)i;
        uint8_t *data = photos_make(&recipe, &size);
        int fd = photos_file(data, size);
        read_photo(fd, true, &ours);
        read_photo(fd, false, &theirs);
        assert_true(theirs.whole && !theirs.quick);
        if (!ours.quick || !ours.whole)
            fail_msg("photo %zu was not read quickly to its end", i);
        assert_true(compare(&ours, &theirs) >= 1);
        close(fd);
        free(data);
    }
}

static void other_kinds_are_left_to_libjpeg(void **state)
{
    static struct reading reading;
    (void)state;
    struct photo_recipe recipe = { .width = 640, .height = 480, .progressive = true };
    size_t size;
    uint8_t *data = photos_make(&recipe, &size);
    int fd = photos_file(data, size);
    read_photo(fd, true, &reading);
    assert_true(!reading.quick && reading.whole);
    close(fd);
    free(data);
}

static void what_it_accepts_is_whole(void **state)
{
    static struct reading ours, theirs;
    uint32_t chance = 20261128;
    int accepted = 0;
    (void)state;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        size_t size;
        struct photo_recipe recipe = usual[i];
        recipe.width = recipe.width > 200 ? recipe.width / 4 : recipe.width;
        recipe.height = recipe.height > 200 ? recipe.height / 4 : recipe.height;
        uint8_t *data = photos_make(&recipe, &size), *copy = malloc(size);
        for (int round = 0; round < 400; round++) {
            memcpy(copy, data, size);
            for (int k = 0; k <= round % 3; k++) {
                chance = chance * 1664525u + 1013904223u;
                size_t from = round % 2 && size > 700 ? size - 700 : 2;
                copy[from + chance / 64 % (size - from)] ^= (uint8_t)(1u << (chance >> 29));
            }
            int fd = photos_file(copy, round % 7 ? size : size - 1 - chance % 50 % size);
            read_photo(fd, true, &ours);
            if (ours.quick && ours.whole) {
                read_photo(fd, false, &theirs);
                if (!theirs.whole)
                    fail_msg("photo %zu round %d is whole for the quick reader alone: %s", i, round, theirs.damaged);
                accepted++; /* the samples are not compared: libjpeg lets wild ones turn round from white to black */
            }
            close(fd);
        }
        free(copy);
        free(data);
    }
    assert_true(accepted > 100); /* many changes are to colours alone */
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(the_same_samples), cmocka_unit_test(other_kinds_are_left_to_libjpeg),
                                        cmocka_unit_test(what_it_accepts_is_whole) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
