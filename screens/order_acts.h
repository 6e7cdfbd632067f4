/* order_acts.h - what staff does with one order, from whichever page: each asks, does, and says what came of it.
 *
 * An act reads the order first, so that it can say at once why not, before anybody is asked for a password or money.
 * The keeper decides all the same. The rows of ORDER_KEYS go into a page's key table, the most used first, because the
 * footer shows as many as fit; its act() hands their acts on.
 */
#ifndef SCREENS_ORDER_ACTS_H
#define SCREENS_ORDER_ACTS_H
#include "screen.h"

enum order_act {
    ORDER_ACT_AUTHENTICATE = 100, ORDER_ACT_PAY, ORDER_ACT_HAND_OVER, ORDER_ACT_LIFT, ORDER_ACT_CANCEL, ORDER_ACT_PHOTOS,
    ORDER_ACT_TICKET, ORDER_ACT_RUSH, ORDER_ACT_PUT_BACK, ORDER_ACT_REMAKE, ORDER_ACT_REFUND, ORDER_ACT_REOPEN, ORDER_ACT_KEEP,
    ORDER_ACT_TOLD, ORDER_ACT_SHELF, ORDER_ACT_RECEIPT, ORDER_ACT_UNLOCK, ORDER_ACT_HOLD, ORDER_ACT_RELEASE, ORDER_ACT_REPRINT,
    ORDER_ACT_VOID, ORDER_ACT_SLIP, ORDER_ACT_CHANGE, ORDER_ACT_UNDO
};
#define ORDER_KEY(key, other, key_name, name, help, act, right) \
    { key, other, key_name, name, help, act, right, SCREEN_SELECTED, NULL }
#define ORDER_KEYS_COUNTER \
    ORDER_KEY('a', 0, "a", "authenticate", "Countersign: ask for the ticket's password, extend order and photos", ORDER_ACT_AUTHENTICATE, RIGHT_AUTHENTICATE), \
    ORDER_KEY('p', 0, "p", "pay", "Take a payment: all that is due or a part, by cash, card or voucher", ORDER_ACT_PAY, RIGHT_PAY), \
    ORDER_KEY('h', 0, "h", "hand over", "The customer collects (on the order's page also: scan the bag)", ORDER_ACT_HAND_OVER, RIGHT_HAND_OVER)
#define ORDER_KEYS_MORE \
    ORDER_KEY('e', 0, "e", "change", "Change an open or held order: sizes, copies, class, customer, note; price and risk follow", ORDER_ACT_CHANGE, RIGHT_ORDER), \
    ORDER_KEY('l', 0, "l", "lift", "Lift the risk alert, with a reason; a high one needs a second person", ORDER_ACT_LIFT, RIGHT_LIFT), \
    ORDER_KEY('s', 0, "s", "shelf", "Say where the bag lies", ORDER_ACT_SHELF, RIGHT_HAND_OVER), \
    ORDER_KEY('o', 0, "o", "told", "The customer was told that it is ready", ORDER_ACT_TOLD, RIGHT_HAND_OVER), \
    ORDER_KEY('i', 0, "i", "receipt", "The receipt of the last payment", ORDER_ACT_RECEIPT, RIGHT_READ), \
    ORDER_KEY('t', 0, "t", "lost ticket", "A new ticket for a lost one; the old password is void", ORDER_ACT_TICKET, RIGHT_TICKET), \
    ORDER_KEY('P', 0, "P", "print", "Print the receipt (all but the first are copies) or the bag's label", ORDER_ACT_SLIP, RIGHT_PAY), \
    { 'v', 0, "v", "view photos", "Show the photos", ORDER_ACT_PHOTOS, RIGHT_READ, SCREEN_SELECTED | SCREEN_CURSES, NULL }, \
    ORDER_KEY('c', 0, "c", "cancel", "Cancel the order, with a reason", ORDER_ACT_CANCEL, RIGHT_CANCEL), \
    ORDER_KEY('x', 0, "x", "hold back", "Nothing more is made of it until it is released, with a reason", ORDER_ACT_HOLD, RIGHT_CANCEL), \
    ORDER_KEY('n', 0, "n", "order again", "A new order with the same photos, charged", ORDER_ACT_REPRINT, RIGHT_ORDER), \
    ORDER_KEY('u', 0, "u", "unlock", "Open a code that wrong passwords closed to kiosk and remote logins", ORDER_ACT_UNLOCK, RIGHT_TICKET), \
    ORDER_KEY('U', 0, "U", "undo", "Take back what you did last, within the hour, if nobody did anything since; it is named first", ORDER_ACT_UNDO, RIGHT_LIST), \
    ORDER_KEY('F', 0, "F", "refund", "Give money back, with a reason", ORDER_ACT_REFUND, RIGHT_SUPERVISE), \
    ORDER_KEY('V', 0, "V", "void", "Take back a payment that was wrong; both stay recorded", ORDER_ACT_VOID, RIGHT_SUPERVISE), \
    ORDER_KEY('O', 0, "O", "reopen", "Bring an ended order back", ORDER_ACT_REOPEN, RIGHT_SUPERVISE), \
    ORDER_KEY('K', 0, "K", "keep", "Never expire; again to undo", ORDER_ACT_KEEP, RIGHT_SUPERVISE)
/* R is what each place does oftener: the counter releases, the lab makes again. X and M mean the same in both. */
#define ORDER_KEYS_COUNTER_R \
    ORDER_KEY('R', 'X', "R", "release", "Let a held back order go on, with a reason (also X)", ORDER_ACT_RELEASE, RIGHT_SUPERVISE), \
    ORDER_KEY('M', 0, "M", "remake", "Make it again, free", ORDER_ACT_REMAKE, RIGHT_SUPERVISE)
#define ORDER_KEYS_LAB_R \
    ORDER_KEY('R', 'M', "R", "remake", "Make what failed again, or all of a finished order, free (also M)", ORDER_ACT_REMAKE, RIGHT_SUPERVISE), \
    ORDER_KEY('X', 0, "X", "release", "Let a held back order go on, with a reason", ORDER_ACT_RELEASE, RIGHT_SUPERVISE)
#define ORDER_KEYS_QUEUE \
    ORDER_KEY('r', 0, "r", "rush", "To the front of the queue", ORDER_ACT_RUSH, RIGHT_SUPERVISE), \
    ORDER_KEY('b', 0, "b", "put back", "To the end of the queue", ORDER_ACT_PUT_BACK, RIGHT_SUPERVISE)

/* Do it with the order of that code ("": none is selected). Every outcome is said; false when the act is none of these. */
bool order_act(struct screen *screen, int act, const char *code);
/* Read an order whole; a failure is said. */
enum err order_read(struct screen *screen, const char *code, struct order *order, struct arena *arena) MUST_CHECK;
#endif
