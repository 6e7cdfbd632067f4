/* door-client - visits an SSH door, ours or sshd's, in the same way, and takes the times. For tests/bench/door.
 *
 *   door-client PORT LOGIN [--key FILE] [--cipher C] WHAT
 *     screens COUNT             one after the other: TCP connect to the first byte of the screen
 *     storm CLIENTS COUNT       the same by CLIENTS processes at once, COUNT times each
 *     logins COUNT              connect, key exchange, login, good-bye; nothing opened
 *     commands COUNT COMMAND WORDS   a connection each; exit status 0 and WORDS in the answer, or it does not count
 *     keys COUNT                one key on one screen, again and again: a digit into a field, and off again
 *     hold COUNT                COUNT screens; says "ready"; for every line on standard input it types a key at each,
 *                               says "live N", and leaves at the end of the input
 *     typed COUNT COMMAND...    a client of its own kind on a terminal: start to the first escape of the screen
 *
 * Every visitor of storm and hold has an address of its own. Results are lines "key value"; whatever went wrong even
 * once ends the program with a sentence and status 1, because an answer that was refused must not count as a fast one.
 */
#include <errno.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../../src/base/str.h"
#include "../lib/load.h"
#include "../lib/visitor.h"

enum { FIRST_BYTE_MS = 20000, HOLD_LIMIT = 400, QUIET_MS = 150, HAND_MS = 3 };
static const char term[] = "xterm-256color";

static _Noreturn void give_up(const struct visitor *visitor)
{
    die("door-client: %s", visitor_error(visitor));
}

/* Microseconds from the TCP connect to the screen's first byte. */
static int64_t visit_screen(const struct visit *visit)
{
    struct visitor visitor;
    char byte;
    int64_t begun = load_us();
    if (!visitor_arrive(&visitor, visit) || !visitor_screen(&visitor, term))
        give_up(&visitor);
    if (visitor_hear(&visitor, &byte, 1, FIRST_BYTE_MS) != 1)
        die("door-client: the screen said nothing");
    int64_t us = load_us() - begun;
    visitor_leave(&visitor);
    return us;
}

static int64_t number(const char *text, int64_t most)
{
    int64_t value;
    if (!text || !str_number(text, 1, most, &value))
        die("door-client: a number from 1 to %lld is missing", (long long)most);
    return value;
}

static int run_screens(struct visit *visit, char **words)
{
    int64_t count = number(words[0], 100000);
    struct samples samples = samples_new(count);
    for (int64_t i = 0; i < count; i++)
        samples_add(&samples, visit_screen(visit));
    samples_print(&samples, "first", "us", 1);
    return 0;
}

static int run_storm(struct visit *visit, char **words)
{
    int64_t clients = number(words[0], 100), count = number(words[1], 100000);
    struct samples samples = samples_new(clients * count);
    int bad = 0, status;
    for (int64_t i = 0; i < clients; i++) {
        if (fork() != 0)
            continue;
        visit->from = (int)i + 1;
        samples.v += i * count; /* its own part of the shared room */
        for (int64_t k = 0; k < count; k++)
            samples_add(&samples, visit_screen(visit));
        _exit(0);
    }
    while (wait(&status) > 0)
        bad += status != 0;
    if (bad > 0)
        die("door-client: %d of the storm's clients did not get in", bad);
    samples.count = clients * count;
    samples_print(&samples, "first", "us", 1);
    return 0;
}

static int run_logins(struct visit *visit, char **words)
{
    int64_t count = number(words[0], 100000);
    struct samples samples = samples_new(count);
    for (int64_t i = 0; i < count; i++) {
        struct visitor visitor;
        int64_t begun = load_us();
        if (!visitor_arrive(&visitor, visit))
            give_up(&visitor);
        samples_add(&samples, load_us() - begun);
        visitor_leave(&visitor);
    }
    samples_print(&samples, "login", "us", 1);
    return 0;
}

static int run_commands(struct visit *visit, char **words)
{
    int64_t count = number(words[0], 100000), begun = load_us();
    if (!words[1] || !words[2])
        die("door-client: commands takes a count, a command and words of its answer");
    for (int64_t i = 0; i < count; i++) {
        struct visitor visitor;
        char answer[8192];
        if (!visitor_arrive(&visitor, visit))
            give_up(&visitor);
        int status = visitor_command(&visitor, words[1], answer, sizeof answer);
        if (status != 0 || strstr(answer, words[2]) == NULL)
            die("door-client: \"%s\" ended with %d and said: %s", words[1], status, answer);
        visitor_leave(&visitor);
    }
    printf("commands_per_second %.1f\n", (double)count * 1e6 / (double)(load_us() - begun));
    return 0;
}

