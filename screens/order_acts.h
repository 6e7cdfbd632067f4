/* order_acts.h - what staff does with one order, from whichever page: each asks, does, and says what came of it.
 *
 * An act reads the order first, so that it can say at once why not, before anybody is asked for a password or money.
 * The keeper decides all the same. The rows of ORDER_KEYS go into a page's key table; its act() hands their acts on.
 */
#ifndef SCREENS_ORDER_ACTS_H
#define SCREENS_ORDER_ACTS_H
#include "screen.h"

enum order_act {
    ORDER_ACT_AUTHENTICATE = 100, ORDER_ACT_PAY, ORDER_ACT_HAND_OVER, ORDER_ACT_LIFT, ORDER_ACT_CANCEL, ORDER_ACT_PHOTOS,
    ORDER_ACT_TICKET, ORDER_ACT_RUSH, ORDER_ACT_PUT_BACK, ORDER_ACT_REMAKE, ORDER_ACT_REFUND, ORDER_ACT_REOPEN, ORDER_ACT_KEEP
};
#define ORDER_KEYS_COUNTER \
    { 'a', 0, "a", "authenticate", "Countersign: ask for the ticket's password, extend order and photos", ORDER_ACT_AUTHENTICATE, RIGHT_AUTHENTICATE, SCREEN_SELECTED, NULL }, \
    { 'p', 0, "p", "pay", "Take a payment: all that is due or a part, by cash, card or voucher", ORDER_ACT_PAY, RIGHT_PAY, SCREEN_SELECTED, NULL }, \
    { 'h', 0, "h", "hand over", "The customer collects (on the order's page also: scan the bag)", ORDER_ACT_HAND_OVER, RIGHT_HAND_OVER, SCREEN_SELECTED, NULL }, \
    { 'l', 0, "l", "lift", "Lift the risk alert, with a reason", ORDER_ACT_LIFT, RIGHT_LIFT, SCREEN_SELECTED, NULL }, \
    { 'c', 0, "c", "cancel", "Cancel the order, with a reason", ORDER_ACT_CANCEL, RIGHT_CANCEL, SCREEN_SELECTED, NULL }
#define ORDER_KEYS_MORE \
    { 'v', 0, "v", "view photos", "Show the photos", ORDER_ACT_PHOTOS, RIGHT_READ, SCREEN_SELECTED | SCREEN_CURSES, NULL }, \
    { 't', 0, "t", "new ticket", "A new ticket with a new password; the old one is void", ORDER_ACT_TICKET, RIGHT_TICKET, SCREEN_SELECTED, NULL }, \
    { 'F', 0, "F", NULL, "Give money back, with a reason", ORDER_ACT_REFUND, RIGHT_SUPERVISE, SCREEN_SELECTED, NULL }, \
    { 'R', 0, "R", NULL, "Make it again, free", ORDER_ACT_REMAKE, RIGHT_SUPERVISE, SCREEN_SELECTED, NULL }, \
    { 'o', 0, "o", NULL, "Bring an ended order back", ORDER_ACT_REOPEN, RIGHT_SUPERVISE, SCREEN_SELECTED, NULL }, \
    { 'K', 0, "K", NULL, "Never expire; again to undo", ORDER_ACT_KEEP, RIGHT_SUPERVISE, SCREEN_SELECTED, NULL }
#define ORDER_KEYS_LAB \
    { 'r', 0, "r", "rush", "To the front of the queue", ORDER_ACT_RUSH, RIGHT_SUPERVISE, SCREEN_SELECTED, NULL }, \
    { 'b', 0, "b", "put back", "To the end of the queue", ORDER_ACT_PUT_BACK, RIGHT_SUPERVISE, SCREEN_SELECTED, NULL }

/* Do it with the order of that code. Every outcome is said; false when the act is none of these. */
bool order_act(struct screen *screen, int act, const char *code);
/* Read an order whole; a failure is said. */
enum err order_read(struct screen *screen, const char *code, struct order *order, struct arena *arena) MUST_CHECK;
#endif
