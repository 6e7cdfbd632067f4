/* render.c - one photo to one finished print: the only place where reading, layout, picture and sheet meet.
 *
 * The print is finished only after the photo has been read to its end without a complaint; a damaged photo leaves
 * nothing behind that could be mistaken for a print.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "image.h"
#include "sheet.h"
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
    int orientation;       /* as the photo says it */
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

static enum err plan(struct render *render, const struct job *job)
{
    const struct jpeg_photo *photo = &render->photo;
    bool swap = turn_of(photo->exif.orientation).swap;
    return layout_plan(job, swap ? photo->height : photo->width, swap ? photo->width : photo->height, &render->layout);
}

/* A raster is printed as the paper lies in the printer. Where a JPEG would have a turned sheet, here the photo is turned. */
static enum err plan_for_paper(struct render *render, const struct job *job)
{
    enum { MILLION = 1000000 };
    enum err err = plan(render, job);
    if (err || !sheet_is_raster(job) || render->layout.width == job->width)
        return err;
    struct job turned = *job;
    turned.crop.x = MILLION - job->crop.y - job->crop.height;
    turned.crop.y = job->crop.x;
    turned.crop.width = job->crop.height;
    turned.crop.height = job->crop.width;
    render->photo.exif.orientation = turn_right(render->photo.exif.orientation);
    return plan(render, &turned);
}

static enum err render_photo(struct render *render, const struct job *job, int in, int out)
{
    struct layout *layout = &render->layout;
    enum err err = check_job(job);
    if (!err)
        err = photo_header(&render->photo, in);
    render->orientation = render->photo.exif.orientation;
    if (!err)
        err = plan_for_paper(render, job);
    if (!err)
        err = sheet_open(&render->sheet, out, job, layout->width, layout->height);
    if (err)
        return err;
    struct picture_wish wish = wish_of(job, layout);
    err = picture_open(&render->picture, &render->photo, &wish);
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
    result->format = sheet_is_raster(job) ? "pwg" : "jpeg";
    result->orientation = render->orientation;
    result->taken = arena_text(arena, render->photo.exif.taken);
    result->damaged = arena_text(arena, render->photo.damaged);
    if (!err) {
        result->width = render->layout.width;
        result->height = render->layout.height;
        result->bytes = sheet_bytes(&render->sheet);
    } else if (ftruncate(print, 0) != 0) {
        result->bytes = 0; /* a pipe or socket keeps what was written; the error says that it is worth nothing */
    }
    picture_close(&render->picture);
    sheet_close(&render->sheet);
    photo_close(&render->photo);
    free(render);
    return err;
}
