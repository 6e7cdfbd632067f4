/* desk.h - the keeper's real engine in a thread of the test, with one order that can be put into any state.
 *
 * Between two questions the engine waits for the next, so that the test may look into the store and put the order back.
 * For programs that link src/keeper without its main(): keeper_state is defined here.
 */
#ifndef DESK_H
#define DESK_H
#include "fixture.h"
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include "src/base/clock.h"
#include "src/keeper/keeper.h"
#include "src/model/ticket.h"

enum { ORDER_ID = 7, PRICE = 35, SOON = 3600 };
static const char code[] = "471120935525", printer_name[] = "folder-1";
static const char photo_sha[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
static const uint8_t ticket_key[TICKET_KEY] = "the key of a shop that is a test";

struct keeper keeper_state; /* main.c's, which is not linked */

static const struct person {
    char letter;
    enum role role;
    const char *code;
} people[] = {
    { 'n', ROLE_NOBODY, "" }, { 'o', ROLE_CUSTOMER, code }, { 'u', ROLE_CUSTOMER, "000000000000" }, { 'c', ROLE_COUNTER, "" },
    { 'l', ROLE_LAB, "" }, { 's', ROLE_SUPERVISOR, "" }, { 'w', ROLE_OWNER, "" }, { 'm', ROLE_MACHINE, "" },
};
enum { PEOPLE = sizeof people / sizeof *people };

static pthread_t engine, supervisor;
static int supervisor_line[2];

static inline void *engine_thread(void *data)
{
    engine_run(data);
    return NULL;
}

/* Hears all that the keeper tells its supervisor, and does nothing about it. */
static inline void *supervisor_thread(void *data)
{
    char message[4096];
    while (recv(supervisor_line[1], message, sizeof message, 0) > 0)
        ;
    return data;
}

static inline void watch(int fd, uint64_t tag)
{
    struct epoll_event event = { .events = EPOLLIN, .data.u64 = tag };
    assert_int_equal(epoll_ctl(keeper_state.epoll, EPOLL_CTL_ADD, fd, &event), 0);
}

/* The keeper's ground without its threads and sockets: a store, the standard catalogue, a key, a printer. */
static inline int desk_open(void **state)
{
    struct keeper *keeper = &keeper_state;
    struct arena arena = { 0 };
    struct meta meta;
    struct printer printer;
    fixture_make(state);
    assert_good(conf_load_standard(&keeper->conf));
    snprintf(keeper->shop, sizeof keeper->shop, "%s", fixture_directory);
    keeper->store = fixture_open(true);
    assert_good(store_begin(keeper->store));
    assert_good(store_get(keeper->store, TREE_META, key_text("meta"), &meta, &arena));
    meta.ticket_key = (struct bytes){ ticket_key, sizeof ticket_key };
    meta.next_order = ORDER_ID; /* a reprint is an order of its own */
    assert_good(store_put(keeper->store, TREE_META, key_text("meta"), &meta));
    record_init(&printer_type, &printer);
    printer.name = printer_name;
    printer.holds = "*";
    assert_good(store_put(keeper->store, TREE_PRINTER, key_text(printer.name), &printer));
    assert_good(store_commit(keeper->store));
    assert_good(rights_load(keeper->store));
    keeper->inner_last = &keeper->inner;
    pthread_mutex_init(&keeper->inner_lock, NULL);
    pthread_cond_init(&keeper->inner_done, NULL);
    record_init(&status_type, &keeper->peers);
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, supervisor_line), 0);
    keeper->control = supervisor_line[0];
    keeper->epoll = epoll_create1(EPOLL_CLOEXEC);
    keeper->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    watch(keeper->wake, WAKE_TAG);
    arena_free(&arena);
    return pthread_create(&supervisor, NULL, supervisor_thread, NULL) ||
           pthread_create(&engine, NULL, engine_thread, keeper);
}

static inline int desk_close(void **state)
{
    struct keeper *keeper = &keeper_state;
    uint64_t one = 1;
    keeper->stopping = true; /* read after the next wake */
    assert_int_equal(write(keeper->wake, &one, sizeof one), sizeof one);
    pthread_join(engine, NULL);
    close(keeper->control);
    pthread_join(supervisor, NULL);
    close(supervisor_line[1]);
    assert_true(keeper->flushes > 0);
    store_close(keeper->store);
    conf_free(&keeper->conf);
    close(keeper->epoll);
    close(keeper->wake);
    return fixture_remove(state);
}

/* ---- the order, in any state ---- */

static inline void put_print(int64_t line, int64_t copy, enum print_state state)
{
    struct print print;
    struct key key = key_number(ORDER_ID);
    key_add_number(&key, (uint64_t)line);
    key_add_number(&key, (uint64_t)copy);
    record_init(&print_type, &print);
    print.order = ORDER_ID;
    print.line = line;
    print.copy = copy;
    print.state = state;
    print.product = line ? "10x15" : "label";
    print.surface = line ? "glossy" : "";
    print.printer = state == PRINT_WAITING ? "" : printer_name;
    print.attempt = state != PRINT_WAITING;
    assert_good(store_put(keeper_state.store, TREE_PRINT, key, &print));
}

/* Two copies of one photo, as they stand in that state of the order. */
static inline void put_prints(enum order_state state)
{
    bool made = state == ORDER_READY || state == ORDER_COLLECTED || state == ORDER_UNCLAIMED;
    if (!made && state != ORDER_PRODUCING)
        return;
    put_print(1, 1, PRINT_MADE);
    put_print(1, 2, made ? PRINT_MADE : PRINT_FAILED);
    put_print(0, 1, made ? PRINT_MADE : PRINT_WAITING);
}

