/* escpos.c - a receipt printer for tests; see escpos.h. It knows what our slips may say and no more: ESC @, ESC t 19, ESC a,
 * GS !, GS v 0, ESC d, GS V 66, line feeds and letters. A line longer than the paper, a picture wider than it, a sequence
 * that is not finished, letters before the reset or after the cut are all mistakes.
 */
#include "escpos.h"
#include <stdio.h>
#include <string.h>

enum { LINE = 30, MARGIN = 20, TALLEST = 20000 };

struct roll {
    struct bytes in;
    size_t at;
    struct canvas *paper;
    struct buf *text, line;
    int dots, y, align, size;
    bool reset, cut;
    const char *wrong;
};

static bool next(struct roll *roll, uint8_t *byte)
{
    if (roll->at < roll->in.size) {
        *byte = roll->in.data[roll->at++];
        return true;
    }
    roll->wrong = "a sequence is not finished";
    return false;
}

/* Letters as they would stand on paper: in Latin-1, which is enough to look at. */
static void feed_line(struct roll *roll)
{
    const char *line = buf_string(&roll->line);
    int scale = roll->size == 0x11 ? 2 : 1;
    if ((int)(roll->line.size * 12) * scale > roll->dots)
        roll->wrong = "a line is longer than the paper";
    double width = font_width(line, 18 * scale), x = roll->align ? (roll->dots - width) / 2 : 4;
    font_draw(roll->paper, x < 0 ? 0 : x, roll->y, 18 * scale, 0.12, line);
    buf_format(roll->text, "%s\n", line);
    roll->y += LINE * scale;
    buf_clear(&roll->line);
}

static void raster(struct roll *roll)
{
    uint8_t head[6], byte;
    for (int i = 0; i < 6; i++)
        if (!next(roll, &head[i]))
            return;
    int wide = head[2] | head[3] << 8, high = head[4] | head[5] << 8;
    if (head[0] != '0' || head[1] != 0 || wide * 8 > roll->dots || wide == 0 || high == 0) {
        roll->wrong = "a picture that does not fit the paper";
        return;
    }
    int left = roll->align ? (roll->dots - wide * 8) / 2 : 0;
    for (int y = 0; y < high; y++)
        for (int x = 0; x < wide * 8; x += 8) {
            if (!next(roll, &byte))
                return;
            for (int bit = 0; bit < 8; bit++)
                if (byte & 0x80 >> bit)
                    canvas_fill(roll->paper, left + x + bit, roll->y + y, 1, 1);
        }
    roll->y += high;
}

static void escape(struct roll *roll)
{
    uint8_t what, n;
    if (!next(roll, &what))
        return;
    if (what == '@') {
        roll->reset = true;
    } else if (next(roll, &n)) {
        if (what == 't' && n == 19)
            return;
        if (what == 'a' && n <= 1 && roll->line.size == 0)
            roll->align = n;
        else if (what == 'd' && n <= 10)
            roll->y += n * LINE;
        else
            roll->wrong = "an ESC sequence that is none of ours";
    }
}

static void group(struct roll *roll)
{
    uint8_t what, n, m;
    if (!next(roll, &what))
        return;
    if (what == 'v')
        raster(roll);
    else if (what == '!' && next(roll, &n))
        roll->size = n == 0 || n == 0x11 ? n : (roll->wrong = "a size that is none of ours", 0);
    else if (what == 'V' && next(roll, &n) && next(roll, &m))
        roll->cut = n == 66 && m == 0 ? true : (roll->wrong = "a cut that is none of ours", false);
    else if (roll->wrong == NULL)
        roll->wrong = "a GS sequence that is none of ours";
}

static void letter(struct roll *roll, uint8_t byte)
{
    if (byte < 0x20 || byte == 0x7f)
        roll->wrong = "a control character";
    else if (byte < 0x80)
        buf_u8(&roll->line, byte);
    else
        buf_u8(&roll->line, '*'); /* of code page 858 */
}

bool escpos_decode(struct bytes bytes, int dots, struct canvas *paper, struct buf *text, char *why, size_t why_size,
                   struct arena *arena)
{
    struct roll roll = { .in = bytes, .paper = paper, .text = text, .dots = dots, .y = MARGIN };
    uint8_t byte = 0;
    *paper = canvas_new(dots, TALLEST, arena);
    while (roll.at < bytes.size && roll.wrong == NULL) {
        if (roll.cut) {
            roll.wrong = "something after the cut";
            break;
        }
        next(&roll, &byte);
        if (byte == 0x1b)
            escape(&roll);
        else if (!roll.reset)
            roll.wrong = "something before the reset";
        else if (byte == 0x1d)
            group(&roll);
        else if (byte == '\n')
            feed_line(&roll);
        else
            letter(&roll, byte);
        if (roll.y > TALLEST - 200)
            roll.wrong = "a slip without end";
    }
    if (roll.wrong == NULL && (roll.line.size || !roll.cut))
        roll.wrong = "the slip is not cut off";
    snprintf(why, why_size, "%s at byte %zu", roll.wrong ? roll.wrong : "nothing", roll.at);
    buf_free(&roll.line);
    paper->height = roll.y + MARGIN;
    return roll.wrong == NULL;
}
