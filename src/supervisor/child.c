/* child.c - the shop's own processes: keeper, door, workers, printers; started, heard, started again.
 *
 * Workers and printers are the keeper's wish (MSG_WANT), but ours to keep alive: when one dies the next one's socket
 * reaches the keeper under the same name. The keeper is special: its death costs nobody else their life, only the
 * next keeper's first messages are everybody's new sockets.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/log.h"
#include "../base/path.h"
#include "supervisor.h"

enum { STEADY_MS = 5000, DELAY_MS = 50, DELAY_LIMIT_MS = 2000, TELL_MS = 100 };

static const char *const programs[] = {
    [CHILD_KEEPER] = "countersign-keeper", [CHILD_DOOR] = "countersign-door",
    [CHILD_WORKER] = "countersign-worker", [CHILD_CONVERTER] = "countersign-converter",
    [CHILD_PRINTER] = "countersign-printer",
};

/* Who decodes photos, as the keeper asks for them; by name with a number behind it. */
static const struct crew {
    const char *name;
    enum child_kind kind;
    const char *argument;
} crews[] = {
    { "worker", CHILD_WORKER, NULL },
    { "greeter", CHILD_WORKER, NULL },
    { "checker", CHILD_WORKER, "low" },
    { "converter", CHILD_CONVERTER, NULL },
};

struct child *child_add(struct supervisor *s, enum child_kind kind, const char *name)
{
    struct child *child = xcalloc(1, sizeof *child), **end = &s->children;
    child->kind = kind;
    snprintf(child->name, sizeof child->name, "%s", name);
    if (kind == CHILD_KEEPER)
        child->argument = s->shop;
    else if (kind == CHILD_PRINTER)
        child->argument = strchr(child->name, ':') + 1;
    wire_open(&child->wire, -1);
    record_init(&identity_type, &child->identity);
    child->identity.session = ++s->next_session;
    child->identity.role = ROLE_MACHINE;
    child->identity.place = PLACE_MACHINE;
    child->identity.login = child->identity.terminal = child->name;
    child->identity.shop = s->conf.shop_name;
    while (*end)
        end = &(*end)->next;
    return *end = child;
}

/* A worker or printer and the keeper get the two ends of a new pair. */
static void introduce(struct supervisor *s, struct child *child)
{
    int pair[2];
    struct peer peer;
    if (child->pid == 0 || s->keeper->wire.fd < 0)
        return;
    if (io_pair(pair)) {
        child->wire.broken = true;
        return;
    }
    record_init(&peer_type, &peer);
    peer.name = child->name;
    peer.pid = child->pid;
    wire_send(&s->keeper->wire, MSG_PEER_UP, 0, &peer_type, &peer, &pair[0], 1);
    wire_send(&child->wire, MSG_KEEPER, 0, &identity_type, &child->identity, &pair[1], 1);
}

static bool speaks_to_keeper(const struct child *child)
{
    return child->kind == CHILD_WORKER || child->kind == CHILD_CONVERTER || child->kind == CHILD_PRINTER;
}

/* A keeper is up: everybody who lives gets a new socket to it, and its patience starts to run. */
static void introduce_all(struct supervisor *s, int64_t now)
{
    s->heard_ms = now;
    s->patience_ms = HEART_PATIENT_MS;
    for (struct child *p = s->children; p; p = p->next)
        if (speaks_to_keeper(p))
            introduce(s, p);
    for (struct session *session = s->sessions; session; session = session->next)
        session_wire(s, session);
}

static pid_t spawn(struct supervisor *s, const struct child *child, int control)
{
    struct arena arena = { 0 };
    char port[8];
    snprintf(port, sizeof port, "%d", s->port);
    /* The keeper tells customers where to send their photos. */
    bool keeper = child->kind == CHILD_KEEPER;
    char *argv[] = { (char *)programs[child->kind], (char *)child->argument, keeper ? s->address : NULL, port, NULL };
    struct spawn spawn = { .program = programs[child->kind], .argv = argv, .env = plain_environment(&arena),
                           .fds = { -1, -1, -1, control, s->listener, s->host_key, s->addresses },
                           .fd_count = child->kind == CHILD_DOOR ? 7 : 4,
                           /* a folder printer's target may be named from the shop's folder */
                           .directory = child->kind == CHILD_DOOR ? "/" : s->shop, .owner = s->owner };
    pid_t pid = spawn_program(&spawn);
    arena_free(&arena);
    return pid;
}

