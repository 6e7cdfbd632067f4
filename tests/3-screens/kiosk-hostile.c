/* kiosk-hostile.c - the kiosk in the hands of somebody who means harm or knows no better: names no camera gives, keys
 * without sense, windows of any size. It must go on, show nothing that moves the terminal, and start no program.
 */
#include "src/base/clock.h"
#include "src/base/str.h"
#include "kiosk.h"

enum { KEYS = 800, PATIENCE_MS = 180000 };

static void start(const char *TERM, int rows, int cols)
{
    char *env[] = { (char *)(uintptr_t)"PATH=/usr/bin:/bin", (char *)(uintptr_t)"LC_ALL=C.UTF-8", (char *)(uintptr_t)"TZ=UTC",
                    (char *)(uintptr_t)"COUNTERSIGN_KIOSK_IDLE=600", NULL };
    term = term_open(fake_keeper_argv(&shop.fake, "kiosk"), env, TERM, rows, cols);
    assert_non_null(term);
}

static void shows(const char *words)
{
    if (term_expect(term, words, WAIT))
        return;
    char *screen = term_screen(term);
    fprintf(stderr, "%s", screen);
    free(screen);
    fail_msg("no \"%s\"", words);
}

/* It runs, has started nothing, and still comes back to its first page. */
static void is_whole(void)
{
    char path[80], children[80] = "";
    assert_false(term_gone(term, 0));
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", term_pid(term), term_pid(term));
    FILE *file = fopen(path, "r");
    if (file) {
        children[fread(children, 1, sizeof children - 1, file)] = 0;
        fclose(file);
    }
    assert_string_equal("", children);
    term_send(term, "\021"); /* ^Q: one of the keys may have been ^S */
    term_resize(term, 24, 80);
    /* Out of whatever is open, at most a form on a menu on a page; then over, and yes to leaving. */
    int64_t until = clock_ms() + PATIENCE_MS; /* it may have much to do yet: a busy machine, pictures of 200x500 */
    while (clock_ms() < until) {
        term_send(term, "\033");
        term_pump(term, 150, 1000);
        term_send(term, "x");
        term_pump(term, 30, 300);
        term_send(term, "y");
        term_pump(term, 30, 300);
        term_send(term, "\033x");
        term_pump(term, 200, 1000);
        term_send(term, "j"); /* the same in German */
        term_pump(term, 30, 300);
        char *screen = term_screen(term);
        bool first = strstr(screen, "t   I have a ticket") || strstr(screen, "t   Ich habe ein Ticket");
        free(screen);
        if (first)
            return;
    }
    shows("t   I have a ticket");
}

/* Nothing on the screen but what a terminal shows: no control, no direction mark, no broken UTF-8. */
static void is_clean(void)
{
    char *screen = term_screen(term);
    for (char *row = strtok(screen, "\n"); row; row = strtok(NULL, "\n"))
        if (!str_is_clean(row, strlen(row)))
            fail_msg("not clean: %s", row);
    free(screen);
}

static void names_no_camera_gives(void **state)
{
    (void)state;
    char long_name[256];
    memset(long_name, 'W', 255);
    memcpy(long_name + 250, ".jpeg", 6);
    const char *const names[] = {
        long_name, "\033[2J\033]0;evil\007.jpg", "a\xff\xfe\xc3(.jpg", "\u202egpj.exe", "\xe2\x80\x8b\xe2\x80\x8b.jpg", "", ".jpg",
        "%s%n%1%9.jpg", "\u6f22\u5b57\u6f22\u5b57\u6f22\u5b57\u6f22\u5b57\u6f22\u5b57.jpg", "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301.jpg",
        "tab\there\nline.jpg", "\033[5i printed \033[4i.jpg",
    };
    start("xterm-256color", 24, 80);
    shows("What would you like to do?");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char clean[256]; /* as intake does; an order with any other text in it is refused whole by who reads it */
        kiosk_shop_add_photo(&shop, str_clean(names[i], clean, sizeof clean), 3000, 2000);
    }
    static const char *const visits[] = { "n", "G", "jjjjjjjj", "c", "jjll", "v", "n", "b", "c", "n", "jjjjjjjjjj", "s", "b", "\r", "\033",
                                          "w", "\r", "\033", "n", "n" };
    for (size_t i = 0; i < sizeof visits / sizeof *visits; i++) {
        term_send(term, visits[i]);
        term_pump(term, 100, 2000);
        is_clean();
    }
    shows("> BILL >");
    is_whole();
}

static int keys_wanted(void)
{
    const char *set = getenv("COUNTERSIGN_KEYS");
    int64_t keys = KEYS;
    if (set)
        str_number(set, 1, 10000000, &keys);
    return (int)keys;
}

