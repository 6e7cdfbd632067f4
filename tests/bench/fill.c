/* fill - a closed shop's store, from the inside:
 *
 *   fill SHOP until N         puts orders into it until there are N: copies of the seed (tool-load seed) with codes, dates
 *                             and states of their own. 2,000 held, 500 ready and 200 authenticated (in the queue) come
 *                             first, whatever N is; all others are collected, most of them long ago, every third by one
 *                             of 5,000 customers. Printers are paused, so that the queue stays. Every so many-th code goes
 *                             to SHOP/fill.ledger
 *   fill SHOP sizes           what the last order takes, in bytes: for peers that do the same
 *   fill SHOP look COUNT      orders of SHOP/fill.ledger by code, decoded, without a keeper
 *
 * Prints of collected orders are not made up: nothing that is measured walks them.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "../../src/base/clock.h"
#include "../../src/base/io.h"
#include "../../src/base/random.h"
#include "../../src/conf/conf.h"
#include "../../src/model/ticket.h"
#include "../../src/stage/act.h"
#include "../lib/load.h"

enum { HELD = 2000, READY = 500, AUTHENTICATED = 200, LIVE = HELD + READY + AUTHENTICATED, CUSTOMERS = 5000, BATCH = 500,
       CODES = 20000, DAY = 86400, CHECKPOINT_KB = 64 * 1024 };

static void must(enum err err, const char *what)
{
    char sentence[300];
    if (err)
        die("fill: %s: %s", what, err_sentence(err, err_last_detail(), sentence, sizeof sentence));
}

struct fill {
    struct store *store;
    struct conf conf;
    struct order seed;
    struct stored_photo photo;
    struct meta meta;
    struct arena memory, arena; /* of the whole run, of one order */
    int64_t now, total;
    FILE *codes;
};

static void fill_open(struct fill *fill, const char *shop)
{
    char path[4096];
    struct buf mistakes = { 0 };
    must(conf_load(&fill->conf, shop, &mistakes), "the shop's files");
    snprintf(path, sizeof path, "%s/store", shop);
    must(store_open(&fill->store, path, fill->conf.cache_mb, false, NULL), path);
    fill->now = clock_now();
    buf_free(&mistakes);
}

/* ---- filling ---- */

static void journal(struct fill *fill, const struct order *order, enum event event, int64_t at, const char *to)
{
    struct entry entry;
    record_init(&entry_type, &entry);
    entry.at = at;
    entry.who = "counter1";
    entry.terminal = "local";
    entry.event = event;
    entry.code = order->code;
    entry.to = to;
    must(journal_append(fill->store, &entry), "journal");
}

/* What all orders have: who, when, how much. */
static void begin_order(struct fill *fill, struct order *order, int64_t id)
{
    char code[LABEL_CODE + 1], label[LABEL_CODE + 1], number[CUSTOMER_NUMBER + 1];
    *order = fill->seed;
    ticket_code(random_u64(), code);
    label_code((uint64_t)id, label);
    order->id = id;
    order->code = arena_text(&fill->arena, code);
    order->label = arena_text(&fill->arena, label);
    order->name = arena_format(&fill->arena, "Customer %lld", (long long)id);
    order->phone = arena_format(&fill->arena, "0%lld", (long long)(3000000000 + id));
    if (id % 3 == 0) {
        customer_number((uint64_t)(id % CUSTOMERS) + 1, number);
        order->customer = arena_text(&fill->arena, number);
    }
    order->queue_shift = order->prints_made = 0;
    order->ended = order->told = 0;
    order->payments.n = 0;
    order->paid_minor = 0;
}

static void live_order(struct fill *fill, struct order *order, int64_t id)
{
    order->state = id <= HELD ? ORDER_HELD : id <= HELD + READY ? ORDER_READY : ORDER_AUTHENTICATED;
    order->opened = order->placed = fill->now - (LIVE - id) * 60;
    order->promised = fill->now + id * 60;
    order->authenticated = order->photos_authenticated = order->state == ORDER_HELD ? 0 : order->placed + 60;
    if (order->state == ORDER_HELD)
        order->authenticated_by = "";
    order->expires = fill->now + (order->state == ORDER_HELD ? 3 : 30) * DAY + id;
    order->photos_expire = order->expires;
    order->prints_made = order->state == ORDER_READY ? order->prints_total : 0;
    fill->photo.orders++;
    if (fill->photo.expires < order->photos_expire)
        fill->photo.expires = order->photos_expire;
}