void child_start(struct supervisor *s, struct child *child)
{
    int pair[2];
    int64_t now = clock_ms();
    child->restart_ms = 0;
    pid_t pid = -1;
    if (io_pair(pair) == ERR_NONE) {
        pid = spawn(s, child, pair[1]);
        close(pair[1]);
        if (pid < 0)
            close(pair[0]);
    }
    if (pid < 0) {
        child->restart_ms = now + DELAY_LIMIT_MS;
        return;
    }
    child->pid = pid;
    child->starts++;
    child->started_ms = now;
    child->broken_ms = 0;
    wire_open(&child->wire, pair[0]);
    s->children_changed = true;
    if (child == s->keeper)
        introduce_all(s, now);
    else if (child == s->door)
        door_begins(s);
    else if (speaks_to_keeper(child))
        introduce(s, child);
}

static struct child *find(struct supervisor *s, const char *name)
{
    for (struct child *p = s->children; p; p = p->next)
        if (!p->unwanted && strcmp(p->name, name) == 0)
            return p;
    return NULL;
}

static void want(struct supervisor *s, enum child_kind kind, const char *name, const char *argument)
{
    if (find(s, name))
        return;
    struct child *child = child_add(s, kind, name);
    if (argument)
        child->argument = argument;
    child_start(s, child);
}

static void want_crew(struct supervisor *s, const struct crew *crew, int64_t count)
{
    char name[48];
    for (int64_t i = 1; i <= WORKERS_LIMIT; i++) {
        snprintf(name, sizeof name, "%s:%lld", crew->name, (long long)i);
        struct child *surplus = i > count ? find(s, name) : NULL;
        if (i <= count)
            want(s, crew->kind, name, crew->argument);
        else if (surplus)
            surplus->unwanted = true;
    }
}

/* A name that can stand in a process list, a log and an argument. */
static bool printer_name_fits(const char *name)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");
    return length > 0 && length <= 32 && name[length] == 0 && name[0] != '-' && name[0] != '.';
}

void child_want(struct supervisor *s, const struct peer *peer)
{
    int printers = 0;
    for (size_t i = 0; i < sizeof crews / sizeof *crews; i++)
        if (strcmp(peer->name, crews[i].name) == 0) {
            want_crew(s, &crews[i], peer->count);
            return;
        }
    for (struct child *p = s->children; p; p = p->next)
        printers += p->kind == CHILD_PRINTER;
    struct child *surplus = peer->count == 0 ? find(s, peer->name) : NULL;
    if (surplus && surplus->kind == CHILD_PRINTER)
        surplus->unwanted = true;
    else if (strncmp(peer->name, "printer:", 8) == 0 && printer_name_fits(peer->name + 8) && printers < PRINTERS_LIMIT &&
             peer->count > 0)
        want(s, CHILD_PRINTER, peer->name, NULL);
    else
        log_line("keeper", "wants what cannot be: %s", peer->name);
}

/* The first death in a while is made good at once; after that each wait is twice the last. */
static int64_t next_delay(const struct child *child, int64_t now)
{
    if (now - child->started_ms >= STEADY_MS || child->starts <= 1)
        return 0;
    int64_t delay = child->delay_ms ? child->delay_ms * 2 : DELAY_MS;
    return delay < DELAY_LIMIT_MS ? delay : DELAY_LIMIT_MS;
}

/* True when starting the keeper again is no use: it never came so far as to be ready, and said itself why it cannot
 * begin, or died so many times in a row. In a shop that was open it is always started again. */
static bool hopeless(const struct supervisor *s, int status)
{
    return !s->ready && (WIFEXITED(status) || s->failures >= FAILURES);
}

/* A keeper that was at its work is made good at once. One that ended before it was ready will mostly do so again (the
 * disk is full, say): each wait is four times the last, and a person hears once what is the matter. */
static int64_t keeper_delay(const struct supervisor *s)
{
    enum { FIRST_MS = 50, LIMIT_MS = 5000, NEARLY_FULL_MB = 32 };
    struct statvfs space;
    int64_t delay = FIRST_MS;
    if (s->failures <= 1)
        return 0;
    for (int i = 2; i < s->failures && delay < LIMIT_MS; i++)
        delay *= 4;
    if (s->failures == FAILURES) {
        bool full = statvfs(PATH_STORE, &space) == 0 && (uint64_t)space.f_bavail * space.f_frsize >> 20 < NEARLY_FULL_MB;
        log_line("shop", full ? "its disk is full. Free some space; it then goes on by itself within %d seconds"
                              : "its keeper ended five times before it was ready. It is tried again every %d seconds; if it does "
                                "not come back, close the shop and run: countersign check", LIMIT_MS / 1000);
    }
    return delay < LIMIT_MS ? delay : LIMIT_MS;
}

