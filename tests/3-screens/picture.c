/* picture.c - small pictures as characters: which way is chosen, shapes, letters, colours, the crop, and on a screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "screens/codes.h"
#include "screens/picture.h"
#include "tests/lib/terminal.h"

enum { WIDE = 120, HIGH = 80 };
static uint8_t rgb[WIDE * HIGH * 3];

/* Black to white from left to right; the lower half red with yellow stripes. */
static void fill(void)
{
    for (int y = 0; y < HIGH; y++)
        for (int x = 0; x < WIDE; x++) {
            uint8_t *at = rgb + (y * WIDE + x) * 3;
            at[0] = (uint8_t)(x * 255 / (WIDE - 1));
            at[1] = y < HIGH / 2 ? at[0] : (uint8_t)(y / 4 % 2 * 200);
            at[2] = y < HIGH / 2 ? at[0] : 0;
        }
}

static struct buf draw(enum picture_kind kind, int rows, int cols, struct picture picture)
{
    struct buf out = { 0 };
    picture_text(&out, &picture, kind, rows, cols);
    return out;
}

static void is_chosen_by_what_the_terminal_can(void **state)
{
    (void)state;
    unsetenv("NO_COLOR");
    unsetenv("COLORTERM");
    setlocale(LC_ALL, "C.UTF-8");
    assert_int_equal(PICTURE_ASCII, picture_choose(NULL, 0));
    assert_int_equal(PICTURE_8, picture_choose("", 8));
    assert_int_equal(PICTURE_256, picture_choose(NULL, 256));
    assert_int_equal(PICTURE_TRUE, picture_choose(NULL, 1 << 24));
    assert_int_equal(PICTURE_ASCII_INVERTED, picture_choose("invert", 256));
    assert_int_equal(PICTURE_256, picture_choose("nonsense", 256));
    setenv("COLORTERM", "truecolor", 1);
    assert_int_equal(PICTURE_TRUE, picture_choose(NULL, 256));
    setenv("NO_COLOR", "1", 1);
    assert_int_equal(PICTURE_ASCII, picture_choose(NULL, 256));
    assert_int_equal(PICTURE_256, picture_choose("256", 256));
    unsetenv("NO_COLOR");
    setlocale(LC_ALL, "C");
    assert_int_equal(PICTURE_8, picture_choose(NULL, 256));
    assert_int_equal(PICTURE_8, picture_choose("true", 256));
    setlocale(LC_ALL, "C.UTF-8");
    unsetenv("COLORTERM");
}

static void keeps_its_shape(void **state)
{
    (void)state;
    static const struct { int width, height, rows, cols, is_rows, is_cols; } cases[] = {
        { 120, 80, 24, 80, 24, 72 }, { 120, 80, 100, 30, 10, 30 }, { 80, 120, 12, 80, 12, 16 },
        { 4000, 1, 10, 10, 1, 10 }, { 1, 4000, 10, 10, 10, 1 },
    };
    static uint8_t long_one[4000 * 3];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct picture picture = { .rgb = i < 3 ? rgb : long_one, .width = cases[i].width, .height = cases[i].height };
        struct picture_grid grid;
        assert_true(picture_grid_make(&grid, &picture, PICTURE_ASCII, cases[i].rows, cases[i].cols));
        assert_int_equal(cases[i].is_rows, grid.rows);
        assert_int_equal(cases[i].is_cols, grid.columns);
        picture_grid_free(&grid);
    }
}

static void refuses_what_is_no_picture(void **state)
{
    (void)state;
    const struct picture none[] = { { .rgb = NULL, .width = 5, .height = 5 }, { .rgb = rgb, .width = 0, .height = 5 },
                                    { .rgb = rgb, .width = 5, .height = -1 }, { .rgb = rgb, .width = 5000, .height = 1 } };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct buf out = draw(PICTURE_ASCII, 0, 20, none[i]);
        assert_int_equal(0, out.size);
        buf_free(&out);
    }
    struct buf out = draw(PICTURE_ASCII, 0, 0, (struct picture){ .rgb = rgb, .width = WIDE, .height = HIGH });
    assert_int_equal(0, out.size);
}

