/* client.h - asking the keeper: what screens, command line, connections and uploads share.
 *
 * A program that the supervisor started finds its control socket on descriptor 3 and is handed its keeper socket over
 * it; a command in the shop's own shell connects to SHOPDIR/run/socket, which is then its control socket. When the
 * keeper dies, the supervisor hands over a new socket and client_call() asks again under the same request id: the
 * caller sees a pause, never a lost or doubled act.
 */
#ifndef CLIENT_CLIENT_H
#define CLIENT_CLIENT_H
#include "../base/msg.h"
#include "action.h"

enum { CLIENT_PATIENCE_MS = 15000 /* how long a keeper may take to come back before a call gives up */ };

struct client {
    int control, keeper;       /* both SOCK_SEQPACKET; poll either for news */
    struct identity identity;  /* as last told by the supervisor or keeper; texts live in `memory` */
    struct arena memory;
    bool changed;              /* a notice came while waiting for a reply */
    struct notice notice;      /* the topics of all notices since client_news() last cleared it */
    /* what comes over the control socket and is not about the keeper (MSG_OPENED, MSG_EXIT ...), and replies to
     * client_ask() that come while a client_call() waits for its own. Takes the message. */
    void (*other)(struct client *client, struct msg *msg, void *data);
    void *other_data;
    void (*progress)(const char *words, int64_t percent); /* how far a long call is (percent < 0: not known); may be NULL */
    unsigned wirings;          /* how often a keeper was handed over: what was asked of an earlier one is asked again */
    uint64_t next_request;     /* not 0: the id of the next call, once; staff gets the first answer again (engine.c) */
};

/* On descriptor 3, as a child of the supervisor. */
enum err client_open_child(struct client *client) MUST_CHECK;
/* On the socket of an open shop. place is what the command opens (kiosk, counter, lab, office); tty is passed along
 * when >= 0. ERR_CLOSED when the shop is not open. */
enum err client_open_shop(struct client *client, const char *shop, enum place place, int tty) MUST_CHECK;
void client_close(struct client *client);

/* Ask and wait. reply is the record the action's row names, decoded into the arena (may be NULL); fd_in >= 0 goes with
 * the call; a descriptor in the answer lands in *fd_out (-1 if none), which may be NULL. Errors carry the keeper's
 * detail in err_last_detail(). */
enum err client_call(struct client *client, enum action action, const struct args *args, void *reply,
                     struct arena *arena) MUST_CHECK;
enum err client_call_fd(struct client *client, enum action action, const struct args *args, void *reply,
                        struct arena *arena, int fd_in, int *fd_out) MUST_CHECK;
/* Say it and go on: no answer is wanted (it is dropped when it comes), and a keeper that goes meanwhile may not have heard. */
enum err client_tell(struct client *client, enum action action, const struct args *args) MUST_CHECK;
/* Call without waiting: for a connection that must go on pumping. The reply comes out of client_take(). */
enum err client_ask(struct client *client, enum action action, const struct args *args, uint64_t *id) MUST_CHECK;
/* The same with a descriptor (-1: none), under the id given, or a new one where that is 0: asking a new keeper again
 * under the first id does nothing twice. */
enum err client_ask_fd(struct client *client, enum action action, const struct args *args, int fd_in, uint64_t *id) MUST_CHECK;
/* Take one message from control or keeper without waiting. Rewiring is done inside; true when a message for the caller
 * (reply, notice or other) is in *msg, whose body lives in the arena. */
bool client_take(struct client *client, struct msg *msg, struct arena *arena);
/* True when something was noticed since the last call; reads whatever waits, without blocking. */
bool client_news(struct client *client, struct notice *notice);
/* The answer in a MSG_REPLY to that action, as client_call() gives it; closes the message. */
enum err client_answer(struct msg *msg, enum action action, void *reply, struct arena *arena) MUST_CHECK;
/* Zeroed args with every text "". */
struct args client_args(void);
#endif
