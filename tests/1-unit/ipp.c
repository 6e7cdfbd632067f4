/* ipp.c - prints on an IPP printer that is good, bad or hostile in every way it can be; and the child killed meanwhile.
 *
 * What must hold, by the printer's own ledger: what we call made was printed once and whole; what we call not printed was
 * not, and a second attempt prints it once; whatever else happens is left to a person.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "src/base/clock.h"
#include "src/base/str.h"
#include "src/printer/http.h"
#include "src/printer/printer.h"
#include "tests/lib/fake_printer.h"
#include "tests/lib/printer_child.h"

enum { PICTURE = 3 << 20 /* more than the sockets hold */, PATIENCE_MS = 500, WAITS = 60, STEP_MS = 20000 /* a busy machine adds its own */ };
enum end { MADE, NOTHING, HELD };
static const char *const ends[] = { "made", "nothing printed", "held for a person" };

static struct fake_printer printer;
static uint8_t *picture;
static char uri[80], why[201];

static struct printer_message message(enum printer_step step, const char *token, const char *job, bool accepted)
{
    struct printer_message message;
    record_init(&printer_message_type, &message);
    message.step = step;
    message.token = token;
    message.file = "a.jpg";
    message.product = "10x15";
    message.surface = "glossy";
    message.bytes = PICTURE;
    message.called = "na_index-4x6_4x6in";
    message.job = job;
    message.accepted = accepted;
    message.printer.name = "photo";
    message.printer.kind = "ipp";
    message.printer.target = uri;
    return message;
}

static void note(const struct printer_message *reply)
{
    snprintf(why, sizeof why, "%s", reply->why);
    assert_true(str_is_clean(reply->why, strlen(reply->why)));
}

/* Asks as the producer does, and no step lasts long, whatever the printer does. */
static struct printer_message ask(struct printer_child *child, struct printer_message what, int fd)
{
    int64_t since = clock_ms();
    struct printer_message reply = printer_child_ask(child, what, fd);
    if (clock_ms() - since > STEP_MS)
        fail_msg("a step took %lld ms", (long long)(clock_ms() - since));
    note(&reply);
    return reply;
}

static enum end wait_for(struct printer_child *child, const char *token, const char *job)
{
    for (int i = 0; i < WAITS; i++) {
        enum printer_step step = ask(child, message(PRINTER_WAIT, token, job, true), -1).step;
        if (step != PRINTER_SENT)
            return step == PRINTER_DONE ? MADE : HELD;
    }
    return HELD;
}

/* One attempt at a print, from SETUP to its end. */
static enum end print(struct printer_child *child, const char *token)
{
    char job[81];
    why[0] = 0;
    if (ask(child, message(PRINTER_SETUP, "", "", false), -1).step != PRINTER_DONE)
        return NOTHING;
    struct printer_message reply = ask(child, message(PRINTER_STAGE, token, "", false), printer_child_picture(picture, PICTURE));
    if (reply.step != PRINTER_STAGED)
        return NOTHING;
    snprintf(job, sizeof job, "%s", reply.job);
    reply = ask(child, message(PRINTER_GO, token, job, false), -1);
    if (reply.step == PRINTER_SENT)
        return wait_for(child, token, job);
    return reply.step == PRINTER_DONE ? MADE : reply.step == PRINTER_FAILED ? NOTHING : HELD;
}

