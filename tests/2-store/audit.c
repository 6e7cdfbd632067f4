/* audit.c - each of the shop's rules, broken alone behind the stages' back, is said alone; a shop that keeps them all gets
 * figures; a million orders need no more memory than one.
 */
#include <sys/resource.h>
#include "fixture.h"
#include "db/inside.h"
#include "src/model/ticket.h"

enum { FIRST = 2, LAST = FIRST + ORDER_STATE_COUNT - 1 }; /* an order in each state; the id says which */

static struct key print_key(int64_t order, int64_t line, int64_t copy)
{
    struct key key = key_number((uint64_t)order);
    key_add_number(&key, (uint64_t)line);
    key_add_number(&key, (uint64_t)copy);
    return key;
}

static void put_print(struct store *store, int64_t order, int64_t line, int64_t copy, enum print_state state)
{
    struct print print;
    record_init(&print_type, &print);
    print.order = order;
    print.line = line;
    print.copy = copy;
    print.state = state;
    assert_good(store_put(store, TREE_PRINT, print_key(order, line, copy), &print));
}

static void put_photo(struct store *store, const char *sha256, int64_t orders)
{
    struct stored_photo photo;
    record_init(&stored_photo_type, &photo);
    photo.sha256 = sha256;
    photo.bytes = 1000;
    photo.orders = orders;
    assert_good(store_put(store, TREE_PHOTO, key_text(sha256), &photo));
}

static const char *photo_of(struct arena *arena, int64_t id)
{
    return arena_format(arena, "%064lld", (long long)id);
}

static void add_payment(struct order *order, struct arena *arena, int64_t amount, int64_t tax, int64_t *receipt)
{
    struct payment *payment = LIST_ADD(arena, &order->payments, payment);
    payment->at = 30000;
    payment->amount_minor = amount;
    payment->tax_minor = tax;
    payment->receipt = ++*receipt;
    order->paid_minor += amount;
}

/* Two prints of one photo, priced; in the state that its id says, as the stages would have left it. */
static void make_order(struct arena *arena, int64_t id, struct order *order, int64_t *receipt)
{
    static const bool ended[ORDER_STATE_COUNT] = { [ORDER_COLLECTED] = true,
                                                   [ORDER_DISCARDED] = true,
                                                   [ORDER_CANCELLED] = true,
                                                   [ORDER_EXPIRED] = true,
                                                   [ORDER_UNCLAIMED] = true };
    enum order_state state = (enum order_state)(id - FIRST);
    bool draft = state == ORDER_OPEN || state == ORDER_DISCARDED;
    bool begun = state == ORDER_PRODUCING || state == ORDER_READY || state == ORDER_COLLECTED || state == ORDER_UNCLAIMED;
    char code[TICKET_CODE + 1], label[LABEL_CODE + 1];
    record_init(&order_type, order);
    ticket_code(4711 * (uint64_t)id, code);
    label_code((uint64_t)id, label);
    order->id = id;
    order->state = state;
    order->code = arena_text(arena, code);
    order->label = arena_text(arena, label);
    order->currency = "EUR";
    order->currency_decimals = 2;
    order->tax_percent = 19;
    order->expires = order->photos_expire = 5000 + id;
    order->placed = draft ? 0 : 10000;
    order->authenticated = order->photos_authenticated = begun || state == ORDER_AUTHENTICATED ? 20000 : 0;
    order->authenticated_by = order->authenticated ? "counter1" : "";
    order->ended = ended[state] ? 40000 : 0;
    LIST_ADD(arena, &order->photos, photo)->sha256 = photo_of(arena, id);
    order->photos.v[0].n = 1;
    *LIST_ADD(arena, &order->lines, line) =
        (struct line){ .n = 1, .product = "10x15", .surface = "glossy", .copies = 2, .photo = 1 };
    *LIST_ADD(arena, &order->bill, bill) =
        (struct bill){ .reason = "2 x 10x15", .count = 2, .unit_minor = 400, .total_minor = 800 };
    *LIST_ADD(arena, &order->bill, bill) =
        (struct bill){ .reason = "express", .count = 1, .unit_minor = 200, .total_minor = 200 };
    order->price_minor = 1000;
    order->prints_total = 2;
    order->prints_made = state == ORDER_PRODUCING ? 1 : begun ? 2 : 0;
    if (begun) {
        add_payment(order, arena, 700, 112, receipt);
        add_payment(order, arena, -200, -32, receipt);
    }
}

