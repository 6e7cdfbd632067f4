/* target.c - where a slip goes: a printer on the network, a device, a file; see slip.h.
 *
 * A printer out of paper takes some bytes and then none: nobody waits for it longer than PATIENCE_MS, and what it said no
 * to is told to who stands there. Over the network this machine's own buffers would take a whole slip in its place: sent is
 * what the printer has acknowledged.
 */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/str.h"
#include "slip.h"

enum { PATIENCE_MS = 5000, LOOK_MS = 20 };

enum err slip_target_read(const char *text, struct slip_target *target)
{
    const char *comma = strrchr(text, ',');
    size_t length = comma ? (size_t)(comma - text) : strlen(text);
    int64_t port = 9100;
    *target = (struct slip_target){ .way = SLIP_NOWHERE, .width = SLIP_80 };
    if (*text == 0)
        return ERR_NONE;
    if (comma && strcmp(comma, ",58") == 0)
        target->width = SLIP_58;
    else if (comma && strcmp(comma, ",80") != 0)
        return err_detail(ERR_MALFORMED, "paper is ,58 or ,80, not %.20s", comma);
    bool tcp = strncmp(text, "tcp:", 4) == 0;
    if (length >= sizeof target->host)
        return err_detail(ERR_TOO_LONG, "the name of the slip printer");
    snprintf(target->host, sizeof target->host, "%.*s", (int)length - (tcp ? 4 : 0), text + (tcp ? 4 : 0));
    if (strcmp(target->host, "aux") == 0 && !tcp) {
        target->way = SLIP_AUX;
        return ERR_NONE;
    }
    char *colon = tcp ? strrchr(target->host, ':') : NULL;
    if (colon) {
        *colon = 0;
        if (!str_number(colon + 1, 1, 65535, &port))
            return err_detail(ERR_MALFORMED, "a port is 1 to 65535, not %.20s", colon + 1);
    }
    snprintf(target->port, sizeof target->port, "%d", (int)port);
    target->way = tcp ? SLIP_TCP : SLIP_PATH;
    if (*target->host == 0 || (!tcp && *target->host != '/'))
        return err_detail(ERR_MALFORMED, "slips go to aux, tcp:HOST, or a path from /, not %.60s", text);
    return ERR_NONE;
}

static enum err failed(const struct slip_target *target, const char *why)
{
    return err_detail(ERR_SLIP, "%.90s: %s", target->host, why);
}

/* Wait for what is left of the patience. */
static bool ready(int fd, short events, int64_t until_ms)
{
    struct pollfd poll_fd = { .fd = fd, .events = events };
    int64_t left = until_ms - clock_ms();
    return left > 0 && poll(&poll_fd, 1, (int)left) > 0 && !(poll_fd.revents & (POLLERR | POLLNVAL));
}

static int dial(const struct slip_target *target, int64_t until_ms)
{
    struct addrinfo wanted = { .ai_socktype = SOCK_STREAM }, *found = NULL;
    int error = 0;
    socklen_t size = sizeof error;
    if (getaddrinfo(target->host, target->port, &wanted, &found) != 0)
        return -1;
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && connect(fd, found->ai_addr, found->ai_addrlen) != 0 &&
        (errno != EINPROGRESS || !ready(fd, POLLOUT, until_ms) || getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error))
        io_close(&fd);
    freeaddrinfo(found);
    return fd;
}

/* Has the printer taken all of it? */
static enum err acknowledged(const struct slip_target *target, int fd, int64_t until_ms)
{
    int left = 0;
    while (ioctl(fd, SIOCOUTQ, &left) == 0 && left > 0) {
        struct pollfd poll_fd = { .fd = fd };
        if (clock_ms() >= until_ms)
            return failed(target, "it takes nothing more; is it out of paper?");
        if (poll(&poll_fd, 1, LOOK_MS) > 0) /* hung up in the middle */
            return failed(target, "it hung up before it had all");
    }
    return ERR_NONE;
}

static enum err pour(const struct slip_target *target, int fd, const struct buf *bytes, int64_t until_ms)
{
    for (size_t sent = 0; sent < bytes->size;) {
        ssize_t n = write(fd, bytes->data + sent, bytes->size - sent);
        if (n > 0)
            sent += (size_t)n;
        else if (n < 0 && errno != EAGAIN && errno != EINTR)
            return failed(target, errno == ENOSPC ? "it is out of paper, or the disk is full" : strerror(errno));
        else if (!ready(fd, POLLOUT, until_ms))
            return failed(target, "it takes nothing; is it out of paper?");
    }
    return ERR_NONE;
}

enum err slip_send(const struct slip_target *target, const struct buf *bytes)
{
    int64_t until_ms = clock_ms() + PATIENCE_MS;
    struct stat stat;
    if (target->way == SLIP_NOWHERE || target->way == SLIP_AUX)
        return err_detail(ERR_SLIP, "this terminal has none; terminal set TERMINAL --slips says where slips go");
    int fd = target->way == SLIP_TCP ? dial(target, until_ms)
                                     : open(target->host, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600);
    if (fd < 0)
        return failed(target, target->way == SLIP_TCP ? "it does not answer" : strerror(errno));
    enum err err = pour(target, fd, bytes, until_ms);
    if (!err && target->way == SLIP_TCP)
        err = acknowledged(target, fd, until_ms);
    /* A file must be there after a power cut; a device has no such thing. */
    if (!err && target->way == SLIP_PATH && fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode) && fsync(fd) != 0)
        err = failed(target, strerror(errno));
    close(fd);
    return err;
}
