/* printer.c - the printer child against its contract: a real process on real sockets, and killed where it hurts.
 *
 * What must hold whatever happens: for a print there is never more than one file, never a cut one, and FIND tells the
 * truth about it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "src/base/io.h"
#include "src/base/msg.h"
#include "src/printer/printer.h"
#include "tests/lib/printer_child.h"

enum { PICTURE = 300 * 1000, ROUNDS = 100 };

static char folder[PATH_MAX];
static uint8_t picture[PICTURE];

static int picture_file(size_t bytes)
{
    return printer_child_picture(picture, bytes);
}

static struct printer_message message(enum printer_step step, const char *token, const char *file)
{
    struct printer_message message;
    record_init(&printer_message_type, &message);
    message.step = step;
    message.token = token;
    message.file = file;
    message.bytes = PICTURE;
    message.printer.name = "folder-1";
    message.printer.kind = "folder";
    message.printer.target = folder;
    return message;
}

static void set_up(struct printer_child *child)
{
    assert_int_equal(printer_child_ask(child, message(PRINTER_SETUP, "", ""), -1).step, PRINTER_DONE);
}

/* How many files are in the folder, and how many of them are not the whole picture. */
static int count(const char *path, bool hidden, int *cut)
{
    DIR *list = opendir(path);
    int files = 0;
    *cut = 0;
    assert_non_null(list);
    for (struct dirent *entry; (entry = readdir(list));) {
        char name[PATH_MAX + 300];
        size_t size = 0;
        if (entry->d_type == DT_DIR || (entry->d_name[0] == '.') != hidden)
            continue;
        files++;
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        char *text = io_file(name, PICTURE * 2, &size);
        if (text == NULL || size != PICTURE || memcmp(text, picture, PICTURE) != 0)
            (*cut)++;
        free(text);
    }
    closedir(list);
    return files;
}

static void expect_files(int files)
{
    int cut;
    assert_int_equal(count(folder, false, &cut), files);
    assert_int_equal(cut, 0);
    assert_int_equal(count(folder, true, &cut), 0);
}

static int new_folder(void **state)
{
    (void)state;
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/printer-XXXXXX", base ? base : "/tmp");
    for (size_t i = 0; i < sizeof picture; i++)
        picture[i] = (uint8_t)(i * 2654435761u >> 13);
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[PATH_MAX + 20];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    printer_child_forget();
    return system(command);
}

static void test_print(void **state)
{
    (void)state;
    struct printer_child child = printer_child_start();
    set_up(&child);
    struct printer_message reply = printer_child_ask(&child, message(PRINTER_STAGE, "o1-1-1-1", "1-1.jpg"), picture_file(PICTURE));
    assert_int_equal(reply.step, PRINTER_STAGED);
    assert_string_equal(reply.token, "o1-1-1-1");
    assert_true(*reply.job);
    int cut;
    assert_int_equal(count(folder, false, &cut), 0); /* nothing to be seen before GO */
    reply = printer_child_ask(&child, message(PRINTER_GO, "o1-1-1-1", ""), -1);
    assert_int_equal(reply.step, PRINTER_DONE);
    assert_int_equal(reply.file[0], '/');
    assert_int_equal(access(reply.file, R_OK), 0);
    expect_files(1);
    assert_int_equal(printer_child_ask(&child, message(PRINTER_FIND, "o1-1-1-1", "1-1.jpg"), -1).step, PRINTER_FOUND);
    assert_int_equal(printer_child_ask(&child, message(PRINTER_FIND, "o1-1-2-1", "1-2.jpg"), -1).step, PRINTER_UNSURE);
    printer_child_finish(&child);
}

static void test_label(void **state)
{
    (void)state;
    struct printer_child child = printer_child_start();
    struct printer_message stage = message(PRINTER_STAGE, "o1-label", "o1.png");
    stage.label = true;
    set_up(&child);
    assert_int_equal(printer_child_ask(&child, stage, picture_file(PICTURE)).step, PRINTER_STAGED);
    struct printer_message reply = printer_child_ask(&child, message(PRINTER_GO, "o1-label", ""), -1);
    assert_int_equal(reply.step, PRINTER_DONE);
    assert_non_null(strstr(reply.file, "/labels/o1.png"));
    stage.step = PRINTER_FIND;
    assert_int_equal(printer_child_ask(&child, stage, -1).step, PRINTER_FOUND);
    printer_child_finish(&child);
}

