/* screen.c - pages, keys and scans; see screen.h. How a screen waits and paints stands in loop.c. */
#include "screen.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../src/base/clock.h"
#include "../src/model/order.h"
#include "draw.h"
#include "help.h"
#include "line.h"
#include "login.h"
#include "loop.h"
#include "prompt.h"

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
    if (screen->scanning)
        screen_scan_rings(screen, false);
    else
        screen_ring(screen, 1);
}

void screen_ring(struct screen *screen, int bells)
{
    if (screen->line_mode)
        return;
    screen->bells = bells;
    screen->bell_due_ms = clock_ms();
}

void screen_scan_rings(struct screen *screen, bool good)
{
    const struct identity *who = &screen->client->identity;
    screen->scanning = true;
    screen_ring(screen, (int)(good ? who->scan_good : who->scan_bad));
}

void screen_say_err(struct screen *screen, enum err err)
{
    char sentence[SCREEN_SAY_LIMIT];
    screen_alarm(screen, "%s", err_sentence(err, err_last_detail(), sentence, sizeof sentence));
}

const struct screen_key *screen_find_key(const struct screen *screen, int key)
{
    for (size_t i = 0; i < screen->ops->key_count; i++)
        if (screen->ops->keys[i].key == key || (screen->ops->keys[i].other && screen->ops->keys[i].other == key))
            return &screen->ops->keys[i];
    return NULL;
}

bool screen_may(const struct screen *screen, enum right right)
{
    return right == RIGHT_NONE || rights_of(&screen->client->identity, right) != SCOPE_NONE;
}

const char *screen_key_words(const struct screen *screen, const char *english)
{
    return screen->key_words ? screen->key_words(english) : english;
}

void screen_do(struct screen *screen, const struct screen_key *key)
{
    const char *why = NULL;
    /* Money waits for the PIN of who came in by a key: that the keeper says, and it is asked for then. */
    const struct identity *who = &screen->client->identity;
    bool unproved = who->key && *who->key && !who->pin && BIT(key->right) & RIGHTS_OF_MONEY;
    if (!unproved && !screen_may(screen, key->right)) {
        screen_say_err(screen, err_detail(ERR_RIGHT, "%s", word_of(&right_words, key->right)));
        return;
    }
    if (key->why_not)
        why = key->why_not(screen);
    if (why)
        screen_say(screen, "%s", why);
    else {
        int depth = screen->depth;
        stand_act(screen, key->key);
        screen->ops->act(screen, key->act);
        stand_act_over(screen, depth);
    }
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
    stand_act(screen, 0);
    if (screen->ops->scan && screen->ops->scan(screen, code))
        return true;
    if (screen->depth > 1) {
        memcpy(screen->scanned, code, sizeof code);
        screen->leaving = true; /* the page below looks at it next */
    } else if (screen->said[0] == 0) {
        screen_alarm(screen, "Nothing can be scanned here.");
    }
    return true;
}

