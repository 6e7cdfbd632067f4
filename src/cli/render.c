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
#include <sys/mman.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/str.h"
#include "../client/worker.h"
#include "../conf/conf.h"
#include "cli.h"

enum { STANDARD_DPI = 300, BORDER_PART = 25 /* of the print's width, as in the shop */, PROFILE_MAX = 4 << 20 };

struct wanted { /* as typed; NULL where it was not */
    const char *product, *mode, *crop, *border, *profile, *intent, *sharpening, *format;
};

static enum err read_product(const struct wanted *wanted, struct job *job, struct arena *arena)
{
    struct conf conf;
    char *name = arena_text(arena, wanted->product), *surface = strchr(name, '/');
    if (surface)
        *surface++ = 0;
    enum err err = conf_load_standard(&conf);
    if (err)
        return err;
    const struct conf_product *product = conf_product(&conf, name);
    if (product == NULL || (surface && conf_surface(product, surface) == NULL)) {
        err = err_detail(ERR_PRODUCT, "%.60s", wanted->product);
    } else {
        job->width = product->width_px;
        job->height = product->height_px;
        job->layout = arena_text(arena, product->layout);
        job->border = wanted->border && strcmp(wanted->border, "yes") == 0 ? product->width_px / BORDER_PART : 0;
        job->dpi = STANDARD_DPI;
    }
    conf_free(&conf);
    return err;
}

/* "10,0,80,100": the part of the photo as seen that is printed, in percent of its width and height. */
static enum err read_crop(const char *text, struct crop *crop)
{
    enum { PART = 1000000 / 100 };
    int64_t *const fields[] = { &crop->x, &crop->y, &crop->width, &crop->height };
    char copy[40], *rest = copy;
    snprintf(copy, sizeof copy, "%s", text);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *word = strsep(&rest, ",");
        if (word == NULL || !str_number(word, i < 2 ? 0 : 1, 100, fields[i]))
            return err_detail(ERR_MALFORMED, "a crop is X,Y,WIDTH,HEIGHT in percent, as 10,0,80,100, not %.40s", text);
        *fields[i] *= PART;
    }
    return rest ? err_detail(ERR_MALFORMED, "a crop has four numbers, not %.40s", text) : ERR_NONE;
}

static enum err read_profile(const char *path, struct job *job, struct arena *arena)
{
    size_t size;
    char *bytes = io_file(path, PROFILE_MAX, &size);
    if (bytes == NULL)
        return err_detail(ERR_IO, "%.120s: %s", path, strerror(errno));
    job->profile = (struct bytes){ arena_copy(arena, bytes, size), size };
    free(bytes);
    return ERR_NONE;
}

static enum err describe(const struct wanted *wanted, struct job *job, struct arena *arena)
{
    record_init(&job_type, job);
    enum err err = read_product(wanted, job, arena);
    int mode = wanted->mode ? word_find(&crop_mode_words, wanted->mode) : MODE_FILL;
    if (!err && mode < 0)
        err = err_detail(ERR_MALFORMED, "a mode is fill, fit or actual, not %.60s", wanted->mode);
    if (!err && wanted->crop)
        err = read_crop(wanted->crop, &job->crop);
    if (!err && wanted->sharpening && !str_number(wanted->sharpening, 0, INT32_MAX, &job->sharpening))
        err = err_detail(ERR_NUMBER, "%.40s", wanted->sharpening);
    if (!err && wanted->profile)
        err = read_profile(wanted->profile, job, arena);
    if (!err && wanted->format && strcmp(wanted->format, "jpeg") != 0 && strcmp(wanted->format, "pwg") != 0)
        err = err_detail(ERR_MALFORMED, "a format is jpeg or pwg, not %.40s", wanted->format);
    job->format = wanted->format && strcmp(wanted->format, "pwg") == 0 ? "pwg" : "";
    job->task = TASK_RENDER;
    job->mode = (enum crop_mode)(mode < 0 ? MODE_FILL : mode);
    job->intent = wanted->intent ? wanted->intent : "";
    return err;
}

/* A photo of any kind we take, as the JPEG that a print is made of. Damage of what had to be converted is known here only: in
 * the JPEG it is whole grey. */
static enum err open_photo(const char *path, int *in, struct arena *arena)
{
    struct job_result result;
    *in = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (*in < 0)
        return err_detail(ERR_IO, "%.120s: %s", path, strerror(errno));
    enum err err = worker_jpeg(in, &result, arena);
    if (!err && *result.damaged)
        err = err_detail(ERR_PHOTO_DAMAGED, "%s", result.damaged);
    if (err)
        io_close(in);
    return err;
}

