/* audit.c - do the records keep the shop's rules? Money and receipts, prints, states, numbers, photos and their orders.
 *
 * What a reader would not guess: nothing is remembered about an order once it was looked at, so that a million of them
 * need no more memory than one. Orders and prints are walked side by side, photos and INDEX_HASH too; for receipt
 * numbers there is one bit each. A rule stands here only if every row of tbl/steps.h and every stage keeps it: an order
 * that was cancelled and opened again still has its old prints, for one, until it is begun anew.
 */
#include <stdlib.h>
#include <string.h>
#include "../src/model/order.h"
#include "../src/model/ticket.h"
#include "audit.h"

/* ---- two walks beside the main one ---- */

static void step(struct walk *walk, struct key *at)
{
    struct key target;
    if (walk && walk_next(walk, at, &target))
        at->size = 0;
}

static struct walk *walk_beside(struct audit *audit, enum tree tree, struct key *at)
{
    struct walk *walk;
    if (audit->check->broken[tree] || walk_open(audit->check->store, tree, key_none(), 0, false, &walk))
        return NULL;
    step(walk, at);
    return walk;
}

struct audit *audit_begin(struct check *check)
{
    struct audit *audit = xcalloc(1, sizeof *audit);
    audit->check = check;
    audit->taken_fits = audit->all_read = true;
    if (!check->broken[TREE_META])
        audit->has_meta = record_read(check->store, TREE_META, key_text("meta"), &audit->meta, &audit->memory) == ERR_NONE;
    audit_receipts(audit);
    if (!check->broken[TREE_ORDER])
        audit->prints = walk_beside(audit, TREE_PRINT, &audit->print);
    audit->holders = walk_beside(audit, INDEX_HASH, &audit->holder);
    return audit;
}

/* ---- states: what cannot be, by tbl/steps.h and what each step sets ---- */

#define STATES_PLACED (BIT(ORDER_HELD) | BIT(ORDER_AUTHENTICATED) | BIT(ORDER_CANCELLED) | STATES_BEGUN)
#define STATES_BEGUN (BIT(ORDER_PRODUCING) | STATES_MADE)
#define STATES_MADE (BIT(ORDER_READY) | BIT(ORDER_COLLECTED) | BIT(ORDER_UNCLAIMED))
#define STATES_DRAFT (BIT(ORDER_OPEN) | BIT(ORDER_DISCARDED))
#define STATES_ENDED \
    (BIT(ORDER_DISCARDED) | BIT(ORDER_CANCELLED) | BIT(ORDER_EXPIRED) | BIT(ORDER_COLLECTED) | BIT(ORDER_UNCLAIMED))

static bool without_placing(const struct order *order)
{
    return order->placed == 0;
}

static bool without_lines(const struct order *order)
{
    return order->lines.n == 0;
}

static bool placed(const struct order *order)
{
    return order->placed != 0;
}

static bool authenticated(const struct order *order)
{
    return order->authenticated != 0;
}

static bool without_date(const struct order *order)
{
    return order->authenticated == 0 || order->authenticated_by[0] == 0;
}

static bool without_photo_date(const struct order *order)
{
    return order->photos_authenticated == 0 &&
           !(order->state == ORDER_AUTHENTICATED && order->hold_reasons & BIT(HOLD_PHOTO_RIGHT));
}

static bool with_payments(const struct order *order)
{
    return order->payments.n > 0;
}

static bool without_end(const struct order *order)
{
    return order->ended == 0;
}

static bool with_end(const struct order *order)
{
    return order->ended != 0;
}

static const struct rule {
    uint32_t states;
    bool (*broken)(const struct order *order);
    const char *words;
} rules[] = {
    { STATES_DRAFT, placed, "but has the date of its placing" },
    { STATES_DRAFT, with_payments, "but has payments" },
    { STATES_PLACED, without_placing, "but was never placed" },
    { STATES_PLACED, without_lines, "but nothing is ordered" },
    { STATES_DRAFT | BIT(ORDER_HELD), authenticated, "but has the date of its authentication" },
    { BIT(ORDER_AUTHENTICATED) | STATES_BEGUN, without_date, "but nobody authenticated it" },
    { BIT(ORDER_AUTHENTICATED) | STATES_BEGUN, without_photo_date, "but nobody authenticated its photos" },
    { STATES_ENDED, without_end, "but has no date of its end" },
    { ~STATES_ENDED, with_end, "but has a date of its end" },
};

