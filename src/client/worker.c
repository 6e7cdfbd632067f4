/* worker.c - one job without a shop; see worker.h.
 *
 * This process plays supervisor and keeper: it hands over a socket, sends one job, waits for the result.
 */
#include "worker.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/msg.h"
#include "../base/path.h"

enum { JOB_MS = 60000 };

static pid_t start_worker(const char *name, int control)
{
    char program[PATH_MAX];
    path_program(name, program, sizeof program);
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    if (control == MSG_CONTROL_FD)
        fcntl(control, F_SETFD, 0);
    else if (dup2(control, MSG_CONTROL_FD) < 0)
        _exit(127);
    char *argv[] = { program, NULL }, *env[] = { "PATH=/usr/bin:/bin", "LANG=C.UTF-8", NULL };
    execve(program, argv, env);
    _exit(127);
}

static enum err converse(int control, int job_socket[2], const struct job *job, int in, int out,
                         struct job_result *result, struct arena *arena)
{
    struct identity identity;
    struct msg msg;
    record_init(&identity_type, &identity);
    identity.role = ROLE_MACHINE;
    enum err err = msg_send_record(control, MSG_KEEPER, 0, 0, &identity_type, &identity, &job_socket[1], 1);
    io_close(&job_socket[1]);
    if (!err)
        err = msg_send_record(job_socket[0], MSG_JOB, 0, 1, &job_type, job, (int[]){ in, out }, 2);
    if (!err)
        err = msg_receive(job_socket[0], &msg, arena, JOB_MS);
    if (err)
        return err_detail(ERR_RENDER, "%s", err == ERR_PENDING ? "it takes too long" : "it stops the renderer");
    if ((err = msg_record(&msg, &job_result_type, result, arena)))
        return err;
    return result->err ? err_detail((enum err)result->err, "%s", result->detail) : ERR_NONE;
}

static enum err do_job(const char *program, const struct job *job, int in, int out, struct job_result *result, struct arena *arena)
{
    int control[2] = { -1, -1 }, job_socket[2] = { -1, -1 }, status;
    enum err err = io_pair(control);
    if (!err)
        err = io_pair(job_socket);
    pid_t pid = err ? -1 : start_worker(program, control[1]);
    io_close(&control[1]);
    if (!err && pid < 0)
        err = err_detail(ERR_LIMIT, "%s", strerror(errno));
    if (!err)
        err = converse(control[0], job_socket, job, in, out, result, arena);
    for (int i = 0; i < 2; i++) {
        io_close(&job_socket[i]);
        io_close(&control[i]); /* the worker ends with its control socket */
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return err;
}

enum err worker_job(const struct job *job, int in, int out, struct job_result *result, struct arena *arena)
{
    return do_job("countersign-worker", job, in, out, result, arena);
}

enum err worker_jpeg(int *in, struct job_result *result, struct arena *arena)
{
    struct job job;
    uint8_t first[2] = { 0, 0 };
    record_init(&job_type, &job);
    record_init(&job_result_type, result);
    result->format = "jpeg";
    if (pread(*in, first, sizeof first, 0) == sizeof first && first[0] == 0xff && first[1] == 0xd8)
        return ERR_NONE;
    job.task = TASK_HEADER;
    enum err err = worker_job(&job, *in, *in, result, arena);
    if (err || strcmp(result->format, "jpeg") == 0)
        return err;
    int copy = memfd_create("copy", MFD_CLOEXEC);
    if (copy < 0)
        return err_detail(ERR_MEMORY, "a copy of the photo");
    job.task = TASK_CONVERT;
    bool heic = strcmp(result->format, "heic") == 0;
    err = do_job(heic ? "countersign-converter" : "countersign-worker", &job, *in, copy, result, arena);
    close(*in);
    *in = copy;
    return err;
}
