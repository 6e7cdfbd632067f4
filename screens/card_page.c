/* card_page.c - choosing photos on a card, and taking them in; see card_page.h.
 *
 * The card's process keeps what is marked; this page shows a window of its list and never waits for it longer than a
 * moment. Sentences go through screen_key_words(), as key tables do, for the reader's language.
 */
#include "card_page.h"
#include <stdio.h>
#include <string.h>
#include "../src/base/str.h"
#include "../src/client/reader.h"
#include "draw.h"
#include "line.h"
#include "list.h"

enum { CARD_PAGE_MARK = 1, CARD_PAGE_ALL, CARD_PAGE_NONE, CARD_PAGE_TAKE, CARD_PAGE_ORDER, CARD_PAGE_BACK };
enum { ROWS = 64, TICK_MS = 250, MOMENT_MS = 60, HEAD = 4 };

struct card_arg {
    const char *code;
    void *self;
    void (*tick)(struct screen *screen);
};
struct card_page {
    void *self;              /* first: see card_page.h */
    void (*tick)(struct screen *screen);
    struct reader reader;
    struct list list;
    bool seen;               /* an answer came */
};

static const char *why_not_take(struct screen *screen);
static const char *why_no_order(struct screen *screen);

static const struct screen_key keys[] = {
    { ' ', INPUT_ENTER, "Space", "mark", "Mark this photo, or take the mark away", CARD_PAGE_MARK, RIGHT_NONE, SCREEN_SELECTED, NULL },
    { 'a', 0, "a", "all", "Mark all photos on the card", CARD_PAGE_ALL, RIGHT_NONE, 0, NULL },
    { 'A', 0, "A", "none", "Take all marks away", CARD_PAGE_NONE, RIGHT_NONE, 0, NULL },
    { 't', 0, "t", "take in", "Take the marked photos into the order", CARD_PAGE_TAKE, RIGHT_NONE, 0, why_not_take },
    { 'o', 0, "o", "camera's order", "Take in what was ordered on the camera, with its copies", CARD_PAGE_ORDER, RIGHT_NONE, 0, why_no_order },
    { 'b', INPUT_ESC, "b", "back", "Back; what is being taken in stops after this photo", CARD_PAGE_BACK, RIGHT_NONE, 0, NULL },
};

/* A sentence in the reader's language, "%1" to "%9" filled in. */
static const char *fill(const struct screen *screen, char *out, size_t size, const char *english, const char *const *values)
{
    size_t used = 0;
    for (const char *at = screen_key_words(screen, english); *at && used + 1 < size; at++) {
        const char *value = at[0] == '%' && at[1] >= '1' && at[1] <= '9' ? values[at[1] - '1'] : NULL;
        int put = value ? snprintf(out + used, size - used, "%s", value) : snprintf(out + used, size - used, "%c", *at);
        used = used + (size_t)put < size ? used + (size_t)put : size - 1;
        at += value != NULL;
    }
    out[used] = 0;
    return out;
}
#define FILL(screen, out, english, ...) fill(screen, out, sizeof(out), english, (const char *const[]){ __VA_ARGS__, NULL })

struct number { char text[24]; };
static const char *number(struct number *n, int64_t value)
{
    snprintf(n->text, sizeof n->text, "%lld", (long long)value);
    return n->text;
}

static const char *millions(struct number *n, int64_t bytes)
{
    return str_money(bytes / 100000, 1, n->text, sizeof n->text);
}

static struct card_page *page_of(struct screen *screen)
{
    return screen->page;
}

static const char *gone(const struct screen *screen)
{
    return screen_key_words(screen, "There is no card in the reader, or it cannot be read. Put it in, then come back here.");
}

static const char *why_not_take(struct screen *screen)
{
    const struct card_page *page = page_of(screen);
    const struct card_view *view = &page->reader.view;
    return page->reader.fd < 0 ? gone(screen)
        : view->looking ? screen_key_words(screen, "The card is still being looked through. A moment, please.")
        : view->taking ? screen_key_words(screen, "Photos are being taken in already.")
        : view->marked == 0 ? screen_key_words(screen, "Nothing is marked. Space marks a photo, a marks all.") : NULL;
}

