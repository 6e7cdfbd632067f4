/* photos.c - the photo store's files: named by their SHA-256, durable before a record names them.
 *
 * What an upload wrote is copied, never moved: the uploading process could still change its own file after it was
 * hashed. The copy costs no disk write of its own, because the upload's file is gone before the disk sees it.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/log.h"
#include "../base/path.h"
#include "../base/random.h"
#include "../base/str.h"
#include "keeper.h"

enum { GRACE_SECONDS = 3600 };

const char *photo_path(const struct keeper *keeper, const char *sha256, const char *suffix, char out[PATH_MAX])
{
    if (snprintf(out, PATH_MAX, "%s/" PATH_PHOTOS "/%.2s/%s%s", keeper->shop, sha256, sha256, suffix) >= PATH_MAX)
        panic("the shop's path is too long");
    return out;
}

int photo_open(const struct keeper *keeper, const char *sha256, const char *suffix)
{
    char path[PATH_MAX];
    return open(photo_path(keeper, sha256, suffix, path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
}

void photo_forget(const struct keeper *keeper, const char *sha256)
{
    char path[PATH_MAX];
    unlink(photo_path(keeper, sha256, ".rgb", path));
    unlink(photo_path(keeper, sha256, "", path));
}

static enum err disk(const char *what)
{
    return err_detail(ERR_DISK, "%s: %s", what, strerror(errno));
}

/* Copy and hash in one pass. */
static enum err copy(int from, int to, int64_t limit, struct judgement *judged)
{
    enum { CHUNK = 256 * 1024 };
    crypto_hash_sha256_state state;
    uint8_t hash[crypto_hash_sha256_BYTES];
    uint8_t *chunk = xmalloc(CHUNK);
    enum err err = ERR_NONE;
    crypto_hash_sha256_init(&state);
    judged->bytes = 0;
    for (;;) {
        ssize_t got = pread(from, chunk, CHUNK, judged->bytes);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            err = err_detail(ERR_IO, "%s", strerror(errno));
        else if (got > 0 && judged->bytes + got > limit)
            err = ERR_PHOTO_LARGE;
        else if (got > 0 && !io_write(to, chunk, (size_t)got))
            err = disk("the photo store");
        if (err || got == 0)
            break;
        crypto_hash_sha256_update(&state, chunk, (unsigned long long)got);
        judged->bytes += got;
    }
    free(chunk);
    crypto_hash_sha256_final(&state, hash);
    str_hex(hash, sizeof hash, judged->sha256);
    return err;
}

