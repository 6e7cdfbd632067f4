/* office.c - what supervisors look after: staff, roles, terminals, journal, printers, customers. */
#include "src/base/clock.h"
#include "src/base/str.h"
#include "desk.h"

static void open_office(void)
{
    desk_fill();
    desk_sit(ROLE_SUPERVISOR, "boss", "counter", "vt100");
    expect("1 of 40");
    type("A");
    expect("OFFICE");
}

static void close_office(void)
{
    assert_int_equal(desk_leave(), 0);
}

static void keys_of_a_login(void)
{
    char line[800], *end = line + sprintf(line, "ssh-rsa AAAA");
    type("K");
    expect("KEYS OF till2");
    expect("this login has its password alone");
    type("a");
    expect("Paste the line");
    for (int i = 0; i < 70; i++) /* as long as one of RSA 3072, at once */
        end += sprintf(end, "Zm9vYmFy");
    sprintf(end, " at-home\r");
    type(line);
    expect("till2 can come in by this key");
    expect("0123456789012 at-home");
    line[strlen(line) - 1] = 0;
    assert_string_equal(last(ACTION_STAFF_KEY_ADD).key, line);
    type("r");
    expect("Remove SHA256:0123");
    type("y");
    expect("lets nobody in any more");
    expect("this login has its password alone");
    assert_string_equal(last(ACTION_STAFF_KEY_REMOVE).login, "till2");
    type("q");
    expect("STAFF");
}

static void staff(void **state)
{
    (void)state;
    open_office();
    type("\r"); /* the first line */
    expect("STAFF");
    expect("counter1       counter");
    type("a");
    expect("NEW LOGIN");
    type("till2\rTill Two\r \rsecret1\rsecret2\r");
    expect("The two passwords differ");
    assert_int_equal(fake_keeper_calls(&fake, ACTION_STAFF_ADD), 0);
    type("secret1\rsecret1\r");
    expect("till2 can log in as lab");
    expect("2 of 2");
    assert_string_equal(last(ACTION_STAFF_ADD).name, "Till Two");
    assert_string_equal(last(ACTION_STAFF_ADD).password, "secret1");
    assert_false(shows("secret1"));
    type("d");
    expect("Close the login till2?");
    type("\r");
    term_pump(term, 100, 1000);
    assert_int_equal(fake_keeper_calls(&fake, ACTION_STAFF_DISABLE), 0);
    type("dy");
    expect("till2 cannot log in any more");
    expect("CLOSED");
    type("d");
    expect("till2 can log in again");
    assert_string_equal(last(ACTION_STAFF_ENABLE).login, "till2");
    type("p");
    expect("New password of till2");
    type("another1\r");
    expect("once more");
    type("another1\r");
    expect("till2 has a new password");
    assert_string_equal(last(ACTION_STAFF_PASSWORD).login, "till2");
    assert_string_equal(last(ACTION_STAFF_PASSWORD).password, "another1");
    type("i");
    expect("New PIN of till2");
    type("246810\r");
    expect("once more");
    type("246811\r");
    expect("The two PINs differ");
    assert_int_equal(fake_keeper_calls(&fake, ACTION_STAFF_PIN), 0);
    type("i246810\r246810\r");
    expect("till2 has a new PIN");
    assert_string_equal(last(ACTION_STAFF_PIN).pin, "246810");
    assert_false(shows("246810"));
    keys_of_a_login();
    type("e");
    expect("till2");
    type("\r \r");
    expect("till2 is changed");
    expect("till2          supervisor");
    assert_string_equal(last(ACTION_STAFF_SET).role, "supervisor");
    type("qq");
    expect("[all]");
    close_office();
}

static void roles_and_terminals(void **state)
{
    (void)state;
    open_office();
    type("r");
    expect("ROLES");
    type("\r");
    expect("ROLE counter may");
    expect("no   lift an alert");
    for (int i = 0; i < 20 && !shows("> no   lift an alert"); i++) {
        type("j");
        term_pump(term, 50, 500);
    }
    type(" ");
    expect("counter may lift an alert now");
    expect("> yes  lift an alert");
    assert_string_equal(last(ACTION_ROLE_SET).give, "lift an alert");
    assert_string_equal(last(ACTION_ROLE_SET).take, "");
    assert_string_equal(last(ACTION_ROLE_SET).role, "counter");
    type("\r");
    expect("counter may not lift an alert any more");
    assert_string_equal(last(ACTION_ROLE_SET).take, "lift an alert");
    type("qqt");
    expect("TERMINALS");
    expect("till-1                 counter");
    type("p");
    expect("till-1 is a kiosk, [counter], lab, office, any?");
    type("l");
    expect("till-1                 lab");
    type("\r");
    expect("TERMINAL till-1 may be used to");
    type("\r");
    expect("till-1 may not ask any more");
    assert_string_equal(last(ACTION_TERMINAL_SET).terminal, "till-1");
    assert_string_equal(last(ACTION_TERMINAL_SET).take, "ask");
    close_office();
}

