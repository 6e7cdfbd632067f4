/* backup.c - the shop's backup: made while it is open, in a later thread, or while it is closed, by a keeper of its own.
 *
 *   DIR/BACKUP           text: which shop, which store below counts, how far its logs reach; replaced last of all
 *   DIR/store-000001/    the trees as they were once, and every log since (db/backup.c); a new one replaces it when logs
 *                        are missing, and is removed only when BACKUP names the new one
 *   DIR/photos/ab/SHA    as in the shop: the same files by hard link where that is possible, else copies
 *   DIR/keys, countersign.conf, catalogue, printers.conf, printers/   as in the shop; of folder printers the folders only
 *
 * What a reader would not guess is the order. Photos are added first, which may take long; those that the shop does not
 * have any more go; then the store's end is fixed; then the photos that came meanwhile are added. So every photo that
 * the store names is there, and one that the shop had purged before is not.
 *
 * If the lights go out: BACKUP still says what it said, and nothing that it speaks of was changed but purged photos.
 */
#include "backup.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/copy.h"
#include "../base/io.h"
#include "../base/log.h"
#include "../base/path.h"
#include "../base/progress.h"
#include "../base/str.h"
#include "keeper.h"

enum { CACHE_MB = 64 };

struct taking {
    struct store *store;
    const char *shop, *directory;
    struct listener listener;
    struct backup backup;
    int64_t added, removed, reserve_mb;
    bool whole, first; /* a whole backup; because there was none */
};

/* ---- the directory ---- */

static bool lies_in(const char *path, const char *directory)
{
    size_t length = strlen(directory);
    return strncmp(path, directory, length) == 0 && (path[length] == 0 || path[length] == '/');
}

/* Ours to write to: new, empty, or with a backup of this shop. */
static enum err look_at_directory(struct taking *taking, const char *shop_id)
{
    const char *directory = taking->directory;
    char real[PATH_MAX];
    if (mkdir(directory, 0700) != 0 && errno != EEXIST)
        return err_detail(ERR_DIRECTORY, "%.120s: %s", directory, strerror(errno));
    if (realpath(directory, real) == NULL || access(directory, R_OK | W_OK | X_OK) != 0)
        return err_detail(ERR_DIRECTORY, "%.120s: %s", directory, strerror(errno));
    if (lies_in(real, taking->shop))
        return err_detail(ERR_DIRECTORY, "%.120s lies in the shop itself", directory);
    enum err err = backup_read(directory, &taking->backup);
    if (err == ERR_MALFORMED)
        return err_detail(ERR_DIRECTORY, "%.120s holds something else", directory);
    if (err == ERR_NONE && strcmp(taking->backup.shop, shop_id) != 0)
        return err_detail(ERR_DIRECTORY, "%.120s holds the backup of another shop", directory);
    if (err != ERR_NOT_FOUND)
        return err;
    if (!is_empty_directory(directory))
        return err_detail(ERR_DIRECTORY, "%.120s holds something else", directory);
    snprintf(taking->backup.shop, sizeof taking->backup.shop, "%s", shop_id);
    return backup_write(taking->directory, &taking->backup); /* from here on a next try knows it */
}

/* ---- the store ---- */

static void copied(void *data, int percent)
{
    backup_tell(data, "store", percent);
}

