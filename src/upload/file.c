/* file.c - photos coming in and going out; see serve.h.
 *
 * The bytes of a photo go straight to a file of ours in the order's folder. Whoever writes it holds its lock; a session
 * whose client has fallen silent lets go of it, so that a customer whose line broke goes on in a new session although
 * the old one has not noticed yet. It may go on itself only if nobody touched the file meanwhile.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../base/io.h"
#include "serve.h"

enum { SPACE_STEP = 4 << 20 /* so often disk and quota are looked at during a write */ };

void file_drop(struct serve *serve, struct node *node)
{
    folder_drop(&serve->folder, node->id);
    tree_remove(node);
}

void file_look(struct serve *serve, struct node *node)
{
    struct stat stat;
    int file = node->writing ? -1 : folder_file(&serve->folder, node->id, false, O_RDONLY);
    if (file >= 0 && fstat(file, &stat) == 0)
        node->size = (uint64_t)stat.st_size;
    io_close(&file);
}

/* All that was sent to this order, in bytes. */
static uint64_t bytes_of(const struct tree *tree)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < tree->count; i++)
        bytes += tree->nodes[i].kind == NODE_FREE ? 0 : tree->nodes[i].size;
    return bytes;
}

static enum err has_room(struct serve *serve, const char *name)
{
    const struct shop_limits *limits = &serve->delivery.limits;
    if (!folder_has_room(&serve->folder, limits->reserve_mb))
        return err_detail(ERR_DISK, "no room for %s", name);
    if (bytes_of(&serve->tree) >> 20 >= (uint64_t)limits->order_mb)
        return err_detail(ERR_QUOTA, "%lld MB of photos", (long long)limits->order_mb);
    return ERR_NONE;
}

/* One more may come? Of what lies half sent the oldest goes, when it is too much. */
static enum err make_place(struct serve *serve)
{
    const struct shop_limits *limits = &serve->delivery.limits;
    struct tree *tree = &serve->tree;
    struct node *oldest = NULL;
    if ((int64_t)(tree_count(tree, NODE_TAKEN) + tree_count(tree, NODE_WHOLE)) >= limits->photos)
        return err_detail(ERR_QUOTA, "%lld photos", (long long)limits->photos);
    if (tree_count(tree, NODE_INCOMING) < SERVE_HALF_SENT)
        return ERR_NONE;
    for (size_t i = 0; i < tree->count; i++) {
        struct node *node = &tree->nodes[i];
        if (node->kind == NODE_INCOMING && !node->writing && (oldest == NULL || node->at < oldest->at))
            oldest = node;
    }
    if (oldest)
        file_drop(serve, oldest);
    return ERR_NONE;
}

enum err file_may_add(struct serve *serve, const char *name)
{
    enum err err = make_place(serve);
    return err ? err : has_room(serve, name);
}

/* What stands against opening this path for writing; *node is what is sent on with, if there is something. */
static enum err may_write(struct serve *serve, const char *path, uint32_t flags, struct node **node)
{
    *node = tree_find_kind(&serve->tree, path, NODE_INCOMING);
    const struct node *whole = tree_find_kind(&serve->tree, path, NODE_WHOLE);
    const struct node *there = whole ? whole : tree_find_kind(&serve->tree, path, NODE_TAKEN);
    const char *name = tree_name(path);
    bool goes_on = flags & SFTP_FLAG_APPEND || !(flags & (SFTP_FLAG_TRUNCATE | SFTP_FLAG_CREATE));
    if (delivery_text_find(path) >= 0 || tree_is_folder(&serve->tree, path))
        return err_detail(ERR_EXISTS, "%s", name);
    if (*node && (*node)->writing)
        return err_detail(ERR_ALREADY, "%s is being sent", name);
    if ((*node || there) && flags & SFTP_FLAG_NEW)
        return err_detail(ERR_EXISTS, "%s", name);
    /* scp opens without truncating and means the same: a photo sent from its start. */
    if (there && !*node && goes_on && !there->damaged)
        return err_detail(ERR_ALREADY, "%s is in the order", name);
    if (!*node && !there && !(flags & SFTP_FLAG_CREATE))
        return err_detail(ERR_NOT_FOUND, "%s", name);
    return ERR_NONE;
}

