/* alarms.c - printers in trouble, or that were and nobody has seen it yet; see lab.h. */
#include <stdio.h>
#include <string.h>
#include "../printers.h"
#include "../rows.h"
#include "lab.h"

enum { ACT_SEEN = 1, ACT_BACK };

struct alarms {
    struct rows rows;
};
static const struct screen_ops alarms_ops;

static bool load(struct screen *screen)
{
    struct alarms *alarms = screen_data(screen, &alarms_ops);
    struct args args = client_args();
    struct arena arena = { 0 };
    struct board board;
    char at[40];
    if (screen_call(screen, ACTION_BOARD, &args, &board, &arena)) {
        arena_free(&arena);
        return false;
    }
    rows_begin(&alarms->rows);
    for (size_t i = 0; i < board.printers.n; i++) {
        const struct printer *printer = &board.printers.v[i];
        if (printer->alarm[0])
            rows_add(&alarms->rows, printer->name, "%-14.32s %-9s %-8s %s", printer->name, printer_since(printer->alarm_since, at, sizeof at),
                     printer->trouble[0] ? "NOW" : "over", printer->alarm);
    }
    rows_end(&alarms->rows);
    arena_free(&arena);
    return true;
}

static bool open(struct screen *screen, const void *arg)
{
    struct alarms *alarms = screen->page;
    (void)arg;
    alarms->rows.title = "ALARMS";
    alarms->rows.heading = "PRINTER        SINCE     STILL?   WHAT";
    alarms->rows.empty = "There is no alarm that nobody has seen.";
    return load(screen);
}

static void close(struct screen *screen)
{
    struct alarms *alarms = screen->page;
    rows_free(&alarms->rows);
}

static void act(struct screen *screen, int act)
{
    struct alarms *alarms = screen_data(screen, &alarms_ops);
    char name[ROWS_KEY], said[SCREEN_SAY_LIMIT];
    if (act != ACT_SEEN) {
        screen_back(screen);
        return;
    }
    snprintf(name, sizeof name, "%s", rows_selected(&alarms->rows));
    if (printer_seen(screen, name)) {
        memcpy(said, screen->said, sizeof said);
        if (load(screen))
            memcpy(screen->said, said, sizeof said);
    }
}

static void news(struct screen *screen, uint32_t topics)
{
    (void)topics;
    load(screen);
}

static const struct screen_key keys[] = {
    { 's', INPUT_ENTER, "s", "seen", "Take note of it: it leaves this list", ACT_SEEN, RIGHT_PRINTER, SCREEN_SELECTED, rows_why_not },
    { INPUT_ESC, 'q', "Esc", "back", "Back to the board", ACT_BACK, RIGHT_NONE, 0, NULL },
};
static const struct screen_ops alarms_ops = {
    .name = "alarms", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct alarms),
    .topics = BIT(TOPIC_PRINTERS), .news_ms = 2000,
    .open = open, .close = close, .act = act, .news = news, .detail = rows_detail, ROWS_OPS,
};

void lab_alarms_open(struct screen *screen)
{
    screen_open(screen, &alarms_ops, NULL);
}
