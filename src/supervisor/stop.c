/* stop.c - closing the shop in less than two seconds, in an order in which nothing looks like a failure.
 *
 * First those who ask, and the keeper is told, so that it finishes its batch and notes no dying printer as a fault;
 * once it is gone, or after a second, the rest; at last whoever is still there. Killing any of them loses nothing:
 * what was acknowledged is on disk.
 */
#include <signal.h>
#include "../base/clock.h"
#include "../base/log.h"
#include "supervisor.h"

enum { ASK_MS = 1000, INSIST_MS = 1500 };

static void end_sessions(struct supervisor *s)
{
    for (struct session *session = s->sessions; session; session = session->next)
        session_end(s, session);
}

static void signal_children(struct supervisor *s, int signal, bool keeper_too)
{
    for (struct child *child = s->children; child; child = child->next)
        if (child->pid && (keeper_too || child != s->keeper))
            kill(child->pid, signal);
}

void supervisor_stop(struct supervisor *s, int exit_status)
{
    if (s->stop_ms)
        return;
    log_line("shop", "closes");
    s->stop_ms = clock_ms();
    s->exit_status = exit_status;
    if (s->keeper->pid)
        wire_send(&s->keeper->wire, MSG_STOP, 0, NULL, NULL, NULL, 0);
    end_sessions(s);
    if (s->door->pid)
        kill(s->door->pid, SIGTERM);
}

int stop_due(struct supervisor *s, int64_t now)
{
    int64_t since = now - s->stop_ms;
    if (s->stop_stage == 0 && (s->keeper->pid == 0 || since >= ASK_MS)) {
        s->stop_stage = 1;
        signal_children(s, SIGTERM, false);
    }
    if (s->stop_stage == 1 && since >= INSIST_MS) {
        s->stop_stage = 2;
        signal_children(s, SIGKILL, true);
        for (struct session *session = s->sessions; session; session = session->next)
            if (session->kind == SESSION_SPAWNED && !session->gone)
                kill(-session->pid, SIGKILL);
    }
    return 50;
}
