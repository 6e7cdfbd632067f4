/* codes.h - bar codes on the screen: a QR as half-blocks or reverse blanks, Code 128 as bars one column a module.
 *
 * Both are dark on light whatever the terminal's colours are, with the quiet zone scanners need. The modules come
 * ready from the keeper (ticket.qr_size, ticket.qr, ticket.bars): a byte a module, anything but 0 is dark.
 */
#ifndef SCREENS_CODES_H
#define SCREENS_CODES_H
#include <curses.h>
#include <stdbool.h>
#include "../src/base/mem.h"

enum { CODES_QR_QUIET = 4, CODES_BARS_QUIET = 10, CODES_BARS_ROWS = 3, CODES_QR_LIMIT = 177 };

/* The cells a QR of size x size modules needs; 0 x 0 when size is none. */
void codes_qr_cells(int size, int *rows, int *cols);
/* Draw it with its upper left corner at y, x. False, and nothing drawn, when the modules are not size x size or the
 * cells do not fit into the window. */
bool codes_draw_qr(WINDOW *window, int y, int x, int size, struct bytes modules);
/* Draw it over the whole window, its modules as large as fits; where rows are short the quiet zone above and below gives
 * way, down to one module. False, and nothing drawn, when not even that fits. */
bool codes_draw_large(WINDOW *window, int size, struct bytes modules);
/* Bars rows high: a column a module, or half a column where that does not fit and the terminal has half-blocks. False, and nothing drawn, when modules and quiet zones do not fit. */
bool codes_draw_bars(WINDOW *window, int y, int x, int rows, struct bytes modules);
#endif
