/* serve.c - see serve.h.
 *
 * It trusts nobody with its state: whatever a photo does to this process, the keeper sees a socket close and the
 * supervisor starts the next one. A job that runs too long is answered from a signal handler, and the process ends: a
 * decoder cannot be left in the middle. The keeper's socket may be replaced at any time (the keeper was restarted), so
 * both sockets are waited for; a job in hand is finished first, its answer to a keeper that is gone is dropped.
 */
#include "serve.h"
#include <malloc.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/log.h"
#include "../base/msg.h"
#include "../base/sandbox.h"

enum { LARGE_BLOCK = 128 * 1024 };

static struct { /* the answer that stands ready for a job that runs too long */
    int keeper;
    struct msg msg;
    uint8_t body[256];
} overtime;

static void run_over(int signal)
{
    (void)signal;
    /* Small and without descriptors: one sendmsg(), nothing that a handler may not do. */
    (void)!msg_send(overtime.keeper, &overtime.msg, false);
    _exit(1);
}

static void prepare_overtime(int keeper, uint64_t id)
{
    struct job_result result;
    struct buf body = { 0 };
    record_init(&job_result_type, &result);
    result.err = ERR_PHOTO_LARGE;
    result.detail = "it takes too long to decode";
    record_encode(&job_result_type, &result, FIELD_ALL, &body);
    if (body.size > sizeof overtime.body)
        panic("an answer of %zu bytes", body.size);
    memcpy(overtime.body, body.data, body.size);
    overtime.keeper = keeper;
    overtime.msg = (struct msg){ .kind = MSG_JOB_DONE, .id = id, .body = { overtime.body, body.size } };
    buf_free(&body);
}

static void set_timer(int which, int64_t ms)
{
    struct itimerval timer = { .it_value = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 } };
    if (setitimer(which, &timer, NULL) != 0)
        panic("no timer");
}

static enum err do_job(const struct trade *trade, const struct msg *msg, int keeper, struct job_result *result, struct arena *arena)
{
    struct job job;
    struct stat stat;
    enum err err = msg_record(msg, &job_type, &job, arena);
    if (err)
        return err;
    if (msg->fd_count != 2)
        return err_detail(ERR_MALFORMED, "a job with %d descriptors", msg->fd_count);
    int64_t bytes = fstat(msg->fds[0], &stat) == 0 && S_ISREG(stat.st_mode) ? stat.st_size : 0;
    struct patience patience = trade->patience(&job, bytes);
    prepare_overtime(keeper, msg->id);
    set_timer(ITIMER_PROF, patience.cpu_ms);
    set_timer(ITIMER_REAL, patience.wall_ms);
    err = trade->work(&job, msg->fds[0], msg->fds[1], result, arena);
    set_timer(ITIMER_PROF, 0);
    set_timer(ITIMER_REAL, 0);
    return err;
}

/* One job from the keeper; false when the keeper is gone. */
static bool take_job(const struct trade *trade, int keeper, struct arena *arena)
{
    struct msg msg;
    struct job_result result;
    enum err err = msg_receive(keeper, &msg, arena, 0);
    if (err)
        return err != ERR_CLOSED;
    record_init(&job_result_type, &result);
    if (msg.kind == MSG_JOB) {
        err = do_job(trade, &msg, keeper, &result, arena);
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

void serve(const struct trade *trade)
{
    struct arena arena = { 0 };
    struct sigaction over = { .sa_handler = run_over };
    int keeper = -1;
    bool open = true;
    log_name(trade->name);
    sandbox_close_from(MSG_CONTROL_FD + 1);
    signal(SIGPIPE, SIG_IGN);
    sigaction(SIGPROF, &over, NULL);
    sigaction(SIGALRM, &over, NULL);
    /* Fixed, or the allocator learns from one large photo to keep the memory of every later one. */
    mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
    sandbox_enter(trade->name);
    while (open) {
        struct pollfd polls[2] = { { .fd = MSG_CONTROL_FD, .events = POLLIN }, { .fd = keeper, .events = POLLIN } };
        if (poll(polls, 2, -1) < 0)
            continue;
        if (polls[0].revents)
            open = take_keeper(&keeper, &arena);
        else if (polls[1].revents && !take_job(trade, keeper, &arena))
            io_close(&keeper);
        arena_reset(&arena);
    }
}
