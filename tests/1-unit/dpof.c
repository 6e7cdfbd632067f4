/* dpof.c - cameras' orders as they are written: by the book, loosely, wrongly, and noise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "src/upload/dpof.h"

static struct dpof dpof;

static bool parse(const char *text)
{
    dpof_free(&dpof);
    return dpof_parse((struct bytes){ (const uint8_t *)text, strlen(text) }, &dpof);
}

static void test_by_the_book(void **state)
{
    (void)state;
    assert_true(parse("[HDR]\r\nGEN REV = 01.10\r\nGEN CRT = \"CAMERA\" -01.00\r\nGEN DTM = 2026:07:12:14:03:22\r\n"
                      "USR NAM = \"A. Customer\"\r\n\r\n"
                      "[JOB]\r\nPRT PID = 001\r\nPRT TYP = STD\r\nPRT QTY = 002\r\nIMG FMT = EXIF2 -J\r\n"
                      "<IMG SRC = \"../DCIM/100CANON/IMG_0001.JPG\">\r\nCFG DSC = \"12.07.2026\" -ATR DTM\r\n\r\n"
                      "[JOB]\r\nPRT PID = 100\r\nPRT TYP = IDX\r\nPRT QTY = 001\r\n<IMG SRC = \"../DCIM/100CANON/IMG_0001.JPG\">\r\n"
                      "<IMG SRC = \"../DCIM/100CANON/IMG_0002.JPG\">\r\n"));
    assert_int_equal(dpof.job_count, 2);
    assert_int_equal(dpof.image_count, 3);
    assert_string_equal(dpof.name, "A. Customer");
    assert_int_equal(dpof.jobs[0].type, DPOF_STANDARD);
    assert_int_equal(dpof.jobs[0].copies, 2);
    assert_string_equal(dpof.jobs[0].text, "12.07.2026");
    assert_string_equal(dpof.images[0].path, "DCIM/100CANON/IMG_0001.JPG");
    assert_int_equal(dpof.jobs[1].type, DPOF_INDEX);
    assert_int_equal(dpof.jobs[1].first, 1);
    assert_int_equal(dpof.jobs[1].count, 2);
    assert_int_equal(dpof.refused, 0);
    assert_string_equal(buf_string(&dpof.aside), "GEN REV = 01.10\nGEN CRT = \"CAMERA\" -01.00\nGEN DTM = 2026:07:12:14:03:22\n"
                                                 "PRT PID = 001\nIMG FMT = EXIF2 -J\nPRT PID = 100\n");
}

static void test_loosely(void **state)
{
    (void)state;
    assert_true(parse("[job]\nprt   qty=3\nPRT TYP=siz\nimg src=..\\dcim\\100\\a b.jpg\nIMG SRC = \"/DCIM/100/B.JPG\"\n"
                      "  < IMG  SRC = \".\\..\\DCIM\\100/C.JPG\"\nIMG SRC = DCIM/D.JPG >"));
    assert_int_equal(dpof.jobs[0].copies, 3);
    assert_int_equal(dpof.jobs[0].type, DPOF_SIZED);
    assert_int_equal(dpof.image_count, 4);
    assert_string_equal(dpof.images[0].path, "dcim/100/a"); /* without quotes a blank ends it */
    assert_true(dpof_same_path(dpof.images[1].path, "dcim/100/b.jpg"));
    assert_string_equal(dpof.images[2].path, "DCIM/100/C.JPG");
    assert_string_equal(dpof.images[3].path, "DCIM/D.JPG");
}

static void test_paths_that_leave_the_card(void **state)
{
    static const char *const paths[] = { "../../etc/passwd", "..", "../..", "/../etc/passwd", "../DCIM/../../x.jpg", "",
        "/", "../DCIM/../..", "..\\..\\x.jpg", "./../../x.jpg", "x/../../y.jpg", "." };
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        char text[200];
        snprintf(text, sizeof text, "[JOB]\nIMG SRC = \"%s\"\n", paths[i]);
        if (parse(text))
            fail_msg("\"%s\" was taken as \"%s\"", paths[i], dpof.images[0].path);
        assert_int_equal(dpof.refused, 1);
    }
    assert_true(parse("[JOB]\n<IMG SRC = \"../DCIM/100/../101/A.JPG\">\n"));
    assert_string_equal(dpof.images[0].path, "DCIM/101/A.JPG");
}

