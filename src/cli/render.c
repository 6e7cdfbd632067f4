/* render.c - one photo to a print-ready JPEG without a shop: the same worker, in the same sandbox, as production.
 *
 * This program plays supervisor and keeper to one worker: it hands over a socket, sends one job, waits for the result.
 * The output appears under its name only when it is complete.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/path.h"
#include "../conf/conf.h"
#include "cli.h"

enum { JOB_MS = 60000 };
static const char syntax[] = "--product P[/SURFACE] [--mode M] IN OUT";

static enum err describe(const char *wanted, const char *mode, struct job *job, struct arena *arena)
{
    struct conf conf;
    char *name = arena_text(arena, wanted), *surface = strchr(name, '/');
    record_init(&job_type, job);
    if (surface)
        *surface++ = 0;
    enum err err = conf_load_standard(&conf);
    if (err)
        return err;
    const struct conf_product *product = conf_product(&conf, name);
    int word = mode ? word_find(&crop_mode_words, mode) : MODE_FILL;
    if (product == NULL || (surface && conf_surface(product, surface) == NULL))
        err = err_detail(ERR_PRODUCT, "%.60s", wanted);
    else if (word < 0)
        err = err_detail(ERR_MALFORMED, "a mode is fill, fit or actual, not %.60s", mode);
    if (!err) {
        job->task = TASK_RENDER;
        job->width = product->width_px;
        job->height = product->height_px;
        job->layout = arena_text(arena, product->layout);
        job->mode = (enum crop_mode)word;
        job->dpi = 300;
    }
    conf_free(&conf);
    return err;
}

static pid_t start_worker(int control)
{
    char program[PATH_MAX];
    path_program("countersign-worker", program, sizeof program);
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    if (control == MSG_CONTROL_FD)
        fcntl(control, F_SETFD, 0);
    else if (dup2(control, MSG_CONTROL_FD) < 0)
        _exit(127);
    char *argv[] = { "countersign-worker", NULL }, *env[] = { "PATH=/usr/bin:/bin", "LANG=C.UTF-8", NULL };
    execve(program, argv, env);
    _exit(127);
}

static enum err converse(int control, int job_socket[2], const struct job *job, int in, int out, struct job_result *result, struct arena *arena)
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

static enum err render(const struct job *job, int in, int out, struct job_result *result, struct arena *arena)
{
    int control[2] = { -1, -1 }, job_socket[2] = { -1, -1 }, status;
    enum err err = io_pair(control);
    if (!err)
        err = io_pair(job_socket);
    pid_t pid = err ? -1 : start_worker(control[1]);
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

static enum err to_file(const struct job *job, const char *from, const char *to, struct job_result *result, struct arena *arena)
{
    char temporary[PATH_MAX];
    if (snprintf(temporary, sizeof temporary, "%s.new-%d", to, (int)getpid()) >= (int)sizeof temporary)
        return err_detail(ERR_TOO_LONG, "%.100s", to);
    int in = open(from, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (in < 0)
        return err_detail(ERR_IO, "%.120s: %s", from, strerror(errno));
    int out = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    enum err err = out < 0 ? err_detail(ERR_DISK, "%.120s: %s", to, strerror(errno)) : render(job, in, out, result, arena);
    close(in);
    if (out >= 0) {
        bool good = close(out) == 0;
        if (!err && (!good || rename(temporary, to) != 0))
            err = err_detail(ERR_DISK, "%.120s: %s", to, strerror(errno));
        if (err)
            unlink(temporary);
    }
    return err;
}

int render_run(struct cli *cli, int argc, char **argv)
{
    const char *product = syntax_take(&argc, argv, "--product"), *mode = syntax_take(&argc, argv, "--mode");
    struct job job;
    struct job_result result;
    if (product == NULL || argc != 2 || strncmp(argv[0], "--", 2) == 0)
        return cli_usage("render", syntax);
    enum err err = describe(product, mode, &job, &cli->arena);
    if (!err)
        err = to_file(&job, argv[0], argv[1], &result, &cli->arena);
    if (err == ERR_NOT_PHOTO || err == ERR_PHOTO_DAMAGED)
        err = err_detail(err, "%.150s", argv[0]);
    if (err)
        return cli_refuse(err);
    cli_show(cli, &job_result_type, &result);
    return EXIT_DONE;
}