/* At the kiosk: opens the field for a ticket's code. */
static void press_t(struct visitor *visitor, int quiet_ms)
{
    if (visitor_settle(visitor, quiet_ms) == 0 || visitor_key(visitor, 't') < 0)
        die("door-client: the screen does not answer");
    visitor_settle(visitor, quiet_ms);
}

static int run_keys(struct visit *visit, char **words)
{
    int64_t count = number(words[0], 100000);
    struct samples samples = samples_new(count);
    struct visitor visitor;
    if (!visitor_arrive(&visitor, visit) || !visitor_screen(&visitor, term))
        give_up(&visitor);
    press_t(&visitor, QUIET_MS);
    puts("begin"); /* the processor time of the keys alone begins here, and ends when the next line is read */
    fflush(stdout);
    getchar();
    for (int64_t i = 0; i < count; i++) {
        int64_t us = visitor_key(&visitor, i % 2 ? '\b' : '7');
        if (us < 0)
            die("door-client: key %lld was not answered", (long long)i);
        samples_add(&samples, us);
        visitor_settle(&visitor, HAND_MS);
    }
    samples_print(&samples, "key", "us", 1);
    fflush(stdout);
    getchar();
    visitor_leave(&visitor);
    return 0;
}

static int run_hold(struct visit *visit, char **words)
{
    static struct visitor visitors[HOLD_LIMIT];
    int64_t count = number(words[0], HOLD_LIMIT);
    int key;
    for (int64_t i = 0; i < count; i++) {
        visit->from = (int)i + 1;
        if (!visitor_arrive(&visitors[i], visit) || !visitor_screen(&visitors[i], term))
            give_up(&visitors[i]);
    }
    for (int64_t i = 0; i < count; i++)
        press_t(&visitors[i], i == 0 ? QUIET_MS : HAND_MS);
    puts("ready");
    fflush(stdout);
    for (bool even = true; (key = getchar()) != EOF; even = !even) {
        int64_t live = 0;
        for (int64_t i = 0; i < count; i++)
            live += visitor_key(&visitors[i], even ? '7' : '\b') >= 0;
        printf("live %lld\n", (long long)live);
        fflush(stdout);
    }
    return 0;
}

/* A program on a terminal of its own: from its start to the first escape sequence, which is how a screen begins. */
static int64_t type_command(char **command)
{
    struct winsize size = { .ws_col = 80, .ws_row = 24 };
    char chunk[4096];
    int terminal, status;
    int64_t begun = load_us();
    pid_t pid = forkpty(&terminal, NULL, NULL, &size);
    if (pid == 0) {
        setenv("TERM", term, 1);
        execvp(command[0], command);
        _exit(127);
    }
    int64_t us = -1;
    for (ssize_t got; us < 0 && (got = read(terminal, chunk, sizeof chunk)) > 0;)
        if (memchr(chunk, '\033', (size_t)got))
            us = load_us() - begun;
    close(terminal);
    kill(pid, SIGTERM);
    waitpid(pid, &status, 0);
    if (us < 0)
        die("door-client: %s showed no screen", command[0]);
    return us;
}

static int run_typed(struct visit *visit, char **words)
{
    int64_t count = number(words[0], 100000);
    struct samples samples = samples_new(count);
    (void)visit;
    if (!words[1])
        die("door-client: typed takes a count and a command");
    for (int64_t i = 0; i < count; i++)
        samples_add(&samples, type_command(words + 1));
    samples_print(&samples, "first", "us", 1);
    return 0;
}

static const struct {
    const char *name;
    int (*run)(struct visit *visit, char **words);
} whats[] = {
    { "screens", run_screens }, { "storm", run_storm }, { "logins", run_logins }, { "commands", run_commands },
    { "keys", run_keys }, { "hold", run_hold }, { "typed", run_typed },
};

int main(int argc, char **argv)
{
    struct visit visit = { 0 };
    int at = 3;
    if (argc < 4)
        die("usage: door-client PORT LOGIN [--key FILE] [--cipher C] WHAT");
    visit.port = (int)number(argv[1], 65535);
    visit.login = argv[2];
    for (; at + 1 < argc && argv[at][0] == '-'; at += 2)
        *(argv[at][2] == 'k' ? &visit.key : &visit.cipher) = argv[at + 1];
    ssh_init();
    for (size_t i = 0; i < sizeof whats / sizeof *whats && at < argc; i++)
        if (strcmp(whats[i].name, argv[at]) == 0)
            return whats[i].run(&visit, argv + at + 1);
    die("door-client: it cannot do that");
}