/* Stores that BACKUP does not name any more. */
static void remove_old_stores(const struct taking *taking)
{
    char path[PATH_MAX];
    DIR *dir = opendir(taking->directory);
    if (dir == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        if (strncmp(entry->d_name, "store-", 6) == 0 && strcmp(entry->d_name, taking->backup.store) != 0 &&
            path_in(path, taking->directory, entry->d_name) == ERR_NONE)
            copy_remove_directory(path);
    closedir(dir);
}

/* Room for a whole store beside the last one; where the shop itself lies, its reserve for orders too. */
static enum err look_for_space(const struct taking *taking)
{
    char path[PATH_MAX];
    struct statvfs space;
    struct stat there, here, file;
    int64_t bytes = 0;
    enum err err = path_in(path, taking->shop, PATH_STORE);
    DIR *dir = err ? NULL : opendir(path);
    for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL;)
        if (fstatat(dirfd(dir), entry->d_name, &file, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(file.st_mode))
            bytes += file.st_size;
    if (dir)
        closedir(dir);
    if (err || statvfs(taking->directory, &space) != 0 || stat(taking->directory, &there) != 0 ||
        stat(taking->shop, &here) != 0)
        return err;
    int64_t needed = (bytes >> 20) + 1 + (there.st_dev == here.st_dev ? taking->reserve_mb : 0);
    int64_t free_mb = (int64_t)(space.f_bavail * (space.f_frsize >> 10) >> 10);
    return needed <= free_mb ? ERR_NONE : err_detail(ERR_DISK, "a whole backup takes %lld MB of %.100s, %lld are free",
                                                     (long long)needed, taking->directory, (long long)free_mb);
}

static enum err copy_store(struct taking *taking)
{
    struct backup *backup = &taking->backup;
    char path[PATH_MAX];
    unsigned number = 0;
    enum err err = ERR_NOT_FOUND;
    taking->first = *backup->store == 0;
    if (!taking->first && (err = path_in(path, taking->directory, backup->store)) == ERR_NONE)
        err = store_backup_more(taking->store, path, &backup->at);
    taking->whole = err == ERR_NOT_FOUND;
    if (!taking->whole)
        return err;
    sscanf(backup->store, "store-%u", &number);
    remove_old_stores(taking); /* what an interrupted one left */
    snprintf(backup->store, sizeof backup->store, "store-%06u", (number + 1) % 1000000);
    if ((err = path_in(path, taking->directory, backup->store)) || (err = look_for_space(taking)))
        return err;
    err = store_backup(taking->store, path, &backup->at);
    if (err) {
        char detail[200];
        snprintf(detail, sizeof detail, "%s", err_last_detail());
        copy_remove_directory(path);
        err_detail(err, "%s", detail);
    }
    return err;
}

static void say_what(const struct taking *taking, char words[], size_t size)
{
    const char *kind = !taking->whole ? "what was new since the last one"
                       : taking->first ? "a whole one, the first here"
                                       : "a whole one, because logs since the last were gone (wiped, or too many)";
    char until[32];
    snprintf(words, size, "Backed up until %s: %s; %lld photos came, %lld went.",
             clock_iso(taking->backup.at.at, until, sizeof until), kind, (long long)taking->added,
             (long long)taking->removed);
}

static enum err take(struct taking *taking)
{
    enum err err = backup_copy_settings(taking->shop, taking->directory);
    if (!err)
        err = backup_add_photos(taking->shop, taking->directory, &taking->listener, &taking->added);
    if (!err)
        err = backup_remove_purged(taking->shop, taking->directory, &taking->removed);
    if (err)
        return err;
    store_tell(taking->store, copied, &taking->listener);
    err = copy_store(taking);
    store_tell(taking->store, NULL, NULL);
    if (!err)
        err = backup_add_photos(taking->shop, taking->directory, &taking->listener, &taking->added);
    if (!err)
        err = backup_write(taking->directory, &taking->backup);
    if (err)
        return err;
    remove_old_stores(taking);
    return store_backed_up(taking->store, &taking->backup.at);
}

/* The whole of it; words (200 bytes) say what was done. */
static enum err back_up(struct taking *taking, const char *shop_id, char words[200])
{
    int lock;
    enum err err = look_at_directory(taking, shop_id);
    if (!err)
        err = backup_lock(taking->directory, true, &lock);
    if (err)
        return err;
    err = take(taking);
    io_close(&lock);
    if (!err)
        say_what(taking, words, 200);
    return err;
}

/* ---- in the shop's records ---- */

/* Inside a transaction: which shop is this? The ticket key makes it, and a restored shop has the same. */
static enum err name_shop(struct store *store, char shop_id[17])
{
    struct arena arena = { 0 };
    struct meta meta;
    uint8_t hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;
    static const uint8_t purpose[] = "backup of";
    enum err err = store_get(store, TREE_META, key_text("meta"), &meta, &arena);
    if (!err) {
        crypto_hash_sha256_init(&state);
        crypto_hash_sha256_update(&state, purpose, sizeof purpose);
        crypto_hash_sha256_update(&state, meta.ticket_key.data, meta.ticket_key.size);
        crypto_hash_sha256_final(&state, hash);
        str_hex(hash, 8, shop_id);
    }
    arena_free(&arena);
    return err;
}

/* Inside a transaction: the shop is backed up. */
static enum err remember(struct store *store, const char *who, const char *terminal, const struct taking *taking)
{
    struct arena arena = { 0 };
    struct meta meta;
    struct entry entry;
    enum err err = store_get(store, TREE_META, key_text("meta"), &meta, &arena);
    if (!err) {
        meta.backed_up = taking->backup.at.at;
        err = store_put(store, TREE_META, key_text("meta"), &meta);
    }
    record_init(&entry_type, &entry);
    entry.at = clock_now();
    entry.who = who;
    entry.terminal = terminal;
    entry.event = EVENT_BACKUP;
    entry.to = strlen(taking->directory) <= record_field(&entry_type, "to")->limit ? taking->directory : "";
    entry.note = taking->whole ? "whole" : "what was new";
    if (!err)
        err = journal_append(store, &entry);
    arena_free(&arena);
    return err;
}

/* ---- in an open shop ---- */

struct backup_step {
    bool done;
    const char *who;
    char shop_id[17];
    const struct taking *taking;
};
static const struct identity backup_thread = MACHINE_IDENTITY("backup");

enum err action_backup_step(struct act *act)
{
    struct backup_step *step = act->work;
    if (!step->done)
        return name_shop(act->store, step->shop_id);
    return remember(act->store, step->who, act->who->terminal, step->taking);
}

struct asker {
    struct keeper *keeper;
    struct call *call;
};

static void tell_asker(void *data, const char *words, int64_t percent)
{
    struct asker *asker = data;
    later_progress(asker->keeper, asker->call, words, percent);
}

void backup_run(struct keeper *keeper, struct call *call)
{
    struct asker asker = { keeper, call };
    struct taking taking = { .store = keeper->store, .shop = keeper->shop, .directory = call->args.directory,
                             .listener = { tell_asker, &asker }, .reserve_mb = keeper->limits.reserve_mb };
    struct backup_step step = { .who = call->secret, .taking = &taking };
    struct judgement *judged = &call->judged;
    char words[200] = "";
    enum err err = keeper_call(keeper, &backup_thread, ACTION_BACKUP_STEP, NULL, &step, NULL, NULL);
    if (!err)
        err = back_up(&taking, step.shop_id, words);
    step.done = true;
    if (!err)
        err = keeper_call(keeper, &backup_thread, ACTION_BACKUP_STEP, NULL, &step, NULL, NULL);
    *judged = (struct judgement){ .done = true, .err = err };
    snprintf(judged->detail, sizeof judged->detail, "%s", err ? err_last_detail() : words);
    log_line("backup", "%s", judged->detail);
}

enum err action_backup(struct act *act)
{
    struct nothing *reply = act->reply;
    if (act->who->remote)
        return err_detail(ERR_REMOTE, "backup");
    if (act->args->directory[0] != '/')
        return err_detail(ERR_USAGE, "the directory's whole path is needed");
    if (!act->judged.done) /* the thread gets who asked the way others get a secret */
        return act_later(act, LATER_BACKUP, act->who->login, NULL);
    if (act->judged.err)
        return err_detail(act->judged.err, "%s", act->judged.detail);
    reply->words = arena_text(act->arena, act->judged.detail);
    return ERR_NONE;
}

/* ---- while it is closed ---- */

static void tell_terminal(void *data, const char *words, int64_t percent)
{
    (void)data;
    progress_show(words, percent);
}

enum err backup_closed(const char *shop, const char *directory, bool *sound)
{
    struct taking taking = { .shop = shop, .directory = directory, .listener = { tell_terminal, NULL } };
    char path[PATH_MAX], shop_id[17], words[200];
    (void)sound;
    enum err err = path_in(path, shop, PATH_STORE);
    if (!err)
        err = store_open(&taking.store, path, CACHE_MB, false, NULL);
    if (err)
        return err;
    if ((err = store_begin(taking.store)) == ERR_NONE) {
        err = name_shop(taking.store, shop_id);
        store_abort(taking.store);
    }
    if (!err)
        err = back_up(&taking, shop_id, words);
    progress_end();
    if (!err && (err = store_begin(taking.store)) == ERR_NONE) {
        if ((err = remember(taking.store, "owner", "shell", &taking)) == ERR_NONE)
            err = store_commit(taking.store);
        else
            store_abort(taking.store);
    }
    if (!err)
        err = store_flush(taking.store);
    store_close(taking.store);
    if (!err)
        puts(words);
    return err;
}
