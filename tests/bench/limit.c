/* limit - what decoding a photo and encoding its print cost with nothing between: limit PHOTO.jpg PRINT.jpg ROUNDS
 *
 * The photo's planes are decoded as they stand in the file (no upsampling, no colours) and thrown away; the print's are
 * encoded again, 4:4:4, quality 95. Both in memory, CPU time, medians: decode_ms, encode_ms, both_ms. No renderer that
 * uses libjpeg can be faster than this.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <jpeglib.h>
#include "../../src/base/err.h"
#include "../../src/base/mem.h"
#include "../../src/base/str.h"

enum { PARTS = 4, GROUP = 4 * DCTSIZE, QUALITY = 95, ROUNDS_MAX = 99 };

struct file {
    unsigned char *data;
    unsigned long size;
};

struct planes { /* of a print: three of one size */
    int width, height, pitch;
    uint8_t *memory;
};

static struct file load(const char *path)
{
    FILE *in = fopen(path, "rb");
    if (in == NULL || fseek(in, 0, SEEK_END) != 0)
        die("limit: cannot read %s", path);
    struct file file = { .size = (unsigned long)ftell(in) };
    file.data = xmalloc(file.size);
    rewind(in);
    if (fread(file.data, 1, file.size, in) != file.size)
        die("limit: cannot read %s", path);
    fclose(in);
    return file;
}

static double cpu_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

/* Decode; the planes are kept when asked for (a print: all of one size). */
static double decode(const struct file *file, struct planes *planes)
{
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    uint8_t *memory[PARTS];
    JSAMPROW rows[PARTS][GROUP];
    JSAMPARRAY parts[PARTS];
    double began = cpu_ms();
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, file->data, file->size);
    jpeg_read_header(&jpeg, TRUE);
    jpeg.raw_data_out = TRUE;
    jpeg.do_block_smoothing = FALSE;
    jpeg.out_color_space = jpeg.jpeg_color_space;
    jpeg_start_decompress(&jpeg);
    int at_once = jpeg.max_v_samp_factor * jpeg.min_DCT_scaled_size;
    if (planes) {
        planes->width = (int)jpeg.output_width;
        planes->height = (int)jpeg.output_height;
        planes->pitch = (planes->width + GROUP) / GROUP * GROUP;
        planes->memory = xmalloc((size_t)planes->pitch * (size_t)(planes->height + GROUP) * 3);
    }
    for (int i = 0; i < jpeg.num_components; i++) {
        const jpeg_component_info *part = &jpeg.comp_info[i];
        size_t pitch = (size_t)part->width_in_blocks * (size_t)part->DCT_scaled_size;
        memory[i] = xmalloc(pitch * GROUP);
        for (int y = 0; y < GROUP; y++)
            rows[i][y] = memory[i] + pitch * (size_t)y;
        parts[i] = rows[i];
    }
    while (jpeg.output_scanline < jpeg.output_height) {
        for (int i = 0; planes && i < 3; i++)
            for (int y = 0; y < at_once; y++)
                rows[i][y] = planes->memory + ((size_t)i * (size_t)(planes->height + GROUP) + jpeg.output_scanline +
                                               (size_t)y) * (size_t)planes->pitch;
        jpeg_read_raw_data(&jpeg, parts, (JDIMENSION)at_once);
    }
    for (int i = 0; i < jpeg.num_components; i++)
        free(memory[i]);
    jpeg_finish_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    return cpu_ms() - began;
}

static double encode(const struct planes *planes)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    unsigned char *out = NULL;
    unsigned long size = 0;
    JSAMPROW rows[3][DCTSIZE];
    JSAMPARRAY parts[3] = { rows[0], rows[1], rows[2] };
    double began = cpu_ms();
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &out, &size);
    jpeg.image_width = (JDIMENSION)planes->width;
    jpeg.image_height = (JDIMENSION)planes->height;
    jpeg.input_components = 3;
    jpeg.in_color_space = JCS_YCbCr;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, QUALITY, TRUE);
    for (int i = 0; i < 3; i++)
        jpeg.comp_info[i].h_samp_factor = jpeg.comp_info[i].v_samp_factor = 1;
    jpeg.raw_data_in = TRUE;
    jpeg_start_compress(&jpeg, TRUE);
    while (jpeg.next_scanline < jpeg.image_height) {
        for (int i = 0; i < 3; i++)
            for (int y = 0; y < DCTSIZE; y++)
                rows[i][y] = planes->memory + ((size_t)i * (size_t)(planes->height + GROUP) + jpeg.next_scanline +
                                               (size_t)y) * (size_t)planes->pitch;
        jpeg_write_raw_data(&jpeg, parts, DCTSIZE);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    free(out);
    return cpu_ms() - began;
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, by_size);
    return values[count / 2];
}

int main(int argc, char **argv)
{
    double decodes[ROUNDS_MAX], encodes[ROUNDS_MAX];
    int64_t rounds;
    struct planes planes;
    if (argc != 4 || !str_number(argv[3], 1, ROUNDS_MAX, &rounds))
        die("usage: limit PHOTO.jpg PRINT.jpg ROUNDS");
    struct file photo = load(argv[1]), print = load(argv[2]);
    (void)decode(&print, &planes);
    for (int i = 0; i < (int)rounds; i++) {
        decodes[i] = decode(&photo, NULL);
        encodes[i] = encode(&planes);
    }
    double decoding = median(decodes, (int)rounds), encoding = median(encodes, (int)rounds);
    printf("decode_ms %.1f\nencode_ms %.1f\nboth_ms %.1f\n", decoding, encoding, decoding + encoding);
    free(planes.memory);
    free(photo.data);
    free(print.data);
    return 0;
}
