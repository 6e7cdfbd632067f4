/* file.c - photos coming in and going out; see serve.h.
 *
 * The bytes of a photo go to a file of ours in the incoming directory, are handed to the keeper as a descriptor when
 * the client closes it, and the file is gone again: the keeper has copied it before it answers.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include "../base/io.h"
#include "serve.h"

enum {
    FLOOR_MB = 256, FLOOR_PERCENT = 5, /* of the disk, whichever is less, stays free for orders and prints */
    SPACE_STEP = 4 << 20,              /* so often the disk is asked during a write */
    COMPARE = 64 * 1024
};
#define PHOTO_LIMIT ((uint64_t)SERVE_PHOTO_MB << 20)

static const char *file_name(unsigned file, char out[16])
{
    snprintf(out, 16, "%u", file);
    return out;
}

static bool has_room(struct serve *serve)
{
    struct statvfs disk;
    if (fstatvfs(serve->incoming, &disk) != 0)
        return false;
    uint64_t floor = (uint64_t)disk.f_blocks * disk.f_frsize / 100 * FLOOR_PERCENT;
    if (floor > (uint64_t)FLOOR_MB << 20)
        floor = (uint64_t)FLOOR_MB << 20;
    return (uint64_t)disk.f_bavail * disk.f_frsize > floor;
}

void file_drop(struct serve *serve, struct node *node)
{
    char name[16];
    unlinkat(serve->incoming, file_name(node->file, name), 0);
    tree_remove(node);
}

/* The file behind an incoming node: a new one, or the one that was sent in part before. */
static int open_incoming(struct serve *serve, struct node *node, bool new, bool truncate)
{
    char name[16];
    int flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC | (new ? O_CREAT | O_EXCL : 0) | (truncate ? O_TRUNC : 0);
    return openat(serve->incoming, file_name(node->file, name), flags, 0600);
}

/* What stands against opening this path for writing; *node is what is sent on with, if there is something. */
static enum err may_write(struct serve *serve, const char *path, uint32_t flags, struct node **node)
{
    *node = tree_find_kind(&serve->tree, path, NODE_INCOMING);
    struct node *taken = tree_find_kind(&serve->tree, path, NODE_TAKEN);
    const char *name = tree_name(path);
    if (delivery_text_find(path) >= 0 || tree_is_folder(&serve->tree, path))
        return err_detail(ERR_EXISTS, "%s", name);
    if (*node && (*node)->writing)
        return err_detail(ERR_ALREADY, "%s is being sent", name);
    if ((*node || taken) && flags & SFTP_FLAG_NEW)
        return err_detail(ERR_EXISTS, "%s", name);
    /* scp opens without truncating and means the same: a photo sent from its start. */
    if (taken && !*node && (flags & SFTP_FLAG_APPEND || !(flags & (SFTP_FLAG_TRUNCATE | SFTP_FLAG_CREATE))))
        return err_detail(ERR_ALREADY, "%s is in the order", name);
    if (!*node && !(flags & SFTP_FLAG_CREATE))
        return err_detail(ERR_NOT_FOUND, "%s", name);
    if (!*node && tree_count(&serve->tree, NODE_INCOMING) >= SERVE_HANDLES)
        return err_detail(ERR_LIMIT, "%d photos are half sent", SERVE_HANDLES);
    if (!has_room(serve))
        return err_detail(ERR_DISK, "no room for %s", name);
    return ERR_NONE;
}

static enum err open_for_writing(struct serve *serve, const char *path, uint32_t flags, struct handle **handle)
{
    struct node *node;
    enum err err = may_write(serve, path, flags, &node);
    bool new = !err && node == NULL;
    if (!err)
        err = delivery_open(&serve->delivery);
    if (err)
        return err;
    *handle = handle_new(serve, HANDLE_INCOMING);
    if (*handle == NULL)
        return err_detail(ERR_LIMIT, "%d files are open", SERVE_HANDLES);
    if (new && (node = tree_add(&serve->tree, NODE_INCOMING, path)) != NULL)
        node->file = ++serve->next_file;
    if (node)
        (*handle)->file = open_incoming(serve, node, new, flags & SFTP_FLAG_TRUNCATE);
    if (node == NULL || (*handle)->file < 0) {
        err = node ? err_detail(ERR_DISK, "%s", strerror(errno)) : err_detail(ERR_QUOTA, "%d names", TREE_LIMIT);
        handle_close(*handle);
        if (node && new)
            tree_remove(node);
        return err;
    }
    if (flags & SFTP_FLAG_TRUNCATE)
        node->size = 0;
    node->writing = true;
    (*handle)->node = node;
    return ERR_NONE;
}

