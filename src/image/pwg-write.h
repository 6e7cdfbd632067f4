/* pwg-write.h - one page of PWG raster (PWG 5102.4), 8-bit sRGB, written as its rows come. Internal to src/image. */
#ifndef IMAGE_PWG_WRITE_H
#define IMAGE_PWG_WRITE_H
#include <stddef.h>
#include <stdint.h>
#include "../base/buf.h"
#include "../base/err.h"

struct pwg {
    int fd, width;
    int repeats;           /* the waiting row comes once, and so often again */
    uint8_t *waiting, *next; /* rows of RGB; waiting is not written yet */
    struct buf out;        /* packed, not written yet */
    int64_t bytes;         /* written so far */
};
/* media is the name of the paper in the printer ("na_index-4x6_4x6in"). The page's head is written. ERR_MEMORY, ERR_DISK. */
enum err pwg_open(struct pwg *pwg, int fd, int width, int height, int dpi, const char *media) MUST_CHECK;
/* The next row, as planes of luma, blue and red as in JFIF. */
enum err pwg_row(struct pwg *pwg, uint8_t *const row[3]) MUST_CHECK;
/* After the last row. */
enum err pwg_finish(struct pwg *pwg) MUST_CHECK;
void pwg_close(struct pwg *pwg); /* also when it was never opened but is zero */
#endif
