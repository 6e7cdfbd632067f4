/* checking.c - photos are looked at whole after they were taken in: converted if they are no JPEG, decoded to the end
 * for damage, a small picture kept beside them. What was found goes to the engine (stage/damage.c).
 *
 * This happens beside the upload, by processes that run only when nobody else wants the processor (worker/main.c). A
 * photo's record says "unchecked" until its result is committed, and no order prints before: whatever ends this process in
 * between, the next keeper finds those that are unchecked, or have no small picture, and looks at them. What waits is a list
 * of names.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/log.h"
#include "../base/path.h"
#include "../base/random.h"
#include "../stage/work.h"
#include "keeper.h"

enum { AGAIN_SECONDS = 2, REPORT_MS = 250, THREADS_MAX = 64, PATIENT_MS = 20000 };

struct look {
    struct look *next;
    char sha256[65], code[16]; /* code: whose upload brought it; "" after a restart */
    char format[8];
    int64_t since_ms;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
/* Under the lock. A HEIC waits in a list of its own: its converter may need ten seconds for one. */
static struct look *photos, **photos_last = &photos, *heics, **heics_last = &heics;
static char under_way[THREADS_MAX][16]; /* codes */
/* The engine's own: calls that wait until more of their order is checked. */
static struct call *parked;

void checking_add(const char *code, const char *sha256, const char *format)
{
    struct look *look = xcalloc(1, sizeof *look);
    snprintf(look->sha256, sizeof look->sha256, "%s", sha256);
    snprintf(look->code, sizeof look->code, "%s", code);
    snprintf(look->format, sizeof look->format, "%s", format);
    look->since_ms = clock_ms();
    bool heic = strcmp(format, "heic") == 0;
    struct look ***last = heic ? &heics_last : &photos_last;
    pthread_mutex_lock(&lock);
    **last = look;
    *last = &look->next;
    pthread_cond_broadcast(&filled);
    pthread_mutex_unlock(&lock);
}

/* ---- calls that wait for an order's photos ---- */

void checking_park(struct call *call)
{
    call->next = parked;
    parked = call;
}

void checking_wake(struct keeper *keeper, const char *code)
{
    for (struct call **at = &parked, *call; (call = *at);) {
        if (strcmp(call->secret, code) != 0) {
            at = &call->next;
            continue;
        }
        *at = call->next;
        call->later = LATER_NOTHING;
        keeper_submit(keeper, call);
    }
}

/* ---- looking ---- */

