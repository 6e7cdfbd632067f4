/* hotfolder.c - the makers' conventions as a lab's software sees them, the child killed where it hurts, and what FIND and
 * WAIT say afterwards. What must hold: a lab never sees a print that is not whole, and none twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "src/base/io.h"
#include "src/printer/printer.h"
#include "tests/lib/printer_child.h"

enum { PICTURE = 200 * 1000, ROUNDS = 60 };

static char root[PATH_MAX];
static uint8_t picture[PICTURE];
static const char *kind, *convention;

static struct printer_message message(enum printer_step step, const char *token, const char *file)
{
    struct printer_message message;
    record_init(&printer_message_type, &message);
    message.step = step;
    message.token = token;
    message.file = file;
    message.bytes = PICTURE;
    message.called = "KG";
    message.code = "471120935525";
    message.printer.name = "lab-1";
    message.printer.kind = kind;
    message.printer.convention = convention;
    message.printer.target = root;
    return message;
}

static const char *path(const char *inside)
{
    static char whole[PATH_MAX + 300];
    snprintf(whole, sizeof whole, "%s/%s", root, inside);
    return whole;
}

static bool there(const char *inside)
{
    return access(path(inside), F_OK) == 0;
}

static bool whole(const char *inside)
{
    size_t size = 0;
    char *text = io_file(path(inside), PICTURE * 2, &size);
    bool same = text && size == PICTURE && memcmp(text, picture, PICTURE) == 0;
    free(text);
    return same;
}

static void says(const char *inside, const char *words)
{
    size_t size;
    char *text = io_file(path(inside), 10000, &size);
    assert_non_null(text);
    if (strstr(text, words) == NULL)
        print_error("%s says:\n%s\n", inside, text);
    assert_non_null(strstr(text, words));
    free(text);
}

static void says_not(const char *inside, const char *words)
{
    size_t size;
    char *text = io_file(path(inside), 10000, &size);
    assert_non_null(text);
    assert_null(strstr(text, words));
    free(text);
}

/* What the lab can see in its folder: hidden names it leaves alone. */
static int seen(void)
{
    DIR *list = opendir(root);
    int count = 0;
    assert_non_null(list);
    for (struct dirent *entry; (entry = readdir(list));)
        count += entry->d_name[0] != '.';
    closedir(list);
    return count;
}

static struct printer_child begin(const char *a_kind, const char *a_convention)
{
    kind = a_kind;
    convention = a_convention;
    struct printer_child child = printer_child_start();
    assert_int_equal(printer_child_ask(&child, message(PRINTER_SETUP, "", ""), -1).step, PRINTER_DONE);
    return child;
}

static struct printer_message stage(struct printer_child *child, const char *token, const char *file)
{
    return printer_child_ask(child, message(PRINTER_STAGE, token, file), printer_child_picture(picture, PICTURE));
}

static enum printer_step say(struct printer_child *child, enum printer_step step, const char *token, const char *file)
{
    return printer_child_ask(child, message(step, token, file), -1).step;
}

static int new_root(void **state)
{
    (void)state;
    const char *base = getenv("TMPDIR");
    snprintf(root, sizeof root, "%s/hotfolder-XXXXXX", base ? base : "/tmp");
    for (size_t i = 0; i < sizeof picture; i++)
        picture[i] = (uint8_t)(i * 2654435761u >> 11);
    return mkdtemp(root) == NULL;
}

static int remove_root(void **state)
{
    (void)state;
    char command[PATH_MAX + 20];
    snprintf(command, sizeof command, "rm -rf '%s'", root);
    printer_child_forget();
    return system(command);
}

/* ---- the conventions ---- */

