/* office_journal.c - the journal, newest first, a page at a time: all of it, up to a day, of one order, of one person; see
 * office.h.
 *
 * The keeper reads the journal from its beginning only. The newest entry is found by halving: is there one behind
 * number n (or: is it of that day or later)? Entries are numbered without a gap, so the page before begins that many
 * numbers earlier. One person's are picked out here, from as many pages as fill one, PAGES_MOST at most.
 */
#include <stdio.h>
#include <string.h>
#include "../src/base/clock.h"
#include "../src/base/str.h"
#include "draw.h"
#include "office.h"
#include "order_page.h"
#include "prompt.h"
#include "rows.h"

enum { ACT_ORDER = 1, ACT_OLDER, ACT_NEWER, ACT_NEWEST, ACT_FILTER, ACT_BACK };
enum { PAGE = 200, ORDER_PAGES_MOST = 10, PAGES_MOST = 50, PANE = 3 };
#define SEQ_MOST ((int64_t)1 << 40)

struct journal_page {
    struct rows rows;
    struct entries list;          /* as shown: newest first */
    int64_t after, until;         /* shown are entries with numbers behind the one, up to the other */
    char code[TICKET_CODE + 1];   /* only of this order; "": of all */
    char who[65];                 /* only what this person did; "": everybody */
    char title[120];
};
static const struct screen_ops journal_ops;

static enum err ask(struct screen *screen, const struct journal_page *page, int64_t after, int64_t limit,
                    struct entries *list, struct arena *arena)
{
    struct args args = client_args();
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)after);
    args.after = after ? number : "";
    args.limit = limit;
    args.code = page->code;
    return screen_call(screen, ACTION_JOURNAL, &args, list, arena);
}

/* The newest entry's number, of those up to that day (INT64_MAX: of all); 0 when there is none. */
static enum err find_newest(struct screen *screen, const struct journal_page *page, int64_t day, int64_t *newest)
{
    int64_t low = 0, high = SEQ_MOST; /* the newest is within [low, high) */
    for (int64_t step = PAGE; low + 1 < high; step *= 2) {
        struct arena arena = { 0 };
        struct entries list;
        int64_t middle = low + step < high ? low + step : low + (high - low) / 2;
        enum err err = ask(screen, page, middle - 1, 1, &list, &arena);
        bool there = !err && list.journal.n > 0 && clock_day(list.journal.v[0].at) <= day;
        int64_t seq = there ? list.journal.v[0].seq : 0;
        arena_free(&arena);
        if (err)
            return err;
        if (there)
            low = seq;
        else
            high = middle;
    }
    *newest = low;
    return ERR_NONE;
}

static void add_rows(struct journal_page *page)
{
    rows_begin(&page->rows);
    for (size_t i = 0; i < page->list.journal.n; i++) {
        const struct entry *entry = &page->list.journal.v[i];
        char key[24], when[40], code[20];
        snprintf(key, sizeof key, "%lld", (long long)entry->seq);
        rows_add(&page->rows, key, "%-16s %-10.10s %-14s %-14s %s%s%s", clock_words(entry->at, when, sizeof when),
                 entry->who[0] ? entry->who : "-", word_of(&event_words, entry->event),
                 entry->code[0] ? str_code(entry->code, code, sizeof code) : "", entry->from,
                 entry->from[0] && entry->to[0] ? " -> " : "", entry->to);
    }
    rows_end(&page->rows);
}

static void reverse(struct entries *list)
{
    for (size_t i = 0, k = list->journal.n; i + 1 < k; i++) {
        struct entry entry = list->journal.v[i];
        list->journal.v[i] = list->journal.v[--k];
        list->journal.v[k] = entry;
    }
}

/* Everything of one order, from the beginning on. */
static enum err read_order(struct screen *screen, struct journal_page *page, struct entries *all, struct arena *arena)
{
    enum err err = ERR_NONE;
    int64_t after = 0;
    for (int pages = 0; pages < ORDER_PAGES_MOST && !err; pages++) {
        struct entries list;
        err = ask(screen, page, after, PAGE, &list, arena);
        for (size_t i = 0; !err && i < list.journal.n; i++)
            *LIST_ADD(arena, &all->journal, entry) = list.journal.v[i];
        if (err || list.journal.n == 0 || !list.next[0])
            break;
        after = list.journal.v[list.journal.n - 1].seq;
    }
    reverse(all);
    return err;
}

