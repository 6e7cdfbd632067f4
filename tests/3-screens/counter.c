/* counter.c - the counter as its clerk uses it: keys in, screen and calls to the keeper out. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "screens/screen.h"
#include "src/base/clock.h"
#include "src/base/str.h"
#include "tests/lib/fake_shop.h"
#include "tests/lib/terminal.h"

enum { WAIT_MS = 20000 };

struct desk {
    struct fake_keeper fake;
    struct term *term;
};

static struct desk *open_as(enum role role, const char *screen, const char *term, int rows, int columns)
{
    struct desk *desk = calloc(1, sizeof *desk);
    fake_shop_fill(&desk->fake);
    fake_keeper_start(&desk->fake, role, "counter1", PLACE_COUNTER);
    desk->term = term_open(fake_keeper_argv(&desk->fake, screen), fake_shop_environment(), term, rows, columns);
    assert_non_null(desk->term);
    return desk;
}

static struct desk *open_counter(void)
{
    struct desk *desk = open_as(ROLE_COUNTER, "counter", "vt100", 24, 80);
    assert_true(term_expect(desk->term, "1 of 40", WAIT_MS));
    return desk;
}

static int close_desk(struct desk *desk)
{
    int status = term_close(desk->term);
    fake_keeper_stop(&desk->fake);
    free(desk);
    return status;
}

static void expect(struct desk *desk, const char *text)
{
    if (!term_expect(desk->term, text, WAIT_MS)) {
        char *screen = term_screen(desk->term);
        fprintf(stderr, "no \"%s\" on:\n%s\n", text, screen);
        free(screen);
        fail();
    }
}

static void type(struct desk *desk, const char *keys)
{
    assert_true(term_send(desk->term, keys));
}

static bool shows(struct desk *desk, const char *text)
{
    char *screen = term_screen(desk->term);
    bool found = strstr(screen, text) != NULL;
    free(screen);
    return found;
}

static const char *code(int i)
{
    static char text[20];
    return str_code(fake_shop_code(i), text, sizeof text);
}

static void list_and_detail(void **state)
{
    (void)state;
    struct desk *desk = open_counter();
    expect(desk, "COUNTER");
    expect(desk, "held 20  to make 0  ready 20  alerts 10");
    expect(desk, code(0));
    expect(desk, "(7 of 7 orders collected)");
    type(desk, "j");
    expect(desk, "2 of 40");
    expect(desk, "2.4 = 24%");
    type(desk, "\t");
    expect(desk, "[held]");
    expect(desk, "of 20");
    type(desk, "L");
    expect(desk, "[alerts]");
    expect(desk, "of 10");
    type(desk, "E");
    expect(desk, "[all]");
    expect(desk, "of 40");
    assert_int_equal(close_desk(desk), 0);
}

static void authenticate(void **state)
{
    (void)state;
    struct desk *desk = open_counter();
    type(desk, "a");
    expect(desk, "Password on the ticket");
    type(desk, "999999\r");
    expect(desk, "No order has this code and password");
    type(desk, "a123456");
    term_pump(desk->term, 100, 1000);
    assert_false(shows(desk, "123456"));
    type(desk, "\r");
    expect(desk, "Order expiry: Wed 25 Nov");
    expect(desk, "-> Fri 25 Dec");
    expect(desk, "It goes to the lab now");
    type(desk, " a");
    expect(desk, "Authenticated already by counter2");
    assert_int_equal(close_desk(desk), 0);
}

static void pay_and_hand_over(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct desk *desk = open_counter();
    type(desk, "jj\r");
    expect(desk, "ORDER");
    type(desk, "h");
    expect(desk, "still to be paid. Take the payment first (p)");
    type(desk, "p");
    expect(desk, "Due 19.30 EUR. Amount given: 19.30");
    type(desk, "\b\b\b\b\b20\r");
    expect(desk, "[cash], card (a), voucher?");
    type(desk, "\r");
    expect(desk, "19.30 EUR taken by cash. Change 0.70 EUR. Due now 0.00 EUR.");
    struct args args = fake_keeper_last(&desk->fake, ACTION_PAY, &arena);
    assert_int_equal(args.amount_minor, 1930);
    assert_int_equal(args.method, PAY_CASH);
    /* The bag's own label hands over; Enter confirms. */
    type(desk, fake_shop_label(2));
    expect(desk, "Scan: ");
    type(desk, "\r");
    expect(desk, "Hand over ");
    type(desk, "\r");
    expect(desk, "is handed over");
    assert_int_equal(fake_keeper_calls(&desk->fake, ACTION_HAND_OVER), 1);
    type(desk, "h");
    expect(desk, "Somebody was first: handed over at Wed 25 Nov 09:58");
    arena_free(&arena);
    assert_int_equal(close_desk(desk), 0);
}

