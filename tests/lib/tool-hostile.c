/* tool-hostile KIND OUT - write a file that is meant to hurt whoever looks at it. The kinds are the rows below. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <webp/encode.h>
#include <zlib.h>
#include "../../src/base/buf.h"
#include "../../src/base/err.h"
#include "../../src/base/io.h"
#include "foreign.h"

static void add_photo(struct buf *buf, const struct photo_recipe *recipe, size_t cut)
{
    size_t size;
    uint8_t *data = photos_make(recipe, &size);
    buf_add(buf, data, size - cut);
    free(data);
}

/* A progressive header of 65500 x 65500 pixels and 20,000 empty scans. */
static void huge(struct buf *buf)
{
    static const uint8_t header[] = { 0xff, 0xd8, 0xff, 0xc2, 0, 11, 8, 0xff, 0xdc, 0xff, 0xdc, 1, 1, 0x11, 0 };
    static const uint8_t scan[] = { 0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0 };
    buf_add(buf, header, sizeof header);
    for (int i = 0; i < 20000; i++)
        buf_add(buf, scan, sizeof scan);
    buf_u16(buf, 0xffd9);
}

static void scans(struct buf *buf)
{
    struct photo_recipe recipe = { .width = 2000, .height = 1500, .progressive = true };
    static const uint8_t scan[] = { 0xff, 0xda, 0, 8, 1, 1, 0, 1, 1, 0 };
    add_photo(buf, &recipe, 2);
    for (int i = 0; i < 400; i++)
        buf_add(buf, scan, sizeof scan);
    buf_u16(buf, 0xffd9);
}

/* 12,000 x 16,000 pixels that come in several scans: they fit, their coefficients do not. */
static void coefficients(struct buf *buf)
{
    struct photo_recipe recipe = { .width = 64, .height = 64, .progressive = true };
    add_photo(buf, &recipe, 0);
    for (size_t i = 0; i + 9 < buf->size; i++)
        if (buf->data[i] == 0xff && buf->data[i + 1] == 0xc2)
            memcpy(buf->data + i + 5, (uint8_t[4]){ 12000 >> 8, 12000 & 255, 16000 >> 8, 16000 & 255 }, 4);
}

static void middle(struct buf *buf) /* a hole in the middle of the compressed data */
{
    struct photo_recipe recipe = { .width = 1800, .height = 1200, .orientation = 1 };
    add_photo(buf, &recipe, 0);
    memset(buf->data + buf->size / 2, 0, 3000);
}

/* The first folder's pointers lead outside, and its next folder is itself. */
static void exif(struct buf *buf)
{
    struct photo_recipe recipe = { .width = 600, .height = 400, .seed = 9 };
    struct buf photo = { 0 };
    static const uint8_t notes[] = "\xff\xe1\0\x4a" "Exif\0\0II*\0\x08\0\0\0\x04\0"
                                   "\x0f\x01\x02\0\xff\xff\xff\x7f\xf0\xff\xff\xff"
                                   "\x69\x87\x04\0\x01\0\0\0\xff\xff\xff\xff"
                                   "\x12\x01\x03\0\x01\0\0\0\x63\0\0\0"
                                   "\x69\x87\x04\0\x01\0\0\0\x08\0\0\0"
                                   "\x08\0\0\0\0\0\0\0";
    add_photo(&photo, &recipe, 0);
    buf_add(buf, photo.data, 2);
    buf_add(buf, notes, 2 + 0x4a);
    buf_add(buf, photo.data + 2, photo.size - 2);
    buf_free(&photo);
}

static void png_chunk(struct buf *buf, const char *name, const void *data, size_t size)
{
    buf_u32(buf, (uint32_t)size);
    size_t from = buf->size;
    buf_text(buf, name);
    buf_add(buf, data, size);
    buf_u32(buf, (uint32_t)crc32(0, buf->data + from, (uInt)(size + 4)));
}

static void png_of(struct buf *buf, uint32_t width, uint32_t height, uint8_t type, uint8_t interlace, size_t raw)
{
    uint8_t *zeros = calloc(1, raw), *packed = malloc(raw / 500 + 10000);
    uLongf size = raw / 500 + 10000;
    struct buf header = { 0 };
    if (zeros == NULL || packed == NULL || compress2(packed, &size, zeros, raw, 9) != Z_OK)
        die("tool-hostile: no memory");
    buf_u32(&header, width);
    buf_u32(&header, height);
    buf_add(&header, (uint8_t[5]){ 8, type, 0, 0, interlace }, 5);
    buf_add(buf, "\x89PNG\r\n\x1a\n", 8);
    png_chunk(buf, "IHDR", header.data, header.size);
    png_chunk(buf, "IDAT", packed, size);
    png_chunk(buf, "IEND", "", 0);
    buf_free(&header);
    free(zeros);
    free(packed);
}

