/* grain - a camera's photo for benches, made from a smaller real one:
 *
 *   grain IN.jpg OUT.jpg WIDTH HEIGHT        enlarged to cover that size, with grain as a sensor makes it
 *   grain IN.jpg OUT.jpg WIDTH HEIGHT progressive          the same in several scans
 *   grain IN.jpg OUT.jpg WIDTH HEIGHT turned               the same as a camera held upright marks it (orientation 6)
 *   grain zone OUT.jpg WIDTH HEIGHT          a zone plate instead: every frequency up to the finest
 *
 * 4:2:0, quality 92, as cameras write. Grain makes the file as large as a real photo of that size, which is what
 * decoding costs; it is seeded, so that the same call makes the same file.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <jpeglib.h>
#include "../../src/base/err.h"
#include "../../src/base/mem.h"
#include "../../src/base/str.h"
#include "../lib/photos.h"

enum { QUALITY = 92, CHANNELS = 3, TAPS = 4 };
static const float LUMA_GRAIN = 3.2f, COLOUR_GRAIN = 1.6f;

/* EXIF with one entry, tag 0112: orientation 6. */
static const char turned[] = "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0";

struct scene { /* a photo in memory, RGB */
    int width, height;
    uint8_t *rgb;
};

static struct scene load(const char *path)
{
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct scene scene;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        die("grain: cannot read %s", path);
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&jpeg);
    jpeg_stdio_src(&jpeg, file);
    jpeg_read_header(&jpeg, TRUE);
    jpeg.out_color_space = JCS_RGB;
    jpeg_start_decompress(&jpeg);
    scene.width = (int)jpeg.output_width;
    scene.height = (int)jpeg.output_height;
    scene.rgb = xmalloc((size_t)scene.width * (size_t)scene.height * CHANNELS);
    while (jpeg.output_scanline < jpeg.output_height) {
        JSAMPROW row = scene.rgb + (size_t)jpeg.output_scanline * (size_t)scene.width * CHANNELS;
        jpeg_read_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    fclose(file);
    return scene;
}

/* Catmull-Rom: four old samples around a place, and their weights. */
static void weigh(double place, int limit, int at[TAPS], float weight[TAPS])
{
    int first = (int)floor(place) - 1;
    float t = (float)(place - floor(place));
    weight[0] = ((2 - t) * t - 1) * t / 2;
    weight[1] = ((3 * t - 5) * t * t + 2) / 2;
    weight[2] = ((4 - 3 * t) * t + 1) * t / 2;
    weight[3] = (t - 1) * t * t / 2;
    for (int i = 0; i < TAPS; i++)
        at[i] = first + i < 0 ? 0 : first + i >= limit ? limit - 1 : first + i;
}

/* Normal enough: six uniform parts of one random word, added up; deviation 1. */
static float noise(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    uint64_t bits = *state ^ *state >> 29;
    int sum = 0;
    for (int i = 0; i < 6; i++, bits >>= 10)
        sum += (int)(bits & 1023);
    return (float)(sum - 3069) / 724.0f; /* 1024 * sqrt(6 / 12) */
}

struct maker {
    struct scene scene;
    int width, height;
    double scale, left, top; /* from the new picture to the old one */
    float *line;             /* one old row, or a mix of four, at full width of the old picture */
    float *grain, *above;    /* of this row and the one before */
    uint64_t chance;
};

