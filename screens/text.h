/* text.h - a page of lines that may be longer than the screen: order page, help, journal. */
#ifndef SCREENS_TEXT_H
#define SCREENS_TEXT_H
#include <stdbool.h>
#include <stddef.h>
#include "../src/base/mem.h"

struct text { /* start as {0}, end with text_free() */
    const char **lines;
    size_t count, top;
    size_t first;   /* lines of the first view on small screens, where bytes are dear; 0: as many as fit */
    int rows;
    struct arena memory;
};
/* One line; it is cleaned. */
void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A sentence that may be longer than `columns`: broken at blanks into several lines, each starting with `indent`. */
void text_wrap(struct text *text, int columns, const char *indent, const char *sentence);
/* Forget the lines, stay at the same place. */
void text_clear(struct text *text);
void text_free(struct text *text);
/* Up, Down, j, k, PgUp, PgDn, <, >, Home, End scroll. True when the key was one of these. */
bool text_key(struct text *text, int key);
void text_paint(struct text *text, int row, int rows);
/* "lines 1-17 of 40", "" when all fit; returns out. */
const char *text_position(const struct text *text, char *out, size_t size);
#endif
