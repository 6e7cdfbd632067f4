/* sandbox.c - holding a program; see sandbox.h.
 *
 * The address sanitizer reserves terabytes and calls what no row lists, so a sanitized program is held by its limits
 * alone.
 */
#include "sandbox.h"
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include "../tbl/roles.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#else
/* Who looks for leaks when a program ends is a debugger to the kernel, and ours let nobody debug them. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}
#endif

enum { FOLDER_FD = 4 };

static const struct row {
    const char *name, *user;
    long memory_mb, files;
    bool processes;
    long file_mb;
    bool with_parent;
    uint32_t calls;
    enum program_paths paths;
} rows[] = {
#define PROGRAM(name, user, memory, files, processes, file, parent, calls, paths) \
    { name, user, memory, files, processes, file, parent, calls, paths },
    PROGRAM_ROWS(PROGRAM)
#undef PROGRAM
};

static const struct row *row_of(const char *program)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, program) == 0)
            return &rows[i];
    panic("no such program in roles.h: %s", program);
}

/* Where whoever started the shop is held tighter already, that stays. */
static void limit(int what, long value)
{
    struct rlimit rlimit = { (rlim_t)value, (rlim_t)value };
    if (setrlimit(what, &rlimit) == 0)
        return;
    if (errno != EPERM || getrlimit(what, &rlimit) != 0)
        die("cannot limit resource %d", what);
    rlimit.rlim_cur = rlimit.rlim_max;
    if (setrlimit(what, &rlimit) != 0)
        die("cannot limit resource %d", what);
}

static void limit_all(const struct row *row)
{
    limit(RLIMIT_CORE, 0);
    if (row->memory_mb && !SANITIZED)
        limit(RLIMIT_AS, row->memory_mb << 20);
    limit(RLIMIT_NOFILE, row->files);
    if (row->file_mb >= 0) {
        signal(SIGXFSZ, SIG_IGN); /* the write fails with a sentence instead */
        limit(RLIMIT_FSIZE, row->file_mb << 20);
    }
    if (!row->processes)
        limit(RLIMIT_NPROC, 0);
}

void sandbox_close_from(int lowest)
{
    close_range((unsigned)lowest, ~0U, 0);
}

void sandbox_enter(const char *program)
{
    const struct row *row = row_of(program);
    tzset(); /* reads the zone's file now; later there may be none to read */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || (row->calls && prctl(PR_SET_DUMPABLE, 0) != 0))
        die("cannot give up new privileges");
    limit_all(row);
    /* One whose parent is gone already ends by its control socket; that init is the parent says nothing, for in a
     * container the supervisor may be init. */
    if (row->with_parent && prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        die("cannot be tied to its parent");
    if (SANITIZED)
        return;
    if (row->paths != PATHS_ANY)
        sandbox_paths(row->paths, FOLDER_FD);
    if (row->calls)
        sandbox_calls(row->calls);
}

bool sandbox_become(const struct sandbox_user *user)
{
    /* Groups first, which only root can. */
    return setgroups(0, NULL) == 0 && setresgid(user->group, user->group, user->group) == 0 &&
           setresuid(user->user, user->user, user->user) == 0;
}

enum err sandbox_become_owner(const char *path)
{
    struct stat stat_path;
    if (geteuid() != 0)
        return ERR_NONE;
    if (stat(path, &stat_path) != 0)
        return err_detail(ERR_DIRECTORY, "%.120s: %s", path, strerror(errno));
    struct sandbox_user owner = { stat_path.st_uid, stat_path.st_gid };
    return owner.user == 0 || sandbox_become(&owner) ? ERR_NONE : err_detail(ERR_DIRECTORY, "%.120s: cannot work as its owner: %s", path, strerror(errno));
}

struct sandbox_user sandbox_user(const char *program, struct sandbox_user owner)
{
    static struct sandbox_user users[sizeof rows / sizeof *rows];
    static bool known[sizeof rows / sizeof *rows];
    const struct row *row = row_of(program);
    ptrdiff_t i = row - rows;
    if (*row->user == 0)
        return owner;
    if (!known[i]) {
        const struct passwd *user = getpwnam(row->user);
        if (user == NULL)
            user = getpwnam("nobody");
        users[i] = user ? (struct sandbox_user){ user->pw_uid, user->pw_gid } : (struct sandbox_user){ 65534, 65534 };
        known[i] = true;
    }
    return users[i];
}