/* A second GO for what was made already: the same picture is done, another is refused and nothing is replaced. */
static void test_taken_name(void **state)
{
    (void)state;
    struct printer_child child = printer_child_start();
    set_up(&child);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(printer_child_ask(&child, message(PRINTER_STAGE, "t", "a.jpg"), picture_file(PICTURE)).step, PRINTER_STAGED);
        assert_int_equal(printer_child_ask(&child, message(PRINTER_GO, "t", ""), -1).step, PRINTER_DONE);
    }
    expect_files(1);
    picture[5] ^= 1;
    int fd = picture_file(PICTURE);
    picture[5] ^= 1;
    assert_int_equal(printer_child_ask(&child, message(PRINTER_STAGE, "u", "a.jpg"), fd).step, PRINTER_STAGED);
    struct printer_message reply = printer_child_ask(&child, message(PRINTER_GO, "u", ""), -1);
    assert_int_equal(reply.step, PRINTER_FAILED);
    assert_non_null(strstr(reply.why, "already"));
    expect_files(1);
    printer_child_finish(&child);
}

/* Everything a confused or hostile producer could say is answered, and prints nothing. */
static void test_refusals(void **state)
{
    (void)state;
    static const char *const names[] = { "", "../a.jpg", "a/b.jpg", ".hidden", "..", "/etc/a" };
    struct printer_child child = printer_child_start();
    assert_int_equal(printer_child_ask(&child, message(PRINTER_STAGE, "t", "a.jpg"), picture_file(PICTURE)).step, PRINTER_FAILED);
    assert_int_equal(printer_child_ask(&child, message(PRINTER_FIND, "t", "a.jpg"), -1).step, PRINTER_UNSURE);
    struct printer_message other = message(PRINTER_SETUP, "", "");
    other.printer.kind = "laser";
    assert_int_equal(printer_child_ask(&child, other, -1).step, PRINTER_FAILED);
    set_up(&child);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(printer_child_ask(&child, message(PRINTER_STAGE, "t", names[i]), picture_file(PICTURE)).step,
                         PRINTER_FAILED);
    assert_int_equal(printer_child_ask(&child, message(PRINTER_STAGE, "", "a.jpg"), picture_file(PICTURE)).step, PRINTER_FAILED);
    assert_int_equal(printer_child_ask(&child, message(PRINTER_STAGE, "t", "a.jpg"), -1).step, PRINTER_FAILED);
    assert_int_equal(printer_child_ask(&child, message(PRINTER_STAGE, "t", "a.jpg"), picture_file(PICTURE - 1)).step, PRINTER_FAILED);
    assert_int_equal(printer_child_ask(&child, message(PRINTER_STAGE, "t", "a.jpg"), picture_file(0)).step, PRINTER_FAILED);
    assert_int_equal(printer_child_ask(&child, message(PRINTER_GO, "t", ""), -1).step, PRINTER_FAILED);
    assert_int_equal(printer_child_ask(&child, message(PRINTER_STAGE, "t", "a.jpg"), picture_file(PICTURE)).step, PRINTER_STAGED);
    assert_int_equal(printer_child_ask(&child, message(PRINTER_GO, "other", ""), -1).step, PRINTER_FAILED);
    assert_int_equal(printer_child_ask(&child, message(PRINTER_DONE, "t", ""), -1).step, PRINTER_FAILED);
    struct msg junk = { .kind = MSG_PRINTER, .id = 7, .body = { (const uint8_t *)"junk", 4 } };
    assert_int_equal(msg_send(child.keeper, &junk, true), ERR_NONE);
    assert_int_equal(printer_child_hear(&child).step, PRINTER_FAILED);
    io_close(&child.keeper); /* the staged one stays, as proof that it was not printed */
    printer_child_give_keeper(&child);
    set_up(&child);
    assert_int_equal(printer_child_ask(&child, message(PRINTER_FIND, "t", "a.jpg"), -1).step, PRINTER_ABSENT);
    expect_files(0);
    printer_child_finish(&child);
}

static void expect_why(struct printer_child *child, enum printer_step step, const char *why)
{
    int fd = step == PRINTER_STAGE ? picture_file(PICTURE) : -1;
    struct printer_message reply = printer_child_ask(child, message(step, "t", "a.jpg"), fd);
    assert_int_equal(reply.step, PRINTER_FAILED);
    assert_non_null(strstr(reply.why, why));
}

