/* png.c - PNG to JPEG, a row at a time; see foreign.h.
 *
 * libpng reports a fatal error by calling on_error(), which must not return: what was open then stands in struct reader,
 * so that read_rows() can be left anywhere. Text and unknown chunks are skipped unread: they may unpack to anything.
 */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <lcms2.h>
#include <png.h>
#include "converted.h"
#include "foreign.h"

enum { CHUNK_MAX = 16 << 20 };
#define GAMMA_LEAST 0.1 /* of what a file may say; 1/2.2 is sRGB near enough */
#define GAMMA_MOST 4.0
#define GAMMA_NEAR 0.02

struct reader {
    png_structp png;
    png_infop info;
    int fd;
    off_t offset;
    bool ended;          /* the file ended before the picture did */
    enum err failure;
    char words[120];     /* libpng's */
    jmp_buf jump;
    struct foreign *foreign;
    struct converted *converted;
    uint8_t *rows;       /* one, or all of an interlaced picture */
    int parts;           /* as libpng gives them: 1 to 4 */
};

static _Noreturn void on_error(png_structp png, png_const_charp words)
{
    struct reader *reader = png_get_error_ptr(png);
    if (!reader->failure)
        reader->failure = ERR_PHOTO_DAMAGED;
    snprintf(reader->words, sizeof reader->words, "%.119s", reader->ended ? "ends too early" : words);
    longjmp(reader->jump, 1);
}

/* Warnings are about what stands beside the picture. */
static void on_warning(png_structp png, png_const_charp words)
{
    (void)png;
    (void)words;
}

static void on_read(png_structp png, png_bytep to, size_t size)
{
    struct reader *reader = png_get_io_ptr(png);
    while (size) {
        ssize_t got = pread(reader->fd, to, size, reader->offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            reader->failure = ERR_IO;
        if (got <= 0) {
            reader->ended = got == 0;
            png_error(png, got ? strerror(errno) : "ends too early");
        }
        reader->offset += got;
        to += got;
        size -= (size_t)got;
    }
}

static enum err open_reader(struct reader *reader, int fd, struct foreign *foreign)
{
    *reader = (struct reader){ .fd = fd, .foreign = foreign };
    reader->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, reader, on_error, on_warning);
    reader->info = reader->png ? png_create_info_struct(reader->png) : NULL;
    if (reader->info == NULL)
        return err_detail(ERR_MEMORY, "a PNG");
    png_set_read_fn(reader->png, reader, on_read);
    png_set_user_limits(reader->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX); /* libpng's refusal would be of a damaged file; ours follows */
    png_set_chunk_malloc_max(reader->png, CHUNK_MAX);
    png_set_keep_unknown_chunks(reader->png, PNG_HANDLE_CHUNK_NEVER, (png_const_bytep)"tEXt\0zTXt\0iTXt\0sPLT\0hIST", 5);
    return ERR_NONE;
}

static void close_reader(struct reader *reader)
{
    if (reader->png)
        png_destroy_read_struct(&reader->png, &reader->info, NULL);
    if (reader->converted)
        converted_close(reader->converted);
    free(reader->converted);
    free(reader->rows);
}

static enum err failed(struct reader *reader)
{
    return err_detail(reader->failure, "%s", reader->words);
}

static void keep_profile(struct reader *reader, cmsHPROFILE profile)
{
    cmsUInt32Number size = 0;
    if (profile == NULL)
        return;
    void *data = cmsSaveProfileToMem(profile, NULL, &size) ? malloc(size) : NULL;
    if (data && cmsSaveProfileToMem(profile, data, &size))
        foreign_take_profile(reader->foreign, data, size);
    free(data);
    cmsCloseProfile(profile);
}

/* A gamma and primaries that are told in numbers, as a profile. */
static void make_profile(struct reader *reader, double gamma)
{
    cmsCIExyY white = { 0.3127, 0.3290, 1 }; /* sRGB's, where the file says nothing */
    cmsCIExyYTRIPLE primaries = { { 0.64, 0.33, 1 }, { 0.30, 0.60, 1 }, { 0.15, 0.06, 1 } };
    png_get_cHRM(reader->png, reader->info, &white.x, &white.y, &primaries.Red.x, &primaries.Red.y, &primaries.Green.x,
                 &primaries.Green.y, &primaries.Blue.x, &primaries.Blue.y);
    cmsToneCurve *curve = cmsBuildGamma(NULL, gamma);
    if (curve && png_get_color_type(reader->png, reader->info) & PNG_COLOR_MASK_COLOR)
        keep_profile(reader, cmsCreateRGBProfile(&white, &primaries, (cmsToneCurve *[3]){ curve, curve, curve }));
    else if (curve)
        keep_profile(reader, cmsCreateGrayProfile(&white, curve));
    cmsFreeToneCurve(curve);
}

