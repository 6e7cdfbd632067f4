/* receipt_words.h - a receipt as a slip, as counter printers have them: the counter and the command line show the
 * same, in 42 columns.
 */
#ifndef SCREENS_RECEIPT_WORDS_H
#define SCREENS_RECEIPT_WORDS_H
#include "../src/base/record.h"
#include "text.h"

enum { RECEIPT_COLUMNS = 42 };
/* Append the slip, a line each, in so many columns (32 at least). */
void receipt_words(const struct receipt *receipt, size_t columns, struct text *out);
#endif
