/* actions.h - everything that can be asked of the keeper, as rows:
 *
 *   ACTION(CONSTANT, "words", "syntax", reply, right, places, remote, effect, function, "help")
 *
 * words     what is typed after `countersign`; what begins with "." is asked by our own programs only.
 * syntax    what args (records.h) it takes: CODE is the field code, --reason T the field reason, [..] may be left out,
 *           --password-file F reads the field password from a file. The command line, its help and the manual follow.
 * reply     the record that answers.
 * right     who may (rights.h); the keeper looks before the function runs.
 * places    from where; PLACES_ANY or bits of place.
 * remote    over ssh: REMOTE_NO, REMOTE_YES, REMOTE_STD (files only as standard input and output).
 * effect    READS or WRITES; a write with a request id that was answered already gets its first answer again.
 * function  action_FUNCTION(struct act *) in src/stage or src/keeper.
 */
#define PLACES_ANY (~0u)
#define PLACES_STAFF (BIT(PLACE_COUNTER) | BIT(PLACE_LAB) | BIT(PLACE_OFFICE) | BIT(PLACE_MACHINE))
#define PLACES_COUNTER (BIT(PLACE_COUNTER) | BIT(PLACE_OFFICE))
#define PLACES_LAB (BIT(PLACE_LAB) | BIT(PLACE_OFFICE))
#define PLACES_MACHINE BIT(PLACE_MACHINE)

