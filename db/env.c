/* env.c - opening and closing the store: the only place that knows how Berkeley DB is set up.
 *
 * What a reader would not guess: the environment is private to this process and recovery runs at every start, wanted
 * or not; there is no lock subsystem, because one thread writes. Berkeley DB's mutexes die with their process, so a
 * second process inside would mean a hang after a kill: our own lock on <store>/lock keeps it out.
 *
 * Power-cut story of the first creation: the trees are made first, the meta record is committed and flushed last. A
 * store without a meta record is one whose making was interrupted, and making it again finishes it.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../src/base/clock.h"
#include "../src/base/io.h"
#include "../src/base/lock.h"
#include "../src/base/log.h"
#include "inside.h"

enum {
    LOG_FILE_BYTES = 16 << 20,  /* each start fills the rest of the last one with zeros; 64 MB took twice as long */
    LOG_BUFFER_BYTES = 4 << 20, /* larger than any usual batch, so that a commit does not write by itself */
    MUTEXES_MORE = 20000,       /* headroom: running out of them stops the environment */
    CACHE_MB_LEAST = 4,
    CACHE_MB_MOST = 64 * 1024,
};

#define TREE_ROW(constant, file, record, since) { file, &record##_type, since },
const struct tree_row trees[TREE_COUNT] = { TREE_ROWS(TREE_ROW) };

enum err store_failed(const char *doing, enum tree tree, int code)
{
    return err_detail(ERR_STORE, "%s %s: %s", doing, trees[tree].name, db_strerror(code));
}

/* A panic says the same hundreds of times: each sentence once in a row. */
static void say_error(const DB_ENV *env, const char *prefix, const char *message)
{
    static _Thread_local char last[160];
    (void)env;
    (void)prefix;
    if (strncmp(last, message, sizeof last - 1) == 0)
        return;
    snprintf(last, sizeof last, "%s", message);
    log_line("store", "%s", message);
}

static void say_message(const DB_ENV *env, const char *message)
{
    (void)env;
    log_line("store", "%s", message);
}

static void feedback(DB_ENV *env, int operation, int percent)
{
    struct store *store = env->app_private;
    if (operation == DB_RECOVER && store->progress)
        store->progress(percent);
}

static int set_up(struct store *store, int64_t cache_mb)
{
    DB_ENV *env = store->env;
    if (cache_mb < CACHE_MB_LEAST)
        cache_mb = CACHE_MB_LEAST;
    if (cache_mb > CACHE_MB_MOST)
        cache_mb = CACHE_MB_MOST;
    env->app_private = store;
    env->set_errcall(env, say_error);
    env->set_msgcall(env, say_message);
    int code = env->set_feedback(env, feedback);
    if (!code)
        code = env->set_cachesize(env, (u_int32_t)(cache_mb >> 10), (u_int32_t)(cache_mb & 1023) << 20, 1);
    if (!code)
        code = env->set_lg_max(env, LOG_FILE_BYTES);
    if (!code)
        code = env->set_lg_bsize(env, LOG_BUFFER_BYTES);
    if (!code)
        code = env->set_lg_filemode(env, 0600);
    if (!code)
        code = env->mutex_set_increment(env, MUTEXES_MORE);
    return code;
}

static enum err open_env(struct store *store, int64_t cache_mb)
{
    const u_int32_t flags = DB_CREATE | DB_PRIVATE | DB_RECOVER | DB_THREAD | DB_INIT_TXN | DB_INIT_LOG | DB_INIT_MPOOL;
    int code = db_env_create(&store->env, 0);
    if (code) {
        store->env = NULL;
        return err_detail(ERR_STORE, "open: %s", db_strerror(code));
    }
    code = set_up(store, cache_mb);
    if (!code)
        code = store->env->open(store->env, store->directory, flags, 0600);
    return code ? err_detail(ERR_STORE, "open %.100s: %s", store->directory, db_strerror(code)) : ERR_NONE;
}

enum err open_tree(struct store *store, enum tree tree, bool create)
{
    char file[64];
    DB *db;
    int code = db_create(&db, store->env, 0);
    if (code)
        return store_failed("open", tree, code);
    store->db[tree] = db;
    snprintf(file, sizeof file, "%s.db", trees[tree].name);
    code = db->set_pagesize(db, PAGE_SIZE_BYTES);
    if (!code)
        code = db->open(db, NULL, file, NULL, DB_BTREE, DB_AUTO_COMMIT | DB_THREAD | (create ? DB_CREATE : 0), 0600);
    return code ? store_failed("open", tree, code) : ERR_NONE;
}

/* ERR_NOT_FOUND when the store was never finished. */
static enum err look_at_meta(struct store *store, int64_t *version)
{
    struct meta meta;
    struct arena arena = { 0 };
    enum err err = store_begin(store);
    if (err)
        return err;
    err = store_get(store, TREE_META, key_text("meta"), &meta, &arena);
    store_abort(store);
    if (!err && meta.version > STORE_VERSION)
        err = err_detail(ERR_STORE_NEWER, "version %lld, this one knows %d", (long long)meta.version, STORE_VERSION);
    else if (!err && meta.version < 1)
        err = err_detail(ERR_STORE, "the meta record has no version");
    *version = err ? STORE_VERSION : meta.version;
    arena_free(&arena);
    return err;
}

