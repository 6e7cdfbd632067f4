/* records.h - every record, once, as rows: what is stored, what is sent and what is shown as JSON.
 *
 *   F(r, tag, TYPE, name, sub, limit, since, flags)
 *
 * r      the record itself; filled in by RECORDS.
 * tag    on disk and on the wire; never used again once given.
 * TYPE   NUM (int64) MONEY (int64, minor units) TIME (int64, seconds since 1970 UTC, 0 = never) REAL (double)
 *        FLAG (bool) TEXT (UTF-8, never NULL) BLOB (bytes) ENUM (a list of words.h) SET (bits of a list of words.h)
 *        ONE (a record inside) LIST (records of one kind).
 * name   the member of the struct and the key in JSON, less a last underscore (auto_ is "auto", a word C keeps).
 * sub    the word list of an ENUM or SET, the record of ONE or LIST; _ otherwise.
 * limit  bytes of a TEXT or BLOB, records of a LIST; 0 otherwise.
 * since  the store's version that knew it first.
 * flags  STORE: kept in the store. SHOW: part of the JSON. PERSONAL: emptied when the record is made anonymous.
 *        SECRET: never shown, never journaled.
 *
 * From the rows come the structs, encode, decode, JSON, text dump and load, difference and anonymising
 * (base/record.h). A new field is one row. Unknown tags are kept through read and write.
 */
#define CROP_FIELDS(F, r) /* the part of the photo that is printed, in millionths of its turned width and height */ \
    F(r, 1, NUM, x, _, 0, 1, STORE | SHOW) \
    F(r, 2, NUM, y, _, 0, 1, STORE | SHOW) \
    F(r, 3, NUM, width, _, 0, 1, STORE | SHOW) \
    F(r, 4, NUM, height, _, 0, 1, STORE | SHOW)

#define LINE_FIELDS(F, r) /* so many copies of one photo, in one product */ \
    F(r, 1, NUM, n, _, 0, 1, STORE | SHOW) \
    F(r, 2, TEXT, product, _, 24, 1, STORE | SHOW) \
    F(r, 3, TEXT, surface, _, 24, 1, STORE | SHOW) \
    F(r, 4, ENUM, mode, crop_mode, 0, 1, STORE | SHOW) \
    F(r, 5, ONE, crop, crop, 0, 1, STORE | SHOW) \
    F(r, 6, FLAG, border, _, 0, 1, STORE | SHOW) \
    F(r, 7, NUM, copies, _, 0, 1, STORE | SHOW) \
    F(r, 8, NUM, photo, _, 0, 1, STORE | SHOW) \
    F(r, 9, MONEY, unit_minor, _, 0, 1, STORE | SHOW) \
    F(r, 10, MONEY, total_minor, _, 0, 1, STORE | SHOW)

#define PHOTO_FIELDS(F, r) /* one photo of an order; width and height as seen, after the EXIF turn */ \
    F(r, 1, NUM, n, _, 0, 1, STORE | SHOW) \
    F(r, 2, TEXT, name, _, 255, 1, STORE | SHOW | PERSONAL) \
    F(r, 3, TEXT, sha256, _, 64, 1, STORE | SHOW) \
    F(r, 4, NUM, width, _, 0, 1, STORE | SHOW) \
    F(r, 5, NUM, height, _, 0, 1, STORE | SHOW) \
    F(r, 6, NUM, bytes, _, 0, 1, STORE | SHOW) \
    F(r, 7, TEXT, taken, _, 19, 1, STORE | SHOW) \
    F(r, 8, TEXT, damaged, _, 120, 1, STORE | SHOW) \
    F(r, 9, FLAG, unchecked, _, 0, 1, STORE | SHOW) /* nobody has looked at all of it yet; damage may still be found */ \
    F(r, 10, TEXT, format, _, 8, 1, STORE | SHOW) /* "jpeg", "png", "webp", "heic"; "" is jpeg */ \
    F(r, 11, TEXT, camera, _, 40, 1, STORE | SHOW | PERSONAL) \
    F(r, 12, TEXT, profile, _, 40, 1, STORE | SHOW) /* the embedded colour profile by its name */

#define STORED_PHOTO_FIELDS(F, r) /* the photo store: one file under photos/, by its SHA-256 */ \
    F(r, 1, TEXT, sha256, _, 64, 1, STORE | SHOW) \
    F(r, 2, NUM, bytes, _, 0, 1, STORE | SHOW) \
    F(r, 3, TIME, stored, _, 0, 1, STORE | SHOW) \
    F(r, 4, TIME, expires, _, 0, 1, STORE | SHOW) \
    F(r, 5, NUM, orders, _, 0, 1, STORE | SHOW) \
    F(r, 6, NUM, thumb_width, _, 0, 1, STORE | SHOW) \
    F(r, 7, NUM, thumb_height, _, 0, 1, STORE | SHOW) \
    F(r, 8, FLAG, unchecked, _, 0, 1, STORE | SHOW) /* as in photo; so are these */ \
    F(r, 9, TEXT, format, _, 8, 1, STORE | SHOW) \
    F(r, 10, TEXT, damaged, _, 120, 1, STORE | SHOW)

#define BILL_FIELDS(F, r) /* one line of the bill with its reason */ \
    F(r, 1, TEXT, reason, _, 120, 1, STORE | SHOW) \
    F(r, 2, NUM, count, _, 0, 1, STORE | SHOW) \
    F(r, 3, MONEY, unit_minor, _, 0, 1, STORE | SHOW) \
    F(r, 4, MONEY, total_minor, _, 0, 1, STORE | SHOW)

#define PAYMENT_FIELDS(F, r) /* money that moved; a refund has a negative amount */ \
    F(r, 1, TIME, at, _, 0, 1, STORE | SHOW) \
    F(r, 2, MONEY, amount_minor, _, 0, 1, STORE | SHOW) \
    F(r, 3, ENUM, method, pay_method, 0, 1, STORE | SHOW) \
    F(r, 4, TEXT, who, _, 64, 1, STORE | SHOW) \
    F(r, 5, TEXT, reason, _, 200, 1, STORE | SHOW) \
    F(r, 6, NUM, receipt, _, 0, 1, STORE | SHOW) /* its number in the shop's unbroken series */ \
    F(r, 7, MONEY, tax_minor, _, 0, 1, STORE | SHOW) /* the tax in it; those of an order add up to the tax of what is paid */ \
    F(r, 8, NUM, voids, _, 0, 1, STORE | SHOW) /* it takes back this payment of the order, counted from 1; 0: none */ \
    F(r, 9, MONEY, price_minor, _, 0, 1, STORE | SHOW) /* of the order, at that time */ \
    F(r, 10, NUM, shift, _, 0, 1, STORE | SHOW) /* of whose drawer; 0: none was open */ \
    F(r, 11, NUM, printed, _, 0, 1, STORE | SHOW) /* how often its receipt was */

#define TAX_FIELDS(F, r) /* one rate of tax: gross = net + tax */ \
    F(r, 1, NUM, rate_percent, _, 0, 1, SHOW) \
    F(r, 2, MONEY, gross_minor, _, 0, 1, SHOW) \
    F(r, 3, MONEY, net_minor, _, 0, 1, SHOW) \
    F(r, 4, MONEY, tax_minor, _, 0, 1, SHOW)

#define RECEIPT_FIELDS(F, r) /* one payment, refund or void on paper; bill and taxes are of the price */ \
    F(r, 1, NUM, number, _, 0, 1, SHOW) \
    F(r, 2, TIME, at, _, 0, 1, SHOW) \
    F(r, 3, TEXT, shop, _, 64, 1, SHOW) \
    F(r, 4, TEXT, code, _, 12, 1, SHOW) \
    F(r, 5, NUM, n, _, 0, 1, SHOW) /* which payment of the order, counted from 1 */ \
    F(r, 6, TEXT, currency, _, 3, 1, SHOW) \
    F(r, 7, NUM, currency_decimals, _, 0, 1, SHOW) \
    F(r, 8, LIST, bill, bill, 2100, 1, SHOW) /* empty when the order was priced anew since */ \
    F(r, 9, LIST, taxes, tax, 20, 1, SHOW) /* their gross adds up to the price */ \
    F(r, 10, MONEY, price_minor, _, 0, 1, SHOW) \
    F(r, 11, MONEY, paid_minor, _, 0, 1, SHOW) /* up to and with this payment */ \
    F(r, 12, MONEY, due_minor, _, 0, 1, SHOW) \
    F(r, 13, MONEY, amount_minor, _, 0, 1, SHOW) \
    F(r, 14, MONEY, tax_minor, _, 0, 1, SHOW) /* in this amount */ \
    F(r, 15, ENUM, method, pay_method, 0, 1, SHOW) \
    F(r, 16, TEXT, who, _, 64, 1, SHOW) \
    F(r, 17, TEXT, reason, _, 200, 1, SHOW) \
    F(r, 18, NUM, voids, _, 0, 1, SHOW) /* the receipt that this one takes back */ \
    F(r, 19, NUM, copy, _, 0, 1, SHOW) /* COPY n; 0: the first one on paper */

