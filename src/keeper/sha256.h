/* sha256.h - SHA-256 of photos: libsodium's, whole blocks done by the processor where it knows how.
 *
 * Used as libsodium's own: crypto_hash_sha256_init(), these instead of its update, crypto_hash_sha256_final().
 */
#ifndef KEEPER_SHA256_H
#define KEEPER_SHA256_H
#include <sodium.h>
/* Add bytes; the sum is the same as libsodium's whichever way it is made. */
void sha256_add(crypto_hash_sha256_state *state, const uint8_t *data, size_t size);
/* For the test of that: by libsodium alone. */
void sha256_add_plain(crypto_hash_sha256_state *state, const uint8_t *data, size_t size);
#endif
