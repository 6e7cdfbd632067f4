/* thumbnail.c - examine a photo: its facts, whether it is whole, and a small picture of it in the same pass.
 *
 * The decoder shrinks while it decodes, so that looking at a photo costs little more than reading it; every byte of it
 * is still decoded, for the end of a photo is where damage hides.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../base/io.h"
#include "image.h"
#include "layout.h"
#include "picture.h"

#define THUMB_REDUCE 1.25 /* what the resampler has left to do is enough to hide the decoder's coarse shrinking */

static enum err write_thumbnail(struct picture *picture, int fd)
{
    enum { AT_ONCE = 32 };
    uint8_t planes[3][IMAGE_THUMB_PX], rows[AT_ONCE * IMAGE_THUMB_PX * 3];
    size_t filled = 0;
    for (int y = 0; y < picture->height; y++) {
        enum err err = picture_row(picture, y, (uint8_t *[3]){ planes[0], planes[1], planes[2] });
        if (err)
            return err;
        for (int x = 0; x < picture->width; x++)
            for (int i = 0; i < 3; i++)
                rows[filled++] = planes[i][x];
        if ((y + 1) % AT_ONCE != 0 && y + 1 < picture->height)
            continue;
        if (!io_write(fd, rows, filled))
            return err_detail(ERR_DISK, "%s", strerror(errno));
        filled = 0;
    }
    return ERR_NONE;
}

static enum err examine(struct jpeg_photo *photo, struct picture *picture, int in, int out, bool quick, struct layout *layout)
{
    enum err err = photo_header(photo, in);
    if (err)
        return err;
    photo->may_be_quick = quick;
    bool swap = turn_of(photo->exif.orientation).swap;
    layout_thumbnail(swap ? photo->height : photo->width, swap ? photo->width : photo->height, IMAGE_THUMB_PX, layout);
    struct picture_wish wish = { .part = layout->part, .width = layout->width, .height = layout->height,
                                 .form = COLOUR_RGB, .goal = { .intent = "" }, .reduce = THUMB_REDUCE };
    err = picture_open(picture, photo, &wish);
    if (!err)
        err = write_thumbnail(picture, out);
    return err ? err : picture_finish(picture);
}

enum err image_examine(int in, int out, struct job_result *result, struct arena *arena)
{
    struct jpeg_photo *photo = calloc(1, sizeof *photo);
    struct picture picture = { 0 };
    struct layout layout = { 0 };
    record_init(&job_result_type, result);
    if (photo == NULL)
        return err_detail(ERR_MEMORY, "a photo");
    enum err err = examine(photo, &picture, in, out, true, &layout);
    if (photo->odd) {
        picture_close(&picture);
        photo_close(photo);
        err = lseek(out, 0, SEEK_SET) != 0 || ftruncate(out, 0) != 0 ? err_detail(ERR_DISK, "%s", strerror(errno))
                                                                     : examine(photo, &picture, in, out, false, &layout);
    }
    photo_tell(photo, result, arena);
    result->thumb_width = layout.width;
    result->thumb_height = layout.height;
    if (err == ERR_NOT_PHOTO)
        result->format = "";
    picture_close(&picture);
    photo_close(photo);
    free(photo);
    return err;
}
