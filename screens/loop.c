/* loop.c - waiting and painting: the one place where a screen sleeps; see loop.h.
 *
 * Hang-ups are taken only while waiting (the signals are blocked elsewhere), so that no act is cut in two: whatever a
 * call to the keeper did, its reply is read before the screen goes.
 */
#include "loop.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>
#include "../src/base/clock.h"
#include "../src/base/str.h"
#include "draw.h"
#include "input.h"
#include "lock.h"
#include "text.h"

enum { FRAME_MS = 1000 /* a full line is asked again after */, IDLE_WARN_MS = 60000 };

static volatile sig_atomic_t hung_up;
static bool interrupted; /* a wait was, and not by a hang-up */
static sigset_t waiting_mask;

static void hang_up(int signal_number)
{
    (void)signal_number;
    hung_up = 1;
}

void loop_catch_signals(void)
{
    static const int signals[] = { SIGHUP, SIGTERM };
    struct sigaction act = { .sa_handler = hang_up };
    sigset_t block;
    sigemptyset(&block);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        sigaction(signals[i], &act, NULL);
        sigaddset(&block, signals[i]);
    }
    /* ncurses notes a changed size when it next reads: taken while painting it would wait for the next key. */
    sigaddset(&block, SIGWINCH);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGTSTP, SIG_IGN); /* ^Z is no key here; ncurses would switch it off and on around every paint */
    sigprocmask(SIG_BLOCK, &block, &waiting_mask);
    sigdelset(&waiting_mask, SIGWINCH);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigdelset(&waiting_mask, signals[i]);
}

int screen_body_end(void)
{
    return draw_rows() - 2;
}

/* "Enter open  a authenticate ...  ? help", as many as fit, help always. */
static void paint_footer(const struct screen *screen)
{
    int row = draw_rows() - 1, column = 1, end = draw_columns() - 9;
    for (size_t i = 0; i < screen->ops->key_count; i++) {
        const struct screen_key *key = &screen->ops->keys[i];
        if (key->name == NULL || key->flags & SCREEN_ABOVE || !screen_may(screen, key->right))
            continue;
        const char *name = screen_key_words(screen, key->name), *cap = screen_key_words(screen, key->key_name);
        int width = (int)(str_columns(cap) + 1 + str_columns(name));
        if (column + width > end)
            break;
        draw_format(row, column, 0, "%s %s", cap, name);
        column += width + 2;
    }
    draw_format(row, column, 9, "? %s", screen_key_words(screen, "help"));
}

/* A sentence too long for the status line takes the row above as well. */
static void paint_long(int row, const char *said)
{
    struct text text = { 0 };
    text_wrap(&text, draw_columns() - 2, "", said);
    draw_blank(row - 1);
    for (size_t i = 0; i < text.count && i < 2; i++)
        draw_text(row - 1 + (int)i, 1, draw_columns() - 2, text.lines[i]);
    text_free(&text);
}

/* The scan prompt while digits come, else what was said last; "n of m" at the right. */
static void paint_status(const struct screen *screen)
{
    int row = draw_rows() - 2;
    if (screen->scan.length) {
        int used = draw_format(row, 1, 0, "Scan: %s", screen->scan.typed);
        draw_cursor(row, 1 + used);
    } else if ((int)str_columns(screen->said) <= draw_columns() - 2) {
        draw_text(row, 1, draw_columns() - 2, screen->said);
    } else {
        paint_long(row, screen->said);
    }
    if (screen->position[0] && (int)(strlen(screen->said) + strlen(screen->position)) + 4 < draw_columns())
        draw_right(row, screen->position);
}

static void paint(struct screen *screen)
{
    draw_begin();
    if (!draw_fits()) {
        draw_text(0, 0, 0, "This window is too small.");
        draw_format(1, 0, 0, "Make it at least %dx%d.", DRAW_LEAST_COLUMNS, DRAW_LEAST_ROWS);
        draw_flush();
        return;
    }
    screen->ops->paint(screen);
    if (!screen->ops->bare) {
        paint_status(screen);
        paint_footer(screen);
    }
    if (screen->prompt)
        screen->prompt(screen, screen->prompt_data);
    if (screen->prompt && screen->warned)
        draw_text(0, 1, 0, screen->said); /* the question has the status line */
    draw_flush();
}

/* What could be done without waiting; one question to the system for all of it. */
struct chances {
    bool key, news, paint;
};

static struct chances look(const struct screen *screen)
{
    const struct client *client = screen->client;
    struct pollfd fds[] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = client->control, .events = POLLIN },
                            { .fd = client->keeper, .events = POLLIN }, { .fd = STDOUT_FILENO, .events = POLLOUT } };
    poll(fds, sizeof fds / sizeof *fds, 0);
    return (struct chances){ .key = fds[0].revents || input_holds() || interrupted,
                             .news = fds[1].revents || fds[2].revents || client->changed || client->control < 0,
                             .paint = fds[3].revents != 0 };
}

void loop_paint(struct screen *screen)
{
    if (look(screen).paint)
        paint(screen);
}

static void take_news(struct screen *screen)
{
    struct notice notice;
    bool news = client_news(screen->client, &notice);
    if (screen->client->control < 0)
        hung_up = 1; /* the shop was closed, or the line is gone */
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
    args.seq = screen->stand.desk;
    if (screen->client->identity.role != ROLE_NOBODY)
        (void)!client_call(screen->client, ACTION_WATCH, &args, NULL, &arena);
    arena_free(&arena);
}

