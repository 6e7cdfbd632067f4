/* events.h - what the journal can say: EVENT(CONSTANT, "word in the journal", "in words for a person"). */
#define EVENT_ROWS(EVENT) \
    EVENT(EVENT_NONE, "none", "nothing") \
    EVENT(EVENT_OPEN, "open", "ticket given") \
    EVENT(EVENT_PHOTO, "photo", "photo received") \
    EVENT(EVENT_PLACE, "place", "order placed") \
    EVENT(EVENT_EDIT, "edit", "order changed") \
    EVENT(EVENT_DISCARD, "discard", "discarded by the customer") \
    EVENT(EVENT_AUTHENTICATE, "authenticate", "authenticated: order expiry extended") \
    EVENT(EVENT_EXTEND_PHOTOS, "extend photos", "photo expiry extended") \
    EVENT(EVENT_ALERT, "alert", "risk alert raised") \
    EVENT(EVENT_LIFT, "lift", "risk alert lifted") \
    EVENT(EVENT_HOLD, "hold", "held back") \
    EVENT(EVENT_RELEASE, "release", "hold reason cleared") \
    EVENT(EVENT_START, "start", "production started") \
    EVENT(EVENT_PRINT_SENT, "print sent", "print sent to the printer") \
    EVENT(EVENT_PRINT_MADE, "print made", "print made") \
    EVENT(EVENT_PRINT_FAILED, "print failed", "print failed") \
    EVENT(EVENT_PRINT_DOUBTFUL, "print doubtful", "a person must look at the print") \
    EVENT(EVENT_FINISH, "finish", "every print made, label printed") \
    EVENT(EVENT_PAY, "pay", "payment taken") \
    EVENT(EVENT_REFUND, "refund", "money returned") \
    EVENT(EVENT_HAND_OVER, "hand over", "collected by the customer") \
    EVENT(EVENT_REMAKE, "remake", "to be made again, free") \
    EVENT(EVENT_CANCEL, "cancel", "cancelled") \
    EVENT(EVENT_REOPEN, "reopen", "opened again") \
    EVENT(EVENT_EXPIRE, "expire", "expired") \
    EVENT(EVENT_PURGE, "purge", "photos purged") \
    EVENT(EVENT_KEEP, "keep", "kept from expiring") \
    EVENT(EVENT_RUSH, "rush", "moved to the front of the queue") \
    EVENT(EVENT_PUT_BACK, "put back", "moved back in the queue") \
    EVENT(EVENT_TICKET, "ticket", "new ticket printed, the old one void") \
    EVENT(EVENT_LOGIN, "login", "logged in") \
    EVENT(EVENT_LOGIN_REFUSED, "login refused", "login refused") \
    EVENT(EVENT_STAFF, "staff", "staff changed") \
    EVENT(EVENT_CUSTOMER, "customer", "customer changed") \
    EVENT(EVENT_PRINTER, "printer", "printer changed") \
    EVENT(EVENT_SHOP, "shop", "shop opened") \
    EVENT(EVENT_RIGHTS, "rights", "rights changed") \
    EVENT(EVENT_CLOCK, "clock", "the clock was doubted or accepted") \
    EVENT(EVENT_ANONYMISE, "anonymise", "names and notes dropped") \
    EVENT(EVENT_TOLD, "told", "customer told that it is ready") \
    EVENT(EVENT_SHELF, "shelf", "laid on a shelf") \
    EVENT(EVENT_REPRINT, "reprint", "ordered again, charged") \
    EVENT(EVENT_CODE_CLOSED, "code closed", "code closed to kiosk and remote logins: too many wrong passwords") \
    EVENT(EVENT_UNLOCK, "unlock", "code opened to logins again") \
    EVENT(EVENT_VOID, "void", "payment voided") \
    EVENT(EVENT_RELOAD, "reload", "configuration read again") \
    EVENT(EVENT_BACKUP, "backup", "backup made") \
    EVENT(EVENT_RESTORE, "restore", "shop made again from a backup") \
    EVENT(EVENT_KEY, "key", "a key of a login added or removed") \
    EVENT(EVENT_SHIFT_OPEN, "shift open", "cash drawer counted, shift opened") \
    EVENT(EVENT_SHIFT_CLOSE, "shift close", "cash drawer counted, shift closed") \
    EVENT(EVENT_RECEIPT, "receipt", "receipt printed") \
    EVENT(EVENT_UNDO, "undo", "taken back")
