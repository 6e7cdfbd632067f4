/* kiosk.c - the customer's wizard, used as a customer would: on a vt100, on a colour terminal, and as questions. */
#include "kiosk.h"

static void start_as(const char *screen, const char *TERM, int rows, int cols, const char *idle)
{
    char setting[64];
    snprintf(setting, sizeof setting, "COUNTERSIGN_KIOSK_IDLE=%s", idle);
    char *env[] = { (char *)(uintptr_t)"PATH=/usr/bin:/bin", (char *)(uintptr_t)"LC_ALL=C.UTF-8", (char *)(uintptr_t)"TZ=UTC", setting, NULL };
    term = term_open(fake_keeper_argv(&shop.fake, screen), env, TERM, rows, cols);
    assert_non_null(term);
}

static void start(const char *TERM, int rows, int cols, const char *idle)
{
    start_as("kiosk", TERM, rows, cols, idle);
}

/* As the keeper tells a session that logged in with a ticket's code. */
static int run_with_ticket(struct client *client)
{
    client->identity.code = KIOSK_CODE;
    return screen_run_kiosk(client);
}

static void new_order(void)
{
    start("vt100", 24, 80, "120");
    expect("", "What would you like to do?");
    expect("n", "PHOTOS > Prints > Details > Bill > Ticket");
}

static void gives_the_ticket_and_the_line_to_type(void **state)
{
    (void)state;
    new_order();
    expect("", "scp -P 4022 *.jpg " KIOSK_CODE "@shop.example:");
    expect("", "Password: " KIOSK_PASSWORD);
    expect("", KIOSK_CODE_SHOWN);
    kiosk_shop_add_photo(&shop, "IMG_0099.JPG", 5000, 4000);
    expect("", "IMG_0099.JPG                5000x4000");
    expect("", "3 photos here now");
}

static void whole_wizard_places_the_order(void **state)
{
    (void)state;
    new_order();
    expect("n", "Photos > PRINTS");
    expect("+", "so far 0.87 EUR");
    expect("n", "Photos > Prints > DETAILS");
    expect("\rAnna\r030 1234\r\r", "> Service");
    expect("\r", "How soon do you need it?");
    expect("k\r", "express    ready by Thu 26 Nov 09:00");
    expect("\r0000013\r1234\r", "Welcome, Anna Muster.");
    expect("n", "Details > BILL");
    expect("", "2 x 0.29         0.58");
    expect("p", "Place this order for 0.87 EUR?");
    assert_int_equal(ORDER_OPEN, kiosk_shop_state(&shop));
    expect("\r", "Bring this ticket to the counter before Thu 26 Nov 10:00");
    assert_int_equal(ORDER_HELD, kiosk_shop_state(&shop));
    assert_string_equal("Anna", shop.order.name);
    assert_string_equal("030 1234", shop.order.phone);
    assert_string_equal("express", shop.order.class);
    assert_string_equal("0000013", shop.order.customer);
    expect("", "Ticket     " KIOSK_CODE_SHOWN);
    expect("", "Password   " KIOSK_PASSWORD);
    expect("x", "What would you like to do?");
    assert_null(strstr(term_row(term, 1), KIOSK_CODE_SHOWN));
    /* The keeper forgets ticket and customer number too. */
    struct arena arena = { 0 };
    assert_string_equal("kiosk", fake_keeper_last(&shop.fake, ACTION_LOGIN, &arena).login);
    arena_free(&arena);
}

static void changes_every_picked_line_and_loses_none(void **state)
{
    (void)state;
    new_order();
    expect("n", "PRINTS");
    expect("as", "Which size for these 2 photos?");
    expect("j", "> 20x30");
    expect("\r", "2 lines changed.");
    expect("", "so far 9.00 EUR");
    expect("", "! too small for this size");
    expect("f", "20x30 lustre");
    expect("m", "fit");
    kiosk_shop_add_photo(&shop, "IMG_0004.JPG", 6000, 4000);
    expect("", "3 photos");
    expect("+", "so far 18.29 EUR");
    assert_int_equal(3, kiosk_shop_line_count(&shop));
    assert_string_equal("20x30", kiosk_shop_line(&shop, 0).product);
    assert_string_equal("lustre", kiosk_shop_line(&shop, 1).surface);
    assert_int_equal(MODE_FIT, kiosk_shop_line(&shop, 0).mode);
    assert_int_equal(2, kiosk_shop_line(&shop, 1).copies);
    assert_int_equal(1, kiosk_shop_line(&shop, 2).copies);
}

