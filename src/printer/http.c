/* http.c - an HTTP exchange with a printer on a connection of its own; see http.h.
 *
 * libcups has a client, but it decides itself how long it waits, how much it takes, and what happens to a connection
 * that is given up. Here all of that is ours: every wait has an end, a reply is at most a megabyte within ten seconds
 * however it is dealt out, and an unfinished document ends in a reset, never in what could be taken for its end.
 */
#include "http.h"
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/mem.h"
#include "../base/str.h"

enum { DOCUMENT_MS = 45000, HEADER_BYTES = 8192, PIECE = 65536 };

static int watched = -1, reply_ms = HTTP_REPLY_MS;

void http_patience(int ms)
{
    reply_ms = ms;
}

int http_patience_ms(void)
{
    return reply_ms;
}

void http_watch(int fd)
{
    watched = fd;
}

/* ---- where ---- */

enum err http_parse(const char *uri, struct http_target *target)
{
    bool tls = strncmp(uri, "ipps://", 7) == 0;
    if (!tls && strncmp(uri, "ipp://", 6) != 0)
        return err_detail(ERR_PRINTER, "\"%.60s\" is not where an IPP printer is; write ipp://HOST/ipp/print", uri);
    const char *host = uri + (tls ? 7 : 6), *end = host + strcspn(host, "/"), *colon = NULL;
    int64_t port = 631;
    bool numbers = *host == '['; /* an IPv6 address stands in brackets */
    const char *closing = numbers ? memchr(host, ']', (size_t)(end - host)) : NULL;
    for (const char *c = closing ? closing : host; c < end; c++)
        colon = *c == ':' ? c : colon;
    const char *host_end = colon ? colon : end;
    if (numbers) {
        host++;
        host_end = closing ? closing : host;
    }
    size_t length = (size_t)(host_end - host);
    char digits[8] = "";
    if (colon && (size_t)(end - colon - 1) < sizeof digits)
        memcpy(digits, colon + 1, (size_t)(end - colon - 1));
    if (length == 0 || length >= sizeof target->host || memchr(host, '@', length) || memchr(host, ' ', length) ||
        (colon && !str_number(digits, 1, 65535, &port)) || strlen(end) >= sizeof target->path || strpbrk(end, " \t\r\n"))
        return err_detail(ERR_PRINTER, "\"%.60s\" is not where an IPP printer is; write ipp://HOST/ipp/print", uri);
    memset(target, 0, sizeof *target);
    target->tls = tls;
    memcpy(target->host, host, length);
    snprintf(target->port, sizeof target->port, "%lld", (long long)port);
    snprintf(target->path, sizeof target->path, "%s", *end ? end : "/");
    return ERR_NONE;
}

/* ---- waiting ---- */

/* Until the socket is ready or the time is over. */
static enum err wait_for(int fd, short events, int64_t until_ms)
{
    for (;;) {
        struct pollfd fds[2] = { { .fd = fd, .events = events }, { .fd = watched, .events = POLLRDHUP } };
        int64_t left = until_ms - clock_ms();
        if (left <= 0)
            return err_detail(ERR_PRINTER, "it does not answer");
        int ready = poll(fds, 2, (int)left);
        if (ready < 0 && errno != EINTR)
            return err_detail(ERR_PRINTER, "%s", strerror(errno));
        if (ready > 0 && fds[1].revents)
            return err_detail(ERR_PRINTER, "the shop's keeper went away");
        if (ready > 0 && fds[0].revents)
            return ERR_NONE;
    }
}

static enum err trouble(int number)
{
    return err_detail(ERR_PRINTER, "%s", number == ECONNREFUSED ? "it refuses the connection; is it switched on?"
                                         : number == ETIMEDOUT  ? "it does not answer"
                                         : number == ECONNRESET || number == EPIPE ? "it closed the connection"
                                                                                   : strerror(number));
}

static enum err connect_one(const struct addrinfo *address, int *out)
{
    int on = 1, number = 0;
    socklen_t size = sizeof number;
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return trouble(errno);
    enum err err = ERR_NONE;
    if (connect(fd, address->ai_addr, address->ai_addrlen) != 0) {
        if (errno != EINPROGRESS)
            err = trouble(errno);
        else if ((err = wait_for(fd, POLLOUT, clock_ms() + reply_ms / 2)) == ERR_NONE &&
                 (getsockopt(fd, SOL_SOCKET, SO_ERROR, &number, &size) != 0 || number != 0))
            err = trouble(number ? number : errno);
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (err)
        close(fd);
    else
        *out = fd;
    return err;
}

/* A connection, encrypted or not. */
struct link {
    int fd;
    struct tls *tls; /* NULL: not */
};

static enum err reach(const struct http_target *target, struct link *link)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list = NULL;
    int code = getaddrinfo(target->host, target->port, &hints, &list);
    enum err err = code ? err_detail(ERR_PRINTER, "%.60s is not found in the network (%s)", target->host, gai_strerror(code)) : ERR_PRINTER;
    for (const struct addrinfo *at = list; at && err; at = at->ai_next)
        err = connect_one(at, &link->fd);
    if (list)
        freeaddrinfo(list);
    if (!err && target->tls)
        err = tls_open(&link->tls, link->fd, target->host, target->any_key ? NULL : target->fingerprint, target->shown, wait_for,
                       clock_ms() + reply_ms);
    return err;
}

