/* restore.c - a shop made again from a backup, by a keeper of its own, in a new directory.
 *
 * The store comes last and under its own name only when it is complete: a restore that was cut short leaves a directory
 * that cannot be opened, to be removed and begun again.
 *
 * What a reader would not guess: whatever was to be made may have been made after the backup, and nobody here can know.
 * So every order that production would take by itself gets the hold reason staff, and prints that stood as sent are
 * doubtful: a person looks, and lets it go on with `order release`. Nothing else is guessed.
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
#include "../base/clock.h"
#include "../base/copy.h"
#include "../base/io.h"
#include "../base/path.h"
#include "../base/progress.h"
#include "backup.h"
#include "keeper.h"

#define STORE_NEW PATH_STORE ".new"

enum { AT_ONCE = 200, CACHE_MB = 64 };

struct restoring {
    const char *shop;
    char directory[PATH_MAX]; /* the backup */
    int64_t until;            /* 0: all of it */
    struct backup backup;
    struct store *store;
    char note[120];           /* for the journal */
    int64_t photos, held, doubtful;
};

static void tell_words(void *data, const char *words, int64_t percent)
{
    (void)data;
    progress_show(words, percent);
}

static void tell_recovery(void *data, int percent)
{
    (void)data;
    progress_show("playing the logs", percent);
}

/* ---- what is wanted ---- */

/* "2026-11-25T10:00:00Z", or without Z in the shop's zone; seconds may be left out, a blank may stand for the T. */
static enum err read_time(const char *text, int64_t *at)
{
    struct tm parts = { .tm_isdst = -1 };
    const char *rest = strptime(text, "%Y-%m-%d", &parts);
    rest = rest && (*rest == 'T' || *rest == ' ') ? strptime(rest + 1, "%H:%M", &parts) : NULL;
    if (rest && *rest == ':')
        rest = strptime(rest + 1, "%S", &parts);
    bool utc = rest && *rest == 'Z';
    if (rest == NULL || rest[utc] != 0)
        return err_detail(ERR_USAGE, "%.40s is not a time such as 2026-11-25T10:00:00Z", text);
    *at = utc ? (int64_t)timegm(&parts) : (int64_t)mktime(&parts);
    return ERR_NONE;
}

/* The shop's zone; a mistake in its configuration is somebody else's to mend. */
static void take_zone(const char *directory)
{
    struct conf conf;
    struct buf mistakes = { 0 };
    if (conf_load(&conf, directory, &mistakes) == ERR_NONE)
        conf_free(&conf);
    buf_free(&mistakes);
}

static enum err read_wish(struct restoring *restoring, const char *wish)
{
    char text[64], from[32], until[32];
    const struct backed_up *at = &restoring->backup.at;
    const char *sign = strchr(wish, '@');
    if (sign == NULL || (size_t)(sign - wish) >= sizeof text || realpath(sign + 1, restoring->directory) == NULL)
        return err_detail(ERR_NOT_FOUND, "a backup in %.120s", sign ? sign + 1 : wish);
    snprintf(text, sizeof text, "%.*s", (int)(sign - wish), wish);
    enum err err = backup_read(restoring->directory, &restoring->backup);
    if (err == ERR_NONE && *restoring->backup.store == 0)
        err = err_detail(ERR_NOT_FOUND, "a finished backup in %.120s", restoring->directory);
    if (err || *text == 0)
        return err;
    take_zone(restoring->directory);
    if ((err = read_time(text, &restoring->until)))
        return err;
    clock_iso(at->base_at, from, sizeof from);
    clock_iso(at->at, until, sizeof until);
    if (restoring->until < at->base_at || restoring->until > at->at)
        return err_detail(ERR_USAGE, "the backup reaches from %s to %s", from, until);
    return ERR_NONE;
}

/* ---- files ---- */

static enum err make_folders(const char *shop)
{
    static const char *const folders[] = { PATH_INCOMING, PATH_SPOOL, PATH_RUN, PATH_PRINTERS };
    char path[PATH_MAX];
    enum err err = ERR_NONE;
    for (size_t i = 0; i < sizeof folders / sizeof *folders && !err; i++)
        if ((err = path_in(path, shop, folders[i])) == ERR_NONE)
            err = io_directory(path, 0700);
    return err;
}