#define RISK_FIELDS(F, r) /* ratio = (1 - credibility) x exposure / tolerance */ \
    F(r, 1, REAL, ratio, _, 0, 1, STORE | SHOW) \
    F(r, 2, REAL, credibility, _, 0, 1, STORE | SHOW) \
    F(r, 3, MONEY, exposure_minor, _, 0, 1, STORE | SHOW) \
    F(r, 4, MONEY, tolerance_minor, _, 0, 1, STORE | SHOW) \
    F(r, 5, FLAG, alert, _, 0, 1, STORE | SHOW) \
    F(r, 6, FLAG, auto_, _, 0, 1, STORE | SHOW) \
    F(r, 7, TEXT, words, _, 160, 1, STORE | SHOW) \
    F(r, 8, TEXT, lifted_by, _, 64, 1, STORE | SHOW) \
    F(r, 9, TEXT, lifted_why, _, 200, 1, STORE | SHOW) \
    F(r, 10, REAL, lifted_ratio, _, 0, 1, STORE)

#define PRINT_FIELDS(F, r) /* one copy of one line */ \
    F(r, 1, NUM, line, _, 0, 1, STORE | SHOW) \
    F(r, 2, NUM, copy, _, 0, 1, STORE | SHOW) \
    F(r, 3, ENUM, state, print_state, 0, 1, STORE | SHOW) \
    F(r, 4, TEXT, printer, _, 64, 1, STORE | SHOW) \
    F(r, 5, TEXT, job, _, 80, 1, STORE | SHOW) \
    F(r, 6, TEXT, file, _, 255, 1, STORE | SHOW) \
    F(r, 7, TEXT, why, _, 200, 1, STORE | SHOW) \
    F(r, 8, NUM, order, _, 0, 1, STORE) \
    F(r, 9, NUM, attempt, _, 0, 1, STORE | SHOW) \
    F(r, 10, TIME, made, _, 0, 1, STORE | SHOW) \
    F(r, 11, NUM, bytes, _, 0, 1, STORE | SHOW) \
    F(r, 12, TEXT, product, _, 24, 1, STORE) \
    F(r, 13, TEXT, surface, _, 24, 1, STORE) \
    F(r, 14, FLAG, accepted, _, 0, 1, STORE | SHOW) /* the printer has said that it has all of it */

#define ENTRY_FIELDS(F, r) /* one entry of the journal: ids only, no names of customers */ \
    F(r, 1, NUM, seq, _, 0, 1, STORE | SHOW) \
    F(r, 2, TIME, at, _, 0, 1, STORE | SHOW) \
    F(r, 3, TEXT, who, _, 64, 1, STORE | SHOW) \
    F(r, 4, TEXT, terminal, _, 64, 1, STORE | SHOW) \
    F(r, 5, ENUM, event, event, 0, 1, STORE | SHOW) \
    F(r, 6, TEXT, code, _, 12, 1, STORE | SHOW) \
    F(r, 7, TEXT, from, _, 200, 1, STORE | SHOW) \
    F(r, 8, TEXT, to, _, 200, 1, STORE | SHOW) \
    F(r, 9, TEXT, note, _, 200, 1, STORE | SHOW) \
    F(r, 10, TEXT, hash, _, 64, 1, STORE | SHOW)

#define ORDER_FIELDS(F, r) /* the order itself; prints and journal are filled in when it is shown */ \
    F(r, 1, NUM, id, _, 0, 1, STORE) \
    F(r, 2, TEXT, code, _, 12, 1, STORE | SHOW) \
    F(r, 3, NUM, version, _, 0, 1, STORE) \
    F(r, 4, ENUM, state, order_state, 0, 1, STORE | SHOW) \
    F(r, 5, SET, hold_reasons, hold_reason, 0, 1, STORE | SHOW) \
    F(r, 6, TEXT, customer, _, 7, 1, STORE | SHOW) \
    F(r, 7, TEXT, name, _, 120, 1, STORE | SHOW | PERSONAL) \
    F(r, 8, TEXT, phone, _, 40, 1, STORE | SHOW | PERSONAL) \
    F(r, 9, TEXT, class, _, 24, 1, STORE | SHOW) \
    F(r, 10, TEXT, note, _, 400, 1, STORE | SHOW | PERSONAL) \
    F(r, 11, MONEY, price_minor, _, 0, 1, STORE | SHOW) \
    F(r, 12, MONEY, paid_minor, _, 0, 1, STORE | SHOW) \
    F(r, 13, TEXT, currency, _, 3, 1, STORE | SHOW) \
    F(r, 14, TIME, opened, _, 0, 1, STORE | SHOW) \
    F(r, 15, TIME, placed, _, 0, 1, STORE | SHOW) \
    F(r, 16, TIME, expires, _, 0, 1, STORE | SHOW) \
    F(r, 17, TIME, photos_expire, _, 0, 1, STORE | SHOW) \
    F(r, 18, TIME, promised, _, 0, 1, STORE | SHOW) \
    F(r, 19, TIME, authenticated, _, 0, 1, STORE | SHOW) \
    F(r, 20, TEXT, authenticated_by, _, 64, 1, STORE | SHOW) \
    F(r, 21, TEXT, terminal, _, 64, 1, STORE | SHOW) \
    F(r, 22, TIME, ended, _, 0, 1, STORE | SHOW) \
    F(r, 23, FLAG, keep, _, 0, 1, STORE | SHOW) \
    F(r, 24, FLAG, photos_purged, _, 0, 1, STORE | SHOW) \
    F(r, 25, ONE, risk, risk, 0, 1, STORE | SHOW) \
    F(r, 26, LIST, lines, line, 2000, 1, STORE | SHOW) \
    F(r, 27, LIST, photos, photo, 2000, 1, STORE | SHOW) \
    F(r, 28, LIST, bill, bill, 2100, 1, STORE | SHOW) \
    F(r, 29, LIST, payments, payment, 1000, 1, STORE | SHOW) \
    F(r, 30, LIST, prints, print, 200, 1, SHOW) \
    F(r, 31, LIST, journal, entry, 200, 1, SHOW) \
    F(r, 32, TEXT, label, _, 14, 1, STORE | SHOW) \
    F(r, 33, NUM, prints_total, _, 0, 1, STORE | SHOW) \
    F(r, 34, NUM, prints_made, _, 0, 1, STORE | SHOW) \
    F(r, 35, NUM, queue_shift, _, 0, 1, STORE) \
    F(r, 36, NUM, next_photo, _, 0, 1, STORE) \
    F(r, 37, NUM, currency_decimals, _, 0, 1, STORE | SHOW) \
    F(r, 70, TIME, photos_authenticated, _, 0, 1, STORE | SHOW) /* the photo store's half of authenticating */ \
    F(r, 71, FLAG, damage_accepted, _, 0, 1, STORE | SHOW) /* a named person wants damaged photos printed all the same */ \
    F(r, 60, FLAG, anonymous, _, 0, 1, STORE | SHOW) /* ended long ago: what was personal is empty */ \
    F(r, 61, FLAG, dates_doubtful, _, 0, 1, STORE) /* set by a clock nobody believed; the sweep sets them anew */ \
    F(r, 40, TIME, told, _, 0, 1, STORE | SHOW) /* when the customer was told that it is ready */ \
    F(r, 41, TEXT, told_by, _, 64, 1, STORE | SHOW) \
    F(r, 42, TEXT, shelf, _, 24, 1, STORE | SHOW) /* where the bag lies */ \
    F(r, 43, TEXT, reprint_of, _, 12, 1, STORE | SHOW) /* the order that is made again, charged */ \
    F(r, 44, NUM, tax_percent, _, 0, 1, STORE | SHOW) /* the rate that the price was made with */ \
    F(r, 80, TEXT, waits, _, 120, 1, SHOW) /* which printer or paper it waits for; "" when it waits for none */

