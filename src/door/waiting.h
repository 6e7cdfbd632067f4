/* waiting.h - the connections that have not logged in yet: at most WAITING_LIMIT, and few from one address.
 *
 * Whoever waits longest is sent away when a newcomer needs the place: an honest client is through in a fraction of a
 * second, so a crowd of silent ones can never shut the door for the others.
 */
#ifndef DOOR_WAITING_H
#define DOOR_WAITING_H
#include <poll.h>
#include <stddef.h>
#include <sys/socket.h>

enum { WAITING_LIMIT = 100, WAITING_ADDRESS_LIMIT = 10 };

struct waiting {
    struct guest {
        int line;             /* reads as hung up once the connection logged in or ended */
        int tcp;              /* our copy of its socket, to send it away with */
        unsigned char key[16]; /* address; of IPv6 the network half */
    } guests[WAITING_LIMIT];  /* the oldest first */
    size_t count;
};

/* Make room for one more from that address; sends away who waits longest when there is none. */
void waiting_make_room(struct waiting *waiting, const struct sockaddr *address);
/* Note a new one; takes both descriptors. Call waiting_make_room() first. */
void waiting_add(struct waiting *waiting, const struct sockaddr *address, int line, int tcp);
/* Fill in what to poll, one entry per guest; returns their number. */
size_t waiting_poll(const struct waiting *waiting, struct pollfd *polled);
/* Forget those whose line hung up; asks the system itself, so that it may be called at any time. */
void waiting_sweep(struct waiting *waiting);
/* In a freshly forked connection: the descriptors of all the others are not its business. */
void waiting_close(struct waiting *waiting);
#endif