static void dnp(void **state)
{
    (void)state;
    struct printer_child child = begin("hotfolder", "dnp");
    struct printer_message reply = stage(&child, "t1", "a.jpg");
    assert_int_equal(reply.step, PRINTER_FAILED); /* a folder the lab does not know would swallow it */
    assert_string_equal(reply.why, "the hot folder has no folder KG for this size");
    assert_int_equal(mkdir(path("KG"), 0777), 0);
    assert_int_equal(stage(&child, "t2", "a.jpg").step, PRINTER_STAGED);
    assert_int_equal(seen(), 1);
    reply = printer_child_ask(&child, message(PRINTER_GO, "t2", "a.jpg"), -1);
    assert_int_equal(reply.step, PRINTER_DONE);
    assert_true(whole("KG/a.jpg"));
    assert_non_null(strstr(reply.file, "/KG/a.jpg"));
    assert_int_equal(say(&child, PRINTER_FIND, "t2", "a.jpg"), PRINTER_FOUND);
    /* The lab has taken it: it was sent, once. */
    assert_int_equal(unlink(path("KG/a.jpg")), 0);
    assert_int_equal(say(&child, PRINTER_FIND, "t2", "a.jpg"), PRINTER_FOUND);
    /* Another disk under that name knows nothing of it. */
    assert_int_equal(rmdir(path(".countersign-lab-1")), 0);
    assert_int_equal(say(&child, PRINTER_FIND, "t2", "a.jpg"), PRINTER_UNSURE);
    printer_child_finish(&child);
}

static void noritsu(void **state)
{
    (void)state;
    struct printer_child child = begin("hotfolder", "noritsu");
    assert_int_equal(stage(&child, "t1", "a.jpg").step, PRINTER_STAGED);
    assert_true(there("pa") && !there("oa"));
    assert_int_equal(say(&child, PRINTER_GO, "t1", "a.jpg"), PRINTER_SENT);
    assert_true(!there("pa") && whole("oa/IMAGES/CSGN0001.JPG"));
    says("oa/MISC/AUTPRINT.MRK", "PRT PSL = KG\r\n");
    says("oa/MISC/AUTPRINT.MRK", "<IMG SRC = \"../IMAGES/CSGN0001.JPG\">\r\n");
    says("oa/MISC/AUTPRINT.MRK", "USR CID = \"471120935525\"\r\n");
    assert_int_equal(say(&child, PRINTER_WAIT, "t1", "a.jpg"), PRINTER_SENT);
    assert_int_equal(say(&child, PRINTER_FIND, "t1", "a.jpg"), PRINTER_SENT);
    char from[PATH_MAX + 300];
    snprintf(from, sizeof from, "%s", path("oa"));
    assert_int_equal(rename(from, path("qa")), 0);
    assert_int_equal(say(&child, PRINTER_WAIT, "t1", "a.jpg"), PRINTER_DONE);
    assert_int_equal(say(&child, PRINTER_FIND, "t1", "a.jpg"), PRINTER_FOUND);
    snprintf(from, sizeof from, "%s", path("qa"));
    assert_int_equal(rename(from, path("ea")), 0);
    struct printer_message reply = printer_child_ask(&child, message(PRINTER_WAIT, "t1", "a.jpg"), -1);
    assert_int_equal(reply.step, PRINTER_FAILED);
    assert_non_null(strstr(reply.why, "answered with an error"));
    snprintf(from, sizeof from, "%s", path("ea"));
    assert_int_equal(rename(from, path("gone")), 0);
    assert_int_equal(say(&child, PRINTER_WAIT, "t1", "a.jpg"), PRINTER_UNSURE);
    /* A size with its channel, and one as measures. */
    struct printer_message other = message(PRINTER_STAGE, "t2", "b.jpg");
    other.called = "4x6+145";
    assert_int_equal(printer_child_ask(&child, other, printer_child_picture(picture, PICTURE)).step, PRINTER_STAGED);
    says("pb/MISC/AUTPRINT.MRK", "PRT PSL = NML -PSIZE \"4x6\"\r\nPRT PCH = 145\r\n");
    says_not("pb/MISC/AUTPRINT.MRK", "CVP1"); /* nobody wants anything on its back */
    assert_int_equal(say(&child, PRINTER_FIND, "t2", "b.jpg"), PRINTER_ABSENT);
    assert_false(there("pb"));
    printer_child_finish(&child);
}

static void fuji(void **state)
{
    (void)state;
    struct printer_child child = begin("hotfolder", "fuji");
    assert_int_equal(stage(&child, "t1", "a.jpg").step, PRINTER_STAGED);
    assert_int_equal(seen(), 0);
    assert_int_equal(say(&child, PRINTER_GO, "t1", "a.jpg"), PRINTER_DONE);
    assert_true(whole("a/a.jpg") && there("a/End.txt"));
    says("a/Condition.txt", "[a.jpg]\r\nSizeName=KG\r\nPrintCnt=1\r\n");
    says("a/Condition.txt", "BackPrintLine1=471120935525\r\n"); /* unless something else is wanted */
    assert_int_equal(say(&child, PRINTER_FIND, "t1", "a.jpg"), PRINTER_FOUND);
    /* The lights went out before the last file: the lab has not begun, and it is taken back. */
    assert_int_equal(unlink(path("a/End.txt")), 0);
    assert_int_equal(say(&child, PRINTER_FIND, "t1", "a.jpg"), PRINTER_ABSENT);
    assert_false(there("a"));
    printer_child_finish(&child);
}

