/* msg - messages over real sockets: there and back, limits, descriptors, peers that lie, stall or leave. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "src/base/clock.h"
#include "src/base/io.h"
#include "src/base/msg.h"
#include "src/base/random.h"

static int pair[2];
static struct arena arena;
static int open_before;

static int count_open(void)
{
    int count = 0;
    DIR *directory = opendir("/proc/self/fd");
    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}

static int setup(void **state)
{
    (void)state;
    open_before = count_open();
    return io_pair(pair);
}

/* Whatever a test did, no descriptor may be left over. */
static int teardown(void **state)
{
    (void)state;
    io_close(&pair[0]);
    io_close(&pair[1]);
    arena_free(&arena);
    return count_open() == open_before ? 0 : -1;
}

static void a_record_arrives_as_it_was_sent(void **state)
{
    (void)state;
    struct args args, back;
    struct msg msg;
    record_init(&args_type, &args);
    args.code = "471120935520";
    args.amount_minor = -1190;
    LIST_ADD(&arena, &args.lines, line)->product = "10x15";
    assert_int_equal(msg_send_record(pair[0], MSG_CALL, 7, 0x0123456789abcdef, &args_type, &args, NULL, 0), ERR_NONE);
    assert_int_equal(msg_receive(pair[1], &msg, &arena, 1000), ERR_NONE);
    assert_int_equal(msg.kind, MSG_CALL);
    assert_int_equal(msg.what, 7);
    assert_true(msg.id == 0x0123456789abcdef);
    assert_int_equal(msg.fd_count, 0);
    assert_int_equal(msg_record(&msg, &args_type, &back, &arena), ERR_NONE);
    assert_string_equal(back.code, "471120935520");
    assert_int_equal(back.amount_minor, -1190);
    assert_string_equal(back.lines.v[0].product, "10x15");
    assert_int_equal(msg_send_record(pair[1], MSG_BEAT, 0, 0, NULL, NULL, NULL, 0), ERR_NONE);
    assert_int_equal(msg_receive(pair[0], &msg, &arena, 1000), ERR_NONE);
    assert_int_equal(msg.kind, MSG_BEAT);
    assert_int_equal(msg.body.size, 0);
}

/* Short ones go through the socket, long ones in a file beside it; nobody who asks or answers can tell. */
static void messages_of_every_size_arrive_whole(void **state)
{
    (void)state;
    static const size_t sizes[] = { 0, 1, 4096, MSG_INLINE - 1, MSG_INLINE, MSG_INLINE + 1, 1000000, MSG_LIMIT };
    uint8_t *bytes = malloc(MSG_LIMIT + 1);
    struct msg got;
    int pipe_fds[2];
    assert_int_equal(pipe(pipe_fds), 0);
    random_bytes(bytes, MSG_LIMIT);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct msg msg = { .kind = MSG_REPLY, .what = 7, .id = i, .body = { bytes, sizes[i] }, .fds = { pipe_fds[0] }, .fd_count = 1 };
        assert_int_equal(msg_send(pair[0], &msg, false), ERR_NONE);
        assert_int_equal(msg_receive(pair[1], &got, &arena, 1000), ERR_NONE);
        assert_int_equal(got.kind, MSG_REPLY);
        assert_int_equal(got.id, i);
        assert_int_equal(got.fd_count, 1);
        assert_int_equal(got.body.size, sizes[i]);
        assert_memory_equal(got.body.data, bytes, sizes[i]);
        msg_close(&got);
    }
    struct msg larger = { .kind = MSG_REPLY, .body = { bytes, MSG_LIMIT + 1 } };
    assert_int_equal(msg_send(pair[0], &larger, false), ERR_TOO_LONG);
    assert_int_equal(msg_receive(pair[1], &got, &arena, 0), ERR_PENDING);
    close(pipe_fds[0]);
    close(pipe_fds[1]);
    free(bytes);
}

static void descriptors_travel_and_close_on_exec(void **state)
{
    (void)state;
    int pipes[2][2];
    struct msg msg;
    char byte;
    assert_int_equal(pipe(pipes[0]) | pipe(pipes[1]), 0);
    const int fds[MSG_FDS] = { pipes[0][0], pipes[0][1], pipes[1][0], pipes[1][1] };
    assert_int_equal(msg_send_record(pair[0], MSG_JOB, 0, 1, NULL, NULL, fds, MSG_FDS), ERR_NONE);
    assert_int_equal(msg_receive(pair[1], &msg, &arena, 1000), ERR_NONE);
    assert_int_equal(msg.fd_count, MSG_FDS);
    assert_int_equal(write(msg.fds[3], "x", 1), 1);
    assert_int_equal(read(pipes[1][0], &byte, 1), 1);
    for (int i = 0; i < MSG_FDS; i++) {
        assert_true(fcntl(msg.fds[i], F_GETFD) & FD_CLOEXEC);
        close(fds[i]);
    }
    msg_close(&msg);
    assert_int_equal(msg.fd_count, 0);
    msg_close(&msg); /* twice does nothing */
}