static enum err open_for_reading(struct serve *serve, const char *path, struct handle **handle)
{
    int text = delivery_text_find(path);
    struct node *node = tree_find(&serve->tree, path);
    enum err err = ERR_NONE;
    if (text < 0 && (node == NULL || node->kind == NODE_FOLDER))
        return err_detail(ERR_NOT_FOUND, "%s", tree_name(path));
    *handle = handle_new(serve, text >= 0 ? HANDLE_TEXT : HANDLE_PHOTO);
    if (*handle == NULL)
        return err_detail(ERR_LIMIT, "%d files are open", SERVE_HANDLES);
    if (text >= 0)
        err = delivery_text(&serve->delivery, text, &(*handle)->text)
            ? ERR_NONE : err_detail(ERR_NOT_FOUND, "%s", tree_name(path));
    else if (node->kind == NODE_TAKEN)
        err = delivery_read(&serve->delivery, node->photo, &(*handle)->file);
    else if (((*handle)->file = open_incoming(serve, node, false, false)) < 0)
        err = err_detail(ERR_IO, "%s", strerror(errno));
    if (err)
        handle_close(*handle);
    return err;
}

void file_open(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out)
{
    struct handle *handle = NULL;
    uint32_t writes = SFTP_FLAG_WRITE | SFTP_FLAG_APPEND | SFTP_FLAG_CREATE | SFTP_FLAG_TRUNCATE;
    enum err err = request->flags & writes ? open_for_writing(serve, path, request->flags, &handle)
                                           : open_for_reading(serve, path, &handle);
    if (err)
        serve_put_err(out, request->id, err);
    else
        handle_put(serve, handle, request->id, out);
}

void file_read(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out)
{
    static uint8_t space[SFTP_DATA_LIMIT];
    struct handle *handle = handle_find(serve, request->handle);
    size_t size = request->length < sizeof space ? request->length : sizeof space;
    (void)path;
    if (handle == NULL || handle->kind == HANDLE_FOLDER) {
        serve_put_err(out, request->id, err_detail(ERR_MALFORMED, "no such handle"));
        return;
    }
    if (handle->kind == HANDLE_TEXT) {
        size_t at = request->offset < handle->text.size ? (size_t)request->offset : handle->text.size;
        size = size < handle->text.size - at ? size : handle->text.size - at;
        memcpy(space, handle->text.data + at, size);
    } else {
        ssize_t got = request->offset > INT64_MAX ? 0 : pread(handle->file, space, size, (off_t)request->offset);
        if (got < 0) {
            serve_put_err(out, request->id, err_detail(ERR_IO, "%s", strerror(errno)));
            return;
        }
        size = (size_t)got;
    }
    if (size == 0 && request->length > 0)
        sftp_put_status(out, request->id, SFTP_EOF, "The end.");
    else
        sftp_put_data(out, request->id, space, size);
}

static enum err write_bytes(struct serve *serve, struct handle *handle, uint64_t offset, struct bytes data)
{
    if (offset > PHOTO_LIMIT || data.size > PHOTO_LIMIT - offset)
        return err_detail(ERR_PHOTO_LARGE, "%s", tree_name(handle->node->path));
    uint64_t end = offset + data.size;
    if (end > handle->space_checked + SPACE_STEP) {
        if (!has_room(serve))
            return err_detail(ERR_DISK, "no room for %s", tree_name(handle->node->path));
        handle->space_checked = end;
    }
    for (size_t done = 0; done < data.size;) {
        ssize_t put = pwrite(handle->file, data.data + done, data.size - done, (off_t)(offset + done));
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return err_detail(ERR_DISK, "%s", strerror(errno));
        done += (size_t)put;
    }
    if (end > handle->node->size)
        handle->node->size = end;
    return ERR_NONE;
}

/* After the first failure of a write the photo is incomplete, whatever the client does next. */
static enum err give_up(struct handle *handle, enum err err)
{
    if (!handle->trouble)
        handle->trouble = err;
    return err;
}

void file_write(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out)
{
    struct handle *handle = handle_find(serve, request->handle);
    enum err err;
    (void)path;
    if (handle == NULL || handle->kind != HANDLE_INCOMING)
        err = err_detail(ERR_MALFORMED, "no such handle");
    else
        err = write_bytes(serve, handle, request->offset, request->data);
    if (err && handle && handle->kind == HANDLE_INCOMING)
        give_up(handle, err);
    if (err)
        serve_put_err(out, request->id, err);
    else
        sftp_put_status(out, request->id, SFTP_OK, "");
}

