/* english.h - what a customer reads, W(NAME, "text"); %1 to %9 are filled in. Every other language has these names. */
#define ENGLISH_WORDS(W) \
    /* everywhere */ \
    W(W_KIOSK, "%1 \u00b7 kiosk") W(W_DESK, "%1 \u00b7 counter") \
    W(W_PHOTO_LAB, "photo lab") \
    W(W_STEP_PHOTOS, "Photos") W(W_STEP_PRINTS, "Prints") W(W_STEP_DETAILS, "Details") W(W_STEP_BILL, "Bill") \
    W(W_STEP_TICKET, "Ticket") \
    W(W_AT_PHOTOS, "PHOTOS") W(W_AT_PRINTS, "PRINTS") W(W_AT_DETAILS, "DETAILS") W(W_AT_BILL, "BILL") \
    W(W_AT_TICKET, "TICKET") \
    W(W_COUNTS, "%1 \u00b7 %2 \u00b7 ticket %3") \
    W(W_PHOTO_ONE, "%1 photo") W(W_PHOTO_MANY, "%1 photos") \
    W(W_PRINT_ONE, "%1 print") W(W_PRINT_MANY, "%1 prints") \
    W(W_SO_FAR, "so far %1") W(W_PRICE_ALONE, "%1") \
    W(W_YES, "yes") W(W_NO, "no") \
    W(W_WEEKDAYS, "Sun Mon Tue Wed Thu Fri Sat") \
    W(W_MONTHS, "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec") \
    W(W_DATE, "%1 %2 %3 %4") /* weekday, day, month, time */ \
    W(W_DAY, "%1 %2 %3") \
    W(W_NEVER, "never") \
    W(W_OF, "%1 of %2") W(W_NONE, "none") \
    W(W_STILL_THERE, "Still there? Press any key; this page closes soon. Ticket %1") \
    W(W_FIRST_PAGE, "This is the first page. n goes on, x starts over.") \
    W(W_LEAVE, "Nothing is ordered yet. Leave? Your photos stay under ticket %1 until %2.") \
    W(W_UNDO_NOTHING, "There is nothing to undo.") \
    W(W_UNDONE, "Undone.") W(W_UNDONE_MORE, "Undone. Left to undo: %1 (u).") \
    W(W_ASK_NUMBER, "Its number (nothing: no change)") \
    W(W_NO_SUCH_LINE, "There is no such line: %1. Take a number from the list.") \
    W(W_WHICH_LINE, "Where it is asked which: a line's number, or: all") \
    /* the first page */ \
    W(W_START, "Welcome. Prints from your photos in four steps; you pay when you collect them.") \
    W(W_START_ASK, "What would you like to do?") \
    W(W_CHOICE_NEW, "n   Start a new order") \
    W(W_CHOICE_TICKET, "t   I have a ticket (code and password)") \
    W(W_CHOICE_LANGUAGE, "d   Deutsch") \
    W(W_START_TICKET, "With a ticket you find your photos and your order again, at any kiosk.") \
    W(W_START_SCAN, "A ticket's bar code can be scanned here.") \
    W(W_START_KEPT, "Photos are kept only as long as an order needs them; your ticket has the date.") \
    W(W_START_TELL, "Welcome. Start a new order (n), or go on with the one on your ticket (t).") \
    W(W_ASK_CODE, "Ticket code (12 digits, or scan it)") \
    W(W_ASK_PASSWORD, "Password of ticket %1 (6 digits, on the ticket)") \
    W(W_BAG, "That is the number of a bag. Scan the ticket you were given.") \
    W(W_BAG_DETAIL, "it is the number of a bag") \
    /* photos */ \
    W(W_SEND, "Send photos from another computer with this line (also while you go on here):") \
    W(W_SEND_PASSWORD, "Password: %1. With your ticket code it opens this order again, anywhere.") \
    W(W_SEND_TICKET, "The password is the one on your ticket.") \
    W(W_WAITS, "It waits until %1; not ordered by then, its photos are deleted.") \
    W(W_FULL, "%1 of at most %2 photos, %3 of %4 MB. They appear here by themselves.") \
    W(W_NO_PHOTOS, "No photos yet.") \
    W(W_PURGED, "The photos are not kept any more.") \
    W(W_CAME_ONE, "%1 photo here now; the last is %2.") W(W_CAME_MANY, "%1 photos here now; the last is %2.") \
    W(W_ARRIVING, "%1 %2 MB, %3 MB/s, %4 sent") W(W_ARRIVING_OF, "%1 %2 of %3 MB, %4 MB/s, %6 s left, %5 sent") \
    W(W_NO_CARD, "A card is read at a terminal in the shop. Send photos with the line above.") \
    W(W_ARRIVING_CHECK, "%1 sent; %2 of them still being looked at") \
    W(W_NONE_YET, "No photos have arrived yet. Send some first; they appear here by themselves.") \
    W(W_NONE_YET_LINE, "No photos have arrived yet. Send some with the line above.") \
    W(W_GONE, "The photos of this order are not kept any more.") \
    W(W_NO_DISCARD, "The order is placed. Ask at the counter to cancel it.") \
    W(W_DISCARD, "Throw away this order and its %1 photos?") \
    W(W_NO_PHOTO, "no photo") \
    W(W_FIRST_PHOTO, "That was the first photo.") W(W_LAST_PHOTO, "That was the last photo.") \
    W(W_THE_SMALL_PICTURE, "the small picture") \
    /* prints */ \
    W(W_FILL, "fill") W(W_FIT, "fit") W(W_ACTUAL, "actual") \
    W(W_NOTHING_CUT, "nothing is cut off") \
    W(W_ALL_SHOWN, "the whole photo; edges may stay white") \
    W(W_NOT_ENLARGED, "actual size, not enlarged") \
    W(W_CUT_OFF, "%1 % is cut off; < > moves the part") \
    W(W_SOFT, "! %1 pixels an inch: it will look soft") W(W_SHARP, "%1 pixels an inch: sharp") \
    W(W_LINE, "%1 %2, %3 x, %4") /* size, surface, copies, price */ \
    W(W_BORDERED, "with a white border") \
    W(W_DAMAGED, "! damaged") W(W_NOT_PRINTED, "not printed") W(W_TOO_SMALL, "! too small for this size") \
    W(W_NOT_PRINTED_PLUS, "This photo is not printed. + prints it.") \
    W(W_NO_PHOTOS_BACK, "No photos yet. b goes back to where they arrive.") \
    W(W_PICK_HINT, "Space picks lines, a all of them: then s, + - and the others work on all.") \
    W(W_CHANGED, "%1 lines changed. u takes it back.") \
    W(W_NOTHING_TO_MOVE, "Nothing of this photo is cut off, so there is nothing to move.") \
    W(W_NOTHING_TO_PRINT, "Nothing is to be printed yet. + prints the photo with the mark.") \
    W(W_WHICH_SIZE, "Which size? Prices for one print. (%1)") \
    W(W_WHICH_SIZE_ALL, "Which size for these %1 photos? Prices for one print.") \
    W(W_SMALL_ONE, "! %1 pixels an inch here: it will look soft") \
    W(W_SMALL_SOME, "! too small for %1 of %2 photos") \
    W(W_PHOTO_IN, "%1 in %2") \
    W(W_WHOLE_IN, "All %1 photos in %2") \
    W(W_WHOLE_DONE, "All %1 photos: %2 %3, %4 each. u takes it back.") \
    W(W_INDEX_DONE, "An index print of all %1 photos is added: %2 %3, %4. u takes it back.") \
    W(W_F_COPIES, "Copies") W(W_F_COPIES_HINT, "1 to 999; 0: do not print it") \
    W(W_F_SURFACE, "Surface") W(W_F_SURFACE_HINT, "Space goes through the surfaces") \
    W(W_F_MODE, "Print") \
    W(W_F_MODE_HINT, "fill: edges may be cut; fit: all of it, edges may stay white; actual: not enlarged") \
    W(W_F_BORDER, "White border") W(W_F_BORDER_HINT, "Space changes it") \
    /* details */ \
    W(W_DETAILS, "Who is it for, and how soon? Nothing has to be filled in; n goes on.") \
    W(W_NAME, "Name") W(W_NAME_HINT, "for the bag; leave it empty to stay unnamed") \
    W(W_PHONE, "Phone") W(W_PHONE_HINT, "only if we must ask something about this order") \
    W(W_NOTE, "Note for us") W(W_NOTE_HINT, "anything we should know") \
    W(W_SERVICE, "Service") \
    W(W_NUMBER, "Customer number") W(W_NUMBER_HINT, "7 digits, on your customer card; empty: go on as a guest") \
    W(W_PIN, "PIN") W(W_PIN_HINT, "not shown while you type") \
    W(W_NUMBER_AND_PIN, "Your customer number and its PIN") \
    W(W_DESK_NUMBER, "The customer's number; no PIN is asked for here") \
    W(W_NUMBER_WHY, "With your customer number and PIN your orders can start without waiting.") \
    W(W_PERSONAL, "Name, phone and note are deleted some time after your order is finished.") \
    W(W_WHO_FOR, "Who is it for?") \
    W(W_HOW_SOON, "How soon do you need it?") \
    W(W_READY_BY, "ready by %1") \
    W(W_DESK_CUSTOMER, "Customer %1, %2.") W(W_WELCOME, "Welcome.") W(W_WELCOME_NAME, "Welcome, %1.") \
    W(W_GUEST, "You go on as a guest.") \
    /* bill */ \
    W(W_TOTAL, "Total") \
    W(W_PLACED_ALREADY, "It is placed already; your changes are saved. n shows the ticket.") \
    W(W_PLACE, "Place this order for %1?") \
    W(W_SOFT_ONE, "! %1 print will look soft (under 200 pixels an inch); b b goes back to sizes.") \
    W(W_SOFT_MANY, "! %1 prints will look soft (under 200 pixels an inch); b b goes back to sizes.") \
    W(W_PROMISE, "Service: %1, ready by %2.") \
    W(W_BILL_WAITS, "Order and photos wait for you until %1, then they are deleted.") \
    W(W_BILL_KEPT, "Order and photos wait for you until %1.") \
    W(W_BILL_PLACE, "P places it. Nothing is made before you show your ticket at the counter.") \
    W(W_BILL_PLACED, "The order is placed and your changes are saved. n shows the ticket.") \
    /* ticket */ \
    W(W_T_TICKET, "Ticket") W(W_T_PASSWORD, "Password") W(W_T_GIVEN, "the one you were given with it") \
    W(W_T_PRICE, "Price") W(W_T_DUE, "Still due") W(W_T_PAID, "Paid") \
    W(W_T_KEPT, "Your photos are kept until %1.") \
    W(W_T_PURGED, "Its photos are not kept any more.") \
    W(W_T_TOGETHER, "Code and password together open this order again, at any kiosk.") \
    W(W_MADE, "%1 of %2 prints are made.") \
    W(W_ASK_COUNTER, "Please ask at the counter: something has to be settled before it goes on.") \
    W(W_NO_CHANGE, "It cannot be changed any more. Ask at the counter.") \
    W(W_NO_PRINTER, "No printer stands here. Write code and password down, or take a picture of this screen.") \
    W(W_CODE_COMES, "The code is still on its way; try again.") \
    W(W_CODE_NO_ROOM, "This screen is too small for the code. Any key goes back; type the digits instead.") \
    W(W_IS_OPEN, "Nothing is ordered yet.") \
    W(W_OPEN_NEXT, "Go back (b) to the bill and place it. It waits until %1.") \
    W(W_IS_HELD, "Ordered.") \
    W(W_HELD_NEXT, "Bring this ticket to the counter before %1; then it is made.") \
    W(W_IS_AUTHENTICATED, "Accepted; it will be made.") \
    W(W_IS_PRODUCING, "It is being made.") \
    W(W_MAKING_NEXT, "It should be ready by %1. Bring this ticket when you collect it.") \
    W(W_IS_READY, "It is ready.") \
    W(W_READY_NEXT, "Collect it at the counter before %1. Bring this ticket.") \
    W(W_IS_COLLECTED, "It was collected. Thank you.") \
    W(W_IS_DISCARDED, "It was thrown away.") \
    W(W_IS_CANCELLED, "It was cancelled.") \
    W(W_IS_EXPIRED, "The ticket ran out.") \
    W(W_IS_UNCLAIMED, "It was not collected in time.") \
    W(W_OVER_NEXT, "Start over (x) for a new order.") \
    W(W_ASK_NEXT, "Ask at the counter, or start over (x) for a new order.")