static const struct {
    enum fake_act act;
    int at;
    enum end end;
    const char *why; /* stands in what is said; NULL: not looked at */
} rows[] = {
    { FAKE_GOOD, 0, MADE, NULL },
    { FAKE_CHUNKED_WELL, 0, MADE, NULL },
    { FAKE_NO_UUID, 0, MADE, NULL },
    { FAKE_PAPER_RETURNS, 0, MADE, NULL },
    /* nothing was sent yet */
    { FAKE_CLOSES, FAKE_PRINTER, NOTHING, "closed the connection" },
    { FAKE_CLOSES, FAKE_VALIDATE, NOTHING, "closed the connection" },
    { FAKE_CLOSES, FAKE_CREATE, NOTHING, "closed the connection" },
    { FAKE_HANGS, FAKE_PRINTER, NOTHING, "does not answer" },
    { FAKE_HANGS, FAKE_VALIDATE, NOTHING, "does not answer" },
    { FAKE_HANGS, FAKE_CREATE, NOTHING, "does not answer" },
    { FAKE_DRIPS, FAKE_PRINTER, NOTHING, "does not answer" },
    { FAKE_DRIPS, FAKE_CREATE, NOTHING, "does not answer" },
    { FAKE_TEN_MEGABYTES, FAKE_PRINTER, NOTHING, "too long" },
    { FAKE_TEN_MEGABYTES, FAKE_CREATE, NOTHING, "too long" },
    { FAKE_ENDLESS_CHUNKS, FAKE_PRINTER, NOTHING, "too long" },
    { FAKE_ENDLESS_HEADERS, FAKE_PRINTER, NOTHING, "too long" },
    { FAKE_LONG_LINE, FAKE_PRINTER, NOTHING, "too long" },
    { FAKE_GARBAGE, FAKE_PRINTER, NOTHING, "not HTTP" },
    { FAKE_HTTP_500, FAKE_PRINTER, NOTHING, "HTTP 500" },
    { FAKE_HTTP_401, FAKE_VALIDATE, NOTHING, "wants a login" },
    { FAKE_HTTP_404, FAKE_CREATE, NOTHING, "HTTP 404" },
    { FAKE_ENDLESS_CONTINUE, FAKE_PRINTER, NOTHING, "HTTP 100" },
    { FAKE_BAD_CHUNK, FAKE_PRINTER, NOTHING, "not HTTP" },
    { FAKE_NEGATIVE_CHUNK, FAKE_PRINTER, NOTHING, "not HTTP" },
    { FAKE_NEGATIVE_LENGTH, FAKE_PRINTER, NOTHING, "too long" },
    { FAKE_SHORT_BODY, FAKE_PRINTER, NOTHING, "in the middle of its answer" },
    { FAKE_EMPTY_BODY, FAKE_PRINTER, NOTHING, "not IPP" },
    { FAKE_CUT_IPP, FAKE_PRINTER, NOTHING, "not IPP" },
    { FAKE_WRONG_ID, FAKE_PRINTER, NOTHING, "not IPP" },
    { FAKE_LONG_VALUE, FAKE_PRINTER, NOTHING, "not IPP" },
    { FAKE_LONG_NAME, FAKE_PRINTER, NOTHING, "not IPP" },
    { FAKE_DEEP, FAKE_PRINTER, NOTHING, "not IPP" },
    { FAKE_MANY, FAKE_PRINTER, MADE, NULL },
    { FAKE_BUSY, FAKE_CREATE, NOTHING, "busy" },
    { FAKE_BAD_REQUEST, FAKE_VALIDATE, NOTHING, "bad-request" },
    { FAKE_ESCAPES, FAKE_CREATE, NOTHING, " no" },
    { FAKE_NO_ATTRIBUTES, FAKE_PRINTER, NOTHING, "how it stands" },
    { FAKE_NO_ATTRIBUTES, FAKE_CREATE, NOTHING, "no job number" },
    { FAKE_OUT_OF_PAPER, 0, NOTHING, "out of paper" },
    { FAKE_NOT_ACCEPTING, 0, NOTHING, "accepts no jobs" },
    { FAKE_NO_JPEG, 0, NOTHING, "neither JPEG" },
    { FAKE_NO_CREATE, 0, NOTHING, "lacks" },
    { FAKE_NO_STATE, 0, NOTHING, "how it stands" },
    { FAKE_SUBSTITUTES, 0, NOTHING, "no such paper" },
    { FAKE_ID_ZERO, FAKE_CREATE, NOTHING, "no job number" },
    { FAKE_ID_NEGATIVE, FAKE_CREATE, NOTHING, "no job number" },
    { FAKE_ID_TEXT, FAKE_CREATE, NOTHING, "no job number" },
    { FAKE_ID_MISSING, FAKE_CREATE, NOTHING, "no job number" },
    /* with the document on its way */
    { FAKE_REFUSES_DOCUMENT, 0, NOTHING, NULL },
    { FAKE_STOPS_READING, 0, NOTHING, NULL },
    { FAKE_ANSWERS_EARLY, 0, NOTHING, NULL },
    { FAKE_LOSES_REPLY, FAKE_SEND, HELD, "never said that it had all of it" },
    { FAKE_NO_CANCEL, FAKE_SEND, HELD, NULL },
    { FAKE_HANGS, FAKE_SEND, HELD, "does not answer" },
    { FAKE_TEN_MEGABYTES, FAKE_SEND, HELD, "too long" },
    { FAKE_GARBAGE, FAKE_SEND, HELD, "not HTTP" },
    { FAKE_SHORT_BODY, FAKE_SEND, HELD, NULL },
    { FAKE_BUSY, FAKE_SEND, HELD, NULL }, /* it says no and prints it all the same */
    { FAKE_HTTP_500, FAKE_SEND, HELD, NULL },
    /* afterwards */
    { FAKE_RESTARTS, 0, HELD, "does not know" },
    { FAKE_JOB_UNKNOWN, FAKE_JOB, HELD, "does not know" },
    { FAKE_OTHER_UUID, FAKE_JOB, HELD, NULL },
    { FAKE_NO_UUID_OTHER_NAME, 0, HELD, "another one" },
    { FAKE_STATE_99, FAKE_JOB, HELD, NULL },
    { FAKE_STATE_TEXT, FAKE_JOB, HELD, NULL },
    { FAKE_ABORTS, 0, HELD, "gave it up" },
    { FAKE_CANCELS, 0, HELD, "cancelled at the printer" },
    { FAKE_COMPLETES_BADLY, 0, HELD, "with errors" },
    { FAKE_HANGS, FAKE_JOB, HELD, "does not answer" },
    { FAKE_CLOSES, FAKE_JOB, HELD, NULL },
};

