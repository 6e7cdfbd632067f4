/* help.c - `?`: what every key of the page does, and why some do nothing for this person; see help.h. */
#include "help.h"
#include <stdio.h>
#include "draw.h"
#include "line.h"
#include "text.h"

struct help {
    const struct screen_ops *of;
    struct text text;
};
static const struct screen_ops help_ops;

/* A key and what it does; what does not fit beside it goes on below. */
static void add(struct text *text, const char *key, const char *words)
{
    struct text lines = { 0 };
    text_wrap(&lines, draw_columns() > 24 ? draw_columns() - 13 : 61, "", words);
    for (size_t i = 0; i < lines.count; i++)
        text_add(text, "%-10s %s", i ? "" : key, lines.lines[i]);
    text_free(&lines);
}

static bool open_help(struct screen *screen, const void *arg)
{
    struct help *help = screen->page;
    help->of = arg;
    for (size_t i = 0; i < help->of->key_count; i++) {
        const struct screen_key *key = &help->of->keys[i];
        if (key->help == NULL)
            continue;
        if (screen_may(screen, key->right))
            add(&help->text, screen_key_words(screen, key->key_name), screen_key_words(screen, key->help));
        else
            text_add(&help->text, "%-10s %s (needs the right: %s)", key->key_name, key->help,
                     word_of(&right_words, key->right));
    }
    if (help->of->scan)
        text_add(&help->text, "%-10s %s", "digits",
                 "A scanned or typed code, then Enter, opens that order from anywhere");
    add(&help->text, "^L", screen_key_words(screen, "Draw the screen again"));
    return true;
}

static void close_help(struct screen *screen)
{
    struct help *help = screen->page;
    text_free(&help->text);
}

static void paint(struct screen *screen)
{
    struct help *help = screen_data(screen, &help_ops);
    draw_format(0, 1, 0, "%s: %s", screen_key_words(screen, "HELP"), screen_key_words(screen, help->of->name));
    text_paint(&help->text, 2, screen_body_end() - 2);
    text_position(&help->text, screen->position, sizeof screen->position);
    draw_cursor(0, 0);
}

static bool key(struct screen *screen, int key)
{
    struct help *help = screen_data(screen, &help_ops);
    if (!text_key(&help->text, key))
        screen_back(screen);
    return true;
}

static void tell(struct screen *screen)
{
    struct help *help = screen_data(screen, &help_ops);
    for (size_t i = 0; i < help->text.count; i++)
        line_say("%s", help->text.lines[i]);
    screen_back(screen);
}

static const struct screen_key keys[] = {
    { INPUT_ENTER, INPUT_ESC, "any key", "back", NULL, 1, RIGHT_NONE, 0, NULL },
};
static const struct screen_ops help_ops = {
    .name = "help", .keys = keys, .key_count = 1, .size = sizeof(struct help),
    .open = open_help, .close = close_help, .paint = paint, .key = key, .tell = tell,
};

void help_open(struct screen *screen)
{
    screen_open(screen, &help_ops, screen->ops);
}
