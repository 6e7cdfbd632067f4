/* session.c - who sits where: connections, what they opened, and local terminals; each with an identity that outlives
 * any keeper.
 *
 * A session is made with the little we know (an address, a user id); the keeper says who it is once somebody logged
 * in, and that is kept here so that the next keeper is told and nobody has to log in twice.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/log.h"
#include "supervisor.h"

struct session *session_add(struct supervisor *s, enum session_kind kind, int control)
{
    struct session *session = xcalloc(1, sizeof *session);
    session->kind = kind;
    wire_open(&session->wire, control);
    record_init(&identity_type, &session->identity);
    session->identity.session = ++s->next_session;
    session->identity.shop = s->conf.shop_name;
    session->identity.zone = s->conf.shop_zone;
    session->next = s->sessions;
    s->sessions = session;
    s->session_count++;
    s->local_count += kind == SESSION_LOCAL;
    s->children_changed = true;
    return session;
}

struct session *session_find(struct supervisor *s, int64_t id)
{
    for (struct session *session = s->sessions; session; session = session->next)
        if (!session->gone && session->identity.session == id)
            return session;
    return NULL;
}

void session_wire(struct supervisor *s, struct session *session)
{
    int pair[2];
    bool local_silent = session->kind == SESSION_LOCAL && !session->greeted;
    if (session->gone || session->wire.fd < 0 || s->keeper->wire.fd < 0 || local_silent)
        return;
    if (io_pair(pair)) {
        session->wire.broken = true;
        return;
    }
    session->greeted = true;
    wire_send(&s->keeper->wire, MSG_SESSION, 0, &identity_type, &session->identity, &pair[0], 1);
    wire_send(&session->wire, MSG_KEEPER, 0, &identity_type, &session->identity, &pair[1], 1);
}

void session_identify(struct supervisor *s, const struct identity *identity)
{
    struct session *session = session_find(s, identity->session);
    if (session == NULL)
        return;
    /* Who it is, the keeper decides; where it comes from, it does not. */
    struct identity merged = session->identity;
    merged.role = identity->role;
    merged.role_name = identity->role_name;
    merged.login = identity->login;
    merged.place = identity->place;
    merged.code = identity->code;
    merged.customer = identity->customer;
    merged.key = identity->key;
    merged.pin = identity->pin;
    merged.last_login = identity->last_login;
    merged.last_from = identity->last_from;
    struct arena fresh = { 0 };
    record_copy(&identity_type, &merged, &session->identity, &fresh);
    arena_free(&session->memory);
    session->memory = fresh;
    incoming_named(s, session);
    if (session->kind == SESSION_CONNECTION && session->identity.role == ROLE_CUSTOMER)
        connection_crowd(s);
}

static void forget(struct supervisor *s, struct session *session)
{
    struct peer peer;
    record_init(&peer_type, &peer);
    peer.session = session->identity.session;
    if (session->greeted)
        wire_send(&s->keeper->wire, MSG_GONE, 0, &peer_type, &peer, NULL, 0);
    wire_close(&session->wire);
    session->gone = true;
    s->session_count--;
    s->local_count -= session->kind == SESSION_LOCAL;
    s->children_changed = true;
}

static void signal_group(const struct session *session, int signal)
{
    kill(-session->pid, signal);
    kill(session->pid, signal); /* it may not lead its group yet */
}

static void hang_up(struct session *session)
{
    if (session->hung_up)
        return;
    session->hung_up = true;
    session->until_ms = clock_ms() + (session->program == PROGRAM_UPLOAD ? HANG_UP_UPLOAD_MS : HANG_UP_MS);
    signal_group(session, SIGHUP);
    wire_close(&session->wire);
}

void session_end(struct supervisor *s, struct session *session)
{
    if (session->gone)
        return;
    if (session->kind == SESSION_SPAWNED) {
        hang_up(session);
        return;
    }
    for (struct session *other = s->sessions; other; other = other->next)
        if (!other->gone && other->kind == SESSION_SPAWNED && other->owner == session->identity.session)
            hang_up(other);
    forget(s, session);
}

