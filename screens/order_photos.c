/* order_photos.c - the photos of an order as pictures; see order_photos.h. The picture comes as raw RGB in a descriptor
 * and only once no key was pressed for a moment: leafing through a hundred photos sends names, not pictures.
 */
#include "order_photos.h"
#include <stdio.h>
#include <stdlib.h>
#include "../src/base/io.h"
#include "draw.h"
#include "picture.h"

struct order_photos {
    const struct order *order;
    size_t at, shown;            /* shown: the photo whose picture is in rgb, plus 1; 0: none */
    uint8_t *rgb;
    int width, height;
};
static const struct screen_ops photos_ops;

static struct order_photos *order_photos(struct screen *screen)
{
    return screen_data(screen, &photos_ops);
}

static bool open(struct screen *screen, const void *arg)
{
    order_photos(screen)->order = arg;
    return true;
}

static void close(struct screen *screen)
{
    free(order_photos(screen)->rgb);
}

static const struct photo *photo(const struct order_photos *photos)
{
    return &photos->order->photos.v[photos->at];
}

static void detail(struct screen *screen)
{
    struct order_photos *photos = order_photos(screen);
    struct stored_photo thumb;
    struct arena arena = { 0 };
    struct args args = client_args();
    int fd = -1;
    if (photos->shown == photos->at + 1)
        return;
    free(photos->rgb);
    photos->rgb = NULL;
    photos->shown = photos->at + 1;
    args.code = photos->order->code;
    args.n = photo(photos)->n;
    enum err err = client_call_fd(screen->client, ACTION_THUMBNAIL, &args, &thumb, &arena, -1, &fd);
    int64_t width = thumb.thumb_width, height = thumb.thumb_height;
    if (!err && fd >= 0 && width > 0 && height > 0 && width <= PICTURE_SIDE && height <= PICTURE_SIDE) {
        size_t size = (size_t)width * (size_t)height * 3;
        photos->rgb = xmalloc(size);
        photos->width = (int)width;
        photos->height = (int)height;
        if (!io_read(fd, photos->rgb, size)) {
            free(photos->rgb);
            photos->rgb = NULL;
            err = err_detail(ERR_IO, "the small picture is incomplete");
        }
    } else if (!err) {
        err = err_detail(ERR_NO_PHOTO, "there is no small picture of it");
    }
    io_close(&fd);
    if (err)
        screen_say_err(screen, err);
    snprintf(screen->position, sizeof screen->position, "%zu of %zu", photos->at + 1, photos->order->photos.n);
    arena_free(&arena);
}

static void paint(struct screen *screen)
{
    struct order_photos *photos = order_photos(screen);
    const struct photo *now = photo(photos);
    draw_format(0, 1, 0, "PHOTO %lld  %s  %lldx%lld  %s%s", (long long)now->n, now->name, (long long)now->width,
                (long long)now->height, now->taken, now->damaged[0] ? "  DAMAGED" : "");
    if (photos->rgb && photos->shown == photos->at + 1)
        picture_draw(stdscr, 2, 1, screen_body_end() - 2, draw_columns() - 2, photos->rgb, photos->width,
                     photos->height);
    draw_cursor(0, 1);
}

static void act(struct screen *screen, int act)
{
    struct order_photos *photos = order_photos(screen);
    size_t last = photos->order->photos.n - 1;
    switch (act) {
    case 1: photos->at += photos->at < last; break;
    case 2: photos->at -= photos->at > 0; break;
    case 3: picture_set_kind(picture_next_kind(picture_get_kind())); break;
    default: screen_back(screen);
    }
}

static const struct screen_key keys[] = {
    { 'n', INPUT_RIGHT, "n", "next", "Next photo (also j, Down, PgDn)", 1, RIGHT_NONE, 0, NULL },
    { INPUT_DOWN, 'j', "Down", NULL, NULL, 1, RIGHT_NONE, 0, NULL },
    { INPUT_PAGE_DOWN, ' ', "PgDn", NULL, NULL, 1, RIGHT_NONE, 0, NULL },
    { 'b', INPUT_LEFT, "b", "before", "Photo before (also k, Up, PgUp)", 2, RIGHT_NONE, 0, NULL },
    { INPUT_UP, 'k', "Up", NULL, NULL, 2, RIGHT_NONE, 0, NULL },
    { INPUT_PAGE_UP, INPUT_BACKSPACE, "PgUp", NULL, NULL, 2, RIGHT_NONE, 0, NULL },
    { 'i', 0, "i", "other picture", "Draw pictures in another way (invert, colours)", 3, RIGHT_NONE, 0, NULL },
    { INPUT_ESC, 'q', "Esc", "back", "Back", 4, RIGHT_NONE, 0, NULL },
};
static const struct screen_ops photos_ops = {
    .name = "photos", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct order_photos),
    .open = open, .close = close, .paint = paint, .act = act, .detail = detail,
};

void order_photos_open(struct screen *screen, const struct order *order)
{
    screen_open(screen, &photos_ops, order);
}
