/* prompt.h - questions on the bottom lines. They wait for the answer, so that an act reads as what happens at the desk:
 * ask, do, say. All work in line mode too. Esc (or an empty line mode answer where nothing is the default) means no.
 *
 * A scan during a question is a change of mind: the question answers no, and the scanned order opens next.
 */
#ifndef SCREENS_PROMPT_H
#define SCREENS_PROMPT_H
#include "screen.h"

/* A whole ticket or label as an answer is a scan: true, and it is to be opened next; the question is over. */
bool prompt_was_scan(struct screen *screen, const char *answer);
/* Enter takes the likely answer. */
bool prompt_yes(struct screen *screen, bool likely, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* A text of at most size - 1 bytes; out holds what is offered first, and what is typed replaces it. False when nothing was
 * entered. */
bool prompt_text(struct screen *screen, char *out, size_t size, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The same, not shown. The caller wipes out after use (explicit_bzero). */
bool prompt_password(struct screen *screen, char *out, size_t size, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* An amount in minor units; *minor holds what is offered first. Asks again until it is one. */
bool prompt_money(struct screen *screen, int64_t *minor, int decimals, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* A whole number within [low, high]; *number holds what is offered first. Digits here are the answer, but a whole ticket
 * or label is a scan all the same. */
bool prompt_number(struct screen *screen, int64_t *number, int64_t low, int64_t high, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* One of a few words, by its first letter (a later word takes its next free one, and shows it) or Enter for the one in
 * brackets, which is `likely` until Tab or an arrow moves it; -1 for none. In line mode also by the whole word. */
int prompt_choice(struct screen *screen, const char *const *words, size_t count, size_t likely, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* Something long to read before going on: up to a few lines over the bottom of the page, any key. */
void prompt_read(struct screen *screen, const char *const *lines, size_t count);
#endif
