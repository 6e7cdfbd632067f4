/* webp.c - WebP to JPEG; see foreign.h. The container is RIFF (WebP Container Specification): chunks of a name, a size
 * and padding to even.
 *
 * libwebp gives rows only into a picture of its own, so a WebP takes memory by its area; the file itself is read whole.
 * Decoding piece by piece tells how far a file that ends too early went.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <webp/decode.h>
#include "converted.h"
#include "foreign.h"

enum { RIFF_HEAD = 12, CHUNK_HEAD = 8, CHUNKS_MAX = 10000, LOSSY = 1 };

struct reader {
    uint8_t *file;
    size_t size;
    WebPBitstreamFeatures features;
    struct converted converted;
};

static enum err read_file(struct reader *reader, int fd)
{
    struct stat stat;
    if (fstat(fd, &stat) != 0 || !S_ISREG(stat.st_mode))
        return err_detail(ERR_IO, "not a file");
    if (stat.st_size > (int64_t)IMAGE_FILE_MAX_MB << 20)
        return err_detail(ERR_PHOTO_LARGE, "the file is larger than %d MB", IMAGE_FILE_MAX_MB);
    reader->file = malloc((size_t)stat.st_size + 1);
    if (reader->file == NULL)
        return err_detail(ERR_MEMORY, "a file of %lld MB", (long long)stat.st_size >> 20);
    while (reader->size < (size_t)stat.st_size) {
        ssize_t got = pread(fd, reader->file + reader->size, (size_t)stat.st_size - reader->size, (off_t)reader->size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_detail(ERR_IO, "%s", strerror(errno));
        if (got == 0)
            break;
        reader->size += (size_t)got;
    }
    return ERR_NONE;
}

static uint32_t little(const uint8_t *data)
{
    return (uint32_t)data[0] | (uint32_t)data[1] << 8 | (uint32_t)data[2] << 16 | (uint32_t)data[3] << 24;
}

/* The first chunk of that name that is there whole. */
static struct bytes find_chunk(const struct reader *reader, const char *name)
{
    uint64_t at = RIFF_HEAD;
    for (int i = 0; i < CHUNKS_MAX && at + CHUNK_HEAD <= reader->size; i++) {
        uint32_t size = little(reader->file + at + 4);
        if (memcmp(reader->file + at, name, 4) == 0 && at + CHUNK_HEAD + size <= reader->size)
            return (struct bytes){ reader->file + at + CHUNK_HEAD, size };
        at += CHUNK_HEAD + (uint64_t)size + size % 2;
    }
    return (struct bytes){ 0 };
}

static enum err judge(struct reader *reader, struct foreign *foreign)
{
    enum { LOSSLESS_BYTES = 8, LOSSY_BYTES = 5 }; /* a pixel, the decoder's own included */
    WebPBitstreamFeatures *features = &reader->features;
    VP8StatusCode status = WebPGetFeatures(reader->file, reader->size, features);
    if (status == VP8_STATUS_NOT_ENOUGH_DATA)
        return err_detail(ERR_PHOTO_DAMAGED, "ends too early");
    if (status != VP8_STATUS_OK)
        return err_detail(ERR_PHOTO_DAMAGED, "its header makes no sense");
    if (features->has_animation)
        return err_detail(ERR_NOT_PHOTO, "a moving picture");
    foreign->width = features->width;
    foreign->height = features->height;
    struct bytes exif = find_chunk(reader, "EXIF"), profile = find_chunk(reader, "ICCP");
    if (exif.size > 6 && memcmp(exif.data, "Exif\0", 6) == 0) /* some writers leave JPEG's beginning on it */
        exif = (struct bytes){ exif.data + 6, exif.size - 6 };
    foreign_take_exif(foreign, exif);
    foreign_take_profile(foreign, profile.data, profile.size);
    return foreign_judge(features->width, features->height, features->format == LOSSY ? LOSSY_BYTES : LOSSLESS_BYTES, 0);
}

static enum err open_reader(struct reader **reader, int fd, struct foreign *foreign)
{
    *reader = calloc(1, sizeof **reader);
    if (*reader == NULL)
        return err_detail(ERR_MEMORY, "a WebP");
    enum err err = read_file(*reader, fd);
    return err ? err : judge(*reader, foreign);
}

static void close_reader(struct reader *reader)
{
    if (reader == NULL)
        return;
    converted_close(&reader->converted);
    free(reader->file);
    free(reader);
}

enum err webp_header(int fd, struct foreign *foreign)
{
    struct reader *reader;
    enum err err = open_reader(&reader, fd, foreign);
    close_reader(reader);
    return err;
}

/* As many rows as could be decoded; the rest is damage. */
static enum err put_rows(struct reader *reader, const WebPIDecoder *decoder, VP8StatusCode status, struct foreign *foreign, int parts)
{
    int ready = 0, width, height, stride;
    uint8_t *rows = WebPIDecGetRGB(decoder, &ready, &width, &height, &stride);
    enum err err = ERR_NONE;
    if (status == VP8_STATUS_SUSPENDED || status == VP8_STATUS_NOT_ENOUGH_DATA)
        foreign_damaged(foreign, "ends too early");
    else if (status != VP8_STATUS_OK)
        foreign_damaged(foreign, "part of it makes no sense");
    if (rows == NULL || ready == 0)
        return err_detail(ERR_PHOTO_DAMAGED, "%s", foreign->damaged);
    for (int y = 0; y < ready && y < foreign->height && !err; y++) {
        uint8_t *row = rows + (size_t)y * (size_t)stride;
        foreign_onto_white(row, foreign->width, parts);
        err = converted_row(&reader->converted, row);
    }
    return err ? err : converted_finish(&reader->converted);
}

static enum err convert(struct reader *reader, int out, struct foreign *foreign)
{
    WebPDecoderConfig config;
    int parts = reader->features.has_alpha ? 4 : 3;
    if (!WebPInitDecoderConfig(&config))
        return err_detail(ERR_RENDER, "libwebp is another one than it was built with");
    config.output.colorspace = parts == 4 ? MODE_RGBA : MODE_RGB;
    enum err err = converted_open(&reader->converted, out, foreign->width, foreign->height, 3, foreign->exif.orientation,
                                  (struct bytes){ foreign->profile, foreign->profile_size });
    if (err)
        return err;
    WebPIDecoder *decoder = WebPIDecode(NULL, 0, &config);
    if (decoder == NULL)
        return err_detail(ERR_MEMORY, "a WebP of %dx%d", foreign->width, foreign->height);
    VP8StatusCode status = WebPIUpdate(decoder, reader->file, reader->size);
    if (status == VP8_STATUS_OUT_OF_MEMORY)
        err = err_detail(ERR_MEMORY, "a WebP of %dx%d", foreign->width, foreign->height);
    else
        err = put_rows(reader, decoder, status, foreign, parts);
    WebPIDelete(decoder);
    WebPFreeDecBuffer(&config.output);
    return err;
}

enum err webp_convert(int fd, int out, struct foreign *foreign)
{
    struct reader *reader;
    enum err err = open_reader(&reader, fd, foreign);
    if (!err)
        err = convert(reader, out, foreign);
    close_reader(reader);
    return err;
}
