/* matrix.c - every state of an order x everything that changes one x every role x every place, against the real engine.
 *
 * The table below says what a shop worker would say; it was written apart from tbl/steps.h, rights.h and actions.h and
 * must agree with them. What is refused must leave the stored order as it was, byte for byte, and the journal too.
 * The engine runs in a thread of its own, as in the keeper; between two questions it waits, and the test puts the order
 * back. The last tests are about hold reasons: clearing one never frees an order that has another.
 */
#include "fixture.h"
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include "src/base/clock.h"
#include "src/keeper/keeper.h"
#include "src/model/ticket.h"
#include "src/stage/work.h"

enum { ORDER_ID = 7, PRICE = 35, SOON = 3600 };
static const char code[] = "471120935525", printer_name[] = "folder-1";
static const char photo_sha[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
static const uint8_t ticket_key[TICKET_KEY] = "the key of a shop that is a test";

struct keeper keeper_state; /* main.c's, which is not linked */

/* States by the letter they have in the table. */
static const char letters[ORDER_STATE_COUNT + 1] = "OHAPRCDXEU";

/* who: n nobody, o a customer with this ticket, u one with another, c counter, l lab, s supervisor, w owner, m machine.
 * places: k kiosk, c counter, l lab, o office, m machine, - none. The machine itself is at home everywhere.
 * outcome, a letter for each state: the state it becomes; . not now, ! was done already, m an incomplete question.
 * boss: in these states only who supervises. */
static const struct rule {
    enum action action;
    const char *who, *places, *outcome, *boss;
} rules[] = {
    { ACTION_PHOTO_ADD,    "ocswm", "kclom-", "m.........", "" },
    { ACTION_EDIT,         "ocswm", "kclom-", "OH........", "" },
    { ACTION_PLACE,        "ocswm", "kclom-", "H.........", "" },
    { ACTION_DISCARD,      "ocswm", "kclom-", "D.........", "" },
    { ACTION_TICKET,       "cswm",  "co",     "OHAPR.....", "" },
    { ACTION_AUTHENTICATE, "cswm",  "co",     "AA!!!!...!", "" },
    { ACTION_LIFT,         "swm",   "clom",   ".HA.......", "" },
    { ACTION_PAY,          "cswm",  "co",     ".HAPR.....", "" },
    { ACTION_REFUND,       "swm",   "co",     "OHAPRCDXEU", "" },
    { ACTION_HAND_OVER,    "cswm",  "co",     "....C!....", "" },
    { ACTION_CANCEL,       "cswm",  "clom",   ".XXX......", "P" },
    { ACTION_REOPEN,       "swm",   "clom",   "......OHHR", "" },
    { ACTION_KEEP,         "swm",   "clom",   "OHAPRCDXEU", "" },
    { ACTION_RUSH,         "swm",   "clom",   "..AP......", "" },
    { ACTION_PUT_BACK,     "swm",   "clom",   "..AP......", "" },
    { ACTION_REMAKE,       "swm",   "clom",   "...PPP....", "" },
};
enum { RULES = sizeof rules / sizeof *rules };

static const struct person {
    char letter;
    enum role role;
    const char *code;
} people[] = {
    { 'n', ROLE_NOBODY, "" }, { 'o', ROLE_CUSTOMER, code }, { 'u', ROLE_CUSTOMER, "000000000000" }, { 'c', ROLE_COUNTER, "" },
    { 'l', ROLE_LAB, "" }, { 's', ROLE_SUPERVISOR, "" }, { 'w', ROLE_OWNER, "" }, { 'm', ROLE_MACHINE, "" },
};
enum { PEOPLE = sizeof people / sizeof *people };
static const char place_letters[PLACE_COUNT + 1] = "-kclom";

static pthread_t engine;

static void *engine_thread(void *data)
{
    engine_run(data);
    return NULL;
}

static void watch(int fd, uint64_t tag)
{
    struct epoll_event event = { .events = EPOLLIN, .data.u64 = tag };
    assert_int_equal(epoll_ctl(keeper_state.epoll, EPOLL_CTL_ADD, fd, &event), 0);
}

/* The keeper's ground without its threads and sockets: a store, the standard catalogue, a key, a printer. */
static int open_shop(void **state)
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
    keeper->control = -1;
    keeper->epoll = epoll_create1(EPOLL_CLOEXEC);
    keeper->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    watch(keeper->wake, WAKE_TAG);
    arena_free(&arena);
    return pthread_create(&engine, NULL, engine_thread, keeper);
}

