/* sqlite - the same orders in SQLite, as a peer of the keeper:
 *
 *   sqlite FILE shared CLIENTS SECONDS      every client a process with its own connection: BEGIN IMMEDIATE ... COMMIT
 *   sqlite FILE engine CLIENTS SECONDS      one process owns it and serves the clients over SOCK_SEQPACKET: it drains what
 *                                           came, runs it in one transaction, commits, then answers (as the keeper does)
 *   sqlite FILE look ORDERS COUNT           filled with so many orders: one by its code, in this process and by socket
 *
 * WAL and synchronous=FULL; look alone is filled without waiting. Sizes come from the environment (ORDER, ROW, ENTRY,
 * ANSWER, CALL, REPLY: bytes, as the keeper's own are), and what an order is made of is what db/trees.h makes of it: its
 * record, six index entries one of which covers its row on the board, four journal entries with hash and an index by
 * code, the answer kept for its request id, the photo's and the shop's own record. SQLite is spared pricing, risk,
 * SHA-256, encoding and check sums; the order that is ordered again is read all the same. look in this process answers
 * a decoded order, as the store's own does.
 */
#include <errno.h>
#include <poll.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../../src/base/random.h"
#include "../../src/base/record.h"
#include "../../src/model/ticket.h"
#include "../lib/load.h"

enum { ENTRIES = 4, CACHE_KB = 64 * 1024, MESSAGE = 64 * 1024 };

static const char schema[] =
    "CREATE TABLE orders(id INTEGER PRIMARY KEY, code TEXT, label TEXT, expires INTEGER,"
    " photos_expire INTEGER, hash TEXT, data BLOB);"
    "CREATE UNIQUE INDEX by_code ON orders(code); CREATE UNIQUE INDEX by_label ON orders(label);"
    "CREATE INDEX by_expiry ON orders(expires); CREATE INDEX by_photos ON orders(photos_expire);"
    "CREATE INDEX by_hash ON orders(hash);"
    "CREATE TABLE board(state INTEGER, expires INTEGER, id INTEGER, row BLOB,"
    " PRIMARY KEY(state, expires, id)) WITHOUT ROWID;"
    "CREATE TABLE journal(seq INTEGER PRIMARY KEY, code TEXT, data BLOB, hash TEXT);"
    "CREATE INDEX journal_by_code ON journal(code);"
    "CREATE TABLE answers(request INTEGER PRIMARY KEY, body BLOB);"
    "CREATE TABLE photos(hash TEXT PRIMARY KEY, data BLOB, orders INTEGER) WITHOUT ROWID;"
    "CREATE TABLE meta(id INTEGER PRIMARY KEY, next_order INTEGER, next_entry INTEGER, head TEXT);"
    "INSERT INTO meta VALUES(1, 0, 0, ''); INSERT INTO photos VALUES('seed', zeroblob(180), 0);";

enum { BEGIN, COMMIT, META, FIND, ORDER, BOARD, PHOTO, ENTRY, ANSWER, TOUCH, OF_CODE, STATEMENTS };
static const char *const statements[STATEMENTS] = {
    [BEGIN] = "BEGIN IMMEDIATE", [COMMIT] = "COMMIT",
    [META] = "SELECT next_order, next_entry FROM meta WHERE id = 1",
    [FIND] = "SELECT id, data FROM orders WHERE code = ?1",
    [ORDER] = "INSERT INTO orders VALUES(?1, ?2, ?3, ?4, ?5,"
              " 'a0b1c2d3e4f5061728394a5b6c7d8e9fa0b1c2d3e4f5061728394a5b6c7d8e9f', ?6)",
    [BOARD] = "INSERT INTO board VALUES(?1, ?2, ?3, ?4)",
    [PHOTO] = "UPDATE photos SET orders = orders + 1 WHERE hash = 'seed'",
    [ENTRY] = "INSERT INTO journal VALUES(?1, ?2, ?3, '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef')",
    [ANSWER] = "INSERT INTO answers VALUES(?1, ?2)",
    [TOUCH] = "UPDATE meta SET next_order = ?1, next_entry = ?2,"
              " head = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef' WHERE id = 1",
    [OF_CODE] = "SELECT seq, data, hash FROM journal WHERE code = ?1",
};

struct rival {
    sqlite3 *db;
    sqlite3_stmt *run[STATEMENTS];
    uint8_t blob[MESSAGE];
    char seed[TICKET_CODE + 1];
};
static struct buf order_text; /* an order of 20 lines as the store has it */
static int order_bytes, row_bytes, entry_bytes, answer_bytes, call_bytes, reply_bytes;

static int bytes_of(const char *name, int standard)
{
    const char *text = getenv(name);
    int bytes = text ? atoi(text) : standard;
    return bytes > 0 && bytes < MESSAGE ? bytes : standard;
}

