/* best.c - the best print possible; see best.h. */
#include "best.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <jpeglib.h>
#include "../../src/base/err.h"
#include "../../src/base/mem.h"

enum { LOBES = 3, TAPS_MAX = 256 };

struct sight sight_new(int width, int height)
{
    struct sight sight = { .width = width, .height = height };
    for (int i = 0; i < 3; i++)
        sight.part[i] = xmalloc((size_t)width * (size_t)height * sizeof **sight.part);
    return sight;
}

void sight_free(struct sight *sight)
{
    for (int i = 0; i < 3; i++)
        free(sight->part[i]);
}

struct sight sight_decode(const uint8_t *data, size_t size)
{
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, data, size);
    jpeg_read_header(&jpeg, TRUE);
    jpeg.out_color_space = JCS_YCbCr;
    jpeg_start_decompress(&jpeg);
    struct sight sight = sight_new((int)jpeg.output_width, (int)jpeg.output_height);
    uint8_t *row = xmalloc((size_t)sight.width * 3);
    while (jpeg.output_scanline < jpeg.output_height) {
        size_t at = (size_t)jpeg.output_scanline * (size_t)sight.width;
        jpeg_read_scanlines(&jpeg, &row, 1);
        for (int x = 0; x < sight.width; x++)
            for (int i = 0; i < 3; i++)
                sight.part[i][at + (size_t)x] = row[3 * x + i];
    }
    jpeg_finish_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    free(row);
    return sight;
}

static double lanczos3(double x)
{
    x = fabs(x) * M_PI;
    return x < 1e-9 ? 1 : x >= LOBES * M_PI ? 0 : LOBES * sin(x) * sin(x / LOBES) / (x * x);
}

/* The weights of one new sample over old samples [*first, *first + result); the middle is at + 0.5. */
static int weigh(double ratio, int at, double weight[TAPS_MAX], int *first)
{
    double widen = fmax(ratio, 1), centre = (at + 0.5) * ratio - 0.5, sum = 0;
    *first = (int)ceil(centre - LOBES * widen);
    int count = (int)floor(centre + LOBES * widen) - *first + 1;
    if (count > TAPS_MAX)
        panic("a reduction by %.1f is more than it was written for", ratio);
    for (int i = 0; i < count; i++)
        sum += weight[i] = lanczos3((*first + i - centre) / widen);
    for (int i = 0; i < count; i++)
        weight[i] /= sum;
    return count;
}

/* Old sample i of a row or column of count; what lies outside repeats the edge. */
static size_t inside(int i, int count)
{
    return (size_t)(i < 0 ? 0 : i >= count ? count - 1 : i);
}

static void make_lower(const float *from, int width, int height, float *to, int new_height)
{
    double weight[TAPS_MAX];
    int first;
    memset(to, 0, (size_t)width * (size_t)new_height * sizeof *to);
    for (int y = 0; y < new_height; y++) {
        int count = weigh((double)height / new_height, y, weight, &first);
        for (int i = 0; i < count; i++)
            for (int x = 0; x < width; x++)
                to[(size_t)y * (size_t)width + (size_t)x] +=
                    (float)weight[i] * from[inside(first + i, height) * (size_t)width + (size_t)x];
    }
}

static void make_narrower(const float *from, int width, int height, float *to, int new_width)
{
    double weight[TAPS_MAX];
    int first;
    for (int x = 0; x < new_width; x++) {
        int count = weigh((double)width / new_width, x, weight, &first);
        for (int y = 0; y < height; y++) {
            double sum = 0;
            for (int i = 0; i < count; i++)
                sum += weight[i] * from[(size_t)y * (size_t)width + inside(first + i, width)];
            to[(size_t)y * (size_t)new_width + (size_t)x] = (float)fmin(fmax(sum, 0), 255);
        }
    }
}

struct sight sight_best(const struct sight *photo, int width, int height)
{
    struct sight print = sight_new(width, height);
    float *low = xmalloc((size_t)photo->width * (size_t)height * sizeof *low);
    for (int i = 0; i < 3; i++) {
        make_lower(photo->part[i], photo->width, photo->height, low, height);
        make_narrower(low, photo->width, height, print.part[i], width);
    }
    free(low);
    return print;
}

double sight_decibel(const struct sight *a, const struct sight *b, int first, int parts)
{
    double squares = 0, count = (double)a->width * a->height * parts;
    for (int i = first; i < first + parts; i++)
        for (size_t at = 0; at < (size_t)a->width * (size_t)a->height; at++) {
            double off = a->part[i][at] - b->part[i][at];
            squares += off * off;
        }
    return squares > 0 ? 10 * log10(255 * 255 * count / squares) : 99;
}

struct sight sight_render(int fd, int width, int height, double reduce, const struct resampler *resampler)
{
    struct jpeg_photo *photo = xmalloc(sizeof *photo);
    struct picture picture = { 0 };
    struct sight sight = sight_new(width, height);
    uint8_t *memory = xmalloc((size_t)width * 3);
    enum err err = photo_header(photo, fd);
    struct picture_wish wish = { .part = { 0, 0, photo->width, photo->height }, .width = width, .height = height,
                                 .form = COLOUR_YCC, .goal = { .intent = "" }, .reduce = reduce };
    if (!err)
        err = picture_open(&picture, photo, &wish);
    picture.resampler = resampler;
    for (int y = 0; y < height && !err; y++) {
        uint8_t *row[3] = { memory, memory + width, memory + 2 * width };
        err = picture_row(&picture, y, row);
        for (int i = 0; i < 3; i++)
            for (int x = 0; x < width; x++)
                sight.part[i][(size_t)y * (size_t)width + (size_t)x] = row[i][x];
    }
    if (err)
        panic("%s: %s", err_word(err), err_last_detail());
    picture_close(&picture);
    photo_close(photo);
    free(photo);
    free(memory);
    return sight;
}
