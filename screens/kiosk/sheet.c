/* sheet.c - page 1 as a contact sheet: as many small pictures as the screen holds, four by three on 80x24.
 *
 * Names come first; the pictures follow a row at a time whenever no key waits, so somebody on a slow line can go on at
 * any moment. A picture is kept as the pixels its cells show, and only while it is on the screen.
 */
#include "kiosk.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../../src/base/clock.h"
#include "../../src/base/str.h"

enum { FIRST_ROW = 3, CELL_COLUMNS = 20, CELL_ROWS = 6, ACROSS_LEAST = 4, PER_LINE_MOST = 12, AT_ONCE_MS = 30 };

struct sheet {
    struct kiosk *kiosk;
    struct list list;             /* of photos: selected, count; top is the first on the screen */
    int across, down, wide, high; /* cells, and the columns and rows of one with its name */
    int room;                     /* columns of its picture */
    struct thumbnail *small;      /* across * down, the one of photo top first */
    size_t small_count;
};

static const struct screen_key keys[] = {
    PHOTOS_KEYS("list", "The photos as a list, and how to send more"),
};

static const struct photo *photo_at(const struct sheet *sheet, size_t i)
{
    const struct order *order = &sheet->kiosk->order;
    return i < order->photos.n ? &order->photos.v[i] : NULL;
}

static void forget_small(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->small_count; i++)
        thumbnail_free(&sheet->small[i]);
    free(sheet->small);
    sheet->small = NULL;
    sheet->small_count = 0;
}

/* How many cells: as few, and so as large, as hold all photos; four by three on 80x24, more where there is room for them.
 * What was fetched for another size is fetched again. */
static void lay_out(struct screen *screen)
{
    struct sheet *sheet = screen->page;
    int rows = kiosk_body_end() - FIRST_ROW, most = draw_columns() / CELL_COLUMNS, across, down;
    size_t count = sheet->kiosk->order.photos.n;
    most = most < 1 ? 1 : most > PER_LINE_MOST ? PER_LINE_MOST : most;
    for (across = most < ACROSS_LEAST ? most : ACROSS_LEAST;; across++) {
        int cell = draw_columns() / across * CELL_ROWS / CELL_COLUMNS; /* of a window of a few columns: none */
        down = cell < 1 || rows < cell ? 1 : rows / cell;
        if (across == most || (size_t)(across * down) >= count)
            break;
    }
    int wide = draw_columns() / across, high = rows / down;
    /* Letters go to slow lines, where every cell is a millisecond: a picture takes fewer of them. */
    int room = picture_get_kind() <= PICTURE_8 ? wide * 7 / 10 : wide - 2;
    if (across != sheet->across || down != sheet->down || wide != sheet->wide || high != sheet->high || room != sheet->room) {
        forget_small(sheet);
        sheet->across = across, sheet->down = down, sheet->wide = wide, sheet->high = high, sheet->room = room;
        sheet->small_count = (size_t)across * (size_t)down;
        sheet->small = xcalloc(sheet->small_count, sizeof *sheet->small);
        screen->detail_due = true;
    }
}

/* Bring the selection into view: whole lines of pictures, and those that stay keep what was fetched. */
static void fit(struct sheet *sheet)
{
    size_t across = (size_t)sheet->across, before = sheet->list.top;
    sheet->list.count = sheet->kiosk->order.photos.n;
    if (sheet->list.selected >= sheet->list.count)
        sheet->list.selected = sheet->list.count ? sheet->list.count - 1 : 0;
    size_t line = sheet->list.selected / across, top = sheet->list.top / across;
    if (line < top)
        top = line;
    if (line >= top + (size_t)sheet->down)
        top = line - (size_t)sheet->down + 1;
    sheet->list.top = top * across;
    if (sheet->list.top == before || sheet->small == NULL)
        return;
    struct thumbnail *moved = xcalloc(sheet->small_count, sizeof *moved);
    for (size_t i = 0; i < sheet->small_count; i++) {
        size_t at = before + i - sheet->list.top; /* beyond the count when it wrapped below 0 */
        if (at < sheet->small_count)
            moved[at] = sheet->small[i];
        else
            thumbnail_free(&sheet->small[i]);
    }
    free(sheet->small);
    sheet->small = moved;
}

static bool sheet_open(struct screen *screen, const void *arg)
{
    struct sheet *sheet = screen->page;
    sheet->kiosk = (struct kiosk *)(uintptr_t)arg;
    for (size_t i = 0; photo_at(sheet, i); i++)
        if (photo_at(sheet, i)->n == sheet->kiosk->photo)
            sheet->list.selected = i;
    lay_out(screen);
    fit(sheet);
    return true;
}

static void sheet_close(struct screen *screen)
{
    forget_small(screen->page);
}

