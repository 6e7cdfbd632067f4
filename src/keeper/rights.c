/* rights.c - roles, terminals and what follows from them: the rights of a session.
 *
 * The store holds what this shop decided; this file keeps it at hand, because every action asks. A change is in force
 * for all sessions as soon as it is on disk. Supervisor, owner and customer are what they are; everybody else has the
 * rights of the role, less what the terminal is not for. Engine thread only.
 */
#include <string.h>
#include "../slip/slip.h"
#include "../base/log.h"
#include "keeper.h"

static struct arena memory;
static struct role_list roles;
static struct terminals terminals;

static bool fixed(enum role role)
{
    return role != ROLE_COUNTER && role != ROLE_LAB;
}

static struct role_rights *find_role(const char *name)
{
    for (size_t i = 0; i < roles.roles.n; i++)
        if (strcmp(roles.roles.v[i].role, name) == 0)
            return &roles.roles.v[i];
    return NULL;
}

static const struct station *find_terminal(const char *name)
{
    for (size_t i = 0; i < terminals.terminals.n; i++)
        if (strcmp(terminals.terminals.v[i].terminal, name) == 0)
            return &terminals.terminals.v[i];
    return NULL;
}

const char *rights_reader(const char *name)
{
    const struct station *terminal = find_terminal(name);
    return terminal ? terminal->reader : "";
}

void rights_work_out(struct identity *who)
{
    const struct station *terminal = find_terminal(who->terminal);
    const struct role_rights *role = find_role(*who->role_name ? who->role_name : word_of(&role_words, who->role));
    if (!fixed(who->role))
        who->rights = role ? role->rights : 0; /* a role that is gone has no rights */
    else
        who->rights = rights_default(who->role);
    if (terminal && who->role != ROLE_OWNER) {
        who->rights &= ~terminal->without;
        if (terminal->place != PLACE_NONE)
            who->place = terminal->place; /* whatever screen was opened there */
    }
    /* Whoever came in without the PIN has not shown enough for these, also when the role gets them only now. */
    if (*who->key && !who->pin && keeper_state.conf.second_factor)
        who->rights &= ~RIGHTS_OF_MONEY;
    who->rights = rights_complete(who->rights);
}

uint32_t rights_of_role(enum role role, const char *role_name)
{
    struct identity who;
    record_init(&identity_type, &who);
    who.role = role;
    who.role_name = role_name;
    rights_work_out(&who);
    return who.rights;
}

/* Everything of one tree, into a list. */
static enum err load_tree(struct store *store, enum tree tree, const struct record_type *type, void *list, size_t limit)
{
    struct key from = key_text(""), found, target;
    struct walk *walk;
    enum err err = walk_open(store, tree, from, 0, false, &walk);
    if (err)
        return err;
    for (size_t n = 0; n < limit && (err = walk_next(walk, &found, &target)) == ERR_NONE; n++)
        if ((err = store_get(store, tree, target, list_add(&memory, list, type), &memory)))
            break;
    walk_close(walk);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

enum err rights_load(struct store *store)
{
    static const enum role begin_with[] = { ROLE_COUNTER, ROLE_LAB };
    arena_reset(&memory);
    record_init(&role_list_type, &roles);
    record_init(&terminals_type, &terminals);
    enum err err = store_begin(store);
    if (err)
        return err;
    if ((err = load_tree(store, TREE_ROLE, &role_rights_type, &roles.roles, 60)) == ERR_NONE)
        err = load_tree(store, TREE_TERMINAL, &station_type, &terminals.terminals, 200);
    store_abort(store);
    /* What the shop never changed is as the rows of tbl/rights.h say. */
    for (size_t i = 0; i < 2 && !err; i++) {
        if (find_role(word_of(&role_words, begin_with[i])))
            continue;
        struct role_rights *role = LIST_ADD(&memory, &roles.roles, role_rights);
        role->role = word_of(&role_words, begin_with[i]);
        role->base = begin_with[i];
        role->rights = rights_default(begin_with[i]);
    }
    return err;
}

enum err role_named(const char *name, enum role *base)
{
    const struct role_rights *role = find_role(name);
    if (role) {
        *base = role->base;
        return ERR_NONE;
    }
    if (strcmp(name, word_of(&role_words, ROLE_SUPERVISOR)) == 0) {
        *base = ROLE_SUPERVISOR;
        return ERR_NONE;
    }
    return err_detail(ERR_NOT_FOUND, "no role is called %.32s (see: role list)", name);
}

/* ---- actions ---- */

enum err action_role_list(struct act *act)
{
    struct role_list *list = act->reply;
    for (size_t i = 0; i < roles.roles.n; i++)
        *LIST_ADD(act->arena, &list->roles, role_rights) = roles.roles.v[i];
    return ERR_NONE;
}

enum err action_terminal_list(struct act *act)
{
    struct terminals *list = act->reply;
    for (size_t i = 0; i < terminals.terminals.n; i++)
        *LIST_ADD(act->arena, &list->terminals, station) = terminals.terminals.v[i];
    return ERR_NONE;
}

/* "pay, hand over": words of rights by comma, into a set. */
static enum err read_rights(struct act *act, const char *text, uint32_t *set)
{
    struct identity words; /* its field "rights" knows the words */
    record_init(&identity_type, &words);
    enum err err = *text ? record_set(&identity_type, &words, "rights", text, act->arena) : ERR_NONE;
    *set = words.rights;
    if (!err && words.rights & (BIT(RIGHT_MACHINE) | BIT(RIGHT_AUTHENTICATE) | BIT(RIGHT_NONE)))
        err = err_detail(ERR_MALFORMED, "that right is not given or taken");
    return err;
}

static enum err save_role(struct act *act, const struct role_rights *role, uint32_t before)
{
    char had[400], has[400];
    word_set(&right_words, before, had, sizeof had);
    word_set(&right_words, role->rights, has, sizeof has);
    had[200] = has[200] = 0;
    act_effect(act, EFFECT_RIGHTS, "");
    enum err err = store_put(act->store, TREE_ROLE, key_text(role->role), role);
    if (!err)
        err = act_journal(act, NULL, EVENT_RIGHTS, had, has, role->role);
    if (err)
        return err;
    struct role_list *list = act->reply;
    *LIST_ADD(act->arena, &list->roles, role_rights) = *role;
    return ERR_NONE;
}

/* From the store: what is at hand here is renewed only after the flush, and two changes may be in one batch. */
static enum err role_as_it_is(struct act *act, const char *name, struct role_rights *role)
{
    enum err err = store_get(act->store, TREE_ROLE, key_text(name), role, act->arena);
    const struct role_rights *known = find_role(name);
    if (err == ERR_NOT_FOUND && known) {
        *role = *known;
        err = ERR_NONE;
    }
    return err == ERR_NOT_FOUND ? err_detail(ERR_NOT_FOUND, "no role is called %.32s (see: role list)", name) : err;
}

enum err action_role_set(struct act *act)
{
    struct role_rights role;
    uint32_t give, take;
    enum err err = role_as_it_is(act, act->args->role, &role);
    if (!err)
        err = read_rights(act, act->args->give, &give);
    if (!err)
        err = read_rights(act, act->args->take, &take);
    if (err)
        return err;
    uint32_t before = role.rights;
    role.rights = rights_complete((role.rights | give) & ~take);
    return save_role(act, &role, before);
}

static bool good_name(const char *name)
{
    return *name >= 'a' && *name <= 'z' && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name) &&
           word_find(&role_words, name) < 0;
}