/* A good scan rings once. One that is no good, or that nobody knows, rings twice, and far enough apart to be heard. */
static void rings(struct desk *desk, int before, int wanted)
{
    int64_t first_ms = 0, until_ms = clock_ms() + WAIT_MS;
    while (term_bells(desk->term) < before + wanted && clock_ms() < until_ms) {
        term_pump(desk->term, 10, 20);
        if (first_ms == 0 && term_bells(desk->term) > before) {
            assert_int_equal(term_bells(desk->term), before + 1);
            first_ms = clock_ms();
        }
    }
    term_pump(desk->term, 2 * SCREEN_BELL_MS, 3 * SCREEN_BELL_MS);
    assert_int_equal(term_bells(desk->term), before + wanted);
}

static void good_and_bad_scans_sound_differently(void **state)
{
    (void)state;
    char typed[40], unknown[TICKET_CODE + 1];
    struct desk *desk = open_counter();
    int bells = term_bells(desk->term);
    snprintf(typed, sizeof typed, "%s\r", fake_shop_code(7));
    type(desk, typed);
    rings(desk, bells, 1);
    expect(desk, "ORDER ");
    ticket_code(1, unknown);
    snprintf(typed, sizeof typed, "%s\r", unknown);
    type(desk, typed);
    rings(desk, bells + 1, 2);
    expect(desk, "There is no such order");
    type(desk, "123456\r");
    rings(desk, bells + 3, 2);
    expect(desk, "That is not a ticket code");
    assert_int_equal(close_desk(desk), 0);
}

static void scans(void **state)
{
    (void)state;
    char wrong[40], right[40];
    struct desk *desk = open_counter();
    /* With the reader's prefix, from the list. */
    snprintf(right, sizeof right, "]C1%s\r", fake_shop_code(7));
    type(desk, right);
    expect(desk, "ORDER ");
    expect(desk, code(7));
    /* Over the order page another order; typed with hyphens. */
    snprintf(right, sizeof right, "%s\r", code(9));
    type(desk, right);
    expect(desk, code(9));
    /* One digit wrong: said, nothing asked of the keeper. */
    int calls = fake_keeper_calls(&desk->fake, ACTION_SHOW), bells = term_bells(desk->term);
    snprintf(wrong, sizeof wrong, "%s\r", fake_shop_code(7));
    wrong[3] = wrong[3] == '9' ? '0' : (char)(wrong[3] + 1);
    type(desk, wrong);
    expect(desk, "That is not a ticket code");
    assert_int_equal(fake_keeper_calls(&desk->fake, ACTION_SHOW), calls);
    rings(desk, bells, 2);
    /* A scan during a question is a change of mind. */
    type(desk, "a");
    expect(desk, "Password on the ticket");
    snprintf(right, sizeof right, "%s\r", fake_shop_code(12));
    type(desk, right);
    expect(desk, code(12));
    assert_int_equal(fake_keeper_calls(&desk->fake, ACTION_AUTHENTICATE), 0);
    /* Another article's bar code is no command: the letters are not keys. */
    type(desk, "4c0q7a\r");
    expect(desk, "That is not a ticket code");
    assert_int_equal(fake_keeper_calls(&desk->fake, ACTION_CANCEL), 0);
    assert_int_equal(close_desk(desk), 0);
}

static void lift_cancel_ticket(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct desk *desk = open_as(ROLE_SUPERVISOR, "counter", "xterm-256color", 24, 80);
    expect(desk, "1 of 40");
    type(desk, "jl");
    expect(desk, "Lift the alert of");
    type(desk, "knows the customer\r");
    expect(desk, "is lifted");
    struct args args = fake_keeper_last(&desk->fake, ACTION_LIFT, &arena);
    assert_string_equal(args.reason, "knows the customer");
    type(desk, "c");
    expect(desk, "Reason:");
    type(desk, "\r");
    term_pump(desk->term, 100, 1000);
    assert_int_equal(fake_keeper_calls(&desk->fake, ACTION_CANCEL), 0);
    type(desk, "cno show\r");
    expect(desk, "yes, [no]?");
    type(desk, "y");
    expect(desk, "is cancelled");
    /* An ended order needs no ticket; a live one asks first how the customer was known. */
    type(desk, "t");
    expect(desk, "That cannot be done now: the order is cancelled");
    type(desk, "kt");
    expect(desk, "how did the customer show who it is?");
    type(desk, "passport\r");
    expect(desk, "void then");
    type(desk, "y");
    expect(desk, "password  654321");
    args = fake_keeper_last(&desk->fake, ACTION_TICKET, &arena);
    assert_string_equal(args.reason, "passport");
    type(desk, "q");
    expect(desk, "[all]");
    arena_free(&arena);
    assert_int_equal(close_desk(desk), 0);
}

static void a_disabled_key_says_why(void **state)
{
    (void)state;
    struct desk *desk = open_counter();
    type(desk, "l");
    expect(desk, "You may not do that (lift an alert)");
    assert_int_equal(fake_keeper_calls(&desk->fake, ACTION_LIFT), 0);
    type(desk, "?");
    expect(desk, "HELP: counter");
    expect(desk, "Take a payment");
    type(desk, "x");
    expect(desk, "[all]");
    assert_int_equal(close_desk(desk), 0);
}