static void fill_shop(struct store *store)
{
    struct arena arena = { 0 };
    struct meta meta;
    struct customer customer;
    struct entry entry;
    char number[CUSTOMER_NUMBER + 1];
    int64_t receipt = 0;
    assert_good(store_begin(store));
    for (int64_t id = FIRST; id <= LAST; id++) {
        struct order order;
        make_order(&arena, id, &order, &receipt);
        put_photo(store, order.photos.v[0].sha256, 1);
        assert_good(store_put(store, TREE_ORDER, key_number((uint64_t)id), &order));
        if (order.payments.n) {
            put_print(store, id, 0, 1, order.state == ORDER_PRODUCING ? PRINT_WAITING : PRINT_MADE);
            put_print(store, id, 1, 1, PRINT_MADE);
            put_print(store, id, 1, 2, order.state == ORDER_PRODUCING ? PRINT_SENT : PRINT_MADE);
        }
    }
    record_init(&customer_type, &customer);
    customer_number(1, number);
    customer.number = number;
    assert_good(store_put(store, TREE_CUSTOMER, key_text(number), &customer));
    record_init(&entry_type, &entry);
    assert_good(journal_append(store, &entry));
    assert_good(store_get(store, TREE_META, key_text("meta"), &meta, &arena));
    meta.next_order = LAST;
    meta.next_receipt = receipt;
    meta.next_customer = 1;
    assert_good(store_put(store, TREE_META, key_text("meta"), &meta));
    assert_good(store_commit(store));
    arena_free(&arena);
}

/* Read, change, write back: what no stage would do. */
#define CHANGE_ORDER(order_id, change) \
    struct arena arena = { 0 }; \
    struct order order; \
    assert_good(store_get(store, TREE_ORDER, key_number(order_id), &order, &arena)); \
    change; \
    assert_good(store_put(store, TREE_ORDER, key_number(order_id), &order)); \
    arena_free(&arena)
#define CHANGE_META(change) \
    struct arena arena = { 0 }; \
    struct meta meta; \
    assert_good(store_get(store, TREE_META, key_text("meta"), &meta, &arena)); \
    change; \
    assert_good(store_put(store, TREE_META, key_text("meta"), &meta)); \
    arena_free(&arena)
#define READY (FIRST + ORDER_READY)
#define PAID(i) order.payments.v[i]

