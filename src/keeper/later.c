/* later.c - what an action must not wait for: password hashes, the examination of photos, a check of the store,
 * the shop's files read again.
 *
 * A call comes here from the engine, is judged on one of these threads, and goes back into the engine's queue, where
 * its action runs again from the top with the judgement beside it. argon2 takes 64 MB a hash: two threads at most.
 */
#include <sodium.h>
#include <string.h>
#include "../base/clock.h"
#include "../base/random.h"
#include "keeper.h"

enum { PROGRESS_MS = 250 };

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct call *first, **last;
};
static struct queue hashes = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL, &hashes.first };
static struct queue checks = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL, &checks.first };
static struct queue photos = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL, &photos.first };

void later_submit(struct keeper *keeper, struct call *call)
{
    struct queue *queue = call->later == LATER_EXAMINE ? &photos : call->later == LATER_CHECK || call->later == LATER_COMPACT || call->later == LATER_DUMP || call->later == LATER_BACKUP ? &checks : &hashes;
    (void)keeper;
    call->next = NULL;
    pthread_mutex_lock(&queue->lock);
    *queue->last = call;
    queue->last = &call->next;
    pthread_cond_signal(&queue->filled);
    pthread_mutex_unlock(&queue->lock);
}

static struct call *take(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    while (queue->first == NULL)
        pthread_cond_wait(&queue->filled, &queue->lock);
    struct call *call = queue->first;
    queue->first = call->next;
    if (queue->first == NULL)
        queue->last = &queue->first;
    pthread_mutex_unlock(&queue->lock);
    return call;
}

/* A hash that no password has, to compare with where nobody has that name: it costs the same time. */
static char nobody[crypto_pwhash_STRBYTES];
static pthread_once_t nobody_once = PTHREAD_ONCE_INIT;

static void make_nobody(void)
{
    uint64_t secret = random_u64();
    if (crypto_pwhash_str(nobody, (const char *)&secret, sizeof secret, crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        nobody[0] = 0;
}

static void judge_password(struct call *call)
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

static void *hash_thread(void *data)
{
    for (;;) {
        struct call *call = take(&hashes);
        if (call->later == LATER_CONF)
            reload_read(data, call);
        else
            judge_password(call);
        keeper_submit(data, call);
    }
    return NULL;
}

static void *photo_thread(void *data)
{
    for (;;) {
        struct call *call = take(&photos);
        photo_examine(data, call);
        keeper_submit(data, call);
    }
    return NULL;
}

/* ---- how far it is ---- */

static void post_progress(struct keeper *keeper, const struct call *call, const char *words, int64_t percent)
{
    static const struct identity identity = MACHINE_IDENTITY("progress");
    if (call->session == 0)
        return;
    struct call *progress = call_new(ACTION_PROGRESS);
    progress->who = &identity;
    progress->detached = true;
    progress->request = call->request;
    progress->args.seq = call->session;
    progress->args.n = percent;
    progress->args.name = arena_text(&progress->arena, words);
    keeper_submit(keeper, progress);
}

void later_progress(struct keeper *keeper, const struct call *call, const char *words, int64_t percent)
{
    static int64_t last;
    int64_t now = clock_ms();
    if (now - last < PROGRESS_MS)
        return;
    last = now;
    post_progress(keeper, call, words, percent);
    pthread_mutex_lock(&checks.lock);
    for (const struct call *waiting = checks.first; waiting; waiting = waiting->next)
        post_progress(keeper, waiting, "another check or backup is not finished", -1);
    pthread_mutex_unlock(&checks.lock);
}

/* Sent at once, and only to who reads: it is no answer. */
enum err action_progress(struct act *act)
{
    struct session *session = session_find(&keeper_state, act->args->seq);
    struct peer peer;
    struct buf body = { 0 };
    if (session == NULL || session->first)
        return ERR_NONE;
    record_init(&peer_type, &peer);
    peer.count = act->args->n;
    peer.detail = act->args->name;
    record_encode(&peer_type, &peer, FIELD_ALL, &body);
    struct msg msg = { .kind = MSG_PROGRESS, .id = act->request, .body = { body.data, body.size } };
    session_send(&keeper_state, session, &msg);
    buf_free(&body);
    return ERR_NONE;
}

struct turn {
    struct keeper *keeper;
    struct call *call;
};

static void tell_copied(void *data, int percent)
{
    struct turn *turn = data;
    later_progress(turn->keeper, turn->call, "copying the store", percent);
}

static void *check_thread(void *data)
{
    for (;;) {
        struct call *call = take(&checks);
        struct turn turn = { data, call };
        store_tell(turn.keeper->store, tell_copied, &turn);
        if (call->later == LATER_BACKUP)
            backup_run(data, call);
        else if (call->later == LATER_COMPACT)
            compact_run(data, call);
        else if (call->later == LATER_DUMP)
            dump_run(data, call);
        else
            check_run(data, call);
        store_tell(turn.keeper->store, NULL, NULL);
        keeper_submit(data, call);
    }
    return NULL;
}

void later_start(struct keeper *keeper)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, check_thread, keeper))
        die("Cannot start a thread. Is there memory left?");
    for (int i = 0; i < 2; i++)
        if (pthread_create(&thread, NULL, hash_thread, keeper) || pthread_create(&thread, NULL, photo_thread, keeper))
            die("Cannot start a thread. Is there memory left?");
}