/* The trees and logs; a copy each, because the shop will write to them. */
static enum err copy_store(const struct restoring *restoring, const char *to)
{
    struct two_paths file;
    char from[PATH_MAX];
    enum err err = path_in(from, restoring->directory, restoring->backup.store);
    DIR *dir = err ? NULL : opendir(from);
    if (dir == NULL)
        return err ? err : err_detail(ERR_IO, "%.120s: %s", from, strerror(errno));
    err = io_directory(to, 0700);
    for (struct dirent *entry; !err && (entry = readdir(dir)) != NULL;) {
        struct stat stat;
        size_t length = strlen(entry->d_name);
        /* ".new" is what an interrupted backup left. */
        if (fstatat(dirfd(dir), entry->d_name, &stat, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(stat.st_mode) ||
            (length > 4 && strcmp(entry->d_name + length - 4, ".new") == 0))
            continue;
        progress_show("store", -1);
        if ((err = paths_in(&file, from, to, entry->d_name)) == ERR_NONE)
            err = copy_file(file.from, file.to, -1);
    }
    closedir(dir);
    return err;
}

/* ---- nothing is made twice ---- */

static enum err note(struct restoring *restoring, const char *code, enum event event, const char *to, const char *words)
{
    struct entry entry;
    record_init(&entry_type, &entry);
    entry.at = clock_now();
    entry.who = "restore";
    entry.terminal = "shell";
    entry.event = event;
    entry.code = code;
    entry.to = to;
    entry.note = words;
    return journal_append(restoring->store, &entry);
}

/* Would production take it by itself? A held order of low risk would be authenticated without the counter. */
static bool is_taken(const struct order *order)
{
    return order->state != ORDER_HELD || (order->risk.auto_ && order->hold_reasons == 0);
}

static enum err hold_order(struct restoring *restoring, struct key key)
{
    struct arena arena = { 0 };
    struct order order;
    enum err err = store_get(restoring->store, TREE_ORDER, key, &order, &arena);
    if (!err && is_taken(&order)) {
        order.hold_reasons |= BIT(HOLD_STAFF);
        restoring->held++;
        err = store_put(restoring->store, TREE_ORDER, key, &order);
        if (!err)
            err = note(restoring, order.code, EVENT_HOLD, word_of(&hold_reason_words, HOLD_STAFF), restoring->note);
    }
    arena_free(&arena);
    return err;
}

/* The next orders or prints of this state, by the index; fewer than AT_ONCE are the last. The index must not change while
 * it is walked, so they are collected first. */
static enum err collect(struct store *store, enum tree index, unsigned state, struct key *from, struct key *targets,
                        size_t *count)
{
    struct key start = key_none();
    struct walk *walk;
    key_add_byte(&start, (uint8_t)state);
    bool after = from->size > 0;
    *count = 0;
    enum err err = walk_open(store, index, after ? *from : start, 1, after, &walk);
    if (err)
        return err;
    while (*count < AT_ONCE && (err = walk_next(walk, from, &targets[*count])) == ERR_NONE)
        ++*count;
    walk_close(walk);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

/* A print that may be at a printer. What was only being rendered waits again: its order is held. */
static enum err doubt_print(struct restoring *restoring, struct key key)
{
    struct arena arena = { 0 };
    struct print print;
    struct order order;
    enum err err = store_get(restoring->store, TREE_PRINT, key, &print, &arena);
    if (!err)
        err = store_get(restoring->store, TREE_ORDER, key_number((uint64_t)print.order), &order, &arena);
    bool sent = !err && print.state == PRINT_SENT;
    if (!err) {
        print.state = sent ? PRINT_DOUBTFUL : PRINT_WAITING;
        print.why = sent ? "the shop was restored from a backup" : "";
        err = store_put(restoring->store, TREE_PRINT, key, &print);
    }
    if (sent && !err) {
        restoring->doubtful++;
        if (order.state == ORDER_PRODUCING) {
            order.hold_reasons |= BIT(HOLD_ERROR);
            err = store_put(restoring->store, TREE_ORDER, key_number((uint64_t)print.order), &order);
        }
        if (!err)
            err = note(restoring, order.code, EVENT_PRINT_DOUBTFUL, print.line ? "" : "label", restoring->note);
    }
    arena_free(&arena);
    return err;
}

/* All of one state, so many in a transaction. */
static enum err each(struct restoring *restoring, enum tree index, unsigned state,
                     enum err (*act)(struct restoring *restoring, struct key target))
{
    struct key from = key_none(), *targets = xmalloc(AT_ONCE * sizeof *targets);
    enum err err = ERR_NONE;
    for (size_t count = AT_ONCE; count == AT_ONCE && !err;) {
        if ((err = store_begin(restoring->store)))
            break;
        err = collect(restoring->store, index, state, &from, targets, &count);
        for (size_t i = 0; i < count && !err; i++)
            err = act(restoring, targets[i]);
        if (!err)
            err = store_commit(restoring->store);
        else
            store_abort(restoring->store);
        progress_show("orders that a person must look at", -1);
    }
    free(targets);
    return err;
}

static enum err note_restore(struct restoring *restoring)
{
    struct arena arena = { 0 };
    struct meta meta;
    enum err err = store_begin(restoring->store);
    if (err)
        return err;
    if ((err = store_get(restoring->store, TREE_META, key_text("meta"), &meta, &arena)) == ERR_NONE) {
        meta.backed_up = restoring->backup.at.at;
        err = store_put(restoring->store, TREE_META, key_text("meta"), &meta);
    }
    if (!err)
        err = note(restoring, "", EVENT_RESTORE, "", restoring->note);
    if (!err)
        err = store_commit(restoring->store);
    else
        store_abort(restoring->store);
    arena_free(&arena);
    return err;
}

static enum err hold_back(struct restoring *restoring)
{
    static const enum order_state states[] = { ORDER_HELD, ORDER_AUTHENTICATED, ORDER_PRODUCING };
    enum err err = note_restore(restoring);
    for (size_t i = 0; i < sizeof states / sizeof *states && !err; i++)
        err = each(restoring, INDEX_BOARD, states[i], hold_order);
    if (!err)
        err = each(restoring, INDEX_PRINT_STATE, PRINT_SENT, doubt_print);
    if (!err)
        err = each(restoring, INDEX_PRINT_STATE, PRINT_RENDERING, doubt_print);
    return err ? err : store_flush(restoring->store);
}

/* ---- all of it ---- */

static enum err make_store(struct restoring *restoring)
{
    char new[PATH_MAX], store[PATH_MAX];
    enum err err = path_in(new, restoring->shop, STORE_NEW);
    if (!err && (err = path_in(store, restoring->shop, PATH_STORE)) == ERR_NONE)
        err = copy_store(restoring, new);
    if (!err)
        err = store_restore(new, &restoring->backup.at, restoring->until, tell_recovery, NULL);
    if (!err)
        err = store_open(&restoring->store, new, CACHE_MB, false, NULL);
    if (err)
        return err;
    err = hold_back(restoring);
    store_close(restoring->store);
    if (!err)
        err = copy_keep_names(new);
    if (!err && rename(new, store) != 0)
        err = err_detail(ERR_DISK, "%.120s: %s", store, strerror(errno));
    return err ? err : copy_keep_names(restoring->shop);
}

static enum err restore(struct restoring *restoring)
{
    const struct listener listener = { tell_words, NULL };
    enum err err = make_folders(restoring->shop);
    if (!err)
        err = backup_copy_settings(restoring->directory, restoring->shop);
    if (!err)
        err = backup_add_photos(restoring->directory, restoring->shop, &listener, &restoring->photos);
    return err ? err : make_store(restoring);
}

enum err restore_run(const char *shop, const char *wish, bool *sound)
{
    struct restoring *restoring = xcalloc(1, sizeof *restoring);
    char at[32];
    int lock = -1;
    (void)sound;
    restoring->shop = shop;
    enum err err = is_empty_directory(shop) ? ERR_NONE : err_detail(ERR_DIRECTORY, "%.120s is not empty", shop);
    if (!err)
        err = read_wish(restoring, wish);
    if (!err)
        err = backup_lock(restoring->directory, false, &lock);
    if (!err) {
        clock_iso(restoring->until ? restoring->until : restoring->backup.at.at, at, sizeof at);
        snprintf(restoring->note, sizeof restoring->note,
                 "restored from a backup as of %s; what was made since is not known here", at);
        err = restore(restoring);
        progress_end();
        io_close(&lock);
    }
    if (!err)
        printf("The shop stands in %s as it was at %s.\n"
               "%lld photos; %lld orders are held for staff to look at; %lld prints are doubtful.\n",
               shop, at, (long long)restoring->photos, (long long)restoring->held, (long long)restoring->doubtful);
    free(restoring);
    return err;
}