static ssize_t link_send(const struct link *link, const void *data, size_t size)
{
    return link->tls ? tls_send(link->tls, data, size) : send(link->fd, data, size, MSG_NOSIGNAL);
}

static ssize_t link_receive(const struct link *link, void *data, size_t size)
{
    return link->tls ? tls_receive(link->tls, data, size) : recv(link->fd, data, size, 0);
}

/* ---- sending ---- */

static enum err send_all(const struct link *link, const uint8_t *data, size_t size, int64_t until_ms)
{
    while (size > 0) {
        ssize_t sent = link_send(link, data, size);
        if (sent < 0 && errno != EAGAIN && errno != EINTR)
            return trouble(errno);
        if (sent < 0) {
            int64_t stall = clock_ms() + reply_ms; /* without a byte taken */
            enum err err = wait_for(link->fd, POLLOUT, stall < until_ms ? stall : until_ms);
            if (err)
                return err;
            continue;
        }
        data += sent;
        size -= (size_t)sent;
    }
    return ERR_NONE;
}

/* A printer that answers before it has all has refused it, or lies. TLS has words of its own to say between. */
static bool answers_early(const struct link *link)
{
    uint8_t byte;
    struct pollfd early = { .fd = link->fd, .events = POLLIN };
    if (poll(&early, 1, 0) <= 0)
        return false;
    return link->tls == NULL || tls_receive(link->tls, &byte, 1) >= 0 || (errno != EAGAIN && errno != EINTR);
}

