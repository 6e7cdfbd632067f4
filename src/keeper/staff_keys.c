/* staff_keys.c - the keys and the PIN of a login: added, listed, removed; who comes in with them stands in staff_login.c.
 *
 * A key may belong to several logins, as a person may have several; twice to the same one it is refused.
 */
#include <string.h>
#include "../model/sshkey.h"
#include "keeper.h"

enum { PIN_LEAST = 6 };

static enum err report(struct act *act, const struct staff *staff)
{
    struct staff_keys *reply = act->reply;
    reply->login = staff->login;
    reply->keys.v = staff->keys.v;
    reply->keys.n = staff->keys.n;
    return ERR_NONE;
}

static enum err save(struct act *act, const struct staff *staff, const char *from, const char *to)
{
    enum err err = store_put(act->store, TREE_STAFF, key_text(staff->login), staff);
    if (!err)
        err = act_journal(act, NULL, EVENT_KEY, from, to, staff->login);
    return err ? err : report(act, staff);
}

enum err action_staff_keys(struct act *act)
{
    struct staff staff;
    enum err err = people_staff(act, &staff);
    return err ? err : report(act, &staff);
}

enum err action_staff_key_add(struct act *act)
{
    struct staff staff;
    struct sshkey *key = arena_alloc(act->arena, sizeof *key);
    char fingerprint[SSHKEY_PRINT];
    enum err err = people_staff(act, &staff);
    if (!err)
        err = sshkey_read_line(act->args->key, key);
    if (err)
        return err;
    sshkey_fingerprint(key->blob, key->size, fingerprint);
    for (size_t i = 0; i < staff.keys.n; i++)
        if (strcmp(staff.keys.v[i].fingerprint, fingerprint) == 0)
            return err_detail(ERR_ALREADY, "%s has the key %s", staff.login, fingerprint);
    if (staff.keys.n >= record_field(&staff_type, "keys")->limit)
        return err_detail(ERR_LIMIT, "%s has %zu keys, which is the most; remove one first", staff.login, staff.keys.n);
    struct staff_key *own = LIST_ADD(act->arena, &staff.keys, staff_key);
    own->fingerprint = arena_text(act->arena, fingerprint);
    own->type = key->type;
    own->bits = key->bits;
    own->comment = key->comment;
    own->added = act->now;
    own->added_by = act->who->login;
    own->blob = (struct bytes){ key->blob, key->size };
    return save(act, &staff, "", own->fingerprint);
}

enum err action_staff_key_remove(struct act *act)
{
    struct staff staff;
    enum err err = people_staff(act, &staff);
    if (err)
        return err;
    for (size_t i = 0; i < staff.keys.n; i++) {
        const char *fingerprint = staff.keys.v[i].fingerprint;
        if (strcmp(fingerprint, act->args->fingerprint) != 0)
            continue;
        memmove(&staff.keys.v[i], &staff.keys.v[i + 1], (--staff.keys.n - i) * sizeof *staff.keys.v);
        act_effect(act, EFFECT_END_LOGIN, fingerprint); /* whoever came in by it is out */
        return save(act, &staff, fingerprint, "");
    }
    return err_detail(ERR_NO_KEY, "%s", staff.login);
}

enum err action_staff_pin(struct act *act)
{
    struct staff *staff = act->reply;
    const char *hash;
    enum err err = people_staff(act, staff);
    if (!err && *act->args->pin == 0)
        err = err_detail(ERR_USAGE, "a PIN is needed: --pin-file FILE");
    if (!err)
        err = people_hashed(act, act->args->pin, PIN_LEAST, &hash);
    if (err)
        return err;
    staff->pin_hash = hash;
    staff->pin = true;
    return people_save(act, staff, "PIN changed");
}
