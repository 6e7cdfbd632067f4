/* photos.c - page 1: the photos that are here, and how to send more. Fills while they arrive.
 *
 * The same page shows the photos of an order that cannot change any more; then nothing is said about sending.
 */
#include "kiosk.h"
#include <stdio.h>
#include <string.h>
#include "../../src/base/clock.h"
#include "../../src/base/str.h"

enum { PHOTOS_VIEW = 1, PHOTOS_DISCARD };

struct photos_page {
    struct kiosk *kiosk;
    struct list list;
    bool looked;    /* the picture is drawn from the first pause on: the list comes first on a slow line */
};

static const char *why_no_discard(struct screen *screen)
{
    return kiosk_of(screen)->order.state == ORDER_OPEN ? NULL : "The order is placed. Ask at the counter to cancel it.";
}

static const struct screen_key keys[] = {
    { INPUT_ENTER, 'v', "Enter", "look", "The photo as large as the screen allows", PHOTOS_VIEW, RIGHT_NONE, SCREEN_SELECTED, NULL },
    KIOSK_KEYS,
    { 'i', 0, "i", NULL, "Other ways to draw pictures: letters, inverted, colours", KIOSK_STYLE, RIGHT_NONE, SCREEN_CURSES, NULL },
    { 'D', 0, "D", NULL, "Throw this order and its photos away", PHOTOS_DISCARD, RIGHT_NONE, 0, why_no_discard },
};

static void select_photo(struct photos_page *page, int64_t n)
{
    const struct order *order = &page->kiosk->order;
    page->list.count = order->photos.n;
    for (size_t i = 0; i < order->photos.n; i++)
        if (order->photos.v[i].n == n)
            page->list.selected = i;
    list_fit(&page->list);
}

static const struct photo *selected(const struct photos_page *page)
{
    const struct order *order = &page->kiosk->order;
    return page->list.selected < order->photos.n ? &order->photos.v[page->list.selected] : NULL;
}

static bool photos_open(struct screen *screen, const void *arg)
{
    struct photos_page *page = screen->page;
    page->kiosk = (struct kiosk *)(uintptr_t)arg;
    select_photo(page, page->kiosk->photo);
    screen->detail_due = true;
    return true;
}

/* Reads the order again: a photo came, or the counter did something. The last that came is selected while the list grows
 * under somebody who has not moved. */
static void photos_news(struct screen *screen, uint32_t topics)
{
    struct photos_page *page = screen->page;
    size_t before = page->kiosk->order.photos.n;
    (void)topics;
    enum err err = kiosk_load(page->kiosk, screen->client);
    if (err) {
        screen_say_err(screen, err);
        return;
    }
    size_t now = page->kiosk->order.photos.n;
    select_photo(page, page->kiosk->photo);
    if (now > before)
        screen_say(screen, "%zu photo%s here now; the last is %s.", now, now == 1 ? "" : "s",
                   page->kiosk->order.photos.v[now - 1].name);
    screen->detail_due = true;
}

static void photos_detail(struct screen *screen)
{
    struct photos_page *page = screen->page;
    const struct photo *photo = selected(page);
    page->kiosk->photo = photo ? photo->n : 0;
    page->looked = true;
    thumbnail_fetch(&page->kiosk->thumbnail, screen->client, page->kiosk->code, page->kiosk->photo);
    list_position(&page->list, screen->position, sizeof screen->position);
}

static bool photos_key(struct screen *screen, int key)
{
    struct photos_page *page = screen->page;
    return list_key(&page->list, key);
}

static void discard(struct screen *screen)
{
    struct kiosk *kiosk = kiosk_of(screen);
    struct arena arena = { 0 };
    struct args args = client_args();
    args.code = kiosk->code;
    if (!prompt_yes(screen, false, "Throw away this order and its %zu photos?", kiosk->order.photos.n))
        return;
    if (!screen_call(screen, ACTION_DISCARD, &args, NULL, &arena))
        kiosk_go(screen, STEP_START);
    arena_free(&arena);
}

static void photos_act(struct screen *screen, int act)
{
    struct photos_page *page = screen->page;
    const struct photo *photo = selected(page);
    if (act == PHOTOS_DISCARD) {
        discard(screen);
    } else if (act == PHOTOS_VIEW && photo) {
        view_photo(screen, photo->n);
    } else if (act == PHOTOS_VIEW) {
        screen_say(screen, kiosk_editable(page->kiosk) ? "No photos have arrived yet. Send some with the line above."
                                                     : "The photos of this order are not kept any more.");
    } else if (act == KIOSK_NEXT && kiosk_editable(page->kiosk) && page->kiosk->order.photos.n == 0) {
        screen_say(screen, "No photos have arrived yet. Send some first; they appear here by themselves.");
    } else {
        kiosk_act(screen, act);
    }
}

