/* io.c - reading, writing, passing; see io.h. */
#include "io.h"
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include "mem.h"

bool io_read(int fd, void *out, size_t size)
{
    uint8_t *bytes = out;
    while (size > 0) {
        ssize_t got = read(fd, bytes, size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            if (got == 0)
                errno = 0;
            return false;
        }
        bytes += got;
        size -= (size_t)got;
    }
    return true;
}

bool io_write(int fd, const void *data, size_t size)
{
    const uint8_t *bytes = data;
    while (size > 0) {
        ssize_t put = write(fd, bytes, size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        bytes += put;
        size -= (size_t)put;
    }
    return true;
}

/* To the end, at most `limit` bytes: a file of /proc has something to read and says that its size is 0. */
static char *read_to_end(int fd, size_t limit, size_t *size)
{
    char *text = xmalloc(limit + 2);
    size_t at = 0;
    while (at <= limit) {
        ssize_t got = read(fd, text + at, limit + 1 - at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            at = limit + 1;
        if (got <= 0)
            break;
        at += (size_t)got;
    }
    if (at > limit) {
        free(text);
        return NULL;
    }
    text[at] = 0;
    *size = at;
    return text;
}

char *io_file(const char *path, size_t limit, size_t *size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    struct stat stat;
    char *text = NULL;
    size_t read_size;
    if (fd < 0)
        return NULL;
    if (fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode) && (size_t)stat.st_size <= limit)
        text = read_to_end(fd, stat.st_size ? (size_t)stat.st_size : limit, &read_size);
    close(fd);
    if (text && size)
        *size = read_size;
    return text;
}

enum err io_replace(const char *path, const void *data, size_t size, mode_t mode)
{
    char temporary[PATH_MAX], directory[PATH_MAX];
    if (snprintf(temporary, sizeof temporary, "%s.new", path) >= (int)sizeof temporary)
        return err_detail(ERR_TOO_LONG, "%.100s", path);
    snprintf(directory, sizeof directory, "%s", path);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0)
        return err_detail(ERR_DISK, "%.100s: %s", path, strerror(errno));
    bool good = io_write(fd, data, size) && fsync(fd) == 0;
    good = close(fd) == 0 && good && rename(temporary, path) == 0;
    int parent = good ? open(dirname(directory), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    good = good && parent >= 0 && fsync(parent) == 0;
    if (parent >= 0)
        close(parent);
    if (!good) {
        enum err err = err_detail(ERR_DISK, "%.100s: %s", path, strerror(errno));
        unlink(temporary);
        return err;
    }
    return ERR_NONE;
}

enum err io_directory(const char *path, mode_t mode)
{
    if (mkdir(path, mode) == 0 || errno == EEXIST)
        return ERR_NONE;
    return err_detail(ERR_DISK, "%.100s: %s", path, strerror(errno));
}

enum err io_pair(int fds[2])
{
    int room = 400 * 1024;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0)
        return err_detail(ERR_LIMIT, "socketpair: %s", strerror(errno));
    for (int i = 0; i < 2; i++)
        setsockopt(fds[i], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    return ERR_NONE;
}

void io_nonblocking(int fd)
{
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

void io_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}