#define ROW_FIELDS(F, r) /* an order as one row of a list */ \
    F(r, 1, TEXT, code, _, 12, 1, STORE | SHOW) \
    F(r, 2, ENUM, state, order_state, 0, 1, STORE | SHOW) \
    F(r, 3, SET, hold_reasons, hold_reason, 0, 1, STORE | SHOW) \
    F(r, 4, TEXT, customer, _, 7, 1, STORE | SHOW) \
    F(r, 5, TEXT, name, _, 120, 1, STORE | SHOW | PERSONAL) \
    F(r, 6, TEXT, class, _, 24, 1, STORE | SHOW) \
    F(r, 7, MONEY, price_minor, _, 0, 1, STORE | SHOW) \
    F(r, 8, MONEY, paid_minor, _, 0, 1, STORE | SHOW) \
    F(r, 9, TEXT, currency, _, 3, 1, STORE | SHOW) \
    F(r, 10, NUM, currency_decimals, _, 0, 1, STORE | SHOW) \
    F(r, 11, TIME, placed, _, 0, 1, STORE | SHOW) \
    F(r, 12, TIME, expires, _, 0, 1, STORE | SHOW) \
    F(r, 13, TIME, photos_expire, _, 0, 1, STORE | SHOW) \
    F(r, 14, TIME, promised, _, 0, 1, STORE | SHOW) \
    F(r, 15, REAL, ratio, _, 0, 1, STORE | SHOW) \
    F(r, 16, FLAG, alert, _, 0, 1, STORE | SHOW) \
    F(r, 17, NUM, photo_count, _, 0, 1, STORE | SHOW) \
    F(r, 18, NUM, prints_total, _, 0, 1, STORE | SHOW) \
    F(r, 19, NUM, prints_made, _, 0, 1, STORE | SHOW) \
    F(r, 40, TEXT, shelf, _, 24, 1, STORE | SHOW) \
    F(r, 41, TEXT, phone, _, 40, 1, STORE | SHOW | PERSONAL) \
    F(r, 42, TIME, told, _, 0, 1, STORE | SHOW) \
    F(r, 43, FLAG, auto_, _, 0, 2, STORE) /* of so low a risk that it starts by itself */

#define OUTCOME_FIELDS(F, r) /* how one past order ended: what credibility is computed from */ \
    F(r, 1, TIME, at, _, 0, 1, STORE | SHOW) \
    F(r, 2, FLAG, honoured, _, 0, 1, STORE | SHOW) \
    F(r, 3, TEXT, code, _, 12, 1, STORE | SHOW) \
    F(r, 4, MONEY, price_minor, _, 0, 1, STORE | SHOW)

#define CUSTOMER_FIELDS(F, r) /* number: seven digits, the last a Damm digit */ \
    F(r, 1, TEXT, number, _, 7, 1, STORE | SHOW) \
    F(r, 2, TEXT, name, _, 120, 1, STORE | SHOW | PERSONAL) \
    F(r, 3, TEXT, phone, _, 40, 1, STORE | SHOW | PERSONAL) \
    F(r, 4, TEXT, pin_hash, _, 128, 1, STORE | SECRET) \
    F(r, 5, FLAG, member, _, 0, 1, STORE | SHOW) \
    F(r, 6, TIME, since, _, 0, 1, STORE | SHOW) \
    F(r, 7, LIST, history, outcome, 200, 1, STORE | SHOW) \
    F(r, 8, REAL, credibility, _, 0, 1, SHOW)

#define STAFF_KEY_FIELDS(F, r) /* a public key that lets a login in; the fingerprint is of the blob, as ssh-keygen -l has it */ \
    F(r, 1, TEXT, fingerprint, _, 50, 1, STORE | SHOW) \
    F(r, 2, TEXT, type, _, 40, 1, STORE | SHOW) \
    F(r, 3, NUM, bits, _, 0, 1, STORE | SHOW) \
    F(r, 4, TEXT, comment, _, 100, 1, STORE | SHOW) \
    F(r, 5, TIME, added, _, 0, 1, STORE | SHOW) \
    F(r, 6, TEXT, added_by, _, 64, 1, STORE | SHOW) \
    F(r, 7, BLOB, blob, _, 2200, 1, STORE)

#define STAFF_FIELDS(F, r) \
    F(r, 1, TEXT, login, _, 32, 1, STORE | SHOW) \
    F(r, 2, TEXT, name, _, 120, 1, STORE | SHOW) \
    F(r, 3, ENUM, role, role, 0, 1, STORE | SHOW) \
    F(r, 4, TEXT, password_hash, _, 128, 1, STORE | SECRET) \
    F(r, 5, FLAG, disabled, _, 0, 1, STORE | SHOW) \
    F(r, 6, TIME, since, _, 0, 1, STORE | SHOW) \
    F(r, 7, TIME, last_login, _, 0, 1, STORE | SHOW) \
    F(r, 8, FLAG, demo_password, _, 0, 1, STORE | SHOW) \
    F(r, 9, TEXT, role_name, _, 32, 1, STORE | SHOW) \
    F(r, 10, LIST, keys, staff_key, 20, 1, STORE | SHOW) \
    F(r, 11, TEXT, pin_hash, _, 128, 1, STORE | SECRET) /* asked for beside a key */ \
    F(r, 12, TEXT, last_from, _, 64, 1, STORE | SHOW) /* address or terminal of the last login */ \
    F(r, 13, FLAG, pin, _, 0, 1, SHOW) /* there is one */

#define ROLE_RIGHTS_FIELDS(F, r) /* a role's rights as this shop wants them; one of its own works like its base */ \
    F(r, 1, TEXT, role, _, 32, 1, STORE | SHOW) \
    F(r, 2, ENUM, base, role, 0, 1, STORE | SHOW) \
    F(r, 3, SET, rights, right, 0, 1, STORE | SHOW)

#define STATION_FIELDS(F, r) /* a terminal by its name ("ttyS0", "ssh 10.0.0.7"): what it is, and what it is not for */ \
    F(r, 1, TEXT, terminal, _, 64, 1, STORE | SHOW) \
    F(r, 2, ENUM, place, place, 0, 1, STORE | SHOW) \
    F(r, 3, SET, without, right, 0, 1, STORE | SHOW) \
    F(r, 4, TEXT, words, _, 60, 1, STORE | SHOW) \
    F(r, 10, TEXT, slips, _, 120, 1, STORE | SHOW) /* where receipts and labels are printed (src/slip/slip.h) */ \
    F(r, 20, TEXT, reader, _, 200, 1, STORE | SHOW) /* where a card put in at this terminal is mounted; "": no reader */

#define MEDIA_FIELDS(F, r) /* how many prints of a size the loaded paper is still good for, as counted down since it was loaded */ \
    F(r, 1, TEXT, product, _, 24, 1, STORE | SHOW) \
    F(r, 2, NUM, left, _, 0, 1, STORE | SHOW)

#define PRINTER_FIELDS(F, r) /* a printer as configured and as it stands */ \
    F(r, 1, TEXT, name, _, 32, 1, STORE | SHOW) \
    F(r, 2, TEXT, kind, _, 16, 1, STORE | SHOW) \
    F(r, 3, TEXT, target, _, 400, 1, STORE | SHOW) \
    F(r, 4, TEXT, holds, _, 400, 1, STORE | SHOW) \
    F(r, 5, FLAG, paused, _, 0, 1, STORE | SHOW) \
    F(r, 6, TEXT, trouble, _, 200, 1, STORE | SHOW) \
    F(r, 7, TIME, since, _, 0, 1, STORE | SHOW) \
    F(r, 8, TEXT, code, _, 12, 1, SHOW) \
    F(r, 9, NUM, made, _, 0, 1, STORE | SHOW) \
    F(r, 10, NUM, order_made, _, 0, 1, SHOW) \
    F(r, 11, NUM, order_total, _, 0, 1, SHOW) \
    F(r, 20, FLAG, leaving, _, 0, 1, STORE | SHOW) /* not configured any more; gone once its last print is settled */ \
    F(r, 21, TEXT, convention, _, 16, 1, STORE | SHOW) /* of a hot folder */ \
    F(r, 22, TEXT, names, _, 400, 1, STORE | SHOW) /* what it calls the sizes, as 10x15:KG */ \
    F(r, 23, TEXT, rasters, _, 400, 1, STORE | SHOW) /* its pixels for a size, as 10x15:1240x1844 */ \
    F(r, 24, NUM, dpi, _, 0, 1, STORE | SHOW) /* 0: 300 */ \
    F(r, 25, TEXT, profile, _, 200, 1, STORE | SHOW) /* an ICC file; "": sRGB */ \
    F(r, 26, TEXT, intent, _, 16, 1, STORE | SHOW) \
    F(r, 27, NUM, sharpening, _, 0, 1, STORE | SHOW) /* percent */ \
    F(r, 28, NUM, low, _, 0, 1, STORE | SHOW) /* prints left at which paper is low */ \
    F(r, 29, LIST, media, media, 64, 1, STORE | SHOW) /* sizes that are counted */ \
    F(r, 30, TEXT, alarm, _, 200, 1, STORE | SHOW) /* the last trouble, until somebody has seen it */ \
    F(r, 31, TIME, alarm_since, _, 0, 1, STORE | SHOW) \
    F(r, 32, NUM, each_ms, _, 0, 1, STORE | SHOW) /* how long a print takes, smoothed */ \
    F(r, 33, TEXT, fingerprint, _, 64, 1, STORE | SHOW) /* of the key of one that is spoken to by TLS */ \
    F(r, 34, TEXT, back, _, 80, 1, STORE | SHOW) /* what a lab prints on the back, as {code} {photo} */ \
    F(r, 35, NUM, asks, _, 0, 1, SHOW) /* how often it was probed and has answered, since the keeper began */