static void letters_grow_denser_with_light(void **state)
{
    (void)state;
    fill();
    struct picture picture = { .rgb = rgb, .width = WIDE, .height = HIGH };
    struct buf out = draw(PICTURE_ASCII, 0, 60, picture), inverted = draw(PICTURE_ASCII_INVERTED, 0, 60, picture);
    const char *text = buf_string(&out);
    assert_int_equal(20 * 61, out.size);
    assert_int_equal(' ', text[0]);
    assert_int_equal('@', text[59]);
    assert_int_equal('\n', text[60]);
    assert_int_equal('@', buf_string(&inverted)[0]);
    assert_int_equal(' ', buf_string(&inverted)[59]);
    for (const char *at = text; *at; at++)
        assert_true(*at == '\n' || ((unsigned char)*at >= ' ' && (unsigned char)*at < 0x7f));
    buf_free(&out);
    buf_free(&inverted);
}

static void a_dull_picture_is_stretched(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rgb; i++)
        rgb[i] = (uint8_t)(i / 3 % WIDE < WIDE / 2 ? 100 : 130);
    struct buf out = draw(PICTURE_ASCII, 0, 20, (struct picture){ .rgb = rgb, .width = WIDE, .height = HIGH });
    assert_int_equal(' ', buf_string(&out)[0]);
    assert_int_equal('@', buf_string(&out)[19]);
    buf_free(&out);
    memset(rgb, 128, sizeof rgb); /* one grey stays one letter */
    out = draw(PICTURE_ASCII, 0, 20, (struct picture){ .rgb = rgb, .width = WIDE, .height = HIGH });
    for (size_t i = 0; i < 20; i++)
        assert_int_equal(out.data[0], out.data[i]);
    buf_free(&out);
}

static void what_is_cut_off_is_hatched(void **state)
{
    (void)state;
    fill();
    struct picture picture = { .rgb = rgb, .width = WIDE, .height = HIGH, .crop_x = 250000, .crop_y = 0, .crop_width = 500000,
                               .crop_height = 1000000 };
    struct buf out = draw(PICTURE_ASCII, 0, 40, picture);
    assert_memory_equal("//////////", out.data, 10);
    assert_memory_equal("//////////\n", out.data + 30, 11);
    assert_null(memchr(out.data + 10, '/', 20));
    buf_free(&out);
}

static void colours_are_the_nearest(void **state)
{
    (void)state;
    assert_int_equal(16, picture_color_256((uint8_t[]){ 0, 0, 0 }, NULL));
    assert_int_equal(231, picture_color_256((uint8_t[]){ 255, 255, 255 }, NULL));
    assert_int_equal(196, picture_color_256((uint8_t[]){ 250, 4, 3 }, NULL));
    assert_int_equal(244, picture_color_256((uint8_t[]){ 128, 128, 128 }, NULL));
    assert_int_equal(1, picture_color_8((uint8_t[]){ 90, 10, 10 }));
    assert_int_equal(3, picture_color_8((uint8_t[]){ 200, 190, 20 }));
    assert_int_equal(7, picture_color_8((uint8_t[]){ 5, 5, 5 }));
}

static void text_in_colours_ends_every_line_plain(void **state)
{
    (void)state;
    fill();
    for (enum picture_kind kind = PICTURE_8; kind <= PICTURE_TRUE; kind++) {
        struct buf out = draw(kind, 0, 30, (struct picture){ .rgb = rgb, .width = WIDE, .height = HIGH });
        int lines = 0;
        for (const char *at = buf_string(&out), *end; (end = strchr(at, '\n')); at = end + 1, lines++)
            assert_memory_equal("\033[0m", end - 4, 4);
        assert_int_equal(10, lines);
        assert_int_equal(kind == PICTURE_TRUE, strstr(buf_string(&out), "\033[38;2;") != NULL);
        buf_free(&out);
    }
}

/* ---- on a screen: this program again, drawing ---- */

static uint8_t qr_module(int i)
{
    return (uint8_t)(i * 7 % 3 == 0);
}

static int draw_on_screen(const char *what)
{
    uint8_t modules[21 * 21], bars[101];
    for (int i = 0; i < 21 * 21; i++)
        modules[i] = qr_module(i);
    for (int i = 0; i < 101; i++)
        bars[i] = qr_module(i);
    fill();
    setlocale(LC_ALL, "");
    initscr();
    bool fits = true;
    if (strcmp(what, "picture") == 0)
        picture_draw(stdscr, 1, 2, 10, 30, rgb, WIDE, HIGH);
    else if (strcmp(what, "qr") == 0)
        fits = codes_draw_qr(stdscr, 1, 2, 21, (struct bytes){ modules, sizeof modules });
    else
        fits = codes_draw_bars(stdscr, 1, 0, CODES_BARS_ROWS, (struct bytes){ bars, sizeof bars });
    mvaddstr(0, 0, fits ? "drawn" : "does not fit");
    refresh();
    getch();
    endwin();
    return 0;
}

