/* lab.c - the board as the lab reads it, and line mode of lab and counter. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "screens/screen.h"
#include "src/base/str.h"
#include "tests/lib/fake_shop.h"
#include "tests/lib/terminal.h"

enum { WAIT_MS = 20000 };

struct wall {
    struct fake_keeper fake;
    struct term *term;
};

static struct wall *open_wall(enum role role, const char *screen, const char *term)
{
    struct wall *wall = calloc(1, sizeof *wall);
    fake_shop_fill(&wall->fake);
    fake_keeper_start(&wall->fake, role, "lab1", PLACE_LAB);
    wall->term = term_open(fake_keeper_argv(&wall->fake, screen), fake_shop_environment(), term, 24, 80);
    assert_non_null(wall->term);
    return wall;
}

static int close_wall(struct wall *wall)
{
    int status = term_close(wall->term);
    fake_keeper_stop(&wall->fake);
    free(wall);
    return status;
}

static void expect(struct wall *wall, const char *text)
{
    if (!term_expect(wall->term, text, WAIT_MS)) {
        char *screen = term_screen(wall->term);
        fprintf(stderr, "no \"%s\" on:\n%s\n", text, screen);
        free(screen);
        fail();
    }
}

static void type(struct wall *wall, const char *keys)
{
    assert_true(term_send(wall->term, keys));
}

static void printers_and_queue(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct wall *wall = open_wall(ROLE_SUPERVISOR, "lab", "vt100");
    char code[20];
    expect(wall, "waiting 38 prints, 12 orders");
    expect(wall, "dnp-6");
    expect(wall, "#....  25%");
    type(wall, "jp");
    expect(wall, "dnp-2 is paused");
    struct args args = fake_keeper_last(&wall->fake, ACTION_PRINTER_PAUSE, &arena);
    assert_string_equal(args.printer, "dnp-2");
    type(wall, "r");
    expect(wall, "Tab goes to the queue");
    type(wall, "\tjjr");
    expect(wall, "at the front of the queue");
    args = fake_keeper_last(&wall->fake, ACTION_RUSH, &arena);
    assert_string_equal(args.code, fake_shop_code(2));
    type(wall, "\r");
    expect(wall, "ORDER ");
    expect(wall, str_code(fake_shop_code(2), code, sizeof code));
    type(wall, "\033");
    expect(wall, "QUEUE");
    arena_free(&arena);
    assert_int_equal(close_wall(wall), 0);
}

static void what_waits_and_what_leaves(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct wall *wall = open_wall(ROLE_SUPERVISOR, "lab", "vt100");
    expect(wall, "WAITS: photos missing or damaged");
    fake_shop_leaving();
    fake_keeper_notice(&wall->fake, BIT(TOPIC_PRINTERS));
    expect(wall, "leaving");
    type(wall, "jp");
    expect(wall, "is not in printers.conf any more");
    assert_int_equal(fake_keeper_calls(&wall->fake, ACTION_PRINTER_PAUSE), 0);
    type(wall, "\tb");
    expect(wall, "at the end of the queue");
    type(wall, "xwrong paper\r");
    expect(wall, "nothing more is made of it");
    type(wall, "X");
    expect(wall, "Waits for: staff. Release");
    type(wall, "right paper\r");
    expect(wall, "goes on");
    struct args args = fake_keeper_last(&wall->fake, ACTION_RELEASE, &arena);
    assert_string_equal(args.code, fake_shop_code(0));
    assert_string_equal(args.reason, "right paper");
    type(wall, "R");
    expect(wall, "again, free? yes, [no]?");
    type(wall, "y");
    expect(wall, "is made again");
    arena_free(&arena);
    assert_int_equal(close_wall(wall), 0);
}

static void trouble_rings_once(void **state)
{
    (void)state;
    struct wall *wall = open_wall(ROLE_LAB, "lab", "vt220");
    expect(wall, "dnp-6");
    term_pump(wall->term, 300, 2000);
    int bells = term_bells(wall->term);
    fake_shop_board(5, "OUT OF PAPER");
    fake_keeper_notice(&wall->fake, BIT(TOPIC_PRINTERS));
    expect(wall, "dnp-1: OUT OF PAPER. Mend it");
    expect(wall, "! OUT OF PAPER since");
    assert_int_equal(term_bells(wall->term), bells + 1);
    fake_shop_board(6, "OUT OF PAPER");
    fake_keeper_notice(&wall->fake, BIT(TOPIC_PRINTERS));
    term_pump(wall->term, 2500, 3000);
    assert_int_equal(term_bells(wall->term), bells + 1);
    type(wall, "p");
    expect(wall, "dnp-1 goes on");
    assert_int_equal(fake_keeper_calls(&wall->fake, ACTION_PRINTER_RESUME), 1);
    /* The lab does not authenticate, whatever is typed. */
    type(wall, "\r");
    expect(wall, "ORDER ");
    type(wall, "a");
    expect(wall, "You may not do that (authenticate). Ask");
    assert_int_equal(fake_keeper_calls(&wall->fake, ACTION_AUTHENTICATE), 0);
    assert_int_equal(close_wall(wall), 0);
}

