/* prints.c - the prints of one order, and the photo of the selected one with the part that is printed; see lab.h. A print
 * that failed is made again alone from here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../../src/base/io.h"
#include "../../src/base/str.h"
#include "../draw.h"
#include "../order_acts.h"
#include "../picture.h"
#include "../prompt.h"
#include "../rows.h"
#include "lab.h"

enum { ACT_REMAKE = 1, ACT_MADE, ACT_KIND, ACT_BACK, LIST_LEAST = 4 };

struct prints {
    struct rows rows;
    char code[16], title[80];
    struct order order;
    struct picture picture;
    uint8_t *rgb;
    int64_t shown;         /* the photo in rgb; 0: none */
};
static const struct screen_ops prints_ops;

static const struct print *selected(const struct prints *prints)
{
    size_t at = prints->rows.list.selected;
    return at < prints->order.prints.n ? &prints->order.prints.v[at] : NULL;
}

/* It is made last; its number is the lowest. */
static void label_last(struct order *order)
{
    struct print *v = order->prints.v;
    size_t n = order->prints.n;
    if (n < 2 || v[0].line != 0)
        return;
    struct print label = v[0];
    memmove(v, v + 1, (n - 1) * sizeof *v);
    v[n - 1] = label;
}

static bool needs_somebody(const struct print *print)
{
    return print->state == PRINT_DOUBTFUL || print->state == PRINT_FAILED;
}

/* The first that a person must look at, else the first that is not made yet. */
static void select_first(struct prints *prints)
{
    const struct print *v = prints->order.prints.v;
    size_t n = prints->order.prints.n, at = 0;
    while (at < n && !needs_somebody(&v[at]))
        at++;
    if (at == n)
        for (at = 0; at < n && v[at].state == PRINT_MADE;)
            at++;
    prints->rows.list.selected = at < n ? at : 0;
    list_fit(&prints->rows.list);
}

static bool load(struct screen *screen)
{
    struct prints *prints = screen_data(screen, &prints_ops);
    struct arena arena = { 0 };
    struct order order;
    char key[40];
    if (order_read(screen, prints->code, &order, &arena)) {
        arena_free(&arena);
        return false;
    }
    arena_free(&prints->rows.memory);
    prints->rows.memory = arena;
    label_last(&order);
    prints->order = order;
    rows_begin(&prints->rows);
    for (size_t i = 0; i < order.prints.n; i++) {
        const struct print *print = &order.prints.v[i];
        snprintf(key, sizeof key, "%lld.%lld", (long long)print->line, (long long)print->copy);
        if (print->line == 0)
            rows_add(&prints->rows, key, "%-12s %-10s %-12.32s %s", "label", word_of(&print_state_words, print->state), print->printer, print->why);
        else
            rows_add(&prints->rows, key, "%3lld copy %-3lld %-10s %-12.32s %s", (long long)print->line, (long long)print->copy,
                     word_of(&print_state_words, print->state), print->printer, print->why);
    }
    rows_end(&prints->rows);
    return true;
}

static bool open(struct screen *screen, const void *arg)
{
    struct prints *prints = screen->page;
    char code[20];
    snprintf(prints->code, sizeof prints->code, "%s", (const char *)arg);
    snprintf(prints->title, sizeof prints->title, "PRINTS OF %s", str_code(prints->code, code, sizeof code));
    prints->rows.title = prints->title;
    prints->rows.heading = "PRINT        STATE      PRINTER      WHY";
    prints->rows.empty = "Nothing of it was begun yet.";
    if (!load(screen))
        return false;
    select_first(prints);
    return true;
}

static void close(struct screen *screen)
{
    struct prints *prints = screen->page;
    free(prints->rgb);
    rows_close(screen);
}

static const struct line *line_of(const struct prints *prints, const struct print *print)
{
    for (size_t i = 0; print && i < prints->order.lines.n; i++)
        if (prints->order.lines.v[i].n == print->line)
            return &prints->order.lines.v[i];
    return NULL;
}

/* Its small picture, once no key was pressed for a moment. */
static void fetch(struct screen *screen, struct prints *prints, int64_t photo)
{
    struct stored_photo thumb;
    struct arena arena = { 0 };
    struct args args = client_args();
    int fd = -1;
    free(prints->rgb);
    prints->rgb = NULL;
    prints->shown = photo;
    args.code = prints->code;
    args.n = photo;
    if (client_call_fd(screen->client, ACTION_THUMBNAIL, &args, &thumb, &arena, -1, &fd) == ERR_NONE && fd >= 0 &&
        thumb.thumb_width > 0 && thumb.thumb_height > 0 && thumb.thumb_width <= PICTURE_SIDE && thumb.thumb_height <= PICTURE_SIDE) {
        size_t size = (size_t)thumb.thumb_width * (size_t)thumb.thumb_height * 3;
        prints->rgb = xmalloc(size);
        prints->picture = (struct picture){ .width = (int)thumb.thumb_width, .height = (int)thumb.thumb_height };
        if (!io_read(fd, prints->rgb, size)) {
            free(prints->rgb);
            prints->rgb = NULL;
        }
    }
    io_close(&fd);
    arena_free(&arena);
}