static void png_huge(struct buf *buf) { png_of(buf, 65000, 65000, 2, 0, 1000); }
static void png_large(struct buf *buf) { png_of(buf, 19000, 10500, 2, 0, (19000 * 3 + 1) * 10500UL); } /* 600 MB out of 600 KB */
static void png_woven(struct buf *buf) { png_of(buf, 19000, 10500, 2, 1, 1000); } /* interlaced: would need all of it at once */

static void webp_huge(struct buf *buf)
{
    struct foreign_recipe recipe = { .width = 64, .height = 64, .parts = 3, .lossless = true };
    size_t size;
    uint8_t *data = foreign_webp(&recipe, &size);
    memcpy(data + 21, "\xff\xff\xff", 3);
    data[24] |= 0x0f;
    buf_add(buf, data, size);
    free(data);
}

/* As large as is taken, of one colour: half a megabyte that is 80 megapixels. */
static void webp_large(struct buf *buf)
{
    enum { SIDE = 9000 };
    uint8_t *pixels = calloc(1, (size_t)SIDE * SIDE * 3), *made = NULL;
    WebPConfig config;
    WebPPicture picture;
    WebPMemoryWriter writer;
    if (pixels == NULL || !WebPConfigInit(&config) || !WebPPictureInit(&picture))
        die("tool-hostile: no memory");
    config.method = 0;
    picture.width = picture.height = SIDE;
    WebPMemoryWriterInit(&writer);
    picture.writer = WebPMemoryWrite;
    picture.custom_ptr = &writer;
    if (!WebPPictureImportRGB(&picture, pixels, SIDE * 3) || !WebPEncode(&config, &picture))
        die("tool-hostile: no WebP");
    made = writer.mem;
    buf_add(buf, made, writer.size);
    WebPPictureFree(&picture);
    WebPMemoryWriterClear(&writer);
    free(pixels);
}

static void heic_of(struct buf *buf, uint32_t side)
{
    struct foreign_recipe recipe = { .width = 64, .height = 64, .parts = 3 };
    size_t size;
    uint8_t *data = foreign_heic(&recipe, &size);
    if (data == NULL)
        die("tool-hostile: there is no encoder for HEIC");
    for (size_t i = 0; i + 16 < size; i++)
        if (memcmp(data + i, "ispe", 4) == 0)
            for (int k = 0; k < 4; k++)
                data[i + 8 + (size_t)k] = data[i + 12 + (size_t)k] = (uint8_t)(side >> (8 * (3 - k)));
    buf_add(buf, data, size);
    free(data);
}

static void heic_huge(struct buf *buf) { heic_of(buf, 60000); }
static void heic_liar(struct buf *buf) { heic_of(buf, 9000); } /* its boxes claim more than is inside */

static void video(struct buf *buf)
{
    buf_add(buf, "\0\0\0\x18" "ftypmp42\0\0\0\0mp42isom\0\0\1\0mdat", 32);
    for (int i = 0; i < 1000; i++)
        buf_u64(buf, (uint64_t)i * 0x9e3779b97f4a7c15u);
}

static void raw(struct buf *buf)
{
    buf_add(buf, "II*\0\x10\0\0\0CR\2\0", 12);
    for (int i = 0; i < 1000; i++)
        buf_u64(buf, (uint64_t)i * 0x9e3779b97f4a7c15u);
}

static void document(struct buf *buf) { buf_text(buf, "%PDF-1.7\nnothing\n"); }

static const struct {
    const char *kind;
    void (*make)(struct buf *buf);
} kinds[] = {
    { "huge", huge }, { "scans", scans }, { "coefficients", coefficients }, { "middle", middle }, { "exif", exif },
    { "png-huge", png_huge }, { "png-large", png_large }, { "png-woven", png_woven }, { "webp-huge", webp_huge },
    { "webp-large", webp_large }, { "heic-huge", heic_huge }, { "heic-liar", heic_liar }, { "video", video }, { "raw", raw },
    { "document", document },
};

int main(int argc, char **argv)
{
    struct buf buf = { 0 };
    if (argc != 3)
        die("usage: tool-hostile KIND OUT");
    size_t i = 0;
    while (i < sizeof kinds / sizeof *kinds && strcmp(kinds[i].kind, argv[1]) != 0)
        i++;
    if (i == sizeof kinds / sizeof *kinds)
        die("tool-hostile: there is no kind %s", argv[1]);
    kinds[i].make(&buf);
    int fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0 || !io_write(fd, buf.data, buf.size) || close(fd) != 0)
        die("tool-hostile: cannot write %s", argv[2]);
    buf_free(&buf);
    return 0;
}
