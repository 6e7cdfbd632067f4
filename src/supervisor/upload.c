/* upload.c - uploads that no connection asked for: the card in a local terminal's reader, and photos that were whole when
 * their upload died or the lights went out, which still get into their order.
 *
 * The reader's folder is opened by the upload itself, before it is held: a card that hangs makes nobody else wait.
 */
#include <unistd.h>
#include "../base/io.h"
#include "../base/log.h"
#include "supervisor.h"

static struct session *add_session(struct supervisor *s, const char *code, const char *terminal, int control)
{
    struct session *session = session_add(s, SESSION_SPAWNED, control);
    struct identity *who = &session->identity;
    who->role = ROLE_CUSTOMER;
    who->place = PLACE_KIOSK;
    who->login = "ticket";
    who->terminal = arena_text(&session->memory, terminal);
    who->code = arena_text(&session->memory, code);
    session->program = PROGRAM_UPLOAD;
    return session;
}

/* Start one for that order; `screen` (-1: none) becomes its standard input. NULL when there can be none now. */
static struct session *start(struct supervisor *s, const char *code, const char *terminal, char *const *argv, int screen)
{
    struct arena arena = { 0 };
    int control[2];
    if (s->stop_ms || s->session_count >= SESSIONS_LIMIT || io_pair(control))
        return NULL;
    struct session *session = add_session(s, code, terminal, control[0]);
    int folder = incoming_make(s, session);
    struct spawn spawn = { .program = "countersign-upload", .argv = argv, .env = plain_environment(&arena), .owner = s->owner,
                           .fds = { screen, -1, -1, control[1], folder }, .fd_count = 5, .directory = "/" };
    session->pid = folder < 0 ? -1 : spawn_program(&spawn);
    arena_free(&arena);
    io_close(&control[1]);
    io_close(&folder);
    if (session->pid < 0) {
        session->folder[0] = 0; /* it stays for the next try */
        session_reaped(s, session, 0);
        return NULL;
    }
    session_wire(s, session);
    return session;
}

void upload_finish(struct supervisor *s, const char *code)
{
    static char *const argv[] = { "countersign-upload", "--finish", NULL };
    if (start(s, code, "shop", argv, -1))
        log_line("upload", "photos that were left whole are taken in");
}

void upload_card(struct supervisor *s, const struct peer *peer, int screen)
{
    const struct session *asker = session_find(s, peer->session);
    char *const argv[] = { "countersign-upload", "--card", (char *)peer->detail, NULL };
    if (asker == NULL || asker->kind != SESSION_LOCAL || screen < 0)
        return;
    struct session *session = start(s, peer->name, asker->identity.terminal, argv, screen);
    if (session)
        session->owner = asker->identity.session;
}
