/* bars.c - Code 128 by zint. zint chooses the code sets itself: an even number of digits is set C throughout, which
 * makes 101 modules of a ticket code and 112 of a label code. */
#include <string.h>
#include <zint.h>
#include "barcode.h"
#include "symbol.h"

enum err symbol_encode(int symbology, const char *text, int correction, struct bytes *modules, int *columns,
                       struct arena *arena)
{
    enum err err = ERR_NONE;
    *modules = (struct bytes){ 0 };
    *columns = 0;
    struct zint_symbol *symbol = ZBarcode_Create();
    if (symbol == NULL)
        return err_detail(ERR_MEMORY, "the bar code");
    symbol->symbology = symbology;
    if (correction)
        symbol->option_1 = correction;
    if (*text == 0 || ZBarcode_Encode(symbol, (const unsigned char *)text, (int)strlen(text)) >= ZINT_ERROR) {
        err = err_detail(ERR_MALFORMED, "\"%.40s\" as a bar code", text);
    } else {
        size_t rows = (size_t)symbol->rows, width = (size_t)symbol->width;
        uint8_t *data = arena_alloc(arena, rows * width);
        for (size_t y = 0; y < rows; y++)
            for (size_t x = 0; x < width; x++)
                data[y * width + x] = symbol->encoded_data[y][x >> 3] >> (x & 7) & 1;
        *modules = (struct bytes){ data, rows * width };
        *columns = (int)width;
    }
    ZBarcode_Delete(symbol);
    return err;
}

enum err barcode_bars(const char *digits, struct bytes *bars, struct arena *arena)
{
    int columns;
    *bars = (struct bytes){ 0 };
    if (strspn(digits, "0123456789") != strlen(digits) || strlen(digits) > 20)
        return err_detail(ERR_CODE, "%.40s", digits);
    return symbol_encode(BARCODE_CODE128, digits, 0, bars, &columns, arena);
}
