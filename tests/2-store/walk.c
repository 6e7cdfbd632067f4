/* walk.c - lists in key order: from, after, prefix, pages. */
#include "fixture.h"

enum { CUSTOMERS = 4, EACH = 30, PAGE = 7 };

/* Orders of four customers, placed at ten-second steps. */
static struct store *filled(void)
{
    struct arena arena = { 0 };
    struct store *store = fixture_open(true);
    assert_good(store_begin(store));
    for (int i = 0; i < CUSTOMERS * EACH; i++) {
        struct order order;
        record_init(&order_type, &order);
        order.id = i + 1;
        order.code = arena_format(&arena, "%012d", i * 7919);
        order.customer = arena_format(&arena, "100000%d", i % CUSTOMERS);
        order.placed = 10 * (i / CUSTOMERS + 1);
        assert_good(store_put(store, TREE_ORDER, key_number((uint64_t)order.id), &order));
    }
    assert_good(store_commit(store));
    assert_good(store_begin(store));
    arena_free(&arena);
    return store;
}

static void done(struct store *store)
{
    store_abort(store);
    store_close(store);
}

static uint64_t last_number(const struct key *key)
{
    return be64(key->data + key->size - 8);
}

static void whole_tree_in_order(void **state)
{
    struct walk *walk;
    struct key key, target;
    (void)state;
    struct store *store = filled();
    assert_good(walk_open(store, TREE_ORDER, key_none(), 0, false, &walk));
    for (uint64_t id = 1; id <= CUSTOMERS * EACH; id++) {
        assert_good(walk_next(walk, &key, &target));
        assert_int_equal(last_number(&key), id);
        assert_int_equal(key.size, target.size);
        assert_memory_equal(key.data, target.data, key.size);
    }
    assert_err(walk_next(walk, &key, &target), ERR_NOT_FOUND);
    assert_err(walk_next(walk, &key, &target), ERR_NOT_FOUND);
    walk_close(walk);
    done(store);
}

static void only_what_has_the_prefix(void **state)
{
    struct walk *walk;
    struct key key, target, from = key_none();
    (void)state;
    struct store *store = filled();
    key_add_text(&from, "1000002");
    assert_good(walk_open(store, INDEX_CUSTOMER, from, from.size, false, &walk));
    for (uint64_t n = 0; n < EACH; n++) {
        assert_good(walk_next(walk, &key, &target));
        assert_int_equal(last_number(&target), n * CUSTOMERS + 3);
        assert_int_equal(target.size, 8);
    }
    assert_err(walk_next(walk, &key, &target), ERR_NOT_FOUND);
    walk_close(walk);
    /* From the tenth second step on, still within the customer. */
    size_t prefix = from.size;
    key_add_number(&from, 101);
    assert_good(walk_open(store, INDEX_CUSTOMER, from, prefix, false, &walk));
    uint64_t count = 0;
    while (walk_next(walk, &key, &target) == ERR_NONE)
        assert_true(last_number(&target) > 10 * CUSTOMERS), count++;
    assert_int_equal(count, EACH - 10);
    walk_close(walk);
    from = key_none();
    key_add_text(&from, "9999999");
    assert_good(walk_open(store, INDEX_CUSTOMER, from, from.size, false, &walk));
    assert_err(walk_next(walk, &key, &target), ERR_NOT_FOUND);
    walk_close(walk);
    done(store);
}

/* Pages: each begins after the last key of the one before; together they are the whole, each order once. */
static void pages_meet(void **state)
{
    struct walk *walk;
    struct key key, target, from = key_none();
    (void)state;
    struct store *store = filled();
    key_add_text(&from, "1000001");
    size_t prefix = from.size, seen = 0;
    uint64_t last = 0;
    bool more = true;
    while (more) {
        assert_good(walk_open(store, INDEX_CUSTOMER, from, prefix, seen > 0, &walk));
        for (int n = 0; n < PAGE && more; n++) {
            more = walk_next(walk, &key, &target) == ERR_NONE;
            if (!more)
                break;
            assert_true(last_number(&target) > last);
            last = last_number(&target);
            from = key;
            seen++;
        }
        walk_close(walk);
    }
    assert_int_equal(seen, EACH);
    done(store);
}

/* `after` a key that is not there begins at the next one; after the last there is nothing. */
static void after_what_is_gone(void **state)
{
    struct walk *walk;
    struct key key, target;
    (void)state;
    struct store *store = filled();
    assert_good(store_delete(store, TREE_ORDER, key_number(50)));
    assert_good(walk_open(store, TREE_ORDER, key_number(50), 0, true, &walk));
    assert_good(walk_next(walk, &key, &target));
    assert_int_equal(last_number(&key), 51);
    walk_close(walk);
    assert_good(walk_open(store, TREE_ORDER, key_number(51), 0, true, &walk));
    assert_good(walk_next(walk, &key, &target));
    assert_int_equal(last_number(&key), 52);
    walk_close(walk);
    assert_good(walk_open(store, TREE_ORDER, key_number(CUSTOMERS * EACH), 0, true, &walk));
    assert_err(walk_next(walk, &key, &target), ERR_NOT_FOUND);
    walk_close(walk);
    done(store);
}

/* What this transaction has put and not yet committed is in the walk, beside other walks. */
static void own_changes_are_seen(void **state)
{
    struct walk *walk, *other;
    struct key key, target;
    (void)state;
    struct store *store = filled();
    struct tries tries = { .wrong = 1 };
    assert_good(store_put(store, TREE_TRIES, key_text("b"), &tries));
    assert_good(walk_open(store, TREE_TRIES, key_none(), 0, false, &walk));
    assert_good(walk_open(store, TREE_ORDER, key_none(), 0, false, &other));
    assert_good(walk_next(other, &key, &target));
    assert_good(walk_next(walk, &key, &target));
    assert_memory_equal(key.data, "b", 1);
    assert_good(store_delete(store, TREE_ORDER, key_number(7)));
    assert_err(walk_next(walk, &key, &target), ERR_NOT_FOUND);
    walk_close(walk);
    walk_close(other);
    walk_close(NULL);
    done(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
    const struct CMUnitTest tests[] = {
        TEST(whole_tree_in_order), TEST(only_what_has_the_prefix), TEST(pages_meet), TEST(after_what_is_gone),
        TEST(own_changes_are_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
