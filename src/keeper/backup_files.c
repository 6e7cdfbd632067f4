/* backup_files.c - the files of a backup but its store: what BACKUP says, settings, photos. See backup.h; restore.c takes
 * the same ways back.
 */
#include "backup.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/copy.h"
#include "../base/io.h"
#include "../base/path.h"
#include "keeper.h"

enum { FILE_LIMIT = 4000, HASH_DIGITS = 64 };

enum err path_in(char path[PATH_MAX], const char *directory, const char *name)
{
    return snprintf(path, PATH_MAX, "%s/%s", directory, name) < PATH_MAX ? ERR_NONE
                                                                         : err_detail(ERR_TOO_LONG, "%.100s", directory);
}

enum err paths_in(struct two_paths *paths, const char *from, const char *to, const char *name)
{
    enum err err = path_in(paths->from, from, name);
    return err ? err : path_in(paths->to, to, name);
}

bool is_empty_directory(const char *directory)
{
    DIR *dir = opendir(directory);
    bool empty = dir != NULL;
    for (struct dirent *entry; empty && (entry = readdir(dir)) != NULL;)
        empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
                strcmp(entry->d_name, "lost+found") == 0;
    if (dir)
        closedir(dir);
    return empty;
}

/* ---- the file BACKUP ---- */

enum err backup_read(const char *directory, struct backup *backup)
{
    char path[PATH_MAX], store[32];
    struct backed_up *at = &backup->at;
    *backup = (struct backup){ 0 };
    enum err err = path_in(path, directory, BACKUP_FILE);
    char *text = err ? NULL : io_file(path, FILE_LIMIT, NULL);
    if (text == NULL)
        return err ? err : err_detail(ERR_NOT_FOUND, "a backup in %.120s", directory);
    int found = sscanf(text, "countersign backup 1\nshop %16[0-9a-f]\nstore %31[-a-z0-9]\nline %32[-0-9a-f]\n"
                       "logs %" SCNu32 " %" SCNu32 " %" SCNu32 "\nfrom %" SCNd64 "\nuntil %" SCNd64, backup->shop, store,
                       at->line, &at->first, &at->last, &at->offset, &at->base_at, &at->at);
    free(text);
    if (found != 8)
        return err_detail(ERR_MALFORMED, "%.120s is not a backup's", path);
    if (strcmp(store, "-") != 0)
        memcpy(backup->store, store, sizeof store);
    return ERR_NONE;
}

enum err backup_write(const char *directory, const struct backup *backup)
{
    const struct backed_up *at = &backup->at;
    char path[PATH_MAX], text[FILE_LIMIT], from[32], until[32];
    enum err err = path_in(path, directory, BACKUP_FILE);
    if (err)
        return err;
    int size = snprintf(text, sizeof text, "countersign backup 1\nshop %s\nstore %s\nline %s\n"
                        "logs %" PRIu32 " %" PRIu32 " %" PRIu32 "\nfrom %" PRId64 "\nuntil %" PRId64 "\n\n", backup->shop,
                        *backup->store ? backup->store : "-", *at->line ? at->line : "-", at->first, at->last, at->offset,
                        at->base_at, at->at);
    char *rest = text + size;
    size_t room = sizeof text - (size_t)size;
    if (*backup->store)
        snprintf(rest, room, "A shop is made of this by: countersign restore DIRECTORY SHOPDIR [--until TIME]\n"
                 "TIME may lie between %s and %s.\n", clock_iso(at->base_at, from, sizeof from),
                 clock_iso(at->at, until, sizeof until));
    else
        snprintf(rest, room, "The first backup into this directory did not come to its end. Make it again.\n");
    return io_replace(path, text, strlen(text), 0600);
}

/* ---- two at once ---- */

enum err backup_lock(const char *directory, bool alone, int *fd)
{
    *fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*fd < 0)
        return err_detail(ERR_IO, "%.120s: %s", directory, strerror(errno));
    if (flock(*fd, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0)
        return ERR_NONE;
    io_close(fd);
    return err_detail(ERR_LIMIT, "%.120s is in use by another backup or restore", directory);
}

/* ---- settings ---- */

static bool is_of_kind(DIR *dir, const char *name, mode_t kind)
{
    struct stat stat;
    return fstatat(dirfd(dir), name, &stat, AT_SYMLINK_NOFOLLOW) == 0 && (stat.st_mode & S_IFMT) == kind;
}

static enum err copy_files(const char *from, const char *to)
{
    struct two_paths file;
    DIR *dir = opendir(from);
    enum err err = dir ? io_directory(to, 0700) : err_detail(ERR_IO, "%.120s: %s", from, strerror(errno));
    for (struct dirent *entry; !err && (entry = readdir(dir)) != NULL;)
        if (is_of_kind(dir, entry->d_name, S_IFREG) && (err = paths_in(&file, from, to, entry->d_name)) == ERR_NONE)
            err = copy_file(file.from, file.to, -1);
    if (dir)
        closedir(dir);
    return err ? err : copy_keep_names(to);
}

