/* thumbnail.c - the small picture of a photo: fetched when nobody types, kept as few pixels as are drawn.
 *
 * The keeper answers width and height with a descriptor of raw RGB. Both are checked against what can be read before
 * anything is believed. What is kept is two pixels a cell, a thousandth of a session's memory; the whole picture lives
 * in pages of its own for a moment, so that the heap never grows by it.
 */
#include "kiosk.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "../../src/base/io.h"

enum { THUMBNAIL_SIDE = 1024 };

void thumbnail_free(struct thumbnail *thumbnail)
{
    free(thumbnail->rgb);
    free(thumbnail->why);
    *thumbnail = (struct thumbnail){ 0 };
}

/* As many pixels of it as so many cells show; their sides keep the picture's shape. */
static void keep(struct thumbnail *thumbnail, const struct picture *picture)
{
    struct picture_grid grid;
    if (!picture_grid_make(&grid, picture, PICTURE_TRUE, thumbnail->rows, thumbnail->columns))
        return;
    thumbnail->width = grid.columns;
    thumbnail->height = grid.rows * grid.per_cell;
    thumbnail->rgb = grid.rgb;
    grid.rgb = NULL;
    picture_grid_free(&grid);
}

static bool read_pixels(struct thumbnail *thumbnail, int fd, int64_t width, int64_t height)
{
    if (width < 1 || height < 1 || width > THUMBNAIL_SIDE || height > THUMBNAIL_SIDE)
        return false;
    size_t size = (size_t)width * (size_t)height * 3;
    uint8_t *pixels = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pixels == MAP_FAILED)
        return false;
    bool whole = io_read(fd, pixels, size);
    if (whole)
        keep(thumbnail, &(struct picture){ .rgb = pixels, .width = (int)width, .height = (int)height });
    munmap(pixels, size);
    return whole;
}

bool thumbnail_is(const struct thumbnail *thumbnail, int64_t photo, int rows, int columns)
{
    return thumbnail->photo == photo && thumbnail->rows == rows && thumbnail->columns == columns;
}

void thumbnail_fetch(struct thumbnail *thumbnail, struct client *client, const char *code, int64_t photo, int rows, int columns)
{
    struct arena arena = { 0 };
    struct args args = client_args();
    struct stored_photo stored;
    char sentence[SCREEN_SAY_LIMIT];
    int fd = -1;
    if (thumbnail_is(thumbnail, photo, rows, columns))
        return;
    thumbnail_free(thumbnail);
    if (!photo || rows < 1 || columns < 1)
        return;
    args.code = code;
    args.n = photo;
    thumbnail->photo = photo;
    thumbnail->rows = rows;
    thumbnail->columns = columns;
    enum err err = client_call_fd(client, ACTION_THUMBNAIL, &args, &stored, &arena, -1, &fd);
    if (!err && (fd < 0 || !read_pixels(thumbnail, fd, stored.thumb_width, stored.thumb_height)))
        err = err_detail(ERR_IO, "%s", say(W_THE_SMALL_PICTURE));
    if (err)
        thumbnail->why = xstrdup(say_error(err, sentence, sizeof sentence));
    io_close(&fd);
    arena_free(&arena);
}

void thumbnail_draw(const struct thumbnail *thumbnail, const struct crop *crop, int row, int column, int rows, int columns)
{
    if (!thumbnail->rgb) {
        draw_text(row + rows / 2, column, columns, thumbnail->why ? thumbnail->why : "");
        return;
    }
    struct picture picture = { .rgb = thumbnail->rgb, .width = thumbnail->width, .height = thumbnail->height };
    if (crop) {
        picture.crop_x = (int)crop->x;
        picture.crop_y = (int)crop->y;
        picture.crop_width = (int)crop->width;
        picture.crop_height = (int)crop->height;
    }
    picture_draw_crop(stdscr, row, column, rows, columns, &picture);
}

void thumbnail_tell(const struct thumbnail *thumbnail, int columns)
{
    struct buf text = { 0 };
    struct picture picture = { .rgb = thumbnail->rgb, .width = thumbnail->width, .height = thumbnail->height };
    if (!thumbnail->rgb) {
        line_say("%s", thumbnail->why ? thumbnail->why : "");
        return;
    }
    picture_text(&text, &picture, PICTURE_ASCII_INVERTED, 0, columns);
    for (char *at = (char *)text.data, *end; at && (end = strchr(at, '\n')); at = end + 1)
        line_say("%.*s", (int)(end - at), at);
    buf_free(&text);
}
