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
#include "screens/screen.h"
#include "src/model/order.h"
#include "src/base/buf.h"
#include "src/base/clock.h"
#include "src/base/str.h"
#include "src/slip/slip.h"
#include "tests/lib/fake_shop.h"
#include "tests/lib/naughty.h"
#include "tests/lib/terminal.h"

enum { WAIT_MS = 5000, KEYS = 1500, BURST = 30 };
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

static void noise_on(const char *screen, const char *name, uint64_t with)
{
    bool lines = strcmp(name, "dumb") == 0;
    struct buf raw = { 0 };
    int left = keys_wanted(), starts = 0;
    seed = with;
    memset(&fake, 0, sizeof fake);
    fake_shop_fill(&fake);
    fake.answers[ACTION_SCREEN_UNLOCK] = unlock;
    fake_keeper_start(&fake, ROLE_SUPERVISOR, "boss", PLACE_COUNTER);
    while (left > 0) {
        struct term *term = start(screen, name, 24, 80, &raw, true);
        starts++;
        while (left > 0 && !term_gone(term, 1)) {
            for (int i = 0; i < BURST; i++, left--)
                type_something(term);
            if (draw(4) == 0)
                fake_keeper_notice(&fake, BIT(TOPIC_ORDERS));
            term_pump(term, 4, 60);
        }
        leave(term, lines);
        bool gone = term_gone(term, lines ? 500 : WAIT_MS);
        int status = term_close(term);
        const char *what = lines ? NULL : naughty_find(raw.data, raw.size, true);
        if ((!gone && !lines) || status > 1 || what)
            print_error("%s on %s, seed %llu: %s, status %d, sent %s\n", screen, name, (unsigned long long)with,
                        gone ? "ended" : "still there", status, what ? what : "nothing strange");
        assert_true(gone || lines);
        assert_true(status <= 1); /* 128 and a signal would be a crash */
        assert_null(what);
        buf_clear(&raw);
    }
    print_message("# %s on %s: %d keys, %d starts\n", screen, name, keys_wanted(), starts);
    buf_free(&raw);
    fake_keeper_stop(&fake);
}

static void counter_vt100(void **state) { (void)state; noise_on("counter", "vt100", 1); }
static void counter_xterm(void **state) { (void)state; noise_on("counter", "xterm-256color", 2); }
static void lab_vt220(void **state) { (void)state; noise_on("lab", "vt220", 3); }
static void counter_lines(void **state) { (void)state; noise_on("counter", "dumb", 4); }

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
        cmocka_unit_test(sizes), cmocka_unit_test(auxiliary_port), cmocka_unit_test(counter_vt100), cmocka_unit_test(counter_xterm),
        cmocka_unit_test(lab_vt220), cmocka_unit_test(counter_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
