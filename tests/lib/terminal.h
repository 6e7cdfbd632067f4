/* terminal.h - a program on a terminal that a test can read: a pty with libvterm as its screen.
 *
 * The terminal is mute: it answers no queries (DA, cursor position), as a dumb line to a shop would not. Every byte the
 * program writes is counted, so that byte budgets can be held. Text is UTF-8. One thread; nothing here is for products.
 */
#ifndef TESTS_TERMINAL_H
#define TESTS_TERMINAL_H
#include <stdbool.h>
#include <stddef.h>

struct term;

/* Start argv[0] (searched in PATH) on a terminal of that size. env: "NAME=value" strings ended by NULL, the whole
 * environment beside TERM; NULL gives PATH, HOME and a UTF-8 locale only. NULL when it cannot be started. */
struct term *term_open(char *const argv[], char *const env[], const char *TERM, int rows, int cols);
/* Type the text. False when the program does not take it within five seconds or has ended. */
bool term_send(struct term *term, const char *text);
/* Read until the screen contains the text (rows are joined by newlines). False after timeout_ms or when the program
 * ended without showing it. */
bool term_expect(struct term *term, const char *text, int timeout_ms);
/* Read until nothing came for idle_ms, at most max_ms. Returns the bytes read meanwhile. */
size_t term_pump(struct term *term, int idle_ms, int max_ms);
/* Read until the program has ended; false if it still runs after timeout_ms. */
bool term_gone(struct term *term, int timeout_ms);
/* One row as text, trailing blanks cut; "" beyond the screen. Valid until the next call of term_row. */
const char *term_row(struct term *term, int row);
/* All rows, each ended by a newline, empty ones at the bottom left out. Malloc'd: the caller frees it. */
char *term_screen(struct term *term);
/* Bytes read from the program so far. */
size_t term_bytes(const struct term *term);
/* Every byte that is read from now on is added there too; NULL: no more. blind: nothing is drawn any more (libvterm falls over
 * sizes of a few cells). */
struct buf;
void term_record(struct term *term, struct buf *raw, bool blind);
/* Bells rung so far. */
int term_bells(const struct term *term);
/* Where the cursor is, from 0. */
void term_cursor(const struct term *term, int *row, int *col);
/* True when the cell is shown reversed. */
bool term_reversed(const struct term *term, int row, int col);
/* The screen as a picture (PGM, 8 x 16 pixels a cell): colours and block characters as a camera would see them, other
 * characters not at all. False when the file cannot be written. */
bool term_picture(struct term *term, const char *path);
/* The process on the terminal. */
int term_pid(const struct term *term);
void term_resize(struct term *term, int rows, int cols);
/* Hang up, wait (killing it after five seconds) and free. The exit status, 128 + signal when it was killed by one. */
int term_close(struct term *term);
#endif