/* A photo that came damaged, because a client closed what it had not sent to its end, is sent on from where it stopped. */
static bool begin_with(struct serve *serve, const struct node *taken, int file)
{
    int from = -1;
    off_t at = 0, done = 0;
    bool good = !delivery_read(&serve->delivery, taken->photo, &from);
    while (good && (uint64_t)at < taken->size) {
        ssize_t put = copy_file_range(from, &at, file, &done, taken->size - (uint64_t)at, 0);
        good = put > 0;
    }
    io_close(&from);
    return good;
}

/* The file behind a node of an earlier open, perhaps of an earlier session. */
static enum err open_again(struct serve *serve, struct node *node, bool truncate, int *file)
{
    struct stat stat;
    const char *name = tree_name(node->path);
    *file = folder_file(&serve->folder, node->id, false, O_RDWR);
    if (*file < 0)
        return err_detail(ERR_ALREADY, "another session has sent %s", name);
    if (flock(*file, LOCK_EX | LOCK_NB) != 0)
        return err_detail(ERR_ALREADY, "%s is being sent by another session", name);
    if (fstat(*file, &stat) != 0 || stat.st_nlink == 0)
        return err_detail(ERR_ALREADY, "another session has sent %s", name);
    if (truncate && ftruncate(*file, 0) != 0)
        return err_detail(ERR_DISK, "%s", strerror(errno));
    node->size = truncate ? 0 : (uint64_t)stat.st_size;
    return ERR_NONE;
}

static enum err open_new(struct serve *serve, const char *path, struct node **node, int *file)
{
    *node = tree_add(&serve->tree, NODE_INCOMING, path);
    if (*node == NULL)
        return err_detail(ERR_QUOTA, "%d names", TREE_LIMIT);
    *file = folder_make(&serve->folder, path, (*node)->id);
    return *file < 0 ? err_detail(ERR_DISK, "%s", strerror(errno)) : ERR_NONE;
}

static enum err open_for_writing(struct serve *serve, const struct sftp_request *request, const char *path, struct handle **handle)
{
    struct node *node, *taken = NULL;
    uint32_t flags = request->flags;
    enum err err = may_write(serve, path, flags, &node);
    bool new = !err && node == NULL;
    if (!err)
        err = delivery_open(&serve->delivery);
    if (!err && new)
        err = make_place(serve);
    if (!err)
        err = has_room(serve, tree_name(path));
    if (err)
        return err;
    *handle = handle_new(serve, HANDLE_INCOMING);
    if (*handle == NULL)
        return err_detail(ERR_LIMIT, "%d files are open", SERVE_HANDLES);
    if (new && !(flags & SFTP_FLAG_TRUNCATE) && (taken = tree_find_kind(&serve->tree, path, NODE_TAKEN)) != NULL && !taken->damaged)
        taken = NULL;
    err = new ? open_new(serve, path, &node, &(*handle)->file)
              : open_again(serve, node, flags & SFTP_FLAG_TRUNCATE, &(*handle)->file);
    if (!err && taken && begin_with(serve, taken, (*handle)->file))
        node->size = taken->size;
    if (err) {
        handle_close(*handle);
        if (new && node)
            file_drop(serve, node);
        return err;
    }
    (*handle)->node = node;
    (*handle)->total = request->attrs.has & SFTP_HAS_SIZE ? request->attrs.size : 0;
    node->writing = true;
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
    else if (((*handle)->file = folder_file(&serve->folder, node->id, node->kind == NODE_WHOLE, O_RDONLY)) < 0)
        err = err_detail(ERR_IO, "%s", strerror(errno));
    if (err)
        handle_close(*handle);
    return err;
}