/* The same keys for the same seed; COUNTERSIGN_KEYS of them, KEYS unless set; more letters than not, and whole and broken sequences. */
static void random_keys(unsigned seed, const char *TERM, int rows, int cols)
{
    static const char *const special[] = { "\033[A", "\033[B", "\033[C", "\033[D", "\r", "\033", " ", "\t", "\177", "\033[6~", "\033[5~",
                                           "\033[", "\033O", "\x1b]0;x\a", "\xff", "\xe2\x82", "\x15", "\x03", "\x1a", "\x1c", "\x04",
                                           "471120935525\r", "318822\r", "999", "0", "\033[200~!sh\033[201~", "!", ":!sh\r", "q" };
    char batch[40];
    srand(seed);
    start(TERM, rows, cols);
    term_pump(term, 300, 3000);
    for (int i = 0, keys = keys_wanted(); i < keys; i++) {
        int what = rand() % 100;
        if (what < 60)
            snprintf(batch, sizeof batch, "%c", "nbxtsaewufmodvic+-<>?PDjkhl"[rand() % 27]);
        else if (what < 90)
            snprintf(batch, sizeof batch, "%s", special[(size_t)rand() % (sizeof special / sizeof *special)]);
        else
            snprintf(batch, sizeof batch, "%c", 1 + rand() % 255);
        if (!term_send(term, batch))
            break;
        term_pump(term, 0, 1);
        if (i % 50 == 0) {
            term_pump(term, 5, 200);
            is_clean();
        }
        if (i % 400 == 200) { /* windows of every size in between */
            static const int sizes[][2] = { { 3, 10 }, { 16, 60 }, { 200, 500 }, { 1, 1 }, { 24, 80 } };
            term_resize(term, sizes[rand() % 5][0], sizes[rand() % 5][1]);
        }
    }
    if (term_gone(term, 0)) { /* the keys may have left the kiosk, as hanging up does: orderly, with its goodbye */
        assert_int_equal(0, term_close(term));
        term = NULL;
        return;
    }
    is_whole();
    term_close(term);
    term = NULL;
}

static void keys_without_sense(void **state)
{
    (void)state;
    random_keys(1, "xterm-256color", 24, 80);
    random_keys(2, "vt100", 16, 60);
    random_keys(3, "xterm", 24, 80);
}

static void keys_on_windows_without_sense(void **state)
{
    (void)state;
    random_keys(4, "xterm-256color", 3, 10);
    random_keys(5, "vt220", 200, 500);
}

static void a_window_too_small_says_so(void **state)
{
    (void)state;
    start("vt100", 15, 60);
    shows("This window is too small.");
    shows("Make it at least 60x16.");
    term_resize(term, 16, 60);
    shows("What would you like to do?");
    assert_true(term_send(term, "n"));
    shows("> Prints >");
    shows("IMG_0001");
    term_resize(term, 3, 10);
    shows("This wind");
    term_resize(term, 200, 500);
    shows("IMG_0003");
    /* There and back before it could look: the size is the same, what stood there is gone. */
    term_resize(term, 24, 80);
    shows("so far 0.58 EUR");
    term_pump(term, 300, 2000);
    term_resize(term, 24, 12);
    term_resize(term, 24, 80);
    shows("so far 0.58 EUR");
    /* A page that is opened while there is no room for it. */
    for (int columns = 1; columns <= 9; columns++) {
        term_resize(term, 1, columns);
        term_pump(term, 30, 300);
        assert_true(term_send(term, "c"));
        term_pump(term, 50, 500);
        term_resize(term, 24, 80);
        shows("so far 0.58 EUR");
        assert_true(term_send(term, "c"));
        term_pump(term, 50, 500);
    }
}

static void every_page_fits_the_smallest_window(void **state)
{
    (void)state;
    static const char *const pages[][2] = { { "n", "IMG_0001" }, { "c", "IMG_0003" }, { "c", "scp -P 4022" }, { "n", "IMG_0003" },
                                            { "n", "Customer number" }, { "n", "Total" }, { "p", "Place this order" },
                                            { "\r", "471120935525" } };
    start("xterm-256color", 16, 60);
    shows("I have a ticket");
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        assert_true(term_send(term, pages[i][0]));
        shows(i + 1 == sizeof pages / sizeof *pages ? KIOSK_CODE_SHOWN : pages[i][1]);
        if (i != 6) {
            shows("b back"); /* where one is and how one leaves is on every page */
            shows("start over");
        }
    }
}

int main(int argc, char **argv)
{
    int status = fake_keeper_screen(argc, argv, "kiosk", screen_run_kiosk);
    if (status >= 0)
        return status;
#define TEST(name) cmocka_unit_test_setup_teardown(name, kiosk_setup, kiosk_teardown)
    const struct CMUnitTest tests[] = {
        TEST(names_no_camera_gives), TEST(keys_without_sense), TEST(keys_on_windows_without_sense),
        TEST(a_window_too_small_says_so), TEST(every_page_fits_the_smallest_window),
    };
    return cmocka_run_group_tests_name("kiosk-hostile", tests, NULL, NULL);
}
