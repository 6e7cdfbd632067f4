/* journal.c - the chain holds, and any cut, change or swap is located. */
#include <sodium.h>
#include "fixture.h"
#include "src/base/str.h"

enum { ENTRIES = 60 };

static void append(struct store *store, int64_t count)
{
    assert_good(store_begin(store));
    for (int64_t i = 0; i < count; i++) {
        struct entry entry;
        char to[32];
        record_init(&entry_type, &entry);
        snprintf(to, sizeof to, "to %lld", (long long)random_number() >> 1);
        entry.at = 1000 + i;
        entry.who = "counter1";
        entry.event = EVENT_PLACE;
        entry.code = "471120935525";
        entry.to = to;
        assert_good(journal_append(store, &entry));
        assert_int_equal(strlen(entry.hash), 64);
    }
    assert_good(store_commit(store));
}

static struct store *filled(void)
{
    struct store *store = fixture_open(true);
    append(store, ENTRIES);
    return store;
}

/* What the verification says, in the open transaction or one of its own. */
static void verify_says(struct store *store, const char *words)
{
    int64_t entries;
    enum err err = journal_verify(store, &entries);
    if (words == NULL) {
        assert_good(err);
        return;
    }
    assert_int_equal(err, ERR_STORE);
    if (strstr(err_last_detail(), words) == NULL)
        print_error("said: %s\nnot: %s\n", err_last_detail(), words);
    assert_non_null(strstr(err_last_detail(), words));
}

static void chain_holds(void **state)
{
    int64_t entries;
    struct arena arena = { 0 };
    struct meta meta;
    (void)state;
    struct store *store = fixture_open(true);
    assert_good(store_begin(store));
    assert_good(journal_verify(store, &entries));
    assert_int_equal(entries, 0);
    store_abort(store);
    append(store, ENTRIES);
    store_close(store);
    store = fixture_open(false);
    append(store, ENTRIES);
    assert_good(store_begin(store));
    assert_good(journal_verify(store, &entries));
    assert_int_equal(entries, 2 * ENTRIES);
    /* An older copy of the meta record, put back by a caller, does not turn the journal back. */
    assert_good(store_get(store, TREE_META, key_text("meta"), &meta, &arena));
    meta.next_entry = 5;
    meta.journal_head = "";
    meta.next_order = 99;
    assert_good(store_put(store, TREE_META, key_text("meta"), &meta));
    assert_good(journal_verify(store, &entries));
    assert_good(store_get(store, TREE_META, key_text("meta"), &meta, &arena));
    assert_int_equal(meta.next_order, 99);
    assert_int_equal(meta.next_entry, 2 * ENTRIES + 1);
    store_abort(store);
    store_close(store);
    arena_free(&arena);
}

/* Somebody who can put records changes one: at the head, in the middle, at the tail. */
static void changed_entries_are_located(void **state)
{
    static const int64_t places[] = { 1, ENTRIES / 2, ENTRIES };
    struct arena arena = { 0 };
    struct entry entry;
    char words[80];
    (void)state;
    struct store *store = filled();
    for (size_t i = 0; i < 3; i++) {
        uint64_t seq = (uint64_t)places[i];
        assert_good(store_begin(store));
        verify_says(store, NULL);
        assert_good(store_get(store, TREE_JOURNAL, key_number(seq), &entry, &arena));
        entry.who = "counter2";
        assert_good(store_put(store, TREE_JOURNAL, key_number(seq), &entry));
        snprintf(words, sizeof words, "entry %lld, or what stood before it, was changed", (long long)seq);
        verify_says(store, words);
        store_abort(store);
    }
    store_close(store);
    arena_free(&arena);
}

static void cuts_are_located(void **state)
{
    char words[80];
    (void)state;
    struct store *store = filled();
    static const int64_t places[] = { 1, ENTRIES / 2, ENTRIES };
    for (size_t i = 0; i < 3; i++) {
        assert_good(store_begin(store));
        assert_good(store_delete(store, TREE_JOURNAL, key_number((uint64_t)places[i])));
        snprintf(words, sizeof words, places[i] == ENTRIES ? "ends before entry %lld" : "entry %lld is missing",
                 (long long)places[i]);
        verify_says(store, words);
        store_abort(store);
    }
    store_close(store);
}