static bool one_row(size_t i)
{
    char token[40];
    int cut;
    struct printer_child child = printer_child_start();
    snprintf(token, sizeof token, "t%zu-", i);
    fake_printer_act(&printer, rows[i].act, rows[i].at);
    enum end end = print(&child, token);
    int printed = fake_printer_printed(&printer, token, &cut);
    bool good = end == rows[i].end && cut == 0 && printed <= 1 && (end != MADE || printed == 1) && (end != NOTHING || printed == 0);
    if (rows[i].why && strstr(why, rows[i].why) == NULL)
        good = false;
    if (!good)
        print_error("row %zu (act %d at %d): %s (%s), printed %d times, %d cut; expected: %s (%s)\n", i, rows[i].act, rows[i].at, ends[end], why,
                 printed, cut, ends[rows[i].end], rows[i].why ? rows[i].why : "");
    /* The same child goes on as if nothing had been; what was not printed is printed now. */
    fake_printer_act(&printer, FAKE_GOOD, 0);
    if (end == NOTHING) {
        assert_int_equal(print(&child, token), MADE);
        assert_int_equal(fake_printer_printed(&printer, token, &cut), 1);
        assert_int_equal(cut, 0);
    }
    printer_child_finish(&child);
    return good;
}

static void whatever_the_printer_does(void **state)
{
    (void)state;
    int bad = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (i % 10 == 0) /* its ledger has room for so many */
            printer.ledger->count = 0, printer.ledger->base = 0, printer.ledger->life++;
        bad += !one_row(i);
    }
    assert_int_equal(bad, 0);
}

static void it_says_what_it_waits_for(void **state)
{
    (void)state;
    char job[81];
    struct printer_child child = printer_child_start();
    fake_printer_act(&printer, FAKE_PAPER_RETURNS, 0);
    assert_int_equal(ask(&child, message(PRINTER_SETUP, "", "", false), -1).step, PRINTER_DONE);
    struct printer_message reply = ask(&child, message(PRINTER_STAGE, "w", "", false), printer_child_picture(picture, PICTURE));
    snprintf(job, sizeof job, "%s", reply.job);
    printer.ledger->looks = 0;
    assert_int_equal(ask(&child, message(PRINTER_GO, "w", job, false), -1).step, PRINTER_SENT);
    assert_int_equal(ask(&child, message(PRINTER_WAIT, "w", job, true), -1).step, PRINTER_SENT);
    assert_string_equal(why, "out of paper");
    /* Wanted back meanwhile: cancelled, nothing printed, free for another printer. */
    assert_int_equal(ask(&child, message(PRINTER_WITHDRAW, "w", job, true), -1).step, PRINTER_ABSENT);
    int cut;
    assert_int_equal(fake_printer_printed(&printer, "w", &cut), 0);
    printer_child_finish(&child);
}

/* The child dies at any moment, by SIGKILL or because its keeper goes; the next one asks. A printer that prints what was cut
 * short is the worst case: then FIND must not call it made. */