static inline void dates(struct order *order, enum order_state state)
{
    int64_t now = clock_now();
    bool countersigned = state == ORDER_AUTHENTICATED || state == ORDER_PRODUCING || state == ORDER_READY ||
                         state == ORDER_COLLECTED || state == ORDER_UNCLAIMED;
    order->opened = now - 2 * SOON;
    order->placed = state == ORDER_OPEN || state == ORDER_DISCARDED ? 0 : now - SOON;
    order->promised = order->placed ? now + SOON : 0;
    order->expires = order->photos_expire = now + SOON;
    order->authenticated = order->photos_authenticated = countersigned ? now - SOON / 2 : 0;
    order->authenticated_by = countersigned ? "counter1" : "";
    order->ended = order_ended(order) ? now : 0;
}

/* Put the order back into that state. reasons replace those that the state begins with, unless that is ~0. */
static inline void put_order(enum order_state state, uint32_t reasons, int64_t paid)
{
    struct arena arena = { 0 };
    struct order order;
    struct stored_photo stored;
    char label[LABEL_CODE + 1];
    record_init(&order_type, &order);
    order.id = ORDER_ID;
    order.code = code;
    label_code(ORDER_ID, label);
    order.label = label;
    order.version = 1;
    order.state = state;
    if (state == ORDER_HELD || state == ORDER_AUTHENTICATED)
        order.hold_reasons = BIT(HOLD_ALERT) | BIT(HOLD_STAFF);
    else if (state == ORDER_PRODUCING)
        order.hold_reasons = BIT(HOLD_ERROR);
    if (reasons != ~0u)
        order.hold_reasons = reasons;
    order.class = "standard";
    order.currency = "EUR";
    order.currency_decimals = 2;
    order.price_minor = 2 * PRICE;
    order.paid_minor = paid;
    if (paid)
        LIST_ADD(&arena, &order.payments, payment)->amount_minor = paid;
    dates(&order, state);
    struct photo *photo = LIST_ADD(&arena, &order.photos, photo);
    photo->n = order.next_photo = 1;
    photo->name = "beach.jpg";
    photo->sha256 = photo_sha;
    if (order.hold_reasons & BIT(HOLD_PHOTOS))
        photo->damaged = "it ends early";
    struct line *line = LIST_ADD(&arena, &order.lines, line);
    *line = (struct line){ .n = 1, .product = "10x15", .surface = "glossy", .copies = 2, .photo = 1 };
    order.prints_total = 2;
    order.prints_made = state == ORDER_PRODUCING ? 1 : state == ORDER_READY || state == ORDER_COLLECTED || state == ORDER_UNCLAIMED ? 2 : 0;
    record_init(&stored_photo_type, &stored);
    stored.sha256 = photo_sha;
    stored.orders = 1;
    stored.expires = order.photos_expire;
    assert_good(store_begin(keeper_state.store));
    assert_good(store_put(keeper_state.store, TREE_PHOTO, key_text(photo_sha), &stored));
    assert_good(store_put(keeper_state.store, TREE_ORDER, key_number(ORDER_ID), &order));
    put_prints(state);
    assert_good(store_commit(keeper_state.store));
    arena_free(&arena);
}

struct snapshot {
    struct buf order;
    int64_t next_entry;
    enum order_state state;
    uint32_t hold_reasons;
    bool queued;
};

static inline void look(struct snapshot *seen)
{
    struct arena arena = { 0 };
    struct order order;
    struct meta meta;
    struct key in_queue = key_none(), found, target;
    struct walk *walk;
    key_add_byte(&in_queue, 0);
    assert_good(store_begin(keeper_state.store));
    assert_good(store_get(keeper_state.store, TREE_ORDER, key_number(ORDER_ID), &order, &arena));
    assert_good(store_get(keeper_state.store, TREE_META, key_text("meta"), &meta, &arena));
    assert_good(walk_open(keeper_state.store, INDEX_MAKING, in_queue, 1, false, &walk));
    seen->queued = walk_next(walk, &found, &target) == ERR_NONE; /* what the producer would see: there is one order */
    walk_close(walk);
    store_abort(keeper_state.store);
    buf_free(&seen->order);
    record_encode(&order_type, &order, FIELD_STORE, &seen->order);
    seen->next_entry = meta.next_entry;
    seen->state = order.state;
    seen->hold_reasons = order.hold_reasons;
    arena_free(&arena);
}

/* ---- asking ---- */

static inline struct identity identity_of(const struct person *person, enum place place)
{
    struct identity who;
    record_init(&identity_type, &who);
    who.role = person->role;
    who.login = word_of(&role_words, person->role);
    who.place = place;
    who.terminal = "test";
    who.code = person->code;
    rights_work_out(&who);
    return who;
}

/* The hold reason that a release names; "" for the only one. */
static const char *ask_hold = "";

static inline enum err ask(const struct identity *who, enum action action, enum edit fields)
{
    struct args args;
    char password[TICKET_PASSWORD + 1];
    record_init(&args_type, &args);
    ticket_password(ticket_key, code, 1, password);
    args.code = code;
    args.password = password;
    args.reason = "because";
    args.hold = ask_hold;
    args.amount_minor = action == ACTION_PAY ? 2 * PRICE : 1;
    args.name = action == ACTION_PHOTO_ADD ? "more.jpg" : "";
    args.class = "economy";
    args.fields = BIT(fields);
    args.n = 1;
    return keeper_call(&keeper_state, who, action, &args, NULL, NULL, NULL);
}
#endif
