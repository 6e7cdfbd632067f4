/* screen.c - pages and the one event loop; see screen.h.
 *
 * Hang-ups are taken only while waiting (the signals are blocked elsewhere), so that no act is cut in two: whatever a
 * call to the keeper did, its reply is read before the screen goes.
 */
#include "screen.h"
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../src/base/clock.h"
#include "../src/model/order.h"
#include "draw.h"
#include "help.h"
#include "line.h"
#include "login.h"

enum { FRAME_MS = 1000 /* a full line is asked again after */ };
enum wake { WAKE_KEY, WAKE_NEWS, WAKE_DETAIL, WAKE_TICK, WAKE_CLOSE };

static volatile sig_atomic_t hung_up;
static sigset_t waiting_mask;

static void hang_up(int signal_number)
{
    (void)signal_number;
    hung_up = 1;
}

static void catch_signals(void)
{
    static const int signals[] = { SIGHUP, SIGTERM };
    struct sigaction act = { .sa_handler = hang_up };
    sigset_t block;
    sigemptyset(&block);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        sigaction(signals[i], &act, NULL);
        sigaddset(&block, signals[i]);
    }
    signal(SIGPIPE, SIG_IGN);
    sigprocmask(SIG_BLOCK, &block, &waiting_mask);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigdelset(&waiting_mask, signals[i]);
}

/* ---- what the screen says ---- */

__attribute__((format(printf, 2, 0)))
static void say(struct screen *screen, const char *format, va_list list)
{
    vsnprintf(screen->said, sizeof screen->said, format, list);
    if (screen->line_mode)
        line_say("%s", screen->said);
}

void screen_say(struct screen *screen, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    say(screen, format, list);
    va_end(list);
}

void screen_alarm(struct screen *screen, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    say(screen, format, list);
    va_end(list);
    if (!screen->line_mode)
        draw_bell();
}

void screen_say_err(struct screen *screen, enum err err)
{
    char sentence[SCREEN_SAY_LIMIT];
    screen_alarm(screen, "%s", err_sentence(err, err_last_detail(), sentence, sizeof sentence));
}

/* ---- painting ---- */

int screen_body_end(void)
{
    return draw_rows() - 2;
}

/* "Enter open  a authenticate ...  ? help", as many as fit, help always. */
static void paint_footer(const struct screen *screen)
{
    int row = draw_rows() - 1, column = 1, end = draw_columns() - 8;
    for (size_t i = 0; i < screen->ops->key_count; i++) {
        const struct screen_key *key = &screen->ops->keys[i];
        if (key->name == NULL || !screen_may(screen, key->right))
            continue;
        int width = (int)(strlen(key->key_name) + 1 + strlen(key->name));
        if (column + width > end)
            break;
        draw_format(row, column, 0, "%s %s", key->key_name, key->name);
        column += width + 2;
    }
    draw_text(row, column, 8, "? help");
}

/* The scan prompt while digits come, else what was said last; "n of m" at the right. */
static void paint_status(const struct screen *screen)
{
    int row = draw_rows() - 2;
    if (screen->scan.length) {
        int used = draw_format(row, 1, 0, "Scan: %s", screen->scan.typed);
        draw_cursor(row, 1 + used);
    } else {
        draw_text(row, 1, draw_columns() - 2, screen->said);
    }
    if (screen->position[0] && (int)(strlen(screen->said) + strlen(screen->position)) + 4 < draw_columns())
        draw_right(row, screen->position);
}

/* False when the line takes nothing now: the frame is skipped, the next one will show everything. */
static bool paint(struct screen *screen)
{
    struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };
    if (poll(&out, 1, 0) == 0)
        return false;
    draw_begin();
    if (!draw_fits()) {
        draw_text(0, 0, 0, "This window is too small.");
        draw_format(1, 0, 0, "Make it at least %dx%d.", DRAW_LEAST_COLUMNS, DRAW_LEAST_ROWS);
        draw_flush();
        return true;
    }
    screen->ops->paint(screen);
    paint_status(screen);
    paint_footer(screen);
    if (screen->prompt)
        screen->prompt(screen, screen->prompt_data);
    draw_flush();
    return true;
}

/* ---- waiting ---- */

static void take_news(struct screen *screen)
{
    struct notice notice;
    bool news = client_news(screen->client, &notice);
    if (screen->client->control < 0)
        screen->closing = true; /* the shop was closed */
    if (!news)
        return;
    screen->topics |= notice.topics;
    /* Every topic at once is what a new keeper starts with: it does not know what we listen to. */
    if (notice.topics == ~0u >> (32 - TOPIC_COUNT))
        screen->watch_again = true;
}

static void watch(struct screen *screen)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    screen->watch_again = false;
    args.topics = ~0u >> (32 - TOPIC_COUNT);
    if (screen->client->identity.role != ROLE_NOBODY)
        (void)!client_call(screen->client, ACTION_WATCH, &args, NULL, &arena);
    arena_free(&arena);
}

static int sooner(int wait, int64_t at, int64_t now)
{
    int left = at <= now ? 0 : at - now > 60000 ? 60000 : (int)(at - now);
    return wait < 0 || left < wait ? left : wait;
}