/* Paper used up by count is an alarm as well; and the selected line stands in full at the end. */
static void paper_runs_out(void **state)
{
    (void)state;
    struct wall *wall = open_wall(ROLE_LAB, "lab", "vt100");
    expect(wall, "dnp-1: ");
    term_pump(wall->term, 300, 2000);
    int bells = term_bells(wall->term);
    fake_shop_out_of_paper();
    fake_keeper_notice(&wall->fake, BIT(TOPIC_PRINTERS) | BIT(TOPIC_HAND));
    expect(wall, "dnp-5 is out of paper for 10x15. Load some and say how much (L).");
    expect(wall, "! OUT OF PAPER for 10x15");
    assert_int_equal(term_bells(wall->term), bells + 1);
    type(wall, "jjjj");
    expect(wall, "dnp-5: ");
    expect(wall, "out of paper for 10x15; 10x15 for 0");
    type(wall, "A");
    expect(wall, "NOW      out of paper for 10x15");
    type(wall, "q\tj");
    expect(wall, ": WAITS: photos missing or damaged");
    assert_int_equal(close_wall(wall), 0);
}

/* Paper counted, prints moved, alarms seen, all with the printer that is selected. */
static void printers_are_worked(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    fake_shop_alarm();
    struct wall *wall = open_wall(ROLE_LAB, "lab", "vt100");
    expect(wall, "LEFT STATE");
    expect(wall, " 400 printing");
    expect(wall, "   8 LOW PAPER");
    expect(wall, "seen? (s)");
    type(wall, "s");
    expect(wall, "This printer has no alarm.");
    type(wall, "L");
    expect(wall, "Paper of which size is loaded in dnp-1?");
    type(wall, "\r");
    expect(wall, "For how many prints 10x15?");
    type(wall, "700\r");
    expect(wall, "dnp-1 has paper for 700 prints 10x15");
    struct args args = fake_keeper_last(&wall->fake, ACTION_PRINTER_MEDIA, &arena);
    assert_string_equal(args.printer, "dnp-1");
    assert_string_equal(args.product, "10x15");
    assert_int_equal(args.count, 700);
    type(wall, "m");
    expect(wall, "Pause dnp-1 and print what it has on");
    type(wall, "\r");
    expect(wall, "dnp-2 prints what it has not");
    args = fake_keeper_last(&wall->fake, ACTION_PRINTER_MOVE, &arena);
    assert_string_equal(args.to, "dnp-2");
    type(wall, "i");
    expect(wall, "PRINTER dnp-1");
    expect(wall, "Paper        10x15: 412 prints");
    type(wall, "qA");
    expect(wall, "ALARMS");
    expect(wall, "over     a paper jam");
    type(wall, "s");
    expect(wall, "There is no alarm that nobody has seen.");
    args = fake_keeper_last(&wall->fake, ACTION_PRINTER_SEEN, &arena);
    assert_string_equal(args.printer, "dnp-4");
    type(wall, "q\td");
    expect(wall, "PRINTS OF");
    expect(wall, "1 copy 2");
    expect(wall, "10x15 glossy, fill, photo 1");
    type(wall, "kf");
    expect(wall, "That is said of a doubtful print");
    type(wall, "jf");
    expect(wall, "Did you find line 1 copy 2");
    type(wall, "n");
    expect(wall, "2 of 2"); /* where it began: the one that somebody must look at */
    type(wall, "f");
    expect(wall, "Did you find line 1 copy 2");
    type(wall, "y");
    expect(wall, "It counts as made.");
    args = fake_keeper_last(&wall->fake, ACTION_MADE, &arena);
    assert_int_equal(args.line, 1);
    assert_int_equal(args.copy, 2);
    type(wall, "R");
    expect(wall, "You may not do that (supervise)");
    arena_free(&arena);
    assert_int_equal(close_wall(wall), 0);
}

