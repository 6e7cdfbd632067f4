/* channel.h - one session channel: what was asked for it, the program behind it, and the bytes in between.
 *
 * Life of a channel: FRESH (requests come in), ASKED (the supervisor was asked to start something), RUNNING (its
 * descriptors are here), ENDED (the program is over; what it said is still being sent), CLOSING (we said close and
 * wait for the client to say it too).
 */
#ifndef DOOR_CHANNEL_H
#define DOOR_CHANNEL_H
#include <poll.h>
#include "../base/buf.h"
#include "connection.h"

enum {
    CHANNEL_COLUMNS_LIMIT = 500, CHANNEL_ROWS_LIMIT = 200,
    CHANNEL_WORD_LIMIT = 40,                   /* of TERM and the locale; fits the record `opening` */
    CHANNEL_HELD_LIMIT = 2560 * 1024,          /* a client that ignores its window this far is cut off */
    CHANNEL_CHUNK = 32 * 1024,                 /* bytes moved at a time */
    CHANNEL_QUIET_MS = 500,                    /* after an exit: so long for what still lies in the pipes */
    CHANNEL_CLOSE_MS = 2000,                   /* how long the client may take to answer our close */
    CHANNEL_POLLED = 3
};
enum channel_state { CHANNEL_FRESH, CHANNEL_ASKED, CHANNEL_RUNNING, CHANNEL_ENDED, CHANNEL_CLOSING };

struct channel {
    ssh_channel ssh;
    struct ssh_channel_callbacks_struct *callbacks;
    struct connection *connection;
    enum channel_state state;
    int64_t n;                     /* how the supervisor knows it */
    bool pty;
    int columns, rows;
    char term[CHANNEL_WORD_LIMIT + 1], lang[CHANNEL_WORD_LIMIT + 1], colorterm[CHANNEL_WORD_LIMIT + 1];
    int lang_rank;                 /* LC_ALL beats LC_CTYPE beats LANG, in whatever order they come */
    int in, out, err;              /* the program's; -1 once ended. With a pty in and out are both its master */
    struct buf input;              /* from the client, for the program; */
    size_t input_done;             /* so much of it is written */
    struct buf output, errors;     /* from the program, for the client */
    bool held;                     /* libssh still holds bytes for the program */
    bool client_ended, client_closed;
    int status;                    /* what the client is told: exit code, or 128 + signal */
    int64_t deadline_ms;           /* of ENDED and CLOSING */
    struct pollfd *polled;         /* its CHANNEL_POLLED entries of this turn */
};

/* libssh: a client wants a session channel. NULL refuses it. */
ssh_channel channel_open(ssh_session session, void *connection);
/* What the supervisor says about this connection's channels. Takes the message's descriptors. */
void channel_told(struct connection *connection, struct msg *msg);
/* Fill in what to poll for this channel. */
void channel_watch(struct channel *channel);
/* Move bytes and go on in the channel's life, given what poll() found. */
void channel_pump(struct channel *channel);
/* True when it is over and its place can be freed. */
bool channel_is_over(const struct channel *channel);
/* Close its descriptors, which is how the program hears that the client went, and free it. */
void channel_end(struct channel *channel);
/* When something is due without any descriptor saying so; 0: nothing. */
int64_t channel_deadline_ms(struct channel *channel);
/* End the channel before anything ran: the sentence goes to the client's standard error, with exit status 1. */
void channel_refuse(struct channel *channel, const char *sentence);
/* The size as the supervisor and the terminal are told it. */
void channel_resize(struct channel *channel, int columns, int rows);
#endif
