/* index.c - the indexes: which keys find a record, one row and one key function each, and keeping them in step.
 *
 * A record that has no key in an index is simply not in it: an order that never expires is not in INDEX_EXPIRY. A put
 * takes away the keys that are gone and adds the new ones; what stays is not touched. Times before 1970 count as 0,
 * so that no arithmetic of a caller can send the soonest to the far end.
 */
#include <stdlib.h>
#include <string.h>
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

static void queue_keys(const void *record, struct arena *arena, struct key_set *out)
{
    const struct order *order = record;
    if (order_in_queue(order))
        time_key(order_queue_time(order), order, arena, out);
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
    { INDEX_CODE, TREE_ORDER, true, code_keys },
    { INDEX_LABEL, TREE_ORDER, true, label_keys },
    { INDEX_STATE, TREE_ORDER, false, state_keys },
    { INDEX_EXPIRY, TREE_ORDER, false, expiry_keys },
    { INDEX_PHOTOS, TREE_ORDER, false, photos_keys },
    { INDEX_ENDED, TREE_ORDER, false, ended_keys },
    { INDEX_QUEUE, TREE_ORDER, false, queue_keys },
    { INDEX_CUSTOMER, TREE_ORDER, false, customer_keys },
    { INDEX_HASH, TREE_ORDER, false, hash_keys },
    { INDEX_ORDER_JOURNAL, TREE_JOURNAL, false, order_journal_keys },
    { INDEX_PRINT_STATE, TREE_PRINT, false, print_state_keys },
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

enum err index_find(struct store *store, enum tree tree, struct key key, struct key *target)
{
    DBT look = key_dbt(&key), found = key_room_dbt(target);
    DB *db = store->db[tree];
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

static enum err add_key(struct store *store, enum tree tree, struct key *key, struct key *target)
{
    DBT at = key_dbt(key), data = key_dbt(target);
    DB *db = store->db[tree];
    int code = db->put(db, store->txn, &at, &data, DB_NOOVERWRITE);
    return code ? store_failed("write", tree, code) : ERR_NONE;
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
    for (size_t i = 0; i < old->n; i++) {
        enum err err = key_set_has(new, &old->v[i]) ? ERR_NONE : drop_key(store, index->tree, &old->v[i]);
        if (err)
            return err;
    }
    for (size_t i = 0; i < new->n; i++) {
        enum err err = key_set_has(old, &new->v[i]) ? ERR_NONE : add_key(store, index->tree, &new->v[i], &key);
        if (err)
            return err;
    }
    return ERR_NONE;
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
    for (size_t i = 0; i < index_count && !err; i++)
        if (indexes[i].of == tree)
            err = move_keys(store, &indexes[i], key, &before[i], &after[i]);
    return err;
}
