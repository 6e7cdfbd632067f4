/* code.c - the ticket's code alone on the screen, as large as it fits, dark on light, for a reader.
 *
 * On a terminal without half-blocks this is the only way a code fits 24 rows at all: the QR's 21 need them with no head
 * and no footer, and the quiet zone is what is left. Any key goes back.
 */
#include "../codes.h"
#include "kiosk.h"

struct code {
    struct kiosk *kiosk;
    const struct ticket *slip;
};

static const struct screen_key keys[] = {
    { INPUT_ENTER, INPUT_ESC, "Enter", "back", "Back to the ticket", 1, RIGHT_NONE, 0, NULL },
    { 'i', 0, "i", "the other way round", "Light and dark the other way round", KIOSK_STYLE, RIGHT_NONE, SCREEN_CURSES, NULL },
};

static bool code_open(struct screen *screen, const void *arg)
{
    *(struct code *)screen->page = *(const struct code *)arg;
    return true;
}

static void code_act(struct screen *screen, int act)
{
    if (!kiosk_act(screen, act))
        screen_back(screen);
}

static bool code_key(struct screen *screen, int key)
{
    if (key == 'i' || key == '?')
        return false;
    screen_back(screen);
    return true;
}

static void code_paint(struct screen *screen)
{
    const struct code *code = screen->page;
    if (!codes_draw_large(stdscr, (int)code->slip->qr_size, code->slip->qr))
        DRAW_SAY(1, 1, 0, W_CODE_NO_ROOM, NULL);
}

static void code_tell(struct screen *screen)
{
    screen_back(screen);
}

static const struct screen_ops code_ops = {
    .name = "code", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct code),
    .tick_ms = KIOSK_TICK_MS, .open = code_open, .paint = code_paint, .key = code_key, .act = code_act,
    .tick = kiosk_tick, .tell = code_tell, .no_scan = true, .bare = true,
};

void code_show(struct screen *screen, const struct ticket *slip)
{
    struct code code = { kiosk_of(screen), slip };
    if (slip->qr_size < 1) {
        KIOSK_SAY(screen, W_CODE_COMES, NULL);
        return;
    }
    screen_open(screen, &code_ops, &code);
    if (code.kiosk->step == STEP_START)
        screen_back(screen); /* gone away while it was shown: the ticket closes too */
}
