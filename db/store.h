/* store.h - the shop's records in Berkeley DB. Only the keeper opens it, and only its engine thread calls this.
 *
 * One transaction is open at a time (the engine runs one action after another). store_commit() does not wait for the
 * disk; store_flush() does, once for a batch, and only then may anybody be told. What is put keeps its indexes itself
 * (db/index.c; it uses src/model/order.h). Nothing outside db/ knows where or how records lie.
 */
#ifndef DB_STORE_H
#define DB_STORE_H
#include "../src/base/record.h"
#include "trees.h"

#define TREE_CONSTANT(constant, file, record, since) constant,
enum tree { TREE_ROWS(TREE_CONSTANT) TREE_COUNT };
#undef TREE_CONSTANT

enum { STORE_VERSION = 3, KEY_SIZE = 80 };
struct key { /* big-endian parts, so that byte order is sort order */
    uint8_t data[KEY_SIZE];
    size_t size; /* KEY_SIZE + 1: a text did not fit; get, put and walk then answer ERR_TOO_LONG */
};
struct key key_none(void);
struct key key_number(uint64_t number);
struct key key_text(const char *text); /* the text alone, without a 0 byte */
/* Append a part to a key. */
void key_add_number(struct key *key, uint64_t number);
void key_add_byte(struct key *key, uint8_t byte);
void key_add_text(struct key *key, const char *text); /* followed by a 0 byte */

struct store;
/* Open (create: also make) the store in that directory, recovering always; takes its own lock. A store of an older
 * version is brought up to STORE_VERSION (upgrade.c). ERR_STORE, ERR_STORE_NEWER, ERR_OPEN_ALREADY. Berkeley DB's own messages go to log_line("store"). progress may be NULL; it is
 * called with 0..100 during recovery. */
enum err store_open(struct store **store, const char *directory, int64_t cache_mb, bool create,
                    void (*progress)(int percent)) MUST_CHECK;
void store_close(struct store *store);

enum err store_begin(struct store *store) MUST_CHECK;
enum err store_commit(struct store *store) MUST_CHECK; /* not yet on disk */
void store_abort(struct store *store);
enum err store_flush(struct store *store) MUST_CHECK;  /* everything committed is on disk; an error means: stop */
/* Checkpoint when so many KB of log were written since the last; removes logs no longer needed. Writes pages and waits
 * for the disk; may be called from another thread beside the engine. Does nothing while a copy is being made. */
enum err store_checkpoint(struct store *store, uint32_t kb) MUST_CHECK;
/* How much log was written since the last checkpoint; 0 while a copy is being made, because there is none then. */
int64_t store_log_kb(struct store *store);

/* All of these run inside the open transaction. A record is found by its tree's key; ERR_NOT_FOUND. What it points to
 * lives in the arena. A get by an index tree and a whole index key answers the record it leads to: the order of a
 * ticket is store_get(store, INDEX_CODE, key_text(code), &order, arena).
 *
 * put refuses, with nothing changed: ERR_EXISTS when the ticket code or label code is another order's; ERR_TOO_LONG and
 * ERR_MALFORMED when the record does not fit its rows (records.h). A put of the meta record leaves next_entry and
 * journal_head as the journal wrote them. After ERR_STORE only abort makes sense. */
enum err store_get(struct store *store, enum tree tree, struct key key, void *record, struct arena *arena) MUST_CHECK;
enum err store_put(struct store *store, enum tree tree, struct key key, const void *record) MUST_CHECK;
enum err store_delete(struct store *store, enum tree tree, struct key key) MUST_CHECK;

/* Walk a tree in key order from `from` (inclusive; after: exclusive), while keys begin with the first `prefix` bytes of
 * `from`. next: ERR_NOT_FOUND at the end. An index tree yields the key of the record it points to in *target; for a
 * tree of records *target is the key itself. Close before commit or abort. Changing records while walking the index
 * they are in is not allowed: collect first. */
struct walk;
enum err walk_open(struct store *store, enum tree tree, struct key from, size_t prefix, bool after,
                   struct walk **walk) MUST_CHECK;
enum err walk_next(struct walk *walk, struct key *key, struct key *target) MUST_CHECK;
/* The row of the order that walk_next just found, in INDEX_BOARD, INDEX_ALERTS and INDEX_MAKING: a page of a list touches no order. */
enum err walk_row(struct walk *walk, struct row *row, struct arena *arena) MUST_CHECK;
void walk_close(struct walk *walk);

/* journal.c: append an entry; fills seq and hash (each entry carries a SHA-256 over the one before and itself). The
 * text of hash belongs to the store and is good until the next append. */
