/* record.c - get, put and delete one record: schema version and CRC around the encoded fields.
 *
 * On disk: u16 STORE_VERSION at the time of writing, u32 CRC-32, then record_encode() of the fields that are stored (of
 * version 1: in the wide form).
 * The CRC covers the key as well, so a record that turns up under another key is found just like a flipped bit. What
 * could not be read back is refused before it is written.
 */
#include <string.h>
#include <zlib.h>
#include "inside.h"

enum { FRAME_HEAD = 6 };

static uint32_t frame_crc(const struct key *key, const uint8_t *body, size_t size)
{
    uLong crc = crc32(0, key->data, (uInt)key->size);
    return (uint32_t)crc32(crc, body, (uInt)size);
}

static enum err damaged(enum tree tree, const struct key *key, const char *how)
{
    char words[KEY_WORDS];
    return err_detail(ERR_STORE, "%s %.80s %s", trees[tree].name, key_words(key, words), how);
}

static enum err ready(const struct store *store, const struct key *key)
{
    if (store->txn == NULL)
        panic("store: a record is touched without a transaction");
    return key_fits(key) ? ERR_NONE : err_detail(ERR_TOO_LONG, "a name of more than %d bytes", KEY_SIZE);
}

static enum err unframe(enum tree tree, const struct key *key, struct bytes raw, void *record, struct arena *arena)
{
    if (raw.size < FRAME_HEAD)
        return damaged(tree, key, "is cut short");
    uint16_t version = be16(raw.data);
    struct bytes body = { raw.data + FRAME_HEAD, raw.size - FRAME_HEAD };
    if (frame_crc(key, body.data, body.size) != be32(raw.data + 2))
        return damaged(tree, key, "is damaged (checksum)");
    if (version > STORE_VERSION)
        return err_detail(ERR_STORE_NEWER, "%s has a record of version %u", trees[tree].name, version);
    if ((version == 1 ? record_decode_wide : record_decode)(trees[tree].type, body, record, arena)) {
        char field[96];
        strncpy(field, err_last_detail(), sizeof field - 1);
        field[sizeof field - 1] = 0;
        char words[KEY_WORDS];
        return err_detail(ERR_STORE, "%s %.80s does not decode: %s", trees[tree].name, key_words(key, words), field);
    }
    return ERR_NONE;
}

enum err record_read(struct store *store, enum tree tree, struct key key, void *record, struct arena *arena)
{
    enum err err = ready(store, &key);
    if (err)
        return err;
    DBT look = key_dbt(&key);
    int code = store->db[tree]->get(store->db[tree], store->txn, &look, &store->raw, 0);
    if (code == DB_NOTFOUND) {
        char words[KEY_WORDS];
        return err_detail(ERR_NOT_FOUND, "%s %.80s", trees[tree].name, key_words(&key, words));
    }
    if (code)
        return store_failed("read", tree, code);
    return unframe(tree, &key, (struct bytes){ store->raw.data, store->raw.size }, record, arena);
}

/* The frame of a record in store->frame. */
static void enframe(struct store *store, enum tree tree, const struct key *key, const void *record)
{
    struct buf *frame = &store->frame;
    buf_clear(frame);
    buf_u16(frame, STORE_VERSION);
    buf_u32(frame, 0);
    record_encode(trees[tree].type, record, FIELD_STORE, frame);
    uint32_t crc = frame_crc(key, frame->data + FRAME_HEAD, frame->size - FRAME_HEAD);
    for (int i = 0; i < 4; i++)
        frame->data[2 + i] = (uint8_t)(crc >> (24 - 8 * i));
}

static enum err write_frame(struct store *store, enum tree tree, struct key key)
{
    DBT at = key_dbt(&key);
    DBT data = { .data = store->frame.data, .size = (u_int32_t)store->frame.size };
    int code = store->db[tree]->put(store->db[tree], store->txn, &at, &data, 0);
    return code ? store_failed("write", tree, code) : ERR_NONE;
}

enum err record_write(struct store *store, enum tree tree, struct key key, const void *record)
{
    enum err err = ready(store, &key);
    if (err)
        return err;
    enframe(store, tree, &key, record);
    return write_frame(store, tree, key);
}

static bool is_meta(enum tree tree, const struct key *key)
{
    struct key meta = key_text("meta");
    return tree == TREE_META && key_same(key, &meta);
}

static enum err copy_meta(struct store *store, struct meta *out, struct arena *arena)
{
    struct meta *meta;
    enum err err = meta_get(store, &meta);
    if (!err)
        record_copy(&meta_type, meta, out, arena);
    return err;
}