static enum err write_meta(struct store *store)
{
    struct meta meta;
    record_init(&meta_type, &meta);
    meta.version = STORE_VERSION;
    meta.next_order = meta.next_entry = meta.next_customer = 1;
    meta.made = clock_now();
    enum err err = store_begin(store);
    if (err)
        return err;
    err = store_put(store, TREE_META, key_text("meta"), &meta);
    if (err) {
        store_abort(store);
        return err;
    }
    err = store_commit(store);
    return err ? err : store_flush(store);
}

enum err keep_directory(const struct store *store)
{
    int fd = open(store->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return good ? ERR_NONE : err_detail(ERR_DISK, "%.100s: %s", store->directory, strerror(errno));
}

static enum err open_trees(struct store *store, bool create)
{
    enum err err = open_tree(store, TREE_META, create);
    if (err)
        return err;
    int64_t version;
    err = look_at_meta(store, &version);
    /* Only an unfinished store gets its trees made: in a finished one a missing file is damage, and an empty index in
     * its place would hide orders. */
    bool finish = create && err == ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND && !create)
        return err_detail(ERR_STORE, "%.100s was never finished", store->directory);
    if (err && !finish)
        return err;
    for (int tree = TREE_META + 1; tree < TREE_COUNT; tree++) {
        if (trees[tree].since > version)
            continue; /* the upgrade makes it */
        err = open_tree(store, (enum tree)tree, finish);
        if (err)
            return err;
    }
    if (!finish)
        return upgrade_store(store, version);
    err = write_meta(store);
    return err ? err : keep_directory(store);
}

/* Before anything is written: is there a store at all, and is it nobody else's? */
static enum err take_place(struct store *store, bool create)
{
    char path[PATH_MAX];
    enum err err = create ? io_directory(store->directory, 0700) : ERR_NONE;
    if (err)
        return err;
    snprintf(path, sizeof path, "%s/%s.db", store->directory, trees[TREE_META].name);
    if (!create && access(path, F_OK) != 0)
        return err_detail(ERR_STORE, "there is no store in %.100s", store->directory);
    snprintf(path, sizeof path, "%s/lock", store->directory);
    return lock_take(path, &store->lock_fd);
}

enum err store_open(struct store **out, const char *directory, int64_t cache_mb, bool create,
                    void (*progress)(int percent))
{
    *out = NULL;
    if (strlen(directory) > PATH_MAX - 32)
        return err_detail(ERR_TOO_LONG, "%.100s", directory);
    struct store *store = xcalloc(1, sizeof *store);
    store->lock_fd = -1;
    store->directory = xstrdup(directory);
    store->raw.flags = DB_DBT_REALLOC;
    store->progress = progress;
    pthread_mutex_init(&store->copying, NULL);
    enum err err = take_place(store, create);
    if (!err)
        err = open_env(store, cache_mb);
    if (!err)
        err = open_trees(store, create);
    if (err) {
        store_close(store);
        return err;
    }
    *out = store;
    return ERR_NONE;
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    if (store->txn)
        store_abort(store);
    /* A last checkpoint makes the next start quick; a start without it is only slower. */
    bool whole = true;
    for (int tree = 0; tree < TREE_COUNT; tree++)
        whole = whole && store->db[tree] != NULL;
    if (whole)
        store->env->txn_checkpoint(store->env, 0, 0, 0);
    for (int tree = 0; tree < TREE_COUNT; tree++)
        if (store->db[tree])
            store->db[tree]->close(store->db[tree], 0);
    if (store->env)
        store->env->close(store->env, 0);
    io_close(&store->lock_fd);
    pthread_mutex_destroy(&store->copying);
    arena_free(&store->work);
    buf_free(&store->frame);
    arena_free(&store->meta_memory[0]);
    arena_free(&store->meta_memory[1]);
    buf_free(&store->old_row);
    buf_free(&store->new_row);
    free(store->raw.data);
    free(store->directory);
    free(store);
}

int64_t store_log_kb(struct store *store)
{
    DB_LOG_STAT *stat;
    if (store->copies || store->env->log_stat(store->env, &stat, 0) != 0)
        return 0;
    int64_t kb = (int64_t)stat->st_wc_mbytes * 1024 + stat->st_wc_bytes / 1024;
    free(stat);
    return kb;
}

enum err store_checkpoint(struct store *store, uint32_t kb)
{
    if (pthread_mutex_trylock(&store->copying) != 0)
        return ERR_NONE; /* a copy is being made; the next time is soon enough */
    int code = store->env->txn_checkpoint(store->env, kb, 0, 0);
    if (!code)
        code = logs_remove(store);
    pthread_mutex_unlock(&store->copying);
    return code ? err_detail(ERR_STORE, "checkpoint: %s", db_strerror(code)) : ERR_NONE;
}
