/* countersign-worker [low] - decodes what customers send: looks at headers, converts PNG and WebP, examines whole photos,
 * renders prints and index prints. It reads one descriptor and writes another, one job at a time (serve.c).
 *
 * "low": it works only when nobody else wants the processor. So photos are examined beside their upload and still do not
 * slow it down.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
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

/* Linux weighs sessions against each other before it looks at a process's own priority (sched(7), autogroup), and each of
 * our processes leads a session. Where there is no such file, the priority alone counts. The kernel lets only one process of
 * the whole system do this in a tenth of a second; two that start together both get there. */
static void give_way(void)
{
    enum { TRIES = 20, PAUSE_US = 110000 };
    int group = open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC);
    setpriority(PRIO_PROCESS, 0, LOWEST);
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
