/* photos.c - test photos with known content; see photos.h. */
#include "photos.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <jpeglib.h>
#include "../../src/base/buf.h"
#include "../../src/base/err.h"
#include "../../src/base/io.h"
#include "../../src/base/mem.h"

static double chance(unsigned seed, unsigned n) /* 0..1, the same for the same seed and n */
{
    uint32_t h = seed * 2654435761u + n * 2246822519u + 374761393u;
    h = (h ^ h >> 15) * 2246822519u;
    h = (h ^ h >> 13) * 3266489917u;
    return (double)(h ^ h >> 16) / 4294967296.0;
}

static void mix(uint8_t rgb[3], const uint8_t from[3], const uint8_t to[3], double share)
{
    for (int i = 0; i < 3; i++)
        rgb[i] = (uint8_t)(from[i] + (to[i] - from[i]) * share);
}

static bool in_house(unsigned seed, double x, double y, uint8_t rgb[3])
{
    static const uint8_t walls[4][3] = { { 196, 64, 48 }, { 230, 200, 120 }, { 240, 240, 232 }, { 90, 130, 190 } };
    double left = 0.12 + 0.45 * chance(seed, 7), top = 0.5, width = 0.22, u = (x - left) / width, v = (y - top) / 0.28;
    if (u < -0.1 || u > 1.1 || v < -0.6 || v > 1)
        return false;
    if (v < 0) {
        if (v < -0.6 + fabs(u - 0.5))
            return false;
        memcpy(rgb, (uint8_t[3]){ 92, 44, 36 }, 3); /* roof */
        return true;
    }
    if (u < 0 || u > 1)
        return false;
    memcpy(rgb, walls[seed % 4], 3);
    if (u > 0.4 && u < 0.6 && v > 0.45)
        memcpy(rgb, (uint8_t[3]){ 60, 36, 24 }, 3); /* door */
    if (v > 0.25 && v < 0.55 && ((u > 0.1 && u < 0.3) || (u > 0.7 && u < 0.9)))
        memcpy(rgb, (uint8_t[3]){ 255, 236, 140 }, 3); /* windows */
    return true;
}

/* From the middle outwards ever finer rings, at the corners half a turn a pixel. */
static void zone_colour(const struct photo_recipe *recipe, int px, int py, uint8_t rgb[3])
{
    double reach = hypot(recipe->width / 2.0, recipe->height / 2.0);
    double x = px - recipe->width / 2.0, y = py - recipe->height / 2.0;
    memset(rgb, (int)(128 + 120 * cos(M_PI * (x * x + y * y) / (2 * reach))), 3);
}

void photos_colour(const struct photo_recipe *recipe, int px, int py, uint8_t rgb[3])
{
    static const uint8_t skies[4][2][3] = {
        { { 40, 110, 220 }, { 190, 225, 250 } },
        { { 70, 50, 130 }, { 250, 160, 90 } },
        { { 90, 150, 200 }, { 240, 235, 215 } },
        { { 20, 30, 80 }, { 140, 110, 170 } },
    };
    unsigned seed = recipe->seed;
    double x = (px + 0.5) / recipe->width, y = (py + 0.5) / recipe->height;
    double shape = (double)recipe->width / recipe->height;
    double sun = hypot((x - 0.2 - 0.6 * chance(seed, 1)) * shape, y - 0.14 - 0.15 * chance(seed, 2)) / 0.1;
    double far = 0.52 + 0.07 * sin(x * (5 + 4 * chance(seed, 3)) + 6 * chance(seed, 4));
    double near = 0.72 + 0.06 * sin(x * (4 + 5 * chance(seed, 5)) + 6 * chance(seed, 6));
    if (recipe->zone) {
        zone_colour(recipe, px, py, rgb);
        return;
    }
    if (in_house(seed, x, y, rgb))
        return;
    if (y > near)
        mix(rgb, (uint8_t[3]){ 70, 150, 50 }, (uint8_t[3]){ 20, 60, 24 }, (y - near) / (1 - near));
    else if (y > far)
        mix(rgb, (uint8_t[3]){ 60, 120, 110 }, (uint8_t[3]){ 110, 150, 90 }, (y - far) / (near - far + 0.001));
    else if (sun < 1)
        mix(rgb, (uint8_t[3]){ 255, 250, 210 }, (uint8_t[3]){ 255, 210, 60 }, sun * sun);
    else
        mix(rgb, skies[seed / 4 % 4][0], skies[seed / 4 % 4][1], y / far);
}

/* From a stored pixel to the seen one; the reverse of what a viewer does (EXIF tag 0112). */
static void seen_pixel(const struct photo_recipe *recipe, int column, int row, int *x, int *y)
{
    int last_x = recipe->width - 1, last_y = recipe->height - 1;
    switch (recipe->orientation) {
    case 2: *x = last_x - column; *y = row; break;
    case 3: *x = last_x - column; *y = last_y - row; break;
    case 4: *x = column; *y = last_y - row; break;
    case 5: *x = row; *y = column; break;
    case 6: *x = last_x - row; *y = column; break;
    case 7: *x = last_x - row; *y = last_y - column; break;
    case 8: *x = row; *y = last_y - column; break;
    default: *x = column; *y = row; break;
    }
}

