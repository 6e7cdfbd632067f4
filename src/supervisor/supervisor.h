/* supervisor.h - the one process that starts all others and holds what must outlive them.
 *
 * It is single-threaded: one poll loop (serve.c) over signals, the local socket and the control socket of everything
 * that lives. Two kinds of things live: processes of the shop (child.c: keeper, door, workers, printers), which are
 * started again when they die, and sessions (session.c: connections, their screens, commands and uploads, and local
 * terminals), which end. Each has a wire (wire.c). Nothing here waits for a child, and nothing is freed before the end
 * of a round of the loop, so pointers stay good within a round.
 */
#ifndef SUPERVISOR_SUPERVISOR_H
#define SUPERVISOR_SUPERVISOR_H
#include <sys/types.h>
#include "../base/msg.h"
#include "../base/sandbox.h"
#include "../conf/conf.h"

enum {
    HEART_MS = 2000,         /* a keeper silent for so long is killed */
    HEART_PATIENT_MS = 30000,/* ... while it recovers or flushes */
    HANG_UP_MS = 5000,       /* a hung-up session may take so long to end */
    HANG_UP_UPLOAD_MS = 300000, /* an upload goes on taking in what it has whole, so long at most */
    TIDY_MS = 60000,         /* how often half-sent photos are looked at */
    PARTING_MS = 1000,       /* one that closed its control socket ends by itself within so long */
    HELLO_MS = 5000,         /* a local command must say what it is within so long */
    FAILURES = 5, /* keepers in a row that ended before they were ready: something is wrong that a person must hear of */
    WORKERS_LIMIT = 64, PRINTERS_LIMIT = 64, LOCAL_LIMIT = 256, SESSIONS_LIMIT = 3000,
    CUSTOMERS_LIMIT = 2000,  /* from so many sessions on no customer is let in: the rest is for the shop's people */
    IDLE_CUSTOMERS = 100,    /* customers' connections that have nothing open; one more, and the oldest goes */
    OPENINGS_LIMIT = 8       /* screens, commands and uploads one connection may have at a time */
};

/* A control socket with a queue before it, so that a child that does not read never makes us wait. */
struct letter;
struct wire {
    int fd; /* -1: closed */
    struct letter *first, *last;
    size_t waiting;
    bool broken; /* the other side is gone, does not read, or talks nonsense; the loop ends its process */
};
void wire_open(struct wire *wire, int fd);
void wire_close(struct wire *wire);
/* Send or queue one message. The descriptors are taken: closed here once sent, or at once when it fails. */
void wire_send(struct wire *wire, uint16_t kind, uint64_t id, const struct record_type *type, const void *record,
               const int *fds, int fd_count);
/* Send what waits, as far as it goes. */
void wire_flush(struct wire *wire);
/* One message if there is one; false when there is none (any more), and then perhaps broken. */
bool wire_receive(struct wire *wire, struct msg *msg, struct arena *arena);

/* How a program is started: what stands on its descriptors 0, 1, 2 ... and what it finds in its environment. */
enum { SPAWN_FDS = 7 };
struct spawn {
    const char *program;     /* "countersign-keeper" */
    char *const *argv, *const *env;
    int fds[SPAWN_FDS];      /* by number in the child; -1 on 0 is /dev/null, on 1 and 2 our standard error */
    int fd_count;
    bool terminal;           /* descriptor 0 becomes its controlling terminal */
    const char *directory;
    struct sandbox_user owner; /* of the shop */
};
/* The new child, leader of its own session; -1 when there can be none now. The descriptors stay the caller's. */
pid_t spawn_program(const struct spawn *spawn);

/* terminal.c: what a screen may know of the client's terminal. Answers a word of a fixed list, never the text given. */
const char *terminal_type(const char *asked);
/* The environment of a screen, command or upload; NULL-terminated, in the arena. */
char **terminal_environment(const struct opening *opening, struct arena *arena);
/* The environment of everything else. */
char **plain_environment(struct arena *arena);

enum child_kind { CHILD_KEEPER, CHILD_DOOR, CHILD_WORKER, CHILD_CONVERTER, CHILD_PRINTER };
struct child {
    struct child *next;
    enum child_kind kind;
    char name[48];           /* "keeper", "worker:1", "printer:folder-1" */
    const char *argument;    /* what follows the program's name; NULL for none */
    pid_t pid;               /* 0: not running */
    struct wire wire;
    struct identity identity;/* of workers and printers: the machine */
    int64_t starts, started_ms;
    int64_t restart_ms;      /* when to start it again; 0: not waiting */
    int64_t delay_ms;        /* how long it was made to wait the last time */
    int64_t broken_ms;       /* since when its wire is broken; 0: it is not */
    bool unwanted;           /* let it end */
};

enum session_kind { SESSION_CONNECTION, SESSION_SPAWNED, SESSION_LOCAL };
struct session {
    struct session *next;
    enum session_kind kind;
    struct identity identity;/* texts live in memory */
    struct arena memory;
    struct wire wire;
    bool greeted;            /* the keeper knows it */
    int opened;              /* SESSION_CONNECTION: what it has open */
    bool gone;               /* freed at the end of the round */
    enum program program;    /* SESSION_SPAWNED: which, for whom, and its process */
    int64_t owner, channel;
    pid_t pid;
    char folder[48];         /* an upload's folder in incoming/ */
    bool hung_up;
    int64_t until_ms;        /* 0, or until when it must say hello (local), end by itself, or end once hung up */
};

