/* hashing.c - passwords and PINs, compared and hashed on two threads, strangers behind the people of the shop.
 *
 * argon2 takes 64 MB and tens of milliseconds, and anybody may knock: were all alike, a thousand wrong passwords would be
 * a minute's wait for the next honest one. So one thread never works for strangers, and among strangers whoever was wrong
 * least goes first. A stranger is who has not logged in yet, from an address where nobody of the staff ever did. What a
 * reader would not guess: whether a name exists plays no part, or the waiting would tell.
 *
 * The addresses are remembered here alone; after a restart those of everybody's last login are read again.
 */
#include <sodium.h>
#include <string.h>
#include "../base/address.h"
#include "../base/random.h"
#include "hashing.h"

enum { HOME_MOST = 256, WRONG_MOST = 1024 /* addresses remembered */, STRANGERS_MOST = 40 /* waiting; one more, and the worst is sent away */ };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static struct call *first, **last = &first;
static struct address_key homes[HOME_MOST]; /* the latest first */
static size_t home_count;
static struct wrong {
    struct address_key from;
    unsigned count;
} wrongs[WRONG_MOST];
static uint8_t wrong_key[crypto_shorthash_KEYBYTES]; /* so that nobody chooses whose place he takes */

static bool same(const struct address_key *a, const struct address_key *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* ---- what is known of addresses; the lock is held ---- */

static bool is_home(const struct address_key *from)
{
    for (size_t i = 0; i < home_count; i++)
        if (same(&homes[i], from))
            return true;
    return false;
}

static struct wrong *wrong_of(const struct address_key *from)
{
    uint8_t hash[crypto_shorthash_BYTES];
    uint64_t number;
    crypto_shorthash(hash, from->bytes, sizeof from->bytes, wrong_key);
    memcpy(&number, hash, sizeof number);
    return &wrongs[number % WRONG_MOST];
}

/* 0: of the shop; the higher, the later. */
static unsigned rank(const struct call *call)
{
    struct address_key from;
    if (*call->stranger == 0 || !address_key(call->stranger, &from) || is_home(&from))
        return 0;
    const struct wrong *wrong = wrong_of(&from);
    return 1 + (same(&wrong->from, &from) ? wrong->count : 0);
}

void hashing_home(const char *address)
{
    struct address_key from;
    if (!address_key(address, &from))
        return;
    pthread_mutex_lock(&lock);
    size_t at = 0;
    while (at < home_count && !same(&homes[at], &from))
        at++;
    if (at == home_count && home_count < HOME_MOST)
        home_count++;
    if (at == HOME_MOST)
        at--; /* the one that nobody came from for longest */
    memmove(&homes[1], &homes[0], at * sizeof *homes);
    homes[0] = from;
    pthread_mutex_unlock(&lock);
}

void hashing_wrong(const char *address)
{
    struct address_key from;
    if (!address_key(address, &from))
        return;
    pthread_mutex_lock(&lock);
    struct wrong *wrong = wrong_of(&from);
    if (!same(&wrong->from, &from))
        *wrong = (struct wrong){ .from = from };
    if (wrong->count < 1000)
        wrong->count++;
    pthread_mutex_unlock(&lock);
}

/* ---- the queue; the lock is held ---- */

static struct call *unlink_call(struct call **at)
{
    struct call *call = *at;
    *at = call->next;
    if (last == &call->next)
        last = at;
    call->next = NULL;
    return call;
}

/* The call of the lowest rank, of those the one that came first; NULL when there is none up to `most`. */
static struct call **find_best(unsigned most)
{
    struct call **best = NULL;
    unsigned lowest = most;
    for (struct call **at = &first; *at; at = &(*at)->next) {
        unsigned own = rank(*at);
        if (own < lowest || (own == lowest && best == NULL)) {
            best = at;
            lowest = own;
        }
    }
    return best;
}

/* With too many strangers waiting: the one of the highest rank, of those the one that came last. */
static struct call *too_many(void)
{
    struct call **worst = NULL;
    unsigned highest = 1;
    size_t strangers = 0;
    for (struct call **at = &first; *at; at = &(*at)->next) {
        unsigned own = rank(*at);
        strangers += own > 0;
        if (own >= highest) {
            worst = at;
            highest = own;
        }
    }
    return strangers > STRANGERS_MOST ? unlink_call(worst) : NULL;
}

void hashing_submit(struct keeper *keeper, struct call *call)
{
    call->next = NULL;
    pthread_mutex_lock(&lock);
    *last = call;
    last = &call->next;
    struct call *refused = too_many();
    pthread_cond_broadcast(&filled);
    pthread_mutex_unlock(&lock);
    if (refused) {
        refused->judged.refused = refused->judged.done = true;
        keeper_submit(keeper, refused);
    }
}

void hashing_forget(int64_t session)
{
    pthread_mutex_lock(&lock);
    for (struct call **at = &first; *at;) {
        if ((*at)->session == session)
            call_free(unlink_call(at));
        else
            at = &(*at)->next;
    }
    pthread_mutex_unlock(&lock);
}

/* ---- the threads ---- */

/* A hash that no password has, to compare with where nobody has that name: it costs the same time. */
static char nobody[crypto_pwhash_STRBYTES];
static pthread_once_t nobody_once = PTHREAD_ONCE_INIT;

static void make_nobody(void)
{
    uint64_t secret = random_u64();
    if (crypto_pwhash_str(nobody, (const char *)&secret, sizeof secret, crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        nobody[0] = 0;
}

static void judge(struct call *call)
{
    struct judgement *judged = &call->judged;
    size_t length = strlen(call->secret);
    pthread_once(&nobody_once, make_nobody);
    if (call->later == LATER_VERIFY)
        judged->same = crypto_pwhash_str_verify(*call->hash ? call->hash : nobody, call->secret, length) == 0;
    else if (crypto_pwhash_str(judged->hash, call->secret, length, crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        judged->hash[0] = 0; /* no memory; the action refuses */
    judged->done = true;
}

static struct call *take(unsigned most)
{
    struct call **at;
    pthread_mutex_lock(&lock);
    while ((at = find_best(most)) == NULL)
        pthread_cond_wait(&filled, &lock);
    struct call *call = unlink_call(at);
    pthread_mutex_unlock(&lock);
    return call;
}

static void serve(struct keeper *keeper, unsigned most)
{
    for (;;) {
        struct call *call = take(most);
        if (call->later == LATER_CONF)
            reload_read(keeper, call);
        else
            judge(call);
        keeper_submit(keeper, call);
    }
}

static void *shop_thread(void *data)
{
    serve(data, 0);
    return NULL;
}

static void *any_thread(void *data)
{
    serve(data, ~0u);
    return NULL;
}

void hashing_start(struct keeper *keeper)
{
    pthread_t thread;
    random_bytes(wrong_key, sizeof wrong_key);
    if (pthread_create(&thread, NULL, shop_thread, keeper) || pthread_create(&thread, NULL, any_thread, keeper))
        die("Cannot start a thread. Is there memory left?");
}

enum err hashing_read_homes(struct store *store)
{
    struct key from = key_text(""), found, target;
    struct arena arena = { 0 };
    struct walk *walk;
    enum err err = store_begin(store);
    if (err)
        return err;
    err = walk_open(store, TREE_STAFF, from, 0, false, &walk);
    while (!err && (err = walk_next(walk, &found, &target)) == ERR_NONE) {
        struct staff staff;
        arena_reset(&arena);
        if ((err = store_get(store, TREE_STAFF, target, &staff, &arena)) == ERR_NONE && !staff.disabled)
            hashing_home(staff.last_from);
    }
    walk_close(walk);
    store_abort(store);
    arena_free(&arena);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}
