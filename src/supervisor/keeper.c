/* keeper.c - what the keeper tells the supervisor and is told: ready, alive, who is who, what it wants, who lives. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/log.h"
#include "supervisor.h"

bool address_is_loopback(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0 || strcmp(address, "localhost") == 0;
}

/* Processes and sessions, as the keeper shows them in `status`. */
void keeper_tell(struct supervisor *s)
{
    enum { SHOWN = 400 }; /* the limit in the record's row */
    struct arena arena = { 0 };
    struct status status;
    record_init(&status_type, &status);
    struct process *row = LIST_ADD(&arena, &status.processes, process);
    *row = (struct process){ .name = "supervisor", .pid = getpid(), .starts = 1 };
    for (struct child *child = s->children; child && status.processes.n < SHOWN; child = child->next) {
        row = LIST_ADD(&arena, &status.processes, process);
        *row = (struct process){ .name = child->name, .pid = child->pid, .starts = child->starts };
    }
    for (struct session *session = s->sessions; session && status.processes.n < SHOWN; session = session->next) {
        if (session->kind != SESSION_SPAWNED || session->gone)
            continue;
        row = LIST_ADD(&arena, &status.processes, process);
        *row = (struct process){ .pid = session->pid, .starts = 1,
                                 .name = arena_format(&arena, "%s:%lld", word_of(&program_words, session->program),
                                                      (long long)session->identity.session) };
    }
    wire_send(&s->keeper->wire, MSG_CONTROL_PEERS, 0, &status_type, &status, NULL, 0);
    arena_free(&arena);
}

static void keeper_ready(struct supervisor *s, const struct peer *peer)
{
    s->failures = 0;
    if (s->ready) {
        log_line("keeper", "is back");
        return;
    }
    /* The demonstration's passwords are known to everybody. */
    if (strcmp(peer->detail, "demo") == 0 && !address_is_loopback(s->address)) {
        log_line("shop", "a demo shop whose logins still have the passwords everybody knows listens on 127.0.0.1 only, not on %s. "
                         "Change them with: countersign staff password LOGIN", s->address);
        supervisor_stop(s, 1);
        return;
    }
    s->ready = true;
    child_start(s, s->door);
    printf("ready: ssh %s %d\n", s->address, s->port);
    fflush(stdout);
}

static void keeper_beat(struct supervisor *s, const struct peer *peer)
{
    bool patient = strcmp(peer->detail, "flush") == 0 || strcmp(peer->detail, "recover") == 0;
    s->patience_ms = patient || !s->ready ? HEART_PATIENT_MS : HEART_MS;
}

bool keeper_says(struct supervisor *s, const struct msg *msg, struct arena *arena)
{
    struct peer peer;
    struct identity identity;
    s->heard_ms = clock_ms();
    if (msg->kind == MSG_IDENTITY) {
        if (msg_record(msg, &identity_type, &identity, arena))
            return false;
        session_identify(s, &identity);
        return true;
    }
    if (msg_record(msg, &peer_type, &peer, arena))
        return false;
    struct session *session;
    switch (msg->kind) {
    case MSG_READY:
        s->patience_ms = HEART_MS;
        keeper_ready(s, &peer);
        return true;
    case MSG_BEAT:
        keeper_beat(s, &peer);
        return true;
    case MSG_WANT:
        child_want(s, &peer);
        return true;
    case MSG_CLOSED:
        incoming_close(s, peer.name);
        return true;
    case MSG_CARD:
        upload_card(s, &peer, msg->fd_count == 1 ? msg->fds[0] : -1);
        return true;
    case MSG_END:
        if (peer.session == 0) {
            child_kill(s, &peer); /* a worker or printer that does not answer the keeper any more */
            return true;
        }
        session = session_find(s, peer.session);
        if (session)
            session_end(s, session);
        return true;
    default:
        return false;
    }
}