static void read_colours(struct reader *reader)
{
    png_charp name;
    png_bytep data;
    png_uint_32 size;
    int method, intent;
    double gamma = 0;
    if (png_get_iCCP(reader->png, reader->info, &name, &method, &data, &size))
        foreign_take_profile(reader->foreign, data, size);
    else if (!png_get_sRGB(reader->png, reader->info, &intent) && png_get_gAMA(reader->png, reader->info, &gamma) &&
             gamma > GAMMA_LEAST && gamma < GAMMA_MOST && fabs(gamma - 1 / 2.2) > GAMMA_NEAR)
        make_profile(reader, 1 / gamma);
}

/* Everything before the picture; the way back is set. */
static enum err read_header(struct reader *reader)
{
    struct foreign *foreign = reader->foreign;
    png_bytep exif = NULL;
    png_uint_32 exif_size = 0;
    png_read_info(reader->png, reader->info);
    png_uint_32 width = png_get_image_width(reader->png, reader->info), height = png_get_image_height(reader->png, reader->info);
    bool interlaced = png_get_interlace_type(reader->png, reader->info) != PNG_INTERLACE_NONE;
    foreign->width = (int)width;
    foreign->height = (int)height;
    enum err err = foreign_judge(width, height, interlaced ? 4 : 0, 0);
    if (err)
        return err;
    if (png_get_eXIf_1(reader->png, reader->info, &exif_size, &exif))
        foreign_take_exif(foreign, (struct bytes){ exif, exif_size });
    else
        foreign_take_exif(foreign, (struct bytes){ 0 });
    read_colours(reader);
    return ERR_NONE;
}

enum err png_header(int fd, struct foreign *foreign)
{
    struct reader *reader = calloc(1, sizeof *reader);
    enum err err = reader ? open_reader(reader, fd, foreign) : err_detail(ERR_MEMORY, "a PNG");
    if (!err) {
        if (setjmp(reader->jump))
            err = failed(reader);
        else
            err = read_header(reader);
    }
    if (reader)
        close_reader(reader);
    free(reader);
    return err;
}

/* Eight bits a part, no palette. */
static void choose_form(struct reader *reader)
{
    png_set_expand(reader->png);
    png_set_scale_16(reader->png);
    png_set_interlace_handling(reader->png);
    png_read_update_info(reader->png, reader->info);
    reader->parts = png_get_channels(reader->png, reader->info);
}

static enum err begin(struct reader *reader, int out)
{
    struct foreign *foreign = reader->foreign;
    bool interlaced = png_get_interlace_type(reader->png, reader->info) != PNG_INTERLACE_NONE;
    size_t row = (size_t)foreign->width * (size_t)reader->parts;
    reader->converted = calloc(1, sizeof *reader->converted);
    reader->rows = calloc(interlaced ? (size_t)foreign->height : 1, row);
    if (reader->converted == NULL || reader->rows == NULL)
        return err_detail(ERR_MEMORY, "%d rows", interlaced ? foreign->height : 1);
    return converted_open(reader->converted, out, foreign->width, foreign->height, reader->parts < 3 ? 1 : 3,
                          foreign->exif.orientation, (struct bytes){ foreign->profile, foreign->profile_size });
}

static enum err put_row(struct reader *reader, uint8_t *row)
{
    foreign_onto_white(row, reader->foreign->width, reader->parts);
    return converted_row(reader->converted, row);
}

/* An interlaced picture comes in seven passes over all rows. */
static enum err read_interlaced(struct reader *reader)
{
    size_t row = (size_t)reader->foreign->width * (size_t)reader->parts;
    enum err err = ERR_NONE;
    if (setjmp(reader->jump)) {
        foreign_damaged(reader->foreign, reader->words); /* what earlier passes left is shown */
    } else {
        for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; pass++)
            for (int y = 0; y < reader->foreign->height; y++)
                png_read_row(reader->png, reader->rows + (size_t)y * row, NULL);
        png_read_end(reader->png, NULL);
    }
    for (int y = 0; y < reader->foreign->height && !err; y++)
        err = put_row(reader, reader->rows + (size_t)y * row);
    return err;
}

static enum err read_rows(struct reader *reader)
{
    if (setjmp(reader->jump)) {
        foreign_damaged(reader->foreign, reader->words);
        return reader->failure == ERR_IO ? failed(reader) : ERR_NONE;
    }
    for (int y = 0; y < reader->foreign->height; y++) {
        png_read_row(reader->png, reader->rows, NULL);
        enum err err = put_row(reader, reader->rows);
        if (err)
            return err;
    }
    png_read_end(reader->png, NULL);
    return ERR_NONE;
}

enum err png_convert(int fd, int out, struct foreign *foreign)
{
    struct reader *reader = calloc(1, sizeof *reader);
    enum err err = reader ? open_reader(reader, fd, foreign) : err_detail(ERR_MEMORY, "a PNG");
    if (!err) {
        if (setjmp(reader->jump)) {
            err = failed(reader);
        } else if ((err = read_header(reader)) == ERR_NONE) {
            choose_form(reader);
            err = begin(reader, out);
        }
    }
    if (!err)
        err = png_get_interlace_type(reader->png, reader->info) != PNG_INTERLACE_NONE ? read_interlaced(reader) : read_rows(reader);
    if (!err)
        err = converted_finish(reader->converted);
    if (reader)
        close_reader(reader);
    free(reader);
    return err;
}
