/* office_staff.c - who may log in: add, change, close and open again, keys, new password or PIN; see office.h. Passwords and PINs
 * are typed twice and never shown.
 */
#include <stdio.h>
#include <string.h>
#include "form.h"
#include "office.h"
#include "order_words.h"
#include "prompt.h"
#include "rows.h"

enum { ACT_ADD = 1, ACT_EDIT, ACT_DISABLE, ACT_PASSWORD, ACT_PIN, ACT_KEYS, ACT_BACK };
enum { FIELD_LOGIN, FIELD_NAME, FIELD_ROLE, FIELD_PASSWORD, FIELD_AGAIN, FIELD_COUNT, ROLES_MOST = 61 };

static void line(struct rows *rows, const void *element)
{
    const struct staff *staff = element;
    char keys[32] = "", last[40];
    if (staff->keys.n)
        snprintf(keys, sizeof keys, "%zu key%s", staff->keys.n, staff->keys.n == 1 ? "" : "s");
    rows_add(rows, staff->login, "%s %s %s %-11s %s%s%s%s%s", rows_cell(rows, staff->login, 14),
             rows_cell(rows, staff->role_name[0] ? staff->role_name : word_of(&role_words, staff->role), 12), rows_cell(rows, staff->name, 20),
             order_when_short(staff->last_login, last, sizeof last), staff->disabled ? "CLOSED " : "",
             keys, *keys && staff->pin ? ", " : "", staff->pin ? "PIN " : *keys ? " " : "",
             staff->demo_password ? "demo password" : "");
}

static bool open(struct screen *screen, const void *arg)
{
    static const struct rows_list list = {
        "STAFF", "LOGIN          ROLE         NAME                 LAST LOGIN  STATE", "Nobody can log in. Add somebody (a).",
        ACTION_STAFF_LIST, ROWS_OF(staff_list, staff), line, NULL,
    };
    (void)arg;
    return rows_open(screen, &list);
}

static bool add(struct screen *screen, const struct form *form)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    if (strcmp(form_text(form, FIELD_PASSWORD), form_text(form, FIELD_AGAIN)) != 0) {
        screen_say(screen, "The two passwords differ. Type them again.");
        return false;
    }
    args.login = form_text(form, FIELD_LOGIN);
    args.name = form_text(form, FIELD_NAME);
    args.role = form_text(form, FIELD_ROLE);
    args.password = form_text(form, FIELD_PASSWORD);
    bool added = screen_call(screen, ACTION_STAFF_ADD, &args, NULL, &arena) == ERR_NONE;
    if (added && !screen->closing && rows_load(screen)) {
        rows_select(screen, args.login);
        screen_say(screen, "%s can log in as %s.", args.login, args.role);
    }
    arena_free(&arena);
    return added;
}

/* The roles a login can have: the shop's, and supervisor. */
static size_t role_choices(struct screen *screen, const char *choices[ROLES_MOST], struct arena *arena)
{
    struct args args = client_args();
    struct role_list roles;
    size_t count = 0;
    if (screen_call(screen, ACTION_ROLE_LIST, &args, &roles, arena))
        return 0;
    for (size_t i = 0; i < roles.roles.n && count + 1 < ROLES_MOST; i++)
        choices[count++] = roles.roles.v[i].role;
    choices[count++] = word_of(&role_words, ROLE_SUPERVISOR);
    return count;
}

static void ask_add(struct screen *screen)
{
    struct arena arena = { 0 };
    const char *choices[ROLES_MOST];
    size_t count = role_choices(screen, choices, &arena);
    const struct form_field fields[FIELD_COUNT] = {
        { "Login", FORM_TEXT, 32, NULL, 0, "Begins with a letter; only a-z, 0-9 and -." },
        { "Name", FORM_TEXT, 120, NULL, 0, "As people know this person; may stay empty." },
        { "Role", FORM_CHOICE, 0, choices, count, "Space for the next one." },
        { "Password", FORM_PASSWORD, 120, NULL, 0, "At least 6 characters. It is not shown." },
        { "Again", FORM_PASSWORD, 120, NULL, 0, "The same once more." },
    };
    struct form form;
    form_init(&form, fields, FIELD_COUNT);
    while (count && form_run(screen, &form, "NEW LOGIN", "") && !add(screen, &form)) {
        form_set(&form, FIELD_PASSWORD, "");
        form_set(&form, FIELD_AGAIN, "");
        form.at = screen->line_mode ? 0 : FIELD_PASSWORD;
    }
    form_free(&form);
    arena_free(&arena);
}

