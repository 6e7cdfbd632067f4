/* fake_printer.c - a small IPP printer, good or as bad as it is told; see fake_printer.h. It packs its answers by hand,
 * so that they can be wrong in any way. One request a connection, one connection after the other.
 */
#include "fake_printer.h"
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../../src/base/buf.h"
#include "../../src/base/err.h"

enum { REQUEST_MOST = 8 << 20, PATIENCE_MS = 2000, PAPER_LOOKS = 3, RETURNED_LOOKS = 6 };
enum { TAG_OPERATION = 1, TAG_JOB = 2, TAG_END = 3, TAG_PRINTER = 4, TAG_UNSUPPORTED = 5, TAG_INTEGER = 0x21, TAG_BOOLEAN = 0x22,
       TAG_ENUM = 0x23, TAG_BEGIN = 0x34, TAG_BEGIN_END = 0x37, TAG_TEXT = 0x41, TAG_NAME = 0x42, TAG_KEYWORD = 0x44,
       TAG_URI = 0x45, TAG_CHARSET = 0x47, TAG_LANGUAGE = 0x48, TAG_MIME = 0x49, TAG_MEMBER = 0x4a };
enum { PENDING = 3, PROCESSING = 5, CANCELED = 7, ABORTED = 8, COMPLETED = 9 };

struct request {
    int fd, operation, id, job;
    char name[130];
    long declared, document, got; /* bytes of the body as promised, of the document, and of the body as it came */
    bool whole;
};

static struct fake_ledger *ledger;

/* ---- reading ---- */

static bool read_some(int fd, struct buf *in)
{
    uint8_t bytes[65536];
    struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
    if (poll(&poll_fd, 1, PATIENCE_MS) <= 0)
        return false;
    ssize_t got = recv(fd, bytes, sizeof bytes, 0);
    if (got > 0)
        buf_add(in, bytes, (size_t)got);
    return got > 0;
}

/* The attributes up to the end tag: the job's number and name. Answers where the document begins. */
static size_t read_attributes(const uint8_t *data, size_t size, struct request *request)
{
    size_t at = 8;
    while (at < size && data[at] != TAG_END) {
        if (data[at] < 0x10) {
            at++;
            continue;
        }
        if (at + 5 > size)
            return size;
        size_t name = be16(data + at + 1);
        const uint8_t *name_at = data + at + 3;
        if (at + 5 + name > size)
            return size;
        size_t value = be16(data + at + 3 + name);
        const uint8_t *value_at = data + at + 5 + name;
        if (at + 5 + name + value > size)
            return size;
        if (name == 6 && memcmp(name_at, "job-id", 6) == 0 && value == 4)
            request->job = (int)be32(value_at);
        if (name == 8 && memcmp(name_at, "job-name", 8) == 0 && value < sizeof request->name)
            memcpy(request->name, value_at, value);
        at += 5 + name + value;
    }
    return at + 1;
}

static bool stops_reading(const struct request *request)
{
    return request->operation == FAKE_SEND && (ledger->act == FAKE_STOPS_READING || ledger->act == FAKE_ANSWERS_EARLY);
}

static bool read_request(int fd, struct request *request)
{
    struct buf in = { 0 };
    char *body = NULL;
    memset(request, 0, sizeof *request);
    request->fd = fd;
    while (in.size < 65536 && body == NULL && read_some(fd, &in))
        body = strstr((char *)in.data, "\r\n\r\n");
    char *length = body ? strcasestr((char *)in.data, "Content-Length:") : NULL;
    request->declared = length ? strtol(length + 15, NULL, 10) : -1;
    if (body == NULL || request->declared < 8 || request->declared > REQUEST_MOST) {
        buf_free(&in);
        return false;
    }
    size_t head = (size_t)(body + 4 - (char *)in.data);
    while (in.size < head + 8 && read_some(fd, &in))
        ;
    if (in.size >= head + 8) {
        request->operation = be16(in.data + head + 2);
        request->id = (int)be32(in.data + head + 4);
    }
    while (in.size < head + (size_t)request->declared && !stops_reading(request) && read_some(fd, &in))
        ;
    size_t document = head + read_attributes(in.data + head, in.size - head, request);
    request->got = (long)(in.size - head);
    request->whole = request->got == request->declared;
    request->document = (long)(in.size - document);
    buf_free(&in);
    return true;
}

/* ---- answering ---- */

