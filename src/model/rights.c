/* rights.c - who has which right, and how far: what roles begin with (tbl/rights.h), and what a session has.
 *
 * RIGHT_NONE asks for nothing, so everybody has it.
 */
#include "order.h"

struct grant {
    enum role role;
    enum right right;
    enum scope scope;
};
#define GRANT_ROW(role, right, scope) { role, right, scope },
static const struct grant grants[] = { GRANT_ROWS(GRANT_ROW) };

enum scope rights_scope(enum role role, enum right right)
{
    if (right == RIGHT_NONE || role == ROLE_MACHINE)
        return SCOPE_SHOP;
    if (role == ROLE_SUPERVISOR || role == ROLE_OWNER)
        return right == RIGHT_MACHINE ? SCOPE_NONE : SCOPE_SHOP;
    if (right == RIGHT_AUTHENTICATE) /* follows from either of the two */
        right = rights_scope(role, RIGHT_AUTHENTICATE_ORDER) ? RIGHT_AUTHENTICATE_ORDER : RIGHT_AUTHENTICATE_PHOTO;
    for (size_t i = 0; i < sizeof grants / sizeof *grants; i++)
        if (grants[i].role == role && grants[i].right == right)
            return grants[i].scope;
    return SCOPE_NONE;
}

uint32_t rights_complete(uint32_t rights)
{
    rights |= BIT(RIGHT_NONE);
    rights &= ~BIT(RIGHT_AUTHENTICATE);
    if (rights & (BIT(RIGHT_AUTHENTICATE_ORDER) | BIT(RIGHT_AUTHENTICATE_PHOTO)))
        rights |= BIT(RIGHT_AUTHENTICATE);
    return rights;
}

uint32_t rights_default(enum role role)
{
    uint32_t rights = 0;
    for (int right = 0; right < RIGHT_COUNT; right++)
        if (rights_scope(role, (enum right)right) != SCOPE_NONE)
            rights |= BIT(right);
    return rights;
}

enum scope rights_of(const struct identity *who, enum right right)
{
    if (who->role == ROLE_MACHINE || right == RIGHT_NONE)
        return SCOPE_SHOP;
    if (!(who->rights & BIT(right)))
        return SCOPE_NONE;
    /* A customer's rights end at the own order; everybody else's are the shop's. */
    return who->role == ROLE_CUSTOMER ? rights_scope(ROLE_CUSTOMER, right) : SCOPE_SHOP;
}
