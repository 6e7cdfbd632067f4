/* report_words.h - reports and shifts in words, on screens and standard output alike; and a report as CSV. */
#ifndef SCREENS_REPORT_WORDS_H
#define SCREENS_REPORT_WORDS_H
#include "../src/base/record.h"
#include "text.h"

/* A day or several: the sums, then what they are made of as bars of text. */
void report_words(const struct report *report, struct text *out);
/* RFC 4180, a line per figure: part,name,count,amount; amounts as 11.90. */
void report_csv(const struct report *report, struct buf *out);
/* A shift, open or closed. */
void shift_words(const struct shift *shift, struct text *out);
/* One line of a list of shifts; returns out. */
const char *shift_line(const struct shift *shift, char *out, size_t size);
#endif