static void check_state(struct audit *audit, const struct order *order)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].states & BIT(order->state) && rules[i].broken(order))
            finding(audit->check, "order %lld is %s, %s", (long long)order->id, word_of(&order_state_words, order->state),
                    rules[i].words);
}

/* ---- numbers ---- */

static void check_numbers(struct audit *audit, const struct order *order)
{
    struct check *check = audit->check;
    char label[LABEL_CODE + 1];
    long long id = (long long)order->id;
    if (order->id < 1 || (audit->has_meta && order->id > audit->meta.next_order))
        finding(check, "order %lld is beyond the last number the shop gave (%lld)", id, (long long)audit->meta.next_order);
    if (!damm_valid(order->code, TICKET_CODE))
        finding(check, "order %lld: %s is not a ticket code", id, order->code[0] ? order->code : "nothing");
    label_code((uint64_t)order->id, label);
    if (strcmp(order->label, label) != 0)
        finding(check, "order %lld: its label is %s, it should be %s", id, order->label[0] ? order->label : "empty", label);
    if (order->customer[0] == 0 || check->broken[TREE_CUSTOMER])
        return;
    struct key key = key_text(order->customer);
    DBT at = key_dbt(&key);
    DB *db = check->store->db[TREE_CUSTOMER];
    if (db->exists(db, check->store->txn, &at, 0) == DB_NOTFOUND)
        finding(check, "order %lld: there is no customer %s", id, order->customer);
}

static void check_customer(struct audit *audit, const struct customer *customer)
{
    enum { TURN = 1000000 }; /* numbers begin again there */
    if (!damm_valid(customer->number, CUSTOMER_NUMBER))
        finding(audit->check, "customer %s is not a customer's number", customer->number);
    else if (audit->has_meta && audit->meta.next_customer < TURN &&
             strtoll(customer->number, NULL, 10) / 10 > audit->meta.next_customer)
        finding(audit->check, "customer %s is beyond the last number the shop gave (%lld)", customer->number,
                (long long)audit->meta.next_customer);
}

/* ---- prints ---- */

struct made {
    int64_t prints, made, labels, labels_made, strays;
};

static bool is_ordered(const struct order *order, const struct print *print)
{
    for (size_t i = 0; i < order->lines.n; i++)
        if (order->lines.v[i].n == print->line)
            return print->copy >= 1 && print->copy <= order->lines.v[i].copies;
    return false;
}

static int64_t order_of(const struct key *print)
{
    return print->size >= 8 ? (int64_t)be64(print->data) : -1;
}

/* The print where the walk stands; then the next. */
static const struct print *take_print(struct audit *audit)
{
    const struct print *print = check_record(audit->check, TREE_PRINT, audit->print, &audit->record);
    step(audit->prints, &audit->print);
    return print;
}

static void take_orderless(struct audit *audit)
{
    char words[KEY_WORDS];
    finding(audit->check, "print %.80s is of no order", key_words(&audit->print, words));
    take_print(audit);
}

/* Every print up to those of this order, which may be one that cannot be read. False when one of its prints cannot. */
static bool take_prints(struct audit *audit, int64_t id, const struct order *order, struct made *made)
{
    bool all = true;
    while (audit->print.size && order_of(&audit->print) <= id) {
        if (order_of(&audit->print) < id) {
            take_orderless(audit);
            continue;
        }
        const struct print *print = take_print(audit);
        all = all && print != NULL;
        if (print == NULL)
            continue;
        bool label = print->line == 0, done = print->state == PRINT_MADE;
        made->labels += label;
        made->labels_made += label && done;
        made->prints += !label;
        made->made += !label && done;
        made->strays += !label && order && !is_ordered(order, print);
    }
    return all;
}

