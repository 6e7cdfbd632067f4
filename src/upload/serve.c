/* serve.c - a request to its function, and all that is done with names; see serve.h. */
#include "serve.h"
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "../base/clock.h"

enum { NAMES_AT_ONCE = 100, FOLDERS = 200, FILE_MODE = 0100644, FOLDER_MODE = 040755 };

void serve_put_err(struct buf *out, uint32_t id, enum err err)
{
    char sentence[DELIVERY_SENTENCE];
    enum sftp_status status = err == ERR_NOT_FOUND ? SFTP_NO_SUCH_FILE
        : err == ERR_EXISTS || err == ERR_RIGHT || err == ERR_PLACE ? SFTP_DENIED : SFTP_FAILURE;
    sftp_put_status(out, id, status, err_sentence(err, err_last_detail(), sentence, sizeof sentence));
}

/* Done, or why not. */
static enum served put_done(struct buf *out, uint32_t id, enum err err)
{
    if (err)
        serve_put_err(out, id, err);
    else
        sftp_put_status(out, id, SFTP_OK, "");
    return SERVE_DONE;
}

static struct sftp_attrs attrs_of(bool folder, uint64_t size, int64_t at)
{
    uint32_t seconds = at > 0 && at <= UINT32_MAX ? (uint32_t)at : 0;
    return (struct sftp_attrs){ .has = SFTP_HAS_SIZE | SFTP_HAS_OWNER | SFTP_HAS_MODE | SFTP_HAS_TIMES, .size = size,
        .mode = folder ? FOLDER_MODE : FILE_MODE, .read_at = seconds, .changed_at = seconds };
}

static struct sftp_attrs attrs_of_text(struct serve *serve, int text, bool *there)
{
    struct buf words = { 0 };
    *there = delivery_text(&serve->delivery, text, &words);
    struct sftp_attrs attrs = attrs_of(false, words.size, clock_now());
    buf_free(&words);
    return attrs;
}

/* False when nothing has that path. */
static bool find_attrs(struct serve *serve, const char *path, struct sftp_attrs *attrs)
{
    int text = delivery_text_find(path);
    bool there = true;
    if (text >= 0) {
        *attrs = attrs_of_text(serve, text, &there);
        return there;
    }
    struct node *node = tree_find(&serve->tree, path);
    if (node && node->kind == NODE_INCOMING)
        file_look(serve, node);
    bool folder = (node == NULL || node->kind == NODE_FOLDER) && tree_is_folder(&serve->tree, path);
    *attrs = attrs_of(folder, node ? node->size : 0, node ? node->at : clock_now());
    return node || folder;
}

static enum served answer_stat(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out)
{
    struct sftp_attrs attrs;
    if (delivery_text_find(path) >= 0 && !taking_is_idle(serve))
        return SERVE_LATER; /* what was refused is known only then */
    if (find_attrs(serve, path, &attrs))
        sftp_put_attrs(out, request->id, &attrs);
    else
        serve_put_err(out, request->id, err_detail(ERR_NOT_FOUND, "%s", tree_name(path)));
    return SERVE_DONE;
}

static enum served answer_fstat(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out)
{
    const struct handle *handle = handle_find(serve, request->handle);
    (void)path;
    if (handle == NULL) {
        serve_put_err(out, request->id, err_detail(ERR_MALFORMED, "no such handle"));
        return SERVE_DONE;
    }
    off_t end = handle->file >= 0 ? lseek(handle->file, 0, SEEK_END) : 0;
    uint64_t size = handle->kind == HANDLE_TEXT ? handle->text.size : end > 0 ? (uint64_t)end : 0;
    int64_t at = handle->node ? handle->node->at : clock_now();
    struct sftp_attrs attrs = attrs_of(handle->kind == HANDLE_FOLDER, size, at);
    sftp_put_attrs(out, request->id, &attrs);
    return SERVE_DONE;
}

static enum served answer_realpath(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out)
{
    (void)serve;
    sftp_put_path(out, request->id, path);
    return SERVE_DONE;
}

/* Times and modes of a photo here mean nothing; a size by name is as little done as any other change by name. */
static enum served answer_setstat(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out)
{
    (void)serve, (void)path;
    return put_done(out, request->id, ERR_NONE);
}

static enum served answer_opendir(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out)
{
    enum err err = tree_is_folder(&serve->tree, path) ? ERR_NONE : err_detail(ERR_NOT_FOUND, "%s", tree_name(path));
    struct handle *handle = err ? NULL : handle_new(serve, HANDLE_FOLDER);
    if (!err && handle == NULL)
        err = err_detail(ERR_LIMIT, "%d files are open", SERVE_HANDLES);
    if (err) {
        serve_put_err(out, request->id, err);
        return SERVE_DONE;
    }
    buf_text(&handle->text, path);
    handle_put(serve, handle, request->id, out);
    return SERVE_DONE;
}

