/* taking.h - taking and changing orders at the counter: with the customer's pages, which belong to the kiosk.
 *
 * The counter does not know the kiosk (nor the lab the counter); a program that has both lends the pages here, once,
 * before it opens a screen. Without them the key says that it is not done here.
 */
#ifndef SCREENS_TAKING_H
#define SCREENS_TAKING_H
#include "screen.h"

/* Go through the pages of an open or held order until it is placed or left. password: as its ticket has it, "" when that
 * is not known here. */
typedef void taking_pages(struct screen *screen, const char *code, const char *password);
void taking_lend(taking_pages *pages);
/* False, and said why, when there are none. */
bool taking_run(struct screen *screen, const char *code, const char *password);

/* screens/kiosk/desk.c */
taking_pages kiosk_at_the_desk;
#endif
