/* visitor.c - see visitor.h. The socket is ours, because only then its own address can be chosen and Nagle switched off
 * for every server alike. */
#include "visitor.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "load.h"
#include "raw_ssh.h"

enum { PATIENCE_S = 30, KEY_MS = 5000 };

static bool fail(struct visitor *visitor, const char *wrong)
{
    visitor->wrong = wrong;
    return false;
}

static bool set(ssh_session session, const struct visit *visit, int fd)
{
    const char *cipher = visit->cipher ? visit->cipher : "aes256-gcm@openssh.com";
    int no = 0;
    long patience = PATIENCE_S;
    return ssh_options_set(session, SSH_OPTIONS_PROCESS_CONFIG, &no) == SSH_OK &&
           ssh_options_set(session, SSH_OPTIONS_HOST, "127.0.0.1") == SSH_OK &&
           ssh_options_set(session, SSH_OPTIONS_USER, visit->login) == SSH_OK &&
           ssh_options_set(session, SSH_OPTIONS_TIMEOUT, &patience) == SSH_OK &&
           ssh_options_set(session, SSH_OPTIONS_KEY_EXCHANGE, "curve25519-sha256") == SSH_OK &&
           ssh_options_set(session, SSH_OPTIONS_HOSTKEYS, "ssh-ed25519") == SSH_OK &&
           ssh_options_set(session, SSH_OPTIONS_CIPHERS_C_S, cipher) == SSH_OK &&
           ssh_options_set(session, SSH_OPTIONS_CIPHERS_S_C, cipher) == SSH_OK &&
           ssh_options_set(session, SSH_OPTIONS_FD, &fd) == SSH_OK;
}

static bool log_in(ssh_session session, const struct visit *visit)
{
    ssh_key key;
    if (visit->password)
        return ssh_userauth_password(session, NULL, visit->password) == SSH_AUTH_SUCCESS;
    if (visit->key == NULL)
        return ssh_userauth_none(session, NULL) == SSH_AUTH_SUCCESS;
    if (ssh_pki_import_privkey_file(visit->key, NULL, NULL, NULL, &key) != SSH_OK)
        return false;
    int answer = ssh_userauth_publickey(session, NULL, key);
    ssh_key_free(key);
    return answer == SSH_AUTH_SUCCESS;
}

bool visitor_arrive(struct visitor *visitor, const struct visit *visit)
{
    memset(visitor, 0, sizeof *visitor);
    int fd = raw_dial(visit->port, visit->from);
    if (fd < 0)
        return fail(visitor, "no connection");
    visitor->session = ssh_new();
    if (visitor->session == NULL || !set(visitor->session, visit, fd)) {
        close(fd);
        return fail(visitor, "libssh takes no options");
    }
    if (ssh_connect(visitor->session) != SSH_OK)
        return fail(visitor, "no key exchange");
    return log_in(visitor->session, visit) || fail(visitor, "no login");
}

static bool open_channel(struct visitor *visitor)
{
    visitor->channel = ssh_channel_new(visitor->session);
    return (visitor->channel && ssh_channel_open_session(visitor->channel) == SSH_OK) || fail(visitor, "no channel");
}

bool visitor_screen(struct visitor *visitor, const char *term)
{
    if (!open_channel(visitor))
        return false;
    if (ssh_channel_request_pty_size(visitor->channel, term, 80, 24) != SSH_OK)
        return fail(visitor, "no terminal");
    return ssh_channel_request_shell(visitor->channel) == SSH_OK || fail(visitor, "no screen");
}

int visitor_command(struct visitor *visitor, const char *command, char *out, size_t size)
{
    size_t length = 0;
    int got;
    if (!open_channel(visitor))
        return -1;
    if (ssh_channel_request_exec(visitor->channel, command) != SSH_OK) {
        visitor->wrong = "no command";
        return -1;
    }
    while ((got = ssh_channel_read(visitor->channel, out + length, (uint32_t)(size - 1 - length), 0)) > 0)
        length += (size_t)got;
    out[length] = 0;
    return ssh_channel_get_exit_status(visitor->channel);
}

int visitor_hear(struct visitor *visitor, char *out, size_t size, int wait_ms)
{
    int got = ssh_channel_read_timeout(visitor->channel, out, (uint32_t)size, 0, wait_ms);
    return got > 0 ? got : got < 0 || ssh_channel_is_eof(visitor->channel) ? -1 : 0;
}

int64_t visitor_settle(struct visitor *visitor, int quiet_ms)
{
    char chunk[8192];
    int64_t heard = 0;
    for (int got; (got = visitor_hear(visitor, chunk, sizeof chunk, quiet_ms)) > 0;)
        heard += got;
    return heard;
}

int64_t visitor_key(struct visitor *visitor, char key)
{
    char chunk[8192];
    int64_t begun = load_us();
    if (ssh_channel_write(visitor->channel, &key, 1) != 1 || visitor_hear(visitor, chunk, sizeof chunk, KEY_MS) <= 0)
        return -1;
    return load_us() - begun;
}

void visitor_leave(struct visitor *visitor)
{
    if (visitor->channel)
        ssh_channel_free(visitor->channel);
    if (visitor->session) {
        ssh_disconnect(visitor->session);
        ssh_free(visitor->session);
    }
    visitor->channel = NULL;
    visitor->session = NULL;
}

const char *visitor_error(const struct visitor *visitor)
{
    static char words[400];
    snprintf(words, sizeof words, "%s: %s", visitor->wrong ? visitor->wrong : "?",
             visitor->session ? ssh_get_error(visitor->session) : "-");
    return words;
}
