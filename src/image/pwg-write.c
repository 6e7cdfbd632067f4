/* pwg-write.c - see pwg-write.h. Rows that are alike are written once with a count, and in a row pixels that are alike.
 *
 * What a reader would not guess: the standard has no field for a row's end; every row's runs must add up to exactly its
 * width, and a printer that is given one pixel more prints noise from there on.
 */
#include "pwg-write.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "../base/io.h"

enum {
    HEAD = 1796, NAME = 64, PARTS = 3,
    REPEATS_MOST = 255, RUN_MOST = 128, LITERAL = 257, /* a run of 1 to 128 alike is its length - 1, of n unlike 257 - n */
    WRITE_AT = 64 * 1024,
    POINTS = 72, COLOUR_SRGB = 19, WHITE = 0xffffff, QUALITY_HIGH = 5,
    /* where in a page's head (PWG 5102.4, table 1) */
    AT_RESOLUTION = 276, AT_COPIES = 340, AT_PAGE_SIZE = 352, AT_WIDTH = 372, AT_HEIGHT = 376, AT_BITS = 384, AT_PIXEL_BITS = 388,
    AT_LINE = 392, AT_SPACE = 400, AT_COLOURS = 420, AT_PAGES = 452, AT_FEED = 456, AT_CROSS_FEED = 460, AT_BOX = 464,
    AT_PRIMARY = 480, AT_QUALITY = 484, AT_NAME = 1732
};

static void put(uint8_t *head, int at, int value)
{
    for (int i = 0; i < 4; i++)
        head[at + i] = (uint8_t)((unsigned)value >> (24 - 8 * i));
}

static void write_head(struct buf *out, int width, int height, int dpi, const char *media)
{
    uint8_t head[HEAD] = "PwgRaster";
    put(head, AT_RESOLUTION, dpi);
    put(head, AT_RESOLUTION + 4, dpi);
    put(head, AT_COPIES, 1);
    put(head, AT_PAGE_SIZE, (width * POINTS + dpi / 2) / dpi);
    put(head, AT_PAGE_SIZE + 4, (height * POINTS + dpi / 2) / dpi);
    put(head, AT_WIDTH, width);
    put(head, AT_HEIGHT, height);
    put(head, AT_BITS, 8);
    put(head, AT_PIXEL_BITS, 8 * PARTS);
    put(head, AT_LINE, PARTS * width);
    put(head, AT_SPACE, COLOUR_SRGB);
    put(head, AT_COLOURS, PARTS);
    put(head, AT_PAGES, 1);
    put(head, AT_CROSS_FEED, 1);
    put(head, AT_FEED, 1);
    put(head, AT_BOX + 8, width); /* left and top are 0 */
    put(head, AT_BOX + 12, height);
    put(head, AT_PRIMARY, WHITE);
    put(head, AT_QUALITY, QUALITY_HIGH);
    memcpy(head + AT_NAME, media, strnlen(media, NAME - 1));
    buf_text(out, "RaS2");
    buf_add(out, head, sizeof head);
}

static enum err write_out(struct pwg *pwg)
{
    if (!io_write(pwg->fd, pwg->out.data, pwg->out.size))
        return err_detail(ERR_DISK, "%s", strerror(errno));
    pwg->bytes += (int64_t)pwg->out.size;
    buf_clear(&pwg->out);
    return ERR_NONE;
}

enum err pwg_open(struct pwg *pwg, int fd, int width, int height, int dpi, const char *media)
{
    *pwg = (struct pwg){ .fd = fd, .width = width, .repeats = -1 };
    pwg->waiting = malloc((size_t)width * PARTS);
    pwg->next = malloc((size_t)width * PARTS);
    if (pwg->waiting == NULL || pwg->next == NULL)
        return err_detail(ERR_MEMORY, "a print %d pixels wide", width);
    write_head(&pwg->out, width, height, dpi, media);
    return write_out(pwg);
}

/* ---- colours ---- */

static uint8_t clamped(int value)
{
    int whole = (value + (1 << 15)) >> 16;
    return (uint8_t)(whole < 0 ? 0 : whole > 255 ? 255 : whole);
}

/* JFIF's own arithmetic, in 16 bits behind the point. */
static void to_rgb(uint8_t *const row[3], uint8_t *rgb, int width)
{
    enum { RED = 91881, GREEN_BLUE = 22554, GREEN_RED = 46802, BLUE = 116130 }; /* 1.402, 0.344136, 0.714136, 1.772 */
    for (int x = 0; x < width; x++, rgb += PARTS) {
        int luma = row[0][x] * 65536, blue = row[1][x] - 128, red = row[2][x] - 128;
        rgb[0] = clamped(luma + RED * red);
        rgb[1] = clamped(luma - GREEN_BLUE * blue - GREEN_RED * red);
        rgb[2] = clamped(luma + BLUE * blue);
    }
}

/* ---- packing ---- */

static bool alike(const uint8_t *row, int a, int b)
{
    return memcmp(row + a * PARTS, row + b * PARTS, PARTS) == 0;
}

/* How many pixels from x on are one colour, and how many differ from their neighbours. */
static int same_run(const uint8_t *row, int x, int end)
{
    int length = 1;
    while (length < RUN_MOST && x + length < end && alike(row, x, x + length))
        length++;
    return length;
}

static int unlike_run(const uint8_t *row, int x, int end)
{
    int length = 1;
    while (length < RUN_MOST && x + length < end && (x + length + 1 == end || !alike(row, x + length, x + length + 1)))
        length++;
    return length;
}

static enum err write_waiting(struct pwg *pwg)
{
    const uint8_t *row = pwg->waiting;
    if (pwg->repeats < 0)
        return ERR_NONE;
    buf_u8(&pwg->out, (uint8_t)pwg->repeats);
    for (int x = 0, length; x < pwg->width; x += length) {
        length = same_run(row, x, pwg->width);
        bool same = length > 1;
        if (!same)
            length = unlike_run(row, x, pwg->width);
        buf_u8(&pwg->out, (uint8_t)(same || length == 1 ? length - 1 : LITERAL - length));
        buf_add(&pwg->out, row + x * PARTS, (size_t)(same ? 1 : length) * PARTS);
    }
    return pwg->out.size >= WRITE_AT ? write_out(pwg) : ERR_NONE;
}

enum err pwg_row(struct pwg *pwg, uint8_t *const row[3])
{
    to_rgb(row, pwg->next, pwg->width);
    bool again = pwg->repeats >= 0 && pwg->repeats < REPEATS_MOST &&
                 memcmp(pwg->next, pwg->waiting, (size_t)pwg->width * PARTS) == 0;
    if (again) {
        pwg->repeats++;
        return ERR_NONE;
    }
    enum err err = write_waiting(pwg);
    uint8_t *free_row = pwg->waiting;
    pwg->waiting = pwg->next;
    pwg->next = free_row;
    pwg->repeats = 0;
    return err;
}

enum err pwg_finish(struct pwg *pwg)
{
    enum err err = write_waiting(pwg);
    pwg->repeats = -1;
    return err ? err : write_out(pwg);
}

void pwg_close(struct pwg *pwg)
{
    free(pwg->waiting);
    free(pwg->next);
    buf_free(&pwg->out);
    *pwg = (struct pwg){ 0 };
}