static void killed_at_any_moment(void **state)
{
    (void)state;
    static const enum fake_act acts[] = { FAKE_GOOD, FAKE_PRINTS_CUT, FAKE_GOOD, FAKE_RESTARTS };
    enum { ROUNDS = 80 };
    unsigned seed = 4717;
    int ended[3] = { 0 };
    for (int round = 0; round < ROUNDS; round++) {
        char token[40], job[81];
        int cut;
        struct printer_child child = printer_child_start();
        printer.ledger->count = 0, printer.ledger->base = 0, printer.ledger->life++;
        memset(printer.ledger->jobs, 0, sizeof printer.ledger->jobs);
        fake_printer_act(&printer, acts[round % 4], 0);
        snprintf(token, sizeof token, "k%d-", round);
        assert_int_equal(ask(&child, message(PRINTER_SETUP, "", "", false), -1).step, PRINTER_DONE);
        struct printer_message reply = ask(&child, message(PRINTER_STAGE, token, "", false), printer_child_picture(picture, PICTURE));
        assert_int_equal(reply.step, PRINTER_STAGED);
        snprintf(job, sizeof job, "%s", reply.job);
        struct printer_message go = message(PRINTER_GO, token, job, false);
        printer_child_tell(&child, &go, -1);
        nanosleep(&(struct timespec){ 0, rand_r(&seed) % 4000 * 1000L }, NULL);
        bool keeper = rand_r(&seed) % 2;
        if (keeper) { /* the child lives and must give the connection up */
            close(child.keeper);
            printer_child_give_keeper(&child);
        } else {
            printer_child_slay(&child);
            child = printer_child_start();
        }
        assert_int_equal(ask(&child, message(PRINTER_SETUP, "", "", false), -1).step, PRINTER_DONE);
        enum printer_step step = ask(&child, message(PRINTER_FIND, token, job, false), -1).step;
        enum end end = step == PRINTER_FOUND ? MADE : step == PRINTER_ABSENT ? NOTHING : step == PRINTER_SENT ? wait_for(&child, token, job) : HELD;
        int printed = fake_printer_printed(&printer, token, &cut);
        if ((end == MADE && (printed != 1 || cut)) || (end == NOTHING && printed != 0) || printed > 1)
            fail_msg("round %d: %s (%s), printed %d times, %d cut", round, ends[end], why, printed, cut);
        ended[end]++;
        printer_child_finish(&child);
    }
    print_message("%d times found made, %d not printed, %d held\n", ended[MADE], ended[NOTHING], ended[HELD]);
    assert_true(ended[NOTHING] > 0 && ended[HELD] > 0);
}

/* A child that dies between the printer's making a job and our noting its number leaves it empty, in the way of all others. */
static void what_was_left_empty(void **state)
{
    (void)state;
    static const struct { const char *token, *next; int age; bool foreign; enum printer_step find, again; } left[] = {
        { "e1-", "e1-", 0, false, PRINTER_UNSURE, PRINTER_STAGED }, /* found by its name */
        { "e2-", "f2-", 0, false, PRINTER_FAILED, PRINTER_FAILED }, /* it may be about to be filled */
        { "e3-", "f3-", 61, false, PRINTER_FAILED, PRINTER_STAGED }, /* forgotten, and ours */
        { "e4-", "f4-", 3600, true, PRINTER_FAILED, PRINTER_FAILED },
    };
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        struct printer_child child = printer_child_start();
        printer.ledger->count = 0, printer.ledger->base = 0, printer.ledger->life++;
        memset(printer.ledger->jobs, 0, sizeof printer.ledger->jobs);
        fake_printer_act(&printer, FAKE_ONE_AT_A_TIME, 0);
        assert_int_equal(ask(&child, message(PRINTER_SETUP, "", "", false), -1).step, PRINTER_DONE);
        assert_int_equal(ask(&child, message(PRINTER_STAGE, left[i].token, "", false), printer_child_picture(picture, PICTURE)).step, PRINTER_STAGED);
        printer_child_slay(&child);
        child = printer_child_start();
        printer.ledger->jobs[0].age = left[i].age;
        printer.ledger->jobs[0].foreign = left[i].foreign;
        assert_int_equal(ask(&child, message(PRINTER_SETUP, "", "", false), -1).step, PRINTER_DONE);
        struct printer_message first = strcmp(left[i].token, left[i].next) == 0
            ? ask(&child, message(PRINTER_FIND, left[i].token, "", false), -1)
            : ask(&child, message(PRINTER_STAGE, left[i].next, "", false), printer_child_picture(picture, PICTURE));
        assert_int_equal(first.step, left[i].find);
        assert_int_equal(ask(&child, message(PRINTER_STAGE, left[i].next, "", false), printer_child_picture(picture, PICTURE)).step, left[i].again);
        printer_child_finish(&child);
    }
}

