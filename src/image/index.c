/* index.c - an index print: the photos of an order, small, in rows, each with its number and name.
 *
 * It is made of thumbnails, which the shop has of every photo: nothing is decoded here, and an order of 500 photos costs as
 * much as one print. As many columns as are needed for all of them stand on the sheet, within reason; what does not fit
 * is counted in the title.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../barcode/canvas.h"
#include "../base/io.h"
#include "../base/str.h"
#include "image.h"
#include "colour.h"
#include "sheet.h"
#include "layout.h"
#include "resample.h"

enum {
    COLUMNS_LEAST = 3, COLUMNS_MOST = 10,
    EDGE_PART = 40, GAP_PART = 16, /* of the sheet's width, of a cell's */
    TITLE_PART = 45, WORDS_PART = 15, WORDS_LEAST_PX = 9,
    PIXELS_MAX = 50 * 1000 * 1000, /* of the sheet, which is held in memory */
    WHITE = 255, NO_COLOUR = 128
};
#define ENLARGE_MOST 1.5

struct grid {
    int edge, top;            /* white at the sides; where the first row begins */
    int columns, rows;
    int width, height;        /* of a cell, with its words and the gap to the next */
    int picture, words;       /* room for a picture, a square; height of capitals */
};

struct index {
    const struct job *job;
    struct grid grid;
    int width, height;
    uint8_t *plane[3];
    struct canvas ink;        /* what is written, over all of the sheet */
    struct colour colour;
    struct sheet *sheet;
};

/* ---- where what stands ---- */

static void divide(struct grid *grid, int width, int height, int columns)
{
    grid->columns = columns;
    grid->width = (width - 2 * grid->edge) / columns;
    grid->picture = grid->width - grid->width / GAP_PART;
    grid->words = grid->width / WORDS_PART > WORDS_LEAST_PX ? grid->width / WORDS_PART : WORDS_LEAST_PX;
    grid->height = grid->picture + 3 * grid->words;
    grid->rows = (height - grid->top - grid->edge) / grid->height;
}

static struct grid plan(int width, int height, size_t count)
{
    struct grid grid = { .edge = width / EDGE_PART, .top = width / EDGE_PART + 3 * (width / TITLE_PART) };
    for (int columns = COLUMNS_LEAST; columns <= COLUMNS_MOST; columns++) {
        divide(&grid, width, height, columns);
        if ((size_t)(grid.columns * grid.rows) >= count)
            break;
    }
    return grid;
}

/* ---- pictures ---- */

/* Rows of RGB from the descriptor as three planes. */
static enum err read_planes(int in, int width, int height, uint8_t *planes)
{
    size_t count = (size_t)width * (size_t)height;
    uint8_t *rgb = malloc(count * 3);
    if (rgb == NULL)
        return err_detail(ERR_MEMORY, "a thumbnail");
    bool whole = io_read(in, rgb, count * 3);
    for (size_t i = 0; i < count * 3 && whole; i++)
        planes[i % 3 * count + i / 3] = rgb[i];
    free(rgb);
    return whole ? ERR_NONE : err_detail(ERR_IO, "a thumbnail is missing");
}

/* A picture in its final size, as RGB planes, into the sheet. */
static void put_planes(struct index *index, const uint8_t *planes, int width, int height, int left, int top)
{
    for (int y = 0; y < height; y++) {
        uint8_t *parts[3], *out[3];
        for (int i = 0; i < 3; i++) {
            parts[i] = (uint8_t *)(uintptr_t)planes + ((size_t)i * (size_t)height + (size_t)y) * (size_t)width;
            out[i] = index->plane[i] + (size_t)(top + y) * (size_t)index->width + left;
        }
        colour_row(&index->colour, parts, out, width);
    }
}

static int fitted(double size, int most)
{
    int px = (int)lrint(size);
    return px < 1 ? 1 : px > most ? most : px;
}

static enum err put_picture(struct index *index, int in, int width, int height, int left, int top)
{
    int room = index->grid.picture;
    double scale = fmin(fmin((double)room / width, (double)room / height), ENLARGE_MOST);
    int wide = fitted(width * scale, room), high = fitted(height * scale, room);
    uint8_t *from = malloc((size_t)width * (size_t)height * 3), *to = malloc((size_t)wide * (size_t)high * 3);
    enum err err = from && to ? read_planes(in, width, height, from) : err_detail(ERR_MEMORY, "a thumbnail");
    for (int i = 0; i < 3 && !err; i++)
        err = resample_plane(from + (size_t)i * (size_t)width * (size_t)height, width, height,
                             to + (size_t)i * (size_t)wide * (size_t)high, wide, high);
    if (!err)
        put_planes(index, to, wide, high, left + (room - wide) / 2, top + (room - high) / 2);
    free(from);
    free(to);
    return err;
}

/* ---- words ---- */

/* As much of the text as there is room for. */
static void write_words(struct index *index, int left, int top, int room, int size, const char *text, struct arena *arena)
{
    for (size_t columns = str_columns(text); font_width(text, size) > room && columns > 0; columns--)
        text = arena_text_n(arena, text, str_bytes(text, columns - 1));
    font_draw(&index->ink, left, top, size, 0.11, text);
}

