/* action.h - the action table as askers see it: names, syntax, replies. The functions are the keeper's (keeper/act.h). */
#ifndef CLIENT_ACTION_H
#define CLIENT_ACTION_H
#include "../base/record.h"
#include "../tbl/actions.h"

#define ACTION_CONSTANT(constant, words, syntax, reply, right, places, remote, effect, function, help) constant,
enum action { ACTION_ROWS(ACTION_CONSTANT) ACTION_COUNT };
#undef ACTION_CONSTANT
enum remote { REMOTE_NO, REMOTE_YES, REMOTE_STD };
enum access { READS, WRITES };

struct action_row {
    const char *words, *syntax;
    const struct record_type *reply;
    enum right right;
    uint32_t places;
    enum remote remote;
    enum access access;
    const char *help;
};
extern const struct action_row action_rows[ACTION_COUNT];
#endif
