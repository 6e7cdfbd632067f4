/* jpeg-end.c - does a JPEG have its end? The one damage that is common, found at the header's price.
 *
 * From marker to marker (ITU T.81, B.1.1): segments are stepped over by their length, and so is a small picture inside
 * them; compressed data holds no marker but the one that ends it. Nothing is decoded. What else is damaged is found by
 * decoding, later.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "jpeg-read.h"

enum { STUFFING = 0x00, TEMPORARY = 0x01, RESTART_FIRST = 0xd0, START = 0xd8, END = 0xd9, FILL = 0xff };

struct bytes_of { /* a file, byte by byte */
    int fd;
    off_t offset; /* of what comes after the buffer */
    size_t at, size;
    uint8_t buffer[SOURCE_BUFFER];
};

static bool fill(struct bytes_of *file)
{
    ssize_t got;
    do
        got = pread(file->fd, file->buffer, sizeof file->buffer, file->offset);
    while (got < 0 && errno == EINTR);
    file->at = 0;
    file->size = got > 0 ? (size_t)got : 0;
    file->offset += got > 0 ? got : 0;
    return got > 0;
}

static int next(struct bytes_of *file)
{
    return file->at < file->size || fill(file) ? file->buffer[file->at++] : -1;
}

static void skip(struct bytes_of *file, size_t count)
{
    size_t here = file->size - file->at;
    if (count <= here) {
        file->at += count;
        return;
    }
    file->offset += (off_t)(count - here);
    file->at = file->size;
}

/* The code of the next marker, -1 at the end of the file. */
static int next_marker(struct bytes_of *file)
{
    for (;;) {
        const uint8_t *found = file->at < file->size ? memchr(file->buffer + file->at, FILL, file->size - file->at) : NULL;
        if (found == NULL) {
            if (!fill(file))
                return -1;
            continue;
        }
        file->at = (size_t)(found - file->buffer) + 1;
        int code;
        while ((code = next(file)) == FILL)
            ;
        if (code != STUFFING)
            return code;
    }
}

bool photo_has_end(int fd)
{
    static struct bytes_of file; /* large; one photo at a time */
    int code;
    file = (struct bytes_of){ .fd = fd, .offset = 2 };
    while ((code = next_marker(&file)) >= 0 && code != END) {
        if (code == TEMPORARY || (code >= RESTART_FIRST && code <= START))
            continue;
        int high = next(&file), low = next(&file);
        if (high < 0 || low < 0)
            return false;
        int length = high << 8 | low;
        skip(&file, length > 2 ? (size_t)length - 2 : 0);
    }
    return code == END;
}