/* What lies up to page->until, back until a page is full; page->after is where that ended. */
static enum err read_back(struct screen *screen, struct journal_page *page, struct entries *all, struct arena *arena)
{
    enum err err = ERR_NONE;
    page->after = page->until;
    for (int pages = 0; pages < PAGES_MOST && page->after > 0 && all->journal.n < PAGE && !err; pages++) {
        struct entries list;
        int64_t limit = page->after < PAGE ? page->after : PAGE;
        page->after -= limit;
        err = ask(screen, page, page->after, limit, &list, arena);
        for (size_t i = err ? 0 : list.journal.n; i-- > 0;)
            if (list.journal.v[i].seq <= page->after + limit && (!page->who[0] || strcmp(page->who, list.journal.v[i].who) == 0))
                *LIST_ADD(arena, &all->journal, entry) = list.journal.v[i];
        if (!page->who[0])
            break;
    }
    return err;
}

static bool load(struct screen *screen)
{
    struct journal_page *page = screen_data(screen, &journal_ops);
    struct arena arena = { 0 };
    struct entries all;
    char code[20];
    record_init(&entries_type, &all);
    if (page->code[0] ? read_order(screen, page, &all, &arena) : read_back(screen, page, &all, &arena)) {
        arena_free(&arena);
        return false;
    }
    arena_free(&page->rows.memory);
    page->rows.memory = arena;
    page->list = all;
    snprintf(page->title, sizeof page->title, "JOURNAL%s%s%s%s", page->code[0] ? " of " : "",
             page->code[0] ? str_code(page->code, code, sizeof code) : ", newest first", page->who[0] ? ", only what was done by " : "", page->who);
    page->rows.list.selected = page->rows.list.top = 0;
    text_clear(&page->rows.keys); /* nothing to stay at */
    add_rows(page);
    return true;
}

static bool load_until(struct screen *screen, int64_t day)
{
    struct journal_page *page = screen_data(screen, &journal_ops);
    if (!page->code[0] && find_newest(screen, page, day, &page->until))
        return false;
    return load(screen);
}

static bool load_newest(struct screen *screen)
{
    return load_until(screen, INT64_MAX);
}

static bool open(struct screen *screen, const void *arg)
{
    struct journal_page *page = screen->page;
    (void)arg;
    page->rows.title = page->title;
    page->rows.heading = "WHEN             WHO        WHAT           ORDER";
    page->rows.empty = "Nothing of that happened. f chooses something else.";
    page->rows.pane_rows = PANE;
    record_init(&entries_type, &page->list);
    return load_newest(screen);
}

static void detail(struct screen *screen)
{
    struct journal_page *page = screen_data(screen, &journal_ops);
    char words[700];
    text_clear(&page->rows.pane);
    rows_detail(screen);
    if (page->list.journal.n == 0)
        return;
    const struct entry *entry = &page->list.journal.v[page->rows.list.selected];
    snprintf(words, sizeof words, "no. %lld, %s, at %s: %s%s%s%s%s", (long long)entry->seq, entry->who, entry->terminal,
             word_of(&event_sentences, entry->event), entry->from[0] || entry->to[0] ? ": " : "", entry->from,
             entry->from[0] && entry->to[0] ? " -> " : "", entry->to);
    text_wrap(&page->rows.pane, draw_columns() - 2, "", words);
    if (entry->note[0])
        text_wrap(&page->rows.pane, draw_columns() - 2, "", entry->note);
    snprintf(screen->position, sizeof screen->position, "no. %lld", (long long)entry->seq);
}