static const char *why_no_order(struct screen *screen)
{
    const struct card_page *page = page_of(screen);
    return page->reader.fd < 0 ? gone(screen)
        : page->reader.view.order_photos == 0 ? screen_key_words(screen, "Nothing was ordered on the camera.")
        : page->reader.view.taking ? screen_key_words(screen, "Photos are being taken in already.") : NULL;
}

/* What the list shows, from the first row that is needed. */
static void look(struct card_page *page, int wait_ms)
{
    size_t before = page->list.rows < ROWS / 2 ? (size_t)(ROWS - page->list.rows) / 2 : 0;
    struct card_ask ask = { .act = CARD_LOOK, .count = ROWS };
    ask.from = page->list.top > before ? (int64_t)(page->list.top - before) : 0;
    reader_ask(&page->reader, &ask);
    reader_hear(&page->reader, wait_ms);
    page->list.count = (size_t)page->reader.view.found;
    list_fit(&page->list);
}

static void order(struct card_page *page, enum card_act act, size_t from, size_t count, bool on)
{
    struct card_ask ask = { .act = act, .from = (int64_t)from, .count = (int64_t)count, .on = on };
    reader_ask(&page->reader, &ask);
    reader_hear(&page->reader, MOMENT_MS);
    look(page, MOMENT_MS);
}

static const struct card_file *file_at(const struct card_page *page, size_t i)
{
    const struct card_view *view = &page->reader.view;
    int64_t at = (int64_t)i - view->from;
    return at >= 0 && at < (int64_t)view->files.n ? &view->files.v[at] : NULL;
}

static bool card_open_page(struct screen *screen, const void *data)
{
    const struct card_arg *arg = data;
    struct card_page *page = page_of(screen);
    page->self = arg->self;
    page->tick = arg->tick;
    enum err err = reader_open(&page->reader, screen->client, arg->code);
    if (err) {
        screen_say_err(screen, err);
        return false;
    }
    look(page, 10 * MOMENT_MS);
    return true;
}

static void card_close_page(struct screen *screen)
{
    reader_close(&page_of(screen)->reader);
}

static bool card_key(struct screen *screen, int key)
{
    struct card_page *page = page_of(screen);
    if (!list_key(&page->list, key))
        return false;
    for (size_t i = page->list.top; i < page->list.top + (size_t)page->list.rows && i < page->list.count; i++)
        if (file_at(page, i) == NULL) {
            look(page, MOMENT_MS);
            break;
        }
    return true;
}

static void card_act(struct screen *screen, int act)
{
    struct card_page *page = page_of(screen);
    const struct card_file *file = file_at(page, page->list.selected);
    if (act == CARD_PAGE_BACK) {
        screen_back(screen);
    } else if (page->reader.fd < 0) {
        screen_say(screen, "%s", gone(screen));
    } else if (act == CARD_PAGE_MARK && file) {
        order(page, CARD_MARK, page->list.selected, 1, !file->marked);
        list_key(&page->list, INPUT_DOWN);
    } else if (act == CARD_PAGE_ALL || act == CARD_PAGE_NONE) {
        order(page, CARD_MARK, 0, page->list.count, act == CARD_PAGE_ALL);
    } else if (act == CARD_PAGE_TAKE || act == CARD_PAGE_ORDER) {
        order(page, act == CARD_PAGE_TAKE ? CARD_TAKE : CARD_ORDER, page->list.top, ROWS, false);
    }
}

static bool card_select(struct screen *screen, const char *typed)
{
    struct card_page *page = page_of(screen);
    int64_t n;
    if (!str_number(typed, 1, (int64_t)page->list.count, &n))
        return false;
    page->list.selected = (size_t)n - 1;
    look(page, MOMENT_MS);
    return true;
}

static void card_tick(struct screen *screen)
{
    struct card_page *page = page_of(screen);
    const struct card_view *view = &page->reader.view;
    bool moves = view->looking || view->taking || page->reader.asked;
    if (page->reader.fd >= 0 && moves)
        look(page, 0);
    else
        reader_hear(&page->reader, 0);
    if (page->tick && !view->taking)
        page->tick(screen);
}

