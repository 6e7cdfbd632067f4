/* office_report.c - what a day, a week or a month brought, as bars of text; see office.h.
 *
 * b and n go back and on by what is shown; d, w and m choose how much that is, ending with the day that was shown last; r asks from when until when.
 */
#include "../src/base/clock.h"
#include "draw.h"
#include "line.h"
#include "office.h"
#include "prompt.h"
#include "report_words.h"
#include "text.h"

enum { ACT_DAY = 1, ACT_WEEK, ACT_MONTH, ACT_RANGE, ACT_BEFORE, ACT_AFTER, ACT_BACK };

struct report_page {
    int64_t last;       /* the last day shown, since 1970 */
    int64_t length;     /* days */
    struct text text;
};
static const struct screen_ops report_ops;

static struct report_page *report_page(struct screen *screen)
{
    return screen_data(screen, &report_ops);
}

static bool show(struct screen *screen, const struct args *args)
{
    struct report_page *page = report_page(screen);
    struct arena arena = { 0 };
    struct report report;
    bool good = screen_call(screen, ACTION_REPORT_RANGE, args, &report, &arena) == ERR_NONE;
    if (good) {
        int64_t from = page->last;
        clock_date_read(report.until, &page->last);
        clock_date_read(report.from, &from);
        page->length = page->last - from + 1;
        text_clear(&page->text);
        page->text.top = 0;
        report_words(&report, &page->text);
    }
    arena_free(&arena);
    return good;
}

static bool load(struct screen *screen, int64_t last, int64_t length)
{
    struct args args = client_args();
    char since[11], until[11];
    clock_date(last - length + 1, since);
    clock_date(last, until);
    args.since = since;
    args.until = until;
    return show(screen, &args);
}

static bool open(struct screen *screen, const void *arg)
{
    (void)arg;
    return load(screen, clock_day(clock_now()), 1);
}

static void close(struct screen *screen)
{
    text_free(&report_page(screen)->text);
}

static void paint(struct screen *screen)
{
    struct report_page *page = report_page(screen);
    draw_text(0, 1, 0, "REPORT");
    text_paint(&page->text, 2, screen_body_end() - 2);
    text_position(&page->text, screen->position, sizeof screen->position);
    draw_cursor(0, 0);
}

static bool key(struct screen *screen, int key)
{
    return text_key(&report_page(screen)->text, key);
}

static void tell(struct screen *screen)
{
    const struct report_page *page = report_page(screen);
    line_say("REPORT");
    for (size_t i = 0; i < page->text.count; i++)
        line_say("%s", page->text.lines[i]);
}

/* As many days as somebody asks for; what is no day the keeper says, and the report stays. */
static void ask_range(struct screen *screen)
{
    const struct report_page *page = report_page(screen);
    struct args args = client_args();
    char since[11], until[11];
    clock_date(page->last - page->length + 1, since);
    clock_date(page->last, until);
    if (!prompt_text(screen, since, sizeof since, "From which day on (as 2026-11-25):") ||
        !prompt_text(screen, until, sizeof until, "Until which day, that one too:"))
        return;
    args.since = since;
    args.until = until;
    if (show(screen, &args) && screen->line_mode)
        tell(screen);
}

static void act(struct screen *screen, int act)
{
    struct report_page *page = report_page(screen);
    int64_t today = clock_day(clock_now()), last = page->last, length = page->length;
    switch (act) {
    case ACT_DAY: length = 1; break;
    case ACT_WEEK: length = 7; break;
    case ACT_MONTH: length = 31; break;
    case ACT_RANGE: ask_range(screen); return;
    case ACT_BEFORE: last -= length; break;
    case ACT_AFTER: last += length; break;
    default: screen_back(screen); return;
    }
    if (last > today)
        last = today;
    if (act == ACT_AFTER && last == page->last)
        screen_say(screen, "This goes up to today. b goes back.");
    else if (load(screen, last, length) && screen->line_mode)
        tell(screen);
}

static const struct screen_key keys[] = {
    { 'b', INPUT_LEFT, "b", "before", "The time before", ACT_BEFORE, RIGHT_NONE, 0, NULL },
    { 'n', INPUT_RIGHT, "n", "next", "The time after", ACT_AFTER, RIGHT_NONE, 0, NULL },
    { 'd', 0, "d", "day", "One day", ACT_DAY, RIGHT_NONE, 0, NULL },
    { 'w', 0, "w", "week", "Seven days", ACT_WEEK, RIGHT_NONE, 0, NULL },
    { 'm', 0, "m", "month", "31 days", ACT_MONTH, RIGHT_NONE, 0, NULL },
    { 'r', 0, "r", "range", "From one day until another", ACT_RANGE, RIGHT_NONE, 0, NULL },
    { INPUT_PAGE_DOWN, 0, "PgDn", NULL, "Further down (also j and k, < and >)", 0, RIGHT_NONE, SCREEN_MOVES, NULL },
    { INPUT_ESC, 'q', "Esc", "back", "Back to the office", ACT_BACK, RIGHT_NONE, 0, NULL },
};
static const struct screen_ops report_ops = {
    .name = "report", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct report_page),
    .open = open, .close = close, .paint = paint, .key = key, .act = act, .tell = tell, .resumes = true,
};

void office_report_open(struct screen *screen)
{
    screen_open(screen, &report_ops, NULL);
}
