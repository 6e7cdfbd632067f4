/* start.c - the first page: a new order, or the ticket of one. Its data is the kiosk itself.
 *
 * A ticket may be scanned or typed. A session that logged in with a ticket's code has its order already and comes here
 * only when it starts over.
 */
#include "kiosk.h"
#include <string.h>
#include "../../src/base/str.h"

enum { START_NEW = 1, START_TICKET, START_LANGUAGE, START_CHOOSE };
static const struct {
    enum say words;
    int act;
} choices[] = { { W_CHOICE_NEW, START_NEW }, { W_CHOICE_TICKET, START_TICKET }, { W_CHOICE_LANGUAGE, START_LANGUAGE } };
enum { CHOICES = sizeof choices / sizeof *choices };

static const struct screen_key keys[] = {
    { 'n', 0, "n", "new order", "Start a new order: you get a ticket at once", START_NEW, RIGHT_NONE, 0, NULL },
    { 't', 0, "t", "ticket", "Go on with an order, or look at it: type or scan its ticket", START_TICKET, RIGHT_NONE, 0, NULL },
    { 'd', 'e', "d", "Deutsch", "The other language: d Deutsch, e English", START_LANGUAGE, RIGHT_NONE, 0, NULL },
    { INPUT_ENTER, 0, "Enter", "choose", "Take the line with the mark", START_CHOOSE, RIGHT_NONE, SCREEN_MOVES, NULL },
};

static void run_new(struct screen *screen)
{
    struct kiosk *kiosk = screen->page;
    enum err err = kiosk_open_order(kiosk, screen->client);
    if (err)
        kiosk_say_err(screen, err);
    else
        kiosk_run_wizard(screen);
}

static void enter(struct screen *screen, const char *code)
{
    struct kiosk *kiosk = screen->page;
    char password[64] = "", shown[16], question[160];
    SAY(question, W_ASK_PASSWORD, str_code(code, shown, sizeof shown));
    if (!prompt_password(screen, password, sizeof password, "%s", question))
        return;
    enum err err = kiosk_enter(kiosk, screen->client, code, password);
    explicit_bzero(password, sizeof password);
    if (err)
        kiosk_say_err(screen, err);
    else
        kiosk_run_wizard(screen);
}

static void run_ticket(struct screen *screen)
{
    char typed[64] = "", code[LABEL_CODE + 1];
    /* A whole good code counts as a scan and ends the question (prompt.h): here it is the answer. */
    if (!prompt_text(screen, typed, sizeof typed, "%s", say(W_ASK_CODE))) {
        memcpy(typed, screen->scanned, sizeof screen->scanned);
        screen->scanned[0] = 0;
    }
    if (typed[0] == 0)
        return;
    enum err err = ticket_read(typed, code);
    if (!err && strlen(code) != TICKET_CODE)
        err = err_detail(ERR_CODE, "%s", say(W_BAG_DETAIL));
    if (err)
        kiosk_say_err(screen, err);
    else
        enter(screen, code);
}

static bool start_scan(struct screen *screen, const char *code)
{
    if (strlen(code) == TICKET_CODE)
        enter(screen, code);
    else
        KIOSK_SAY(screen, W_BAG, NULL);
    return true;
}

static void start_act(struct screen *screen, int act)
{
    const struct kiosk *kiosk = screen->page;
    if (act == START_CHOOSE)
        act = choices[kiosk->list.selected].act;
    if (act == START_NEW)
        run_new(screen);
    else if (act == START_TICKET)
        run_ticket(screen);
    else
        words_use(words_language() == LANGUAGE_ENGLISH ? LANGUAGE_GERMAN : LANGUAGE_ENGLISH);
}

/* A session that logged in with a ticket's code goes straight to its order, before this page is ever painted. */
static void run_own(struct screen *screen)
{
    struct kiosk *kiosk = screen->page;
    strncpy(kiosk->code, screen->client->identity.code, sizeof kiosk->code - 1);
    enum err err = kiosk_load(kiosk, screen->client);
    if (err) {
        kiosk_forget(kiosk, screen->client);
        kiosk_say_err(screen, err);
    } else {
        kiosk_run_wizard(screen);
    }
}

static bool start_open(struct screen *screen, const void *arg)
{
    struct kiosk *kiosk = screen->page;
    (void)arg;
    kiosk->self = kiosk;
    kiosk->step = STEP_START;
    kiosk->list.count = CHOICES;
    screen->key_words = say_key;
    record_init(&order_type, &kiosk->order);
    record_init(&catalogue_type, &kiosk->catalogue);
    enum err err = kiosk_load_catalogue(kiosk, screen->client);
    if (err)
        kiosk_say_err(screen, err);
    if (*screen->client->identity.code)
        run_own(screen);
    return true;
}

static void start_close(struct screen *screen)
{
    struct kiosk *kiosk = screen->page;
    kiosk_forget(kiosk, screen->client);
    arena_free(&kiosk->shop);
}

static bool start_key(struct screen *screen, int key)
{
    struct kiosk *kiosk = screen->page;
    return list_key(&kiosk->list, key);
}

static void draw_choice(void *data, size_t i, int row)
{
    (void)data;
    DRAW_SAY(row, 2, 0, choices[i].words, NULL);
}

static void start_paint(struct screen *screen)
{
    struct kiosk *kiosk = screen->page;
    kiosk_paint_head(screen);
    int row = kiosk_wrap(3, say(W_START));
    row = kiosk_wrap(row, say(W_START_ASK)) + 1;
    list_paint(&kiosk->list, row, CHOICES, draw_choice, NULL);
    row = kiosk_wrap(row + CHOICES + 1, say(W_START_TICKET));
    row = kiosk_wrap(row, say(W_START_SCAN));
    kiosk_wrap(row, say(W_START_KEPT));
}

static void start_tell(struct screen *screen)
{
    kiosk_tell_head(screen);
    line_say("%s", say(W_START_TELL));
}

const struct screen_ops kiosk_start_ops = {
    .name = "kiosk", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct kiosk),
    .tick_ms = KIOSK_TICK_MS, .open = start_open, .close = start_close, .paint = start_paint, .key = start_key,
    .act = start_act, .scan = start_scan, .tick = kiosk_tick, .tell = start_tell,
};