void child_ended(struct supervisor *s, struct child *child, int status)
{
    int64_t now = clock_ms();
    bool exited = WIFEXITED(status);
    child->pid = 0;
    s->children_changed = true;
    /* What it said last still counts, also when it no longer heard us: the keeper may have named who a session is. */
    child->wire.broken = false;
    while (child_hear(s, child))
        ;
    wire_close(&child->wire);
    if (child->unwanted || s->stop_ms)
        return;
    bool renewed = child == s->door && status == 0; /* it went to make room for the next */
    if (!renewed)
        log_line(child->name, exited ? "ended with status %d" : "was ended by signal %d",
                 exited ? WEXITSTATUS(status) : WTERMSIG(status));
    if (child == s->keeper)
        s->failures++;
    if (child == s->keeper && hopeless(s, status)) {
        log_line("shop", "could not be opened. Mend what is said above, then: countersign serve");
        supervisor_stop(s, 1);
        return;
    }
    child->delay_ms = renewed ? 0 : child == s->keeper ? keeper_delay(s) : next_delay(child, now);
    child->restart_ms = now + child->delay_ms;
}

void child_kill(struct supervisor *s, const struct peer *peer)
{
    for (struct child *child = s->children; child; child = child->next)
        if (speaks_to_keeper(child) && child->pid && strcmp(child->name, peer->name) == 0 &&
            (peer->pid == 0 || peer->pid == child->pid))
            kill(child->pid, SIGKILL);
}

bool child_hear(struct supervisor *s, struct child *child)
{
    enum { ROUND = 64 }; /* one that never stops talking must not keep the others waiting */
    struct arena arena = { 0 };
    struct msg msg;
    int i;
    for (i = 0; i < ROUND && wire_receive(&child->wire, &msg, &arena); i++) {
        bool good = child == s->keeper ? keeper_says(s, &msg, &arena)
                                       : child == s->door && door_says(s, &msg, &arena);
        if (!good) {
            log_line(child->name, "said what it may not say (%u)", msg.kind);
            child->wire.broken = true;
        }
        msg_close(&msg);
        arena_reset(&arena);
    }
    arena_free(&arena);
    return i == ROUND;
}

/* A child whose control socket broke is of no use; a silent keeper neither. */
static void end_if_useless(struct supervisor *s, struct child *child, int64_t now)
{
    if (child->pid == 0)
        return;
    if (child == s->keeper && !s->stop_ms && now - s->heard_ms > s->patience_ms) {
        log_line("keeper", "has been silent for %lld ms", (long long)(now - s->heard_ms));
        kill(child->pid, SIGKILL);
        s->heard_ms = now;
    }
    /* One that ends by itself closes its socket a moment before we hear of its end; that is no reason to kill. */
    if (child->wire.broken && child->broken_ms == 0)
        child->broken_ms = now;
    if (child->wire.broken && now - child->broken_ms >= PARTING_MS)
        kill(child->pid, SIGKILL);
    if (child->unwanted)
        kill(child->pid, SIGTERM);
}

int child_due(struct supervisor *s, int64_t now)
{
    int64_t next = now + 500;
    for (struct child *child = s->children; child; child = child->next) {
        end_if_useless(s, child, now);
        if (child->restart_ms && child->restart_ms <= now && !s->stop_ms && !child->unwanted)
            child_start(s, child);
        if (child->restart_ms && child->restart_ms < next)
            next = child->restart_ms;
    }
    if (s->children_changed && s->ready && s->keeper->wire.fd >= 0) {
        /* Many clients at once change the list many times; the keeper hears of it ten times a second at most. */
        if (now - s->told_ms >= TELL_MS) {
            keeper_tell(s);
            s->told_ms = now;
            s->children_changed = false;
        } else if (s->told_ms + TELL_MS < next) {
            next = s->told_ms + TELL_MS;
        }
    }
    return next > now ? (int)(next - now) : 0;
}

void child_sweep(struct supervisor *s)
{
    for (struct child **at = &s->children; *at;) {
        struct child *child = *at;
        if (child->unwanted && child->pid == 0) {
            *at = child->next;
            wire_close(&child->wire);
            free(child);
        } else {
            at = &child->next;
        }
    }
}
