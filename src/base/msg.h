/* msg.h - what our processes say to each other: one SOCK_SEQPACKET message is a head, a record, and at most four
 * descriptors. Every message is checked against its row before anything looks at it.
 *
 * Who says what to whom:
 *   asker -> keeper       MSG_CALL (action, request id, args)          keeper -> asker   MSG_REPLY, MSG_NOTICE,
 *                         MSG_PROGRESS (peer: count is percent or -1, detail words; the id is the call's)
 *   keeper -> worker      MSG_JOB (job; fds: photo in, result out)     worker -> keeper  MSG_JOB_DONE (job_result)
 *   keeper <-> printer    MSG_PRINTER (printer_message; fd of the raster with PRINTER_STAGE)
 *   supervisor -> child   MSG_KEEPER (identity; fd: its socket to the keeper, again after every keeper restart)
 *   supervisor -> keeper  MSG_SESSION (identity; fd), MSG_PEER_UP (peer: worker or printer of that name; fd),
 *                         MSG_GONE (peer: that session ended), MSG_STOP, MSG_RELOAD, MSG_CONTROL_PEERS (status: all
 *                         processes)
 *   keeper -> supervisor  MSG_READY (peer: detail), MSG_BEAT, MSG_WANT (peer: name "worker", "greeter", "checker", "converter" or "printer:NAME", how many:
 *                         of a printer 1, or 0 when it is to end),
 *                         MSG_IDENTITY (identity: this session is now that person), MSG_END (peer: end that session,
 *                         or with session 0 kill the worker or printer of that name, if it is that pid or pid is 0),
 *                         MSG_CLOSED (peer: name is the code of an order that takes no photos any more), MSG_CARD (peer:
 *                         session, name an order's code, detail the folder of that session's card reader; fd: the other
 *                         end of what the screen got)
 *   screen -> upload      MSG_CARD_ASK (card_ask)                      upload -> screen  MSG_CARD (card_view)
 *   door -> supervisor    MSG_CONNECTION (peer: address)               back: MSG_CONTROL (peer: session; fd: the
 *                         connection's own control socket)
 *                         MSG_GUEST (fds: client, line; id: clock_ms() from when it may be served): somebody who waits
 *                         for a login, one of at most MSG_GUESTS, from a door that goes; and back
 *                         to the next door
 *   connection -> superv. MSG_OPEN (opening)                           back: MSG_OPENED (peer: channel; fds: pty
 *                         master, or stdin, stdout, stderr), MSG_REFUSED (peer: detail), later MSG_EXIT (peer: channel,
 *                         wait status)
 *   command -> supervisor MSG_HELLO on SHOPDIR/run/socket (peer: place; fd: its terminal, if it has one), answered
 *                         by MSG_KEEPER; that connection stays as the session's control socket
 */
#ifndef BASE_MSG_H
#define BASE_MSG_H
#include <poll.h>
#include "record.h"

enum msg_kind {
    MSG_CALL = 1, MSG_REPLY, MSG_NOTICE, MSG_JOB, MSG_JOB_DONE, MSG_PRINTER, MSG_KEEPER, MSG_SESSION, MSG_PEER_UP,
    MSG_GONE, MSG_STOP, MSG_READY, MSG_BEAT, MSG_WANT, MSG_IDENTITY, MSG_END, MSG_CONNECTION, MSG_CONTROL, MSG_OPEN,
    MSG_OPENED, MSG_REFUSED, MSG_EXIT, MSG_HELLO, MSG_CONTROL_PEERS, MSG_RELOAD, MSG_PROGRESS, MSG_CLOSED, MSG_GUEST, MSG_CARD, MSG_CARD_ASK
};
enum {
    MSG_FDS = 4,
    MSG_GUESTS = 100,            /* who wait at a door for their login, and go from one door to the next */
    MSG_INLINE = 128 * 1024,     /* what is longer travels in a file that exists in memory only, as one more descriptor */
    MSG_LIMIT = 8 * 1024 * 1024, /* and this is the end of it */
    MSG_CONTROL_FD = 3           /* every child's control socket to the supervisor */
};

struct msg {
    uint16_t kind;      /* enum msg_kind */
    uint16_t what;      /* MSG_CALL: the action; MSG_REPLY: enum err */
    uint64_t id;        /* request id, chosen by the asker; 0 where nobody answers */
    struct bytes body;  /* an encoded record, of the type the kind or action says; in a failed reply the detail's text */
    int fds[MSG_FDS];   /* received descriptors belong to the receiver, close-on-exec; sent ones stay the sender's */
    int fd_count;
};

/* Send one message; with wait false answers ERR_LIMIT when the other side does not read. ERR_CLOSED when it is gone,
 * ERR_TOO_LONG above MSG_LIMIT. */
enum err msg_send(int fd, const struct msg *msg, bool wait) MUST_CHECK;
/* The usual case: kind, id, and a record with all its fields. fds may be NULL. */
enum err msg_send_record(int fd, uint16_t kind, uint16_t what, uint64_t id, const struct record_type *type,
                         const void *record, const int *fds, int fd_count) MUST_CHECK;
/* Receive one message; its body lives in the arena. wait_ms < 0 waits for ever. ERR_PENDING when none came in time,
 * ERR_CLOSED when the other side is gone, ERR_MALFORMED when it was none (descriptors are closed then). */
enum err msg_receive(int fd, struct msg *msg, struct arena *arena, int wait_ms) MUST_CHECK;
/* Decode the body as that record. */
enum err msg_record(const struct msg *msg, const struct record_type *type, void *record, struct arena *arena) MUST_CHECK;
/* Close descriptors nobody took. */
void msg_close(struct msg *msg);
#endif
