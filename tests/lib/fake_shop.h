/* fake_shop.h - canned orders for screen tests: what a fake_keeper answers so that counter and lab look like a shop. */
#ifndef TESTS_FAKE_SHOP_H
#define TESTS_FAKE_SHOP_H
#include "fake_keeper.h"

enum { FAKE_ORDERS = 40 };
/* Answers for list, show, authenticate, pay, hand over, lift, cancel, ticket, page, watch, board, printers, thumbnail.
 * Order i has fake_shop_code(i); orders 0, 4, 8... are held, 1, 5... have an alert, 2, 6... are ready and unpaid, 3, 7...
 * ready and paid. The password of every ticket is 123456. */
void fake_shop_fill(struct fake_keeper *fake);
/* The environment for term_open(): UTC, and a clock that says Wed 25 Nov 2026, 09:00 at every run. */
char *const *fake_shop_environment(void);
const char *fake_shop_code(int i);
const char *fake_shop_label(int i);
/* What the board says: percent made on every printer, and trouble of the first ("" for none). */
void fake_shop_board(int percent, const char *trouble);
/* How many orders have an alert now beyond the canned ones. */
void fake_shop_alerts(int more);
/* The next page read answers this order ("" for none). */
void fake_shop_resume(const char *page, const char *code);
#endif