static void journal_from_its_end(void **state)
{
    (void)state;
    char line[40], code[20];
    str_code(fake_shop_code(3), code, sizeof code);
    open_office();
    type("J");
    expect("JOURNAL, newest first");
    expect("no. 450, counter1, at till-1: payment taken");
    type("k\033[4~");
    expect("no. 251, counter1");
    type("o");
    expect("no. 250, counter1");
    type("oo");
    expect("no. 50, counter1");
    type("o");
    expect("The journal begins here");
    type("n");
    expect("no. 250, counter1");
    type("e");
    expect("no. 450, counter1");
    snprintf(line, sizeof line, "f%s\r", fake_shop_code(3));
    type(line);
    snprintf(line, sizeof line, "JOURNAL of %s", code);
    expect(line);
    type("j");
    expect("no. 440, counter1");
    type("\r");
    expect("ORDER ");
    expect(code);
    type("\033");
    expect(line);
    type("\033");
    expect("JOURNAL, newest first");
    type("fboss\r");
    expect("only what was done by boss");
    expect("no. 400, boss");
    type("o");
    expect("The journal begins here");
    snprintf(line, sizeof line, "f%s\r", clock_date(clock_day(FAKE_NOON - 86400 * 2), code));
    type(line);
    expect("no. 300, boss");
    type("\033/");
    expect("Only of");
    type(line + 1);
    expect("no. 300, boss");
    type("k");
    expect("no. 300, boss");
    type("n");
    expect("no. 450, counter1");
    type("fxx-9\r");
    expect("Nothing of that happened");
    close_office();
}

static void customers_and_printers(void **state)
{
    (void)state;
    open_office();
    type("c");
    expect("\xc3\x84nn Example of a name that ~                           97 %"); /* columns, not bytes */
    expect("1 of 2");
    type("/bob\r");
    expect("CUSTOMERS with bob");
    expect("1 of 1");
    assert_false(shows("nn Example of"));
    type("\033\r");
    expect("trusted 50 %: 1 of 2 orders were collected and paid");
    expect("NOT honoured");
    type("e");
    expect("An empty PIN leaves");
    type("\r0170 99\r \r\r");
    expect("Customer 0000021 is changed");
    assert_string_equal(last(ACTION_CUSTOMER_SET).phone, "0170 99");
    assert_true(last(ACTION_CUSTOMER_SET).member);
    type("qqp");
    expect("PRINTERS");
    expect("everything");
    type("p");
    expect("dnp-1 is paused");
    assert_string_equal(last(ACTION_PRINTER_PAUSE).printer, "dnp-1");
    close_office();
}

static void reports_of_any_days(void **state)
{
    (void)state;
    open_office();
    type("d");
    expect("TAKEN BY CUSTOMER KIND");
    expect("member                    3       30.00  ##############################");
    expect("guest                     1       10.00  ##########");
    type("r");
    expect("From which day on");
    type("\x15" "2026-02-30\r");
    expect("Until which day");
    type("\x15" "2026-03-02\r");
    expect("That is no day of the calendar: 2026-02-30");
    type("r\x15" "2026-02-27\r");
    expect("Until which day");
    type("\x15" "2026-03-02\r");
    expect("2026-02-27 - 2026-03-02");
    type("b");
    expect("2026-02-23 - 2026-02-26"); /* as many days as before */
    close_office();
}

static void a_scan_leaves_the_office(void **state)
{
    (void)state;
    char line[20];
    open_office();
    type("s");
    expect("STAFF");
    snprintf(line, sizeof line, "%s\r", fake_shop_code(5));
    type(line);
    expect("ORDER ");
    type("\033");
    expect("[all]");
    close_office();
}

/* The second of two bags wins, whatever page was open; what is no ticket is said and opens nothing. */
static void scans_in_one_burst(void **state)
{
    (void)state;
    char line[60], code[20];
    open_office();
    type("s");
    expect("STAFF");
    snprintf(line, sizeof line, "%s\r%s\r", fake_shop_code(5), fake_shop_code(6));
    type(line);
    snprintf(line, sizeof line, "ORDER %s", str_code(fake_shop_code(6), code, sizeof code));
    expect(line);
    type("4006381333931\r"); /* a bar of chocolate */
    expect("not a ticket");
    expect(line);
    type("\033\033\033");
    expect("[all]");
    close_office();
}

int main(int argc, char **argv)
{
    int status = fake_keeper_screen(argc, argv, "counter", screen_run_counter);
    if (status >= 0)
        return status;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(staff), cmocka_unit_test(roles_and_terminals), cmocka_unit_test(journal_from_its_end),
        cmocka_unit_test(customers_and_printers), cmocka_unit_test(reports_of_any_days), cmocka_unit_test(a_scan_leaves_the_office), cmocka_unit_test(scans_in_one_burst),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
