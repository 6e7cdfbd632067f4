/* login.h - name and password on a staff place, before its screen opens. */
#ifndef SCREENS_LOGIN_H
#define SCREENS_LOGIN_H
#include "screen.h"

/* Asks until the keeper says who it is; the client's identity is that person then. False when the person left. */
bool login_run(struct screen *screen);
#endif
