/* layout.c - where on the paper the picture goes; see layout.h. */
#include "layout.h"
#include <math.h>
#include <string.h>
#include "../tbl/layouts.h"
#include "image.h"

enum {
    MILLION = 1000000,
    PICTURE_MIN_PX = 16,      /* what a border must leave */
    DPI_MIN = 50, DPI_MAX = 1200, DPI_ACTUAL = 300,
    INCH_MM10 = 254
};

static int mm10_px(int mm10, int dpi)
{
    return (mm10 * dpi + INCH_MM10 / 2) / INCH_MM10;
}

int layout_dpi(const struct job *job)
{
    return job->dpi ? (int)job->dpi : DPI_ACTUAL;
}

/* The part the customer chose, or the whole photo; what was chosen outside is cut off. */
static struct box chosen_part(const struct crop *crop, int width, int height)
{
    struct box whole = { 0, 0, width, height };
    if (crop->width <= 0 || crop->height <= 0)
        return whole;
    double x0 = fmin(fmax((double)crop->x, 0), MILLION), x1 = fmin((double)crop->x + (double)crop->width, MILLION);
    double y0 = fmin(fmax((double)crop->y, 0), MILLION), y1 = fmin((double)crop->y + (double)crop->height, MILLION);
    struct box part = { x0 * width / MILLION, y0 * height / MILLION, (x1 - x0) * width / MILLION,
                        (y1 - y0) * height / MILLION };
    return part.width >= 1 && part.height >= 1 ? part : whole;
}

/* The largest centred part of a part that has the shape of the area. */
static struct box shaped_part(struct box part, int width, int height)
{
    double scale = fmin(part.width / width, part.height / height);
    double wide = scale * width, high = scale * height;
    return (struct box){ part.x + (part.width - wide) / 2, part.y + (part.height - high) / 2, wide, high };
}

static int fitted(double size, int limit)
{
    int px = (int)lrint(size);
    return px < 1 ? 1 : px > limit ? limit : px;
}

/* Put the photo into an area of that size: which part, how large, and where in the area. */
static void place(const struct job *job, int photo_width, int photo_height, int width, int height,
                  struct layout *layout, int *x, int *y)
{
    struct box part = chosen_part(&job->crop, photo_width, photo_height);
    layout->picture_width = width;
    layout->picture_height = height;
    if (job->mode == MODE_FILL) {
        part = shaped_part(part, width, height);
    } else if (job->mode == MODE_FIT) {
        double scale = fmin(width / part.width, height / part.height);
        layout->picture_width = fitted(part.width * scale, width);
        layout->picture_height = fitted(part.height * scale, height);
    } else {
        /* A photo pixel is 1/300 inch, also on a printer of another resolution. Whole offsets keep pixels pixels. */
        double scale = (double)layout_dpi(job) / DPI_ACTUAL;
        double wide = fmin(part.width, width / scale), high = fmin(part.height, height / scale);
        part.x = floor(part.x + (part.width - wide) / 2);
        part.y = floor(part.y + (part.height - high) / 2);
        layout->picture_width = fitted(wide * scale, width);
        layout->picture_height = fitted(high * scale, height);
        part.width = layout->picture_width / scale;
        part.height = layout->picture_height / scale;
    }
    layout->part = part;
    *x = (width - layout->picture_width) / 2;
    *y = (height - layout->picture_height) / 2;
}

static void exchange(int *one, int *other)
{
    int kept = *one;
    *one = *other;
    *other = kept;
}

static enum err plan_single(const struct job *job, int photo_width, int photo_height, struct layout *layout)
{
    int border = (int)job->border, x, y;
    if ((photo_width > photo_height) != (layout->width > layout->height) && photo_width != photo_height)
        exchange(&layout->width, &layout->height);
    int width = layout->width - 2 * border, height = layout->height - 2 * border;
    if (width < PICTURE_MIN_PX || height < PICTURE_MIN_PX)
        return err_detail(ERR_PRODUCT, "a border of %d pixels", border);
    place(job, photo_width, photo_height, width, height, layout, &x, &y);
    layout->cells = 1;
    layout->cell[0].x = border + x;
    layout->cell[0].y = border + y;
    return ERR_NONE;
}

static const struct several {
    const char *name;
    int columns, rows, width_mm10, height_mm10; /* as in tbl/layouts.h */
} several[] = {
#define SEVERAL(name, columns, rows, width, height, help) { name, columns, rows, width, height },
    LAYOUT_ROWS(SEVERAL)
};

/* The sheet's columns and rows, and what one picture has; upright, or turned so that the photo lies well in its part. */
static void divide(const struct several *how, int dpi, bool wide_photo, struct layout *layout, int *columns, int *rows)
{
    int room = mm10_px(LAYOUT_ROOM_MM10, dpi), *width = &layout->frame_width, *height = &layout->frame_height;
    *columns = how->columns;
    *rows = how->rows;
    if (layout->width > layout->height)
        exchange(&layout->width, &layout->height);
    *width = how->width_mm10 ? mm10_px(how->width_mm10, dpi) : (layout->width - (*columns + 1) * room) / *columns;
    *height = how->height_mm10 ? mm10_px(how->height_mm10, dpi) : (layout->height - (*rows + 1) * room) / *rows;
    if (how->width_mm10 == 0 && wide_photo != (*width > *height)) {
        exchange(&layout->width, &layout->height);
        exchange(columns, rows);
        exchange(width, height);
    }
}

