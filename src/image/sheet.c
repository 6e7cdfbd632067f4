/* sheet.c - a finished print; see sheet.h.
 *
 * Standard Huffman tables: fitted ones cost three times the encoding for three per cent of the bytes.
 */
#include "sheet.h"
#include <stdlib.h>
#include <string.h>
#include "colour.h"
#include "image.h"
#include "layout.h"

enum { WHITE_LUMA = 255, WHITE_CHROMA = 128 };

static void set_up(struct sheet *sheet, int dpi)
{
    struct jpeg_compress_struct *jpeg = &sheet->out.jpeg;
    jpeg->image_width = (JDIMENSION)sheet->width;
    jpeg->image_height = (JDIMENSION)sheet->height;
    jpeg->input_components = 3;
    jpeg->in_color_space = JCS_YCbCr;
    jpeg_set_defaults(jpeg);
    jpeg_set_quality(jpeg, IMAGE_QUALITY, TRUE);
    for (int i = 0; i < 3; i++)
        jpeg->comp_info[i].h_samp_factor = jpeg->comp_info[i].v_samp_factor = 1;
    jpeg->density_unit = 1; /* dots per inch */
    jpeg->X_density = jpeg->Y_density = (UINT16)dpi;
    jpeg->dct_method = JDCT_ISLOW;
    jpeg->raw_data_in = TRUE;
}

bool sheet_is_raster(const struct job *job)
{
    return strcmp(job->format, "pwg") == 0;
}

static enum err begin_jpeg(struct sheet *sheet, int fd, const struct job *job)
{
    struct colour_goal goal = { job->profile, job->intent };
    struct bytes profile = colour_tag(&goal);
    if (setjmp(sheet->out.jump))
        return sheet->out.failure;
    out_open(&sheet->out, fd);
    set_up(sheet, layout_dpi(job));
    jpeg_start_compress(&sheet->out.jpeg, TRUE);
    if (profile.size)
        jpeg_write_icc_profile(&sheet->out.jpeg, profile.data, (unsigned)profile.size);
    return ERR_NONE;
}

enum err sheet_open(struct sheet *sheet, int fd, const struct job *job, int width, int height)
{
    memset(sheet, 0, offsetof(struct sheet, out));
    sheet->out.jpeg.mem = NULL;
    sheet->width = width;
    sheet->height = height;
    sheet->raster = sheet_is_raster(job);
    sheet->pitch = ((size_t)width + DCTSIZE + 63) & ~(size_t)63;
    sheet->strip = aligned_alloc(64, 3 * DCTSIZE * sheet->pitch);
    if (sheet->strip == NULL)
        return err_detail(ERR_MEMORY, "a print %d pixels wide", width);
    return sheet->raster ? pwg_open(&sheet->pwg, fd, width, height, layout_dpi(job), job->media) : begin_jpeg(sheet, fd, job);
}

static uint8_t *strip_row(const struct sheet *sheet, int plane, int y)
{
    return sheet->strip + ((size_t)plane * DCTSIZE + (size_t)y) * sheet->pitch;
}

void sheet_row(const struct sheet *sheet, uint8_t *row[3])
{
    for (int i = 0; i < 3; i++)
        row[i] = strip_row(sheet, i, sheet->next % DCTSIZE);
}

void sheet_white(const struct sheet *sheet, uint8_t *const row[3])
{
    for (int i = 0; i < 3; i++)
        memset(row[i], i == 0 ? WHITE_LUMA : WHITE_CHROMA, (size_t)sheet->width);
}

/* Eight rows are complete, or fewer at the bottom: then the last one is repeated. */
static enum err write_strip(struct sheet *sheet, int complete)
{
    JSAMPROW rows[3][DCTSIZE];
    JSAMPARRAY planes[3] = { rows[0], rows[1], rows[2] };
    for (int i = 0; i < 3; i++)
        for (int y = 0; y < DCTSIZE; y++)
            rows[i][y] = strip_row(sheet, i, y < complete ? y : complete - 1);
    if (setjmp(sheet->out.jump))
        return sheet->out.failure;
    jpeg_write_raw_data(&sheet->out.jpeg, planes, DCTSIZE);
    return ERR_NONE;
}

/* Blocks are eight wide: what stands right of the paper repeats its edge, which costs the fewest bytes. */
static void pad_row(const struct sheet *sheet, int y)
{
    for (int i = 0; i < 3; i++) {
        uint8_t *row = strip_row(sheet, i, y);
        memset(row + sheet->width, row[sheet->width - 1], DCTSIZE);
    }
}

enum err sheet_row_done(struct sheet *sheet)
{
    int complete = sheet->next % DCTSIZE + 1;
    uint8_t *row[3];
    if (sheet->raster) {
        sheet_row(sheet, row);
        sheet->next++;
        return pwg_row(&sheet->pwg, row);
    }
    pad_row(sheet, complete - 1);
    sheet->next++;
    if (complete == DCTSIZE || sheet->next == sheet->height)
        return write_strip(sheet, complete);
    return ERR_NONE;
}

enum err sheet_finish(struct sheet *sheet)
{
    if (sheet->raster)
        return pwg_finish(&sheet->pwg);
    if (setjmp(sheet->out.jump))
        return sheet->out.failure;
    jpeg_finish_compress(&sheet->out.jpeg);
    return ERR_NONE;
}

int64_t sheet_bytes(const struct sheet *sheet)
{
    return sheet->raster ? sheet->pwg.bytes : sheet->out.bytes;
}

const char *sheet_format(const struct sheet *sheet)
{
    return sheet->raster ? "pwg" : "jpeg";
}

void sheet_close(struct sheet *sheet)
{
    out_close(&sheet->out);
    pwg_close(&sheet->pwg);
    free(sheet->strip);
    sheet->strip = NULL;
}
