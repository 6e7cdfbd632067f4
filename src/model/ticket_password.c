/* ticket_password.c - the ticket's password; alone in its file because only the keeper links libsodium.
 *
 * Nothing is stored for it: code and version under the shop's key say it again whenever it is asked for.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include "../base/buf.h"
#include "ticket.h"

void ticket_password(const uint8_t key[TICKET_KEY], const char *code, int64_t version, char out[TICKET_PASSWORD + 1])
{
    unsigned char hash[crypto_generichash_BYTES];
    char text[64];
    /* The code has a fixed length, so code and version cannot run into each other. */
    int length = snprintf(text, sizeof text, "%.20s/%lld", code, (long long)version);
    if (crypto_generichash(hash, sizeof hash, (const unsigned char *)text, (unsigned long long)length, key,
                           TICKET_KEY) != 0)
        panic("crypto_generichash failed");
    snprintf(out, TICKET_PASSWORD + 1, "%06u", (unsigned)(be64(hash) % 1000000u));
    sodium_memzero(hash, sizeof hash);
}
