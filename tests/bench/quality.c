/* quality - how near a print comes to the best one possible: quality PHOTO.jpg WIDTH HEIGHT [NAME=PRINT.jpg...]
 *
 * The best one: the photo decoded whole with libjpeg's own smooth upsampling, then Lanczos3 in floating point from its
 * definition, not rounded. Compared with it are the renderer's rows before they are encoded (before_db over the three planes that
 * will be; before_y_db, before_rgb_db, before_ssim), and every print named (NAME_db and so on). As RGB nothing can be
 * much above 54.3 dB before encoding: that is what rounding luma and chroma to whole numbers costs. plain_is_same says 1 when the renderer's plain
 * code gave the same bytes as the fast code. The photo must be upright and have the print's shape: nothing is cut.
 */
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <jpeglib.h>
#include "../../src/base/err.h"
#include "../../src/base/mem.h"
#include "../../src/base/str.h"
#include "../../src/image/picture.h"

enum { LOBES = 3, TAPS_MAX = 256, SSIM_WINDOW = 8, SSIM_STEP = 4 };
#define PRINT_REDUCE 3.0 /* as in render.c */

struct sight { /* Y, Cb, Cr one after the other, each width * height */
    int width, height;
    float *part[3];
};

static struct sight sight_new(int width, int height)
{
    struct sight sight = { .width = width, .height = height };
    for (int i = 0; i < 3; i++)
        sight.part[i] = xmalloc((size_t)width * (size_t)height * sizeof **sight.part);
    return sight;
}

static void sight_free(struct sight *sight)
{
    for (int i = 0; i < 3; i++)
        free(sight->part[i]);
}

static struct sight decode(const char *path)
{
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        die("quality: cannot read %s", path);
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&jpeg);
    jpeg_stdio_src(&jpeg, file);
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
    fclose(file);
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
        die("quality: a reduction by %.1f is more than it was written for", ratio);
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

static struct sight best(const struct sight *photo, int width, int height)
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

static void rgb_of(const struct sight *sight, size_t at, double rgb[3])
{
    double y = sight->part[0][at], cb = sight->part[1][at] - 128, cr = sight->part[2][at] - 128;
    rgb[0] = y + 1.402 * cr;
    rgb[1] = y - 0.344136 * cb - 0.714136 * cr;
    rgb[2] = y + 1.772 * cb;
    for (int i = 0; i < 3; i++)
        rgb[i] = fmin(fmax(rgb[i], 0), 255);
}

static double decibel(double squares, double count)
{
    return squares > 0 ? 10 * log10(255 * 255 * count / squares) : 99;
}

/* Structural similarity (Wang et al. 2004) of one window of lumas. */
static double similarity(const float *a, const float *b, size_t pitch)
{
    const double c1 = 0.01 * 255 * 0.01 * 255, c2 = 0.03 * 255 * 0.03 * 255, n = SSIM_WINDOW * SSIM_WINDOW;
    double sum_a = 0, sum_b = 0, aa = 0, bb = 0, ab = 0;
    for (size_t y = 0; y < SSIM_WINDOW; y++)
        for (size_t x = 0; x < SSIM_WINDOW; x++) {
            double p = a[y * pitch + x], q = b[y * pitch + x];
            sum_a += p, sum_b += q, aa += p * p, bb += q * q, ab += p * q;
        }
    double mean_a = sum_a / n, mean_b = sum_b / n;
    double var_a = aa / n - mean_a * mean_a, var_b = bb / n - mean_b * mean_b, both = ab / n - mean_a * mean_b;
    return (2 * mean_a * mean_b + c1) * (2 * both + c2) /
           ((mean_a * mean_a + mean_b * mean_b + c1) * (var_a + var_b + c2));
}

