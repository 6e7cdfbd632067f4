/* countersign-door - accepts SSH clients and forks one connection for each.
 *
 * Single-threaded and loaded beforehand: a connection is a fork that shares nearly all its memory. The door itself
 * never reads a byte from a client; it only counts them and asks the supervisor for each one's control socket. That
 * is done in a row, one question and its answer at a time (about 50 microseconds).
 *
 * What a reader would not guess: because all connections of a door share its layout in memory, a door goes when one of
 * them crashed, which may have been a try at that layout, and after so many clients anyway. It hands those who wait for
 * their login to the supervisor, which starts the next door with them; connections go on without it, and who knocks
 * meanwhile waits in the kernel's queue.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/log.h"
#include "../base/msg.h"
#include "../base/sandbox.h"
#include "connection.h"
#include "hostkey.h"
#include "waiting.h"

enum { LISTEN_FD = 4, HOST_KEY_FD = 5, ADDRESSES_FD = 6, FIRST_FREE_FD = 10 };
enum { CLIENTS_LIMIT = 1000, SUPERVISOR_PATIENCE_MS = 5000, BREATH_MS = 100 };

struct door {
    ssh_bind bind;
    struct waiting waiting;
    int clients;  /* served by this door */
    bool crashed; /* one of its connections did */
};

static volatile sig_atomic_t ended; /* a connection, since we last looked */

static void note_end(int signal_number)
{
    (void)signal_number;
    ended = 1;
}

/* Where it comes from; false when it left meanwhile. */
static bool peer_of(int tcp, char address[ADDRESS_TEXT])
{
    struct sockaddr_storage from = { 0 };
    socklen_t size = sizeof from;
    if (getpeername(tcp, (struct sockaddr *)&from, &size) != 0)
        return false;
    address_text(&from, address);
    return true;
}

/* Somebody who waits for a login since the door before this one. */
static void take_over(struct door *door, struct msg *msg)
{
    char address[ADDRESS_TEXT];
    if (msg->fd_count < 1 || !peer_of(msg->fds[0], address))
        return; /* which ends its connection too */
    struct guest guest = { .tcp = msg->fds[0], .line = msg->fd_count > 1 ? msg->fds[1] : -1,
                           .due_ms = (int64_t)msg->id };
    address_key(address, &guest.key);
    waiting_add(&door->waiting, &guest);
    msg->fd_count = 0;
}

/* One message from the supervisor. */
static enum err take(struct door *door, struct msg *msg, struct arena *arena, int wait_ms)
{
    enum err err = msg_receive(MSG_CONTROL_FD, msg, arena, wait_ms);
    if (err == ERR_CLOSED)
        exit(0); /* the supervisor is gone, and the shop with it */
    if (!err && msg->kind == MSG_GUEST)
        take_over(door, msg);
    return err;
}

/* Ask the supervisor for the control socket of a new connection; -1 when there is none to be had. */
static int ask_control(struct door *door, const char *address)
{
    struct arena arena = { 0 };
    struct peer peer;
    struct msg msg;
    int control = -1;
    bool answered = false;
    int64_t until = clock_ms() + SUPERVISOR_PATIENCE_MS;
    record_init(&peer_type, &peer);
    peer.address = address;
    enum err err = msg_send_record(MSG_CONTROL_FD, MSG_CONNECTION, 0, 0, &peer_type, &peer, NULL, 0);
    while (!err && !answered) {
        int64_t left = until - clock_ms();
        err = take(door, &msg, &arena, left > 0 ? (int)left : 0);
        if (err)
            break;
        answered = msg.kind == MSG_CONTROL || msg.kind == MSG_REFUSED;
        if (msg.kind == MSG_CONTROL && msg.fd_count == 1) {
            control = msg.fds[0];
            msg.fd_count = 0;
        } else if (msg.kind == MSG_REFUSED && !msg_record(&msg, &peer_type, &peer, &arena)) {
            log_line(address, "sent away: %s", peer.detail);
        }
        msg_close(&msg);
    }
    if (!answered) /* a late answer would be taken for that of the next client: start afresh */
        die("The supervisor does not answer the door.");
    arena_free(&arena);
    return control;
}

/* In the child: keep its own three descriptors and nothing else. */
static _Noreturn void become_connection(struct door *door, int tcp, int control, int line)
{
    static const int places[] = { MSG_CONTROL_FD, CONNECTION_TCP_FD, CONNECTION_LINE_FD };
    int high[] = { control, tcp, line };
    waiting_close(&door->waiting);
    addresses_close();
    for (int i = 0; i < 3; i++)
        high[i] = fcntl(high[i], F_DUPFD_CLOEXEC, FIRST_FREE_FD);
    for (int i = 0; i < 3; i++)
        if (high[i] < 0 || dup3(high[i], places[i], O_CLOEXEC) < 0)
            _exit(1);
    sandbox_close_from(CONNECTION_LINE_FD + 1);
    connection_run(door->bind);
}

