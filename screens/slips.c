/* slips.c - receipts, claim tickets and bag labels; see slips.h.
 *
 * Over ssh the only printer is the one behind the terminal: such a screen may open no device and no connection of its own.
 */
#include "slips.h"
#include <stdio.h>
#include "../src/base/clock.h"
#include "../src/base/str.h"
#include "draw.h"
#include "order_words.h"
#include "receipt_words.h"

void slips_receipt(const struct receipt *receipt, enum slip_width width, struct slip *out)
{
    struct text text = { 0 };
    if (receipt->copy)
        slip_add(out, SLIP_BIG, "COPY %lld", (long long)receipt->copy);
    receipt_words(receipt, (size_t)slip_columns(width), &text);
    for (size_t i = 0; i < text.count; i++)
        slip_add(out, SLIP_TEXT, "%s", text.lines[i]);
    text_free(&text);
    slip_add(out, SLIP_TEXT, "%s", "");
    slip_add(out, SLIP_BARS, "%s", receipt->code);
}

void slips_ticket(const struct ticket *ticket, struct slip *out)
{
    char code[20], when[40], sum[32];
    slip_add(out, SLIP_BIG, "%s", ticket->shop);
    slip_add(out, SLIP_CENTRE, "%s", "Your ticket. Keep it: it is your photos.");
    slip_add(out, SLIP_BARS, "%s", ticket->code);
    slip_add(out, SLIP_BIG, "%s", str_code(ticket->code, code, sizeof code));
    if (*ticket->password)
        slip_add(out, SLIP_BIG, "Password %s", ticket->password);
    slip_add(out, SLIP_TEXT, "%s", "");
    slip_add(out, SLIP_TEXT, "Price      %s %s", str_money(ticket->price_minor, (int)ticket->currency_decimals, sum, sizeof sum), ticket->currency);
    if (ticket->promised)
        slip_add(out, SLIP_TEXT, "Ready by   %s", clock_words(ticket->promised, when, sizeof when));
    slip_add(out, SLIP_TEXT, "Order till %s", clock_words(ticket->expires, when, sizeof when));
    slip_add(out, SLIP_TEXT, "Photos     %s", clock_words(ticket->photos_expire, when, sizeof when));
}

void slips_label(const struct order *order, struct slip *out)
{
    char code[20], who[140], when[40];
    slip_add(out, SLIP_BIG, "%s", order_who(order, who, sizeof who));
    slip_add(out, SLIP_BARS, "%s", order->label);
    slip_add(out, SLIP_CENTRE, "order %s", str_code(order->code, code, sizeof code));
    slip_add(out, SLIP_TEXT, "%lld prints, %s", (long long)order->prints_total, order->class);
    slip_add(out, SLIP_TEXT, "promised %s", clock_words(order->promised, when, sizeof when));
    if (*order->shelf)
        slip_add(out, SLIP_BIG, "%s", order->shelf);
}

/* ---- printing ---- */

static void print(struct screen *screen, const struct slip *slip, const struct slip_target *target, const char *what)
{
    struct buf bytes = { 0 };
    enum err err = ERR_NONE;
    if (target->way == SLIP_AUX) {
        if (screen->line_mode || !draw_print(slip, target->width))
            err = err_detail(ERR_SLIP, "this kind of terminal has no printer of its own");
    } else if (screen->client->identity.remote && target->way != SLIP_NOWHERE) {
        err = err_detail(ERR_SLIP, "over ssh it is printed by the terminal's own printer (aux), or by: ssh ... slip CODE > PRINTER");
    } else {
        slip_escpos(slip, target->width, &bytes);
        err = slip_send(target, &bytes);
    }
    buf_free(&bytes);
    if (err)
        screen_say_err(screen, err);
    else
        screen_say(screen, "%s is printed.", what);
}

/* Where this terminal prints; a mistake in how that is written is said. */
static bool target_of(struct screen *screen, struct slip_target *target)
{
    enum err err = slip_target_read(screen->client->identity.slips, target);
    if (err)
        screen_say_err(screen, err);
    return !err;
}

void slips_print_ticket(struct screen *screen, const struct ticket *ticket)
{
    struct slip slip = { 0 };
    struct slip_target target;
    if (!target_of(screen, &target))
        return;
    slips_ticket(ticket, &slip);
    print(screen, &slip, &target, "The ticket");
    slip_free(&slip);
}

void slips_print_label(struct screen *screen, const struct order *order)
{
    struct slip slip = { 0 };
    struct slip_target target;
    if (!target_of(screen, &target))
        return;
    slips_label(order, &slip);
    print(screen, &slip, &target, "The bag's label");
    slip_free(&slip);
}

void slips_print_receipt(struct screen *screen, const char *code)
{
    struct slip slip = { 0 };
    struct slip_target target;
    struct args args = client_args();
    struct arena arena = { 0 };
    struct receipt receipt;
    char what[60];
    args.code = code;
    if (target_of(screen, &target) && screen_call(screen, ACTION_RECEIPT_PRINT, &args, &receipt, &arena) == ERR_NONE) {
        snprintf(what, sizeof what, "Receipt %lld%s", (long long)receipt.number, receipt.copy ? " (a copy)" : "");
        slips_receipt(&receipt, target.width, &slip);
        print(screen, &slip, &target, what);
    }
    slip_free(&slip);
    arena_free(&arena);
}
