/* naughty.h - texts that nobody means well with or nobody thought of, and the look at what came of them: bytes on their
 * way to a terminal, a slip or a file.
 */
#ifndef TESTS_NAUGHTY_H
#define TESTS_NAUGHTY_H
#include <stdbool.h>
#include <stddef.h>

/* Ended by NULL. The first naughty_unclean of them hold bytes that must never come out again. */
extern const char *const naughty[];
extern const size_t naughty_count, naughty_unclean;

/* NULL when the bytes are clean UTF-8 without controls and marks that nobody sees, lines and tabs excepted; else what is
 * there, and where. screen: and the few sequences that terminfo has for moving, erasing, scrolling and lighting. */
const char *naughty_find(const void *bytes, size_t size, bool screen);
#endif