static bool photos_select(struct screen *screen, const char *typed)
{
    struct photos_page *page = screen->page;
    int64_t number;
    if (!str_number(typed, 1, (int64_t)page->list.count, &number))
        return false;
    page->list.selected = (size_t)number - 1;
    photos_detail(screen);
    return true;
}

/* The line to type on the other computer, exactly. */
static const char *command(const struct kiosk *kiosk, char *out, size_t size)
{
    const struct catalogue *shop = &kiosk->catalogue;
    snprintf(out, size, "scp -P %lld *.jpg %s@%s:", (long long)shop->port, kiosk->code, shop->address);
    return out;
}

static const char *photo_words(const struct photo *photo, char *out, size_t size)
{
    snprintf(out, size, "%lldx%lld", (long long)photo->width, (long long)photo->height);
    return out;
}

static void draw_photo(void *data, size_t i, int row)
{
    const struct photos_page *page = data;
    const struct photo *photo = &page->kiosk->order.photos.v[i];
    char pixels[48];
    int name = draw_columns() - 53 > 14 ? draw_columns() - 53 : 14;
    draw_text(row, 2, name, photo->name);
    draw_text(row, 3 + name, 11, photo_words(photo, pixels, sizeof pixels));
    draw_text(row, 15 + name, 11, kiosk_taken(photo, pixels, sizeof pixels));
    if (*photo->damaged)
        draw_format(row, 27 + name, 0, "! %s", photo->damaged);
}

/* How to send photos; answers the rows used. */
static int paint_sending(const struct kiosk *kiosk, int row)
{
    char text[256], until[32];
    draw_text(row, 1, 0, "Send photos from another computer with this line (also while you go on here):");
    draw_text(row + 1, 5, 0, command(kiosk, text, sizeof text));
    if (*kiosk->password)
        draw_format(row + 2, 1, 0, "Password: %s. With your ticket code it opens this order again, anywhere.",
                    kiosk->password);
    else
        draw_text(row + 2, 1, 0, "The password is the one on your ticket.");
    draw_format(row + 3, 1, 0, "It waits for you until %s. Photos appear here by themselves.",
                clock_words(kiosk->order.expires, until, sizeof until));
    return 4;
}

static void photos_paint(struct screen *screen)
{
    struct photos_page *page = screen->page;
    int row = 3, end = screen_body_end();
    kiosk_paint_head(screen);
    if (page->kiosk->order.state == ORDER_OPEN) {
        row += paint_sending(page->kiosk, row);
        draw_rule(row++);
    }
    int picture = (end - row) / 2;
    list_paint(&page->list, row, end - row - picture - 1, draw_photo, page);
    if (page->list.count == 0)
        draw_text(row + 1, 2, 0, page->kiosk->order.photos_purged ? "The photos are not kept any more." : "No photos yet.");
    draw_rule(end - picture - 1);
    if (page->looked && page->kiosk->thumbnail.photo)
        thumbnail_paint(page->kiosk, NULL, end - picture, 1, picture, draw_columns() - 2);
}

static void photos_tell(struct screen *screen)
{
    const struct photos_page *page = screen->page;
    const struct kiosk *kiosk = page->kiosk;
    char text[256], until[32];
    kiosk_tell_head(screen);
    if (kiosk->order.state == ORDER_OPEN) {
        line_say("Send photos from another computer with: %s", command(kiosk, text, sizeof text));
        if (*kiosk->password)
            line_say("Password: %s. With your ticket code it opens this order again, anywhere.", kiosk->password);
        line_say("The order waits for you until %s.", clock_words(kiosk->order.expires, until, sizeof until));
    }
    for (size_t i = 0; i < kiosk->order.photos.n; i++)
        line_say("%3zu  %s  %s", i + 1, kiosk->order.photos.v[i].name,
                 photo_words(&kiosk->order.photos.v[i], text, sizeof text));
    if (kiosk->order.photos.n == 0)
        line_say("No photos yet.");
}

const struct screen_ops kiosk_photos_ops = {
    .name = "photos", .keys = keys, .key_count = sizeof keys / sizeof *keys, .topics = BIT(TOPIC_ORDERS),
    .size = sizeof(struct photos_page), .tick_ms = KIOSK_TICK_MS, .open = photos_open, .paint = photos_paint,
    .key = photos_key, .act = photos_act, .news = photos_news, .detail = photos_detail, .tick = kiosk_tick,
    .tell = photos_tell, .select = photos_select, .no_scan = true,
};
