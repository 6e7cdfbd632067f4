/* copy.c - whole copies of files; see copy.h.
 *
 * What a reader would not guess: a long copy is synced every few MB. Left to the kernel it would pile up in memory, and
 * the next commit of an open shop on the same disk would have to wait until all of it was written.
 */
#include "copy.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "io.h"
#include "mem.h"

enum { CHUNK = 256 * 1024, SYNC_EVERY = 4 * 1024 * 1024 };

static enum err pump(int from, int to, int64_t limit)
{
    char *chunk = xmalloc(CHUNK);
    int64_t done = 0, unsynced = 0;
    enum err err = ERR_NONE;
    while (!err && done != limit) {
        size_t wanted = limit >= 0 && limit - done < CHUNK ? (size_t)(limit - done) : CHUNK;
        ssize_t got = read(from, chunk, wanted);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            err = err_detail(ERR_IO, "%s", strerror(errno));
        else if (got == 0 && limit >= 0)
            err = err_detail(ERR_IO, "a file is shorter than it should be");
        else if (got == 0)
            break;
        else if (!io_write(to, chunk, (size_t)got))
            err = err_detail(ERR_DISK, "%s", strerror(errno));
        done += got > 0 ? got : 0;
        unsynced += got > 0 ? got : 0;
        if (!err && unsynced >= SYNC_EVERY) {
            unsynced = 0;
            if (fdatasync(to) != 0)
                err = err_detail(ERR_DISK, "%s", strerror(errno));
        }
    }
    free(chunk);
    if (!err && fsync(to) != 0)
        err = err_detail(ERR_DISK, "%s", strerror(errno));
    return err;
}

enum err copy_file(const char *from, const char *to, int64_t limit)
{
    char beside[PATH_MAX];
    if (snprintf(beside, sizeof beside, "%s.new", to) >= (int)sizeof beside)
        return err_detail(ERR_TOO_LONG, "%.100s", to);
    int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
    if (in < 0)
        return err_detail(errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "%.120s: %s", from, strerror(errno));
    int out = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    enum err err = out < 0 ? err_detail(ERR_DISK, "%.120s: %s", to, strerror(errno)) : pump(in, out, limit);
    close(in);
    if (out >= 0 && close(out) != 0 && !err)
        err = err_detail(ERR_DISK, "%.120s: %s", to, strerror(errno));
    if (!err && rename(beside, to) != 0)
        err = err_detail(ERR_DISK, "%.120s: %s", to, strerror(errno));
    if (err && out >= 0)
        unlink(beside);
    return err;
}

enum err copy_or_link(const char *from, const char *to, bool *linked)
{
    *linked = link(from, to) == 0;
    if (*linked || errno == EEXIST)
        return ERR_NONE;
    if (errno == ENOENT)
        return err_detail(ERR_NOT_FOUND, "%.120s", from);
    return copy_file(from, to, -1); /* another disk, or one that knows no links */
}

enum err copy_keep_names(const char *directory)
{
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum err err = fd >= 0 && fsync(fd) == 0 ? ERR_NONE : err_detail(ERR_DISK, "%.120s: %s", directory, strerror(errno));
    if (fd >= 0)
        close(fd);
    return err;
}

bool copy_same_start(const char *a, const char *b, int64_t size)
{
    int fds[2] = { open(a, O_RDONLY | O_CLOEXEC), open(b, O_RDONLY | O_CLOEXEC) };
    char *left = xmalloc(CHUNK), *right = xmalloc(CHUNK);
    bool same = fds[0] >= 0 && fds[1] >= 0;
    while (same && size > 0) {
        size_t step = size < CHUNK ? (size_t)size : CHUNK;
        same = io_read(fds[0], left, step) && io_read(fds[1], right, step) && memcmp(left, right, step) == 0;
        size -= (int64_t)step;
    }
    free(left);
    free(right);
    io_close(&fds[0]);
    io_close(&fds[1]);
    return same;
}

void copy_remove_directory(const char *directory)
{
    DIR *dir = opendir(directory);
    if (dir == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(dir), entry->d_name, 0);
    closedir(dir);
    rmdir(directory);
}