static void check_prints(struct audit *audit, const struct order *order, const struct made *made)
{
    struct check *check = audit->check;
    long long id = (long long)order->id;
    uint32_t state = BIT(order->state);
    const char *word = word_of(&order_state_words, order->state);
    if (made->made != order->prints_made)
        finding(check, "order %lld: %lld of its prints are made, it says %lld", id, (long long)made->made,
                (long long)order->prints_made);
    if (state & STATES_DRAFT && made->prints + made->labels > 0)
        finding(check, "order %lld is %s, but has prints", id, word);
    if (!(state & STATES_BEGUN))
        return;
    if (made->prints != order->prints_total || made->strays > 0 || made->labels != 1)
        finding(
            check,
            "order %lld: it has %lld prints (%lld not ordered) and %lld labels, %lld prints and a label were ordered",
            id, (long long)made->prints, (long long)made->strays, (long long)made->labels,
            (long long)order->prints_total);
    if (state & STATES_MADE && (made->made != made->prints || made->labels_made != made->labels))
        finding(check, "order %lld is %s, but not all of it is made", id, word);
}

static void check_order(struct audit *audit, const struct order *order)
{
    int64_t copies;
    audit->states[order->state]++;
    check_numbers(audit, order);
    audit_money(audit, order);
    check_state(audit, order);
    if (order_count_prints(order, &copies) || copies != order->prints_total)
        finding(audit->check, "order %lld: its lines ask for %lld prints, it says %lld", (long long)order->id,
                (long long)copies, (long long)order->prints_total);
}

bool audit_prints(struct audit *audit)
{
    if (audit->prints == NULL)
        return false;
    while (audit->print.size) {
        if (audit->check->broken[TREE_ORDER])
            take_print(audit); /* what came after the damage may well have its order */
        else
            take_orderless(audit);
    }
    return true;
}

/* ---- photos ---- */

/* How many orders the index has for this photo. Holders of photos that are not there were told with their orders. */
static void check_photo(struct audit *audit, const struct stored_photo *photo)
{
    struct key prefix = key_none();
    int64_t holders = 0;
    audit->photo_bytes += photo->bytes;
    key_add_text(&prefix, photo->sha256);
    if (audit->holders == NULL || !key_fits(&prefix))
        return;
    while (audit->holder.size) {
        size_t size = audit->holder.size < prefix.size ? audit->holder.size : prefix.size;
        int side = memcmp(audit->holder.data, prefix.data, size);
        if (side > 0)
            break;
        holders += side == 0;
        step(audit->holders, &audit->holder);
    }
    if (holders == 0 && photo->orders == 0)
        finding(audit->check, "photo %s: no order holds it", photo->sha256);
    else if (holders != photo->orders)
        finding(audit->check, "photo %s: %lld orders hold it, it says %lld", photo->sha256, (long long)holders,
                (long long)photo->orders);
}

/* ---- the whole ---- */

void audit_record(struct audit *audit, enum tree tree, const struct key *key, const void *record)
{
    if (tree == TREE_ORDER) {
        struct made made = { 0 };
        int64_t id = key->size >= 8 ? (int64_t)be64(key->data) : -1;
        bool all = take_prints(audit, id, record, &made);
        audit->all_read = audit->all_read && record;
        if (record)
            check_order(audit, record);
        if (record && all && audit->prints)
            check_prints(audit, record, &made);
    } else if (record && tree == TREE_PHOTO) {
        check_photo(audit, record);
    } else if (record && tree == TREE_CUSTOMER) {
        check_customer(audit, record);
    }
}

void audit_end(struct audit *audit, struct findings *figures, struct arena *memory)
{
    audit_series(audit);
    if (!audit->taken_fits)
        finding(audit->check, "the money of all orders together is too much to be right");
    for (int state = 0; state < ORDER_STATE_COUNT; state++) {
        struct tally *tally = LIST_ADD(memory, &figures->states, tally);
        tally->name = word_of(&order_state_words, (unsigned)state);
        tally->count = audit->states[state];
    }
    figures->taken_minor = audit->taken_minor;
    figures->currency = arena_text(memory, audit->currency);
    figures->currency_decimals = audit->decimals;
    figures->photo_bytes = audit->photo_bytes;
    figures->head = audit->has_meta ? arena_text(memory, audit->meta.journal_head) : "";
    walk_close(audit->prints);
    walk_close(audit->holders);
    free(audit->receipts);
    arena_free(&audit->memory);
    arena_free(&audit->record);
    free(audit);
}