static void add_name(struct buf *out, const char *name, const struct sftp_attrs *attrs)
{
    char line[TREE_NAME_LIMIT + 80], when[24] = "";
    time_t at = (time_t)attrs->changed_at;
    struct tm parts;
    if (localtime_r(&at, &parts))
        strftime(when, sizeof when, "%b %e %H:%M", &parts);
    const char *mode = attrs->mode == FOLDER_MODE ? "drwxr-xr-x" : "-rw-r--r--";
    snprintf(line, sizeof line, "%s 1 photos   photos   %12llu %s %s", mode, (unsigned long long)attrs->size, when,
             name);
    sftp_add_name(out, name, line, attrs);
}

/* The next one of a folder: the texts of the root first, then what lies in it. False at the end. */
static bool next_name(struct serve *serve, struct handle *handle, const char **name, struct sftp_attrs *attrs)
{
    const char *folder = buf_string(&handle->text);
    while (handle->position < DELIVERY_TEXTS) {
        int text = (int)handle->position++;
        bool there;
        *attrs = attrs_of_text(serve, text, &there);
        *name = tree_name(delivery_text_path(text));
        if (there && strcmp(folder, "/") == 0)
            return true;
    }
    size_t position = handle->position - DELIVERY_TEXTS;
    struct node *node = tree_next(&serve->tree, folder, &position);
    handle->position = position + DELIVERY_TEXTS;
    if (node == NULL)
        return false;
    *name = tree_name(node->path);
    *attrs = attrs_of(node->kind == NODE_FOLDER, node->size, node->at);
    return true;
}

static enum served answer_readdir(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out)
{
    struct handle *handle = handle_find(serve, request->handle);
    struct sftp_attrs attrs;
    const char *name;
    uint32_t count = 0;
    (void)path;
    if (handle == NULL || handle->kind != HANDLE_FOLDER) {
        serve_put_err(out, request->id, err_detail(ERR_MALFORMED, "no such handle"));
        return SERVE_DONE;
    }
    size_t mark = sftp_begin_names(out, request->id);
    while (count < NAMES_AT_ONCE && next_name(serve, handle, &name, &attrs)) {
        add_name(out, name, &attrs);
        count++;
    }
    if (count > 0) {
        sftp_end_names(out, mark, count);
        return SERVE_DONE;
    }
    out->size = mark;
    sftp_put_status(out, request->id, SFTP_EOF, "The end.");
    return SERVE_DONE;
}

/* Folders are only names; making one that is there already does no harm. */
static enum served answer_mkdir(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out)
{
    const struct node *node = tree_find(&serve->tree, path);
    enum err err = ERR_NONE;
    if ((node && node->kind != NODE_FOLDER) || delivery_text_find(path) >= 0)
        err = err_detail(ERR_EXISTS, "%s", tree_name(path));
    else if (node == NULL && strcmp(path, "/") != 0 &&
             (tree_count(&serve->tree, NODE_FOLDER) >= FOLDERS || tree_add(&serve->tree, NODE_FOLDER, path) == NULL))
        err = err_detail(ERR_QUOTA, "%d folders", FOLDERS);
    return put_done(out, request->id, err);
}

static enum served answer_rmdir(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out)
{
    struct node *node = tree_find_kind(&serve->tree, path, NODE_FOLDER);
    if (node)
        tree_remove(node);
    return put_done(out, request->id, ERR_NONE);
}

/* What is in the order stays there: the counter can take it out, a remote program's tidying cannot. */
static enum served answer_remove(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out)
{
    struct node *node = tree_find_kind(&serve->tree, path, NODE_INCOMING);
    struct sftp_attrs attrs;
    enum err err = ERR_NONE;
    if (node && node->writing)
        err = err_detail(ERR_ALREADY, "%s is being sent", tree_name(path));
    else if (node)
        file_drop(serve, node);
    else if (find_attrs(serve, path, &attrs))
        err = err_detail(ERR_RIGHT, "%s is part of the order", tree_name(path));
    else
        err = err_detail(ERR_NOT_FOUND, "%s", tree_name(path));
    return put_done(out, request->id, err);
}

static enum err may_rename(struct serve *serve, const char *path, const char *target, bool over)
{
    struct sftp_attrs attrs;
    struct node *there = tree_find_kind(&serve->tree, target, NODE_INCOMING);
    if (tree_find_kind(&serve->tree, path, NODE_INCOMING) == NULL)
        return find_attrs(serve, path, &attrs) ? err_detail(ERR_RIGHT, "%s is part of the order", tree_name(path))
                                               : err_detail(ERR_NOT_FOUND, "%s", tree_name(path));
    if ((there && (there->writing || !over)) || delivery_text_find(target) >= 0 || tree_is_folder(&serve->tree, target))
        return err_detail(ERR_EXISTS, "%s", tree_name(target));
    if (there && strcmp(path, target) != 0)
        file_drop(serve, there);
    return ERR_NONE;
}

/* Only what is not in the order yet has a name to change; a photo that was parked under a passing name is whole under its
 * last one. */
