/* noise.c - what no shop would type: random keys, pastes, sizes and bytes on every screen of staff, and what comes back.
 *
 * COUNTERSIGN_KEYS keys go to each screen (1,500 unless set; make torture sets 10,000), by a seed that a failure names. The
 * screen may be left by the way; it must never crash, never hang, and never send a sequence that is none of a screen's.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "screens/screen.h"
#include "src/model/order.h"
#include "src/base/buf.h"
#include "src/base/clock.h"
#include "src/base/str.h"
#include "src/slip/slip.h"
#include "tests/lib/fake_shop.h"
#include "tests/lib/naughty.h"
#include "tests/lib/terminal.h"

enum { WAIT_MS = 20000, KEYS = 1500, BURST = 30 };
static struct fake_keeper fake;
static uint64_t seed;

/* splitmix64: the same keys for the same seed, everywhere. */
static uint64_t draw(uint64_t below)
{
    uint64_t x = seed += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return (x ^ x >> 31) % below;
}

static void type_something(struct term *term)
{
    static const char letters[] = "aphlsotivcxnuFVOKPRMrbHYLCESAZdwmgjk/?<>nyefTG";
    char text[40] = "";
    switch (draw(10)) {
    case 0: case 1: case 2: case 3:
        text[0] = letters[draw(sizeof letters - 1)];
        break;
    case 4:
        snprintf(text, sizeof text, "%s\r", fake_shop_code((int)draw(FAKE_ORDERS)));
        break;
    case 5:
        snprintf(text, sizeof text, "%llu", (unsigned long long)draw(100000));
        break;
    case 6:
        term_send(term, naughty[draw(naughty_count)]);
        return;
    case 7:
        snprintf(text, sizeof text, "%s", (const char *[]){ "\r", "\033", "\t", "\033[A", "\033[B", "\033[5~", "\033[6~", "\b", "\x0c", "\x15" }[draw(10)]);
        break;
    case 8:
        text[0] = (char)(1 + draw(255));
        text[1] = text[0] == 0x13 ? 0x11 : 0; /* ^S stops the screen, as it should; ^Q lets it go on */
        break;
    default:
        if (draw(20) == 0)
            term_resize(term, 1 + (int)draw(200), 1 + (int)draw(300));
        else
            text[0] = (char)(' ' + draw(95));
    }
    if (text[0])
        term_send(term, text);
}

static int keys_wanted(void)
{
    const char *set = getenv("COUNTERSIGN_KEYS");
    int64_t keys = KEYS;
    if (set)
        str_number(set, 1, 10000000, &keys);
    return (int)keys;
}

static struct term *start(const char *screen, const char *name, int rows, int columns, struct buf *raw, bool blind)
{
    struct term *term = term_open(fake_keeper_argv(&fake, screen), fake_shop_environment(), name, rows, columns);
    assert_non_null(term);
    term_record(term, raw, blind);
    term_pump(term, 100, 2000);
    return term;
}

static enum err unlock(struct fake_keeper *keeper, const struct args *args, void *reply, struct arena *memory, int *fd)
{
    struct identity *identity = reply;
    (void)memory, (void)fd;
    identity->login = args->login;
    identity->role = keeper->role;
    identity->rights = rights_default(keeper->role);
    identity->place = keeper->place;
    return ERR_NONE;
}

/* No screen has children, and it is still the program that was started. */
static void is_alone(struct term *term)
{
    char path[60], children[20] = "", now[300] = "", self[300] = "";
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", term_pid(term), term_pid(term));
    FILE *file = fopen(path, "r");
    if (file) {
        children[fread(children, 1, sizeof children - 1, file)] = 0;
        fclose(file);
    }
    assert_string_equal(children, "");
    snprintf(path, sizeof path, "/proc/%d/exe", term_pid(term));
    if (readlink(path, now, sizeof now - 1) > 0 && readlink("/proc/self/exe", self, sizeof self - 1) > 0)
        assert_string_equal(now, self);
}

/* Out of whatever is open: the screen still hears, and ends well. */
static void leave(struct term *term, bool lines)
{
    term_resize(term, 24, 80);
    term_send(term, "\x11\r\r"); /* a locked one opens, for this keeper takes any PIN */
    for (int i = 0; i < 12 && !lines && !term_gone(term, 1); i++) {
        term_send(term, "\x11\033"); /* ^Q: a ^S may have stopped it */
        term_pump(term, 120, 400);
    }
    if (!term_gone(term, 1))
        term_send(term, lines ? "\n\x04\x04\x04" : "q");
}

