/* render.c - one photo to a print-ready JPEG without a shop: the same worker, in the same sandbox, as production.
 *
 * The output appears under its name only when it is complete.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../client/worker.h"
#include "../conf/conf.h"
#include "cli.h"

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

static enum err to_file(const struct job *job, const char *from, const char *to, struct job_result *result, struct arena *arena)
{
    char temporary[PATH_MAX];
    if (snprintf(temporary, sizeof temporary, "%s.new-%d", to, (int)getpid()) >= (int)sizeof temporary)
        return err_detail(ERR_TOO_LONG, "%.100s", to);
    int in = open(from, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (in < 0)
        return err_detail(ERR_IO, "%.120s: %s", from, strerror(errno));
    int out = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    enum err err = out < 0 ? err_detail(ERR_DISK, "%.120s: %s", to, strerror(errno)) : worker_job(job, in, out, result, arena);
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
