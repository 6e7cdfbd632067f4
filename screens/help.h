/* help.h - `?`: the keys of the page below, from its own table. */
#ifndef SCREENS_HELP_H
#define SCREENS_HELP_H
#include "screen.h"

/* Opens over the top page; any key that does not scroll closes it. */
void help_open(struct screen *screen);
#endif