static void turn(struct screen *screen, bool older)
{
    struct journal_page *page = screen_data(screen, &journal_ops);
    int64_t until = page->until;
    if (page->code[0] || (older && page->after == 0)) {
        screen_say(screen, page->code[0] ? "This is all of the order's journal. f shows the whole one."
                                         : "The journal begins here. n goes to newer entries.");
        return;
    }
    page->until = older ? page->after : until + PAGE;
    if ((older || !page->who[0]) && load(screen) && page->list.journal.n > 0 && (older || page->list.journal.v[0].seq > until))
        return;
    if (load_newest(screen))
        screen_say(screen, older ? "There is nothing older. These are the newest." : "These are the newest. o goes to older ones.");
}

/* A code, a day or a login, told apart by how they look; false when it is none of them. */
static bool narrow(struct screen *screen, const char *typed)
{
    struct journal_page *page = screen_data(screen, &journal_ops);
    char code[LABEL_CODE + 1] = "";
    int64_t day = INT64_MAX;
    bool is_day = clock_date_read(typed, &day), is_code = !is_day && *typed >= '0' && *typed <= '9', all = strcmp(typed, "-") == 0;
    enum err err = is_code ? ticket_read(typed, code) : ERR_NONE;
    if (!err && strlen(code) > TICKET_CODE)
        err = err_detail(ERR_CODE, "it is the number of a bag");
    if (err) {
        screen_say_err(screen, err);
        return false;
    }
    snprintf(page->code, sizeof page->code, "%.*s", TICKET_CODE, code);
    if (!is_day)
        snprintf(page->who, sizeof page->who, "%s", is_code || all ? "" : typed);
    return load_until(screen, day);
}

static void filter(struct screen *screen)
{
    char typed[65] = "";
    if (!prompt_text(screen, typed, sizeof typed, "Only of (code, login, or up to a day as 2026-11-25; - all):")) {
        /* A whole code counts as a scan and ends the question (prompt.h): here it is the answer. */
        snprintf(typed, sizeof typed, "%s", screen->scanned);
        screen->scanned[0] = 0;
    }
    if (typed[0])
        narrow(screen, typed);
}

static void act(struct screen *screen, int act)
{
    struct journal_page *page = screen_data(screen, &journal_ops);
    char code[TICKET_CODE + 1] = "";
    switch (act) {
    case ACT_ORDER:
        snprintf(code, sizeof code, "%s", page->list.journal.v[page->rows.list.selected].code);
        if (code[0])
            order_page_open(screen, "counter", code);
        else
            screen_say(screen, "That is not about an order.");
        break;
    case ACT_OLDER: turn(screen, true); break;
    case ACT_NEWER: turn(screen, false); break;
    case ACT_NEWEST: load_newest(screen); break;
    case ACT_FILTER: filter(screen); break;
    default:
        if (page->code[0] || page->who[0]) {
            page->code[0] = page->who[0] = 0;
            load_newest(screen);
        } else {
            screen_back(screen);
        }
    }
}

static const struct screen_key keys[] = {
    { INPUT_ENTER, INPUT_RIGHT, "Enter", "order", "Open the order of this entry", ACT_ORDER, RIGHT_READ, SCREEN_SELECTED, rows_why_not },
    { 'o', 0, "o", "older", "The entries before these", ACT_OLDER, RIGHT_LIST, 0, NULL },
    { 'n', 0, "n", "newer", "The entries after these", ACT_NEWER, RIGHT_LIST, 0, NULL },
    { 'e', 0, "e", "newest", "The newest, read again", ACT_NEWEST, RIGHT_LIST, 0, NULL },
    { 'f', '/', "f", "only", "Only one order's or one person's entries, or those up to a day", ACT_FILTER, RIGHT_LIST, 0, NULL },
    { INPUT_ESC, 'q', "Esc", "back", "Back: to the whole journal, then to the office", ACT_BACK, RIGHT_NONE, 0, NULL },
};
static const struct screen_ops journal_ops = {
    .name = "journal", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct journal_page),
    .open = open, .act = act, .detail = detail, ROWS_OPS,
};

void office_journal_open(struct screen *screen)
{
    screen_open(screen, &journal_ops, NULL);
}
