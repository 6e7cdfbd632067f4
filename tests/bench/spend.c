/* spend - what a command costs: spend COMMAND... runs it and says cpu_ms, wall_ms and rss_mb, a line each.
 *
 * CPU is that of the command and of all it started and waited for; rss_mb is the most that any one of them had in memory.
 * Its output is dropped, its exit status handed on. spend @FILE COMMAND... writes the figures to FILE. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "../../src/base/err.h"

static double milliseconds(struct timeval time)
{
    return (double)time.tv_sec * 1000 + (double)time.tv_usec / 1000;
}

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
    struct rusage usage;
    int status, to_file = argc > 1 && argv[1][0] == '@';
    if (argc < 2 + to_file)
        die("usage: spend [@FILE] COMMAND...");
    FILE *out = to_file ? fopen(argv[1] + 1, "w") : stdout;
    double began = now_ms();
    pid_t pid = fork();
    if (out == NULL || pid < 0)
        die("spend: %s", strerror(errno));
    if (pid == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDOUT_FILENO);
        execvp(argv[1 + to_file], argv + 1 + to_file);
        _exit(127);
    }
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            die("spend: %s", strerror(errno));
    getrusage(RUSAGE_CHILDREN, &usage);
    fprintf(out, "cpu_ms %.1f\nwall_ms %.1f\nrss_mb %.1f\n", milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime),
            now_ms() - began, (double)usage.ru_maxrss / 1024);
    if (fclose(out) != 0)
        die("spend: %s", strerror(errno));
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