/* Text for the back goes where the lab reads it, and nowhere else; nothing in it ends the quote or the room. Text
 * with an end of line comes through no record. */
static void back(void **state)
{
    (void)state;
    static const struct {
        const char *wanted, *printed;
    } texts[] = {
        { "Shop 471120935525 7 2026-11-25", "Shop 471120935525 7 2026-11-25" },
        { "a\"b\\PRT QTY = 999;%(~'[]", "a b PRT QTY   999       " },
        { "\xc3\xa9t\xc3\xa9", "  t  " },
        { "0123456789012345678901234567890123456789 and no more", "0123456789012345678901234567890123456789" },
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char line[200], file[20], note[60];
        for (int fuji = 0; fuji < 2; fuji++) {
            struct printer_child child = begin("hotfolder", fuji ? "fuji" : "noritsu");
            snprintf(file, sizeof file, "%c%zu.jpg", fuji ? 'f' : 'n', i);
            struct printer_message wanted = message(PRINTER_STAGE, "t", file);
            wanted.back = texts[i].wanted;
            assert_int_equal(printer_child_ask(&child, wanted, printer_child_picture(picture, PICTURE)).step, PRINTER_STAGED);
            if (fuji) {
                snprintf(line, sizeof line, "BackPrint=FREE\r\nBackPrintLine1=%s\r\nBackPrintLine2=\r\n", texts[i].printed);
                snprintf(note, sizeof note, "f%zu/Condition.txt", i);
                assert_int_equal(say(&child, PRINTER_GO, "t", file), PRINTER_DONE);
            } else {
                snprintf(line, sizeof line, "\r\nPRT CVP1 = 1 -STR \"%s\"\r\nPRT CVP2 = 0\r\nVUQ RGN = END\r\n", texts[i].printed);
                snprintf(note, sizeof note, "pn%zu/MISC/AUTPRINT.MRK", i);
            }
            says(note, line);
            printer_child_finish(&child);
        }
    }
    struct printer_child child = begin("dpof", "");
    struct printer_message wanted = message(PRINTER_STAGE, "t", "d.jpg");
    wanted.back = "nowhere";
    assert_int_equal(printer_child_ask(&child, wanted, printer_child_picture(picture, PICTURE)).step, PRINTER_STAGED);
    assert_int_equal(say(&child, PRINTER_GO, "t", "d.jpg"), PRINTER_DONE);
    says_not("d/MISC/AUTPRINT.MRK", "nowhere");
    printer_child_finish(&child);
}

static void dpof(void **state)
{
    (void)state;
    struct printer_child child = begin("dpof", "");
    assert_int_equal(stage(&child, "t1", "a.jpg").step, PRINTER_STAGED);
    assert_int_equal(say(&child, PRINTER_GO, "t1", "a.jpg"), PRINTER_DONE);
    assert_true(whole("a/DCIM/100CSIGN/CSGN0001.JPG"));
    says("a/MISC/AUTPRINT.MRK", "[HDR]\r\nGEN REV = 01.10\r\n");
    says("a/MISC/AUTPRINT.MRK", "PRT QTY = 001\r\n");
    says("a/MISC/AUTPRINT.MRK", "<IMG SRC = \"../DCIM/100CSIGN/CSGN0001.JPG\">\r\n");
    printer_child_finish(&child);
}

/* ---- whatever the convention ---- */

static const struct {
    const char *kind, *convention;
} all[] = { { "hotfolder", "dnp" }, { "hotfolder", "noritsu" }, { "hotfolder", "fuji" }, { "dpof", "" } };
enum { ALL = sizeof all / sizeof *all };

