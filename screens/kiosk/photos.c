/* photos.c - page 1 as a list: the photos that are here, and how to send more. Fills while they arrive.
 *
 * The same page shows the photos of an order that cannot change any more; then nothing is said about sending. The other
 * shape of this page is sheet.c; what both do stands here.
 */
#include "kiosk.h"
#include <stdio.h>
#include <string.h>
#include "../../src/base/str.h"
#include "../card_page.h"

enum { ENDING = 5 /* ".jpeg" */, ROOMY = 15 /* rows, from which on everything about sending is said */ };

struct photos_page {
    struct kiosk *kiosk;
    struct list list;
    bool looked;    /* the picture is drawn from the first pause on: the list comes first on a slow line */
};

const char *photos_why_no_discard(struct screen *screen)
{
    return kiosk_of(screen)->order.state == ORDER_OPEN ? NULL : say(W_NO_DISCARD);
}

const char *photos_why_no_card(struct screen *screen)
{
    return !kiosk_editable(kiosk_of(screen)) ? say(W_NO_DISCARD) : screen->client->identity.remote ? say(W_NO_CARD) : NULL;
}

static const struct screen_key keys[] = {
    PHOTOS_KEYS("contact sheet", "All photos as small pictures"),
};

const char *photos_name(const char *name, int columns, char *out, size_t size)
{
    char clean[512];
    size_t wide = str_columns(str_clean(name, clean, sizeof clean)), room = columns > 4 ? (size_t)columns : 4;
    char *ending = strrchr(clean, '.');
    if (wide > room && ending > clean && strlen(ending) <= ENDING) {
        *ending = 0;
        wide = str_columns(clean);
    }
    if (wide <= room) {
        snprintf(out, size, "%s", clean);
        return out;
    }
    size_t head = (room - 1) / 2, tail = room - 1 - head;
    snprintf(out, size, "%.*s~%s", (int)str_bytes(clean, head), clean, clean + str_bytes(clean, wide - tail));
    return out;
}

const char *photos_command(const struct kiosk *kiosk, char *out, size_t size)
{
    const struct catalogue *shop = &kiosk->catalogue;
    snprintf(out, size, "scp -P %lld *.jpg %s@%s:", (long long)shop->port, kiosk->code, shop->address);
    return out;
}

const char *photos_full(const struct kiosk *kiosk, char *out, size_t size)
{
    const struct catalogue *shop = &kiosk->catalogue;
    int64_t bytes = 0;
    for (size_t i = 0; i < kiosk->order.photos.n; i++)
        bytes += kiosk->order.photos.v[i].bytes;
    out[0] = 0;
    if (shop->photos_most > 0)
        say_fill(out, size, W_FULL, (const char *const[]){ say_number((int64_t)kiosk->order.photos.n), say_number(shop->photos_most),
                                                          say_number((bytes + 999999) / 1000000), say_number(shop->order_mb), NULL });
    return out;
}

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

void photos_say_here(struct screen *screen)
{
    const struct order *order = &kiosk_of(screen)->order;
    size_t now = order->photos.n;
    char name[80];
    if (now > 0)
        KIOSK_SAY(screen, now == 1 ? W_CAME_ONE : W_CAME_MANY, say_number((int64_t)now),
                  photos_name(order->photos.v[now - 1].name, 30, name, sizeof name));
    else
        KIOSK_SAY(screen, W_NO_PHOTOS, NULL);
}

/* Reads the order again: a photo came, or the counter did something. The last that came is selected while the list grows
 * under somebody who has not moved. */
static void photos_news(struct screen *screen, uint32_t topics)
{
    struct photos_page *page = screen->page;
    size_t before = page->kiosk->order.photos.n;
    bool arriving = arriving_news(screen, topics);
    if (!(topics & BIT(TOPIC_ORDERS)))
        return;
    enum err err = kiosk_load(page->kiosk, screen->client);
    if (err) {
        kiosk_say_err(screen, err);
        return;
    }
    select_photo(page, page->kiosk->photo);
    if (page->kiosk->order.photos.n > before && !arriving)
        photos_say_here(screen);
    screen->detail_due = true;
}

/* The rows of the picture under the list. */
static int picture_rows(const struct photos_page *page)
{
    int row = page->kiosk->order.state == ORDER_OPEN ? 9 : 3;
    return (kiosk_body_end() - row) / 2;
}

static void photos_detail(struct screen *screen)
{
    struct photos_page *page = screen->page;
    const struct photo *photo = selected(page);
    page->kiosk->photo = photo ? photo->n : 0;
    page->looked = true;
    thumbnail_fetch(&page->kiosk->thumbnail, screen->client, page->kiosk->code, page->kiosk->photo,
                    screen->line_mode ? 24 : picture_rows(page), screen->line_mode ? 72 : draw_columns() - 2);
    kiosk_position(screen, &page->list);
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
    char question[200];
    args.code = kiosk->code;
    if (!kiosk_yes(screen, false, SAY(question, W_DISCARD, say_number((int64_t)kiosk->order.photos.n))))
        return;
    enum err err = client_call(screen->client, ACTION_DISCARD, &args, NULL, &arena);
    if (err)
        kiosk_say_err(screen, err);
    else
        kiosk_go(screen, STEP_START);
    arena_free(&arena);
}

static void take_from_card(struct screen *screen)
{
    struct kiosk *kiosk = kiosk_of(screen);
    card_page_open(screen, kiosk->code, kiosk, kiosk_tick);
    if (kiosk->step == STEP_START) /* gone away meanwhile */
        screen_back(screen);
}