#define IDENTITY_FIELDS(F, r) /* who a session is; given by the supervisor and the keeper, never by the session */ \
    F(r, 1, NUM, session, _, 0, 1, SHOW) \
    F(r, 2, ENUM, role, role, 0, 1, SHOW) \
    F(r, 3, TEXT, login, _, 64, 1, SHOW) \
    F(r, 4, ENUM, place, place, 0, 1, SHOW) \
    F(r, 5, TEXT, terminal, _, 64, 1, SHOW) \
    F(r, 6, TEXT, address, _, 64, 1, SHOW) \
    F(r, 7, TEXT, code, _, 12, 1, SHOW) \
    F(r, 8, TEXT, customer, _, 7, 1, SHOW) \
    F(r, 9, TEXT, shop, _, 64, 1, SHOW) \
    F(r, 10, FLAG, remote, _, 0, 1, SHOW) \
    F(r, 11, NUM, uid, _, 0, 1, SHOW) \
    F(r, 12, SET, rights, right, 0, 1, SHOW) /* what it may do: the keeper's word, worked out from role and terminal */ \
    F(r, 13, TEXT, role_name, _, 32, 1, SHOW) /* a role of the shop's own; "" when it is the role itself */ \
    F(r, 20, TEXT, zone, _, 40, 1, SHOW) /* the shop's time zone; "" is the machine's */ \
    F(r, 21, TEXT, key, _, 50, 1, SHOW) /* the key's fingerprint when it came in by one, */ \
    F(r, 22, FLAG, pin, _, 0, 1, SHOW) /* and whether with the PIN as well */ \
    F(r, 23, TIME, last_login, _, 0, 1, SHOW) /* of the same person, before this one, */ \
    F(r, 24, TEXT, last_from, _, 64, 1, SHOW) /* and from where */ \
    F(r, 42, TEXT, scan_prefix, _, 1, 1, SHOW) /* what bar code readers send first; "" nothing */ \
    F(r, 43, NUM, scan_good, _, 0, 1, SHOW) /* how many bells a good scan rings, */ \
    F(r, 44, NUM, scan_bad, _, 0, 1, SHOW) /* and one that is no good */ \
    F(r, 41, TEXT, slips, _, 120, 1, SHOW) /* where this terminal's receipts and labels are printed; "" nowhere */ \
    F(r, 40, NUM, idle_seconds, _, 0, 1, SHOW) /* a screen without a key for so long is left alone; 0: never */

#define PAGE_STEP_FIELDS(F, r) /* one page of those that lay on each other, and what led on from it */ \
    F(r, 1, TEXT, page, _, 24, 1, STORE | SHOW) \
    F(r, 2, TEXT, view, _, 160, 1, STORE | SHOW | PERSONAL) /* what it showed and had selected, in its own words */ \
    F(r, 3, NUM, key, _, 0, 1, STORE | SHOW) /* the key that was at work; 0: none */ \
    F(r, 4, TEXT, scan, _, 14, 1, STORE | SHOW) /* or the code that was */

#define DRAFT_FIELDS(F, r) /* something half typed, by the words that asked for it */ \
    F(r, 1, TEXT, name, _, 200, 1, STORE | SHOW | PERSONAL) \
    F(r, 2, TEXT, text, _, 408, 1, STORE | SHOW | PERSONAL)

#define PAGE_FIELDS(F, r) /* where a session stood, so that the next one of the same identity goes on there */ \
    F(r, 1, TEXT, page, _, 64, 1, STORE | SHOW) \
    F(r, 2, TEXT, code, _, 12, 1, STORE | SHOW) \
    F(r, 3, NUM, n, _, 0, 1, STORE | SHOW) \
    F(r, 4, NUM, desk, _, 0, 1, STORE | SHOW) /* which screen it was */ \
    F(r, 5, TIME, at, _, 0, 1, STORE | SHOW) \
    F(r, 6, LIST, steps, page_step, 8, 1, STORE | SHOW) \
    F(r, 7, LIST, drafts, draft, 32, 1, STORE | SHOW)

#define ARRIVING_FIELDS(F, r) /* photos on their way into an order, as the upload last told */ \
    F(r, 1, TEXT, name, _, 255, 1, SHOW | PERSONAL) /* the one whose bytes come now; "" between two */ \
    F(r, 2, NUM, bytes, _, 0, 1, SHOW) /* of it, so far, */ \
    F(r, 3, NUM, total, _, 0, 1, SHOW) /* of so many; 0: the client does not say */ \
    F(r, 4, NUM, per_second, _, 0, 1, SHOW) \
    F(r, 5, NUM, files, _, 0, 1, SHOW) /* whole since the session began */ \
    F(r, 6, NUM, checking, _, 0, 1, SHOW) /* of them still looked at */

#define CARD_ASK_FIELDS(F, r) /* of a screen to the process that reads the card */ \
    F(r, 1, ENUM, act, card_act, 0, 1, SHOW) \
    F(r, 2, NUM, from, _, 0, 1, SHOW) /* the page that is wanted back, or what is marked: the row it begins with, from 0, */ \
    F(r, 3, NUM, count, _, 0, 1, SHOW) /* and how many */ \
    F(r, 4, FLAG, on, _, 0, 1, SHOW)

#define CARD_FILE_FIELDS(F, r) /* a photo on a card */ \
    F(r, 1, TEXT, name, _, 255, 1, SHOW) \
    F(r, 2, NUM, bytes, _, 0, 1, SHOW) \
    F(r, 3, TIME, at, _, 0, 1, SHOW) \
    F(r, 4, FLAG, marked, _, 0, 1, SHOW) \
    F(r, 5, ENUM, state, card_state, 0, 1, SHOW)

#define CARD_VIEW_FIELDS(F, r) /* how a card stands, and a page of it, newest first */ \
    F(r, 1, NUM, found, _, 0, 1, SHOW) \
    F(r, 2, NUM, others, _, 0, 1, SHOW) /* files that are no photos */ \
    F(r, 3, NUM, marked, _, 0, 1, SHOW) \
    F(r, 4, NUM, marked_bytes, _, 0, 1, SHOW) \
    F(r, 5, FLAG, looking, _, 0, 1, SHOW) /* it is not looked through yet */ \
    F(r, 6, FLAG, cut, _, 0, 1, SHOW) /* there is more than is looked at */ \
    F(r, 7, FLAG, taking, _, 0, 1, SHOW) \
    F(r, 8, NUM, taken, _, 0, 1, SHOW) \
    F(r, 9, NUM, refused, _, 0, 1, SHOW) \
    F(r, 10, TEXT, name, _, 255, 1, SHOW) /* what is read now */ \
    F(r, 11, NUM, per_second, _, 0, 1, SHOW) \
    F(r, 12, TEXT, words, _, 480, 1, SHOW) /* what was last refused, and why */ \
    F(r, 13, NUM, order_photos, _, 0, 1, SHOW) /* of an order that the camera wrote on it; 0: none */ \
    F(r, 14, NUM, order_prints, _, 0, 1, SHOW) \
    F(r, 15, NUM, from, _, 0, 1, SHOW) \
    F(r, 16, LIST, files, card_file, 64, 1, SHOW)

