/* client.c - asking the keeper; see client.h. */
#include "client.h"
#include <stdio.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/random.h"

struct args client_args(void)
{
    struct args args;
    record_init(&args_type, &args);
    return args;
}

/* Request ids begin with the time, so that the keeper's answers lie in the order of their age. */
static uint64_t new_request_id(void)
{
    return (uint64_t)clock_now() << 32 | (random_u64() & 0xffffffffu) | 1;
}

/* A MSG_KEEPER: the (new) socket to the keeper, and who we are there. */
static void rewire(struct client *client, struct msg *msg)
{
    struct identity identity;
    struct arena arena = { 0 };
    if (msg->fd_count != 1 || msg_record(msg, &identity_type, &identity, &arena)) {
        msg_close(msg);
        arena_free(&arena);
        return;
    }
    io_close(&client->keeper);
    client->keeper = msg->fds[0];
    arena_free(&client->memory);
    client->memory = arena;
    client->identity = identity;
    client->wirings++;
    client->notice.topics = ~0u >> (32 - TOPIC_COUNT); /* anything may have changed meanwhile */
    client->changed = true;
}

/* One message of the control socket. True when it was for somebody else. */
static bool take_control(struct client *client, struct msg *msg, struct arena *arena, int wait_ms, enum err *err)
{
    *err = client->control < 0 ? ERR_CLOSED : msg_receive(client->control, msg, arena, wait_ms);
    if (*err == ERR_CLOSED)
        io_close(&client->control);
    if (*err)
        return false;
    if (msg->kind == MSG_KEEPER) {
        rewire(client, msg);
        return false;
    }
    return true;
}

static enum err wait_for_keeper(struct client *client)
{
    struct arena arena = { 0 };
    struct msg msg;
    int64_t until = clock_ms() + CLIENT_PATIENCE_MS;
    enum err err = ERR_NONE;
    while (client->keeper < 0 && !err) {
        int64_t left = until - clock_ms();
        if (left <= 0) {
            err = err_detail(ERR_CLOSED, "it does not answer");
        } else if (take_control(client, &msg, &arena, (int)left, &err)) {
            if (client->other)
                client->other(client, &msg, client->other_data);
            else
                msg_close(&msg);
        }
        if (err == ERR_PENDING)
            err = ERR_NONE;
    }
    arena_free(&arena);
    return err;
}

enum err client_open_child(struct client *client)
{
    *client = (struct client){ .control = MSG_CONTROL_FD, .keeper = -1 };
    record_init(&identity_type, &client->identity);
    return wait_for_keeper(client);
}

enum err client_open_shop(struct client *client, const char *shop, enum place place, int tty)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    struct peer hello;
    *client = (struct client){ .control = -1, .keeper = -1 };
    record_init(&identity_type, &client->identity);
    if (snprintf(address.sun_path, sizeof address.sun_path, "%s/run/socket", shop) >= (int)sizeof address.sun_path)
        return err_detail(ERR_TOO_LONG, "the shop's path");
    client->control = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (client->control < 0 || connect(client->control, (struct sockaddr *)&address, sizeof address) != 0) {
        io_close(&client->control);
        return err_detail(ERR_CLOSED, "%.120s", shop);
    }
    record_init(&peer_type, &hello);
    hello.place = place;
    enum err err = msg_send_record(client->control, MSG_HELLO, 0, 0, &peer_type, &hello, &tty, tty >= 0);
    return err ? err : wait_for_keeper(client);
}

void client_close(struct client *client)
{
    io_close(&client->keeper);
    io_close(&client->control);
    arena_free(&client->memory);
}

static void note(struct client *client, const struct msg *msg)
{
    struct arena arena = { 0 };
    struct notice notice;
    if (msg_record(msg, &notice_type, &notice, &arena) == ERR_NONE) {
        client->notice.topics |= notice.topics;
        client->changed = true;
    }
    arena_free(&arena);
}

/* The keeper is at it: whoever waits may know how far. */
static void tell_progress(struct client *client, const struct msg *msg)
{
    struct arena arena = { 0 };
    struct peer peer;
    if (client->progress && msg_record(msg, &peer_type, &peer, &arena) == ERR_NONE)
        client->progress(peer.detail, peer.count);
    arena_free(&arena);
}

static enum err answer(const struct msg *msg, enum action action, void *reply, struct arena *arena, int *fd_out)
{
    struct msg copy = *msg;
    if (copy.what != ERR_NONE) {
        msg_close(&copy);
        return err_detail(copy.what, "%.*s", (int)copy.body.size, (const char *)copy.body.data);
    }
    if (reply) {
        enum err err = msg_record(&copy, action_rows[action].reply, reply, arena);
        if (err) {
            msg_close(&copy);
            return err;
        }
    }
    if (fd_out && copy.fd_count > 0) {
        *fd_out = copy.fds[0];
        copy.fds[0] = -1;
    }
    msg_close(&copy);
    return ERR_NONE;
}

