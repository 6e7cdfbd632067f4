/* jpeg-write.h - a finished print: a JPEG of full-size planes, 4:4:4, with its resolution and its colour profile.
 *
 * Nothing of the photo's own notes goes in: no orientation that would turn the print again, no place, no camera.
 */
#ifndef IMAGE_JPEG_WRITE_H
#define IMAGE_JPEG_WRITE_H
#include <stdint.h>
#include "../base/mem.h"
#include "jpeg-out.h"

struct sheet {
    int width, height;
    int next;              /* the next row */
    size_t pitch;
    uint8_t *strip;        /* three planes of DCTSIZE rows */
    struct jpeg_out out;
};
/* sheet is large and must not move until sheet_close(). ERR_MEMORY, ERR_DISK. */
enum err sheet_open(struct sheet *sheet, int fd, int width, int height, int dpi, struct bytes profile) MUST_CHECK;
/* Where the next row goes, per plane (luma, blue, red as in JFIF); what stands there is undefined. */
void sheet_row(const struct sheet *sheet, uint8_t *row[3]);
/* Make that row white. */
void sheet_white(const struct sheet *sheet, uint8_t *const row[3]);
/* That row is complete. */
enum err sheet_row_done(struct sheet *sheet) MUST_CHECK;
/* After the last row. */
enum err sheet_finish(struct sheet *sheet) MUST_CHECK;
void sheet_close(struct sheet *sheet);
#endif
