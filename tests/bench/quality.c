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
#include <sys/stat.h>
#include <unistd.h>
#include "../../src/base/err.h"
#include "../../src/base/mem.h"
#include "../../src/base/str.h"
#include "../lib/best.h"

enum { SSIM_WINDOW = 8, SSIM_STEP = 4 };
#define PRINT_REDUCE 3.0 /* as in render.c */

static struct sight load(const char *path)
{
    struct stat stat;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &stat) != 0)
        die("quality: cannot read %s", path);
    uint8_t *data = xmalloc((size_t)stat.st_size);
    if (read(fd, data, (size_t)stat.st_size) != stat.st_size)
        die("quality: cannot read %s", path);
    struct sight sight = sight_decode(data, (size_t)stat.st_size);
    close(fd);
    free(data);
    return sight;
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

/* The same as RGB: what people compare programs by. */
static double decibel_rgb(const struct sight *a, const struct sight *b)
{
    double squares = 0, count = (double)a->width * a->height * 3;
    for (size_t at = 0; at < (size_t)a->width * (size_t)a->height; at++) {
        double ours[3], best[3];
        rgb_of(a, at, ours);
        rgb_of(b, at, best);
        for (int i = 0; i < 3; i++)
            squares += (ours[i] - best[i]) * (ours[i] - best[i]);
    }
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
    double alike = 0;
    size_t windows = 0;
    if (print->width != wanted->width || print->height != wanted->height)
        die("quality: %s is %dx%d", name, print->width, print->height);
    for (int y = 0; y + SSIM_WINDOW <= wanted->height; y += SSIM_STEP)
        for (int x = 0; x + SSIM_WINDOW <= wanted->width; x += SSIM_STEP, windows++) {
            size_t at = (size_t)y * (size_t)wanted->width + (size_t)x;
            alike += similarity(print->part[0] + at, wanted->part[0] + at, (size_t)wanted->width);
        }
    printf("%s_db %.2f\n%s_y_db %.2f\n", name, sight_decibel(print, wanted, 0, 3), name, sight_decibel(print, wanted, 0, 1));
    printf("%s_rgb_db %.2f\n%s_ssim %.5f\n", name, decibel_rgb(print, wanted), name, alike / (double)windows);
}

int main(int argc, char **argv)
{
    int64_t width, height;
    if (argc < 4 || !str_number(argv[2], 16, 10000, &width) || !str_number(argv[3], 16, 10000, &height))
        die("usage: quality PHOTO.jpg WIDTH HEIGHT [NAME=PRINT.jpg...]");
    int fd = open(argv[1], O_RDONLY | O_CLOEXEC);
    struct sight photo = load(argv[1]), wanted = sight_best(&photo, (int)width, (int)height);
    sight_free(&photo);
    struct sight fast = sight_render(fd, (int)width, (int)height, PRINT_REDUCE, resampler_best());
    struct sight plain = sight_render(fd, (int)width, (int)height, PRINT_REDUCE, &resampler_plain);
    compare("before", &fast, &wanted);
    printf("plain_is_same %d\n", sight_decibel(&fast, &plain, 0, 3) >= 99);
    for (int i = 4; i < argc; i++) {
        char *path = strchr(argv[i], '=');
        if (path == NULL)
            die("quality: %s is not NAME=PRINT.jpg", argv[i]);
        *path++ = 0;
        struct sight print = load(path);
        compare(argv[i], &print, &wanted);
        sight_free(&print);
    }
    sight_free(&fast);
    sight_free(&plain);
    sight_free(&wanted);
    close(fd);
    return 0;
}
