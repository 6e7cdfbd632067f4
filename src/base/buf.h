/* buf.h - a growing byte buffer. Start as {0}, end with buf_free(). The data always has a NUL behind it. */
#ifndef BASE_BUF_H
#define BASE_BUF_H
#include <stddef.h>
#include <stdint.h>

struct buf {
    uint8_t *data;
    size_t size, room;
};

void buf_add(struct buf *buf, const void *data, size_t size);
void buf_text(struct buf *buf, const char *text);
void buf_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_u8(struct buf *buf, uint8_t value);
void buf_u16(struct buf *buf, uint16_t value); /* big-endian, as all of these */
void buf_u32(struct buf *buf, uint32_t value);
void buf_u64(struct buf *buf, uint64_t value);
/* Forget the first bytes. */
void buf_drop(struct buf *buf, size_t size);
void buf_clear(struct buf *buf);
void buf_free(struct buf *buf);
/* The text so far; "" when nothing was added. */
const char *buf_string(const struct buf *buf);

/* Big-endian numbers out of bytes. */
uint16_t be16(const uint8_t *data);
uint32_t be32(const uint8_t *data);
uint64_t be64(const uint8_t *data);
#endif
