/* png.c - a grey PNG: signature, IHDR, pHYs, one IDAT, IEND (PNG specification, 2nd edition, 11.2). Every row has
 * filter "none": slips are flat areas, which deflate packs well as they are. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include "canvas.h"

enum { DOTS_A_METRE = 7992 /* 203 an inch */ };

static void chunk(struct buf *out, const char *type, const uint8_t *data, size_t size)
{
    buf_u32(out, (uint32_t)size);
    buf_add(out, type, 4);
    buf_add(out, data, size);
    uLong crc = crc32(0, (const Bytef *)type, 4);
    buf_u32(out, (uint32_t)(size ? crc32(crc, data, (uInt)size) : crc));
}

enum err png_write(const struct canvas *canvas, struct buf *out)
{
    struct buf head = { 0 }, rows = { 0 };
    for (int y = 0; y < canvas->height; y++) {
        buf_u8(&rows, 0);
        buf_add(&rows, canvas->pixels + (size_t)y * (size_t)canvas->width, (size_t)canvas->width);
    }
    uLongf size = compressBound(rows.size);
    uint8_t *packed = xmalloc(size);
    bool good = compress2(packed, &size, rows.data, rows.size, 6) == Z_OK;
    buf_free(&rows);
    if (good) {
        buf_add(out, "\x89PNG\r\n\x1a\n", 8);
        buf_u32(&head, (uint32_t)canvas->width);
        buf_u32(&head, (uint32_t)canvas->height);
        buf_add(&head, "\x08\0\0\0\0", 5); /* 8 bits, grey, deflate, filters by row, not interlaced */
        chunk(out, "IHDR", head.data, head.size);
        buf_clear(&head);
        buf_u32(&head, DOTS_A_METRE);
        buf_u32(&head, DOTS_A_METRE);
        buf_u8(&head, 1);
        chunk(out, "pHYs", head.data, head.size);
        chunk(out, "IDAT", packed, size);
        chunk(out, "IEND", NULL, 0);
    }
    buf_free(&head);
    free(packed);
    return good ? ERR_NONE : err_detail(ERR_MEMORY, "the ticket's picture");
}
