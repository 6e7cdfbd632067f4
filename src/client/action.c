/* action.c - the action table as askers see it; see action.h. */
#include "action.h"

#define ACTION_ROW(constant, words, syntax, reply, right, places, remote, effect, function, help) \
    { words, syntax, &reply##_type, right, places, remote, effect, help },
const struct action_row action_rows[ACTION_COUNT] = { ACTION_ROWS(ACTION_ROW) };
