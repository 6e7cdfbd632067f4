/* backup.c - copies of the store while it is in use, logs added to a copy later, and a copy made into a store again.
 *
 * Berkeley DB copies the trees page by page beside the writer; then the logs follow, up to what is on disk. Opening the
 * copy runs recovery, which brings all pages to the same moment. That holds only as long as no checkpoint falls between
 * the first page and the last log: recovery starts at the newest checkpoint and would not look further back. So one is
 * made before, and none while it runs (store_checkpoint() steps aside).
 *
 * A backup is such a copy to which logs are added from time to time: store_restore() plays all of them over the trees,
 * checkpoints or not, up to the end or to a moment. What a reader would not guess: the last log file is never whole, so
 * what a backup has of it is a number of bytes (struct backed_up). Adding logs first compares those bytes with the
 * store's own file: a store that went another way since, restored or copied by hand, is not taken for the same.
 *
 * If the lights go out while logs are added: each file replaces its shorter self whole or not at all, in order, and
 * store_restore() takes no more of them than struct backed_up says.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "../src/base/copy.h"
#include "../src/base/io.h"
#include "../src/base/log.h"
#include "inside.h"

enum { SYNC_EVERY = 4 << 20, RESTORE_CACHE_MB = 64 };

/* ---- trees ---- */

struct copying {
    int fd;
    int64_t unsynced;
};

static void tell(struct store *store, int64_t more)
{
    store->copied += more;
    if (store->tell && store->to_copy > 0)
        store->tell(store->tell_data, (int)(store->copied >= store->to_copy ? 100 : store->copied * 100 / store->to_copy));
}

static int copy_open(DB_ENV *env, const char *name, const char *target, void **handle)
{
    char path[PATH_MAX];
    struct copying *copying = xcalloc(1, sizeof *copying);
    (void)env;
    copying->fd = snprintf(path, sizeof path, "%s/%s", target, name) < (int)sizeof path
                      ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;
    if (copying->fd < 0) {
        int code = errno ? errno : ENAMETOOLONG;
        free(copying);
        return code;
    }
    *handle = copying;
    return 0;
}

/* Synced in small parts: a commit of the engine would else wait until the disk has all of it. */
static int copy_write(DB_ENV *env, u_int32_t gbytes, u_int32_t bytes, u_int32_t size, u_int8_t *data, void *handle)
{
    struct copying *copying = handle;
    off_t at = ((off_t)gbytes << 30) + bytes;
    for (u_int32_t done = 0; done < size;) {
        ssize_t put = pwrite(copying->fd, data + done, size - done, at + done);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return put == 0 ? ENOSPC : errno;
        done += (u_int32_t)put;
    }
    copying->unsynced += size;
    if (copying->unsynced >= SYNC_EVERY) {
        copying->unsynced = 0;
        if (fdatasync(copying->fd) != 0)
            return errno;
    }
    tell(env->app_private, size);
    return 0;
}

static int copy_close(DB_ENV *env, const char *name, void *handle)
{
    struct copying *copying = handle;
    (void)env;
    (void)name;
    int code = fsync(copying->fd) == 0 ? 0 : errno;
    close(copying->fd);
    free(copying);
    return code;
}

static int64_t size_of(const char *directory, const char *name, const char *suffix)
{
    char path[PATH_MAX];
    struct stat stat_file;
    if (snprintf(path, sizeof path, "%s/%s%s", directory, name, suffix) >= (int)sizeof path || stat(path, &stat_file) != 0)
        return 0;
    return stat_file.st_size;
}

static enum err copy_trees(struct store *store, const char *directory)
{
    store->to_copy = store->copied = 0;
    for (int tree = 0; tree < TREE_COUNT; tree++)
        store->to_copy += size_of(store->directory, trees[tree].name, ".db");
    int code = store->env->set_backup_callbacks(store->env, copy_open, copy_write, copy_close);
    for (int tree = 0; tree < TREE_COUNT && !code; tree++) {
        char file[64];
        snprintf(file, sizeof file, "%s.db", trees[tree].name);
        code = store->env->dbbackup(store->env, file, directory, 0);
    }
    return code ? err_detail(code == ENOSPC || code == EDQUOT || code == EIO ? ERR_DISK : ERR_STORE, "copy to %.100s: %s",
                             directory, db_strerror(code))
                : ERR_NONE;
}

