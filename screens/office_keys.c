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

static void line(struct rows *rows, const void *element)
{
    const struct staff_key *key = element;
    char when[40];
    rows_add(rows, key->fingerprint, "%-50.50s %s %-11s %5lld %s", key->fingerprint, rows_cell(rows, key->comment, 26),
             order_when_short(key->added, when, sizeof when), (long long)key->bits, key->type);
}

static void ask(struct screen *screen, struct args *args)
{
    const struct keys_page *page = screen->page;
    args->login = page->login;
}

static bool call(struct screen *screen, enum action action, struct args *args)
{
    struct arena arena = { 0 };
    ask(screen, args);
    bool done = screen_call(screen, action, args, NULL, &arena) == ERR_NONE && rows_load(screen);
    arena_free(&arena);
    return done;
}

static bool open(struct screen *screen, const void *login)
{
    static const struct rows_list list = {
        "", "FINGERPRINT                                        COMMENT                    ADDED        BITS KIND",
        "No key: this login has its password alone. Add one (a).", ACTION_STAFF_KEYS, ROWS_OF(staff_keys, keys), line, ask,
    };
    struct keys_page *page = screen->page;
    snprintf(page->login, sizeof page->login, "%s", (const char *)login);
    snprintf(page->title, sizeof page->title, "KEYS OF %s", page->login);
    bool opened = rows_open(screen, &list);
    page->rows.title = page->title;
    return opened;
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
    .open = open, .act = act, .detail = rows_detail, ROWS_OPS,
};

void office_keys_open(struct screen *screen, const char *login)
{
    screen_open(screen, &keys_ops, login);
}
