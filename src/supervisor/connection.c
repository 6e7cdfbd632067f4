/* connection.c - what a client over ssh may have started: a screen, a command, an upload.
 *
 * The connection process speaks to strangers and is believed in nothing: who it is, only the keeper says. Its request
 * may arrive before the keeper's word about the login was read here, so that word is read first.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/log.h"
#include "../base/str.h"
#include "../tbl/roles.h"
#include "supervisor.h"

static const struct home {
    enum role role;
    enum place place;
    const char *screen;
} homes[] = {
#define HOME(role, place, screen) { role, place, screen },
    HOME_ROWS(HOME)
#undef HOME
};

static const char busy[] = "The shop is very busy. Try again in a minute.";

/* What a started program gets on 0, 1, 2 (inner), and what the connection pumps (outer: pty, or three pipes). */
struct ends {
    int inner[3], outer[3];
    int outer_count;
};

static const struct home *home_of(enum role role)
{
    for (size_t i = 0; i < sizeof homes / sizeof *homes; i++)
        if (homes[i].role == role)
            return &homes[i];
    return NULL;
}

void connection_add(struct supervisor *s, uint64_t id, const struct peer *peer)
{
    int pair[2];
    char address[64];
    struct peer answer;
    record_init(&peer_type, &answer);
    if (s->session_count >= SESSIONS_LIMIT || io_pair(pair)) {
        log_line("door", "a client from %s is turned away: too many are here", peer->address);
        answer.detail = busy;
        wire_send(&s->door->wire, MSG_REFUSED, id, &peer_type, &answer, NULL, 0);
        return;
    }
    struct session *session = session_add(s, SESSION_CONNECTION, pair[0]);
    struct identity *who = &session->identity;
    who->remote = true;
    who->address = arena_text(&session->memory, str_clean(peer->address, address, sizeof address - 4));
    who->terminal = arena_format(&session->memory, "ssh %s", address);
    answer.session = who->session;
    answer.address = who->address;
    wire_send(&s->door->wire, MSG_CONTROL, id, &peer_type, &answer, &pair[1], 1);
    session_wire(s, session);
}

static void close_ends(int *fds, int count)
{
    for (int i = 0; i < count; i++)
        io_close(&fds[i]);
}

static unsigned short clamp(int64_t value, unsigned short usual, unsigned short most)
{
    return value <= 0 ? usual : value > most ? most : (unsigned short)value;
}

static bool open_pty(const struct opening *opening, struct ends *ends)
{
    struct winsize size = { .ws_col = clamp(opening->columns, 80, 500), .ws_row = clamp(opening->rows, 24, 200) };
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0)
        return false;
    ends->outer[0] = master;
    ends->outer_count = 1;
    if (grantpt(master) != 0 || unlockpt(master) != 0 || ioctl(master, TIOCSWINSZ, &size) != 0)
        return false;
    ends->inner[0] = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (ends->inner[0] < 0)
        return false;
    ends->inner[1] = fcntl(ends->inner[0], F_DUPFD_CLOEXEC, 3);
    ends->inner[2] = fcntl(ends->inner[0], F_DUPFD_CLOEXEC, 3);
    return ends->inner[1] >= 0 && ends->inner[2] >= 0;
}

static bool open_pipes(struct ends *ends)
{
    ends->outer_count = 3;
    for (int i = 0; i < 3; i++) {
        int pair[2];
        if (pipe2(pair, O_CLOEXEC) != 0)
            return false;
        ends->inner[i] = pair[i == 0 ? 0 : 1];
        ends->outer[i] = pair[i == 0 ? 1 : 0];
    }
    return true;
}

/* A session of its own for what is started: the same person, at that person's place. */
static struct session *add_spawned(struct supervisor *s, const struct session *connection,
                                   const struct opening *opening, const struct home *home, int control)
{
    struct session *session = session_add(s, SESSION_SPAWNED, control);
    int64_t id = session->identity.session;
    record_copy(&identity_type, &connection->identity, &session->identity, &session->memory);
    session->identity.session = id;
    session->identity.place = home->place;
    session->program = opening->program;
    session->owner = connection->identity.session;
    session->channel = opening->channel;
    return session;
}

static pid_t spawn(const struct supervisor *s, const struct opening *opening, const struct home *home,
                   const struct ends *ends, int control, int folder)
{
    static const char *const programs[PROGRAM_COUNT] = { "countersign-screen", "countersign", "countersign-upload" };
    struct arena arena = { 0 };
    const char *program = programs[opening->program];
    char *argv[][4] = {
        [PROGRAM_SCREEN] = { (char *)program, (char *)home->screen, NULL },
        [PROGRAM_COMMAND] = { (char *)program, "--remote", (char *)opening->command, NULL },
        [PROGRAM_UPLOAD] = { (char *)program, NULL },
    };
    struct spawn spawn = { .program = program, .argv = argv[opening->program],
                           .env = terminal_environment(opening, &arena),
                           .fds = { ends->inner[0], ends->inner[1], ends->inner[2], control, folder },
                           .fd_count = folder >= 0 ? 5 : 4, .terminal = ends->outer_count == 1, .directory = "/",
                           .owner = s->owner };
    pid_t pid = spawn_program(&spawn);
    arena_free(&arena);
    return pid;
}

