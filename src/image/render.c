/* render.c - one photo to one finished print: the only place where reading, layout, picture and sheet meet.
 *
 * The print is finished only after the photo has been read to its end without a complaint; a damaged photo leaves
 * nothing behind that could be mistaken for a print.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "image.h"
#include "jpeg-write.h"
#include "layout.h"
#include "picture.h"

/* The decoder's own shrinking folds fine patterns: for prints only where the resampler still reduces by three. */
#define PRINT_REDUCE 3.0

struct render { /* large, so on the heap, once */
    struct jpeg_photo photo;
    struct layout layout;
    struct picture picture;
    struct sheet sheet;
    bool accept_damage;
};

/* Row y of the sheet: what each cell shows there, white where none is. */
static enum err lay_row(struct render *render, int y)
{
    const struct layout *layout = &render->layout;
    uint8_t *row[3];
    sheet_row(&render->sheet, row);
    if (layout->picture_width < layout->width || layout->picture_height < layout->height)
        sheet_white(&render->sheet, row);
    for (int i = 0; i < layout->cells; i++) {
        int inside = y - layout->cell[i].y, x = layout->cell[i].x;
        if (inside < 0 || inside >= layout->picture_height)
            continue;
        enum err err = picture_row(&render->picture, inside, (uint8_t *[3]){ row[0] + x, row[1] + x, row[2] + x });
        if (err)
            return err;
    }
    layout_marks(layout, y, row[0]);
    return sheet_row_done(&render->sheet);
}

static enum err lay(struct render *render)
{
    enum err err = ERR_NONE;
    for (int y = 0; y < render->layout.height && !err; y++)
        err = lay_row(render, y);
    if (!err)
        err = picture_finish(&render->picture);
    if (!err && render->photo.damaged[0] && !render->accept_damage)
        err = err_detail(ERR_PHOTO_DAMAGED, "%s", render->photo.damaged);
    return err ? err : sheet_finish(&render->sheet);
}

static struct picture_wish wish_of(const struct job *job, const struct layout *layout)
{
    return (struct picture_wish){
        .part = layout->part,
        .width = layout->picture_width,
        .height = layout->picture_height,
        .form = COLOUR_YCC,
        .goal = { job->profile, job->intent },
        .reduce = PRINT_REDUCE,
        .sharpening = (int)job->sharpening,
        .hold = layout->cells > 1,
    };
}

static enum err check_job(const struct job *job)
{
    struct colour_goal goal = { job->profile, job->intent };
    if (job->sharpening < 0 || job->sharpening > IMAGE_SHARPENING_MAX)
        return err_detail(ERR_CONFIG, "sharpening is 0 to %d percent, not %lld", IMAGE_SHARPENING_MAX, (long long)job->sharpening);
    return colour_check(&goal);
}

static enum err render_photo(struct render *render, const struct job *job, int in, int out)
{
    struct jpeg_photo *photo = &render->photo;
    struct layout *layout = &render->layout;
    struct colour_goal goal = { job->profile, job->intent };
    enum err err = check_job(job);
    if (!err)
        err = photo_header(photo, in);
    bool swap = !err && turn_of(photo->exif.orientation).swap;
    if (!err)
        err = layout_plan(job, swap ? photo->height : photo->width, swap ? photo->width : photo->height, layout);
    if (!err)
        err = sheet_open(&render->sheet, out, layout->width, layout->height, job->dpi ? (int)job->dpi : 300,
                         colour_tag(&goal));
    if (err)
        return err;
    struct picture_wish wish = wish_of(job, layout);
    err = picture_open(&render->picture, photo, &wish);
    return err ? err : lay(render);
}

enum err image_render(const struct job *job, int photo, int print, struct job_result *result, struct arena *arena)
{
    struct render *render = calloc(1, sizeof *render);
    record_init(&job_result_type, result);
    if (render == NULL)
        return err_detail(ERR_MEMORY, "a print");
    render->accept_damage = job->accept_damage;
    enum err err = render_photo(render, job, photo, print);
    result->format = "jpeg";
    result->orientation = render->photo.exif.orientation;
    result->taken = arena_text(arena, render->photo.exif.taken);
    result->damaged = arena_text(arena, render->photo.damaged);
    if (!err) {
        result->width = render->layout.width;
        result->height = render->layout.height;
        result->bytes = render->sheet.out.bytes;
    } else if (ftruncate(print, 0) != 0) {
        result->bytes = 0; /* a pipe or socket keeps what was written; the error says that it is worth nothing */
    }
    picture_close(&render->picture);
    sheet_close(&render->sheet);
    photo_close(&render->photo);
    free(render);
    return err;
}
