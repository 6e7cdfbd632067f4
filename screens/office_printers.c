/* office_printers.c - the printers as a list for the office; the lab's board shows them at work. See office.h. */
#include <string.h>
#include "../src/base/str.h"
#include "office.h"
#include "printers.h"
#include "rows.h"

enum { ACT_PAUSE = 1, ACT_BACK };

struct printers_page {
    struct rows rows;
    struct arena arena;
    struct printers list;
};
static const struct screen_ops printers_ops;

static bool load(struct screen *screen)
{
    struct printers_page *page = screen_data(screen, &printers_ops);
    struct args args = client_args();
    struct arena arena = { 0 };
    struct printers list;
    char state[300], code[20];
    if (screen_call(screen, ACTION_PRINTERS, &args, &list, &arena)) {
        arena_free(&arena);
        return false;
    }
    arena_free(&page->arena);
    page->arena = arena;
    page->list = list;
    rows_begin(&page->rows);
    for (size_t i = 0; i < list.printers.n; i++) {
        const struct printer *printer = &list.printers.v[i];
        rows_add(&page->rows, printer->name, "%-14.32s %-8.16s %-20.20s %-14s  %s", printer->name, printer->kind,
                 printer_holds(printer), printer->code[0] ? str_code(printer->code, code, sizeof code) : "-",
                 printer_state(printer, state, sizeof state));
    }
    rows_end(&page->rows);
    return true;
}

static bool open(struct screen *screen, const void *arg)
{
    struct printers_page *page = screen->page;
    (void)arg;
    page->rows.title = "PRINTERS";
    page->rows.heading = "PRINTER        KIND     HOLDS                NOW             STATE";
    page->rows.empty = "There is no printer. Set one up in printers.conf.";
    return load(screen);
}

static void close(struct screen *screen)
{
    struct printers_page *page = screen->page;
    rows_free(&page->rows);
    arena_free(&page->arena);
}

static void act(struct screen *screen, int act)
{
    struct printers_page *page = screen_data(screen, &printers_ops);
    char said[SCREEN_SAY_LIMIT];
    if (act != ACT_PAUSE) {
        screen_back(screen);
    } else if (printer_pause_or_resume(screen, &page->list.printers.v[page->rows.list.selected])) {
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
    { 'p', INPUT_ENTER, "p", "pause/resume", "Pause the printer, or resume it", ACT_PAUSE, RIGHT_PRINTER, SCREEN_SELECTED, rows_why_not },
    { INPUT_ESC, 'q', "Esc", "back", "Back to the office", ACT_BACK, RIGHT_NONE, 0, NULL },
};
static const struct screen_ops printers_ops = {
    .name = "printers", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct printers_page),
    .topics = BIT(TOPIC_PRINTERS), .news_ms = 2000,
    .open = open, .close = close, .act = act, .news = news, .detail = rows_detail, ROWS_OPS,
};

void office_printers_open(struct screen *screen)
{
    screen_open(screen, &printers_ops, NULL);
}
