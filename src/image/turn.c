/* turn.c - turning photos upright; see turn.h. */
#include "turn.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { BLOCK = 8, LINE = 64, LARGE_PAGE = 2 << 20 };

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

typedef uint8_t sixteen __attribute__((vector_size(16)));

static inline sixteen weave_low(sixteen a, sixteen b)
{
    return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

static inline sixteen weave_high(sixteen a, sixteen b)
{
    return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/* Sixteen rows of eight bytes, each at the low end of its vector, become eight of sixteen in `out`: byte k of row j is byte j
 * of row k. Rows are woven with those half as far away as the time before, until each vector has one column. Written out, for
 * a compiler makes worse of it by way of memory. */
static inline void transpose(const sixteen row[16], sixteen out[BLOCK])
{
    sixteen a[8], b[8], c[8];
#pragma GCC unroll 8
    for (int k = 0; k < 8; k++)
        a[k] = weave_low(row[k], row[k + 8]);
#pragma GCC unroll 8
    for (int k = 0; k < 4; k++) {
        b[k] = weave_low(a[k], a[k + 4]);
        b[k + 4] = weave_high(a[k], a[k + 4]);
    }
#pragma GCC unroll 8
    for (int k = 0; k < 4; k++) { /* 0, 1 columns 0 to 3; 2, 3 columns 4 to 7 */
        int one = k / 2 * 4 + k % 2;
        c[k] = weave_low(b[one], b[one + 2]);
        c[k + 4] = weave_high(b[one], b[one + 2]);
    }
#pragma GCC unroll 8
    for (int k = 0; k < 2; k++) {
        out[4 * k] = weave_low(c[2 * k], c[2 * k + 1]);
        out[4 * k + 1] = weave_high(c[2 * k], c[2 * k + 1]);
        out[4 * k + 2] = weave_low(c[2 * k + 4], c[2 * k + 5]);
        out[4 * k + 3] = weave_high(c[2 * k + 4], c[2 * k + 5]);
    }
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

/* Columns from i on, eight or sixteen, seen rows y to y + 7. */
static inline __attribute__((always_inline)) void put_block(const struct columns *columns, int i, int y, size_t wide)
{
    sixteen row[16] = { 0 }, out[BLOCK];
    int at = columns->mirror ? columns->planes->height - BLOCK - y : y;
#pragma GCC unroll 16
    for (size_t k = 0; k < wide; k++) {
        uint64_t eight;
        memcpy(&eight, column(columns, i + (int)k) + at, BLOCK);
        row[k] = (sixteen)(__attribute__((vector_size(16))) uint64_t){ eight };
    }
    transpose(row, out);
#pragma GCC unroll 8
    for (int k = 0; k < BLOCK; k++)
        memcpy(planes_row(columns->planes, columns->plane, y + k) + columns->left + i, &out[columns->mirror ? BLOCK - 1 - k : k], wide);
}

static void put_columns(const struct columns *columns)
{
    int height = columns->planes->height, rows_end = height / BLOCK * BLOCK;
    int wide_end = columns->count / (2 * BLOCK) * (2 * BLOCK), columns_end = columns->count / BLOCK * BLOCK;
    for (int y = 0; y < rows_end; y += BLOCK) {
        /* So many streams the processor does not follow by itself: each row's next cache line is asked for ahead. */
        for (int k = 0; k < columns->count && y % LINE == 0 && y + LINE < height; k++)
            __builtin_prefetch(column(columns, k) + (columns->mirror ? height - 1 - LINE - y : y + LINE));
        for (int i = 0; i < wide_end; i += 2 * BLOCK)
            put_block(columns, i, y, 2 * BLOCK);
        if (wide_end < columns_end)
            put_block(columns, wide_end, y, BLOCK);
    }
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
