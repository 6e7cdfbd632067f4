/* line.h - line mode: the same pages and acts as questions and answers on plain standard input and output.
 *
 * For terminals that cannot position their cursor, hardcopy, screen readers, and standard input that is no terminal.
 * The menu is the page's own key table, numbered; an answer is the number, the key, the word, or a ticket's code.
 */
#ifndef SCREENS_LINE_H
#define SCREENS_LINE_H
#include "screen.h"

/* Once, before the first line: keys that would stop or end the program are keys. */
void line_open(void);
void line_close(void);
/* Run the top page until it closes. */
void line_run(struct screen *screen);
/* Print one line, cleaned. What a page's tell() uses. */
void line_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Ask and read one line into out (cleaned, without its end); false at the end of input, which closes the screen.
 * hidden: the terminal does not echo it. */
bool line_ask(struct screen *screen, const char *question, char *out, size_t size, bool hidden);
#endif