/* Folders alone: what lies in a printer's folder is a print, not a setting. */
static enum err copy_folders(const char *from, const char *to, int depth)
{
    struct two_paths folder;
    DIR *dir = opendir(from);
    if (dir == NULL)
        return errno == ENOENT ? ERR_NONE : err_detail(ERR_IO, "%.120s: %s", from, strerror(errno));
    enum err err = io_directory(to, 0700);
    for (struct dirent *entry; !err && depth > 0 && (entry = readdir(dir)) != NULL;)
        if (entry->d_name[0] != '.' && is_of_kind(dir, entry->d_name, S_IFDIR) &&
            (err = paths_in(&folder, from, to, entry->d_name)) == ERR_NONE)
            err = copy_folders(folder.from, folder.to, depth - 1);
    closedir(dir);
    return err ? err : copy_keep_names(to);
}

enum err backup_copy_settings(const char *from, const char *to)
{
    static const char *const names[] = { PATH_CONF, PATH_CATALOGUE, PATH_PRINTERS_CONF };
    struct two_paths paths;
    enum err err = paths_in(&paths, from, to, PATH_KEYS);
    if (!err)
        err = copy_files(paths.from, paths.to);
    for (size_t i = 0; i < sizeof names / sizeof *names && !err; i++)
        if ((err = paths_in(&paths, from, to, names[i])) == ERR_NONE)
            err = copy_file(paths.from, paths.to, -1);
    if (!err && (err = paths_in(&paths, from, to, PATH_PRINTERS)) == ERR_NONE)
        err = copy_folders(paths.from, paths.to, 4);
    return err ? err : copy_keep_names(to);
}

/* ---- photos ---- */

/* A photo or what lies beside it: what is being written has another name. */
static bool is_photo(const char *name)
{
    char sha256[65];
    return photo_name(name, sha256);
}

void backup_tell(const struct listener *listener, const char *words, int64_t percent)
{
    if (listener->tell)
        listener->tell(listener->data, words, percent);
}

/* One that is purged this moment is none. */
static enum err add_photo(const struct two_paths *photo, int64_t *added)
{
    bool linked;
    enum err err = copy_or_link(photo->from, photo->to, &linked);
    if (err == ERR_NOT_FOUND)
        return ERR_NONE;
    *added += !err && photo->from[strlen(photo->from) - 4] != '.';
    return err;
}

/* Of one of the 256 directories; to is made when it is needed. */
static enum err add_some(DIR *dir, const struct two_paths *folder, const struct listener *listener, int64_t percent,
                         int64_t *added)
{
    struct two_paths photo;
    bool new = false;
    enum err err = ERR_NONE;
    for (struct dirent *entry; !err && (entry = readdir(dir)) != NULL;) {
        if (!is_photo(entry->d_name) || (err = paths_in(&photo, folder->from, folder->to, entry->d_name)) ||
            access(photo.to, F_OK) == 0)
            continue;
        backup_tell(listener, "photos", percent);
        if (!new)
            err = io_directory(folder->to, 0700);
        new = true;
        if (!err)
            err = add_photo(&photo, added);
    }
    return err || !new ? err : copy_keep_names(folder->to);
}

enum err backup_add_photos(const char *from, const char *to, const struct listener *listener, int64_t *added)
{
    struct two_paths folder;
    char name[24];
    enum err err = paths_in(&folder, from, to, PATH_PHOTOS);
    if (!err)
        err = io_directory(folder.to, 0700);
    for (int i = 0; i < 256 && !err; i++) {
        snprintf(name, sizeof name, PATH_PHOTOS "/%02x", (unsigned)i);
        if ((err = paths_in(&folder, from, to, name)))
            break;
        DIR *dir = opendir(folder.from);
        if (dir) {
            err = add_some(dir, &folder, listener, i * 100 / 256, added);
            closedir(dir);
        } else if (errno != ENOENT) {
            err = err_detail(ERR_IO, "%.120s: %s", folder.from, strerror(errno));
        }
    }
    if (!err && (err = paths_in(&folder, from, to, PATH_PHOTOS)) == ERR_NONE)
        err = copy_keep_names(folder.to);
    return err;
}

static enum err remove_some(DIR *dir, int there, const char *directory, int64_t *removed)
{
    enum err err = ERR_NONE;
    for (struct dirent *entry; !err && (entry = readdir(dir)) != NULL;) {
        const char *name = entry->d_name;
        if (*name == '.' || (is_photo(name) && there >= 0 && faccessat(there, name, F_OK, 0) == 0))
            continue;
        if (unlinkat(dirfd(dir), name, 0) != 0)
            err = err_detail(ERR_DISK, "%.120s: %s", directory, strerror(errno));
        *removed += !err && strlen(name) == HASH_DIGITS;
    }
    return err ? err : copy_keep_names(directory);
}

/* A shop whose photos cannot be seen at all is no reason to drop any. */
enum err backup_remove_purged(const char *shop, const char *directory, int64_t *removed)
{
    struct two_paths folder;
    char name[24];
    enum err err = paths_in(&folder, shop, directory, PATH_PHOTOS);
    if (!err && access(folder.from, R_OK | X_OK) != 0)
        err = err_detail(ERR_IO, "%.120s: %s", folder.from, strerror(errno));
    for (int i = 0; i < 256 && !err; i++) {
        snprintf(name, sizeof name, PATH_PHOTOS "/%02x", (unsigned)i);
        if ((err = paths_in(&folder, shop, directory, name)))
            break;
        int there = open(folder.from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (there < 0 && errno != ENOENT)
            err = err_detail(ERR_IO, "%.120s: %s", folder.from, strerror(errno));
        DIR *dir = opendir(folder.to);
        if (dir && !err)
            err = remove_some(dir, there, folder.to, removed);
        if (dir)
            closedir(dir);
        io_close(&there);
    }
    return err;
}