/* The photo several times in the middle of the sheet, each with room for its cut marks. */
static enum err plan_several(const struct several *how, const struct job *job, int photo_width, int photo_height, struct layout *layout)
{
    int dpi = layout_dpi(job), room = mm10_px(LAYOUT_ROOM_MM10, dpi), columns, rows, x, y;
    divide(how, dpi, photo_width > photo_height, layout, &columns, &rows);
    int wide = layout->frame_width, high = layout->frame_height;
    if (wide < PICTURE_MIN_PX || high < PICTURE_MIN_PX || layout->width < columns * wide + (columns + 1) * room ||
        layout->height < rows * high + (rows + 1) * room)
        return err_detail(ERR_PRODUCT, "the layout %s on %dx%d pixels", how->name, layout->width, layout->height);
    place(job, photo_width, photo_height, wide, high, layout, &x, &y);
    int left = (layout->width - columns * wide - (columns - 1) * room) / 2, top = (layout->height - rows * high - (rows - 1) * room) / 2;
    layout->cells = columns * rows;
    for (int i = 0; i < layout->cells; i++) {
        layout->cell[i].x = left + i % columns * (wide + room) + x;
        layout->cell[i].y = top + i / columns * (high + room) + y;
    }
    layout->frame_x = x;
    layout->frame_y = y;
    layout->mark_px = mm10_px(LAYOUT_MARK_MM10, dpi);
    layout->mark_gap_px = mm10_px(LAYOUT_GAP_MM10, dpi);
    return ERR_NONE;
}

enum err layout_check(const struct job *job)
{
    if (job->width < PICTURE_MIN_PX || job->height < PICTURE_MIN_PX || job->width > IMAGE_RASTER_MAX_PX ||
        job->height > IMAGE_RASTER_MAX_PX || job->width * job->height > IMAGE_PIXELS_MAX)
        return err_detail(ERR_PRODUCT, "a raster of %lldx%lld", (long long)job->width, (long long)job->height);
    if (job->dpi && (job->dpi < DPI_MIN || job->dpi > DPI_MAX))
        return err_detail(ERR_PRODUCT, "%lld dots per inch", (long long)job->dpi);
    if (job->border < 0 || job->border > IMAGE_RASTER_MAX_PX)
        return err_detail(ERR_PRODUCT, "a border of %lld pixels", (long long)job->border);
    return ERR_NONE;
}

enum err layout_plan(const struct job *job, int photo_width, int photo_height, struct layout *layout)
{
    *layout = (struct layout){ 0 };
    enum err err = layout_check(job);
    if (err)
        return err;
    layout->width = (int)job->width;
    layout->height = (int)job->height;
    if (*job->layout == 0 || strcmp(job->layout, "single") == 0)
        return plan_single(job, photo_width, photo_height, layout);
    for (size_t i = 0; i < sizeof several / sizeof *several; i++)
        if (strcmp(several[i].name, job->layout) == 0)
            return plan_several(&several[i], job, photo_width, photo_height, layout);
    return err_detail(ERR_PRODUCT, "the layout %s", job->layout);
}

void layout_thumbnail(int photo_width, int photo_height, int limit, struct layout *layout)
{
    double scale = fmin(1, fmin((double)limit / photo_width, (double)limit / photo_height));
    *layout = (struct layout){ .part = { 0, 0, photo_width, photo_height }, .cells = 1 };
    layout->width = layout->picture_width = fitted(photo_width * scale, limit);
    layout->height = layout->picture_height = fitted(photo_height * scale, limit);
}

/* A line of so many black pixels from x on, as far as it is on the paper. */
static void draw(const struct layout *layout, uint8_t *row, int x, int count)
{
    for (int i = x < 0 ? 0 : x; i < x + count && i < layout->width; i++)
        row[i] = 0;
}

void layout_marks(const struct layout *layout, int y, uint8_t *row)
{
    int away = layout->mark_gap_px + layout->mark_px;
    for (int i = 0; i < layout->cells && layout->mark_px > 0; i++) {
        int left = layout->cell[i].x - layout->frame_x, right = left + layout->frame_width;
        int top = layout->cell[i].y - layout->frame_y, bottom = top + layout->frame_height;
        if (y == top || y == bottom - 1) { /* beside the corners */
            draw(layout, row, left - away, layout->mark_px);
            draw(layout, row, right + layout->mark_gap_px, layout->mark_px);
        }
        bool above = y >= top - away && y < top - layout->mark_gap_px;
        bool below = y >= bottom + layout->mark_gap_px && y < bottom + away;
        if (above || below) {
            draw(layout, row, left, 1);
            draw(layout, row, right - 1, 1);
        }
    }
}
