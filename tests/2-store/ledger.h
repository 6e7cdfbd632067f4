/* ledger.h - a child puts batches and names an order on a pipe only after store_flush() came back; the parent holds
 * what is left of the store against that ledger.
 */
#ifndef LEDGER_H
#define LEDGER_H
#include "fixture.h"

enum { BATCH = 16, MOST_ORDERS = 1000000 };

static int64_t versions[MOST_ORDERS]; /* the version that was acknowledged, by order id; 0: none */

struct acknowledged {
    int64_t id, version;
};

static inline enum err ledger_put(struct store *store, int64_t id, int64_t version)
{
    struct arena arena = { 0 };
    struct order order;
    struct entry entry;
    struct meta meta;
    record_init(&order_type, &order);
    record_init(&entry_type, &entry);
    order.id = id;
    order.code = arena_format(&arena, "%012lld", (long long)id);
    order.version = version;
    order.customer = "1234567";
    order.expires = 1000 * version + id;
    order.note = "the quick brown fox jumps over the lazy dog";
    entry.code = order.code;
    enum err err = store_begin(store);
    if (!err && version == 1) {
        err = store_get(store, TREE_META, key_text("meta"), &meta, &arena);
        meta.next_order = id + 1;
        if (!err)
            err = store_put(store, TREE_META, key_text("meta"), &meta);
    }
    if (!err)
        err = store_put(store, TREE_ORDER, key_number((uint64_t)id), &order);
    if (!err)
        err = journal_append(store, &entry);
    if (!err)
        err = store_commit(store);
    arena_free(&arena);
    return err;
}

/* The child: batches for ever, new orders and now and then an older one again with a higher version. Like the keeper it
 * stops at the first failure. */
static inline void ledger_fill(struct store *store, int ledger)
{
    struct arena arena = { 0 };
    struct meta meta;
    if (store_begin(store) || store_get(store, TREE_META, key_text("meta"), &meta, &arena))
        _exit(3);
    store_abort(store);
    for (int64_t next = meta.next_order;;) {
        struct acknowledged batch[BATCH];
        size_t count = 1 + random_below(BATCH);
        for (size_t i = 0; i < count; i++) {
            struct order order;
            bool again = next > 1 && random_below(3) == 0;
            int64_t id = again ? 1 + (int64_t)random_below((uint64_t)next - 1) : next++, version = 1;
            if (again) {
                if (store_begin(store) || store_get(store, TREE_ORDER, key_number((uint64_t)id), &order, &arena))
                    _exit(4);
                store_abort(store);
                version = order.version + 1;
            }
            if (ledger_put(store, id, version))
                _exit(5);
            batch[i] = (struct acknowledged){ id, version };
        }
        arena_reset(&arena);
        if (random_below(40) == 0 && store_checkpoint(store, 0))
            _exit(6);
        if (store_flush(store) || write(ledger, batch, count * sizeof *batch) != (ssize_t)(count * sizeof *batch))
            _exit(7);
    }
}

/* The parent: what the pipe still holds, to its end. */
static inline size_t ledger_read(int ledger, size_t most)
{
    struct acknowledged one;
    size_t count = 0;
    while (count < most && read(ledger, &one, sizeof one) == sizeof one) {
        assert_in_range(one.id, 1, MOST_ORDERS - 1);
        if (one.version > versions[one.id])
            versions[one.id] = one.version;
        count++;
    }
    return count;
}

/* Open what was left and hold it against the ledger: everything acknowledged is there, found by its index, in that
 * version or a later one. */
static inline void ledger_compare(bool check)
{
    struct arena arena = { 0 };
    int64_t entries, lost = 0;
    struct store *store = fixture_open(false);
    assert_good(store_begin(store));
    for (int64_t id = 1; id < MOST_ORDERS; id++) {
        struct order order;
        if (versions[id] == 0)
            continue;
        char code[24];
        snprintf(code, sizeof code, "%012lld", (long long)id);
        if (store_get(store, INDEX_CODE, key_text(code), &order, &arena) || order.version < versions[id])
            lost++;
        arena_reset(&arena);
    }
    assert_int_equal(lost, 0);
    assert_good(journal_verify(store, &entries));
    store_abort(store);
    if (check)
        assert_true(check_says(store, NULL));
    store_close(store);
    arena_free(&arena);
}
#endif
