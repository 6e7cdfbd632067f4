/* ticket.h - ticket codes, passwords and all numbers people type (claims 13, 14; DOMAIN.md "Ticket").
 *
 * A code is 12 digits: 11 random, one Damm check digit. Its password is 6 digits of a keyed hash of code and version,
 * so nothing secret is stored per order; a higher version voids the old ticket. Randomness comes from the caller.
 */
#ifndef MODEL_TICKET_H
#define MODEL_TICKET_H
#include "../base/err.h"
#include <stdbool.h>
#include <stdint.h>

enum { TICKET_CODE = 12, TICKET_PASSWORD = 6, CUSTOMER_NUMBER = 7, LABEL_CODE = 14, TICKET_KEY = 32 };

/* The Damm check digit ('0'..'9') of a string of digits; catches every single wrong and every swapped neighbour. */
char damm_digit(const char *digits, size_t length);
/* True when the last digit is the Damm digit of those before, and there are `length` of them. */
bool damm_valid(const char *digits, size_t length);
/* A 12-digit code from a uniform random number; out holds 13 bytes. A label code (14 digits, first digit 9) from an
 * order id. A customer number from its counter. */
void ticket_code(uint64_t random, char out[TICKET_CODE + 1]);
void label_code(uint64_t order_id, char out[LABEL_CODE + 1]);
void customer_number(uint64_t counter, char out[CUSTOMER_NUMBER + 1]);
/* What a person or a scanner gave: hyphens and blanks dropped, a scanner's "]C0"-like prefix dropped, length and check
 * digit looked at before any look-up. ERR_CODE with words ("one digit is wrong or two are swapped"). out gets the
 * digits: 12 for a ticket, 14 for a label. */
enum err ticket_read(const char *typed, char out[LABEL_CODE + 1]) MUST_CHECK;
/* The password of a code at a version: 6 digits of a BLAKE2b hash under the shop's key (libsodium crypto_generichash). */
void ticket_password(const uint8_t key[TICKET_KEY], const char *code, int64_t version, char out[TICKET_PASSWORD + 1]);
/* Compare in constant time whatever the lengths are. */
bool ticket_same(const char *given, const char *right);
/* Seconds after the last wrong try at which the next one is allowed, 0 when it is allowed now: none for the first three,
 * then 5 s, doubling. The count itself halves every hour, which is counted in, and nobody waits longer than 24 h. */
int64_t ticket_delay(int64_t wrong, int64_t last, int64_t now);
#endif