static void attribute(struct buf *out, int tag, const char *name, const void *value, size_t size)
{
    buf_u8(out, (uint8_t)tag);
    buf_u16(out, (uint16_t)strlen(name));
    buf_text(out, name);
    buf_u16(out, (uint16_t)size);
    buf_add(out, value, size);
}

static void words(struct buf *out, int tag, const char *name, const char *text)
{
    attribute(out, tag, name, text, strlen(text));
}

static void number(struct buf *out, int tag, const char *name, int value)
{
    uint8_t bytes[4] = { (uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value };
    attribute(out, tag, name, bytes, 4);
}

static void begin(struct buf *out, const struct request *request, int status)
{
    buf_u16(out, 0x0200);
    buf_u16(out, (uint16_t)status);
    buf_u32(out, (uint32_t)request->id);
    buf_u8(out, TAG_OPERATION);
    words(out, TAG_CHARSET, "attributes-charset", "utf-8");
    words(out, TAG_LANGUAGE, "attributes-natural-language", "en");
}

static void send_raw(int fd, const void *data, size_t size)
{
    for (const uint8_t *at = data; size > 0;) {
        ssize_t sent = send(fd, at, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        at += sent;
        size -= (size_t)sent;
    }
}

static void send_text(int fd, const char *text)
{
    send_raw(fd, text, strlen(text));
}

static void send_reply(int fd, const struct buf *body, long length)
{
    char head[200];
    snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: %ld\r\nConnection: close\r\n\r\n", length);
    send_text(fd, head);
    send_raw(fd, body->data, body->size);
}

static void say_printer(struct buf *out)
{
    static const int operations[] = { FAKE_VALIDATE, FAKE_SEND, FAKE_CANCEL, FAKE_JOB, FAKE_PRINTER, FAKE_CREATE };
    static const char *const margins[] = { "media-left-margin-supported", "media-right-margin-supported",
                                           "media-top-margin-supported", "media-bottom-margin-supported" };
    enum fake_act act = ledger->act;
    bool no_paper = act == FAKE_OUT_OF_PAPER || (act == FAKE_PAPER_RETURNS && ledger->looks > 0 && ledger->looks < PAPER_LOOKS);
    buf_u8(out, TAG_PRINTER);
    if (act != FAKE_NO_STATE)
        number(out, TAG_ENUM, "printer-state", no_paper ? 5 : 3);
    words(out, TAG_KEYWORD, "printer-state-reasons", no_paper ? "media-empty-error" : "none");
    uint8_t accepting = act != FAKE_NOT_ACCEPTING;
    attribute(out, TAG_BOOLEAN, "printer-is-accepting-jobs", &accepting, 1);
    for (size_t i = 0; i < sizeof operations / sizeof *operations - (act == FAKE_NO_CREATE); i++)
        number(out, TAG_ENUM, i ? "" : "operations-supported", operations[i]);
    words(out, TAG_MIME, "document-format-supported", "image/pwg-raster");
    if (act != FAKE_NO_JPEG)
        words(out, TAG_MIME, "", "image/jpeg");
    for (size_t i = 0; i < sizeof margins / sizeof *margins; i++)
        number(out, TAG_INTEGER, margins[i], 0);
    words(out, TAG_KEYWORD, "media-ready", "na_index-4x6_4x6in");
    words(out, TAG_TEXT, "printer-make-and-model", "Fake \033[2J Photo 4000");
}

static struct fake_job *job_of(int id)
{
    int n = id - 1 - ledger->base;
    return n >= 0 && n < ledger->count ? &ledger->jobs[n] : NULL;
}

static void print_it(struct fake_job *job, bool cut)
{
    job->state = COMPLETED;
    job->impressions = 1;
    job->printed++;
    job->cut = job->cut || cut;
}

static void say_job(struct buf *out, int id, const struct fake_job *job)
{
    enum fake_act act = ledger->act;
    char uuid[60];
    int state = job->state;
    snprintf(uuid, sizeof uuid, "urn:uuid:00000000-0000-4000-%04lx-%012d", (ledger->life + (act == FAKE_OTHER_UUID && ledger->looks > 0)) & 0xffff, id);
    buf_u8(out, TAG_JOB);
    if (act == FAKE_ID_TEXT)
        words(out, TAG_TEXT, "job-id", "1");
    else if (act != FAKE_ID_MISSING)
        number(out, TAG_INTEGER, "job-id", act == FAKE_ID_ZERO ? 0 : act == FAKE_ID_NEGATIVE ? -7 : id);
    if (act != FAKE_NO_UUID && act != FAKE_NO_UUID_OTHER_NAME)
        words(out, TAG_URI, "job-uuid", uuid);
    words(out, TAG_NAME, "job-name", act == FAKE_NO_UUID_OTHER_NAME ? "somebody else's" : job->name);
    if (act == FAKE_STATE_TEXT)
        words(out, TAG_KEYWORD, "job-state", "completed");
    else
        number(out, TAG_ENUM, "job-state", act == FAKE_STATE_99 ? 99 : state);
    words(out, TAG_KEYWORD, "job-state-reasons", act == FAKE_COMPLETES_BADLY ? "job-completed-with-errors" : "none");
    number(out, TAG_INTEGER, "job-impressions-completed", job->impressions);
}

/* ---- operations ---- */

static int create(const struct request *request, struct buf *out)
{
    struct fake_job *job = &ledger->jobs[ledger->count];
    for (int i = 0; i < ledger->count && ledger->act == FAKE_ONE_AT_A_TIME; i++)
        if (ledger->jobs[i].state == PENDING)
            return 0x0507;
    if (ledger->count >= FAKE_JOBS)
        return 0x0507;
    *job = (struct fake_job){ .state = PENDING };
    snprintf(job->name, sizeof job->name, "%s", request->name);
    ledger->count++;
    begin(out, request, 0);
    say_job(out, ledger->base + ledger->count, job);
    return 0;
}

static int take_document(const struct request *request, struct buf *out)
{
    struct fake_job *job = job_of(request->job);
    enum fake_act act = ledger->act;
    if (job == NULL)
        return 0x0406;
    if (job->state != PENDING)
        return 0x0404;
    job->bytes = request->document;
    if (act == FAKE_REFUSES_DOCUMENT) {
        job->state = ABORTED;
        return 0x0410;
    }
    if (!request->whole && act == FAKE_PRINTS_CUT)
        print_it(job, true);
    else if (!request->whole)
        job->state = ABORTED;
    else if (act == FAKE_ABORTS || act == FAKE_CANCELS)
        job->state = act == FAKE_ABORTS ? ABORTED : CANCELED;
    else if (act == FAKE_PAPER_RETURNS)
        job->state = PROCESSING;
    else
        print_it(job, false);
    if (!request->whole)
        return -1;
    begin(out, request, 0);
    say_job(out, request->job, job);
    return 0;
}

static int look(const struct request *request, struct buf *out)
{
    struct fake_job *job = job_of(request->job);
    ledger->looks++;
    if (job == NULL || (ledger->act == FAKE_JOB_UNKNOWN && ledger->looks > 0))
        return 0x0406;
    if (ledger->act == FAKE_PAPER_RETURNS && ledger->looks >= RETURNED_LOOKS && job->state == PROCESSING)
        print_it(job, false);
    begin(out, request, 0);
    say_job(out, request->job, job);
    return 0;
}

static int list(const struct request *request, struct buf *out)
{
    begin(out, request, 0);
    for (int i = 0; i < ledger->count; i++) {
        const struct fake_job *job = &ledger->jobs[i];
        if (job->state != PENDING)
            continue;
        buf_u8(out, TAG_JOB);
        number(out, TAG_INTEGER, "job-id", ledger->base + i + 1);
        words(out, TAG_NAME, "job-name", job->name);
        words(out, TAG_NAME, "job-originating-user-name", job->foreign ? "another" : "countersign");
        words(out, TAG_KEYWORD, "job-state-reasons", "job-data-insufficient");
        number(out, TAG_INTEGER, "time-at-creation", 1000);
        number(out, TAG_INTEGER, "job-printer-up-time", 1000 + job->age);
    }
    return 0;
}

static int cancel(const struct request *request, struct buf *out)
{
    struct fake_job *job = job_of(request->job);
    if (job == NULL)
        return 0x0406;
    if (ledger->act == FAKE_NO_CANCEL || (job->state != PENDING && job->state != PROCESSING))
        return 0x0404;
    job->state = CANCELED;
    begin(out, request, 0);
    return 0;
}

static int validate(const struct request *request, struct buf *out)
{
    begin(out, request, ledger->act == FAKE_SUBSTITUTES);
    if (ledger->act == FAKE_SUBSTITUTES) {
        buf_u8(out, TAG_UNSUPPORTED);
        words(out, 0x10, "media-col", "");
    }
    return 0;
}

static int serve(const struct request *request, struct buf *out)
{
    switch (request->operation) {
    case FAKE_VALIDATE: return validate(request, out);
    case FAKE_CREATE: return create(request, out);
    case FAKE_SEND: return take_document(request, out);
    case FAKE_CANCEL: return cancel(request, out);
    case FAKE_JOB: return look(request, out);
    case FAKE_LIST: return list(request, out);
    case FAKE_PRINTER:
        begin(out, request, 0);
        say_printer(out);
        return 0;
    default: return 0x0501;
    }
}

/* ---- misbehaving ---- */

static void forever(int fd, const char *text, long most)
{
    for (long sent = 0; sent < most; sent += (long)strlen(text))
        if (send(fd, text, strlen(text), MSG_NOSIGNAL) <= 0)
            return;
}

static void drip(int fd, const struct buf *body)
{
    char head[] = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
    send_text(fd, head);
    for (size_t i = 0; i < body->size && send(fd, body->data + i, 1, MSG_NOSIGNAL) == 1; i++)
        usleep(20000);
    for (int i = 0; i < 1000 && send(fd, "x", 1, MSG_NOSIGNAL) == 1; i++)
        usleep(20000);
}

static void hang(int fd)
{
    struct pollfd poll_fd = { .fd = fd, .events = POLLRDHUP };
    poll(&poll_fd, 1, 20000);
}

/* True when an HTTP answer of its own was given. */
static bool bad_http(int fd, enum fake_act act, const struct buf *body)
{
    char line[3000];
    memset(line, 'x', sizeof line);
    line[sizeof line - 1] = 0;
    switch (act) {
    case FAKE_CLOSES: case FAKE_LOSES_REPLY: case FAKE_NO_CANCEL: return true;
    case FAKE_HANGS: hang(fd); return true;
    case FAKE_DRIPS: drip(fd, body); return true;
    case FAKE_TEN_MEGABYTES:
        send_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n");
        forever(fd, line, 10 << 20);
        return true;
    case FAKE_ENDLESS_CHUNKS:
        send_text(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        forever(fd, "8\r\nxxxxxxxx\r\n", 40 << 20);
        return true;
    case FAKE_ENDLESS_HEADERS:
        send_text(fd, "HTTP/1.1 200 OK\r\n");
        forever(fd, "X-More: yes\r\n", 20 << 20);
        return true;
    case FAKE_LONG_LINE: send_text(fd, "HTTP/1.1 200 OK\r\nX: "); forever(fd, line, 1 << 20); return true;
    case FAKE_GARBAGE: send_raw(fd, "\0\1\2\3\r\n\r\n\377\376", 10); return true;
    case FAKE_HTTP_500: send_text(fd, "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"); return true;
    case FAKE_HTTP_401: send_text(fd, "HTTP/1.1 401 Who\r\nContent-Length: 0\r\n\r\n"); return true;
    case FAKE_HTTP_404: send_text(fd, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"); return true;
    case FAKE_ENDLESS_CONTINUE: forever(fd, "HTTP/1.1 100 Continue\r\n\r\n", 1 << 20); return true;
    case FAKE_BAD_CHUNK: send_text(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"); return true;
    case FAKE_NEGATIVE_CHUNK: send_text(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n"); return true;
    case FAKE_NEGATIVE_LENGTH: send_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"); return true;
    case FAKE_SHORT_BODY: send_reply(fd, body, (long)body->size + 100); return true;
    case FAKE_EMPTY_BODY: send_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"); return true;
    case FAKE_CHUNKED_WELL:
        send_text(fd, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (size_t at = 0, part; at < body->size; at += part) {
            part = body->size - at < 7 ? body->size - at : 7;
            snprintf(line, sizeof line, "%zx;x=1\r\n", part);
            send_text(fd, line);
            send_raw(fd, body->data + at, part);
            send_text(fd, "\r\n");
        }
        send_text(fd, "0\r\n\r\n");
        return true;
    default: return false;
    }
}

/* Spoils the body of an IPP answer that lacks its end. */
static void bad_ipp(enum fake_act act, const struct request *request, struct buf *body)
{
    switch (act) {
    case FAKE_CUT_IPP: body->size = body->size * 2 / 3; break;
    case FAKE_WRONG_ID: body->data[7] ^= 0x55; break;
    case FAKE_BUSY: body->data[2] = 5, body->data[3] = 7; break;
    case FAKE_BAD_REQUEST: body->data[2] = 4, body->data[3] = 0; break;
    case FAKE_LONG_VALUE: buf_u8(body, TAG_TEXT), buf_u16(body, 1), buf_text(body, "a"), buf_u16(body, 0xffff), buf_text(body, "short"); break;
    case FAKE_LONG_NAME: buf_u8(body, TAG_TEXT), buf_u16(body, 0xffff), buf_text(body, "short"); break;
    case FAKE_DEEP:
        words(body, TAG_BEGIN, "deep", "");
        for (int i = 0; i < 3000; i++) {
            words(body, TAG_MEMBER, "", "deeper");
            words(body, TAG_BEGIN, "", "");
        }
        break;
    case FAKE_MANY:
        for (int i = 0; i < 40000; i++)
            words(body, TAG_KEYWORD, i ? "" : "many", "more and more");
        break;
    case FAKE_ESCAPES:
        buf_clear(body);
        begin(body, request, 0x0400);
        words(body, TAG_TEXT, "status-message", "\033]0;own\007\033[2J\302\233 no");
        break;
    case FAKE_NO_ATTRIBUTES: buf_clear(body), begin(body, request, 0); break;
    default: break;
    }
}

static void answer(const struct request *request)
{
    struct buf body = { 0 };
    enum fake_act act = ledger->at == FAKE_ANY || ledger->at == request->operation ? ledger->act : FAKE_GOOD;
    if (request->operation == FAKE_SEND && ledger->act == FAKE_STOPS_READING) {
        hang(request->fd);
        struct fake_job *job = job_of(request->job);
        if (job)
            job->state = ABORTED;
        return;
    }
    int status = serve(request, &body);
    if (request->operation == FAKE_SEND && ledger->act == FAKE_RESTARTS) {
        ledger->count = 0;
        ledger->life++;
    }
    if (status > 0) {
        buf_clear(&body);
        begin(&body, request, status);
    }
    if (status >= 0) {
        bad_ipp(act, request, &body);
        if (act != FAKE_CUT_IPP)
            buf_u8(&body, TAG_END);
        if (!bad_http(request->fd, act, &body))
            send_reply(request->fd, &body, (long)body.size);
    }
    buf_free(&body);
}

static _Noreturn void run(int listener)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGPIPE, SIG_IGN);
    /* Sockets of the test that this process has by being forked from it would keep others from seeing their end. */
    if (dup2(listener, STDERR_FILENO + 1) != STDERR_FILENO + 1)
        _exit(1);
    listener = STDERR_FILENO + 1;
    close_range((unsigned)listener + 1, ~0U, 0);
    for (;;) {
        struct request request;
        int fd = accept(listener, NULL, NULL);
        if (fd < 0)
            continue;
        if (read_request(fd, &request))
            answer(&request);
        shutdown(fd, SHUT_WR);
        close(fd);
    }
}

/* ---- for the test ---- */

static void listen_on(struct fake_printer *printer)
{
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)printer->port), .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t size = sizeof address;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 20) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) != 0)
        panic("a fake printer cannot listen: %s", strerror(errno));
    printer->port = ntohs(address.sin_port);
    fflush(NULL);
    printer->pid = fork();
    if (printer->pid == 0)
        run(fd);
    close(fd);
}

