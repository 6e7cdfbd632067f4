/* lab.c - the lab's board: printers above, queue below; see lab.h. An alarm is words and one bell, and its words stay
 * on the printer's line until the printer is well again.
 */
#include "lab.h"
#include <stdio.h>
#include <string.h>
#include "../../src/base/str.h"
#include "../order_acts.h"
#include "../order_page.h"
#include "../printers.h"
#include "../text_page.h"

enum { ACT_OPEN = 1, ACT_PAUSE, ACT_MOVE, ACT_PAPER, ACT_SEEN, ACT_ALARMS, ACT_PRINTER, ACT_PRINTS, ACT_TAB, ACT_BOARD, ACT_QUIT };

static struct lab *lab(struct screen *screen)
{
    return screen_data(screen, &lab_ops);
}

static const struct printer *printer_of(const struct board *board, const char *name)
{
    for (size_t i = 0; i < board->printers.n; i++)
        if (strcmp(board->printers.v[i].name, name) == 0)
            return &board->printers.v[i];
    return NULL;
}

static void ring_for_trouble(struct screen *screen, const struct lab *l, const struct board *now)
{
    for (size_t i = 0; l->loaded && i < now->printers.n; i++) {
        const struct printer *printer = &now->printers.v[i], *before = printer_of(&l->board, printer->name);
        /* One that is tried again, and is no better, has rung already. */
        if (printer->trouble[0] && (before == NULL || (!before->trouble[0] && strcmp(before->alarm, printer->trouble) != 0)))
            screen_alarm(screen, "%s: %s. Mend it; it goes on by itself.", printer->name, printer->trouble);
        else if (printer_out_of(printer) && (before == NULL || !printer_out_of(before)))
            screen_alarm(screen, "%s is out of paper for %s. Load some and say how much (L).", printer->name, printer_out_of(printer));
    }
}

static void keep_selection(struct lab *l, const struct board *now)
{
    const struct board *old = &l->board;
    const char *printer = l->printers.selected < old->printers.n ? old->printers.v[l->printers.selected].name : "";
    const char *code = l->queue.selected < old->queue.n ? old->queue.v[l->queue.selected].order.code : "";
    for (size_t i = 0; i < now->printers.n; i++)
        if (strcmp(now->printers.v[i].name, printer) == 0)
            l->printers.selected = i;
    for (size_t i = 0; i < now->queue.n; i++)
        if (strcmp(now->queue.v[i].order.code, code) == 0)
            l->queue.selected = i;
    l->printers.count = now->printers.n;
    l->queue.count = now->queue.n;
    list_fit(&l->printers);
    list_fit(&l->queue);
}

void lab_load(struct screen *screen, struct lab *l)
{
    struct arena arena = { 0 };
    struct board board;
    struct args args = client_args();
    if (screen_call(screen, ACTION_BOARD, &args, &board, &arena)) {
        arena_free(&arena);
        return;
    }
    ring_for_trouble(screen, l, &board);
    keep_selection(l, &board);
    arena_free(&l->arena);
    l->arena = arena;
    l->board = board;
    l->loaded = true;
    lab_detail(l);
}

static bool open(struct screen *screen, const void *arg)
{
    struct lab *l = lab(screen);
    (void)arg;
    if (!screen_may(screen, RIGHT_LIST)) {
        screen->failure = err_detail(ERR_RIGHT, "%s", word_of(&right_words, RIGHT_LIST));
        return false;
    }
    lab_load(screen, l);
    return true;
}

static void close(struct screen *screen)
{
    arena_free(&lab(screen)->arena);
}

static const struct printer *selected_printer(struct screen *screen)
{
    struct lab *l = lab(screen);
    return l->printers.selected < l->board.printers.n ? &l->board.printers.v[l->printers.selected] : NULL;
}

static const char *selected_code(struct screen *screen)
{
    struct lab *l = lab(screen);
    if (l->in_queue)
        return l->queue.selected < l->board.queue.n ? l->board.queue.v[l->queue.selected].order.code : NULL;
    const struct printer *printer = selected_printer(screen);
    return printer && printer->code[0] ? printer->code : NULL;
}

static const char *no_order(struct screen *screen)
{
    if (selected_code(screen))
        return NULL;
    return lab(screen)->in_queue ? "The queue is empty. Nothing waits to be made."
                                 : "This printer makes no order now. Tab goes to the queue.";
}

static const char *no_printer(struct screen *screen)
{
    if (lab(screen)->in_queue)
        return "That is done with a printer. Tab goes to the printers.";
    return selected_printer(screen) ? NULL : "There is no printer. Set one up in printers.conf.";
}