static void news_keep_the_selection(void **state)
{
    (void)state;
    struct desk *desk = open_counter();
    type(desk, "jjjjj");
    expect(desk, "6 of 40");
    int bells = term_bells(desk->term);
    fake_shop_alerts(1);
    fake_keeper_notice(&desk->fake, BIT(TOPIC_ORDERS));
    expect(desk, "alerts 11");
    expect(desk, "A new alert");
    expect(desk, "6 of 40");
    assert_int_equal(term_bells(desk->term), bells + 1);
    assert_int_equal(close_desk(desk), 0);
}

static void the_keeper_goes_and_comes(void **state)
{
    (void)state;
    struct desk *desk = open_counter();
    int watched = fake_keeper_calls(&desk->fake, ACTION_WATCH);
    assert_int_equal(watched, 1);
    fake_keeper_die(&desk->fake);
    term_pump(desk->term, 100, 500);
    type(desk, "j"); /* the detail waits for the keeper */
    term_pump(desk->term, 300, 600);
    fake_keeper_again(&desk->fake);
    expect(desk, "2 of 40");
    assert_true(fake_keeper_wait(&desk->fake, ACTION_WATCH, 2, WAIT_MS));
    type(desk, "j");
    expect(desk, "3 of 40");
    assert_int_equal(close_desk(desk), 0);
}

static void small_large_and_hung_up(void **state)
{
    (void)state;
    struct desk *desk = open_counter();
    term_resize(desk->term, 12, 50);
    expect(desk, "too small");
    type(desk, "q"); /* not taken while nothing can be seen */
    term_resize(desk->term, 40, 120);
    expect(desk, "1 of 40");
    expect(desk, code(25));
    int64_t start = clock_ms();
    kill(term_pid(desk->term), SIGHUP);
    assert_true(term_gone(desk->term, 2000));
    assert_true(clock_ms() - start < 1000);
    assert_int_equal(close_desk(desk), 0);
}

/* What no terminfo entry explains must do nothing: neither crash nor act. */
static void noise(void **state)
{
    (void)state;
    struct desk *desk = open_counter();
    uint32_t seed = 12345;
    type(desk, "\033[?1;2c\033[200~\033[201~\033[<0;12;7M\033[24;5~\033OX\033[99;99R");
    term_pump(desk->term, 300, 2000);
    assert_true(shows(desk, "[all]"));
    for (int i = 0; i < 200; i++) {
        char bytes[32];
        for (int k = 0; k < 31; k++) {
            seed = seed * 1664525 + 1013904223;
            unsigned char c = (unsigned char)(seed >> 24);
            bytes[k] = (char)(c == 0 || c == 'q' || c == 3 ? 0x1b : c);
        }
        bytes[31] = 0;
        type(desk, bytes);
    }
    term_pump(desk->term, 300, 5000);
    kill(term_pid(desk->term), SIGTERM);
    assert_true(term_gone(desk->term, 5000));
    assert_int_equal(close_desk(desk), 0);
}

static void staff_place_asks_who(void **state)
{
    (void)state;
    struct desk *desk = open_as(ROLE_NOBODY, "counter", "vt100", 24, 80);
    expect(desk, "WHO IS HERE?");
    type(desk, "counter1\rsecret\r");
    /* The keeper of this test knows nobody. */
    expect(desk, "There is no such action");
    struct arena arena = { 0 };
    struct args args = fake_keeper_last(&desk->fake, ACTION_LOGIN, &arena);
    assert_string_equal(args.login, "counter1");
    assert_string_equal(args.password, "secret");
    assert_false(shows(desk, "secret"));
    arena_free(&arena);
    type(desk, "\033");
    assert_true(term_gone(desk->term, WAIT_MS));
    assert_int_equal(close_desk(desk), 1);
}

static void pictures(void **state)
{
    (void)state;
    struct desk *desk = open_counter();
    type(desk, "v");
    expect(desk, "PHOTO 1  IMG_0001.JPG");
    expect(desk, "1 of 2");
    type(desk, "n");
    expect(desk, "2 of 2");
    assert_int_equal(fake_keeper_calls(&desk->fake, ACTION_THUMBNAIL), 2);
    type(desk, "\033");
    expect(desk, "[all]");
    assert_int_equal(close_desk(desk), 0);
}

int main(int argc, char **argv)
{
    int status = fake_keeper_screen(argc, argv, "counter", screen_run_counter);
    if (status >= 0)
        return status;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(list_and_detail), cmocka_unit_test(authenticate), cmocka_unit_test(pay_and_hand_over),
        cmocka_unit_test(scans), cmocka_unit_test(good_and_bad_scans_sound_differently), cmocka_unit_test(lift_cancel_ticket), cmocka_unit_test(a_disabled_key_says_why),
        cmocka_unit_test(news_keep_the_selection),
        cmocka_unit_test(the_keeper_goes_and_comes), cmocka_unit_test(small_large_and_hung_up), cmocka_unit_test(noise),
        cmocka_unit_test(staff_place_asks_who), cmocka_unit_test(pictures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
