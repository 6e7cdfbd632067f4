/* countersign-converter - HEIC to JPEG, once, when a photo is taken in; nothing else links libheif.
 *
 * A program of its own because its decoder makes threads and has the largest appetite of all: it may have ten seconds and
 * is not waited for longer, and whatever it does the other decoders go on.
 */
#include <malloc.h>
#include <stdio.h>
#include "../worker/serve.h"
#include "heic.h"

enum { WALL_MS = 10000, CPU_MS = 20000 };

static struct patience patience(const struct job *job, int64_t bytes)
{
    (void)job;
    (void)bytes;
    return (struct patience){ .cpu_ms = CPU_MS, .wall_ms = WALL_MS };
}

static enum err work(const struct job *job, int in, int out, struct job_result *result, struct arena *arena)
{
    if (job->task != TASK_CONVERT)
        return err_detail(ERR_MALFORMED, "not a converter's task");
    return heic_convert(in, out, result, arena);
}

static ssize_t swallow(void *cookie, const char *words, size_t size)
{
    (void)cookie;
    (void)words;
    return (ssize_t)size;
}

/* libde265 writes to the stream of errors what it thinks of a file; the log (base/log.c) writes to the descriptor. */
static void drop_chatter(void)
{
    FILE *nowhere = fopencookie(NULL, "w", (cookie_io_functions_t){ .write = swallow });
    if (nowhere)
        stderr = nowhere;
}

int main(void)
{
    static const struct trade trade = { "converter", patience, work };
    /* An arena of each thread's own would reserve 64 MB of addresses, and the C library opens a file in /proc before it
     * makes one smaller: nothing may be opened here. */
    mallopt(M_ARENA_MAX, 1);
    drop_chatter();
    serve(&trade);
    return 0;
}
