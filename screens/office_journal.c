/* office_journal.c - the journal, newest first, a page at a time; of one order all of it; see office.h.
 *
 * The keeper reads the journal from its beginning only. The newest entry is found by halving: is there one behind
 * number n? Entries are numbered without a gap, so the page before begins that many numbers earlier.
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
enum { PAGE = 200, ORDER_PAGES_MOST = 10, PANE = 3 };
#define SEQ_MOST ((int64_t)1 << 40)

struct journal_page {
    struct rows rows;
    struct entries list;          /* as shown: newest first */
    int64_t after, limit;         /* the page shows so many numbers that follow this one */
    char code[TICKET_CODE + 1];   /* only of this order; "": of all */
    char title[80];
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

/* The newest entry's number, 0 when there is none. */
static enum err find_newest(struct screen *screen, const struct journal_page *page, int64_t *newest)
{
    int64_t low = 0, high = SEQ_MOST; /* the newest is within [low, high) */
    for (int64_t step = PAGE; low + 1 < high; step *= 2) {
        struct arena arena = { 0 };
        struct entries list;
        int64_t middle = low + step < high ? low + step : low + (high - low) / 2;
        enum err err = ask(screen, page, middle - 1, 1, &list, &arena);
        bool there = !err && list.journal.n > 0;
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

/* What follows page->after: a page of all, or everything of one order. */
static bool load(struct screen *screen)
{
    struct journal_page *page = screen_data(screen, &journal_ops);
    struct arena arena = { 0 };
    struct entries all, list;
    char code[20];
    int64_t after = page->after, pages = page->code[0] ? ORDER_PAGES_MOST : 1;
    enum err err = ERR_NONE;
    record_init(&entries_type, &all);
    for (bool more = true; more && pages-- > 0 && !err;) {
        err = ask(screen, page, after, page->limit, &list, &arena);
        for (size_t i = 0; !err && i < list.journal.n; i++)
            *LIST_ADD(&arena, &all.journal, entry) = list.journal.v[i];
        more = !err && list.journal.n && list.next[0];
        after = more ? list.journal.v[list.journal.n - 1].seq : after;
    }
    if (err) {
        arena_free(&arena);
        return false;
    }
    reverse(&all);
    arena_free(&page->rows.memory);
    page->rows.memory = arena;
    page->list = all;
    snprintf(page->title, sizeof page->title, "JOURNAL%s%s", page->code[0] ? " of " : ", newest first",
             page->code[0] ? str_code(page->code, code, sizeof code) : "");
    add_rows(page);
    return true;
}

static bool load_newest(struct screen *screen)
{
    struct journal_page *page = screen_data(screen, &journal_ops);
    int64_t newest = 0;
    if (!page->code[0] && find_newest(screen, page, &newest))
        return false;
    page->limit = PAGE;
    page->after = newest > PAGE ? newest - PAGE : 0;
    page->rows.list.selected = page->rows.list.top = 0;
    text_clear(&page->rows.keys); /* nothing to stay at */
    return load(screen);
}

static bool open(struct screen *screen, const void *arg)
{
    struct journal_page *page = screen->page;
    (void)arg;
    page->rows.title = page->title;
    page->rows.heading = "WHEN             WHO        WHAT           ORDER";
    page->rows.empty = "Nothing happened.";
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

/* The page before this one or behind it; the first one ends where the second begins. */
static void turn(struct screen *screen, bool older)
{
    struct journal_page *page = screen_data(screen, &journal_ops);
    if (page->code[0] || (older && page->after == 0)) {
        screen_say(screen, page->code[0] ? "This is all of the order's journal. f shows the whole one."
                                         : "The journal begins here. n goes to newer entries.");
        return;
    }
    int64_t limit = older && page->after < PAGE ? page->after : PAGE;
    page->after += older ? -limit : page->limit;
    page->limit = limit;
    page->rows.list.selected = page->rows.list.top = 0;
    text_clear(&page->rows.keys);
    if (load(screen) && page->list.journal.n > 0)
        return;
    if (load_newest(screen))
        screen_say(screen, "These are the newest. o goes to older ones.");
}

static void filter(struct screen *screen)
{
    struct journal_page *page = screen_data(screen, &journal_ops);
    char typed[40] = "", code[LABEL_CODE + 1];
    if (!prompt_text(screen, typed, sizeof typed, "Only of the order with the code (scan it; - for all):")) {
        /* A whole code counts as a scan and ends the question (prompt.h): here it is the answer. */
        snprintf(typed, sizeof typed, "%s", screen->scanned);
        screen->scanned[0] = 0;
    }
    if (typed[0] == 0)
        return;
    bool all = strcmp(typed, "-") == 0;
    enum err err = all ? ERR_NONE : ticket_read(typed, code);
    if (!err && !all && strlen(code) != TICKET_CODE)
        err = err_detail(ERR_CODE, "it is the number of a bag");
    if (err) {
        screen_say_err(screen, err);
        return;
    }
    snprintf(page->code, sizeof page->code, "%.*s", TICKET_CODE, all ? "" : code);
    load_newest(screen);
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
        if (page->code[0]) {
            page->code[0] = 0;
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
    { 'f', '/', "f", "one order", "Only the entries of one order", ACT_FILTER, RIGHT_LIST, 0, NULL },
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
