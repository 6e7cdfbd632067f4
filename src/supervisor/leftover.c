/* leftover.c - photos that were whole when their upload died, or when the lights went out, still get into their order: an
 * upload without a client finishes them.
 */
#include <unistd.h>
#include "../base/io.h"
#include "../base/log.h"
#include "supervisor.h"

static struct session *add_session(struct supervisor *s, const char *code, int control)
{
    struct session *session = session_add(s, SESSION_SPAWNED, control);
    struct identity *who = &session->identity;
    who->role = ROLE_CUSTOMER;
    who->place = PLACE_KIOSK;
    who->login = "ticket";
    who->terminal = "shop";
    who->code = arena_text(&session->memory, code);
    session->program = PROGRAM_UPLOAD;
    return session;
}

void leftover_finish(struct supervisor *s, const char *code)
{
    static char *const argv[] = { "countersign-upload", "--finish", NULL };
    struct arena arena = { 0 };
    int control[2];
    if (s->stop_ms || s->session_count >= SESSIONS_LIMIT || io_pair(control))
        return;
    struct session *session = add_session(s, code, control[0]);
    int folder = incoming_make(s, session);
    struct spawn spawn = { .program = "countersign-upload", .argv = argv, .env = plain_environment(&arena),
                           .fds = { -1, -1, -1, control[1], folder }, .fd_count = 5, .directory = "/" };
    session->pid = folder < 0 ? -1 : spawn_program(&spawn);
    arena_free(&arena);
    io_close(&control[1]);
    io_close(&folder);
    if (session->pid < 0) {
        session->folder[0] = 0; /* it stays for the next try */
        session_reaped(s, session, 0);
        return;
    }
    log_line("upload", "photos that were left whole are taken in");
    session_wire(s, session);
}
