/* tls.h - the encrypted side of a connection to a printer (ipps://). The only header of GnuTLS's only user. */
#ifndef PRINTER_TLS_H
#define PRINTER_TLS_H
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "../base/err.h"

enum { TLS_FINGERPRINT = 65 };
struct tls;
/* Shake hands on a connected, non-blocking socket. The printer's key must have that fingerprint (SHA-256 of its public key,
 * hex digits); "": none is known, and it is refused with the one it shows; NULL: any, and `shown` gets it. wait: until the
 * socket is ready or there is no time left. ERR_PRINTER. */
enum err tls_open(struct tls **tls, int fd, const char *host, const char *fingerprint, char shown[TLS_FINGERPRINT],
                  enum err (*wait)(int fd, short events, int64_t until_ms), int64_t until_ms) MUST_CHECK;
/* As send() and recv() on a non-blocking socket: -1 with errno EAGAIN, EINTR, ECONNRESET, EPROTO. A send that was not taken
 * must be tried again with the same bytes. */
ssize_t tls_send(struct tls *tls, const void *data, size_t size);
ssize_t tls_receive(struct tls *tls, void *data, size_t size);
/* Say goodbye, when all went well. */
void tls_part(struct tls *tls);
void tls_free(struct tls *tls); /* NULL is fine */
#endif
