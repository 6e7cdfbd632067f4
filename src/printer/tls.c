/* tls.c - see tls.h. GnuTLS, which libcups uses too, on our own socket: so every wait has its end, a reply its limit, and a
 * connection that is given up is reset, as without TLS.
 *
 * What a reader would not guess: certificates are not looked at. A printer makes its own, for a name nobody calls it by, and
 * no authority vouches for it. What counts is the key behind it, whose fingerprint stands in printers.conf.
 */
#include "tls.h"
#include <errno.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include "../base/mem.h"

struct tls {
    gnutls_session_t session;
    gnutls_certificate_credentials_t credentials;
};

static enum err trouble(int code)
{
    return err_detail(ERR_PRINTER, "no encrypted connection: %.100s", gnutls_strerror(code));
}

/* The fingerprint of the key in the certificate that the printer showed. */
static bool read_fingerprint(gnutls_session_t session, char out[TLS_FINGERPRINT])
{
    unsigned count = 0;
    uint8_t hash[32];
    gnutls_x509_crt_t certificate;
    gnutls_pubkey_t key;
    gnutls_datum_t bytes = { NULL, 0 };
    const gnutls_datum_t *shown = gnutls_certificate_get_peers(session, &count);
    if (shown == NULL || count == 0 || gnutls_x509_crt_init(&certificate) < 0)
        return false;
    bool good = gnutls_x509_crt_import(certificate, shown, GNUTLS_X509_FMT_DER) >= 0;
    if (good && (good = gnutls_pubkey_init(&key) >= 0)) {
        good = gnutls_pubkey_import_x509(key, certificate, 0) >= 0 && gnutls_pubkey_export2(key, GNUTLS_X509_FMT_DER, &bytes) >= 0 &&
               gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes.data, bytes.size, hash) >= 0;
        gnutls_pubkey_deinit(key);
    }
    for (size_t i = 0; i < sizeof hash && good; i++)
        snprintf(out + 2 * i, 3, "%02x", hash[i]);
    gnutls_free(bytes.data);
    gnutls_x509_crt_deinit(certificate);
    return good;
}

static enum err check_key(gnutls_session_t session, const char *fingerprint, char shown[TLS_FINGERPRINT])
{
    char is[TLS_FINGERPRINT];
    if (!read_fingerprint(session, is))
        return err_detail(ERR_PRINTER, "no encrypted connection: it shows no key");
    if (shown)
        memcpy(shown, is, sizeof is);
    if (fingerprint == NULL || strcmp(fingerprint, is) == 0)
        return ERR_NONE;
    return err_detail(ERR_PRINTER, *fingerprint ? "its key is another one; if that is right, fingerprint = %s"
                                                : "its key is not known; if that is right, fingerprint = %s", is);
}

static enum err shake_hands(struct tls *tls, int fd, enum err (*wait)(int fd, short events, int64_t until_ms), int64_t until_ms)
{
    for (;;) {
        int code = gnutls_handshake(tls->session);
        if (code >= 0)
            return ERR_NONE;
        if (code != GNUTLS_E_AGAIN && code != GNUTLS_E_INTERRUPTED && gnutls_error_is_fatal(code))
            return trouble(code);
        enum err err = wait(fd, gnutls_record_get_direction(tls->session) ? POLLOUT : POLLIN, until_ms);
        if (err)
            return err;
    }
}

static int set_up(struct tls *tls, int fd, const char *host)
{
    uint8_t address[16];
    int code = gnutls_certificate_allocate_credentials(&tls->credentials);
    if (code >= 0)
        code = gnutls_init(&tls->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_TICKETS | GNUTLS_NO_SIGNAL);
    if (code >= 0)
        code = gnutls_set_default_priority(tls->session);
    if (code >= 0)
        code = gnutls_credentials_set(tls->session, GNUTLS_CRD_CERTIFICATE, tls->credentials);
    if (code < 0)
        return code;
    if (inet_pton(AF_INET, host, address) != 1 && inet_pton(AF_INET6, host, address) != 1)
        gnutls_server_name_set(tls->session, GNUTLS_NAME_DNS, host, strlen(host));
    gnutls_transport_set_int(tls->session, fd);
    gnutls_handshake_set_timeout(tls->session, GNUTLS_INDEFINITE_TIMEOUT); /* wait() has the clock */
    return code;
}

enum err tls_open(struct tls **out, int fd, const char *host, const char *fingerprint, char shown[TLS_FINGERPRINT],
                  enum err (*wait)(int fd, short events, int64_t until_ms), int64_t until_ms)
{
    struct tls *tls = xcalloc(1, sizeof *tls);
    *out = NULL;
    int code = set_up(tls, fd, host);
    enum err err = code < 0 ? trouble(code) : shake_hands(tls, fd, wait, until_ms);
    if (!err)
        err = check_key(tls->session, fingerprint, shown);
    if (err)
        tls_free(tls);
    else
        *out = tls;
    return err;
}

/* A count, or -1 and errno. A printer that just closes has no more to say, as without TLS: what must be whole has a length. */
static ssize_t result(ssize_t code)
{
    if (code >= 0 || code == GNUTLS_E_PREMATURE_TERMINATION)
        return code >= 0 ? code : 0;
    errno = code == GNUTLS_E_AGAIN ? EAGAIN : !gnutls_error_is_fatal((int)code) ? EINTR
            : code == GNUTLS_E_PUSH_ERROR || code == GNUTLS_E_PULL_ERROR        ? ECONNRESET
                                                                                : EPROTO;
    return -1;
}

ssize_t tls_send(struct tls *tls, const void *data, size_t size)
{
    return result(gnutls_record_send(tls->session, data, size));
}

ssize_t tls_receive(struct tls *tls, void *data, size_t size)
{
    return result(gnutls_record_recv(tls->session, data, size));
}

void tls_part(struct tls *tls)
{
    (void)gnutls_bye(tls->session, GNUTLS_SHUT_WR);
}

void tls_free(struct tls *tls)
{
    if (tls == NULL)
        return;
    if (tls->session)
        gnutls_deinit(tls->session);
    if (tls->credentials)
        gnutls_certificate_free_credentials(tls->credentials);
    free(tls);
}
