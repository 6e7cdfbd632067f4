/* slip.c - lines of a slip, and the slip as plain text. */
#include "slip.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../base/str.h"

enum { LINE_LIMIT = 600, DOTS_MOST = 3 /* a module */ };

void slip_add(struct slip *slip, enum slip_kind kind, const char *format, ...)
{
    char line[LINE_LIMIT], clean[LINE_LIMIT];
    va_list list;
    va_start(list, format);
    vsnprintf(line, sizeof line, format, list);
    va_end(list);
    slip->lines = xrealloc(slip->lines, (slip->count + 1) * sizeof *slip->lines);
    slip->lines[slip->count++] = (struct slip_line){ kind, arena_text(&slip->memory, str_clean(line, clean, sizeof clean)) };
}

void slip_free(struct slip *slip)
{
    free(slip->lines);
    arena_free(&slip->memory);
    *slip = (struct slip){ 0 };
}

int slip_columns(enum slip_width width)
{
    return width == SLIP_58 ? 32 : 48;
}

int slip_dots(enum slip_width width)
{
    return width == SLIP_58 ? 384 : 576;
}

size_t slip_bars(const char *digits, int dots, uint8_t out[CODE128_MOST], int *wide)
{
    size_t count = code128_modules(digits, out);
    int fits = count ? dots / (int)(count + 2 * SLIP_QUIET) : 0;
    *wide = fits > DOTS_MOST ? DOTS_MOST : fits;
    return fits ? count : 0;
}

void slip_text(const struct slip *slip, enum slip_width width, struct buf *out)
{
    size_t columns = (size_t)slip_columns(width);
    for (size_t i = 0; i < slip->count; i++) {
        const char *text = slip->lines[i].text;
        size_t used = str_columns(text);
        bool centred = slip->lines[i].kind != SLIP_TEXT;
        buf_format(out, "%*s%.*s\n", centred && used < columns ? (int)(columns - used) / 2 : 0, "", (int)str_bytes(text, columns), text);
    }
}
