/* lock.h - a screen that somebody left: nothing of the shop is seen until its person, or the next one, says PIN or password. */
#ifndef SCREENS_LOCK_H
#define SCREENS_LOCK_H
#include "screen.h"

/* Lock now. The same person finds everything as it was; another one begins with the first page, and what the first left is
 * offered at its next login. In the middle of a question too. */
void lock_run(struct screen *screen);
#endif
