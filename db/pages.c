/* pages.c - Berkeley DB's own look at the pages of one tree, in a process of its own.
 *
 * Pages that were swapped can send it round for ever, so it gets so much time as its file is long; what it says comes by
 * a pipe. A process, because nothing ends it from inside.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "check.h"

enum { SECONDS_LEAST = 20, BYTES_A_SECOND = 1 << 20, STATUS_DAMAGED = 1 };

static void say(const DB_ENV *env, const char *prefix, const char *message)
{
    (void)env;
    printf("%.100s.db: %.200s\n", prefix ? prefix : "?", message);
}

static _Noreturn void look(const char *path, const char *name, int out)
{
    struct stat file;
    DB *db;
    alarm(SECONDS_LEAST + (unsigned)((stat(path, &file) == 0 ? file.st_size : 0) / BYTES_A_SECOND));
    if (dup2(out, STDOUT_FILENO) < 0 || db_create(&db, NULL, 0) != 0)
        _exit(STATUS_DAMAGED);
    db->set_errpfx(db, name);
    db->set_errcall(db, say);
    int code = db->verify(db, path, NULL, NULL, 0); /* ends the handle, whatever it answers */
    if (code)
        printf("%s: its pages are damaged (%s)\n", name, db_strerror(code));
    fflush(stdout);
    _exit(code ? STATUS_DAMAGED : 0);
}

bool pages_sound(struct check *check, const char *path, const char *name)
{
    char line[400];
    int pipes[2], status = 0;
    fflush(stdout); /* or the child would say it again */
    pid_t pid = pipe(pipes) == 0 ? fork() : -1;
    if (pid == 0)
        look(path, name, pipes[1]);
    if (pid < 0) {
        finding(check, "%s: its pages could not be looked at: %s", name, strerror(errno));
        return false;
    }
    close(pipes[1]);
    FILE *from = fdopen(pipes[0], "r");
    while (from && fgets(line, sizeof line, from)) {
        line[strcspn(line, "\n")] = 0;
        finding(check, "%s", line);
    }
    if (from)
        fclose(from);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFSIGNALED(status))
        finding(check, "%s: its pages are damaged (looking at them %s)", name,
                WTERMSIG(status) == SIGALRM ? "comes to no end" : "ends badly");
    return status == 0;
}