static enum served answer_rename(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out)
{
    char target[TREE_PATH_LIMIT];
    bool over = request->type == SFTP_EXTENDED; /* posix-rename puts one in the place of the other */
    enum err err = tree_path(request->target, target) ? may_rename(serve, path, target, over)
                                                      : err_detail(ERR_TOO_LONG, "the new name");
    if (err)
        return put_done(out, request->id, err);
    struct node *node = tree_find_kind(&serve->tree, path, NODE_INCOMING);
    if (!folder_name(&serve->folder, node->id, target))
        return put_done(out, request->id, err_detail(ERR_DISK, "%s", tree_name(target)));
    tree_rename(node, target);
    if (node->writing)
        return put_done(out, request->id, ERR_NONE);
    file_look(serve, node);
    file_done(serve, node, ERR_NONE, request->id, out);
    return SERVE_DONE;
}

static enum served answer_extended(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out)
{
    static const char limits[] = "limits@openssh.com";
    if (request->name.size == sizeof limits - 1 && memcmp(request->name.data, limits, sizeof limits - 1) == 0)
        sftp_put_limits(out, request->id, SERVE_HANDLES);
    else if (request->target.data)
        return answer_rename(serve, request, path, out);
    else
        sftp_put_status(out, request->id, SFTP_UNSUPPORTED, "That is not done here.");
    return SERVE_DONE;
}

/* A write whose bytes came all at once. */
static enum served answer_write(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out)
{
    (void)path;
    file_write_begin(serve, request);
    file_write_part(serve, request->data);
    file_write_end(serve, out);
    return SERVE_DONE;
}

/* Links could name what is outside, so there are none: readlink and symlink have no row. */
static const struct request_row {
    enum served (*answer)(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out);
    bool names; /* has a path to look at */
} request_rows[] = {
    [SFTP_OPEN] = { file_open, true },
    [SFTP_CLOSE] = { file_close, false }, [SFTP_READ] = { file_read, false },
    [SFTP_WRITE] = { answer_write, false }, [SFTP_LSTAT] = { answer_stat, true }, [SFTP_FSTAT] = { answer_fstat, false },
    [SFTP_SETSTAT] = { answer_setstat, true }, [SFTP_FSETSTAT] = { file_set, false },
    [SFTP_OPENDIR] = { answer_opendir, true }, [SFTP_READDIR] = { answer_readdir, false },
    [SFTP_REMOVE] = { answer_remove, true }, [SFTP_MKDIR] = { answer_mkdir, true },
    [SFTP_RMDIR] = { answer_rmdir, true },
    [SFTP_REALPATH] = { answer_realpath, true }, [SFTP_STAT] = { answer_stat, true },
    [SFTP_RENAME] = { answer_rename, true },
    [SFTP_EXTENDED] = { answer_extended, true },
};

/* What earlier sessions of this order left: it is sent on with, or finished where nobody else is at it. */
static bool show_left(void *data, const struct folder_file *file)
{
    struct serve *serve = data;
    struct node *node = file->whole && !serve->folder.alone ? NULL : tree_add(&serve->tree, NODE_INCOMING, file->path);
    if (node == NULL)
        return serve->tree.count < TREE_LIMIT;
    memcpy(node->id, file->id, sizeof node->id);
    node->size = file->size;
    node->at = file->at;
    if (file->whole)
        taking_add(serve, node, false, 0);
    return true;
}

enum err serve_look(struct serve *serve)
{
    enum err err = delivery_list(&serve->delivery, &serve->tree);
    /* Without an order at the first look the folder is a new one. */
    if (!err && !serve->looked && *serve->delivery.code)
        folder_list(&serve->folder, show_left, serve);
    serve->looked |= !err;
    return err;
}

enum served serve_packet(struct serve *serve, struct bytes packet, struct buf *out)
{
    char path[TREE_PATH_LIMIT];
    struct sftp_request request;
    bool good = sftp_parse(packet, &request);
    if (!serve->greeted || request.type == SFTP_INIT) {
        bool greets = good && request.type == SFTP_INIT && !serve->greeted;
        if (greets)
            sftp_put_version(out);
        serve->greeted = greets;
        return greets ? SERVE_DONE : SERVE_OVER;
    }
    if (packet.size < 5)
        return SERVE_OVER;
    size_t rows = sizeof request_rows / sizeof *request_rows;
    const struct request_row *row = request.type < rows ? &request_rows[request.type] : NULL;
    if (row == NULL || row->answer == NULL)
        sftp_put_status(out, request.id, SFTP_UNSUPPORTED, "That is not done here.");
    else if (!good)
        sftp_put_status(out, request.id, SFTP_BAD_MESSAGE, "That request is damaged.");
    else if (row->names && !tree_path(request.path, path))
        serve_put_err(out, request.id, err_detail(ERR_TOO_LONG, "the name"));
    else {
        enum err err = row->names ? serve_look(serve) : ERR_NONE;
        if (!err)
            return row->answer(serve, &request, row->names ? path : NULL, out);
        serve_put_err(out, request.id, err);
    }
    return SERVE_DONE;
}

void serve_end(struct serve *serve)
{
    for (size_t i = 0; i < SERVE_HANDLES; i++)
        if (serve->handles[i].kind != HANDLE_FREE)
            handle_close(&serve->handles[i]);
    tree_free(&serve->tree);
    delivery_free(&serve->delivery);
    folder_close(&serve->folder);
}
