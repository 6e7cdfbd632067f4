/* foreign.c - see foreign.h. */
#include "foreign.h"
#include <stdlib.h>
#include <string.h>
#include <libheif/heif.h>
#include <png.h>
#include <webp/encode.h>
#include "../../src/base/buf.h"
#include "../../src/base/err.h"
#include "../../src/base/mem.h"

/* Little-endian TIFF with one folder of one entry. */
static void make_exif(int orientation, uint8_t exif[26])
{
    memcpy(exif, "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\0\0\0\0\0\0\0", 26);
    exif[18] = (uint8_t)orientation;
}

static uint8_t *taken(struct buf *buf, size_t *size)
{
    *size = buf->size;
    return buf->data;
}

/* ---- PNG ---- */

static void png_out(png_structp png, png_bytep data, size_t size)
{
    buf_add(png_get_io_ptr(png), data, size);
}

static void png_flush_out(png_structp png)
{
    (void)png;
}

static void set_notes(png_structp png, png_infop info, const struct foreign_recipe *recipe)
{
    static png_color colours[216];
    uint8_t exif[26];
    for (int i = 0; i < 216; i++)
        colours[i] = (png_color){ (png_byte)(i / 36 * 51), (png_byte)(i / 6 % 6 * 51), (png_byte)(i % 6 * 51) };
    if (recipe->parts == 0)
        png_set_PLTE(png, info, colours, 216);
    if (recipe->gamma > 0)
        png_set_gAMA(png, info, recipe->gamma);
    if (recipe->profile)
        png_set_iCCP(png, info, "profile", PNG_COMPRESSION_TYPE_BASE, recipe->profile, recipe->profile_size);
    make_exif(recipe->orientation, exif);
    if (recipe->orientation)
        png_set_eXIf_1(png, info, sizeof exif, exif);
}

/* One pixel in the PNG's form; its size in bytes. */
static size_t png_pixel(const struct foreign_recipe *recipe, int x, int y, uint8_t *to)
{
    struct photo_recipe scene = { .width = recipe->width, .height = recipe->height, .seed = recipe->seed };
    uint8_t rgb[4], grey;
    int parts = recipe->parts;
    photos_colour(&scene, x, y, rgb);
    grey = (uint8_t)((299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2]) / 1000);
    if (parts == 0) {
        to[0] = (uint8_t)((rgb[0] + 25) / 51 * 36 + (rgb[1] + 25) / 51 * 6 + (rgb[2] + 25) / 51);
        return 1;
    }
    uint8_t values[4] = { parts < 3 ? grey : rgb[0], parts == 2 ? (uint8_t)recipe->opacity : rgb[1], rgb[2], (uint8_t)recipe->opacity };
    int wide = recipe->depth / 8;
    for (int i = 0; i < parts; i++)
        for (int k = 0; k < wide; k++)
            to[i * wide + k] = values[i];
    return (size_t)(parts * wide);
}