void fake_printer_start(struct fake_printer *printer)
{
    *printer = (struct fake_printer){ 0 };
    printer->ledger = ledger = mmap(NULL, sizeof *ledger, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (ledger == MAP_FAILED)
        panic("mmap");
    listen_on(printer);
}

void fake_printer_stop(struct fake_printer *printer)
{
    if (printer->pid > 0) {
        kill(printer->pid, SIGKILL);
        waitpid(printer->pid, NULL, 0);
    }
    printer->pid = 0;
}

void fake_printer_restart(struct fake_printer *printer)
{
    fake_printer_stop(printer);
    printer->ledger->life++;
    listen_on(printer);
}

void fake_printer_act(struct fake_printer *printer, enum fake_act act, int at)
{
    printer->ledger->act = act;
    printer->ledger->at = at;
    printer->ledger->looks = 0;
}

int fake_printer_printed(const struct fake_printer *printer, const char *name, int *cut)
{
    int printed = 0;
    *cut = 0;
    for (int i = 0; i < FAKE_JOBS; i++) {
        const struct fake_job *job = &printer->ledger->jobs[i];
        if (strncmp(job->name, name, strlen(name)) != 0)
            continue;
        printed += job->printed;
        *cut += job->cut;
    }
    return printed;
}

void fake_printer_free(struct fake_printer *printer)
{
    fake_printer_stop(printer);
    munmap(printer->ledger, sizeof *printer->ledger);
}
