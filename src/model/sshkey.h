/* sshkey.h - public keys that people log in with: a line as in authorized_keys, or a key as it comes over the wire.
 *
 * Taken are ed25519, ECDSA on the three NIST curves, the hardware kinds sk-ssh-ed25519 and sk-ecdsa, and RSA from 2048
 * bits (RFC 4253 6.6, RFC 5656 3.1, RFC 8709 4, OpenSSH's PROTOCOL.u2f). Nothing here checks a signature.
 */
#ifndef MODEL_SSHKEY_H
#define MODEL_SSHKEY_H
#include <stddef.h>
#include <stdint.h>
#include "../base/err.h"

enum { SSHKEY_BLOB = 2200 /* bytes: RSA of 16384 bits fits */, SSHKEY_PRINT = 51 /* "SHA256:" and 43 characters */, SSHKEY_COMMENT = 100 };

struct sshkey {
    const char *type;              /* "ssh-ed25519"; a constant */
    int64_t bits;
    uint8_t blob[SSHKEY_BLOB];
    size_t size;
    char comment[SSHKEY_COMMENT + 1]; /* clean text, cut to fit */
};

/* "ssh-ed25519 AAAA... comment". ERR_KEY with words of why not: options before the key, a private key, a kind that is not
 * taken, RSA below 2048 bits, anything that does not add up to the last byte. */
enum err sshkey_read_line(const char *line, struct sshkey *key) MUST_CHECK;
/* The base64 part alone. */
enum err sshkey_read_base64(const char *text, size_t length, struct sshkey *key) MUST_CHECK;
/* As ssh-keygen -l says it: SHA256 of the blob in base64 without '='. */
void sshkey_fingerprint(const uint8_t *blob, size_t size, char out[SSHKEY_PRINT]);
#endif