#define ARGS_FIELDS(F, r) /* what an action can be asked with; the syntax in actions.h says which it takes */ \
    F(r, 1, TEXT, code, _, 14, 1, SHOW) \
    F(r, 2, TEXT, password, _, 128, 1, SECRET) \
    F(r, 3, TEXT, login, _, 64, 1, SHOW) \
    F(r, 4, TEXT, reason, _, 200, 1, SHOW) \
    F(r, 5, MONEY, amount_minor, _, 0, 1, SHOW) \
    F(r, 6, ENUM, method, pay_method, 0, 1, SHOW) \
    F(r, 7, TEXT, customer, _, 7, 1, SHOW) \
    F(r, 8, TEXT, name, _, 255, 1, SHOW) \
    F(r, 9, TEXT, phone, _, 40, 1, SHOW) \
    F(r, 10, TEXT, class, _, 24, 1, SHOW) \
    F(r, 11, TEXT, note, _, 400, 1, SHOW) \
    F(r, 12, LIST, lines, line, 2000, 1, SHOW) \
    F(r, 13, NUM, n, _, 0, 1, SHOW) \
    F(r, 14, NUM, limit, _, 0, 1, SHOW) \
    F(r, 15, TEXT, after, _, 64, 1, SHOW) \
    F(r, 16, TEXT, state, _, 64, 1, SHOW) \
    F(r, 17, TEXT, printer, _, 64, 1, SHOW) \
    F(r, 18, TEXT, role, _, 32, 1, SHOW) \
    F(r, 19, SET, topics, topic, 0, 1, SHOW) \
    F(r, 20, TEXT, pin, _, 32, 1, SECRET) \
    F(r, 21, NUM, line, _, 0, 1, SHOW) \
    F(r, 22, NUM, copy, _, 0, 1, SHOW) \
    F(r, 23, TEXT, second, _, 64, 1, SHOW) \
    F(r, 24, TEXT, page, _, 64, 1, SHOW) \
    F(r, 25, NUM, seq, _, 0, 1, SHOW) \
    F(r, 26, FLAG, member, _, 0, 1, SHOW) \
    F(r, 27, TEXT, since, _, 32, 1, SHOW) \
    F(r, 28, SET, fields, edit, 0, 1, SHOW) \
    F(r, 30, TEXT, give, _, 400, 1, SHOW) \
    F(r, 31, TEXT, take, _, 400, 1, SHOW) \
    F(r, 32, TEXT, base, _, 32, 1, SHOW) \
    F(r, 33, TEXT, place, _, 32, 1, SHOW) \
    F(r, 34, TEXT, words, _, 60, 1, SHOW) \
    F(r, 35, TEXT, terminal, _, 64, 1, SHOW) \
    F(r, 36, TEXT, hold, _, 40, 1, SHOW) \
    F(r, 40, TEXT, date, _, 10, 1, SHOW) /* a day of the shop, as 2026-11-25 */ \
    F(r, 41, TEXT, shelf, _, 24, 1, SHOW) \
    F(r, 42, TEXT, second_password, _, 128, 1, SECRET) \
    F(r, 60, FLAG, photos, _, 0, 1, SHOW) /* check: read every photo whole */ \
    F(r, 65, TEXT, directory, _, 1000, 1, SHOW) \
    F(r, 70, TEXT, key, _, 4000, 1, SHOW) /* a public key: a line as in authorized_keys; from the door its base64 alone */ \
    F(r, 71, TEXT, fingerprint, _, 64, 1, SHOW) \
    F(r, 80, ONE, stand, page, 0, 1, SHOW) /* where the session stands, when page is "keep" */ \
    F(r, 81, TEXT, product, _, 24, 1, SHOW) \
    F(r, 82, NUM, count, _, 0, 1, SHOW) \
    F(r, 83, TEXT, to, _, 64, 1, SHOW) \
    F(r, 90, ONE, arriving, arriving, 0, 1, SHOW) \
    F(r, 91, TEXT, reader, _, 200, 1, SHOW) \
    F(r, 95, TEXT, until, _, 32, 1, SHOW) \
    F(r, 96, TEXT, slips, _, 120, 1, SHOW) \
    F(r, 97, FLAG, no_member, _, 0, 1, SHOW) /* of customer set: a member no more */

#define TICKET_FIELDS(F, r) /* what is given in exchange for photos */ \
    F(r, 1, TEXT, code, _, 12, 1, SHOW) \
    F(r, 2, TEXT, password, _, 6, 1, SHOW) \
    F(r, 3, ENUM, state, order_state, 0, 1, SHOW) \
    F(r, 4, MONEY, price_minor, _, 0, 1, SHOW) \
    F(r, 5, TEXT, currency, _, 3, 1, SHOW) \
    F(r, 6, NUM, currency_decimals, _, 0, 1, SHOW) \
    F(r, 7, TIME, expires, _, 0, 1, SHOW) \
    F(r, 8, TIME, photos_expire, _, 0, 1, SHOW) \
    F(r, 9, TIME, promised, _, 0, 1, SHOW) \
    F(r, 10, TEXT, shop, _, 64, 1, SHOW) \
    F(r, 11, NUM, qr_size, _, 0, 1, SHOW) /* modules a side; 0: not asked for */ \
    F(r, 12, BLOB, qr, _, 40000, 1, SHOW) /* one byte a module, 1 dark, row by row, without quiet zone */ \
    F(r, 13, BLOB, bars, _, 400, 1, SHOW) /* Code 128 of the code, one byte a module, 1 dark */

#define EXTENSION_FIELDS(F, r) /* what authenticating did: both expiries, old and new, and what happens next */ \
    F(r, 1, TEXT, code, _, 12, 1, SHOW) \
    F(r, 2, ENUM, state, order_state, 0, 1, SHOW) \
    F(r, 3, SET, hold_reasons, hold_reason, 0, 1, SHOW) \
    F(r, 4, TIME, expires_before, _, 0, 1, SHOW) \
    F(r, 5, TIME, expires, _, 0, 1, SHOW) \
    F(r, 6, TIME, photos_expire_before, _, 0, 1, SHOW) \
    F(r, 7, TIME, photos_expire, _, 0, 1, SHOW) \
    F(r, 8, TIME, promised, _, 0, 1, SHOW)

#define ORDERS_FIELDS(F, r) /* a page of a list; next is what to ask --after with, empty at the end */ \
    F(r, 1, LIST, orders, row, 200, 1, SHOW) \
    F(r, 2, TEXT, next, _, 64, 1, SHOW) \
    F(r, 3, NUM, held, _, 0, 1, SHOW) \
    F(r, 4, NUM, to_make, _, 0, 1, SHOW) \
    F(r, 5, NUM, ready, _, 0, 1, SHOW) \
    F(r, 6, NUM, alerts, _, 0, 1, SHOW) \
    F(r, 7, NUM, total, _, 0, 1, SHOW)

#define PHOTOS_FIELDS(F, r) F(r, 1, LIST, photos, photo, 200, 1, SHOW) F(r, 2, TEXT, next, _, 64, 1, SHOW)

#define ENTRIES_FIELDS(F, r) F(r, 1, LIST, journal, entry, 200, 1, SHOW) F(r, 2, TEXT, next, _, 64, 1, SHOW)

#define CUSTOMERS_FIELDS(F, r) F(r, 1, LIST, customers, customer, 200, 1, SHOW) F(r, 2, TEXT, next, _, 64, 1, SHOW)

#define ROLE_LIST_FIELDS(F, r) F(r, 1, LIST, roles, role_rights, 60, 1, SHOW)

#define TERMINALS_FIELDS(F, r) F(r, 1, LIST, terminals, station, 200, 1, SHOW)

#define STAFF_KEYS_FIELDS(F, r) F(r, 1, TEXT, login, _, 32, 1, SHOW) F(r, 2, LIST, keys, staff_key, 20, 1, SHOW)

#define GREETING_FIELDS(F, r) F(r, 1, TEXT, words, _, 400, 1, SHOW) /* what staff read on the first page after logging in */

#define STAFF_LIST_FIELDS(F, r) F(r, 1, LIST, staff, staff, 200, 1, SHOW)

#define PRINTERS_FIELDS(F, r) F(r, 1, LIST, printers, printer, 200, 1, SHOW)

#define PRODUCT_FIELDS(F, r) /* one size as the shop sells it */ \
    F(r, 1, TEXT, product, _, 24, 1, SHOW) \
    F(r, 2, TEXT, words, _, 60, 1, SHOW) \
    F(r, 3, TEXT, surfaces, _, 200, 1, SHOW) \
    F(r, 4, MONEY, price_minor, _, 0, 1, SHOW) \
    F(r, 5, NUM, width, _, 0, 1, SHOW) \
    F(r, 6, NUM, height, _, 0, 1, SHOW) \
    F(r, 7, TEXT, layout, _, 24, 1, SHOW) /* as in the catalogue; "single" or "": the photo fills the print */

#define CLASS_FIELDS(F, r) /* one service class and when an order placed now would be ready */ \
    F(r, 1, TEXT, class, _, 24, 1, SHOW) \
    F(r, 2, TEXT, words, _, 60, 1, SHOW) \
    F(r, 3, TIME, promised, _, 0, 1, SHOW) \
    F(r, 4, TEXT, surcharge, _, 40, 1, SHOW)

#define CATALOGUE_FIELDS(F, r) /* what a customer can choose from */ \
    F(r, 1, TEXT, shop, _, 64, 1, SHOW) \
    F(r, 2, TEXT, currency, _, 3, 1, SHOW) \
    F(r, 3, NUM, currency_decimals, _, 0, 1, SHOW) \
    F(r, 4, LIST, products, product, 200, 1, SHOW) \
    F(r, 5, LIST, classes, class, 20, 1, SHOW) \
    F(r, 6, TEXT, address, _, 64, 1, SHOW) \
    F(r, 7, NUM, port, _, 0, 1, SHOW) \
    F(r, 8, NUM, photos_most, _, 0, 1, SHOW) /* photos one order may hold, */ \
    F(r, 9, NUM, order_mb, _, 0, 1, SHOW) /* and all of them together */ \
    F(r, 20, NUM, photo_mb, _, 0, 1, SHOW) /* one photo at most */ \
    F(r, 21, NUM, reserve_mb, _, 0, 1, SHOW) /* no photo is taken in with less of the disk free */

