/* shift.c - a cash drawer's shift at the counter, and the office's list of shifts; see shift.h.
 *
 * Who closes counts first: what is expected comes with the answer, not before.
 */
#include "shift.h"
#include <stdio.h>
#include <string.h>
#include "../src/base/clock.h"
#include "../src/base/str.h"
#include "prompt.h"
#include "report_words.h"
#include "rows.h"
#include "text_page.h"

/* Decimals of the shop's money; nobody has a drawer yet that could say. */
static int decimals_of(struct screen *screen, char currency[4])
{
    struct args args = client_args();
    struct arena arena = { 0 };
    struct catalogue catalogue;
    int decimals = -1;
    if (screen_call(screen, ACTION_CATALOGUE, &args, &catalogue, &arena) == ERR_NONE) {
        decimals = (int)catalogue.currency_decimals;
        snprintf(currency, 4, "%s", catalogue.currency);
    }
    arena_free(&arena);
    return decimals;
}

static void open_shift(struct screen *screen)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    struct shift shift;
    char currency[4] = "", sum[40];
    int decimals = decimals_of(screen, currency);
    if (decimals >= 0 &&
        prompt_money(screen, &args.amount_minor, decimals, "No shift of yours is open. Cash in the drawer now, in %s:", currency) &&
        screen_call(screen, ACTION_SHIFT_OPEN, &args, &shift, &arena) == ERR_NONE)
        screen_say(screen, "Shift %lld is open with %s %s. (S closes it.)", (long long)shift.number,
                   str_money(shift.float_minor, decimals, sum, sizeof sum), shift.currency);
    arena_free(&arena);
}

static void show(struct screen *screen, const struct shift *shift)
{
    struct text text = { 0 };
    shift_words(shift, &text);
    text_page_open(screen, "SHIFT", &text);
    text_free(&text);
}

static void close_shift(struct screen *screen, const struct shift *open, struct arena *arena)
{
    struct args args = client_args();
    struct shift shift;
    char note[200] = "";
    args.login = open->login;
    if (!prompt_money(screen, &args.amount_minor, (int)open->currency_decimals, "Close shift %lld: count the drawer. Cash in it, in %s:",
                      (long long)open->number, open->currency))
        return;
    if (prompt_text(screen, note, sizeof note, "A note on the count (Esc for none):"))
        args.note = note;
    if (screen->closing || !prompt_yes(screen, true, "Close shift %lld now?", (long long)open->number))
        return;
    if (screen_call(screen, ACTION_SHIFT_CLOSE, &args, &shift, arena) == ERR_NONE)
        show(screen, &shift);
}

/* The open shift of a login; false when there is none. */
static bool read_open(struct screen *screen, struct shift *shift, struct arena *arena)
{
    struct args args = client_args();
    enum err err = client_call(screen->client, ACTION_SHIFT_SHOW, &args, shift, arena);
    if (err && err != ERR_NO_SHIFT)
        screen_say_err(screen, err);
    if (err == ERR_NO_SHIFT)
        open_shift(screen);
    return !err;
}

void shift_run(struct screen *screen)
{
    static const char *const words[] = { "look", "close", "nothing" };
    struct arena arena = { 0 };
    struct shift shift;
    char opened[40];
    if (read_open(screen, &shift, &arena)) {
        int choice = prompt_choice(screen, words, 3, 0, "Shift %lld, open since %s:", (long long)shift.number,
                                   clock_words(shift.opened, opened, sizeof opened));
        if (choice == 0)
            show(screen, &shift);
        else if (choice == 1)
            close_shift(screen, &shift, &arena);
    }
    arena_free(&arena);
}

/* ---- the office's list ---- */

enum { ACT_OPEN = 1, ACT_CLOSE, ACT_BACK };

static void line(struct rows *rows, const void *element)
{
    const struct shift *shift = element;
    char words[200], key[24];
    snprintf(key, sizeof key, "shift %lld", (long long)shift->number);
    rows_add(rows, key, "%s", shift_line(shift, words, sizeof words));
}

static bool open(struct screen *screen, const void *arg)
{
    static const struct rows_list list = {
        "SHIFTS", "   NO LOGIN          OPENED           CLOSED              EXPECTED  DIFFERS",
        "No shift was ever opened. S at the counter opens one.", ACTION_SHIFT_LIST, ROWS_OF(shifts, shifts), line, NULL,
    };
    (void)arg;
    return rows_open(screen, &list);
}

static void act(struct screen *screen, int act)
{
    const struct shift *shift = rows_element(screen);
    struct arena arena = { 0 };
    if (act == ACT_BACK) {
        screen_back(screen);
        return;
    }
    if (act == ACT_OPEN)
        show(screen, shift);
    else if (shift->closed)
        screen_say(screen, "Shift %lld is closed. Enter shows it.", (long long)shift->number);
    else
        close_shift(screen, shift, &arena);
    arena_free(&arena);
    if (!screen->closing)
        rows_load(screen);
}

static const struct screen_key keys[] = {
    { INPUT_ENTER, INPUT_RIGHT, "Enter", "look", "The shift with its sums", ACT_OPEN, RIGHT_NONE, SCREEN_SELECTED, rows_why_not },
    { 'c', 0, "c", "close", "Close a shift that was left open", ACT_CLOSE, RIGHT_SUPERVISE, SCREEN_SELECTED, rows_why_not },
    { INPUT_ESC, 'q', "Esc", "back", "Back to the office", ACT_BACK, RIGHT_NONE, 0, NULL },
};
static const struct screen_ops shifts_ops = {
    .name = "shifts", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct rows),
    .open = open, .act = act, .detail = rows_detail, ROWS_OPS,
};

void office_shifts_open(struct screen *screen)
{
    screen_open(screen, &shifts_ops, NULL);
}
