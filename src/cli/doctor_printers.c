/* doctor_printers.c - can every printer be reached? A folder is looked at; one on the network is asked what it is by the
 * program that speaks to printers, in its sandbox, as `printer probe` does.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../base/path.h"
#include "../base/str.h"
#include "doctor.h"

enum { PROBE_SECONDS = 15 };

/* May the shop's owner do that there? Asked as root, access() would only say what root may. */
static bool owner_may(const struct doctor *doctor, const struct stat *stat, mode_t bits)
{
    if (doctor->store.st_uid == 0)
        return true;
    if (stat->st_uid == doctor->store.st_uid)
        return (stat->st_mode >> 6 & bits) == bits;
    if (stat->st_gid == doctor->store.st_gid)
        return (stat->st_mode >> 3 & bits) == bits;
    return (stat->st_mode & bits) == bits;
}

static const char *in_shop(struct doctor *doctor, const char *path)
{
    return *path == '/' ? path : doctor_text(doctor, "%s/%s", doctor->shop, path);
}

static bool folder(struct doctor *doctor, const struct conf_printer *printer)
{
    const char *path = in_shop(doctor, printer->target);
    struct stat stat_folder;
    if (stat(path, &stat_folder) != 0)
        doctor_wrong(doctor, doctor_text(doctor, errno == ENOENT ? "mkdir -p %s" : "look at %s", path), "%s: %s: %s",
                     printer->name, path, strerror(errno));
    else if (!S_ISDIR(stat_folder.st_mode))
        doctor_wrong(doctor, "set target in " PATH_PRINTERS_CONF, "%s: %s is no folder", printer->name, path);
    else if (!owner_may(doctor, &stat_folder, 07) || access(path, R_OK | W_OK | X_OK) != 0)
        doctor_wrong(doctor, doctor_text(doctor, "chown %u %s, and chmod u=rwx %s", doctor->store.st_uid, path, path),
                     "%s: the shop may not write into %s", printer->name, path);
    else
        return true;
    return false;
}

/* The child: its answer is nobody's, its complaint ours. */
static _Noreturn void probe_child(const char *program, const char *uri, int complaint)
{
    char *argv[] = { "countersign-printer", "--probe", (char *)(uintptr_t)uri, NULL };
    char *env[] = { "PATH=/usr/bin:/bin", "LANG=C.UTF-8", NULL };
    int nothing = open("/dev/null", O_RDWR);
    dup2(nothing, STDIN_FILENO);
    dup2(nothing, STDOUT_FILENO);
    dup2(complaint, STDERR_FILENO);
    alarm(PROBE_SECONDS); /* stays through execve */
    execve(program, argv, env);
    _exit(127);
}

static bool network(struct doctor *doctor, const char *name, const char *uri)
{
    char program[PATH_MAX], said[300], clean[300];
    int status = -1, pipe_fds[2];
    size_t length = 0;
    if (path_find("countersign-printer", program, sizeof program) == NULL || pipe2(pipe_fds, O_CLOEXEC) != 0)
        return true; /* the row of programs says it */
    pid_t pid = fork();
    if (pid == 0)
        probe_child(program, uri, pipe_fds[1]);
    close(pipe_fds[1]);
    for (ssize_t n; pid > 0 && length < sizeof said - 1 && (n = read(pipe_fds[0], said + length, sizeof said - 1 - length)) > 0;)
        length += (size_t)n;
    close(pipe_fds[0]);
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    while (length && said[length - 1] == '\n')
        length--;
    said[length] = 0;
    if (status == 0)
        return true;
    doctor_wrong(doctor, doctor_text(doctor, "switch it on, or set target in " PATH_PRINTERS_CONF "; see: countersign printer probe %s", uri), "%s: %s", name,
                 length ? str_clean(said, clean, sizeof clean) : "it does not answer");
    return false;
}

static bool profile(struct doctor *doctor, const struct conf_printer *printer)
{
    const char *path = in_shop(doctor, printer->profile);
    struct stat stat_file;
    if (*printer->profile == 0 || (stat(path, &stat_file) == 0 && owner_may(doctor, &stat_file, 04)))
        return true;
    doctor_wrong(doctor, doctor_text(doctor, "put the profile there, readable: %s", path), "%s: its colour profile %s cannot be read", printer->name, path);
    return false;
}

static bool reach(struct doctor *doctor, const struct conf_printer *printer)
{
    if (strstr(printer->target, "://"))
        return network(doctor, printer->name, printer->target);
    if (strcmp(printer->kind, "cups") == 0)
        return network(doctor, printer->name, doctor_text(doctor, "ipp://localhost/printers/%s", printer->target));
    return strcmp(printer->kind, "null") == 0 || folder(doctor, printer);
}

/* What the open shop says of its printer, which may know more. */
static bool untroubled(struct doctor *doctor, const char *name)
{
    for (size_t i = 0; i < doctor->status.printers.n; i++) {
        const struct printer *printer = &doctor->status.printers.v[i];
        if (strcmp(printer->name, name) != 0 || *printer->trouble == 0)
            continue;
        doctor_wrong(doctor, doctor_text(doctor, "see to it, then: countersign printer resume %s", name), "%s: %s", name, printer->trouble);
        return false;
    }
    return true;
}

void doctor_printers(struct doctor *doctor)
{
    for (size_t i = 0; i < doctor->conf.printer_count; i++) {
        const struct conf_printer *printer = &doctor->conf.printers[i];
        bool good = reach(doctor, printer);
        good = profile(doctor, printer) && good;
        if (good && untroubled(doctor, printer->name))
            doctor_right(doctor, "%s: %s %s", printer->name, printer->kind, printer->target);
    }
    if (doctor->conf.printer_count == 0)
        doctor_wrong(doctor, doctor_text(doctor, "add one to %s/" PATH_PRINTERS_CONF "; see: man countersign-printers", doctor->shop), "there is none");
}
