/* sharpen.c - see sharpen.h. Whole numbers, rounded towards no change, so that what is even stays even. */
#include "sharpen.h"

enum { WEIGHTS = 16, PERCENT = 100 };

static int down(const uint8_t *above, const uint8_t *row, const uint8_t *below, int x)
{
    return above[x] + 2 * row[x] + below[x];
}

void sharpen_row(uint8_t *out, const uint8_t *above, const uint8_t *row, const uint8_t *below, int width, int percent)
{
    int left = down(above, row, below, 0), here = left;
    for (int x = 0; x < width; x++) {
        int right = x + 1 < width ? down(above, row, below, x + 1) : here;
        int stands_out = WEIGHTS * row[x] - (left + 2 * here + right);
        int value = row[x] + stands_out * percent / (WEIGHTS * PERCENT);
        out[x] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
        left = here;
        here = right;
    }
}
