/* sftp.c - the wire format; see sftp.h.
 *
 * What a request is made of stands in one table, a letter per field; reading it is one loop, so there is one place
 * where a length from outside is compared with what is there.
 */
#include "sftp.h"
#include <string.h>

/* p path, t target, h handle, d data, o offset (8 bytes), l length, f flags, a attributes, n name */
static const char *const shapes[SFTP_TYPE_COUNT] = {
    [SFTP_OPEN] = "pfa", [SFTP_CLOSE] = "h", [SFTP_READ] = "hol", [SFTP_WRITE] = "hod", [SFTP_LSTAT] = "p",
    [SFTP_FSTAT] = "h", [SFTP_SETSTAT] = "pa", [SFTP_FSETSTAT] = "ha", [SFTP_OPENDIR] = "p", [SFTP_READDIR] = "h",
    [SFTP_REMOVE] = "p", [SFTP_MKDIR] = "pa", [SFTP_RMDIR] = "p", [SFTP_REALPATH] = "p", [SFTP_STAT] = "p",
    [SFTP_RENAME] = "pt", [SFTP_READLINK] = "p", [SFTP_SYMLINK] = "pt",
};
static const struct extension_row {
    const char *name, *version, *shape;
} extension_rows[] = {
    { "posix-rename@openssh.com", "1", "pt" },
    { "limits@openssh.com", "1", "" },
};
enum { EXTENSIONS = sizeof extension_rows / sizeof *extension_rows, PROTOCOL = 3 };

struct reader {
    const uint8_t *at;
    size_t left;
    bool good;
};

static const uint8_t *take(struct reader *reader, size_t size)
{
    static const uint8_t nothing[8];
    if (!reader->good || reader->left < size) {
        reader->good = false;
        return nothing;
    }
    const uint8_t *at = reader->at;
    reader->at += size;
    reader->left -= size;
    return at;
}

static uint32_t take_u32(struct reader *reader)
{
    return be32(take(reader, 4));
}

static uint64_t take_u64(struct reader *reader)
{
    return be64(take(reader, 8));
}

static struct bytes take_string(struct reader *reader)
{
    size_t size = take_u32(reader);
    const uint8_t *data = take(reader, size);
    return reader->good ? (struct bytes){ data, size } : (struct bytes){ 0 };
}

static struct sftp_attrs take_attrs(struct reader *reader)
{
    struct sftp_attrs attrs = { .has = take_u32(reader) };
    if (attrs.has & SFTP_HAS_SIZE)
        attrs.size = take_u64(reader);
    if (attrs.has & SFTP_HAS_OWNER) {
        attrs.owner = take_u32(reader);
        attrs.group = take_u32(reader);
    }
    if (attrs.has & SFTP_HAS_MODE)
        attrs.mode = take_u32(reader);
    if (attrs.has & SFTP_HAS_TIMES) {
        attrs.read_at = take_u32(reader);
        attrs.changed_at = take_u32(reader);
    }
    if (attrs.has & (uint32_t)SFTP_HAS_MORE)
        for (uint32_t count = take_u32(reader); count > 0 && reader->good; count--) {
            take_string(reader);
            take_string(reader);
        }
    return attrs;
}

static void take_fields(struct reader *reader, const char *shape, struct sftp_request *request)
{
    for (; *shape; shape++) {
        switch (*shape) {
        case 'p': request->path = take_string(reader); break;
        case 't': request->target = take_string(reader); break;
        case 'h': request->handle = take_string(reader); break;
        case 'd': request->data = take_string(reader); break;
        case 'n': request->name = take_string(reader); break;
        case 'o': request->offset = take_u64(reader); break;
        case 'l': request->length = take_u32(reader); break;
        case 'f': request->flags = take_u32(reader); break;
        case 'a': request->attrs = take_attrs(reader); break;
        }
    }
}

bool sftp_packet(struct bytes data, size_t *size)
{
    *size = 0;
    if (data.size < 4)
        return true;
    uint32_t length = be32(data.data);
    if (length == 0 || length > SFTP_PACKET_LIMIT)
        return false;
    if (data.size - 4 >= length)
        *size = 4 + (size_t)length;
    return true;
}

bool sftp_parse(struct bytes packet, struct sftp_request *request)
{
    struct reader reader = { packet.data, packet.size, true };
    *request = (struct sftp_request){ .type = *take(&reader, 1) };
    request->id = take_u32(&reader); /* of SFTP_INIT it is the version */
    if (request->type == SFTP_INIT)
        return reader.good;
    if (request->type == SFTP_EXTENDED) {
        take_fields(&reader, "n", request);
        for (size_t i = 0; i < EXTENSIONS; i++)
            if (request->name.size == strlen(extension_rows[i].name) &&
                memcmp(request->name.data, extension_rows[i].name, request->name.size) == 0)
                take_fields(&reader, extension_rows[i].shape, request);
        return reader.good;
    }
    if (request->type >= SFTP_TYPE_COUNT || shapes[request->type] == NULL)
        return false;
    take_fields(&reader, shapes[request->type], request);
    return reader.good;
}