static void draw_file(void *data, size_t i, int row)
{
    const struct card_page *page = data;
    const struct card_file *file = file_at(page, i);
    struct number size;
    int name = draw_columns() - 40 > 14 ? draw_columns() - 40 : 14;
    if (file == NULL)
        return;
    draw_text(row, 2, 3, file->marked ? "[x]" : "[ ]");
    draw_text(row, 6, name, file->name);
    draw_format(row, 7 + name, 9, "%6s MB", millions(&size, file->bytes));
    if (file->state != CARD_THERE)
        draw_text(row, 18 + name, 0, word_of(&card_state_words, file->state));
}

static const char *counts(struct screen *screen, char *out, size_t size)
{
    const struct card_view *view = &page_of(screen)->reader.view;
    struct number found, marked, bytes, others;
    const char *english = view->looking ? "%1 photos so far; the card is being looked through"
        : view->cut ? "%1 photos, %2 marked (%3 MB); there is more on the card than can be shown"
        : view->others ? "%1 photos, %2 marked (%3 MB); %4 other files stay on the card" : "%1 photos, %2 marked (%3 MB)";
    return fill(screen, out, size, english, (const char *const[]){ number(&found, view->found), number(&marked, view->marked),
                millions(&bytes, view->marked_bytes), number(&others, view->others), NULL });
}

static const char *camera(struct screen *screen, char *out, size_t size)
{
    const struct card_view *view = &page_of(screen)->reader.view;
    struct number photos, prints;
    out[0] = 0;
    if (view->order_photos)
        fill(screen, out, size, "The camera ordered %1 photos, %2 prints: o takes them in with its copies.",
             (const char *const[]){ number(&photos, view->order_photos), number(&prints, view->order_prints), NULL });
    return out;
}

/* What is being taken in, or was. */
static const char *progress(struct screen *screen, char *out, size_t size)
{
    const struct card_view *view = &page_of(screen)->reader.view;
    struct number taken, refused, rate;
    const char *const values[] = { view->name, millions(&rate, view->per_second), number(&taken, view->taken),
                                   number(&refused, view->refused), view->words, NULL };
    if (page_of(screen)->reader.fd < 0)
        snprintf(out, size, "%s", gone(screen));
    else if (view->taking)
        fill(screen, out, size, "%1  %2 MB/s, %3 taken in, %4 refused", values);
    else if (view->refused)
        fill(screen, out, size, "%3 taken in, %4 refused. %5", values);
    else if (view->taken)
        fill(screen, out, size, "%3 taken in. b goes back to the order.", values);
    else
        out[0] = 0;
    return out;
}

static void card_paint(struct screen *screen)
{
    struct card_page *page = page_of(screen);
    char text[600];
    draw_title(screen_key_words(screen, "PHOTOS FROM THE CARD"), "");
    draw_text(1, 1, 0, counts(screen, text, sizeof text));
    draw_text(2, 1, 0, camera(screen, text, sizeof text));
    draw_rule(3);
    list_paint(&page->list, HEAD, screen_body_end() - HEAD - 1, draw_file, page);
    draw_text(screen_body_end() - 1, 1, 0, progress(screen, text, sizeof text));
    list_position(&page->list, screen->position, sizeof screen->position);
}

static void card_tell(struct screen *screen)
{
    struct card_page *page = page_of(screen);
    char text[600];
    look(page, 10 * MOMENT_MS);
    line_say("%s", counts(screen, text, sizeof text));
    if (*camera(screen, text, sizeof text))
        line_say("%s", text);
    for (size_t i = 0; i < page->reader.view.files.n; i++) {
        const struct card_file *file = &page->reader.view.files.v[i];
        line_say("%3lld  %s %s  %s", (long long)page->reader.view.from + (long long)i + 1, file->marked ? "[x]" : "[ ]", file->name,
                 word_of(&card_state_words, file->state));
    }
    if (*progress(screen, text, sizeof text))
        line_say("%s", text);
}

static const struct screen_ops card_ops = {
    .name = "card", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct card_page), .tick_ms = TICK_MS,
    .open = card_open_page, .close = card_close_page, .paint = card_paint, .key = card_key, .act = card_act, .tick = card_tick,
    .tell = card_tell, .select = card_select, .no_scan = true,
};

void card_page_open(struct screen *screen, const char *code, void *self, void (*tick)(struct screen *screen))
{
    struct card_arg arg = { code, self, tick };
    screen_open(screen, &card_ops, &arg);
}
