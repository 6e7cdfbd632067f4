/* inside.h - what the files of db/ share and nobody else sees: the open store, raw records, the index table. */
#ifndef DB_INSIDE_H
#define DB_INSIDE_H
#include <db.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdatomic.h>
#include "store.h"

enum { PAGE_SIZE_BYTES = 8192, HASH_TEXT = 64 };

struct store {
    DB_ENV *env;
    DB *db[TREE_COUNT];
    DB_TXN *txn;               /* the one open transaction, or NULL */
    int walks;                 /* open cursors in it */
    int lock_fd;
    char *directory;
    DBT raw;                   /* the last record read, as it lies on disk; grown by Berkeley DB */
    struct buf frame;          /* the record being written */
    struct buf old_row, new_row; /* of the order being written, as its covering indexes have it */
    struct meta meta;          /* as this transaction sees it, once META_KNOWN (meta.c) */
    enum { META_UNKNOWN, META_KNOWN, META_CHANGED /* since the transaction began */ } meta_state;
    struct arena meta_memory[2];
    int meta_turn;
    struct arena work;         /* old and new record while the indexes follow; empty between calls */
    pthread_mutex_t copying;   /* held while files are copied: no checkpoint may fall into a copy (backup.c), */
    atomic_bool copies;        /* which lasts as long as this is set */
    char entry_hash[HASH_TEXT + 1];
    void (*progress)(int percent);
    struct kept_logs {         /* guarded by `copying`; as noted in the file "backup" (logs.c) */
        bool known;
        char line[LINE_SIZE];  /* name of this line of logs; "" until the first backup */
        uint32_t from;         /* the first log file that the last backup has not got whole; 0: none is kept for one */
        uint32_t pinned;       /* the same of a backup that is being made; 0: none */
    } kept;
    atomic_llong log_limit;    /* bytes of logs kept for the next backup; 0: no limit */
    void (*tell)(void *data, int percent); /* how far a copy is */
    void *tell_data;
    int64_t copied, to_copy;
};

struct tree_row {
    const char *name; /* the file without ".db" */
    const struct record_type *type;
    int since; /* version of the store */
};
extern const struct tree_row trees[TREE_COUNT];
static inline void copying_begin(struct store *store)
{
    pthread_mutex_lock(&store->copying);
    store->copies = true;
}
static inline void copying_end(struct store *store)
{
    store->copies = false;
    pthread_mutex_unlock(&store->copying);
}
static inline bool tree_is_index(enum tree tree)
{
    return tree >= INDEX_CODE;
}

/* key.c: a key as a person can read it, for details of errors; returns out. */
enum { KEY_WORDS = 2 * KEY_SIZE + 1 };
const char *key_words(const struct key *key, char out[KEY_WORDS]);
/* False for a key whose text did not fit: such a record cannot exist. */
bool key_fits(const struct key *key);
bool key_same(const struct key *a, const struct key *b);
DBT key_dbt(struct key *key);      /* to look with */
DBT key_room_dbt(struct key *key); /* to be filled; set key->size from .size afterwards */

/* env.c: ERR_STORE with what was being done and Berkeley DB's own words. */
enum err store_failed(const char *doing, enum tree tree, int code) MUST_CHECK;

/* record.c: without looking at indexes. ERR_NOT_FOUND. */
enum err record_read(struct store *store, enum tree tree, struct key key, void *record, struct arena *arena) MUST_CHECK;
enum err record_write(struct store *store, enum tree tree, struct key key, const void *record) MUST_CHECK;

/* index.c */
struct key_set {
    struct key *v; /* sorted, each once */
    size_t n;
};
struct index {
    enum tree tree, of;
    bool single; /* the key belongs to one record alone: a second record with it is refused */
    bool row;    /* covering: behind the order's id lies its row as lists show it */
    void (*keys)(const void *record, struct arena *arena, struct key_set *out);
};
extern const struct index indexes[];
extern const size_t index_count;
const struct index *index_row(enum tree tree);
/* The keys under which this index finds the record. */
struct key_set index_keys(const struct index *index, const void *record, struct arena *arena);
bool key_set_has(const struct key_set *set, const struct key *key);
/* A record that is known not to be there yet, with its indexes. */
enum err record_add(struct store *store, enum tree tree, struct key key, const void *record) MUST_CHECK;
/* Bring every index of `tree` from the old record to the new one (either may be NULL). ERR_EXISTS, before anything was
 * changed, when a single key belongs to another record. */
enum err index_follow(struct store *store, enum tree tree, struct key key, const void *old, const void *new) MUST_CHECK;
/* The entries of one index for a record that is not in it yet. */
enum err index_add(struct store *store, const struct index *index, struct key key, const void *record) MUST_CHECK;
/* Does what lies behind this key of a covering index agree with its order? True for the other indexes. */
bool index_row_agrees(struct store *store, const struct index *index, struct key key, const void *record);
/* The row of a covering index's entry. ERR_STORE when it is damaged; at names it. */
enum err index_read_row(const struct index *index, const struct key *at, struct bytes value, struct row *row, struct arena *arena) MUST_CHECK;
/* The record's key under this index key. ERR_NOT_FOUND. */
enum err index_find(struct store *store, enum tree index, struct key key, struct key *target) MUST_CHECK;

/* env.c: one tree's file, made if it is not there. */
enum err open_tree(struct store *store, enum tree tree, bool create) MUST_CHECK;
/* The directory's own entries (logs, trees) must outlive a power cut too; Berkeley DB does not see to that. */
enum err keep_directory(const struct store *store) MUST_CHECK;

/* upgrade.c: what this version has and the store's did not. */
enum err upgrade_store(struct store *store, int64_t version) MUST_CHECK;

/* logs.c: remove the logs that neither recovery nor the next backup needs; `copying` is held. Answers Berkeley DB's or
 * the system's code. */
int logs_remove(struct store *store);
/* The name of this line of logs, made up when there is none. */
enum err logs_know_themselves(struct store *store, char line[LINE_SIZE]) MUST_CHECK;
/* All older logs are gone: none waits for a backup any more. */
enum err logs_not_kept(struct store *store) MUST_CHECK;

/* meta.c: the record "meta" without reading or writing it each time; *meta belongs to the store. ERR_NOT_FOUND. */
enum err meta_get(struct store *store, struct meta **meta) MUST_CHECK;
void meta_put(struct store *store, const struct meta *meta);
enum err meta_commit(struct store *store) MUST_CHECK; /* inside the transaction, as the last of it */
void meta_abort(struct store *store);
#endif
