/* lock.c - a locked screen; see lock.h.
 *
 * Keys go nowhere but into its two fields. The keeper compares, and slows down who guesses; over ssh only the same person
 * can go on, because there another one has a login of its own.
 */
#include "lock.h"
#include <stdio.h>
#include <string.h>
#include "../src/base/clock.h"
#include "draw.h"
#include "form.h"
#include "line.h"

enum { AT_LOGIN, AT_SECRET };
struct lock {
    struct form form;
    char since[40];
};
static const struct screen_ops lock_ops;

static const struct form_field fields[] = {
    { .label = "Login", .kind = FORM_TEXT, .limit = 32, .hint = "You, or whoever works here next." },
    { .label = "PIN", .kind = FORM_PASSWORD, .limit = 120, .hint = "PIN or password; not shown. Enter goes on." },
};

static bool open(struct screen *screen, const void *arg)
{
    struct lock *lock = screen->page;
    (void)arg;
    form_init(&lock->form, fields, sizeof fields / sizeof *fields);
    form_set(&lock->form, AT_LOGIN, screen->client->identity.login);
    lock->form.at = AT_SECRET;
    clock_words(clock_now(), lock->since, sizeof lock->since);
    return true;
}

static void close(struct screen *screen)
{
    form_free(&((struct lock *)screen_data(screen, &lock_ops))->form);
}

/* Somebody else works here now: every page closes, and screen_run() begins anew. */
static void change_person(struct screen *screen, const struct identity *identity)
{
    record_copy(&identity_type, identity, &screen->client->identity, &screen->client->memory);
    screen->stand.parted = true; /* what stands is the first person's, and kept */
    screen->again = screen->closing = true;
}

static void try(struct screen *screen)
{
    struct lock *lock = screen_data(screen, &lock_ops);
    struct arena arena = { 0 };
    struct identity identity;
    struct args args = client_args();
    const char *secret = form_text(&lock->form, AT_SECRET);
    args.login = form_text(&lock->form, AT_LOGIN);
    bool pin = *secret && strspn(secret, "0123456789") == strlen(secret) && strlen(secret) <= 32;
    *(pin ? &args.pin : &args.password) = secret;
    bool same = strcmp(args.login, screen->client->identity.login) == 0;
    enum err err = screen_call(screen, ACTION_SCREEN_UNLOCK, &args, &identity, &arena);
    form_set(&lock->form, AT_SECRET, "");
    lock->form.at = AT_SECRET;
    if (!err && !same)
        change_person(screen, &identity);
    if (!err)
        screen_back(screen);
    arena_free(&arena);
}

static void paint(struct screen *screen)
{
    const struct lock *lock = screen_data(screen, &lock_ops);
    const char *hint = lock->form.fields[lock->form.at].hint;
    draw_format(0, 1, 0, "LOCKED \xc2\xb7 %s", screen->client->identity.shop);
    draw_format(2, 1, 0, "%s locked this screen, %s.", screen->client->identity.login, lock->since);
    form_paint(&lock->form, 4, 1);
    if (screen->said[0] == 0)
        draw_text(screen_body_end(), 1, 0, hint);
}

static bool key(struct screen *screen, int key)
{
    struct lock *lock = screen_data(screen, &lock_ops);
    enum form_result result = form_key(&lock->form, key);
    if (result == FORM_DONE)
        try(screen);
    else if (result == FORM_BACK)
        screen_say(screen, "Locked. PIN or password opens it.");
    return true;
}

static void tell(struct screen *screen)
{
    struct lock *lock = screen_data(screen, &lock_ops);
    char login[40], secret[130];
    line_say("LOCKED by %s. PIN or password of %s, or another login.", screen->client->identity.login, screen->client->identity.login);
    if (line_ask(screen, "Login", login, sizeof login, false) && line_ask(screen, "PIN", secret, sizeof secret, true)) {
        form_set(&lock->form, AT_LOGIN, login[0] ? login : screen->client->identity.login);
        form_set(&lock->form, AT_SECRET, secret);
        try(screen);
    }
    explicit_bzero(secret, sizeof secret);
}

static const struct screen_key keys[] = {
    { INPUT_ENTER, 0, "Enter", "go on", "Open the screen again", 1, RIGHT_NONE, SCREEN_CURSES, NULL },
};
static const struct screen_ops lock_ops = {
    .name = "locked", .keys = keys, .key_count = 1, .size = sizeof(struct lock), .no_scan = true,
    .open = open, .close = close, .paint = paint, .key = key, .tell = tell,
};

void lock_run(struct screen *screen)
{
    void (*prompt)(struct screen *, void *) = screen->prompt;
    if (screen->client->identity.role == ROLE_OWNER) {
        screen_say(screen, "The owner has no PIN here. q leaves; countersign counter asks who works.");
        return;
    }
    stand_keep(screen, true);
    screen->prompt = NULL; /* a question that stands open is not to be read either */
    screen->locked = true;
    screen_open(screen, &lock_ops, NULL);
    screen->locked = false;
    screen->prompt = prompt;
}