enum err journal_append(struct store *store, struct entry *entry) MUST_CHECK;
/* Verify the chain; detail of ERR_STORE says where it breaks. Fills the number of entries. */
enum err journal_verify(struct store *store, int64_t *entries) MUST_CHECK;
/* Drop entries older than `before`, oldest first, at most `most` in this transaction; leaves an anchor, so that the
 * rest still verifies. */
enum err journal_trim(struct store *store, int64_t before, int64_t most, int64_t *dropped) MUST_CHECK;

/* load.c: the record trees by number (NULL from the first index on), for a dump; and a new, empty store takes up records
 * as another one had them. begin makes it a store that nobody opens until the meta record was loaded, last. load, inside
 * a transaction, wants a key that is not there yet and a record as record_decode() left it; indexes follow. */
const struct record_type *store_tree(int tree, const char **name);
enum err store_load_begin(struct store *store) MUST_CHECK;
enum err store_load(struct store *store, enum tree tree, struct key key, const void *record) MUST_CHECK;

/* compact.c: deleted text leaves the files. store_wipe clears, on the engine's thread and outside any change, what no
 * record needs any more on the pages of all trees, until until_ms (clock_ms); called again with the same `at` until
 * *done. It may be stopped at any moment and begun anew. store_turn_log, afterwards and from another
 * thread beside the engine, writes the pages out, begins a new log and removes the older ones. */
struct wiping { /* starts as {0} */
    int tree;
    uint32_t page;
    int64_t pages, wiped; /* looked at, changed */
};
enum err store_wipe(struct store *store, struct wiping *at, int64_t until_ms, bool *done) MUST_CHECK;
enum err store_turn_log(struct store *store) MUST_CHECK;

/* check.c: pages, every record decodes and lies under its key, every index both ways, payments add up to what is paid,
 * every photo an order holds has its stored_photo, the journal. Each finding is appended to `findings` as a line;
 * *count of records looked at; ERR_STORE only when the check itself could not run. No transaction may be open. To be
 * run in a process of its own on a closed or copied store. */
enum err store_check(struct store *store, struct buf *findings, int64_t *count) MUST_CHECK;

/* The same, and whether the records keep the shop's rules (audit.c): money, receipts, prints, states, numbers, and how
 * many orders hold each photo. Fills the figures, whose texts are in `memory`. */
enum err store_audit(struct store *store, struct buf *findings, struct findings *figures, struct arena *memory) MUST_CHECK;
/* While either runs it tells where it is ("order", "photo, its pages") and how many records of that it has seen. */
void store_check_tell(void (*tell)(const char *where, int64_t done));

/* backup.c: copies made while the store is in use; may be called from another thread beside the engine. store_copy
 * replaces a copy that lies there and is opened with store_open(create: false); it is for store_check, and lost in a
 * power cut. */
enum err store_copy(struct store *store, const char *directory) MUST_CHECK;
enum { LINE_SIZE = 33 };
struct backed_up { /* how far a backup of the store reaches */
    char line[LINE_SIZE];        /* whose logs they are; those of another line do not continue it */
    uint32_t first, last;        /* log files */
    uint32_t offset;             /* bytes of the last one that count */
    int64_t base_at, at;         /* when its trees were copied, when its last log: it can be restored to any moment between */
};
/* A whole backup in an empty or new directory (ERR_DIRECTORY); comes back when all of it is on disk. */
enum err store_backup(struct store *store, const char *directory, struct backed_up *end) MUST_CHECK;
/* Add the logs written since; moves *at, which must be durable before the backup counts. ERR_NOT_FOUND when they are gone
 * or those of another store: the directory is as it was, and only a whole backup helps. */
enum err store_backup_more(struct store *store, const char *directory, struct backed_up *at) MUST_CHECK;
/* The backup is complete: logs that it has not got are kept for the next one from now on (logs.c), up to so many MB. */
enum err store_backed_up(struct store *store, const struct backed_up *at) MUST_CHECK;
void store_log_limit(struct store *store, int64_t mb);
/* Make a store of a copied backup: play its logs up to its end or, with until > 0, to the last commit of that second. Then
 * it can be opened. */
enum err store_restore(const char *directory, const struct backed_up *end, int64_t until,
                       void (*tell_percent)(void *data, int percent), void *data) MUST_CHECK;
/* Who hears how far a copy or backup is; called by whoever makes it, before it begins. NULL: nobody. */
void store_tell(struct store *store, void (*tell_percent)(void *data, int percent), void *data);
#endif