void photos_act(struct screen *screen, int act, const struct photo *photo)
{
    struct kiosk *kiosk = kiosk_of(screen);
    if (act == PHOTOS_DISCARD) {
        discard(screen);
    } else if (act == PHOTOS_CARD) {
        take_from_card(screen);
    } else if (act == PHOTOS_TURN) {
        kiosk->sheet = !kiosk->sheet;
        kiosk->turned = true;
        kiosk_go(screen, STEP_PHOTOS);
    } else if (act == PHOTOS_LOOK && photo) {
        view_photo(screen, photo->n);
    } else if (act == PHOTOS_LOOK) {
        KIOSK_SAY(screen, kiosk_editable(kiosk) ? W_NONE_YET_LINE : W_GONE, NULL);
    } else if (act == KIOSK_NEXT && kiosk_editable(kiosk) && kiosk->order.photos.n == 0) {
        KIOSK_SAY(screen, W_NONE_YET, NULL);
    } else {
        kiosk_act(screen, act);
    }
}

static void act(struct screen *screen, int act)
{
    photos_act(screen, act, selected(screen->page));
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

static const char *photo_words(const struct photo *photo, char *out, size_t size)
{
    snprintf(out, size, "%lldx%lld", (long long)photo->width, (long long)photo->height);
    return out;
}

static void draw_photo(void *data, size_t i, int row)
{
    const struct photos_page *page = data;
    const struct photo *photo = &page->kiosk->order.photos.v[i];
    char words[80];
    int name = draw_columns() - 53 > 14 ? draw_columns() - 53 : 14;
    name = name > 60 ? 60 : name;
    draw_text(row, 2, name, photos_name(photo->name, name, words, sizeof words));
    draw_text(row, 3 + name, 11, photo_words(photo, words, sizeof words));
    draw_text(row, 15 + name, 12, kiosk_taken(photo, words, sizeof words));
    if (*photo->damaged)
        draw_format(row, 28 + name, 0, "! %s", photo->damaged);
}

/* How to send photos, how many, and how long they stay; on a small screen only the line to type. Answers the row after. */
static int paint_sending(const struct kiosk *kiosk, int row)
{
    char text[256], until[48];
    bool room = kiosk_body_end() - row >= ROOMY;
    if (room)
        row = kiosk_wrap(row, say(W_SEND));
    draw_text(row++, room ? 5 : 1, 0, photos_command(kiosk, text, sizeof text));
    row = kiosk_wrap(row, *kiosk->password ? SAY(text, W_SEND_PASSWORD, kiosk->password) : say(W_SEND_TICKET));
    if (!room)
        return row;
    row = kiosk_wrap(row, SAY(text, W_WAITS, say_date(kiosk->order.expires, until, sizeof until)));
    return kiosk_wrap(row, photos_full(kiosk, text, sizeof text));
}

static void photos_paint(struct screen *screen)
{
    struct photos_page *page = screen->page;
    int row = 3, end = kiosk_body_end(), picture = picture_rows(page);
    kiosk_paint_head(screen);
    if (page->kiosk->order.state == ORDER_OPEN) {
        row = paint_sending(page->kiosk, row);
        draw_rule(row++);
    }
    picture = picture < end - row - 3 ? picture : end - row - 3; /* on a small screen the list comes first */
    list_paint(&page->list, row, picture < 1 ? end - row : end - row - picture - 1, draw_photo, page);
    if (page->list.count == 0)
        DRAW_SAY(row, 2, 0, page->kiosk->order.photos_purged ? W_PURGED : W_NO_PHOTOS, NULL);
    if (picture < 1)
        return;
    draw_rule(end - picture - 1);
    if (page->looked && page->kiosk->thumbnail.photo)
        thumbnail_draw(&page->kiosk->thumbnail, NULL, end - picture, 1, picture, draw_columns() - 2);
}

static void photos_tell(struct screen *screen)
{
    const struct photos_page *page = screen->page;
    const struct kiosk *kiosk = page->kiosk;
    char text[256], until[48];
    kiosk_tell_head(screen);
    if (kiosk->order.state == ORDER_OPEN) {
        line_say("%s", say(W_SEND));
        line_say("    %s", photos_command(kiosk, text, sizeof text));
        line_say("%s", *kiosk->password ? SAY(text, W_SEND_PASSWORD, kiosk->password) : say(W_SEND_TICKET));
        line_say("%s", SAY(text, W_WAITS, say_date(kiosk->order.expires, until, sizeof until)));
        line_say("%s", photos_full(kiosk, text, sizeof text));
    }
    for (size_t i = 0; i < kiosk->order.photos.n; i++)
        line_say("%3zu  %s  %s", i + 1, kiosk->order.photos.v[i].name,
                 photo_words(&kiosk->order.photos.v[i], text, sizeof text));
    if (kiosk->order.photos.n == 0)
        line_say("%s", say(kiosk->order.photos_purged ? W_PURGED : W_NO_PHOTOS));
}

const struct screen_ops kiosk_photos_ops = {
    .name = "photos", .keys = keys, .key_count = sizeof keys / sizeof *keys, .topics = BIT(TOPIC_ORDERS) | BIT(TOPIC_SENDING),
    .size = sizeof(struct photos_page), .tick_ms = KIOSK_TICK_MS, .open = photos_open, .paint = photos_paint,
    .key = photos_key, .act = act, .news = photos_news, .detail = photos_detail, .tick = kiosk_tick,
    .tell = photos_tell, .select = photos_select, .no_scan = true,
};