static enum err add_thumbnail(const char *path, int all, struct job *job, struct arena *arena)
{
    struct job look;
    struct job_result result;
    int in, out = memfd_create("thumbnail", MFD_CLOEXEC);
    enum err err = open_photo(path, &in, arena);
    record_init(&job_type, &look);
    look.task = TASK_EXAMINE;
    if (!err)
        err = out >= 0 ? worker_job(&look, in, out, &result, arena) : err_detail(ERR_MEMORY, "a thumbnail");
    if (!err && *result.damaged)
        err = err_detail(ERR_PHOTO_DAMAGED, "%s", result.damaged);
    if (!err) {
        size_t size = (size_t)(result.thumb_width * result.thumb_height * 3);
        struct cell *cell = LIST_ADD(arena, &job->cells, cell);
        const char *name = strrchr(path, '/');
        char *bytes = xmalloc(size);
        *cell = (struct cell){ .sha256 = "", .width = result.thumb_width, .height = result.thumb_height };
        cell->words = arena_format(arena, "%zu  %.255s", job->cells.n, name ? name + 1 : path);
        if (lseek(out, 0, SEEK_SET) != 0 || !io_read(out, bytes, size) || !io_write(all, bytes, size))
            err = err_detail(ERR_IO, "%s", strerror(errno));
        free(bytes);
    }
    io_close(&in);
    io_close(&out);
    return err;
}

/* What the job is made of: the photo, or all photos' thumbnails. *bad is the photo that an error is about. */
static enum err open_input(struct job *job, char **paths, int count, int *in, const char **bad, struct arena *arena)
{
    *bad = paths[0];
    if (strcmp(job->layout, "index") != 0)
        return open_photo(paths[0], in, arena);
    *in = memfd_create("thumbnails", MFD_CLOEXEC);
    enum err err = *in >= 0 ? ERR_NONE : err_detail(ERR_MEMORY, "thumbnails");
    for (int i = 0; i < count && !err; i++)
        err = add_thumbnail(*bad = paths[i], *in, job, arena);
    job->task = TASK_INDEX;
    job->title = arena_format(arena, "%d photos", count);
    if (!err && lseek(*in, 0, SEEK_SET) != 0)
        err = err_detail(ERR_IO, "%s", strerror(errno));
    return err;
}

static enum err to_file(const struct job *job, int in, const char *to, struct job_result *result, struct arena *arena)
{
    char temporary[PATH_MAX];
    if (snprintf(temporary, sizeof temporary, "%s.new-%d", to, (int)getpid()) >= (int)sizeof temporary)
        return err_detail(ERR_TOO_LONG, "%.100s", to);
    int out = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (out < 0)
        return err_detail(ERR_DISK, "%.120s: %s", to, strerror(errno));
    enum err err = worker_job(job, in, out, result, arena);
    bool good = close(out) == 0;
    if (!err && (!good || rename(temporary, to) != 0))
        err = err_detail(ERR_DISK, "%.120s: %s", to, strerror(errno));
    if (err)
        unlink(temporary);
    return err;
}

static struct wanted take_wanted(int *argc, char **argv)
{
    return (struct wanted){
        .product = syntax_take(argc, argv, "--product"), .mode = syntax_take(argc, argv, "--mode"),
        .crop = syntax_take(argc, argv, "--crop"),       .border = syntax_take(argc, argv, "--border"),
        .profile = syntax_take(argc, argv, "--profile"), .intent = syntax_take(argc, argv, "--intent"),
        .sharpening = syntax_take(argc, argv, "--sharpen"), .format = syntax_take(argc, argv, "--format"),
    };
}

int render_run(struct cli *cli, int argc, char **argv)
{
    struct wanted wanted = take_wanted(&argc, argv);
    struct job job;
    struct job_result result;
    const char *bad = "";
    int in = -1;
    if (wanted.product == NULL || argc < 2 || strncmp(argv[0], "--", 2) == 0)
        return cli_usage("render", RENDER_SYNTAX);
    enum err err = describe(&wanted, &job, &cli->arena);
    if (!err && argc > 2 && strcmp(job.layout, "index") != 0)
        return cli_usage("render", RENDER_SYNTAX); /* several photos make an index print only */
    if (!err)
        err = open_input(&job, argv, argc - 1, &in, &bad, &cli->arena);
    if (!err)
        err = to_file(&job, in, argv[argc - 1], &result, &cli->arena);
    io_close(&in);
    if (err == ERR_NOT_PHOTO || err == ERR_PHOTO_DAMAGED || err == ERR_PHOTO_LARGE)
        err = err_detail(err, "%.100s (%.80s)", bad, arena_text(&cli->arena, err_last_detail()));
    if (err)
        return cli_refuse(err);
    cli_show(cli, &job_result_type, &result);
    return EXIT_DONE;
}
