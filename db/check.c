/* check.c - looking for damage: pages, records, every index both ways, money, photos, journal.
 *
 * Every index key of every record must be there and lead back to it. If none is missing and the index holds as many
 * keys as the records account for, it holds no others; else it is walked to name the strays. A tree whose pages are
 * damaged is named and then left alone: reading it could go in circles for ever. Not to be run beside a writer:
 * Berkeley DB's page check reads the files themselves and would see half of a change.
 *
 * store_audit adds what the shop's own rules say of the records (audit.c), in the same pass.
 */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "check.h"

enum { FINDINGS_MOST = 1000, /* a store that is one ruin need not be described to the last brick */ TELL_EVERY = 1024 };

static void (*listener)(const char *where, int64_t done);

void store_check_tell(void (*tell)(const char *where, int64_t done))
{
    listener = tell;
}

static void tell(enum tree tree, const char *what, int64_t done)
{
    char where[64];
    snprintf(where, sizeof where, "%s%s", trees[tree].name, what);
    if (listener)
        listener(where, done);
}

void finding(struct check *check, const char *format, ...)
{
    char line[400];
    va_list list;
    va_start(list, format);
    vsnprintf(line, sizeof line, format, list);
    va_end(list);
    if (check->found++ < FINDINGS_MOST)
        buf_format(check->findings, "%s\n", line);
}

static void check_pages(struct check *check, enum tree tree)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s.db", check->store->directory, trees[tree].name);
    tell(tree, ", its pages", 0);
    check->broken[tree] = !pages_sound(check, path, trees[tree].name);
}

/* The key a record belongs under, by its own fields; false where the record does not say. */
static bool own_key(enum tree tree, const void *record, struct key *key)
{
    *key = key_none();
    switch (tree) {
    case TREE_ORDER:
        *key = key_number((uint64_t)((const struct order *)record)->id);
        return true;
    case TREE_PRINT:
        key_add_number(key, (uint64_t)((const struct print *)record)->order);
        key_add_number(key, (uint64_t)((const struct print *)record)->line);
        key_add_number(key, (uint64_t)((const struct print *)record)->copy);
        return true;
    case TREE_PHOTO:
        *key = key_text(((const struct stored_photo *)record)->sha256);
        return true;
    case TREE_CUSTOMER:
        *key = key_text(((const struct customer *)record)->number);
        return true;
    case TREE_STAFF:
        *key = key_text(((const struct staff *)record)->login);
        return true;
    case TREE_PRINTER:
        *key = key_text(((const struct printer *)record)->name);
        return true;
    case TREE_SHIFT:
        *key = key_number((uint64_t)((const struct shift *)record)->number);
        return true;
    case TREE_DRAWER:
        *key = key_text(((const struct drawer *)record)->login);
        return true;
    case TREE_DAY:
        *key = key_text(((const struct day *)record)->date);
        return true;
    case TREE_JOURNAL:
        *key = key_number((uint64_t)((const struct entry *)record)->seq);
        return true;
    default:
        return false;
    }
}

static void check_indexes(struct check *check, enum tree tree, const struct key *key, const void *record,
                          struct arena *arena)
{
    char words[KEY_WORDS], index_words[KEY_WORDS];
    for (size_t i = 0; i < index_count; i++) {
        if (indexes[i].of != tree || check->broken[indexes[i].tree])
            continue;
        struct key_set keys = index_keys(&indexes[i], record, arena);
        check->expected[indexes[i].tree] += (int64_t)keys.n;
        for (size_t k = 0; k < keys.n; k++) {
            struct key target;
            enum err err = index_find(check->store, indexes[i].tree, keys.v[k], &target);
            if (err == ERR_NONE && key_same(&target, key)) {
                if (!index_row_agrees(check->store, &indexes[i], keys.v[k], record))
                    finding(check, "%s %.80s: the row of %s %.80s differs from it", trees[indexes[i].tree].name,
                            key_words(&keys.v[k], index_words), trees[tree].name, key_words(key, words));
                continue;
            }
            check->gaps[indexes[i].tree] = true;
            finding(check, "%s %.80s is %s in %s under %.80s", trees[tree].name, key_words(key, words),
                    err ? "missing" : "replaced by another", trees[indexes[i].tree].name,
                    key_words(&keys.v[k], index_words));
        }
    }
}

/* Money adds up, and every photo that an order still holds is in the photo store. */
static void check_order(struct check *check, const struct order *order, struct arena *arena)
{
    int64_t paid = 0;
    bool fits = true;
    for (size_t i = 0; i < order->payments.n; i++)
        fits = !__builtin_add_overflow(paid, order->payments.v[i].amount_minor, &paid) && fits;
    if (!fits || paid != order->paid_minor)
        finding(check, "order %lld: its payments add up to %lld, it says %lld", (long long)order->id, (long long)paid,
                (long long)order->paid_minor);
    bool look = !order->photos_purged && !check->broken[TREE_PHOTO];
    for (size_t i = 0; i < order->photos.n && look; i++) {
        struct stored_photo photo;
        const struct photo *held = &order->photos.v[i];
        if (held->sha256[0] && record_read(check->store, TREE_PHOTO, key_text(held->sha256), &photo, arena))
            finding(check, "order %lld: photo %lld (%.64s): %s", (long long)order->id, (long long)held->n, held->sha256,
                    err_last_detail());
    }
}

