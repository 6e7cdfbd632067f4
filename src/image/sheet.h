/* sheet.h - a finished print, row by row: a JPEG of full-size planes, 4:4:4, with its resolution and its colour profile,
 * or a page of PWG raster for a printer that takes no JPEG.
 *
 * Nothing of the photo's own notes goes in: no orientation that would turn the print again, no place, no camera.
 */
#ifndef IMAGE_SHEET_H
#define IMAGE_SHEET_H
#include <stdint.h>
#include "../base/record.h"
#include "jpeg-out.h"
#include "pwg-write.h"

struct sheet {
    int width, height;
    int next;              /* the next row */
    size_t pitch;
    uint8_t *strip;        /* three planes of DCTSIZE rows */
    bool raster;           /* PWG raster, not JPEG */
    struct pwg pwg;
    struct jpeg_out out;
};
/* What the job asks for, in that size. sheet is large and must not move until sheet_close(). ERR_MEMORY, ERR_DISK. */
enum err sheet_open(struct sheet *sheet, int fd, const struct job *job, int width, int height) MUST_CHECK;
/* Where the next row goes, per plane (luma, blue, red as in JFIF); what stands there is undefined. */
void sheet_row(const struct sheet *sheet, uint8_t *row[3]);
/* Make that row white. */
void sheet_white(const struct sheet *sheet, uint8_t *const row[3]);
/* That row is complete. */
enum err sheet_row_done(struct sheet *sheet) MUST_CHECK;
/* After the last row. */
enum err sheet_finish(struct sheet *sheet) MUST_CHECK;
/* How many bytes were written, and what they are: "jpeg" or "pwg". */
int64_t sheet_bytes(const struct sheet *sheet);
const char *sheet_format(const struct sheet *sheet);
void sheet_close(struct sheet *sheet);
/* Does the job want its paper as it lies in the printer, so that a photo is turned and not the sheet? */
bool sheet_is_raster(const struct job *job);
#endif
