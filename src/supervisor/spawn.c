/* spawn.c - starting a program with exactly the descriptors, environment and signals it should have.
 *
 * Every child leads its own session: an interrupt key at the terminal of `serve` reaches the supervisor alone, which
 * then closes the shop in order, and a whole screen can be hung up by its group.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../base/log.h"
#include "../base/path.h"
#include "../base/sandbox.h"
#include "supervisor.h"

/* Give the descriptors their numbers. All move out of the way first: a source may sit on another's number. */
static bool arrange(const struct spawn *spawn)
{
    int high[SPAWN_FDS];
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int i = 0; i < spawn->fd_count; i++) {
        int from = spawn->fds[i] >= 0 ? spawn->fds[i] : i == 0 ? null : STDERR_FILENO;
        high[i] = fcntl(from, F_DUPFD_CLOEXEC, 2 * SPAWN_FDS);
        if (high[i] < 0)
            return false;
    }
    for (int i = 0; i < spawn->fd_count; i++)
        if (dup2(high[i], i) < 0)
            return false;
    return true;
}

static _Noreturn void become(const struct spawn *spawn)
{
    char path[PATH_MAX];
    sigset_t none;
    path_program(spawn->program, path, sizeof path); /* here, where its absence ends only the child */
    for (int i = 1; i < NSIG; i++)
        signal(i, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid();
    umask(077);
    if (!arrange(spawn) || (spawn->terminal && ioctl(STDIN_FILENO, TIOCSCTTY, 0) != 0) || chdir(spawn->directory) != 0)
        _exit(126);
    sandbox_close_from(spawn->fd_count);
    execve(path, spawn->argv, spawn->env);
    _exit(127);
}

pid_t spawn_program(const struct spawn *spawn)
{
    pid_t pid = fork();
    if (pid == 0)
        become(spawn);
    if (pid < 0)
        log_line(spawn->program, "cannot be started: %s", strerror(errno));
    return pid;
}