static const char *not_in_queue(struct screen *screen)
{
    return lab(screen)->in_queue ? no_order(screen) : "That is done with an order. Tab goes to the queue.";
}

static const char *no_alarm(struct screen *screen)
{
    const char *why = no_printer(screen);
    if (why == NULL && selected_printer(screen)->alarm[0] == 0)
        why = "This printer has no alarm. A shows those of all printers.";
    return why;
}

static void show_printer(struct screen *screen)
{
    struct text text = { 0 };
    char title[60];
    const struct printer *printer = selected_printer(screen);
    snprintf(title, sizeof title, "PRINTER %s", printer->name);
    printer_text(printer, &text);
    text_page_open(screen, title, &text);
    text_free(&text);
}

static void work_printer(struct screen *screen, int act)
{
    char said[SCREEN_SAY_LIMIT];
    const struct printer *printer = selected_printer(screen);
    bool done = act == ACT_PAUSE   ? printer_pause_or_resume(screen, printer)
                : act == ACT_MOVE  ? printer_move(screen, printer, &lab(screen)->board)
                : act == ACT_PAPER ? printer_load_paper(screen, printer)
                                   : printer_seen(screen, printer->name);
    if (!done)
        return;
    memcpy(said, screen->said, sizeof said);
    lab_load(screen, lab(screen));
    memcpy(screen->said, said, sizeof said);
}

static bool key(struct screen *screen, int key)
{
    struct lab *l = lab(screen);
    /* Letters for keys a terminal may lack. */
    key = key == '<' ? INPUT_PAGE_UP : key == '>' ? INPUT_PAGE_DOWN : key;
    return list_key(l->in_queue ? &l->queue : &l->printers, key);
}

static void act(struct screen *screen, int act)
{
    struct lab *l = lab(screen);
    char code[LABEL_CODE + 1] = "", said[SCREEN_SAY_LIMIT];
    if (selected_code(screen))
        snprintf(code, sizeof code, "%s", selected_code(screen));
    if (order_act(screen, act, code)) {
        memcpy(said, screen->said, sizeof said);
        lab_load(screen, l);
        memcpy(screen->said, said, sizeof said);
        return;
    }
    switch (act) {
    case ACT_OPEN: order_page_open(screen, "lab", code); break;
    case ACT_PAUSE: case ACT_MOVE: case ACT_PAPER: case ACT_SEEN: work_printer(screen, act); break;
    case ACT_ALARMS: lab_alarms_open(screen); break;
    case ACT_PRINTER: show_printer(screen); break;
    case ACT_PRINTS: lab_prints_open(screen, code); break;
    case ACT_TAB: l->in_queue = !l->in_queue; break;
    case ACT_BOARD:
        lab_load(screen, l);
        if (screen->line_mode)
            lab_tell(screen);
        break;
    default:
        if (screen->depth > 1)
            screen_back(screen); /* opened from the office */
        else
            screen_quit(screen);
    }
}

static bool scan(struct screen *screen, const char *code)
{
    order_page_open(screen, "lab", code);
    return true;
}

static void detail(struct screen *screen)
{
    lab_detail(lab(screen));
}

static void news(struct screen *screen, uint32_t topics)
{
    (void)topics;
    lab_load(screen, lab(screen));
}

/* Line mode: a printer by its name, an order by its number in the queue or its code. */
static bool select(struct screen *screen, const char *typed)
{
    struct lab *l = lab(screen);
    char code[LABEL_CODE + 1];
    int64_t n;
    const struct printer *printer = printer_of(&l->board, typed);
    l->in_queue = printer == NULL;
    if (printer) {
        l->printers.selected = (size_t)(printer - l->board.printers.v);
        return true;
    }
    if (str_number(typed, 1, (int64_t)l->queue.count, &n)) {
        l->queue.selected = (size_t)n - 1;
        return true;
    }
    for (size_t i = 0; ticket_read(typed, code) == ERR_NONE && i < l->queue.count; i++)
        if (strcmp(l->board.queue.v[i].order.code, code) == 0) {
            l->queue.selected = i;
            return true;
        }
    return false;
}

/* "queue 471120935525" or "printers dnp-1". */
static void stand(struct screen *screen, char *out, size_t size)
{
    struct lab *l = lab(screen);
    const struct printer *printer = selected_printer(screen);
    const char *code = l->in_queue ? selected_code(screen) : printer ? printer->name : NULL;
    snprintf(out, size, "%s %s", l->in_queue ? "queue" : "printers", code ? code : "-");
}

