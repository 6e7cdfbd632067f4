/* request.c - the requests of a channel; see request.h.
 *
 * libssh answers the client with what these functions return (0: yes), at once; whether the program really starts is
 * heard from the supervisor later. A program that may not start therefore "runs", says why on standard error and
 * exits with 1, which is what every client shows best. X11, agent, signals, breaks and forwards have no function
 * here, and what has none is refused.
 */
#include "request.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <libssh/callbacks.h>
#include "../base/str.h"

/* A word for the environment of a program: TERM, a locale. */
static bool is_word(const char *text)
{
    size_t length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-@");
    return length > 0 && length <= CHANNEL_WORD_LIMIT && text[length] == 0;
}

static int on_pty(ssh_session session, ssh_channel ssh, const char *term, int columns, int rows, int width_px,
                  int height_px, void *data)
{
    struct channel *channel = data;
    (void)session, (void)ssh, (void)width_px, (void)height_px;
    if (channel->state != CHANNEL_FRESH || channel->pty)
        return -1;
    channel->pty = true;
    strcpy(channel->term, is_word(term) ? term : "dumb");
    channel_resize(channel, columns, rows);
    return 0;
}

static int on_window_change(ssh_session session, ssh_channel ssh, int columns, int rows, int width_px, int height_px,
                            void *data)
{
    struct channel *channel = data;
    (void)session, (void)ssh, (void)width_px, (void)height_px;
    if (!channel->pty)
        return -1;
    channel_resize(channel, columns, rows);
    return 0;
}

static int on_env(ssh_session session, ssh_channel ssh, const char *name, const char *value, void *data)
{
    static const char *const locales[] = { "LANG", "LC_CTYPE", "LC_ALL" };
    struct channel *channel = data;
    (void)session, (void)ssh;
    if (channel->state != CHANNEL_FRESH || !is_word(value))
        return -1;
    if (strcmp(name, "COLORTERM") == 0) {
        strcpy(channel->colorterm, value);
        return 0;
    }
    for (int i = 0; i < 3; i++)
        if (strcmp(name, locales[i]) == 0) {
            if (i >= channel->lang_rank)
                strcpy(channel->lang, value);
            channel->lang_rank = i > channel->lang_rank ? i : channel->lang_rank;
            return 0;
        }
    return -1;
}

/* Ask the supervisor; its answer finds the channel by number (channel_told). */
static int ask(struct channel *channel, enum program program, const char *command)
{
    struct opening opening;
    record_init(&opening_type, &opening);
    opening.program = program;
    opening.pty = channel->pty;
    opening.columns = channel->columns;
    opening.rows = channel->rows;
    opening.term = channel->term;
    opening.lang = channel->lang;
    opening.colorterm = channel->colorterm;
    opening.command = command;
    opening.channel = channel->n;
    if (msg_send_record(channel->connection->client.control, MSG_OPEN, 0, 0, &opening_type, &opening, NULL, 0)) {
        channel->connection->broken = true;
        return -1;
    }
    channel->state = CHANNEL_ASKED;
    return 0;
}

static int on_shell(ssh_session session, ssh_channel ssh, void *data)
{
    struct channel *channel = data;
    (void)session, (void)ssh;
    return channel->state == CHANNEL_FRESH ? ask(channel, PROGRAM_SCREEN, "") : -1;
}

/* Old clients copy by running a program of ours that does not exist. */
static bool is_copying(const char *command)
{
    static const char *const starts[] = { "scp ", "internal-sftp", "/usr/lib/openssh/sftp-server",
                                          "/usr/libexec/openssh/sftp-server", "/usr/lib/sftp-server", "sftp-server" };
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(command, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

static int on_exec(ssh_session session, ssh_channel ssh, const char *command, void *data)
{
    struct channel *channel = data;
    size_t length = strlen(command);
    (void)session, (void)ssh;
    if (channel->state != CHANNEL_FRESH)
        return -1;
    if (is_copying(command)) {
        channel_refuse(channel, "Photos come in by SFTP here. Use scp without -O, or sftp.");
    } else if (length > record_field(&opening_type, "command")->limit || !str_is_clean(command, length)) {
        channel_refuse(channel, "That command is too long or is not all text. Correct it and try again.");
    } else {
        return ask(channel, PROGRAM_COMMAND, command);
    }
    return 0;
}

static int on_subsystem(ssh_session session, ssh_channel ssh, const char *subsystem, void *data)
{
    struct channel *channel = data;
    (void)session, (void)ssh;
    if (channel->state != CHANNEL_FRESH || strcmp(subsystem, "sftp") != 0)
        return -1;
    channel->pty = false; /* SFTP through a terminal would be garbled */
    return ask(channel, PROGRAM_UPLOAD, "");
}

/* Bytes for the program. What is not taken here libssh keeps, and its window stays shut. */
static int on_data(ssh_session session, ssh_channel ssh, void *data, uint32_t size, int is_stderr, void *user)
{
    struct channel *channel = user;
    (void)session, (void)ssh;
    if (size > CHANNEL_HELD_LIMIT)
        channel->connection->broken = true;
    if (is_stderr || channel->connection->broken || channel->state >= CHANNEL_ENDED)
        return (int)size;
    if (channel->state < CHANNEL_RUNNING || channel->held || channel->input.size > channel->input_done) {
        channel->held = true;
        return 0;
    }
    ssize_t put = channel->in >= 0 ? write(channel->in, data, size) : (ssize_t)size;
    if (put < 0 && (errno == EAGAIN || errno == EINTR))
        put = 0;
    if (put < 0) /* the program does not read any more: what comes is for nobody */
        return (int)size;
    channel->held = put < (ssize_t)size;
    return (int)put;
}

static void on_eof(ssh_session session, ssh_channel ssh, void *data)
{
    struct channel *channel = data;
    (void)session, (void)ssh;
    channel->client_ended = true;
}

static void on_close(ssh_session session, ssh_channel ssh, void *data)
{
    struct channel *channel = data;
    (void)session, (void)ssh;
    channel->client_closed = true;
}

void request_listen(struct channel *channel)
{
    static const struct ssh_channel_callbacks_struct callbacks = {
        .channel_data_function = on_data,
        .channel_eof_function = on_eof,
        .channel_close_function = on_close,
        .channel_pty_request_function = on_pty,
        .channel_shell_request_function = on_shell,
        .channel_pty_window_change_function = on_window_change,
        .channel_exec_request_function = on_exec,
        .channel_env_request_function = on_env,
        .channel_subsystem_request_function = on_subsystem,
    };
    channel->callbacks = xmalloc(sizeof callbacks);
    *channel->callbacks = callbacks;
    channel->callbacks->userdata = channel;
    ssh_callbacks_init(channel->callbacks);
    ssh_set_channel_callbacks(channel->ssh, channel->callbacks);
}
