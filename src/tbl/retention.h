/* retention.h - how long what is kept, and what is counted of its going.
 *
 * KEPT("what", option's member, "option", its unit in hours): the rows of `countersign retention` and of the office's page.
 * GONE(CONSTANT, member of meta, "what"): meta has `member`, how many went since the shop was made, and `member_at`, when
 * the last did.
 */
#define KEPT_ROWS(KEPT) \
    KEPT("an order that was not placed", open_hours, "expiry.open_hours", 1) \
    KEPT("an order that waits for the counter", held_hours, "expiry.held_hours", 1) \
    KEPT("an authenticated order, with its photos", authenticated_days, "expiry.authenticated_days", 24) \
    KEPT("a ready order, then it is unclaimed", ready_days, "expiry.ready_days", 24) \
    KEPT("photos, after their order was collected", photos_after_days, "expiry.photos_after_days", 24) \
    KEPT("a photo sent in part", half_sent_hours, "kiosk.half_sent_hours", 1) \
    KEPT("names and notes, after their order ended", personal_days, "expiry.personal_days", 24) \
    KEPT("what was deleted, in the store's files", compact_hours, "expiry.compact_hours", 1) \
    KEPT("the journal", journal_days, "journal.keep_days", 24)

#define GONE_ROWS(GONE) \
    GONE(GONE_ORDERS, lapsed, "orders lapsed") \
    GONE(GONE_PHOTOS, purged, "photos purged") \
    GONE(GONE_NAMES, forgotten, "orders lost their names and notes") \
    GONE(GONE_DELETED, wiped, "deletions wiped from the store's files") \
    GONE(GONE_ENTRIES, trimmed, "entries left the journal")