static void more_descriptors_than_agreed_are_refused(void **state)
{
    (void)state;
    enum { SENT = 9 };
    char head[12] = { 0 };
    struct iovec part = { head, sizeof head };
    union { char space[CMSG_SPACE(sizeof(int) * SENT)]; struct cmsghdr align; } control;
    struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.space, .msg_controllen = sizeof control.space };
    int fds[SENT];
    struct msg msg;
    memset(&control, 0, sizeof control);
    for (int i = 0; i < SENT; i++)
        fds[i] = open("/dev/null", O_RDONLY);
    struct cmsghdr *rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof fds);
    memcpy(CMSG_DATA(rights), fds, sizeof fds);
    assert_int_equal(sendmsg(pair[0], &header, 0), sizeof head);
    for (int i = 0; i < SENT; i++)
        close(fds[i]);
    assert_int_equal(msg_receive(pair[1], &msg, &arena, 1000), ERR_MALFORMED); /* and teardown() counts that none stayed open */
    assert_int_equal(msg.fd_count, 0);
}

static void what_is_no_message_is_refused(void **state)
{
    (void)state;
    struct msg msg;
    assert_int_equal(send(pair[0], "short", 5, 0), 5);
    assert_int_equal(msg_receive(pair[1], &msg, &arena, 1000), ERR_MALFORMED);
    char *large = calloc(1, MSG_INLINE + 13);
    assert_int_equal(send(pair[0], large, MSG_INLINE + 13, 0), MSG_INLINE + 13);
    assert_int_equal(msg_receive(pair[1], &msg, &arena, 1000), ERR_MALFORMED);
    free(large);
    /* A head alone is a message; its missing record is one with nothing in it. */
    struct nothing nothing;
    assert_int_equal(send(pair[0], "\0\2\0\0\0\0\0\0\0\0\0\1", 12, 0), 12);
    assert_int_equal(msg_receive(pair[1], &msg, &arena, 1000), ERR_NONE);
    assert_int_equal(msg.kind, MSG_REPLY);
    assert_int_equal(msg_record(&msg, &nothing_type, &nothing, &arena), ERR_NONE);
    assert_string_equal(nothing.words, "");
}

static void random_bytes_are_survived(void **state)
{
    (void)state;
    uint8_t bytes[600];
    for (int round = 0; round < 5000; round++) {
        size_t size = 1 + random_below(sizeof bytes);
        struct msg msg;
        struct args args;
        random_bytes(bytes, size);
        if (size > 18) /* a plausible head of the first field */
            memcpy(bytes + 12, (uint8_t[]){ 0, (uint8_t)random_below(30), 0, 0, 0, (uint8_t)random_below(30) }, 6);
        assert_int_equal(send(pair[0], bytes, size, 0), size);
        enum err err = msg_receive(pair[1], &msg, &arena, 1000);
        /* Half of them say that their body is in a file, and none came along. */
        assert_int_equal(err, size < 12 || bytes[0] & 0x80 ? ERR_MALFORMED : ERR_NONE);
        if (!err)
            err = msg_record(&msg, &args_type, &args, &arena);
        assert_true(err == ERR_NONE || err == ERR_MALFORMED || err == ERR_TOO_LONG);
        arena_reset(&arena);
    }
}

static void waiting_ends_in_time(void **state)
{
    (void)state;
    struct msg msg;
    int64_t before = clock_ms();
    assert_int_equal(msg_receive(pair[1], &msg, &arena, 60), ERR_PENDING);
    int64_t waited = clock_ms() - before;
    assert_in_range(waited, 59, 1500);
    before = clock_ms();
    assert_int_equal(msg_receive(pair[1], &msg, &arena, 0), ERR_PENDING);
    assert_true(clock_ms() - before < 500);
}

static void a_peer_that_does_not_read_is_noticed(void **state)
{
    (void)state;
    struct msg msg = { .kind = MSG_NOTICE };
    enum err err = ERR_NONE;
    int sent = 0;
    while ((err = msg_send(pair[0], &msg, false)) == ERR_NONE && sent < 1000000)
        sent++;
    assert_int_equal(err, ERR_LIMIT);
    assert_true(sent > 0);
    /* A sender that waits gets through once somebody reads. */
    pid_t child = fork();
    if (child == 0) {
        struct arena own = { 0 };
        struct msg got;
        usleep(50000);
        for (int i = 0; i <= sent; i++)
            if (msg_receive(pair[1], &got, &own, 5000) != ERR_NONE)
                _exit(1);
        _exit(0);
    }
    assert_int_equal(msg_send(pair[0], &msg, true), ERR_NONE);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void a_peer_that_left_is_noticed(void **state)
{
    (void)state;
    struct msg msg = { .kind = MSG_BEAT };
    assert_int_equal(msg_send(pair[0], &msg, true), ERR_NONE);
    io_close(&pair[0]);
    assert_int_equal(msg_receive(pair[1], &msg, &arena, -1), ERR_NONE); /* what it had said still counts */
    assert_int_equal(msg_receive(pair[1], &msg, &arena, -1), ERR_CLOSED);
    assert_int_equal(msg_send(pair[1], &msg, true), ERR_CLOSED);        /* and no SIGPIPE */
    assert_int_equal(msg_receive(-1, &msg, &arena, 0), ERR_PENDING);    /* poll() ignores a closed descriptor */
    assert_int_equal(msg_send(-1, &msg, true), ERR_CLOSED);
}

int main(void)
{
#define MSG_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        MSG_TEST(a_record_arrives_as_it_was_sent), MSG_TEST(messages_of_every_size_arrive_whole),
        MSG_TEST(descriptors_travel_and_close_on_exec), MSG_TEST(more_descriptors_than_agreed_are_refused),
        MSG_TEST(what_is_no_message_is_refused), MSG_TEST(random_bytes_are_survived), MSG_TEST(waiting_ends_in_time),
        MSG_TEST(a_peer_that_does_not_read_is_noticed), MSG_TEST(a_peer_that_left_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
