/* tool-liar - what was taken over by a photo or a client, as a test plays it. Copied to countersign-worker it is a worker
 * that answers every job with the lie that the photo's size chooses; lie 0 is the truth.
 *
 *   tool-liar crowd SHOP CODE PHOTO     one asker that sends this photo into that order 5000 times without reading an answer
 *
 * Says at the end of its asking how many it could send.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../../src/base/clock.h"
#include "../../src/base/io.h"
#include "../../src/client/client.h"

enum { CROWD = 5000, LIES = 13 };

static const struct lie {
    const char *format;
    int64_t width, err;
} lies[LIES] = {
    { "jpeg", 100, 0 }, { "", 100, 0 }, { "a b", 100, 0 }, { "abcdefghijklmnop", 100, 0 }, { "jpeg", -1, 0 },
    { "jpeg", INT64_MAX, 0 }, { "jpeg", 0, 0 }, { "jpeg", 100, -1 }, { "jpeg", 100, 100000 }, { "jpeg", 100, ERR_PENDING },
};
enum { GARBAGE = 10, OTHER_KIND, HANGS_UP };

/* False when it hung up. */
static bool lie(int keeper, const struct msg *job, size_t which)
{
    struct job_result result;
    record_init(&job_result_type, &result);
    result.format = lies[which].format;
    result.width = result.height = lies[which].width;
    result.thumb_width = result.thumb_height = 1;
    result.err = lies[which].err;
    struct msg garbage = { .kind = MSG_JOB_DONE, .id = job->id, .body = { (const uint8_t *)"\377\377\377\377", 4 } };
    if (which == HANGS_UP)
        return false;
    if (which == GARBAGE)
        return msg_send(keeper, &garbage, true) == ERR_NONE;
    uint16_t kind = which == OTHER_KIND ? MSG_READY : MSG_JOB_DONE;
    return msg_send_record(keeper, kind, 0, job->id, &job_result_type, &result, NULL, 0) == ERR_NONE;
}

static void take(int *keeper, struct msg *msg, struct arena *arena)
{
    struct stat stat;
    if (msg_receive(*keeper, msg, arena, 0))
        return;
    size_t which = msg->fd_count && fstat(msg->fds[0], &stat) == 0 ? (size_t)stat.st_size % LIES : 0;
    if (!lie(*keeper, msg, which))
        io_close(keeper); /* and lives on */
    msg_close(msg);
}

static int work(void)
{
    struct arena arena = { 0 };
    struct msg msg;
    int keeper = -1;
    for (;;) {
        struct pollfd polls[2] = { { .fd = MSG_CONTROL_FD, .events = POLLIN }, { .fd = keeper, .events = POLLIN } };
        if (poll(polls, 2, -1) < 0)
            continue;
        enum err err = polls[0].revents ? msg_receive(MSG_CONTROL_FD, &msg, &arena, 0) : ERR_PENDING;
        if (err == ERR_CLOSED || (!err && msg.kind == MSG_STOP))
            return 0;
        if (!err && msg.kind == MSG_KEEPER && msg.fd_count == 1) {
            io_close(&keeper);
            keeper = msg.fds[0];
        }
        if (polls[1].revents && !polls[0].revents)
            take(&keeper, &msg, &arena);
        arena_reset(&arena);
    }
}

static int crowd(const char *shop, const char *code, const char *photo)
{
    struct client client;
    struct args args = client_args();
    int file = open(photo, O_RDONLY | O_CLOEXEC), sent = 0;
    if (file < 0 || client_open_shop(&client, shop, PLACE_OFFICE, -1))
        die("tool-liar: no photo or no shop");
    args.code = code;
    args.name = "crowd.jpg";
    for (int64_t until = clock_ms() + 20000; sent < CROWD && clock_ms() < until;) {
        struct buf body = { 0 };
        record_encode(&args_type, &args, FIELD_ALL, &body);
        struct msg msg = { .kind = MSG_CALL, .what = ACTION_PHOTO_ADD, .id = (uint64_t)sent + 1, .body = { body.data, body.size },
                           .fds = { file }, .fd_count = 1 };
        enum err err = msg_send(client.keeper, &msg, false);
        buf_free(&body);
        if (err == ERR_LIMIT)
            poll(&(struct pollfd){ .fd = client.keeper, .events = POLLOUT }, 1, 100);
        else if (err)
            break;
        else
            sent++;
    }
    printf("sent %d\n", sent);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "crowd") == 0)
        return crowd(argv[2], argv[3], argv[4]);
    return work();
}
