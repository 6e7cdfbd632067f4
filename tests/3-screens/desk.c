/* desk.c - the counter's day beyond paying and handing over: people without tickets, calls, shelves, receipts, holds. */
#include "src/base/str.h"
#include "desk.h"

static void open_desk(enum role role, const char *name)
{
    desk_fill();
    desk_sit(role, "counter1", "counter", name);
    expect(strcmp(name, "dumb") == 0 ? "counter:" : "1 of 40");
}

static void close_desk(void)
{
    assert_int_equal(desk_leave(), 0);
}

static void find_by_what_is_known(void **state)
{
    (void)state;
    char code[20];
    open_desk(ROLE_COUNTER, "vt100");
    type("/");
    expect("Find by name, phone");
    type("ann ex\r");
    expect("[found: ann ex]");
    expect("1 of 13");
    expect("0170 5551237");
    assert_string_equal(last(ACTION_FIND).name, "ann ex");
    assert_string_equal(last(ACTION_FIND).phone, "");
    type("/0170-55512 04\r");
    expect("[found: 0170-55512 04]");
    expect(str_code(fake_shop_code(4), code, sizeof code));
    assert_string_equal(last(ACTION_FIND).phone, "01705551204");
    assert_string_equal(last(ACTION_FIND).name, "");
    /* News renew the numbers above, never what was found. */
    int looked = fake_keeper_calls(&fake, ACTION_FIND);
    fake_shop_alerts(2);
    fake_keeper_notice(&fake, BIT(TOPIC_ORDERS));
    expect("alerts 12");
    assert_int_equal(fake_keeper_calls(&fake, ACTION_FIND), looked);
    type("/2026-11-25\r");
    assert_true(fake_keeper_wait(&fake, ACTION_FIND, looked + 2, WAIT_MS));
    assert_string_equal(last(ACTION_FIND).date, "2026-11-25");
    type("/nobody at all\r");
    expect("Nothing was found for nobody at all");
    type("\033");
    expect("[all]");
    expect("of 40");
    close_desk();
}

static void a_phone_is_not_a_ticket(void **state)
{
    (void)state;
    char typed[40], code[20];
    open_desk(ROLE_COUNTER, "vt100");
    /* Twelve digits with a good check digit that are no order: a phone number. */
    ticket_code(12345678901u, code);
    snprintf(typed, sizeof typed, "/%s\r", code);
    type(typed);
    expect("Nothing was found for");
    assert_string_equal(last(ACTION_FIND).phone, code);
    /* The code of an order opens it. */
    snprintf(typed, sizeof typed, "/%s\r", fake_shop_code(6));
    type(typed);
    expect("ORDER ");
    expect(str_code(fake_shop_code(6), code, sizeof code));
    close_desk();
}

static void calls_and_shelves(void **state)
{
    (void)state;
    open_desk(ROLE_COUNTER, "xterm-256color");
    type("C");
    expect("[calls]");
    expect("not told");
    type("s");
    expect("Where does the bag of");
    type("A 3\r");
    expect("lies on A 3.");
    assert_string_equal(last(ACTION_SHELF).shelf, "A 3");
    expect("A 3    not told");
    type("o");
    expect("knows that it is ready");
    expect("A 3    told Wed 09:00");
    expect("told that it is ready Wed 25 Nov 09:00 by counter1");
    type("o");
    expect("told the customer of");
    type("\r");
    term_pump(term, 100, 1000);
    assert_int_equal(fake_keeper_calls(&fake, ACTION_TOLD), 1);
    type("s");
    expect("nowhere)? A 3");
    type("\b\b\b-\r");
    expect("lies on no shelf now");
    assert_string_equal(last(ACTION_SHELF).shelf, "");
    close_desk();
}

static void receipts_and_refunds(void **state)
{
    (void)state;
    open_desk(ROLE_SUPERVISOR, "vt100");
    type("i");
    expect("there is no receipt");
    type("jjji");
    expect("RECEIPT 7");
    expect("Paid cash                        23.00 EUR");
    expect("  19 %       23.00       21.10        1.90");
    expect("Served by                         counter1");
    type("q");
    expect("[all]");
    type("F");
    expect("Give back: 23.00");
    type("\b\b\b\b\b5\r");
    expect("Reason:");
    type("one print was cut\r");
    expect("5.00 EUR given back");
    assert_int_equal(last(ACTION_REFUND).amount_minor, 500);
    assert_string_equal(last(ACTION_REFUND).reason, "one print was cut");
    type("n");
    expect("charged like a new order? yes, [no]?");
    type("y");
    expect("ORDERED AGAIN");
    expect("password  654321");
    close_desk();
}

