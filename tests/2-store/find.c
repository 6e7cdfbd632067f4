/* find.c - looking for an order without its ticket: every order is found, newest first, whatever the paging, and one
 * call reads a bounded number of them. */
#include "tests/2-store/fixture.h"
#include <limits.h>
#include <time.h>
#include "src/base/clock.h"
#include "src/model/ticket.h"
#include "src/stage/act.h"

enum { ORDERS = 12000, HOLE_FROM = 6000, HOLE_TO = 6050, PER_DAY = 600, BEGIN = 1700000000 };

static struct store *store;
static struct conf conf;
static char directory[PATH_MAX];
static int64_t slowest_ms;

static struct order sample(struct arena *arena, int64_t id)
{
    struct order order;
    record_init(&order_type, &order);
    order.id = id;
    const char *eleven = arena_format(arena, "%011lld", (long long)id);
    order.code = arena_format(arena, "%s%c", eleven, damm_digit(eleven, 11));
    order.label = arena_format(arena, "9%013lld", (long long)id);
    order.state = id % 3 ? ORDER_COLLECTED : ORDER_HELD;
    order.name = id == 3 ? "Zoë ÄRGER" : id % 1000 == 7 ? "Smith" : "somebody";
    order.phone = id == 3 ? "+49 30/1234" : "0170";
    order.customer = id % 500 == 0 ? "0000013" : "";
    order.opened = order.placed = BEGIN + id * 86400 / PER_DAY;
    order.expires = order.opened + 86400;
    return order;
}

static int fill(void **state)
{
    struct meta meta;
    (void)state;
    record_init(&meta_type, &meta);
    meta.next_order = ORDERS;
    snprintf(directory, sizeof directory, "%s/countersign-find.XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    assert_non_null(mkdtemp(directory));
    setenv("TZ", "UTC", 1);
    assert_good(store_open(&store, directory, FIXTURE_CACHE_MB, true, NULL));
    for (int64_t id = 1; id <= ORDERS; id++) {
        struct arena arena = { 0 };
        struct order order = sample(&arena, id);
        if (id % 500 == 1)
            assert_good(store_begin(store));
        if (id < HOLE_FROM || id > HOLE_TO)
            assert_good(store_put(store, TREE_ORDER, key_number((uint64_t)id), &order));
        if (id == ORDERS)
            assert_good(store_put(store, TREE_META, key_text("meta"), &meta));
        if (id % 500 == 0)
            assert_good(store_commit(store));
        arena_free(&arena);
    }
    return 0;
}

static int empty(void **state)
{
    char command[PATH_MAX + 16];
    (void)state;
    print_message("slowest call: %lld ms\n", (long long)slowest_ms);
    store_close(store);
    snprintf(command, sizeof command, "rm -rf '%s'", directory);
    return system(command);
}

/* All pages of one search: how many orders, in how many calls; asserts that ids fall. */
static int64_t found_in(struct args args, int *calls, int64_t *last_id)
{
    static const struct identity who = { .role = ROLE_COUNTER, .login = "counter1", .code = "", .terminal = "", .address = "" };
    int64_t count = 0, before = INT64_MAX;
    char next[16] = "";
    *calls = 0;
    do {
        struct arena arena = { 0 };
        struct orders orders;
        record_init(&orders_type, &orders);
        args.after = next;
        args.code = "";
        struct act act = { .store = store, .conf = &conf, .arena = &arena, .now = BEGIN, .who = &who, .scope = SCOPE_SHOP,
                           .args = &args, .reply = &orders };
        assert_good(store_begin(store));
        int64_t began = clock_ms();
        assert_good(action_order_find(&act));
        int64_t took = clock_ms() - began;
        slowest_ms = took > slowest_ms ? took : slowest_ms;
        store_abort(store);
        for (size_t i = 0; i < orders.orders.n; i++, count++) {
            *last_id = strtoll(orders.orders.v[i].code, NULL, 10) / 10;
            assert_true(*last_id < before);
            before = *last_id;
        }
        snprintf(next, sizeof next, "%s", orders.next);
        arena_free(&arena);
    } while (++*calls < 1000 && *next);
    return count;
}

static struct args asked(void)
{
    struct args args;
    record_init(&args_type, &args);
    return args;
}

static void everything(void **state)
{
    struct args args = asked();
    int calls;
    int64_t last = 0;
    (void)state;
    assert_int_equal(found_in(args, &calls, &last), ORDERS - (HOLE_TO - HOLE_FROM + 1));
    assert_int_equal(last, 1);
    args.limit = 7;
    args.name = "SMITH";
    assert_int_equal(found_in(args, &calls, &last), ORDERS / 1000 - 1); /* one in the hole */
}

static void the_oldest(void **state)
{
    struct args args = asked();
    int calls;
    int64_t last = 0;
    (void)state;
    args.name = "zOË ärg";
    assert_int_equal(found_in(args, &calls, &last), 1);
    assert_int_equal(last, 3);
    assert_in_range(calls, 3, 4); /* 5,000 a call */
    args.name = "";
    args.phone = "(30) 12";
    assert_int_equal(found_in(args, &calls, &last), 1);
}

static void a_day(void **state)
{
    struct args args = asked();
    int calls;
    int64_t last = 0, from = BEGIN - BEGIN % 86400 + 10 * 86400, count = 0, newest = 0;
    char day[16];
    time_t at = from;
    (void)state;
    strftime(day, sizeof day, "%Y-%m-%d", gmtime(&at));
    args.date = day;
    for (int64_t id = 1; id <= ORDERS; id++) {
        int64_t opened = BEGIN + id * 86400 / PER_DAY;
        bool there = (id < HOLE_FROM || id > HOLE_TO) && opened >= from && opened < from + 86400;
        count += there;
        newest = there ? id : newest;
    }
    assert_true(count > 400);
    assert_int_equal(found_in(args, &calls, &last), count);
    assert_in_range(calls, (uintmax_t)(count + 199) / 200, 6);
    args.date = "1999-01-01";
    assert_int_equal(found_in(args, &calls, &last), 0);
    assert_int_equal(calls, 1);
}

static void a_customer(void **state)
{
    struct args args = asked();
    int calls;
    int64_t last = 0;
    (void)state;
    args.customer = "0000013";
    args.limit = 5;
    assert_int_equal(found_in(args, &calls, &last), ORDERS / 500 - 1); /* one in the hole */
    assert_int_equal(last, 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything), cmocka_unit_test(the_oldest), cmocka_unit_test(a_day), cmocka_unit_test(a_customer),
    };
    return cmocka_run_group_tests(tests, fill, empty);
}
