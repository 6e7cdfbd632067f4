/* printers.h - a printer in words, and the one thing done to it; the same in the lab and in the office. */
#ifndef SCREENS_PRINTERS_H
#define SCREENS_PRINTERS_H
#include "screen.h"

/* "14:05" today, else as order_when_short(); returns out. */
const char *printer_since(int64_t at, char *out, size_t size);
/* "! OUT OF PAPER since 14:05", "paused", "leaving", "printing", "ready"; returns out. */
const char *printer_state(const struct printer *printer, char *out, size_t size);
/* "10x15 glossy", or "everything". */
const char *printer_holds(const struct printer *printer);
/* Pause it, or resume what is paused or in trouble; the outcome is said. True when it was done. */
bool printer_pause_or_resume(struct screen *screen, const struct printer *printer);
#endif
