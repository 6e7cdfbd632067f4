/* bytes.c - what screens cost on a slow line: bytes at the pty, at 9600 baud 960 a second.
 *
 * The budgets hold for a vt100. Beside them bytes-golden has what every step costs on every terminal, as it was seen last: a
 * step that costs more than that fails, too. What costs less now is to be written there: the lines this test prints.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "screens/screen.h"
#include "tests/lib/fake_shop.h"
#include "tests/lib/terminal.h"

enum { WAIT_MS = 20000, QUIET_MS = 400 };
static const char *const terminals[] = { "vt100", "vt220", "wyse60", "xterm-256color" };

struct budget { const char *what, *keys; size_t most; int times; };
/* In this order on one screen of 80x24. Where a row says 0 the figure is only printed. */
static const struct budget budgets[] = {
    { "move selection down", "j", 12, 3 },
    { "move selection up", "k", 12, 3 },
    { "page down", ">", 800, 1 },
    { "page up", "<", 800, 1 },
    { "to the last row of the page", "jjjjjjjjjjjjjj", 0, 1 },
    { "scroll one", "j", 100, 3 },
    { "burst of 20 keys", "jjjjjjjjjjjjjjjjjjjj", 800, 1 },
    { "first digit in the scan prompt", "4", 0, 1 },
    { "typed digit", "7", 3, 4 },
    { "give the scan up", "\033", 0, 1 },
    { "open an order", "\r", 500, 1 },
    { "back to the list", "q", 1250, 1 },
    { "ask for a password", "a", 0, 1 },
};

static FILE *golden;

/* Print the figure as it stands in bytes-golden, and compare; false when it is more than the step cost before. */
static bool as_before(const char *name, const char *what, size_t bytes)
{
    char line[120], now[120];
    size_t before = 0;
    snprintf(now, sizeof now, "%-15s %s", name, what);
    printf("%s %zu\n", now, bytes);
    assert_non_null(fgets(line, sizeof line, golden));
    assert_int_equal(strncmp(line, now, strlen(now)), 0); /* the same steps in the same order */
    assert_int_equal(sscanf(line + strlen(now), "%zu", &before), 1);
    if (bytes > before)
        printf("# %s cost %zu before\n", now, before);
    return bytes <= before;
}

static struct term *start(struct fake_keeper *fake, const char *screen, const char *term)
{
    memset(fake, 0, sizeof *fake);
    fake_shop_fill(fake);
    fake_keeper_start(fake, ROLE_COUNTER, "counter1", PLACE_COUNTER);
    struct term *t = term_open(fake_keeper_argv(fake, screen), fake_shop_environment(), term, 24, 80);
    assert_non_null(t);
    return t;
}

/* The lazily painted detail comes 150 ms after the last key and belongs to what the key cost; but a selection that is
 * moved on and on only pays the mark. */
static size_t cost(struct term *term, const char *keys, bool with_detail)
{
    size_t before = term_bytes(term);
    assert_true(term_send(term, keys));
    if (with_detail)
        term_pump(term, QUIET_MS, WAIT_MS);
    else
        term_pump(term, 60, 100);
    return term_bytes(term) - before;
}

static void counter_on(const char *name)
{
    struct fake_keeper fake;
    struct term *term = start(&fake, "counter", name);
    bool failed = false;
    /* The test's terminal does not understand a wyse60, but it counts. */
    if (strcmp(name, "wyse60") != 0)
        assert_true(term_expect(term, "1 of 40", WAIT_MS));
    else
        assert_true(fake_keeper_wait(&fake, ACTION_SHOW, 1, WAIT_MS));
    term_pump(term, QUIET_MS, WAIT_MS);
    failed = !as_before(name, "first paint", term_bytes(term)) || (strcmp(name, "vt100") == 0 && term_bytes(term) > 1250);
    for (size_t i = 0; i < sizeof budgets / sizeof *budgets; i++)
        for (int n = 0; n < budgets[i].times; n++) {
            bool moves = strncmp(budgets[i].what, "move", 4) == 0 || strncmp(budgets[i].what, "scroll", 6) == 0;
            size_t bytes = cost(term, budgets[i].keys, !moves);
            if (!as_before(name, budgets[i].what, bytes))
                failed = true;
            if (strcmp(name, "vt100") == 0 && budgets[i].most && bytes > budgets[i].most)
                failed = true;
            if (moves)
                term_pump(term, QUIET_MS, WAIT_MS);
        }
    size_t before = term_bytes(term);
    term_pump(term, 2000, 2000);
    if (!as_before(name, "idle for two seconds", term_bytes(term) - before))
        failed = true;
    assert_int_equal(term_bytes(term), before);
    term_close(term);
    fake_keeper_stop(&fake);
    assert_false(failed);
}

static void counter_bytes(void **state)
{
    (void)state;
    golden = fopen("tests/3-screens/bytes-golden", "r");
    assert_non_null(golden);
    for (size_t i = 0; i < sizeof terminals / sizeof *terminals; i++)
        counter_on(terminals[i]);
    fclose(golden);
}

/* Six printers at work: the board after each percent, told as fast as a shop would. */
static void board_bytes(void **state)
{
    (void)state;
    struct fake_keeper fake;
    struct term *term = start(&fake, "lab", "vt100");
    assert_true(term_expect(term, "dnp-6", WAIT_MS));
    term_pump(term, QUIET_MS, WAIT_MS);
    size_t before = term_bytes(term);
    enum { SECONDS = 10 };
    for (int s = 0; s < SECONDS; s++) {
        fake_shop_board(s + 1, ""); /* a print a second on each of six printers */
        fake_keeper_notice(&fake, BIT(TOPIC_PRINTERS));
        term_pump(term, 1000, 1000);
    }
    size_t bytes = (term_bytes(term) - before) / SECONDS;
    printf("vt100           board with six printers at work %zu B/s (40)\n", bytes);
    assert_true(bytes <= 40);
    term_close(term);
    fake_keeper_stop(&fake);
}

int main(int argc, char **argv)
{
    int status = fake_keeper_screen(argc, argv, "counter", screen_run_counter);
    if (status < 0)
        status = fake_keeper_screen(argc, argv, "lab", screen_run_lab);
    if (status >= 0)
        return status;
    const struct CMUnitTest tests[] = { cmocka_unit_test(counter_bytes), cmocka_unit_test(board_bytes) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
