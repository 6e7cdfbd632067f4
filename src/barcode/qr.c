/* qr.c - QR codes by zint, at level Q: a quarter of it may be lost to a coffee stain or a bent ticket. */
#include <string.h>
#include <zint.h>
#include "barcode.h"
#include "symbol.h"

enum { LEVEL_Q = 3, TEXT_LIMIT = 400 };

enum err barcode_qr(const char *text, struct bytes *modules, int *size, struct arena *arena)
{
    *modules = (struct bytes){ 0 };
    *size = 0;
    if (strlen(text) > TEXT_LIMIT)
        return err_detail(ERR_TOO_LONG, "text for a QR code");
    return symbol_encode(BARCODE_QRCODE, text, LEVEL_Q, modules, size, arena);
}
