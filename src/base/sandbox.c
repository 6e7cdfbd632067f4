/* sandbox.c - holding a program; see sandbox.h. */
#include "sandbox.h"
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include "../tbl/roles.h"
#include "err.h"

static const struct row {
    const char *name;
    long memory_mb, files;
    bool processes;
    long file_mb;
    bool with_parent;
} rows[] = {
#define PROGRAM(name, memory, files, processes, file, with_parent) { name, memory, files, processes, file, with_parent },
    PROGRAM_ROWS(PROGRAM)
#undef PROGRAM
};

static void limit(int what, long value)
{
    struct rlimit rlimit = { (rlim_t)value, (rlim_t)value };
    struct rlimit now;
    if (getrlimit(what, &now) == 0 && now.rlim_max != RLIM_INFINITY && now.rlim_max < rlimit.rlim_max)
        rlimit = (struct rlimit){ now.rlim_max, now.rlim_max };
    if (setrlimit(what, &rlimit) != 0)
        die("cannot limit resource %d", what);
}

void sandbox_close_from(int lowest)
{
    close_range((unsigned)lowest, ~0U, 0);
}

void sandbox_enter(const char *program)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        if (strcmp(row->name, program) != 0)
            continue;
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
            die("cannot give up new privileges");
        limit(RLIMIT_CORE, 0);
#ifndef __SANITIZE_ADDRESS__ /* the sanitizer reserves terabytes of addresses */
        if (row->memory_mb)
            limit(RLIMIT_AS, row->memory_mb << 20);
#endif
        limit(RLIMIT_NOFILE, row->files);
        if (row->file_mb >= 0) {
            signal(SIGXFSZ, SIG_IGN); /* the write fails with a sentence instead */
            limit(RLIMIT_FSIZE, row->file_mb << 20);
        }
        if (!row->processes)
            limit(RLIMIT_NPROC, 0);
        if (row->with_parent && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == 1)
            _exit(1);
        return;
    }
    panic("no such program in roles.h: %s", program);
}
