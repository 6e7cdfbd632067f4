/* kiosk-sheet.c - the contact sheet: what it costs on a slow line, that each picture is fetched once and only while it is
 * on the screen, and how one moves in it. The photos are drawn scenes, as small as the shop keeps them.
 */
#include "tests/lib/photos.h"
#include "kiosk.h"

enum { WIDE = 320, HIGH = 213, PHOTOS = 12 };
static uint8_t scene[WIDE * HIGH * 3];

static int setup(void **state)
{
    struct photo_recipe recipe = { .width = WIDE, .height = HIGH, .seed = 5 };
    for (int y = 0; y < HIGH; y++)
        for (int x = 0; x < WIDE; x++)
            photos_colour(&recipe, x, y, scene + (y * WIDE + x) * 3);
    int failed = kiosk_setup(state);
    shop.rgb = scene;
    shop.rgb_width = WIDE;
    shop.rgb_height = HIGH;
    return failed;
}

/* At the list of so many photos. */
static void start(const char *TERM, const char *locale, int rows, int cols, int photos)
{
    char lang[40], name[32];
    snprintf(lang, sizeof lang, "LC_ALL=%s", locale);
    char *env[] = { (char *)(uintptr_t)"PATH=/usr/bin:/bin", lang, (char *)(uintptr_t)"TZ=UTC", NULL };
    term = term_open(fake_keeper_argv(&shop.fake, "kiosk"), env, TERM, rows, cols);
    assert_non_null(term);
    expect("", "What would you like to do?");
    for (int i = 2; i < photos; i++) {
        snprintf(name, sizeof name, "IMG_%04d.JPG", 1000 + i);
        kiosk_shop_add_photo(&shop, name, 6000, 4000);
    }
    expect("n", "IMG_0001");
    term_pump(term, 400, 3000);
}

static size_t cost(const char *keys)
{
    size_t before = term_bytes(term);
    assert_true(term_send(term, keys));
    term_pump(term, 250, 4000);
    return term_bytes(term) - before;
}

static void bytes_on(const char *TERM, const char *locale, size_t most)
{
    start(TERM, locale, 24, 80, PHOTOS);
    size_t bytes = cost("c");
    printf("# contact sheet on %s, %s: %zu bytes (%zu)\n", TERM, locale, bytes, most);
    assert_in_range(bytes, PHOTOS * 40, most); /* fewer would be no pictures */
    expect("", "IMG_1011.JPG");
    size_t move = cost("l");
    assert_in_range(move, 1, 60); /* the mark, and "2 of 12" */
}

static void costs_little_on_a_vt100(void **state)
{
    (void)state;
    bytes_on("vt100", "C", 1536);
}

static void costs_little_in_256_colours(void **state)
{
    (void)state;
    bytes_on("xterm-256color", "C.UTF-8", 16384);
}

/* The worst there is: every half of every cell in a colour of its own. */
static void costs_no_more_where_nothing_is_alike(void **state)
{
    (void)state;
    enum { HALF = 21 /* pixels, 15 cells across */ };
    for (unsigned y = 0; y < HIGH; y++)
        for (unsigned x = 0; x < WIDE; x++)
            for (unsigned i = 0; i < 3; i++)
                scene[(y * WIDE + x) * 3 + i] = (uint8_t)(((x / HALF * 31 + y / HALF * 17 + i * 7 + 1) * 2654435761u) >> 24);
    bytes_on("xterm-256color", "C.UTF-8", 16384);
}

static void shows_four_by_three(void **state)
{
    (void)state;
    start("xterm-256color", "C.UTF-8", 24, 80, PHOTOS + 5);
    cost("c");
    int names = 0;
    for (int row = 3; row < 21; row++)
        for (const char *at = term_row(term, row); (at = strstr(at, "IMG_")) != NULL; at++)
            names++;
    assert_int_equal(PHOTOS, names);
    assert_int_equal(PHOTOS + 1, fake_keeper_calls(&shop.fake, ACTION_THUMBNAIL)); /* and the list's one */
}

static void fetches_what_comes_into_view_once(void **state)
{
    (void)state;
    start("xterm-256color", "C.UTF-8", 24, 80, PHOTOS + 5);
    cost("c");
    int before = fake_keeper_calls(&shop.fake, ACTION_THUMBNAIL);
    cost("jjlh"); /* on the last line of the screen; nothing new is seen */
    assert_int_equal(before, fake_keeper_calls(&shop.fake, ACTION_THUMBNAIL));
    cost("j"); /* one line further: the next four */
    assert_int_equal(before + 4, fake_keeper_calls(&shop.fake, ACTION_THUMBNAIL));
    cost("k"); /* still all there */
    assert_int_equal(before + 4, fake_keeper_calls(&shop.fake, ACTION_THUMBNAIL));
    expect("jj", "17 of 17"); /* the last line has one photo: down goes to it */
    expect("kkkk", "1 of 17");
}

static void moves_by_lines_and_opens_the_photo_with_the_mark(void **state)
{
    (void)state;
    start("xterm", "C.UTF-8", 24, 80, PHOTOS);
    cost("c");
    expect("l", "2 of 12");
    expect("j", "6 of 12");
    expect("\r", "IMG_1005.JPG  6000x4000");
    expect("b", "6 of 12");
    expect("c", "> IMG_1005");
}

static void a_photo_that_comes_is_added(void **state)
{
    (void)state;
    start("xterm-256color", "C.UTF-8", 24, 80, 3);
    cost("c");
    kiosk_shop_add_photo(&shop, "LATE.JPG", 6000, 4000);
    expect("", "LATE.JPG");
    term_pump(term, 600, 3000);
    assert_int_equal(4 + 1, fake_keeper_calls(&shop.fake, ACTION_THUMBNAIL));
}

static void is_laid_out_anew_on_a_larger_window(void **state)
{
    (void)state;
    start("xterm-256color", "C.UTF-8", 24, 80, PHOTOS + 12);
    cost("c");
    term_resize(term, 48, 160);
    expect("", "IMG_1023.JPG");
    term_pump(term, 250, 4000);
    assert_in_range(fake_keeper_calls(&shop.fake, ACTION_THUMBNAIL), 2 * PHOTOS + 12, 2 * PHOTOS + 14);
    term_resize(term, 16, 60);
    expect("", "IMG_0003");
    expect("c", "scp -P 4022");
}

int main(int argc, char **argv)
{
    int status = fake_keeper_screen(argc, argv, "kiosk", screen_run_kiosk);
    if (status >= 0)
        return status;
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, kiosk_teardown)
    const struct CMUnitTest tests[] = {
        TEST(costs_little_on_a_vt100), TEST(costs_little_in_256_colours), TEST(costs_no_more_where_nothing_is_alike), TEST(shows_four_by_three),
        TEST(fetches_what_comes_into_view_once), TEST(moves_by_lines_and_opens_the_photo_with_the_mark),
        TEST(a_photo_that_comes_is_added), TEST(is_laid_out_anew_on_a_larger_window),
    };
    return cmocka_run_group_tests_name("kiosk-sheet", tests, NULL, NULL);
}
