/* visitor.h - somebody at an SSH door, by libssh as a client: ours or a peer's, the door cannot tell. For benches and
 * for tests that ask for what no ordinary client asks.
 *
 * The algorithms are named here, so that two servers are asked for the same ones: curve25519, ed25519, AES-GCM.
 */
#ifndef TESTS_VISITOR_H
#define TESTS_VISITOR_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <libssh/libssh.h>

struct visit { /* where to, as whom */
    int port;              /* of 127.0.0.1 */
    const char *login;
    const char *password;  /* NULL: none */
    const char *key;       /* file of a private key; NULL: none. With neither the method `none` */
    const char *cipher;    /* NULL: aes256-gcm@openssh.com */
    int from;              /* its own address: the FROMth of 127.0.0.1 and on, so that no limit per address counts */
};

struct visitor {
    ssh_session session;
    ssh_channel channel;
    const char *wrong;     /* what did not work, until the next call; libssh's words are in visitor_error() */
};

/* Connected, keys exchanged, logged in. False: see visitor->wrong; leave it in any case. */
bool visitor_arrive(struct visitor *visitor, const struct visit *visit);
/* A terminal of 80x24 and the login's screen on it; its first byte has not been waited for. */
bool visitor_screen(struct visitor *visitor, const char *term);
/* One command; what it says goes to out (at most size - 1 bytes, ended by NUL). -1: it did not even run. */
int visitor_command(struct visitor *visitor, const char *command, char *out, size_t size);
/* Bytes of the channel, as they come; waits at most so long. 0: nothing came, -1: the end. */
int visitor_hear(struct visitor *visitor, char *out, size_t size, int wait_ms);
/* Until the screen has been silent for so long. Returns how many bytes came. */
int64_t visitor_settle(struct visitor *visitor, int quiet_ms);
/* Types one key; microseconds until the screen's first byte after it, or -1. */
int64_t visitor_key(struct visitor *visitor, char key);
void visitor_leave(struct visitor *visitor);
/* visitor->wrong and libssh's own words. */
const char *visitor_error(const struct visitor *visitor);
#endif
