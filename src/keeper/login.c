/* login.c - who is asking: names, passwords, tickets, customers' PINs, and where a session stood.
 *
 * An unknown name costs as much time as a wrong password, and both answer alike. The counter with the ticket in hand
 * is never slowed down by what anonymous clients try: delays are per code and address, and count here only.
 */
#include <string.h>
#include "../model/ticket.h"
#include "../tbl/roles.h"
#include "keeper.h"

static enum place home_of(enum role role)
{
    switch (role) {
#define HOME(role, place, screen) case role: return place;
        HOME_ROWS(HOME)
#undef HOME
    default:
        return PLACE_NONE;
    }
}

/* The session is this person from now on. A terminal in the shop keeps its place; a remote login gets its home. */
static enum err become(struct act *act, enum role role, const char *role_name, const char *login, const char *code)
{
    struct identity *identity = arena_alloc(act->arena, sizeof *identity);
    *identity = *act->who;
    identity->role = role;
    identity->role_name = role_name;
    identity->login = login;
    identity->code = code;
    if (identity->place == PLACE_NONE || role == ROLE_CUSTOMER)
        identity->place = home_of(role);
    rights_work_out(identity);
    act->become = identity;
    *(struct identity *)act->reply = *identity;
    return ERR_NONE;
}

static enum err refuse(struct act *act, const char *key, enum err err)
{
    act->keep = true;
    if (act_tried(act, key, false) || (*act->who->address && act_tried(act, act->who->address, false)))
        return ERR_STORE;
    return err;
}

static enum err ticket_login(struct act *act, const char *code)
{
    struct key key = key_text(code), target;
    struct order order;
    struct ticket ticket;
    struct walk *walk;
    enum err err = act_throttle(act, code);
    if (!err && *act->who->address)
        err = act_throttle(act, act->who->address);
    if (!err)
        err = walk_open(act->store, INDEX_CODE, key, key.size, false, &walk);
    if (err)
        return err;
    err = walk_next(walk, &key, &target);
    walk_close(walk);
    bool known = !err;
    if (known) {
        err = act_order_by_id(act, (int64_t)be64(target.data), &order);
    } else if (err == ERR_NOT_FOUND) { /* the same work for a code that nobody has */
        record_init(&order_type, &order);
        order.code = code;
        err = ERR_NONE;
    }
    if (!err)
        err = act_ticket(act, &order, true, &ticket);
    if (err)
        return err;
    if (!ticket_same(act->args->password, ticket.password) || !known)
        return refuse(act, code, ERR_TICKET);
    if ((err = act_tried(act, code, true)))
        return err;
    return become(act, ROLE_CUSTOMER, "", "ticket", order.code);
}

static enum err staff_login(struct act *act)
{
    struct staff staff;
    struct identity named = *act->who;
    const char *login = act->args->login;
    const char *key = arena_format(act->arena, "%s@%s", login, act->who->address);
    enum err err = act_throttle(act, key);
    if (err)
        return err;
    err = store_get(act->store, TREE_STAFF, key_text(login), &staff, act->arena);
    if (err && err != ERR_NOT_FOUND)
        return err;
    bool known = !err;
    if (!act->judged.done)
        return act_later(act, LATER_VERIFY, act->args->password, known ? staff.password_hash : "");
    if (!known || !act->judged.same || staff.disabled) {
        act->keep = true;
        if ((err = act_journal(act, NULL, EVENT_LOGIN_REFUSED, "", known ? login : "", NULL)))
            return err;
        return refuse(act, key, ERR_LOGIN);
    }
    staff.last_login = act->now;
    named.login = staff.login; /* from here on it is this person who acts */
    act->who = &named;
    if ((err = act_tried(act, key, true)) || (err = store_put(act->store, TREE_STAFF, key_text(login), &staff)) ||
        (err = act_journal(act, NULL, EVENT_LOGIN, "", act->who->address, NULL)))
        return err;
    return become(act, staff.role, staff.role_name, staff.login, "");
}

enum err action_login(struct act *act)
{
    char code[LABEL_CODE + 1];
    const char *login = act->args->login;
    if (strcmp(login, "kiosk") == 0)
        return become(act, ROLE_CUSTOMER, "", "kiosk", "");
    if (*login >= '0' && *login <= '9') {
        enum err err = ticket_read(login, code);
        return err ? err : ticket_login(act, code);
    }
    if (*login == 0 || strlen(login) > record_field(&staff_type, "login")->limit)
        return ERR_LOGIN;
    return staff_login(act);
}

enum err action_identify(struct act *act)
{
    struct customer *customer = act->reply;
    char number[LABEL_CODE + 1];
    bool found;
    size_t length = strlen(act->args->customer);
    if (length != CUSTOMER_NUMBER || !damm_valid(act->args->customer, length))
        return ERR_CUSTOMER;
    memcpy(number, act->args->customer, length + 1);
    const char *key = arena_format(act->arena, "customer %s", number);
    enum err err = act_throttle(act, key);
    if (!err)
        err = act_customer(act, number, customer, &found);
    if (err)
        return err;
    if (!act->judged.done)
        return act_later(act, LATER_VERIFY, act->args->pin, found ? customer->pin_hash : "");
    if (!found || !act->judged.same)
        return refuse(act, key, ERR_CUSTOMER);
    if ((err = act_tried(act, key, true)))
        return err;
    act->become = arena_alloc(act->arena, sizeof *act->become);
    *act->become = *act->who;
    act->become->customer = arena_text(act->arena, number);
    /* A customer sees the name to know it is right; the history is the shop's. */
    customer->history.n = 0;
    return ERR_NONE;
}

enum err action_whoami(struct act *act)
{
    struct identity *identity = act->reply;
    *identity = *act->who;
    identity->shop = act->conf->shop_name;
    return ERR_NONE;
}

enum err action_watch(struct act *act)
{
    act->watch = act->args->topics | BIT(31);
    return ERR_NONE;
}

enum err action_page(struct act *act)
{
    struct page *page = act->reply;
    const char *who = *act->who->code ? act->who->code : act->who->login;
    if (*act->args->page) {
        page->page = act->args->page;
        page->code = strlen(act->args->code) <= TICKET_CODE ? act->args->code : "";
        page->n = act->args->n;
        return store_put(act->store, TREE_PAGE, key_text(who), page);
    }
    enum err err = store_get(act->store, TREE_PAGE, key_text(who), page, act->arena);
    if (err == ERR_NOT_FOUND)
        record_init(&page_type, page);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}
