/* countersign-door - accepts SSH clients and forks one connection for each.
 *
 * Single-threaded and loaded beforehand: a connection is a fork that shares nearly all its memory. The door itself
 * never reads a byte from a client; it only counts them and asks the supervisor for each one's control socket. That
 * is done in a row, one question and its answer at a time (about 50 microseconds).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/log.h"
#include "../base/msg.h"
#include "../base/sandbox.h"
#include "connection.h"
#include "hostkey.h"
#include "waiting.h"

enum { LISTEN_FD = 4, HOST_KEY_FD = 5, FIRST_FREE_FD = 10, SUPERVISOR_PATIENCE_MS = 5000, BREATH_MS = 100 };

struct door {
    ssh_bind bind;
    struct waiting waiting;
};

static const char *address_text(const struct sockaddr_storage *address, char *out, socklen_t size)
{
    const void *bytes = address->ss_family == AF_INET
        ? (const void *)&((const struct sockaddr_in *)(const void *)address)->sin_addr
        : (const void *)&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    return inet_ntop(address->ss_family, bytes, out, size) ? out : "?";
}

/* One message from the supervisor. The door itself asks the keeper nothing, so its socket there is closed at once. */
static enum err take(struct msg *msg, struct arena *arena, int wait_ms)
{
    enum err err = msg_receive(MSG_CONTROL_FD, msg, arena, wait_ms);
    if (err == ERR_CLOSED)
        exit(0); /* the supervisor is gone, and the shop with it */
    return err;
}

/* Ask the supervisor for the control socket of a new connection; -1 when there is none to be had. */
static int ask_control(const char *address)
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
        err = take(&msg, &arena, left > 0 ? (int)left : 0);
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
    for (int i = 0; i < 3; i++)
        high[i] = fcntl(high[i], F_DUPFD_CLOEXEC, FIRST_FREE_FD);
    for (int i = 0; i < 3; i++)
        if (high[i] < 0 || dup3(high[i], places[i], O_CLOEXEC) < 0)
            _exit(1);
    sandbox_close_from(CONNECTION_LINE_FD + 1);
    connection_run(door->bind);
}

static void welcome(struct door *door, int tcp, const struct sockaddr_storage *from)
{
    char address[INET6_ADDRSTRLEN];
    int line[2];
    waiting_make_room(&door->waiting, (const struct sockaddr *)from);
    int control = ask_control(address_text(from, address, sizeof address));
    if (control < 0 || pipe2(line, O_CLOEXEC) != 0) {
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
        waiting_add(&door->waiting, (const struct sockaddr *)from, line[0], tcp);
        return;
    }
    log_line(address, "no process for this client: %s", strerror(errno));
    close(line[0]);
    close(tcp);
}

static void accept_one(struct door *door)
{
    struct sockaddr_storage from = { 0 };
    socklen_t size = sizeof from;
    int tcp = accept4(LISTEN_FD, (struct sockaddr *)&from, &size, SOCK_CLOEXEC);
    if (tcp >= 0) {
        welcome(door, tcp, &from);
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
        log_line("door", "cannot accept: %s", strerror(errno));
        poll(NULL, 0, BREATH_MS); /* the client keeps its place in the kernel's queue meanwhile */
    }
}

static _Noreturn void keep_open(struct door *door)
{
    struct pollfd polled[2 + WAITING_LIMIT];
    struct arena arena = { 0 };
    struct msg msg;
    for (;;) {
        polled[0] = (struct pollfd){ .fd = MSG_CONTROL_FD, .events = POLLIN };
        polled[1] = (struct pollfd){ .fd = LISTEN_FD, .events = POLLIN };
        size_t count = 2 + waiting_poll(&door->waiting, polled + 2);
        if (poll(polled, count, -1) < 0)
            continue;
        if (polled[0].revents && take(&msg, &arena, 0) == ERR_NONE)
            msg_close(&msg);
        arena_reset(&arena);
        waiting_sweep(&door->waiting);
        if (polled[1].revents)
            accept_one(door);
    }
}

int main(void)
{
    struct door door = { 0 };
    log_name("door");
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_IGN); /* connections end by themselves; nobody waits for them */
    door.bind = hostkey_bind(HOST_KEY_FD);
    io_nonblocking(LISTEN_FD);
    for (int fd = MSG_CONTROL_FD; fd <= HOST_KEY_FD; fd++)
        fcntl(fd, F_SETFD, FD_CLOEXEC);
    sandbox_enter("door");
    keep_open(&door);
}