#define PROCESS_FIELDS(F, r) \
    F(r, 1, TEXT, name, _, 40, 1, SHOW) \
    F(r, 2, NUM, pid, _, 0, 1, SHOW) \
    F(r, 3, NUM, starts, _, 0, 1, SHOW)

#define BUCKET_FIELDS(F, r) /* so many rounds of the engine took at most so long, and longer than the bucket before; 0: any time */ \
    F(r, 1, NUM, most_us, _, 0, 1, SHOW) \
    F(r, 2, NUM, count, _, 0, 1, SHOW)

#define STATUS_FIELDS(F, r) \
    F(r, 1, TEXT, shop, _, 64, 1, SHOW) \
    F(r, 2, TIME, opened, _, 0, 1, SHOW) \
    F(r, 3, NUM, sessions, _, 0, 1, SHOW) \
    F(r, 4, NUM, held, _, 0, 1, SHOW) \
    F(r, 5, NUM, to_make, _, 0, 1, SHOW) \
    F(r, 6, NUM, ready, _, 0, 1, SHOW) \
    F(r, 7, NUM, alerts, _, 0, 1, SHOW) \
    F(r, 8, NUM, prints_waiting, _, 0, 1, SHOW) \
    F(r, 9, NUM, disk_free_mb, _, 0, 1, SHOW) \
    F(r, 10, LIST, printers, printer, 64, 1, SHOW) \
    F(r, 11, LIST, processes, process, 400, 1, SHOW) \
    F(r, 12, NUM, actions, _, 0, 1, SHOW) \
    F(r, 13, NUM, flushes, _, 0, 1, SHOW) \
    F(r, 70, NUM, late, _, 0, 1, SHOW) /* promised, not made, and the time has come */ \
    F(r, 71, NUM, missed, _, 0, 1, SHOW) /* since opening: ready after the promise */ \
    F(r, 72, NUM, bytes_in, _, 0, 1, SHOW) /* since opening: of photos */ \
    F(r, 73, LIST, states, tally, 20, 1, SHOW) /* living orders */ \
    F(r, 74, LIST, rounds, bucket, 20, 1, SHOW) \
    F(r, 75, NUM, rounds_us, _, 0, 1, SHOW) /* all of them together */ \
    F(r, 50, TIME, backed_up, _, 0, 1, SHOW) /* when the last backup was complete */ \
    F(r, 76, TEXT, backup_alarm, _, 200, 1, SHOW) /* that it is older than store.backup_days */ \
    F(r, 40, TEXT, alarm, _, 200, 1, SHOW) /* why the clock is not believed; nothing expires meanwhile */ \
    F(r, 60, TEXT, disk_alarm, _, 200, 1, SHOW) /* less is free than the reserve: no photos are taken in, nothing is rendered */

#define QUEUED_FIELDS(F, r) /* an order as the lab sees it */ \
    F(r, 1, ONE, order, row, 0, 1, SHOW) \
    F(r, 2, TEXT, doing, _, 80, 1, SHOW) \
    F(r, 3, FLAG, late, _, 0, 1, SHOW) \
    F(r, 5, FLAG, soon, _, 0, 1, SHOW) /* promised within the half hour */ \
    F(r, 4, TIME, turn, _, 0, 1, SHOW) /* what the queue is sorted by: the promise, shifted by rush or put back */

#define BOARD_FIELDS(F, r) /* the lab's board */ \
    F(r, 1, LIST, printers, printer, 64, 1, SHOW) \
    F(r, 2, LIST, queue, queued, 100, 1, SHOW) \
    F(r, 3, NUM, prints_waiting, _, 0, 1, SHOW) \
    F(r, 4, NUM, orders_waiting, _, 0, 1, SHOW) \
    F(r, 5, NUM, late, _, 0, 1, SHOW) \
    F(r, 6, NUM, today, _, 0, 1, SHOW)

#define CELL_FIELDS(F, r) /* one photo of an index print: its thumbnail's size, and what stands below it */ \
    F(r, 1, TEXT, sha256, _, 64, 1, SHOW) \
    F(r, 2, NUM, width, _, 0, 1, SHOW) \
    F(r, 3, NUM, height, _, 0, 1, SHOW) \
    F(r, 4, TEXT, words, _, 300, 1, SHOW)

#define JOB_FIELDS(F, r) /* what a worker is asked: one fd in, one fd out beside it */ \
    F(r, 1, ENUM, task, task, 0, 1, SHOW) \
    F(r, 2, NUM, width, _, 0, 1, SHOW) \
    F(r, 3, NUM, height, _, 0, 1, SHOW) \
    F(r, 4, ENUM, mode, crop_mode, 0, 1, SHOW) \
    F(r, 5, ONE, crop, crop, 0, 1, SHOW) \
    F(r, 6, NUM, border, _, 0, 1, SHOW) \
    F(r, 7, NUM, dpi, _, 0, 1, SHOW) \
    F(r, 8, TEXT, layout, _, 24, 1, SHOW) \
    F(r, 9, NUM, bytes, _, 0, 1, SHOW) \
    F(r, 20, FLAG, accept_damage, _, 0, 1, SHOW) \
    F(r, 21, BLOB, profile, _, 4194304, 1, SHOW) /* the printer's ICC profile; empty: sRGB */ \
    F(r, 22, TEXT, intent, _, 16, 1, SHOW) /* perceptual, relative, saturation, absolute; "" is relative */ \
    F(r, 23, NUM, sharpening, _, 0, 1, SHOW) /* percent, of luma, at the print's size */ \
    F(r, 24, LIST, cells, cell, 2000, 1, SHOW) /* of an index print: the descriptor in has their thumbnails one after the other */ \
    F(r, 25, TEXT, title, _, 120, 1, SHOW) /* and what stands above them */ \
    F(r, 26, TEXT, format, _, 8, 1, SHOW) /* of the print: pwg, else JPEG */ \
    F(r, 27, TEXT, media, _, 80, 1, SHOW) /* of a PWG raster: the printer's name of the paper */

#define JOB_RESULT_FIELDS(F, r) /* what the worker found; err is the row of errors.h, detail what it knew */ \
    F(r, 1, NUM, err, _, 0, 1, SHOW) \
    F(r, 2, TEXT, detail, _, 200, 1, SHOW) \
    F(r, 3, TEXT, format, _, 16, 1, SHOW) \
    F(r, 4, NUM, width, _, 0, 1, SHOW) \
    F(r, 5, NUM, height, _, 0, 1, SHOW) \
    F(r, 6, NUM, orientation, _, 0, 1, SHOW) \
    F(r, 7, TEXT, taken, _, 19, 1, SHOW) \
    F(r, 8, TEXT, damaged, _, 120, 1, SHOW) \
    F(r, 9, NUM, thumb_width, _, 0, 1, SHOW) \
    F(r, 10, NUM, thumb_height, _, 0, 1, SHOW) \
    F(r, 11, NUM, bytes, _, 0, 1, SHOW) \
    F(r, 12, TEXT, camera, _, 40, 1, SHOW) \
    F(r, 13, TEXT, profile, _, 40, 1, SHOW) /* the embedded one by name; "" for none */

#define PRINTER_MESSAGE_FIELDS(F, r) /* the conversation of producer and printer child; see printer/printer.h */ \
    F(r, 1, ENUM, step, printer_step, 0, 1, SHOW) \
    F(r, 2, ONE, printer, printer, 0, 1, SHOW) \
    F(r, 3, TEXT, token, _, 120, 1, SHOW) \
    F(r, 4, TEXT, file, _, 255, 1, SHOW) \
    F(r, 5, TEXT, job, _, 80, 1, SHOW) \
    F(r, 6, TEXT, why, _, 200, 1, SHOW) \
    F(r, 7, TEXT, product, _, 24, 1, SHOW) \
    F(r, 8, TEXT, surface, _, 24, 1, SHOW) \
    F(r, 9, NUM, bytes, _, 0, 1, SHOW) \
    F(r, 10, FLAG, label, _, 0, 1, SHOW) \
    F(r, 11, FLAG, accepted, _, 0, 1, SHOW) /* FIND, WAIT: it was said before that the printer has all of it */ \
    F(r, 12, TEXT, called, _, 80, 1, SHOW) /* what this printer calls the size */ \
    F(r, 13, TEXT, code, _, 12, 1, SHOW) \
    F(r, 14, TEXT, format, _, 8, 1, SHOW) /* SETUP's answer: what the printer wants, as in a job; STAGE: what the raster is */ \
    F(r, 15, TEXT, back, _, 255, 1, SHOW) /* STAGE: the text for the back; "": as the printer is used to */

