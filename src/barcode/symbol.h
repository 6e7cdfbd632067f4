/* symbol.h - one call into zint, shared by bars.c and qr.c. */
#ifndef BARCODE_SYMBOL_H
#define BARCODE_SYMBOL_H
#include "../base/record.h"

/* Encode text as a zint symbology, one byte a module (1 dark), row by row, without quiet zone. correction: QR level
 * 1..4, 0 for none. ERR_MALFORMED when the text does not fit the symbology. */
enum err symbol_encode(int symbology, const char *text, int correction, struct bytes *modules, int *columns,
                       struct arena *arena) MUST_CHECK;
#endif
