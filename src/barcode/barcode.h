/* barcode.h - bar codes by zint, as modules; and slips (ticket, order label) as PNG. Linked into the keeper;
 * canvas and lettering also into the worker, for index prints. */
#ifndef BARCODE_BARCODE_H
#define BARCODE_BARCODE_H
#include "../base/record.h"

/* Code 128 (set C for digits) of a code, one byte a module, 1 dark, no quiet zone. */
enum err barcode_bars(const char *digits, struct bytes *bars, struct arena *arena) MUST_CHECK;
/* A QR code of a text; *size modules a side, row by row. */
enum err barcode_qr(const char *text, struct bytes *modules, int *size, struct arena *arena) MUST_CHECK;

/* slip.c: the ticket as a PNG in grey: shop, code 4-4-4, bars (3 dots a module, quiet zones), QR, password, price,
 * expiry and promise in words. 576 dots wide (80 mm paper at 203 dpi). */
enum err slip_ticket(const struct ticket *ticket, struct buf *png) MUST_CHECK;
/* The order's label, last sheet of the order: label code as bars and digits, order code, customer's name or number,
 * prints, class, promised, due. */
enum err slip_label(const struct order *order, struct buf *png) MUST_CHECK;
#endif