static void write_exif(struct jpeg_compress_struct *jpeg, const struct photo_recipe *recipe)
{
    /* Big-endian TIFF: the first folder at 8 with two entries, the EXIF folder at 38 with two, the interoperability folder
     * at 68 with one, the EXIF folder's text at 86. */
    enum { TIFF = 6, TEXT = 86, LENGTH = TIFF + TEXT + 20 };
    uint8_t data[LENGTH] = "Exif\0\0MM\0*\0\0\0\x08\0\x02"
                           "\x01\x12\0\x03\0\0\0\x01\0\0\0\0"
                           "\x87\x69\0\x04\0\0\0\x01\0\0\0\x26"
                           "\0\0\0\0"
                           "\0\x02"
                           "\x90\x03\0\x02\0\0\0\x14\0\0\0\x56"
                           "\xa0\x05\0\x04\0\0\0\x01\0\0\0\x44"
                           "\0\0\0\0"
                           "\0\x01"
                           "\0\x01\0\x02\0\0\0\x04" "R98\0"
                           "\0\0\0\0";
    data[TIFF + 8 + 2 + 9] = (uint8_t)recipe->orientation;
    if (recipe->adobe_rgb)
        memcpy(data + TIFF + 68 + 2 + 8, "R03", 3);
    snprintf((char *)data + TIFF + TEXT, 20, "%s", recipe->taken ? recipe->taken : "");
    jpeg_write_marker(jpeg, JPEG_APP0 + 1, data, sizeof data);
}

static void set_coding(struct jpeg_compress_struct *jpeg, const struct photo_recipe *recipe)
{
    static const struct {
        int parts;
        J_COLOR_SPACE space;
    } inputs[] = { [CODING_COLOUR] = { 3, JCS_RGB }, [CODING_GREY] = { 1, JCS_GRAYSCALE }, [CODING_RGB] = { 3, JCS_RGB },
                   [CODING_CMYK] = { 4, JCS_CMYK },       [CODING_INKS] = { 4, JCS_CMYK } };
    jpeg->input_components = inputs[recipe->coding].parts;
    jpeg->in_color_space = inputs[recipe->coding].space;
    jpeg_set_defaults(jpeg);
    if (recipe->coding == CODING_RGB)
        jpeg_set_colorspace(jpeg, JCS_RGB);
    if (recipe->coding == CODING_CMYK)
        jpeg_set_colorspace(jpeg, JCS_YCCK);
    if (recipe->coding == CODING_COLOUR) {
        jpeg->comp_info[0].h_samp_factor = recipe->across ? recipe->across : 2;
        jpeg->comp_info[0].v_samp_factor = recipe->down ? recipe->down : 2;
        jpeg->comp_info[1].h_samp_factor = recipe->blue_across ? recipe->blue_across : 1;
        jpeg->comp_info[1].v_samp_factor = recipe->blue_down ? recipe->blue_down : 1;
    }
    jpeg_set_quality(jpeg, recipe->quality ? recipe->quality : 90, TRUE);
    jpeg->restart_interval = (unsigned)recipe->restart;
    if (recipe->progressive)
        jpeg_simple_progression(jpeg);
}

/* One pixel in the file's colours. CMYK is written as Adobe does: 255 is no ink. */
static void store_pixel(const struct photo_recipe *recipe, const uint8_t rgb[3], uint8_t *to)
{
    if (recipe->coding == CODING_GREY) {
        *to = (uint8_t)((299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2]) / 1000);
        return;
    }
    memcpy(to, rgb, 3);
    if (recipe->coding == CODING_CMYK || recipe->coding == CODING_INKS)
        to[3] = 255;
}

