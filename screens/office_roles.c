/* office_roles.c - the shop's roles and, one by one, what a role or a terminal is for; see office.h.
 *
 * Supervisor, owner and customer are what they are: the keeper lists only what can be changed. A change is in force for
 * every session at once.
 */
#include <stdio.h>
#include <string.h>
#include "office.h"
#include "prompt.h"
#include "rows.h"

enum { ACT_RIGHTS = 1, ACT_ADD, ACT_SWITCH, ACT_BACK, NAME = 65 };
static const uint32_t never_switched = BIT(RIGHT_NONE) | BIT(RIGHT_MACHINE) | BIT(RIGHT_AUTHENTICATE);

/* ---- the list of roles ---- */

static void role_line(struct rows *rows, const void *element)
{
    const struct role_rights *role = element;
    char rights[400];
    rows_add(rows, role->role, "%s %-8s %s", rows_cell(rows, role->role, 16), word_of(&role_words, role->base),
             word_set(&right_words, role->rights & ~never_switched, rights, sizeof rights));
}

static bool open_roles(struct screen *screen, const void *arg)
{
    static const struct rows_list list = {
        "ROLES", "ROLE             LIKE     MAY", "There is no role.", ACTION_ROLE_LIST, ROWS_OF(role_list, roles), role_line, NULL,
    };
    (void)arg;
    return rows_open(screen, &list);
}

static void add_role(struct screen *screen)
{
    static const char *const bases[] = { "counter", "lab" };
    struct args args = client_args();
    struct arena arena = { 0 };
    char name[33] = "";
    if (!prompt_text(screen, name, sizeof name, "Name of the new role (a-z, 0-9, -):"))
        return;
    int base = prompt_choice(screen, bases, 2, 0, "%s begins with the rights of", name);
    if (base < 0)
        return;
    args.role = name;
    args.base = bases[base];
    if (screen_call(screen, ACTION_ROLE_ADD, &args, NULL, &arena) == ERR_NONE && rows_load(screen)) {
        rows_select(screen, name);
        screen_say(screen, "There is a role %s now. Enter switches its rights.", name);
    }
    arena_free(&arena);
}

static void act_roles(struct screen *screen, int act)
{
    char name[NAME];
    switch (act) {
    case ACT_RIGHTS:
        snprintf(name, sizeof name, "%s", rows_selected(screen->page));
        office_rights_open(screen, false, name);
        if (!screen->closing)
            rows_load(screen);
        break;
    case ACT_ADD:
        add_role(screen);
        break;
    default:
        screen_back(screen);
    }
}

static const struct screen_key roles_keys[] = {
    { INPUT_ENTER, INPUT_RIGHT, "Enter", "rights", "Switch the rights of the role", ACT_RIGHTS, RIGHT_STAFF, SCREEN_SELECTED, rows_why_not },
    { 'a', 0, "a", "add", "A role of the shop's own", ACT_ADD, RIGHT_STAFF, 0, NULL },
    { INPUT_ESC, 'q', "Esc", "back", "Back to the office", ACT_BACK, RIGHT_NONE, 0, NULL },
};
static const struct screen_ops roles_ops = {
    .name = "roles", .keys = roles_keys, .key_count = sizeof roles_keys / sizeof *roles_keys, .size = sizeof(struct rows),
    .open = open_roles, .act = act_roles, .detail = rows_detail, ROWS_OPS,
};

void office_roles_open(struct screen *screen)
{
    screen_open(screen, &roles_ops, NULL);
}

/* ---- the rights of one role, or of one terminal ---- */

struct rights_page {
    struct rows rows;
    bool terminal;
    char name[NAME], title[NAME + 60];
    uint32_t rights;
};
static const struct screen_ops rights_ops;

