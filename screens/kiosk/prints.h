/* prints.h - page 2, in two files: prints.c changes, prints_paint.c shows. */
#ifndef SCREENS_KIOSK_PRINTS_H
#define SCREENS_KIOSK_PRINTS_H
#include "lines.h"

struct prints_row { /* a line of the order, or a photo that has none */
    int64_t photo;
    int ordinal;
    bool picked;
};
struct prints_page {
    struct kiosk *kiosk;
    struct list list;
    struct prints_row *rows;
    bool looked;    /* the picture is drawn from the first pause on: the list comes first on a slow line */
};

const struct line *prints_line(const struct kiosk *kiosk, const struct prints_row *row);
const struct prints_row *prints_selected(const struct prints_page *page);
/* The cells the picture gets. */
int prints_picture_rows(void);
int prints_picture_columns(void);
/* Size and surface, copies, mode, pixels of a row as words. */
enum { PRINTS_WORDS = 4, PRINTS_WORD = 56 };
void prints_row_words(const struct prints_page *page, const struct prints_row *row, char out[PRINTS_WORDS][PRINTS_WORD]);
/* The warning there is, else when it was taken. Returns out or a sentence. */
const char *prints_remark(const struct prints_page *page, const struct prints_row *row, char *out, size_t size);
void prints_paint(struct screen *screen);
#endif
