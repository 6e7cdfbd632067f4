/* alarms.c - printers in trouble, or that were and nobody has seen it yet; see lab.h. */
#include <stdio.h>
#include "../printers.h"
#include "../rows.h"
#include "lab.h"

enum { ACT_SEEN = 1, ACT_BACK };

static void line(struct rows *rows, const void *element)
{
    const struct printer *printer = element;
    char at[40];
    if (printer->alarm[0])
        rows_add(rows, printer->name, "%s %-9s %-8s %s", rows_cell(rows, printer->name, 14), printer_since(printer->alarm_since, at, sizeof at),
                 printer->trouble[0] || printer_out_of(printer) ? "NOW" : "over", printer->alarm);
}

static bool open(struct screen *screen, const void *arg)
{
    static const struct rows_list list = {
        "ALARMS", "PRINTER        SINCE     STILL?   WHAT", "There is no alarm that nobody has seen.",
        ACTION_BOARD, ROWS_OF(board, printers), line, NULL,
    };
    (void)arg;
    return rows_open(screen, &list);
}

static void act(struct screen *screen, int act)
{
    char name[ROWS_KEY];
    if (act != ACT_SEEN) {
        screen_back(screen);
        return;
    }
    snprintf(name, sizeof name, "%s", rows_selected(screen->page));
    if (printer_seen(screen, name))
        rows_load(screen);
}

static const struct screen_key keys[] = {
    { 's', INPUT_ENTER, "s", "seen", "Take note of it: it leaves this list", ACT_SEEN, RIGHT_PRINTER, SCREEN_SELECTED, rows_why_not },
    { INPUT_ESC, 'q', "Esc", "back", "Back to the board", ACT_BACK, RIGHT_NONE, 0, NULL },
};
static const struct screen_ops alarms_ops = {
    .name = "alarms", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct rows),
    .topics = BIT(TOPIC_PRINTERS), .news_ms = 2000,
    .open = open, .act = act, .news = rows_news, .detail = rows_detail, ROWS_OPS,
};

void lab_alarms_open(struct screen *screen)
{
    screen_open(screen, &alarms_ops, NULL);
}