#define OPENING_FIELDS(F, r) /* what a connection asks the supervisor to start */ \
    F(r, 1, ENUM, program, program, 0, 1, SHOW) \
    F(r, 2, FLAG, pty, _, 0, 1, SHOW) \
    F(r, 3, NUM, columns, _, 0, 1, SHOW) \
    F(r, 4, NUM, rows, _, 0, 1, SHOW) \
    F(r, 5, TEXT, term, _, 40, 1, SHOW) \
    F(r, 6, TEXT, command, _, 4096, 1, SHOW) \
    F(r, 7, TEXT, lang, _, 40, 1, SHOW) \
    F(r, 8, TEXT, colorterm, _, 40, 1, SHOW) \
    F(r, 9, NUM, channel, _, 0, 1, SHOW)

#define PEER_FIELDS(F, r) /* a process or session between supervisor, keeper and door: which, how many, how it ended */ \
    F(r, 1, TEXT, name, _, 64, 1, SHOW) \
    F(r, 2, NUM, count, _, 0, 1, SHOW) \
    F(r, 3, NUM, session, _, 0, 1, SHOW) \
    F(r, 4, NUM, status, _, 0, 1, SHOW) \
    F(r, 5, TEXT, address, _, 64, 1, SHOW) \
    F(r, 6, NUM, channel, _, 0, 1, SHOW) \
    F(r, 7, NUM, pid, _, 0, 1, SHOW) \
    F(r, 8, ENUM, place, place, 0, 1, SHOW) \
    F(r, 9, TEXT, detail, _, 200, 1, SHOW)

#define NOTICE_FIELDS(F, r) F(r, 1, SET, topics, topic, 0, 1, SHOW) F(r, 2, TEXT, code, _, 12, 1, SHOW)

#define NOTHING_FIELDS(F, r) F(r, 1, TEXT, words, _, 400, 1, SHOW)

#define FINDING_FIELDS(F, r) F(r, 1, TEXT, words, _, 400, 1, SHOW)

#define SYMPTOM_FIELDS(F, r) /* what the doctor saw: right, wrong, or (look) not wrong yet */ \
    F(r, 1, TEXT, check, _, 20, 1, SHOW) \
    F(r, 2, TEXT, verdict, _, 8, 1, SHOW) \
    F(r, 3, TEXT, words, _, 400, 1, SHOW) \
    F(r, 4, TEXT, mend, _, 400, 1, SHOW)

#define CHECKUP_FIELDS(F, r) \
    F(r, 1, LIST, symptoms, symptom, 400, 1, SHOW) \
    F(r, 2, NUM, wrong, _, 0, 1, SHOW)

#define TALLY_FIELDS(F, r) F(r, 1, TEXT, name, _, 32, 1, SHOW) F(r, 2, NUM, count, _, 0, 1, SHOW)

#define KEPT_FIELDS(F, r) F(r, 1, TEXT, what, _, 80, 1, SHOW) F(r, 2, NUM, hours, _, 0, 1, SHOW) F(r, 3, TEXT, option, _, 60, 1, SHOW)
#define GONE_FIELDS(F, r) F(r, 1, TEXT, what, _, 80, 1, SHOW) F(r, 2, NUM, count, _, 0, 1, SHOW) F(r, 3, TIME, last, _, 0, 1, SHOW)
#define RETENTION_FIELDS(F, r) F(r, 1, LIST, kept, kept, 20, 1, SHOW) F(r, 2, LIST, gone, gone, 20, 1, SHOW)

#define FINDINGS_FIELDS(F, r) /* what check found; healthy when there are none. The figures are of what could be read */ \
    F(r, 1, LIST, findings, finding, 200, 1, SHOW) \
    F(r, 2, NUM, found, _, 0, 1, SHOW) \
    F(r, 3, NUM, records, _, 0, 1, SHOW) \
    F(r, 4, NUM, photos, _, 0, 1, SHOW) \
    F(r, 5, NUM, photo_bytes, _, 0, 1, SHOW) \
    F(r, 6, NUM, photos_read, _, 0, 1, SHOW) /* whole, with --photos */ \
    F(r, 7, LIST, kinds, tally, 60, 1, SHOW) /* records by kind */ \
    F(r, 8, LIST, states, tally, 20, 1, SHOW) /* orders by state */ \
    F(r, 9, NUM, entries, _, 0, 1, SHOW) /* of the journal, and the hash of the newest: */ \
    F(r, 10, TEXT, head, _, 64, 1, SHOW) \
    F(r, 11, MONEY, taken_minor, _, 0, 1, SHOW) /* all payments less all refunds */ \
    F(r, 12, TEXT, currency, _, 3, 1, SHOW) \
    F(r, 13, NUM, currency_decimals, _, 0, 1, SHOW) \
    F(r, 14, REAL, seconds, _, 0, 1, SHOW)

#define SHIFT_FIELDS(F, r) /* one person's cash drawer from count to count; cash is what came in less what went out */ \
    F(r, 1, NUM, number, _, 0, 1, STORE | SHOW) \
    F(r, 2, TEXT, login, _, 64, 1, STORE | SHOW) \
    F(r, 3, TEXT, terminal, _, 64, 1, STORE | SHOW) \
    F(r, 4, TIME, opened, _, 0, 1, STORE | SHOW) \
    F(r, 5, TIME, closed, _, 0, 1, STORE | SHOW) \
    F(r, 6, TEXT, closed_by, _, 64, 1, STORE | SHOW) \
    F(r, 7, MONEY, float_minor, _, 0, 1, STORE | SHOW) /* in the drawer when it was opened */ \
    F(r, 8, MONEY, cash_minor, _, 0, 1, STORE | SHOW) \
    F(r, 9, MONEY, card_minor, _, 0, 1, STORE | SHOW) \
    F(r, 10, MONEY, voucher_minor, _, 0, 1, STORE | SHOW) \
    F(r, 11, MONEY, refunded_minor, _, 0, 1, STORE | SHOW) /* given back in cash; contained in cash */ \
    F(r, 12, NUM, payments, _, 0, 1, STORE | SHOW) \
    F(r, 13, MONEY, expected_minor, _, 0, 1, STORE | SHOW) /* float and cash */ \
    F(r, 14, MONEY, counted_minor, _, 0, 1, STORE | SHOW) \
    F(r, 15, MONEY, difference_minor, _, 0, 1, STORE | SHOW) /* counted less expected */ \
    F(r, 16, TEXT, note, _, 200, 1, STORE | SHOW) \
    F(r, 17, TEXT, currency, _, 3, 1, STORE | SHOW) \
    F(r, 18, NUM, currency_decimals, _, 0, 1, STORE | SHOW)

#define SHIFTS_FIELDS(F, r) F(r, 1, LIST, shifts, shift, 200, 1, SHOW) F(r, 2, TEXT, next, _, 64, 1, SHOW)

#define DRAWER_FIELDS(F, r) /* whose shift is open */ \
    F(r, 1, TEXT, login, _, 64, 1, STORE | SHOW) \
    F(r, 2, NUM, shift, _, 0, 1, STORE | SHOW)

#define PORTION_FIELDS(F, r) /* so many, worth so much, of one product, class, method or person */ \
    F(r, 1, TEXT, name, _, 80, 1, STORE | SHOW) \
    F(r, 2, NUM, count, _, 0, 1, STORE | SHOW) \
    F(r, 3, MONEY, amount_minor, _, 0, 1, STORE | SHOW)

#define DAY_FIELDS(F, r) /* a day of the shop, summed up from its journal; of a report: several */ \
    F(r, 1, TEXT, date, _, 10, 1, STORE | SHOW) \
    F(r, 2, MONEY, taken_minor, _, 0, 1, STORE | SHOW) /* payments less voids */ \
    F(r, 3, MONEY, refunded_minor, _, 0, 1, STORE | SHOW) \
    F(r, 4, NUM, payments, _, 0, 1, STORE | SHOW) \
    F(r, 5, LIST, products, portion, 200, 1, STORE | SHOW) /* what was taken, by what it was taken for */ \
    F(r, 6, LIST, classes, portion, 60, 1, STORE | SHOW) \
    F(r, 7, LIST, methods, portion, 20, 1, STORE | SHOW) \
    F(r, 8, NUM, prints, _, 0, 1, STORE | SHOW) \
    F(r, 9, LIST, printed, portion, 200, 1, STORE | SHOW) /* prints by product */ \
    F(r, 10, NUM, remakes, _, 0, 1, STORE | SHOW) /* prints to be made again, free */ \
    F(r, 11, NUM, placed, _, 0, 1, STORE | SHOW) \
    F(r, 12, NUM, collected, _, 0, 1, STORE | SHOW) \
    F(r, 13, NUM, cancelled, _, 0, 1, STORE | SHOW) \
    F(r, 14, NUM, unclaimed, _, 0, 1, STORE | SHOW) \
    F(r, 15, MONEY, unclaimed_minor, _, 0, 1, STORE | SHOW) /* of it not paid */ \
    F(r, 16, NUM, alerts, _, 0, 1, STORE | SHOW) /* raised */ \
    F(r, 17, LIST, lifted, portion, 200, 1, STORE | SHOW) /* by whom */ \
    F(r, 18, LIST, kinds, portion, 10, 3, STORE | SHOW) /* what was taken, by the kind of customer: guest, customer, member */

