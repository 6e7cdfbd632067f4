/* spawn.c - starting a program with exactly the descriptors, environment and signals it should have.
 *
 * Every child leads its own session: an interrupt key at the terminal of `serve` reaches the supervisor alone, which
 * then closes the shop in order, and a whole screen can be hung up by its group.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../base/log.h"
#include "../base/path.h"
#include "supervisor.h"

/* The row of tbl/roles.h that holds it. */
static const char *role_of(const char *program)
{
    const char *dash = strchr(program, '-');
    return dash ? dash + 1 : "screen";
}

/* Give up root for good: groups first, which only root can. */
static bool change_user(const struct sandbox_user *user)
{
    return setgroups(0, NULL) == 0 && setresgid(user->group, user->group, user->group) == 0 &&
           setresuid(user->user, user->user, user->user) == 0;
}

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

static _Noreturn void become(const struct spawn *spawn, const struct sandbox_user *user)
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
    /* Opened before, for the other user may not be let into the folder that it lies in. */
    int program = open(path, O_PATH | O_CLOEXEC);
    if (program < 0 || (user && !change_user(user)))
        _exit(126);
    execveat(program, "", spawn->argv, spawn->env, AT_EMPTY_PATH);
    _exit(127);
}

pid_t spawn_program(const struct spawn *spawn)
{
    struct sandbox_user user;
    bool root = geteuid() == 0;
    if (root)
        user = sandbox_user(role_of(spawn->program), spawn->owner);
    pid_t pid = fork();
    if (pid == 0)
        become(spawn, root ? &user : NULL);
    if (pid < 0)
        log_line(spawn->program, "cannot be started: %s", strerror(errno));
    return pid;
}