struct supervisor {
    char shop[4000];         /* SHOPDIR, absolute */
    struct conf conf;
    char address[64];
    int port;
    struct sandbox_user owner; /* of the shop's store: as whom the keeper works when root opened it */
    int addresses; /* the door's memory of where clients come from */
    struct guest_ends {
        int fds[2], count;
        uint64_t id;
    } guests[MSG_GUESTS]; /* on their way from one door to the next */
    int guest_count;
    int lock, listener, local, host_key, signals, incoming, spare;
    struct child *children, *keeper, *door;
    struct session *sessions;
    int64_t next_session, local_count, session_count;
    bool ready;              /* the keeper recovered at least once: the line was printed */
    bool children_changed;  /* the keeper should hear of it */
    int64_t told_ms;
    int64_t heard_ms, patience_ms; /* the keeper's last beat, and how long the next may take */
    int failures;            /* keepers in a row that were never ready */
    int64_t stop_ms;         /* since when the shop closes; 0: open */
    int64_t tidy_ms;         /* when incoming/ is looked at next */
    int stop_stage, exit_status;
};

/* child.c */
void child_start(struct supervisor *s, struct child *child);
struct child *child_add(struct supervisor *s, enum child_kind kind, const char *name);
/* The keeper wants so many workers, or a printer child. */
void child_want(struct supervisor *s, const struct peer *peer);
/* It ended: note it, and when it is to be started again. */
void child_ended(struct supervisor *s, struct child *child, int status);
/* Start what waits long enough, kill a keeper that is silent, tell it who lives. Answers ms until more is due. */
int child_due(struct supervisor *s, int64_t now);
/* A worker or printer, by name, and by pid where there is one, that hangs; it is started again as after any other end. */
void child_kill(struct supervisor *s, const struct peer *peer);
/* Read what a process has to say; true when there may be more. */
bool child_hear(struct supervisor *s, struct child *child);
/* Forget the unwanted that have ended. */
void child_sweep(struct supervisor *s);

/* door.c: one message of the door, whose descriptors it may take; false when it is nothing a door says. A door begins: it
 * is given those whom the last one left. */
bool door_says(struct supervisor *s, struct msg *msg, struct arena *arena);
void door_begins(struct supervisor *s);
void door_prepare(struct supervisor *s);

/* keeper.c: one message of the keeper; false when it is nothing a keeper says. And the list of who lives, for it. */
bool address_is_loopback(const char *address);
bool keeper_says(struct supervisor *s, const struct msg *msg, struct arena *arena);
void keeper_tell(struct supervisor *s);

/* session.c */
struct session *session_add(struct supervisor *s, enum session_kind kind, int control);
struct session *session_find(struct supervisor *s, int64_t id);
/* Hand the session and the keeper a fresh pair of sockets; when no keeper runs the next one gets it. */
void session_wire(struct supervisor *s, struct session *session);
/* The keeper says who this session is now. */
void session_identify(struct supervisor *s, const struct identity *identity);
/* End it: a connection with its children, a child by hanging up. */
void session_end(struct supervisor *s, struct session *session);
void session_hear(struct supervisor *s, struct session *session);
/* Its process ended. */
void session_reaped(struct supervisor *s, struct session *session, int status);
int session_due(struct supervisor *s, int64_t now);
void session_sweep(struct supervisor *s);

/* connection.c: the door announced a client; a connection asks for a screen, command or upload. */
void connection_add(struct supervisor *s, uint64_t id, const struct peer *peer);
void connection_open(struct supervisor *s, struct session *connection, uint64_t id, const struct opening *opening);
/* One more customer is in: of too many that open nothing one goes. */
void connection_crowd(struct supervisor *s);

/* local.c: run/socket. */
enum err local_listen(struct supervisor *s) MUST_CHECK;
void local_accept(struct supervisor *s);
void local_hello(struct supervisor *s, struct session *session, struct msg *msg);

/* incoming.c: the folders uploads write into. */
enum err incoming_open(struct supervisor *s) MUST_CHECK;
/* The session's folder, made if it is not there; answers an O_PATH descriptor, -1 when it cannot be had. */
int incoming_make(struct supervisor *s, struct session *session);
/* The session has an order now, and its folder that order's name. */
void incoming_named(struct supervisor *s, struct session *session);
/* Its upload ended, or died. */
void incoming_left(struct supervisor *s, struct session *session, bool died);
/* That order takes no photos any more. */
void incoming_close(struct supervisor *s, const char *code);
/* Folders that nobody writes to: at the start those of no order, later those of orders. */
void incoming_tidy(struct supervisor *s, bool starting);
void incoming_remove(struct supervisor *s, const char *folder);

/* upload.c: an upload without a client, for what lies whole in an order's folder. */
void upload_finish(struct supervisor *s, const char *code);
/* The keeper says: that session's card reader (peer: session, name an order's code, detail the folder), for a screen that
 * holds the other end of this socket. */
void upload_card(struct supervisor *s, const struct peer *peer, int screen);

/* open.c: everything that can refuse a start; dies with a sentence. */
void supervisor_open(struct supervisor *s, int argc, char **argv);
/* stop.c: close the shop. */
void supervisor_stop(struct supervisor *s, int exit_status);
int stop_due(struct supervisor *s, int64_t now);

/* The whole program (serve.c). */
int supervisor_run(int argc, char **argv);
#endif
