/* prints.c - run the renderer on test photos; see prints.h. */
#include "prints.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <jpeglib.h>
#include "../../src/base/err.h"
#include "pwg.h"

static struct arena arena;

static uint8_t *read_all(int fd, size_t *size)
{
    struct stat stat;
    if (fstat(fd, &stat) != 0)
        panic("fstat");
    *size = (size_t)stat.st_size;
    uint8_t *data = xmalloc(*size + 1);
    if (pread(fd, data, *size, 0) != (ssize_t)*size)
        panic("pread");
    return data;
}

static void decode_raster(const uint8_t *data, size_t size, struct picture_seen *seen)
{
    struct pwg_page page;
    const char *wrong = pwg_read(data, size, &page);
    if (wrong)
        panic("a raster that is none: %s", wrong);
    *seen = (struct picture_seen){ .width = page.width, .height = page.height, .dpi = page.dpi, .rgb = page.rgb };
}

static void decode(const uint8_t *data, size_t size, struct picture_seen *seen)
{
    if (size >= 4 && memcmp(data, "RaS2", 4) == 0) {
        decode_raster(data, size, seen);
        return;
    }
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, data, size);
    jpeg_save_markers(&jpeg, JPEG_APP0 + 1, 0xffff);
    jpeg_save_markers(&jpeg, JPEG_APP0 + 2, 0xffff);
    jpeg_read_header(&jpeg, TRUE);
    JOCTET *profile;
    seen->notes = jpeg.marker_list != NULL && jpeg.marker_list->marker == JPEG_APP0 + 1;
    if (jpeg_read_icc_profile(&jpeg, &profile, &seen->profile_size))
        free(profile);
    seen->dpi = jpeg.density_unit == 1 && jpeg.X_density == jpeg.Y_density ? jpeg.X_density : 0;
    jpeg.out_color_space = JCS_RGB;
    jpeg_start_decompress(&jpeg);
    seen->width = (int)jpeg.output_width;
    seen->height = (int)jpeg.output_height;
    seen->rgb = xmalloc((size_t)seen->width * (size_t)seen->height * 3);
    while (jpeg.output_scanline < jpeg.output_height) {
        JSAMPROW row = seen->rgb + (size_t)jpeg.output_scanline * (size_t)seen->width * 3;
        jpeg_read_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_decompress(&jpeg);
    if (errors.num_warnings)
        panic("a print that is not a whole JPEG");
    jpeg_destroy_decompress(&jpeg);
}

static int empty_file(void)
{
    int fd = memfd_create("out", MFD_CLOEXEC);
    if (fd < 0)
        panic("memfd");
    return fd;
}

enum err prints_render(const struct job *job, const void *photo, size_t size, struct job_result *result,
                       struct picture_seen *seen)
{
    int in = photos_file(photo, size), out = empty_file();
    arena_reset(&arena);
    *seen = (struct picture_seen){ 0 };
    lseek(in, 0, SEEK_SET);
    enum err err = job->task == TASK_INDEX ? image_index(job, in, out, result, &arena) : image_render(job, in, out, result, &arena);
    size_t length;
    uint8_t *data = read_all(out, &length);
    if (err ? length != 0 : (int64_t)length != result->bytes)
        panic("%zu bytes after %s", length, err_word(err));
    if (!err)
        decode(data, length, seen);
    free(data);
    close(in);
    close(out);
    return err;
}

enum err prints_examine(const void *photo, size_t size, struct job_result *result, struct picture_seen *seen)
{
    int in = photos_file(photo, size), out = empty_file();
    arena_reset(&arena);
    *seen = (struct picture_seen){ 0 };
    enum err err = image_examine(in, out, result, &arena);
    if (!err) {
        size_t length;
        seen->rgb = read_all(out, &length);
        seen->width = (int)result->thumb_width;
        seen->height = (int)result->thumb_height;
        if (length != (size_t)seen->width * (size_t)seen->height * 3)
            panic("a thumbnail of %zu bytes for %dx%d", length, seen->width, seen->height);
    }
    close(in);
    close(out);
    return err;
}

const uint8_t *prints_pixel(const struct picture_seen *seen, int x, int y)
{
    return seen->rgb + ((size_t)y * (size_t)seen->width + (size_t)x) * 3;
}

struct job prints_job(int width, int height, enum crop_mode mode)
{
    struct job job;
    record_init(&job_type, &job);
    job.task = TASK_RENDER;
    job.width = width;
    job.height = height;
    job.mode = mode;
    job.dpi = 300;
    return job;
}

void prints_compare(const struct picture_seen *a, const struct picture_seen *b, int *most, double *mean)
{
    size_t count = (size_t)a->width * (size_t)a->height * 3;
    int64_t sum = 0;
    *most = a->width == b->width && a->height == b->height ? 0 : 255;
    for (size_t i = 0; i < count && *most < 255; i++) {
        int difference = abs(a->rgb[i] - b->rgb[i]);
        sum += difference;
        *most = difference > *most ? difference : *most;
    }
    *mean = (double)sum / (double)count;
}