static void a_dumb_terminal_gets_lines(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct wall *wall = open_wall(ROLE_SUPERVISOR, "counter", "dumb");
    char line[80];
    expect(wall, "counter:");
    term_pump(wall->term, 200, 2000);
    snprintf(line, sizeof line, "authenticate %s\r", fake_shop_code(0));
    type(wall, line);
    expect(wall, "Password on the ticket (not shown):");
    type(wall, "123456\r");
    expect(wall, "It goes to the lab now");
    char *screen = term_screen(wall->term);
    assert_null(strstr(screen, "123456"));
    free(screen);
    type(wall, "pay 3\r");
    expect(wall, "Amount given: [19.30]:");
    type(wall, "\r");
    expect(wall, "[cash]");
    type(wall, "card\r");
    expect(wall, "19.30 EUR taken by card");
    snprintf(line, sizeof line, "%s\r", fake_shop_code(2));
    type(wall, line);
    expect(wall, "order:");
    type(wall, "hand over\r");
    expect(wall, "Hand over");
    type(wall, "yes\r");
    expect(wall, "is handed over");
    type(wall, "q\r");
    expect(wall, "counter:");
    type(wall, "what\r");
    expect(wall, "Give a number from the menu");
    type(wall, "quit\r");
    assert_true(term_gone(wall->term, WAIT_MS));
    struct args args = fake_keeper_last(&wall->fake, ACTION_PAY, &arena);
    assert_int_equal(args.method, PAY_CARD);
    arena_free(&arena);
    assert_int_equal(close_wall(wall), 0);
}

static void the_lab_in_lines(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct wall *wall = open_wall(ROLE_LAB, "lab", "dumb");
    expect(wall, "lab:");
    type(wall, "pause/resume dnp-3\r");
    expect(wall, "dnp-3 is paused");
    struct args args = fake_keeper_last(&wall->fake, ACTION_PRINTER_PAUSE, &arena);
    assert_string_equal(args.printer, "dnp-3");
    type(wall, "\004"); /* the end of input leaves */
    assert_true(term_gone(wall->term, WAIT_MS));
    arena_free(&arena);
    assert_int_equal(close_wall(wall), 0);
}

int main(int argc, char **argv)
{
    int status = fake_keeper_screen(argc, argv, "lab", screen_run_lab);
    if (status < 0)
        status = fake_keeper_screen(argc, argv, "counter", screen_run_counter);
    if (status >= 0)
        return status;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printers_and_queue), cmocka_unit_test(what_waits_and_what_leaves),
        cmocka_unit_test(trouble_rings_once), cmocka_unit_test(printers_are_worked), cmocka_unit_test(paper_runs_out),
        cmocka_unit_test(a_dumb_terminal_gets_lines), cmocka_unit_test(the_lab_in_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
