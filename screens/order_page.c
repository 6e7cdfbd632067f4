/* order_page.c - one order in full; see order_page.h.
 *
 * A scan here opens the scanned order in place of this one; the bag's own label is the one code that does something:
 * it hands over, because it proves that the right bag is in hand.
 */
#include "order_page.h"
#include <stdio.h>
#include <string.h>
#include "../src/base/str.h"
#include "draw.h"
#include "line.h"
#include "order_acts.h"
#include "order_words.h"

enum { WHOLE_MS = 600 };

struct order_page {
    struct arena arena;
    struct order order;
    struct text text;
    bool whole;          /* what a small screen leaves out at first is shown too: nobody types */
};
static const struct screen_ops counter_order_ops, lab_order_ops;

static bool in_lab(const struct screen *screen)
{
    return screen->ops == &lab_order_ops;
}

static struct order_page *order_page(struct screen *screen)
{
    return screen_data(screen, in_lab(screen) ? &lab_order_ops : &counter_order_ops);
}

static bool load(struct screen *screen, struct order_page *page, const char *code)
{
    struct arena arena = { 0 };
    struct order order;
    if (order_read(screen, code, &order, &arena)) {
        arena_free(&arena);
        return false;
    }
    arena_free(&page->arena);
    page->arena = arena;
    page->order = order;
    text_clear(&page->text);
    order_words(&page->order, screen->line_mode ? 78 : draw_columns() - 2, &page->text);
    if (page->whole)
        page->text.first = 0;
    return true;
}

static bool open(struct screen *screen, const void *arg)
{
    struct order_page *page = order_page(screen);
    if (!load(screen, page, arg))
        return false;
    stand_came_by(screen, page->order.code);
    return true;
}

static void close(struct screen *screen)
{
    struct order_page *page = order_page(screen);
    arena_free(&page->arena);
    text_free(&page->text);
}

static void paint(struct screen *screen)
{
    struct order_page *page = order_page(screen);
    char code[20], left[80];
    snprintf(left, sizeof left, "ORDER %s  %s", str_code(page->order.code, code, sizeof code),
             word_of(&order_state_words, page->order.state));
    draw_text(0, 1, 0, left);
    text_paint(&page->text, 2, screen_body_end() - 2);
    text_position(&page->text, screen->position, sizeof screen->position);
    draw_cursor(0, 1);
}

static bool key(struct screen *screen, int key)
{
    return text_key(&order_page(screen)->text, key);
}

static void act(struct screen *screen, int act)
{
    struct order_page *page = order_page(screen);
    char code[LABEL_CODE + 1];
    snprintf(code, sizeof code, "%s", page->order.code);
    if (order_act(screen, act, code)) {
        char said[SCREEN_SAY_LIMIT];
        memcpy(said, screen->said, sizeof said);
        if (!screen->leaving && !screen->closing && load(screen, page, code))
            memcpy(screen->said, said, sizeof said);
    } else {
        screen_back(screen);
    }
}

static bool scan(struct screen *screen, const char *code)
{
    struct order_page *page = order_page(screen);
    if (strcmp(code, page->order.code) == 0) {
        screen_say(screen, "This is that order.");
    } else if (strcmp(code, page->order.label) == 0) {
        const struct screen_key *row = screen_find_key(screen, 'h');
        if (row)
            screen_do(screen, row);
    } else if (load(screen, page, code)) {
        page->text.top = 0;
        if (screen->line_mode)
            screen->ops->tell(screen);
        stand_came_by(screen, page->order.code);
    }
    return true;
}

static void news(struct screen *screen, uint32_t topics)
{
    struct order_page *page = order_page(screen);
    char code[LABEL_CODE + 1];
    (void)topics;
    snprintf(code, sizeof code, "%s", page->order.code);
    load(screen, page, code);
}

/* The first rows come at once, the others when somebody stays. */
static void detail(struct screen *screen)
{
    struct order_page *page = order_page(screen);
    page->whole = true;
    page->text.first = 0;
}

static void tell(struct screen *screen)
{
    struct order_page *page = order_page(screen);
    char code[20];
    line_say("ORDER %s  %s", str_code(page->order.code, code, sizeof code),
             word_of(&order_state_words, page->order.state));
    for (size_t i = 0; i < page->text.count; i++)
        line_say("%s", page->text.lines[i]);
}

#define PAGE_KEYS \
    { INPUT_PAGE_DOWN, 0, "PgDn", NULL, "Lines, payments, prints, photos, journal (also j and k)", 0, RIGHT_NONE, SCREEN_MOVES, NULL }, \
    { INPUT_ESC, 'q', "Esc", "back", "Back to the list", 1, RIGHT_NONE, 0, NULL }
static const struct screen_key counter_keys[] = {
    ORDER_KEYS_COUNTER, ORDER_KEYS_MORE, ORDER_KEYS_COUNTER_R, ORDER_KEYS_QUEUE, PAGE_KEYS,
};
static const struct screen_key lab_keys[] = {
    ORDER_KEYS_QUEUE, ORDER_KEYS_LAB_R, ORDER_KEYS_MORE, ORDER_KEYS_COUNTER, PAGE_KEYS,
};
#define PAGE_OPS(table) { \
    .name = "order", .keys = table, .key_count = sizeof table / sizeof *table, .topics = BIT(TOPIC_ORDERS), \
    .size = sizeof(struct order_page), .open = open, .close = close, .paint = paint, .key = key, .act = act, \
    .scan = scan, .news = news, .tell = tell, .detail = detail, .detail_ms = WHOLE_MS, .resumes = true }
static const struct screen_ops counter_order_ops = PAGE_OPS(counter_keys);
static const struct screen_ops lab_order_ops = PAGE_OPS(lab_keys);

void order_page_open(struct screen *screen, const char *home_page, const char *code)
{
    screen_open(screen, strcmp(home_page, "lab") == 0 ? &lab_order_ops : &counter_order_ops, code);
}