static void make_order(void)
{
    struct arena arena = { 0 };
    struct order order;
    record_init(&order_type, &order);
    order.code = "471120935525";
    order.state = ORDER_HELD;
    order.class = "standard";
    for (int i = 1; i <= 20; i++) {
        struct line *line = LIST_ADD(&arena, &order.lines, line);
        *line = (struct line){ .n = i, .product = "10x15", .surface = "glossy", .copies = 1, .photo = 1, .unit_minor = 35, .total_minor = 35 };
    }
    record_encode(&order_type, &order, FIELD_STORE, &order_text);
    char *rest = arena_alloc(&arena, 401);
    for (int i = 0; i < 400 && (int)order_text.size + i + 3 < order_bytes; i++)
        rest[i] = 'x';
    order.note = rest;
    buf_clear(&order_text);
    record_encode(&order_type, &order, FIELD_STORE, &order_text);
    order_bytes = (int)order_text.size;
    arena_free(&arena);
}

static void must(struct rival *rival, int code, int wanted)
{
    if (code != wanted)
        die("sqlite: %s", sqlite3_errmsg(rival->db));
}

static void script(struct rival *rival, const char *text)
{
    must(rival, sqlite3_exec(rival->db, text, NULL, NULL, NULL), SQLITE_OK);
}

static void rival_open(struct rival *rival, const char *path, bool create, const char *synchronous)
{
    char text[120];
    memset(rival->blob, 'x', sizeof rival->blob);
    memcpy(rival->blob, order_text.data, order_text.size);
    must(rival, sqlite3_open(path, &rival->db), SQLITE_OK);
    sqlite3_busy_timeout(rival->db, 60000);
    snprintf(text, sizeof text, "PRAGMA journal_mode = WAL; PRAGMA synchronous = %s; PRAGMA cache_size = -%d;",
             synchronous, CACHE_KB);
    script(rival, text);
    if (create)
        script(rival, schema);
    for (int i = 0; i < STATEMENTS; i++)
        must(rival, sqlite3_prepare_v3(rival->db, statements[i], -1, SQLITE_PREPARE_PERSISTENT, &rival->run[i], NULL),
             SQLITE_OK);
}

static void rival_close(struct rival *rival)
{
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(rival->run[i]);
    sqlite3_close(rival->db);
}

static void done(struct rival *rival, int statement)
{
    must(rival, sqlite3_step(rival->run[statement]), SQLITE_DONE);
    sqlite3_reset(rival->run[statement]);
}

/* Where blobs and texts outlive the step they are bound for. */
static void bind_number(struct rival *rival, int statement, int at, int64_t number)
{
    must(rival, sqlite3_bind_int64(rival->run[statement], at, number), SQLITE_OK);
}
static void bind_text(struct rival *rival, int statement, int at, const char *text)
{
    must(rival, sqlite3_bind_text(rival->run[statement], at, text, -1, SQLITE_STATIC), SQLITE_OK);
}
static void bind_blob(struct rival *rival, int statement, int at, int size)
{
    must(rival, sqlite3_bind_blob(rival->run[statement], at, rival->blob, size, SQLITE_STATIC), SQLITE_OK);
}

/* One order, inside the transaction that is open. */
static void place(struct rival *rival, char code[TICKET_CODE + 1])
{
    char label[LABEL_CODE + 1];
    must(rival, sqlite3_step(rival->run[META]), SQLITE_ROW);
    int64_t id = sqlite3_column_int64(rival->run[META], 0) + 1, seq = sqlite3_column_int64(rival->run[META], 1);
    sqlite3_reset(rival->run[META]);
    if (*rival->seed) {
        bind_text(rival, FIND, 1, rival->seed);
        must(rival, sqlite3_step(rival->run[FIND]), SQLITE_ROW);
        memcpy(rival->blob, sqlite3_column_blob(rival->run[FIND], 1), (size_t)sqlite3_column_bytes(rival->run[FIND], 1));
        sqlite3_reset(rival->run[FIND]);
    }
    ticket_code((uint64_t)id * 61803398879u, code); /* as if drawn, and no code twice */
    label_code((uint64_t)id, label);
    bind_number(rival, ORDER, 1, id);
    bind_text(rival, ORDER, 2, code);
    bind_text(rival, ORDER, 3, label);
    bind_number(rival, ORDER, 4, 1800000000 + id / 100);
    bind_number(rival, ORDER, 5, 1800000000 + id / 100);
    bind_blob(rival, ORDER, 6, order_bytes);
    done(rival, ORDER);
    bind_number(rival, BOARD, 1, 1);
    bind_number(rival, BOARD, 2, 1800000000 + id / 100);
    bind_number(rival, BOARD, 3, id);
    bind_blob(rival, BOARD, 4, row_bytes);
    done(rival, BOARD);
    done(rival, PHOTO);
    for (int i = 0; i < ENTRIES; i++) {
        bind_number(rival, ENTRY, 1, ++seq);
        bind_text(rival, ENTRY, 2, i == 2 && *rival->seed ? rival->seed : code); /* one is told of the old order */
        bind_blob(rival, ENTRY, 3, entry_bytes > 64 ? entry_bytes - 64 : entry_bytes);
        done(rival, ENTRY);
    }
    bind_number(rival, ANSWER, 1, (int64_t)(1800000000ull << 32 | (uint32_t)((uint64_t)id * 2654435761u))); /* no id twice */
    bind_blob(rival, ANSWER, 2, answer_bytes);
    done(rival, ANSWER);
    bind_number(rival, TOUCH, 1, id);
    bind_number(rival, TOUCH, 2, seq);
    done(rival, TOUCH);
}