/* One that nobody ended says nothing about it; the log does. Hung up it is by us, or by the client who closed the line. */
static void note_crash(const struct session *session, int status)
{
    if (WIFSIGNALED(status) && WTERMSIG(status) != SIGHUP && !session->hung_up)
        log_line(word_of(&program_words, session->program), "%lld was ended by signal %d",
                 (long long)session->identity.session, WTERMSIG(status));
}

void session_reaped(struct supervisor *s, struct session *session, int status)
{
    struct session *owner = session_find(s, session->owner);
    struct peer peer;
    record_init(&peer_type, &peer);
    peer.channel = session->channel;
    peer.status = status;
    note_crash(session, status);
    if (owner) {
        owner->opened--;
        wire_send(&owner->wire, MSG_EXIT, 0, &peer_type, &peer, NULL, 0);
    }
    incoming_left(s, session, WIFSIGNALED(status));
    forget(s, session);
}

/* One message of a session's control socket; false when it may not say that. */
static bool take(struct supervisor *s, struct session *session, struct msg *msg, struct arena *arena)
{
    struct opening opening;
    if (session->kind == SESSION_LOCAL && msg->kind == MSG_HELLO && !session->greeted) {
        local_hello(s, session, msg);
        return true;
    }
    if (session->kind != SESSION_CONNECTION || msg->kind != MSG_OPEN ||
        msg_record(msg, &opening_type, &opening, arena))
        return false;
    connection_open(s, session, msg->id, &opening);
    return true;
}

void session_hear(struct supervisor *s, struct session *session)
{
    struct arena arena = { 0 };
    struct msg msg;
    for (int i = 0; i < 16 && !session->gone && wire_receive(&session->wire, &msg, &arena); i++) {
        if (!take(s, session, &msg, &arena)) {
            log_line("session", "%lld said what it may not say (%u)", (long long)session->identity.session, msg.kind);
            session->wire.broken = true;
        }
        msg_close(&msg);
        arena_reset(&arena);
    }
    arena_free(&arena);
}

/* Its control socket is gone, or it talked nonsense. A program closes that socket on its way out: a spawned one has a
 * moment to end with its own status before it is hung up. */
static void part(struct supervisor *s, struct session *session, int64_t now)
{
    if (session->kind != SESSION_SPAWNED) {
        session_end(s, session);
        return;
    }
    wire_close(&session->wire);
    if (session->until_ms == 0)
        session->until_ms = now + PARTING_MS;
}

static void overdue(struct supervisor *s, struct session *session, int64_t now)
{
    if (session->kind != SESSION_SPAWNED || !session->hung_up) {
        session_end(s, session);
        return;
    }
    signal_group(session, SIGKILL);
    session->until_ms = now + HANG_UP_MS;
}

int session_due(struct supervisor *s, int64_t now)
{
    int64_t next = now + 60000;
    if (s->ready && !s->stop_ms && now >= s->tidy_ms) {
        s->tidy_ms = now + TIDY_MS;
        incoming_tidy(s, false);
    }
    for (struct session *session = s->sessions; session; session = session->next) {
        if (!session->gone && session->wire.broken && session->wire.fd >= 0)
            part(s, session, now);
        if (!session->gone && session->until_ms && now >= session->until_ms)
            overdue(s, session, now);
        if (!session->gone && session->until_ms && session->until_ms < next)
            next = session->until_ms;
    }
    return next > now ? (int)(next - now) : 0;
}

void session_sweep(struct supervisor *s)
{
    for (struct session **at = &s->sessions; *at;) {
        struct session *session = *at;
        if (session->gone) {
            *at = session->next;
            arena_free(&session->memory);
            free(session);
        } else {
            at = &session->next;
        }
    }
}
