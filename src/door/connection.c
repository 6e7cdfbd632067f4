/* connection.c - the life of one connection: key exchange, login, channels, end; see connection.h.
 *
 * One loop over everything, never blocking: libssh is asked to work only when poll() found the
 * client's socket ready. The 20 seconds until the login are an alarm, so that neither a silent client nor a keeper
 * that does not answer can stretch them.
 */
#include "connection.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>
#include <libssh/callbacks.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/log.h"
#include "../base/sandbox.h"
#include "addresses.h"
#include "channel.h"
#include "login.h"

enum {
    LOGIN_GRACE_S = 20,
    KEEPALIVE_MS = 15000,    /* how often a silent client is asked whether it is there */
    GONE_MS = 60000,         /* how long the network may leave that unanswered */
    NO_CHANNEL_YET_MS = 60000, NO_CHANNEL_LEFT_MS = 2000,
    GOODBYE_S = 5, LIBSSH_READS = 4096, ROUNDS = 16
};
enum {
    POLL_CLIENT, POLL_CONTROL, POLL_KEEPER, POLL_CHANNELS,
    POLL_COUNT = POLL_CHANNELS + CONNECTION_CHANNELS * CHANNEL_POLLED
};

static void prepare_socket(int tcp)
{
    int yes = 1, gone_ms = GONE_MS;
    setsockopt(tcp, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(tcp, IPPROTO_TCP, TCP_USER_TIMEOUT, &gone_ms, sizeof gone_ms);
    setsockopt(tcp, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
}

static void told(struct client *client, struct msg *msg, void *data)
{
    (void)client;
    channel_told(data, msg);
}

/* Everything that supervisor and keeper have to say. */
static void hear(struct connection *connection)
{
    struct arena arena = { 0 };
    struct msg msg;
    while (client_take(&connection->client, &msg, &arena))
        channel_told(connection, &msg);
    arena_free(&arena);
    if (connection->client.control < 0)
        connection->broken = true; /* the supervisor ended this session */
}

static size_t channels(const struct connection *connection)
{
    size_t count = 0;
    for (int i = 0; i < CONNECTION_CHANNELS; i++)
        count += connection->channels[i] != NULL;
    return count;
}

/* What to wait for, and how long: one after the other the fixed ones and those of the channels there are. */
static int fill(struct connection *connection, struct pollfd *polled, nfds_t *count, int64_t due_ms)
{
    /* libssh itself wants to be told after every write that it may write again; that would be a turn for nothing. */
    bool unsent = ssh_blocking_flush(connection->session, 0) == SSH_AGAIN;
    short wanted = (short)(POLLIN | (unsent ? POLLOUT : 0));
    polled[POLL_CLIENT] = (struct pollfd){ .fd = CONNECTION_TCP_FD, .events = wanted };
    polled[POLL_CONTROL] = (struct pollfd){ .fd = connection->client.control, .events = POLLIN };
    polled[POLL_KEEPER] = (struct pollfd){ .fd = connection->client.keeper, .events = POLLIN };
    *count = POLL_CHANNELS;
    for (int i = 0; i < CONNECTION_CHANNELS; i++) {
        struct channel *channel = connection->channels[i];
        if (channel == NULL)
            continue;
        channel->polled = &polled[*count];
        *count += CHANNEL_POLLED;
        channel_watch(channel);
        int64_t deadline = channel_deadline_ms(channel);
        if (deadline && deadline < due_ms)
            due_ms = deadline;
    }
    int64_t wait_ms = due_ms - clock_ms();
    return wait_ms < 0 ? 0 : (int)wait_ms;
}

static void pump(struct connection *connection)
{
    for (int i = 0; i < CONNECTION_CHANNELS; i++) {
        struct channel *channel = connection->channels[i];
        if (channel == NULL)
            continue;
        channel_pump(channel);
        if (channel_is_over(channel)) {
            channel_end(channel);
            connection->channels[i] = NULL;
        }
    }
}

/* The door may have been renewed meanwhile, and then nobody listens; that is no concern of ours. */
static void tell_door(enum news news)
{
    char byte = (char)news;
    if (write(CONNECTION_LINE_FD, &byte, 1) < 0)
        return;
}

/* Until the login all patience is the alarm's; from then on it ends with the last channel. */
static void mind_login(struct connection *connection, int64_t *end_ms)
{
    static bool minded;
    for (; connection->told_wrong < connection->wrong; connection->told_wrong++)
        tell_door(NEWS_WRONG);
    if (!connection->in || minded)
        return;
    minded = true;
    alarm(0);
    tell_door(connection->known ? NEWS_KNOWN : NEWS_CUSTOMER);
    close(CONNECTION_LINE_FD); /* the door stops counting this one */
    *end_ms = clock_ms() + NO_CHANNEL_YET_MS;
}

/* Let libssh read and write. It reads LIBSSH_READS bytes at a time: where it got as many there may be more, and another
 * round saves our own poll() over everything between them. */
static bool converse(struct connection *connection, ssh_event event)
{
    int result = SSH_OK;
    bool more = true;
    for (int round = 0; round < ROUNDS && more && result == SSH_OK; round++) {
        uint64_t had = connection->bytes.in_bytes;
        result = ssh_event_dopoll(event, 0);
        more = connection->bytes.in_bytes - had >= LIBSSH_READS;
    }
    /* A packet that the protocol or its state forbids ends the session in libssh's books, and nowhere else. */
    return result != SSH_ERROR && !(ssh_get_status(connection->session) & (SSH_CLOSED | SSH_CLOSED_ERROR));
}

/* Until its screen is there a client sends small packets and, by Nagle's rule, waits for each to be acknowledged, which
 * the kernel puts off for 40 ms unless it is told not to, every time anew. */
static void acknowledge(const struct connection *connection)
{
    int yes = 1;
    if (!connection->flowing)
        setsockopt(CONNECTION_TCP_FD, IPPROTO_TCP, TCP_QUICKACK, &yes, sizeof yes);
}

static void serve(struct connection *connection, ssh_event event)
{
    struct pollfd polled[POLL_COUNT];
    int64_t alive_ms = clock_ms(), end_ms = INT64_MAX;
    nfds_t count;
    while (!connection->broken && ssh_is_connected(connection->session)) {
        size_t had = channels(connection);
        int64_t due_ms = alive_ms + KEEPALIVE_MS;
        int wait_ms = fill(connection, polled, &count, had == 0 && end_ms < due_ms ? end_ms : due_ms);
        if (poll(polled, count, wait_ms) < 0)
            continue;
        if (polled[POLL_CONTROL].revents || polled[POLL_KEEPER].revents)
            hear(connection);
        if (polled[POLL_CLIENT].revents) {
            alive_ms = clock_ms();
            if (!converse(connection, event))
                return;
            acknowledge(connection);
        } else if (connection->in && clock_ms() >= alive_ms + KEEPALIVE_MS) {
            alive_ms = clock_ms();
            ssh_send_keepalive(connection->session);
        }
        mind_login(connection, &end_ms);
        pump(connection);
        if (channels(connection) > 0)
            end_ms = INT64_MAX;
        else if (had > 0)
            end_ms = clock_ms() + NO_CHANNEL_LEFT_MS;
        if (clock_ms() >= end_ms)
            return;
    }
}

_Noreturn void connection_run(ssh_bind bind)
{
    struct connection connection = { .session = ssh_new() };
    log_name("connection");
    alarm(LOGIN_GRACE_S);
    sandbox_enter("connection");
    prepare_socket(CONNECTION_TCP_FD);
    if (client_open_child(&connection.client) || connection.session == NULL)
        _exit(1);
    connection.client.other = told;
    connection.client.other_data = &connection;
    if (ssh_bind_accept_fd(bind, connection.session, CONNECTION_TCP_FD) != SSH_OK)
        _exit(1);
    login_prepare(&connection);
    ssh_set_counters(connection.session, &connection.bytes, NULL);
    ssh_event event = ssh_event_new();
    ssh_set_blocking(connection.session, 0);
    /* Only begins it: the rest comes with the client's packets, in the loop. */
    if (ssh_handle_key_exchange(connection.session) == SSH_ERROR || event == NULL ||
        ssh_event_add_session(event, connection.session) != SSH_OK)
        _exit(1);
    serve(&connection, event);
    alarm(GOODBYE_S);
    for (int i = 0; i < CONNECTION_CHANNELS; i++)
        if (connection.channels[i])
            channel_end(connection.channels[i]);
    ssh_disconnect(connection.session);
    _exit(0);
}
