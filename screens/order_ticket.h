/* order_ticket.h - a new ticket on the screen: code, password, dates, QR and bars where they fit. */
#ifndef SCREENS_ORDER_TICKET_H
#define SCREENS_ORDER_TICKET_H
#include "screen.h"

/* Until a key is pressed. Ticket, title and the sentence below it (34 columns) are borrowed. */
void order_ticket_open(struct screen *screen, const struct ticket *ticket, const char *title, const char *sentence);
#endif
