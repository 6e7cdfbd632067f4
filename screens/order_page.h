/* order_page.h - one order in full, with everything staff may do to it; the same page at the counter and in the lab. */
#ifndef SCREENS_ORDER_PAGE_H
#define SCREENS_ORDER_PAGE_H
#include "screen.h"

/* home_page: the screen it is opened on, "counter" or "lab": where its keys differ.
 * code: 12 digits of a ticket or 14 of a bag label. Opens nothing, and says why, when there is no such order. */
void order_page_open(struct screen *screen, const char *home_page, const char *code);
#endif