static void ask_edit(struct screen *screen)
{
    const struct staff *staff = rows_element(screen);
    const char *role = staff->role_name[0] ? staff->role_name : word_of(&role_words, staff->role);
    struct args args = client_args();
    struct arena arena = { 0 };
    const char *choices[ROLES_MOST];
    size_t count = role_choices(screen, choices, &arena);
    const struct form_field fields[] = {
        { "Name", FORM_TEXT, 120, NULL, 0, "As people know this person." },
        { "Role", FORM_CHOICE, 0, choices, count, "Space for the next one. With another role its sessions end." },
    };
    struct form form;
    form_init(&form, fields, 2);
    form_set(&form, 0, staff->name);
    for (size_t i = 0; i < count; i++)
        if (strcmp(choices[i], role) == 0)
            form.chosen[1] = i;
    args.login = staff->login;
    if (count && form_run(screen, &form, "LOGIN", staff->login)) {
        args.name = form_text(&form, 0);
        args.role = strcmp(form_text(&form, 1), role) == 0 ? "" : form_text(&form, 1);
        if (screen_call(screen, ACTION_STAFF_SET, &args, NULL, &arena) == ERR_NONE)
            screen_say(screen, "%s is changed.", args.login);
    }
    form_free(&form);
    arena_free(&arena);
}

static void disable(struct screen *screen)
{
    const struct staff *staff = rows_element(screen);
    struct args args = client_args();
    struct arena arena = { 0 };
    struct staff now;
    bool own = strcmp(staff->login, screen->client->identity.login) == 0;
    args.login = arena_text(&arena, staff->login);
    if ((staff->disabled || prompt_yes(screen, false, own ? "%s is you. Close your own login? You are out at once."
                                                          : "Close the login %s? Its sessions end at once.",
                                       args.login)) &&
        screen_call(screen, staff->disabled ? ACTION_STAFF_ENABLE : ACTION_STAFF_DISABLE, &args, &now, &arena) == ERR_NONE)
        screen_say(screen, now.disabled ? "%s cannot log in any more. (d opens it again.)" : "%s can log in again.",
                   now.login);
    arena_free(&arena);
}

/* Typed twice; `what` is "password" or "PIN". */
static void new_secret(struct screen *screen, enum action action, const char *what, const char *then)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    char first[121], second[121];
    args.login = arena_text(&arena, rows_selected(screen->page));
    if (prompt_password(screen, first, sizeof first, "New %s of %s (not shown%s):", what, args.login, then) &&
        prompt_password(screen, second, sizeof second, "The same once more:")) {
        *(action == ACTION_STAFF_PIN ? &args.pin : &args.password) = first;
        if (strcmp(first, second) != 0)
            screen_say(screen, "The two %ss differ. Nothing was changed.", what);
        else if (screen_call(screen, action, &args, NULL, &arena) == ERR_NONE)
            screen_say(screen, "%s has a new %s.", args.login, what);
    }
    explicit_bzero(first, sizeof first);
    explicit_bzero(second, sizeof second);
    arena_free(&arena);
}

static void open_keys(struct screen *screen)
{
    char login[33];
    snprintf(login, sizeof login, "%s", rows_selected(screen->page));
    office_keys_open(screen, login);
}

static void act(struct screen *screen, int act)
{
    switch (act) {
    case ACT_ADD: ask_add(screen); break;
    case ACT_EDIT: ask_edit(screen); break;
    case ACT_DISABLE: disable(screen); break;
    case ACT_PASSWORD: new_secret(screen, ACTION_STAFF_PASSWORD, "password", "; its sessions end"); break;
    case ACT_PIN: new_secret(screen, ACTION_STAFF_PIN, "PIN", "; asked for beside a key"); break;
    case ACT_KEYS: open_keys(screen); break;
    default: screen_back(screen); return;
    }
    if (!screen->closing)
        rows_load(screen);
}

static const struct screen_key keys[] = {
    { 'a', 0, "a", "add", "A new login with role and password", ACT_ADD, RIGHT_STAFF, 0, NULL },
    { 'e', 0, "e", "edit", "Another name or role; with a role its sessions end", ACT_EDIT, RIGHT_STAFF, SCREEN_SELECTED, rows_why_not },
    { 'd', 0, "d", "close/open", "Close a login and end its sessions; again to open it", ACT_DISABLE, RIGHT_STAFF, SCREEN_SELECTED, rows_why_not },
    { 'p', 0, "p", "new password", "Give a new password; whoever knew the old one is out", ACT_PASSWORD, RIGHT_STAFF, SCREEN_SELECTED, rows_why_not },
    { 'K', 0, "K", "keys", "The keys it comes in with: look, add, remove", ACT_KEYS, RIGHT_STAFF, SCREEN_SELECTED, rows_why_not },
    { 'i', 0, "i", "PIN", "Give a new PIN, which is asked for beside a key", ACT_PIN, RIGHT_STAFF, SCREEN_SELECTED, rows_why_not },
    { INPUT_ESC, 'q', "Esc", "back", "Back to the office", ACT_BACK, RIGHT_NONE, 0, NULL },
};
static const struct screen_ops staff_ops = {
    .name = "staff", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct rows),
    .open = open, .act = act, .detail = rows_detail, ROWS_OPS,
};

void office_staff_open(struct screen *screen)
{
    screen_open(screen, &staff_ops, NULL);
}