/* Switched off with a print in it, and on again with the same numbers: nobody knows, and nobody is told otherwise. */
static void switched_off_and_on(void **state)
{
    (void)state;
    char job[81], uuid[81];
    struct printer_child child = printer_child_start();
    printer.ledger->count = 0, printer.ledger->base = 0;
    fake_printer_act(&printer, FAKE_GOOD, 0);
    assert_int_equal(ask(&child, message(PRINTER_SETUP, "", "", false), -1).step, PRINTER_DONE);
    struct printer_message reply = ask(&child, message(PRINTER_STAGE, "o", "", false), printer_child_picture(picture, PICTURE));
    snprintf(job, sizeof job, "%s", reply.job);
    assert_int_equal(ask(&child, message(PRINTER_GO, "o", job, false), -1).step, PRINTER_SENT);
    fake_printer_stop(&printer);
    assert_int_equal(ask(&child, message(PRINTER_WAIT, "o", job, true), -1).step, PRINTER_SENT);
    assert_non_null(strstr(why, "is it switched on?"));
    assert_int_equal(ask(&child, message(PRINTER_SETUP, "", "", false), -1).step, PRINTER_FAILED);
    fake_printer_restart(&printer);
    assert_int_equal(ask(&child, message(PRINTER_SETUP, "", "", false), -1).step, PRINTER_DONE);
    assert_int_equal(ask(&child, message(PRINTER_FIND, "o", job, true), -1).step, PRINTER_UNSURE);
    assert_non_null(strstr(why, "another one"));
    snprintf(uuid, sizeof uuid, "77%s", strchr(job, ' '));
    assert_int_equal(ask(&child, message(PRINTER_FIND, "o", uuid, true), -1).step, PRINTER_UNSURE);
    assert_int_equal(ask(&child, message(PRINTER_FIND, "o", "nonsense", true), -1).step, PRINTER_UNSURE);
    printer_child_finish(&child);
}

/* It speaks no TLS: whatever it does with our greeting, that is said in time and nothing was asked. */
static void no_tls_there(void **state)
{
    (void)state;
    struct printer_child child = printer_child_start();
    struct printer_message setup = message(PRINTER_SETUP, "", "", false);
    char secure[90];
    snprintf(secure, sizeof secure, "ipps%s", uri + 3);
    setup.printer.target = secure;
    assert_int_equal(ask(&child, setup, -1).step, PRINTER_FAILED);
    assert_true(strstr(why, "does not answer") || strstr(why, "no encrypted connection"));
    printer_child_finish(&child);
}

static void addresses(void **state)
{
    (void)state;
    struct http_target target;
    static const char *const bad[] = { "", "ipp://", "http://a/", "ipps://", "ipp://a:0/", "ipp://a:99999/", "ipp://a:x/", "ipp://u@a/",
                                       "ipp://a/ b", "ipp://[::1/", "/srv/folder" };
    assert_int_equal(http_parse("ipp://lab.example:8631/ipp/print", &target), ERR_NONE);
    assert_string_equal(target.host, "lab.example");
    assert_string_equal(target.port, "8631");
    assert_string_equal(target.path, "/ipp/print");
    assert_int_equal(http_parse("ipp://[fe80::1]/x", &target), ERR_NONE);
    assert_string_equal(target.host, "fe80::1");
    assert_string_equal(target.port, "631");
    assert_false(target.tls);
    assert_int_equal(http_parse("ipps://[::1]:8443/ipp/print", &target), ERR_NONE);
    assert_true(target.tls);
    assert_string_equal(target.port, "8443");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(http_parse(bad[i], &target), ERR_PRINTER);
}

static int begin(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    picture = malloc(PICTURE);
    for (size_t i = 0; i < PICTURE; i++)
        picture[i] = (uint8_t)(i * 2654435761u >> 9);
    http_patience(PATIENCE_MS); /* the children are forked from here */
    fake_printer_start(&printer);
    snprintf(uri, sizeof uri, "ipp://127.0.0.1:%d/ipp/print", printer.port);
    return 0;
}

static int end(void **state)
{
    (void)state;
    fake_printer_free(&printer);
    printer_child_forget();
    free(picture);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses), cmocka_unit_test(whatever_the_printer_does), cmocka_unit_test(it_says_what_it_waits_for),
        cmocka_unit_test(killed_at_any_moment), cmocka_unit_test(what_was_left_empty), cmocka_unit_test(switched_off_and_on), cmocka_unit_test(no_tls_there),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
