/* card.c - looking through cards: order by date, links, loops, deep folders, long and dirty names, more than is looked at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "src/base/clock.h"
#include "src/upload/card.h"

static char folder[64];
static struct card card;

static void make(const char *path, const char *text, int64_t at)
{
    char full[1200];
    snprintf(full, sizeof full, "%s/%s", folder, path);
    for (char *slash = full + strlen(folder) + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = 0;
        mkdir(full, 0755);
        *slash = '/';
    }
    FILE *file = fopen(full, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    const struct timespec times[2] = { { .tv_sec = at }, { .tv_sec = at } };
    assert_int_equal(utimensat(AT_FDCWD, full, times, 0), 0);
}

static int set_up(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/card-test-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int tear_down(void **state)
{
    char command[128];
    (void)state;
    card_close(&card);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static void look(void)
{
    card_open(&card, open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    for (int rounds = 0; card.looking && rounds < 100000; rounds++)
        card_look(&card, clock_ms() + 5);
    assert_false(card.looking);
}

static const char *path(size_t rank)
{
    struct card_photo *photo = card_photo(&card, rank);
    assert_non_null(photo);
    return card_path(&card, photo);
}

static void test_newest_first(void **state)
{
    (void)state;
    make("DCIM/100/B.JPG", "b", 2000);
    make("DCIM/100/A.JPG", "a", 1000);
    make("DCIM/101/C.jpeg", "c", 3000);
    make("DCIM/101/D.HEIC", "d", 1000);
    make("DCIM/101/.hidden.jpg", "h", 9000);
    make("DCIM/101/FILM.MOV", "m", 9000);
    make("PRIVATE/X.JPG", "outside DCIM", 9000);
    look();
    assert_int_equal(card.count, 4);
    assert_int_equal(card.others, 2);
    assert_string_equal(path(0), "DCIM/101/C.jpeg");
    assert_string_equal(path(1), "DCIM/100/B.JPG");
    assert_string_equal(path(2), "DCIM/101/D.HEIC");
    assert_string_equal(path(3), "DCIM/100/A.JPG");
    assert_null(card_photo(&card, 4));
    int file = card_file(&card, card_photo(&card, 0));
    char text[8] = "";
    assert_int_equal(read(file, text, sizeof text), 1);
    assert_string_equal(text, "c");
    close(file);
}

static void test_a_stick_without_dcim(void **state)
{
    (void)state;
    make("holiday/beach/1.png", "1", 1000);
    make("2.webp", "2", 2000);
    look();
    assert_int_equal(card.count, 2);
    assert_string_equal(path(0), "2.webp");
    assert_string_equal(path(1), "holiday/beach/1.png");
}

/* Links lead outside and round in circles; what was a photo when it was listed may be a link when it is opened. */
static void test_links(void **state)
{
    char full[200];
    (void)state;
    make("DCIM/100/A.JPG", "a", 1000);
    snprintf(full, sizeof full, "%s/DCIM/100/P.JPG", folder);
    assert_int_equal(symlink("/etc/passwd", full), 0);
    snprintf(full, sizeof full, "%s/DCIM/LOOP", folder);
    assert_int_equal(symlink("..", full), 0);
    snprintf(full, sizeof full, "%s/DCIM/ETC", folder);
    assert_int_equal(symlink("/etc", full), 0);
    snprintf(full, sizeof full, "%s/DCIM/100/FIFO.JPG", folder);
    assert_int_equal(mkfifo(full, 0644), 0);
    look();
    assert_int_equal(card.count, 1);
    snprintf(full, sizeof full, "%s/DCIM/100/A.JPG", folder);
    unlink(full);
    assert_int_equal(card_file(&card, card_photo(&card, 0)), -1);
    assert_int_equal(errno, ENOENT);
    assert_int_equal(symlink("/etc/passwd", full), 0);
    assert_int_equal(card_file(&card, card_photo(&card, 0)), -1);
    char link[200];
    unlink(full);
    snprintf(full, sizeof full, "%s/DCIM/100", folder);
    snprintf(link, sizeof link, "%s/DCIM/old", folder);
    assert_int_equal(rename(full, link), 0);
    assert_int_equal(symlink("old", full), 0);
    make("DCIM/old/A.JPG", "a", 1000);
    assert_int_equal(card_file(&card, card_photo(&card, 0)), -1);
}

static void test_deep_and_long(void **state)
{
    char name[300], deep[1000] = "DCIM";
    (void)state;
    memset(name, 'n', 251);
    strcpy(name + 251, ".JPG");
    snprintf(deep + 4, sizeof deep - 4, "/%s", name);
    make(deep, "long", 5000);
    make("DCIM/1/2/3/4/5/6/7/IN.JPG", "in", 4000);
    make("DCIM/1/2/3/4/5/6/7/8/9/OUT.JPG", "out", 3000);
    make("DCIM/\x1b[2J\xff.JPG", "dirty", 2000);
    look();
    assert_int_equal(card.count, 3);
    assert_true(card.cut);
    assert_string_equal(path(0), deep);
    assert_string_equal(path(1), "DCIM/1/2/3/4/5/6/7/IN.JPG");
    int file = card_file(&card, card_photo(&card, 2));
    assert_true(file >= 0);
    close(file);
}

static void test_camera_order(void **state)
{
    (void)state;
    make("DCIM/100/A.JPG", "a", 1000);
    make("DCIM/100/B.JPG", "b", 2000);
    make("DCIM/100/C.JPG", "c", 3000);
    make("MISC/AUTPRINT.MRK", "[HDR]\r\n[JOB]\r\nPRT QTY = 2\r\n<IMG SRC = \"../DCIM/100/a.jpg\">\r\n[JOB]\r\nPRT QTY=999\r\n"
         "IMG SRC=..\\DCIM\\100\\B.JPG\r\n[JOB]\r\nPRT TYP = IDX\r\n<IMG SRC=\"../DCIM/100/C.JPG\">\r\n[JOB]\r\nPRT QTY = 1\r\n"
         "<IMG SRC=\"../DCIM/100/GONE.JPG\">\r\n<IMG SRC=\"../../etc/passwd\">\r\n<IMG SRC=\"../DCIM/100/B.JPG\">\r\n", 1);
    look();
    assert_int_equal(card_photo(&card, 2)->copies, 2);
    assert_int_equal(card_photo(&card, 1)->copies, 999); /* one more would be too many */
    assert_int_equal(card_photo(&card, 0)->copies, 0);
    assert_true(card_photo(&card, 0)->indexed && !card_photo(&card, 1)->indexed);
    assert_int_equal(card.index_copies, 1);
    assert_int_equal(card.order_missing, 1);
    assert_int_equal(card.order.refused, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_newest_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_stick_without_dcim, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_links, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_deep_and_long, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_camera_order, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
