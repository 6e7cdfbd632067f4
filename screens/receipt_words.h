/* receipt_words.h - a receipt as a slip of 42 columns, as counter printers have them: the counter and the command line
 * show the same.
 */
#ifndef SCREENS_RECEIPT_WORDS_H
#define SCREENS_RECEIPT_WORDS_H
#include "../src/base/record.h"
#include "text.h"

enum { RECEIPT_COLUMNS = 42 };
/* Append the slip, a line each. */
void receipt_words(const struct receipt *receipt, struct text *out);
#endif
