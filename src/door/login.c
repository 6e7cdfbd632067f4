/* login.c - the kiosk without a password, staff with password or key, a ticket's code with its password; see login.h.
 *
 * Everything here runs inside libssh's packet handling. Asking the keeper waits for its answer, which is fine: before
 * the login there is nothing else to do. What a reader would not guess: a key is offered twice, first unsigned to hear
 * whether it is worth signing, and only the second time, with a signature that libssh found valid, is it a login. Where
 * the keeper wants the PIN as well the key is kept here, and goes to the keeper again with the PIN: the keeper itself
 * remembers nothing of half a login.
 */
#include "login.h"
#include <stdio.h>
#include <string.h>
#include <libssh/callbacks.h>
#include "../base/str.h"
#include "channel.h"

enum { PASSWORD_TRIES = 6, PIN_LIMIT = 32, ALL_TRIES = 20, NAME_LIMIT = CONNECTION_NAME_LIMIT, PASSWORD_LIMIT = 128, CODE_DIGITS = 12 };
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

/* The keeper's word; ERR_NONE: the session is this person from now on. */
static enum err ask_keeper(struct connection *connection, enum action action, const char *user, const char *password,
                           const char *key, const char *pin)
{
    char code[CODE_DIGITS + 1];
    struct args args = client_args();
    struct arena arena = { 0 };
    args.login = plain_login(user, code);
    args.password = password;
    args.key = key;
    args.pin = pin;
    enum err err = client_call(&connection->client, action, &args, NULL, &arena);
    connection->in = action == ACTION_LOGIN && err == ERR_NONE;
    connection->known = connection->in && strcmp(user, KIOSK) != 0;
    arena_free(&arena);
    return err;
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
    if (fits(user, NAME_LIMIT) && fits(password, PASSWORD_LIMIT) &&
        ask_keeper(connection, ACTION_LOGIN, user, password, "", "") == ERR_NONE)
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
    return strcmp(user, KIOSK) == 0 && ask_keeper(connection, ACTION_LOGIN, user, "", "", "") == ERR_NONE
        ? SSH_AUTH_SUCCESS : SSH_AUTH_DENIED;
}

/* The one service there is, asked for before the login. What is refused libssh answers by freeing every channel under us:
 * after the login the end is ours to make. */
static int on_service(ssh_session session, const char *service, void *data)
{
    struct connection *connection = data;
    (void)session;
    connection->broken = connection->broken || connection->in;
    return connection->in || strcmp(service, "ssh-userauth") == 0 ? 0 : -1;
}

/* ---- keys ---- */

/* Which methods a client is told of: all, or after a good key the question for the PIN alone. */
static void wait_for_pin(struct connection *connection, const char *user, const char *key)
{
    bool waits = *key != 0;
    strcpy(connection->key_user, user);
    strcpy(connection->key, key);
    ssh_set_auth_methods(connection->session, waits ? SSH_AUTH_METHOD_INTERACTIVE
                         : SSH_AUTH_METHOD_PUBLICKEY | SSH_AUTH_METHOD_PASSWORD | SSH_AUTH_METHOD_INTERACTIVE);
}

/* A sentence beside the refusal; ssh shows it above its next question. */
static void say(struct connection *connection, enum err err)
{
    char sentence[400], line[402];
    snprintf(line, sizeof line, "%s\r\n", err_sentence(err, err_last_detail(), sentence, sizeof sentence));
    ssh_string text = ssh_string_from_char(line);
    if (text)
        ssh_send_issue_banner(connection->session, text);
    ssh_string_free(text);
}

static int try_key(struct connection *connection, const char *user, const char *key, bool is_signed)
{
    if (!is_signed)
        return ask_keeper(connection, ACTION_KEY_KNOWN, user, "", key, "") == ERR_NONE ? SSH_AUTH_SUCCESS : SSH_AUTH_DENIED;
    enum err err = ask_keeper(connection, ACTION_LOGIN, user, "", key, "");
    if (err == ERR_PIN)
        wait_for_pin(connection, user, key);
    else if (err == ERR_NO_PIN)
        say(connection, err);
    return err == ERR_NONE ? SSH_AUTH_SUCCESS : err == ERR_PIN ? SSH_AUTH_PARTIAL : SSH_AUTH_DENIED;
}

static int on_key(ssh_session session, const char *user, struct ssh_key_struct *key, char state, void *data)
{
    struct connection *connection = data;
    char *base64 = NULL;
    int answer = SSH_AUTH_DENIED;
    (void)session;
    if (!may_try(connection) || !fits(user, NAME_LIMIT) ||
        (state != SSH_PUBLICKEY_STATE_NONE && state != SSH_PUBLICKEY_STATE_VALID))
        return SSH_AUTH_DENIED;
    wait_for_pin(connection, "", "");
    if (ssh_pki_export_pubkey_base64(key, &base64) == SSH_OK && fits(base64, CONNECTION_KEY_LIMIT))
        answer = try_key(connection, user, base64, state == SSH_PUBLICKEY_STATE_VALID);
    ssh_string_free_char(base64);
    return answer;
}

/* ---- questions and answers ---- */

static bool pin_is_right(struct connection *connection, const char *pin)
{
    if (!may_try(connection))
        return false;
    if (fits(pin, PIN_LIMIT) &&
        ask_keeper(connection, ACTION_LOGIN, connection->key_user, "", connection->key, pin) == ERR_NONE)
        return true;
    connection->wrong++;
    return false;
}

/* Is it the PIN that is asked for? Only of whom the key was; another name begins anew. */
static bool asks_pin(const struct connection *connection, const char *user)
{
    return *connection->key && strcmp(connection->key_user, user) == 0;
}

/* Keyboard-interactive has no callback of its own: ask for password or PIN once, then take the one answer.
 * 0: answered here. */
static int interactive(struct connection *connection, ssh_message message)
{
    if (!ssh_message_auth_kbdint_is_response(message)) {
        const char *prompts[1], *user = ssh_message_auth_user(message);
        char echo[] = { 0 };
        connection->asking[0] = 0;
        if (!may_try(connection) || !fits(user, NAME_LIMIT))
            return 1;
        prompts[0] = asks_pin(connection, user) ? "PIN: " : "Password: ";
        strcpy(connection->asking, user); /* the answer will not say whose it is */
        return ssh_message_auth_interactive_request(message, "", "", 1, prompts, echo) == SSH_OK ? 0 : 1;
    }
    char user[NAME_LIMIT + 1];
    strcpy(user, connection->asking);
    connection->asking[0] = 0; /* one answer to each question */
    if (*user == 0 || ssh_userauth_kbdint_getnanswers(connection->session) != 1)
        return 1;
    const char *secret = ssh_userauth_kbdint_getanswer(connection->session, 0);
    if (!(asks_pin(connection, user) ? pin_is_right(connection, secret) : password_is_right(connection, user, secret)))
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
        .auth_pubkey_function = on_key,
        .service_request_function = on_service,
        .channel_open_request_session_function = channel_open,
    };
    callbacks.userdata = connection;
    ssh_callbacks_init(&callbacks);
    ssh_set_server_callbacks(connection->session, &callbacks);
    ssh_set_message_callback(connection->session, on_message, connection);
    wait_for_pin(connection, "", "");
}
