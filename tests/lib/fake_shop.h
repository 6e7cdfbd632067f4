/* fake_shop.h - canned orders for screen tests: what a fake_keeper answers so that counter and lab look like a shop. */
#ifndef TESTS_FAKE_SHOP_H
#define TESTS_FAKE_SHOP_H
#include "fake_keeper.h"

enum { FAKE_ORDERS = 40, FAKE_ENTRIES = 450 /* of the journal */, FAKE_NOON = 1795600800 /* 25 Nov 2026, 10:00 UTC */ };
/* Answers for list, show, authenticate, pay, hand over, lift, cancel, ticket, page, watch, board, printers, thumbnail.
 * Order i has fake_shop_code(i); orders 0, 4, 8... are held, 1, 5... have an alert, 2, 6... are ready and unpaid, 3, 7...
 * ready and paid; 1, 4, 7... belong to Ann Example with the phone 0170 55512NN. The password of every ticket is 123456.
 * The office has counter1, the roles counter and lab, the terminal till-1, two customers and one printer. */
void fake_shop_fill(struct fake_keeper *fake);
/* The office's half of it; fake_shop_fill() does it. */
void fake_office_fill(struct fake_keeper *fake);
/* The environment for term_open(): UTC, and a clock that says Wed 25 Nov 2026, 09:00 at every run. */
char *const *fake_shop_environment(void);
const char *fake_shop_code(int i);
const char *fake_shop_label(int i);
/* What the board says: percent made on every printer, and trouble of the first ("" for none). */
void fake_shop_board(int percent, const char *trouble);
void fake_shop_alarm(void); /* a jam of dnp-4 that is over and was not seen */
void fake_shop_out_of_paper(void); /* dnp-5, by count */
/* How many orders have an alert now beyond the canned ones. */
void fake_shop_alerts(int more);
/* Wrong passwords closed the code of order i. Alerts need a second person, whose password is "boss". The board's second
 * printer is not configured any more. */
void fake_shop_close_code(int i);
void fake_shop_needs_second(void);
void fake_shop_leaving(void);
/* What every screen hears that the session before left; borrowed. */
void fake_shop_resume(const struct page *page);
#endif