/* What the role has; of a terminal what is not taken from it. ERR_NOT_FOUND when it is gone. */
static enum err read_rights(struct screen *screen, const struct rights_page *page, uint32_t *rights)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    struct role_list roles;
    struct terminals terminals;
    bool found = false;
    enum err err = page->terminal ? screen_call(screen, ACTION_TERMINAL_LIST, &args, &terminals, &arena)
                                  : screen_call(screen, ACTION_ROLE_LIST, &args, &roles, &arena);
    for (size_t i = 0; !err && page->terminal && i < terminals.terminals.n; i++)
        if (strcmp(terminals.terminals.v[i].terminal, page->name) == 0) {
            *rights = ~terminals.terminals.v[i].without;
            found = true;
        }
    for (size_t i = 0; !err && !page->terminal && i < roles.roles.n; i++)
        if (strcmp(roles.roles.v[i].role, page->name) == 0) {
            *rights = roles.roles.v[i].rights;
            found = true;
        }
    arena_free(&arena);
    return err ? err : found ? ERR_NONE : err_detail(ERR_NOT_FOUND, "%s", page->name);
}

static bool load_rights(struct screen *screen)
{
    struct rights_page *page = screen_data(screen, &rights_ops);
    enum err err = read_rights(screen, page, &page->rights);
    if (err) {
        screen_say_err(screen, err);
        return false;
    }
    rows_begin(&page->rows);
    for (unsigned right = 0; right < RIGHT_COUNT; right++)
        if (!(never_switched & BIT(right)))
            rows_add(&page->rows, word_of(&right_words, right), "%s  %s",
                     page->rights & BIT(right) ? "yes" : "no ", word_of(&right_words, right));
    rows_end(&page->rows);
    return true;
}

static bool open_rights(struct screen *screen, const void *arg)
{
    const struct rights_page *asked = arg;
    struct rights_page *page = screen->page;
    *page = *asked;
    snprintf(page->title, sizeof page->title, page->terminal ? "TERMINAL %s may be used to" : "ROLE %s may", page->name);
    page->rows.title = page->title;
    page->rows.heading = page->rows.empty = "";
    return load_rights(screen);
}

static void switch_right(struct screen *screen)
{
    struct rights_page *page = screen_data(screen, &rights_ops);
    struct args args = client_args();
    struct arena arena = { 0 };
    const char *word = arena_text(&arena, rows_selected(&page->rows));
    bool had = page->rights & BIT((unsigned)word_find(&right_words, word));
    args.terminal = page->terminal ? page->name : "";
    args.role = page->terminal ? "" : page->name;
    args.give = had ? "" : word;
    args.take = had ? word : "";
    if (screen_call(screen, page->terminal ? ACTION_TERMINAL_SET : ACTION_ROLE_SET, &args, NULL, &arena) == ERR_NONE &&
        load_rights(screen))
        screen_say(screen, had ? "%s may not %s any more." : "%s may %s now.", page->name, word);
    arena_free(&arena);
}

static void act_rights(struct screen *screen, int act)
{
    if (act == ACT_SWITCH)
        switch_right(screen);
    else
        screen_back(screen);
}

static const struct screen_key rights_keys[] = {
    { ' ', INPUT_ENTER, "Space", "switch", "Give the right, or take it (also Enter)", ACT_SWITCH, RIGHT_STAFF, SCREEN_SELECTED, rows_why_not },
    { INPUT_ESC, 'q', "Esc", "back", "Back", ACT_BACK, RIGHT_NONE, 0, NULL },
};
static const struct screen_ops rights_ops = {
    .name = "rights", .keys = rights_keys, .key_count = sizeof rights_keys / sizeof *rights_keys,
    .size = sizeof(struct rights_page), .open = open_rights, .act = act_rights,
    .detail = rows_detail, ROWS_OPS,
};

void office_rights_open(struct screen *screen, bool terminal, const char *name)
{
    struct rights_page asked = { .terminal = terminal };
    snprintf(asked.name, sizeof asked.name, "%s", name);
    screen_open(screen, &rights_ops, &asked);
}