static void make(struct rival *rival, const char *path)
{
    char name[4096];
    static const char *const ends[] = { "", "-wal", "-shm" };
    for (size_t i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    rival_open(rival, path, true, "FULL");
    done(rival, BEGIN);
    rival->seed[0] = 0;
    char code[TICKET_CODE + 1];
    place(rival, code);
    memcpy(rival->seed, code, sizeof code);
    done(rival, COMMIT);
}

static void say(int64_t orders, int64_t begun_us)
{
    struct rusage use; /* of this process: with an engine, of the one that does the work */
    getrusage(RUSAGE_SELF, &use);
    double cpu_us = (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1e6 +
                    (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec);
    printf("cpu_us_per_order %.1f\n", orders ? cpu_us / (double)orders : 0);
    double seconds = (double)(load_us() - begun_us) / 1e6;
    printf("orders %lld\norders_per_second %.1f\n", (long long)orders, (double)orders / seconds);
}

/* ---- shared by many processes ---- */

static int shared(struct rival *rival, const char *path, int clients, double seconds)
{
    _Atomic int64_t *orders = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    make(rival, path);
    rival_close(rival); /* a connection must not cross a fork */
    int64_t begun = load_us(), until = begun + (int64_t)(seconds * 1e6);
    for (int i = 0; i < clients; i++) {
        if (fork() != 0)
            continue;
        char code[TICKET_CODE + 1];
        rival_open(rival, path, false, "FULL");
        while (load_us() < until) {
            done(rival, BEGIN);
            place(rival, code);
            done(rival, COMMIT);
            atomic_fetch_add(orders, 1);
        }
        rival_close(rival);
        _exit(0);
    }
    for (int status; wait(&status) > 0;)
        if (status)
            return 1;
    say(atomic_load(orders), begun);
    return 0;
}

/* ---- behind a batching engine ---- */

static _Noreturn void be_client(int fd, int64_t until)
{
    uint8_t message[MESSAGE] = { 0 };
    while (load_us() < until)
        if (send(fd, message, (size_t)call_bytes, MSG_NOSIGNAL) < 0 || recv(fd, message, sizeof message, 0) <= 0)
            _exit(1);
    _exit(0);
}

static int engine(struct rival *rival, const char *path, int clients, double seconds)
{
    struct pollfd *polls = xcalloc((size_t)clients, sizeof *polls);
    uint8_t message[MESSAGE] = { 0 };
    int64_t orders = 0, begun = load_us(), until = begun + (int64_t)(seconds * 1e6);
    int open = clients;
    for (int i = 0; i < clients; i++) {
        int pair[2];
        if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) != 0)
            die("sqlite: %s", strerror(errno));
        if (fork() == 0)
            be_client(pair[1], until);
        close(pair[1]);
        polls[i] = (struct pollfd){ .fd = pair[0], .events = POLLIN };
    }
    make(rival, path);
    while (open > 0 && poll(polls, (nfds_t)clients, -1) > 0) {
        bool any = false;
        for (int i = 0; i < clients; i++) {
            if (polls[i].revents == 0)
                continue;
            if (recv(polls[i].fd, message, sizeof message, MSG_DONTWAIT) <= 0) {
                close(polls[i].fd);
                polls[i].fd = -1;
                polls[i].revents = 0;
                open--;
                continue;
            }
            if (!any)
                done(rival, BEGIN);
            any = true;
            place(rival, (char[TICKET_CODE + 1]){ 0 });
            orders++;
        }
        if (any)
            done(rival, COMMIT);
        for (int i = 0; i < clients; i++)
            if (polls[i].fd >= 0 && polls[i].revents && send(polls[i].fd, message, (size_t)reply_bytes, MSG_NOSIGNAL) < 0)
                die("sqlite: %s", strerror(errno));
    }
    say(orders, begun);
    rival_close(rival);
    free(polls);
    return 0;
}