enum served file_open(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out)
{
    char sentence[DELIVERY_SENTENCE];
    struct handle *handle = NULL;
    uint32_t writes = SFTP_FLAG_WRITE | SFTP_FLAG_APPEND | SFTP_FLAG_CREATE | SFTP_FLAG_TRUNCATE;
    if (delivery_text_find(path) >= 0 && !taking_is_idle(serve))
        return SERVE_LATER; /* what was refused is known only then */
    enum err err = request->flags & writes ? open_for_writing(serve, request, path, &handle)
                                           : open_for_reading(serve, path, &handle);
    /* sftp shows its person no more than "Failure": what keeps a photo out is said where it is seen. */
    if (err && request->flags & writes && err != ERR_NOT_FOUND && err != ERR_EXISTS)
        delivery_reject(&serve->delivery, tree_name(path), err, sentence);
    if (err)
        serve_put_err(out, request->id, err);
    else
        handle_put(serve, handle, request->id, out);
    return SERVE_DONE;
}

enum served file_read(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out)
{
    static uint8_t space[SFTP_DATA_LIMIT];
    struct handle *handle = handle_find(serve, request->handle);
    size_t size = request->length < sizeof space ? request->length : sizeof space;
    (void)path;
    if (handle == NULL || handle->kind == HANDLE_FOLDER) {
        serve_put_err(out, request->id, err_detail(ERR_MALFORMED, "no such handle"));
        return SERVE_DONE;
    }
    if (handle->kind == HANDLE_TEXT) {
        size_t at = request->offset < handle->text.size ? (size_t)request->offset : handle->text.size;
        size = size < handle->text.size - at ? size : handle->text.size - at;
        memcpy(space, handle->text.data + at, size);
    } else {
        ssize_t got = request->offset > INT64_MAX ? 0 : pread(handle->file, space, size, (off_t)request->offset);
        if (got < 0) {
            serve_put_err(out, request->id, err_detail(ERR_IO, "%s", strerror(errno)));
            return SERVE_DONE;
        }
        size = (size_t)got;
    }
    if (size == 0 && request->length > 0)
        sftp_put_status(out, request->id, SFTP_EOF, "The end.");
    else
        sftp_put_data(out, request->id, space, size);
    return SERVE_DONE;
}

/* After the first failure of a write the photo is incomplete, whatever the client does next. */
static enum err give_up(struct handle *handle, enum err err)
{
    if (!handle->trouble)
        handle->trouble = err;
    return err;
}

static int64_t changed_ns(const struct stat *stat)
{
    return (int64_t)stat->st_mtim.tv_sec * 1000000000 + stat->st_mtim.tv_nsec;
}

void file_rest(struct serve *serve)
{
    for (size_t i = 0; i < SERVE_HANDLES; i++) {
        struct handle *handle = &serve->handles[i];
        struct stat stat;
        if (handle->kind != HANDLE_INCOMING || handle->resting || fstat(handle->file, &stat) != 0)
            continue;
        handle->resting = true;
        handle->rested_size = stat.st_size;
        handle->rested_ns = changed_ns(&stat);
        flock(handle->file, LOCK_UN);
    }
}

/* The client speaks again: its photo is still ours alone? */
static enum err wake(struct handle *handle)
{
    struct stat stat;
    if (!handle->resting || handle->trouble)
        return ERR_NONE;
    if (flock(handle->file, LOCK_EX | LOCK_NB) != 0 || fstat(handle->file, &stat) != 0 || stat.st_nlink == 0 ||
        stat.st_size != handle->rested_size || changed_ns(&stat) != handle->rested_ns)
        return give_up(handle, err_detail(ERR_ALREADY, "another session goes on with %s", tree_name(handle->node->path)));
    handle->resting = false;
    return ERR_NONE;
}

