/* converted.c - see converted.h. Of the original's notes only the orientation goes in, as an EXIF of one entry: where
 * and with what a photo was taken is not needed to print it.
 */
#include "converted.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "../base/io.h"
#include "image.h"

enum { GREY = 0x80 };

static _Noreturn void give_up(struct converted *converted, enum err err)
{
    converted->failure = err;
    longjmp(converted->jump, 1);
}

static void on_error(j_common_ptr jpeg)
{
    char words[JMSG_LENGTH_MAX];
    jpeg->err->format_message(jpeg, words);
    give_up(jpeg->client_data, err_detail(ERR_RENDER, "%s", words));
}

static void on_message(j_common_ptr jpeg, int level)
{
    (void)jpeg;
    (void)level;
}

static void write_out(struct converted *converted, size_t size)
{
    if (!io_write(converted->fd, converted->buffer, size))
        give_up(converted, err_detail(ERR_DISK, "%s", strerror(errno)));
    converted->bytes += (int64_t)size;
    converted->manager.next_output_byte = converted->buffer;
    converted->manager.free_in_buffer = sizeof converted->buffer;
}

static void begin_output(j_compress_ptr jpeg)
{
    struct converted *converted = jpeg->client_data;
    converted->manager.next_output_byte = converted->buffer;
    converted->manager.free_in_buffer = sizeof converted->buffer;
}

static boolean flush_output(j_compress_ptr jpeg)
{
    write_out(jpeg->client_data, sizeof ((struct converted *)0)->buffer);
    return TRUE;
}

static void end_output(j_compress_ptr jpeg)
{
    struct converted *converted = jpeg->client_data;
    write_out(converted, sizeof converted->buffer - converted->manager.free_in_buffer);
}

/* Big-endian TIFF with one folder of one entry: 0112, SHORT, 1. */
static void write_orientation(struct converted *converted, int orientation)
{
    uint8_t exif[] = "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    enum { VALUE_AT = 6 + 8 + 2 + 8 + 1 };
    exif[VALUE_AT] = (uint8_t)orientation;
    jpeg_write_marker(&converted->jpeg, JPEG_APP0 + 1, exif, sizeof exif - 1);
}

enum err converted_open(struct converted *converted, int fd, int width, int height, int parts, int orientation,
                        struct bytes profile)
{
    struct jpeg_compress_struct *jpeg = &converted->jpeg;
    memset(converted, 0, offsetof(struct converted, buffer));
    if (width < 1 || height < 1 || width > IMAGE_SIDE_MAX_PX || height > IMAGE_SIDE_MAX_PX)
        return err_detail(ERR_PHOTO_LARGE, "it has %dx%d pixels", width, height);
    converted->fd = fd;
    converted->width = width;
    converted->height = height;
    jpeg->err = jpeg_std_error(&converted->errors);
    converted->errors.error_exit = on_error;
    converted->errors.emit_message = on_message;
    jpeg->client_data = converted; /* kept by jpeg_create_compress() */
    if (setjmp(converted->jump))
        return converted->failure;
    jpeg_create_compress(jpeg);
    converted->manager = (struct jpeg_destination_mgr){ .init_destination = begin_output, .term_destination = end_output,
                                                        .empty_output_buffer = flush_output };
    jpeg->dest = &converted->manager;
    jpeg->image_width = (JDIMENSION)width;
    jpeg->image_height = (JDIMENSION)height;
    jpeg->input_components = parts;
    jpeg->in_color_space = parts == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(jpeg);
    jpeg_set_quality(jpeg, IMAGE_COPY_QUALITY, TRUE);
    for (int i = 0; i < jpeg->num_components; i++)
        jpeg->comp_info[i].h_samp_factor = jpeg->comp_info[i].v_samp_factor = 1;
    jpeg_start_compress(jpeg, TRUE);
    if (orientation > 1)
        write_orientation(converted, orientation);
    if (profile.size)
        jpeg_write_icc_profile(jpeg, profile.data, (unsigned)profile.size);
    return ERR_NONE;
}

enum err converted_row(struct converted *converted, const uint8_t *row)
{
    JSAMPROW rows[1] = { (JSAMPROW)(uintptr_t)row }; /* libjpeg reads it only */
    if (setjmp(converted->jump))
        return converted->failure;
    if (converted->jpeg.next_scanline < converted->jpeg.image_height)
        jpeg_write_scanlines(&converted->jpeg, rows, 1);
    return ERR_NONE;
}

enum err converted_finish(struct converted *converted)
{
    size_t size = (size_t)converted->width * (size_t)converted->jpeg.input_components;
    bool whole = converted->jpeg.next_scanline == converted->jpeg.image_height;
    uint8_t *grey = whole ? NULL : malloc(size);
    enum err err = ERR_NONE;
    if (grey)
        memset(grey, GREY, size);
    else if (!whole)
        err = err_detail(ERR_MEMORY, "a row of %d pixels", converted->width);
    while (!err && converted->jpeg.next_scanline < converted->jpeg.image_height)
        err = converted_row(converted, grey);
    free(grey);
    if (err)
        return err;
    if (setjmp(converted->jump))
        return converted->failure;
    jpeg_finish_compress(&converted->jpeg);
    return ERR_NONE;
}

void converted_close(struct converted *converted)
{
    if (converted->jpeg.mem)
        jpeg_destroy_compress(&converted->jpeg);
}