static void a_photo_without_copies_stays_in_the_list(void **state)
{
    (void)state;
    new_order();
    expect("n", "PRINTS");
    expect("-", "not printed");
    assert_int_equal(1, kiosk_shop_line_count(&shop));
    assert_int_equal(2, kiosk_shop_line(&shop, 0).photo);
    expect("j-", "Nothing is ordered yet.");
    assert_int_equal(1, kiosk_shop_line_count(&shop));
    expect("k+", "so far 0.58 EUR");
    assert_int_equal(2, kiosk_shop_line_count(&shop));
    expect("o", "Which size?");
    expect("j\r", "20x30 glossy");
    assert_int_equal(3, kiosk_shop_line_count(&shop));
}

static void form_and_crop_change_one_line(void **state)
{
    (void)state;
    new_order();
    expect("n", "PRINTS");
    expect("j", "11 % is cut off");
    expect("<", "2 of 2");
    assert_true(fake_keeper_wait(&shop.fake, ACTION_EDIT, 1, WAIT));
    struct crop crop = kiosk_shop_line(&shop, 1).crop;
    assert_int_equal(1000000, crop.width);
    assert_int_equal(888889, crop.height);
    assert_int_equal(5555, crop.y);
    expect("\r", "White border");
    expect("7\r\r\r \r", "7  fill");
    assert_int_equal(7, kiosk_shop_line(&shop, 1).copies);
    assert_true(kiosk_shop_line(&shop, 1).border);
    assert_int_equal(1, kiosk_shop_line(&shop, 0).copies);
    expect("", "with a white border");
}

static void ticket_opens_the_order_again(void **state)
{
    (void)state;
    shop.order.state = ORDER_READY;
    start("vt100", 24, 80, "120");
    expect("", "What would you like to do?");
    expect("t", "Ticket code");
    expect("471120935524\r", "That is not a ticket code");
    expect("t" KIOSK_CODE "\r", "Password of ticket " KIOSK_CODE_SHOWN);
    expect("111111\r", "No order has this code and password.");
    assert_string_equal("", fake_keeper_last(&shop.fake, ACTION_SHOW, &shop.memory).code);
    expect("t" KIOSK_CODE "\r", "Password of ticket " KIOSK_CODE_SHOWN);
    expect(KIOSK_PASSWORD "\r", "It is ready.");
    expect("e", "It cannot be changed any more.");
    expect("v", "PHOTOS");
    expect("", "IMG_0003.JPG");
    assert_null(strstr(term_row(term, 4), "scp"));
    expect("n", "TICKET");
    kiosk_shop_set_state(&shop, ORDER_COLLECTED);
    expect("", "It was collected. Thank you.");
}

static void scan_opens_the_password_question(void **state)
{
    (void)state;
    start("vt100", 24, 80, "120");
    expect("", "What would you like to do?");
    expect("]C1" KIOSK_CODE "\r", "Password of ticket " KIOSK_CODE_SHOWN);
    expect(KIOSK_PASSWORD "\r", "PHOTOS");
}

static void held_order_is_edited_and_stays_held(void **state)
{
    (void)state;
    shop.order.state = ORDER_HELD;
    start("vt100", 24, 80, "120");
    expect("", "What would you like to do?");
    expect("t" KIOSK_CODE "\r", "Password of ticket");
    expect(KIOSK_PASSWORD "\r", "Ordered.");
    expect("e", "PRINTS");
    expect("+", "0.87 EUR");
    expect("nn", "your changes are saved");
    expect("p", "It is placed already");
    expect("n", "TICKET");
    assert_int_equal(0, fake_keeper_calls(&shop.fake, ACTION_PLACE));
}

static void leaving_an_unplaced_order_is_asked(void **state)
{
    (void)state;
    new_order();
    expect("x", "Your photos stay under ticket " KIOSK_CODE_SHOWN);
    expect("n", "PHOTOS");
    expect("xy", "What would you like to do?");
    expect("t", "Ticket code");
    expect("\033", "Start a new order");
    expect("n", "PHOTOS");
    expect("D", "Throw away this order");
    assert_int_equal(0, fake_keeper_calls(&shop.fake, ACTION_DISCARD));
    expect("y", "What would you like to do?");
    assert_int_equal(1, fake_keeper_calls(&shop.fake, ACTION_DISCARD));
}

/* Four seconds to the warning here, one more to forgetting; it is looked at every five seconds. */
static void who_goes_away_is_forgotten(void **state)
{
    (void)state;
    start("vt100", 24, 80, "4");
    expect("", "What would you like to do?");
    expect("n", "Password: " KIOSK_PASSWORD);
    expect("nn\r", "Who is it for?");
    expect("", "What would you like to do?");
    char *screen = term_screen(term);
    assert_null(strstr(screen, KIOSK_CODE_SHOWN));
    free(screen);
}