static void compare(const char *name, const struct sight *print, const struct sight *wanted)
{
    double luma = 0, planes = 0, colour = 0, alike = 0;
    size_t count = (size_t)wanted->width * (size_t)wanted->height, windows = 0;
    if (print->width != wanted->width || print->height != wanted->height)
        die("quality: %s is %dx%d", name, print->width, print->height);
    for (size_t at = 0; at < count; at++) {
        double a[3], b[3];
        for (int i = 0; i < 3; i++) {
            double off = print->part[i][at] - wanted->part[i][at];
            planes += off * off;
            luma += i ? 0 : off * off;
        }
        rgb_of(print, at, a);
        rgb_of(wanted, at, b);
        for (int i = 0; i < 3; i++)
            colour += (a[i] - b[i]) * (a[i] - b[i]);
    }
    for (int y = 0; y + SSIM_WINDOW <= wanted->height; y += SSIM_STEP)
        for (int x = 0; x + SSIM_WINDOW <= wanted->width; x += SSIM_STEP, windows++) {
            size_t at = (size_t)y * (size_t)wanted->width + (size_t)x;
            alike += similarity(print->part[0] + at, wanted->part[0] + at, (size_t)wanted->width);
        }
    printf("%s_db %.2f\n%s_y_db %.2f\n", name, decibel(planes, 3 * (double)count), name, decibel(luma, (double)count));
    printf("%s_rgb_db %.2f\n%s_ssim %.5f\n", name, decibel(colour, 3 * (double)count), name, alike / (double)windows);
}

/* The renderer's own rows, before anything is encoded. */
static struct sight render(const char *path, int width, int height, const struct resampler *resampler)
{
    struct jpeg_photo *photo = xmalloc(sizeof *photo);
    struct picture picture;
    struct sight sight = sight_new(width, height);
    uint8_t *memory = xmalloc((size_t)width * 3);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    enum err err = photo_open(photo, fd);
    struct box whole = { 0, 0, photo->width, photo->height };
    if (!err)
        err = picture_open(&picture, photo, whole, width, height, COLOUR_YCC, PRINT_REDUCE, false);
    picture.resampler = resampler;
    for (int y = 0; y < height && !err; y++) {
        uint8_t *row[3] = { memory, memory + width, memory + 2 * width };
        err = picture_row(&picture, y, row);
        for (int i = 0; i < 3; i++)
            for (int x = 0; x < width; x++)
                sight.part[i][(size_t)y * (size_t)width + (size_t)x] = row[i][x];
    }
    if (err)
        die("quality: %s: %s", err_word(err), err_last_detail());
    picture_close(&picture);
    photo_close(photo);
    close(fd);
    free(photo);
    free(memory);
    return sight;
}

static bool same(const struct sight *a, const struct sight *b)
{
    for (int i = 0; i < 3; i++)
        for (size_t at = 0; at < (size_t)a->width * (size_t)a->height; at++)
            if (a->part[i][at] != b->part[i][at])
                return false;
    return true;
}

int main(int argc, char **argv)
{
    int64_t width, height;
    if (argc < 4 || !str_number(argv[2], 16, 10000, &width) || !str_number(argv[3], 16, 10000, &height))
        die("usage: quality PHOTO.jpg WIDTH HEIGHT [NAME=PRINT.jpg...]");
    struct sight photo = decode(argv[1]), wanted = best(&photo, (int)width, (int)height);
    sight_free(&photo);
    struct sight fast = render(argv[1], (int)width, (int)height, resampler_best());
    struct sight plain = render(argv[1], (int)width, (int)height, &resampler_plain);
    compare("before", &fast, &wanted);
    printf("plain_is_same %d\n", same(&fast, &plain));
    for (int i = 4; i < argc; i++) {
        char *path = strchr(argv[i], '=');
        if (path == NULL)
            die("quality: %s is not NAME=PRINT.jpg", argv[i]);
        *path++ = 0;
        struct sight print = decode(path);
        compare(argv[i], &print, &wanted);
        sight_free(&print);
    }
    sight_free(&fast);
    sight_free(&plain);
    sight_free(&wanted);
    return 0;
}