static struct term *open_screen(const char *what, const char *TERM, const char *locale, int rows, int cols)
{
    static char self[512];
    char *argv[] = { self, (char *)(uintptr_t)"--draw", (char *)(uintptr_t)what, NULL };
    char *env[] = { (char *)(uintptr_t)"PATH=/usr/bin:/bin", (char *)(uintptr_t)locale, NULL };
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    assert_true(length > 0);
    self[length] = 0;
    struct term *term = term_open(argv, env, TERM, rows, cols);
    assert_non_null(term);
    return term;
}

static void is_drawn_on_every_terminal(void **state)
{
    (void)state;
    static const struct { const char *TERM, *locale; bool blocks; } terminals[] = {
        { "vt100", "LC_ALL=C", false }, { "vt220", "LC_ALL=C.UTF-8", false }, { "xterm", "LC_ALL=C.UTF-8", false },
        { "xterm-256color", "LC_ALL=C.UTF-8", true }, { "xterm-256color", "LC_ALL=C", false },
    };
    for (size_t i = 0; i < sizeof terminals / sizeof *terminals; i++) {
        struct term *term = open_screen("picture", terminals[i].TERM, terminals[i].locale, 24, 80);
        assert_true(term_expect(term, "drawn", 5000));
        term_pump(term, 100, 2000);
        assert_int_equal(terminals[i].blocks, strstr(term_row(term, 8), "\xe2\x96\x80") != NULL);
        assert_int_equal(!terminals[i].blocks, strchr(term_row(term, 3), '@') != NULL);
        assert_string_equal("", term_row(term, 11));
        term_close(term);
    }
}

/* Two blanks a module: light reversed, dark not, so that dark stays dark on light. Then the quiet zone. */
static void qr_without_blocks_is_reversed_blanks(void **state)
{
    (void)state;
    struct term *term = open_screen("qr", "vt100", "LC_ALL=C", 40, 80);
    assert_true(term_expect(term, "drawn", 5000));
    term_pump(term, 100, 2000);
    for (int y = 0; y < 29; y++)
        for (int x = 0; x < 29; x++) {
            bool inside = y >= 4 && x >= 4 && y < 25 && x < 25;
            bool dark = inside && qr_module((y - 4) * 21 + x - 4);
            assert_int_equal(!dark, term_reversed(term, 1 + y, 2 + 2 * x));
            assert_int_equal(!dark, term_reversed(term, 1 + y, 3 + 2 * x));
        }
    term_close(term);
}

static void codes_that_do_not_fit_are_not_drawn(void **state)
{
    (void)state;
    static const struct { const char *what, *locale; int rows, cols; const char *answer; } cases[] = {
        { "qr", "LC_ALL=C", 24, 80, "does not fit" }, { "qr", "LC_ALL=C.UTF-8", 24, 80, "drawn" },
        { "bars", "LC_ALL=C", 24, 80, "does not fit" }, { "bars", "LC_ALL=C", 24, 121, "drawn" },
        { "bars", "LC_ALL=C.UTF-8", 24, 80, "drawn" }, { "bars", "LC_ALL=C.UTF-8", 24, 60, "does not fit" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct term *term = open_screen(cases[i].what, "vt100", cases[i].locale, cases[i].rows, cases[i].cols);
        assert_true(term_expect(term, cases[i].answer, 5000));
        term_close(term);
    }
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--draw") == 0)
        return draw_on_screen(argv[2]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_chosen_by_what_the_terminal_can), cmocka_unit_test(keeps_its_shape),
        cmocka_unit_test(refuses_what_is_no_picture), cmocka_unit_test(letters_grow_denser_with_light),
        cmocka_unit_test(a_dull_picture_is_stretched), cmocka_unit_test(what_is_cut_off_is_hatched),
        cmocka_unit_test(colours_are_the_nearest), cmocka_unit_test(text_in_colours_ends_every_line_plain),
        cmocka_unit_test(is_drawn_on_every_terminal), cmocka_unit_test(qr_without_blocks_is_reversed_blanks),
        cmocka_unit_test(codes_that_do_not_fit_are_not_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
