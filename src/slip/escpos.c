/* escpos.c - a slip as bytes for a receipt printer; see slip.h. The command set is Epson's ESC/POS as all of them have it.
 *
 * Bars are a picture (GS v 0), because what printers make of GS k differs; only behind a terminal's auxiliary port, where
 * bytes above 7f are lost, GS k 73 is all there is.
 */
#include <string.h>
#include <wchar.h>
#include "../base/str.h"
#include "slip.h"

enum { FEED_LINES = 4 };

/* Code page 858 from 80 on; 0: nothing we print. */
static const wchar_t page_858[129] =
    L"\u00c7\u00fc\u00e9\u00e2\u00e4\u00e0\u00e5\u00e7\u00ea\u00eb\u00e8\u00ef\u00ee\u00ec\u00c4\u00c5"
    L"\u00c9\u00e6\u00c6\u00f4\u00f6\u00f2\u00fb\u00f9\u00ff\u00d6\u00dc\u00f8\u00a3\u00d8\u00d7\u0192"
    L"\u00e1\u00ed\u00f3\u00fa\u00f1\u00d1\u00aa\u00ba\u00bf\u00ae\u00ac\u00bd\u00bc\u00a1\u00ab\u00bb"
    L"\u2591\u2592\u2593\u2502\u2524\u00c1\u00c2\u00c0\u00a9\u2563\u2551\u2557\u255d\u00a2\u00a5\u2510"
    L"\u2514\u2534\u252c\u251c\u2500\u253c\u00e3\u00c3\u255a\u2554\u2569\u2566\u2560\u2550\u256c\u00a4"
    L"\u00f0\u00d0\u00ca\u00cb\u00c8\u20ac\u00cd\u00ce\u00cf\u2518\u250c\u2588\u2584\u00a6\u00cc\u2580"
    L"\u00d3\u00df\u00d4\u00d2\u00f5\u00d5\u00b5\u00fe\u00de\u00da\u00db\u00d9\u00fd\u00dd\u00af\u00b4"
    L"\u00ad\u00b1\u2017\u00be\u00b6\u00a7\u00f7\u00b8\u00b0\u00a8\u00b7\u00b9\u00b3\u00b2\u25a0\u00a0";

/* One character of clean UTF-8. */
static const char *next_character(const char *text, wchar_t *out)
{
    const unsigned char *u = (const unsigned char *)text;
    int length = u[0] < 0x80 ? 1 : u[0] < 0xe0 ? 2 : u[0] < 0xf0 ? 3 : 4;
    uint32_t value = length == 1 ? u[0] : u[0] & (0xffu >> (length + 1));
    for (int i = 1; i < length; i++)
        value = value << 6 | (u[i] & 0x3fu);
    *out = (wchar_t)value;
    return text + length;
}

static void add_text(struct buf *out, const char *text, size_t columns, bool ascii)
{
    wchar_t c;
    for (size_t n = 0; *text && n < columns; n++) {
        text = next_character(text, &c);
        const wchar_t *found = c < 0x80 || ascii ? NULL : wmemchr(page_858, c, 128);
        buf_u8(out, c >= 0x20 && c < 0x7f ? (uint8_t)c : found ? (uint8_t)(0x80 + (found - page_858)) : '?');
    }
}

/* The bars as rows of bits, the leftmost dot first. */
static void add_raster(struct buf *out, const char *digits, enum slip_width width)
{
    uint8_t modules[CODE128_MOST], row[72] = { 0 };
    int dots;
    size_t count = slip_bars(digits, slip_dots(width), modules, &dots);
    if (count == 0)
        return;
    size_t wide = (size_t)dots, quiet = SLIP_QUIET * wide, bytes = (count * wide + 2 * quiet + 7) / 8;
    for (size_t x = 0; x < count * wide; x++)
        if (modules[x / wide])
            row[(quiet + x) / 8] |= (uint8_t)(0x80 >> (quiet + x) % 8);
    buf_add(out, "\x1dv0\0", 4);
    buf_u8(out, (uint8_t)bytes);
    buf_u8(out, 0);
    buf_u8(out, SLIP_BAR_DOTS);
    buf_u8(out, 0);
    for (int y = 0; y < SLIP_BAR_DOTS; y++)
        buf_add(out, row, bytes);
}

void slip_escpos(const struct slip *slip, enum slip_width width, struct buf *out)
{
    size_t columns = (size_t)slip_columns(width);
    buf_add(out, "\x1b@\x1bt\x13", 5);
    for (size_t i = 0; i < slip->count; i++) {
        const struct slip_line *line = &slip->lines[i];
        bool big = line->kind == SLIP_BIG && str_columns(line->text) * 2 <= columns;
        buf_add(out, line->kind == SLIP_TEXT ? "\x1b\x61\0" : "\x1b\x61\1", 3);
        if (line->kind == SLIP_BARS)
            add_raster(out, line->text, width);
        if (big)
            buf_add(out, "\x1d!\x11", 3);
        add_text(out, line->text, columns, false);
        buf_u8(out, '\n');
        if (big)
            buf_add(out, "\x1d!\0", 3);
    }
    buf_add(out, "\x1b\x64", 2);
    buf_u8(out, FEED_LINES);
    buf_add(out, "\x1dV\x42\0", 4);
}

void slip_auxiliary(const struct slip *slip, enum slip_width width, const char *on, const char *off, struct buf *out)
{
    size_t columns = (size_t)slip_columns(width);
    buf_text(out, on);
    for (size_t i = 0; i < slip->count; i++) {
        const struct slip_line *line = &slip->lines[i];
        size_t used = str_columns(line->text);
        if (line->kind == SLIP_BARS)
            buf_format(out, "\x1dkI%c{B%s\r\n", (int)(strlen(line->text) + 2), line->text);
        for (size_t n = used; line->kind != SLIP_TEXT && n + 1 < columns; n += 2)
            buf_u8(out, ' ');
        add_text(out, line->text, columns, true);
        buf_text(out, "\r\n");
    }
    for (int i = 0; i < FEED_LINES; i++)
        buf_text(out, "\r\n");
    buf_text(out, off);
}
