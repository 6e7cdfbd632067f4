/* channel.c - moving bytes between a client and a program, and ending both in order; see channel.h.
 *
 * Nothing here waits. What the program says is read only while the client's window is open and nothing of it lies
 * here already, so a slow client slows the program down and not the memory up. What the client says goes straight
 * from libssh's buffer into the program; when that is full, libssh keeps it and stops opening its window.
 */
#include "channel.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <libssh/callbacks.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "request.h"

ssh_channel channel_open(ssh_session session, void *data)
{
    static struct pollfd nothing[CHANNEL_POLLED] = { { .fd = -1 }, { .fd = -1 }, { .fd = -1 } };
    struct connection *connection = data;
    struct channel **place = NULL;
    for (int i = 0; i < CONNECTION_CHANNELS && place == NULL; i++)
        if (connection->channels[i] == NULL)
            place = &connection->channels[i];
    if (!connection->in || place == NULL)
        return NULL;
    struct channel *channel = xcalloc(1, sizeof *channel);
    channel->ssh = ssh_channel_new(session);
    if (channel->ssh == NULL) {
        free(channel);
        return NULL;
    }
    channel->connection = connection;
    channel->n = ++connection->next_channel;
    channel->in = channel->out = channel->err = -1;
    channel->polled = nothing; /* in the turn in which it came */
    channel_resize(channel, 0, 0);
    request_listen(channel);
    *place = channel;
    return channel->ssh;
}

void channel_end(struct channel *channel)
{
    io_close(&channel->in);
    io_close(&channel->out);
    io_close(&channel->err);
    buf_free(&channel->input);
    buf_free(&channel->output);
    buf_free(&channel->errors);
    ssh_channel_free(channel->ssh);
    free(channel->callbacks);
    free(channel);
}

static int within(int value, int standard, int limit)
{
    return value <= 0 ? standard : value > limit ? limit : value;
}

void channel_resize(struct channel *channel, int columns, int rows)
{
    channel->columns = within(columns, 80, CHANNEL_COLUMNS_LIMIT);
    channel->rows = within(rows, 24, CHANNEL_ROWS_LIMIT);
    struct winsize size = { .ws_col = (unsigned short)channel->columns, .ws_row = (unsigned short)channel->rows };
    if (channel->pty && channel->in >= 0)
        ioctl(channel->in, TIOCSWINSZ, &size);
}

static void end(struct channel *channel, int status)
{
    channel->status = status;
    channel->state = CHANNEL_ENDED;
    channel->deadline_ms = clock_ms() + CHANNEL_QUIET_MS;
}

void channel_refuse(struct channel *channel, const char *sentence)
{
    buf_format(&channel->errors, "%s\n", sentence);
    end(channel, 1);
}

static struct channel *find(struct connection *connection, int64_t n)
{
    for (int i = 0; i < CONNECTION_CHANNELS; i++)
        if (connection->channels[i] && connection->channels[i]->n == n)
            return connection->channels[i];
    return NULL;
}

/* The program runs; its descriptors are ours now. */
static void opened(struct channel *channel, struct msg *msg)
{
    if (msg->fd_count != (channel->pty ? 1 : 3)) {
        channel_refuse(channel, "The shop could not open that. Try again in a minute.");
        return;
    }
    channel->in = msg->fds[0];
    channel->out = channel->pty ? fcntl(msg->fds[0], F_DUPFD_CLOEXEC, 0) : msg->fds[1];
    channel->err = channel->pty ? -1 : msg->fds[2];
    msg->fd_count = 0;
    io_nonblocking(channel->in);
    io_nonblocking(channel->out);
    if (channel->err >= 0)
        io_nonblocking(channel->err);
    channel->state = CHANNEL_RUNNING;
    channel->connection->flowing = true;
    channel->held = true; /* the client may have sent something already */
    if (channel->pty)
        channel_resize(channel, channel->columns, channel->rows); /* it may have changed since we asked */
    else
        fcntl(channel->in, F_SETPIPE_SZ, 1 << 18);
}

void channel_told(struct connection *connection, struct msg *msg)
{
    struct arena arena = { 0 };
    struct peer peer;
    bool known = msg->kind == MSG_OPENED || msg->kind == MSG_REFUSED || msg->kind == MSG_EXIT;
    struct channel *channel = NULL;
    if (known && msg_record(msg, &peer_type, &peer, &arena) == ERR_NONE)
        channel = find(connection, peer.channel);
    if (channel == NULL) { /* the client closed it meanwhile */
    } else if (msg->kind == MSG_OPENED && channel->state == CHANNEL_ASKED) {
        opened(channel, msg);
    } else if (msg->kind == MSG_REFUSED && channel->state == CHANNEL_ASKED) {
        channel_refuse(channel, *peer.detail ? peer.detail : "That is not done here.");
    } else if (msg->kind == MSG_EXIT && channel->state == CHANNEL_RUNNING) {
        int status = (int)peer.status;
        end(channel, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + (WIFSIGNALED(status) ? WTERMSIG(status) : 0));
    }
    msg_close(msg);
    arena_free(&arena);
}

/* Whether libssh can take output for this channel without piling it up. */
static uint32_t room(struct channel *channel)
{
    if (channel->state == CHANNEL_CLOSING || ssh_blocking_flush(channel->connection->session, 0) != SSH_OK)
        return 0;
    uint32_t window = ssh_channel_window_size(channel->ssh);
    return window < CHANNEL_CHUNK ? window : CHANNEL_CHUNK;
}