static void a_ticket_login_lands_on_its_order(void **state)
{
    (void)state;
    shop.order.state = ORDER_PRODUCING;
    shop.order.prints_made = 1;
    shop.order.prints_total = 2;
    start_as("ticket", "vt100", 24, 80, "120");
    expect("", "1 of 2 prints are made.");
    expect("", "Password   the one you were given with it");
    expect("x", "What would you like to do?");
}

static void a_small_screen_is_enough(void **state)
{
    (void)state;
    start("vt100", 16, 60, "120");
    expect("", "What would you like to do?");
    expect("n", "scp -P 4022 *.jpg " KIOSK_CODE "@shop.example:");
    expect("nj", "11 % is cut off");
    expect("n", "> Name");
    expect("n", "Total");
    expect("p\r", "Password   " KIOSK_PASSWORD);
    term_resize(term, 10, 40);
    expect("", "This window is too small.");
    term_resize(term, 24, 80);
    expect("", "Password   " KIOSK_PASSWORD);
}

static void keys_that_are_none_do_nothing(void **state)
{
    (void)state;
    new_order();
    expect("qQ:!\003\032\034~z", "PHOTOS");
    term_pump(term, 200, 2000);
    assert_false(term_gone(term, 200));
    expect("n", "PRINTS");
}

/* Lines at 9600 baud (SCREENS.md, "Bytes"). */
static void bytes_stay_few(void **state)
{
    (void)state;
    new_order();
    for (int i = 0; i < 20; i++) {
        char name[32];
        snprintf(name, sizeof name, "IMG_%04d.JPG", 100 + i);
        pthread_mutex_lock(&shop.lock);
        struct photo *photo = LIST_ADD(&shop.memory, &shop.order.photos, photo);
        *photo = shop.order.photos.v[0];
        photo->n = (int64_t)shop.order.photos.n;
        photo->name = arena_text(&shop.memory, name);
        pthread_mutex_unlock(&shop.lock);
    }
    fake_keeper_notice(&shop.fake, BIT(TOPIC_ORDERS));
    expect("n", "IMG_0105.JPG");
    term_pump(term, 400, 3000);
    size_t before = term_bytes(term);
    term_send(term, "j");
    while (term_pump(term, 60, 100) == 0)
        continue;
    size_t move = term_bytes(term) - before;
    assert_in_range(move, 1, 90); /* the move itself, and the hint on the status line going away */
    term_pump(term, 400, 3000);
    before = term_bytes(term);
    term_send(term, "j");
    while (term_pump(term, 60, 100) == 0)
        continue;
    assert_in_range(term_bytes(term) - before, 1, 12);
    term_pump(term, 400, 3000);
    before = term_bytes(term);
    assert_int_equal(0, term_pump(term, 1000, 1000));
    assert_int_equal(before, term_bytes(term));
}

static void the_same_as_questions_on_a_dumb_terminal(void **state)
{
    (void)state;
    start("dumb", 60, 80, "120");
    expect("", "Start a new order (n)");
    expect("n\n", "    scp -P 4022 *.jpg");
    expect("n\n", "IMG_0003.JPG  10x15 glossy  1 x");
    expect("s all\n", "Its number");
    expect("2\n", "2 lines changed.");
    expect("n\n", "Customer number:");
    expect("n\n", "Total: 9.00 EUR");
    expect("P\n", "Place this order for 9.00 EUR?");
    expect("y\n", "Bring this ticket to the counter");
    assert_int_equal(ORDER_HELD, kiosk_shop_state(&shop));
    assert_string_equal("20x30", kiosk_shop_line(&shop, 1).product);
    expect("x\n\n", "Welcome.");
}

/* Where a printer stands the ticket is printed once, when it is given; after that by p. */
static void the_ticket_is_printed_where_there_is_a_printer(void **state)
{
    (void)state;
    char path[] = "/tmp/kiosk-slip.XXXXXX", file[4096];
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    shop.fake.slips = path;
    new_order();
    expect("n", "PRINTS");
    expect("n", "DETAILS");
    expect("n", "BILL");
    expect("p", "Place this order");
    expect("\r", "The ticket is printed.");
    ssize_t once = pread(fd, file, sizeof file, 0);
    assert_true(once > 0);
    assert_non_null(memmem(file, (size_t)once, KIOSK_CODE_SHOWN, strlen(KIOSK_CODE_SHOWN)));
    assert_non_null(memmem(file, (size_t)once, KIOSK_PASSWORD, strlen(KIOSK_PASSWORD)));
    expect("b", "BILL");
    expect("n", "> TICKET");
    term_pump(term, 400, 3000);
    assert_int_equal(once, lseek(fd, 0, SEEK_END));
    expect("p", "The ticket is printed.");
    assert_int_equal(2 * once, lseek(fd, 0, SEEK_END));
    close(fd);
    unlink(path);
}

