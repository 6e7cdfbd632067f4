/* sftp.h - SFTP version 3 (draft-ietf-secsh-filexfer-02) as bytes: requests out of a buffer, replies into one.
 *
 * Knows nothing of files. A request's fields point into the packet it was read from; every length is checked before
 * anything is looked at.
 */
#ifndef UPLOAD_SFTP_H
#define UPLOAD_SFTP_H
#include <stdbool.h>
#include "../base/buf.h"
#include "../base/mem.h"

enum sftp_type {
    SFTP_INIT = 1, SFTP_VERSION, SFTP_OPEN, SFTP_CLOSE, SFTP_READ, SFTP_WRITE, SFTP_LSTAT, SFTP_FSTAT, SFTP_SETSTAT,
    SFTP_FSETSTAT, SFTP_OPENDIR, SFTP_READDIR, SFTP_REMOVE, SFTP_MKDIR, SFTP_RMDIR, SFTP_REALPATH, SFTP_STAT,
    SFTP_RENAME, SFTP_READLINK, SFTP_SYMLINK, SFTP_TYPE_COUNT,
    SFTP_STATUS = 101, SFTP_HANDLE, SFTP_DATA, SFTP_NAME, SFTP_ATTRS,
    SFTP_EXTENDED = 200, SFTP_EXTENDED_REPLY
};
enum sftp_status {
    SFTP_OK, SFTP_EOF, SFTP_NO_SUCH_FILE, SFTP_DENIED, SFTP_FAILURE, SFTP_BAD_MESSAGE, SFTP_UNSUPPORTED = 8
};
enum {
    SFTP_FLAG_READ = 1, SFTP_FLAG_WRITE = 2, SFTP_FLAG_APPEND = 4, SFTP_FLAG_CREATE = 8, SFTP_FLAG_TRUNCATE = 16,
    SFTP_FLAG_NEW = 32
};
enum { SFTP_HAS_SIZE = 1, SFTP_HAS_OWNER = 2, SFTP_HAS_MODE = 4, SFTP_HAS_TIMES = 8, SFTP_HAS_MORE = (int)0x80000000 };
enum {
    SFTP_PACKET_LIMIT = 256 * 1024 + 1024, /* of one packet, without its length; a longer one ends the session */
    SFTP_DATA_LIMIT = 255 * 1024           /* of one read or write, as we announce it */
};

struct sftp_attrs {
    uint32_t has, owner, group, mode, read_at, changed_at;
    uint64_t size;
};
struct sftp_request {
    uint8_t type;                      /* enum sftp_type */
    uint32_t id;
    struct bytes path, target;         /* target: of rename and the links */
    struct bytes handle, data, name;   /* name: of an extended request */
    uint64_t offset;
    uint32_t flags, length;
    struct sftp_attrs attrs;
};

/* Bytes of the first packet in data with its length field, 0 when it is not complete yet. False when its length is
 * beyond the limit or nothing at all: there is no way on from there. */
bool sftp_packet(struct bytes data, size_t *size);
/* Read one packet (without its length field). False when it does not fit its type or has an unknown one; id is right
 * then if the packet was long enough to have one, else 0. */
bool sftp_parse(struct bytes packet, struct sftp_request *request);

/* The beginning of a write, as soon as all but its data is there: the request without data, whose size is in length; how
 * many bytes come before the data (the packet's length among them) and behind it. False when it is another request, is
 * damaged, or too little is there to tell. */
bool sftp_write_head(struct bytes data, struct sftp_request *request, size_t *head, size_t *behind);

/* Replies, appended with their length field. */
void sftp_put_version(struct buf *out);
void sftp_put_status(struct buf *out, uint32_t id, enum sftp_status status, const char *sentence);
void sftp_put_handle(struct buf *out, uint32_t id, const void *handle, size_t size);
void sftp_put_attrs(struct buf *out, uint32_t id, const struct sftp_attrs *attrs);
/* One name, as realpath answers. */
void sftp_put_path(struct buf *out, uint32_t id, const char *path);
/* The answer of limits@openssh.com: longest packet, read and write, and how many handles. */
void sftp_put_limits(struct buf *out, uint32_t id, unsigned handles);
void sftp_put_data(struct buf *out, uint32_t id, const void *data, size_t size);
/* A list of names: begin, add each, end. The mark is where it began. */
size_t sftp_begin_names(struct buf *out, uint32_t id);
void sftp_add_name(struct buf *out, const char *name, const char *long_name, const struct sftp_attrs *attrs);
void sftp_end_names(struct buf *out, size_t mark, uint32_t count);
#endif
