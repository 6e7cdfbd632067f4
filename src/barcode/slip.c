/* slip.c - the ticket and the order's label as pictures for 80 mm paper (576 dots).
 *
 * Both are composed from the top down with a pen that remembers how far it came; the canvas is cut to that length at
 * the end. The bars and the QR code carry the code and never the password: who finds a slip's picture on a screen
 * cannot read it out with a scanner.
 */
#include <stdio.h>
#include <string.h>
#include "../base/clock.h"
#include "../base/str.h"
#include "barcode.h"
#include "canvas.h"

enum { WIDTH = 576, HEIGHT = 1400, EDGE = 28, DOTS = 3 /* a bar's module */, QR_DOTS = 6, QUIET = 10 /* modules */ };
static const double plain = 0.115, bold = 0.18;

struct slip {
    struct canvas canvas;
    int y;
    struct arena *arena;
};

static struct slip begin(struct arena *arena)
{
    return (struct slip){ canvas_new(WIDTH, HEIGHT, arena), EDGE, arena };
}

/* Cut to length. */
static enum err finish(struct slip *slip, struct buf *png)
{
    slip->canvas.height = slip->y + EDGE < HEIGHT ? slip->y + EDGE : HEIGHT;
    return png_write(&slip->canvas, png);
}

/* As large as asked for if it fits, else as large as fits; a text too long even for small letters is cut. */
static const char *fitted(struct slip *slip, const char *text, double *size, double room)
{
    enum { SMALLEST = 14 };
    double width = font_width(text, *size);
    if (width > room)
        *size = *size * room / width > SMALLEST ? *size * room / width : SMALLEST;
    for (size_t columns = str_columns(text); font_width(text, *size) > room && columns > 0; columns--)
        text = arena_text_n(slip->arena, text, str_bytes(text, columns - 1));
    return text;
}

static void centred(struct slip *slip, double size, double weight, const char *text)
{
    text = fitted(slip, text, &size, WIDTH - 2 * EDGE);
    font_draw(&slip->canvas, (WIDTH - font_width(text, size)) / 2, slip->y, size, weight, text);
    slip->y += (int)(size * 1.4);
}

static void rule(struct slip *slip)
{
    slip->y += 10;
    canvas_fill(&slip->canvas, EDGE, slip->y, WIDTH - 2 * EDGE, 2);
    slip->y += 20;
}

/* "Price          11.90 EUR": a name on the left, what it is on the right. */
static void row(struct slip *slip, const char *name, const char *what)
{
    double size = 20, left = font_width(name, 20);
    font_draw(&slip->canvas, EDGE, slip->y, 20, plain, name);
    what = fitted(slip, what, &size, WIDTH - 2 * EDGE - left - 20);
    font_draw(&slip->canvas, WIDTH - EDGE - font_width(what, size), slip->y + (20 - size), size, 0.15, what);
    slip->y += 36;
}

/* A paragraph between left and the right edge, broken at blanks. */
static void paragraph(struct slip *slip, double left, double size, const char *text)
{
    double x = left, room = WIDTH - EDGE;
    while (*text) {
        size_t length = strcspn(text, " ");
        const char *word = arena_text_n(slip->arena, text, length);
        double width = font_width(word, size);
        if (x > left && x + width > room) {
            x = left;
            slip->y += (int)(size * 1.6);
        }
        x = font_draw(&slip->canvas, x, slip->y, size, plain, word) + size * 0.42;
        text += length + (text[length] == ' ');
    }
    slip->y += (int)(size * 1.6);
}

/* Bars across the middle, with their quiet zones white on both sides. */
static enum err bars(struct slip *slip, const char *digits, int height)
{
    struct bytes modules;
    enum err err = barcode_bars(digits, &modules, slip->arena);
    if (err)
        return err;
    int width = (int)modules.size * DOTS;
    if (width + 2 * QUIET * DOTS > WIDTH)
        return err_detail(ERR_TOO_LONG, "%.40s as bars", digits);
    canvas_modules(&slip->canvas, (WIDTH - width) / 2, slip->y, modules, (int)modules.size, DOTS, height);
    slip->y += height + 14;
    return ERR_NONE;
}

static const char *money(struct arena *arena, int64_t minor, int64_t decimals, const char *currency)
{
    char text[40];
    return arena_format(arena, "%s %s", str_money(minor, (int)decimals, text, sizeof text), currency);
}

