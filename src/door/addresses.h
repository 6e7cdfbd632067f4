/* addresses.h - what the door remembers of where clients come from: who logged in lately, who guesses passwords.
 *
 * A fixed table in a file in memory that the supervisor holds, so that a renewed door knows what its predecessor knew. It
 * only decides how many of an address may wait at once and how soon each is served; nobody is refused for what another
 * one behind the same address does.
 */
#ifndef DOOR_ADDRESSES_H
#define DOOR_ADDRESSES_H
#include <stdbool.h>
#include <stdint.h>
#include "../base/address.h"

/* What a connection tells the door over its line, a byte each; its end says the rest. */
enum news { NEWS_WRONG = 'w' /* a wrong password */, NEWS_CUSTOMER = 'c' /* in, without one */, NEWS_KNOWN = 'k' /* in, with one */,
            NEWS_LEFT = 'l' /* never sent: it ended before it was in */ };

/* Map the table, giving an empty file its size; without a descriptor that will do it begins empty and ends with this door. */
void addresses_open(int file);
/* A connection has no business with it. */
void addresses_close(void);
void addresses_note(const struct address_key *key, enum news news);

struct address_terms {
    unsigned limit;  /* of those waiting for their login at once */
    int64_t wait_ms; /* before one is served */
};
/* Did staff, or somebody with a ticket, come in from there lately? */
bool addresses_known(const struct address_key *key);
struct address_terms addresses_terms(const struct address_key *key);
#endif
