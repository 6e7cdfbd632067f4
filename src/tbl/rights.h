/* rights.h - RIGHT(CONSTANT, "word"), and who has them: GRANT(role, right, scope).
 *
 * SCOPE_OWN: only the order whose ticket this session holds. SCOPE_SHOP: any order. The keeper looks here before
 * every action; a menu may hide what is refused, but refuses nothing itself. "Authenticate" is a right per store
 * (claim 2): who has only one of the two extends only that one.
 */
#define RIGHT_ROWS(RIGHT) \
    RIGHT(RIGHT_NONE, "nothing") \
    RIGHT(RIGHT_ASK, "ask") \
    RIGHT(RIGHT_LOGIN, "log in") \
    RIGHT(RIGHT_OPEN, "open an order") \
    RIGHT(RIGHT_ORDER, "change an order") \
    RIGHT(RIGHT_READ, "read an order") \
    RIGHT(RIGHT_LIST, "list orders") \
    RIGHT(RIGHT_AUTHENTICATE_ORDER, "authenticate (order store)") \
    RIGHT(RIGHT_AUTHENTICATE_PHOTO, "authenticate (photo store)") \
    RIGHT(RIGHT_PAY, "take payment") \
    RIGHT(RIGHT_HAND_OVER, "hand over") \
    RIGHT(RIGHT_CANCEL, "cancel an order") \
    RIGHT(RIGHT_LIFT, "lift an alert") \
    RIGHT(RIGHT_TICKET, "print a ticket") \
    RIGHT(RIGHT_PRINTER, "work the printers") \
    RIGHT(RIGHT_CUSTOMER, "customers") \
    RIGHT(RIGHT_SUPERVISE, "supervise") \
    RIGHT(RIGHT_STAFF, "staff and places") \
    RIGHT(RIGHT_MACHINE, "the shop itself") \
    RIGHT(RIGHT_AUTHENTICATE, "authenticate") /* at one of the two stores at least: worked out, never given */

#define GRANT_ROWS(GRANT) \
    GRANT(ROLE_NOBODY, RIGHT_LOGIN, SCOPE_SHOP) \
    GRANT(ROLE_CUSTOMER, RIGHT_ASK, SCOPE_SHOP) \
    GRANT(ROLE_CUSTOMER, RIGHT_LOGIN, SCOPE_SHOP) \
    GRANT(ROLE_CUSTOMER, RIGHT_OPEN, SCOPE_SHOP) \
    GRANT(ROLE_CUSTOMER, RIGHT_ORDER, SCOPE_OWN) \
    GRANT(ROLE_CUSTOMER, RIGHT_READ, SCOPE_OWN) \
    GRANT(ROLE_COUNTER, RIGHT_ASK, SCOPE_SHOP) \
    GRANT(ROLE_COUNTER, RIGHT_LOGIN, SCOPE_SHOP) \
    GRANT(ROLE_COUNTER, RIGHT_OPEN, SCOPE_SHOP) \
    GRANT(ROLE_COUNTER, RIGHT_ORDER, SCOPE_SHOP) \
    GRANT(ROLE_COUNTER, RIGHT_READ, SCOPE_SHOP) \
    GRANT(ROLE_COUNTER, RIGHT_LIST, SCOPE_SHOP) \
    GRANT(ROLE_COUNTER, RIGHT_AUTHENTICATE_ORDER, SCOPE_SHOP) \
    GRANT(ROLE_COUNTER, RIGHT_AUTHENTICATE_PHOTO, SCOPE_SHOP) \
    GRANT(ROLE_COUNTER, RIGHT_PAY, SCOPE_SHOP) \
    GRANT(ROLE_COUNTER, RIGHT_HAND_OVER, SCOPE_SHOP) \
    GRANT(ROLE_COUNTER, RIGHT_CANCEL, SCOPE_SHOP) \
    GRANT(ROLE_COUNTER, RIGHT_TICKET, SCOPE_SHOP) \
    GRANT(ROLE_COUNTER, RIGHT_CUSTOMER, SCOPE_SHOP) \
    GRANT(ROLE_LAB, RIGHT_ASK, SCOPE_SHOP) \
    GRANT(ROLE_LAB, RIGHT_LOGIN, SCOPE_SHOP) \
    GRANT(ROLE_LAB, RIGHT_READ, SCOPE_SHOP) \
    GRANT(ROLE_LAB, RIGHT_LIST, SCOPE_SHOP) \
    GRANT(ROLE_LAB, RIGHT_PRINTER, SCOPE_SHOP)
/* Supervisor and owner have every right but the machine's; the machine has every right. The rows of counter and lab are
 * what a new shop begins with: `role set` changes them for a shop, `terminal set` takes rights from a place. */

/* Who has one of these needs the PIN beside a key (door.second_factor): they move money or give rights to others. */
#define RIGHTS_OF_MONEY (BIT(RIGHT_PAY) | BIT(RIGHT_LIFT) | BIT(RIGHT_SUPERVISE) | BIT(RIGHT_STAFF))
