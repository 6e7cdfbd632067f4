/* order_ticket.h - a new ticket on the screen: code, password, dates, QR and bars where they fit. */
#ifndef SCREENS_ORDER_TICKET_H
#define SCREENS_ORDER_TICKET_H
#include "screen.h"

/* Until a key is pressed. The ticket is borrowed meanwhile. */
void order_ticket_open(struct screen *screen, const struct ticket *ticket);
#endif
