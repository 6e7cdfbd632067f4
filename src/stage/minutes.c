/* minutes.c - aside of the queue: in how many minutes an order is made, by what comes before it and how fast the printers
 * are that can take its prints.
 *
 * Prints are poured over those printers in the queue's order, each part to the one that would be done with it first. What
 * a reader would not guess: of an order that is begun nobody looks which prints are left; its sizes are taken to be made
 * in step. A board says minutes, not seconds. If the lights go out: nothing is stored here.
 */
#include <string.h>
#include "act.h"

enum { PARTS = 10 /* an order's prints of one size are dealt out in so many */, LONGEST = 24 * 60 };

void minutes_begin(struct minutes *minutes, const struct printers *printers)
{
    *minutes = (struct minutes){ .printers = printers };
    for (size_t i = 0; i < printers->printers.n && i < MINUTES_PRINTERS; i++) {
        const struct printer *printer = &printers->printers.v[i];
        if (!printer->paused && printer->trouble[0] == 0)
            minutes->each_ms[i] = printer->each_ms;
    }
}

/* So many prints more for whom is free first. -1: none that takes them is at work with a known pace. */
static int64_t deal(struct minutes *minutes, const char *product, const char *surface, int64_t prints)
{
    size_t count = minutes->printers->printers.n < MINUTES_PRINTERS ? minutes->printers->printers.n : MINUTES_PRINTERS, best = count;
    for (size_t i = 0; i < count; i++)
        if (minutes->each_ms[i] > 0 && media_takes(&minutes->printers->printers.v[i], product, surface) &&
            (best == count || minutes->busy_ms[i] + prints * minutes->each_ms[i] < minutes->busy_ms[best] + prints * minutes->each_ms[best]))
            best = i;
    if (best == count)
        return -1;
    return minutes->busy_ms[best] += prints * minutes->each_ms[best];
}

int64_t minutes_of(struct minutes *minutes, const struct order *order)
{
    int64_t left = order->prints_total - order->prints_made, done_ms = 0;
    if (order->prints_total <= 0 || (minutes->lines += order->lines.n) > MINUTES_LINES)
        return 0;
    for (size_t i = 0; i < order->lines.n; i++) {
        const struct line *line = &order->lines.v[i];
        int64_t prints = (line->copies * left + order->prints_total - 1) / order->prints_total, part = (prints + PARTS - 1) / PARTS;
        for (; prints > 0; prints -= part) {
            int64_t at = deal(minutes, line->product, line->surface, prints < part ? prints : part);
            if (at < 0)
                return 0;
            done_ms = at > done_ms ? at : done_ms;
        }
    }
    int64_t all = (done_ms + 59999) / 60000;
    return all <= LONGEST ? all : 0;
}
