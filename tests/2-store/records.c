/* records.c - put, get, delete in every tree; what is refused; what an abort leaves; flipped bits. */
#include "fixture.h"

#define TREE_TYPE(constant, file, record, since) &record##_type,
static const struct record_type *const types[TREE_COUNT] = { TREE_ROWS(TREE_TYPE) };

enum { KEYS = 40, ROUNDS = 30 };

/* Indexes rely on records being themselves: the id is the key, codes are not shared. */
static void random_of_tree(enum tree tree, uint64_t n, void *record, struct arena *arena)
{
    random_record(types[tree], record, arena);
    if (tree == TREE_ORDER) {
        struct order *order = record;
        order->id = (int64_t)n;
        order->code = random_digits(arena, 12);
        order->label = random_digits(arena, 14);
    } else if (tree == TREE_PRINT) {
        ((struct print *)record)->order = (int64_t)n;
    } else if (tree == TREE_JOURNAL) {
        ((struct entry *)record)->seq = (int64_t)n;
    }
}

static void what_is_put_is_got(void **state)
{
    (void)state;
    struct store *store = fixture_open(true);
    for (int tree = TREE_META + 1; tree < INDEX_CODE; tree++) {
        struct arena kept = { 0 }, arena = { 0 };
        void *model[KEYS] = { NULL }; /* what must be in the tree */
        for (int step = 0; step < KEYS * ROUNDS; step++) {
            uint64_t n = random_below(KEYS);
            void *record = arena_alloc(&kept, types[tree]->size);
            bool drop = random_below(4) == 0;
            random_of_tree((enum tree)tree, n, record, &kept);
            assert_good(store_begin(store));
            if (drop)
                assert_err(store_delete(store, (enum tree)tree, key_number(n)), model[n] ? ERR_NONE : ERR_NOT_FOUND);
            else
                assert_good(store_put(store, (enum tree)tree, key_number(n), record));
            assert_good(store_commit(store));
            model[n] = drop ? NULL : record;
        }
        store_close(store);
        store = fixture_open(false);
        assert_good(store_begin(store));
        for (uint64_t n = 0; n < KEYS; n++) {
            void *record = arena_alloc(&arena, types[tree]->size);
            assert_err(store_get(store, (enum tree)tree, key_number(n), record, &arena),
                       model[n] ? ERR_NONE : ERR_NOT_FOUND);
            assert_true(model[n] == NULL || same_record(types[tree], record, model[n]));
        }
        store_abort(store);
        arena_free(&kept);
        arena_free(&arena);
    }
    store_close(store);
}

static size_t count_keys(struct store *store, enum tree tree)
{
    struct walk *walk;
    struct key key, target;
    size_t count = 0;
    assert_good(walk_open(store, tree, key_none(), 0, false, &walk));
    while (walk_next(walk, &key, &target) == ERR_NONE)
        count++;
    walk_close(walk);
    return count;
}

static void order_of(struct order *order, int64_t id, const char *code)
{
    record_init(&order_type, order);
    order->id = id;
    order->code = code;
    order->customer = "1234567";
    order->expires = 1000 + id;
    order->label = "";
}

static void abort_leaves_nothing(void **state)
{
    struct order order, got;
    struct entry entry;
    struct arena arena = { 0 };
    struct meta before, after;
    (void)state;
    struct store *store = fixture_open(true);
    order_of(&order, 1, "111111111111");
    assert_good(store_begin(store));
    assert_good(store_put(store, TREE_ORDER, key_number(1), &order));
    assert_good(store_commit(store));
    assert_good(store_begin(store));
    assert_good(store_get(store, TREE_META, key_text("meta"), &before, &arena));
    order.name = "changed";
    order.expires = 5;
    assert_good(store_put(store, TREE_ORDER, key_number(1), &order));
    order_of(&order, 2, "222222222222");
    assert_good(store_put(store, TREE_ORDER, key_number(2), &order));
    record_init(&entry_type, &entry);
    entry.code = "222222222222";
    assert_good(journal_append(store, &entry));
    store_abort(store);
    assert_good(store_begin(store));
    for (int tree = 0; tree < TREE_COUNT; tree++) {
        bool one = tree == TREE_META || tree == TREE_ORDER || tree == INDEX_CODE || tree == INDEX_BOARD ||
                   tree == INDEX_EXPIRY || tree == INDEX_CUSTOMER;
        assert_int_equal(count_keys(store, (enum tree)tree), one);
    }
    assert_good(store_get(store, TREE_ORDER, key_number(1), &got, &arena));
    assert_string_equal(got.name, "");
    assert_int_equal(got.expires, 1001);
    assert_good(store_get(store, TREE_META, key_text("meta"), &after, &arena));
    assert_true(same_record(&meta_type, &before, &after));
    store_abort(store);
    assert_true(check_says(store, NULL));
    store_close(store);
    arena_free(&arena);
}

