/* walk.c - going through a tree in key order, inside the open transaction.
 *
 * Only keys are read, and the rows of covering indexes: whoever wants the record gets it by *target.
 */
#include <stdlib.h>
#include <string.h>
#include "inside.h"

struct walk {
    struct store *store;
    enum tree tree;
    DBC *cursor;
    struct key from;
    size_t prefix;
    bool after, started;
    const struct index *covering; /* NULL: its entries have no rows */
    DBT value;                    /* of such an index, grown by Berkeley DB */
    struct key at;
};

enum err walk_open(struct store *store, enum tree tree, struct key from, size_t prefix, bool after, struct walk **out)
{
    *out = NULL;
    if (store->txn == NULL)
        panic("store: a walk without a transaction");
    if (!key_fits(&from))
        return err_detail(ERR_TOO_LONG, "a name of more than %d bytes", KEY_SIZE);
    if (prefix > from.size)
        panic("store: a walk's prefix of %zu bytes is longer than its key", prefix);
    DBC *cursor;
    int code = store->db[tree]->cursor(store->db[tree], store->txn, &cursor, 0);
    if (code)
        return store_failed("walk", tree, code);
    struct walk *walk = xmalloc(sizeof *walk);
    *walk = (struct walk){ .store = store, .tree = tree, .cursor = cursor, .from = from, .prefix = prefix, .after = after };
    walk->value.flags = DB_DBT_REALLOC;
    if (tree_is_index(tree) && index_row(tree)->row)
        walk->covering = index_row(tree);
    store->walks++;
    *out = walk;
    return ERR_NONE;
}

/* One step of the cursor. A tree of records answers no data: the record may be large and is not wanted here. */
static int step(struct walk *walk, struct key *key, struct key *target)
{
    u_int32_t how = DB_NEXT;
    *key = key_none();
    if (!walk->started) {
        *key = walk->from;
        how = walk->from.size ? DB_SET_RANGE : DB_FIRST;
        walk->started = true;
    }
    DBT at = key_dbt(key), data = key_room_dbt(target);
    if (!tree_is_index(walk->tree))
        data.flags |= DB_DBT_PARTIAL;
    int code = walk->cursor->get(walk->cursor, &at, walk->covering ? &walk->value : &data, how);
    if (code)
        return code;
    key->size = at.size;
    if (!tree_is_index(walk->tree)) {
        *target = *key;
    } else if (!walk->covering) {
        target->size = data.size;
    } else { /* too short to be one: the reader of the row hears of it */
        *target = key_number(walk->value.size < sizeof(uint64_t) ? 0 : be64(walk->value.data));
        walk->at = *key;
    }
    return 0;
}

enum err walk_next(struct walk *walk, struct key *key, struct key *target)
{
    int code = step(walk, key, target);
    if (code == 0 && walk->after && key_same(key, &walk->from))
        code = step(walk, key, target);
    walk->after = false;
    if (code && code != DB_NOTFOUND)
        return store_failed("walk", walk->tree, code);
    bool inside = code == 0 && key->size >= walk->prefix && memcmp(key->data, walk->from.data, walk->prefix) == 0;
    return inside ? ERR_NONE : err_detail(ERR_NOT_FOUND, "%s has no more", trees[walk->tree].name);
}

enum err walk_row(struct walk *walk, struct row *row, struct arena *arena)
{
    if (walk->covering == NULL)
        panic("store: %s has no rows", trees[walk->tree].name);
    return index_read_row(walk->covering, &walk->at, (struct bytes){ walk->value.data, walk->value.size }, row, arena);
}

void walk_close(struct walk *walk)
{
    if (walk == NULL)
        return;
    walk->store->walks--;
    walk->cursor->close(walk->cursor);
    free(walk->value.data);
    free(walk);
}