static void sheet_news(struct screen *screen, uint32_t topics)
{
    struct sheet *sheet = screen->page;
    (void)arriving_news(screen, topics);
    if (!(topics & BIT(TOPIC_ORDERS)))
        return;
    enum err err = kiosk_load(sheet->kiosk, screen->client);
    if (err)
        kiosk_say_err(screen, err);
    fit(sheet);
    screen->detail_due = true;
}

/* The next pictures that are missing, for some milliseconds; then keys are looked at, and it goes on. */
static void sheet_detail(struct screen *screen)
{
    struct sheet *sheet = screen->page;
    int64_t until = clock_ms() + AT_ONCE_MS;
    lay_out(screen);
    fit(sheet);
    const struct photo *photo = photo_at(sheet, sheet->list.selected);
    sheet->kiosk->photo = photo ? photo->n : 0;
    kiosk_position(screen, &sheet->list);
    for (size_t i = 0; i < sheet->small_count && (photo = photo_at(sheet, sheet->list.top + i)); i++) {
        if (thumbnail_is(&sheet->small[i], photo->n, sheet->high - 1, sheet->room))
            continue;
        if (clock_ms() >= until) {
            screen->detail_due = true;
            return;
        }
        thumbnail_fetch(&sheet->small[i], screen->client, sheet->kiosk->code, photo->n, sheet->high - 1, sheet->room);
    }
}

static bool sheet_key(struct screen *screen, int key)
{
    struct sheet *sheet = screen->page;
    size_t across = (size_t)sheet->across, page = across * (size_t)sheet->down, at = sheet->list.selected;
    size_t last = sheet->list.count ? sheet->list.count - 1 : 0;
    switch (key) {
    case INPUT_LEFT: case 'h': at -= at > 0; break;
    case INPUT_RIGHT: case 'l': at++; break;
    case INPUT_UP: case 'k': at = at >= across ? at - across : at; break;
    case INPUT_DOWN: case 'j': at = at + across <= last ? at + across : at / across < last / across ? last : at; break;
    case INPUT_PAGE_UP: case '<': at = at > page ? at - page : 0; break;
    case INPUT_PAGE_DOWN: case '>': at += page; break;
    case INPUT_HOME: at = 0; break;
    case INPUT_END: at = last; break;
    default: return false;
    }
    sheet->list.selected = at > last ? last : at;
    fit(sheet);
    return true;
}

static void sheet_act(struct screen *screen, int act)
{
    struct sheet *sheet = screen->page;
    photos_act(screen, act, photo_at(sheet, sheet->list.selected));
}

static void paint_cell(const struct sheet *sheet, size_t i, int row, int column)
{
    const struct photo *photo = photo_at(sheet, sheet->list.top + i);
    const struct thumbnail *small = &sheet->small[i];
    char name[80];
    int wide = sheet->wide - 2;
    if (thumbnail_is(small, photo->n, sheet->high - 1, sheet->room))
        thumbnail_draw(small, NULL, row, column + 1, sheet->high - 1, small->rgb ? small->width : wide);
    draw_text(row + sheet->high - 1, column + 1, wide, photos_name(photo->name, *photo->damaged ? wide - 2 : wide, name, sizeof name));
    if (*photo->damaged)
        draw_text(row + sheet->high - 1, column + 1 + (int)str_columns(name), 2, " !");
    if (sheet->list.top + i == sheet->list.selected) {
        draw_text(row + sheet->high - 1, column, 1, ">");
        draw_cursor(row + sheet->high - 1, column);
    }
}

static void sheet_paint(struct screen *screen)
{
    struct sheet *sheet = screen->page;
    kiosk_paint_head(screen);
    lay_out(screen);
    fit(sheet);
    if (sheet->list.count == 0)
        DRAW_SAY(FIRST_ROW + 1, 2, 0, sheet->kiosk->order.photos_purged ? W_PURGED : W_NO_PHOTOS, NULL);
    for (size_t i = 0; i < sheet->small_count && photo_at(sheet, sheet->list.top + i); i++)
        paint_cell(sheet, i, FIRST_ROW + (int)i / sheet->across * sheet->high, (int)i % sheet->across * sheet->wide);
}

static void sheet_tell(struct screen *screen)
{
    photos_act(screen, PHOTOS_TURN, NULL); /* in line mode there is the list */
}

const struct screen_ops kiosk_sheet_ops = {
    .name = "contact sheet", .keys = keys, .key_count = sizeof keys / sizeof *keys, .topics = BIT(TOPIC_ORDERS) | BIT(TOPIC_SENDING),
    .size = sizeof(struct sheet), .tick_ms = KIOSK_TICK_MS, .detail_ms = 1, .open = sheet_open, .close = sheet_close,
    .paint = sheet_paint, .key = sheet_key, .act = sheet_act, .news = sheet_news, .detail = sheet_detail,
    .tick = kiosk_tick, .tell = sheet_tell, .no_scan = true,
};
