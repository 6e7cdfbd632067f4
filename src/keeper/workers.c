/* workers.c - the crews of decoding processes: a job waits for a free one, and survives a process that dies over it once.
 *
 * A photo that kills two is refused: it is the photo. The supervisor starts each dead one anew and hands its socket over.
 * What a reader would not guess: a process that finds a photo taking too long says so and ends by itself (worker/serve.c);
 * the patience here is for one that does not even do that. And since a photo may have taken a process over, what it answers
 * is believed only where it can be so.
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

enum { ATTEMPTS = 2, FREE_SECONDS = 60 /* how long a job waits for a free process */, CREW_NAME = 16,
       SIDE_MOST = 1 << 20 /* of a photo, in pixels: more than any kind can have */ };

/* A checker runs when nobody else wants the processor, so a busy machine must not make it look dead. */
static const struct {
    char name[CREW_NAME];
    int job_ms;
} crews[] = {
    [CREW_WORKER] = { "worker", 45000 },
    [CREW_GREETER] = { "greeter", 10000 },
    [CREW_CHECKER] = { "checker", 600000 },
    [CREW_CONVERTER] = { "converter", 30000 },
};

struct worker {
    struct worker *next;
    enum crew crew;
    char name[64];
    int64_t pid;
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

void worker_want(struct keeper *keeper)
{
    control_want(keeper, crews[CREW_WORKER].name, keeper->conf.workers);
    control_want(keeper, crews[CREW_GREETER].name, 1);
    control_want(keeper, crews[CREW_CHECKER].name, keeper->conf.workers);
    control_want(keeper, crews[CREW_CONVERTER].name, 1);
}

bool worker_attach(int fd, const char *name, int64_t pid)
{
    size_t crew = 0, length = strcspn(name, ":");
    while (crew < sizeof crews / sizeof *crews && (strlen(crews[crew].name) != length || strncmp(crews[crew].name, name, length) != 0))
        crew++;
    if (crew == sizeof crews / sizeof *crews)
        return false;
    struct worker *fresh = xcalloc(1, sizeof *fresh);
    fresh->fd = fd;
    fresh->pid = pid;
    fresh->crew = (enum crew)crew;
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
    return true;
}

static struct worker *take(enum crew crew)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += FREE_SECONDS;
    pthread_mutex_lock(&lock);
    for (;;) {
        for (struct worker *worker = pool; worker; worker = worker->next) {
            if (worker->crew == crew && !worker->busy && !worker->gone) {
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
        err = msg_receive(worker->fd, &msg, arena, crews[worker->crew].job_ms);
    if (err)
        return err;
    err = msg.kind == MSG_JOB_DONE ? msg_record(&msg, &job_result_type, result, arena) : ERR_MALFORMED;
    msg_close(&msg);
    return err;
}

/* Could any photo, rendering or failure be answered so? */
static bool can_be(const struct job *job, const struct job_result *result)
{
    static const char *const formats[] = { "jpeg", "png", "webp", "heic" };
    const int64_t sides[] = { result->width, result->height, result->thumb_width, result->thumb_height };
    bool header = job->task == TASK_HEADER && result->err == ERR_NONE;
    bool known = strcmp(result->format, job->format) == 0 && !header; /* what was asked for; mostly nothing */
    if (result->err < 0 || result->err >= ERR_COUNT || result->err == ERR_PENDING)
        return false;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        known = known || strcmp(result->format, formats[i]) == 0;
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        if (sides[i] < (header && i < 2) || sides[i] > SIDE_MOST)
            return false;
    return known;
}

enum err worker_do(enum crew crew, const struct job *job, int in, int out, struct job_result *result, struct arena *arena)
{
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        struct worker *worker = take(crew);
        if (worker == NULL)
            return err_detail(ERR_LIMIT, "no %s is free", crews[crew].name);
        if (out != in && (ftruncate(out, 0) != 0 || lseek(out, 0, SEEK_SET) != 0)) {
            give_back(worker, true);
            return err_detail(ERR_IO, "the spool");
        }
        enum err err = lseek(in, 0, SEEK_SET) == 0 ? ask(worker, job, in, out, result, arena) : ERR_IO;
        if (err) /* it hangs, talks nonsense or only closed its socket; if it is dead, no other is meant */
            control_kill(&keeper_state, worker->name, worker->pid);
        give_back(worker, !err);
        if (!err) {
            if (!can_be(job, result))
                return err_detail(ERR_RENDER, "the %s answered nonsense", crews[crew].name);
            return result->err ? err_detail((enum err)result->err, "%s", result->detail) : ERR_NONE;
        }
        log_line(crews[crew].name, "died over a photo (%s)", err_word(err));
    }
    return err_detail(ERR_RENDER, "it stops every program that reads it");
}