static void make_row(struct maker *maker, int y, uint8_t *out)
{
    int rows[TAPS], columns[TAPS], count = maker->scene.width * CHANNELS;
    float weight[TAPS];
    weigh((y + 0.5) * maker->scale + maker->top - 0.5, maker->scene.height, rows, weight);
    const uint8_t *from[TAPS];
    for (int i = 0; i < TAPS; i++)
        from[i] = maker->scene.rgb + (size_t)rows[i] * (size_t)count;
    for (int x = 0; x < count; x++)
        maker->line[x] = weight[0] * from[0][x] + weight[1] * from[1][x] + weight[2] * from[2][x] + weight[3] * from[3][x];
    for (int x = 0; x < maker->width; x++)
        maker->grain[x] = noise(&maker->chance) * LUMA_GRAIN;
    for (int x = 0; x < maker->width; x++) {
        /* Neighbours share some of it, as after a camera has made colours of its mosaic. */
        float grain = maker->grain[x] + 0.3f * maker->above[x] + 0.3f * maker->grain[x ? x - 1 : 0];
        weigh((x + 0.5) * maker->scale + maker->left - 0.5, maker->scene.width, columns, weight);
        for (int i = 0; i < CHANNELS; i++) {
            float value = grain + noise(&maker->chance) * COLOUR_GRAIN + 0.5f;
            for (int tap = 0; tap < TAPS; tap++)
                value += weight[tap] * maker->line[columns[tap] * CHANNELS + i];
            out[x * CHANNELS + i] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
        }
    }
    float *row = maker->above;
    maker->above = maker->grain;
    maker->grain = row;
}

/* Nothing to enlarge: the tests' own zone plate. */
static void write_zone(int width, int height, const char *path)
{
    struct photo_recipe recipe = { .width = width, .height = height, .quality = QUALITY, .zone = true };
    size_t size;
    uint8_t *data = photos_make(&recipe, &size);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(data, 1, size, file) != size || fclose(file) != 0)
        die("grain: cannot write %s", path);
    free(data);
}

static void write_photo(struct maker *maker, const char *how, const char *path)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    FILE *file = fopen(path, "wb");
    uint8_t *row = xmalloc((size_t)maker->width * CHANNELS);
    if (file == NULL)
        die("grain: cannot write %s", path);
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_stdio_dest(&jpeg, file);
    jpeg.image_width = (JDIMENSION)maker->width;
    jpeg.image_height = (JDIMENSION)maker->height;
    jpeg.input_components = CHANNELS;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, QUALITY, TRUE);
    if (strcmp(how, "progressive") == 0)
        jpeg_simple_progression(&jpeg);
    jpeg_start_compress(&jpeg, TRUE);
    if (strcmp(how, "turned") == 0)
        jpeg_write_marker(&jpeg, JPEG_APP0 + 1, (const uint8_t *)turned, sizeof turned);
    for (int y = 0; y < maker->height; y++) {
        make_row(maker, y, row);
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    free(row);
    if (fclose(file) != 0)
        die("grain: cannot write %s", path);
}

int main(int argc, char **argv)
{
    int64_t width, height;
    struct maker maker = { .chance = 20260101 };
    if (argc < 5 || argc > 6 || !str_number(argv[3], 1, 65000, &width) || !str_number(argv[4], 1, 65000, &height))
        die("usage: grain IN.jpg|zone OUT.jpg WIDTH HEIGHT [progressive|turned]");
    maker.width = (int)width;
    maker.height = (int)height;
    if (strcmp(argv[1], "zone") == 0) {
        write_zone(maker.width, maker.height, argv[2]);
        return 0;
    }
    maker.scene = load(argv[1]);
    maker.scale = fmin((double)maker.scene.width / maker.width, (double)maker.scene.height / maker.height);
    maker.left = (maker.scene.width - maker.width * maker.scale) / 2;
    maker.top = (maker.scene.height - maker.height * maker.scale) / 2;
    maker.line = xmalloc((size_t)maker.scene.width * CHANNELS * sizeof *maker.line);
    maker.grain = xmalloc((size_t)maker.width * sizeof *maker.grain);
    maker.above = xmalloc((size_t)maker.width * sizeof *maker.above);
    memset(maker.above, 0, (size_t)maker.width * sizeof *maker.above);
    write_photo(&maker, argc == 6 ? argv[5] : "", argv[2]);
    free(maker.scene.rgb);
    free(maker.line);
    free(maker.grain);
    free(maker.above);
    return 0;
}
