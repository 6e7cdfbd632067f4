/* buf.c - a growing byte buffer; see buf.h. */
#include "buf.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "mem.h"

static void grow(struct buf *buf, size_t wanted)
{
    size_t room = buf->room ? buf->room : 128;
    while (room < wanted)
        room *= 2;
    buf->data = xrealloc(buf->data, room);
    buf->room = room;
}

static inline void reserve(struct buf *buf, size_t more)
{
    if (buf->size + more >= buf->room)
        grow(buf, buf->size + more + 1);
}

void buf_add(struct buf *buf, const void *data, size_t size)
{
    reserve(buf, size);
    if (size)
        memcpy(buf->data + buf->size, data, size);
    buf->size += size;
    buf->data[buf->size] = 0;
}

void buf_text(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

void buf_format(struct buf *buf, const char *format, ...)
{
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    int length = vsnprintf(NULL, 0, format, list);
    va_end(list);
    reserve(buf, (size_t)length);
    vsnprintf((char *)buf->data + buf->size, (size_t)length + 1, format, again);
    va_end(again);
    buf->size += (size_t)length;
}

void buf_u8(struct buf *buf, uint8_t value)
{
    reserve(buf, 1);
    buf->data[buf->size++] = value;
    buf->data[buf->size] = 0;
}

void buf_u16(struct buf *buf, uint16_t value)
{
    uint8_t b[2] = { (uint8_t)(value >> 8), (uint8_t)value };
    buf_add(buf, b, sizeof b);
}

void buf_u32(struct buf *buf, uint32_t value)
{
    uint8_t b[4] = { (uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value };
    buf_add(buf, b, sizeof b);
}

void buf_u64(struct buf *buf, uint64_t value)
{
    buf_u32(buf, (uint32_t)(value >> 32));
    buf_u32(buf, (uint32_t)value);
}

void buf_drop(struct buf *buf, size_t size)
{
    if (size > buf->size)
        size = buf->size;
    if (size)
        memmove(buf->data, buf->data + size, buf->size - size);
    buf->size -= size;
}

void buf_clear(struct buf *buf)
{
    buf->size = 0;
    if (buf->data)
        buf->data[0] = 0;
}

void buf_free(struct buf *buf)
{
    free(buf->data);
    *buf = (struct buf){ 0 };
}

const char *buf_string(const struct buf *buf)
{
    return buf->data ? (const char *)buf->data : "";
}

uint16_t be16(const uint8_t *data)
{
    return (uint16_t)(data[0] << 8 | data[1]);
}

uint32_t be32(const uint8_t *data)
{
    return (uint32_t)be16(data) << 16 | be16(data + 2);
}

uint64_t be64(const uint8_t *data)
{
    return (uint64_t)be32(data) << 32 | be32(data + 4);
}
