/* receipt.c - a receipt on standard output: the slip that the counter's screen shows. */
#include <stdio.h>
#include "../../screens/receipt_words.h"
#include "cli.h"

void tell_receipt(const void *record)
{
    struct text text = { 0 };
    receipt_words(record, RECEIPT_COLUMNS, &text);
    for (size_t i = 0; i < text.count; i++)
        puts(text.lines[i]);
    text_free(&text);
}
