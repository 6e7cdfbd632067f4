/* staff_login.c - who of the staff is asking: with a password, or with a key and, where money is moved, a PIN.
 *
 * The connection judges signatures and speaks to strangers, so its word that a signature was good is worth less than a
 * password, which is compared here. That is why a key alone lets in only who cannot do much harm (door.second_factor).
 * A key's word is taken from a connection that is nobody yet, never from a screen or the socket of the shop.
 */
#include <string.h>
#include "../base/clock.h"
#include "../model/sshkey.h"
#include "hashing.h"

/* Wrong passwords and PINs are counted for a login together with where they come from. */
static const char *tries_key(struct act *act)
{
    return arena_format(act->arena, "%s@%s", act->args->login, act_origin(act));
}

/* Names that nobody has are not worth a line each: anybody could fill the journal with them. */
static enum err refuse(struct act *act, bool known)
{
    act->keep = true;
    if (known && act_journal(act, NULL, EVENT_LOGIN_REFUSED, "", act->args->login, act->who->address))
        return ERR_STORE;
    return login_refuse(act, tries_key(act), ERR_LOGIN);
}

/* From here on it is this person who acts. fingerprint: of the key, "" for a password; pin: it was given and right. */
static enum err welcome(struct act *act, struct staff *staff, const char *fingerprint, bool pin)
{
    const struct identity *asked = act->who;
    hashing_home(asked->address);
    struct identity named = *asked;
    named.login = staff->login;
    named.key = fingerprint;
    named.pin = pin;
    named.last_login = staff->last_login;
    named.last_from = staff->last_from;
    staff->last_login = act->now;
    staff->last_from = *act->who->address ? act->who->address : act->who->terminal;
    act->who = &named;
    const char *how = *fingerprint ? arena_format(act->arena, "%s%s", fingerprint, pin ? " and PIN" : "") : NULL;
    enum err err = store_put(act->store, TREE_STAFF, key_text(staff->login), staff);
    if (!err)
        err = act_journal(act, NULL, EVENT_LOGIN, "", act->who->address, how);
    if (!err)
        err = login_become(act, staff->role, staff->role_name, staff->login, "");
    act->who = asked; /* under whose name the answer is kept, should the reply be lost */
    return err;
}

static enum err by_password(struct act *act)
{
    struct staff staff;
    const char *login = act->args->login;
    enum err err = act_throttle(act, tries_key(act));
    if (err)
        return err;
    err = store_get(act->store, TREE_STAFF, key_text(login), &staff, act->arena);
    if (err && err != ERR_NOT_FOUND)
        return err;
    bool known = !err;
    if (!act->judged.done)
        return act_later(act, LATER_VERIFY, act->args->password, known ? staff.password_hash : "");
    if (!known || !act->judged.same || staff.disabled)
        return refuse(act, known);
    err = act_tried(act, tries_key(act), true);
    return err ? err : welcome(act, &staff, "", false);
}

/* The login, if it is open and has this key. The key is read first, so that a login that nobody has costs as much. */
static enum err staff_with_key(struct act *act, struct staff *staff, const char **fingerprint)
{
    struct sshkey *key = arena_alloc(act->arena, sizeof *key);
    const struct identity *who = act->who;
    if (!who->remote || who->role != ROLE_NOBODY || sshkey_read_base64(act->args->key, strlen(act->args->key), key))
        return ERR_LOGIN;
    enum err err = store_get(act->store, TREE_STAFF, key_text(act->args->login), staff, act->arena);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_LOGIN : err;
    for (size_t i = 0; i < staff->keys.n && !staff->disabled; i++) {
        const struct staff_key *own = &staff->keys.v[i];
        if (own->blob.size == key->size && memcmp(own->blob.data, key->blob, key->size) == 0) {
            *fingerprint = own->fingerprint;
            return ERR_NONE;
        }
    }
    return ERR_LOGIN;
}

