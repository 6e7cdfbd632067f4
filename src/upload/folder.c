/* folder.c - files that wait; see folder.h. The name is written before the bytes get theirs, and goes after them. */
#include "folder.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/random.h"
#include "tree.h"

static const char half[] = "half-", whole[] = "whole-", name[] = "name-", fresh[] = "new-";
enum { FILE_NAME = FOLDER_ID + 8 };

static const char *file_name(const char *kind, const char *id, char out[FILE_NAME])
{
    snprintf(out, FILE_NAME, "%s%s", kind, id);
    return out;
}

void folder_open(struct folder *folder, int fd)
{
    *folder = (struct folder){ .fd = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) };
    io_close(&fd);
    if (folder->fd < 0)
        die("The folder for photos cannot be opened: %s. Ask at the counter.", strerror(errno));
    folder->alone = flock(folder->fd, LOCK_EX | LOCK_NB) == 0;
    flock(folder->fd, LOCK_SH | LOCK_NB);
}

void folder_close(struct folder *folder)
{
    io_close(&folder->fd);
}

bool folder_has_room(const struct folder *folder, int64_t reserve_mb)
{
    struct statvfs disk;
    return fstatvfs(folder->fd, &disk) == 0 && (int64_t)(disk.f_bavail * (disk.f_frsize >> 10) >> 10) > reserve_mb;
}

int folder_file(const struct folder *folder, const char *id, bool is_whole, int flags)
{
    char file[FILE_NAME];
    return openat(folder->fd, file_name(is_whole ? whole : half, id, file), flags | O_NOFOLLOW | O_CLOEXEC, 0600);
}

bool folder_name(const struct folder *folder, const char *id, const char *path)
{
    char file[FILE_NAME], last[FILE_NAME];
    int fd = openat(folder->fd, file_name(fresh, id, file), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool good = fd >= 0 && io_write(fd, path, strlen(path));
    io_close(&fd);
    return good && renameat(folder->fd, file, folder->fd, file_name(name, id, last)) == 0;
}

int folder_make(const struct folder *folder, const char *path, char id[FOLDER_ID + 1])
{
    snprintf(id, FOLDER_ID + 1, "%016llx", (unsigned long long)random_u64());
    int fd = folder_name(folder, id, path) ? folder_file(folder, id, false, O_RDWR | O_CREAT | O_EXCL) : -1;
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    int why = errno;
    io_close(&fd);
    folder_drop(folder, id);
    errno = why;
    return -1;
}

bool folder_settle(const struct folder *folder, const char *id)
{
    char from[FILE_NAME], to[FILE_NAME];
    return renameat(folder->fd, file_name(half, id, from), folder->fd, file_name(whole, id, to)) == 0;
}

void folder_drop(const struct folder *folder, const char *id)
{
    static const char *const kinds[] = { half, whole, fresh, name };
    char file[FILE_NAME];
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        unlinkat(folder->fd, file_name(kinds[i], id, file), 0);
}

/* The path that is noted beside it; false when there is none, or it is none. */
static bool read_path(const struct folder *folder, const char *id, char path[TREE_PATH_LIMIT])
{
    char file[FILE_NAME];
    uint8_t text[TREE_PATH_LIMIT];
    int fd = openat(folder->fd, file_name(name, id, file), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    ssize_t size = fd >= 0 ? read(fd, text, sizeof text) : -1;
    io_close(&fd);
    return size > 0 && tree_path((struct bytes){ text, (size_t)size }, path) && strcmp(path, "/") != 0;
}

/* "half-" or "whole-" and an id? */
static bool read_kind(const char *entry, struct folder_file *file)
{
    file->whole = strncmp(entry, whole, sizeof whole - 1) == 0;
    if (!file->whole && strncmp(entry, half, sizeof half - 1) != 0)
        return false;
    const char *id = entry + (file->whole ? sizeof whole : sizeof half) - 1;
    if (strlen(id) != FOLDER_ID || strspn(id, "0123456789abcdef") != FOLDER_ID)
        return false;
    memcpy(file->id, id, FOLDER_ID + 1);
    return true;
}

void folder_list(const struct folder *folder, bool (*show)(void *data, const struct folder_file *file), void *data)
{
    int fd = openat(folder->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *directory = fd >= 0 ? fdopendir(fd) : NULL;
    bool go_on = directory != NULL;
    if (directory == NULL)
        io_close(&fd);
    for (struct dirent *entry; go_on && (entry = readdir(directory)) != NULL;) {
        char path[TREE_PATH_LIMIT];
        struct folder_file file = { .path = path };
        struct stat stat;
        if (!read_kind(entry->d_name, &file) || fstatat(folder->fd, entry->d_name, &stat, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(stat.st_mode))
            continue;
        if (!read_path(folder, file.id, path)) {
            folder_drop(folder, file.id);
            continue;
        }
        file.size = (uint64_t)stat.st_size;
        file.at = stat.st_mtime;
        go_on = show(data, &file);
    }
    if (directory)
        closedir(directory);
}
