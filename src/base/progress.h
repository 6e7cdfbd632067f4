/* progress.h - how far a long command is: one line on standard error, written over again, and only on a terminal. */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H
#include <stdint.h>
/* "photos 12 %"; percent < 0: the words alone. */
void progress_show(const char *words, int64_t percent);
/* The line goes; nothing happens when there was none. */
void progress_end(void);
#endif