/* Sleep until a key, news, or wait_ms (-1: for ever). */
static void sleep_until_something(struct screen *screen, int wait_ms, bool painted)
{
    struct timespec wait = { wait_ms / 1000, wait_ms % 1000 * 1000000L };
    struct pollfd fds[] = { { .fd = STDIN_FILENO, .events = POLLIN },
                            { .fd = screen->client->control, .events = POLLIN },
                            { .fd = screen->client->keeper, .events = POLLIN },
                            { .fd = painted ? -1 : STDOUT_FILENO, .events = POLLOUT } };
    /* A terminal that went away is readable for ever and keeps ppoll() from ever taking the signal. */
    if (ppoll(fds, 4, wait_ms < 0 ? NULL : &wait, &waiting_mask) > 0 && fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
        hung_up = 1;
}

/* The next thing to happen. In a question (asking) only keys and ticks happen; news wait for the page. */
static enum wake wait_for(struct screen *screen, bool asking, int *key)
{
    for (;;) {
        *key = input_key();
        int64_t now = clock_ms();
        if (*key == INPUT_REDRAW)
            draw_again();
        if (*key == INPUT_REDRAW || *key == INPUT_RESIZE)
            continue;
        if (*key != INPUT_NONE) {
            screen->key_ms = now;
            screen->detail_due = true;
            if (draw_fits())
                return WAKE_KEY;
            continue;
        }
        take_news(screen);
        if (hung_up)
            screen->closing = true;
        if (screen->closing)
            return WAKE_CLOSE;
        if (!asking && screen->watch_again)
            watch(screen);
        bool news = !asking && screen->ops->news && screen->topics & screen->ops->topics;
        if (news && now >= screen->news_due_ms) {
            screen->news_due_ms = now + (screen->ops->news_ms ? screen->ops->news_ms : SCREEN_NEWS_MS);
            return WAKE_NEWS;
        }
        if (screen->ops->tick_ms && now >= screen->tick_due_ms) {
            screen->tick_due_ms = now + screen->ops->tick_ms;
            return WAKE_TICK;
        }
        bool painted = paint(screen);
        int wait = painted ? -1 : FRAME_MS;
        if (!asking && screen->detail_due && screen->ops->detail) {
            if (now >= screen->key_ms + SCREEN_DETAIL_MS)
                return WAKE_DETAIL;
            wait = sooner(wait, screen->key_ms + SCREEN_DETAIL_MS, now);
        }
        if (news)
            wait = sooner(wait, screen->news_due_ms, now);
        if (screen->ops->tick_ms)
            wait = sooner(wait, screen->tick_due_ms, now);
        if (!screen->client->changed)
            sleep_until_something(screen, wait, painted);
    }
}

int screen_next_key(struct screen *screen)
{
    for (;;) {
        int key;
        switch (wait_for(screen, true, &key)) {
        case WAKE_KEY:
            return key;
        case WAKE_TICK:
            if (screen->ops->tick)
                screen->ops->tick(screen);
            if (screen->leaving || screen->closing)
                return INPUT_NONE;
            break;
        default:
            return INPUT_NONE;
        }
    }
}

/* ---- keys and scans ---- */

const struct screen_key *screen_find_key(const struct screen *screen, int key)
{
    for (size_t i = 0; i < screen->ops->key_count; i++)
        if (screen->ops->keys[i].key == key || (screen->ops->keys[i].other && screen->ops->keys[i].other == key))
            return &screen->ops->keys[i];
    return NULL;
}

bool screen_may(const struct screen *screen, enum right right)
{
    return right == RIGHT_NONE || rights_scope(screen->client->identity.role, right) != SCOPE_NONE;
}

void screen_do(struct screen *screen, const struct screen_key *key)
{
    const char *why = NULL;
    if (!screen_may(screen, key->right)) {
        screen_say_err(screen, err_detail(ERR_RIGHT, "%s", word_of(&right_words, key->right)));
        return;
    }
    if (key->why_not)
        why = key->why_not(screen);
    if (why)
        screen_say(screen, "%s", why);
    else
        screen->ops->act(screen, key->act);
}

void screen_scanned(struct screen *screen, const char *code)
{
    snprintf(screen->scanned, sizeof screen->scanned, "%s", code);
}

bool screen_take_scanned(struct screen *screen)
{
    char code[sizeof screen->scanned];
    if (screen->scanned[0] == 0)
        return false;
    memcpy(code, screen->scanned, sizeof code);
    screen->scanned[0] = 0;
    if (screen->ops->scan && screen->ops->scan(screen, code))
        return true;
    if (screen->depth > 1) {
        memcpy(screen->scanned, code, sizeof code);
        screen->leaving = true; /* the page below looks at it next */
    } else if (screen->said[0] == 0) {
        screen_say(screen, "Nothing can be scanned here.");
    }
    return true;
}

/* True when the key was part of a scan. */
static bool take_scan(struct screen *screen, int key)
{
    char code[LABEL_CODE + 1];
    if (screen->ops->no_scan || (screen->ops->typing && screen->ops->typing(screen)))
        return false;
    switch (input_scan_key(&screen->scan, key, clock_ms(), code)) {
    case INPUT_SCAN_NOT:
        return false;
    case INPUT_SCAN_CODE:
        draw_bell();
        screen_scanned(screen, code);
        break;
    case INPUT_SCAN_BAD:
        draw_bell();
        screen_say_err(screen, ERR_CODE);
        break;
    default:
        break;
    }
    return true;
}

static void take_key(struct screen *screen, int key)
{
    screen->said[0] = 0;
    if (take_scan(screen, key) || (screen->ops->key && screen->ops->key(screen, key)))
        return;
    const struct screen_key *row = screen_find_key(screen, key);
    if (row)
        screen_do(screen, row);
    else if (key == '?' || key == INPUT_HELP)
        help_open(screen);
    else if (key == INPUT_ESC && screen->depth > 1)
        screen_back(screen);
}

/* ---- pages ---- */

static void run_page(struct screen *screen)
{
    while (!screen->leaving && !screen->closing) {
        int key;
        if (screen_take_scanned(screen))
            continue;
        switch (wait_for(screen, false, &key)) {
        case WAKE_KEY:
            take_key(screen, key);
            break;
        case WAKE_NEWS: {
            uint32_t topics = screen->topics;
            screen->topics = 0;
            screen->ops->news(screen, topics);
            break;
        }
        case WAKE_DETAIL:
            screen->detail_due = false;
            screen->ops->detail(screen);
            break;
        case WAKE_TICK:
            if (screen->ops->tick)
                screen->ops->tick(screen);
            break;
        case WAKE_CLOSE:
            break;
        }
    }
}

void screen_open(struct screen *screen, const struct screen_ops *ops, const void *arg)
{
    const struct screen_ops *below = screen->ops;
    void *below_page = screen->page;
    screen->ops = ops;
    screen->page = xcalloc(1, ops->size ? ops->size : 1);
    screen->position[0] = 0;
    screen->leaving = false;
    screen->detail_due = true;
    screen->tick_due_ms = clock_ms() + ops->tick_ms;
    screen->depth++;
    if (ops->open == NULL || ops->open(screen, arg)) {
        draw_turn_page();
        if (screen->line_mode)
            line_run(screen);
        else
            run_page(screen);
        if (ops->close)
            ops->close(screen);
        draw_turn_page();
    }
    free(screen->page);
    screen->ops = below;
    screen->page = below_page;
    screen->depth--;
    screen->leaving = false;
    screen->position[0] = 0;
    screen->detail_due = true;
    screen->topics = ~0u; /* the page below reads again: anything may have been done meanwhile */
    screen->tick_due_ms = clock_ms() + (below ? below->tick_ms : 0);
}

void screen_back(struct screen *screen)
{
    screen->leaving = true;
}

void screen_quit(struct screen *screen)
{
    screen->closing = true;
}

void *screen_data(struct screen *screen, const struct screen_ops *ops)
{
    if (screen->ops != ops)
        panic("page %s asked for while %s is open", ops->name, screen->ops->name);
    return screen->page;
}

/* ---- asking the keeper ---- */

enum err screen_call(struct screen *screen, enum action action, const struct args *args, void *reply, struct arena *arena)
{
    if (screen->client->keeper < 0 && !screen->line_mode) {
        screen_say(screen, "The shop is starting again; one moment.");
        paint(screen);
        screen->said[0] = 0;
    }
    enum err err = client_call(screen->client, action, args, reply, arena);
    if (err)
        screen_say_err(screen, err);
    return err;
}

void screen_keep_page(struct screen *screen, const char *page, const char *code, int64_t n)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    args.page = page;
    args.code = code;
    args.n = n;
    /* What could not be kept is only a convenience lost. */
    (void)!client_call(screen->client, ACTION_PAGE, &args, NULL, &arena);
    arena_free(&arena);
}

enum err screen_read_page(struct screen *screen, struct page *page, struct arena *arena)
{
    struct args args = client_args();
    record_init(&page_type, page);
    return client_call(screen->client, ACTION_PAGE, &args, page, arena);
}

/* ---- start and end ---- */

int screen_run(struct client *client, const struct screen_ops *first, bool staff)
{
    struct screen screen = { .client = client };
    catch_signals();
    screen.line_mode = draw_open() != ERR_NONE;
    screen.key_ms = clock_ms();
    screen.watch_again = true;
    int status = 0;
    if (staff && client->identity.role == ROLE_NOBODY && !login_run(&screen))
        status = 1;
    if (!status && !screen.closing)
        screen_open(&screen, first, NULL);
    if (!screen.line_mode)
        draw_close();
    if (!screen.failure && client->control < 0)
        screen.failure = err_detail(ERR_CLOSED, "it was just closed");
    if (screen.failure) {
        char sentence[SCREEN_SAY_LIMIT];
        fprintf(stderr, "%s\n", err_sentence(screen.failure, err_last_detail(), sentence, sizeof sentence));
        status = 1;
    }
    return status;
}