static enum err send_document(const struct link *link, const struct http_body *document, int64_t until_ms)
{
    static uint8_t piece[PIECE];
    for (off_t at = 0; at < document->size;) {
        ssize_t got = pread(document->fd, piece, sizeof piece, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return err_detail(ERR_PRINTER, "the rendered picture could not be read whole");
        if (at + got > document->size)
            got = (ssize_t)(document->size - at);
        enum err err = send_all(link, piece, (size_t)got, until_ms);
        if (err)
            return err;
        at += got;
        if (at < document->size && answers_early(link))
            return err_detail(ERR_PRINTER, "it answered before it had all of the picture");
    }
    return ERR_NONE;
}

/* Give up by reset (on), or part in peace. */
static void reset_on_close(int fd, bool on)
{
    struct linger linger = { .l_onoff = on, .l_linger = 0 };
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

/* ---- the reply ---- */

struct reader {
    const struct link *link;
    int64_t until_ms;
    uint8_t bytes[PIECE];
    size_t at, end;
    bool over; /* the other side has no more */
};

static enum err more(struct reader *reader)
{
    reader->at = reader->end = 0;
    while (!reader->over) {
        ssize_t got = link_receive(reader->link, reader->bytes, sizeof reader->bytes);
        if (got > 0) {
            reader->end = (size_t)got;
            return ERR_NONE;
        }
        if (got == 0) {
            reader->over = true;
        } else if (errno == EAGAIN) {
            enum err err = wait_for(reader->link->fd, POLLIN, reader->until_ms);
            if (err)
                return err;
        } else if (errno != EINTR) {
            return trouble(errno);
        }
    }
    return err_detail(ERR_PRINTER, "it closed the connection in the middle of its answer");
}

/* One line without its end; longer than `size` is refused. *budget bounds all lines together. */
static enum err read_line(struct reader *reader, char *line, size_t size, size_t *budget)
{
    size_t used = 0;
    for (;;) {
        if (reader->at == reader->end) {
            enum err err = more(reader);
            if (err)
                return err;
        }
        char c = (char)reader->bytes[reader->at++];
        if (*budget == 0 || used + 1 >= size)
            return err_detail(ERR_PRINTER, "its answer is too long");
        --*budget;
        if (c == '\n')
            break;
        line[used++] = c;
    }
    if (used && line[used - 1] == '\r')
        used--;
    line[used] = 0;
    return ERR_NONE;
}

/* So many bytes to the end of the body. */
static enum err read_bytes(struct reader *reader, size_t size, struct buf *body)
{
    if (size > HTTP_REPLY_BYTES || body->size + size > HTTP_REPLY_BYTES)
        return err_detail(ERR_PRINTER, "its answer is too long");
    while (size > 0) {
        if (reader->at == reader->end) {
            enum err err = more(reader);
            if (err)
                return err;
        }
        size_t part = reader->end - reader->at < size ? reader->end - reader->at : size;
        buf_add(body, reader->bytes + reader->at, part);
        reader->at += part;
        size -= part;
    }
    return ERR_NONE;
}

static enum err read_chunks(struct reader *reader, struct buf *body)
{
    char line[256];
    size_t budget = HTTP_REPLY_BYTES;
    for (;;) {
        enum err err = read_line(reader, line, sizeof line, &budget);
        if (err)
            return err;
        char *end;
        errno = 0;
        unsigned long size = strtoul(line, &end, 16);
        if (end == line || errno || *line == '-' || *line == '+' || (*end && *end != ';' && *end != ' '))
            return err_detail(ERR_PRINTER, "its answer is not HTTP");
        if (size == 0)
            return ERR_NONE; /* what may follow says nothing */
        if ((err = read_bytes(reader, size, body)) || (err = read_line(reader, line, sizeof line, &budget)))
            return err;
        if (*line)
            return err_detail(ERR_PRINTER, "its answer is not HTTP");
    }
}

struct header {
    int status;
    bool chunked, sized;
    int64_t size;
};

static enum err read_header(struct reader *reader, struct header *header)
{
    char line[1024];
    size_t budget = HEADER_BYTES;
    *header = (struct header){ 0 };
    enum err err = read_line(reader, line, sizeof line, &budget);
    if (err)
        return err;
    int minor, length = 0;
    if (sscanf(line, "HTTP/1.%1d %3d%n", &minor, &header->status, &length) != 2 || header->status < 100)
        return err_detail(ERR_PRINTER, "its answer is not HTTP");
    while ((err = read_line(reader, line, sizeof line, &budget)) == ERR_NONE && *line) {
        char *value = strchr(line, ':');
        if (value == NULL)
            return err_detail(ERR_PRINTER, "its answer is not HTTP");
        *value++ = 0;
        value += strspn(value, " \t");
        if (strcasecmp(line, "Transfer-Encoding") == 0)
            header->chunked = strcasecmp(value, "chunked") == 0;
        if (strcasecmp(line, "Content-Length") == 0) {
            if (!str_number(value, 0, HTTP_REPLY_BYTES, &header->size))
                return err_detail(ERR_PRINTER, "its answer is too long");
            header->sized = true;
        }
    }
    return err;
}

static enum err read_reply(struct reader *reader, struct buf *body)
{
    struct header header;
    enum err err;
    int interim = 0;
    do /* 100 Continue and its like come before the answer */
        err = read_header(reader, &header);
    while (!err && header.status < 200 && ++interim < 10);
    if (err)
        return err;
    if (header.status != 200)
        return err_detail(ERR_PRINTER, header.status == 401 || header.status == 403 ? "it wants a login (HTTP %d)" : "it answers HTTP %d", header.status);
    if (header.chunked)
        return read_chunks(reader, body);
    if (header.sized)
        return read_bytes(reader, (size_t)header.size, body);
    while ((err = more(reader)) == ERR_NONE && (err = read_bytes(reader, reader->end - reader->at, body)) == ERR_NONE)
        ;
    return reader->over ? ERR_NONE : err;
}

enum err http_post(const struct http_target *target, const struct buf *message, const struct http_body *document, struct buf *reply,
                   bool *whole)
{
    struct link link = { .fd = -1 };
    struct buf head = { 0 };
    struct reader *reader = xmalloc(sizeof *reader);
    bool brackets = strchr(target->host, ':');
    long long size = (long long)message->size + (document ? document->size : 0);
    *whole = false;
    enum err err = reach(target, &link);
    if (!err) {
        int64_t until = clock_ms() + (document ? DOCUMENT_MS : reply_ms);
        buf_format(&head, "POST %s HTTP/1.1\r\nHost: %s%s%s:%s\r\nContent-Type: application/ipp\r\nContent-Length: %lld\r\nConnection: close\r\n\r\n",
                   target->path, brackets ? "[" : "", target->host, brackets ? "]" : "", target->port, size);
        reset_on_close(link.fd, document != NULL);
        err = send_all(&link, head.data, head.size, until);
        if (!err)
            err = send_all(&link, message->data, message->size, until);
        if (!err && document)
            err = send_document(&link, document, until);
        *whole = !err;
    }
    if (!err) {
        *reader = (struct reader){ .link = &link, .until_ms = clock_ms() + reply_ms };
        err = read_reply(reader, reply);
    }
    if (!err)
        reset_on_close(link.fd, false);
    if (!err && link.tls)
        tls_part(link.tls);
    tls_free(link.tls);
    io_close(&link.fd);
    buf_free(&head);
    free(reader);
    return err;
}