static void test_wrongly(void **state)
{
    char *large = malloc(DPOF_FILE_LIMIT + 1);
    (void)state;
    assert_false(parse(""));
    assert_false(parse("IMG SRC = \"../DCIM/A.JPG\"\n")); /* in no job */
    assert_false(parse("[HDR]\nIMG SRC = \"../DCIM/A.JPG\"\n"));
    assert_true(parse("[JOB]\nPRT QTY = 1000\nIMG SRC=\"../DCIM/A.JPG\"\n[JOB]\nPRT QTY = -1\n[JOB]\nPRT QTY = x\n[JOB]\nPRT QTY = 000\n"));
    assert_int_equal(dpof.jobs[0].copies, 1);
    assert_int_equal(dpof.jobs[1].copies, 1);
    assert_int_equal(dpof.jobs[2].copies, 1);
    assert_int_equal(dpof.jobs[3].copies, 0);
    size_t size = 0;
    size += (size_t)sprintf(large, "[JOB]\n");
    for (int i = 0; i < DPOF_IMAGES + 5; i++)
        size += (size_t)sprintf(large + size, "<IMG SRC = \"../DCIM/%d.JPG\">\n", i);
    assert_true(parse(large));
    assert_int_equal(dpof.image_count, DPOF_IMAGES);
    assert_true(dpof.cut);
    size = 0;
    for (int i = 0; i < DPOF_JOBS + 5; i++)
        size += (size_t)sprintf(large + size, "[JOB]\n%s", i ? "" : "IMG SRC = a/b.jpg\n");
    assert_true(parse(large));
    assert_int_equal(dpof.job_count, DPOF_JOBS);
    memset(large, 'x', DPOF_FILE_LIMIT);
    large[DPOF_FILE_LIMIT] = 0;
    assert_false(parse(large));
    free(large);
}

/* Whatever stands there, what comes out lies within its limits. */
static void test_noise(void **state)
{
    static const char *const bits[] = { "[JOB]", "[HDR]", "\n", "\r\n", "IMG SRC = ", "<IMG SRC=", "\"", ">", "../", "..\\", "/",
        "DCIM", "A.JPG", "PRT QTY = ", "PRT TYP = ", "999", "1e9", "IDX", "CFG DSC = ", "\x1b[2J", "\xff\xfe", " ", "\t", "USR NAM = " };
    (void)state;
    srand(4711);
    for (int round = 0; round < 20000; round++) {
        struct buf text = { 0 };
        for (int i = rand() % 40; i >= 0; i--)
            buf_text(&text, bits[(size_t)rand() % (sizeof bits / sizeof *bits)]);
        if (text.size && rand() % 3 == 0)
            text.data[(size_t)rand() % text.size] = (uint8_t)rand();
        dpof_free(&dpof);
        (void)dpof_parse((struct bytes){ text.data, text.size }, &dpof);
        for (size_t i = 0; i < dpof.image_count; i++) {
            const char *path = dpof.images[i].path;
            assert_true(*path && *path != '/' && strlen(path) < DPOF_PATH);
            assert_true(strncmp(path, "../", 3) != 0 && strstr(path, "/../") == NULL);
        }
        for (size_t i = 0; i < dpof.job_count; i++)
            assert_true(dpof.jobs[i].copies >= 0 && dpof.jobs[i].copies <= DPOF_COPIES &&
                        dpof.jobs[i].first + dpof.jobs[i].count <= dpof.image_count);
        assert_true(dpof.aside.size <= DPOF_ASIDE);
        buf_free(&text);
    }
}

static int end(void **state)
{
    (void)state;
    dpof_free(&dpof);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_the_book), cmocka_unit_test(test_loosely), cmocka_unit_test(test_paths_that_leave_the_card),
        cmocka_unit_test(test_wrongly), cmocka_unit_test(test_noise),
    };
    return cmocka_run_group_tests(tests, NULL, end);
}