/* A connection of its own for this client; takes the socket. */
static void serve(struct door *door, int tcp, const char *address)
{
    int line[2];
    int control = ask_control(door, address);
    if (control < 0 || pipe2(line, O_CLOEXEC | O_NONBLOCK) != 0) {
        io_close(&control);
        close(tcp);
        return;
    }
    pid_t child = fork();
    if (child == 0)
        become_connection(door, tcp, control, line[1]);
    close(line[1]);
    close(control);
    if (child > 0) {
        door->clients++;
        struct guest guest = { .line = line[0], .tcp = tcp };
        address_key(address, &guest.key);
        waiting_add(&door->waiting, &guest);
        return;
    }
    log_line(address, "no process for this client: %s", strerror(errno));
    close(line[0]);
    close(tcp);
}

static void welcome(struct door *door, int tcp, const char *address)
{
    struct address_key key;
    address_key(address, &key);
    struct address_terms terms = addresses_terms(&key);
    waiting_make_room(&door->waiting, &key, terms.limit);
    if (terms.wait_ms)
        waiting_add(&door->waiting, &(struct guest){ .line = -1, .tcp = tcp, .key = key,
                                                     .due_ms = clock_ms() + terms.wait_ms });
    else
        serve(door, tcp, address);
}

static void accept_one(struct door *door)
{
    struct sockaddr_storage from = { 0 };
    socklen_t size = sizeof from;
    int tcp = accept4(LISTEN_FD, (struct sockaddr *)&from, &size, SOCK_CLOEXEC);
    if (tcp >= 0) {
        char address[ADDRESS_TEXT];
        welcome(door, tcp, address_text(&from, address));
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
        log_line("door", "cannot accept: %s", strerror(errno));
        poll(NULL, 0, BREATH_MS); /* the client keeps its place in the kernel's queue meanwhile */
    }
}

/* Those who had to wait for their turn. */
static void serve_due(struct door *door)
{
    struct guest guest;
    while (waiting_take(&door->waiting, &guest)) {
        char address[ADDRESS_TEXT];
        if (peer_of(guest.tcp, address))
            serve(door, guest.tcp, address);
        else
            close(guest.tcp);
    }
}

static bool is_crash(int status)
{
    int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return number == SIGSEGV || number == SIGBUS || number == SIGILL || number == SIGFPE || number == SIGABRT ||
           number == SIGSYS;
}

static void reap(struct door *door)
{
    int status;
    ended = 0;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
        if (is_crash(status)) {
            log_line("connection", "%d was ended by signal %d; the door is renewed", pid, WTERMSIG(status));
            door->crashed = true;
        }
}

static _Noreturn void leave(struct door *door)
{
    for (size_t i = 0; i < door->waiting.count; i++) {
        struct guest *guest = &door->waiting.guests[i];
        struct msg msg = { .kind = MSG_GUEST, .id = (uint64_t)guest->due_ms, .fds = { guest->tcp, guest->line }, .fd_count = guest->line < 0 ? 1 : 2 };
        if (msg_send(MSG_CONTROL_FD, &msg, true))
            break;
    }
    exit(0);
}

static _Noreturn void keep_open(struct door *door, const sigset_t *waiting_mask)
{
    struct pollfd polled[2 + MSG_GUESTS];
    struct arena arena = { 0 };
    struct msg msg;
    for (;;) {
        polled[0] = (struct pollfd){ .fd = MSG_CONTROL_FD, .events = POLLIN };
        polled[1] = (struct pollfd){ .fd = LISTEN_FD, .events = POLLIN };
        size_t count = 2 + waiting_poll(&door->waiting, polled + 2);
        int wait_ms = waiting_patience(&door->waiting);
        struct timespec wait = { wait_ms / 1000, wait_ms % 1000 * 1000000L };
        bool something = ppoll(polled, count, wait_ms < 0 ? NULL : &wait, waiting_mask) > 0;
        if (ended)
            reap(door);
        if (something && polled[0].revents && take(door, &msg, &arena, 0) == ERR_NONE)
            msg_close(&msg);
        arena_reset(&arena);
        waiting_sweep(&door->waiting);
        serve_due(door);
        if (door->crashed || door->clients >= CLIENTS_LIMIT)
            leave(door);
        if (something && polled[1].revents)
            accept_one(door);
    }
}

/* Ends of connections are heard while waiting, and only then. */
static void hear_ends(sigset_t *waiting_mask)
{
    struct sigaction act = { .sa_handler = note_end, .sa_flags = SA_NOCLDSTOP };
    sigset_t ends;
    sigaction(SIGCHLD, &act, NULL);
    sigemptyset(&ends);
    sigaddset(&ends, SIGCHLD);
    sigprocmask(SIG_BLOCK, &ends, waiting_mask);
    sigdelset(waiting_mask, SIGCHLD);
}

int main(void)
{
    static struct door door;
    sigset_t waiting_mask;
    log_name("door");
    signal(SIGPIPE, SIG_IGN);
    hear_ends(&waiting_mask);
    door.bind = hostkey_bind(HOST_KEY_FD);
    addresses_open(ADDRESSES_FD);
    io_nonblocking(LISTEN_FD);
    for (int fd = MSG_CONTROL_FD; fd <= ADDRESSES_FD; fd++)
        fcntl(fd, F_SETFD, FD_CLOEXEC);
    sandbox_enter("door");
    keep_open(&door, &waiting_mask);
}
