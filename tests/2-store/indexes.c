/* indexes.c - after any edits, every index says exactly what the records say.
 *
 * The expected keys are worked out here a second time, from the words of trees.h, and held against a walk of each
 * index: nothing missing, nothing left over, each leading to its record.
 */
#include <endian.h>
#include "fixture.h"
#include "src/model/order.h"

enum { ORDERS = 60, STEPS = 6000, LOOK_EVERY = 400, MOST_KEYS = 4000 };

struct pair {
    uint8_t key[KEY_SIZE], target[32];
    size_t size, target_size;
};
static struct pair expected[MOST_KEYS];
static size_t expected_count;

static void part(struct pair *pair, const void *data, size_t size)
{
    memcpy(pair->key + pair->size, data, size);
    pair->size += size;
}

static void part_number(struct pair *pair, int64_t number)
{
    uint64_t big = htobe64((uint64_t)number);
    part(pair, &big, 8);
}

/* A new expected key that leads to a record with up to three numbers for a key. */
static struct pair *expect(int64_t a, int64_t b, int64_t c, size_t numbers)
{
    uint64_t target[3] = { htobe64((uint64_t)a), htobe64((uint64_t)b), htobe64((uint64_t)c) };
    assert_true(expected_count < MOST_KEYS);
    struct pair *pair = &expected[expected_count++];
    *pair = (struct pair){ .target_size = 8 * numbers };
    memcpy(pair->target, target, 8 * numbers);
    return pair;
}

static void expect_time(const struct order *order, int64_t at)
{
    struct pair *pair = expect(order->id, 0, 0, 1);
    part_number(pair, at < 0 ? 0 : at);
    part_number(pair, order->id);
}

/* What was dated by a doubted clock comes first. */
static void expect_date(const struct order *order, int64_t at)
{
    expect_time(order, order->dates_doubtful ? 0 : at);
}

static void expect_hashes(const struct order *order)
{
    for (size_t i = 0; i < order->photos.n && !order->photos_purged; i++) {
        bool again = false;
        for (size_t k = 0; k < i; k++)
            again = again || strcmp(order->photos.v[k].sha256, order->photos.v[i].sha256) == 0;
        if (again)
            continue;
        struct pair *pair = expect(order->id, 0, 0, 1);
        part(pair, order->photos.v[i].sha256, 65);
        part_number(pair, order->id);
    }
}

static void expect_order(enum tree tree, const struct order *order)
{
    uint8_t state = (uint8_t)order->state;
    bool may_expire = state == ORDER_OPEN || state == ORDER_HELD || state == ORDER_AUTHENTICATED ||
                      state == ORDER_READY;
    if (tree == INDEX_CODE) {
        part(expect(order->id, 0, 0, 1), order->code, strlen(order->code));
    } else if (tree == INDEX_LABEL && order->label[0]) {
        part(expect(order->id, 0, 0, 1), order->label, strlen(order->label));
    } else if (tree == INDEX_BOARD || (tree == INDEX_ALERTS && order->hold_reasons & BIT(HOLD_ALERT) && state < ORDER_COLLECTED)) {
        struct pair *pair = expect(order->id, 0, 0, 1);
        part(pair, &state, 1);
        part_number(pair, order->expires);
        part_number(pair, order->id);
    } else if (tree == INDEX_EXPIRY && may_expire && !order->keep && order->expires) {
        expect_date(order, order->expires);
    } else if (tree == INDEX_PHOTOS && order->photos.n && !order->photos_purged && order->photos_expire && !order->keep &&
               state != ORDER_PRODUCING) {
        expect_date(order, order->photos_expire);
    } else if (tree == INDEX_ENDED && order->ended && state >= ORDER_COLLECTED && !order->anonymous && !order->keep) {
        expect_date(order, order->ended);
    } else if (tree == INDEX_MAKING && (state == ORDER_AUTHENTICATED || state == ORDER_PRODUCING)) {
        struct pair *pair = expect(order->id, 0, 0, 1);
        uint8_t held_back = order->hold_reasons != 0;
        int64_t turn = order_queue_time(order);
        part(pair, &held_back, 1);
        part_number(pair, turn > 0 ? turn : 0);
        part_number(pair, order->id);
    } else if (tree == INDEX_CUSTOMER && order->customer[0]) {
        struct pair *pair = expect(order->id, 0, 0, 1);
        part(pair, order->customer, 8);
        part_number(pair, order->placed);
        part_number(pair, order->id);
    } else if (tree == INDEX_HASH) {
        expect_hashes(order);
    }
}

