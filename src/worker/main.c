/* worker: decodes what customers send. It reads one descriptor and writes another, one job at a time.
 *
 * It trusts nobody with its state: whatever a photo does to this process, the keeper sees a socket close and the
 * supervisor starts the next one. The keeper's socket may be replaced at any time (the keeper was restarted), so both
 * sockets are waited for; a job in hand is finished first, its answer to a keeper that is gone is dropped.
 */
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/log.h"
#include "../base/msg.h"
#include "../base/sandbox.h"
#include "../image/image.h"

enum { LARGE_BLOCK = 128 * 1024 };

static enum err do_job(const struct msg *msg, struct job_result *result, struct arena *arena)
{
    struct job job;
    enum err err = msg_record(msg, &job_type, &job, arena);
    if (err)
        return err;
    if (msg->fd_count != 2)
        return err_detail(ERR_MALFORMED, "a job with %d descriptors", msg->fd_count);
    if (job.task == TASK_EXAMINE)
        return image_examine(msg->fds[0], msg->fds[1], result, arena);
    return image_render(&job, msg->fds[0], msg->fds[1], result, arena);
}

/* One job from the keeper; false when the keeper is gone. */
static bool serve(int keeper, struct arena *arena)
{
    struct msg msg;
    struct job_result result;
    enum err err = msg_receive(keeper, &msg, arena, 0);
    if (err)
        return err != ERR_CLOSED;
    record_init(&job_result_type, &result);
    if (msg.kind == MSG_JOB) {
        err = do_job(&msg, &result, arena);
        result.err = err;
        result.detail = err ? arena_text(arena, err_last_detail()) : "";
        err = msg_send_record(keeper, MSG_JOB_DONE, 0, msg.id, &job_result_type, &result, NULL, 0);
    }
    msg_close(&msg);
    malloc_trim(0);
    return err != ERR_CLOSED;
}

/* A message from the supervisor: a socket to a new keeper. False when the supervisor is gone. */
static bool take_keeper(int *keeper, struct arena *arena)
{
    struct msg msg;
    enum err err = msg_receive(MSG_CONTROL_FD, &msg, arena, 0);
    if (err)
        return err != ERR_CLOSED;
    if (msg.kind == MSG_STOP)
        return false;
    if (msg.kind == MSG_KEEPER && msg.fd_count == 1) {
        io_close(keeper);
        *keeper = msg.fds[0];
        msg.fd_count = 0;
    }
    msg_close(&msg);
    return true;
}

int main(void)
{
    struct arena arena = { 0 };
    int keeper = -1;
    bool open = true;
    log_name("worker");
    sandbox_close_from(MSG_CONTROL_FD + 1);
    signal(SIGPIPE, SIG_IGN);
    /* Fixed, or the allocator learns from one large photo to keep the memory of every later one. */
    mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
    sandbox_enter("worker");
    while (open) {
        struct pollfd polls[2] = { { .fd = MSG_CONTROL_FD, .events = POLLIN }, { .fd = keeper, .events = POLLIN } };
        if (poll(polls, 2, -1) < 0)
            continue;
        if (polls[0].revents)
            open = take_keeper(&keeper, &arena);
        else if (polls[1].revents && !serve(keeper, &arena))
            io_close(&keeper);
        arena_reset(&arena);
    }
    return 0;
}
