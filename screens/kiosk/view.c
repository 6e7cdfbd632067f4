/* view.c - one photo as large as the screen allows, in letters or colours. */
#include "kiosk.h"
#include <stdio.h>

enum { VIEW_BEFORE = 1, VIEW_AFTER, VIEW_CLOSE };

struct view {
    struct kiosk *kiosk;
    size_t at;
};

static const struct screen_key keys[] = {
    { 'n', INPUT_RIGHT, "n", "next photo", "The next photo", VIEW_AFTER, RIGHT_NONE, 0, NULL },
    { 'p', INPUT_LEFT, "p", "previous", "The photo before", VIEW_BEFORE, RIGHT_NONE, 0, NULL },
    { 'b', INPUT_ESC, "b", "back", "Back to the list", VIEW_CLOSE, RIGHT_NONE, 0, NULL },
    { 'i', 0, "i", "style", "Other ways to draw pictures: letters, inverted, colours", KIOSK_STYLE, RIGHT_NONE, SCREEN_CURSES, NULL },
};

static void fetch(struct screen *screen)
{
    struct view *view = screen->page;
    struct kiosk *kiosk = view->kiosk;
    if (view->at >= kiosk->order.photos.n)
        view->at = kiosk->order.photos.n ? kiosk->order.photos.n - 1 : 0;
    kiosk->photo = kiosk->order.photos.n ? kiosk->order.photos.v[view->at].n : 0;
    thumbnail_fetch(&kiosk->thumbnail, screen->client, kiosk->code, kiosk->photo, screen->line_mode ? 24 : screen_body_end() - 1,
                    screen->line_mode ? 72 : draw_columns());
}

static bool view_open(struct screen *screen, const void *arg)
{
    struct view *view = screen->page;
    view->kiosk = (struct kiosk *)(uintptr_t)arg;
    for (size_t i = 0; i < view->kiosk->order.photos.n; i++)
        if (view->kiosk->order.photos.v[i].n == view->kiosk->photo)
            view->at = i;
    fetch(screen);
    return true;
}

static void view_act(struct screen *screen, int act)
{
    struct view *view = screen->page;
    if (act == VIEW_CLOSE)
        screen_back(screen);
    else if (act == VIEW_AFTER && view->at + 1 < view->kiosk->order.photos.n)
        view->at++;
    else if (act == VIEW_BEFORE && view->at > 0)
        view->at--;
    else if (act == VIEW_AFTER || act == VIEW_BEFORE)
        KIOSK_SAY(screen, act == VIEW_AFTER ? W_LAST_PHOTO : W_FIRST_PHOTO, NULL);
    else
        kiosk_act(screen, act);
    screen->detail_due = true;
}

static const char *caption(const struct view *view, char *out, size_t size)
{
    const struct photo *photo = kiosk_photo(view->kiosk, view->kiosk->thumbnail.photo);
    char taken[32];
    if (photo)
        snprintf(out, size, "%s  %lldx%lld  %s", photo->name, (long long)photo->width, (long long)photo->height,
                 kiosk_taken(photo, taken, sizeof taken));
    else
        snprintf(out, size, "%s", say(W_NO_PHOTO));
    return out;
}

static void view_paint(struct screen *screen)
{
    const struct view *view = screen->page;
    char text[320];
    draw_title(caption(view, text, sizeof text), "");
    thumbnail_draw(&view->kiosk->thumbnail, NULL, 1, 0, screen_body_end() - 1, draw_columns());
}

static void view_detail(struct screen *screen)
{
    struct view *view = screen->page;
    fetch(screen);
    kiosk_position(screen, &(struct list){ .selected = view->at, .count = view->kiosk->order.photos.n });
}

static void view_tell(struct screen *screen)
{
    struct view *view = screen->page;
    char text[320];
    fetch(screen);
    line_say("%s", caption(view, text, sizeof text));
    thumbnail_tell(&view->kiosk->thumbnail, 72);
}

static const struct screen_ops view_ops = {
    .name = "photo", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct view),
    .tick_ms = KIOSK_TICK_MS, .open = view_open, .paint = view_paint, .act = view_act, .detail = view_detail,
    .tick = kiosk_tick, .tell = view_tell, .no_scan = true,
};

void view_photo(struct screen *screen, int64_t photo)
{
    struct kiosk *kiosk = kiosk_of(screen);
    kiosk->photo = photo;
    screen_open(screen, &view_ops, kiosk);
    /* Gone away while looking: the page below closes too. */
    if (kiosk->step == STEP_START)
        screen_back(screen);
}