static int pair_compare(const void *left, const void *right)
{
    const struct pair *a = left, *b = right;
    int order = memcmp(a->key, b->key, a->size < b->size ? a->size : b->size);
    return order ? order : (a->size > b->size) - (a->size < b->size);
}

static struct order *model[ORDERS];

/* The covering indexes show an order as it is. */
static void compare_row(struct walk *walk, struct key target)
{
    struct arena arena = { 0 };
    struct row shown, expected_row;
    struct buf one = { 0 }, other = { 0 };
    const struct order *order = model[be64(target.data)];
    assert_non_null(order);
    assert_good(walk_row(walk, &shown, &arena));
    order_row(order, &expected_row);
    record_encode(&row_type, &shown, FIELD_STORE, &one);
    record_encode(&row_type, &expected_row, FIELD_STORE, &other);
    assert_int_equal(one.size, other.size);
    assert_memory_equal(one.data, other.data, one.size);
    buf_free(&one);
    buf_free(&other);
    arena_free(&arena);
}

static void compare_index(struct store *store, enum tree tree)
{
    struct walk *walk;
    struct key key, target;
    enum err err;
    size_t at = 0;
    qsort(expected, expected_count, sizeof *expected, pair_compare);
    assert_good(walk_open(store, tree, key_none(), 0, false, &walk));
    while ((err = walk_next(walk, &key, &target)) == ERR_NONE) {
        assert_true(at < expected_count);
        assert_int_equal(key.size, expected[at].size);
        assert_memory_equal(key.data, expected[at].key, key.size);
        assert_int_equal(target.size, expected[at].target_size);
        assert_memory_equal(target.data, expected[at].target, target.size);
        if (tree == INDEX_BOARD || tree == INDEX_ALERTS || tree == INDEX_MAKING)
            compare_row(walk, target);
        at++;
    }
    walk_close(walk);
    assert_int_equal(err, ERR_NOT_FOUND);
    assert_int_equal(at, expected_count);
    expected_count = 0;
}

static struct arena memory[ORDERS];

static void compare_all(struct store *store)
{
    assert_good(store_begin(store));
    for (int tree = INDEX_CODE; tree <= INDEX_HASH; tree++) {
        for (int i = 0; i < ORDERS; i++)
            if (model[i])
                expect_order((enum tree)tree, model[i]);
        compare_index(store, (enum tree)tree);
    }
    store_abort(store);
}

static void random_photo(struct order *order, struct arena *arena)
{
    char *hash = arena_alloc(arena, 65);
    memset(hash, "0123456789abcdef"[random_below(16)], 64); /* few, so that orders share them */
    struct photo *photo = LIST_ADD(arena, &order->photos, photo);
    photo->n = (int64_t)order->photos.n;
    photo->sha256 = hash;
}

static void edit(struct order *order, struct arena *arena)
{
    static const char *const customers[] = { "", "1000001", "1000002", "1000003" };
    switch (random_below(13)) {
    case 0: order->state = (enum order_state)random_below(ORDER_STATE_COUNT); break;
    case 1: order->expires = (int64_t)random_below(6) * 1000; break;
    case 2: order->photos_expire = (int64_t)random_below(4) * 1000; break;
    case 3: order->keep = !order->keep; break;
    case 4: order->hold_reasons = (uint32_t)random_below(3); break;
    case 5: order->customer = customers[random_below(4)]; break;
    case 6: order->queue_shift = (int64_t)random_below(4000) - 3000; break;
    case 8: order->ended = (int64_t)random_below(3) * 1000; break;
    case 9: order->anonymous = random_below(3) == 0; break;
    case 11: order->paid_minor = (int64_t)random_below(5); break;
    case 10: order->dates_doubtful = random_below(3) == 0; break;
    case 7: order->label = random_below(2) ? random_digits(arena, 14) : ""; break;
    default:
        order->photos_purged = random_below(8) == 0;
        if (random_below(6) == 0)
            order->photos.n = 0;
        else
            random_photo(order, arena);
    }
}