static enum err write_bytes(struct serve *serve, struct handle *handle, uint64_t offset, struct bytes data)
{
    uint64_t limit = (uint64_t)serve->delivery.limits.photo_mb << 20;
    if (offset > limit || data.size > limit - offset)
        return err_detail(ERR_PHOTO_LARGE, "%s", tree_name(handle->node->path));
    uint64_t end = offset + data.size;
    if (end > handle->space_checked + SPACE_STEP) {
        enum err err = has_room(serve, tree_name(handle->node->path));
        if (err)
            return err;
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
    serve->sending.bytes += data.size;
    serve->sending.last = handle;
    return ERR_NONE;
}

static void write_failed(struct writing *writing, enum err err)
{
    writing->status = SFTP_FAILURE;
    err_sentence(err, err_last_detail(), writing->why, sizeof writing->why);
}

void file_write_begin(struct serve *serve, const struct sftp_request *request)
{
    struct writing *writing = &serve->writing;
    struct handle *handle = handle_find(serve, request->handle);
    bool good = handle && handle->kind == HANDLE_INCOMING;
    *writing = (struct writing){ .handle = good ? handle : NULL, .id = request->id, .offset = request->offset };
    enum err err = good ? wake(handle) : err_detail(ERR_MALFORMED, "no such handle");
    if (err)
        write_failed(writing, err);
}

void file_write_part(struct serve *serve, struct bytes part)
{
    struct writing *writing = &serve->writing;
    if (writing->status != SFTP_OK)
        return;
    enum err err = write_bytes(serve, writing->handle, writing->offset, part);
    writing->offset += part.size;
    if (err)
        write_failed(writing, give_up(writing->handle, err));
}

void file_write_end(struct serve *serve, struct buf *out)
{
    sftp_put_status(out, serve->writing.id, serve->writing.status, serve->writing.why);
}

enum served file_set(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out)
{
    struct handle *handle = handle_find(serve, request->handle);
    enum err err = handle ? ERR_NONE : err_detail(ERR_MALFORMED, "no such handle");
    (void)path;
    if (!err && handle->kind == HANDLE_INCOMING && request->attrs.has & SFTP_HAS_SIZE) {
        if ((err = wake(handle)) != ERR_NONE)
            ;
        else if (request->attrs.size > (uint64_t)serve->delivery.limits.photo_mb << 20)
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
    return SERVE_DONE;
}

/* What cannot become a photo: named, and gone. What another session goes on with is that one's. */
static enum err refuse(struct serve *serve, struct node *node, enum err trouble, char sentence[DELIVERY_SENTENCE])
{
    const char *name = tree_name(node->path);
    if (trouble == ERR_ALREADY) {
        enum err err = err_detail(trouble, "another session goes on with %s", name);
        err_sentence(err, err_last_detail(), sentence, DELIVERY_SENTENCE);
        tree_remove(node);
        return err;
    }
    enum err err = trouble == ERR_PHOTO_LARGE || trouble == ERR_PHOTO_DAMAGED ? err_detail(trouble, "%s", name)
                                                                            : err_detail(trouble, "%s is incomplete", name);
    delivery_reject(&serve->delivery, name, err, sentence);
    serve->taking.refused = true;
    file_drop(serve, node);
    return err;
}

void file_done(struct serve *serve, struct node *node, enum err trouble, uint32_t request, struct buf *out)
{
    char sentence[DELIVERY_SENTENCE] = "";
    bool last = !tree_is_temporary(node->path);
    enum err err = ERR_NONE;
    if (last && !trouble && node->size == 0)
        trouble = ERR_PHOTO_DAMAGED;
    if (trouble) {
        err = refuse(serve, node, trouble, sentence);
    } else if (last) {
        bool awaited = !taking_promises(serve, node);
        serve->sending.files++;
        taking_add(serve, node, awaited, request);
        if (awaited)
            return;
    }
    sftp_put_status(out, request, err ? SFTP_FAILURE : SFTP_OK, sentence);
}

enum served file_close(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out)
{
    struct handle *handle = handle_find(serve, request->handle);
    (void)path;
    if (handle == NULL) {
        serve_put_err(out, request->id, err_detail(ERR_MALFORMED, "no such handle"));
        return SERVE_DONE;
    }
    struct node *node = handle->node;
    enum err trouble = node ? wake(handle) : ERR_NONE;
    if (handle->trouble)
        trouble = handle->trouble;
    if (serve->sending.last == handle)
        serve->sending.last = NULL;
    handle_close(handle);
    if (node)
        file_done(serve, node, trouble, request->id, out);
    else
        sftp_put_status(out, request->id, SFTP_OK, "");
    return SERVE_DONE;
}
