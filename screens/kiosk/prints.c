/* prints.c - page 2: how often, in which size and how each photo is printed, with the picture and what is cut off.
 *
 * A row is a line of the order, or a photo that has none (no copies). Keys work on the picked rows, or on the selected
 * one when nothing is picked. Each change is saved before the next key is looked at, so the price is always true.
 */
#include "prints.h"
#include <stdlib.h>
#include <string.h>
#include "../../src/base/str.h"

enum { PRINTS_CHANGE = 1, PRINTS_PICK, PRINTS_ALL, PRINTS_PLUS, PRINTS_MINUS, PRINTS_SIZE, PRINTS_SURFACE, PRINTS_MODE,
       PRINTS_MORE, PRINTS_DROP, PRINTS_LEFT, PRINTS_RIGHT, PRINTS_VIEW, PRINTS_WHOLE, CROP_STEP = 50000 };

static const struct screen_key keys[] = {
    { INPUT_ENTER, 0, "Enter", "change", "Copies, surface, border of this line in a form", PRINTS_CHANGE, RIGHT_NONE, SCREEN_SELECTED | KIOSK_OWN, NULL },
    { ' ', 0, "Space", "pick", "Pick this line, or not any more: keys then work on all picked lines", PRINTS_PICK, RIGHT_NONE, SCREEN_CURSES | KIOSK_OWN, NULL },
    { 'a', 0, "a", "all", "Pick all lines; again: none", PRINTS_ALL, RIGHT_NONE, SCREEN_CURSES | KIOSK_OWN, NULL },
    { '+', '=', "+ -", "copies", "One copy more", PRINTS_PLUS, RIGHT_NONE, SCREEN_SELECTED | KIOSK_OWN, NULL },
    { '-', 0, "-", NULL, "One copy less; none left: not printed", PRINTS_MINUS, RIGHT_NONE, SCREEN_SELECTED, NULL },
    { 's', 0, "s", "size", "Choose the size, with prices", PRINTS_SIZE, RIGHT_NONE, SCREEN_SELECTED | KIOSK_OWN, NULL },
    { 'w', 0, "w", "whole order", "The same size, surface and copies for every photo", PRINTS_WHOLE, RIGHT_NONE, KIOSK_OWN, NULL },
    { 'u', 0, "u", "undo", "Take the last change back; again: the one before", KIOSK_UNDO, RIGHT_NONE, KIOSK_OWN, NULL },
    KIOSK_KEYS,
    { 'f', 0, "f", NULL, "The next surface: glossy, matte ...", PRINTS_SURFACE, RIGHT_NONE, SCREEN_SELECTED, NULL },
    { 'm', 0, "m", NULL, "Fill the print, show the whole photo, or actual size", PRINTS_MODE, RIGHT_NONE, SCREEN_SELECTED, NULL },
    { 'o', 0, "o", NULL, "The same photo in one more size", PRINTS_MORE, RIGHT_NONE, SCREEN_SELECTED, NULL },
    { 'd', INPUT_DELETE, "d", NULL, "Do not print it", PRINTS_DROP, RIGHT_NONE, SCREEN_SELECTED, NULL },
    { '<', INPUT_LEFT, "< >", NULL, "Move the part that is printed to the left, or up", PRINTS_LEFT, RIGHT_NONE, SCREEN_SELECTED, NULL },
    { '>', INPUT_RIGHT, ">", NULL, "Move it to the right, or down", PRINTS_RIGHT, RIGHT_NONE, SCREEN_SELECTED, NULL },
    { 'v', 0, "v", NULL, "The photo as large as the screen allows", PRINTS_VIEW, RIGHT_NONE, SCREEN_SELECTED, NULL },
    { 'i', 0, "i", NULL, "Other ways to draw pictures: letters, inverted, colours", KIOSK_STYLE, RIGHT_NONE, SCREEN_CURSES, NULL },
};

const struct line *prints_line(const struct kiosk *kiosk, const struct prints_row *row)
{
    return lines_find(kiosk->order.lines.v, kiosk->order.lines.n, row->photo, row->ordinal);
}

