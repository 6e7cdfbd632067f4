/* people.c - customers and staff: added, shown, changed. Secrets are hashed on another thread before they get here. */
#include <string.h>
#include "../model/risk.h"
#include "../model/ticket.h"
#include "keeper.h"

enum err people_hashed(struct act *act, const char *secret, size_t least, const char **hash)
{
    *hash = "";
    if (*secret == 0)
        return ERR_NONE;
    if (strlen(secret) < least)
        return err_detail(ERR_MALFORMED, "a secret of at least %zu characters is needed", least);
    if (!act->judged.done)
        return act_later(act, LATER_HASH, secret, NULL);
    if (act->judged.hash[0] == 0)
        return err_detail(ERR_MEMORY, "hashing a secret");
    *hash = act->judged.hash;
    return ERR_NONE;
}

enum err action_customer_add(struct act *act)
{
    struct customer *customer = act->reply;
    struct meta meta;
    char number[CUSTOMER_NUMBER + 1];
    const char *hash;
    if (*act->args->name == 0)
        return err_detail(ERR_MALFORMED, "the customer has no name");
    if (strlen(act->args->name) > record_field(&customer_type, "name")->limit)
        return err_detail(ERR_TOO_LONG, "the name");
    enum err err = people_hashed(act, act->args->pin, 4, &hash);
    if (!err)
        err = act_meta(act, &meta);
    if (err)
        return err;
    customer_number((uint64_t)++meta.next_customer, number);
    customer->number = arena_text(act->arena, number);
    customer->name = act->args->name;
    customer->phone = act->args->phone;
    customer->member = act->args->member;
    customer->pin_hash = hash;
    customer->since = act->now;
    if ((err = act_meta_save(act, &meta)) || (err = store_put(act->store, TREE_CUSTOMER, key_text(number), customer)))
        return err;
    customer->credibility = risk_credibility(act->conf, customer, act->now);
    return act_journal(act, NULL, EVENT_CUSTOMER, "", number, "added");
}

/* A command names what changes by giving it, a form by its fields. */
static enum err change_customer(struct act *act, struct customer *customer, const char *hash, const char **what)
{
    const struct args *args = act->args;
    uint32_t fields = args->fields;
    if (fields == 0)
        fields = (*args->name ? BIT(EDIT_NAME) : 0) | (*args->phone ? BIT(EDIT_PHONE) : 0) |
                 (args->member || args->no_member ? BIT(EDIT_MEMBER) : 0);
    if (fields == 0 && *hash == 0)
        return err_detail(ERR_USAGE, "nothing is to be changed");
    if ((fields & BIT(EDIT_NAME)) && *args->name == 0)
        return err_detail(ERR_MALFORMED, "the customer has no name");
    if ((fields & BIT(EDIT_NAME)) && strlen(args->name) > record_field(&customer_type, "name")->limit)
        return err_detail(ERR_TOO_LONG, "the name");
    if (fields & BIT(EDIT_NAME))
        customer->name = args->name;
    if (fields & BIT(EDIT_PHONE))
        customer->phone = strcmp(args->phone, "-") == 0 ? "" : args->phone;
    if (fields & BIT(EDIT_MEMBER))
        customer->member = args->member && !args->no_member;
    if (*hash)
        customer->pin_hash = hash;
    /* The journal says that, not to what. */
    *what = arena_format(act->arena, "changed:%s%s%s%s", fields & BIT(EDIT_NAME) ? " name" : "", fields & BIT(EDIT_PHONE) ? " phone" : "",
                         !(fields & BIT(EDIT_MEMBER)) ? "" : customer->member ? " member" : " no member", *hash ? " PIN" : "");
    return ERR_NONE;
}

enum err action_customer_set(struct act *act)
{
    struct customer *customer = act->reply;
    const char *hash, *what = "";
    bool found;
    enum err err = act_customer(act, act->args->customer, customer, &found);
    if (!err && !found)
        err = err_detail(ERR_NO_CUSTOMER, "%s", act->args->customer);
    if (!err)
        err = people_hashed(act, act->args->pin, 4, &hash);
    if (!err)
        err = change_customer(act, customer, hash, &what);
    if (!err)
        err = store_put(act->store, TREE_CUSTOMER, key_text(customer->number), customer);
    if (err)
        return err;
    customer->credibility = risk_credibility(act->conf, customer, act->now);
    return act_journal(act, NULL, EVENT_CUSTOMER, "", customer->number, what);
}

enum err action_customer_show(struct act *act)
{
    struct customer *customer = act->reply;
    bool found;
    enum err err = act_customer(act, act->args->customer, customer, &found);
    if (!err && !found)
        err = err_detail(ERR_NO_CUSTOMER, "%s", act->args->customer);
    if (!err)
        customer->credibility = risk_credibility(act->conf, customer, act->now);
    return err;
}

