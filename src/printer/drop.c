/* drop.c - putting finished files into folders that others watch; see drop.h. Nothing here follows a link that somebody
 * laid into such a folder. */
#include "drop.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../base/io.h"
#include "picture.h"

enum { DEEPEST = 4 /* folders in folders that we make, with one to spare */ };

enum err drop_trouble(void)
{
    return err_detail(ERR_PRINTER, "%s", picture_trouble(errno));
}

enum err drop_check_name(const char *file)
{
    if (*file == 0 || *file == '.' || strchr(file, '/'))
        return err_detail(ERR_PRINTER, "\"%.60s\" is not a name for a file", file);
    return ERR_NONE;
}

bool drop_escape(const char *text, char *out, size_t size)
{
    size_t used = 0;
    for (; *text; text++) {
        bool plain = (*text >= '0' && *text <= '9') || (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') ||
                     *text == '-' || *text == '_' || *text == '.';
        if (used + 4 > size)
            return false;
        used += (size_t)snprintf(out + used, size - used, plain ? "%c" : "%%%02x", (unsigned char)*text);
    }
    if (used < size)
        out[used] = 0;
    return used < size;
}

static enum err finish(int out, enum err err)
{
    if (!err && fsync(out) != 0)
        err = drop_trouble();
    if (close(out) != 0 && !err)
        err = drop_trouble();
    return err;
}

enum err drop_picture(int dir, const char *name, const struct printer_message *message, int fd)
{
    int out = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    return out < 0 ? drop_trouble() : finish(out, picture_copy(message, fd, out));
}

enum err drop_text(int dir, const char *name, const char *text)
{
    int out = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (out < 0)
        return drop_trouble();
    return finish(out, io_write(out, text, strlen(text)) ? ERR_NONE : drop_trouble());
}

/* Some network disks cannot refuse to replace; there a second name is linked and the first removed. A folder cannot be
 * linked, but renaming one onto another that is not empty is refused anyway, and ours never are. */
bool drop_rename(int from_dir, const char *from, int to_dir, const char *to)
{
    struct stat stat;
    if (renameat2(from_dir, from, to_dir, to, RENAME_NOREPLACE) == 0)
        return true;
    if ((errno != EINVAL && errno != ENOSYS) || fstatat(from_dir, from, &stat, AT_SYMLINK_NOFOLLOW) != 0)
        return false;
    if (S_ISDIR(stat.st_mode))
        return renameat(from_dir, from, to_dir, to) == 0;
    if (linkat(from_dir, from, to_dir, to, 0) != 0)
        return false;
    unlinkat(from_dir, from, 0);
    return true;
}

bool drop_same_file(int dir_a, const char *a, int dir_b, const char *b)
{
    char one[16384], two[16384];
    int fd_a = openat(dir_a, a, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    int fd_b = openat(dir_b, b, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat stat_a, stat_b;
    bool same = fd_a >= 0 && fd_b >= 0 && fstat(fd_a, &stat_a) == 0 && fstat(fd_b, &stat_b) == 0 &&
                S_ISREG(stat_a.st_mode) && S_ISREG(stat_b.st_mode) && stat_a.st_size == stat_b.st_size;
    for (off_t left = same ? stat_a.st_size : 0; same && left > 0;) {
        size_t part = left > (off_t)sizeof one ? sizeof one : (size_t)left;
        same = io_read(fd_a, one, part) && io_read(fd_b, two, part) && memcmp(one, two, part) == 0;
        left -= (off_t)part;
    }
    io_close(&fd_a);
    io_close(&fd_b);
    return same;
}

bool drop_exists(int dir, const char *name)
{
    struct stat stat;
    return fstatat(dir, name, &stat, AT_SYMLINK_NOFOLLOW) == 0;
}

static bool remove_to(int dir, const char *name, int deep)
{
    if (unlinkat(dir, name, 0) == 0 || errno == ENOENT)
        return true;
    if ((errno != EISDIR && errno != EPERM) || deep == 0)
        return false;
    int inside = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *list = inside < 0 ? NULL : fdopendir(inside);
    if (list == NULL) {
        io_close(&inside);
        return false;
    }
    bool gone = true;
    for (struct dirent *entry; (entry = readdir(list));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            gone = remove_to(inside, entry->d_name, deep - 1) && gone;
    closedir(list);
    return gone && unlinkat(dir, name, AT_REMOVEDIR) == 0;
}

bool drop_remove(int dir, const char *name)
{
    return remove_to(dir, name, DEEPEST);
}
