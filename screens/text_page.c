/* text_page.c - a text to read; see text_page.h. A scan closes it and opens the scanned order. */
#include "text_page.h"
#include "draw.h"
#include "line.h"

struct text_page {
    const char *title;
    struct text *text;
};
static const struct screen_ops text_page_ops;

static struct text_page *text_page(struct screen *screen)
{
    return screen_data(screen, &text_page_ops);
}

static bool open(struct screen *screen, const void *arg)
{
    *text_page(screen) = *(const struct text_page *)arg;
    return true;
}

static void paint(struct screen *screen)
{
    struct text_page *page = text_page(screen);
    draw_text(0, 1, 0, page->title);
    text_paint(page->text, 2, screen_body_end() - 2);
    text_position(page->text, screen->position, sizeof screen->position);
    draw_cursor(0, 0);
}

static bool key(struct screen *screen, int key)
{
    return text_key(text_page(screen)->text, key);
}

static void act(struct screen *screen, int act)
{
    (void)act;
    screen_back(screen);
}

static void tell(struct screen *screen)
{
    struct text_page *page = text_page(screen);
    line_say("%s", page->title);
    for (size_t i = 0; i < page->text->count; i++)
        line_say("%s", page->text->lines[i]);
    screen_back(screen);
}

static const struct screen_key keys[] = {
    { INPUT_ESC, 'q', "Esc", "back", "Back", 1, RIGHT_NONE, 0, NULL },
    { INPUT_ENTER, ' ', "Enter", NULL, NULL, 1, RIGHT_NONE, SCREEN_CURSES, NULL },
    { INPUT_PAGE_DOWN, 0, "PgDn", NULL, "Further down (also j and k, < and >)", 0, RIGHT_NONE, SCREEN_MOVES, NULL },
};
static const struct screen_ops text_page_ops = {
    .name = "text", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct text_page),
    .open = open, .paint = paint, .key = key, .act = act, .tell = tell,
};

void text_page_open(struct screen *screen, const char *title, struct text *text)
{
    struct text_page page = { title, text };
    text->top = 0;
    screen_open(screen, &text_page_ops, &page);
}