/* Both files under their final names, durable, or neither. */
static enum err settle(struct keeper *keeper, const char *sha256, const char *photo, int photo_fd, const char *thumb, int thumb_fd)
{
    char path[PATH_MAX], directory[PATH_MAX];
    if (snprintf(directory, sizeof directory, "%s/" PATH_PHOTOS "/%.2s", keeper->shop, sha256) >= (int)sizeof directory)
        return err_detail(ERR_TOO_LONG, "the shop's path");
    if (access(photo_path(keeper, sha256, "", path), F_OK) == 0)
        return ERR_NONE; /* the same photo is there already */
    if (mkdir(directory, 0700) != 0 && errno != EEXIST)
        return disk("the photo store");
    if (fsync(photo_fd) || fsync(thumb_fd))
        return disk("the photo store");
    if (rename(thumb, photo_path(keeper, sha256, ".rgb", path)) || rename(photo, photo_path(keeper, sha256, "", path)))
        return disk("the photo store");
    char *parents[] = { directory, strncat(strcpy(path, keeper->shop), "/" PATH_PHOTOS, sizeof path - strlen(keeper->shop) - 1) };
    for (size_t i = 0; i < 2; i++) {
        int fd = open(parents[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0 || fsync(fd) != 0) {
            io_close(&fd);
            return disk("the photo store");
        }
        close(fd);
    }
    return ERR_NONE;
}

static enum err examine(struct keeper *keeper, struct call *call, const char *photo, int photo_fd, const char *thumb, int thumb_fd)
{
    struct judgement *judged = &call->judged;
    struct job job;
    struct stat stat;
    struct statvfs space;
    if (fstat(call->fd_in, &stat) != 0 || !S_ISREG(stat.st_mode) || stat.st_size == 0)
        return err_detail(ERR_NOT_PHOTO, "%s", call->args.name);
    if (fstatvfs(photo_fd, &space) == 0 && (int64_t)(space.f_bavail * (space.f_frsize >> 10) >> 10) < keeper->limits.reserve_mb + (stat.st_size >> 20))
        return err_detail(ERR_DISK, "the shop's disk is nearly full");
    enum err err = copy(call->fd_in, photo_fd, keeper->limits.photo_mb << 20, judged);
    if (err == ERR_PHOTO_LARGE)
        return err_detail(err, "%s", call->args.name);
    if (err)
        return err;
    record_init(&job_type, &job);
    job.task = TASK_EXAMINE;
    job.bytes = judged->bytes;
    err = worker_do(&job, photo_fd, thumb_fd, &judged->found, &call->arena);
    if (err == ERR_NOT_PHOTO || err == ERR_PHOTO_DAMAGED || err == ERR_PHOTO_LARGE)
        return err_detail(err, "%s", call->args.name);
    return err ? err : settle(keeper, judged->sha256, photo, photo_fd, thumb, thumb_fd);
}

void photo_examine(struct keeper *keeper, struct call *call)
{
    struct judgement *judged = &call->judged;
    char photo[PATH_MAX], thumb[PATH_MAX + 8];
    *judged = (struct judgement){ .done = true };
    record_init(&job_result_type, &judged->found);
    if (snprintf(photo, sizeof photo, "%s/" PATH_PHOTOS "/new-%016llx", keeper->shop, (unsigned long long)random_u64()) >= (int)sizeof photo)
        panic("the shop's path is too long");
    snprintf(thumb, sizeof thumb, "%s.rgb", photo);
    int photo_fd = open(photo, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int thumb_fd = open(thumb, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    judged->err = photo_fd < 0 || thumb_fd < 0 ? disk("the photo store") : examine(keeper, call, photo, photo_fd, thumb, thumb_fd);
    if (judged->err)
        snprintf(judged->detail, sizeof judged->detail, "%s", err_last_detail());
    io_close(&photo_fd);
    io_close(&thumb_fd);
    unlink(photo); /* still there when it was refused or known already */
    unlink(thumb);
}

/* ---- files nobody names ---- */

static void sweep_directory(struct keeper *keeper, const struct identity *who, const char *directory)
{
    DIR *dir = opendir(directory);
    if (dir == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        struct stat stat;
        struct args args;
        struct arena arena = { 0 };
        char sha256[65];
        if (entry->d_name[0] == '.' || fstatat(dirfd(dir), entry->d_name, &stat, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(stat.st_mode) || stat.st_mtime > time(NULL) - GRACE_SECONDS)
            continue;
        snprintf(sha256, sizeof sha256, "%.64s", entry->d_name);
        sha256[strcspn(sha256, ".")] = 0;
        record_init(&args_type, &args);
        args.name = sha256;
        if (keeper_call(keeper, who, ACTION_PHOTO_KNOWN, &args, NULL, NULL, &arena) == ERR_NOT_FOUND) {
            log_line("photo", "%.12s is named by no order; removed", entry->d_name);
            unlinkat(dirfd(dir), entry->d_name, 0);
        }
        arena_free(&arena);
    }
    closedir(dir);
}

void photo_sweep(struct keeper *keeper, const struct identity *who)
{
    char path[PATH_MAX];
    for (int i = -1; i < 256; i++) {
        int size = i < 0 ? snprintf(path, sizeof path, "%s/" PATH_PHOTOS, keeper->shop)
                         : snprintf(path, sizeof path, "%s/" PATH_PHOTOS "/%02x", keeper->shop, i);
        if (size < (int)sizeof path)
            sweep_directory(keeper, who, path);
    }
}
