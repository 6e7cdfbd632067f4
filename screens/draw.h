/* draw.h - the terminal: open it, write text on it, ring it. Everything is drawn on stdscr of ncurses.
 *
 * Nothing here sends bytes: draw_flush() does, once per batch of keys, and ncurses sends only what differs from what
 * the terminal shows already. So pages draw themselves whole from their data, every time, and it costs nothing.
 * All text goes through draw_text(), which cleans it: names, notes and file names come from outside.
 */
#ifndef SCREENS_DRAW_H
#define SCREENS_DRAW_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../src/base/err.h"

enum { DRAW_LEAST_ROWS = 16, DRAW_LEAST_COLUMNS = 60 };

/* Take the terminal on stdin and stdout by TERM. ERR_TERMINAL when it is none or cannot position its cursor: then the
 * caller goes on in line mode. */
enum err draw_open(void) MUST_CHECK;
void draw_close(void);
/* True when the size is enough to draw a screen. */
bool draw_fits(void);
int draw_rows(void);
int draw_columns(void);

/* Everything blank, cursor at the top left. To be filled again before draw_flush(). */
void draw_begin(void);
/* This row blank again. */
void draw_blank(int row);
/* Text at row and column, in at most `width` columns (0: to the end of the row). What is too long is cut and ends in
 * '~'. Answers the columns used. Rows and columns beyond the screen draw nothing. */
int draw_text(int row, int column, int width, const char *text);
int draw_format(int row, int column, int width, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The same, ending at the right edge of the screen. */
void draw_right(int row, const char *text);
/* The first row of every screen: "COUNTER · counter1" left, right flush right. */
void draw_title(const char *left, const char *right);
/* A line of hyphens; a short one where every hyphen is a byte. */
void draw_rule(int row);
/* A bar of `width` columns in steps of 5 %, then " 45%". */
void draw_bar(int row, int column, int width, int64_t part, int64_t whole);
/* Where the real cursor stands after draw_flush(). */
void draw_cursor(int row, int column);
/* Send what changed. */
void draw_flush(void);
/* Another page begins: what is on the screen has little in common with what comes. */
void draw_turn_page(void);
/* Everything again, after line noise (^L). */
void draw_again(void);
/* Send a slip to the printer behind the terminal, if its description has one (mc5, mc4); false when not. */
struct slip;
bool draw_print(const struct slip *slip, int width);
/* The bell: once. Two short ones for a bad scan are two calls. */
void draw_bell(void);
#endif
