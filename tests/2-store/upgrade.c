/* upgrade.c - a shop as version 1 left it (shop-1.tar.xz: seven orders in five states) opens here with everything in it,
 * also when the lights go out in the middle.
 */
#include <limits.h>
#include <time.h>
#include "fixture.h"
#include "src/model/order.h"

enum { KILLS = 40 };

static void unpack(void)
{
    char archive[PATH_MAX];
    int here = open(".", O_RDONLY | O_DIRECTORY);
    assert_non_null(realpath("tests/2-store/shop-1.tar.xz", archive));
    fixture_renew();
    assert_int_equal(chdir(fixture_directory), 0);
    fixture_run("tar", "-xJf", archive, "./shop/store");
    assert_int_equal(fchdir(here), 0);
    close(here);
    assert_int_equal(rename(fixture_path("shop/store"), fixture_path("store")), 0);
}

/* Every order stands in the board under its state, with its row. */
static int64_t look_at_board(struct store *store)
{
    struct arena arena = { 0 };
    struct walk *walk;
    struct key key, target;
    struct order order;
    struct row row;
    int64_t seen = 0;
    assert_good(store_begin(store));
    assert_good(walk_open(store, INDEX_BOARD, key_none(), 0, false, &walk));
    while (walk_next(walk, &key, &target) == ERR_NONE) {
        assert_good(store_get(store, TREE_ORDER, target, &order, &arena));
        assert_good(walk_row(walk, &row, &arena));
        assert_string_equal(row.code, order.code);
        assert_int_equal(row.state, order.state);
        assert_int_equal(row.price_minor, order.price_minor);
        assert_int_equal(key.data[0], order.state);
        seen++;
    }
    walk_close(walk);
    store_abort(store);
    arena_free(&arena);
    return seen;
}

static void expect_whole(struct store *store)
{
    struct arena arena = { 0 };
    struct meta meta;
    struct order order;
    int64_t entries;
    assert_int_equal(look_at_board(store), 7);
    assert_true(check_says(store, NULL));
    assert_good(store_begin(store));
    assert_good(store_get(store, TREE_META, key_text("meta"), &meta, &arena));
    assert_int_equal(meta.version, STORE_VERSION);
    assert_good(journal_verify(store, &entries));
    assert_int_equal(entries, meta.next_entry - 1);
    /* One that was collected, with the name it was placed under. */
    assert_good(store_get(store, INDEX_CODE, key_text("622177233583"), &order, &arena));
    assert_int_equal(order.state, ORDER_COLLECTED);
    assert_string_equal(order.phone, "030 1234");
    assert_int_equal(order.paid_minor, order.price_minor);
    store_abort(store);
    arena_free(&arena);
    assert_int_not_equal(access(fixture_path("store/order.state.db"), F_OK), 0);
    assert_int_not_equal(access(fixture_path("store/order.queue.db"), F_OK), 0);
}

static void an_older_shop_opens(void **state)
{
    (void)state;
    unpack();
    for (int again = 0; again < 2; again++) {
        struct store *store = fixture_open(false);
        expect_whole(store);
        store_close(store);
    }
}

static void the_lights_go_out(void **state)
{
    int cut = 0;
    (void)state;
    for (int i = 0; i < KILLS; i++) {
        struct store *store;
        int status;
        unpack();
        pid_t child = fork();
        if (child == 0)
            _exit(store_open(&store, fixture_path("store"), FIXTURE_CACHE_MB, false, NULL) ? 2 : 0);
        struct timespec pause = { 0, (long)random_below(60) * 1000000 };
        nanosleep(&pause, NULL);
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &status, 0), child);
        cut += WIFSIGNALED(status) != 0;
        assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
        store = fixture_open(false);
        expect_whole(store);
        store_close(store);
    }
    print_message("# %d of %d openings were cut\n", cut, KILLS);
    assert_true(cut > 0);
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(an_older_shop_opens), cmocka_unit_test(the_lights_go_out) };
    return cmocka_run_group_tests_name("upgrade", all, fixture_make, fixture_remove);
}
