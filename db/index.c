/* index.c - the indexes: which keys find a record, one row and one key function each, and keeping them in step.
 *
 * A record that has no key in an index is simply not in it: an order that never expires is not in INDEX_EXPIRY. A put
 * takes away the keys that are gone and adds the new ones; what stays is not touched. Times before 1970 count as 0,
 * so that no arithmetic of a caller can send the soonest to the far end.
 *
 * A covering index (row) has behind the order's id a checksum and the order's row, so that a page of a list reads one
 * tree. The row is written again whenever it differs, though the key may be the same.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include "../src/model/order.h"
#include "inside.h"

static void set_add(struct key_set *set, struct arena *arena, const struct key *key)
{
    /* Room for one is enough for all but INDEX_HASH, which makes its own. */
    if (set->v == NULL)
        set->v = arena_alloc(arena, sizeof *set->v);
    set->v[set->n++] = *key;
}

static void add_time(struct key *key, int64_t at)
{
    key_add_number(key, at > 0 ? (uint64_t)at : 0);
}

static void text_key(const char *text, struct arena *arena, struct key_set *out)
{
    if (text[0] == 0)
        return;
    struct key key = key_text(text);
    set_add(out, arena, &key);
}

static void code_keys(const void *record, struct arena *arena, struct key_set *out)
{
    text_key(((const struct order *)record)->code, arena, out);
}

static void label_keys(const void *record, struct arena *arena, struct key_set *out)
{
    text_key(((const struct order *)record)->label, arena, out);
}

static void state_keys(const void *record, struct arena *arena, struct key_set *out)
{
    const struct order *order = record;
    struct key key = key_none();
    key_add_byte(&key, (uint8_t)order->state);
    add_time(&key, order->expires);
    key_add_number(&key, (uint64_t)order->id);
    set_add(out, arena, &key);
}

static void alert_keys(const void *record, struct arena *arena, struct key_set *out)
{
    const struct order *order = record;
    if (order->hold_reasons & BIT(HOLD_ALERT) && !order_ended(order))
        state_keys(record, arena, out);
}

/* A time, then the order's id. */
static void time_key(int64_t at, const struct order *order, struct arena *arena, struct key_set *out)
{
    struct key key = key_none();
    add_time(&key, at);
    key_add_number(&key, (uint64_t)order->id);
    set_add(out, arena, &key);
}

/* A date set while the clock was doubted is looked at first, whatever it says: the sweep sets it anew. */
static void date_key(int64_t at, const struct order *order, struct arena *arena, struct key_set *out)
{
    time_key(order->dates_doubtful ? 0 : at, order, arena, out);
}

/* Nothing being made expires, nor what somebody marked to keep. */
static bool can_expire(const struct order *order)
{
    static const uint32_t states = BIT(ORDER_OPEN) | BIT(ORDER_HELD) | BIT(ORDER_AUTHENTICATED) | BIT(ORDER_READY);
    return states & BIT(order->state) && !order->keep && order->expires > 0;
}

static void expiry_keys(const void *record, struct arena *arena, struct key_set *out)
{
    const struct order *order = record;
    if (can_expire(order))
        date_key(order->expires, order, arena, out);
}

/* Nor do the photos of such an order. */
static void photos_keys(const void *record, struct arena *arena, struct key_set *out)
{
    const struct order *order = record;
    bool may_go = !order->keep && order->state != ORDER_PRODUCING;
    if (may_go && order->photos.n > 0 && !order->photos_purged && order->photos_expire > 0)
        date_key(order->photos_expire, order, arena, out);
}

static void ended_keys(const void *record, struct arena *arena, struct key_set *out)
{
    const struct order *order = record;
    if (order_ended(order) && order->ended > 0 && !order->anonymous && !order->keep)
        date_key(order->ended, order, arena, out);
}

static void making_keys(const void *record, struct arena *arena, struct key_set *out)
{
    const struct order *order = record;
    struct key key = key_none();
    if (order->state != ORDER_AUTHENTICATED && order->state != ORDER_PRODUCING)
        return;
    key_add_byte(&key, !order_in_queue(order));
    add_time(&key, order_queue_time(order));
    key_add_number(&key, (uint64_t)order->id);
    set_add(out, arena, &key);
}

static void customer_keys(const void *record, struct arena *arena, struct key_set *out)
{
    const struct order *order = record;
    if (order->customer[0] == 0)
        return;
    struct key key = key_none();
    key_add_text(&key, order->customer);
    add_time(&key, order->placed);
    key_add_number(&key, (uint64_t)order->id);
    set_add(out, arena, &key);
}

/* An order whose photos were purged holds no file any more, though its record still lists them. */
static void hash_keys(const void *record, struct arena *arena, struct key_set *out)
{
    const struct order *order = record;
    if (order->photos_purged || order->photos.n == 0)
        return;
    out->v = arena_alloc(arena, order->photos.n * sizeof *out->v);
    for (size_t i = 0; i < order->photos.n; i++) {
        if (order->photos.v[i].sha256[0] == 0)
            continue;
        struct key key = key_none();
        key_add_text(&key, order->photos.v[i].sha256);
        key_add_number(&key, (uint64_t)order->id);
        set_add(out, arena, &key);
    }
}