static int close_shop(void **state)
{
    struct keeper *keeper = &keeper_state;
    uint64_t one = 1;
    keeper->stopping = true; /* read after the next wake */
    assert_int_equal(write(keeper->wake, &one, sizeof one), sizeof one);
    pthread_join(engine, NULL);
    assert_true(keeper->flushes > 0);
    store_close(keeper->store);
    conf_free(&keeper->conf);
    close(keeper->epoll);
    close(keeper->wake);
    return fixture_remove(state);
}

/* ---- the order, in any state ---- */

static void put_print(int64_t line, int64_t copy, enum print_state state)
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
static void put_prints(enum order_state state)
{
    bool made = state == ORDER_READY || state == ORDER_COLLECTED || state == ORDER_UNCLAIMED;
    if (!made && state != ORDER_PRODUCING)
        return;
    put_print(1, 1, PRINT_MADE);
    put_print(1, 2, made ? PRINT_MADE : PRINT_FAILED);
    put_print(0, 1, made ? PRINT_MADE : PRINT_WAITING);
}

static void dates(struct order *order, enum order_state state)
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
static void put_order(enum order_state state, uint32_t reasons, int64_t paid)
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
        order.hold_reasons = BIT(HOLD_ALERT);
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

static void look(struct snapshot *seen)
{
    struct arena arena = { 0 };
    struct order order;
    struct meta meta;
    struct key found, target;
    struct walk *walk;
    assert_good(store_begin(keeper_state.store));
    assert_good(store_get(keeper_state.store, TREE_ORDER, key_number(ORDER_ID), &order, &arena));
    assert_good(store_get(keeper_state.store, TREE_META, key_text("meta"), &meta, &arena));
    assert_good(walk_open(keeper_state.store, INDEX_QUEUE, key_number(0), 0, false, &walk));
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

static struct identity identity_of(const struct person *person, enum place place)
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

static enum err ask(const struct identity *who, enum action action, enum edit fields)
{
    struct args args;
    char password[TICKET_PASSWORD + 1];
    record_init(&args_type, &args);
    ticket_password(ticket_key, code, 1, password);
    args.code = code;
    args.password = password;
    args.reason = "because";
    args.amount_minor = action == ACTION_PAY ? 2 * PRICE : 1;
    args.name = action == ACTION_PHOTO_ADD ? "more.jpg" : "";
    args.class = "economy";
    args.fields = BIT(fields);
    return keeper_call(&keeper_state, who, action, &args, NULL, NULL, NULL);
}

/* What the table says. *becomes is set when it is allowed. */
static enum err expected(const struct rule *rule, enum order_state state, const struct person *person, enum place place,
                         enum order_state *becomes)
{
    char outcome = rule->outcome[state];
    bool machine = person->letter == 'm';
    /* A customer may ask, but another's order is no order to him. */
    bool other = person->letter == 'u' && strchr(rule->who, 'o');
    if (!other && strchr(rule->who, person->letter) == NULL)
        return ERR_RIGHT;
    if (!machine && strchr(rule->places, place_letters[place]) == NULL)
        return ERR_PLACE;
    if (other)
        return ERR_NO_ORDER;
    if (strchr(rule->boss, letters[state]) && strchr("swm", person->letter) == NULL)
        return ERR_RIGHT;
    if (outcome == '.' || outcome == '!')
        return outcome == '.' ? ERR_STATE : ERR_ALREADY;
    if (outcome == 'm')
        return ERR_MALFORMED;
    *becomes = (enum order_state)(strchr(letters, outcome) - letters);
    return ERR_NONE;
}

static void try_one(const struct rule *rule, enum order_state state, const struct person *person, enum place place,
                    struct snapshot *before, size_t *allowed)
{
    struct snapshot after = { .queued = false };
    struct identity who = identity_of(person, place);
    enum order_state becomes = state;
    enum err wanted = expected(rule, state, person, place, &becomes);
    enum err err = ask(&who, rule->action, EDIT_CLASS);
    look(&after);
    bool same = after.order.size == before->order.size && memcmp(after.order.data, before->order.data, after.order.size) == 0;
    if (err != wanted || after.state != becomes || (wanted && (!same || after.next_entry != before->next_entry))) {
        print_error("%s, order %s, by %s (%c) at %s: %s, now %s%s; due: %s, then %s\n", action_rows[rule->action].words,
                    word_of(&order_state_words, state), who.login, person->letter, word_of(&place_words, place),
                    err_word(err), word_of(&order_state_words, after.state), wanted && !same ? " and changed" : "",
                    err_word(wanted), word_of(&order_state_words, becomes));
        fail();
    }
    if (!err) {
        ++*allowed;
        put_order(state, ~0u, rule->action == ACTION_PAY ? 0 : 2 * PRICE);
        look(before);
    }
    buf_free(&after.order);
}

static void every_case_is_as_the_table_says(void **state)
{
    (void)state;
    size_t cases = 0, allowed = 0;
    struct snapshot before = { .queued = false };
    for (size_t r = 0; r < RULES; r++) {
        for (unsigned from = 0; from < ORDER_STATE_COUNT; from++) {
            put_order(from, ~0u, rules[r].action == ACTION_PAY ? 0 : 2 * PRICE);
            look(&before);
            for (size_t p = 0; p < PEOPLE; p++)
                for (unsigned place = 0; place < PLACE_COUNT; place++, cases++)
                    try_one(&rules[r], from, &people[p], place, &before, &allowed);
        }
    }
    buf_free(&before.order);
    print_message("%zu cases, %zu allowed\n", cases, allowed);
    assert_int_equal(cases, RULES * ORDER_STATE_COUNT * PEOPLE * PLACE_COUNT);
    int64_t entries;
    assert_good(store_begin(keeper_state.store));
    assert_good(journal_verify(keeper_state.store, &entries));
    store_abort(keeper_state.store);
    assert_true(entries > (int64_t)allowed / 2);
}

/* A new action that changes one order must get its row above. */
static void no_action_is_left_out(void **state)
{
    (void)state;
    for (unsigned action = 0; action < ACTION_COUNT; action++) {
        const struct action_row *row = &action_rows[action];
        bool changes_order = row->access == WRITES && (strncmp(row->syntax, "CODE", 4) == 0 || row->right == RIGHT_ORDER);
        bool known = false;
        for (size_t r = 0; r < RULES && !known; r++)
            known = rules[r].action == action;
        if (changes_order && !known)
            print_error("\"%s\" has no row in the table of tests/2-store/matrix.c\n", row->words);
        assert_true(known || !changes_order);
    }
}

/* ---- hold reasons ---- */

/* What clears which reason, in which state, asked by somebody who can do nothing beside it. */
static const struct clearing {
    enum hold_reason reason;
    enum action action;
    enum order_state state;
    uint32_t without; /* the right that this person lacks */
} clearings[] = {
    { HOLD_ALERT, ACTION_LIFT, ORDER_AUTHENTICATED, 0 },
    { HOLD_ALERT, ACTION_LIFT, ORDER_HELD, 0 },
    { HOLD_ALERT, ACTION_PAY, ORDER_AUTHENTICATED, 0 },
    { HOLD_ALERT, ACTION_PAY, ORDER_HELD, 0 },
    { HOLD_PHOTO_RIGHT, ACTION_AUTHENTICATE, ORDER_AUTHENTICATED, BIT(RIGHT_AUTHENTICATE_ORDER) },
    { HOLD_ORDER_RIGHT, ACTION_AUTHENTICATE, ORDER_HELD, BIT(RIGHT_AUTHENTICATE_PHOTO) },
    { HOLD_ERROR, ACTION_REMAKE, ORDER_PRODUCING, 0 },
};

/* Whose signature is missing follows from the reasons; everything else of the order stays. */
static void unsign(uint32_t reasons)
{
    struct arena arena = { 0 };
    struct order order;
    assert_good(store_begin(keeper_state.store));
    assert_good(store_get(keeper_state.store, TREE_ORDER, key_number(ORDER_ID), &order, &arena));
    order.authenticated = reasons & BIT(HOLD_ORDER_RIGHT) ? 0 : 1;
    order.photos_authenticated = reasons & BIT(HOLD_PHOTO_RIGHT) ? 0 : 1;
    assert_good(store_put(keeper_state.store, TREE_ORDER, key_number(ORDER_ID), &order));
    assert_good(store_commit(keeper_state.store));
    arena_free(&arena);
}

static void clearing_one_reason_leaves_the_others(void **state)
{
    (void)state;
    size_t cases = 0, freed = 0;
    struct snapshot after = { .queued = false };
    for (size_t c = 0; c < sizeof clearings / sizeof *clearings; c++) {
        const struct clearing *clearing = &clearings[c];
        for (uint32_t others = 0; others < BIT(HOLD_REASON_COUNT); others++, cases++) {
            struct identity owner = identity_of(&people[6], PLACE_OFFICE);
            /* An order whose own signature is missing is still held. */
            if (others & BIT(clearing->reason) || (clearing->state != ORDER_HELD && others & BIT(HOLD_ORDER_RIGHT)))
                continue;
            owner.rights = rights_complete(owner.rights & ~clearing->without);
            /* The risk stays as high as the reasons say, so that weighing it again changes nothing. */
            keeper_state.conf.alert_above = others & BIT(HOLD_ALERT) ? -1 : 0;
            put_order(clearing->state, others | BIT(clearing->reason), 0);
            unsign(others | BIT(clearing->reason));
            assert_good(ask(&owner, clearing->action, EDIT_CLASS));
            look(&after);
            if (after.hold_reasons != others) {
                print_error("%s of reasons %x: left %x\n", action_rows[clearing->action].words,
                            others | BIT(clearing->reason), after.hold_reasons);
                fail();
            }
            bool making = after.state == ORDER_AUTHENTICATED || after.state == ORDER_PRODUCING;
            assert_int_equal(after.queued, making && others == 0);
            freed += after.queued;
        }
    }
    buf_free(&after.order);
    keeper_state.conf.alert_above = 1;
    print_message("%zu cases, %zu freed\n", cases, freed);
    assert_true(freed >= 4); /* each of them frees an order that had nothing else */
}

/* ---- an order that was begun, cancelled, and opened again ---- */

/* As a printer would: take prints until there are none. Tokens of attempts are written down. */
static int make_all(char tokens[][40], int known, int most)
{
    static const struct identity machine = MACHINE_IDENTITY("producer");
    for (int i = 0; i < most; i++) {
        struct arena arena = { 0 };
        struct work work = { .printer = printer_name, .arena = &arena };
        enum err err = keeper_call(&keeper_state, &machine, ACTION_PRINT_NEXT, NULL, &work, NULL, NULL);
        if (err == ERR_NOT_FOUND) {
            arena_free(&arena);
            return known;
        }
        assert_good(err);
        for (int k = 0; k < known; k++)
            assert_string_not_equal(tokens[k], work.token);
        snprintf(tokens[known++], sizeof tokens[0], "%.39s", work.token);
        work.outcome = WORK_SENDING;
        assert_good(keeper_call(&keeper_state, &machine, ACTION_PRINT_STEP, NULL, &work, NULL, NULL));
        work.outcome = WORK_MADE;
        assert_good(keeper_call(&keeper_state, &machine, ACTION_PRINT_STEP, NULL, &work, NULL, NULL));
        arena_free(&arena);
    }
    return known;
}

static void a_begun_order_reopened_is_made_whole(void **state)
{
    (void)state;
    char tokens[16][40];
    struct snapshot seen = { .queued = false };
    struct identity owner = identity_of(&people[6], PLACE_OFFICE);
    put_order(ORDER_AUTHENTICATED, 0, 0);
    int known = make_all(tokens, 0, 1); /* one of two, then somebody cancels */
    assert_int_equal(known, 1);
    assert_good(ask(&owner, ACTION_CANCEL, EDIT_CLASS));
    assert_int_equal(make_all(tokens, known, 9), known);
    assert_good(ask(&owner, ACTION_REOPEN, EDIT_CLASS));
    assert_int_equal(make_all(tokens, known, 9), known);
    assert_good(ask(&owner, ACTION_AUTHENTICATE, EDIT_CLASS));
    known = make_all(tokens, known, 9);
    look(&seen);
    assert_int_equal(seen.state, ORDER_READY);
    assert_int_equal(known, 1 + 2 + 1); /* both prints and the label, each under a token of its own */
    buf_free(&seen.order);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_action_is_left_out), cmocka_unit_test(every_case_is_as_the_table_says),
        cmocka_unit_test(clearing_one_reason_leaves_the_others), cmocka_unit_test(a_begun_order_reopened_is_made_whole),
    };
    return cmocka_run_group_tests(tests, open_shop, close_shop);
}
