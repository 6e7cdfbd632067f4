/* picture.c - a part of a photo as a picture; see picture.h.
 *
 * The ring of a part must hold the rows under its filter while another part of the photo, with a wider filter (chroma
 * at half the size reaches twice as far), makes the decoder run ahead: need_rows() says how many that are.
 */
#include "picture.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "sharpen.h"

enum { BATCH = 128 /* two cache lines when rows become columns */, GROUP_MAX = 4 * DCTSIZE };

static bool same_shape(const struct photo_part *a, const struct photo_part *b)
{
    return a->width == b->width && a->height == b->height && a->across == b->across && a->down == b->down;
}

/* Which columns of the decoded rows the across filter looks at. Only they are woven: the filter then counts from there. */
static void find_columns(struct plane *plane)
{
    struct filter *across = &plane->across_own;
    int low = across->samples, high = 0;
    for (int i = 0; i < across->count; i++) {
        int end = across->start[i] + across->taps;
        low = across->start[i] < low ? across->start[i] : low;
        high = end > high ? end : high;
    }
    high = high > across->samples ? across->samples : high;
    low = low / LINE_PAD * LINE_PAD;
    plane->first = (size_t)low;
    plane->columns = ((size_t)(high - low) + LINE_PAD - 1) / LINE_PAD * LINE_PAD;
    for (int i = 0; i < across->count; i++)
        across->start[i] -= low;
}

static enum err make_own_filters(struct picture *picture, struct plane *plane, struct box part)
{
    const struct photo_part *p = &plane->part;
    plane->across = &plane->across_own;
    plane->down = &plane->down_own;
    enum err err = filter_make(&plane->across_own, p->width, part.x * p->across, part.width * p->across,
                               picture->row_width, picture->turn.mirror);
    if (!err)
        err = filter_make(&plane->down_own, p->height, part.y * p->down, part.height * p->down, picture->row_count, false);
    if (!err)
        find_columns(plane);
    return err;
}

static enum err make_filters(struct picture *picture, struct box part)
{
    enum err err = ERR_NONE;
    for (int i = 0; i < picture->photo->parts && !err; i++) {
        struct plane *plane = &picture->plane[i], *twin = picture->plane;
        while (twin < plane && !same_shape(&twin->part, &plane->part))
            twin++;
        if (twin == plane) {
            err = make_own_filters(picture, plane, part);
            continue;
        }
        plane->across = twin->across;
        plane->down = twin->down;
        plane->first = twin->first;
        plane->columns = twin->columns;
    }
    return err;
}

/* How far down a ring reaches: from the first row under the filter of the first of DOWN_ROWS rows to where the decoder
 * stands once every part has the last row under the filter of the last of them. All parts are decoded in step, so that is
 * the widest filter's reach, and up to one group more. */
static int need_rows(const struct picture *picture, const struct plane *plane)
{
    double reach = 0; /* in pixels of the photo */
    for (int i = 0; i < picture->photo->parts; i++) {
        const struct filter *down = picture->plane[i].down;
        reach = fmax(reach, (down->taps / 2 + 1 + (DOWN_ROWS - 1) * down->ratio) / picture->plane[i].part.down);
    }
    return plane->down->taps / 2 + 2 + (int)ceil(reach * plane->part.down) + plane->part.group;
}

/* Rows of the photo under DOWN_ROWS neighbouring rows. */
static size_t need_window(const struct plane *plane)
{
    return (size_t)plane->down->taps + (size_t)ceil((DOWN_ROWS - 1) * plane->down->ratio) + 2;
}

