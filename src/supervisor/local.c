/* local.c - commands and screens on this machine: run/socket, and what the system itself says about who connects.
 *
 * What a client claims is only its place; whose user it is comes from SO_PEERCRED, which terminal from the descriptor
 * it passes. A staff place begins as nobody: its screen asks name and PIN.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/log.h"
#include "../base/path.h"
#include "../base/str.h"
#include "supervisor.h"

enum err local_listen(struct supervisor *s)
{
    /* Bound from inside SHOPDIR: its own name may be longer than a socket's may be. */
    struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = PATH_SOCKET };
    unlink(PATH_SOCKET); /* left by one that was killed; the lock says that nobody uses it */
    s->local = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (s->local < 0 || bind(s->local, (struct sockaddr *)&address, sizeof address) != 0 ||
        chmod(PATH_SOCKET, 0600) != 0 || listen(s->local, 64) != 0)
        return err_detail(ERR_DISK, "%s: %s", PATH_SOCKET, strerror(errno));
    return ERR_NONE;
}

/* With no descriptor left a waiting client would wake us for ever: give up the spare one to turn it away. */
static void turn_away(struct supervisor *s)
{
    io_close(&s->spare);
    int fd = accept4(s->local, NULL, NULL, SOCK_CLOEXEC);
    io_close(&fd);
    s->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    log_line("local", "a command is turned away: too many are here");
}

void local_accept(struct supervisor *s)
{
    int fd = accept4(s->local, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0) {
        if (errno == EMFILE || errno == ENFILE)
            turn_away(s);
        return;
    }
    if (s->local_count >= LOCAL_LIMIT || s->stop_ms) {
        close(fd);
        return;
    }
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
        close(fd);
        return;
    }
    struct session *session = session_add(s, SESSION_LOCAL, fd);
    session->identity.uid = peer.uid;
    session->until_ms = clock_ms() + HELLO_MS;
}

/* "pts/3" of a terminal that was passed; "local" of anything else. */
static void name_terminal(int fd, char *out, size_t size)
{
    char link[40], target[64] = "";
    struct stat stat;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = fstat(fd, &stat) == 0 && S_ISCHR(stat.st_mode) ? readlink(link, target, sizeof target - 1) : 0;
    target[length > 0 ? length : 0] = 0;
    if (strncmp(target, "/dev/", 5) == 0 && isatty(fd))
        str_clean(target + 5, out, size);
    else
        snprintf(out, size, "local");
}

/* Who sits at a place before anybody logged in there. */
static enum role role_at(enum place place, int64_t uid)
{
    if (place == PLACE_KIOSK)
        return ROLE_CUSTOMER;
    return place == PLACE_OFFICE && (uid == 0 || uid == geteuid()) ? ROLE_OWNER : ROLE_NOBODY;
}

void local_hello(struct supervisor *s, struct session *session, struct msg *msg)
{
    struct arena arena = { 0 };
    struct peer hello;
    char terminal[48];
    struct identity *who = &session->identity;
    if (msg_record(msg, &peer_type, &hello, &arena) || hello.place == PLACE_NONE || hello.place == PLACE_MACHINE) {
        session->wire.broken = true;
        arena_free(&arena);
        return;
    }
    name_terminal(msg->fd_count > 0 ? msg->fds[0] : -1, terminal, sizeof terminal);
    who->terminal = arena_text(&session->memory, terminal);
    who->place = hello.place;
    who->role = role_at(hello.place, who->uid);
    who->login = who->role == ROLE_OWNER ? "owner" : who->role == ROLE_CUSTOMER ? "kiosk" : "";
    arena_free(&arena);
    session->until_ms = 0;
    session->greeted = true; /* wired now, or with the next keeper */
    session_wire(s, session);
}
