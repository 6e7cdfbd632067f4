/* printers.h - a printer in words, and what is done to it; the same in the lab and in the office. */
#ifndef SCREENS_PRINTERS_H
#define SCREENS_PRINTERS_H
#include "screen.h"
#include "text.h"

/* "14:05" today, else as order_when_short(); returns out. */
const char *printer_since(int64_t at, char *out, size_t size);
/* "! a paper jam since 14:05", "! OUT OF PAPER for 10x15", "paused", "leaving", "printing", "ready"; returns out. */
const char *printer_state(const struct printer *printer, char *out, size_t size);
/* "10x15 glossy", or "everything". */
const char *printer_holds(const struct printer *printer);
/* The least of its papers that are counted, in words: "", "200" in fifties or tens, "8" once it is low (*low). */
const char *printer_left(const struct printer *printer, bool *low, char *out, size_t size);
/* A size whose paper is counted and used up; NULL. */
const char *printer_out_of(const struct printer *printer);
/* Thousandths of a print a minute as "12/min", coarser above 20; returns out. */
const char *printer_pace(int64_t milli, char *out, size_t size);
/* The most of it in one line: "dnp-1: hotfolder, 10x15; 12/min; 10x15 for 8"; returns out. */
const char *printer_short(const struct printer *printer, char *out, size_t size);
/* All there is to know of it, a line each. */
void printer_text(const struct printer *printer, struct text *out);
/* These ask, do and say; false when nothing was done. */
bool printer_load_paper(struct screen *screen, const struct printer *printer);
bool printer_move(struct screen *screen, const struct printer *printer, const struct board *board);
bool printer_seen(struct screen *screen, const char *name);
/* Pause it, or resume what is paused or in trouble. */
bool printer_pause_or_resume(struct screen *screen, const struct printer *printer);
#endif