static int sooner(int wait, int64_t at, int64_t now)
{
    int left = at <= now ? 0 : at - now > 60000 ? 60000 : (int)(at - now);
    return wait < 0 || left < wait ? left : wait;
}

/* A bell that is due; the others follow one by one, because a terminal makes one sound of two at once. */
static void ring(struct screen *screen, int64_t now)
{
    screen->scanning = false;
    if (screen->bells == 0 || now < screen->bell_due_ms)
        return;
    draw_bell();
    screen->bells--;
    screen->bell_due_ms = now + SCREEN_BELL_MS;
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
    int ready = ppoll(fds, 4, wait_ms < 0 ? NULL : &wait, &waiting_mask);
    if (ready > 0 && fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
        hung_up = 1;
    else if (ready < 0 && errno == EINTR && !hung_up)
        interrupted = true; /* a window of another size */
}

/* Staff that is not there: warned on the status line, then the screen locks, or over ssh closes; what was half typed is
 * kept. False when something
 * changed and is to be painted. */
static bool idle(struct screen *screen, int64_t now, int *wait)
{
    const struct identity *who = &screen->client->identity;
    int64_t idle_ms = who->idle_seconds * 1000, warn_ms = idle_ms / 4 < IDLE_WARN_MS ? idle_ms / 4 : IDLE_WARN_MS;
    if (idle_ms == 0 || screen->locked || who->role == ROLE_CUSTOMER || who->role == ROLE_NOBODY) /* the kiosk has its own way (kiosk.c) */
        return true;
    if (now >= screen->key_ms + idle_ms && !who->remote && who->role != ROLE_OWNER) {
        screen->key_ms = now;
        lock_run(screen);
        return false;
    }
    if (now >= screen->key_ms + idle_ms) {
        stand_part(screen);
        screen->parting = "Logged out: nobody was here. Log in again to go on where you were.";
        screen->closing = true;
        return false;
    }
    if (now < screen->key_ms + idle_ms - warn_ms || screen->warned) {
        *wait = sooner(*wait, screen->key_ms + idle_ms - (screen->warned ? 0 : warn_ms), now);
        return true;
    }
    screen->warned = true;
    screen_alarm(screen, "Still there? Press any key; without one this screen is %s in %lld seconds.",
                 who->remote || who->role == ROLE_OWNER ? "closed" : "locked", (long long)warn_ms / 1000);
    return false;
}

enum wake loop_wait(struct screen *screen, bool asking, int *key)
{
    for (;;) {
        struct chances can = look(screen);
        if (interrupted)
            draw_again(); /* perhaps smaller and larger again: what it forgot it does not tell */
        *key = can.key ? input_key() : INPUT_NONE;
        interrupted = false;
        int64_t now = clock_ms();
        if (*key == INPUT_REDRAW)
            draw_again();
        if (*key == INPUT_REDRAW || *key == INPUT_RESIZE)
            continue;
        if (*key != INPUT_NONE) {
            screen->key_ms = now;
            screen->detail_due = screen->stand.changed = true;
            screen->warned = false;
            if (draw_fits())
                return WAKE_KEY;
            continue;
        }
        if (can.news)
            take_news(screen);
        if (hung_up && !screen->closing) {
            stand_part(screen);
            screen->closing = true;
        }
        if (screen->closing)
            return WAKE_CLOSE;
        if (!asking && screen->watch_again)
            watch(screen);
        bool news = !asking && screen->ops->news && screen->topics & screen->ops->topics;
        int64_t news_ms = screen->ops->news_ms ? screen->ops->news_ms : SCREEN_NEWS_MS, news_due_ms = screen->news_due_ms;
        if (screen->topics & BIT(TOPIC_HAND) && news_ms > SCREEN_NEWS_MS)
            news_due_ms -= news_ms - SCREEN_NEWS_MS; /* only what goes on by itself may wait longer */
        if (news && now >= news_due_ms) {
            screen->news_due_ms = now + news_ms;
            return WAKE_NEWS;
        }
        if (screen->ops->tick_ms && now >= screen->tick_due_ms) {
            screen->tick_due_ms = now + screen->ops->tick_ms;
            return WAKE_TICK;
        }
        ring(screen, now);
        if (can.paint)
            paint(screen);
        int wait = can.paint ? -1 : FRAME_MS;
        if (screen->stand.changed && now >= screen->key_ms + STAND_PAUSE_MS)
            stand_keep(screen, false);
        if (screen->stand.changed)
            wait = sooner(wait, screen->key_ms + STAND_PAUSE_MS, now);
        if (!idle(screen, now, &wait))
            continue;
        if (!asking && screen->detail_due && screen->ops->detail) {
            int64_t due = screen->key_ms + (screen->ops->detail_ms ? screen->ops->detail_ms : SCREEN_DETAIL_MS);
            if (now >= due)
                return WAKE_DETAIL;
            wait = sooner(wait, due, now);
        }
        if (screen->bells)
            wait = sooner(wait, screen->bell_due_ms, now);
        if (news)
            wait = sooner(wait, news_due_ms, now);
        if (screen->ops->tick_ms)
            wait = sooner(wait, screen->tick_due_ms, now);
        if (!screen->client->changed)
            sleep_until_something(screen, wait, can.paint);
    }
}

int screen_next_key(struct screen *screen)
{
    for (;;) {
        int key;
        switch (loop_wait(screen, true, &key)) {
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