static void taken_code_is_refused(void **state)
{
    struct order order, got;
    struct arena arena = { 0 };
    (void)state;
    struct store *store = fixture_open(true);
    assert_good(store_begin(store));
    order_of(&order, 1, "111111111111");
    assert_good(store_put(store, TREE_ORDER, key_number(1), &order));
    order_of(&order, 2, "222222222222");
    assert_good(store_put(store, TREE_ORDER, key_number(2), &order));
    order.code = "111111111111";
    order.expires = 7;
    assert_err(store_put(store, TREE_ORDER, key_number(2), &order), ERR_EXISTS);
    assert_err(store_put(store, TREE_ORDER, key_number(3), &order), ERR_EXISTS);
    /* Nothing of the refused put happened, so the transaction can go on. */
    assert_good(store_get(store, INDEX_CODE, key_text("222222222222"), &got, &arena));
    assert_int_equal(got.id, 2);
    assert_int_equal(got.expires, 1002);
    assert_good(store_get(store, INDEX_CODE, key_text("111111111111"), &got, &arena));
    assert_int_equal(got.id, 1);
    assert_err(store_get(store, INDEX_CODE, key_text("11111111111"), &got, &arena), ERR_NOT_FOUND);
    assert_err(store_get(store, INDEX_CODE, key_text("333333333333"), &got, &arena), ERR_NOT_FOUND);
    /* A code that became free may be taken. */
    assert_good(store_delete(store, TREE_ORDER, key_number(1)));
    order_of(&order, 2, "111111111111");
    assert_good(store_put(store, TREE_ORDER, key_number(2), &order));
    assert_err(store_get(store, INDEX_CODE, key_text("222222222222"), &got, &arena), ERR_NOT_FOUND);
    assert_good(store_commit(store));
    assert_true(check_says(store, NULL));
    store_close(store);
    arena_free(&arena);
}

static void what_does_not_fit_its_rows_is_refused(void **state)
{
    struct order order;
    struct arena arena = { 0 };
    char name[200];
    (void)state;
    memset(name, 'x', sizeof name);
    struct store *store = fixture_open(true);
    assert_good(store_begin(store));
    order_of(&order, 1, "111111111111");
    order.name = arena_text_n(&arena, name, 121);
    assert_err(store_put(store, TREE_ORDER, key_number(1), &order), ERR_TOO_LONG);
    order.name = "\x1b[4i";
    assert_err(store_put(store, TREE_ORDER, key_number(1), &order), ERR_MALFORMED);
    order.name = "";
    order.state = ORDER_STATE_COUNT;
    assert_err(store_put(store, TREE_ORDER, key_number(1), &order), ERR_MALFORMED);
    assert_int_equal(count_keys(store, TREE_ORDER), 0);
    assert_int_equal(count_keys(store, INDEX_CODE), 0);
    /* A key that does not fit is refused, not cut off. */
    struct tries tries = { .wrong = 1 };
    struct key key = key_text(arena_text_n(&arena, name, KEY_SIZE));
    assert_good(store_put(store, TREE_TRIES, key, &tries));
    key = key_text(arena_text_n(&arena, name, KEY_SIZE + 1));
    assert_err(store_put(store, TREE_TRIES, key, &tries), ERR_TOO_LONG);
    assert_err(store_get(store, TREE_TRIES, key, &tries, &arena), ERR_TOO_LONG);
    assert_err(store_delete(store, TREE_TRIES, key), ERR_TOO_LONG);
    struct walk *walk;
    assert_err(walk_open(store, TREE_TRIES, key, 0, false, &walk), ERR_TOO_LONG);
    store_abort(store);
    store_close(store);
    arena_free(&arena);
}

static void unknown_tags_are_kept(void **state)
{
    static const uint8_t tag[] = { 0x7f, 0x01, 0, 0, 0, 3, 'n', 'e', 'w' };
    struct arena arena = { 0 };
    struct order order, got;
    (void)state;
    struct store *store = fixture_open(true);
    order_of(&order, 1, "111111111111");
    order.unknown = (struct bytes){ tag, sizeof tag };
    assert_good(store_begin(store));
    assert_good(store_put(store, TREE_ORDER, key_number(1), &order));
    assert_good(store_get(store, TREE_ORDER, key_number(1), &got, &arena));
    got.name = "changed";
    assert_good(store_put(store, TREE_ORDER, key_number(1), &got));
    assert_good(store_get(store, TREE_ORDER, key_number(1), &got, &arena));
    assert_int_equal(got.unknown.size, sizeof tag);
    assert_memory_equal(got.unknown.data, tag, sizeof tag);
    store_abort(store);
    store_close(store);
    arena_free(&arena);
}

/* Any flipped bit of a record is found when it is read, and by the check; other records still answer. */
static void flipped_bits_are_found(void **state)
{
    static const char marker[] = "the customer's own words";
    struct arena arena = { 0 };
    struct order order, got;
    (void)state;
    for (int bit = 0; bit < 8; bit++) {
        fixture_renew();
        struct store *store = fixture_open(true);
        assert_good(store_begin(store));
        for (int64_t id = 1; id <= 20; id++) {
            order_of(&order, id, random_digits(&arena, 12));
            order.note = id == 17 ? marker : "quiet";
            assert_good(store_put(store, TREE_ORDER, key_number((uint64_t)id), &order));
        }
        assert_good(store_commit(store));
        store_close(store);
        flip_byte(fixture_path("store/order.db"), marker, sizeof marker - 1, random_below(sizeof marker - 1),
                  (uint8_t)(1 << bit));
        store = fixture_open(false);
        assert_good(store_begin(store));
        for (uint64_t id = 1; id <= 20; id++)
            assert_err(store_get(store, TREE_ORDER, key_number(id), &got, &arena), id == 17 ? ERR_STORE : ERR_NONE);
        assert_err(store_get(store, TREE_ORDER, key_number(17), &got, &arena), ERR_STORE);
        assert_string_equal(err_last_detail(), "order 17 is damaged (checksum)");
        order_of(&order, 17, "999999999999");
        assert_err(store_put(store, TREE_ORDER, key_number(17), &order), ERR_STORE);
        store_abort(store);
        assert_true(check_says(store, "order 17 is damaged"));
        store_close(store);
    }
    arena_free(&arena);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
    const struct CMUnitTest tests[] = {
        TEST(what_is_put_is_got), TEST(abort_leaves_nothing), TEST(taken_code_is_refused),
        TEST(what_does_not_fit_its_rows_is_refused), TEST(unknown_tags_are_kept), TEST(flipped_bits_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
