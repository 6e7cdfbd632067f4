/* pwg.c - see pwg.h. Written from the standard's table 1 and its section 4.4, not from our writer. */
#include "pwg.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { SYNC = 4, HEAD = 1796, SIDE_MOST = 20000 };

static int number(const uint8_t *head, int at)
{
    return (int)((unsigned)head[at] << 24 | (unsigned)head[at + 1] << 16 | (unsigned)head[at + 2] << 8 | head[at + 3]);
}

/* What a photo has in a field that is not its size; all between these fields is reserved or "as the printer likes": 0. */
static const struct {
    int from, to, value;
} fixed[] = {
    { 9, 276, 0 },      { 284, 340, 0 },    { 340, 344, 1 } /* copies */, { 344, 352, 0 }, { 360, 372, 0 }, { 380, 384, 0 },
    { 384, 388, 8 },    { 388, 392, 24 },   { 396, 400, 0 } /* chunky */, { 400, 404, 19 } /* sRGB */,      { 404, 420, 0 },
    { 420, 424, 3 },    { 424, 452, 0 },    { 452, 456, 1 } /* pages */,  { 456, 460, 1 },                 { 460, 464, 1 },
    { 464, 472, 0 },    { 480, 484, 0xffffff }, { 484, 488, 5 },          { 488, 1732, 0 },
};

static const char *check_head(const uint8_t *head, struct pwg_page *page)
{
    page->dpi = number(head, 276);
    page->width = number(head, 372);
    page->height = number(head, 376);
    memcpy(page->media, head + 1732, sizeof page->media);
    if (memcmp(head, "PwgRaster", 10) != 0)
        return "it does not say PwgRaster";
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (fixed[i].value) {
            if (number(head, fixed[i].from) != fixed[i].value)
                return "a field has another value";
        } else {
            for (int at = fixed[i].from; at < fixed[i].to; at++)
                if (head[at] != 0)
                    return "a field that must be 0 is not";
        }
    if (page->dpi < 1 || number(head, 280) != page->dpi)
        return "no resolution, or two";
    if (page->width < 1 || page->height < 1 || page->width > SIDE_MOST || page->height > SIDE_MOST)
        return "no size";
    if (number(head, 392) != 3 * page->width || number(head, 472) != page->width || number(head, 476) != page->height)
        return "bytes of a line, or the picture's box, do not fit its size";
    if (abs(number(head, 352) - page->width * 72 / page->dpi) > 1 || abs(number(head, 356) - page->height * 72 / page->dpi) > 1)
        return "the page's size in points does not fit its pixels";
    return page->media[63] == 0 ? NULL : "the paper's name has no end";
}

/* One row of runs. */
static const char *read_row(const uint8_t **at, const uint8_t *end, uint8_t *row, int width)
{
    for (int x = 0; x < width;) {
        if (*at == end)
            return "it ends in a row";
        int code = *(*at)++;
        bool same = code < 128;
        int length = same ? code + 1 : 257 - code;
        if (code == 128)
            return "a run of code 128";
        if (x + length > width || end - *at < (same ? 3 : 3 * length))
            return "a run goes beyond its row, or the file";
        for (int i = 0; i < length; i++)
            memcpy(row + 3 * (x + i), *at + (same ? 0 : 3 * i), 3);
        *at += same ? 3 : 3 * length;
        x += length;
    }
    return NULL;
}

static const char *read_rows(const uint8_t *at, const uint8_t *end, struct pwg_page *page)
{
    size_t line = 3 * (size_t)page->width;
    for (int y = 0, times; y < page->height; y += times) {
        if (at == end)
            return "it ends before its last row";
        times = *at++ + 1;
        if (y + times > page->height)
            return "more rows than the page has";
        uint8_t *row = page->rgb + (size_t)y * line;
        const char *wrong = read_row(&at, end, row, page->width);
        if (wrong)
            return wrong;
        for (int i = 1; i < times; i++)
            memcpy(row + (size_t)i * line, row, line);
    }
    return at == end ? NULL : "something follows the page";
}

const char *pwg_read(const uint8_t *data, size_t size, struct pwg_page *page)
{
    memset(page, 0, sizeof *page);
    if (size < SYNC + HEAD || memcmp(data, "RaS2", SYNC) != 0)
        return "no PWG raster";
    const char *wrong = check_head(data + SYNC, page);
    if (wrong)
        return wrong;
    page->rgb = malloc((size_t)page->width * (size_t)page->height * 3);
    return page->rgb ? read_rows(data + SYNC + HEAD, data + size, page) : "no memory";
}
