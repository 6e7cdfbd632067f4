/* tool-kill.c - SIGKILL to processes of an open shop at random moments, and how long nobody was answered.
 *
 *   tool-kill SHOP SUPERVISOR-PID --kills N --seconds S --seed N [--outages FILE]
 *
 * Ends after so many kills or so many seconds, whichever is first. Six of ten kills meet the keeper, the others any
 * child of the supervisor: door, workers, printers, screens, uploads. What a reader would not guess: one in eight dead
 * keepers is followed by another kill while its successor recovers, so the time is taken from the last kill to the next
 * answer of any client. FILE gets one line of milliseconds a dead keeper. Only children of that one process are killed.
 */
#include <dirent.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "../../src/base/clock.h"
#include "../../src/client/client.h"

enum { MOST = 400, NAMES = 12, NAME = 16 };

struct found {
    pid_t pid;
    char name[NAME]; /* as the kernel has it: the program's first 15 letters */
};

static struct {
    uint64_t seed;
    struct client client;
    pid_t supervisor;
    char names[NAMES][NAME];
    int killed[NAMES];
    FILE *outages;
} run;

/* xorshift, so that a run can be repeated as far as the machine allows */
static int below(int limit)
{
    run.seed ^= run.seed << 13;
    run.seed ^= run.seed >> 7;
    run.seed ^= run.seed << 17;
    return (int)(run.seed % (uint64_t)limit);
}

static void pause_ms(int ms)
{
    struct timespec pause = { ms / 1000, (ms % 1000) * 1000000L };
    nanosleep(&pause, NULL);
}

static bool read_stat(pid_t pid, struct found *found, pid_t *parent)
{
    char path[40], text[400];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "re");
    bool good = file && fgets(text, sizeof text, file);
    if (file)
        fclose(file);
    char *open = good ? strchr(text, '(') : NULL, *end = good ? strrchr(text, ')') : NULL, state;
    int up;
    if (open == NULL || end == NULL || sscanf(end + 1, " %c %d", &state, &up) != 2 || state == 'Z')
        return false;
    *found = (struct found){ .pid = pid };
    snprintf(found->name, sizeof found->name, "%.*s", (int)(end - open - 1), open + 1);
    *parent = up;
    return true;
}

/* The supervisor's living children; keeper: only that one. */
static int children(struct found *list, bool keeper)
{
    DIR *dir = opendir("/proc");
    int n = 0;
    if (dir == NULL)
        return 0;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL && n < MOST;) {
        struct found one;
        pid_t pid = (pid_t)atoi(entry->d_name), parent;
        if (pid > 1 && read_stat(pid, &one, &parent) && parent == run.supervisor && strncmp(one.name, "countersign", 11) == 0 &&
            (!keeper || strcmp(one.name, "countersign-kee") == 0))
            list[n++] = one;
    }
    closedir(dir);
    return n;
}

static void note(const char *name)
{
    for (int i = 0; i < NAMES; i++)
        if (run.names[i][0] == 0 || strcmp(run.names[i], name) == 0) {
            snprintf(run.names[i], NAME, "%s", name);
            run.killed[i]++;
            return;
        }
}

static bool answered(void)
{
    struct arena arena = { 0 };
    struct args args = client_args();
    struct status status;
    enum err err = client_call(&run.client, ACTION_STATUS, &args, &status, &arena);
    arena_free(&arena);
    return err == ERR_NONE;
}

/* Returns how many were killed; -1 when the shop did not come back. */
static int kill_one(void)
{
    struct found list[MOST], *victim;
    int kills = 1, n = children(list, below(10) < 6);
    if (n == 0)
        return 0;
    victim = &list[below(n)];
    bool keeper = strcmp(victim->name, "countersign-kee") == 0;
    if (kill(victim->pid, SIGKILL) != 0)
        return 0;
    int64_t since = clock_ms();
    note(victim->name);
    if (!keeper)
        return 1;
    if (below(8) == 0) {
        pause_ms(5 + below(120));
        if (children(list, true) == 1 && list[0].pid != victim->pid && kill(list[0].pid, SIGKILL) == 0) {
            since = clock_ms();
            note("keeper twice");
            kills++;
        }
    }
    if (!answered())
        return -1;
    if (run.outages)
        fprintf(run.outages, "%lld\n", (long long)(clock_ms() - since));
    return kills;
}

static _Noreturn void usage(void)
{
    fputs("usage: tool-kill SHOP SUPERVISOR-PID --kills N --seconds S --seed N [--outages FILE]\n", stderr);
    exit(2);
}

int main(int argc, char **argv)
{
    static const struct option options[] = { { "kills", 1, NULL, 'k' }, { "seconds", 1, NULL, 's' }, { "seed", 1, NULL, 'r' },
                                             { "outages", 1, NULL, 'o' }, { 0 } };
    long kills = 0, seconds = 0, done = 0;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'k')
            kills = atol(optarg);
        else if (option == 's')
            seconds = atol(optarg);
        else if (option == 'r')
            run.seed = strtoull(optarg, NULL, 10) * 2654435761u + 88172645463325252u;
        else if (option != 'o' || (run.outages = fopen(optarg, "a")) == NULL)
            usage();
    }
    if (optind + 2 != argc || kills < 1 || seconds < 1 || (run.supervisor = (pid_t)atoi(argv[optind + 1])) < 2)
        usage();
    if (client_open_shop(&run.client, argv[optind], PLACE_OFFICE, -1) || !answered()) {
        fprintf(stderr, "tool-kill: the shop does not answer: %s\n", err_last_detail());
        return 1;
    }
    int64_t until = clock_ms() + seconds * 1000;
    while (done < kills && clock_ms() < until) {
        pause_ms(20 + below(300));
        int count = kill_one();
        if (count < 0) {
            fprintf(stderr, "tool-kill: after %ld kills the shop did not come back: %s\n", done, err_last_detail());
            return 1;
        }
        done += count;
    }
    printf("%ld", done);
    for (int i = 0; i < NAMES && run.names[i][0]; i++)
        printf("%s %s %d", i ? "," : ":", run.names[i], run.killed[i]);
    putchar('\n');
    client_close(&run.client);
    return 0;
}
