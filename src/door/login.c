/* login.c - the kiosk without a password, staff with name and password, a ticket's code with its password; see login.h.
 *
 * Everything here runs inside libssh's packet handling. Asking the keeper waits for its answer, which is fine: before
 * the login there is nothing else to do. Public keys are not offered (no login has one), so clients pass straight on
 * to the password.
 */
#include "login.h"
#include <stdio.h>
#include <string.h>
#include <libssh/callbacks.h>
#include "../base/str.h"
#include "channel.h"

enum { PASSWORD_TRIES = 6, ALL_TRIES = 20, NAME_LIMIT = CONNECTION_NAME_LIMIT, PASSWORD_LIMIT = 128, CODE_DIGITS = 12 };
#define KIOSK "kiosk"

static bool fits(const char *text, size_t limit)
{
    size_t length = text ? strnlen(text, limit + 1) : 0;
    return length > 0 && length <= limit && str_is_clean(text, length);
}

/* A ticket's code may be typed as it is printed, with its hyphens. */
static const char *plain_login(const char *user, char code[CODE_DIGITS + 1])
{
    return str_digits(user, code, CODE_DIGITS + 1) == CODE_DIGITS ? code : user;
}

static bool keeper_agrees(struct connection *connection, const char *user, const char *password)
{
    char code[CODE_DIGITS + 1];
    struct args args = client_args();
    struct arena arena = { 0 };
    struct identity identity;
    args.login = plain_login(user, code);
    args.password = password;
    connection->in = client_call(&connection->client, ACTION_LOGIN, &args, &identity, &arena) == ERR_NONE;
    arena_free(&arena);
    return connection->in;
}

/* Counts every try of any method; false when it is one too many, and then the connection is over. */
static bool may_try(struct connection *connection)
{
    if (connection->in || ++connection->asked > ALL_TRIES || connection->wrong >= PASSWORD_TRIES)
        connection->broken = true;
    return !connection->broken;
}

static bool password_is_right(struct connection *connection, const char *user, const char *password)
{
    if (!may_try(connection))
        return false;
    if (fits(user, NAME_LIMIT) && fits(password, PASSWORD_LIMIT) && keeper_agrees(connection, user, password))
        return true;
    connection->wrong++;
    return false;
}

static int on_password(ssh_session session, const char *user, const char *password, void *data)
{
    (void)session;
    return password_is_right(data, user, password) ? SSH_AUTH_SUCCESS : SSH_AUTH_DENIED;
}

/* The shop's name, shown above the password prompt or the first screen; customers only, so that what staff get from
 * a remote command is the command's own words. */
static void show_shop(struct connection *connection, const char *user)
{
    char line[160], code[CODE_DIGITS + 1];
    const char *shop = connection->client.identity.shop;
    bool customer = strcmp(user, KIOSK) == 0 || str_digits(user, code, sizeof code) == CODE_DIGITS;
    if (!customer || *shop == 0 || connection->asked > 1)
        return;
    snprintf(line, sizeof line, "%s\r\n", shop);
    ssh_string text = ssh_string_from_char(line);
    if (text)
        ssh_send_issue_banner(connection->session, text);
    ssh_string_free(text);
}

/* Most clients ask for `none` first, to hear which methods there are; only the kiosk may come in that way. */
static int on_none(ssh_session session, const char *user, void *data)
{
    struct connection *connection = data;
    (void)session;
    if (!may_try(connection) || !fits(user, NAME_LIMIT))
        return SSH_AUTH_DENIED;
    show_shop(connection, user);
    return strcmp(user, KIOSK) == 0 && keeper_agrees(connection, user, "") ? SSH_AUTH_SUCCESS : SSH_AUTH_DENIED;
}

static int on_service(ssh_session session, const char *service, void *data)
{
    (void)session;
    (void)data;
    return strcmp(service, "ssh-userauth") == 0 ? 0 : -1;
}

/* Keyboard-interactive has no callback of its own: ask for the password once, then take the one answer.
 * 0: answered here. */
static int interactive(struct connection *connection, ssh_message message)
{
    if (!ssh_message_auth_kbdint_is_response(message)) {
        const char *prompts[] = { "Password: " }, *user = ssh_message_auth_user(message);
        char echo[] = { 0 };
        if (!may_try(connection) || !fits(user, NAME_LIMIT))
            return 1;
        strcpy(connection->asking, user); /* the answer will not say whose it is */
        return ssh_message_auth_interactive_request(message, "", "", 1, prompts, echo) == SSH_OK ? 0 : 1;
    }
    if (ssh_userauth_kbdint_getnanswers(connection->session) != 1)
        return 1;
    const char *password = ssh_userauth_kbdint_getanswer(connection->session, 0);
    if (!password_is_right(connection, connection->asking, password))
        return 1;
    ssh_message_auth_reply_success(message, 0);
    return 0;
}

/* Whatever no other callback took: unknown methods, forwards, global requests. 1 lets libssh refuse it. */
static int on_message(ssh_session session, ssh_message message, void *data)
{
    struct connection *connection = data;
    (void)session;
    if (ssh_message_type(message) != SSH_REQUEST_AUTH)
        return 1;
    if (ssh_message_subtype(message) == SSH_AUTH_METHOD_INTERACTIVE)
        return interactive(connection, message);
    may_try(connection);
    return 1;
}

void login_prepare(struct connection *connection)
{
    static struct ssh_server_callbacks_struct callbacks = {
        .auth_password_function = on_password,
        .auth_none_function = on_none,
        .service_request_function = on_service,
        .channel_open_request_session_function = channel_open,
    };
    callbacks.userdata = connection;
    ssh_callbacks_init(&callbacks);
    ssh_set_server_callbacks(connection->session, &callbacks);
    ssh_set_message_callback(connection->session, on_message, connection);
    ssh_set_auth_methods(connection->session, SSH_AUTH_METHOD_PASSWORD | SSH_AUTH_METHOD_INTERACTIVE);
}