/* Messages live in `messages`: of a long one nothing stays but what was decoded from it. */
static enum err call(struct client *client, enum action action, const struct args *args, void *reply, struct arena *arena,
                     int fd_in, int *fd_out, struct arena *messages)
{
    uint64_t id = client->next_request ? client->next_request : new_request_id();
    int64_t until = clock_ms() + CLIENT_PATIENCE_MS * 4;
    client->next_request = 0;
    if (fd_out)
        *fd_out = -1;
    for (bool asked = false;;) {
        struct msg msg;
        enum err err = client->keeper < 0 ? wait_for_keeper(client) : ERR_NONE;
        if (err)
            return err;
        if (!asked) {
            err = msg_send_record(client->keeper, MSG_CALL, (uint16_t)action, id, &args_type, args, &fd_in, fd_in >= 0);
            if (err == ERR_TOO_LONG)
                return err;
            asked = !err;
        }
        if (!err)
            err = msg_receive(client->keeper, &msg, messages, 1000);
        if (err == ERR_CLOSED || err == ERR_MALFORMED) {
            io_close(&client->keeper); /* the keeper went; the same question goes to the next one */
            asked = false;
        } else if (!err && msg.kind == MSG_REPLY && msg.id == id) {
            return answer(&msg, action, reply, arena, fd_out);
        } else if (!err && msg.kind == MSG_REPLY && client->other) {
            client->other(client, &msg, client->other_data);
        } else if (!err) {
            if (msg.kind == MSG_NOTICE)
                note(client, &msg);
            if (msg.kind == MSG_PROGRESS && msg.id == id) {
                tell_progress(client, &msg);
                until = clock_ms() + CLIENT_PATIENCE_MS * 4;
            }
            msg_close(&msg);
        }
        if (clock_ms() > until)
            return err_detail(ERR_CLOSED, "it does not answer");
    }
}

enum err client_call_fd(struct client *client, enum action action, const struct args *args, void *reply,
                        struct arena *arena, int fd_in, int *fd_out)
{
    struct arena messages = { 0 };
    enum err err = call(client, action, args, reply, arena, fd_in, fd_out, &messages);
    arena_free(&messages);
    return err;
}

enum err client_call(struct client *client, enum action action, const struct args *args, void *reply, struct arena *arena)
{
    return client_call_fd(client, action, args, reply, arena, -1, NULL);
}

enum err client_tell(struct client *client, enum action action, const struct args *args)
{
    return client->keeper < 0 ? ERR_CLOSED
                              : msg_send_record(client->keeper, MSG_CALL, (uint16_t)action, 0, &args_type, args, NULL, 0);
}

enum err client_ask_fd(struct client *client, enum action action, const struct args *args, int fd_in, uint64_t *id)
{
    if (*id == 0)
        *id = new_request_id();
    enum err err = client->keeper < 0 ? wait_for_keeper(client) : ERR_NONE;
    return err ? err : msg_send_record(client->keeper, MSG_CALL, (uint16_t)action, *id, &args_type, args, &fd_in, fd_in >= 0);
}

enum err client_ask(struct client *client, enum action action, const struct args *args, uint64_t *id)
{
    *id = 0;
    return client_ask_fd(client, action, args, -1, id);
}

enum err client_answer(struct msg *msg, enum action action, void *reply, struct arena *arena)
{
    return answer(msg, action, reply, arena, NULL);
}

bool client_take(struct client *client, struct msg *msg, struct arena *arena)
{
    enum err err;
    if (take_control(client, msg, arena, 0, &err))
        return true;
    if (client->keeper < 0)
        return false;
    err = msg_receive(client->keeper, msg, arena, 0);
    if (err == ERR_CLOSED || err == ERR_MALFORMED)
        io_close(&client->keeper);
    if (err)
        return false;
    if (msg->kind == MSG_NOTICE)
        note(client, msg);
    return true;
}

bool client_news(struct client *client, struct notice *notice)
{
    struct arena arena = { 0 };
    struct msg msg;
    while (client_take(client, &msg, &arena)) {
        if (msg.kind != MSG_NOTICE && msg.kind != MSG_REPLY && msg.kind != MSG_PROGRESS && client->other)
            client->other(client, &msg, client->other_data);
        else
            msg_close(&msg);
    }
    arena_free(&arena);
    bool changed = client->changed;
    *notice = client->notice;
    client->notice.topics = 0;
    client->changed = false;
    return changed;
}
