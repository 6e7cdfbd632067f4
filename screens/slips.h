/* slips.h - receipts, claim tickets and bag labels: what stands on them, and their way to paper. */
#ifndef SCREENS_SLIPS_H
#define SCREENS_SLIPS_H
#include "../src/slip/slip.h"
#include "screen.h"

void slips_receipt(const struct receipt *receipt, enum slip_width width, struct slip *out);
void slips_ticket(const struct ticket *ticket, struct slip *out);
void slips_label(const struct order *order, struct slip *out);

/* Print at this terminal; the outcome is said. */
void slips_print_ticket(struct screen *screen, const struct ticket *ticket);
void slips_print_label(struct screen *screen, const struct order *order);
/* The receipt of the last payment; all but the first print are copies, and the keeper counts. */
void slips_print_receipt(struct screen *screen, const char *code);
#endif