static int lines_of_photo(const struct order *order, int64_t photo)
{
    int count = 0;
    for (size_t i = 0; i < order->lines.n; i++)
        count += order->lines.v[i].photo == photo;
    return count;
}

static const struct prints_row *same_row(const struct prints_row *rows, size_t count, int64_t photo, int ordinal)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].photo == photo && rows[i].ordinal == ordinal)
            return &rows[i];
    return NULL;
}

/* The rows of the order as it is now; what was picked stays picked, the selected photo selected. */
static void fill(struct prints_page *page)
{
    const struct order *order = &page->kiosk->order;
    struct prints_row *rows = xcalloc(order->lines.n + order->photos.n + 1, sizeof *rows), *before = page->rows;
    struct prints_row selected = page->list.selected < page->list.count ? before[page->list.selected]
                                                                        : (struct prints_row){ .photo = page->kiosk->photo };
    size_t count = 0, found = 0;
    for (size_t i = 0; i < order->photos.n; i++) {
        int lines = lines_of_photo(order, order->photos.v[i].n);
        for (int ordinal = 0; ordinal < (lines ? lines : 1); ordinal++) {
            struct prints_row *row = &rows[count++];
            row->photo = order->photos.v[i].n;
            row->ordinal = ordinal;
            const struct prints_row *old = same_row(before, page->list.count, row->photo, ordinal);
            row->picked = old && old->picked;
            if (row->photo == selected.photo && ordinal <= selected.ordinal)
                found = count;
        }
    }
    free(before);
    page->rows = rows;
    page->list.count = count;
    if (found)
        page->list.selected = found - 1;
    list_fit(&page->list);
}

const struct prints_row *prints_selected(const struct prints_page *page)
{
    return page->list.selected < page->list.count ? &page->rows[page->list.selected] : NULL;
}

static bool prints_open(struct screen *screen, const void *arg)
{
    struct prints_page *page = screen->page;
    page->kiosk = (struct kiosk *)(uintptr_t)arg;
    fill(page);
    if (page->list.count > 1 && !screen->said[0] && !screen->line_mode)
        KIOSK_SAY(screen, W_PICK_HINT, NULL);
    return true;
}

static void prints_close(struct screen *screen)
{
    struct prints_page *page = screen->page;
    free(page->rows);
}

static void prints_news(struct screen *screen, uint32_t topics)
{
    struct prints_page *page = screen->page;
    (void)topics;
    enum err err = kiosk_load(page->kiosk, screen->client);
    if (err)
        kiosk_say_err(screen, err);
    fill(page);
    screen->detail_due = true;
}

static void prints_detail(struct screen *screen)
{
    struct prints_page *page = screen->page;
    const struct prints_row *row = prints_selected(page);
    page->kiosk->photo = row ? row->photo : 0;
    page->looked = true;
    thumbnail_fetch(&page->kiosk->thumbnail, screen->client, page->kiosk->code, page->kiosk->photo, prints_picture_rows(),
                    prints_picture_columns());
    kiosk_position(screen, &page->list);
}

static bool prints_key(struct screen *screen, int key)
{
    struct prints_page *page = screen->page;
    return list_key(&page->list, key);
}

/* In line mode: a line's number, or all of them. */
static bool prints_select(struct screen *screen, const char *typed)
{
    struct prints_page *page = screen->page;
    int64_t number = 1;
    bool all = strcmp(typed, "all") == 0;
    if (!all && !str_number(typed, 1, (int64_t)page->list.count, &number))
        return false;
    for (size_t i = 0; i < page->list.count; i++)
        page->rows[i].picked = all;
    page->list.selected = (size_t)number - 1;
    page->kiosk->photo = page->list.count ? page->rows[page->list.selected].photo : 0;
    return true;
}

