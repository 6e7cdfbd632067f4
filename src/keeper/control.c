/* control.c - what supervisor and keeper say to each other; see base/msg.h. Messages come in on the engine thread;
 * any thread may send. */
#include <string.h>
#include "keeper.h"

void control_send(struct keeper *keeper, enum msg_kind kind, const struct record_type *type, const void *record)
{
    if (msg_send_record(keeper->control, (uint16_t)kind, 0, 0, type, record, NULL, 0))
        keeper->stopping = true;
}

void control_kill(struct keeper *keeper, const char *name, int64_t pid)
{
    struct peer peer;
    record_init(&peer_type, &peer);
    peer.name = name;
    peer.pid = pid;
    control_send(keeper, MSG_END, &peer_type, &peer);
}

void control_closed(struct keeper *keeper, const char *code)
{
    struct peer peer;
    record_init(&peer_type, &peer);
    peer.name = code;
    control_send(keeper, MSG_CLOSED, &peer_type, &peer);
}

enum err control_card(struct keeper *keeper, int64_t session, const char *code, const char *reader, int socket)
{
    struct peer peer;
    record_init(&peer_type, &peer);
    peer.session = session;
    peer.name = code;
    peer.detail = reader;
    return msg_send_record(keeper->control, MSG_CARD, 0, 0, &peer_type, &peer, &socket, 1);
}

void control_want(struct keeper *keeper, const char *name, int64_t count)
{
    struct peer peer;
    record_init(&peer_type, &peer);
    peer.name = name;
    peer.count = count;
    control_send(keeper, MSG_WANT, &peer_type, &peer);
}

static void reload(struct keeper *keeper)
{
    static const struct identity supervisor = MACHINE_IDENTITY("supervisor");
    struct call *call = call_new(ACTION_RELOAD);
    call->who = &supervisor;
    call->detached = true;
    keeper_submit(keeper, call);
}

static void peer_up(const struct peer *peer, struct msg *msg)
{
    if (msg->fd_count != 1)
        return;
    if (strncmp(peer->name, "printer:", 8) == 0)
        producer_attach(peer->name + 8, msg->fds[0]);
    else if (!worker_attach(msg->fds[0], peer->name, peer->pid))
        return;
    msg->fds[0] = -1;
}

void control_message(struct keeper *keeper, struct msg *msg, struct arena *arena)
{
    struct identity identity;
    struct peer peer;
    struct session *session;
    switch (msg->kind) {
    case MSG_SESSION:
        if (msg_record(msg, &identity_type, &identity, arena) || msg->fd_count != 1)
            return;
        session_add(keeper, &identity, msg->fds[0]);
        msg->fds[0] = -1;
        return;
    case MSG_PEER_UP:
        if (msg_record(msg, &peer_type, &peer, arena) == ERR_NONE)
            peer_up(&peer, msg);
        return;
    case MSG_GONE:
        if (msg_record(msg, &peer_type, &peer, arena) == ERR_NONE && (session = session_find(keeper, peer.session)) != NULL)
            session_drop(keeper, session);
        return;
    case MSG_CONTROL_PEERS: {
        struct arena memory = { 0 };
        struct status status;
        if (msg_record(msg, &status_type, &status, &memory)) {
            arena_free(&memory);
            return;
        }
        arena_free(&keeper->peers_memory);
        keeper->peers_memory = memory;
        keeper->peers = status;
        return;
    }
    case MSG_RELOAD:
        reload(keeper);
        return;
    case MSG_STOP:
        keeper->stopping = true;
        return;
    default:
        return;
    }
}
