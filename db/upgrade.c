/* upgrade.c - a store of an older version gets what this version has besides, when it is opened.
 *
 * What comes with a version is a tree: it is made empty, an index is filled from the records, and only then does
 * the meta record say the new version; the files it replaces go last. Fields need nothing: a record keeps the version it
 * was written with, and what it lacks is zero.
 *
 * If the lights go out before the version is on disk, the next opening begins the new trees anew; after it, what is left
 * of the old files is removed.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "../src/base/log.h"
#include "inside.h"

enum { AT_ONCE = 500 /* records a transaction */ };

static const char *const retired[] = {
#define RETIRED_FILE(file) file,
    RETIRED_ROWS(RETIRED_FILE)
#undef RETIRED_FILE
};

static enum err remove_file(struct store *store, const char *name)
{
    char path[PATH_MAX], file[64];
    snprintf(file, sizeof file, "%s.db", name);
    snprintf(path, sizeof path, "%s/%s", store->directory, file);
    if (access(path, F_OK) != 0)
        return ERR_NONE;
    int code = store->env->dbremove(store->env, NULL, file, NULL, DB_AUTO_COMMIT);
    /* One whose removal the lights interrupted may have a name left and nothing else. */
    if (code == ENOENT)
        code = unlink(path) == 0 || errno == ENOENT ? 0 : errno;
    return code ? err_detail(ERR_STORE, "remove %s: %s", file, db_strerror(code)) : ERR_NONE;
}

/* The next keys behind *from, at most AT_ONCE. */
static enum err next_keys(struct store *store, enum tree tree, struct key *from, bool after, struct key *keys, size_t *count)
{
    struct walk *walk;
    struct key found;
    enum err err = walk_open(store, tree, *from, 0, after, &walk);
    for (*count = 0; *count < AT_ONCE && !err; *count += !err)
        err = walk_next(walk, &found, &keys[*count]);
    walk_close(walk);
    if (*count)
        *from = keys[*count - 1];
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

static enum err fill_some(struct store *store, const struct index *index, struct key *from, bool after, size_t *count)
{
    struct key keys[AT_ONCE];
    void *record = xmalloc(trees[index->of].type->size);
    enum err err = store_begin(store);
    if (err) {
        free(record);
        return err;
    }
    err = next_keys(store, index->of, from, after, keys, count);
    for (size_t i = 0; i < *count && !err; i++) {
        err = record_read(store, index->of, keys[i], record, &store->work);
        if (!err)
            err = index_add(store, index, keys[i], record);
        arena_reset(&store->work);
    }
    free(record);
    if (!err)
        return store_commit(store);
    store_abort(store);
    return err;
}

static enum err fill(struct store *store, const struct index *index)
{
    struct key from = key_none();
    size_t count = AT_ONCE;
    int64_t done = 0;
    enum err err = ERR_NONE;
    for (bool after = false; count == AT_ONCE && !err; after = true) {
        err = fill_some(store, index, &from, after, &count);
        done += (int64_t)count;
        if (store->progress) /* that it goes on; nobody knows how many there are */
            store->progress((int)(done / AT_ONCE % 100));
    }
    if (!err)
        log_line("store", "%s made from %lld records", trees[index->tree].name, (long long)done);
    return err;
}

static enum err say_version(struct store *store)
{
    struct meta meta;
    struct arena arena = { 0 };
    enum err err = store_begin(store);
    if (err)
        return err;
    err = store_get(store, TREE_META, key_text("meta"), &meta, &arena);
    if (!err) {
        meta.version = STORE_VERSION;
        err = store_put(store, TREE_META, key_text("meta"), &meta);
    }
    arena_free(&arena);
    if (err) {
        store_abort(store);
        return err;
    }
    err = store_commit(store);
    return err ? err : store_flush(store);
}

enum err upgrade_store(struct store *store, int64_t version)
{
    enum err err = ERR_NONE;
    for (int tree = 0; tree < TREE_COUNT && !err; tree++) {
        if (trees[tree].since <= version)
            continue;
        /* One that was begun before the lights went out may be half full. */
        err = remove_file(store, trees[tree].name);
        if (!err)
            err = open_tree(store, (enum tree)tree, true);
        if (!err && tree_is_index((enum tree)tree))
            err = fill(store, index_row((enum tree)tree));
    }
    if (!err && version < STORE_VERSION && (err = keep_directory(store)) == ERR_NONE)
        err = say_version(store);
    if (!err && version < STORE_VERSION)
        log_line("store", "brought from version %lld to %d", (long long)version, STORE_VERSION);
    for (size_t i = 0; i < sizeof retired / sizeof *retired && !err; i++)
        err = remove_file(store, retired[i]);
    return err;
}