/* Make the change to the picked rows, or the selected one; `one` only to that. */
static void change(struct screen *screen, struct lines_change *change, bool one)
{
    struct prints_page *page = screen->page;
    const struct prints_row *row = prints_selected(page);
    struct lines_target *targets = xcalloc(page->list.count + 1, sizeof *targets);
    for (size_t i = 0; !one && i < page->list.count; i++)
        if (page->rows[i].picked)
            targets[change->target_count++] = (struct lines_target){ page->rows[i].photo, page->rows[i].ordinal };
    if (change->target_count == 0 && row)
        targets[change->target_count++] = (struct lines_target){ row->photo, row->ordinal };
    change->targets = targets;
    enum err err = lines_change(page->kiosk, screen->client, change);
    if (err)
        kiosk_say_err(screen, err);
    else if (change->target_count > 1)
        KIOSK_SAY(screen, W_CHANGED, say_number((int64_t)change->target_count));
    free(targets);
    fill(page);
    screen->detail_due = true;
}

static size_t picked_count(const struct prints_page *page)
{
    size_t count = 0;
    for (size_t i = 0; i < page->list.count; i++)
        count += page->rows[i].picked;
    return count;
}

/* Photos that a change of size would be for: the picked ones, or the selected one. */
static size_t meant(const struct prints_page *page, const struct photo **photos)
{
    bool many = picked_count(page) > 0;
    size_t count = 0;
    for (size_t i = 0; i < page->list.count; i++)
        if (many ? page->rows[i].picked : i == page->list.selected)
            photos[count++] = kiosk_photo(page->kiosk, page->rows[i].photo);
    return count;
}

static void change_size(struct screen *screen, enum lines_act act)
{
    struct prints_page *page = screen->page;
    const struct line *line = prints_line(page->kiosk, prints_selected(page));
    const struct photo **photos = xcalloc(page->list.count + 1, sizeof *photos);
    const char *product = lines_choose_size(screen, photos, meant(page, photos), line ? line->product : "");
    struct lines_change wanted = { .act = act, .product = product };
    free(photos);
    if (product)
        change(screen, &wanted, false);
}

/* "All 10x15 glossy, one of each": every photo gets one line, and loses what else it had. */
static void change_whole(struct screen *screen)
{
    struct prints_page *page = screen->page;
    struct arena arena = { 0 };
    struct lines_change wanted = { 0 };
    if (lines_whole_form(screen, &wanted, &arena)) {
        enum err err = lines_change(page->kiosk, screen->client, &wanted);
        if (err)
            kiosk_say_err(screen, err);
        else
            KIOSK_SAY(screen, lines_is_index(page->kiosk, wanted.product) ? W_INDEX_DONE : W_WHOLE_DONE, say_number((int64_t)page->kiosk->order.photos.n), wanted.product, wanted.surface,
                      say_number(wanted.amount));
        fill(page);
        screen->detail_due = true;
    }
    arena_free(&arena);
}

static void change_surface(struct screen *screen, const struct line *line)
{
    struct prints_page *page = screen->page;
    char surface[32];
    struct lines_change wanted = { .act = LINES_SURFACE, .surface = surface };
    if (lines_next_surface(sizes_find(&page->kiosk->catalogue, line->product), line->surface, surface, sizeof surface))
        change(screen, &wanted, false);
}

/* The part that is printed, along the side that is cut. */
static void change_crop(struct screen *screen, const struct line *line, int64_t step)
{
    struct prints_page *page = screen->page;
    struct lines_change wanted = { .act = LINES_CROP };
    wanted.crop = sizes_crop(sizes_find(&page->kiosk->catalogue, line->product), kiosk_photo(page->kiosk, line->photo), line);
    bool across = wanted.crop.width < 1000000;
    int64_t *at = across ? &wanted.crop.x : &wanted.crop.y;
    int64_t room = 1000000 - (across ? wanted.crop.width : wanted.crop.height);
    if (room <= 0) {
        KIOSK_SAY(screen, W_NOTHING_TO_MOVE, NULL);
        return;
    }
    *at = *at + step < 0 ? 0 : *at + step > room ? room : *at + step;
    change(screen, &wanted, true);
}

