/* serve.c - the loop: who died, what was said, what is due; in that order, for ever, until the shop closes. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/log.h"
#include "../base/path.h"
#include "supervisor.h"

enum { ROUND_MS = 1500 /* child_due() never lets a round last so long: we were asleep, not the keeper */ };

/* What poll() watches this round, and whose it is. */
struct watch {
    struct pollfd *fds;
    struct {
        struct child *child;
        struct session *session;
    } *of;
    size_t n, room;
};

static void watch_add(struct watch *watch, int fd, const struct wire *wire, struct child *child,
                      struct session *session)
{
    if (fd < 0 || (wire && wire->broken))
        return;
    if (watch->n == watch->room) {
        watch->room = watch->room ? watch->room * 2 : 64;
        watch->fds = xrealloc(watch->fds, watch->room * sizeof *watch->fds);
        watch->of = xrealloc(watch->of, watch->room * sizeof *watch->of);
    }
    watch->fds[watch->n] = (struct pollfd){ .fd = fd, .events = POLLIN };
    if (wire && wire->first)
        watch->fds[watch->n].events |= POLLOUT;
    watch->of[watch->n].child = child;
    watch->of[watch->n++].session = session;
}

static void watch_all(struct watch *watch, struct supervisor *s)
{
    watch->n = 0;
    watch_add(watch, s->signals, NULL, NULL, NULL);
    watch_add(watch, s->local, NULL, NULL, NULL);
    for (struct child *child = s->children; child; child = child->next)
        watch_add(watch, child->wire.fd, &child->wire, child, NULL);
    for (struct session *session = s->sessions; session; session = session->next)
        watch_add(watch, session->wire.fd, &session->wire, NULL, session);
}

static void reap(struct supervisor *s)
{
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
        for (struct child *child = s->children; child; child = child->next)
            if (child->pid == pid) {
                child_ended(s, child, status);
                break;
            }
        for (struct session *session = s->sessions; session; session = session->next)
            if (session->kind == SESSION_SPAWNED && !session->gone && session->pid == pid) {
                session_reaped(s, session, status);
                break;
            }
    }
}

static void take_signals(struct supervisor *s)
{
    struct signalfd_siginfo info;
    while (read(s->signals, &info, sizeof info) == sizeof info) {
        if (info.ssi_signo == SIGHUP)
            wire_send(&s->keeper->wire, MSG_RELOAD, 0, NULL, NULL, NULL, 0);
        else if (info.ssi_signo != SIGCHLD)
            supervisor_stop(s, 0);
    }
    reap(s);
}

static void hear(struct supervisor *s, const struct watch *watch)
{
    take_signals(s);
    if (s->local >= 0 && watch->fds[1].revents)
        local_accept(s);
    for (size_t i = 2; i < watch->n; i++) {
        struct child *child = watch->of[i].child;
        struct session *session = watch->of[i].session;
        /* A descriptor closed in this round may have been given out again: the owner's is what counts. */
        bool same = (child ? child->wire.fd : session->gone ? -1 : session->wire.fd) == watch->fds[i].fd;
        if (watch->fds[i].revents == 0 || !same)
            continue;
        wire_flush(child ? &child->wire : &session->wire);
        if (child)
            child_hear(s, child);
        else
            session_hear(s, session);
    }
}

static bool all_gone(const struct supervisor *s)
{
    for (struct child *child = s->children; child; child = child->next)
        if (child->pid)
            return false;
    for (struct session *session = s->sessions; session; session = session->next)
        if (session->kind == SESSION_SPAWNED)
            return false;
    return true;
}

/* What is due by the clock; answers how long nothing will be. */
static int due(struct supervisor *s, int64_t *last)
{
    int64_t now = clock_ms();
    if (now - *last > ROUND_MS)
        s->heard_ms = now;
    *last = now;
    int wait = child_due(s, now), other = session_due(s, now);
    if (other < wait)
        wait = other;
    other = s->stop_ms ? stop_due(s, now) : wait;
    child_sweep(s);
    session_sweep(s);
    return other < wait ? other : wait;
}

int supervisor_run(int argc, char **argv)
{
    static struct supervisor shop;
    struct supervisor *s = &shop;
    struct watch watch = { 0 };
    log_name("supervisor");
    supervisor_open(s, argc, argv);
    s->keeper = child_add(s, CHILD_KEEPER, "keeper");
    s->door = child_add(s, CHILD_DOOR, "door");
    child_start(s, s->keeper);
    for (int64_t last = clock_ms();;) {
        int wait = due(s, &last);
        if (s->stop_ms && all_gone(s))
            break;
        watch_all(&watch, s);
        if (poll(watch.fds, watch.n, wait) < 0 && errno != EINTR)
            panic("poll: %d", errno);
        hear(s, &watch);
    }
    unlink(PATH_SOCKET);
    free(watch.fds);
    free(watch.of);
    conf_free(&s->conf);
    return s->exit_status;
}