static void collected_order(struct fill *fill, struct order *order, int64_t id)
{
    int64_t age = (fill->total - id) * 300 * DAY / fill->total;
    order->state = ORDER_COLLECTED;
    order->opened = order->placed = fill->now - age - 5 * DAY;
    order->promised = order->authenticated = order->photos_authenticated = order->placed + 3600;
    order->ended = fill->now - age - DAY / 2;
    order->expires = 0;
    order->photos_expire = order->ended;
    order->photos_purged = true;
    order->prints_made = order->prints_total;
    struct payment *payment = LIST_ADD(&fill->arena, &order->payments, payment);
    payment->at = order->ended;
    payment->amount_minor = payment->price_minor = order->paid_minor = order->price_minor;
    payment->who = "counter1";
    payment->receipt = ++fill->meta.next_receipt;
    if (age > 25 * DAY) {
        record_anonymise(&order_type, order);
        order->anonymous = true;
    }
}

static void put_order(struct fill *fill, int64_t id, int64_t each)
{
    struct order order;
    char until[32];
    begin_order(fill, &order, id);
    if (id <= LIVE)
        live_order(fill, &order, id);
    else
        collected_order(fill, &order, id);
    clock_iso(order.photos_expire, until, sizeof until);
    enum err err = store_put(fill->store, TREE_ORDER, key_number((uint64_t)id), &order);
    if (err == ERR_EXISTS) { /* its code is taken: with a million orders that happens. Another is drawn */
        arena_reset(&fill->arena);
        put_order(fill, id, each);
        return;
    }
    must(err, "order");
    journal(fill, &order, EVENT_OPEN, order.opened, until);
    journal(fill, &order, EVENT_PLACE, order.placed, until);
    if (order.authenticated)
        journal(fill, &order, EVENT_AUTHENTICATE, order.authenticated, until);
    if (order.ended)
        journal(fill, &order, EVENT_HAND_OVER, order.ended, "");
    if (id % each == 0)
        fprintf(fill->codes, "%s %lld %zu %lld\n", order.code, (long long)order.price_minor, order.lines.n,
                (long long)order.paid_minor);
    arena_reset(&fill->arena);
}

/* What is there once: customers, and printers that stand still. */
static void put_others(struct fill *fill)
{
    struct walk *walk;
    struct key key, target, found[8];
    size_t count = 0;
    for (int64_t i = fill->meta.next_customer + 1; i <= CUSTOMERS; i++) {
        struct customer customer;
        char number[CUSTOMER_NUMBER + 1];
        customer_number((uint64_t)i, number);
        record_init(&customer_type, &customer);
        customer.number = number;
        customer.name = "Somebody";
        customer.since = fill->now - 200 * DAY;
        must(store_put(fill->store, TREE_CUSTOMER, key_text(number), &customer), "customer");
    }
    fill->meta.next_customer = CUSTOMERS;
    must(walk_open(fill->store, TREE_PRINTER, key_none(), 0, false, &walk), "printers");
    while (count < 8 && walk_next(walk, &key, &target) == ERR_NONE)
        found[count++] = target;
    walk_close(walk);
    for (size_t i = 0; i < count; i++) {
        struct printer printer;
        must(store_get(fill->store, TREE_PRINTER, found[i], &printer, &fill->memory), "printer");
        printer.paused = true;
        must(store_put(fill->store, TREE_PRINTER, found[i], &printer), "printer");
    }
}