bool sftp_write_head(struct bytes data, struct sftp_request *request, size_t *head, size_t *behind)
{
    struct reader reader = { data.data, data.size, true };
    size_t length = take_u32(&reader);
    *request = (struct sftp_request){ .type = *take(&reader, 1) };
    *head = *behind = 0;
    if (!reader.good || request->type != SFTP_WRITE)
        return false;
    request->id = take_u32(&reader);
    request->handle = take_string(&reader);
    request->offset = take_u64(&reader);
    request->length = take_u32(&reader);
    size_t before = data.size - reader.left;
    if (!reader.good || before - 4 > length || request->length > length - (before - 4))
        return false;
    *head = before;
    *behind = length - (before - 4) - request->length;
    return true;
}

static void put_string(struct buf *out, const void *data, size_t size)
{
    buf_u32(out, (uint32_t)size);
    buf_add(out, data, size);
}

static void set_u32(struct buf *out, size_t at, uint32_t value)
{
    uint8_t bytes[4] = { (uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value };
    memcpy(out->data + at, bytes, sizeof bytes);
}

static size_t begin(struct buf *out, uint8_t type, uint32_t id)
{
    size_t mark = out->size;
    buf_u32(out, 0);
    buf_u8(out, type);
    buf_u32(out, id);
    return mark;
}

static void end(struct buf *out, size_t mark)
{
    set_u32(out, mark, (uint32_t)(out->size - mark - 4));
}

static void put_attrs(struct buf *out, const struct sftp_attrs *attrs)
{
    buf_u32(out, attrs->has);
    if (attrs->has & SFTP_HAS_SIZE)
        buf_u64(out, attrs->size);
    if (attrs->has & SFTP_HAS_OWNER) {
        buf_u32(out, attrs->owner);
        buf_u32(out, attrs->group);
    }
    if (attrs->has & SFTP_HAS_MODE)
        buf_u32(out, attrs->mode);
    if (attrs->has & SFTP_HAS_TIMES) {
        buf_u32(out, attrs->read_at);
        buf_u32(out, attrs->changed_at);
    }
}

void sftp_put_version(struct buf *out)
{
    size_t mark = begin(out, SFTP_VERSION, PROTOCOL);
    for (size_t i = 0; i < EXTENSIONS; i++) {
        put_string(out, extension_rows[i].name, strlen(extension_rows[i].name));
        put_string(out, extension_rows[i].version, strlen(extension_rows[i].version));
    }
    end(out, mark);
}

void sftp_put_status(struct buf *out, uint32_t id, enum sftp_status status, const char *sentence)
{
    size_t mark = begin(out, SFTP_STATUS, id);
    buf_u32(out, status);
    put_string(out, sentence, strlen(sentence));
    put_string(out, "en", 2);
    end(out, mark);
}

void sftp_put_handle(struct buf *out, uint32_t id, const void *handle, size_t size)
{
    size_t mark = begin(out, SFTP_HANDLE, id);
    put_string(out, handle, size);
    end(out, mark);
}

void sftp_put_attrs(struct buf *out, uint32_t id, const struct sftp_attrs *attrs)
{
    size_t mark = begin(out, SFTP_ATTRS, id);
    put_attrs(out, attrs);
    end(out, mark);
}

void sftp_put_path(struct buf *out, uint32_t id, const char *path)
{
    static const struct sftp_attrs none;
    size_t mark = sftp_begin_names(out, id);
    sftp_add_name(out, path, path, &none);
    sftp_end_names(out, mark, 1);
}

void sftp_put_limits(struct buf *out, uint32_t id, unsigned handles)
{
    size_t mark = begin(out, SFTP_EXTENDED_REPLY, id);
    buf_u64(out, SFTP_PACKET_LIMIT);
    buf_u64(out, SFTP_DATA_LIMIT);
    buf_u64(out, SFTP_DATA_LIMIT);
    buf_u64(out, handles);
    end(out, mark);
}

void sftp_put_data(struct buf *out, uint32_t id, const void *data, size_t size)
{
    size_t mark = begin(out, SFTP_DATA, id);
    put_string(out, data, size);
    end(out, mark);
}

size_t sftp_begin_names(struct buf *out, uint32_t id)
{
    size_t mark = begin(out, SFTP_NAME, id);
    buf_u32(out, 0);
    return mark;
}

void sftp_add_name(struct buf *out, const char *name, const char *long_name, const struct sftp_attrs *attrs)
{
    put_string(out, name, strlen(name));
    put_string(out, long_name, strlen(long_name));
    put_attrs(out, attrs);
}

void sftp_end_names(struct buf *out, size_t mark, uint32_t count)
{
    set_u32(out, mark + 9, count);
    end(out, mark);
}
