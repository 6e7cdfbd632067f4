/* picture_cells.c - from pixels to a grid of cells, and from a cell's colour to a letter or one of the terminal's
 * colours. No curses here: the command line's pictures use it too.
 *
 * Letters get their contrast twice: the whole picture is stretched between its dark and bright ends, then every cell is
 * pushed away from the mean of its surroundings. With a dozen densities of letters only the second keeps a face in
 * front of a bright window a face.
 */
#include "picture.h"
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* By the ink of common terminal fonts, empty to full. No letter that a vt100's line drawing set would change. */
static const char ramp[] = " .,:-~=+ic*oO%#8@";
enum { RAMP = sizeof ramp - 1 };

static const char *const words[PICTURE_KIND_COUNT] = {
    [PICTURE_ASCII] = "ascii", [PICTURE_ASCII_INVERTED] = "invert", [PICTURE_8] = "8",
    [PICTURE_256] = "256",     [PICTURE_TRUE] = "true",
};

const char *picture_kind_word(enum picture_kind kind)
{
    return kind < PICTURE_KIND_COUNT ? words[kind] : "?";
}

static bool locale_has_blocks(void)
{
    return strcasecmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* What the terminal shows at its best. */
static enum picture_kind best(int colors)
{
    const char *no_color = getenv("NO_COLOR"), *colorterm = getenv("COLORTERM");
    if ((no_color && *no_color) || colors < 8)
        return PICTURE_ASCII;
    if (colors < 256 || !locale_has_blocks())
        return PICTURE_8;
    bool true_color = colors > 256 || (colorterm && (!strcmp(colorterm, "truecolor") || !strcmp(colorterm, "24bit")));
    return true_color ? PICTURE_TRUE : PICTURE_256;
}

enum picture_kind picture_choose(const char *override, int colors)
{
    for (int kind = 0; override && *override && kind < PICTURE_KIND_COUNT; kind++)
        if (strcmp(override, words[kind]) == 0)
            return kind >= PICTURE_256 && !locale_has_blocks() ? PICTURE_8 : (enum picture_kind)kind;
    return best(colors);
}

/* The largest grid of at most cols x rows cells with the picture's shape; a cell is twice as high as wide. */
static void fit(const struct picture *picture, int rows, int cols, int *fit_rows, int *fit_cols)
{
    double scale = picture_less((double)cols / picture->width, 2.0 * rows / picture->height);
    int wide = (int)(picture->width * scale + 0.5), high = (int)(picture->height * scale / 2 + 0.5);
    *fit_cols = wide < 1 ? 1 : wide > cols ? cols : wide;
    *fit_rows = high < 1 ? 1 : high > rows ? rows : high;
}

/* The mean colour of a rectangle with fractional edges: what a pixel that large would have seen. */
static void mean(const struct picture *picture, double left, double top, double right, double bottom, uint8_t *out)
{
    double sum[3] = { 0 }, area = 0;
    for (int y = (int)top; y < picture->height && y < bottom; y++) {
        double high = picture_less(bottom, y + 1) - picture_more(top, y);
        const uint8_t *row = picture->rgb + (size_t)y * (size_t)picture->width * 3;
        for (int x = (int)left; x < picture->width && x < right; x++) {
            double weight = high * (picture_less(right, x + 1) - picture_more(left, x));
            area += weight;
            for (int i = 0; i < 3; i++)
                sum[i] += weight * row[x * 3 + i];
        }
    }
    for (int i = 0; i < 3; i++)
        out[i] = area > 0 ? (uint8_t)(sum[i] / area + 0.5) : 0;
}

static bool printed(const struct picture *picture, double x, double y)
{
    if (picture->crop_width <= 0 || picture->crop_height <= 0)
        return true;
    x *= 1000000, y *= 1000000;
    return x >= picture->crop_x && x < (double)picture->crop_x + picture->crop_width && y >= picture->crop_y &&
           y < (double)picture->crop_y + picture->crop_height;
}

bool picture_grid_make(struct picture_grid *grid, const struct picture *picture, enum picture_kind kind, int rows, int cols)
{
    *grid = (struct picture_grid){ .per_cell = kind >= PICTURE_256 ? 2 : 1 };
    if (!picture->rgb || picture->width < 1 || picture->height < 1 || picture->width > PICTURE_SIDE ||
        picture->height > PICTURE_SIDE || rows < 1 || cols < 1)
        return false;
    fit(picture, rows < PICTURE_CELLS ? rows : PICTURE_CELLS, cols < PICTURE_CELLS ? cols : PICTURE_CELLS, &grid->rows,
        &grid->columns);
    int high = grid->rows * grid->per_cell;
    double step_x = (double)picture->width / grid->columns, step_y = (double)picture->height / high;
    grid->rgb = xmalloc((size_t)grid->columns * (size_t)high * 3);
    grid->inside = xmalloc((size_t)grid->columns * (size_t)high * sizeof *grid->inside);
    for (int y = 0; y < high; y++)
        for (int x = 0; x < grid->columns; x++) {
            size_t at = (size_t)y * (size_t)grid->columns + (size_t)x;
            mean(picture, x * step_x, y * step_y, (x + 1) * step_x, (y + 1) * step_y, grid->rgb + at * 3);
            grid->inside[at] = printed(picture, (x + 0.5) / grid->columns, (y + 0.5) / high);
            if (!grid->inside[at])
                for (int i = 0; i < 3; i++)
                    grid->rgb[at * 3 + i] /= 4;
        }
    return true;
}

void picture_grid_free(struct picture_grid *grid)
{
    free(grid->rgb);
    free(grid->inside);
    *grid = (struct picture_grid){ 0 };
}

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Stretch 2 % .. 98 % of the cells over 0..1; a picture of one grey stays what it was. */
static void stretch(double *luma, size_t count)
{
    double *sorted = xmalloc(count * sizeof *sorted);
    memcpy(sorted, luma, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_value);
    double low = sorted[count / 50], high = sorted[count - 1 - count / 50];
    free(sorted);
    if (high - low < 0.04)
        return;
    for (size_t i = 0; i < count; i++)
        luma[i] = (luma[i] - low) / (high - low);
}

/* The mean around a cell, over about a quarter of the picture each way (rows count double: cells are high). */
static double around(const double *luma, int columns, int rows, int x, int y)
{
    int wide = columns / 8 + 2, high = rows / 8 + 1;
    int left = x - wide < 0 ? 0 : x - wide, right = x + wide >= columns ? columns - 1 : x + wide;
    int top = y - high < 0 ? 0 : y - high, bottom = y + high >= rows ? rows - 1 : y + high;
    double sum = 0;
    for (int row = top; row <= bottom; row++)
        for (int column = left; column <= right; column++)
            sum += luma[row * columns + column];
    return sum / ((double)(right - left + 1) * (bottom - top + 1));
}

void picture_grid_letters(const struct picture_grid *grid, bool inverted, char *letters)
{
    size_t count = (size_t)grid->columns * (size_t)grid->rows;
    double *luma = xmalloc(count * sizeof *luma);
    for (size_t i = 0; i < count; i++) {
        const uint8_t *rgb = grid->rgb + i * 3;
        luma[i] = (0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]) / 255 * (grid->inside[i] ? 1 : 4);
    }
    stretch(luma, count);
    for (size_t i = 0; i < count; i++) {
        int x = (int)(i % (size_t)grid->columns), y = (int)(i / (size_t)grid->columns);
        double local = around(luma, grid->columns, grid->rows, x, y);
        double value = luma[i] + 0.5 * (luma[i] - local);
        value = value < 0 ? 0 : value > 1 ? 1 : value;
        int at = (int)(value * (RAMP - 1) + 0.5);
        letters[i] = grid->inside[i] ? ramp[inverted ? RAMP - 1 - at : at] : '/';
    }
    free(luma);
}