static void swaps_and_forgeries_are_located(void **state)
{
    struct arena arena = { 0 };
    struct entry a, b;
    (void)state;
    struct store *store = filled();
    assert_good(store_begin(store));
    assert_good(store_get(store, TREE_JOURNAL, key_number(20), &a, &arena));
    assert_good(store_get(store, TREE_JOURNAL, key_number(21), &b, &arena));
    a.seq = 21;
    b.seq = 20;
    assert_good(store_put(store, TREE_JOURNAL, key_number(20), &b));
    assert_good(store_put(store, TREE_JOURNAL, key_number(21), &a));
    verify_says(store, "entry 20,");
    store_abort(store);
    /* An entry added behind the store's back, even with a fitting number. */
    assert_good(store_begin(store));
    assert_good(store_get(store, TREE_JOURNAL, key_number(ENTRIES), &a, &arena));
    a.seq = ENTRIES + 1;
    assert_good(store_put(store, TREE_JOURNAL, key_number(ENTRIES + 1), &a));
    verify_says(store, "entry 61,");
    store_abort(store);
    store_close(store);
    arena_free(&arena);
}

/* Who knows how hashes are made can forge the last entry so that the chain holds; the store knows better. */
static void forged_last_entry_is_located(void **state)
{
    struct arena arena = { 0 };
    struct entry before, last;
    struct buf buf = { 0 };
    uint8_t hash[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof hash + 1];
    (void)state;
    struct store *store = filled();
    assert_good(store_begin(store));
    assert_good(store_get(store, TREE_JOURNAL, key_number(ENTRIES - 1), &before, &arena));
    assert_good(store_get(store, TREE_JOURNAL, key_number(ENTRIES), &last, &arena));
    for (int forged = 0; forged < 2; forged++) {
        last.who = forged ? "counter2" : "counter1";
        last.hash = "";
        buf_clear(&buf);
        buf_text(&buf, before.hash);
        record_encode(&entry_type, &last, FIELD_STORE | FIELD_WIDE, &buf);
        crypto_hash_sha256(hash, buf.data, buf.size);
        str_hex(hash, sizeof hash, hex);
        last.hash = hex;
        assert_good(store_put(store, TREE_JOURNAL, key_number(ENTRIES), &last));
        verify_says(store, forged ? "the last entry, 60, is not the one the store wrote" : NULL);
    }
    store_abort(store);
    store_close(store);
    buf_free(&buf);
    arena_free(&arena);
}

static void trimming_keeps_the_chain(void **state)
{
    int64_t dropped, entries;
    (void)state;
    struct store *store = filled();
    assert_good(store_begin(store));
    assert_good(journal_trim(store, 1000, 100, &dropped));
    assert_int_equal(dropped, 0);
    assert_good(journal_trim(store, 1020, 15, &dropped));
    assert_int_equal(dropped, 15);
    assert_good(journal_trim(store, 1020, 15, &dropped));
    assert_int_equal(dropped, 5);
    assert_good(journal_verify(store, &entries));
    assert_int_equal(entries, ENTRIES - 20);
    assert_good(store_commit(store));
    assert_true(check_says(store, NULL));
    assert_good(store_begin(store));
    /* A cut that trimming did not make still shows, and so does an empty journal that should not be. */
    assert_good(store_delete(store, TREE_JOURNAL, key_number(21)));
    verify_says(store, "entry 21 is missing");
    store_abort(store);
    assert_good(store_begin(store));
    assert_good(journal_trim(store, 1000000, 1000, &dropped));
    assert_int_equal(dropped, ENTRIES - 20);
    verify_says(store, NULL);
    assert_good(store_commit(store));
    append(store, 3);
    assert_good(store_begin(store));
    assert_good(journal_verify(store, &entries));
    assert_int_equal(entries, 3);
    for (uint64_t seq = ENTRIES + 1; seq <= ENTRIES + 3; seq++)
        assert_good(store_delete(store, TREE_JOURNAL, key_number(seq)));
    verify_says(store, "ends before entry 61");
    store_abort(store);
    store_close(store);
}

/* A byte changed in the file itself. */
static void changed_bytes_are_found(void **state)
{
    struct entry entry;
    (void)state;
    struct store *store = filled();
    record_init(&entry_type, &entry);
    entry.who = "supervisor7"; /* the newest entry: no older copy of it lies in a page that was split */
    assert_good(store_begin(store));
    assert_good(journal_append(store, &entry));
    assert_good(store_commit(store));
    store_close(store);
    flip_byte(fixture_path("store/journal.db"), "supervisor7", 11, 10, 3);
    store = fixture_open(false);
    assert_good(store_begin(store));
    verify_says(store, "is damaged (checksum)");
    store_abort(store);
    assert_true(check_says(store, "is damaged (checksum)"));
    store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
    const struct CMUnitTest tests[] = {
        TEST(chain_holds), TEST(changed_entries_are_located), TEST(cuts_are_located),
        TEST(swaps_and_forgeries_are_located), TEST(forged_last_entry_is_located),
        TEST(trimming_keeps_the_chain), TEST(changed_bytes_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
