/* jpeg-read.h - one photo, decoded plane by plane: no upsampling, no colour conversion, in the order of the file.
 *
 * photo_header() reads and judges the header, photo_start() begins decoding, photo_read() fills one group of rows of
 * every part until photo_done(), photo_finish() reads to the end of the file, photo_close() always. Any of them may
 * find that the photo cannot go on (ERR_NOT_PHOTO, ERR_PHOTO_DAMAGED, ERR_PHOTO_LARGE, ERR_MEMORY, ERR_IO); damage
 * that libjpeg can paint over is no error here but stands in photo->damaged. Internal to src/image.
 */
#ifndef IMAGE_JPEG_READ_H
#define IMAGE_JPEG_READ_H
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <jpeglib.h>
#include "../base/record.h"
#include "exif.h"

enum { PHOTO_PARTS_MAX = 4, SOURCE_BUFFER = 128 * 1024 };

enum photo_colour { PHOTO_GREY, PHOTO_YCC, PHOTO_RGB, PHOTO_CMYK, PHOTO_YCCK };

struct photo_part { /* one colour component; known after photo_start() */
    int width, height;   /* samples that are picture */
    size_t row_bytes;    /* what photo_read() may write into a row */
    int group;           /* rows that one photo_read() writes */
    double across, down; /* samples per pixel of the whole photo */
};

struct source { /* the file behind libjpeg; see jpeg-source.c */
    struct jpeg_source_mgr manager;
    int fd;
    int64_t offset, size;
    int64_t limit;     /* in the header: refuse to read beyond; 0 afterwards */
    bool ended;        /* the file ended before the picture did */
    JOCTET buffer[SOURCE_BUFFER];
};

struct jpeg_photo {
    int width, height; /* as stored, before the turn */
    struct exif exif;
    enum photo_colour colour;
    bool inverted;     /* CMYK and YCCK: 255 is no ink, as Adobe writes it */
    uint8_t *profile;  /* embedded ICC profile, NULL if none */
    unsigned profile_size;
    int parts;
    struct photo_part part[PHOTO_PARTS_MAX];
    char damaged[120]; /* "" while nothing was found */
    bool may_be_quick; /* set before photo_start(): an eighth of the size may come by jpeg-quick.c ... */
    bool odd;          /* ... which found something it leaves to libjpeg: begin again, without */
    struct quick *quick;

    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    struct source source;
    jmp_buf jump;      /* where libjpeg's fatal errors go; set by each photo_ function for itself */
    enum err failure;
    int64_t cpu_us, cpu_max_us; /* spent on decoding, allowed */
    int64_t entered_us;
};

/* photo is large (a file buffer is inside) and must not move until photo_close(). */
enum err photo_header(struct jpeg_photo *photo, int fd) MUST_CHECK;
/* Decode at eighths/8 of the size: 8, 4, 2 or 1. Fills photo->part. */
enum err photo_start(struct jpeg_photo *photo, int eighths) MUST_CHECK;
/* rows[part][0..group-1] point to where the next rows go. */
enum err photo_read(struct jpeg_photo *photo, uint8_t **rows[]) MUST_CHECK;
bool photo_done(const struct jpeg_photo *photo);
/* After the last row: read on to the end marker, so that a missing end is noticed. */
enum err photo_finish(struct jpeg_photo *photo) MUST_CHECK;
void photo_close(struct jpeg_photo *photo);

/* jpeg-end.c: false when the file ends before the picture does. */
bool photo_has_end(int fd);

/* convert.c: what a result says of it. */
void photo_tell(const struct jpeg_photo *photo, struct job_result *result, struct arena *arena);

/* jpeg-source.c: connect libjpeg to the descriptor. */
void source_open(struct jpeg_photo *photo, int fd, int64_t size);
/* Fill the buffer again when half of it is used: near its end libjpeg decodes byte by byte, which takes twice as long. */
void source_top_up(struct jpeg_photo *photo);
/* jpeg-read.c: give up on the photo from inside a libjpeg callback; the detail is set already. */
_Noreturn void photo_fail(struct jpeg_photo *photo, enum err err);
#endif
