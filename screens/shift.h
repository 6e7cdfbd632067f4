/* shift.h - a cash drawer's shift at the counter: opened and closed by counting. */
#ifndef SCREENS_SHIFT_H
#define SCREENS_SHIFT_H
#include "screen.h"

/* Open one's shift, or look at it, or close it. */
void shift_run(struct screen *screen);
/* The office's list of them. */
void office_shifts_open(struct screen *screen);
#endif