/* `opening`: the keys that lead to the page under test, again after every few bursts, which may have led elsewhere. */
static void noise_at(const char *screen, const char *opening, const char *name, uint64_t with, int keys)
{
    bool lines = strcmp(name, "dumb") == 0;
    struct buf raw = { 0 };
    int left = keys, starts = 0, bursts = 0;
    seed = with;
    memset(&fake, 0, sizeof fake);
    fake_shop_fill(&fake);
    fake.answers[ACTION_SCREEN_UNLOCK] = unlock;
    fake_keeper_start(&fake, ROLE_SUPERVISOR, "boss", PLACE_COUNTER);
    while (left > 0) {
        struct term *term = start(screen, name, 24, 80, &raw, true);
        starts++;
        while (left > 0 && !term_gone(term, 1)) {
            if (*opening && bursts++ % 4 == 0) {
                for (int i = 0; i < 3; i++) {
                    term_send(term, "\x11\033"); /* one at a time: Esc and a letter may be one key */
                    term_pump(term, 30, 100);
                }
                term_send(term, opening);
            }
            for (int i = 0; i < BURST; i++, left--)
                type_something(term);
            if (draw(4) == 0)
                fake_keeper_notice(&fake, BIT(TOPIC_ORDERS));
            term_pump(term, 4, 60);
        }
        if (!term_gone(term, 1))
            is_alone(term);
        leave(term, lines);
        bool gone = term_gone(term, lines ? 500 : WAIT_MS);
        int status = term_close(term);
        const char *what = lines || strcmp(name, "wyse60") == 0 ? NULL : /* other sequences */ naughty_find(raw.data, raw.size, true);
        if ((!gone && !lines) || status > 1 || what)
            print_error("%s on %s, seed %llu: %s, status %d, sent %s\n", screen, name, (unsigned long long)with,
                        gone ? "ended" : "still there", status, what ? what : "nothing strange");
        assert_true(gone || lines);
        assert_true(status <= 1); /* 128 and a signal would be a crash */
        assert_null(what);
        buf_clear(&raw);
    }
    print_message("# %s%s%.10s on %s: %d keys, %d starts\n", screen, *opening ? " " : "", opening, name, keys, starts);
    buf_free(&raw);
    fake_keeper_stop(&fake);
}

static void noise_on(const char *screen, const char *name, uint64_t with)
{
    noise_at(screen, "", name, with, keys_wanted());
}

/* The office's pages, each by the keys that open it from the counter; of the short form each has a part. */
static void office_pages(void **state)
{
    (void)state;
    static const char *const pages[] = { "A", "As", "Asa", "AsK", "Ase", "Ar", "Ar\r", "At", "At\r", "AJ", "AJf", "Ap", "Ac", "Aca", "Ac\r", "Ac\re", "Ad", "Adr", "Ah", "Ag" };
    static const char *const names[] = { "xterm-256color", "vt100", "wyse60", "vt220" };
    enum { PAGES = sizeof pages / sizeof *pages };
    for (size_t i = 0; i < PAGES; i++)
        noise_at("counter", pages[i], names[i % 4], 100 + i, getenv("COUNTERSIGN_KEYS") ? keys_wanted() : KEYS / 25);
}

static void counter_vt100(void **state) { (void)state; noise_on("counter", "vt100", 1); }
static void counter_xterm(void **state) { (void)state; noise_on("counter", "xterm-256color", 2); }
static void lab_vt220(void **state) { (void)state; noise_on("lab", "vt220", 3); }
static void counter_lines(void **state) { (void)state; noise_on("counter", "dumb", 4); }

/* Answers of terminals, to what nobody asked or long after: whole, and in two parts with a pause after each byte but the last
 * where a person would have pressed Esc. Nothing of it may act as keys. */
static void answers_late_and_wrong(void **state)
{
    (void)state;
    static const char *const answers[] = {
        "\033[?1;2c", "\033[>41;370;0c", "\033[24;80R", "\033[0n", "\033[<0;12;7M", "\033[M !!", "\033[I\033[O", "\033[200~\033[201~", "\033OX",
        "\033]11;rgb:0000/0000/0000\033\\", "\033]52;c;cGFo\a", "\033P>|XTerm(370)\033\\", "\033P1$r0m\033\\", "\033_Gi=1;OK\033\\",
    };
    struct buf raw = { 0 };
    memset(&fake, 0, sizeof fake);
    fake_shop_fill(&fake);
    fake_keeper_start(&fake, ROLE_SUPERVISOR, "boss", PLACE_COUNTER);
    struct term *term = start("counter", "xterm-256color", 24, 80, &raw, false);
    assert_true(term_expect(term, "1 of 40", WAIT_MS));
    char *before = term_screen(term);
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        char first[2] = { answers[i][0], 0 };
        bool whole = strchr("[O", answers[i][1]) == NULL;
        bool same = false;
        /* A machine that is too busy for a second takes the second part for typing: as a person, this test tries again. */
        for (int tries = 0; tries < 6 && !same; tries++) {
            if (whole || tries % 2 == 0) {
                assert_true(term_send(term, answers[i]));
            } else {
                assert_true(term_send(term, first));
                term_pump(term, 120, 120);
                assert_true(term_send(term, answers[i] + 1));
            }
            term_pump(term, 300, 1500);
            char *after = term_screen(term);
            same = strcmp(before, after) == 0;
            if (!same)
                print_error("answer %zu, try %d:\n%s\n%s\n", i, tries, term_row(term, 22), after + (strlen(after) > 200 ? strlen(after) - 200 : 0));
            free(after);
            if (same && !whole && tries == 0)
                same = false; /* now in two parts */
        }
        assert_true(same);
    }
    free(before);
    assert_int_equal(term_close(term), 0);
    buf_free(&raw);
    fake_keeper_stop(&fake);
}

