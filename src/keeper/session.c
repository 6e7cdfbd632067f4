/* session.c - who is connected, and sending to those who may be slow to read. Engine thread only. */
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/log.h"
#include "hashing.h"

enum { OUTGOING_LIMIT = 64 /* messages; who reads none of so many is not there any more */ };

struct outgoing {
    struct outgoing *next;
    struct msg msg;
    uint8_t data[];
};

static struct session **bucket(struct keeper *keeper, int64_t id)
{
    return &keeper->sessions[(uint64_t)id % BUCKETS];
}

struct session *session_find(struct keeper *keeper, int64_t id)
{
    struct session *session = *bucket(keeper, id);
    while (session && session->id != id)
        session = session->next;
    return session;
}

static void poll_for(struct keeper *keeper, struct session *session, int how, uint32_t events)
{
    struct epoll_event event = { .events = events, .data.u64 = (uint64_t)session->id };
    if (epoll_ctl(keeper->epoll, how, session->fd, &event) != 0 && how == EPOLL_CTL_ADD)
        panic("epoll cannot take a session");
}

static bool has_key(const struct staff *staff, const char *fingerprint)
{
    for (size_t i = 0; i < staff->keys.n; i++)
        if (strcmp(staff->keys.v[i].fingerprint, fingerprint) == 0)
            return true;
    return false;
}

/* A login that was closed, or whose key was removed, while its session was between two keepers has no rights in the next. */
static bool gone_from_staff(struct keeper *keeper, const struct identity *who)
{
    struct arena arena = { 0 };
    struct staff staff;
    if (who->role != ROLE_COUNTER && who->role != ROLE_LAB && who->role != ROLE_SUPERVISOR)
        return false;
    if (store_begin(keeper->store))
        engine_stop("begin");
    enum err err = store_get(keeper->store, TREE_STAFF, key_text(who->login), &staff, &arena);
    bool gone = err || staff.disabled || (*who->key && !has_key(&staff, who->key));
    store_abort(keeper->store);
    arena_free(&arena);
    return gone;
}

void session_add(struct keeper *keeper, const struct identity *identity, int fd)
{
    struct session *old = session_find(keeper, identity->session);
    if (old)
        session_drop(keeper, old);
    struct session *session = xcalloc(1, sizeof *session);
    session->id = identity->session;
    session->fd = fd;
    session->last = &session->first;
    record_copy(&identity_type, identity, &session->identity, &session->memory);
    rights_work_out(&session->identity);
    if (gone_from_staff(keeper, &session->identity))
        session->identity.rights = 0;
    session->next = *bucket(keeper, session->id);
    *bucket(keeper, session->id) = session;
    keeper->session_count++;
    poll_for(keeper, session, EPOLL_CTL_ADD, EPOLLIN);
}

static void pop_outgoing(struct session *session)
{
    struct outgoing *first = session->first;
    session->first = first->next;
    if (session->first == NULL)
        session->last = &session->first;
    session->outgoing_count--;
    msg_close(&first->msg);
    free(first);
}

void session_drop(struct keeper *keeper, struct session *session)
{
    struct session **at = bucket(keeper, session->id);
    while (*at != session)
        at = &(*at)->next;
    *at = session->next;
    while (session->first)
        pop_outgoing(session);
    hashing_forget(session->id);
    arriving_end(keeper, session);
    close(session->fd);
    arena_free(&session->memory);
    free(session);
    keeper->session_count--;
}

/* Keep a message for later; its descriptor is duplicated, because the caller closes its own. */
static void queue_up(struct session *session, const struct msg *msg)
{
    struct outgoing *outgoing = xcalloc(1, sizeof *outgoing + msg->body.size);
    outgoing->msg = *msg;
    if (msg->body.size)
        memcpy(outgoing->data, msg->body.data, msg->body.size);
    outgoing->msg.body.data = outgoing->data;
    for (int i = 0; i < msg->fd_count; i++)
        outgoing->msg.fds[i] = dup(msg->fds[i]);
    *session->last = outgoing;
    session->last = &outgoing->next;
    session->outgoing_count++;
}

