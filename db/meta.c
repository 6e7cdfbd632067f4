/* meta.c - the record about the store itself, kept in memory between transactions.
 *
 * Every entry of the journal moves it, and an order writes several: it is decoded once after opening, changed in memory,
 * and written once, when the transaction commits. An abort forgets the changes. Whoever reads the tree itself (check, a
 * copy's reader) does so before anything is changed.
 */
#include "inside.h"

/* The two memories take turns, so that what a copy points to is still there while it is copied. */
static void adopt(struct store *store, const struct meta *meta)
{
    struct arena *other = &store->meta_memory[store->meta_turn = !store->meta_turn];
    struct meta copy;
    arena_reset(other);
    record_copy(&meta_type, meta, &copy, other);
    store->meta = copy;
}

enum err meta_get(struct store *store, struct meta **meta)
{
    struct meta read;
    *meta = &store->meta;
    if (store->meta_state != META_UNKNOWN)
        return ERR_NONE;
    struct arena arena = { 0 };
    enum err err = record_read(store, TREE_META, key_text("meta"), &read, &arena);
    if (!err) {
        adopt(store, &read);
        store->meta_state = META_KNOWN;
    }
    arena_free(&arena);
    return err;
}

void meta_put(struct store *store, const struct meta *meta)
{
    adopt(store, meta);
    store->meta_state = META_CHANGED;
}

enum err meta_commit(struct store *store)
{
    if (store->meta_state != META_CHANGED)
        return ERR_NONE;
    enum err err = record_write(store, TREE_META, key_text("meta"), &store->meta);
    store->meta_state = err ? META_UNKNOWN : META_KNOWN;
    return err;
}

void meta_abort(struct store *store)
{
    if (store->meta_state == META_CHANGED)
        store->meta_state = META_UNKNOWN;
}
