/* http.h - one request to an IPP printer over HTTP, and its reply, within limits that a hostile printer cannot move. */
#ifndef PRINTER_HTTP_H
#define PRINTER_HTTP_H
#include <stdbool.h>
#include <sys/types.h>
#include "../base/buf.h"
#include "../base/err.h"
#include "tls.h"

enum { HTTP_REPLY_BYTES = 1 << 20, HTTP_REPLY_MS = 10000 };

struct http_target {
    char host[256], port[8], path[256];
    bool tls;
    bool any_key;                      /* for a look at it: whatever key it shows is right, and `shown` gets its fingerprint */
    char fingerprint[TLS_FINGERPRINT]; /* of its key; "": none is known yet */
    char *shown;                       /* TLS_FINGERPRINT bytes, or NULL */
};
/* ipp://HOST[:PORT]/PATH, or ipps:// for TLS; the rest is the caller's to fill. ERR_PRINTER with what is wrong with it. */
enum err http_parse(const char *uri, struct http_target *target) MUST_CHECK;

struct http_body { /* what follows the IPP message: a document, by position */
    int fd;
    off_t size;
};
/* POST `message` and, behind it, the document (NULL: none), with its length in the header. The reply's body is
 * appended. While a document is on its way any close of the connection, by whatever death, resets it: the printer gets
 * all of it or knows that it did not. *whole: all of it was sent, so that a lost reply leaves doubt. ERR_PRINTER, its
 * detail fit to follow "the printer could not take the print: ". */
enum err http_post(const struct http_target *target, const struct buf *message, const struct http_body *document, struct buf *reply,
                   bool *whole) MUST_CHECK;
/* Wait at most so long for a reply, and half of it for a connection; HTTP_REPLY_MS if never said. What a driver waits for
 * otherwise is measured by it too. */
void http_patience(int ms);
int http_patience_ms(void);
/* A descriptor whose end ends an exchange too (the keeper's); -1: none. */
void http_watch(int fd);
#endif