#define DAMAGES(D) \
    D(price, CHANGE_ORDER(READY, order.price_minor = 999), "order 6: its bill adds up to 1000, its price is 999\n") \
    D(overflow, CHANGE_ORDER(READY, (order.bill.v[0].total_minor = INT64_MAX, order.price_minor = INT64_MAX)), \
      "order 6: its bill adds up to -9223372036854775609, its price is 9223372036854775807\n") \
    D(tax, CHANGE_ORDER(READY, PAID(0).tax_minor = 110), \
      "order 6: the taxes of its payments add up to 78, 500 was paid at 19%\n") \
    D(refund, \
      CHANGE_ORDER(READY, (PAID(0).amount_minor = -200, PAID(0).tax_minor = -32, PAID(1).amount_minor = 700, \
                           PAID(1).tax_minor = 112)), \
      "order 6: payment 1 gives back more than was paid\n") \
    D(voided, CHANGE_ORDER(READY, PAID(1).voids = 1), "order 6: payment 2 takes back payment 1, which it cannot\n") \
    D(no_receipt, CHANGE_ORDER(READY, PAID(0).receipt = 0), \
      "order 6: payment 1 has no receipt number\nreceipt 3 is missing: no payment has this number\n") \
    D(receipt_twice, CHANGE_ORDER(READY, PAID(1).receipt = PAID(0).receipt), \
      "order 6: receipt 3 stands there twice\nreceipt 4 is missing: no payment has this number\n") \
    D(receipt_beyond, CHANGE_ORDER(READY, PAID(1).receipt = 70), \
      "order 6: receipt 70 is beyond the last number the shop gave (8)\n" \
      "receipt 4 is missing: no payment has this number\n") \
    D(receipt_gap, CHANGE_META(meta.next_receipt = 11), "receipts 9 to 11 are missing: no payment has these numbers\n") \
    D(open_placed, CHANGE_ORDER(FIRST, order.placed = 1), "order 2 is open, but has the date of its placing\n") \
    D(held_authenticated, CHANGE_ORDER(FIRST + ORDER_HELD, order.authenticated = 1), \
      "order 3 is held, but has the date of its authentication\n") \
    D(held_unplaced, CHANGE_ORDER(FIRST + ORDER_HELD, order.placed = 0), "order 3 is held, but was never placed\n") \
    D(never_authenticated, CHANGE_ORDER(FIRST + ORDER_AUTHENTICATED, order.authenticated = 0), \
      "order 4 is authenticated, but nobody authenticated it\n") \
    D(photos_not_authenticated, CHANGE_ORDER(FIRST + ORDER_PRODUCING, order.photos_authenticated = 0), \
      "order 5 is producing, but nobody authenticated its photos\n") \
    D(ended_without_date, CHANGE_ORDER(FIRST + ORDER_EXPIRED, order.ended = 0), \
      "order 10 is expired, but has no date of its end\n") \
    D(living_with_end, CHANGE_ORDER(READY, order.ended = 1), "order 6 is ready, but has a date of its end\n") \
    D(copies, CHANGE_ORDER(READY, order.prints_total = 3), \
      "order 6: its lines ask for 2 prints, it says 3\n" \
      "order 6: it has 2 prints (0 not ordered) and 1 labels, 3 prints and a label were ordered\n") \
    D(made, CHANGE_ORDER(FIRST + ORDER_PRODUCING, order.prints_made = 2), "order 5: 1 of its prints are made, it says 2\n") \
    D(not_made, put_print(store, READY, 0, 1, PRINT_WAITING), "order 6 is ready, but not all of it is made\n") \
    D(no_label, assert_good(store_delete(store, TREE_PRINT, print_key(READY, 0, 1))), \
      "order 6: it has 2 prints (0 not ordered) and 0 labels, 2 prints and a label were ordered\n") \
    D(print_more, put_print(store, READY, 2, 1, PRINT_WAITING), \
      "order 6: it has 3 prints (1 not ordered) and 1 labels, 2 prints and a label were ordered\n" \
      "order 6 is ready, but not all of it is made\n") \
    D(draft_print, put_print(store, FIRST, 1, 1, PRINT_WAITING), "order 2 is open, but has prints\n") \
    D(print_alone, put_print(store, 99, 1, 1, PRINT_WAITING), "print 99.1.1 is of no order\n") \
    D(print_before, put_print(store, 1, 1, 1, PRINT_MADE), "print 1.1.1 is of no order\n") \
    D(order_beyond, CHANGE_META(meta.next_order = LAST - 1), "order 11 is beyond the last number the shop gave (10)\n") \
    D(code, CHANGE_ORDER(READY, order.code = "123456789012"), "order 6: 123456789012 is not a ticket code\n") \
    D(label, CHANGE_ORDER(READY, order.label = "90000000000001"), NULL) \
    D(customer, CHANGE_ORDER(READY, order.customer = "0000021"), "order 6: there is no customer 0000021\n") \
    D(customer_beyond, CHANGE_META(meta.next_customer = 0), \
      "customer 0000013 is beyond the last number the shop gave (0)\n") \
    D(photo_count, put_photo(store, photo_of(&spare, READY), 2), NULL) \
    D(photo_alone, put_photo(store, photo_of(&spare, 77), 0), NULL) \
    D(row, change_row(store), NULL)