static void held_released_unlocked(void **state)
{
    (void)state;
    open_desk(ROLE_SUPERVISOR, "vt100");
    type("R");
    expect("is not held back");
    type("x");
    expect("Hold back");
    type("asks for other photos\r");
    expect("nothing more is made of it");
    expect("waits for: staff");
    assert_string_equal(last(ACTION_HOLD).reason, "asks for other photos");
    type("R");
    expect("Waits for: staff. Release");
    type("has them\r");
    expect("goes on");
    assert_string_equal(last(ACTION_RELEASE).reason, "has them");
    type("u");
    expect("is not closed");
    fake_shop_close_code(0);
    fake_keeper_notice(&fake, BIT(TOPIC_ORDERS));
    expect("code closed after too many wrong passwords");
    type("u");
    expect("Open the closed code of");
    type("shows the ticket\r");
    expect("can be used again");
    assert_int_equal(fake_keeper_calls(&fake, ACTION_UNLOCK), 1);
    close_desk();
}

static void two_persons_lift(void **state)
{
    (void)state;
    open_desk(ROLE_SUPERVISOR, "vt100");
    fake_shop_needs_second();
    type("jl");
    expect("Lift the alert of");
    type("regular\r");
    expect("A second person must agree. Login:");
    type("boss\r");
    expect("Password of boss");
    type("wrong\r");
    expect("Name or password is wrong");
    assert_false(shows("is lifted"));
    type("lregular\r");
    expect("Login:");
    type("boss\r");
    expect("Password of boss");
    type("boss\r");
    expect("is lifted");
    assert_string_equal(last(ACTION_LIFT).second, "boss");
    close_desk();
}

static void every_choice_is_reachable(void **state)
{
    (void)state;
    open_desk(ROLE_COUNTER, "vt100");
    type("jjp\r");
    expect("[cash], card (a), voucher?");
    type("\t");
    expect("cash, [card (a)], voucher?");
    type("\t\t\t\r"); /* once around, and Enter takes what is in brackets */
    expect("taken by card");
    assert_int_equal(last(ACTION_PAY).method, PAY_CARD);
    close_desk();
}

static void what_is_offered_is_typed_over(void **state)
{
    (void)state;
    char scan[20], code[20];
    open_desk(ROLE_COUNTER, "vt100");
    type("jjp");
    expect("Amount given: 19.30");
    type("5\r\r");
    expect("5.00 EUR taken by cash");
    type("p");
    expect("Amount given: 14.30");
    type("\0257\b6\r\r"); /* ^U */
    expect("6.00 EUR taken by cash");
    /* A scan in place of the amount opens its order. */
    type("p");
    expect("Amount given: 8.30");
    snprintf(scan, sizeof scan, "%s\r", fake_shop_code(7));
    type(scan);
    expect("ORDER ");
    expect(str_code(fake_shop_code(7), code, sizeof code));
    assert_int_equal(fake_keeper_calls(&fake, ACTION_PAY), 2);
    /* The rest of the page comes when nobody types; after Esc the same code opens it again at once. */
    expect("PAYMENTS");
    type("\033");
    expect("[all]");
    type(scan);
    expect("ORDER ");
    close_desk();
}

static void keys_say_what_right_they_need(void **state)
{
    (void)state;
    open_desk(ROLE_COUNTER, "vt100");
    type("A");
    expect("You may not do that (staff and places)");
    type("R");
    expect("You may not do that (supervise)");
    type("F");
    expect("You may not do that (supervise)");
    assert_true(strlen(term_row(term, 23)) <= 80);
    assert_non_null(strstr(term_row(term, 23), "? help"));
    close_desk();
}

static void the_same_in_lines(void **state)
{
    (void)state;
    open_desk(ROLE_SUPERVISOR, "dumb");
    type("find\r");
    expect("Find by name, phone");
    type("ann\r");
    expect("[found: ann]");
    type("calls\r");
    expect("not told");
    type("shelf 1\r");
    expect("Where does the bag of");
    type("B7\r");
    expect("lies on B7.");
    type("receipt 2\r");
    expect("Served by                         counter1");
    type("hold back 1\r");
    expect("the order is ready");
    type("office\r");
    expect("office:"); /* its headline may have gone up and away */
    type("roles\r");
    expect("counter          counter");
    type("rights lab\r");
    expect("yes  work the printers");
    type("back\r");
    type("back\r");
    type("quit\r");
    close_desk();
}

int main(int argc, char **argv)
{
    int status = fake_keeper_screen(argc, argv, "counter", screen_run_counter);
    if (status >= 0)
        return status;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(find_by_what_is_known), cmocka_unit_test(a_phone_is_not_a_ticket),
        cmocka_unit_test(calls_and_shelves), cmocka_unit_test(receipts_and_refunds),
        cmocka_unit_test(held_released_unlocked), cmocka_unit_test(two_persons_lift),
        cmocka_unit_test(every_choice_is_reachable), cmocka_unit_test(what_is_offered_is_typed_over),
        cmocka_unit_test(keys_say_what_right_they_need),
        cmocka_unit_test(the_same_in_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
