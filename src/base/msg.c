/* msg.c - messages between our processes; see msg.h. */
#include "msg.h"
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include "clock.h"
#include "io.h"

/* Head: kind 2, what 2, id 8; big-endian. A kind with this bit has its body in the last descriptor. The room for
 * descriptors is an even number, because the kernel rounds it up to that and would fill it. */
enum { HEAD = 12, IN_FILE = 0x8000, SOCKET_FDS = MSG_FDS + 2, MSG_SHORT = 8 * 1024 };

static enum err send_parts(int fd, struct iovec *parts, const int *fds, size_t fd_count, bool wait)
{
    struct msghdr header = { .msg_iov = parts, .msg_iovlen = 2 };
    union {
        char space[CMSG_SPACE(sizeof(int) * SOCKET_FDS)];
        struct cmsghdr align;
    } control;
    memset(&control, 0, sizeof control);
    if (fd_count > 0) {
        header.msg_control = control.space;
        header.msg_controllen = CMSG_SPACE(sizeof(int) * fd_count);
        struct cmsghdr *rights = CMSG_FIRSTHDR(&header);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(sizeof(int) * fd_count);
        memcpy(CMSG_DATA(rights), fds, sizeof(int) * fd_count);
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

/* A long body into a file in memory; -1 if there is none to be had. */
static int body_file(struct bytes body)
{
    int file = memfd_create("message", MFD_CLOEXEC);
    if (file >= 0 && !io_write(file, body.data, body.size))
        io_close(&file);
    return file;
}

enum err msg_send(int fd, const struct msg *msg, bool wait)
{
    uint8_t head[HEAD];
    bool in_file = msg->body.size > MSG_INLINE;
    uint16_t kind = (uint16_t)(msg->kind | (in_file ? IN_FILE : 0));
    int fds[SOCKET_FDS], file = -1;
    for (int i = 0; i < 2; i++) {
        head[i] = (uint8_t)(kind >> (8 * (1 - i)));
        head[2 + i] = (uint8_t)(msg->what >> (8 * (1 - i)));
    }
    for (int i = 0; i < 8; i++)
        head[4 + i] = (uint8_t)(msg->id >> (8 * (7 - i)));
    if (msg->body.size > MSG_LIMIT)
        return err_detail(ERR_TOO_LONG, "a message of %zu bytes", msg->body.size);
    memcpy(fds, msg->fds, sizeof(int) * (size_t)msg->fd_count);
    if (in_file && (file = body_file(msg->body)) < 0)
        return err_detail(ERR_MEMORY, "a message of %zu bytes", msg->body.size);
    if (in_file)
        fds[msg->fd_count] = file;
    struct iovec parts[2] = { { head, HEAD }, { (void *)(uintptr_t)msg->body.data, in_file ? 0 : msg->body.size } };
    enum err err = send_parts(fd, parts, fds, (size_t)msg->fd_count + in_file, wait);
    io_close(&file);
    return err;
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

/* Every descriptor that came along, so that none is ever lost; more than agreed makes the message malformed. */
static int take_descriptors(struct msghdr *header, int fds[SOCKET_FDS])
{
    int count = 0;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c; c = CMSG_NXTHDR(header, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        count = (int)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        memcpy(fds, CMSG_DATA(c), sizeof(int) * (size_t)count);
    }
    return count;
}

/* The body that travelled in a file: read, not mapped, so that whoever still has it cannot change it under us. */
static enum err read_body(struct msg *msg, int file, struct arena *arena)
{
    struct stat stat;
    if (fstat(file, &stat) != 0 || !S_ISREG(stat.st_mode) || stat.st_size <= MSG_INLINE || stat.st_size > MSG_LIMIT)
        return err_detail(ERR_MALFORMED, "message");
    size_t size = (size_t)stat.st_size;
    uint8_t *body = arena_alloc(arena, size);
    for (size_t at = 0; at < size;) {
        ssize_t got = pread(file, body + at, size - at, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return err_detail(ERR_MALFORMED, "message");
        at += (size_t)got;
    }
    msg->body = (struct bytes){ body, size };
    return ERR_NONE;
}

static enum err take_apart(struct msg *msg, const uint8_t *space, size_t size, int *fds, int fd_count, struct arena *arena)
{
    bool in_file = size >= HEAD && be16(space) & IN_FILE;
    int own = fd_count - in_file;
    enum err err = size < HEAD || own < 0 || own > MSG_FDS || fd_count > MSG_FDS + 1 ? err_detail(ERR_MALFORMED, "message") : ERR_NONE;
    if (!err) {
        msg->kind = (uint16_t)(be16(space) & ~IN_FILE);
        msg->what = be16(space + 2);
        msg->id = be64(space + 4);
        msg->body = (struct bytes){ arena_alloc(arena, size - HEAD), size - HEAD };
        memcpy((void *)(uintptr_t)msg->body.data, space + HEAD, size - HEAD);
        if (in_file)
            err = read_body(msg, fds[own], arena);
    }
    for (int i = 0; i < fd_count; i++) {
        if (!err && i < own)
            msg->fds[msg->fd_count++] = fds[i];
        else
            close(fds[i]);
    }
    return err;
}

/* The pages of the stack that a long message went over are nobody's until the next one: the system may have them. */
static void give_back(uint8_t *space, size_t size)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), from = ((uintptr_t)space + page - 1) / page * page,
              end = ((uintptr_t)space + size) / page * page;
    if (end > from)
        madvise((void *)from, end - from, MADV_DONTNEED);
}

enum err msg_receive(int fd, struct msg *msg, struct arena *arena, int wait_ms)
{
    *msg = (struct msg){ 0 };
    int64_t until = wait_ms < 0 ? 0 : clock_ms() + wait_ms;
    if (fd < 0 && wait_ms == 0)
        return ERR_PENDING; /* nobody there yet, as poll() takes it */
    while (wait_ms != 0) { /* who does not wait learns it from the socket itself */
        int left = wait_ms < 0 ? -1 : (int)(until - clock_ms());
        int ready = poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, wait_ms < 0 ? -1 : left < 0 ? 0 : left);
        if (ready > 0)
            break;
        if (ready < 0 && errno != EINTR)
            return err_detail(ERR_CLOSED, "%s", strerror(errno));
        if (ready == 0)
            return ERR_PENDING;
    }
    /* On the stack, where nearly always only its first page is ever touched; as a thread's own it would be written with
     * zeros whole in every process. */
    uint8_t space[HEAD + MSG_INLINE];
    struct iovec part = { space, sizeof space };
    union {
        char space[CMSG_SPACE(sizeof(int) * SOCKET_FDS)];
        struct cmsghdr align;
    } control;
    struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.space, .msg_controllen = sizeof control.space };
    int fds[SOCKET_FDS];
    ssize_t got;
    do
        got = recvmsg(fd, &header, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK ? ERR_PENDING : err_detail(ERR_CLOSED, "%s", strerror(errno));
    int fd_count = take_descriptors(&header, fds);
    if (got == 0 || header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
        for (int i = 0; i < fd_count; i++)
            close(fds[i]);
        return got == 0 ? err_detail(ERR_CLOSED, "closed") : err_detail(ERR_MALFORMED, "message");
    }
    enum err err = take_apart(msg, space, (size_t)got, fds, fd_count, arena);
    if ((size_t)got > MSG_SHORT)
        give_back(space, (size_t)got);
    return err;
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