enum err action_customer_list(struct act *act)
{
    struct customers *customers = act->reply;
    struct key from = key_text(act->args->after), found, target;
    struct walk *walk;
    enum err err = walk_open(act->store, TREE_CUSTOMER, from, 0, *act->args->after != 0, &walk);
    if (err)
        return err;
    while ((err = walk_next(walk, &found, &target)) == ERR_NONE) {
        if ((int64_t)customers->customers.n == act_page_limit(act)) {
            customers->next = customers->customers.v[customers->customers.n - 1].number;
            break;
        }
        struct customer *customer = LIST_ADD(act->arena, &customers->customers, customer);
        if ((err = store_get(act->store, TREE_CUSTOMER, target, customer, act->arena)))
            break;
        customer->credibility = risk_credibility(act->conf, customer, act->now);
        customer->history.n = 0; /* a page of histories would not fit; customer show has it */
    }
    walk_close(walk);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

enum err people_staff(struct act *act, struct staff *staff)
{
    enum err err = store_get(act->store, TREE_STAFF, key_text(act->args->login), staff, act->arena);
    return err == ERR_NOT_FOUND ? err_detail(ERR_NO_STAFF, "%s", act->args->login) : err;
}

enum err people_save(struct act *act, const struct staff *staff, const char *what)
{
    enum err err = store_put(act->store, TREE_STAFF, key_text(staff->login), staff);
    return err ? err : act_journal(act, NULL, EVENT_STAFF, "", staff->login, what);
}

enum err action_staff_add(struct act *act)
{
    struct staff *staff = act->reply;
    const char *login = act->args->login, *hash;
    enum role base;
    enum err err = role_named(act->args->role, &base);
    if (err)
        return err;
    if (strspn(login, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(login) || *login < 'a' || *login > 'z' ||
        strlen(login) > record_field(&staff_type, "login")->limit || strcmp(login, "kiosk") == 0)
        return err_detail(ERR_MALFORMED, "a login begins with a letter and has only a-z, 0-9 and -");
    err = store_get(act->store, TREE_STAFF, key_text(login), staff, act->arena);
    if (err == ERR_NONE)
        return err_detail(ERR_EXISTS, "%s", login);
    if (err != ERR_NOT_FOUND)
        return err;
    if (*act->args->password == 0)
        return err_detail(ERR_USAGE, "a password is needed: --password-file FILE");
    if ((err = people_hashed(act, act->args->password, 6, &hash)))
        return err;
    record_init(&staff_type, staff);
    staff->login = login;
    staff->name = act->args->name;
    staff->role = base;
    staff->role_name = act->args->role;
    staff->password_hash = hash;
    staff->since = act->now;
    return people_save(act, staff, "added");
}

enum err action_staff_password(struct act *act)
{
    struct staff *staff = act->reply;
    const char *hash;
    enum err err = people_staff(act, staff);
    if (!err && *act->args->password == 0)
        err = err_detail(ERR_USAGE, "a password is needed: --password-file FILE");
    if (!err)
        err = people_hashed(act, act->args->password, 6, &hash);
    if (err)
        return err;
    staff->password_hash = hash;
    staff->demo_password = false;
    act_effect(act, EFFECT_END_LOGIN, staff->login); /* whoever knew the old one is out */
    return people_save(act, staff, "password changed");
}

/* Somebody must be left who may let others in again. */
static enum err another_supervisor(struct act *act, const char *login)
{
    struct key from = key_text(""), found, target;
    struct walk *walk;
    bool another = false;
    enum err err = walk_open(act->store, TREE_STAFF, from, 0, false, &walk);
    if (err)
        return err;
    while (!another && (err = walk_next(walk, &found, &target)) == ERR_NONE) {
        struct staff staff;
        if ((err = store_get(act->store, TREE_STAFF, target, &staff, act->arena)))
            break;
        another = staff.role == ROLE_SUPERVISOR && !staff.disabled && strcmp(staff.login, login) != 0;
    }
    walk_close(walk);
    if (another)
        return ERR_NONE;
    return err == ERR_NOT_FOUND ? err_detail(ERR_LAST, "%s", login) : err;
}

enum err action_staff_set(struct act *act)
{
    struct staff *staff = act->reply;
    const char *role = act->args->role;
    enum role base;
    enum err err = people_staff(act, staff);
    if (!err && *role == 0 && *act->args->name == 0)
        err = err_detail(ERR_USAGE, "nothing is to be changed");
    if (!err && strlen(act->args->name) > record_field(&staff_type, "name")->limit)
        err = err_detail(ERR_TOO_LONG, "the name");
    if (!err && *role)
        err = role_named(role, &base);
    if (!err && *role && staff->role == ROLE_SUPERVISOR && base != ROLE_SUPERVISOR && !staff->disabled)
        err = another_supervisor(act, staff->login);
    if (err)
        return err;
    if (*act->args->name)
        staff->name = act->args->name;
    if (*role == 0)
        return people_save(act, staff, "name changed");
    staff->role = base;
    staff->role_name = role;
    act_effect(act, EFFECT_END_LOGIN, staff->login); /* its sessions have the rights of before */
    return people_save(act, staff, arena_format(act->arena, "is %s now", role));
}

enum err action_staff_disable(struct act *act)
{
    struct staff *staff = act->reply;
    enum err err = people_staff(act, staff);
    if (!err && staff->disabled)
        err = err_detail(ERR_ALREADY, "%s is disabled", staff->login);
    if (!err && staff->role == ROLE_SUPERVISOR)
        err = another_supervisor(act, staff->login);
    if (err)
        return err;
    staff->disabled = true;
    act_effect(act, EFFECT_END_LOGIN, staff->login);
    return people_save(act, staff, "disabled");
}

enum err action_staff_enable(struct act *act)
{
    struct staff *staff = act->reply;
    enum err err = people_staff(act, staff);
    if (err)
        return err;
    staff->disabled = false;
    return people_save(act, staff, "enabled again");
}

enum err action_staff_list(struct act *act)
{
    struct staff_list *list = act->reply;
    struct key from = key_text(""), found, target;
    struct walk *walk;
    enum err err = walk_open(act->store, TREE_STAFF, from, 0, false, &walk);
    if (err)
        return err;
    while (list->staff.n < 200 && (err = walk_next(walk, &found, &target)) == ERR_NONE) {
        struct staff *staff = LIST_ADD(act->arena, &list->staff, staff);
        if ((err = store_get(act->store, TREE_STAFF, target, staff, act->arena)))
            break;
        staff->pin = *staff->pin_hash != 0;
    }
    walk_close(walk);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}