void session_send(struct keeper *keeper, struct session *session, const struct msg *msg)
{
    if (session->first == NULL) {
        enum err err = msg_send(session->fd, msg, false);
        if (err == ERR_TOO_LONG) {
            struct msg sorry = { .kind = MSG_REPLY, .what = ERR_TOO_LONG, .id = msg->id };
            err = msg_send(session->fd, &sorry, false);
        }
        if (err != ERR_LIMIT)
            return; /* sent, or gone: the next read notices */
        poll_for(keeper, session, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
    }
    if (session->outgoing_count >= OUTGOING_LIMIT) {
        log_line("session", "%lld does not read; dropped", (long long)session->id);
        shutdown(session->fd, SHUT_RDWR);
        return;
    }
    queue_up(session, msg);
}

void session_writable(struct keeper *keeper, struct session *session)
{
    while (session->first) {
        if (msg_send(session->fd, &session->first->msg, false) == ERR_LIMIT)
            return;
        pop_outgoing(session);
    }
    poll_for(keeper, session, EPOLL_CTL_MOD, EPOLLIN);
    if (session->notice_waits) {
        session->notice_waits = false;
        session_notify(keeper, session->topics, "");
    }
}

void session_notify(struct keeper *keeper, uint32_t topics, const char *code)
{
    struct notice notice = { .topics = topics, .code = code };
    struct buf body = { 0 };
    record_encode(&notice_type, &notice, FIELD_ALL, &body);
    struct msg msg = { .kind = MSG_NOTICE, .body = { body.data, body.size } };
    for (size_t i = 0; i < BUCKETS; i++) {
        for (struct session *session = keeper->sessions[i]; session; session = session->next) {
            /* A customer's screen hears of its own order only, and nobody else hears how its photos come. */
            bool customer = session->identity.role == ROLE_CUSTOMER;
            bool other = customer && strcmp(session->identity.code, code) != 0;
            if (!(session->topics & topics) || (other && *code) || (!customer && topics == BIT(TOPIC_SENDING)))
                continue;
            if (session->first)
                session->notice_waits = true;
            else if (msg_send(session->fd, &msg, false) == ERR_LIMIT)
                session->notice_waits = true, poll_for(keeper, session, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
        }
    }
    buf_free(&body);
}

void session_become(struct keeper *keeper, struct session *session, const struct identity *identity)
{
    struct arena memory = { 0 };
    struct identity copy;
    record_copy(&identity_type, identity, &copy, &memory);
    copy.session = session->id;
    rights_work_out(&copy);
    arena_free(&session->memory);
    session->memory = memory;
    session->identity = copy;
    /* The supervisor keeps it over a restart of the keeper, and starts programs for this person from now on. */
    control_send(keeper, MSG_IDENTITY, &identity_type, &copy);
}

void session_new_rights(struct keeper *keeper)
{
    for (size_t i = 0; i < BUCKETS; i++)
        for (struct session *session = keeper->sessions[i]; session; session = session->next)
            rights_work_out(&session->identity);
}

void session_set_desk(struct keeper *keeper, int64_t id, int64_t desk)
{
    struct session *session = session_find(keeper, id);
    if (session && desk)
        session->desk = desk;
}

bool session_has_desk(const struct keeper *keeper, int64_t desk)
{
    for (size_t i = 0; i < BUCKETS; i++)
        for (const struct session *session = keeper->sessions[i]; session; session = session->next)
            if (session->desk == desk)
                return true;
    return false;
}

void session_end_login(struct keeper *keeper, const char *text)
{
    for (size_t i = 0; i < BUCKETS; i++) {
        for (struct session *session = keeper->sessions[i]; session; session = session->next) {
            struct peer peer;
            if (strcmp(session->identity.login, text) != 0 && strcmp(session->identity.key, text) != 0)
                continue;
            record_init(&peer_type, &peer);
            peer.session = session->id;
            control_send(keeper, MSG_END, &peer_type, &peer);
        }
    }
}
