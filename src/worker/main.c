/* countersign-worker [low] - decodes what customers send: looks at headers, converts PNG and WebP, examines whole photos,
 * renders prints and index prints. It reads one descriptor and writes another, one job at a time (serve.c).
 *
 * "low": it works only when nobody else wants the processor. So photos are examined beside their upload and still do not
 * slow it down.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "../image/image.h"
#include "serve.h"

enum { HEADER_MS = 500, RENDER_MS = 30000, LOWEST = 19 };

static struct patience patience(const struct job *job, int64_t bytes)
{
    int64_t ms = job->task == TASK_HEADER ? HEADER_MS : job->task == TASK_RENDER || job->task == TASK_INDEX ? RENDER_MS : image_allowance_ms(bytes);
    return (struct patience){ .cpu_ms = ms };
}

static enum err work(const struct job *job, int in, int out, struct job_result *result, struct arena *arena)
{
    switch (job->task) {
    case TASK_HEADER:
        return image_header(in, result, arena);
    case TASK_CONVERT:
        return image_convert(in, out, result, arena);
    case TASK_EXAMINE:
        return image_examine(in, out, result, arena);
    case TASK_RENDER:
        return image_render(job, in, out, result, arena);
    case TASK_INDEX:
        return image_index(job, in, out, result, arena);
    case TASK_COUNT:
        break;
    }
    return err_detail(ERR_MALFORMED, "an unknown task");
}

/* Idle: whoever wakes up goes first, and is put onto a processor that has nothing else than us. Linux weighs sessions
 * against each other before it looks at that (sched(7), autogroup), and each of our processes leads a session: so the
 * session is made the lightest, and asks for long slices, because what wakes up with a shorter one need not wait for the
 * end of ours. Without that every packet of an upload waited for up to a tick of the clock. Where a kernel knows less, less
 * is done. It lets only one process of the whole system change its session's weight in a tenth of a second; two that start
 * together both get there. */
static void give_way(void)
{
    enum { TRIES = 20, PAUSE_US = 110000, SLICE_NS = 10000000 };
    const struct sched_param none = { 0 };
    struct { /* sched_setattr(2), which the C library learned late; its header and the kernel's do not go together */
        uint32_t size, policy;
        uint64_t flags;
        int32_t nice;
        uint32_t priority;
        uint64_t runtime, deadline, period;
    } slices = { .size = sizeof slices, .policy = SCHED_OTHER, .nice = LOWEST, .runtime = SLICE_NS };
    int group = open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC);
    setpriority(PRIO_PROCESS, 0, LOWEST);
    syscall(SYS_sched_setattr, 0, &slices, 0);
    sched_setscheduler(0, SCHED_IDLE, &none);
    for (int i = 0; group >= 0 && i < TRIES; i++) {
        if (dprintf(group, "%d", LOWEST) > 0 || errno != EAGAIN)
            break;
        usleep(PAUSE_US);
    }
    if (group >= 0)
        close(group);
}

int main(int argc, char **argv)
{
    static const struct trade trade = { "worker", patience, work };
    if (argc > 1 && strcmp(argv[1], "low") == 0)
        give_way();
    serve(&trade);
    return 0;
}
