/* door-put - sends files by SFTP as OpenSSH's client does: 32 KB a write, 64 of them under way. For tests/bench/door.
 *
 *   door-put PORT LOGIN FOLDER SUFFIX FILE...    to FOLDER/NAME and SUFFIX, by aes128-gcm
 *
 * It says how long the writing took, from the first write to the answer of the last, all files together, and apart
 * from it how long their closing took, because that is when a shop looks at a photo and an SFTP server at nothing.
 * The files are read before any clock runs.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../../src/base/buf.h"
#include "../../src/base/io.h"
#include "../lib/load.h"
#include "../lib/visitor.h"

enum { CHUNK = 32 * 1024, UNDER_WAY = 64, ANSWER_LIMIT = 64 * 1024, HEAD = 4 };
enum { INIT = 1, VERSION, OPEN, CLOSE, WRITE = 6, STATUS = 101, HANDLE };
enum { FLAGS = 0x02 | 0x08 | 0x10 }; /* write, create, truncate */

struct put {
    struct visitor visitor;
    uint32_t id;
    uint8_t handle[256];
    uint32_t handle_size;
    int64_t bytes, writing_us, closing_us;
};

static void add_bytes(struct buf *buf, const void *bytes, size_t size)
{
    buf_u32(buf, (uint32_t)size);
    buf_add(buf, bytes, size);
}

/* A packet's beginning; its length is filled in by say(). */
static void begin(struct put *put, struct buf *buf, uint8_t kind)
{
    buf_clear(buf);
    buf_u32(buf, 0);
    buf_u8(buf, kind);
    buf_u32(buf, kind == INIT ? 3 : ++put->id);
}

static void say(struct put *put, struct buf *buf)
{
    uint32_t length = (uint32_t)buf->size - HEAD;
    for (int i = 0; i < HEAD; i++)
        buf->data[i] = (uint8_t)(length >> (24 - 8 * i));
    if (ssh_channel_write(put->visitor.channel, buf->data, (uint32_t)buf->size) != (int)buf->size)
        die("door-put: the door takes no more");
}

static void hear(struct put *put, uint8_t *out, size_t size)
{
    for (size_t done = 0; done < size;) {
        int got = ssh_channel_read(put->visitor.channel, out + done, (uint32_t)(size - done), 0);
        if (got <= 0)
            die("door-put: the door hung up");
        done += (size_t)got;
    }
}

/* One answer, which must be of that kind, and a good one. */
static void answered(struct put *put, uint8_t kind)
{
    static uint8_t answer[ANSWER_LIMIT];
    uint8_t head[HEAD];
    hear(put, head, HEAD);
    uint32_t length = be32(head);
    if (length < 5 || length > sizeof answer)
        die("door-put: an answer of %u bytes", length);
    hear(put, answer, length);
    if (answer[0] != kind || (kind == STATUS && (length < 9 || be32(answer + 5) != 0)))
        die("door-put: refused with %u: %.*s", answer[0], (int)(length > 13 ? length - 13 : 0), (char *)answer + 13);
    if (kind == HANDLE) {
        put->handle_size = length >= 9 ? be32(answer + 5) : 0;
        if (put->handle_size > sizeof put->handle || put->handle_size + 9 > length)
            die("door-put: a handle of %u bytes", put->handle_size);
        memcpy(put->handle, answer + 9, put->handle_size);
    }
}

static void write_all(struct put *put, const uint8_t *data, size_t size)
{
    struct buf buf = { 0 };
    size_t at = 0, under_way = 0;
    while (at < size || under_way > 0) {
        if (at < size && under_way < UNDER_WAY) {
            size_t piece = size - at < CHUNK ? size - at : CHUNK;
            begin(put, &buf, WRITE);
            add_bytes(&buf, put->handle, put->handle_size);
            buf_u64(&buf, at);
            add_bytes(&buf, data + at, piece);
            say(put, &buf);
            at += piece;
            under_way++;
        } else {
            answered(put, STATUS);
            under_way--;
        }
    }
    buf_free(&buf);
}

static void send_file(struct put *put, const char *target, const uint8_t *data, size_t size)
{
    struct buf buf = { 0 };
    begin(put, &buf, OPEN);
    add_bytes(&buf, target, strlen(target));
    buf_u32(&buf, FLAGS);
    buf_u32(&buf, 0);
    say(put, &buf);
    answered(put, HANDLE);
    int64_t begun = load_us();
    write_all(put, data, size);
    int64_t written = load_us();
    begin(put, &buf, CLOSE);
    add_bytes(&buf, put->handle, put->handle_size);
    say(put, &buf);
    answered(put, STATUS);
    put->writing_us += written - begun;
    put->closing_us += load_us() - written;
    put->bytes += (int64_t)size;
    buf_free(&buf);
}

static uint8_t *read_file(const char *path, size_t *size)
{
    struct stat stat;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &stat) != 0)
        die("door-put: %s cannot be read", path);
    uint8_t *data = xmalloc((size_t)stat.st_size + 1);
    for (*size = 0; *size < (size_t)stat.st_size;) {
        ssize_t got = read(fd, data + *size, (size_t)stat.st_size - *size);
        if (got <= 0)
            die("door-put: %s cannot be read", path);
        *size += (size_t)got;
    }
    close(fd);
    return data;
}

static void open_sftp(struct put *put, const struct visit *visit)
{
    struct buf buf = { 0 };
    if (!visitor_arrive(&put->visitor, visit))
        die("door-put: %s", visitor_error(&put->visitor));
    put->visitor.channel = ssh_channel_new(put->visitor.session);
    if (ssh_channel_open_session(put->visitor.channel) != SSH_OK ||
        ssh_channel_request_subsystem(put->visitor.channel, "sftp") != SSH_OK)
        die("door-put: no SFTP: %s", ssh_get_error(put->visitor.session));
    begin(put, &buf, INIT);
    say(put, &buf);
    answered(put, VERSION);
    buf_free(&buf);
}

int main(int argc, char **argv)
{
    if (argc < 6)
        die("usage: door-put PORT LOGIN FOLDER SUFFIX FILE...");
    struct visit visit = { .port = atoi(argv[1]), .login = argv[2], .cipher = "aes128-gcm@openssh.com" };
    struct put put = { 0 };
    ssh_init();
    open_sftp(&put, &visit);
    for (int i = 5; i < argc; i++) {
        const char *slash = strrchr(argv[i], '/');
        char target[1000];
        size_t size;
        uint8_t *data = read_file(argv[i], &size);
        snprintf(target, sizeof target, "%s/%s%s", argv[3], slash ? slash + 1 : argv[i], argv[4]);
        send_file(&put, target, data, size);
        free(data);
    }
    printf("bytes %lld\nwriting_ms %.1f\nclosing_ms %.1f\nmb_per_second %.1f\n", (long long)put.bytes,
           (double)put.writing_us / 1e3, (double)put.closing_us / 1e3, (double)put.bytes / (double)put.writing_us);
    visitor_leave(&put.visitor);
    return 0;
}
