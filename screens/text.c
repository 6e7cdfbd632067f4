/* text.c - a page of lines; see text.h. */
#include "text.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "../src/base/str.h"
#include "draw.h"
#include "input.h"

enum { LINE_LIMIT = 1024, ROOMY = 30 /* body rows from which the first view is not cut short */ };

static void add(struct text *text, const char *line)
{
    char clean[LINE_LIMIT];
    if ((text->count & (text->count - 1)) == 0) {
        const char **room = arena_alloc(&text->memory, (text->count ? text->count * 2 : 1) * sizeof *room);
        if (text->count)
            memcpy(room, text->lines, text->count * sizeof *room);
        text->lines = room;
    }
    text->lines[text->count++] = arena_text(&text->memory, str_clean(line, clean, sizeof clean));
}

void text_add(struct text *text, const char *format, ...)
{
    char line[LINE_LIMIT];
    va_list list;
    va_start(list, format);
    vsnprintf(line, sizeof line, format, list);
    va_end(list);
    add(text, line);
}

void text_wrap(struct text *text, int columns, const char *indent, const char *sentence)
{
    char clean[LINE_LIMIT];
    const char *rest = str_clean(sentence, clean, sizeof clean);
    size_t room = columns > (int)strlen(indent) + 10 ? (size_t)columns - strlen(indent) : 10;
    while (*rest) {
        size_t bytes = str_bytes(rest, room);
        if (rest[bytes]) {
            size_t blank = bytes;
            while (blank > 0 && rest[blank] != ' ')
                blank--;
            bytes = blank ? blank : bytes;
        }
        text_add(text, "%s%.*s", indent, (int)bytes, rest);
        rest += bytes;
        rest += strspn(rest, " ");
    }
}

void text_clear(struct text *text)
{
    text->lines = NULL;
    text->count = 0;
    arena_reset(&text->memory);
}

void text_free(struct text *text)
{
    arena_free(&text->memory);
    *text = (struct text){ 0 };
}

/* Lines shown from top on. */
static size_t shown(const struct text *text)
{
    size_t rows = text->rows > 0 ? (size_t)text->rows : 1, left = text->count - text->top;
    if (text->top == 0 && text->first && text->first < rows && text->rows < ROOMY)
        rows = text->first;
    return rows < left ? rows : left;
}

static size_t last_top(const struct text *text)
{
    size_t rows = text->rows > 0 ? (size_t)text->rows : 1, last = text->count > rows ? text->count - rows : 0;
    bool cut = text->first && text->first < text->count && text->rows < ROOMY;
    return cut && last < 1 ? 1 : last;
}

bool text_key(struct text *text, int key)
{
    size_t page = text->rows > 1 ? (size_t)text->rows - 1 : 1, last = last_top(text);
    switch (key) {
    case INPUT_UP: case 'k': text->top -= text->top > 0; break;
    case INPUT_DOWN: case 'j': text->top++; break;
    case INPUT_PAGE_UP: case '<': text->top = text->top > page ? text->top - page : 0; break;
    case INPUT_PAGE_DOWN: case '>': text->top += shown(text) < page ? shown(text) : page; break;
    case INPUT_HOME: text->top = 0; break;
    case INPUT_END: text->top = last; break;
    default: return false;
    }
    if (text->top > last)
        text->top = last;
    return true;
}

void text_paint(struct text *text, int row, int rows)
{
    text->rows = rows;
    if (text->top > last_top(text))
        text->top = last_top(text);
    size_t lines = shown(text);
    for (size_t y = 0; y < lines; y++)
        draw_text(row + (int)y, 1, 0, text->lines[text->top + y]);
}

const char *text_position(const struct text *text, char *out, size_t size)
{
    if (size)
        out[0] = 0;
    if (shown(text) < text->count)
        snprintf(out, size, "lines %zu-%zu of %zu", text->top + 1, text->top + shown(text), text->count);
    return out;
}