static struct arena spare;

/* Behind the key in a covering index stands a row of another time. */
static void change_row(struct store *store)
{
    struct key key = key_none(), at = key_none();
    struct walk *walk;
    struct key target;
    DBT look, value = { .flags = DB_DBT_MALLOC };
    key_add_byte(&key, ORDER_READY);
    assert_good(walk_open(store, INDEX_BOARD, key, key.size, false, &walk));
    assert_good(walk_next(walk, &at, &target));
    walk_close(walk);
    look = key_dbt(&at);
    DB *db = store->db[INDEX_BOARD];
    assert_int_equal(db->get(db, store->txn, &look, &value, 0), 0);
    ((uint8_t *)value.data)[value.size - 1] ^= 1;
    assert_int_equal(db->put(db, store->txn, &look, &value, 0), 0);
    free(value.data);
}

#define DAMAGE_FUNCTION(name, plant, words) \
    static void plant_##name(struct store *store) \
    { \
        plant; \
    }
DAMAGES(DAMAGE_FUNCTION)
static const struct {
    const char *name;
    void (*plant)(struct store *store);
    const char *words; /* all that must be said; NULL: the name stands below */
} damages[] = {
#define DAMAGE_ROW(name, plant, words) { #name, plant_##name, words },
    DAMAGES(DAMAGE_ROW)
};

/* What the audit says of a shop in which only this was changed; the caller's to free. */
static struct buf audited(void (*plant)(struct store *store), struct findings *figures)
{
    struct buf findings = { 0 };
    if (access(fixture_path("sound"), F_OK) != 0) {
        struct store *sound = fixture_open(true);
        fill_shop(sound);
        store_close(sound);
        fixture_run("mv", "-T", fixture_path("store"), fixture_path("sound"));
    }
    fixture_run("rm", "-r", "-f", fixture_path("store"));
    fixture_run("cp", "-r", fixture_path("sound"), fixture_path("store"));
    struct store *store = fixture_open(false);
    if (plant) {
        assert_good(store_begin(store));
        plant(store);
        assert_good(store_commit(store));
    }
    record_init(&findings_type, figures);
    assert_good(store_audit(store, &findings, figures, &spare));
    store_close(store);
    return findings;
}

static const char *words_of(const char *name)
{
    char label[LABEL_CODE + 1];
    label_code(READY, label);
    if (strcmp(name, "label") == 0)
        return arena_format(&spare, "order 6: its label is 90000000000001, it should be %s\n", label);
    if (strcmp(name, "photo_count") == 0)
        return arena_format(&spare, "photo %s: 1 orders hold it, it says 2\n", photo_of(&spare, READY));
    if (strcmp(name, "photo_alone") == 0)
        return arena_format(&spare, "photo %s: no order holds it\n", photo_of(&spare, 77));
    return "the row of order 6 differs from it\n";
}

static void each_broken_rule_is_said_alone(void **state)
{
    struct findings figures;
    int wrong = 0;
    (void)state;
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        struct buf findings = audited(damages[i].plant, &figures);
        const char *said = buf_string(&findings), *wanted = damages[i].words ? damages[i].words : words_of(damages[i].name);
        bool right = strcmp(damages[i].name, "row") == 0 ? strstr(said, wanted) && strchr(said, '\n')[1] == 0
                                                         : strcmp(said, wanted) == 0;
        wrong += !right;
        if (!right)
            print_error("%s: said\n%swhere this was due:\n%s", damages[i].name, said, wanted);
        buf_free(&findings);
    }
    assert_int_equal(wrong, 0);
    arena_free(&spare);
}