static void order_journal_keys(const void *record, struct arena *arena, struct key_set *out)
{
    const struct entry *entry = record;
    if (entry->code[0] == 0)
        return;
    struct key key = key_none();
    key_add_text(&key, entry->code);
    key_add_number(&key, (uint64_t)entry->seq);
    set_add(out, arena, &key);
}

static void print_state_keys(const void *record, struct arena *arena, struct key_set *out)
{
    const struct print *print = record;
    struct key key = key_none();
    key_add_byte(&key, (uint8_t)print->state);
    key_add_number(&key, (uint64_t)print->order);
    key_add_number(&key, (uint64_t)print->line);
    key_add_number(&key, (uint64_t)print->copy);
    set_add(out, arena, &key);
}

const struct index indexes[] = {
    /* tree, of, single, row, keys */
    { INDEX_CODE, TREE_ORDER, true, false, code_keys },
    { INDEX_LABEL, TREE_ORDER, true, false, label_keys },
    { INDEX_BOARD, TREE_ORDER, false, true, state_keys },
    { INDEX_ALERTS, TREE_ORDER, false, true, alert_keys },
    { INDEX_EXPIRY, TREE_ORDER, false, false, expiry_keys },
    { INDEX_PHOTOS, TREE_ORDER, false, false, photos_keys },
    { INDEX_ENDED, TREE_ORDER, false, false, ended_keys },
    { INDEX_MAKING, TREE_ORDER, false, true, making_keys },
    { INDEX_CUSTOMER, TREE_ORDER, false, false, customer_keys },
    { INDEX_HASH, TREE_ORDER, false, false, hash_keys },
    { INDEX_ORDER_JOURNAL, TREE_JOURNAL, false, false, order_journal_keys },
    { INDEX_PRINT_STATE, TREE_PRINT, false, false, print_state_keys },
};
const size_t index_count = sizeof indexes / sizeof *indexes;

const struct index *index_row(enum tree tree)
{
    for (size_t i = 0; i < index_count; i++)
        if (indexes[i].tree == tree)
            return &indexes[i];
    panic("store: %s is no index", trees[tree].name);
}

static int key_compare(const void *left, const void *right)
{
    const struct key *a = left, *b = right;
    int order = memcmp(a->data, b->data, a->size < b->size ? a->size : b->size);
    return order ? order : (a->size > b->size) - (a->size < b->size);
}

struct key_set index_keys(const struct index *index, const void *record, struct arena *arena)
{
    struct key_set set = { 0 };
    index->keys(record, arena, &set);
    if (set.n > 1)
        qsort(set.v, set.n, sizeof *set.v, key_compare);
    size_t kept = 0;
    for (size_t i = 0; i < set.n; i++)
        if (kept == 0 || !key_same(&set.v[kept - 1], &set.v[i]))
            set.v[kept++] = set.v[i];
    set.n = kept;
    return set;
}

bool key_set_has(const struct key_set *set, const struct key *key)
{
    return set->n && bsearch(key, set->v, set->n, sizeof *set->v, key_compare) != NULL;
}

/* ---- covering rows: order id, CRC-32 of id and row, row ---- */

enum { ROW_ID = 8, ROW_HEAD = 12 };

static uint32_t row_crc(const uint8_t *value, size_t size)
{
    uLong crc = crc32(0, value, ROW_ID);
    return (uint32_t)crc32(crc, value + ROW_HEAD, (uInt)(size - ROW_HEAD));
}

static void row_value(const struct order *order, struct buf *out)
{
    struct row row;
    order_row(order, &row);
    buf_clear(out);
    buf_u32(out, (uint32_t)((uint64_t)order->id >> 32));
    buf_u32(out, (uint32_t)order->id);
    buf_u32(out, 0);
    record_encode(&row_type, &row, FIELD_STORE, out);
    uint32_t crc = row_crc(out->data, out->size);
    for (int i = 0; i < 4; i++)
        out->data[ROW_ID + i] = (uint8_t)(crc >> (24 - 8 * i));
}

enum err index_read_row(const struct index *index, const struct key *at, struct bytes value, struct row *row, struct arena *arena)
{
    char words[KEY_WORDS];
    if (value.size < ROW_HEAD || row_crc(value.data, value.size) != be32(value.data + ROW_ID))
        return err_detail(ERR_STORE, "%s %.80s is damaged (checksum)", trees[index->tree].name, key_words(at, words));
    struct bytes body = { value.data + ROW_HEAD, value.size - ROW_HEAD };
    return record_decode(&row_type, body, row, arena);
}