void channel_watch(struct channel *channel)
{
    struct pollfd *polled = channel->polled;
    bool readable = channel->output.size == 0 && channel->errors.size == 0 && room(channel) > 0;
    bool writable = channel->held || channel->input.size > channel->input_done;
    polled[0] = (struct pollfd){ .fd = writable ? channel->in : -1, .events = POLLOUT };
    polled[1] = (struct pollfd){ .fd = readable ? channel->out : -1, .events = POLLIN };
    polled[2] = (struct pollfd){ .fd = readable ? channel->err : -1, .events = POLLIN };
}

/* Take all that libssh holds for the program, at a time when nothing else waits here: reading opens the client's
 * window however much libssh still holds, so reading piece by piece would let the heap of unread bytes grow. */
static void take_held(struct channel *channel)
{
    static char chunk[CHANNEL_CHUNK];
    int got;
    buf_clear(&channel->input);
    channel->input_done = 0;
    while ((got = ssh_channel_read_nonblocking(channel->ssh, chunk, sizeof chunk, 0)) > 0)
        if (channel->input.size + (size_t)got > CHANNEL_HELD_LIMIT) {
            channel->connection->broken = true;
            return;
        } else {
            buf_add(&channel->input, chunk, (size_t)got);
        }
    channel->held = false;
}

/* Client to program. */
static void pump_input(struct channel *channel)
{
    while (channel->in >= 0) {
        size_t left = channel->input.size - channel->input_done;
        ssize_t put = left ? write(channel->in, channel->input.data + channel->input_done, left) : 0;
        if (put < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (put < 0) {
            io_close(&channel->in);
            break;
        }
        channel->input_done += (size_t)put;
        if (channel->input_done < channel->input.size)
            return;
        if (!channel->held)
            break;
        take_held(channel);
    }
    if (channel->in < 0 && channel->state == CHANNEL_RUNNING && channel->held)
        take_held(channel); /* the program reads no more: what comes is for nobody */
    /* A terminal has no end of input: its master is closed with the channel, as the screen's hang-up. */
    if (channel->client_ended && !channel->pty && !channel->held)
        io_close(&channel->in);
}

/* What lies in the buffer, to the client. */
static void send_rest(struct channel *channel, struct buf *buf, int (*send)(ssh_channel, const void *, uint32_t))
{
    uint32_t size = room(channel);
    if (buf->size == 0 || size == 0)
        return;
    int sent = send(channel->ssh, buf->data, buf->size < size ? (uint32_t)buf->size : size);
    if (sent < 0)
        channel->connection->broken = true;
    else
        buf_drop(buf, (size_t)sent);
}

/* Program to client: one chunk, of which what libssh does not take now (it changes keys) stays in buf. */
static void pump_output(struct channel *channel, int *fd, struct buf *buf,
                        int (*send)(ssh_channel, const void *, uint32_t))
{
    static char chunk[CHANNEL_CHUNK];
    uint32_t size = room(channel);
    if (*fd < 0 || buf->size > 0 || size == 0)
        return;
    ssize_t got = read(*fd, chunk, size);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0) {
        io_close(fd); /* end of the pipe; of a terminal EIO, when nobody holds its other side any more */
        return;
    }
    channel->deadline_ms = clock_ms() + CHANNEL_QUIET_MS;
    buf_add(buf, chunk, (size_t)got);
    send_rest(channel, buf, send);
}

/* The program ended and all it said is on its way: say so, and close. */
static void say_goodbye(struct channel *channel)
{
    ssh_channel_request_send_exit_status(channel->ssh, channel->status);
    ssh_channel_send_eof(channel->ssh);
    ssh_channel_close(channel->ssh);
    io_close(&channel->in);
    io_close(&channel->out);
    io_close(&channel->err);
    channel->state = CHANNEL_CLOSING;
    channel->deadline_ms = clock_ms() + CHANNEL_CLOSE_MS;
}

void channel_pump(struct channel *channel)
{
    const struct pollfd *polled = channel->polled;
    if (channel->state == CHANNEL_CLOSING || channel->client_closed)
        return; /* libssh calls a channel closed when either side is; client_closed is what the client said */
    pump_input(channel);
    send_rest(channel, &channel->errors, ssh_channel_write_stderr);
    send_rest(channel, &channel->output, ssh_channel_write);
    if (polled[2].revents)
        pump_output(channel, &channel->err, &channel->errors, ssh_channel_write_stderr);
    if (polled[1].revents)
        pump_output(channel, &channel->out, &channel->output, ssh_channel_write);
    if (channel->state != CHANNEL_ENDED || channel->errors.size > 0 || channel->output.size > 0)
        return;
    /* A program's own children may hold its pipes open for ever; quiet for a while is the end then. Quiet counts only
     * while somebody listened: the client's window may have been shut all the time. */
    bool drained = channel->out < 0 && channel->err < 0;
    bool listened = polled[1].fd >= 0 || polled[2].fd >= 0;
    if (drained || (listened && clock_ms() >= channel->deadline_ms))
        say_goodbye(channel);
    else if (!listened)
        channel->deadline_ms = clock_ms() + CHANNEL_QUIET_MS;
}

bool channel_is_over(const struct channel *channel)
{
    return channel->client_closed || (channel->state == CHANNEL_CLOSING && clock_ms() >= channel->deadline_ms);
}

int64_t channel_deadline_ms(struct channel *channel)
{
    bool waits = channel->state == CHANNEL_CLOSING || (channel->state == CHANNEL_ENDED && room(channel) > 0);
    return waits ? channel->deadline_ms : 0;
}
