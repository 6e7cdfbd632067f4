/* workers.c - the pool of render workers: a job waits for a free one, and survives a worker that dies over it once.
 *
 * A photo that kills two workers is refused: it is the photo. The supervisor starts each dead worker anew and hands
 * its socket over.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/log.h"
#include "keeper.h"

enum { ATTEMPTS = 2, JOB_MS = 30000, FREE_SECONDS = 60 /* how long a job waits for a free worker */ };

struct worker {
    struct worker *next;
    char name[64];
    int fd;
    bool busy, gone; /* gone: replaced while busy; whoever is busy with it frees it */
};
static struct worker *pool;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t freed = PTHREAD_COND_INITIALIZER;

/* Out of the pool and gone. The lock is held. */
static void forget(struct worker *worker)
{
    struct worker **at = &pool;
    while (*at != worker)
        at = &(*at)->next;
    *at = worker->next;
    io_close(&worker->fd);
    free(worker);
}

void worker_attach(int fd, const char *name)
{
    struct worker *fresh = xcalloc(1, sizeof *fresh);
    fresh->fd = fd;
    snprintf(fresh->name, sizeof fresh->name, "%s", name);
    pthread_mutex_lock(&lock);
    for (struct worker *old = pool, *next; old; old = next) {
        next = old->next;
        if (strcmp(old->name, name) != 0)
            continue;
        if (old->busy)
            old->gone = true;
        else
            forget(old);
    }
    fresh->next = pool;
    pool = fresh;
    pthread_cond_broadcast(&freed);
    pthread_mutex_unlock(&lock);
}

static struct worker *take(void)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += FREE_SECONDS;
    pthread_mutex_lock(&lock);
    for (;;) {
        for (struct worker *worker = pool; worker; worker = worker->next) {
            if (!worker->busy && !worker->gone) {
                worker->busy = true;
                pthread_mutex_unlock(&lock);
                return worker;
            }
        }
        if (pthread_cond_timedwait(&freed, &lock, &until) == ETIMEDOUT) {
            pthread_mutex_unlock(&lock);
            return NULL;
        }
    }
}

static void give_back(struct worker *worker, bool alive)
{
    pthread_mutex_lock(&lock);
    worker->busy = false;
    if (!alive || worker->gone)
        forget(worker);
    pthread_cond_broadcast(&freed);
    pthread_mutex_unlock(&lock);
}

static enum err ask(struct worker *worker, const struct job *job, int in, int out, struct job_result *result, struct arena *arena)
{
    struct msg msg;
    enum err err = msg_send_record(worker->fd, MSG_JOB, 0, 1, &job_type, job, (int[]){ in, out }, 2);
    if (!err)
        err = msg_receive(worker->fd, &msg, arena, JOB_MS);
    if (err)
        return err;
    err = msg.kind == MSG_JOB_DONE ? msg_record(&msg, &job_result_type, result, arena) : ERR_MALFORMED;
    msg_close(&msg);
    return err;
}

enum err worker_do(const struct job *job, int in, int out, struct job_result *result, struct arena *arena)
{
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        struct worker *worker = take();
        if (worker == NULL)
            return err_detail(ERR_LIMIT, "no renderer is free");
        if (ftruncate(out, 0) != 0 || lseek(out, 0, SEEK_SET) != 0 || lseek(in, 0, SEEK_SET) != 0) {
            give_back(worker, true);
            return err_detail(ERR_IO, "the spool");
        }
        enum err err = ask(worker, job, in, out, result, arena);
        if (err == ERR_PENDING)
            control_kill(&keeper_state, worker->name); /* it hangs; the next one gets its name */
        give_back(worker, !err);
        if (!err) {
            if (result->err >= ERR_COUNT || result->err < 0)
                return err_detail(ERR_RENDER, "the worker answered nonsense");
            return result->err ? err_detail((enum err)result->err, "%s", result->detail) : ERR_NONE;
        }
        log_line("worker", "died over a photo (%s)", err_word(err));
    }
    return err_detail(ERR_RENDER, "it stops the renderer");
}