/* Ink covers what is below it. */
static void print_ink(struct index *index)
{
    for (size_t i = 0; i < (size_t)index->width * (size_t)index->height; i++) {
        int light = index->ink.pixels[i];
        if (light == WHITE)
            continue;
        index->plane[0][i] = (uint8_t)(index->plane[0][i] * light / WHITE);
        index->plane[1][i] = index->plane[2][i] = NO_COLOUR;
    }
}

/* ---- the sheet ---- */

static enum err compose(struct index *index, int in, struct arena *arena)
{
    const struct job *job = index->job;
    const struct grid *grid = &index->grid;
    size_t room = (size_t)(grid->columns * grid->rows), count = job->cells.n < room ? job->cells.n : room;
    const char *title = count == job->cells.n ? job->title
        : arena_format(arena, "%s   1-%zu of %zu", job->title, count, job->cells.n);
    write_words(index, grid->edge, grid->edge, index->width - 2 * grid->edge, index->width / TITLE_PART, title, arena);
    for (size_t i = 0; i < count; i++) {
        const struct cell *cell = &job->cells.v[i];
        int left = grid->edge + (int)i % grid->columns * grid->width, top = grid->top + (int)i / grid->columns * grid->height;
        if (cell->width < 1 || cell->height < 1 || cell->width > IMAGE_THUMB_PX || cell->height > IMAGE_THUMB_PX)
            return err_detail(ERR_MALFORMED, "a thumbnail of %lldx%lld", (long long)cell->width, (long long)cell->height);
        enum err err = put_picture(index, in, (int)cell->width, (int)cell->height, left, top);
        if (err)
            return err;
        write_words(index, left, top + grid->picture + grid->words / 2, grid->picture, grid->words, cell->words, arena);
    }
    print_ink(index);
    return ERR_NONE;
}

static enum err make_planes(struct index *index, struct arena *arena)
{
    size_t size = (size_t)index->width * (size_t)index->height;
    struct colour_goal goal = { index->job->profile, index->job->intent };
    struct jpeg_photo *kind = calloc(1, sizeof *kind); /* as thumbnails are: RGB, without a profile */
    index->sheet = calloc(1, sizeof *index->sheet);
    for (int i = 0; i < 3; i++) {
        index->plane[i] = malloc(size);
        if (index->plane[i])
            memset(index->plane[i], i ? NO_COLOUR : WHITE, size);
    }
    bool made = kind && index->sheet && index->plane[0] && index->plane[1] && index->plane[2];
    enum err err = made ? ERR_NONE : err_detail(ERR_MEMORY, "a sheet of %dx%d", index->width, index->height);
    if (!err) {
        kind->colour = PHOTO_RGB;
        err = colour_open(&index->colour, kind, COLOUR_YCC, &goal, index->grid.picture);
        index->ink = canvas_new(index->width, index->height, arena);
    }
    free(kind);
    return err;
}

static enum err write_sheet(struct index *index, int out)
{
    enum err err = sheet_open(index->sheet, out, index->job, index->width, index->height);
    for (int y = 0; y < index->height && !err; y++) {
        uint8_t *row[3];
        sheet_row(index->sheet, row);
        for (int i = 0; i < 3; i++)
            memcpy(row[i], index->plane[i] + (size_t)y * (size_t)index->width, (size_t)index->width);
        err = sheet_row_done(index->sheet);
    }
    return err ? err : sheet_finish(index->sheet);
}

static enum err check(const struct job *job)
{
    struct colour_goal goal = { job->profile, job->intent };
    enum err err = layout_check(job);
    if (!err && job->width * job->height > PIXELS_MAX)
        err = err_detail(ERR_PRODUCT, "an index print of %lldx%lld", (long long)job->width, (long long)job->height);
    if (!err && job->cells.n == 0)
        err = err_detail(ERR_NO_PHOTOS, "an index print of nothing");
    return err ? err : colour_check(&goal);
}

enum err image_index(const struct job *job, int in, int print, struct job_result *result, struct arena *arena)
{
    struct index index = { .job = job, .width = (int)job->width, .height = (int)job->height };
    record_init(&job_result_type, result);
    enum err err = check(job);
    if (!err) {
        index.grid = plan(index.width, index.height, job->cells.n);
        err = index.grid.rows > 0 ? make_planes(&index, arena) : err_detail(ERR_PRODUCT, "an index print that flat");
    }
    if (!err)
        err = compose(&index, in, arena);
    if (!err)
        err = write_sheet(&index, print);
    if (!err) {
        result->format = sheet_format(index.sheet);
        result->width = index.width;
        result->height = index.height;
        result->bytes = sheet_bytes(index.sheet);
    } else if (ftruncate(print, 0) != 0) {
        result->bytes = 0; /* a pipe keeps what was written; the error says that it is worth nothing */
    }
    if (index.sheet)
        sheet_close(index.sheet);
    for (int i = 0; i < 3; i++)
        free(index.plane[i]);
    colour_close(&index.colour);
    free(index.sheet);
    return err;
}