/* ---- logs ---- */

static bool log_path(char path[PATH_MAX], const char *directory, uint32_t file)
{
    return snprintf(path, PATH_MAX, "%s/log.%010u", directory, file) < PATH_MAX;
}

/* Everything committed is on disk up to there. */
static enum err end_of_logs(struct store *store, struct backed_up *end)
{
    DB_LOG_STAT *stat_log;
    enum err err = store_flush(store);
    if (err)
        return err;
    int code = store->env->log_stat(store->env, &stat_log, 0);
    if (code)
        return err_detail(ERR_STORE, "log: %s", db_strerror(code));
    end->last = stat_log->st_disk_file;
    end->offset = stat_log->st_disk_offset;
    free(stat_log);
    return ERR_NONE;
}

/* The oldest log file that recovery would read. */
static enum err first_needed(struct store *store, uint32_t last, uint32_t *first)
{
    char **names = NULL, path[PATH_MAX];
    int code = store->env->log_archive(store->env, &names, 0);
    if (code)
        return err_detail(ERR_STORE, "log: %s", db_strerror(code));
    *first = 0;
    for (char **name = names; name && *name; name++) {
        unsigned number;
        if (sscanf(*name, "log.%10u", &number) == 1 && number > *first)
            *first = number;
    }
    free(names);
    ++*first;
    while (*first < last && log_path(path, store->directory, *first) && access(path, F_OK) != 0)
        ++*first; /* nothing may be removed, and there are no older ones */
    return ERR_NONE;
}

/* The files from the first to the last, of which the last one's first bytes. */
static enum err copy_logs(struct store *store, const char *directory, uint32_t first, const struct backed_up *end)
{
    char from[PATH_MAX], to[PATH_MAX];
    enum err err = ERR_NONE;
    store->to_copy = end->last + 1 - first;
    store->copied = 0;
    for (uint32_t file = first; file <= end->last && !err; file++) {
        if (!log_path(from, store->directory, file) || !log_path(to, directory, file))
            return err_detail(ERR_TOO_LONG, "%.100s", directory);
        err = copy_file(from, to, file == end->last ? (int64_t)end->offset : -1);
        if (!err)
            err = copy_keep_names(directory); /* in order: what is there of them never has a hole */
        tell(store, 1);
    }
    return err;
}

static enum err copy_whole(struct store *store, const char *directory, struct backed_up *end)
{
    int code = store->env->txn_checkpoint(store->env, 0, 0, 0);
    enum err err = code ? err_detail(ERR_STORE, "checkpoint: %s", db_strerror(code)) : copy_trees(store, directory);
    if (!err)
        err = end_of_logs(store, end);
    if (!err)
        err = first_needed(store, end->last, &end->first);
    return err ? err : copy_logs(store, directory, end->first, end);
}

enum err store_copy(struct store *store, const char *directory)
{
    struct backed_up end = { 0 };
    copy_remove_directory(directory);
    enum err err = io_directory(directory, 0700);
    if (err)
        return err;
    copying_begin(store);
    err = copy_whole(store, directory, &end);
    copying_end(store);
    return err;
}

/* ---- backups ---- */

static enum err refuse_unless_empty(const char *directory)
{
    DIR *dir = opendir(directory);
    if (dir == NULL)
        return errno == ENOENT ? ERR_NONE : err_detail(ERR_DIRECTORY, "%.100s: %s", directory, strerror(errno));
    bool empty = true;
    for (struct dirent *entry; empty && (entry = readdir(dir)) != NULL;)
        empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    closedir(dir);
    return empty ? ERR_NONE : err_detail(ERR_DIRECTORY, "%.100s is not empty", directory);
}

enum err store_backup(struct store *store, const char *directory, struct backed_up *end)
{
    *end = (struct backed_up){ 0 };
    enum err err = refuse_unless_empty(directory);
    if (!err)
        err = io_directory(directory, 0700);
    if (err)
        return err;
    copying_begin(store);
    err = logs_know_themselves(store, end->line);
    if (!err)
        err = copy_whole(store, directory, end);
    end->base_at = end->at = time(NULL);
    if (!err)
        store->kept.pinned = end->last;
    copying_end(store);
    return err ? err : copy_keep_names(directory);
}