static int fill_until(struct fill *fill, const char *shop, int64_t total)
{
    char path[4096];
    struct load load = { .shop = shop };
    struct key meta = key_text("meta");
    snprintf(path, sizeof path, "%s/fill.ledger", shop);
    fill->codes = fopen(path, "ae");
    fill->total = total;
    must(store_begin(fill->store), "begin");
    must(store_get(fill->store, TREE_META, meta, &fill->meta, &fill->memory), "meta");
    must(store_get(fill->store, INDEX_CODE, key_text(load_seed_code(&load)), &fill->seed, &fill->memory), "the seed");
    struct key photo = key_text(fill->seed.photos.v[0].sha256);
    must(store_get(fill->store, TREE_PHOTO, photo, &fill->photo, &fill->memory), "the seed's photo");
    put_others(fill);
    must(store_commit(fill->store), "commit");
    int64_t begun = load_us(), first = fill->meta.next_order + 1, each = (total - first + 1) / CODES + 1;
    for (int64_t id = first; id <= total;) {
        must(store_begin(fill->store), "begin");
        for (int64_t end = id + BATCH; id < end && id <= total; id++)
            put_order(fill, id, each);
        fill->meta.next_order = id - 1;
        must(store_put(fill->store, TREE_META, meta, &fill->meta), "meta");
        must(store_put(fill->store, TREE_PHOTO, photo, &fill->photo), "photo");
        must(store_commit(fill->store), "commit");
        must(store_checkpoint(fill->store, CHECKPOINT_KB), "checkpoint");
    }
    must(store_flush(fill->store), "flush");
    double seconds = (double)(load_us() - begun) / 1e6;
    printf("orders %lld\norders_per_second %.0f\n", (long long)(total - first + 1), (double)(total - first + 1) / seconds);
    return fill->codes && fclose(fill->codes) == 0 ? 0 : 1;
}

/* ---- sizes ---- */

static size_t encoded(const struct record_type *type, const void *record)
{
    struct buf buf = { 0 };
    record_encode(type, record, FIELD_STORE, &buf);
    size_t size = buf.size;
    buf_free(&buf);
    return size;
}

static int say_sizes(struct fill *fill)
{
    struct order order;
    struct row row;
    struct entry entry;
    struct answer answer;
    struct walk *walk;
    struct key key, target;
    must(store_begin(fill->store), "begin");
    must(store_get(fill->store, TREE_META, key_text("meta"), &fill->meta, &fill->memory), "meta");
    must(store_get(fill->store, TREE_ORDER, key_number((uint64_t)fill->meta.next_order), &order, &fill->memory), "order");
    order_row(&order, &row);
    struct key last = key_number((uint64_t)fill->meta.next_entry - 1);
    must(store_get(fill->store, TREE_JOURNAL, last, &entry, &fill->memory), "entry");
    record_init(&answer_type, &answer);
    must(walk_open(fill->store, TREE_ANSWER, key_none(), 0, false, &walk), "answers");
    while (walk_next(walk, &key, &target) == ERR_NONE)
        must(store_get(fill->store, TREE_ANSWER, target, &answer, &fill->memory), "answer");
    walk_close(walk);
    printf("ORDER=%zu ROW=%zu ENTRY=%zu ANSWER=%zu REPLY=%zu\n", encoded(&order_type, &order), encoded(&row_type, &row),
           encoded(&entry_type, &entry), encoded(&answer_type, &answer), answer.body.size);
    store_abort(fill->store);
    return 0;
}

/* ---- looking up ---- */

static int look_inside(struct fill *fill, const char *shop, int64_t count)
{
    char path[4096];
    struct samples looks = samples_new(count);
    snprintf(path, sizeof path, "%s/fill.ledger", shop);
    struct ledger ledger = ledger_read(path);
    must(store_begin(fill->store), "begin");
    for (int64_t i = 0; ledger.n && i < count; i++) {
        const char *code = ledger.v[random_below(ledger.n)].code;
        struct order order;
        int64_t begun = load_us();
        must(store_get(fill->store, INDEX_CODE, key_text(code), &order, &fill->arena), code);
        arena_reset(&fill->arena);
        samples_add(&looks, load_us() - begun);
    }
    store_abort(fill->store);
    samples_print(&looks, "inside", "us", 1);
    free(ledger.v);
    return 0;
}

int main(int argc, char **argv)
{
    static struct fill fill;
    int status = 1;
    if (argc < 3 || sodium_init() < 0)
        die("usage: fill SHOP until N | sizes | look COUNT");
    umask(077);
    fill_open(&fill, argv[1]);
    if (strcmp(argv[2], "until") == 0 && argc == 4)
        status = fill_until(&fill, argv[1], atoll(argv[3]));
    else if (strcmp(argv[2], "sizes") == 0)
        status = say_sizes(&fill);
    else if (strcmp(argv[2], "look") == 0 && argc == 4)
        status = look_inside(&fill, argv[1], atoll(argv[3]));
    store_close(fill.store);
    arena_free(&fill.memory);
    arena_free(&fill.arena);
    return status;
}
