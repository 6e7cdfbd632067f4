/* lift.c - aside: a named person takes the risk of a dear order, with a reason; above a limit two persons do (claim 5).
 *
 * Lifting does not lower the risk: it says who takes it, up to this ratio. The second person proves to be there with
 * the own password; it is compared on another thread, and everything is looked at again afterwards.
 * If the lights go out: the alert is lifted and the journal names both, or nothing happened.
 */
#include <string.h>
#include "act.h"

/* The rights of a staff member who has no session here: as the role stands in the shop. */
static enum err rights_of_staff(struct act *act, const struct staff *staff, uint32_t *rights)
{
    struct role_rights role;
    *rights = rights_default(staff->role);
    if (staff->role != ROLE_COUNTER && staff->role != ROLE_LAB)
        return ERR_NONE;
    const char *name = *staff->role_name ? staff->role_name : word_of(&role_words, staff->role);
    enum err err = store_get(act->store, TREE_ROLE, key_text(name), &role, act->arena);
    if (err == ERR_NOT_FOUND) { /* a role of the shop's own that is gone has no rights */
        *rights = *staff->role_name ? 0 : *rights;
        return ERR_NONE;
    }
    *rights = role.rights;
    return err;
}

/* The second person: somebody else, who may lift, with the right password. Wrong ones are slowed down by login. */
static enum err check_second(struct act *act)
{
    const char *login = act->args->second;
    const char *key = arena_format(act->arena, "second %s", login);
    struct staff staff;
    uint32_t rights = 0;
    if (strcmp(login, act->who->login) == 0)
        return err_detail(ERR_SECOND, "%s is the first already", login);
    if (strlen(login) > record_field(&staff_type, "login")->limit)
        return ERR_LOGIN;
    enum err err = act_throttle(act, key);
    if (err)
        return err;
    err = store_get(act->store, TREE_STAFF, key_text(login), &staff, act->arena);
    bool known = !err;
    if (err && err != ERR_NOT_FOUND)
        return err;
    if (!act->judged.done)
        return act_later(act, LATER_VERIFY, act->args->second_password, known ? staff.password_hash : "");
    if (!known || !act->judged.same || staff.disabled) {
        act->keep = true;
        return act_tried(act, key, false) ? ERR_STORE : ERR_LOGIN;
    }
    if ((err = act_tried(act, key, true)) || (err = rights_of_staff(act, &staff, &rights)))
        return err;
    if (!(rights & BIT(RIGHT_LIFT)))
        return err_detail(ERR_RIGHT, "%s may not %s", login, word_of(&right_words, RIGHT_LIFT));
    return ERR_NONE;
}

/* Both names where they fit; the journal has them anyway. */
static const char *lifted_by(struct act *act)
{
    const char *both = arena_format(act->arena, "%s, %s", act->who->login, act->args->second);
    return *act->args->second && strlen(both) <= record_field(&risk_type, "lifted_by")->limit ? both : act->who->login;
}

enum err action_order_lift(struct act *act)
{
    struct order order;
    double limit = act->conf->second_person_above;
    bool second = *act->args->second != 0;
    enum err err = act_order(act, &order);
    if (err)
        return err;
    if (!(order.hold_reasons & BIT(HOLD_ALERT)))
        return err_detail(ERR_STATE, "without an alert");
    if (*act->args->reason == 0)
        return ERR_REASON;
    if (limit > 0 && order.risk.ratio > limit && !second)
        return err_detail(ERR_SECOND, "the risk is %.2f, and one person lifts up to %.2f", order.risk.ratio, limit);
    if (second && (err = check_second(act)))
        return err;
    order.risk.lifted_by = lifted_by(act);
    order.risk.lifted_why = act->args->reason;
    order.risk.lifted_ratio = order.risk.ratio;
    order.risk.alert = false;
    order.hold_reasons &= ~BIT(HOLD_ALERT);
    const char *with = second ? arena_format(act->arena, "second person %s", act->args->second) : "";
    if ((err = act_save(act, &order)) ||
        (err = act_journal(act, &order, EVENT_LIFT, order.risk.words, with, act->args->reason)) ||
        (err = act_show(act, &order)))
        return err;
    *(struct order *)act->reply = order;
    return ERR_NONE;
}