/* Every size from nothing to a wall: drawn, or a sentence, and back. */
static void sizes(void **state)
{
    (void)state;
    static const struct { int rows, columns; const char *shows; } all[] = {
        { 3, 10, "" }, { 1, 1, "" }, { 15, 80, "Make it at least 60x16" }, { 16, 59, "Make it at least" }, { 16, 60, "COUNTER" }, { 200, 500, "COUNTER" }, { 24, 80, "1 of 40" },
    };
    struct buf raw = { 0 };
    memset(&fake, 0, sizeof fake);
    fake_shop_fill(&fake);
    fake_keeper_start(&fake, ROLE_COUNTER, "counter1", PLACE_COUNTER);
    struct term *term = start("counter", "vt100", 3, 10, &raw, false);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        term_resize(term, all[i].rows, all[i].columns);
        assert_true(term_expect(term, all[i].shows, WAIT_MS));
    }
    assert_null(naughty_find(raw.data, raw.size, true));
    assert_int_equal(term_close(term), 0);
    buf_free(&raw);
    fake_keeper_stop(&fake);
}

/* The printer behind a terminal: switched on, the slip in plain letters and GS k 73, switched off; the screen stays. */
static enum err receipt_print(struct fake_keeper *keeper, const struct args *args, void *reply, struct arena *memory, int *fd)
{
    struct receipt *receipt = reply;
    (void)memory, (void)fd;
    receipt->number = 7;
    receipt->shop = "Photo Lab";
    receipt->code = args->code;
    receipt->currency = "EUR";
    receipt->currency_decimals = 2;
    receipt->reason = "f\xc3\xbcr Ann";
    receipt->copy = keeper->calls[ACTION_RECEIPT_PRINT];
    return ERR_NONE;
}

static void auxiliary_port(void **state)
{
    (void)state;
    struct buf raw = { 0 };
    char bars[40];
    memset(&fake, 0, sizeof fake);
    fake_shop_fill(&fake);
    fake.answers[ACTION_RECEIPT_PRINT] = receipt_print;
    fake.slips = "aux,58";
    fake_keeper_start(&fake, ROLE_COUNTER, "counter1", PLACE_COUNTER);
    struct term *term = start("counter", "vt100", 24, 80, &raw, false);
    for (int copy = 0; copy < 2; copy++) {
        buf_clear(&raw);
        assert_true(term_send(term, "P"));
        assert_true(term_expect(term, "Print for", WAIT_MS));
        assert_true(term_send(term, "r"));
        /* What the printer gets, the test's terminal would draw: the bytes are looked at, not the screen. */
        assert_true(fake_keeper_wait(&fake, ACTION_RECEIPT_PRINT, copy + 1, WAIT_MS));
        term_pump(term, 300, WAIT_MS);
        assert_non_null(memmem(raw.data, raw.size, "is printed.", 11));
        const char *on = memmem(raw.data, raw.size, "\x1b[5i", 4);
        assert_non_null(on);
        const char *off = memmem(on, raw.size - (size_t)(on - (char *)raw.data), "\x1b[4i", 4);
        assert_non_null(off);
        snprintf(bars, sizeof bars, "\x1dkI\x0e{B%s\r\n", fake_shop_code(0));
        assert_non_null(memmem(on, (size_t)(off - on), bars, strlen(bars)));
        assert_true((memmem(on, (size_t)(off - on), "COPY 1", 6) != NULL) == (copy == 1));
        assert_non_null(memmem(on, (size_t)(off - on), "f?r Ann", 7));
        for (const char *at = on + 4; at < off; at++)
            assert_true((*at >= 0x20 && *at < 0x7f) || *at == '\r' || *at == '\n' || *at == 0x1d || *at == 0x0e);
    }
    assert_int_equal(term_close(term), 0);
    buf_free(&raw);
    fake_keeper_stop(&fake);
}

int main(int argc, char **argv)
{
    int status = fake_keeper_screen(argc, argv, "counter", screen_run_counter);
    if (status < 0)
        status = fake_keeper_screen(argc, argv, "lab", screen_run_lab);
    if (status >= 0)
        return status;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes), cmocka_unit_test(auxiliary_port), cmocka_unit_test(answers_late_and_wrong), cmocka_unit_test(office_pages), cmocka_unit_test(counter_vt100), cmocka_unit_test(counter_xterm),
        cmocka_unit_test(lab_vt220), cmocka_unit_test(counter_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
