/* waiting.h - the clients that have not logged in yet: at most MSG_GUESTS, and few from one address.
 *
 * Whoever waits longest is sent away when a newcomer needs the place: an honest client is through in a fraction of a
 * second, so a crowd of silent ones can never shut the door for the others.
 */
#ifndef DOOR_WAITING_H
#define DOOR_WAITING_H
#include <stdbool.h>
#include <stddef.h>
#include "../base/msg.h"
#include "addresses.h"

struct guest {
    int line;               /* what its connection tells (enum news), and its end; -1: it has none yet */
    int tcp;                /* our copy of its socket, to send it away with */
    struct address_key key;
    int64_t due_ms;         /* without a line: when it is served */
};
struct waiting {
    struct guest guests[MSG_GUESTS]; /* the oldest first */
    size_t count;
};

/* Of that address no more than `limit` are to wait, with one more that comes; sends away who waits longest. */
void waiting_make_room(struct waiting *waiting, const struct address_key *key, unsigned limit);
/* Note a new one; takes its descriptors. Where there is no room, somebody is sent away. */
void waiting_add(struct waiting *waiting, const struct guest *guest);
/* One without a line whose time has come: it is no guest any more, its socket is the caller's. */
bool waiting_take(struct waiting *waiting, struct guest *guest);
/* How long until there is one, in ms; -1: there is none. */
int waiting_patience(const struct waiting *waiting);
/* Fill in what to poll, one entry per guest; returns their number. */
size_t waiting_poll(const struct waiting *waiting, struct pollfd *polled);
/* Hear what the connections tell and note it about their addresses; forget those that are in or ended. May be called at
 * any time. */
void waiting_sweep(struct waiting *waiting);
/* Close what the door holds of all of them: in a freshly forked connection, and when the door goes. */
void waiting_close(struct waiting *waiting);
#endif
