/* thumbnail.c - the small picture of one photo: fetched when nobody types, drawn with what a print cuts off.
 *
 * The keeper answers width and height with a descriptor of raw RGB. Both are checked against what can be read before
 * anything is believed.
 */
#include "kiosk.h"
#include <stdlib.h>
#include <string.h>
#include "../../src/base/io.h"

enum { THUMBNAIL_SIDE = 1024 };

void thumbnail_free(struct thumbnail *thumbnail)
{
    free(thumbnail->rgb);
    *thumbnail = (struct thumbnail){ 0 };
}

static bool read_pixels(struct thumbnail *thumbnail, int fd, int64_t width, int64_t height)
{
    if (width < 1 || height < 1 || width > THUMBNAIL_SIDE || height > THUMBNAIL_SIDE)
        return false;
    size_t size = (size_t)width * (size_t)height * 3;
    thumbnail->rgb = xmalloc(size);
    thumbnail->width = (int)width;
    thumbnail->height = (int)height;
    return io_read(fd, thumbnail->rgb, size);
}

void thumbnail_fetch(struct thumbnail *thumbnail, struct client *client, const char *code, int64_t photo)
{
    struct arena arena = { 0 };
    struct args args = client_args();
    struct stored_photo stored;
    int fd = -1;
    if (thumbnail->photo == photo && photo)
        return;
    thumbnail_free(thumbnail);
    if (!photo)
        return;
    args.code = code;
    args.n = photo;
    thumbnail->photo = photo;
    enum err err = client_call_fd(client, ACTION_THUMBNAIL, &args, &stored, &arena, -1, &fd);
    if (!err && (fd < 0 || !read_pixels(thumbnail, fd, stored.thumb_width, stored.thumb_height))) {
        free(thumbnail->rgb);
        thumbnail->rgb = NULL;
        err = err_detail(ERR_IO, "the small picture");
    }
    if (err)
        err_sentence(err, err_last_detail(), thumbnail->why, sizeof thumbnail->why);
    io_close(&fd);
    arena_free(&arena);
}

void thumbnail_paint(const struct kiosk *kiosk, const struct line *line, int row, int column, int rows, int columns)
{
    const struct thumbnail *thumbnail = &kiosk->thumbnail;
    const struct photo *photo = kiosk_photo(kiosk, thumbnail->photo);
    if (!thumbnail->rgb) {
        draw_text(row + rows / 2, column, columns, thumbnail->why);
        return;
    }
    struct picture picture = { .rgb = thumbnail->rgb, .width = thumbnail->width, .height = thumbnail->height };
    if (photo && line) {
        struct crop crop = sizes_crop(sizes_find(&kiosk->catalogue, line->product), photo, line);
        picture.crop_x = (int)crop.x;
        picture.crop_y = (int)crop.y;
        picture.crop_width = (int)crop.width;
        picture.crop_height = (int)crop.height;
    }
    picture_draw_crop(stdscr, row, column, rows, columns, &picture);
}

void thumbnail_tell(const struct thumbnail *thumbnail, int columns)
{
    struct buf text = { 0 };
    struct picture picture = { .rgb = thumbnail->rgb, .width = thumbnail->width, .height = thumbnail->height };
    if (!thumbnail->rgb) {
        line_say("%s", thumbnail->why);
        return;
    }
    picture_text(&text, &picture, PICTURE_ASCII_INVERTED, 0, columns);
    for (char *at = (char *)text.data, *end; at && (end = strchr(at, '\n')); at = end + 1)
        line_say("%.*s", (int)(end - at), at);
    buf_free(&text);
}
