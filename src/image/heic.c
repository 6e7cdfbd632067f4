/* heic.c - the size of a HEIC, out of its boxes (ISO/IEC 14496-12 and 23008-12), so that a file can be judged where no
 * HEIC decoder is. The picture is the converter's, in a program of its own.
 *
 * meta/iprp/ipco holds a property box ispe (width, height) for every picture in the file, tiles and previews too: the
 * largest is the photo. What the boxes claim is only a claim; the converter's word counts.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../base/buf.h"
#include "foreign.h"

enum { BOX_HEAD = 8, FULL_BOX = 4, BOXES_MAX = 20000, META_MAX = 4 << 20, TOP_MAX = 64 };

/* The box of that name among those that fill the bytes; size 0: none. */
static struct bytes find_box(struct bytes boxes, const char *name, size_t *next)
{
    size_t at = next ? *next : 0;
    for (int i = 0; i < BOXES_MAX && boxes.size - at >= BOX_HEAD; i++) {
        uint32_t size = be32(boxes.data + at);
        if (size < BOX_HEAD || size > boxes.size - at)
            break;
        struct bytes inside = { boxes.data + at + BOX_HEAD, size - BOX_HEAD };
        const uint8_t *found = boxes.data + at + 4;
        at += size;
        if (memcmp(found, name, 4) == 0) {
            if (next)
                *next = at;
            return inside;
        }
    }
    return (struct bytes){ 0 };
}

/* The top box meta, read into memory that is the caller's; it stands before the pictures, but need not be the second. */
static enum err read_meta(int fd, uint8_t **meta, size_t *size)
{
    off_t at = 0;
    for (int i = 0; i < TOP_MAX; i++) {
        uint8_t head[2 * BOX_HEAD] = { 0 };
        ssize_t got = pread(fd, head, sizeof head, at);
        if (got < 0)
            return err_detail(ERR_IO, "%s", strerror(errno));
        uint64_t length = be32(head);
        length = length == 1 ? be64(head + BOX_HEAD) : length;
        if (got < BOX_HEAD || length < BOX_HEAD || length > INT64_MAX / 2)
            break;
        if (memcmp(head + 4, "meta", 4) == 0 && length > BOX_HEAD + FULL_BOX && length <= META_MAX) {
            *size = (size_t)length - BOX_HEAD - FULL_BOX;
            *meta = malloc(*size);
            if (*meta == NULL)
                return err_detail(ERR_MEMORY, "a HEIC");
            got = pread(fd, *meta, *size, at + BOX_HEAD + FULL_BOX);
            return got == (ssize_t)*size ? ERR_NONE : err_detail(ERR_PHOTO_DAMAGED, "ends too early");
        }
        at += (off_t)length;
    }
    return err_detail(ERR_PHOTO_DAMAGED, "its header makes no sense");
}

enum err heic_header(int fd, struct foreign *foreign)
{
    uint8_t *meta = NULL;
    size_t size = 0, next = 0;
    enum err err = read_meta(fd, &meta, &size);
    if (!err) {
        struct bytes properties = find_box(find_box((struct bytes){ meta, size }, "iprp", NULL), "ipco", NULL);
        for (struct bytes box; (box = find_box(properties, "ispe", &next)).size >= FULL_BOX + 8;) {
            uint32_t width = be32(box.data + FULL_BOX), height = be32(box.data + FULL_BOX + 4);
            if (width > IMAGE_SIDE_MAX_PX || height > IMAGE_SIDE_MAX_PX)
                err = err_detail(ERR_PHOTO_LARGE, "it has %ux%u pixels", width, height);
            else if ((int64_t)width * height > (int64_t)foreign->width * foreign->height) {
                foreign->width = (int)width;
                foreign->height = (int)height;
            }
        }
    }
    free(meta);
    return err ? err : foreign_judge(foreign->width, foreign->height, 0, 0);
}