/* Red, green, blue as bits; half of the brightest channel counts as on, so that a dark colour keeps its hue. */
int picture_color_8(const uint8_t *rgb)
{
    int most = rgb[0] > rgb[1] ? rgb[0] : rgb[1];
    most = rgb[2] > most ? rgb[2] : most;
    int least = most * 2 / 3;
    if (most < 24)
        return 7; /* the letter is nearly empty: say nothing about its hue */
    return (rgb[0] > least ? 1 : 0) | (rgb[1] > least ? 2 : 0) | (rgb[2] > least ? 4 : 0);
}

int picture_distance(const uint8_t *a, const uint8_t *b)
{
    int red = a[0] - b[0], green = a[1] - b[1], blue = a[2] - b[2];
    return 3 * red * red + 6 * green * green + blue * blue;
}

/* The 6x6x6 cube (16..231) or the grey ramp (232..255), whichever is nearer. */
int picture_color_256(const uint8_t *rgb, uint8_t *looks)
{
    static const uint8_t level[6] = { 0, 95, 135, 175, 215, 255 };
    int cube[3], color;
    for (int i = 0; i < 3; i++) {
        cube[i] = 0;
        for (int step = 1; step < 6; step++)
            if (abs(rgb[i] - level[step]) < abs(rgb[i] - level[cube[i]]))
                cube[i] = step;
    }
    int grey = (rgb[0] + rgb[1] + rgb[2]) / 3, step = grey < 8 ? 0 : grey > 238 ? 23 : (grey - 3) / 10;
    uint8_t shade = (uint8_t)(8 + 10 * step), greys[3] = { shade, shade, shade };
    uint8_t cubes[3] = { level[cube[0]], level[cube[1]], level[cube[2]] };
    bool is_grey = picture_distance(rgb, greys) < picture_distance(rgb, cubes);
    color = is_grey ? 232 + step : 16 + 36 * cube[0] + 6 * cube[1] + cube[2];
    if (looks)
        memcpy(looks, is_grey ? greys : cubes, 3);
    return color;
}
