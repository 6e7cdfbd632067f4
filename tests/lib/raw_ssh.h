/* raw_ssh.h - an SSH client that keeps no rule: any packet at any time, encrypted as it should be, so that it arrives.
 * For tests of what a door does with clients that no library would let one be.
 *
 * curve25519-sha256 and aes256-gcm only; the host's signature is not looked at. Functions that fail return false or -1
 * and the caller decides whether that was wanted. raw_possible() tells whether this processor can do it at all.
 */
#ifndef TESTS_RAW_SSH_H
#define TESTS_RAW_SSH_H
#include <stdbool.h>
#include "../../src/base/buf.h"

enum raw_message {
    RAW_DISCONNECT = 1, RAW_IGNORE, RAW_UNIMPLEMENTED, RAW_DEBUG, RAW_SERVICE_REQUEST, RAW_SERVICE_ACCEPT, RAW_EXT_INFO,
    RAW_KEXINIT = 20, RAW_NEWKEYS, RAW_KEX_INIT = 30, RAW_KEX_REPLY,
    RAW_AUTH_REQUEST = 50, RAW_AUTH_FAILURE, RAW_AUTH_SUCCESS, RAW_AUTH_BANNER,
    RAW_AUTH_INFO_REQUEST = 60, RAW_AUTH_INFO_RESPONSE,
    RAW_GLOBAL_REQUEST = 80, RAW_REQUEST_SUCCESS, RAW_REQUEST_FAILURE,
    RAW_OPEN = 90, RAW_OPEN_YES, RAW_OPEN_NO, RAW_WINDOW, RAW_DATA, RAW_EXTENDED_DATA, RAW_EOF, RAW_CLOSE,
    RAW_CHANNEL_REQUEST, RAW_CHANNEL_YES, RAW_CHANNEL_NO
};
enum { RAW_PACKET_LIMIT = 256 * 1024 };

struct raw {
    int fd;
    bool sealed;             /* packets are encrypted both ways */
    uint8_t key[2][32], iv[2][12]; /* 0: to the door, 1: from it */
    uint8_t session_id[32];
    uint32_t own, window;    /* of the channel opened last: our number, and how much it takes at first */
    struct buf kept;         /* sealed but not sent yet: see raw_keep() */
    uint8_t *packet;         /* what was received last: its first byte is the kind */
    size_t size;
};

bool raw_possible(void);
/* TCP to 127.0.0.1 from the FROMth address of 127.0.0.1 and on. -1: refused. */
int raw_dial(int port, int from);
/* Connected and keys exchanged. */
bool raw_open(struct raw *raw, int port, int from);
void raw_close(struct raw *raw);

/* One packet, whatever its bytes. raw_keep() holds it back until the next raw_send(), so that many arrive in one piece. */
bool raw_send(struct raw *raw, const void *payload, size_t size);
void raw_keep(struct raw *raw, const void *payload, size_t size);
bool raw_flush(struct raw *raw);
/* The next packet, its kind; 0: none came in time, -1: the door hung up. Ignore, debug and banner are not passed over. */
int raw_receive(struct raw *raw, int wait_ms);
/* The next packet of one of two kinds, passing over all others; as above. */
int raw_await(struct raw *raw, int one, int other, int wait_ms);

/* Pieces of packets. */
void raw_string(struct buf *buf, const char *text);
void raw_request(struct buf *buf, int kind, const char *name); /* userauth: service request; else kind and name */
void raw_data(struct buf *buf, int64_t channel, const void *data, size_t size);
/* Ready for tries to log in; one try, by the method none when the password is NULL: RAW_AUTH_SUCCESS, RAW_AUTH_FAILURE,
 * or as raw_receive(). */
bool raw_begin(struct raw *raw);
int raw_try(struct raw *raw, const char *login, const char *password);
/* Both at once. */
bool raw_log_in(struct raw *raw, const char *login, const char *password);
/* The same without waiting for anything: new keys, service and login arrive in one piece, as dropbear sends them. */
bool raw_burst_in(struct raw *raw, const char *login, const char *password);
/* A channel of that type; its number at the door, or -1. 32 KB packets, a window of 2 MB. */
int64_t raw_channel(struct raw *raw, const char *type);
/* A request of that channel with what follows want-reply: RAW_CHANNEL_YES, RAW_CHANNEL_NO, or as raw_receive(). */
int raw_ask(struct raw *raw, int64_t channel, const char *request, const void *rest, size_t size);
/* The same without wanting to hear. */
bool raw_tell(struct raw *raw, int64_t channel, const char *request, const void *rest, size_t size);
/* RAW_EOF or RAW_CLOSE. */
bool raw_end(struct raw *raw, int64_t channel, int kind);
#endif
