/* housekeeping.c - what happens by the clock: a sign of life, the sweep, files nobody names.
 *
 * The heartbeat looks at the engine, not at itself: a beat says that the engine waits for work, or has been at its
 * batch for less than two seconds, or less than thirty in a flush (a disk may take its time).
 */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/log.h"
#include "../base/path.h"
#include "keeper.h"

enum {
    BEAT_MS = 400,
    BUSY_LIMIT_MS = 2000,
    FLUSH_LIMIT_MS = 30000,
    TICK_MS = 500,
    FILES_SECONDS = 3600,
    SWEEP_PAUSE_MS = 20
};

static const struct identity housekeeping = MACHINE_IDENTITY("housekeeping");

static void pause_ms(int ms)
{
    struct timespec pause = { ms / 1000, (ms % 1000) * 1000000L };
    nanosleep(&pause, NULL);
}

static void *beat_thread(void *data)
{
    struct keeper *keeper = data;
    struct peer peer;
    record_init(&peer_type, &peer);
    for (;;) {
        int64_t busy = keeper->busy_since;
        int64_t limit = keeper->flushing ? FLUSH_LIMIT_MS : BUSY_LIMIT_MS;
        if (busy == 0 || clock_ms() - busy < limit)
            control_send(keeper, MSG_BEAT, &peer_type, &peer);
        pause_ms(BEAT_MS);
    }
    return NULL;
}

/* As long as there is more to do, with pauses that leave the engine to the counter; then the files, if it is time. */
static void sweep(struct keeper *keeper)
{
    struct arena arena = { 0 };
    struct nothing reply;
    struct wiping figures;
    bool more = true;
    while (more) {
        arena_reset(&arena);
        record_init(&nothing_type, &reply);
        if (keeper_call(keeper, &housekeeping, ACTION_SWEEP, NULL, NULL, &reply, &arena)) {
            log_line("sweep", "%s", err_last_detail());
            break;
        }
        more = strcmp(reply.words, "more") == 0;
        if (more)
            pause_ms(SWEEP_PAUSE_MS);
    }
    if (strcmp(reply.words, "compact") == 0 && *space_alarm(keeper, &arena) == 0 && compact_now(keeper, &figures))
        log_line("store", "compact: %s", err_last_detail());
    arena_free(&arena);
}

/* Removed or moved away, or another one put in its place: what is written from now on would be found by nobody. */
static bool store_is_gone(struct keeper *keeper)
{
    static struct stat first;
    char path[PATH_MAX + 16];
    struct stat now;
    snprintf(path, sizeof path, "%s/" PATH_STORE, keeper->shop);
    if (stat(path, &now) != 0)
        return errno == ENOENT || errno == ENOTDIR;
    if (first.st_ino == 0)
        first = now;
    return first.st_ino != now.st_ino || first.st_dev != now.st_dev;
}

static void *clock_thread(void *data)
{
    struct keeper *keeper = data;
    int64_t next_sweep = 0, next_files = clock_ms() + 1000;
    photo_resume(keeper, &housekeeping);
    for (;;) {
        int64_t now = clock_ms();
        if (store_is_gone(keeper)) {
            log_line("shop", "its directory %s is gone; it is closed", keeper->shop);
            kill(getppid(), SIGTERM); /* the supervisor closes the shop, in order */
            return NULL;
        }
        space_watch(keeper);
        if (now >= next_sweep) {
            sweep(keeper);
            next_sweep = now + keeper->limits.sweep_seconds * 1000;
        }
        if (now >= next_files) {
            photo_sweep(keeper, &housekeeping);
            next_files = now + FILES_SECONDS * 1000;
        }
        pause_ms(TICK_MS);
    }
    return NULL;
}

void housekeeping_start(struct keeper *keeper)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, beat_thread, keeper) || pthread_create(&thread, NULL, clock_thread, keeper))
        die("Cannot start a thread. Is there memory left?");
}