static int open_beside(struct keeper *keeper, const char *suffix, char path[PATH_MAX])
{
    if (snprintf(path, PATH_MAX, "%s/" PATH_PHOTOS "/" PHOTO_NEW "%016llx%s", keeper->shop, (unsigned long long)random_u64(),
                 suffix) >= PATH_MAX)
        panic("the shop's path is too long");
    return open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

/* Nobody's fault, and over in a while: no disk, no free process. What is the photo's is its damage. */
static bool passes(enum err err)
{
    return err == ERR_DISK || err == ERR_LIMIT || err == ERR_IO || err == ERR_CLOSED;
}

static void note_damage(struct looked *looked, const char *words)
{
    if (looked->damaged[0] == 0)
        snprintf(looked->damaged, sizeof looked->damaged, "%s", words);
}

/* A machine that is busy all day leaves its checkers next to nothing: what waited for so long is done by those who make the
 * prints, like everybody else's work. */
static enum crew crew_for(const struct look *look)
{
    return clock_ms() - look->since_ms > PATIENT_MS ? CREW_WORKER : CREW_CHECKER;
}

enum err photo_convert(enum crew crew, const char *format, int in, int out, struct job_result *result, struct arena *arena)
{
    struct job job;
    record_init(&job_type, &job);
    job.task = TASK_CONVERT;
    return worker_do(strcmp(format, "heic") == 0 ? CREW_CONVERTER : crew, &job, in, out, result, arena);
}

/* The JPEG a photo of another kind becomes; *in is it then. */
static enum err convert(struct keeper *keeper, const struct look *look, int *in, struct looked *looked, struct arena *arena)
{
    char copy[PATH_MAX];
    int out = open_beside(keeper, ".jpg", copy);
    enum err err = out < 0 ? err_detail(ERR_DISK, "%s", strerror(errno)) : space_for(keeper, 64, "a photo");
    if (!err)
        err = photo_convert(crew_for(look), look->format, *in, out, &looked->found, arena);
    if (!err)
        note_damage(looked, looked->found.damaged);
    if (!err)
        err = photo_settle_beside(keeper, look->sha256, ".jpg", copy, out, true);
    unlink(copy);
    if (err) {
        io_close(&out);
        return err;
    }
    close(*in);
    *in = out;
    return ERR_NONE;
}

static enum err examine(struct keeper *keeper, const struct look *look, int in, struct looked *looked, struct arena *arena)
{
    char thumbnail[PATH_MAX];
    struct job job;
    struct job_result found;
    record_init(&job_type, &job);
    job.task = TASK_EXAMINE;
    int out = open_beside(keeper, ".rgb", thumbnail);
    enum err err = out < 0 ? err_detail(ERR_DISK, "%s", strerror(errno)) : worker_do(crew_for(look), &job, in, out, &found, arena);
    if (!err) {
        note_damage(looked, found.damaged);
        looked->thumb_width = found.thumb_width;
        looked->thumb_height = found.thumb_height;
        looked->found.width = found.width;
        looked->found.height = found.height;
        err = photo_settle_beside(keeper, look->sha256, ".rgb", thumbnail, out, false);
    }
    io_close(&out);
    unlink(thumbnail);
    return err;
}

/* ---- results ---- */

static pthread_cond_t results = PTHREAD_COND_INITIALIZER; /* of `ready`, which is under the lock */
static struct looks ready;

/* What it found waits for the reporter; true when there is nothing more to do about the photo. */
static bool do_look(struct keeper *keeper, const struct look *look)
{
    int in = photo_open(keeper, look->sha256, "");
    if (in < 0)
        return true; /* purged before its turn came */
    struct looked *looked = xcalloc(1, sizeof *looked);
    snprintf(looked->sha256, sizeof looked->sha256, "%s", look->sha256);
    record_init(&job_result_type, &looked->found);
    bool jpeg = strcmp(look->format, "jpeg") == 0;
    enum err err = jpeg ? ERR_NONE : convert(keeper, look, &in, looked, &looked->memory);
    if (!err)
        err = examine(keeper, look, in, looked, &looked->memory);
    close(in);
    if (err && passes(err)) {
        log_line("photo", "%.12s: not checked yet: %s", look->sha256, err_last_detail());
        arena_free(&looked->memory);
        free(looked);
        return false;
    }
    if (err)
        note_damage(looked, err_last_detail());
    pthread_mutex_lock(&lock);
    while (ready.n == LOOKED_MOST)
        pthread_cond_wait(&results, &lock);
    ready.v[ready.n++] = looked;
    pthread_cond_broadcast(&results);
    pthread_mutex_unlock(&lock);
    return true;
}

/* All that is ready, in one go: each report writes its orders anew. What nothing waits behind is told at once, else four
 * times a second. */
static void *report_thread(void *data)
{
    static const struct identity who = MACHINE_IDENTITY("checking");
    const struct timespec pause = { 0, REPORT_MS * 1000000L };
    for (;;) {
        pthread_mutex_lock(&lock);
        while (ready.n == 0)
            pthread_cond_wait(&results, &lock);
        struct looks looks = ready;
        bool more = photos != NULL;
        ready.n = 0;
        pthread_cond_broadcast(&results);
        pthread_mutex_unlock(&lock);
        while (keeper_call(data, &who, ACTION_PHOTO_LOOKED, NULL, &looks, NULL, NULL)) {
            log_line("photo", "what was found cannot be noted: %s", err_last_detail());
            nanosleep(&pause, NULL);
        }
        for (size_t i = 0; i < looks.n; i++) {
            arena_free(&looks.v[i]->memory);
            free(looks.v[i]);
        }
        if (more)
            nanosleep(&pause, NULL);
    }
    return NULL;
}

/* The first whose order has nothing under way, so that one customer's slow photos leave the others a process; else the
 * first. The lock is held. */
static struct look *choose(void)
{
    struct look **at = &photos;
    for (struct look **other = &photos; *other; other = &(*other)->next) {
        bool busy = false;
        for (int i = 0; i < THREADS_MAX; i++)
            busy = busy || (under_way[i][0] && strcmp(under_way[i], (*other)->code) == 0);
        if (!busy) {
            at = other;
            break;
        }
    }
    struct look *look = *at;
    *at = look->next;
    if (photos_last == &look->next)
        photos_last = at;
    return look;
}

static struct look *choose_heic(void)
{
    struct look *look = heics;
    heics = look->next;
    if (heics == NULL)
        heics_last = &heics;
    return look;
}

static void work(struct keeper *keeper, bool heic, int number)
{
    const struct timespec again = { AGAIN_SECONDS, 0 };
    pthread_mutex_lock(&lock);
    while ((heic ? heics : photos) == NULL)
        pthread_cond_wait(&filled, &lock);
    struct look *look = heic ? choose_heic() : choose();
    memcpy(under_way[number], look->code, sizeof under_way[number]);
    pthread_mutex_unlock(&lock);
    if (!do_look(keeper, look)) {
        nanosleep(&again, NULL);
        checking_add(look->code, look->sha256, look->format);
    }
    pthread_mutex_lock(&lock);
    under_way[number][0] = 0;
    pthread_mutex_unlock(&lock);
    free(look);
}

static struct keeper *of;

static void *check_thread(void *number)
{
    for (;;)
        work(of, false, (int)(intptr_t)number);
    return NULL;
}

static void *heic_thread(void *number)
{
    for (;;)
        work(of, true, (int)(intptr_t)number);
    return NULL;
}

void checking_start(struct keeper *keeper)
{
    pthread_t thread;
    of = keeper;
    int count = keeper->conf.workers < THREADS_MAX - 1 ? (int)keeper->conf.workers : THREADS_MAX - 1;
    bool good = pthread_create(&thread, NULL, heic_thread, (void *)(intptr_t)0) == 0 &&
                pthread_create(&thread, NULL, report_thread, keeper) == 0;
    for (int i = 1; i <= count && good; i++)
        good = pthread_create(&thread, NULL, check_thread, (void *)(intptr_t)i) == 0;
    if (!good)
        die("Cannot start a thread. Is there memory left?");
}
