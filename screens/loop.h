/* loop.h - waiting and painting, for screen.c alone. */
#ifndef SCREENS_LOOP_H
#define SCREENS_LOOP_H
#include "screen.h"

enum wake { WAKE_KEY, WAKE_NEWS, WAKE_DETAIL, WAKE_TICK, WAKE_CLOSE };

/* Once, before the first wait: SIGHUP and SIGTERM end the wait, and are held back everywhere else. */
void loop_catch_signals(void);
/* The next thing to happen. Keys that wait are handed out one by one; when none waits everything is painted. In a
 * question (asking) only keys and ticks happen: news wait for the page. */
enum wake loop_wait(struct screen *screen, bool asking, int *key);
/* Paint now. When the line takes nothing the frame is skipped, the next one will show everything. */
void loop_paint(struct screen *screen);
#endif