static struct order *new_order(int i, struct arena *arena)
{
    struct order *order = arena_alloc(arena, sizeof *order);
    record_init(&order_type, order);
    order->id = i;
    order->code = random_digits(arena, 12);
    order->opened = 1;
    order->placed = (int64_t)random_below(5000);
    order->promised = (int64_t)random_below(2000);
    return order;
}

static void every_edit_moves_every_key(void **state)
{
    (void)state;
    struct store *store = fixture_open(true);
    for (int step = 1; step <= STEPS; step++) {
        int i = (int)random_below(ORDERS);
        struct arena before = { 0 };
        struct order old;
        bool was = model[i] != NULL, drop = was && random_below(25) == 0, regret = random_below(10) == 0;
        if (was)
            record_copy(&order_type, model[i], &old, &before);
        if (!was)
            model[i] = new_order(i, &memory[i]);
        for (uint64_t n = 1 + random_below(3); n > 0; n--)
            edit(model[i], &memory[i]);
        assert_good(store_begin(store));
        if (drop)
            assert_good(store_delete(store, TREE_ORDER, key_number((uint64_t)i)));
        else
            assert_good(store_put(store, TREE_ORDER, key_number((uint64_t)i), model[i]));
        if (regret)
            store_abort(store);
        else
            assert_good(store_commit(store));
        if (regret && was)
            record_copy(&order_type, &old, model[i], &memory[i]);
        if ((regret && !was) || (!regret && drop)) {
            model[i] = NULL;
            arena_free(&memory[i]);
        }
        arena_free(&before);
        if (step % LOOK_EVERY == 0)
            compare_all(store);
        if (step % (STEPS / 3) == 0) {
            store_close(store);
            store = fixture_open(false);
            compare_all(store);
        }
    }
    store_close(store);
    for (int i = 0; i < ORDERS; i++)
        arena_free(&memory[i]);
}

static void prints_and_entries_are_found(void **state)
{
    enum { ITEMS = 12 };
    struct print prints[ITEMS][3];
    bool there[ITEMS][3] = { { false } };
    (void)state;
    struct store *store = fixture_open(true);
    assert_good(store_begin(store));
    for (int step = 0; step < 2000; step++) {
        uint64_t i = random_below(ITEMS), line = random_below(3);
        struct print *print = &prints[i][line];
        struct key key = key_number(i);
        key_add_number(&key, line);
        key_add_number(&key, 1);
        if (there[i][line] && random_below(5) == 0) {
            assert_good(store_delete(store, TREE_PRINT, key));
            there[i][line] = false;
            continue;
        }
        record_init(&print_type, print);
        print->order = (int64_t)i;
        print->line = (int64_t)line;
        print->copy = 1;
        print->state = (enum print_state)random_below(PRINT_STATE_COUNT);
        assert_good(store_put(store, TREE_PRINT, key, print));
        there[i][line] = true;
    }
    for (int64_t i = 0; i < ITEMS; i++)
        for (int64_t line = 0; line < 3; line++) {
            if (!there[i][line])
                continue;
            struct pair *pair = expect(i, line, 1, 3);
            uint8_t at = (uint8_t)prints[i][line].state;
            part(pair, &at, 1);
            part_number(pair, i);
            part_number(pair, line);
            part_number(pair, 1);
        }
    compare_index(store, INDEX_PRINT_STATE);
    for (int64_t i = 1; i <= 30; i++) {
        struct entry entry;
        record_init(&entry_type, &entry);
        entry.code = i % 3 == 0 ? "" : i % 3 == 1 ? "111111111111" : "222222222222";
        assert_good(journal_append(store, &entry));
        assert_int_equal(entry.seq, i);
        if (entry.code[0]) {
            struct pair *pair = expect(i, 0, 0, 1);
            part(pair, entry.code, 13);
            part_number(pair, i);
        }
    }
    compare_index(store, INDEX_ORDER_JOURNAL);
    assert_good(store_commit(store));
    assert_true(check_says(store, NULL));
    store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
    const struct CMUnitTest tests[] = { TEST(every_edit_moves_every_key), TEST(prints_and_entries_are_found) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
