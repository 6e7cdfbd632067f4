/* photos.c - the photo store's files: named by their SHA-256, durable before a record names them.
 *
 * What an upload wrote is copied, never moved: the uploading process could still change its own file after it was
 * hashed. The copy costs no disk write of its own, because the upload's file is gone before the disk sees it.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/log.h"
#include "../base/path.h"
#include "../base/random.h"
#include "../base/str.h"
#include "../stage/work.h"
#include "keeper.h"
#include "sha256.h"

enum { BATCH_PAUSE_MS = 2 };
/* What lies beside a photo, and the photo itself, last. */
static const char *const suffixes[] = { ".rgb", ".jpg", "" };

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
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        unlink(photo_path(keeper, sha256, suffixes[i], path));
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
        sha256_add(&state, chunk, (size_t)got);
        judged->bytes += got;
    }
    free(chunk);
    crypto_hash_sha256_final(&state, hash);
    str_hex(hash, sizeof hash, judged->sha256);
    return err;
}

static enum err sync_directory(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum err err = fd >= 0 && fsync(fd) == 0 ? ERR_NONE : disk("the photo store");
    io_close(&fd);
    return err;
}

/* One of the 256 folders. */
static enum err folder_of(const struct keeper *keeper, const char *sha256, char folder[PATH_MAX])
{
    if (snprintf(folder, PATH_MAX, "%s/" PATH_PHOTOS "/%.2s", keeper->shop, sha256) >= PATH_MAX)
        return err_detail(ERR_TOO_LONG, "the shop's path");
    return ERR_NONE;
}

/* Is the same photo there already, whole? It is as good as new then, also for the sweep. */
static bool there_already(const char *photo, int photo_fd)
{
    struct stat there, wanted;
    return stat(photo, &there) == 0 && fstat(photo_fd, &wanted) == 0 && there.st_size == wanted.st_size &&
           utimensat(AT_FDCWD, photo, NULL, 0) == 0;
}

/* Under its final name, durable. */
static enum err settle(struct keeper *keeper, const char *sha256, const char *photo, int photo_fd)
{
    char path[PATH_MAX], folder[PATH_MAX], parent[PATH_MAX + 16];
    enum err err = folder_of(keeper, sha256, folder);
    if (err)
        return err;
    snprintf(parent, sizeof parent, "%s/" PATH_PHOTOS, keeper->shop);
    photo_path(keeper, sha256, "", path);
    /* Another thread may have given it its name a moment ago: the name must be on disk before anybody relies on it. */
    if (there_already(path, photo_fd))
        return sync_directory(folder);
    bool new = mkdir(folder, 0700) == 0;
    if (!new && errno != EEXIST)
        return disk("the photo store");
    if (fsync(photo_fd) || rename(photo, path))
        return disk("the photo store");
    err = sync_directory(folder);
    return err ? err : sync_directory(parent);
}

enum err photo_settle_beside(struct keeper *keeper, const char *sha256, const char *suffix, const char *path, int fd,
                             bool durable)
{
    char final[PATH_MAX], folder[PATH_MAX];
    enum err err = folder_of(keeper, sha256, folder);
    if (err)
        return err;
    if ((durable && fsync(fd)) || rename(path, photo_path(keeper, sha256, suffix, final)))
        return disk("the photo store");
    return durable ? sync_directory(folder) : ERR_NONE;
}

/* What stands against it, with the file's name: "holiday.mov (a video)". */
static enum err refuse(enum err err, const char *name)
{
    char why[101];
    if (err != ERR_NOT_PHOTO && err != ERR_PHOTO_DAMAGED && err != ERR_PHOTO_LARGE)
        return err;
    snprintf(why, sizeof why, "%.100s", err_last_detail());
    if (*why == 0 || strcmp(why, "no picture") == 0) /* the sentence says so itself */
        return err_detail(err, "%.90s", name);
    return err_detail(err, "%.90s (%s)", name, why);
}

static enum err examine(struct keeper *keeper, struct call *call, const char *photo, int photo_fd)
{
    struct judgement *judged = &call->judged;
    struct job job;
    struct stat stat;
    if (fstat(call->fd_in, &stat) != 0 || !S_ISREG(stat.st_mode) || stat.st_size == 0)
        return err_detail(ERR_NOT_PHOTO, "%s (empty)", call->args.name);
    if (space_for(keeper, stat.st_size >> 20, "a photo"))
        return err_detail(ERR_DISK, "the shop's disk is nearly full");
    enum err err = copy(call->fd_in, photo_fd, keeper->limits.photo_mb << 20, judged);
    if (err == ERR_PHOTO_LARGE)
        return err_detail(err, "%s", call->args.name);
    if (err)
        return err;
    record_init(&job_type, &job);
    job.task = TASK_HEADER;
    job.bytes = judged->bytes;
    err = worker_do(CREW_GREETER, &job, photo_fd, photo_fd, &judged->found, &call->arena);
    return err ? refuse(err, call->args.name) : settle(keeper, judged->sha256, photo, photo_fd);
}

