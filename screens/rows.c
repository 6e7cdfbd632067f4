/* rows.c - a page that is one list; see rows.h. */
#include "rows.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include "../src/base/str.h"
#include "draw.h"
#include "line.h"

enum { WORDS_LIMIT = 600 };

void rows_begin(struct rows *rows)
{
    const char *key = rows_selected(rows);
    snprintf(rows->kept, sizeof rows->kept, "%s", key ? key : "");
    text_clear(&rows->keys);
    text_clear(&rows->words);
}

void rows_add(struct rows *rows, const char *key, const char *format, ...)
{
    char words[WORDS_LIMIT];
    va_list list;
    va_start(list, format);
    vsnprintf(words, sizeof words, format, list);
    va_end(list);
    text_add(&rows->keys, "%s", key);
    text_add(&rows->words, "%s", words);
}

const char *rows_cell(struct rows *rows, const char *text, size_t columns)
{
    size_t wide = str_columns(text);
    if (wide > columns)
        return arena_format(&rows->words.memory, "%.*s~", (int)str_bytes(text, columns - 1), text);
    return arena_format(&rows->words.memory, "%s%*s", text, (int)(columns - wide), "");
}

void rows_end(struct rows *rows)
{
    rows->list.count = rows->words.count;
    for (size_t i = 0; rows->kept[0] && i < rows->keys.count; i++)
        if (strcmp(rows->keys.lines[i], rows->kept) == 0) {
            rows->list.selected = i;
            break;
        }
    list_fit(&rows->list);
}

void rows_close(struct screen *screen)
{
    struct rows *rows = screen->page;
    text_free(&rows->keys);
    text_free(&rows->words);
    text_free(&rows->pane);
    arena_free(&rows->memory);
}

static void fill(struct rows *rows, const char *reply)
{
    const struct { const char *v; size_t n; } *list = (const void *)(reply + rows->of->at);
    rows->elements = arena_alloc(&rows->memory, (list->n + 1) * sizeof *rows->elements);
    rows_begin(rows);
    for (size_t i = 0; i < list->n; i++) {
        const char *element = list->v + i * rows->of->each;
        size_t before = rows->words.count;
        rows->of->line(rows, element);
        if (rows->words.count > before)
            rows->elements[before] = element;
    }
    rows_end(rows);
}

bool rows_load(struct screen *screen)
{
    struct rows *rows = screen->page;
    struct args args = client_args();
    struct arena arena = { 0 };
    char said[SCREEN_SAY_LIMIT];
    void *reply = arena_alloc(&arena, action_rows[rows->of->action].reply->size);
    if (rows->of->ask)
        rows->of->ask(screen, &args);
    memcpy(said, screen->said, sizeof said);
    if (screen_call(screen, rows->of->action, &args, reply, &arena)) {
        arena_free(&arena);
        return false;
    }
    memcpy(screen->said, said, sizeof said);
    arena_free(&rows->memory);
    rows->memory = arena;
    fill(rows, reply);
    return true;
}

bool rows_open(struct screen *screen, const struct rows_list *of)
{
    struct rows *rows = screen->page;
    rows->of = of;
    rows->title = of->title;
    rows->heading = of->heading;
    rows->empty = of->empty;
    return rows_load(screen);
}

void rows_news(struct screen *screen, uint32_t topics)
{
    (void)topics;
    rows_load(screen);
}

const void *rows_element(struct screen *screen)
{
    const struct rows *rows = screen->page;
    return rows_selected(rows) ? rows->elements[rows->list.selected] : NULL;
}

const char *rows_selected(const struct rows *rows)
{
    return rows->list.selected < rows->keys.count ? rows->keys.lines[rows->list.selected] : NULL;
}

const char *rows_why_not(struct screen *screen)
{
    const struct rows *rows = screen->page;
    return rows_selected(rows) ? NULL : rows->empty;
}

void rows_detail(struct screen *screen)
{
    const struct rows *rows = screen->page;
    list_position(&rows->list, screen->position, sizeof screen->position);
}

static void draw_line(void *data, size_t i, int row)
{
    const struct rows *rows = data;
    draw_text(row, 2, 0, rows->words.lines[i]);
}

void rows_paint(struct screen *screen)
{
    struct rows *rows = screen->page;
    int first = rows->heading[0] ? 3 : 2, end = screen_body_end(), pane = end - rows->pane_rows;
    draw_text(0, 1, 0, rows->title);
    draw_text(2, 2, 0, rows->heading);
    draw_cursor(first, 0);
    if (rows->list.count == 0)
        draw_text(first, 2, 0, rows->empty);
    list_paint(&rows->list, first, (rows->pane_rows ? pane - 1 : end) - first, draw_line, rows);
    if (rows->pane_rows) {
        draw_rule(pane - 1);
        text_paint(&rows->pane, pane, rows->pane_rows);
    }
}

bool rows_key(struct screen *screen, int key)
{
    struct rows *rows = screen->page;
    /* Letters for keys a terminal may lack. */
    return list_key(&rows->list, key == '<' ? INPUT_PAGE_UP : key == '>' ? INPUT_PAGE_DOWN : key);
}

void rows_tell(struct screen *screen)
{
    const struct rows *rows = screen->page;
    line_say("%s", rows->title);
    if (rows->heading[0])
        line_say("     %s", rows->heading);
    for (size_t i = 0; i < rows->words.count; i++)
        line_say("%3zu  %s", i + 1, rows->words.lines[i]);
    if (rows->words.count == 0)
        line_say("%s", rows->empty);
}

bool rows_select(struct screen *screen, const char *typed)
{
    struct rows *rows = screen->page;
    int64_t n;
    if (str_number(typed, 1, (int64_t)rows->list.count, &n)) {
        rows->list.selected = (size_t)n - 1;
        return true;
    }
    return rows_resume(screen, typed);
}

void rows_stand(struct screen *screen, char *out, size_t size)
{
    const char *key = rows_selected(screen->page);
    str_clean(key ? key : "", out, size);
}

bool rows_resume(struct screen *screen, const char *view)
{
    struct rows *rows = screen->page;
    for (size_t i = 0; i < rows->keys.count; i++)
        if (strcasecmp(rows->keys.lines[i], view) == 0) {
            rows->list.selected = i;
            return true;
        }
    return false;
}