static enum err make_rings(struct picture *picture)
{
    size_t window = 0;
    for (int i = 0; i < picture->photo->parts; i++) {
        struct plane *plane = &picture->plane[i];
        if (plane->loaded.memory) {
            plane->rows = plane->ready = plane->part.height;
            plane->pitch = plane->loaded.pitch;
        } else {
            plane->rows = need_rows(picture, plane);
            /* A part is never wider than its blocks. */
            plane->pitch = (plane->part.row_bytes + LINE_PAD + 63) & ~(size_t)63;
            plane->memory = calloc((size_t)plane->rows, plane->pitch);
        }
        plane->woven = calloc(plane->columns + (size_t)plane->across->taps, sizeof *plane->woven * WOVEN_ROWS);
        if (plane->woven == NULL || (plane->memory == NULL && plane->loaded.memory == NULL))
            return err_detail(ERR_MEMORY, "%d rows of the photo", plane->rows);
        window = need_window(plane) > window ? need_window(plane) : window;
    }
    picture->window = malloc(window * sizeof *picture->window);
    picture->weight = malloc(window * sizeof *picture->weight * DOWN_ROWS);
    picture->rows = malloc((size_t)picture->photo->parts * WOVEN_ROWS * (size_t)picture->row_width);
    if (picture->window == NULL || picture->weight == NULL || picture->rows == NULL)
        return err_detail(ERR_MEMORY, "a row of the photo");
    return ERR_NONE;
}

static uint8_t *ring_row(const struct plane *plane, int y)
{
    return (plane->memory ? plane->memory : plane->loaded.memory) + (size_t)(y % plane->rows) * plane->pitch;
}

/* Decode one more group of rows of every part into its ring. */
static enum err read_group(struct picture *picture)
{
    uint8_t *rows[PHOTO_PARTS_MAX][GROUP_MAX], **parts[PHOTO_PARTS_MAX];
    for (int i = 0; i < picture->photo->parts; i++) {
        struct plane *plane = &picture->plane[i];
        int kept = picture->woven < picture->row_count ? plane->down->start[picture->woven] : plane->ready;
        if (plane->ready + plane->part.group - plane->rows > kept)
            panic("ring of %d rows is too small", plane->rows);
        for (int y = 0; y < plane->part.group; y++)
            rows[i][y] = ring_row(plane, plane->ready + y);
        plane->ready += plane->part.group;
        parts[i] = rows[i];
    }
    return photo_read(picture->photo, parts);
}

static int rows_end(const struct plane *plane, int row)
{
    int end = plane->down->start[row] + plane->down->taps;
    return end < plane->down->samples ? end : plane->down->samples;
}

/* Where the rows of the photo are that count of the plane's rows from first on need, and what each takes of them. */
static int gather(struct picture *picture, const struct plane *plane, int first, int count)
{
    int start, last = rows_end(plane, first + count - 1) - 1;
    int taps = filter_neighbours(plane->down, first, count, &start, picture->weight);
    for (int i = 0; i < taps; i++)
        picture->window[i] = ring_row(plane, start + i < last ? start + i : last) + plane->first;
    return taps;
}

/* The next DOWN_ROWS rows of every part, woven. */
static enum err weave_rows(struct picture *picture)
{
    int first = picture->woven, left = picture->row_count - first, count = left < DOWN_ROWS ? left : DOWN_ROWS;
    for (int i = 0; i < picture->photo->parts; i++)
        while (picture->plane[i].ready < rows_end(&picture->plane[i], first + count - 1)) {
            enum err err = read_group(picture);
            if (err)
                return err;
        }
    for (int i = 0; i < picture->photo->parts; i++) {
        struct plane *plane = &picture->plane[i];
        int taps = gather(picture, plane, first, count);
        picture->resampler->down(plane->woven + first % WOVEN_ROWS * 2, picture->window,
                                 picture->weight, taps, plane->columns);
    }
    picture->woven += DOWN_ROWS;
    return ERR_NONE;
}

static uint8_t *finished_row(const struct picture *picture, int part, int row)
{
    return picture->rows + ((size_t)part * WOVEN_ROWS + (size_t)(row % WOVEN_ROWS)) * (size_t)picture->row_width;
}

/* The next WOVEN_ROWS rows of every part, as stored (mirroring is done). */
static enum err finish_rows(struct picture *picture)
{
    enum err err = ERR_NONE;
    for (int end = picture->woven + WOVEN_ROWS; picture->woven < end && picture->woven < picture->row_count && !err;)
        err = weave_rows(picture);
    for (int i = 0; i < picture->photo->parts && !err; i++) {
        uint8_t *out[WOVEN_ROWS];
        for (int r = 0; r < WOVEN_ROWS; r++)
            out[r] = finished_row(picture, i, r);
        picture->resampler->across(out, picture->plane[i].woven, picture->plane[i].across);
    }
    return err;
}