enum err action_role_add(struct act *act)
{
    const struct role_rights *base = find_role(act->args->base);
    struct role_rights role;
    if (find_role(act->args->role))
        return err_detail(ERR_EXISTS, "the role %s", act->args->role);
    if (!good_name(act->args->role))
        return err_detail(ERR_MALFORMED, "a role begins with a letter and has only a-z, 0-9 and -");
    if (base == NULL || roles.roles.n >= 60)
        return err_detail(ERR_NOT_FOUND, "a role works like counter or lab: --base counter");
    role = *base;
    role.role = act->args->role;
    return save_role(act, &role, 0);
}

enum err action_terminal_set(struct act *act)
{
    struct station terminal;
    uint32_t give, take;
    int place = *act->args->place ? word_find(&place_words, act->args->place) : -1;
    enum err err = read_rights(act, act->args->give, &give);
    if (!err)
        err = read_rights(act, act->args->take, &take);
    if (err)
        return err;
    struct slip_target target;
    if (strcmp(act->args->slips, "none") != 0 && (err = slip_target_read(act->args->slips, &target)))
        return err;
    if (*act->args->place && (place < 0 || place == PLACE_MACHINE))
        return err_detail(ERR_MALFORMED, "a place is kiosk, counter, lab or office, not %s", act->args->place);
    err = store_get(act->store, TREE_TERMINAL, key_text(act->args->terminal), &terminal, act->arena);
    if (*act->args->terminal == 0 || (err == ERR_NOT_FOUND && terminals.terminals.n >= 200))
        return err_detail(ERR_MALFORMED, "a terminal has a name, and there are at most 200");
    if (err == ERR_NOT_FOUND)
        record_init(&station_type, &terminal);
    else if (err)
        return err;
    terminal.terminal = act->args->terminal;
    terminal.place = place >= 0 ? (enum place)place : terminal.place;
    terminal.without = (terminal.without | take) & ~give;
    if (*act->args->words)
        terminal.words = act->args->words;
    if (*act->args->reader && *act->args->reader != '/' && strcmp(act->args->reader, "none") != 0)
        return err_detail(ERR_MALFORMED, "a reader is the folder where its cards are mounted, as /media/card, or none");
    if (*act->args->reader)
        terminal.reader = *act->args->reader == '/' ? act->args->reader : "";
    if (*act->args->slips)
        terminal.slips = strcmp(act->args->slips, "none") == 0 ? "" : act->args->slips;
    act_effect(act, EFFECT_RIGHTS, "");
    if ((err = store_put(act->store, TREE_TERMINAL, key_text(terminal.terminal), &terminal)))
        return err;
    struct terminals *list = act->reply;
    *LIST_ADD(act->arena, &list->terminals, station) = terminal;
    return act_journal(act, NULL, EVENT_RIGHTS, "", word_of(&place_words, terminal.place), terminal.terminal);
}
