/* converted.c - see converted.h. Of the original's notes only the orientation goes in, as an EXIF of one entry: where
 * and with what a photo was taken is not needed to print it.
 */
#include "converted.h"
#include <stdlib.h>
#include <string.h>
#include "image.h"

enum { GREY = 0x80 };

/* Big-endian TIFF with one folder of one entry: 0112, SHORT, 1. */
static void write_orientation(struct converted *converted, int orientation)
{
    uint8_t exif[] = "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    enum { VALUE_AT = 6 + 8 + 2 + 8 + 1 };
    exif[VALUE_AT] = (uint8_t)orientation;
    jpeg_write_marker(&converted->out.jpeg, JPEG_APP0 + 1, exif, sizeof exif - 1);
}

enum err converted_open(struct converted *converted, int fd, int width, int height, int parts, int orientation,
                        struct bytes profile)
{
    struct jpeg_compress_struct *jpeg = &converted->out.jpeg;
    converted->out.jpeg.mem = NULL;
    if (width < 1 || height < 1 || width > IMAGE_SIDE_MAX_PX || height > IMAGE_SIDE_MAX_PX)
        return err_detail(ERR_PHOTO_LARGE, "it has %dx%d pixels", width, height);
    converted->width = width;
    converted->height = height;
    if (setjmp(converted->out.jump))
        return converted->out.failure;
    out_open(&converted->out, fd);
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
    if (setjmp(converted->out.jump))
        return converted->out.failure;
    if (converted->out.jpeg.next_scanline < converted->out.jpeg.image_height)
        jpeg_write_scanlines(&converted->out.jpeg, rows, 1);
    return ERR_NONE;
}

enum err converted_finish(struct converted *converted)
{
    size_t size = (size_t)converted->width * (size_t)converted->out.jpeg.input_components;
    bool whole = converted->out.jpeg.next_scanline == converted->out.jpeg.image_height;
    uint8_t *grey = whole ? NULL : malloc(size);
    enum err err = ERR_NONE;
    if (grey)
        memset(grey, GREY, size);
    else if (!whole)
        err = err_detail(ERR_MEMORY, "a row of %d pixels", converted->width);
    while (!err && converted->out.jpeg.next_scanline < converted->out.jpeg.image_height)
        err = converted_row(converted, grey);
    free(grey);
    if (err)
        return err;
    if (setjmp(converted->out.jump))
        return converted->out.failure;
    jpeg_finish_compress(&converted->out.jpeg);
    return ERR_NONE;
}

void converted_close(struct converted *converted)
{
    out_close(&converted->out);
}
