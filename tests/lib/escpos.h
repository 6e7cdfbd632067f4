/* escpos.h - a receipt printer for tests: bytes to a picture, and nothing passed over in silence. */
#ifndef TESTS_ESCPOS_H
#define TESTS_ESCPOS_H
#include "../../src/barcode/canvas.h"

/* What a printer of that many dots a row would have printed; what it was told in text lines, a newline each, in *text.
 * False, with the reason in why, for the first byte that a strict printer would not take. */
bool escpos_decode(struct bytes bytes, int dots, struct canvas *paper, struct buf *text, char *why, size_t why_size,
                   struct arena *arena);
#endif
