/* errors.h - every refusal, as rows: ERROR(CONSTANT, "name on the wire and in JSON", "sentence with the next step").
 *
 * A %s in the sentence takes the detail that the place of failure knew (a file name, a date, who was first). The
 * sentence is what a person reads on every screen, on standard error and in scp's output alike.
 */
#define ERROR_ROWS(ERROR) \
    ERROR(ERR_NONE, "ok", "Done.") \
    ERROR(ERR_PENDING, "pending", "Still working on it; wait a moment.") \
    ERROR(ERR_USAGE, "usage", "That is not how this is asked: %s. Try: countersign help") \
    ERROR(ERR_MALFORMED, "malformed", "That could not be understood: %s. Correct it and try again.") \
    ERROR(ERR_TOO_LONG, "too-long", "That is too long: %s. Shorten it and try again.") \
    ERROR(ERR_UNKNOWN_ACTION, "unknown-action", "There is no such action here. Press ? for what there is.") \
    ERROR(ERR_RIGHT, "no-right", "You may not do that (%s). Ask somebody with that right.") \
    ERROR(ERR_PLACE, "wrong-place", "That is not done from here (%s). Go to the counter.") \
    ERROR(ERR_LOGIN, "login", "Name or password is wrong. Try again, or ask a supervisor for a new password.") \
    ERROR(ERR_SLOW_DOWN, "slow-down", "Too many wrong tries. Wait %s and try again, or come to the counter.") \
    ERROR(ERR_CODE, "code", "That is not a ticket code: %s. Read it again from the ticket; it has 12 digits.") \
    ERROR(ERR_TICKET, "ticket", "No order has this code and password. Check both, or ask at the counter for a new ticket.") \
    ERROR(ERR_NO_ORDER, "no-order", "There is no such order: %s. Check the code, or look for it by state with: order list") \
    ERROR(ERR_STATE, "state", "That cannot be done now: the order is %s. Open the order to see what is possible.") \
    ERROR(ERR_UNDO, "undo", "That cannot be taken back: %s. Open the order to see what is possible.") \
    ERROR(ERR_ALREADY, "already", "Somebody was first: %s. Nothing was changed.") \
    ERROR(ERR_HELD_BACK, "held-back", "Not yet: the order waits for %s. Clear that first.") \
    ERROR(ERR_NOT_PAID, "not-paid", "%s is still to be paid. Take the payment first (p).") \
    ERROR(ERR_OVERPAID, "overpaid", "That is more than is due (%s). Enter the amount that is due.") \
    ERROR(ERR_NO_PHOTOS, "no-photos", "The order has no photos yet. Add at least one photo first.") \
    ERROR(ERR_NO_LINES, "no-lines", "Nothing is ordered yet. Choose a size for at least one photo.") \
    ERROR(ERR_PRODUCT, "product", "The shop does not make that: %s. Choose a size and surface from the list.") \
    ERROR(ERR_CLASS, "class", "There is no such service: %s. Choose one from the list.") \
    ERROR(ERR_COPIES, "copies", "Copies must be between 1 and 999, not %s.") \
    ERROR(ERR_OVERFLOW, "overflow", "That sum is too large to be right. Check copies and amounts.") \
    ERROR(ERR_NUMBER, "number", "That is not a number that fits: %s. Enter it again.") \
    ERROR(ERR_LINES_PHOTOS, "lines-photos", "Lines and photos do not pair up: %s. Give one line for all, or one per photo.") \
    ERROR(ERR_NO_PHOTO, "no-photo", "There is no such photo: %s. List the photos to see their numbers.") \
    ERROR(ERR_NOT_PHOTO, "not-photo", "%s is not a photo we can print. Send JPEG, HEIC, PNG or WebP pictures.") \
    ERROR(ERR_PHOTO_DAMAGED, "photo-damaged", "%s is damaged or incomplete. Send it again from the camera.") \
    ERROR(ERR_PHOTO_LARGE, "photo-large", "%s is larger than we can take. Send a smaller picture.") \
    ERROR(ERR_QUOTA, "quota", "The order is full: %s. Place it, then start another.") \
    ERROR(ERR_CUSTOMER, "customer", "Customer number or PIN is wrong. Check both, or go on as a guest.") \
    ERROR(ERR_NO_CUSTOMER, "no-customer", "There is no customer %s. Check the number, or add the customer.") \
    ERROR(ERR_NO_STAFF, "no-staff", "There is no login %s. See: staff list") \
    ERROR(ERR_EXISTS, "exists", "%s exists already. Choose another name.") \
    ERROR(ERR_NO_PRINTER, "no-printer", "There is no printer %s. See: printer list") \
    ERROR(ERR_NO_PRINT, "no-print", "There is no such print: %s. Open the order to see its prints.") \
    ERROR(ERR_PRINTER, "printer", "The printer could not take the print: %s. Mend it, then resume the printer.") \
    ERROR(ERR_RENDER, "render", "The photo could not be rendered: %s. Look at the photo, then remake the print.") \
    ERROR(ERR_REASON, "reason", "A reason is needed. Say in a few words why.") \
    ERROR(ERR_EXPIRED, "expired", "The ticket ran out on %s and the photos are gone. Please order again.") \
    ERROR(ERR_NOT_FOUND, "not-found", "Nothing was found: %s. Check the spelling.") \
    ERROR(ERR_CONFIG, "config", "The configuration has a mistake: %s. Mend the file, then: countersign check-config") \
    ERROR(ERR_STORE, "store", "The shop's store failed: %s. Nothing was recorded. Run: countersign check") \
    ERROR(ERR_STORE_NEWER, "store-newer", "This store was written by a newer countersign: %s. Install that version.") \
    ERROR(ERR_DISK, "disk", "The disk did not take it: %s. Free some space, then try again.") \
    ERROR(ERR_IO, "io", "Reading or writing failed: %s. Try again.") \
    ERROR(ERR_CLOSED, "closed", "The shop is not open: %s. Open it with: countersign serve") \
    ERROR(ERR_OPEN_ALREADY, "open-already", "This shop is open already (%s). Close that one first.") \
    ERROR(ERR_DIRECTORY, "directory", "%s. Name an empty or a new directory.") \
    ERROR(ERR_TERMINAL, "terminal", "This terminal cannot show the screen: %s. Make it at least 60x16.") \
    ERROR(ERR_LIMIT, "limit", "The shop is very busy: %s. Try again in a minute.") \
    ERROR(ERR_MEMORY, "memory", "There was not enough memory for that: %s. Try again with less.") \
    ERROR(ERR_REMOTE, "remote", "Over ssh that is not possible: %s. Do it in the shop itself.") \
    ERROR(ERR_PHOTOS_GONE, "photos-gone", "The photos of this order were removed on %s. The customer must bring them again.") \
    ERROR(ERR_SECOND, "second", "A second person must agree: %s. Name one who may lift alerts: --second LOGIN") \
    ERROR(ERR_NO_PAYMENT, "no-payment", "There is no such payment: %s. Open the order to see its payments.") \
    ERROR(ERR_LAST, "last", "%s is the last supervisor. Add another first: staff add LOGIN supervisor") \
    ERROR(ERR_REFUND, "refund", "Only %s was paid. Enter at most that.") \
    ERROR(ERR_KEY, "key", "This key is not taken: %s. Make another with ssh-keygen -t ed25519, and give its .pub file.") \
    ERROR(ERR_NO_KEY, "no-key", "%s has no such key. See: staff key LOGIN") \
    ERROR(ERR_PIN, "pin", "The PIN is asked for beside this key. Type it, or log in again.") \
    ERROR(ERR_NO_PIN, "no-pin", "This login has no PIN, and here it needs one. Use the password, or have one set: staff pin %s") \
    ERROR(ERR_ADDRESS, "address", "Enough came from this address for today: %s. Bring the photos to the shop, or send them tomorrow.") \
    ERROR(ERR_NO_SHIFT, "no-shift", "There is no such shift: %s. Open one by counting the drawer: shift open AMOUNT") \
    ERROR(ERR_SLIP, "slip", "The slip was not printed: %s. See to the printer, then print it again (P).") \
    ERROR(ERR_DATE, "date", "That is no day of the calendar: %s. Write it as 2026-11-25; a report covers up to 400 days.") \
    ERROR(ERR_PROBE, "probe", "That printer cannot be asked: %s. Check the address, and that it is switched on.") \
    ERROR(ERR_NO_READER, "no-reader", "This terminal has no card reader (%s). Send the photos from another computer, or ask at the counter.") \
    ERROR(ERR_CARD, "card", "%s could not be read from the card. Put the card in again and take that photo once more.")
