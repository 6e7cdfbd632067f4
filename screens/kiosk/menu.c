/* menu.c - choose one of a few lines: sizes with their prices, service classes with their promises. In line mode it is
 * a single question, not a page with a menu of its own.
 */
#include "kiosk.h"
#include "../../src/base/str.h"

enum { MENU_TAKE = 1, MENU_CLOSE };

struct menu_offer {
    struct kiosk *kiosk;
    const char *headline;
    const char *const *lines;
    size_t count, chosen;
    bool done;
};
struct menu {
    struct kiosk *kiosk;
    struct menu_offer *offer;
    struct list list;
};

static const struct screen_key keys[] = {
    { INPUT_ENTER, ' ', "Enter", "take this", "Take the line with the mark", MENU_TAKE, RIGHT_NONE, KIOSK_OWN, NULL },
    { 'b', INPUT_ESC, "b", "back", "Back without a change", MENU_CLOSE, RIGHT_NONE, 0, NULL },
};

static bool menu_open(struct screen *screen, const void *arg)
{
    struct menu *menu = screen->page;
    menu->offer = (struct menu_offer *)(uintptr_t)arg;
    menu->kiosk = menu->offer->kiosk;
    menu->list.count = menu->offer->count;
    menu->list.selected = menu->offer->chosen;
    list_fit(&menu->list);
    screen->detail_due = true;
    return true;
}

static void menu_act(struct screen *screen, int act)
{
    struct menu *menu = screen->page;
    menu->offer->done = act == MENU_TAKE;
    menu->offer->chosen = menu->list.selected;
    screen_back(screen);
}

static bool menu_key(struct screen *screen, int key)
{
    struct menu *menu = screen->page;
    return list_key(&menu->list, key);
}

static void draw_line(void *data, size_t i, int row)
{
    const struct menu *menu = data;
    draw_text(row, 2, 0, menu->offer->lines[i]);
}

static void menu_paint(struct screen *screen)
{
    struct menu *menu = screen->page;
    kiosk_paint_head(screen);
    draw_text(3, 1, 0, menu->offer->headline);
    list_paint(&menu->list, 5, kiosk_body_end() - 5, draw_line, menu);
}

static void menu_detail(struct screen *screen)
{
    struct menu *menu = screen->page;
    kiosk_position(screen, &menu->list);
}

static void menu_tell(struct screen *screen)
{
    const struct menu *menu = screen->page;
    char typed[32], wrong[120];
    int64_t number = 0;
    line_say("%s", menu->offer->headline);
    for (size_t i = 0; i < menu->list.count; i++)
        line_say("%3zu  %s", i + 1, menu->offer->lines[i]);
    while (line_ask(screen, say(W_ASK_NUMBER), typed, sizeof typed, false) && typed[0]) {
        menu->offer->done = str_number(typed, 1, (int64_t)menu->list.count, &number);
        if (menu->offer->done)
            break;
        line_say("%s", SAY(wrong, W_NO_SUCH_LINE, typed));
    }
    if (menu->offer->done)
        menu->offer->chosen = (size_t)number - 1;
    screen_back(screen);
}

static const struct screen_ops menu_ops = {
    .name = "choose", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct menu),
    .tick_ms = KIOSK_TICK_MS, .open = menu_open, .paint = menu_paint, .key = menu_key, .act = menu_act,
    .detail = menu_detail, .tick = kiosk_tick, .tell = menu_tell, .no_scan = true,
};

bool menu_choose(struct screen *screen, const char *headline, const char *const *lines, size_t count, size_t *chosen)
{
    struct kiosk *kiosk = kiosk_of(screen);
    struct menu_offer offer = { kiosk, headline, lines, count, *chosen, false };
    if (count == 0)
        return false;
    screen_open(screen, &menu_ops, &offer);
    if (kiosk->step == STEP_START)
        screen_back(screen); /* gone away while choosing: the page below closes too */
    if (offer.done)
        *chosen = offer.chosen;
    return offer.done && !screen->closing;
}