static void the_whole_order_in_one_size_and_back(void **state)
{
    (void)state;
    new_order();
    expect("n", "PRINTS");
    expect("+", "so far 0.87 EUR");
    expect("w", "Which size for these 2 photos?");
    expect("j\r", "All 2 photos in 20x30");
    expect("2\r \r\r\r", "All 2 photos: 20x30 lustre, 2 each.");
    expect("", "so far 18.00 EUR");
    assert_int_equal(2, kiosk_shop_line_count(&shop));
    expect("u", "Undone. Left to undo: 1 (u).");
    expect("", "so far 0.87 EUR");
    expect("u", "so far 0.58 EUR");
    expect("u", "There is nothing to undo.");
    /* An index print is one line more, not one for every photo. */
    expect("w", "Which size");
    expect("jjj\r", "All 2 photos in index");
    expect("\r\r\r\r", "An index print of all 2 photos is added");
    assert_int_equal(3, kiosk_shop_line_count(&shop));
    assert_string_equal("index", kiosk_shop_line(&shop, 2).product);
    assert_string_equal("10x15", kiosk_shop_line(&shop, 1).product);
}

static void a_photo_that_came_later_is_not_undone(void **state)
{
    (void)state;
    new_order();
    expect("n", "PRINTS");
    expect("+", "so far 0.87 EUR");
    kiosk_shop_add_photo(&shop, "LATE.JPG", 5000, 4000);
    expect("", "so far 1.16 EUR");
    expect("u", "so far 0.87 EUR");
    assert_int_equal(3, kiosk_shop_line_count(&shop));
}

static void without_a_printer_it_says_so(void **state)
{
    (void)state;
    start("vt100", 24, 80, "120");
    expect("", "What would you like to do?");
    expect("n", "PHOTOS >");
    kiosk_shop_set_state(&shop, ORDER_HELD);
    expect("", "0.58 EUR");
    expect("n", "PRINTS");
    expect("n", "DETAILS");
    expect("n", "BILL");
    expect("n", "> TICKET");
    expect("p", "No printer stands here.");
}

static void the_keeper_may_start_again_meanwhile(void **state)
{
    (void)state;
    new_order();
    expect("n", "PRINTS");
    fake_keeper_die(&shop.fake);
    usleep(100000);
    fake_keeper_again(&shop.fake);
    expect("+", "so far 0.87 EUR");
    expect("n", "DETAILS");
}

int main(int argc, char **argv)
{
    int status = fake_keeper_screen(argc, argv, "kiosk", screen_run_kiosk);
    if (status < 0)
        status = fake_keeper_screen(argc, argv, "ticket", run_with_ticket);
    if (status >= 0)
        return status;
#define KIOSK_TEST(name) cmocka_unit_test_setup_teardown(name, kiosk_setup, kiosk_teardown)
    const struct CMUnitTest tests[] = {
        KIOSK_TEST(gives_the_ticket_and_the_line_to_type), KIOSK_TEST(whole_wizard_places_the_order),
        KIOSK_TEST(changes_every_picked_line_and_loses_none), KIOSK_TEST(a_photo_without_copies_stays_in_the_list),
        KIOSK_TEST(form_and_crop_change_one_line), KIOSK_TEST(ticket_opens_the_order_again),
        KIOSK_TEST(scan_opens_the_password_question), KIOSK_TEST(held_order_is_edited_and_stays_held),
        KIOSK_TEST(leaving_an_unplaced_order_is_asked), KIOSK_TEST(who_goes_away_is_forgotten),
        KIOSK_TEST(a_ticket_login_lands_on_its_order), KIOSK_TEST(a_small_screen_is_enough),
        KIOSK_TEST(keys_that_are_none_do_nothing),
        KIOSK_TEST(bytes_stay_few), KIOSK_TEST(the_same_as_questions_on_a_dumb_terminal),
        KIOSK_TEST(the_ticket_is_printed_where_there_is_a_printer), KIOSK_TEST(without_a_printer_it_says_so),
        KIOSK_TEST(the_whole_order_in_one_size_and_back), KIOSK_TEST(a_photo_that_came_later_is_not_undone),
        KIOSK_TEST(the_keeper_may_start_again_meanwhile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
