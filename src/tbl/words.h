/* words.h - the closed lists of words: every enumeration that is stored, sent or shown.
 *
 * WORDS(X, enum tag, PREFIX): X(CONSTANT, "word"). Order matters: the position is what is stored, so a new word goes
 * to the end. DOMAIN words; the spelling here is the spelling on screens, in JSON and in the journal.
 */
#ifndef TBL_WORDS_H
#define TBL_WORDS_H

/* The states of an order; what leads from one to the next stands in steps.h. */
#define ORDER_STATE_WORDS(X) \
    X(ORDER_OPEN, "open") X(ORDER_HELD, "held") X(ORDER_AUTHENTICATED, "authenticated") \
    X(ORDER_PRODUCING, "producing") X(ORDER_READY, "ready") X(ORDER_COLLECTED, "collected") \
    X(ORDER_DISCARDED, "discarded") X(ORDER_CANCELLED, "cancelled") X(ORDER_EXPIRED, "expired") \
    X(ORDER_UNCLAIMED, "unclaimed")

/* Why an authenticated order may not be made; a set beside the state, each cleared by its own act alone. */
#define HOLD_REASON_WORDS(X) \
    X(HOLD_ALERT, "alert") X(HOLD_PHOTO_RIGHT, "photo right") X(HOLD_ORDER_RIGHT, "order right") \
    X(HOLD_PHOTOS, "photos missing or damaged") X(HOLD_MEDIA, "media") X(HOLD_ERROR, "error") \
    X(HOLD_STAFF, "staff") X(HOLD_UNCHECKED, "photos not checked yet")

/* Prints have their own life (DOMAIN.md): an order's production state is computed from it. */
#define PRINT_STATE_WORDS(X) \
    X(PRINT_WAITING, "waiting") X(PRINT_RENDERING, "rendering") X(PRINT_SENT, "sent") X(PRINT_MADE, "made") \
    X(PRINT_FAILED, "failed") X(PRINT_DOUBTFUL, "doubtful")

#define CROP_MODE_WORDS(X) X(MODE_FILL, "fill") X(MODE_FIT, "fit") X(MODE_ACTUAL, "actual")

#define PAY_METHOD_WORDS(X) \
    X(PAY_CASH, "cash") X(PAY_CARD, "card") X(PAY_VOUCHER, "voucher") X(PAY_REFUND, "refund")

/* Where a session sits. An action says from which places it may be asked for. */
#define PLACE_WORDS(X) \
    X(PLACE_NONE, "none") X(PLACE_KIOSK, "kiosk") X(PLACE_COUNTER, "counter") X(PLACE_LAB, "lab") \
    X(PLACE_OFFICE, "office") X(PLACE_MACHINE, "machine")

/* Who a session is; rights by role stand in roles.h. */
#define ROLE_WORDS(X) \
    X(ROLE_NOBODY, "nobody") X(ROLE_CUSTOMER, "customer") X(ROLE_COUNTER, "counter") X(ROLE_LAB, "lab") \
    X(ROLE_SUPERVISOR, "supervisor") X(ROLE_OWNER, "owner") X(ROLE_MACHINE, "machine")

/* What changed: a screen says which of these it wants to hear about. */
#define TOPIC_WORDS(X) X(TOPIC_ORDERS, "orders") X(TOPIC_PRINTERS, "printers") X(TOPIC_SENDING, "sending") \
    X(TOPIC_HAND, "by hand" /* beside the others: staff did it, or a printer got into trouble; others see it at once */)

/* What of an order an edit replaces; what is not named stays as it is. */
#define EDIT_WORDS(X) \
    X(EDIT_LINES, "lines") X(EDIT_CLASS, "class") X(EDIT_NAME, "name") X(EDIT_PHONE, "phone") \
    X(EDIT_NOTE, "note") X(EDIT_CUSTOMER, "customer") X(EDIT_MEMBER, "member")

/* What a connection may ask the supervisor to start for it. */
#define PROGRAM_WORDS(X) X(PROGRAM_SCREEN, "screen") X(PROGRAM_COMMAND, "command") X(PROGRAM_UPLOAD, "upload")

/* What a screen asks about a card in its terminal's reader, and what became of a photo there. */
#define CARD_ACT_WORDS(X) \
    X(CARD_LOOK, "look") X(CARD_MARK, "mark") X(CARD_TAKE, "take") X(CARD_ORDER, "order") X(CARD_STOP, "stop")
#define CARD_STATE_WORDS(X) X(CARD_THERE, "there") X(CARD_COMING, "coming") X(CARD_TAKEN, "taken") X(CARD_REFUSED, "refused")

/* What a worker is asked to do with a photo. */
#define TASK_WORDS(X) X(TASK_EXAMINE, "examine") X(TASK_RENDER, "render") X(TASK_HEADER, "header") X(TASK_CONVERT, "convert") X(TASK_INDEX, "index")

/* The conversation with a printer child, in the order it happens. */
#define PRINTER_STEP_WORDS(X) \
    X(PRINTER_SETUP, "setup") X(PRINTER_STAGE, "stage") X(PRINTER_STAGED, "staged") X(PRINTER_GO, "go") \
    X(PRINTER_DONE, "done") X(PRINTER_FAILED, "failed") X(PRINTER_FIND, "find") X(PRINTER_FOUND, "found") \
    X(PRINTER_ABSENT, "absent") X(PRINTER_UNSURE, "unsure") \
    X(PRINTER_SENT, "sent") X(PRINTER_WAIT, "wait") X(PRINTER_WITHDRAW, "withdraw")

#endif
