/* late.c - how many orders are late: what the keeper counts as it goes, beside a look at every order there is. More are late
 * than the board has rows; the clock goes on, stands still and is set back; orders are rushed, put back, held back, made.
 */
#include "fixture.h"
#include "src/stage/act.h"

enum { ORDERS = 150, STEPS = 1500, LOOK_EVERY = 7, WEEK = 7 * 86400, FIRST = 1700000000 };

static struct order model[ORDERS];
static char codes[ORDERS][13];
static struct counts counts;
static int64_t now = FIRST;

static struct act begin(struct store *store, struct arena *arena)
{
    static struct args args;
    static struct identity who;
    assert_good(store_begin(store));
    return (struct act){ .store = store, .arena = arena, .now = now, .args = &args, .who = &who, .counts = counts };
}

static void change(struct store *store, int i)
{
    static const int64_t shifts[] = { 0, -WEEK, WEEK };
    struct arena arena = { 0 };
    struct order order;
    struct act act = begin(store, &arena);
    assert_good(act_order_by_id(&act, model[i].id, &order));
    switch (random_below(4)) {
    case 0: order.state = (enum order_state)random_below(ORDER_STATE_COUNT); break;
    case 1: order.hold_reasons = random_below(2) ? BIT(HOLD_ALERT) : 0; break;
    case 2: order.queue_shift = shifts[random_below(3)]; break;
    default: order.promised = random_below(20) ? now - 40000 + (int64_t)random_below(80000) : 0; break;
    }
    assert_good(act_save(&act, &order));
    assert_good(store_commit(store));
    counts_move(&counts, &act.moved);
    model[i].state = order.state;
    model[i].promised = order.promised;
    arena_free(&arena);
}

static int64_t looked_at(void)
{
    int64_t late = 0;
    for (int i = 0; i < ORDERS; i++)
        late += (model[i].state == ORDER_AUTHENTICATED || model[i].state == ORDER_PRODUCING) && model[i].promised &&
                model[i].promised < now;
    return late;
}

static int64_t counted(struct store *store)
{
    struct arena arena = { 0 };
    struct act act = begin(store, &arena);
    int64_t late = -1;
    assert_good(queue_late(&act, &late));
    store_abort(store);
    counts_move(&counts, &act.moved);
    arena_free(&arena);
    return late;
}

static void what_is_counted_is_what_is_late(void **state)
{
    int64_t most = 0;
    struct store *store = fixture_open(true);
    (void)state;
    counts.late_until = now;
    for (int i = 0; i < ORDERS; i++) {
        struct arena arena = { 0 };
        struct act act = begin(store, &arena);
        snprintf(codes[i], sizeof codes[i], "%012d", i);
        record_init(&order_type, &model[i]);
        model[i].id = i + 1;
        model[i].code = codes[i];
        model[i].state = ORDER_AUTHENTICATED;
        model[i].promised = now + 1 + i;
        assert_good(act_save(&act, &model[i]));
        assert_good(store_commit(store));
        counts_move(&counts, &act.moved);
        arena_free(&arena);
    }
    assert_int_equal(counted(store), 0);
    now += ORDERS + 1;
    assert_int_equal(counted(store), ORDERS); /* more than the board shows */
    for (int step = 0; step < STEPS; step++) {
        change(store, (int)random_below(ORDERS));
        if (step % LOOK_EVERY)
            continue;
        /* Hours on, more than a week on, or the clock set back. */
        now += random_below(9) ? (int64_t)random_below(9000) : random_below(2) ? WEEK + 5000 : -(int64_t)random_below(50000);
        int64_t late = looked_at();
        assert_int_equal(counted(store), late);
        assert_int_equal(counts.late_until, now);
        most = late > most ? late : most;
    }
    assert_true(most > 10);
    store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
    const struct CMUnitTest tests[] = { TEST(what_is_counted_is_what_is_late) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