static void change_form(struct screen *screen, const struct line *line, const struct prints_row *row)
{
    struct prints_page *page = screen->page;
    struct arena arena = { 0 };
    struct lines_change wanted = { 0 };
    if (lines_form(screen, line, kiosk_photo(page->kiosk, row->photo), &wanted, &arena))
        change(screen, &wanted, true);
    arena_free(&arena);
}

static void pick(struct prints_page *page, bool all)
{
    bool pick = all ? picked_count(page) < page->list.count : !page->rows[page->list.selected].picked;
    for (size_t i = 0; i < page->list.count; i++)
        if (all || i == page->list.selected)
            page->rows[i].picked = pick;
    if (!all)
        list_key(&page->list, INPUT_DOWN);
}

/* What works on a row, with or without a line. */
static void act_on_row(struct screen *screen, int act, const struct prints_row *row, const struct line *line)
{
    struct prints_page *page = screen->page;
    struct lines_change wanted = { .act = act == PRINTS_DROP ? LINES_NONE : LINES_COPIES, .amount = act == PRINTS_PLUS ? 1 : -1 };
    if (act == PRINTS_PICK || act == PRINTS_ALL)
        pick(page, act == PRINTS_ALL);
    else if (act == PRINTS_PLUS || act == PRINTS_MINUS || act == PRINTS_DROP)
        change(screen, &wanted, false);
    else if (act == PRINTS_SIZE || act == PRINTS_MORE)
        change_size(screen, act == PRINTS_SIZE ? LINES_SIZE : LINES_MORE);
    else if (act == PRINTS_VIEW)
        view_photo(screen, row->photo);
    else if (!line)
        KIOSK_SAY(screen, W_NOT_PRINTED_PLUS, NULL);
    else if (act == PRINTS_SURFACE)
        change_surface(screen, line);
    else if (act == PRINTS_CHANGE)
        change_form(screen, line, row);
    else if (act == PRINTS_LEFT || act == PRINTS_RIGHT)
        change_crop(screen, line, act == PRINTS_LEFT ? -CROP_STEP : CROP_STEP);
    else if (act == PRINTS_MODE) {
        wanted = (struct lines_change){ .act = LINES_MODE, .mode = (line->mode + 1) % CROP_MODE_COUNT };
        change(screen, &wanted, false);
    }
}

static void prints_act(struct screen *screen, int act)
{
    struct prints_page *page = screen->page;
    if (act == KIOSK_NEXT && kiosk_prints(page->kiosk) == 0)
        KIOSK_SAY(screen, W_NOTHING_TO_PRINT, NULL);
    else if (kiosk_act(screen, act))
        return;
    else if (page->list.count == 0)
        KIOSK_SAY(screen, W_NO_PHOTOS_BACK, NULL);
    else if (act == PRINTS_WHOLE)
        change_whole(screen);
    else
        act_on_row(screen, act, prints_selected(page), prints_line(page->kiosk, prints_selected(page)));
}

static void prints_tell(struct screen *screen)
{
    const struct prints_page *page = screen->page;
    char words[PRINTS_WORDS][PRINTS_WORD], taken[32];
    kiosk_tell_head(screen);
    for (size_t i = 0; i < page->list.count; i++) {
        prints_row_words(page, &page->rows[i], words);
        line_say("%3zu  %s  %s  %s x  %s  %s  %s", i + 1, kiosk_photo(page->kiosk, page->rows[i].photo)->name,
                 words[0], words[1], words[2], words[3], prints_remark(page, &page->rows[i], taken, sizeof taken));
    }
    line_say("%s", say(W_WHICH_LINE));
}

const struct screen_ops kiosk_prints_ops = {
    .name = "prints", .keys = keys, .key_count = sizeof keys / sizeof *keys, .topics = BIT(TOPIC_ORDERS),
    .size = sizeof(struct prints_page), .tick_ms = KIOSK_TICK_MS, .open = prints_open, .close = prints_close,
    .paint = prints_paint, .key = prints_key, .act = prints_act, .news = prints_news, .detail = prints_detail,
    .tick = kiosk_tick, .tell = prints_tell, .select = prints_select, .no_scan = true,
};