uint8_t *photos_make(const struct photo_recipe *recipe, size_t *size)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    unsigned char *data = NULL;
    unsigned long length = 0;
    bool swap = recipe->orientation >= 5;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &data, &length);
    jpeg.image_width = (JDIMENSION)(swap ? recipe->height : recipe->width);
    jpeg.image_height = (JDIMENSION)(swap ? recipe->width : recipe->height);
    set_coding(&jpeg, recipe);
    jpeg_start_compress(&jpeg, TRUE);
    if (recipe->orientation)
        write_exif(&jpeg, recipe);
    if (recipe->profile)
        jpeg_write_icc_profile(&jpeg, recipe->profile, recipe->profile_size);
    uint8_t *row = xmalloc(jpeg.image_width * 4), *rows[1] = { row };
    while (jpeg.next_scanline < jpeg.image_height) {
        for (int column = 0; column < (int)jpeg.image_width; column++) {
            uint8_t rgb[3];
            int x, y;
            seen_pixel(recipe, column, (int)jpeg.next_scanline, &x, &y);
            photos_colour(recipe, x, y, rgb);
            store_pixel(recipe, rgb, row + column * jpeg.input_components);
        }
        jpeg_write_scanlines(&jpeg, rows, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    free(row);
    *size = length;
    return data;
}

/* A segment of a JPEG: APPn with these bytes. */
static void add_segment(struct buf *buf, int marker, const void *data, size_t size)
{
    buf_u16(buf, (uint16_t)(0xff00 | marker));
    buf_u16(buf, (uint16_t)(2 + size));
    buf_add(buf, data, size);
}

static void add_xmp(struct buf *buf, bool with_second, size_t second_size)
{
    static const char space[] = "http://ns.adobe.com/xap/1.0/"; /* its NUL is part of the segment */
    char text[900], items[400] = "";
    if (with_second)
        snprintf(items, sizeof items,
                 "<Container:Directory><rdf:Seq><rdf:li rdf:parseType=\"Resource\"><Container:Item Item:Semantic=\"Primary\""
                 " Item:Mime=\"image/jpeg\"/></rdf:li><rdf:li rdf:parseType=\"Resource\"><Container:Item"
                 " Item:Semantic=\"GainMap\" Item:Mime=\"image/jpeg\" Item:Length=\"%zu\"/></rdf:li></rdf:Seq>"
                 "</Container:Directory>", second_size);
    int length = snprintf(text, sizeof text,
                          "%s%c<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
                          "<rdf:Description xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\""
                          " xmlns:Container=\"http://ns.google.com/photos/1.0/container/\""
                          " xmlns:Item=\"http://ns.google.com/photos/1.0/container/item/\" hdrgm:Version=\"1.0\">%s"
                          "</rdf:Description></rdf:RDF></x:xmpmeta>", space, 0, items);
    add_segment(buf, 0xe1, text, (size_t)length);
}

/* Two pictures in the index; positions count from its TIFF header, the first's is 0. */
static void add_mpf(struct buf *buf, size_t first_size, size_t second_size, size_t second_at)
{
    enum { LEADING_AND_TYPE = 0x030000 /* baseline primary image */, OTHER = 0 };
    struct buf index = { 0 };
    buf_add(&index, "MPF\0MM\0*\0\0\0\x08\0\x03"
                    "\xb0\0\0\x07\0\0\0\x04" "0100"
                    "\xb0\x01\0\x04\0\0\0\x01\0\0\0\x02"
                    "\xb0\x02\0\x07\0\0\0\x20\0\0\0\x32"
                    "\0\0\0\0", 54);
    buf_u32(&index, LEADING_AND_TYPE);
    buf_u32(&index, (uint32_t)first_size);
    buf_u32(&index, 0);
    buf_u32(&index, 0);
    buf_u32(&index, OTHER);
    buf_u32(&index, (uint32_t)second_size);
    buf_u32(&index, (uint32_t)second_at);
    buf_u32(&index, 0);
    add_segment(buf, 0xe2, index.data, index.size);
    buf_free(&index);
}

/* Where the segments that must stand first (JFIF, EXIF) end. */
static size_t behind_first_segments(const uint8_t *jpeg)
{
    size_t at = 2;
    while (jpeg[at] == 0xff && (jpeg[at + 1] == 0xe0 || jpeg[at + 1] == 0xe1))
        at += 2 + (size_t)(jpeg[at + 2] << 8 | jpeg[at + 3]);
    return at;
}

uint8_t *photos_pair(const struct photo_recipe *first, const struct photo_recipe *second, bool gain_map, size_t *first_size,
                     size_t *size)
{
    enum { MPF_SEGMENT = 4 + 54 + 32, MPF_HEAD = 4 + 4 /* marker, length, "MPF": the TIFF header is behind them */ };
    struct buf all = { 0 }, map = { 0 };
    size_t length, map_length;
    uint8_t *jpeg = photos_make(first, &length), *other = photos_make(second, &map_length);
    size_t split = behind_first_segments(jpeg), map_split = behind_first_segments(other);
    buf_add(&map, other, map_split);
    if (gain_map)
        add_xmp(&map, false, 0);
    buf_add(&map, other + map_split, map_length - map_split);
    buf_add(&all, jpeg, split);
    if (gain_map)
        add_xmp(&all, true, map.size);
    *first_size = all.size + MPF_SEGMENT + length - split;
    add_mpf(&all, *first_size, map.size, *first_size - all.size - MPF_HEAD);
    buf_add(&all, jpeg + split, length - split);
    if (all.size != *first_size)
        panic("an MPF marker leads to %zu, the photo ends at %zu", *first_size, all.size);
    buf_add(&all, map.data, map.size);
    buf_free(&map);
    free(jpeg);
    free(other);
    *size = all.size;
    return all.data;
}

int photos_file(const void *data, size_t size)
{
    int fd = memfd_create("photo", MFD_CLOEXEC);
    if (fd < 0 || !io_write(fd, data, size))
        panic("no unnamed file of %zu bytes", size);
    return fd;
}