void *check_record(struct check *check, enum tree tree, struct key key, struct arena *arena)
{
    char words[KEY_WORDS];
    arena_reset(arena);
    void *record = arena_alloc(arena, trees[tree].type->size);
    if (check->records[tree] % TELL_EVERY == 0)
        tell(tree, "", check->records[tree]);
    check->looked_at++;
    check->records[tree]++;
    if (record_read(check->store, tree, key, record, arena)) {
        finding(check, "%s", err_last_detail());
        return NULL;
    }
    struct key own;
    if (own_key(tree, record, &own) && !key_same(&own, &key))
        finding(check, "%s %.80s is a record that belongs elsewhere", trees[tree].name, key_words(&key, words));
    check_indexes(check, tree, &key, record, arena);
    if (tree == TREE_ORDER)
        check_order(check, record, arena);
    return record;
}

/* Does the record this index entry points to want to be found by it? */
static void check_entry(struct check *check, const struct index *index, const struct key *key, struct key target)
{
    char words[KEY_WORDS];
    arena_reset(&check->arena);
    void *record = arena_alloc(&check->arena, trees[index->of].type->size);
    enum err err = record_read(check->store, index->of, target, record, &check->arena);
    if (err && err != ERR_NOT_FOUND)
        return; /* a damaged record was reported where it lies */
    struct key_set keys = { 0 };
    if (!err)
        keys = index_keys(index, record, &check->arena);
    if (!key_set_has(&keys, key))
        finding(check, "%s %.80s leads to %s", trees[index->tree].name, key_words(key, words),
                err ? "nothing" : "a record that is not meant");
}

static enum err check_tree(struct check *check, enum tree tree)
{
    struct walk *walk;
    struct key key, target;
    enum err err = walk_open(check->store, tree, key_none(), 0, false, &walk);
    if (err)
        return err;
    while ((err = walk_next(walk, &key, &target)) == ERR_NONE) {
        void *record = check_record(check, tree, key, &check->arena);
        if (check->audit)
            audit_record(check->audit, tree, &key, record);
    }
    walk_close(walk);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

static enum err walk_index(struct check *check, const struct index *index, bool look, int64_t *count)
{
    struct walk *walk;
    struct key key, target;
    *count = 0;
    enum err err = walk_open(check->store, index->tree, key_none(), 0, false, &walk);
    if (err)
        return err;
    while ((err = walk_next(walk, &key, &target)) == ERR_NONE) {
        if (*count % TELL_EVERY == 0)
            tell(index->tree, "", *count);
        ++*count;
        if (look)
            check_entry(check, index, &key, target);
    }
    walk_close(walk);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

static enum err check_index(struct check *check, const struct index *index)
{
    int64_t count;
    enum err err = walk_index(check, index, false, &count);
    if (err || (count == check->expected[index->tree] && !check->gaps[index->tree]))
        return err;
    return walk_index(check, index, true, &count);
}

static void check_all(struct check *check)
{
    bool *broken = check->broken;
    for (int tree = 0; tree < TREE_COUNT; tree++) {
        if (tree_is_index((enum tree)tree) || broken[tree])
            continue;
        if (tree == TREE_PRINT && check->audit && audit_prints(check->audit))
            continue;
        if (check_tree(check, (enum tree)tree) == ERR_NONE)
            continue;
        broken[tree] = true;
        finding(check, "%s", err_last_detail());
    }
    /* What an index should hold is only known when all its records could be looked at. */
    for (size_t i = 0; i < index_count; i++)
        if (!broken[indexes[i].of] && !broken[indexes[i].tree] && check_index(check, &indexes[i]))
            finding(check, "%s", err_last_detail());
    tell(TREE_JOURNAL, ", its chain", 0);
    if (!broken[TREE_JOURNAL] && !broken[TREE_META] && journal_verify(check->store, &check->entries))
        finding(check, "%s", err_last_detail());
}

static void count_kinds(const struct check *check, struct findings *figures, struct arena *memory)
{
    figures->records = check->looked_at;
    figures->entries = check->entries;
    for (int tree = 0; tree < TREE_COUNT && !tree_is_index((enum tree)tree); tree++) {
        struct tally *tally = LIST_ADD(memory, &figures->kinds, tally);
        tally->name = trees[tree].name;
        tally->count = check->records[tree];
    }
}

static enum err run(struct check *check, struct findings *figures, struct arena *memory)
{
    struct store *store = check->store;
    /* The page check reads the files, so they must be what the cache is. */
    int code = store->env->txn_checkpoint(store->env, 0, 0, DB_FORCE);
    if (code)
        return err_detail(ERR_STORE, "checkpoint: %s", db_strerror(code));
    for (int tree = 0; tree < TREE_COUNT; tree++)
        check_pages(check, (enum tree)tree);
    enum err err = store_begin(store);
    if (err)
        return err;
    if (figures)
        check->audit = audit_begin(check);
    check_all(check);
    if (figures) {
        audit_end(check->audit, figures, memory);
        count_kinds(check, figures, memory);
    }
    store_abort(store);
    if (check->found > FINDINGS_MOST)
        buf_format(check->findings, "and %lld more\n", (long long)check->found - FINDINGS_MOST);
    arena_free(&check->arena);
    return ERR_NONE;
}

enum err store_check(struct store *store, struct buf *findings, int64_t *count)
{
    struct check check = { .store = store, .findings = findings };
    enum err err = run(&check, NULL, NULL);
    *count = check.looked_at;
    return err;
}

enum err store_audit(struct store *store, struct buf *findings, struct findings *figures, struct arena *memory)
{
    struct check check = { .store = store, .findings = findings };
    return run(&check, figures, memory);
}
