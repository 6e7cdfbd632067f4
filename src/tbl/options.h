/* options.h - every option of countersign.conf: OPTION(member, "section.name", KIND, default, low, high, "help").
 *
 * KIND: NUMBER (int64), MONEY (as 11.90), REAL, TEXT, YES. For TEXT low and high bound the length. The file in etc/,
 * check-config and the manual come from these rows; struct conf (conf/conf.h) has a member for each.
 */
#define OPTION_ROWS(OPTION) \
    OPTION(shop_name, "shop.name", TEXT, "Photo Lab", 1, 40, "what tickets and screens call the shop") \
    OPTION(shop_zone, "shop.zone", TEXT, "", 0, 40, "time zone such as Europe/Berlin; empty: the machine's") \
    OPTION(currency, "shop.currency", TEXT, "EUR", 3, 3, "ISO 4217 code of all prices") \
    OPTION(currency_decimals, "shop.currency_decimals", NUMBER, 2, 0, 3, "digits after the point") \
    OPTION(message, "shop.message", TEXT, "", 0, 200, "what staff read on the first page after logging in") \
    OPTION(listen, "door.listen", TEXT, "127.0.0.1", 2, 60, "address the SSH door listens on") \
    OPTION(port, "door.port", NUMBER, 4022, 0, 65535, "its port; 0: any free one") \
    OPTION(second_factor, "door.second_factor", YES, true, 0, 1, "a key alone does not let in who supervises or moves money: their PIN as well") \
    OPTION(address_orders, "door.address_orders", NUMBER, 2000, 0, 1000000, "orders one address may open in a day without a login; 0: any") \
    OPTION(address_mb, "door.address_mb", NUMBER, 100000, 0, 100000000, "MB of photos one address may send in a day; 0: any") \
    OPTION(address_customers, "door.address_customers", NUMBER, 40, 1, 3000, "kiosks and uploads open from one address at once; this machine's own are not counted") \
    OPTION(open_hours, "expiry.open_hours", NUMBER, 24, 1, 8760, "an order that was not placed lives so long") \
    OPTION(held_hours, "expiry.held_hours", NUMBER, 72, 1, 8760, "a placed order waits so long for the counter") \
    OPTION(authenticated_days, "expiry.authenticated_days", NUMBER, 30, 1, 3650, "authenticating extends order and photos to this") \
    OPTION(ready_days, "expiry.ready_days", NUMBER, 30, 1, 3650, "a ready order waits so long, then it is unclaimed") \
    OPTION(photos_after_days, "expiry.photos_after_days", NUMBER, 7, 0, 3650, "photos stay so long after the order was collected") \
    OPTION(personal_days, "expiry.personal_days", NUMBER, 30, 1, 3650, "so long after its end an order keeps names and notes") \
    OPTION(compact_hours, "expiry.compact_hours", NUMBER, 24, 1, 8760, "what was deleted is wiped from the store's files this often") \
    OPTION(sweep_seconds, "expiry.sweep_seconds", NUMBER, 20, 1, 86400, "how often expiry is looked at") \
    OPTION(journal_days, "journal.keep_days", NUMBER, 365, 30, 36500, "the journal goes back so far") \
    OPTION(max_closed_days, "clock.max_closed_days", NUMBER, 14, 1, 3650, "closed for longer: a supervisor must accept the clock") \
    OPTION(prior_a, "risk.prior_a", REAL, 8, 0.1, 1000, "orders honoured that a stranger is credited with") \
    OPTION(prior_b, "risk.prior_b", REAL, 2, 0.1, 1000, "orders not honoured that a stranger is credited with") \
    OPTION(half_life_days, "risk.half_life_days", NUMBER, 365, 1, 36500, "after so long a past order counts half") \
    OPTION(tolerated_loss, "risk.tolerated_loss", MONEY, 500, 1, 100000000, "expected loss that is a ratio of 1") \
    OPTION(alert_above, "risk.alert_above", REAL, 1.0, 0, 1000000, "a ratio above this raises an alert") \
    OPTION(second_person_above, "risk.second_person_above", REAL, 5.0, 0, 1000000, "a ratio above this is lifted by two people only; 0: by one always") \
    OPTION(auto_below, "risk.auto_below", REAL, 0.1, 0, 1000000, "an identified customer's order below this starts at once; 0: never") \
    OPTION(day_opens, "hours.opens", NUMBER, 9, 0, 23, "hour the lab starts") \
    OPTION(day_closes, "hours.closes", NUMBER, 18, 1, 24, "hour the lab ends") \
    OPTION(closed_weekdays, "hours.closed_weekdays", TEXT, "Sun", 0, 60, "weekdays without work, as Sun,Mon") \
    OPTION(closed_dates, "hours.closed_dates", TEXT, "", 0, 4000, "dates without work, as 2026-12-25,2026-12-26") \
    OPTION(default_product, "kiosk.default_product", TEXT, "10x15", 1, 24, "what photos become that arrive by themselves") \
    OPTION(default_surface, "kiosk.default_surface", TEXT, "glossy", 1, 24, "their surface") \
    OPTION(default_class, "kiosk.default_class", TEXT, "standard", 1, 24, "their service class") \
    OPTION(photos_per_order, "kiosk.photos_per_order", NUMBER, 500, 1, 2000, "photos one order may hold") \
    OPTION(photo_mb, "kiosk.photo_mb", NUMBER, 100, 1, 250, "largest photo taken in") \
    OPTION(order_mb, "kiosk.order_mb", NUMBER, 4000, 1, 100000, "all photos of one order together") \
    OPTION(half_sent_hours, "kiosk.half_sent_hours", NUMBER, 6, 1, 168, "a photo sent in part waits so long for its rest") \
    OPTION(scanner_prefix, "scanner.prefix", TEXT, "", 0, 1, "the character that bar code readers are set to send before a code, such as ~; empty: none") \
    OPTION(scanner_good_bells, "scanner.good_bells", NUMBER, 1, 0, 5, "bells that a good scan rings; 0: it is silent") \
    OPTION(scanner_bad_bells, "scanner.bad_bells", NUMBER, 2, 0, 5, "bells that a scan rings which is no good, beside the sentence") \
    OPTION(slips_printer, "slips.printer", TEXT, "", 0, 120, "where receipts and labels are printed: aux, tcp:HOST, or a device; ,58 behind it for narrow paper") \
    OPTION(idle_kiosk_minutes, "idle.kiosk_minutes", NUMBER, 2, 1, 1440, "a kiosk without a key for so long warns, then forgets its customer") \
    OPTION(idle_staff_minutes, "idle.staff_minutes", NUMBER, 15, 0, 1440, "a staff screen without a key for so long warns, then locks, or over ssh logs out; 0: never") \
    OPTION(reserve_mb, "store.reserve_mb", NUMBER, 200, 0, 1000000, "disk space kept free for orders") \
    OPTION(cache_mb, "store.cache_mb", NUMBER, 64, 8, 65536, "Berkeley DB's cache") \
    OPTION(backup_log_mb, "store.backup_log_mb", NUMBER, 1000, 32, 1000000, "logs kept for the next backup; more, and it is a whole one") \
    OPTION(backup_days, "store.backup_days", NUMBER, 3, 0, 3650, "the newest backup may be so old, then status, doctor and supervisors are told; 0: never") \
    OPTION(workers, "lab.workers", NUMBER, 2, 1, 64, "render workers")

/* Which of them a running shop does not change by `reload`: OPTION(member, "section.name"). They are read when it opens:
 * sockets and caches stand by then, and every process has the shop's name and zone. */
#define OPTION_FIXED_ROWS(OPTION) \
    OPTION(shop_name, "shop.name") \
    OPTION(shop_zone, "shop.zone") \
    OPTION(listen, "door.listen") \
    OPTION(port, "door.port") \
    OPTION(address_customers, "door.address_customers") \
    OPTION(cache_mb, "store.cache_mb") \
    OPTION(backup_log_mb, "store.backup_log_mb")
