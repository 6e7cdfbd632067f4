/* office_printers.c - the printers as a list for the office; the lab's board shows them at work. See office.h. */
#include "../src/base/str.h"
#include "office.h"
#include "printers.h"
#include "rows.h"
#include "text_page.h"

enum { ACT_LOOK = 1, ACT_PAUSE, ACT_BACK };

static void line(struct rows *rows, const void *element)
{
    const struct printer *printer = element;
    char state[300], code[20];
    rows_add(rows, printer->name, "%s %s %s %-14s  %s", rows_cell(rows, printer->name, 14), rows_cell(rows, printer->kind, 8), rows_cell(rows, printer_holds(printer), 20),
             printer->code[0] ? str_code(printer->code, code, sizeof code) : "-", printer_state(printer, state, sizeof state));
}

static bool open(struct screen *screen, const void *arg)
{
    static const struct rows_list list = {
        "PRINTERS", "PRINTER        KIND     HOLDS                NOW             STATE",
        "There is no printer. Set one up in printers.conf.", ACTION_PRINTERS, ROWS_OF(printers, printers), line, NULL,
    };
    (void)arg;
    return rows_open(screen, &list);
}

static void act(struct screen *screen, int act)
{
    if (act == ACT_BACK) {
        screen_back(screen);
    } else if (act == ACT_PAUSE) {
        if (printer_pause_or_resume(screen, rows_element(screen)))
            rows_load(screen);
    } else {
        struct text text = { 0 };
        printer_text(rows_element(screen), &text);
        text_page_open(screen, "PRINTER", &text);
        text_free(&text);
    }
}

static const struct screen_key keys[] = {
    { INPUT_ENTER, INPUT_RIGHT, "Enter", "look", "All there is to know of it", ACT_LOOK, RIGHT_NONE, SCREEN_SELECTED, rows_why_not },
    { 'p', 0, "p", "pause/resume", "Pause the printer, or resume it", ACT_PAUSE, RIGHT_PRINTER, SCREEN_SELECTED, rows_why_not },
    { INPUT_ESC, 'q', "Esc", "back", "Back to the office", ACT_BACK, RIGHT_NONE, 0, NULL },
};
static const struct screen_ops printers_ops = {
    .name = "printers", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct rows),
    .topics = BIT(TOPIC_PRINTERS), .news_ms = 2000,
    .open = open, .act = act, .news = rows_news, .detail = rows_detail, ROWS_OPS,
};

void office_printers_open(struct screen *screen)
{
    screen_open(screen, &printers_ops, NULL);
}
