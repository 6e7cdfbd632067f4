/* office_keys.c - the keys of one login: what they are and when they came, added by pasting, removed; see office.h. */
#include <stdio.h>
#include <string.h>
#include "office.h"
#include "order_words.h"
#include "prompt.h"
#include "rows.h"

enum { ACT_ADD = 1, ACT_REMOVE, ACT_BACK, LOGIN = 33, LINE = 3000 };

struct keys_page {
    struct rows rows;
    char login[LOGIN], title[LOGIN + 10];
};
static const struct screen_ops keys_ops;

static void fill(struct keys_page *page, const struct staff_keys *keys)
{
    char when[40];
    rows_begin(&page->rows);
    for (size_t i = 0; i < keys->keys.n; i++) {
        const struct staff_key *key = &keys->keys.v[i];
        rows_add(&page->rows, key->fingerprint, "%-50.50s %-26s %-11s %5lld %s", key->fingerprint, key->comment,
                 order_when_short(key->added, when, sizeof when), (long long)key->bits, key->type);
    }
    rows_end(&page->rows);
}

/* Any of the three actions answers with the keys as they are then. */
static bool call(struct screen *screen, enum action action, struct args *args)
{
    struct keys_page *page = screen->page;
    struct arena arena = { 0 };
    struct staff_keys keys;
    args->login = page->login;
    bool done = screen_call(screen, action, args, &keys, &arena) == ERR_NONE;
    if (done)
        fill(page, &keys);
    arena_free(&arena);
    return done;
}

static bool open(struct screen *screen, const void *login)
{
    struct keys_page *page = screen->page;
    struct args args = client_args();
    snprintf(page->login, sizeof page->login, "%s", (const char *)login);
    snprintf(page->title, sizeof page->title, "KEYS OF %s", page->login);
    page->rows.title = page->title;
    page->rows.heading = "FINGERPRINT                                        COMMENT                    ADDED        BITS KIND";
    page->rows.empty = "No key: this login has its password alone. Add one (a).";
    return call(screen, ACTION_STAFF_KEYS, &args);
}

static void close(struct screen *screen)
{
    struct keys_page *page = screen->page;
    rows_free(&page->rows);
}

static void add(struct screen *screen)
{
    struct keys_page *page = screen->page;
    struct args args = client_args();
    char line[LINE] = "";
    if (!prompt_text(screen, line, sizeof line, "Paste the line of the .pub file:"))
        return;
    args.key = line;
    if (call(screen, ACTION_STAFF_KEY_ADD, &args))
        screen_say(screen, "%s can come in by this key; who moves money or supervises needs a PIN as well.", page->login);
}

static void remove_key(struct screen *screen)
{
    struct keys_page *page = screen->page;
    struct args args = client_args();
    char fingerprint[ROWS_KEY];
    snprintf(fingerprint, sizeof fingerprint, "%s", rows_selected(&page->rows));
    args.fingerprint = fingerprint;
    if (prompt_yes(screen, false, "Remove %s? Whoever is in by it is out at once.", fingerprint) &&
        call(screen, ACTION_STAFF_KEY_REMOVE, &args))
        screen_say(screen, "That key lets nobody in any more.");
}

static void act(struct screen *screen, int act)
{
    switch (act) {
    case ACT_ADD: add(screen); break;
    case ACT_REMOVE: remove_key(screen); break;
    default: screen_back(screen);
    }
}

static const struct screen_key keys[] = {
    { 'a', 0, "a", "add", "Paste the line of a .pub file", ACT_ADD, RIGHT_STAFF, 0, NULL },
    { 'r', 0, "r", "remove", "Remove the key and end the sessions that came in by it", ACT_REMOVE, RIGHT_STAFF, SCREEN_SELECTED, rows_why_not },
    { INPUT_ESC, 'q', "Esc", "back", "Back to the logins", ACT_BACK, RIGHT_NONE, 0, NULL },
};
static const struct screen_ops keys_ops = {
    .name = "keys", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct keys_page),
    .open = open, .close = close, .act = act, .detail = rows_detail, ROWS_OPS,
};

void office_keys_open(struct screen *screen, const char *login)
{
    screen_open(screen, &keys_ops, login);
}
