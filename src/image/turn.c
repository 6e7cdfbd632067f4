/* turn.c - turning photos upright; see turn.h. */
#include "turn.h"
#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { BLOCK = 8, LARGE_PAGE = 2 << 20 };

struct turn turn_of(int orientation)
{
    static const struct turn turns[9] = {
        [1] = { false, false, false }, /* row 0 is the top, column 0 the left */
        [2] = { false, true, false },  /* top, right */
        [3] = { false, true, true },   /* bottom, right */
        [4] = { false, false, true },  /* bottom, left */
        [5] = { true, false, false },  /* left, top */
        [6] = { true, false, true },   /* right, top */
        [7] = { true, true, true },    /* right, bottom */
        [8] = { true, true, false },   /* left, bottom */
    };
    return turns[orientation >= 1 && orientation <= 8 ? orientation : 1];
}

int turn_right(int orientation)
{
    static const int turned[9] = { 6, 6, 7, 8, 5, 2, 3, 4, 1 };
    return turned[orientation >= 1 && orientation <= 8 ? orientation : 1];
}

struct box turn_box(struct turn turn, struct box seen, int width, int height)
{
    struct box box = turn.swap ? (struct box){ seen.y, seen.x, seen.height, seen.width } : seen;
    if (turn.mirror)
        box.x = width - box.x - box.width;
    if (turn.flip)
        box.y = height - box.y - box.height;
    return box;
}

enum err planes_make(struct planes *planes, int count, int width, int height)
{
    *planes = (struct planes){ .width = width, .height = height, .count = count };
    planes->pitch = ((size_t)width + 63) & ~(size_t)63;
    size_t size = planes->pitch * (size_t)height * (size_t)count;
    void *memory;
    if (posix_memalign(&memory, LARGE_PAGE, size) != 0)
        return err_detail(ERR_MEMORY, "%dx%d pixels to be turned", width, height);
    planes->memory = memory;
    /* Columns touch every row's page in turn: with large pages that is a tenth faster. Advice only, it may be refused. */
    (void)madvise(memory, size, MADV_HUGEPAGE);
    return ERR_NONE;
}

void planes_free(struct planes *planes)
{
    free(planes->memory);
    *planes = (struct planes){ 0 };
}

uint8_t *planes_row(const struct planes *planes, int plane, int y)
{
    return planes->memory + planes->pitch * ((size_t)plane * (size_t)planes->height + (size_t)y);
}

static void put_row(uint8_t *to, const uint8_t *from, int width, bool mirror)
{
    if (!mirror) {
        memcpy(to, from, (size_t)width);
        return;
    }
    for (int x = 0; x < width; x++)
        to[x] = from[width - 1 - x];
}

/* The upper bytes of one and the lower bytes of the other, groups of so many bits each, change places. */
static inline void exchange(uint64_t *one, uint64_t *other, int bits, uint64_t low)
{
    uint64_t moving = (*one >> bits ^ *other) & low;
    *other ^= moving;
    *one ^= moving << bits;
}

/* Eight rows of eight bytes: byte k of row j to byte j of row k, by halves, quarters and eighths. Written out, for
 * compilers do not unroll it. */
static inline void transpose(uint64_t row[BLOCK])
{
    const uint64_t half = 0x00000000ffffffff, quarter = 0x0000ffff0000ffff, eighth = 0x00ff00ff00ff00ff;
    exchange(&row[0], &row[4], 32, half), exchange(&row[1], &row[5], 32, half);
    exchange(&row[2], &row[6], 32, half), exchange(&row[3], &row[7], 32, half);
    exchange(&row[0], &row[2], 16, quarter), exchange(&row[1], &row[3], 16, quarter);
    exchange(&row[4], &row[6], 16, quarter), exchange(&row[5], &row[7], 16, quarter);
    exchange(&row[0], &row[1], 8, eighth), exchange(&row[2], &row[3], 8, eighth);
    exchange(&row[4], &row[5], 8, eighth), exchange(&row[6], &row[7], 8, eighth);
}

struct columns { /* count stored rows that become columns of a plane, from left on */
    struct planes *planes;
    int plane, left, count;
    bool flip, mirror;
    uint8_t *const *rows;
};

static const uint8_t *column(const struct columns *columns, int i)
{
    return columns->rows[columns->flip ? columns->count - 1 - i : i];
}

/* Columns i to i + 7, seen rows y to y + 7. */
static void put_block(const struct columns *columns, int i, int y)
{
    uint64_t row[BLOCK];
    int at = columns->mirror ? columns->planes->height - BLOCK - y : y;
    for (int k = 0; k < BLOCK; k++) {
        memcpy(&row[k], column(columns, i + k) + at, BLOCK);
        row[k] = le64toh(row[k]);
    }
    transpose(row);
    for (int k = 0; k < BLOCK; k++) {
        uint64_t eight = htole64(row[columns->mirror ? BLOCK - 1 - k : k]);
        memcpy(planes_row(columns->planes, columns->plane, y + k) + columns->left + i, &eight, BLOCK);
    }
}

static void put_columns(const struct columns *columns)
{
    int height = columns->planes->height, rows_end = height / BLOCK * BLOCK;
    int columns_end = columns->count / BLOCK * BLOCK;
    for (int y = 0; y < rows_end; y += BLOCK)
        for (int i = 0; i < columns_end; i += BLOCK)
            put_block(columns, i, y);
    for (int y = 0; y < height; y++)
        for (int k = y < rows_end ? columns_end : 0; k < columns->count; k++)
            planes_row(columns->planes, columns->plane, y)[columns->left + k] =
                column(columns, k)[columns->mirror ? height - 1 - y : y];
}

void planes_put(struct planes *planes, int plane, struct turn turn, bool mirror, int first, int count,
                uint8_t *const rows[])
{
    if (turn.swap) {
        int left = turn.flip ? planes->width - first - count : first;
        put_columns(&(struct columns){ planes, plane, left, count, turn.flip, mirror, rows });
        return;
    }
    for (int i = 0; i < count; i++) {
        int y = turn.flip ? planes->height - 1 - first - i : first + i;
        put_row(planes_row(planes, plane, y), rows[i], planes->width, mirror);
    }
}
