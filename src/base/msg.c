/* msg.c - messages between our processes; see msg.h. */
#include "msg.h"
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "clock.h"
#include "io.h"

enum { HEAD = 12 }; /* kind 2, what 2, id 8; big-endian */

enum err msg_send(int fd, const struct msg *msg, bool wait)
{
    uint8_t head[HEAD];
    for (int i = 0; i < 2; i++) {
        head[i] = (uint8_t)(msg->kind >> (8 * (1 - i)));
        head[2 + i] = (uint8_t)(msg->what >> (8 * (1 - i)));
    }
    for (int i = 0; i < 8; i++)
        head[4 + i] = (uint8_t)(msg->id >> (8 * (7 - i)));
    if (msg->body.size > MSG_LIMIT - HEAD)
        return err_detail(ERR_TOO_LONG, "message of %zu bytes", msg->body.size);
    struct iovec parts[2] = { { head, HEAD }, { (void *)(uintptr_t)msg->body.data, msg->body.size } };
    struct msghdr header = { .msg_iov = parts, .msg_iovlen = 2 };
    union {
        char space[CMSG_SPACE(sizeof(int) * MSG_FDS)];
        struct cmsghdr align;
    } control;
    memset(&control, 0, sizeof control);
    if (msg->fd_count > 0) {
        size_t size = sizeof(int) * (size_t)msg->fd_count;
        header.msg_control = control.space;
        header.msg_controllen = CMSG_SPACE(size);
        struct cmsghdr *rights = CMSG_FIRSTHDR(&header);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(size);
        memcpy(CMSG_DATA(rights), msg->fds, size);
    }
    ssize_t sent;
    for (;;) {
        sent = sendmsg(fd, &header, MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT));
        if (sent >= 0 || (errno != EINTR && !(wait && errno == EAGAIN)))
            break;
        if (errno == EAGAIN)
            poll(&(struct pollfd){ .fd = fd, .events = POLLOUT }, 1, -1);
    }
    if (sent >= 0)
        return ERR_NONE;
    if (errno == EAGAIN || errno == ENOBUFS || errno == ENOMEM)
        return err_detail(ERR_LIMIT, "the other side does not read");
    return err_detail(ERR_CLOSED, "%s", strerror(errno));
}

enum err msg_send_record(int fd, uint16_t kind, uint16_t what, uint64_t id, const struct record_type *type,
                         const void *record, const int *fds, int fd_count)
{
    struct buf buf = { 0 };
    if (record)
        record_encode(type, record, FIELD_ALL, &buf);
    struct msg msg = { .kind = kind, .what = what, .id = id, .body = { buf.data, buf.size }, .fd_count = fd_count };
    if (fd_count)
        memcpy(msg.fds, fds, sizeof(int) * (size_t)fd_count);
    enum err err = msg_send(fd, &msg, true);
    buf_free(&buf);
    return err;
}

static void take_descriptors(struct msghdr *header, struct msg *msg)
{
    for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c; c = CMSG_NXTHDR(header, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        msg->fd_count = (int)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        memcpy(msg->fds, CMSG_DATA(c), sizeof(int) * (size_t)msg->fd_count);
    }
}

enum err msg_receive(int fd, struct msg *msg, struct arena *arena, int wait_ms)
{
    *msg = (struct msg){ 0 };
    int64_t until = wait_ms < 0 ? 0 : clock_ms() + wait_ms;
    for (;;) {
        int left = wait_ms < 0 ? -1 : (int)(until - clock_ms());
        int ready = poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, wait_ms < 0 ? -1 : left < 0 ? 0 : left);
        if (ready > 0)
            break;
        if (ready < 0 && errno != EINTR)
            return err_detail(ERR_CLOSED, "%s", strerror(errno));
        if (ready == 0)
            return ERR_PENDING;
    }
    /* One buffer per thread, of which nearly always only the first page is ever touched. */
    static _Thread_local uint8_t space[MSG_LIMIT];
    struct iovec part = { space, MSG_LIMIT };
    union {
        char space[CMSG_SPACE(sizeof(int) * MSG_FDS)];
        struct cmsghdr align;
    } control;
    struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.space, .msg_controllen = sizeof control.space };
    ssize_t got;
    do
        got = recvmsg(fd, &header, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    while (got < 0 && errno == EINTR);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return ERR_PENDING;
    if (got <= 0)
        return err_detail(ERR_CLOSED, "%s", got < 0 ? strerror(errno) : "closed");
    take_descriptors(&header, msg);
    if (got < HEAD || header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
        msg_close(msg);
        return err_detail(ERR_MALFORMED, "message");
    }
    msg->kind = be16(space);
    msg->what = be16(space + 2);
    msg->id = be64(space + 4);
    size_t size = (size_t)got - HEAD;
    uint8_t *body = arena_alloc(arena, size);
    memcpy(body, space + HEAD, size);
    msg->body = (struct bytes){ body, size };
    return ERR_NONE;
}

enum err msg_record(const struct msg *msg, const struct record_type *type, void *record, struct arena *arena)
{
    return record_decode(type, msg->body, record, arena);
}

void msg_close(struct msg *msg)
{
    for (int i = 0; i < msg->fd_count; i++)
        io_close(&msg->fds[i]);
    msg->fd_count = 0;
}