static void detail(struct screen *screen)
{
    struct prints *prints = screen_data(screen, &prints_ops);
    const struct line *line = line_of(prints, selected(prints));
    rows_detail(screen);
    if (line && prints->shown != line->photo)
        fetch(screen, prints, line->photo);
}

static void paint(struct screen *screen)
{
    struct prints *prints = screen_data(screen, &prints_ops);
    const struct line *line = line_of(prints, selected(prints));
    int end = screen_body_end(), rows = (int)prints->rows.list.count, most = (end - 3) / 2;
    rows = rows < LIST_LEAST ? LIST_LEAST : rows > most ? most : rows;
    prints->rows.pane_rows = end - 2 - rows - 1;
    rows_paint(screen);
    if (line == NULL || prints->rgb == NULL || prints->shown != line->photo || prints->rows.pane_rows < 3)
        return;
    prints->picture.rgb = prints->rgb;
    prints->picture.crop_x = (int)line->crop.x;
    prints->picture.crop_y = (int)line->crop.y;
    prints->picture.crop_width = (int)line->crop.width;
    prints->picture.crop_height = (int)line->crop.height;
    int top = end - prints->rows.pane_rows;
    draw_format(top, 1, 0, "%s %s, %s, photo %lld", line->product, line->surface, word_of(&crop_mode_words, line->mode), (long long)line->photo);
    picture_draw_crop(stdscr, top + 1, 1, prints->rows.pane_rows - 1, draw_columns() - 2, &prints->picture);
}

/* A doubtful print was looked for: it is there, or it is made again. */
static void settle(struct screen *screen, struct prints *prints, bool again)
{
    const struct print *print = selected(prints);
    struct args args = client_args();
    struct arena arena = { 0 };
    struct order order;
    char said[SCREEN_SAY_LIMIT];
    char which[60] = "the label";
    if (print->line)
        snprintf(which, sizeof which, "line %lld copy %lld", (long long)print->line, (long long)print->copy);
    if (!prompt_yes(screen, false, again ? "Make %s again, free?" : "Did you find %s, whole and good?", which))
        return;
    args.code = prints->code;
    args.line = print->line;
    args.copy = print->line ? print->copy : 0;
    bool done = screen_call(screen, again ? ACTION_REMAKE : ACTION_MADE, &args, &order, &arena) == ERR_NONE;
    arena_free(&arena);
    if (!done)
        return;
    screen_say(screen, again ? "It is made again." : "It counts as made.");
    memcpy(said, screen->said, sizeof said);
    if (load(screen))
        memcpy(screen->said, said, sizeof said);
}

static const char *no_print(struct screen *screen)
{
    struct prints *prints = screen_data(screen, &prints_ops);
    const struct print *print = selected(prints);
    if (print == NULL)
        return prints->rows.empty;
    return print->line == 0 && !needs_somebody(print) ? "The label is made with its order." : NULL;
}

static const char *not_doubtful(struct screen *screen)
{
    const struct print *print = selected(screen_data(screen, &prints_ops));
    return print && print->state == PRINT_DOUBTFUL ? NULL : "That is said of a doubtful print: one of which nobody knows whether it was printed.";
}

static void act(struct screen *screen, int act)
{
    if (act == ACT_REMAKE || act == ACT_MADE)
        settle(screen, screen_data(screen, &prints_ops), act == ACT_REMAKE);
    else if (act == ACT_KIND)
        picture_set_kind(picture_next_kind(picture_get_kind()));
    else
        screen_back(screen);
}

static void news(struct screen *screen, uint32_t topics)
{
    (void)topics;
    load(screen);
}

static const struct screen_key keys[] = {
    { 'R', 'M', "R", "remake this print", "Make the selected print again, free (also M)", ACT_REMAKE, RIGHT_SUPERVISE, SCREEN_SELECTED, no_print },
    { 'f', 0, "f", "found it", "The doubtful print is there: somebody looked", ACT_MADE, RIGHT_PRINTER, SCREEN_SELECTED, not_doubtful },
    { 'i', 0, "i", "other picture", "Draw the picture in another way (invert, colours)", ACT_KIND, RIGHT_NONE, SCREEN_CURSES, NULL },
    { INPUT_ESC, 'q', "Esc", "back", "Back to the board", ACT_BACK, RIGHT_NONE, 0, NULL },
};
static const struct screen_ops prints_ops = {
    .name = "prints", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct prints),
    .topics = BIT(TOPIC_ORDERS) | BIT(TOPIC_PRINTERS), .news_ms = 2000,
    .open = open, .close = close, .act = act, .news = news, .detail = detail, .paint = paint, .key = rows_key, .tell = rows_tell,
    .select = rows_select, .stand = rows_stand, .resume = rows_resume,
};

void lab_prints_open(struct screen *screen, const char *code)
{
    screen_open(screen, &prints_ops, code);
}