static bool needs_pin(const struct act *act, const struct staff *staff)
{
    return act->conf->second_factor && rights_of_role(staff->role, staff->role_name) & RIGHTS_OF_MONEY;
}

static enum err by_key(struct act *act)
{
    struct staff staff;
    const char *fingerprint;
    enum err err = staff_with_key(act, &staff, &fingerprint);
    if (err)
        return err;
    if (!needs_pin(act, &staff))
        return welcome(act, &staff, fingerprint, false);
    if (*staff.pin_hash == 0)
        return err_detail(ERR_NO_PIN, "%s", staff.login);
    if (*act->args->pin == 0)
        return ERR_PIN;
    if ((err = act_throttle(act, tries_key(act))))
        return err;
    if (!act->judged.done)
        return act_later(act, LATER_VERIFY, act->args->pin, staff.pin_hash);
    if (!act->judged.same)
        return refuse(act, true);
    err = act_tried(act, tries_key(act), true);
    return err ? err : welcome(act, &staff, fingerprint, true);
}

enum err login_staff(struct act *act)
{
    return *act->args->key ? by_key(act) : by_password(act);
}

/* A screen that its person locked: the PIN, or the password, of whoever goes on there. A PIN is short: it counts only where
 * somebody has logged in with more, and over ssh for that same person alone. */
enum err action_screen_unlock(struct act *act)
{
    struct staff staff;
    const char *login = act->args->login;
    bool same = strcmp(login, act->who->login) == 0;
    if (act->who->role == ROLE_NOBODY || act->who->role == ROLE_CUSTOMER)
        return err_detail(ERR_RIGHT, "nobody works here; log in");
    if (act->who->remote && !same)
        return err_detail(ERR_REMOTE, "another login begins with a connection of its own");
    if (*login == 0 || strlen(login) > record_field(&staff_type, "login")->limit)
        return ERR_LOGIN;
    if (*act->args->pin == 0)
        return by_password(act);
    enum err err = act_throttle(act, tries_key(act));
    if (err)
        return err;
    err = store_get(act->store, TREE_STAFF, key_text(login), &staff, act->arena);
    if (err && err != ERR_NOT_FOUND)
        return err;
    bool known = !err;
    if (known && *staff.pin_hash == 0)
        return err_detail(ERR_NO_PIN, "%s", login);
    if (!act->judged.done)
        return act_later(act, LATER_VERIFY, act->args->pin, known ? staff.pin_hash : "");
    if (!known || !act->judged.same || staff.disabled)
        return refuse(act, known);
    err = act_tried(act, tries_key(act), true);
    return err ? err : welcome(act, &staff, same ? act->who->key : "", true);
}

/* Answered before the client signs anything: yes costs it one signature, and is no login. */
enum err action_key_known(struct act *act)
{
    struct staff staff;
    const char *fingerprint, *login = act->args->login;
    if (*login == 0 || strlen(login) > record_field(&staff_type, "login")->limit)
        return ERR_LOGIN;
    return staff_with_key(act, &staff, &fingerprint);
}

enum err action_greeting(struct act *act)
{
    struct greeting *greeting = act->reply;
    char when[40];
    const char *last = "";
    if (act->who->last_login)
        last = arena_format(act->arena, "Last login %s from %s.", clock_words(act->who->last_login, when, sizeof when),
                            *act->who->last_from ? act->who->last_from : "this shop");
    greeting->words = arena_format(act->arena, "%s%s%s", last, *last && *act->conf->message ? " " : "", act->conf->message);
    if (rights_of(act->who, RIGHT_SUPERVISE) == SCOPE_NONE)
        return ERR_NONE;
    struct meta meta;
    enum err err = act_meta(act, &meta);
    const char *alarm = err ? "" : backup_alarm(act, &meta);
    if (*alarm)
        greeting->words = arena_format(act->arena, "Backup: %s. %s", alarm, greeting->words);
    return err;
}