#define ACTION_ROWS(ACTION) \
    /* who is asking */ \
    ACTION(ACTION_WHOAMI, "whoami", "", identity, RIGHT_NONE, PLACES_ANY, REMOTE_YES, READS, whoami, "who you are here") \
    ACTION(ACTION_LOGIN, ".login", "", identity, RIGHT_LOGIN, PLACES_ANY, REMOTE_NO, WRITES, login, "name and password, or code and ticket password") \
    ACTION(ACTION_KEY_KNOWN, ".key known", "", nothing, RIGHT_LOGIN, PLACES_ANY, REMOTE_NO, READS, key_known, "would this key let that login in") \
    ACTION(ACTION_GREETING, ".greeting", "", greeting, RIGHT_ASK, PLACES_STAFF, REMOTE_NO, READS, greeting, "the last login and the shop's message") \
    ACTION(ACTION_SCREEN_UNLOCK, ".screen unlock", "", identity, RIGHT_LOGIN, PLACES_STAFF, REMOTE_NO, WRITES, screen_unlock, "PIN or password at a locked screen") \
    ACTION(ACTION_IDENTIFY, ".identify", "", customer, RIGHT_OPEN, PLACES_ANY, REMOTE_NO, WRITES, identify, "customer number and PIN") \
    ACTION(ACTION_WATCH, ".watch", "", nothing, RIGHT_ASK, PLACES_ANY, REMOTE_NO, READS, watch, "hear of changes") \
    ACTION(ACTION_PAGE, ".page", "", page, RIGHT_ASK, PLACES_ANY, REMOTE_NO, WRITES, page, "keep or read where the session stands") \
    ACTION(ACTION_CATALOGUE, "catalogue", "", catalogue, RIGHT_ASK, PLACES_ANY, REMOTE_YES, READS, catalogue, "sizes, surfaces, classes, prices") \
    /* intake and hold: the customer's half */ \
    ACTION(ACTION_OPEN, ".open", "", ticket, RIGHT_OPEN, PLACES_ANY, REMOTE_NO, WRITES, order_open, "a new order with its ticket") \
    ACTION(ACTION_PHOTO_ADD, ".photo add", "", photo, RIGHT_ORDER, PLACES_ANY, REMOTE_NO, WRITES, photo_add, "take in one photo (its file as descriptor)") \
    ACTION(ACTION_SENDING, ".sending", "", nothing, RIGHT_ORDER, PLACES_ANY, REMOTE_NO, READS, sending, "how far the photos are that an upload sends") \
    ACTION(ACTION_ARRIVING, ".arriving", "", arriving, RIGHT_READ, PLACES_ANY, REMOTE_NO, READS, arriving, "what is on its way into an order") \
    ACTION(ACTION_PHOTO_WAIT, ".photo wait", "", photos, RIGHT_READ, PLACES_ANY, REMOTE_NO, READS, photo_wait, "answered when every photo is checked: the damaged ones") \
    ACTION(ACTION_CARD, ".card", "", nothing, RIGHT_ORDER, PLACES_ANY, REMOTE_NO, READS, card, "the card in this terminal's reader, for an open order (a socket as descriptor)") \
    ACTION(ACTION_EDIT, ".edit", "CODE [--class C] [--name N] [--phone P] [--note T] [--customer ID]", order, RIGHT_ORDER, PLACES_ANY, REMOTE_YES, WRITES, order_edit, "change what was ordered") \
    ACTION(ACTION_PLACE, ".place", "", ticket, RIGHT_ORDER, PLACES_ANY, REMOTE_NO, WRITES, order_place, "place the order; it is held for the counter") \
    ACTION(ACTION_DISCARD, "order discard", "CODE", nothing, RIGHT_ORDER, PLACES_ANY, REMOTE_YES, WRITES, order_discard, "throw an open order away") \
    ACTION(ACTION_SHOW, "order show", "CODE", order, RIGHT_READ, PLACES_ANY, REMOTE_YES, READS, order_show, "contents, price, risk, expiry, journal") \
    ACTION(ACTION_LIST, "order list", "[--state S] [--limit N] [--after CODE]", orders, RIGHT_LIST, PLACES_STAFF, REMOTE_YES, READS, order_list, "orders, soonest expiry first") \
    ACTION(ACTION_TICKET_SLIP, ".slip", "", ticket, RIGHT_READ, PLACES_ANY, REMOTE_NO, READS, ticket_slip, "the ticket as a PNG descriptor") \
    ACTION(ACTION_FIND, "order find", "[--name N] [--phone P] [--date D] [--customer ID] [--limit N] [--after CODE]", orders, RIGHT_LIST, PLACES_STAFF, REMOTE_YES, READS, order_find, "orders by name, phone, day or customer, newest first") \
    ACTION(ACTION_UNLOCK, "order unlock", "CODE [--reason T]", order, RIGHT_TICKET, PLACES_STAFF, REMOTE_YES, WRITES, order_unlock, "open a code that wrong passwords closed") \
    ACTION(ACTION_TICKET, "order ticket", "CODE [--reason T]", ticket, RIGHT_TICKET, PLACES_COUNTER, REMOTE_YES, WRITES, order_ticket, "a new ticket, noting how the customer was known; the old password is void") \
    ACTION(ACTION_PHOTOS, "photo list", "CODE [--after N] [--limit N]", photos, RIGHT_READ, PLACES_ANY, REMOTE_YES, READS, photo_list, "the order's photos") \
    ACTION(ACTION_THUMBNAIL, ".thumbnail", "", stored_photo, RIGHT_READ, PLACES_ANY, REMOTE_NO, READS, photo_thumbnail, "small RGB picture as descriptor") \
    ACTION(ACTION_PHOTO_READ, ".photo", "", photo, RIGHT_READ, PLACES_ANY, REMOTE_NO, READS, photo_read, "the photo itself as descriptor") \
    /* the counter */ \
    ACTION(ACTION_AUTHENTICATE, "order authenticate", "CODE [--password-file F]", extension, RIGHT_AUTHENTICATE, PLACES_COUNTER, REMOTE_YES, WRITES, order_authenticate, "countersign: extend order and photos") \
    ACTION(ACTION_LIFT, "order lift", "CODE --reason T [--second LOGIN] [--second-password-file F]", order, RIGHT_LIFT, PLACES_STAFF, REMOTE_YES, WRITES, order_lift, "lift the risk alert") \
    ACTION(ACTION_PAY, "order pay", "CODE AMOUNT [--method M]", order, RIGHT_PAY, PLACES_COUNTER, REMOTE_YES, WRITES, order_pay, "take a payment (minor units)") \
    ACTION(ACTION_REFUND, "order refund", "CODE AMOUNT --reason T", order, RIGHT_SUPERVISE, PLACES_COUNTER, REMOTE_YES, WRITES, order_refund, "give money back (minor units)") \
    ACTION(ACTION_VOID, "order void", "CODE --n N --reason T", order, RIGHT_SUPERVISE, PLACES_COUNTER, REMOTE_YES, WRITES, order_void, "take back the Nth payment, which was wrong; both stay recorded") \
    ACTION(ACTION_RECEIPT, "order receipt", "CODE [--n N]", receipt, RIGHT_READ, PLACES_ANY, REMOTE_YES, READS, order_receipt, "the receipt of the Nth payment, else of the last") \
    ACTION(ACTION_RECEIPT_PRINT, ".receipt print", "", receipt, RIGHT_PAY, PLACES_COUNTER, REMOTE_NO, WRITES, receipt_print, "the receipt for paper; all but the first are copies") \
    ACTION(ACTION_SHIFT_OPEN, "shift open", "AMOUNT", shift, RIGHT_PAY, PLACES_COUNTER, REMOTE_YES, WRITES, shift_open, "begin with so much cash in the drawer (minor units)") \
    ACTION(ACTION_SHIFT_CLOSE, "shift close", "AMOUNT [--login L] [--note T]", shift, RIGHT_PAY, PLACES_COUNTER, REMOTE_YES, WRITES, shift_close, "end with so much cash counted; says what was expected") \
    ACTION(ACTION_SHIFT_SHOW, "shift show", "[--n N] [--login L]", shift, RIGHT_PAY, PLACES_COUNTER, REMOTE_YES, READS, shift_show, "your open shift, or shift N") \
    ACTION(ACTION_SHIFT_LIST, "shift list", "[--after N] [--limit N]", shifts, RIGHT_SUPERVISE, PLACES_STAFF, REMOTE_YES, READS, shift_list, "shifts and their differences, newest first") \
    ACTION(ACTION_REPORT_DAY, "report day", "[--date D]", report, RIGHT_SUPERVISE, PLACES_STAFF, REMOTE_YES, WRITES, report_day, "a day: takings, prints, remakes, unclaimed, alerts lifted (--csv)") \
    ACTION(ACTION_REPORT_RANGE, "report range", "--since D [--until D]", report, RIGHT_SUPERVISE, PLACES_STAFF, REMOTE_YES, WRITES, report_range, "the same of several days (--csv)") \
    ACTION(ACTION_CALLS, "order calls", "[--limit N] [--after CODE]", orders, RIGHT_LIST, PLACES_STAFF, REMOTE_YES, READS, order_calls, "what is ready and whom to tell, longest wait first") \
    ACTION(ACTION_TOLD, "order told", "CODE [--note T]", order, RIGHT_HAND_OVER, PLACES_STAFF, REMOTE_YES, WRITES, order_told, "the customer knows that it is ready") \
    ACTION(ACTION_SHELF, "order shelf", "CODE SHELF", order, RIGHT_HAND_OVER, PLACES_STAFF, REMOTE_YES, WRITES, order_shelf, "where the bag lies; \"\" takes it away") \
    ACTION(ACTION_REPRINT, "order reprint", "CODE [--reason T]", ticket, RIGHT_ORDER, PLACES_STAFF, REMOTE_YES, WRITES, order_reprint, "order again from the same photos, charged") \
    ACTION(ACTION_HAND_OVER, "order hand-over", "CODE", order, RIGHT_HAND_OVER, PLACES_COUNTER, REMOTE_YES, WRITES, order_hand_over, "the customer collects; once") \
    ACTION(ACTION_CANCEL, "order cancel", "CODE --reason T", order, RIGHT_CANCEL, PLACES_STAFF, REMOTE_YES, WRITES, order_cancel, "cancel before it is made") \
    ACTION(ACTION_UNDO_WHAT, ".undo", "", entry, RIGHT_LIST, PLACES_STAFF, REMOTE_NO, READS, undo_what, "what an undo would take back") \
    ACTION(ACTION_UNDO, "order undo", "CODE", order, RIGHT_LIST, PLACES_STAFF, REMOTE_YES, WRITES, order_undo, "take back what you did to it last, within an hour, if nobody did anything since") \
    ACTION(ACTION_REOPEN, "order reopen", "CODE", order, RIGHT_SUPERVISE, PLACES_STAFF, REMOTE_YES, WRITES, order_reopen, "bring an ended order back") \
    ACTION(ACTION_KEEP, "order keep", "CODE", order, RIGHT_SUPERVISE, PLACES_STAFF, REMOTE_YES, WRITES, order_keep, "never expire; again to undo") \
    ACTION(ACTION_HOLD, "order hold", "CODE --reason T", order, RIGHT_CANCEL, PLACES_STAFF, REMOTE_YES, WRITES, order_hold, "hold back; nothing more is made of it") \
    ACTION(ACTION_RELEASE, "order release", "CODE [--hold REASON] --reason T", order, RIGHT_SUPERVISE, PLACES_STAFF, REMOTE_YES, WRITES, order_release, "let one hold reason go, damaged photos as they are") \
    /* the lab */ \
    ACTION(ACTION_BOARD, ".board", "", board, RIGHT_LIST, PLACES_STAFF, REMOTE_NO, READS, board, "printers and queue") \
    ACTION(ACTION_RUSH, "order rush", "CODE", order, RIGHT_SUPERVISE, PLACES_STAFF, REMOTE_YES, WRITES, order_rush, "to the front of the queue") \
    ACTION(ACTION_PUT_BACK, "order put-back", "CODE", order, RIGHT_SUPERVISE, PLACES_STAFF, REMOTE_YES, WRITES, order_put_back, "to the end of the queue") \
    ACTION(ACTION_REMAKE, "order remake", "CODE [--line N] [--print N]", order, RIGHT_SUPERVISE, PLACES_STAFF, REMOTE_YES, WRITES, order_remake, "make again, free") \
    ACTION(ACTION_MADE, "order made", "CODE [--line N] [--print N]", order, RIGHT_PRINTER, PLACES_STAFF, REMOTE_YES, WRITES, order_made, "a doubtful print is there: somebody looked (without a line: the label)") \
    ACTION(ACTION_PRINTERS, "printer list", "", printers, RIGHT_LIST, PLACES_STAFF, REMOTE_YES, READS, printer_list, "printers and how they stand") \
    ACTION(ACTION_PRINTER_PAUSE, "printer pause", "PRINTER", printers, RIGHT_PRINTER, PLACES_STAFF, REMOTE_YES, WRITES, printer_pause, "send nothing more") \
    ACTION(ACTION_PRINTER_RESUME, "printer resume", "PRINTER", printers, RIGHT_PRINTER, PLACES_STAFF, REMOTE_YES, WRITES, printer_resume, "send again; failed prints too") \
    ACTION(ACTION_PRINTER_MEDIA, "printer media", "PRINTER PRODUCT COUNT", printers, RIGHT_PRINTER, PLACES_STAFF, REMOTE_YES, WRITES, printer_media, "paper for so many prints of that size is loaded now") \
    ACTION(ACTION_PRINTER_MOVE, "printer move", "PRINTER TO", printers, RIGHT_PRINTER, PLACES_STAFF, REMOTE_YES, WRITES, printer_move, "pause it and print on TO what it has not printed") \
    ACTION(ACTION_PRINTER_PROBE, ".printer probe", "PRINTER", printers, RIGHT_PRINTER, PLACES_STAFF, REMOTE_YES, READS, printer_probe, "have it asked anew how it stands; asks grows when it has answered") \
    ACTION(ACTION_PRINTER_SEEN, "printer seen", "PRINTER", printers, RIGHT_PRINTER, PLACES_STAFF, REMOTE_YES, WRITES, printer_seen, "take note of its alarm") \
    /* people and the shop */ \
    ACTION(ACTION_CUSTOMER_ADD, "customer add", "NAME [--phone P] [--pin-file F] [--member]", customer, RIGHT_CUSTOMER, PLACES_STAFF, REMOTE_YES, WRITES, customer_add, "a new customer") \
    ACTION(ACTION_CUSTOMER_SHOW, "customer show", "CUSTOMER", customer, RIGHT_CUSTOMER, PLACES_STAFF, REMOTE_YES, READS, customer_show, "a customer with history and credibility") \
    ACTION(ACTION_CUSTOMER_LIST, "customer list", "[--after CUSTOMER] [--limit N]", customers, RIGHT_CUSTOMER, PLACES_STAFF, REMOTE_YES, READS, customer_list, "customers") \
    ACTION(ACTION_CUSTOMER_SET, "customer set", "CUSTOMER [--name N] [--phone P] [--pin-file F] [--member] [--no-member]", customer, RIGHT_CUSTOMER, PLACES_STAFF, REMOTE_YES, WRITES, customer_set, "change name, phone (- for none), PIN, membership") \
    ACTION(ACTION_CUSTOMER_FORGET, "customer forget", "CUSTOMER --reason T", customer, RIGHT_SUPERVISE, PLACES_STAFF, REMOTE_YES, WRITES, customer_forget, "drop name, phone and PIN; number and history stay") \
    ACTION(ACTION_STAFF_ADD, "staff add", "LOGIN ROLE [--name N] [--password-file F]", staff, RIGHT_STAFF, PLACES_STAFF, REMOTE_YES, WRITES, staff_add, "a new login") \
    ACTION(ACTION_STAFF_LIST, "staff list", "", staff_list, RIGHT_STAFF, PLACES_STAFF, REMOTE_YES, READS, staff_list, "logins and roles") \
    ACTION(ACTION_STAFF_SET, "staff set", "LOGIN [--name N] [--role ROLE]", staff, RIGHT_STAFF, PLACES_STAFF, REMOTE_YES, WRITES, staff_set, "another name or role; with a role its sessions end") \
    ACTION(ACTION_STAFF_DISABLE, "staff disable", "LOGIN", staff, RIGHT_STAFF, PLACES_STAFF, REMOTE_YES, WRITES, staff_disable, "close a login and end its sessions") \
    ACTION(ACTION_STAFF_ENABLE, "staff enable", "LOGIN", staff, RIGHT_STAFF, PLACES_STAFF, REMOTE_YES, WRITES, staff_enable, "open a closed login again") \
    ACTION(ACTION_STAFF_PASSWORD, "staff password", "LOGIN [--password-file F]", staff, RIGHT_STAFF, PLACES_STAFF, REMOTE_YES, WRITES, staff_password, "a new password") \
    ACTION(ACTION_STAFF_PIN, "staff pin", "LOGIN [--pin-file F]", staff, RIGHT_STAFF, PLACES_STAFF, REMOTE_YES, WRITES, staff_pin, "a new PIN, asked for beside a key") \
    ACTION(ACTION_STAFF_KEYS, ".staff keys", "LOGIN", staff_keys, RIGHT_STAFF, PLACES_STAFF, REMOTE_YES, READS, staff_keys, "the keys of a login") \
    ACTION(ACTION_STAFF_KEY_ADD, ".staff key add", "LOGIN KEY", staff_keys, RIGHT_STAFF, PLACES_STAFF, REMOTE_YES, WRITES, staff_key_add, "a key lets this login in") \
    ACTION(ACTION_STAFF_KEY_REMOVE, ".staff key remove", "LOGIN FINGERPRINT", staff_keys, RIGHT_STAFF, PLACES_STAFF, REMOTE_YES, WRITES, staff_key_remove, "a key does so no more, and the sessions that came by it end") \
    ACTION(ACTION_ROLE_LIST, "role list", "", role_list, RIGHT_STAFF, PLACES_STAFF, REMOTE_YES, READS, role_list, "roles and their rights") \
    ACTION(ACTION_ROLE_ADD, "role add", "ROLE --base ROLE", role_list, RIGHT_STAFF, PLACES_STAFF, REMOTE_YES, WRITES, role_add, "a role of the shop's own") \
    ACTION(ACTION_ROLE_SET, "role set", "ROLE [--give RIGHTS] [--take RIGHTS]", role_list, RIGHT_STAFF, PLACES_STAFF, REMOTE_YES, WRITES, role_set, "what a role may do (rights by comma)") \
    ACTION(ACTION_TERMINAL_LIST, "terminal list", "", terminals, RIGHT_STAFF, PLACES_STAFF, REMOTE_YES, READS, terminal_list, "terminals the shop knows") \
    ACTION(ACTION_TERMINAL_SET, "terminal set", "TERMINAL [--place P] [--give RIGHTS] [--take RIGHTS] [--words T] [--slips P] [--reader DIR]", terminals, RIGHT_STAFF, PLACES_STAFF, REMOTE_YES, WRITES, terminal_set, "what a terminal is and may do") \
    ACTION(ACTION_JOURNAL, "journal", "[--order CODE] [--login LOGIN] [--since T] [--until T] [--after SEQ] [--limit N]", entries, RIGHT_LIST, PLACES_STAFF, REMOTE_YES, READS, journal, "what happened") \
    ACTION(ACTION_RETENTION, "retention", "", retention, RIGHT_LIST, PLACES_STAFF, REMOTE_YES, READS, retention, "how long what is kept, and what went last") \
    ACTION(ACTION_STATUS, ".status", "", status, RIGHT_LIST, PLACES_STAFF, REMOTE_YES, READS, status, "processes, queue, printers, disk") \
    ACTION(ACTION_CHECK, ".check", "", findings, RIGHT_SUPERVISE, PLACES_STAFF, REMOTE_YES, READS, check, "integrity of store, photos, journal") \
    ACTION(ACTION_BACKUP, ".backup", "", nothing, RIGHT_SUPERVISE, BIT(PLACE_OFFICE) | PLACES_MACHINE, REMOTE_NO, READS, backup, "a copy to restore from") \
    ACTION(ACTION_DUMP, ".dump", "", nothing, RIGHT_SUPERVISE, PLACES_STAFF, REMOTE_STD, READS, dump, "the whole shop as text") \
    ACTION(ACTION_RELOAD, "reload", "", nothing, RIGHT_SUPERVISE, BIT(PLACE_OFFICE) | PLACES_MACHINE, REMOTE_NO, WRITES, reload, "read countersign.conf, catalogue and printers.conf again") \
    ACTION(ACTION_CLOCK_ACCEPT, "clock accept", "", nothing, RIGHT_SUPERVISE, PLACES_STAFF, REMOTE_NO, WRITES, clock_accept, "believe the clock after an alarm; what is due expires") \
    ACTION(ACTION_COMPACT, "compact", "", nothing, RIGHT_SUPERVISE, PLACES_STAFF, REMOTE_NO, WRITES, compact, "wipe deleted names from the store's files now") \
    /* the shop's own threads */ \
    ACTION(ACTION_COMPACT_STEP, ".compact step", "", nothing, RIGHT_MACHINE, PLACES_MACHINE, REMOTE_NO, WRITES, compact_step, "a few milliseconds of that") \
    ACTION(ACTION_PROGRESS, ".progress", "", nothing, RIGHT_MACHINE, PLACES_MACHINE, REMOTE_NO, READS, progress, "how far a long action is, for who asked") \
    ACTION(ACTION_BACKUP_STEP, ".backup step", "", nothing, RIGHT_MACHINE, PLACES_MACHINE, REMOTE_NO, WRITES, backup_step, "which shop it is; that it is backed up") \
    ACTION(ACTION_PRINT_NEXT, ".print next", "", print, RIGHT_MACHINE, PLACES_MACHINE, REMOTE_NO, WRITES, print_next, "the next print for a printer") \
    ACTION(ACTION_PRINT_STEP, ".print step", "", print, RIGHT_MACHINE, PLACES_MACHINE, REMOTE_NO, WRITES, print_step, "a print moved on") \
    ACTION(ACTION_PHOTO_LOOK, ".photo look", "", nothing, RIGHT_MACHINE, PLACES_MACHINE, REMOTE_NO, WRITES, photo_look, "look at what was not checked before the shop closed") \
    ACTION(ACTION_PHOTO_LOOKED, ".photo looked", "", nothing, RIGHT_MACHINE, PLACES_MACHINE, REMOTE_NO, WRITES, photo_looked, "what looking at a whole photo found") \
    ACTION(ACTION_PHOTO_KNOWN, ".photo known", "", nothing, RIGHT_MACHINE, PLACES_MACHINE, REMOTE_NO, WRITES, photo_known, "a file that no order names goes") \
    ACTION(ACTION_SWEEP, ".sweep", "", nothing, RIGHT_MACHINE, PLACES_MACHINE, REMOTE_NO, WRITES, sweep, "expire what ran out")