/* A folder that goes and comes back: said in words, and taken up again without a new start. */
static void test_folder_missing(void **state)
{
    (void)state;
    struct printer_child child = printer_child_start();
    set_up(&child);
    assert_int_equal(rmdir(folder), 0);
    expect_why(&child, PRINTER_SETUP, "the folder is missing");
    expect_why(&child, PRINTER_STAGE, "the folder is missing");
    /* It may be on the stick that was pulled out: nobody knows. */
    assert_int_equal(printer_child_ask(&child, message(PRINTER_FIND, "t", "a.jpg"), -1).step, PRINTER_UNSURE);
    assert_int_equal(mkdir(folder, 0777), 0);
    assert_int_equal(printer_child_ask(&child, message(PRINTER_STAGE, "t", "a.jpg"), picture_file(PICTURE)).step, PRINTER_STAGED);
    assert_int_equal(printer_child_ask(&child, message(PRINTER_GO, "t", ""), -1).step, PRINTER_DONE);
    expect_files(1);
    printer_child_finish(&child);
}

/* A full disk: a tmpfs smaller than the picture, in a mount namespace of the child alone. Where that is not allowed
 * the test is skipped and says so. */
static void test_no_room(void **state)
{
    (void)state;
    struct printer_child child = { .keeper = -1 };
    int pair[2], ready[2];
    char can = 0;
    assert_int_equal(io_pair(pair), ERR_NONE);
    assert_int_equal(pipe(ready), 0);
    child.pid = fork();
    if (child.pid == 0) {
        close(pair[0]);
        can = unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
              mount("small", folder, "tmpfs", 0, "size=64k") == 0;
        if (write(ready[1], &can, 1) == 1)
            printer_talk(pair[1]);
        _exit(0);
    }
    close(pair[1]);
    child.control = pair[0];
    printer_child_give_keeper(&child);
    assert_int_equal(read(ready[0], &can, 1), 1);
    close(ready[0]);
    close(ready[1]);
    if (can) {
        set_up(&child);
        expect_why(&child, PRINTER_STAGE, "no space left");
        assert_int_equal(printer_child_ask(&child, message(PRINTER_FIND, "t", "a.jpg"), -1).step, PRINTER_UNSURE);
    }
    printer_child_finish(&child);
    if (!can)
        skip();
}

static void nap(unsigned us)
{
    nanosleep(&(struct timespec){ 0, (long)us * 1000 }, NULL);
}

/* Kill the child at a random moment of a print, start the next one, and do as the producer does: FIND, and send again
 * when it is ABSENT, or when it was never more than rendered (moment 0). */
static void test_kill(void **state)
{
    (void)state;
    unsigned seed = 4711;
    int found = 0, sent_again = 0;
    for (int round = 0; round < ROUNDS; round++) {
        char token[40], file[40];
        snprintf(token, sizeof token, "o%d/1/1", round);
        snprintf(file, sizeof file, "o%d-1-1.jpg", round);
        struct printer_child child = printer_child_start();
        set_up(&child);
        struct printer_message stage = message(PRINTER_STAGE, token, file), go = message(PRINTER_GO, token, file);
        printer_child_tell(&child, &stage, picture_file(PICTURE));
        unsigned moment = (unsigned)rand_r(&seed) % 3;
        if (moment > 0) {
            assert_int_equal(printer_child_hear(&child).step, PRINTER_STAGED);
            printer_child_tell(&child, &go, -1);
        }
        if (moment < 2)
            nap((unsigned)rand_r(&seed) % 1500);
        else
            assert_int_equal(printer_child_hear(&child).step, PRINTER_DONE);
        printer_child_slay(&child);
        child = printer_child_start();
        set_up(&child);
        enum printer_step step = printer_child_ask(&child, message(PRINTER_FIND, token, file), -1).step;
        if (step == PRINTER_ABSENT || moment == 0) {
            sent_again++;
            assert_int_not_equal(moment, 2);
            assert_int_not_equal(step, PRINTER_FOUND);
            assert_int_equal(printer_child_ask(&child, stage, picture_file(PICTURE)).step, PRINTER_STAGED);
            assert_int_equal(printer_child_ask(&child, go, -1).step, PRINTER_DONE);
        } else {
            assert_int_equal(step, PRINTER_FOUND);
            found++;
        }
        printer_child_finish(&child);
        expect_files(round + 1);
    }
    assert_true(found > 0 && sent_again > 0);
}