static void a_taken_name_is_refused(void **state)
{
    (void)state;
    mkdir(path("KG"), 0777);
    for (int i = 0; i < ALL; i++) {
        struct printer_child child = begin(all[i].kind, all[i].convention);
        char file[20];
        snprintf(file, sizeof file, "a%d.jpg", i);
        for (int k = 0; k < 2; k++) {
            assert_int_equal(stage(&child, k ? "u" : "t", file).step, PRINTER_STAGED);
            picture[9] ^= 1; /* another picture the second time */
            struct printer_message reply = printer_child_ask(&child, message(PRINTER_GO, k ? "u" : "t", file), -1);
            if (k == 0)
                assert_true(reply.step == PRINTER_DONE || reply.step == PRINTER_SENT);
            else
                assert_true(reply.step == PRINTER_FAILED && strstr(reply.why, "already"));
        }
        printer_child_finish(&child);
    }
}

static void trouble_is_said(void **state)
{
    (void)state;
    struct printer_child child = begin("hotfolder", "fuji");
    static const char *const names[] = { "", "../a.jpg", "a/b.jpg", ".hidden" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(stage(&child, "t", names[i]).step, PRINTER_FAILED);
    assert_int_equal(rmdir(root), 0);
    assert_string_equal(stage(&child, "t", "a.jpg").why, "the folder is missing");
    assert_int_equal(say(&child, PRINTER_FIND, "t", "a.jpg"), PRINTER_UNSURE);
    assert_int_equal(mkdir(root, 0777), 0);
    struct printer_message setup = message(PRINTER_SETUP, "", "");
    setup.printer.convention = "kodak";
    assert_string_equal(printer_child_ask(&child, setup, -1).why, "there is no convention called \"kodak\"; see printers.conf");
    assert_int_equal(stage(&child, "t", "a.jpg").step, PRINTER_FAILED);
    printer_child_finish(&child);
}

/* How many prints the lab got, in folders or as files; each must be whole. */
static int delivered(const char *name)
{
    static const char *const places[] = { "KG/%s.jpg", "o%s/IMAGES/CSGN0001.JPG", "%s/%s.jpg", "%s/DCIM/100CSIGN/CSGN0001.JPG" };
    char inside[200], file[40];
    int count = 0;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        snprintf(file, sizeof file, "%s", name);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(inside, sizeof inside, places[i], file, file);
#pragma GCC diagnostic pop
        if (there(inside)) {
            assert_true(whole(inside));
            count++;
        }
    }
    return count;
}

/* Killed at a random moment, by SIGKILL or by a keeper that goes; then as the producer does: FIND, and again when ABSENT. */
static void killed_at_any_moment(void **state)
{
    (void)state;
    unsigned seed = 4713;
    mkdir(path("KG"), 0777);
    int found = 0, again = 0;
    for (int round = 0; round < ROUNDS; round++) {
        char token[40], name[40], file[44];
        snprintf(token, sizeof token, "o/%d", round);
        snprintf(name, sizeof name, "o%d", round);
        snprintf(file, sizeof file, "%s.jpg", name);
        struct printer_child child = begin(all[round % ALL].kind, all[round % ALL].convention);
        struct printer_message staged = message(PRINTER_STAGE, token, file), go = message(PRINTER_GO, token, file);
        printer_child_tell(&child, &staged, printer_child_picture(picture, PICTURE));
        bool sending = rand_r(&seed) % 4;
        if (sending) {
            assert_int_equal(printer_child_hear(&child).step, PRINTER_STAGED);
            printer_child_tell(&child, &go, -1);
        }
        nanosleep(&(struct timespec){ 0, rand_r(&seed) % 1500 * 1000L }, NULL);
        printer_child_slay(&child);
        child = begin(all[round % ALL].kind, all[round % ALL].convention);
        enum printer_step step = say(&child, PRINTER_FIND, token, file);
        assert_true(!sending || step != PRINTER_UNSURE);
        if (step == PRINTER_ABSENT || !sending) {
            again++;
            assert_int_equal(printer_child_ask(&child, staged, printer_child_picture(picture, PICTURE)).step, PRINTER_STAGED);
            step = printer_child_ask(&child, go, -1).step;
        } else {
            found++;
        }
        assert_true(step == PRINTER_FOUND || step == PRINTER_DONE || step == PRINTER_SENT);
        assert_int_equal(delivered(name), 1);
        printer_child_finish(&child);
    }
    assert_true(found > 0 && again > 0);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, new_root, remove_root)
    const struct CMUnitTest tests[] = {
        TEST(dnp), TEST(noritsu), TEST(fuji), TEST(back), TEST(dpof), TEST(a_taken_name_is_refused),
        TEST(trouble_is_said), TEST(killed_at_any_moment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
