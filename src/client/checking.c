/* checking.c - the process that looks through a store, and what it says; see checking.h.
 *
 * It may die of what it reads, or go in circles in it. Then what it found so far still counts, and the place where it
 * was is a finding of its own.
 */
#include "checking.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/path.h"
#include "../base/str.h"

enum { LINE = 512, FINDINGS_SHOWN = 200 /* the limit of the row */, SILENCE_S = 120, MB_PER_S = 2, TELL_MS = 1000 };

struct reading {
    const struct checking *checking;
    struct findings *findings;
    struct arena *arena;
    char where[80];
    long long done, of;
    bool ended;
};

int64_t checking_silence_ms(const char *store)
{
    int64_t bytes = 0;
    DIR *dir = opendir(store);
    for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL;) {
        struct stat stat;
        if (fstatat(dirfd(dir), entry->d_name, &stat, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(stat.st_mode))
            bytes += stat.st_size;
    }
    if (dir)
        closedir(dir);
    return (SILENCE_S + (bytes >> 20) / MB_PER_S) * 1000;
}

static void add_finding(struct reading *reading, const char *words)
{
    char clean[400];
    if (reading->findings->findings.n < FINDINGS_SHOWN)
        LIST_ADD(reading->arena, &reading->findings->findings, finding)->words =
            arena_text(reading->arena, str_clean(words, clean, sizeof clean));
    reading->findings->found++;
}

static void add_tally(struct reading *reading, const char *words)
{
    char list[16], name[33];
    long long count;
    if (sscanf(words, "%15s %32s %lld", list, name, &count) != 3)
        return;
    void *tallies = strcmp(list, "kinds") == 0 ? (void *)&reading->findings->kinds : (void *)&reading->findings->states;
    size_t there = strcmp(list, "kinds") == 0 ? reading->findings->kinds.n : reading->findings->states.n;
    if (there >= record_field(&findings_type, strcmp(list, "kinds") == 0 ? "kinds" : "states")->limit)
        return;
    struct tally *tally = list_add(reading->arena, tallies, &tally_type);
    tally->name = arena_text(reading->arena, name);
    tally->count = count;
}

static void add_figure(struct reading *reading, char *words)
{
    char *value = strchr(words, ' ');
    if (value == NULL)
        return;
    *value++ = 0;
    /* One that nobody knows here is from another version; the findings count all the same. */
    (void)!record_set(&findings_type, reading->findings, words, value, reading->arena);
}

static void tell(const struct reading *reading)
{
    if (reading->checking->tell)
        reading->checking->tell(reading->checking->data, reading->where, reading->done, reading->of);
}

static void read_line(struct reading *reading, char *line)
{
    int at = 0;
    switch (line[0]) {
    case CHECKING_FINDING:
        add_finding(reading, line + 1);
        break;
    case CHECKING_WHERE:
        if (sscanf(line + 1, "%lld %lld %n", &reading->done, &reading->of, &at) == 2)
            str_clean(line + 1 + at, reading->where, sizeof reading->where);
        tell(reading);
        break;
    case CHECKING_FIGURE:
        add_figure(reading, line + 1);
        break;
    case CHECKING_TALLY:
        add_tally(reading, line + 1);
        break;
    case CHECKING_END:
        reading->ended = true;
        break;
    default:
        add_finding(reading, line);
    }
}

/* Lines as they come, until the other side closes. False: it was silent for too long. */
static bool read_lines(struct reading *reading, int fd)
{
    char line[LINE];
    size_t used = 0;
    int64_t until = clock_ms() + reading->checking->silence_ms;
    for (;;) {
        struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
        int64_t left = until - clock_ms();
        if (left <= 0)
            return false;
        if (poll(&poll_fd, 1, left > TELL_MS ? TELL_MS : (int)left) <= 0) {
            tell(reading); /* pages of a large file take their time: whoever waits hears that it goes on */
            continue;
        }
        ssize_t got = read(fd, line + used, sizeof line - 1 - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return true;
        used += (size_t)got;
        until = clock_ms() + reading->checking->silence_ms;
        for (char *end; (end = memchr(line, '\n', used)) != NULL || used == sizeof line - 1;) {
            size_t size = end ? (size_t)(end - line) : used;
            line[size] = 0;
            read_line(reading, line);
            size_t taken = size + (end != NULL);
            memmove(line, line + taken, used - taken);
            used -= taken;
        }
    }
}

static enum err start(const struct checking *checking, pid_t *pid, int *fd)
{
    char program[PATH_MAX];
    int pipes[2];
    posix_spawn_file_actions_t actions;
    if (pipe2(pipes, O_CLOEXEC) != 0)
        return err_detail(ERR_LIMIT, "%s", strerror(errno));
    if (checking->program)
        snprintf(program, sizeof program, "%s", checking->program);
    else
        path_program("countersign-keeper", program, sizeof program);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO);
    char *argv[] = { program, (char *)(uintptr_t)checking->shop,
                     (char *)(uintptr_t)(checking->photos ? "--check-photos" : "--check"),
                     (char *)(uintptr_t)checking->store, NULL };
    int failed = posix_spawn(pid, program, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(pipes[1]);
    *fd = pipes[0];
    if (!failed)
        return ERR_NONE;
    close(pipes[0]);
    return err_detail(ERR_LIMIT, "%s", strerror(failed));
}

enum err checking_run(const struct checking *checking, struct findings *findings, struct arena *arena)
{
    struct reading reading = { .checking = checking, .findings = findings, .arena = arena, .where = "opening the store" };
    char words[200];
    pid_t pid;
    int fd, status = 0;
    enum err err = start(checking, &pid, &fd);
    if (err)
        return err;
    bool hangs = !read_lines(&reading, fd);
    close(fd);
    if (hangs)
        kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (!reading.ended) {
        snprintf(words, sizeof words, "the check %s at: %s; the store may be damaged there",
                 hangs ? "came to no end and was stopped" : "itself ended early", reading.where);
        add_finding(&reading, words);
    }
    return ERR_NONE;
}
