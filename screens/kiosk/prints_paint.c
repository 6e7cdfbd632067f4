/* prints_paint.c - page 2 on the screen: the rows, and under them the picture with the crop and what will come of it. */
#include "prints.h"
#include <stdio.h>
#include "../../src/base/str.h"

/* Columns of a row; the name takes what a wide screen has more. */
enum { AT_MARK = 2, AT_NAME = 4, NAME = 12, NAME_MORE = 40, SIZE = 14, COPIES = 3, MODE = 6, PIXELS = 10, FIRST_ROW = 3 };

static const enum say mode_names[CROP_MODE_COUNT] = { W_FILL, W_FIT, W_ACTUAL };
static const enum say mode_words[CROP_MODE_COUNT] = { W_NOTHING_CUT, W_ALL_SHOWN, W_NOT_ENLARGED };

int prints_picture_rows(void)
{
    return (kiosk_body_end() - FIRST_ROW) / 2;
}

int prints_picture_columns(void)
{
    return draw_columns() * 9 / 20;
}

void prints_row_words(const struct prints_page *page, const struct prints_row *row, char out[PRINTS_WORDS][PRINTS_WORD])
{
    const struct photo *photo = kiosk_photo(page->kiosk, row->photo);
    const struct line *line = prints_line(page->kiosk, row);
    snprintf(out[0], PRINTS_WORD, "%s %s", line ? line->product : "-", line ? line->surface : "");
    snprintf(out[1], PRINTS_WORD, "%lld", line ? (long long)line->copies : 0);
    snprintf(out[2], PRINTS_WORD, "%s", line ? say(mode_names[line->mode]) : "");
    snprintf(out[3], PRINTS_WORD, "%lldx%lld", photo ? (long long)photo->width : 0, photo ? (long long)photo->height : 0);
}

const char *prints_remark(const struct prints_page *page, const struct prints_row *row, char *out, size_t size)
{
    const struct photo *photo = kiosk_photo(page->kiosk, row->photo);
    const struct line *line = prints_line(page->kiosk, row);
    if (!photo)
        return "";
    if (*photo->damaged)
        return say(W_DAMAGED);
    if (!line)
        return say(W_NOT_PRINTED);
    if (sizes_too_small(sizes_find(&page->kiosk->catalogue, line->product), photo, line->mode))
        return say(W_TOO_SMALL);
    return kiosk_taken(photo, out, size);
}

static void draw_row(void *data, size_t i, int at)
{
    const struct prints_page *page = data;
    const struct prints_row *row = &page->rows[i];
    const struct photo *photo = kiosk_photo(page->kiosk, row->photo);
    char words[PRINTS_WORDS][PRINTS_WORD], taken[32], name[256];
    int more = draw_columns() - 80, wide = NAME + (more > NAME_MORE ? NAME_MORE : more > 0 ? more : 0), column = AT_NAME;
    prints_row_words(page, row, words);
    draw_text(at, AT_MARK, 1, row->picked ? "*" : " ");
    draw_text(at, column, wide, photos_name(photo ? photo->name : "", wide, name, sizeof name));
    draw_text(at, column += wide + 1, SIZE, words[0]);
    draw_format(at, column += SIZE, COPIES, "%3s", words[1]);
    draw_text(at, column += COPIES + 2, MODE, words[2]);
    draw_text(at, column += MODE + 1, PIXELS, words[3]);
    draw_text(at, column + PIXELS + 1, 0, prints_remark(page, row, taken, sizeof taken));
}

/* What is cut off, and how sharp it will be. */
static void paint_cut(const struct product *product, const struct line *line, const struct photo *photo, int row, int column)
{
    struct crop crop = sizes_crop(product, photo, line);
    int64_t cut = 100 - (crop.width / 1000 * (crop.height / 1000) + 5000) / 10000;
    int dpi = sizes_dpi(product, photo, line->mode);
    if (line->mode == MODE_FILL && cut > 0)
        DRAW_SAY(row++, column, 0, W_CUT_OFF, say_number(cut));
    else
        DRAW_SAY(row++, column, 0, mode_words[line->mode], NULL);
    if (dpi > 0)
        DRAW_SAY(row, column, 0, dpi < SIZES_DPI_LEAST ? W_SOFT : W_SHARP, say_number(dpi));
}

/* The words beside the picture: of the photo that is drawn, not of one the list has moved to meanwhile. */
static void paint_words(const struct prints_page *page, const struct line *line, int row, int column)
{
    const struct photo *photo = kiosk_photo(page->kiosk, page->kiosk->thumbnail.photo);
    char sum[48], name[256];
    if (!photo)
        return;
    draw_text(row++, column, 0, photos_name(photo->name, draw_columns() - column - 1, name, sizeof name));
    if (!line) {
        DRAW_SAY(row, column, 0, W_NOT_PRINTED_PLUS, NULL);
        return;
    }
    DRAW_SAY(row++, column, 0, W_LINE, line->product, line->surface, say_number(line->copies),
             kiosk_money(page->kiosk, line->total_minor, sum, sizeof sum));
    if (line->border)
        DRAW_SAY(row++, column, 0, W_BORDERED, NULL);
    paint_cut(sizes_find(&page->kiosk->catalogue, line->product), line, photo, row, column);
}

void prints_paint(struct screen *screen)
{
    struct prints_page *page = screen->page;
    const struct kiosk *kiosk = page->kiosk;
    const struct thumbnail *thumbnail = &kiosk->thumbnail;
    const struct prints_row *row = prints_selected(page);
    int end = kiosk_body_end(), high = prints_picture_rows(), wide = prints_picture_columns();
    kiosk_paint_head(screen);
    list_paint(&page->list, FIRST_ROW, end - FIRST_ROW - high - 1, draw_row, page);
    if (page->list.count == 0)
        DRAW_SAY(FIRST_ROW + 1, 2, 0, W_NO_PHOTOS_BACK, NULL);
    draw_rule(end - high - 1);
    if (!row || !page->looked || !thumbnail->photo)
        return;
    struct prints_row drawn = { .photo = thumbnail->photo, .ordinal = row->photo == thumbnail->photo ? row->ordinal : 0 };
    const struct line *line = prints_line(kiosk, &drawn);
    const struct photo *photo = kiosk_photo(kiosk, thumbnail->photo);
    struct crop crop = { 0 };
    if (line && photo)
        crop = sizes_crop(sizes_find(&kiosk->catalogue, line->product), photo, line);
    thumbnail_draw(thumbnail, line && photo ? &crop : NULL, end - high, 1, high, wide);
    paint_words(page, line, end - high, wide + 3);
}