/* What the customer does next, by the order's state. */
static const char *next_step(enum order_state state)
{
    switch (state) {
    case ORDER_OPEN: return "Not ordered yet. Choose sizes at a kiosk with this ticket, or bring it to the counter.";
    case ORDER_HELD: return "Bring this ticket to the counter. Your photos are made once it was shown there.";
    case ORDER_READY: return "Your photos are ready. Bring this ticket to collect them.";
    default: return "Keep this ticket. Bring it along to collect your photos.";
    }
}

/* QR code on the left, password beside it. */
static enum err secret(struct slip *slip, const struct ticket *ticket)
{
    struct bytes modules;
    int size, top = slip->y;
    enum err err = barcode_qr(ticket->code, &modules, &size, slip->arena);
    if (err)
        return err;
    canvas_modules(&slip->canvas, EDGE, top, modules, size, QR_DOTS, QR_DOTS);
    double left = EDGE + (size + 6) * QR_DOTS;
    if (ticket->password[0]) {
        const char *spaced = strlen(ticket->password) == 6
            ? arena_format(slip->arena, "%.3s %s", ticket->password, ticket->password + 3) : ticket->password;
        font_draw(&slip->canvas, left, slip->y, 19, plain, "Password");
        slip->y += 34;
        font_draw(&slip->canvas, left, slip->y, 42, bold, spaced);
        slip->y += 64;
    }
    paragraph(slip, left, 17, next_step(ticket->state));
    int bottom = top + size * QR_DOTS;
    slip->y = slip->y > bottom ? slip->y : bottom;
    return ERR_NONE;
}

enum err slip_ticket(const struct ticket *ticket, struct buf *png)
{
    struct arena arena = { 0 };
    struct slip slip = begin(&arena);
    char code[20], words[60];
    centred(&slip, 34, bold, ticket->shop[0] ? ticket->shop : "Photo lab");
    slip.y += 6;
    centred(&slip, 19, plain, "photo ticket");
    rule(&slip);
    centred(&slip, 44, 0.16, str_code(ticket->code, code, sizeof code));
    slip.y += 12;
    enum err err = bars(&slip, ticket->code, 110);
    if (!err) {
        rule(&slip);
        err = secret(&slip, ticket);
    }
    if (!err) {
        rule(&slip);
        if (ticket->state != ORDER_OPEN)
            row(&slip, "Price", money(&arena, ticket->price_minor, ticket->currency_decimals, ticket->currency));
        if (ticket->promised)
            row(&slip, "Ready by", clock_words(ticket->promised, words, sizeof words));
        row(&slip, "Valid until", clock_words(ticket->expires, words, sizeof words));
        if (ticket->photos_expire)
            row(&slip, "Photos kept until", clock_words(ticket->photos_expire, words, sizeof words));
        slip.y -= 10;
        err = finish(&slip, png);
    }
    arena_free(&arena);
    return err;
}

/* "9033 1120 0047 11" */
static const char *in_fours(struct arena *arena, const char *digits)
{
    const char *text = "";
    for (size_t left = strlen(digits); left > 0; left = strlen(digits)) {
        text = arena_format(arena, "%s%s%.4s", text, *text ? " " : "", digits);
        digits += left < 4 ? left : 4;
    }
    return text;
}

enum err slip_label(const struct order *order, struct buf *png)
{
    struct arena arena = { 0 };
    struct slip slip = begin(&arena);
    char code[20], words[60];
    const char *who = order->name[0] ? order->name : order->customer[0] ? order->customer : "guest";
    int64_t due = order->price_minor - order->paid_minor;
    centred(&slip, 40, bold, who);
    slip.y += 18;
    centred(&slip, 30, 0.15, str_code(order->code, code, sizeof code));
    rule(&slip);
    enum err err = bars(&slip, order->label, 100);
    if (!err) {
        centred(&slip, 22, plain, in_fours(&arena, order->label));
        rule(&slip);
        if (order->customer[0])
            row(&slip, "Customer", order->customer);
        row(&slip, "Prints", arena_format(&arena, "%lld", (long long)order->prints_total));
        row(&slip, "Service", order->class);
        row(&slip, "Promised", clock_words(order->promised, words, sizeof words));
        row(&slip, "Paid", money(&arena, order->paid_minor, order->currency_decimals, order->currency));
        slip.y += 16;
        font_draw(&slip.canvas, EDGE, slip.y, 34, bold, due > 0 ? "To pay" : "Nothing to pay");
        const char *sum = money(&arena, due > 0 ? due : 0, order->currency_decimals, order->currency);
        if (due > 0)
            font_draw(&slip.canvas, WIDTH - EDGE - font_width(sum, 34), slip.y, 34, bold, sum);
        slip.y += 40;
        err = finish(&slip, png);
    }
    arena_free(&arena);
    return err;
}
