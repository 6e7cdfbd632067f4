/* journal.c - the chain: each entry carries the SHA-256 of the entry before it and of itself.
 *
 * hash(n) = SHA-256(hash(n - 1) as 64 hex digits, then the stored fields of entry n without its hash, in the wide form). The first
 * entry follows an empty text. The meta record holds the newest hash and the next number, written in the same
 * transaction, so a cut at the end shows. Trimming old entries leaves an anchor, the record "anchor" in the meta tree
 * (next_entry: the first number kept, journal_head: the hash of the last one dropped), so a cut at the beginning
 * shows as well. Whoever can write the files could forge both; the newest hash therefore also goes to the system's
 * log each day.
 */
#include <sodium.h>
#include <string.h>
#include "../src/base/str.h"
#include "inside.h"

static void chain_hash(const char *before, const struct entry *entry, char out[HASH_TEXT + 1])
{
    struct buf buf = { 0 };
    struct entry bare = *entry;
    uint8_t hash[crypto_hash_sha256_BYTES];
    bare.hash = "";
    buf_text(&buf, before);
    record_encode(&entry_type, &bare, FIELD_STORE | FIELD_WIDE, &buf);
    crypto_hash_sha256(hash, buf.data, buf.size);
    str_hex(hash, sizeof hash, out);
    buf_free(&buf);
}

enum err journal_append(struct store *store, struct entry *entry)
{
    struct meta *known, meta;
    enum err err = meta_get(store, &known);
    if (err)
        return err;
    meta = *known;
    entry->seq = meta.next_entry++;
    chain_hash(meta.journal_head, entry, store->entry_hash);
    entry->hash = meta.journal_head = store->entry_hash;
    err = record_add(store, TREE_JOURNAL, key_number((uint64_t)entry->seq), entry);
    if (!err)
        meta_put(store, &meta);
    return err;
}

/* Where the chain stands while it is read: the number that must come next and the hash before it. */
struct chain {
    int64_t next;
    char head[HASH_TEXT + 1];
};

static void chain_set(struct chain *chain, int64_t next, const char *head)
{
    size_t length = strnlen(head, HASH_TEXT);
    chain->next = next;
    memcpy(chain->head, head, length);
    chain->head[length] = 0;
}

static enum err chain_start(struct store *store, struct chain *chain, struct arena *arena)
{
    struct meta anchor;
    enum err err = record_read(store, TREE_META, key_text("anchor"), &anchor, arena);
    if (err && err != ERR_NOT_FOUND)
        return err;
    chain_set(chain, err ? 1 : anchor.next_entry, err ? "" : anchor.journal_head);
    return ERR_NONE;
}

static enum err chain_follow(struct store *store, struct chain *chain, struct key key, struct arena *arena)
{
    struct entry entry;
    char hash[HASH_TEXT + 1];
    long long number = key.size == 8 ? (long long)be64(key.data) : -1;
    if (number != chain->next)
        return err_detail(ERR_STORE, "journal: entry %lld is missing, %lld follows", (long long)chain->next, number);
    enum err err = record_read(store, TREE_JOURNAL, key, &entry, arena);
    if (err)
        return err;
    chain_hash(chain->head, &entry, hash);
    if (entry.seq != number || strcmp(hash, entry.hash) != 0)
        return err_detail(ERR_STORE, "journal: entry %lld, or what stood before it, was changed", number);
    chain_set(chain, number + 1, hash);
    return ERR_NONE;
}

static enum err chain_end(struct store *store, const struct chain *chain)
{
    struct meta *meta;
    enum err err = meta_get(store, &meta);
    if (err)
        return err;
    if (chain->next != meta->next_entry)
        return err_detail(ERR_STORE, "journal: it ends before entry %lld, the store has written up to %lld",
                          (long long)chain->next, (long long)meta->next_entry - 1);
    if (strcmp(chain->head, meta->journal_head) != 0)
        return err_detail(ERR_STORE, "journal: the last entry, %lld, is not the one the store wrote",
                          (long long)chain->next - 1);
    return ERR_NONE;
}

enum err journal_verify(struct store *store, int64_t *entries)
{
    struct arena arena = { 0 };
    struct chain chain;
    struct walk *walk = NULL;
    struct key key, target;
    *entries = 0;
    enum err err = chain_start(store, &chain, &arena);
    if (!err)
        err = walk_open(store, TREE_JOURNAL, key_none(), 0, false, &walk);
    while (!err && (err = walk_next(walk, &key, &target)) == ERR_NONE) {
        arena_reset(&arena);
        err = chain_follow(store, &chain, key, &arena);
        *entries += err == ERR_NONE;
    }
    walk_close(walk);
    if (err == ERR_NOT_FOUND)
        err = chain_end(store, &chain);
    arena_free(&arena);
    return err;
}

/* The number of entries, oldest first and at most `most`, that are older than `before`; the last one in *last. */
static enum err count_old(struct store *store, int64_t before, int64_t most, int64_t *count, struct entry *last,
                          struct arena *arena)
{
    struct walk *walk;
    struct key key, target;
    enum err err = walk_open(store, TREE_JOURNAL, key_none(), 0, false, &walk);
    while (!err && *count < most && (err = walk_next(walk, &key, &target)) == ERR_NONE) {
        struct entry entry;
        err = record_read(store, TREE_JOURNAL, key, &entry, arena);
        if (err || entry.at >= before)
            break;
        *last = entry;
        ++*count;
    }
    walk_close(walk);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

enum err journal_trim(struct store *store, int64_t before, int64_t most, int64_t *dropped)
{
    struct arena arena = { 0 };
    struct entry last;
    struct meta anchor;
    *dropped = 0;
    record_init(&entry_type, &last);
    enum err err = count_old(store, before, most, dropped, &last, &arena);
    for (int64_t i = 0; i < *dropped && !err; i++)
        err = store_delete(store, TREE_JOURNAL, key_number((uint64_t)(last.seq - i)));
    if (*dropped && !err) {
        record_init(&meta_type, &anchor);
        anchor.version = STORE_VERSION;
        anchor.next_entry = last.seq + 1;
        anchor.journal_head = last.hash;
        err = record_write(store, TREE_META, key_text("anchor"), &anchor);
    }
    arena_free(&arena);
    return err;
}
