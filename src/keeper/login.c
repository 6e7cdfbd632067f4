/* login.c - who is asking: tickets and customers' PINs; the logins of staff stand in staff_login.c.
 *
 * An unknown name costs as much time as a wrong password, and both answer alike. The counter with the ticket in hand
 * is never slowed down by what anonymous clients try: delays are per code and address, and count here only.
 */
#include <string.h>
#include "../model/ticket.h"
#include "../tbl/roles.h"
#include "hashing.h"

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

/* A terminal in the shop keeps its place; a remote login gets its home. */
enum err login_become(struct act *act, enum role role, const char *role_name, const char *login, const char *code)
{
    struct identity *identity = arena_alloc(act->arena, sizeof *identity);
    *identity = *act->who;
    identity->role = role;
    identity->role_name = role_name;
    identity->login = login;
    identity->code = code;
    identity->customer = ""; /* whoever gave a PIN before is somebody else */
    if (role == ROLE_CUSTOMER) {
        identity->key = identity->last_from = "";
        identity->pin = false;
        identity->last_login = 0;
    }
    if (identity->place == PLACE_NONE || role == ROLE_CUSTOMER)
        identity->place = home_of(role);
    rights_work_out(identity);
    act->become = identity;
    *(struct identity *)act->reply = *identity;
    return ERR_NONE;
}

/* So many wrong passwords close a code to all who come with code and password; never to the counter, who has the ticket
 * in hand and comes by order authenticate. */
enum { CLOSED_AFTER = 10, HOUR = 3600 };

static enum err tries_of(struct act *act, const char *key, struct tries *tries)
{
    enum err err = store_get(act->store, TREE_TRIES, key_text(key), tries, act->arena);
    if (err == ERR_NOT_FOUND)
        record_init(&tries_type, tries);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

/* A wrong try slows its key down. An address is slowed down by the first wrong try at each of many keys: whoever hammers
 * at one code closes that code, and nobody else behind the same address waits for it. */
enum err login_refuse(struct act *act, const char *key, enum err err)
{
    struct tries tries;
    act->keep = true;
    hashing_wrong(act->who->address);
    if (act_tried(act, key, false) || tries_of(act, key, &tries))
        return ERR_STORE;
    if (tries.wrong == 1 && *act_origin(act) && act_tried(act, act_origin(act), false))
        return ERR_STORE;
    return err;
}

/* Wrong tries count half after every hour; a closed code opens when less than the limit is left of them. */
static enum err code_open(struct act *act, const char *code)
{
    struct tries tries;
    enum err err = tries_of(act, code, &tries);
    if (err)
        return err;
    int64_t passed = act->now > tries.last ? act->now - tries.last : 0, hours = passed / HOUR;
    if (hours > 24 || tries.wrong >> hours < CLOSED_AFTER)
        return act_throttle(act, code);
    while (tries.wrong >> hours >= CLOSED_AFTER)
        hours++;
    return err_detail(ERR_SLOW_DOWN, "%lld minutes", (long long)(hours * HOUR - passed + 59) / 60);
}

/* The same is written for a code that nobody has, or the time would tell. */
static enum err refuse_ticket(struct act *act, const struct order *order)
{
    struct tries tries;
    enum err err = login_refuse(act, order->code, ERR_TICKET);
    if (err != ERR_TICKET)
        return err;
    if (tries_of(act, order->code, &tries) ||
        (tries.wrong == CLOSED_AFTER && act_journal(act, order, EVENT_CODE_CLOSED, "", act->who->address, NULL)))
        return ERR_STORE;
    return ERR_TICKET;
}

static enum err ticket_login(struct act *act, const char *code)
{
    struct key key = key_text(code), target;
    struct order order;
    struct ticket ticket;
    struct walk *walk;
    enum err err = code_open(act, code);
    if (!err && *act_origin(act))
        err = act_throttle(act, act_origin(act));
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
        return refuse_ticket(act, &order);
    if ((err = act_tried(act, code, true)))
        return err;
    return login_become(act, ROLE_CUSTOMER, "", "ticket", order.code);
}

enum err action_login(struct act *act)
{
    char code[LABEL_CODE + 1];
    const char *login = act->args->login;
    if (strcmp(login, "kiosk") == 0)
        return login_become(act, ROLE_CUSTOMER, "", "kiosk", "");
    if (*login >= '0' && *login <= '9') {
        enum err err = ticket_read(login, code);
        return err ? err : ticket_login(act, code);
    }
    if (*login == 0 || strlen(login) > record_field(&staff_type, "login")->limit)
        return ERR_LOGIN;
    return login_staff(act);
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
    if (!err && *act_origin(act))
        err = act_throttle(act, act_origin(act));
    if (!err)
        err = act_customer(act, number, customer, &found);
    if (err)
        return err;
    if (!act->judged.done)
        return act_later(act, LATER_VERIFY, act->args->pin, found ? customer->pin_hash : "");
    if (!found || !act->judged.same)
        return login_refuse(act, key, ERR_CUSTOMER);
    if ((err = act_tried(act, key, true)))
        return err;
    act->become = arena_alloc(act->arena, sizeof *act->become);
    *act->become = *act->who;
    act->become->customer = arena_text(act->arena, number);
    /* A customer sees the name to know it is right; the history is the shop's. */
    customer->history.n = 0;
    return ERR_NONE;
}

/* Where this terminal's slips go: its own row's word, else the shop's. */
static enum err slips_of(struct act *act, const char **slips)
{
    struct station terminal;
    *slips = act->conf->slips_printer;
    enum err err = store_get(act->store, TREE_TERMINAL, key_text(act->who->terminal), &terminal, act->arena);
    if (!err && *terminal.slips)
        *slips = terminal.slips;
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

enum err action_whoami(struct act *act)
{
    struct identity *identity = act->reply;
    *identity = *act->who;
    identity->shop = act->conf->shop_name;
    identity->scan_prefix = act->conf->scanner_prefix;
    identity->scan_good = act->conf->scanner_good_bells;
    identity->scan_bad = act->conf->scanner_bad_bells;
    identity->idle_seconds = 60 * (identity->role == ROLE_CUSTOMER ? act->conf->idle_kiosk_minutes : act->conf->idle_staff_minutes);
    return slips_of(act, &identity->slips);
}

enum err action_watch(struct act *act)
{
    act->watch = act->args->topics | BIT(31);
    session_set_desk(&keeper_state, act->who->session, act->args->seq);
    return ERR_NONE;
}