static void a_shop_that_keeps_its_rules_gets_figures(void **state)
{
    struct findings figures;
    (void)state;
    struct buf findings = audited(NULL, &figures);
    assert_string_equal(buf_string(&findings), "");
    assert_int_equal(figures.states.n, ORDER_STATE_COUNT);
    for (size_t i = 0; i < figures.states.n; i++)
        assert_int_equal(figures.states.v[i].count, 1);
    assert_int_equal(figures.taken_minor, 4 * 500);
    assert_string_equal(figures.currency, "EUR");
    assert_int_equal(figures.entries, 1);
    assert_int_equal(strlen(figures.head), 64);
    assert_int_equal(figures.photo_bytes, ORDER_STATE_COUNT * 1000);
    assert_string_equal(figures.kinds.v[TREE_PRINT].name, "print");
    assert_int_equal(figures.kinds.v[TREE_PRINT].count, 12);
    assert_int_equal(figures.records, 1 + ORDER_STATE_COUNT * 2 + 12 + 1 + 1);
    buf_free(&findings);
    arena_free(&spare);
}

/* ---- many ---- */

/* Made, paid and collected; the prints of all are READY's. */
static void put_made(struct store *store, int64_t id, int64_t *receipt, struct arena *arena)
{
    struct order order;
    struct entry entry;
    char code[TICKET_CODE + 1], label[LABEL_CODE + 1];
    make_order(arena, READY, &order, receipt);
    ticket_code((uint64_t)id * 7919, code);
    label_code((uint64_t)id, label);
    order.id = id;
    order.code = code;
    order.label = label;
    order.photos.v[0].sha256 = photo_of(arena, id);
    assert_good(store_put(store, TREE_ORDER, key_number((uint64_t)id), &order));
    put_photo(store, order.photos.v[0].sha256, 1);
    for (int copy = 0; copy < 3; copy++)
        put_print(store, id, copy > 0, copy > 0 ? copy : 1, PRINT_MADE);
    record_init(&entry_type, &entry);
    entry.code = code;
    for (int i = 0; i < 3; i++)
        assert_good(journal_append(store, &entry));
}

static void note_numbers(struct store *store, int64_t orders, int64_t receipts)
{
    CHANGE_META((meta.next_order = orders, meta.next_receipt = receipts));
}

/* CHECK_ORDERS=1000000 is the long form. */
static void many_orders_need_little_memory(void **state)
{
    const char *wanted = getenv("CHECK_ORDERS");
    const int64_t orders = wanted ? atoll(wanted) : 2000;
    struct arena arena = { 0 };
    int64_t receipt = 0;
    int status;
    struct rusage usage;
    (void)state;
    struct store *store = fixture_open(true);
    for (int64_t id = 1; id <= orders; id++) {
        if (id % 50 == 1)
            assert_good(store_begin(store));
        put_made(store, id, &receipt, &arena);
        if (id == orders)
            note_numbers(store, orders, receipt);
        if (id % 50 == 0 || id == orders)
            assert_good(store_commit(store));
        if (id % 2000 == 0)
            assert_good(store_checkpoint(store, 20 * 1024));
        arena_reset(&arena);
    }
    arena_free(&arena);
    store_close(store);
    pid_t child = fork();
    if (child == 0) {
        struct findings figures;
        struct buf findings = { 0 };
        store = fixture_open(false);
        record_init(&findings_type, &figures);
        bool good = store_audit(store, &findings, &figures, &spare) == ERR_NONE && findings.size == 0 &&
                    figures.taken_minor == orders * 500;
        if (!good)
            fprintf(stderr, "%s", buf_string(&findings));
        _exit(!good);
    }
    assert_int_equal(wait4(child, &status, 0, &usage), child);
    assert_int_equal(status, 0);
    print_message("%lld orders: %ld MB, %ld s of processor\n", (long long)orders, usage.ru_maxrss / 1024,
                  usage.ru_utime.tv_sec + usage.ru_stime.tv_sec);
    assert_true(usage.ru_maxrss / 1024 < 200);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
    const struct CMUnitTest tests[] = {
        TEST(each_broken_rule_is_said_alone), TEST(a_shop_that_keeps_its_rules_gets_figures),
        TEST(many_orders_need_little_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