uint8_t *foreign_png(const struct foreign_recipe *recipe, size_t *size)
{
    static const int types[] = { PNG_COLOR_TYPE_PALETTE, PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA };
    struct buf out = { 0 };
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(png, &out, png_out, png_flush_out);
    png_set_IHDR(png, info, (png_uint_32)recipe->width, (png_uint_32)recipe->height, recipe->depth, types[recipe->parts],
                 recipe->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    set_notes(png, info, recipe);
    png_write_info(png, info);
    int passes = png_set_interlace_handling(png);
    uint8_t *row = xmalloc((size_t)recipe->width * 8);
    for (int pass = 0; pass < passes; pass++)
        for (int y = 0; y < recipe->height; y++) {
            uint8_t *to = row;
            for (int x = 0; x < recipe->width; x++)
                to += png_pixel(recipe, x, y, to);
            png_write_row(png, row);
        }
    png_write_end(png, NULL);
    png_destroy_write_struct(&png, &info);
    free(row);
    return taken(&out, size);
}

/* ---- WebP ---- */

static void add_little(struct buf *buf, size_t value)
{
    for (int i = 0; i < 4; i++)
        buf_u8(buf, (uint8_t)(value >> (8 * i)));
}

/* The plain file's chunk, put into an extended file with an EXIF chunk behind it. */
static void extend(struct buf *out, const uint8_t *plain, size_t plain_size, const struct foreign_recipe *recipe)
{
    enum { RIFF = 12, EXIF_FLAG = 8, ALPHA_FLAG = 16 };
    uint8_t exif[26], sides[6];
    for (int i = 0; i < 3; i++) {
        sides[i] = (uint8_t)((recipe->width - 1) >> (8 * i));
        sides[3 + i] = (uint8_t)((recipe->height - 1) >> (8 * i));
    }
    make_exif(recipe->orientation, exif);
    buf_text(out, "RIFF");
    add_little(out, 4 + 18 + (plain_size - RIFF) + 8 + sizeof exif);
    buf_text(out, "WEBPVP8X");
    add_little(out, 10);
    buf_add(out, (uint8_t[4]){ (uint8_t)(EXIF_FLAG | (recipe->parts == 4 ? ALPHA_FLAG : 0)) }, 4);
    buf_add(out, sides, sizeof sides);
    buf_add(out, plain + RIFF, plain_size - RIFF);
    buf_text(out, "EXIF");
    add_little(out, sizeof exif);
    buf_add(out, exif, sizeof exif);
}

uint8_t *foreign_webp(const struct foreign_recipe *recipe, size_t *size)
{
    struct buf out = { 0 };
    struct foreign_recipe flat = *recipe;
    uint8_t *pixels = xmalloc((size_t)recipe->width * (size_t)recipe->height * 4), *made = NULL, *to = pixels;
    int stride = recipe->width * recipe->parts;
    flat.depth = 8;
    for (int y = 0; y < recipe->height; y++)
        for (int x = 0; x < recipe->width; x++)
            to += png_pixel(&flat, x, y, to);
    size_t length = recipe->parts == 4 ? (recipe->lossless ? WebPEncodeLosslessRGBA(pixels, recipe->width, recipe->height, stride, &made)
                                                           : WebPEncodeRGBA(pixels, recipe->width, recipe->height, stride, 90, &made))
                    : recipe->lossless ? WebPEncodeLosslessRGB(pixels, recipe->width, recipe->height, stride, &made)
                                       : WebPEncodeRGB(pixels, recipe->width, recipe->height, stride, 90, &made);
    if (length == 0)
        panic("no WebP was made");
    if (recipe->orientation && memcmp(made + 12, "VP8X", 4) != 0)
        extend(&out, made, length, recipe);
    else
        buf_add(&out, made, length);
    WebPFree(made);
    free(pixels);
    return taken(&out, size);
}

/* ---- HEIC ---- */

/* x265, the encoder behind libheif, loses a small block of every encoder it opens; only these tests encode. The leak
 * sanitizer asks this when it is linked, otherwise nobody does. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libx265.so\n";
}

static struct heif_error heic_out(struct heif_context *context, const void *data, size_t size, void *buf)
{
    (void)context;
    buf_add(buf, data, size);
    return (struct heif_error){ heif_error_Ok, heif_suberror_Unspecified, "" };
}

static struct heif_image *heic_picture(const struct foreign_recipe *recipe)
{
    struct heif_image *image;
    struct foreign_recipe flat = { .width = recipe->width, .height = recipe->height, .seed = recipe->seed, .parts = 3, .depth = 8 };
    int stride;
    if (heif_image_create(recipe->width, recipe->height, heif_colorspace_RGB, heif_chroma_interleaved_RGB, &image).code ||
        heif_image_add_plane(image, heif_channel_interleaved, recipe->width, recipe->height, 8).code)
        panic("no HEIC picture");
    uint8_t *rows = heif_image_get_plane(image, heif_channel_interleaved, &stride);
    for (int y = 0; y < recipe->height; y++)
        for (int x = 0; x < recipe->width; x++)
            png_pixel(&flat, x, y, rows + (size_t)y * (size_t)stride + (size_t)x * 3);
    return image;
}

uint8_t *foreign_heic(const struct foreign_recipe *recipe, size_t *size)
{
    struct heif_context *context = heif_context_alloc();
    struct heif_encoder *encoder = NULL;
    struct heif_image_handle *handle = NULL;
    struct heif_writer writer = { 1, heic_out };
    struct buf out = { 0 };
    uint8_t exif[26];
    if (heif_context_get_encoder_for_format(context, heif_compression_HEVC, &encoder).code) {
        heif_context_free(context);
        return NULL;
    }
    heif_encoder_set_lossy_quality(encoder, 90);
    struct heif_image *image = heic_picture(recipe);
    if (heif_context_encode_image(context, image, encoder, NULL, &handle).code)
        panic("no HEIC was made");
    make_exif(recipe->orientation, exif);
    if (recipe->orientation && heif_context_add_exif_metadata(context, handle, exif, sizeof exif).code)
        panic("no EXIF in the HEIC");
    if (heif_context_write(context, &writer, &out).code)
        panic("no HEIC was written");
    heif_image_handle_release(handle);
    heif_image_release(image);
    heif_encoder_release(encoder);
    heif_context_free(context);
    return taken(&out, size);
}