static bool resume(struct screen *screen, const char *view)
{
    struct lab *l = lab(screen);
    const char *name = strchr(view, ' ');
    if (strncmp(view, "queue ", 6) == 0)
        l->in_queue = true;
    return name == NULL || strcmp(name, " -") == 0 || select(screen, name + 1);
}

static const struct screen_key keys[] = {
    { INPUT_ENTER, INPUT_RIGHT, "Enter", "open", "Open the order, or the one the printer makes now", ACT_OPEN, RIGHT_READ, SCREEN_SELECTED, no_order },
    { INPUT_TAB, INPUT_BACK_TAB, "Tab", "printers/queue", "Go between printers and queue", ACT_TAB, RIGHT_NONE, SCREEN_CURSES, NULL },
    { 'p', 0, "p", "pause/resume", "Pause the printer, or resume it", ACT_PAUSE, RIGHT_PRINTER, SCREEN_SELECTED, no_printer },
    { 'L', 0, "L", "reload paper", "Say how much paper was loaded; it is counted down from there", ACT_PAPER, RIGHT_PRINTER, SCREEN_SELECTED, no_printer },
    { 'm', 0, "m", "move", "Pause it and print on another one what it has not printed", ACT_MOVE, RIGHT_PRINTER, SCREEN_SELECTED, no_printer },
    { 's', 0, "s", "seen", "Take note of the printer's alarm", ACT_SEEN, RIGHT_PRINTER, SCREEN_SELECTED, no_alarm },
    { 'A', 0, "A", "alarms", "All alarms that nobody has seen", ACT_ALARMS, RIGHT_NONE, 0, NULL },
    { 'r', 0, "r", "rush", "To the front of the queue", ORDER_ACT_RUSH, RIGHT_SUPERVISE, SCREEN_SELECTED, not_in_queue },
    { 'b', 0, "b", "put back", "To the end of the queue", ORDER_ACT_PUT_BACK, RIGHT_SUPERVISE, SCREEN_SELECTED, not_in_queue },
    { 'R', 'M', "R", "remake", "Make what failed again, free (also M)", ORDER_ACT_REMAKE, RIGHT_SUPERVISE, SCREEN_SELECTED, no_order },
    { 'x', 0, "x", "hold back", "Nothing more is made of it until it is released, with a reason", ORDER_ACT_HOLD, RIGHT_CANCEL, SCREEN_SELECTED, no_order },
    { 'X', 0, "X", "release", "Let a held back order go on, with a reason", ORDER_ACT_RELEASE, RIGHT_SUPERVISE, SCREEN_SELECTED, no_order },
    { 'd', 0, "d", "prints", "The order's prints one by one, with their pictures", ACT_PRINTS, RIGHT_READ, SCREEN_SELECTED, no_order },
    { 'i', 0, "i", "printer", "All about the printer: what it holds, its paper, its pace", ACT_PRINTER, RIGHT_NONE, SCREEN_SELECTED, no_printer },
    { 'v', 0, "v", "view photos", "Show the photos", ORDER_ACT_PHOTOS, RIGHT_READ, SCREEN_SELECTED | SCREEN_CURSES, no_order },
    { INPUT_UP, 'k', "k", NULL, "Up (also the arrow; a page: < or PgUp; Home)", 0, RIGHT_NONE, SCREEN_MOVES, NULL },
    { INPUT_DOWN, 'j', "j", NULL, "Down (also the arrow; a page: > or PgDn; End)", 0, RIGHT_NONE, SCREEN_MOVES, NULL },
    { 'g', 0, "g", "board", "Read the board again", ACT_BOARD, RIGHT_NONE, 0, NULL },
    { 'q', 0, "q", "quit", "Leave the lab's board", ACT_QUIT, RIGHT_NONE, 0, NULL },
};
const struct screen_ops lab_ops = {
    .name = "lab",
    .keys = keys,
    .key_count = sizeof keys / sizeof *keys,
    .topics = BIT(TOPIC_ORDERS) | BIT(TOPIC_PRINTERS),
    .news_ms = 2000,
    .size = sizeof(struct lab),
    .open = open,
    .close = close,
    .paint = lab_paint,
    .key = key,
    .act = act,
    .scan = scan,
    .news = news,
    .detail = detail,
    .tell = lab_tell,
    .select = select,
    .stand = stand,
    .resume = resume,
    .resumes = true,
};

void screen_open_lab(struct screen *screen)
{
    screen_open(screen, &lab_ops, NULL);
}

int screen_run_lab(struct client *client)
{
    return screen_run(client, &lab_ops, true);
}