void photo_examine(struct keeper *keeper, struct call *call)
{
    struct judgement *judged = &call->judged;
    char photo[PATH_MAX];
    *judged = (struct judgement){ .done = true };
    record_init(&job_result_type, &judged->found);
    if (snprintf(photo, sizeof photo, "%s/" PATH_PHOTOS "/" PHOTO_NEW "%016llx", keeper->shop,
                 (unsigned long long)random_u64()) >= (int)sizeof photo)
        panic("the shop's path is too long");
    int photo_fd = open(photo, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    judged->err = photo_fd < 0 ? disk("the photo store") : examine(keeper, call, photo, photo_fd);
    if (judged->err)
        snprintf(judged->detail, sizeof judged->detail, "%s", err_last_detail());
    io_close(&photo_fd);
    unlink(photo); /* still there when it was refused or known already */
}

/* ---- files nobody names ---- */

bool photo_name(const char *name, char sha256[65])
{
    size_t length = strspn(name, "0123456789abcdef");
    bool ours = false;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        ours = ours || strcmp(name + length, suffixes[i]) == 0;
    if (length != 64 || !ours)
        return false;
    memmove(sha256, name, length);
    sha256[length] = 0;
    return true;
}

/* What a keeper left that ended while it took a photo in; no record can name it. */
static bool is_leftover(const char *name)
{
    enum { DIGITS = 16 };
    size_t prefix = sizeof PHOTO_NEW - 1;
    if (strncmp(name, PHOTO_NEW, prefix) != 0 || strspn(name + prefix, "0123456789abcdef") != DIGITS)
        return false;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (strcmp(name + prefix + DIGITS, suffixes[i]) == 0)
            return true;
    return false;
}

/* The engine looks whether the store knows them, and removes those it does not: nothing can come between. */
static void ask(struct keeper *keeper, const struct identity *who, struct old_photos *old)
{
    const struct timespec pause = { 0, BATCH_PAUSE_MS * 1000000L };
    if (old->n == 0)
        return;
    if (keeper_call(keeper, who, ACTION_PHOTO_KNOWN, NULL, old, NULL, NULL))
        log_line("photo", "sweep: %s", err_last_detail());
    old->n = 0;
    nanosleep(&pause, NULL);
}

static void add_old(struct keeper *keeper, const struct identity *who, struct old_photos *old, const char *sha256)
{
    if (old->n && strcmp(old->sha256[old->n - 1], sha256) == 0)
        return; /* photo and thumbnail often come one after the other */
    snprintf(old->sha256[old->n++], sizeof old->sha256[0], "%s", sha256);
    if (old->n == OLD_PHOTOS)
        ask(keeper, who, old);
}

static void sweep_directory(struct keeper *keeper, const struct identity *who, const char *directory, struct old_photos *old)
{
    DIR *dir = opendir(directory);
    if (dir == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        struct stat stat;
        char sha256[65];
        bool leftover = is_leftover(entry->d_name);
        if ((!leftover && !photo_name(entry->d_name, sha256)) ||
            fstatat(dirfd(dir), entry->d_name, &stat, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(stat.st_mode) ||
            stat.st_mtime > time(NULL) - PHOTO_GRACE_SECONDS)
            continue;
        if (!leftover)
            add_old(keeper, who, old, sha256);
        else if (unlinkat(dirfd(dir), entry->d_name, 0) == 0)
            log_line("photo", "%s was never taken in whole; removed", entry->d_name);
    }
    closedir(dir);
}

void photo_sweep(struct keeper *keeper, const struct identity *who)
{
    struct old_photos *old = xcalloc(1, sizeof *old);
    char path[PATH_MAX];
    for (int i = -1; i < 256; i++) {
        int size = i < 0 ? snprintf(path, sizeof path, "%s/" PATH_PHOTOS, keeper->shop)
                         : snprintf(path, sizeof path, "%s/" PATH_PHOTOS "/%02x", keeper->shop, i);
        if (size < (int)sizeof path)
            sweep_directory(keeper, who, path, old);
    }
    ask(keeper, who, old);
    if (old->unnamed)
        log_line("photo", "%lld that no order names: removed", (long long)old->unnamed);
    free(old);
}

/* ---- after a restart ---- */

static void look_again(struct keeper *keeper, const struct identity *who, struct old_photos *found)
{
    if (found->n && keeper_call(keeper, who, ACTION_PHOTO_LOOK, NULL, found, NULL, NULL))
        log_line("photo", "unchecked ones: %s", err_last_detail());
    found->n = 0;
}

static void look_through(struct keeper *keeper, const struct identity *who, const char *directory, struct old_photos *found)
{
    DIR *dir = opendir(directory);
    if (dir == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        char sha256[65], small[80];
        struct stat stat;
        if (strlen(entry->d_name) != 64 || !photo_name(entry->d_name, sha256))
            continue;
        snprintf(small, sizeof small, "%s.rgb", sha256);
        found->small[found->n] = fstatat(dirfd(dir), small, &stat, 0) == 0 && stat.st_size > 0;
        snprintf(found->sha256[found->n++], sizeof found->sha256[0], "%s", sha256);
        if (found->n == OLD_PHOTOS)
            look_again(keeper, who, found);
    }
    closedir(dir);
}

void photo_resume(struct keeper *keeper, const struct identity *who)
{
    struct old_photos *found = xcalloc(1, sizeof *found);
    char path[PATH_MAX];
    for (int i = 0; i < 256; i++)
        if (snprintf(path, sizeof path, "%s/" PATH_PHOTOS "/%02x", keeper->shop, i) < (int)sizeof path)
            look_through(keeper, who, path, found);
    look_again(keeper, who, found);
    free(found);
}