/* True when the key was part of a scan. */
static bool take_scan(struct screen *screen, int key)
{
    char code[LABEL_CODE + 1];
    bool typing = (screen->ops->no_scan && (screen->locked || !screen->scans_all)) || (screen->ops->typing && screen->ops->typing(screen));
    /* With its own first character a scan is one in the middle of a form, too. */
    if (typing && !screen->scan.certain && (screen->scan.prefix == 0 || key != screen->scan.prefix || screen->locked))
        return false;
    switch (input_scan_key(&screen->scan, key, clock_ms(), code)) {
    case INPUT_SCAN_NOT:
        return false;
    case INPUT_SCAN_CODE:
        screen_scan_rings(screen, true);
        screen_scanned(screen, code);
        break;
    case INPUT_SCAN_BAD:
        screen->scanning = true;
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

static void run_page(struct screen *screen)
{
    stand_go_on(screen);
    while (!screen->leaving && !screen->closing) {
        int key;
        if (screen_take_scanned(screen))
            continue;
        switch (loop_wait(screen, false, &key)) {
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
    stand_open(screen);
    if (ops->open == NULL || ops->open(screen, arg)) {
        draw_turn_page();
        if (screen->line_mode)
            line_run(screen);
        else
            run_page(screen);
        stand_close(screen);
        if (ops->close)
            ops->close(screen);
        draw_turn_page();
    }
    free(screen->page);
    input_scan_again(&screen->scan);
    screen->ops = below;
    screen->page = below_page;
    screen->depth--;
    screen->leaving = false;
    screen->position[0] = 0;
    screen->detail_due = true;
    screen->topics = ~0u; /* the page below reads again, at once: anything may have been done meanwhile */
    screen->news_due_ms = 0;
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

/* Who this is and what it may do, in the keeper's words: keys that would be refused say so beforehand. */
static void ask_who(struct client *client)
{
    struct args args = client_args();
    struct identity identity;
    struct arena arena = { 0 };
    if (client_call(client, ACTION_WHOAMI, &args, &identity, &arena) == ERR_NONE)
        record_copy(&identity_type, &identity, &client->identity, &client->memory);
    arena_free(&arena);
}

/* Money asks for the PIN of who came in by a key alone, once a session. */
static enum err give_pin(struct screen *screen)
{
    struct args args = client_args();
    struct identity identity;
    struct arena arena = { 0 };
    char pin[64];
    if (!prompt_password(screen, pin, sizeof pin, "This needs your PIN beside the key (not shown):"))
        return ERR_PIN;
    args.login = screen->client->identity.login;
    args.pin = pin;
    enum err err = client_call(screen->client, ACTION_SCREEN_UNLOCK, &args, &identity, &arena);
    explicit_bzero(pin, sizeof pin);
    if (!err)
        ask_who(screen->client);
    arena_free(&arena);
    return err;
}

enum err screen_call(struct screen *screen, enum action action, const struct args *args, void *reply,
                     struct arena *arena)
{
    if (screen->client->keeper < 0 && !screen->line_mode) {
        screen_say(screen, "The shop is starting again; one moment.");
        loop_paint(screen);
        screen->said[0] = 0;
    }
    enum err err = client_call(screen->client, action, args, reply, arena);
    if (err == ERR_PIN && (err = give_pin(screen)) == ERR_NONE)
        err = client_call(screen->client, action, args, reply, arena);
    if (err)
        screen_say_err(screen, err);
    return err;
}

void screen_keep_page(struct screen *screen, const char *page, const char *code, int64_t n)
{
    struct stand *stand = &screen->stand;
    snprintf(stand->page, sizeof stand->page, "%s", page);
    snprintf(stand->code, sizeof stand->code, "%s", code);
    stand->n = n;
    stand_keep(screen, false);
}

enum err screen_read_page(struct screen *screen, struct page *page, struct arena *arena)
{
    enum err err = stand_read(screen);
    record_copy(&page_type, &screen->stand.back, page, arena);
    return err;
}

/* Staff hear when they were last here, and what the shop has to say; until the first key. */
static void greet(struct screen *screen)
{
    struct args args = client_args();
    struct greeting greeting;
    struct arena arena = { 0 };
    if (client_call(screen->client, ACTION_GREETING, &args, &greeting, &arena) == ERR_NONE && *greeting.words)
        screen_say(screen, "%s", greeting.words);
    arena_free(&arena);
}

int screen_run(struct client *client, const struct screen_ops *first, bool staff)
{
    struct screen screen = { .client = client };
    ask_who(client);
    loop_catch_signals();
    screen.line_mode = draw_open() != ERR_NONE;
    if (screen.line_mode)
        line_open();
    screen.key_ms = clock_ms();
    screen.watch_again = true;
    int status = 0;
    stand_start(&screen);
    if (staff && client->identity.role == ROLE_NOBODY) {
        status = login_run(&screen) ? 0 : 1;
        ask_who(client);
    }
    if (staff && !status && !screen.closing)
        greet(&screen);
    while (!status && !screen.closing) {
        screen.scan.prefix = client->identity.scan_prefix[0];
        if (staff)
            (void)!stand_read(&screen); /* where this person was when the line or the keeper went */
        screen_open(&screen, first, NULL);
        if (!screen.again)
            break;
        screen.again = screen.closing = false;
        screen.acted[0] = 0;
        stand_end(&screen);
        stand_start(&screen);
        ask_who(client);
    }
    stand_end(&screen);
    if (screen.line_mode)
        line_close();
    else
        draw_close();
    if (screen.parting)
        puts(screen.parting);
    if (!screen.line_mode && !staff && !screen.failure && client->control >= 0)
        puts("Goodbye. An order you began stays under its ticket.");
    if (!screen.failure && client->control < 0)
        screen.failure = err_detail(ERR_CLOSED, "it was just closed");
    if (screen.failure) {
        char sentence[SCREEN_SAY_LIMIT];
        fprintf(stderr, "%s\n", err_sentence(screen.failure, err_last_detail(), sentence, sizeof sentence));
        status = 1;
    }
    return status;
}
