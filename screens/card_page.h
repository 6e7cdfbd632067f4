/* card_page.h - the photos on the card in this terminal's reader, for one open order; at the kiosk and at the counter. */
#ifndef SCREENS_CARD_PAGE_H
#define SCREENS_CARD_PAGE_H
#include "screen.h"

/* Opens nothing, and says why, when there is no reader here. self stands first in the page's data, where a kiosk's pages
 * have their kiosk; tick is what such a screen does now and then. Both NULL elsewhere. */
void card_page_open(struct screen *screen, const char *code, void *self, void (*tick)(struct screen *screen));
#endif
