/* load.c - filling a new store with the records of another one, as they were.
 *
 * The power-cut story: the meta record is taken away before anything else and comes back last, and a store without one
 * was never finished (env.c): whoever opens it is told so. Unlike store_put() nothing here reads what was there before,
 * and the journal's head is as it is given.
 */
#include "inside.h"

const struct record_type *store_tree(int tree, const char **name)
{
    if (tree < 0 || tree >= TREE_COUNT || tree_is_index((enum tree)tree))
        return NULL;
    *name = trees[tree].name;
    return trees[tree].type;
}

enum err store_load_begin(struct store *store)
{
    enum err err = store_begin(store);
    if (err)
        return err;
    err = store_delete(store, TREE_META, key_text("meta"));
    if (err) {
        store_abort(store);
        return err == ERR_NOT_FOUND ? ERR_NONE : err; /* this load was begun before */
    }
    err = store_commit(store);
    store->meta_state = META_UNKNOWN; /* what was in memory is not there any more */
    return err ? err : store_flush(store);
}

enum err store_load(struct store *store, enum tree tree, struct key key, const void *record)
{
    if (tree_is_index(tree))
        panic("store: load into the index %s", trees[tree].name);
    if (key.size == 0 || !key_fits(&key))
        return err_detail(ERR_TOO_LONG, "a key of %s", trees[tree].name);
    struct key meta = key_text("meta");
    if (tree != TREE_META || !key_same(&key, &meta))
        return record_add(store, tree, key, record);
    meta_put(store, record); /* goes to the disk with the commit */
    return ERR_NONE;
}
