/* backup.c - a copy of the store while it is in use.
 *
 * Berkeley DB copies the trees page by page beside the writer, then the logs; opening the copy runs recovery, which
 * brings all pages to the same moment. That holds only as long as no checkpoint falls between the first page and the
 * last log: recovery starts at the newest checkpoint and would not look further back. So one is made before, and none
 * while it runs (store_checkpoint() steps aside).
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "../src/base/io.h"
#include "inside.h"

enum err store_copy(struct store *store, const char *directory)
{
    pthread_mutex_lock(&store->copying);
    int code = store->env->txn_checkpoint(store->env, 0, 0, 0);
    if (!code)
        code = store->env->log_archive(store->env, NULL, DB_ARCH_REMOVE);
    if (!code)
        code = store->env->backup(store->env, directory, DB_CREATE | DB_BACKUP_CLEAN | DB_BACKUP_SINGLE_DIR);
    pthread_mutex_unlock(&store->copying);
    return code ? err_detail(ERR_STORE, "copy to %.100s: %s", directory, db_strerror(code)) : ERR_NONE;
}

static bool is_dot(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static enum err refuse_unless_empty(const char *directory)
{
    DIR *dir = opendir(directory);
    if (dir == NULL)
        return errno == ENOENT ? ERR_NONE : err_detail(ERR_DIRECTORY, "%.100s: %s", directory, strerror(errno));
    bool empty = true;
    for (struct dirent *entry; empty && (entry = readdir(dir)) != NULL;)
        empty = is_dot(entry->d_name);
    closedir(dir);
    return empty ? ERR_NONE : err_detail(ERR_DIRECTORY, "%.100s is not empty", directory);
}

/* Every file, then the directory that names them. */
static enum err make_durable(const char *directory)
{
    DIR *dir = opendir(directory);
    bool good = dir != NULL;
    for (struct dirent *entry; good && (entry = readdir(dir)) != NULL;) {
        if (is_dot(entry->d_name))
            continue;
        int fd = openat(dirfd(dir), entry->d_name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        good = fd >= 0 && fsync(fd) == 0;
        if (fd >= 0)
            close(fd);
    }
    good = good && fsync(dirfd(dir)) == 0;
    enum err err = good ? ERR_NONE : err_detail(ERR_DISK, "%.100s: %s", directory, strerror(errno));
    if (dir)
        closedir(dir);
    return err;
}

enum err store_backup(struct store *store, const char *directory)
{
    enum err err = refuse_unless_empty(directory);
    if (!err)
        err = io_directory(directory, 0700);
    if (!err)
        err = store_copy(store, directory);
    return err ? err : make_durable(directory);
}