/* The keeper goes instead, between any two steps. */
static void test_keeper_gone(void **state)
{
    (void)state;
    unsigned seed = 815;
    struct printer_child child = printer_child_start();
    for (int round = 0; round < ROUNDS; round++) {
        char token[40], file[40];
        snprintf(token, sizeof token, "o%d", round);
        snprintf(file, sizeof file, "o%d.jpg", round);
        struct printer_message stage = message(PRINTER_STAGE, token, file), go = message(PRINTER_GO, token, file);
        set_up(&child);
        printer_child_tell(&child, &stage, picture_file(PICTURE));
        bool sending = rand_r(&seed) % 2;
        if (sending) {
            assert_int_equal(printer_child_hear(&child).step, PRINTER_STAGED);
            printer_child_tell(&child, &go, -1);
        }
        nap((unsigned)rand_r(&seed) % 1000);
        io_close(&child.keeper);
        printer_child_give_keeper(&child);
        set_up(&child);
        enum printer_step step = printer_child_ask(&child, message(PRINTER_FIND, token, file), -1).step;
        assert_true(!sending || step != PRINTER_UNSURE); /* what was staged is proof */
        if (step == PRINTER_ABSENT || !sending) {
            assert_int_equal(printer_child_ask(&child, stage, picture_file(PICTURE)).step, PRINTER_STAGED);
            assert_int_equal(printer_child_ask(&child, go, -1).step, PRINTER_DONE);
        }
        expect_files(round + 1);
    }
    printer_child_finish(&child);
}

/* Taken out of the folder before the producer heard of it: nobody knows, so a person looks. */
static void test_taken_out(void **state)
{
    (void)state;
    struct printer_child child = printer_child_start();
    set_up(&child);
    assert_int_equal(printer_child_ask(&child, message(PRINTER_STAGE, "t", "a.jpg"), picture_file(PICTURE)).step, PRINTER_STAGED);
    struct printer_message reply = printer_child_ask(&child, message(PRINTER_GO, "t", ""), -1);
    assert_int_equal(reply.step, PRINTER_DONE);
    assert_int_equal(unlink(reply.file), 0);
    assert_int_equal(printer_child_ask(&child, message(PRINTER_FIND, "t", "a.jpg"), -1).step, PRINTER_UNSURE);
    printer_child_finish(&child);
}

/* Old parts of this printer go at SETUP; a fresh one, and those of a neighbour that shares the folder, stay. */
static void test_stale_parts(void **state)
{
    (void)state;
    char mine[PATH_MAX + 40], other[PATH_MAX + 40];
    snprintf(mine, sizeof mine, "%s/.folder-1-o9.part", folder);
    snprintf(other, sizeof other, "%s/.folder-2-o9.part", folder);
    assert_int_equal(io_replace(mine, "x", 1, 0600), ERR_NONE);
    assert_int_equal(io_replace(other, "x", 1, 0600), ERR_NONE);
    struct printer_child child = printer_child_start();
    set_up(&child);
    assert_int_equal(access(mine, F_OK), 0);
    struct timespec old[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };
    assert_int_equal(utimensat(AT_FDCWD, mine, old, 0), 0);
    assert_int_equal(utimensat(AT_FDCWD, other, old, 0), 0);
    set_up(&child);
    assert_int_equal(access(mine, F_OK), -1);
    assert_int_equal(access(other, F_OK), 0);
    printer_child_finish(&child);
}

static void test_null(void **state)
{
    (void)state;
    struct printer_child child = printer_child_start();
    struct printer_message setup = message(PRINTER_SETUP, "", "");
    setup.printer.kind = "null";
    assert_int_equal(printer_child_ask(&child, setup, -1).step, PRINTER_DONE);
    assert_int_equal(printer_child_ask(&child, message(PRINTER_STAGE, "t", "a.jpg"), picture_file(PICTURE)).step, PRINTER_STAGED);
    assert_int_equal(printer_child_ask(&child, message(PRINTER_GO, "t", ""), -1).step, PRINTER_DONE);
    assert_int_equal(printer_child_ask(&child, message(PRINTER_STAGE, "t", "a.jpg"), picture_file(1)).step, PRINTER_FAILED);
    expect_files(0);
    printer_child_finish(&child);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, new_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        TEST(test_print), TEST(test_label), TEST(test_taken_name), TEST(test_refusals), TEST(test_folder_missing),
        TEST(test_no_room), TEST(test_kill), TEST(test_keeper_gone), TEST(test_stale_parts), TEST(test_taken_out), TEST(test_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
