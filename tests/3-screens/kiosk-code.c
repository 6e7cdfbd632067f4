/* kiosk-code.c - the codes on the ticket's page, read off the screen by a scanner's program (zbarimg).
 *
 * The screen is drawn as a picture from what the terminal was sent, light and dark as a camera would see them. The
 * modules are those the keeper makes.
 */
#include "src/barcode/barcode.h"
#include "kiosk.h"

static char path[] = "/tmp/kiosk-code.XXXXXX";

/* As the keeper makes them. */
static void real_codes(void)
{
    struct arena arena = { 0 };
    struct bytes qr, bars;
    int side;
    assert_int_equal(ERR_NONE, barcode_qr(KIOSK_CODE, &qr, &side, &arena));
    assert_int_equal(ERR_NONE, barcode_bars(KIOSK_CODE, &bars, &arena));
    assert_int_equal(sizeof shop.qr, qr.size);
    assert_int_equal(sizeof shop.bars, bars.size);
    memcpy(shop.qr, qr.data, qr.size);
    memcpy(shop.bars, bars.data, bars.size);
    arena_free(&arena);
}

static int setup(void **state)
{
    int fd = mkstemp(path);
    if (fd < 0 || system("command -v zbarimg >/dev/null") != 0)
        return -1;
    close(fd);
    (void)kiosk_setup(state);
    real_codes();
    return 0;
}

static int teardown(void **state)
{
    unlink(path);
    memcpy(path + strlen(path) - 6, "XXXXXX", 6);
    return kiosk_teardown(state);
}

static void ticket_on(const char *TERM, const char *locale, int rows, int cols)
{
    char lang[40];
    snprintf(lang, sizeof lang, "LC_ALL=%s", locale);
    char *env[] = { (char *)(uintptr_t)"PATH=/usr/bin:/bin", lang, (char *)(uintptr_t)"TZ=UTC", NULL };
    term = term_open(fake_keeper_argv(&shop.fake, "kiosk"), env, TERM, rows, cols);
    assert_non_null(term);
    static const char *const steps[][2] = { { "n", "PHOTOS >" }, { "n", "PRINTS >" }, { "n", "DETAILS >" }, { "n", "BILL >" },
                                            { "p", "Place this order" }, { "\r", "> TICKET" } };
    assert_true(term_expect(term, "What would you like to do?", WAIT));
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        assert_true(term_send(term, steps[i][0]));
        assert_true(term_expect(term, steps[i][1], WAIT));
    }
    term_pump(term, 400, 3000);
}

/* What zbarimg reads on the screen now, a symbol a line. */
static const char *scan(void)
{
    static char said[400];
    char command[200];
    assert_true(term_picture(term, path));
    snprintf(command, sizeof command, "zbarimg -q --nodbus '%s' 2>/dev/null", path);
    FILE *from = popen(command, "r");
    assert_non_null(from);
    said[fread(said, 1, sizeof said - 1, from)] = 0;
    pclose(from);
    return said;
}

static void is_read(const char *symbol)
{
    const char *said = scan();
    if (strstr(said, symbol))
        return;
    char *screen = term_screen(term);
    fprintf(stderr, "%s", screen);
    free(screen);
    fail_msg("no %s but: %s", symbol, said);
}

static void both_on_colours(void **state)
{
    (void)state;
    ticket_on("xterm-256color", "C.UTF-8", 24, 80);
    is_read("QR-Code:" KIOSK_CODE);
    is_read("CODE-128:" KIOSK_CODE);
}

static void both_in_reverse_on_a_vt220_with_blocks(void **state)
{
    (void)state;
    ticket_on("vt220", "C.UTF-8", 24, 80);
    is_read("QR-Code:" KIOSK_CODE);
    is_read("CODE-128:" KIOSK_CODE);
}

static void on_a_large_screen(void **state)
{
    (void)state;
    ticket_on("xterm-256color", "C.UTF-8", 60, 200);
    is_read("QR-Code:" KIOSK_CODE);
    is_read("CODE-128:" KIOSK_CODE);
}

static void alone_on_a_vt100_without_blocks(void **state)
{
    (void)state;
    ticket_on("vt100", "C", 24, 80);
    assert_true(term_send(term, "c"));
    term_pump(term, 400, 3000);
    is_read("QR-Code:" KIOSK_CODE);
    assert_true(term_send(term, " "));
    assert_true(term_expect(term, "> TICKET", WAIT));
}

static void code_128_where_a_terminal_has_132_columns(void **state)
{
    (void)state;
    ticket_on("vt100", "C", 24, 132);
    is_read("CODE-128:" KIOSK_CODE);
}

static void alone_and_large_in_colours(void **state)
{
    (void)state;
    ticket_on("xterm-256color", "C.UTF-8", 60, 200);
    assert_true(term_send(term, "c"));
    term_pump(term, 400, 3000);
    is_read("QR-Code:" KIOSK_CODE);
    int row, bright = 0;
    for (row = 0; row < 60; row++)
        bright += strstr(term_row(term, row), "\u2588\u2588") != NULL;
    assert_in_range(bright, 30, 60); /* it is larger than on the ticket */
}

int main(int argc, char **argv)
{
    int status = fake_keeper_screen(argc, argv, "kiosk", screen_run_kiosk);
    if (status >= 0)
        return status;
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(both_on_colours), TEST(both_in_reverse_on_a_vt220_with_blocks), TEST(on_a_large_screen),
        TEST(alone_on_a_vt100_without_blocks), TEST(code_128_where_a_terminal_has_132_columns), TEST(alone_and_large_in_colours),
    };
    return cmocka_run_group_tests_name("kiosk-code", tests, NULL, NULL);
}