/* The next row as stored, in the wanted colours. */
static enum err colour_next(struct picture *picture, uint8_t *const out[3])
{
    uint8_t *parts[PHOTO_PARTS_MAX];
    enum err err = picture->coloured % WOVEN_ROWS == 0 ? finish_rows(picture) : ERR_NONE;
    for (int i = 0; i < picture->photo->parts; i++)
        parts[i] = finished_row(picture, i, picture->coloured);
    if (!err)
        colour_row(&picture->colour, parts, out, picture->row_width);
    picture->coloured++;
    return err;
}

static void neighbour_row(const struct picture *picture, int y, uint8_t *row[3])
{
    y = y < 0 ? 0 : y < picture->row_count ? y : picture->row_count - 1;
    for (int i = 0; i < 3; i++)
        row[i] = picture->neighbours + (size_t)(y % 3 * 3 + i) * (size_t)picture->row_width;
}

/* The next row as stored, finished. Sharpening looks one row ahead. */
static enum err next_row(struct picture *picture, uint8_t *const out[3])
{
    uint8_t *above[3], *row[3], *below[3];
    enum err err = ERR_NONE;
    if (picture->sharpening == 0)
        return colour_next(picture, out);
    for (; picture->coloured < picture->row_count && picture->coloured <= picture->next + 1 && !err;) {
        neighbour_row(picture, picture->coloured, row);
        err = colour_next(picture, row);
    }
    neighbour_row(picture, picture->next - 1, above);
    neighbour_row(picture, picture->next, row);
    neighbour_row(picture, picture->next + 1, below);
    sharpen_row(out[0], above[0], row[0], below[0], picture->row_width, picture->sharpening);
    for (int i = 1; i < 3; i++)
        memcpy(out[i], row[i], (size_t)picture->row_width);
    picture->next++;
    return err;
}

/* Read the whole photo, turning every part upright in memory; from then on there is nothing left to turn. */
static enum err load_turned(struct picture *picture)
{
    struct jpeg_photo *photo = picture->photo;
    uint8_t *rows[PHOTO_PARTS_MAX][GROUP_MAX], **parts[PHOTO_PARTS_MAX], *memory[PHOTO_PARTS_MAX] = { 0 };
    enum err err = ERR_NONE;
    for (int i = 0; i < photo->parts && !err; i++) {
        const struct photo_part *part = &photo->part[i];
        bool swap = picture->turn.swap;
        int width = swap ? part->height : part->width, height = swap ? part->width : part->height;
        err = planes_make(&picture->plane[i].loaded, 1, width, height);
        memory[i] = err ? NULL : malloc(part->row_bytes * (size_t)part->group);
        if (!err && memory[i] == NULL)
            err = err_detail(ERR_MEMORY, "rows of the photo");
        for (int y = 0; y < part->group; y++)
            rows[i][y] = memory[i] + part->row_bytes * (size_t)y;
        parts[i] = rows[i];
    }
    for (int group = 0; !err && !photo_done(photo); group++) {
        err = photo_read(photo, parts);
        for (int i = 0; i < photo->parts && !err; i++) {
            int first = group * photo->part[i].group, left = photo->part[i].height - first;
            int count = left < photo->part[i].group ? left : photo->part[i].group;
            planes_put(&picture->plane[i].loaded, 0, picture->turn, picture->turn.mirror, first, count, rows[i]);
        }
    }
    for (int i = 0; i < photo->parts; i++) {
        struct photo_part *part = &picture->plane[i].part;
        free(memory[i]);
        if (picture->turn.swap)
            *part = (struct photo_part){ .width = part->height, .height = part->width, .row_bytes = part->row_bytes,
                                         .group = part->group, .across = part->down, .down = part->across };
    }
    picture->turn = turn_of(1);
    return err;
}

