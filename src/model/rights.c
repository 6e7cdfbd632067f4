/* rights.c - who has which right, and how far: the grants of tbl/rights.h, and the three roles that need no list.
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
    for (size_t i = 0; i < sizeof grants / sizeof *grants; i++)
        if (grants[i].role == role && grants[i].right == right)
            return grants[i].scope;
    return SCOPE_NONE;
}