#define DAY_SUM_FIELDS(F, r) /* one day of a report as a bar */ \
    F(r, 1, TEXT, date, _, 10, 1, SHOW) \
    F(r, 2, MONEY, taken_minor, _, 0, 1, SHOW) \
    F(r, 3, NUM, prints, _, 0, 1, SHOW) \
    F(r, 4, NUM, placed, _, 0, 1, SHOW)

#define REPORT_FIELDS(F, r) \
    F(r, 1, TEXT, from, _, 10, 1, SHOW) \
    F(r, 2, TEXT, until, _, 10, 1, SHOW) \
    F(r, 3, ONE, total, day, 0, 1, SHOW) \
    F(r, 4, LIST, days, day_sum, 400, 1, SHOW) \
    F(r, 5, TEXT, currency, _, 3, 1, SHOW) \
    F(r, 6, NUM, currency_decimals, _, 0, 1, SHOW) \
    F(r, 7, NUM, behind, _, 0, 1, SHOW) /* entries of the journal that are not counted yet */

#define META_FIELDS(F, r) /* the store about itself */ \
    F(r, 1, NUM, version, _, 0, 1, STORE | SHOW) \
    F(r, 2, NUM, next_order, _, 0, 1, STORE | SHOW) \
    F(r, 3, NUM, next_entry, _, 0, 1, STORE | SHOW) \
    F(r, 4, TEXT, journal_head, _, 64, 1, STORE | SHOW) \
    F(r, 5, NUM, next_customer, _, 0, 1, STORE | SHOW) \
    F(r, 6, TIME, made, _, 0, 1, STORE | SHOW) \
    F(r, 7, BLOB, ticket_key, _, 32, 1, STORE | SECRET) \
    F(r, 8, TIME, last_seen, _, 0, 1, STORE | SHOW) \
    F(r, 9, FLAG, demo, _, 0, 1, STORE | SHOW) \
    F(r, 10, NUM, day, _, 0, 1, STORE | SHOW) /* days since 1970 in the shop's zone, for: */ \
    F(r, 11, NUM, prints_today, _, 0, 1, STORE | SHOW) \
    F(r, 30, TEXT, boot_id, _, 40, 1, STORE) /* of the machine when the shop was last seen, and: */ \
    F(r, 31, NUM, boot_seconds, _, 0, 1, STORE) /* its seconds since that boot */ \
    F(r, 32, TEXT, clock_alarm, _, 200, 1, STORE | SHOW) /* why the clock is not believed; "" while it is */ \
    F(r, 33, NUM, dropped, _, 0, 1, STORE | SHOW) /* how often something personal was dropped, */ \
    F(r, 34, NUM, wiped, _, 0, 1, STORE | SHOW) /* what that was when the files were last wiped of it, */ \
    F(r, 35, TIME, wiped_at, _, 0, 1, STORE | SHOW) /* and when */ \
    F(r, 20, NUM, next_receipt, _, 0, 1, STORE | SHOW) /* the number given last */ \
    F(r, 70, NUM, next_shift, _, 0, 1, STORE | SHOW) /* the number given last */ \
    F(r, 71, NUM, reported, _, 0, 1, STORE | SHOW) /* up to this entry of the journal the days are summed up */ \
    F(r, 60, NUM, lapsed, _, 0, 1, STORE | SHOW) /* what went, each since the shop was made, and when the last did: rows of retention.h */ \
    F(r, 61, TIME, lapsed_at, _, 0, 1, STORE | SHOW) \
    F(r, 62, NUM, purged, _, 0, 1, STORE | SHOW) \
    F(r, 63, TIME, purged_at, _, 0, 1, STORE | SHOW) \
    F(r, 64, NUM, forgotten, _, 0, 1, STORE | SHOW) \
    F(r, 65, TIME, forgotten_at, _, 0, 1, STORE | SHOW) \
    F(r, 66, NUM, trimmed, _, 0, 1, STORE | SHOW) \
    F(r, 67, TIME, trimmed_at, _, 0, 1, STORE | SHOW) \
    F(r, 50, TIME, backed_up, _, 0, 1, STORE | SHOW) /* when the last backup was complete */

#define ANSWER_FIELDS(F, r) /* the first answer to a request id, so that a retry after a lost reply changes nothing */ \
    F(r, 1, NUM, err, _, 0, 1, STORE) \
    F(r, 2, TEXT, detail, _, 200, 1, STORE) \
    F(r, 3, BLOB, body, _, 65536, 1, STORE) \
    F(r, 4, TIME, at, _, 0, 1, STORE) \
    F(r, 5, NUM, session, _, 0, 1, STORE) /* a customer gets it again in the same session only */ \
    F(r, 6, BLOB, become, _, 1000, 1, STORE) /* the identity that the session got by it */ \
    F(r, 7, NUM, asked, _, 0, 1, STORE) /* a sum over what was asked: the same id for something else is refused */ \
    F(r, 8, TEXT, who, _, 64, 1, STORE)

#define TRIES_FIELDS(F, r) /* wrong passwords for one code or address */ \
    F(r, 1, NUM, wrong, _, 0, 1, STORE) \
    F(r, 2, TIME, last, _, 0, 1, STORE)

/* Every record, small ones first: a record stands after those it contains. */
#define RECORDS(R) \
    R(crop, CROP_FIELDS) R(line, LINE_FIELDS) R(photo, PHOTO_FIELDS) R(stored_photo, STORED_PHOTO_FIELDS) \
    R(bill, BILL_FIELDS) R(payment, PAYMENT_FIELDS) R(tax, TAX_FIELDS) R(receipt, RECEIPT_FIELDS) R(risk, RISK_FIELDS) R(print, PRINT_FIELDS) \
    R(entry, ENTRY_FIELDS) R(order, ORDER_FIELDS) R(row, ROW_FIELDS) R(outcome, OUTCOME_FIELDS) \
    R(customer, CUSTOMER_FIELDS) R(staff_key, STAFF_KEY_FIELDS) R(staff, STAFF_FIELDS) R(role_rights, ROLE_RIGHTS_FIELDS) R(station, STATION_FIELDS) R(media, MEDIA_FIELDS) R(printer, PRINTER_FIELDS) R(identity, IDENTITY_FIELDS) \
    R(page_step, PAGE_STEP_FIELDS) R(draft, DRAFT_FIELDS) R(page, PAGE_FIELDS) R(arriving, ARRIVING_FIELDS) R(card_ask, CARD_ASK_FIELDS) R(card_file, CARD_FILE_FIELDS) R(card_view, CARD_VIEW_FIELDS) R(args, ARGS_FIELDS) R(ticket, TICKET_FIELDS) R(extension, EXTENSION_FIELDS) R(orders, ORDERS_FIELDS) \
    R(photos, PHOTOS_FIELDS) R(entries, ENTRIES_FIELDS) R(customers, CUSTOMERS_FIELDS) \
    R(staff_keys, STAFF_KEYS_FIELDS) R(greeting, GREETING_FIELDS) R(staff_list, STAFF_LIST_FIELDS) R(role_list, ROLE_LIST_FIELDS) R(terminals, TERMINALS_FIELDS) R(printers, PRINTERS_FIELDS) R(product, PRODUCT_FIELDS) R(class, CLASS_FIELDS) \
    R(catalogue, CATALOGUE_FIELDS) R(process, PROCESS_FIELDS) R(tally, TALLY_FIELDS) R(kept, KEPT_FIELDS) R(gone, GONE_FIELDS) R(retention, RETENTION_FIELDS) R(bucket, BUCKET_FIELDS) R(status, STATUS_FIELDS) R(queued, QUEUED_FIELDS) \
    R(board, BOARD_FIELDS) R(cell, CELL_FIELDS) R(job, JOB_FIELDS) R(job_result, JOB_RESULT_FIELDS) \
    R(printer_message, PRINTER_MESSAGE_FIELDS) R(opening, OPENING_FIELDS) R(peer, PEER_FIELDS) \
    R(finding, FINDING_FIELDS) R(findings, FINDINGS_FIELDS) R(symptom, SYMPTOM_FIELDS) R(checkup, CHECKUP_FIELDS) \
    R(notice, NOTICE_FIELDS) R(nothing, NOTHING_FIELDS) R(meta, META_FIELDS) R(shift, SHIFT_FIELDS) R(shifts, SHIFTS_FIELDS) R(drawer, DRAWER_FIELDS) R(portion, PORTION_FIELDS) \
    R(day, DAY_FIELDS) R(day_sum, DAY_SUM_FIELDS) R(report, REPORT_FIELDS) \
    R(answer, ANSWER_FIELDS) R(tries, TRIES_FIELDS)
