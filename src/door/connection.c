/* connection.c - the life of one connection: key exchange, login, channels, end; see connection.h.
 *
 * One loop over everything, never blocking after the login: libssh is asked to work only when poll() found the
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
#include "channel.h"
#include "login.h"

enum {
    LOGIN_GRACE_S = 20,
    KEEPALIVE_MS = 15000,    /* how often a silent client is asked whether it is there */
    GONE_MS = 60000,         /* how long the network may leave that unanswered */
    NO_CHANNEL_YET_MS = 60000, NO_CHANNEL_LEFT_MS = 2000,
    GOODBYE_S = 5, ROUNDS = 16
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

static int fill(struct connection *connection, struct pollfd *polled, int64_t due_ms)
{
    int flags = ssh_get_poll_flags(connection->session);
    short wanted = (short)(POLLIN | (flags & SSH_WRITE_PENDING ? POLLOUT : 0));
    polled[POLL_CLIENT] = (struct pollfd){ .fd = CONNECTION_TCP_FD, .events = wanted };
    polled[POLL_CONTROL] = (struct pollfd){ .fd = connection->client.control, .events = POLLIN };
    polled[POLL_KEEPER] = (struct pollfd){ .fd = connection->client.keeper, .events = POLLIN };
    for (int i = 0; i < CONNECTION_CHANNELS; i++) {
        struct pollfd *own = &polled[POLL_CHANNELS + i * CHANNEL_POLLED];
        struct channel *channel = connection->channels[i];
        for (int k = 0; k < CHANNEL_POLLED; k++)
            own[k] = (struct pollfd){ .fd = -1 };
        if (channel == NULL)
            continue;
        channel_watch(channel, own);
        int64_t deadline = channel_deadline_ms(channel);
        if (deadline && deadline < due_ms)
            due_ms = deadline;
    }
    int64_t wait_ms = due_ms - clock_ms();
    return wait_ms < 0 ? 0 : (int)wait_ms;
}

static void pump(struct connection *connection, struct pollfd *polled)
{
    for (int i = 0; i < CONNECTION_CHANNELS; i++) {
        struct channel *channel = connection->channels[i];
        if (channel == NULL)
            continue;
        channel_pump(channel, &polled[POLL_CHANNELS + i * CHANNEL_POLLED]);
        if (channel_is_over(channel)) {
            channel_end(channel);
            connection->channels[i] = NULL;
        }
    }
}

/* Until the login all patience is the alarm's; from then on it ends with the last channel. */
static void mind_login(struct connection *connection, int64_t *end_ms)
{
    static bool minded;
    if (!connection->in || minded)
        return;
    minded = true;
    alarm(0);
    close(CONNECTION_LINE_FD); /* the door stops counting this one */
    *end_ms = clock_ms() + NO_CHANNEL_YET_MS;
}

/* Let libssh read and write. It reads 4 KB at a time; a few rounds save our own poll() over everything between them. */
static bool converse(ssh_event event)
{
    int result = SSH_OK;
    for (int round = 0; round < ROUNDS && result == SSH_OK; round++)
        result = ssh_event_dopoll(event, 0);
    return result != SSH_ERROR;
}

static void serve(struct connection *connection, ssh_event event)
{
    struct pollfd polled[POLL_COUNT];
    int64_t alive_ms = clock_ms(), end_ms = INT64_MAX;
    while (!connection->broken && ssh_is_connected(connection->session)) {
        size_t had = channels(connection);
        int64_t due_ms = alive_ms + KEEPALIVE_MS;
        int wait_ms = fill(connection, polled, had == 0 && end_ms < due_ms ? end_ms : due_ms);
        if (poll(polled, POLL_COUNT, wait_ms) < 0)
            continue;
        if (polled[POLL_CONTROL].revents || polled[POLL_KEEPER].revents)
            hear(connection);
        if (polled[POLL_CLIENT].revents) {
            alive_ms = clock_ms();
            if (!converse(event))
                return;
        } else if (connection->in && clock_ms() >= alive_ms + KEEPALIVE_MS) {
            alive_ms = clock_ms();
            ssh_send_keepalive(connection->session);
        }
        mind_login(connection, &end_ms);
        pump(connection, polled);
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
    ssh_event event = ssh_event_new();
    if (ssh_handle_key_exchange(connection.session) != SSH_OK || event == NULL)
        _exit(1);
    ssh_set_blocking(connection.session, 0);
    if (ssh_event_add_session(event, connection.session) != SSH_OK)
        _exit(1);
    serve(&connection, event);
    alarm(GOODBYE_S);
    for (int i = 0; i < CONNECTION_CHANNELS; i++)
        if (connection.channels[i])
            channel_end(connection.channels[i]);
    ssh_disconnect(connection.session);
    _exit(0);
}