void file_set(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out)
{
    struct handle *handle = handle_find(serve, request->handle);
    enum err err = ERR_NONE;
    (void)path;
    if (handle == NULL)
        err = err_detail(ERR_MALFORMED, "no such handle");
    else if (handle->kind == HANDLE_INCOMING && request->attrs.has & SFTP_HAS_SIZE) {
        if (request->attrs.size > PHOTO_LIMIT)
            err = give_up(handle, err_detail(ERR_PHOTO_LARGE, "%s", tree_name(handle->node->path)));
        else if (ftruncate(handle->file, (off_t)request->attrs.size) != 0)
            err = give_up(handle, err_detail(ERR_DISK, "%s", strerror(errno)));
        else
            handle->node->size = request->attrs.size;
    }
    if (err)
        serve_put_err(out, request->id, err);
    else
        sftp_put_status(out, request->id, SFTP_OK, "");
}

/* Whether two files have the same bytes from the start to the end. */
static bool same_bytes(int a, int b)
{
    static uint8_t one[COMPARE], two[COMPARE];
    for (off_t at = 0;;) {
        ssize_t got = pread(a, one, sizeof one, at), other = pread(b, two, sizeof two, at);
        if (got < 0 || got != other || memcmp(one, two, (size_t)got) != 0)
            return false;
        if (got == 0)
            return true;
        at += got;
    }
}

/* Sent again after a lost connection, or another photo that a camera gave the same name? The bytes tell. True when
 * the order has this very photo; otherwise path is the name to take it in under. */
static bool is_there(struct serve *serve, const struct node *node, int file, char path[TREE_PATH_LIMIT])
{
    for (unsigned number = 1; number <= TREE_LIMIT; number++) {
        tree_variant(node->path, number, path);
        const struct node *taken = tree_find_kind(&serve->tree, path, NODE_TAKEN);
        int old = -1;
        if (taken == NULL)
            return false;
        bool same = taken->size == node->size && !delivery_read(&serve->delivery, taken->photo, &old) &&
                    same_bytes(old, file);
        io_close(&old);
        if (same)
            return true;
    }
    return false;
}

enum err file_take_in(struct serve *serve, struct node *node, char out[DELIVERY_SENTENCE])
{
    char name[16], path[TREE_PATH_LIMIT];
    int64_t photo = 0;
    int file = openat(serve->incoming, file_name(node->file, name), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    enum err err = ERR_NONE;
    tree_variant(node->path, 1, path);
    if (file < 0)
        err = err_detail(ERR_IO, "%s", strerror(errno));
    else if (node->size == 0)
        err = err_detail(ERR_PHOTO_DAMAGED, "%s", tree_name(node->path));
    if (err || is_there(serve, node, file, path)) {
        if (err)
            delivery_reject(&serve->delivery, tree_name(node->path), err, out);
        io_close(&file);
        file_drop(serve, node);
        return err;
    }
    err = delivery_add(&serve->delivery, tree_name(path), file, &photo);
    io_close(&file);
    if (err) {
        delivery_reject(&serve->delivery, tree_name(node->path), err, out);
        file_drop(serve, node);
        return err;
    }
    unlinkat(serve->incoming, name, 0);
    tree_rename(node, path);
    node->kind = NODE_TAKEN;
    node->photo = photo;
    return ERR_NONE;
}

void file_close(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out)
{
    struct handle *handle = handle_find(serve, request->handle);
    char sentence[DELIVERY_SENTENCE] = "";
    enum err err = ERR_NONE;
    (void)path;
    if (handle == NULL) {
        serve_put_err(out, request->id, err_detail(ERR_MALFORMED, "no such handle"));
        return;
    }
    struct node *node = handle->node;
    enum err trouble = handle->trouble;
    handle_close(handle);
    if (node && trouble) {
        err = trouble == ERR_PHOTO_LARGE ? err_detail(trouble, "%s", tree_name(node->path))
                                         : err_detail(trouble, "%s is incomplete", tree_name(node->path));
        delivery_reject(&serve->delivery, tree_name(node->path), err, sentence);
        file_drop(serve, node);
    } else if (node && !tree_is_temporary(node->path)) {
        err = file_take_in(serve, node, sentence);
    }
    sftp_put_status(out, request->id, err ? SFTP_FAILURE : SFTP_OK, sentence);
}
