/* later.c - what an action must not wait for: password hashes (hashing.c), the examination of photos, a check of the
 * store, the shop's files read again.
 *
 * A call comes here from the engine, is judged on one of these threads, and goes back into the engine's queue, where
 * its action runs again from the top with the judgement beside it.
 */
#include <string.h>
#include "../base/clock.h"
#include "hashing.h"

enum { PROGRESS_MS = 250 };

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct call *first, **last;
};
static struct queue checks = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL, &checks.first };
static struct queue photos = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL, &photos.first };

static void add(struct queue *queue, struct call *call)
{
    call->next = NULL;
    pthread_mutex_lock(&queue->lock);
    *queue->last = call;
    queue->last = &call->next;
    pthread_cond_signal(&queue->filled);
    pthread_mutex_unlock(&queue->lock);
}

void later_submit(struct keeper *keeper, struct call *call)
{
    switch (call->later) {
    case LATER_EXAMINE:
        add(&photos, call);
        break;
    case LATER_CHECK: case LATER_COMPACT: case LATER_DUMP: case LATER_BACKUP:
        add(&checks, call);
        break;
    default:
        hashing_submit(keeper, call);
    }
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
    hashing_start(keeper);
    for (int i = 0; i < 2; i++)
        if (pthread_create(&thread, NULL, photo_thread, keeper))
            die("Cannot start a thread. Is there memory left?");
}