bool index_row_agrees(struct store *store, const struct index *index, struct key key, const void *record)
{
    if (!index->row)
        return true;
    DBT at = key_dbt(&key);
    DB *db = store->db[index->tree];
    row_value(record, &store->new_row);
    return db->get(db, store->txn, &at, &store->raw, 0) == 0 && store->raw.size == store->new_row.size &&
           memcmp(store->raw.data, store->new_row.data, store->raw.size) == 0;
}

enum err index_find(struct store *store, enum tree tree, struct key key, struct key *target)
{
    DBT look = key_dbt(&key), found = key_room_dbt(target);
    DB *db = store->db[tree];
    if (index_row(tree)->row) {
        found.flags |= DB_DBT_PARTIAL;
        found.dlen = ROW_ID;
    }
    int code = db->get(db, store->txn, &look, &found, 0);
    if (code == DB_NOTFOUND) {
        char words[KEY_WORDS];
        return err_detail(ERR_NOT_FOUND, "%s %.80s", trees[tree].name, key_words(&key, words));
    }
    if (code)
        return store_failed("read", tree, code);
    target->size = found.size;
    return ERR_NONE;
}

static enum err drop_key(struct store *store, enum tree tree, struct key *key)
{
    DBT at = key_dbt(key);
    DB *db = store->db[tree];
    int code = db->del(db, store->txn, &at, 0);
    return code ? store_failed("delete from", tree, code) : ERR_NONE;
}

/* The entry under that key: the record's own key, or the row that leads to it. */
static enum err add_key(struct store *store, const struct index *index, struct key *key, struct key *target, bool replace)
{
    DBT at = key_dbt(key), data = key_dbt(target);
    DB *db = store->db[index->tree];
    if (index->row)
        data = (DBT){ .data = store->new_row.data, .size = (u_int32_t)store->new_row.size };
    int code = db->put(db, store->txn, &at, &data, replace ? 0 : DB_NOOVERWRITE);
    return code ? store_failed("write", index->tree, code) : ERR_NONE;
}

static enum err look_if_free(struct store *store, const struct index *index, const struct key_set *old,
                             const struct key_set *new)
{
    for (size_t i = 0; i < new->n; i++) {
        struct key other;
        char words[KEY_WORDS];
        if (!key_fits(&new->v[i]))
            return err_detail(ERR_TOO_LONG, "a key of %s", trees[index->tree].name);
        if (!index->single || key_set_has(old, &new->v[i]))
            continue;
        enum err err = index_find(store, index->tree, new->v[i], &other);
        if (err == ERR_NONE)
            return err_detail(ERR_EXISTS, "%s %.80s", trees[index->tree].name, key_words(&new->v[i], words));
        if (err != ERR_NOT_FOUND)
            return err;
    }
    return ERR_NONE;
}

static enum err move_keys(struct store *store, const struct index *index, struct key key, const struct key_set *old,
                          const struct key_set *new)
{
    bool same_row = index->row && store->old_row.size == store->new_row.size && store->new_row.size &&
                    memcmp(store->old_row.data, store->new_row.data, store->new_row.size) == 0;
    for (size_t i = 0; i < old->n; i++) {
        enum err err = key_set_has(new, &old->v[i]) ? ERR_NONE : drop_key(store, index->tree, &old->v[i]);
        if (err)
            return err;
    }
    for (size_t i = 0; i < new->n; i++) {
        bool there = key_set_has(old, &new->v[i]);
        enum err err = there && (!index->row || same_row) ? ERR_NONE : add_key(store, index, &new->v[i], &key, there);
        if (err)
            return err;
    }
    return ERR_NONE;
}

/* The rows of an order before and after, for its covering indexes. */
static void make_rows(struct store *store, enum tree tree, const void *old, const void *new)
{
    buf_clear(&store->old_row);
    buf_clear(&store->new_row);
    if (tree != TREE_ORDER)
        return;
    if (old)
        row_value(old, &store->old_row);
    if (new)
        row_value(new, &store->new_row);
}

enum err index_follow(struct store *store, enum tree tree, struct key key, const void *old, const void *new)
{
    enum { MOST = sizeof indexes / sizeof *indexes };
    struct key_set before[MOST] = { 0 }, after[MOST] = { 0 };
    enum err err = ERR_NONE;
    for (size_t i = 0; i < index_count && !err; i++) {
        if (indexes[i].of != tree)
            continue;
        if (old)
            before[i] = index_keys(&indexes[i], old, &store->work);
        if (new)
            after[i] = index_keys(&indexes[i], new, &store->work);
        err = look_if_free(store, &indexes[i], &before[i], &after[i]);
    }
    make_rows(store, tree, old, new);
    for (size_t i = 0; i < index_count && !err; i++)
        if (indexes[i].of == tree)
            err = move_keys(store, &indexes[i], key, &before[i], &after[i]);
    return err;
}

enum err index_add(struct store *store, const struct index *index, struct key key, const void *record)
{
    static const struct key_set none;
    struct key_set keys = index_keys(index, record, &store->work);
    enum err err = look_if_free(store, index, &none, &keys);
    make_rows(store, index->of, NULL, record);
    return err ? err : move_keys(store, index, key, &none, &keys);
}
