/* jpeg-source.c - libjpeg reads a descriptor through here, with pread() and one buffer.
 *
 * Not mapped into memory: a mapped file that shrinks kills the reader. When the file ends too early libjpeg gets the
 * end marker it waits for, the photo is marked, and what was there is still decoded.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <jerror.h>
#include "image.h"
#include "jpeg-read.h"

static void init(j_decompress_ptr jpeg)
{
    (void)jpeg;
}

/* The next bytes of the file to a place in the buffer; how many came. */
static size_t read_on(struct jpeg_photo *photo, JOCTET *to)
{
    struct source *source = &photo->source;
    ssize_t got;
    do
        got = pread(source->fd, to, (size_t)(source->buffer + sizeof source->buffer - to), source->offset);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        photo_fail(photo, err_detail(ERR_IO, "%s", strerror(errno)));
    source->offset += got;
    return (size_t)got;
}

static boolean fill(j_decompress_ptr jpeg)
{
    struct jpeg_photo *photo = jpeg->client_data;
    struct source *source = &photo->source;
    if (source->limit && source->offset > source->limit)
        photo_fail(photo, err_detail(ERR_PHOTO_LARGE, "its header is longer than %d MB", IMAGE_HEADER_MAX_MB));
    size_t got = read_on(photo, source->buffer);
    if (got == 0) {
        source->ended = true;
        WARNMS(jpeg, JWRN_JPEG_EOF);
        source->buffer[0] = 0xff;
        source->buffer[1] = JPEG_EOI;
        got = 2;
    }
    source->manager.next_input_byte = source->buffer;
    source->manager.bytes_in_buffer = got;
    return TRUE;
}

void source_top_up(struct jpeg_photo *photo)
{
    struct source *source = &photo->source;
    size_t left = source->manager.bytes_in_buffer;
    if (left >= sizeof source->buffer / 2)
        return;
    memmove(source->buffer, source->manager.next_input_byte, left);
    source->manager.next_input_byte = source->buffer;
    source->manager.bytes_in_buffer = left + read_on(photo, source->buffer + left);
}

static void skip(j_decompress_ptr jpeg, long count)
{
    struct source *source = &((struct jpeg_photo *)jpeg->client_data)->source;
    if (count <= 0)
        return;
    if ((size_t)count <= source->manager.bytes_in_buffer) {
        source->manager.next_input_byte += count;
        source->manager.bytes_in_buffer -= (size_t)count;
        return;
    }
    source->offset += count - (long)source->manager.bytes_in_buffer;
    source->manager.bytes_in_buffer = 0;
}

void source_open(struct jpeg_photo *photo, int fd, int64_t size)
{
    struct source *source = &photo->source;
    source->fd = fd;
    source->size = size;
    source->offset = 0;
    source->ended = false;
    source->limit = (int64_t)IMAGE_HEADER_MAX_MB << 20;
    source->manager = (struct jpeg_source_mgr){ .init_source = init, .fill_input_buffer = fill, .term_source = init,
                                                .skip_input_data = skip, .resync_to_restart = jpeg_resync_to_restart };
    photo->jpeg.src = &source->manager;
}