/* Are these the logs that go on where the backup ends? */
static bool goes_on(struct store *store, const char *directory, const struct backed_up *before, const struct backed_up *end)
{
    char ours[PATH_MAX], theirs[PATH_MAX], line[LINE_SIZE];
    if (logs_know_themselves(store, line) || strcmp(line, before->line) != 0 || end->last < before->last ||
        (end->last == before->last && end->offset < before->offset))
        return false;
    for (uint32_t file = before->last; file <= end->last; file++)
        if (!log_path(ours, store->directory, file) || access(ours, F_OK) != 0)
            return false;
    return log_path(ours, store->directory, before->last) && log_path(theirs, directory, before->last) &&
           copy_same_start(ours, theirs, before->offset);
}

enum err store_backup_more(struct store *store, const char *directory, struct backed_up *at)
{
    struct backed_up end = *at;
    copying_begin(store); /* nor is a log removed meanwhile */
    enum err err = end_of_logs(store, &end);
    if (!err && !goes_on(store, directory, at, &end))
        err = err_detail(ERR_NOT_FOUND, "the logs since %u", at->last);
    if (!err)
        err = copy_logs(store, directory, at->last, &end);
    end.at = time(NULL);
    if (!err)
        store->kept.pinned = end.last;
    copying_end(store);
    if (!err)
        *at = end;
    return err;
}

void store_tell(struct store *store, void (*tell_percent)(void *data, int percent), void *data)
{
    store->tell = tell_percent;
    store->tell_data = data;
}

/* ---- restoring ---- */

static void say(const DB_ENV *env, const char *prefix, const char *message)
{
    (void)env;
    (void)prefix;
    log_line("store", "%s", message);
}

struct restoring {
    void (*tell)(void *data, int percent);
    void *data;
};

static void feedback(DB_ENV *env, int operation, int percent)
{
    const struct restoring *restoring = env->app_private;
    if (operation == DB_RECOVER && restoring->tell)
        restoring->tell(restoring->data, percent);
}

/* What follows the backup's end was added by a backup that did not come to its own. */
static enum err cut_logs(const char *directory, const struct backed_up *end)
{
    char path[PATH_MAX];
    DIR *dir = opendir(directory);
    if (dir == NULL)
        return err_detail(ERR_IO, "%.100s: %s", directory, strerror(errno));
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        unsigned file;
        if (sscanf(entry->d_name, "log.%10u", &file) == 1 && file > end->last)
            unlinkat(dirfd(dir), entry->d_name, 0);
    }
    closedir(dir);
    if (!log_path(path, directory, end->last) || access(path, F_OK) != 0)
        return err_detail(ERR_STORE, "the backup lacks its last log");
    return truncate(path, end->offset) == 0 ? ERR_NONE : err_detail(ERR_DISK, "%.100s: %s", path, strerror(errno));
}

enum err store_restore(const char *directory, const struct backed_up *end, int64_t until,
                       void (*tell_percent)(void *data, int percent), void *data)
{
    const u_int32_t flags = DB_CREATE | DB_PRIVATE | DB_RECOVER_FATAL | DB_THREAD | DB_INIT_TXN | DB_INIT_LOG |
                            DB_INIT_MPOOL;
    struct restoring restoring = { tell_percent, data };
    time_t moment = (time_t)until;
    DB_ENV *env;
    enum err err = cut_logs(directory, end);
    if (err)
        return err;
    int code = db_env_create(&env, 0);
    if (code)
        return err_detail(ERR_STORE, "restore: %s", db_strerror(code));
    env->app_private = &restoring;
    env->set_errcall(env, say);
    code = env->set_feedback(env, feedback);
    if (!code)
        code = env->set_cachesize(env, 0, RESTORE_CACHE_MB << 20, 1);
    if (!code)
        code = env->set_lg_filemode(env, 0600);
    if (!code && until)
        code = env->set_tx_timestamp(env, &moment);
    if (!code)
        code = env->open(env, directory, flags, 0600);
    int closed = env->close(env, 0);
    code = code ? code : closed;
    return code ? err_detail(ERR_STORE, "restore: %s", db_strerror(code)) : ERR_NONE;
}
