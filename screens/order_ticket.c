/* order_ticket.c - a new ticket on the screen; see order_ticket.h. The password is shown here once and nowhere else. */
#include "order_ticket.h"
#include <stdio.h>
#include <string.h>
#include "../src/base/clock.h"
#include "../src/base/str.h"
#include "codes.h"
#include "draw.h"
#include "line.h"
#include "slips.h"

enum { QR_COLUMN = 36, TICKET_LINES = 6 };

struct ticket_page {
    const struct ticket *ticket;
    const char *title, *sentence;
};
static const struct screen_ops ticket_ops;

static bool open(struct screen *screen, const void *arg)
{
    *(struct ticket_page *)screen->page = *(const struct ticket_page *)arg;
    return true;
}

static void words(const struct ticket_page *page, char lines[TICKET_LINES][80])
{
    const struct ticket *ticket = page->ticket;
    char code[20], order[40], photos[40];
    snprintf(lines[0], 80, "%s  %s", page->title, ticket->shop);
    snprintf(lines[1], 80, "code      %s", str_code(ticket->code, code, sizeof code));
    snprintf(lines[2], 80, "password  %s", ticket->password);
    snprintf(lines[3], 80, "order until  %s", clock_words(ticket->expires, order, sizeof order));
    snprintf(lines[4], 80, "photos until %s", clock_words(ticket->photos_expire, photos, sizeof photos));
    snprintf(lines[5], 80, "%s", page->sentence);
}

static void paint(struct screen *screen)
{
    const struct ticket_page *page = screen_data(screen, &ticket_ops);
    const struct ticket *ticket = page->ticket;
    char lines[TICKET_LINES][80];
    words(page, lines);
    draw_text(0, 1, 0, lines[0]);
    for (int i = 1; i < TICKET_LINES; i++)
        draw_text(1 + i, 1, QR_COLUMN - 2, lines[i]);
    int rows = 0, columns = 0;
    codes_qr_cells((int)ticket->qr_size, &rows, &columns);
    if (ticket->qr_size > 0 && 2 + rows <= screen_body_end() && QR_COLUMN + columns <= draw_columns())
        codes_draw_qr(stdscr, 1, QR_COLUMN, (int)ticket->qr_size, ticket->qr);
    else if (ticket->bars.size)
        codes_draw_bars(stdscr, TICKET_LINES + 3, 0, CODES_BARS_ROWS, ticket->bars);
    draw_cursor(3, 11);
}

static bool key(struct screen *screen, int key)
{
    const struct ticket_page *page = screen_data(screen, &ticket_ops);
    if (key == 'P')
        slips_print_ticket(screen, page->ticket);
    else
        screen_back(screen);
    return true;
}

static void tell(struct screen *screen)
{
    char lines[TICKET_LINES][80];
    words(screen_data(screen, &ticket_ops), lines);
    for (int i = 0; i < TICKET_LINES; i++)
        line_say("%s", lines[i]);
    screen_back(screen);
}

static const struct screen_key keys[] = {
    { 'P', 0, "P", "print", "Print the ticket", 2, RIGHT_NONE, SCREEN_MOVES, NULL },
    { INPUT_ENTER, INPUT_ESC, "any other key", "back", "Back", 1, RIGHT_NONE, 0, NULL },
};
static const struct screen_ops ticket_ops = {
    .name = "ticket", .keys = keys, .key_count = 2, .size = sizeof(struct ticket_page), .open = open, .paint = paint,
    .key = key, .tell = tell,
};

void order_ticket_open(struct screen *screen, const struct ticket *ticket, const char *title, const char *sentence)
{
    struct ticket_page page = { ticket, title, sentence };
    screen_open(screen, &ticket_ops, &page);
}
