/* spawn.c - starting a program with exactly the descriptors, environment and signals it should have.
 *
 * Every child leads its own session: an interrupt key at the terminal of `serve` reaches the supervisor alone, which
 * then closes the shop in order, and a whole screen can be hung up by its group. vfork, because copying even this small
 * process's tables would be a sixth of all that a login costs.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/log.h"
#include "../base/path.h"
#include "supervisor.h"

/* The row of tbl/roles.h that holds it. */
static const char *role_of(const char *program)
{
    const char *dash = strchr(program, '-');
    return dash ? dash + 1 : "screen";
}

/* A program starts with every signal as usual, but for those that we ignore: only these have to be set back. They do not
 * change once we run, so the system is asked once and not at each of a hundred logins. */
static const bool *ignored_signals(void)
{
    static bool known, ignored[NSIG];
    for (int i = 1; !known && i < NSIG; i++) {
        struct sigaction now;
        ignored[i] = sigaction(i, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
    }
    known = true;
    return ignored;
}

/* Give the descriptors their numbers. All move out of the way first: a source may sit on another's number. */
static bool arrange(const struct spawn *spawn)
{
    int high[SPAWN_FDS];
    int null = spawn->fds[0] >= 0 ? -1 : open("/dev/null", O_RDWR | O_CLOEXEC);
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

/* Still in the supervisor's memory (vfork): nothing here may change it, nor leave by anything but _exit(). */
static _Noreturn void become(const struct spawn *spawn, int program, const struct sandbox_user *user, const bool *ignored)
{
    sigset_t none;
    for (int i = 1; i < NSIG; i++)
        if (ignored[i])
            signal(i, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid();
    umask(077);
    if (!arrange(spawn) || (spawn->terminal && ioctl(STDIN_FILENO, TIOCSCTTY, 0) != 0) || chdir(spawn->directory) != 0)
        _exit(126);
    close_range((unsigned)spawn->fd_count, ~0U, CLOSE_RANGE_CLOEXEC);
    if (user && !sandbox_become(user))
        _exit(126);
    execveat(program, "", spawn->argv, spawn->env, AT_EMPTY_PATH);
    _exit(127);
}

pid_t spawn_program(const struct spawn *spawn)
{
    struct sandbox_user user = sandbox_user(role_of(spawn->program), spawn->owner);
    const bool *ignored = ignored_signals();
    char path[PATH_MAX];
    /* By descriptor, for the other user may not be let into the folder that it lies in. */
    int program = path_find(spawn->program, path, sizeof path) ? open(path, O_PATH | O_CLOEXEC) : -1;
    pid_t pid = program < 0 ? -1 : vfork();
    if (pid == 0)
        become(spawn, program, geteuid() == 0 ? &user : NULL, ignored);
    if (pid < 0)
        log_line(spawn->program, "cannot be started: %s", strerror(errno));
    io_close(&program);
    return pid;
}