enum err store_get(struct store *store, enum tree tree, struct key key, void *record, struct arena *arena)
{
    enum err err = ready(store, &key);
    if (err)
        return err;
    if (is_meta(tree, &key))
        return copy_meta(store, record, arena);
    if (!tree_is_index(tree))
        return record_read(store, tree, key, record, arena);
    struct key target;
    err = index_find(store, tree, key, &target);
    if (err)
        return err;
    const struct index *index = index_row(tree);
    err = record_read(store, index->of, target, record, arena);
    if (err == ERR_NOT_FOUND)
        return damaged(tree, &key, "names a record that is not there");
    if (err)
        return err;
    /* An index has no checksum of its own; what it found must agree that it is meant. */
    struct key_set keys = index_keys(index, record, arena);
    return key_set_has(&keys, &key) ? ERR_NONE : damaged(tree, &key, "names another record");
}

/* The old record in the work arena; *there is false when there was none. */
static enum err read_old(struct store *store, enum tree tree, struct key key, void **old, bool *there)
{
    *old = arena_alloc(&store->work, trees[tree].type->size);
    enum err err = record_read(store, tree, key, *old, &store->work);
    *there = err == ERR_NONE;
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

static bool has_indexes(enum tree tree)
{
    for (size_t i = 0; i < index_count; i++)
        if (indexes[i].of == tree)
            return true;
    return false;
}

static enum err put_indexed(struct store *store, enum tree tree, struct key key, const void *record)
{
    void *old;
    bool there;
    enum err err = read_old(store, tree, key, &old, &there);
    if (err)
        return err;
    return index_follow(store, tree, key, there ? old : NULL, record);
}

/* The record as it will be read back, from its frame. */
static enum err read_frame(struct store *store, enum tree tree, void **again)
{
    struct bytes body = { store->frame.data + FRAME_HEAD, store->frame.size - FRAME_HEAD };
    *again = arena_alloc(&store->work, trees[tree].type->size);
    return record_decode(trees[tree].type, body, *again, &store->work);
}

/* The journal's numbers are the journal's: what the caller read may be older. */
static enum err put_meta(struct store *store, const struct meta *wanted)
{
    struct meta *known, meta = *wanted;
    enum err err = meta_get(store, &known);
    if (!err) {
        meta.next_entry = known->next_entry;
        meta.journal_head = known->journal_head;
    }
    if (!err || err == ERR_NOT_FOUND) {
        meta_put(store, &meta);
        err = ERR_NONE;
    }
    return err;
}

enum err store_put(struct store *store, enum tree tree, struct key key, const void *record)
{
    if (tree_is_index(tree))
        panic("store: put into the index %s", trees[tree].name);
    void *again;
    enum err err = ready(store, &key);
    if (err)
        return err;
    enframe(store, tree, &key, record);
    err = read_frame(store, tree, &again);
    if (!err && is_meta(tree, &key)) {
        err = put_meta(store, again);
    } else if (!err) {
        err = has_indexes(tree) ? put_indexed(store, tree, key, again) : ERR_NONE;
        if (!err)
            err = write_frame(store, tree, key);
    }
    arena_reset(&store->work);
    return err;
}

enum err record_add(struct store *store, enum tree tree, struct key key, const void *record)
{
    void *again;
    enframe(store, tree, &key, record);
    enum err err = read_frame(store, tree, &again);
    if (!err)
        err = index_follow(store, tree, key, NULL, again);
    if (!err)
        err = write_frame(store, tree, key);
    arena_reset(&store->work);
    return err;
}

enum err store_delete(struct store *store, enum tree tree, struct key key)
{
    if (tree_is_index(tree))
        panic("store: delete from the index %s", trees[tree].name);
    void *old;
    bool there = true;
    enum err err = ready(store, &key);
    if (err)
        return err;
    if (has_indexes(tree)) {
        err = read_old(store, tree, key, &old, &there);
        if (!err && there)
            err = index_follow(store, tree, key, old, NULL);
        arena_reset(&store->work);
    }
    if (err)
        return err;
    DBT at = key_dbt(&key);
    int code = there ? store->db[tree]->del(store->db[tree], store->txn, &at, 0) : DB_NOTFOUND;
    if (code == DB_NOTFOUND) {
        char words[KEY_WORDS];
        return err_detail(ERR_NOT_FOUND, "%s %.80s", trees[tree].name, key_words(&key, words));
    }
    return code ? store_failed("delete", tree, code) : ERR_NONE;
}