/* ---- looking up ---- */

/* The order by its code, as somebody who works with it needs it. */
static void find(struct rival *rival, const char *code, struct arena *arena)
{
    struct order order;
    bind_text(rival, FIND, 1, code);
    must(rival, sqlite3_step(rival->run[FIND]), SQLITE_ROW);
    struct bytes data = { sqlite3_column_blob(rival->run[FIND], 1), (size_t)sqlite3_column_bytes(rival->run[FIND], 1) };
    if (record_decode(&order_type, data, &order, arena))
        die("sqlite: %s does not decode: %s", code, err_last_detail());
    sqlite3_reset(rival->run[FIND]);
    arena_reset(arena);
}

/* The order and its journal as one message. */
static size_t look(struct rival *rival, const char *code, uint8_t *out)
{
    size_t size = 0;
    bind_text(rival, FIND, 1, code);
    must(rival, sqlite3_step(rival->run[FIND]), SQLITE_ROW);
    memcpy(out, sqlite3_column_blob(rival->run[FIND], 1), size = (size_t)sqlite3_column_bytes(rival->run[FIND], 1));
    sqlite3_reset(rival->run[FIND]);
    bind_text(rival, OF_CODE, 1, code);
    while (sqlite3_step(rival->run[OF_CODE]) == SQLITE_ROW) {
        size_t more = (size_t)sqlite3_column_bytes(rival->run[OF_CODE], 1);
        memcpy(out + size, sqlite3_column_blob(rival->run[OF_CODE], 1), more);
        memcpy(out + size + more, sqlite3_column_text(rival->run[OF_CODE], 2), 64);
        size += more + 64;
    }
    sqlite3_reset(rival->run[OF_CODE]);
    return size;
}

static int look_up(struct rival *rival, const char *path, int64_t orders, int64_t count)
{
    char (*codes)[TICKET_CODE + 1] = xcalloc((size_t)orders, sizeof *codes);
    static uint8_t message[MESSAGE];
    struct samples inside = samples_new(count), outside = samples_new(count);
    struct arena arena = { 0 };
    int pair[2];
    make(rival, path);
    script(rival, "PRAGMA synchronous = OFF");
    rival->seed[0] = 0;
    for (int64_t i = 0; i < orders; i++) {
        if (i % 1000 == 0)
            done(rival, BEGIN);
        place(rival, codes[i]);
        if (i % 1000 == 999 || i + 1 == orders)
            done(rival, COMMIT);
    }
    rival_close(rival);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) != 0)
        die("sqlite: %s", strerror(errno));
    if (fork() == 0) {
        char code[200];
        close(pair[0]);
        rival_open(rival, path, false, "FULL");
        for (ssize_t got; (got = recv(pair[1], code, sizeof code, 0)) > 0;)
            if (send(pair[1], message, look(rival, code, message), MSG_NOSIGNAL) < 0)
                break;
        _exit(0);
    }
    rival_open(rival, path, false, "FULL");
    for (int64_t i = 0; i < count; i++) {
        int64_t begun = load_us();
        find(rival, codes[random_below((uint64_t)orders)], &arena);
        samples_add(&inside, load_us() - begun);
    }
    for (int64_t i = 0; i < count; i++) {
        int64_t begun = load_us();
        if (send(pair[0], codes[random_below((uint64_t)orders)], sizeof *codes, MSG_NOSIGNAL) < 0 ||
            recv(pair[0], message, sizeof message, 0) <= 0)
            die("sqlite: the socket broke");
        samples_add(&outside, load_us() - begun);
    }
    samples_print(&inside, "inside", "us", 1);
    samples_print(&outside, "look", "us", 1);
    rival_close(rival);
    arena_free(&arena);
    free(codes);
    return 0;
}

int main(int argc, char **argv)
{
    static struct rival rival;
    if (argc != 5)
        die("usage: sqlite FILE shared|engine CLIENTS SECONDS, or FILE look ORDERS COUNT");
    order_bytes = bytes_of("ORDER", 1000), row_bytes = bytes_of("ROW", 150), entry_bytes = bytes_of("ENTRY", 200);
    make_order();
    answer_bytes = bytes_of("ANSWER", 250), call_bytes = bytes_of("CALL", 40), reply_bytes = bytes_of("REPLY", 180);
    if (strcmp(argv[2], "shared") == 0)
        return shared(&rival, argv[1], atoi(argv[3]), atof(argv[4]));
    if (strcmp(argv[2], "engine") == 0)
        return engine(&rival, argv[1], atoi(argv[3]), atof(argv[4]));
    if (strcmp(argv[2], "look") == 0)
        return look_up(&rival, argv[1], atoll(argv[3]), atoll(argv[4]));
    die("sqlite: there is no %s", argv[2]);
}