/* Start it; answers why not, or NULL. */
static const char *start(struct supervisor *s, struct session *connection, uint64_t id, const struct opening *opening,
                         const struct home *home)
{
    struct ends ends = { { -1, -1, -1 }, { -1, -1, -1 }, 0 };
    int control[2] = { -1, -1 }, folder = -1;
    struct peer peer;
    if (!(opening->pty && opening->program != PROGRAM_UPLOAD ? open_pty(opening, &ends) : open_pipes(&ends)) ||
        io_pair(control)) {
        close_ends(ends.inner, 3);
        close_ends(ends.outer, 3);
        return busy;
    }
    struct session *session = add_spawned(s, connection, opening, home, control[0]);
    if (opening->program == PROGRAM_UPLOAD)
        folder = incoming_make(s, session);
    bool homeless = opening->program == PROGRAM_UPLOAD && folder < 0;
    session->pid = homeless ? -1 : spawn(s, opening, home, &ends, control[1], folder);
    close_ends(ends.inner, 3);
    io_close(&control[1]);
    io_close(&folder);
    if (session->pid < 0) {
        close_ends(ends.outer, 3);
        session->owner = 0;
        session_reaped(s, session, 0);
        return busy;
    }
    record_init(&peer_type, &peer);
    peer.channel = opening->channel;
    peer.pid = session->pid;
    peer.session = session->identity.session;
    wire_send(&connection->wire, MSG_OPENED, id, &peer_type, &peer, ends.outer, ends.outer_count);
    connection->opened++;
    session_wire(s, session);
    return NULL;
}

/* Kiosks and uploads that are open from the same place as this one. */
static int64_t customers_from(const struct supervisor *s, const char *address)
{
    int64_t count = 0;
    for (const struct session *other = s->sessions; other; other = other->next)
        count += other->kind == SESSION_SPAWNED && !other->gone && other->identity.role == ROLE_CUSTOMER &&
                 strcmp(other->identity.address, address) == 0;
    return count;
}

/* An honest client opens its screen or upload as soon as it is in. So only who takes the places of others has many that do
 * not: of the address with the most of them the one that came first goes. */
void connection_crowd(struct supervisor *s)
{
    struct session *idle[IDLE_CUSTOMERS + 1], *victim = NULL;
    size_t count = 0, most = 0;
    for (struct session *other = s->sessions; other && count <= IDLE_CUSTOMERS; other = other->next)
        if (other->kind == SESSION_CONNECTION && !other->gone && other->identity.role == ROLE_CUSTOMER && other->opened == 0)
            idle[count++] = other; /* the youngest first */
    for (size_t i = count; count > IDLE_CUSTOMERS && i-- > 0;) {
        size_t same = 0;
        for (size_t k = 0; k < count; k++)
            same += strcmp(idle[i]->identity.address, idle[k]->identity.address) == 0;
        if (same > most) {
            most = same;
            victim = idle[i];
        }
    }
    if (victim)
        session_end(s, victim);
}

static const char *refuse(struct supervisor *s, const struct session *connection, const struct opening *opening,
                          const struct home *home)
{
    if (home == NULL)
        return "Log in first.";
    if (s->stop_ms)
        return "The shop is closing. Try again in a minute.";
    if (connection->opened >= OPENINGS_LIMIT)
        return "That is open too often already. Close one first.";
    if (s->session_count >= (home->role == ROLE_CUSTOMER ? CUSTOMERS_LIMIT : SESSIONS_LIMIT))
        return busy;
    const char *address = connection->identity.address;
    if (home->role == ROLE_CUSTOMER && !address_is_loopback(address) && customers_from(s, address) >= s->conf.address_customers)
        return "Too many kiosks are open where you are. Close one, or try again in a minute.";
    if (opening->program == PROGRAM_UPLOAD && home->role != ROLE_CUSTOMER)
        return "Photos are taken in by the kiosk login or a ticket. Log in with one of them.";
    if (opening->program == PROGRAM_COMMAND && home->role == ROLE_CUSTOMER)
        return "Commands are for staff. Send photos with scp or sftp, or open the kiosk with ssh.";
    return NULL;
}

void connection_open(struct supervisor *s, struct session *connection, uint64_t id, const struct opening *opening)
{
    /* The keeper named this session before it let the connection know; that word waits in its socket. */
    for (int i = 0; i < 16 && child_hear(s, s->keeper); i++)
        ;
    if (connection->gone)
        return;
    const struct home *home = home_of(connection->identity.role);
    const char *why = refuse(s, connection, opening, home);
    if (why == NULL)
        why = start(s, connection, id, opening, home);
    if (why == NULL)
        return;
    struct peer peer;
    record_init(&peer_type, &peer);
    peer.channel = opening->channel;
    peer.detail = why;
    wire_send(&connection->wire, MSG_REFUSED, id, &peer_type, &peer, NULL, 0);
}
