/* paint.c - the board on the screen, and in words for line mode; see lab.h. Bars move in steps of 5 %, times are
 * minutes: a board that nobody touches sends a few bytes a minute.
 */
#include <stdio.h>
#include <string.h>
#include "../../src/base/str.h"
#include "../draw.h"
#include "../line.h"
#include "../printers.h"
#include "lab.h"

enum { PRINTER_ROWS_LEAST = 2, QUEUE_ROWS_LEAST = 4, BAR = 5,
       COLUMN_HOLDS = 13, COLUMN_NOW = 30, COLUMN_COUNT = 46, COLUMN_BAR = 54, COLUMN_LEFT = 65, COLUMN_STATE = 70 };

static void draw_printer(void *data, size_t i, int row)
{
    const struct printer *printer = &((const struct lab *)data)->board.printers.v[i];
    char state[300], code[20], left[24];
    bool low;
    draw_text(row, 2, COLUMN_HOLDS - 3, printer->name);
    draw_text(row, COLUMN_HOLDS, COLUMN_NOW - COLUMN_HOLDS - 1, printer_holds(printer));
    printer_state(printer, state, sizeof state);
    if (*state == '!') {
        draw_text(row, COLUMN_NOW, 0, state);
        return;
    }
    draw_text(row, COLUMN_NOW, 0, printer->code[0] ? str_code(printer->code, code, sizeof code) : "-");
    if (printer->code[0]) {
        draw_format(row, COLUMN_COUNT, COLUMN_BAR - COLUMN_COUNT - 1, "%lld/%lld", (long long)printer->order_made,
                    (long long)printer->order_total);
        draw_bar(row, COLUMN_BAR, BAR, printer->order_made, printer->order_total);
    }
    printer_left(printer, &low, left, sizeof left);
    draw_format(row, COLUMN_LEFT, COLUMN_STATE - COLUMN_LEFT - 1, "%4s", left);
    draw_text(row, COLUMN_STATE, 0, low && (strcmp(state, "printing") == 0 || strcmp(state, "ready") == 0) ? "LOW PAPER" : state);
}

static const char *queue_words(const struct queued *queued, char *out, size_t size)
{
    char code[20], promised[40];
    snprintf(out, size, "%-14s  %5lld  %-10.12s %-9s  %s%s", str_code(queued->order.code, code, sizeof code),
             (long long)(queued->order.prints_total - queued->order.prints_made), queued->order.class,
             printer_since(queued->order.promised, promised, sizeof promised), queued->late ? "LATE  " : queued->soon ? "SOON  " : "", queued->doing);
    return out;
}

static void draw_queued(void *data, size_t i, int row)
{
    char words[200];
    draw_text(row, 2, 0, queue_words(&((const struct lab *)data)->board.queue.v[i], words, sizeof words));
}

/* What the printers that print now make together: ", 24/min". */
static const char *together(const struct board *board, char *out, size_t size)
{
    char pace[24];
    int64_t milli = 0;
    for (size_t i = 0; i < board->printers.n; i++)
        if (board->printers.v[i].code[0] && board->printers.v[i].each_ms > 0)
            milli += 60000000 / board->printers.v[i].each_ms;
    snprintf(out, size, "%s%s", milli ? ", " : "", milli ? printer_pace(milli, pace, sizeof pace) : "");
    return out;
}

void lab_detail(struct lab *lab)
{
    const struct board *board = &lab->board;
    lab->detail[0] = 0;
    if (!lab->in_queue && lab->printers.selected < board->printers.n)
        printer_short(&board->printers.v[lab->printers.selected], lab->detail, sizeof lab->detail);
    if (lab->in_queue && lab->queue.selected < board->queue.n) {
        const struct queued *queued = &board->queue.v[lab->queue.selected];
        snprintf(lab->detail, sizeof lab->detail, "%s: %s",
                 *queued->order.name ? queued->order.name : *queued->order.customer ? queued->order.customer : "guest", queued->doing);
    }
}

static void counts(const struct board *board, char *out, size_t size)
{
    char pace[32];
    snprintf(out, size, "waiting %lld print%s, %lld order%s   late %lld   today %lld%s",
             (long long)board->prints_waiting, board->prints_waiting == 1 ? "" : "s", (long long)board->orders_waiting,
             board->orders_waiting == 1 ? "" : "s", (long long)board->late, (long long)board->today, together(board, pace, sizeof pace));
}

void lab_paint(struct screen *screen)
{
    struct lab *lab = screen_data(screen, &lab_ops);
    char left[100], right[160];
    int end = screen_body_end() - 1, room = end - 4 - QUEUE_ROWS_LEAST;
    int printers = (int)lab->board.printers.n;
    printers = printers < PRINTER_ROWS_LEAST ? PRINTER_ROWS_LEAST : printers > room ? room : printers;
    snprintf(left, sizeof left, "LAB \xc2\xb7 %s", screen->client->identity.login);
    counts(&lab->board, right, sizeof right);
    draw_title(left, right);
    draw_text(1, 1, 0, "PRINTER");
    draw_text(1, COLUMN_HOLDS, 0, "HOLDS");
    draw_text(1, COLUMN_NOW, 0, "NOW");
    draw_text(1, COLUMN_LEFT, 0, "LEFT");
    draw_text(1, COLUMN_STATE, 0, "STATE");
    int queue_row = 2 + printers + 1;
    draw_cursor(lab->in_queue ? queue_row + 1 : 2, 0);
    if (lab->board.printers.n == 0)
        draw_text(2, 3, 0, "No printer is set up. See printers.conf.");
    draw_rule(queue_row - 1);
    draw_text(queue_row, 1, 0, "QUEUE          PRINTS  CLASS      PROMISED   STATE");
    if (lab->board.queue.n == 0)
        draw_text(queue_row + 1, 3, 0, "Nothing waits.");
    lab->printers.resting = lab->in_queue;
    lab->queue.resting = !lab->in_queue;
    list_paint(&lab->printers, 2, printers, draw_printer, lab);
    list_paint(&lab->queue, queue_row + 1, end - queue_row - 1, draw_queued, lab);
    draw_text(end, 1, draw_columns() - 2, lab->detail);
}

void lab_tell(struct screen *screen)
{
    const struct lab *lab = screen_data(screen, &lab_ops);
    char words[400];
    counts(&lab->board, words, sizeof words);
    line_say("LAB %s   %s", screen->client->identity.login, words);
    line_say("PRINTERS");
    for (size_t i = 0; i < lab->board.printers.n; i++) {
        const struct printer *printer = &lab->board.printers.v[i];
        char left[24];
        bool low;
        printer_left(printer, &low, left, sizeof left);
        line_say("%3zu  %s  holds %s  %s%s%s%s", i + 1, printer->name, printer->holds, printer_state(printer, words, sizeof words),
                 *left ? "  paper for " : "", left, low ? " LOW" : "");
    }
    line_say("QUEUE");
    for (size_t i = 0; i < lab->board.queue.n; i++)
        line_say("%3zu  %s", i + 1, queue_words(&lab->board.queue.v[i], words, sizeof words));
    if (lab->board.queue.n == 0)
        line_say("Nothing waits.");
}