/* Resample everything into memory, turned. */
static enum err hold(struct picture *picture)
{
    size_t pitch = (size_t)picture->row_width;
    uint8_t *strip = malloc(3 * BATCH * pitch), *rows[3][BATCH];
    enum err err = planes_make(&picture->held, 3, picture->width, picture->height);
    if (!err && strip == NULL)
        err = err_detail(ERR_MEMORY, "rows of the print");
    for (int first = 0; first < picture->row_count && !err; first += BATCH) {
        int count = picture->row_count - first < BATCH ? picture->row_count - first : BATCH;
        for (int y = 0; y < count && !err; y++) {
            for (int i = 0; i < 3; i++)
                rows[i][y] = strip + ((size_t)i * BATCH + (size_t)y) * pitch;
            err = next_row(picture, (uint8_t *[3]){ rows[0][y], rows[1][y], rows[2][y] });
        }
        for (int i = 0; i < 3 && !err; i++)
            planes_put(&picture->held, i, picture->turn, false, first, count, rows[i]);
    }
    free(strip);
    return err;
}

/* How much the decoder may shrink so that the resampler still has to reduce by at least so much. */
static int choose_eighths(struct box part, int width, int height, double reduce)
{
    double ratio = fmin(part.width / width, part.height / height);
    for (int eighths = 1; eighths < 8; eighths *= 2)
        if (ratio * eighths / 8 >= reduce)
            return eighths;
    return 8;
}

static bool load_is_smaller(const struct picture *picture)
{
    double bytes = 0;
    for (int i = 0; i < picture->photo->parts; i++)
        bytes += (double)picture->photo->part[i].width * picture->photo->part[i].height;
    return bytes < 3.0 * picture->width * picture->height;
}

static enum err open_neighbours(struct picture *picture)
{
    picture->neighbours = picture->sharpening ? malloc((size_t)picture->row_width * 9) : NULL;
    return picture->neighbours || picture->sharpening == 0 ? ERR_NONE : err_detail(ERR_MEMORY, "rows to sharpen");
}

enum err picture_open(struct picture *picture, struct jpeg_photo *photo, const struct picture_wish *wish)
{
    *picture = (struct picture){ .photo = photo, .resampler = resampler_best(), .width = wish->width,
                                 .height = wish->height, .sharpening = wish->sharpening };
    picture->turn = turn_of(photo->exif.orientation);
    enum err err = photo_start(photo, choose_eighths(wish->part, wish->width, wish->height, wish->reduce));
    for (int i = 0; i < photo->parts && !err; i++)
        picture->plane[i].part = photo->part[i];
    if (!err && (picture->turn.swap || picture->turn.flip) && load_is_smaller(picture))
        err = load_turned(picture);
    struct turn turn = picture->turn;
    struct box part = wish->part;
    picture->row_width = turn.swap ? wish->height : wish->width;
    picture->row_count = turn.swap ? wish->width : wish->height;
    /* The filters work in stored pixels; a mirrored part is resampled backwards. */
    if (!err && (turn.swap || turn.flip || turn.mirror))
        part = turn_box(turn, part, photo->width, photo->height);
    if (!err)
        err = make_filters(picture, part);
    if (!err)
        err = make_rings(picture);
    if (!err)
        err = colour_open(&picture->colour, photo, wish->form, &wish->goal, picture->row_width);
    if (!err)
        err = open_neighbours(picture);
    if (!err && (wish->hold || turn.swap || turn.flip))
        err = hold(picture);
    return err;
}

enum err picture_row(struct picture *picture, int y, uint8_t *const out[3])
{
    if (picture->held.memory == NULL)
        return next_row(picture, out);
    for (int i = 0; i < 3; i++)
        memcpy(out[i], planes_row(&picture->held, i, y), (size_t)picture->width);
    return ERR_NONE;
}

enum err picture_finish(struct picture *picture)
{
    enum err err = ERR_NONE;
    picture->woven = picture->row_count;
    while (!err && !photo_done(picture->photo))
        err = read_group(picture);
    return err ? err : photo_finish(picture->photo);
}

void picture_close(struct picture *picture)
{
    for (int i = 0; i < PHOTO_PARTS_MAX; i++) {
        struct plane *plane = &picture->plane[i];
        filter_free(&plane->across_own);
        filter_free(&plane->down_own);
        planes_free(&plane->loaded);
        free(plane->memory);
        free(plane->woven);
    }
    colour_close(&picture->colour);
    planes_free(&picture->held);
    free(picture->window);
    free(picture->weight);
    free(picture->rows);
    free(picture->neighbours);
    *picture = (struct picture){ 0 };
}
