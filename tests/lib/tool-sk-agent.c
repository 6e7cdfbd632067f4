/* tool-sk-agent SOCKET right|wrong - an ssh-agent with one key such as a hardware token has (sk-ssh-ed25519), made of software.
 *
 * The first line of its output is the public key, as in authorized_keys. It serves one client after another until it is
 * killed. "wrong": its signatures do not fit. What is signed is not what the client sends: it is the hash of the
 * application, a byte that says that somebody touched the token, a counter, and the hash of what was sent (OpenSSH's
 * PROTOCOL.u2f).
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "../../src/base/buf.h"
#include "../../src/base/err.h"
#include "../../src/base/io.h"

#define TYPE "sk-ssh-ed25519@openssh.com"
#define APPLICATION "ssh:"
enum { FAILURE = 5, ASK_IDENTITIES = 11, IDENTITIES = 12, ASK_SIGNATURE = 13, SIGNATURE = 14, TOUCHED = 1, MESSAGE_MOST = 64 * 1024 };

static struct {
    uint8_t public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
    struct buf blob;
    uint32_t counter;
    bool wrong;
} token;

static void add_string(struct buf *buf, const void *data, size_t size)
{
    buf_u32(buf, (uint32_t)size);
    buf_add(buf, data, size);
}

static void add_text(struct buf *buf, const char *text)
{
    add_string(buf, text, strlen(text));
}

static void make_key(void)
{
    char base64[300];
    crypto_sign_keypair(token.public, token.secret);
    add_text(&token.blob, TYPE);
    add_string(&token.blob, token.public, sizeof token.public);
    add_text(&token.blob, APPLICATION);
    sodium_bin2base64(base64, sizeof base64, token.blob.data, token.blob.size, sodium_base64_VARIANT_ORIGINAL);
    printf(TYPE " %s token\n", base64);
    fflush(stdout);
}

static void sign(const uint8_t *data, size_t size, struct buf *answer)
{
    struct buf told = { 0 }, signature = { 0 };
    uint8_t hash[crypto_hash_sha256_BYTES], bytes[crypto_sign_BYTES];
    crypto_hash_sha256(hash, (const uint8_t *)APPLICATION, sizeof APPLICATION - 1);
    buf_add(&told, hash, sizeof hash);
    buf_u8(&told, TOUCHED);
    buf_u32(&told, ++token.counter);
    crypto_hash_sha256(hash, data, size);
    buf_add(&told, hash, sizeof hash);
    crypto_sign_detached(bytes, NULL, told.data, told.size, token.secret);
    bytes[0] ^= token.wrong;
    add_text(&signature, TYPE);
    add_string(&signature, bytes, sizeof bytes);
    buf_u8(&signature, TOUCHED);
    buf_u32(&signature, token.counter);
    buf_u8(answer, SIGNATURE);
    add_string(answer, signature.data, signature.size);
    buf_free(&told);
    buf_free(&signature);
}

static void answer_one(const uint8_t *message, size_t size, struct buf *answer)
{
    size_t blob = size >= 5 ? be32(message + 1) : 0;
    if (message[0] == ASK_IDENTITIES) {
        buf_u8(answer, IDENTITIES);
        buf_u32(answer, 1);
        add_string(answer, token.blob.data, token.blob.size);
        add_text(answer, "token");
    } else if (message[0] == ASK_SIGNATURE && size >= 9 && blob <= size - 9 && be32(message + 5 + blob) <= size - 9 - blob) {
        sign(message + 9 + blob, be32(message + 5 + blob), answer);
    } else {
        buf_u8(answer, FAILURE);
    }
}

static void serve(int fd)
{
    static uint8_t message[MESSAGE_MOST];
    uint8_t length[4];
    while (io_read(fd, length, sizeof length) && be32(length) > 0 && be32(length) <= sizeof message &&
           io_read(fd, message, be32(length))) {
        struct buf answer = { 0 }, framed = { 0 };
        answer_one(message, be32(length), &answer);
        add_string(&framed, answer.data, answer.size);
        bool sent = io_write(fd, framed.data, framed.size);
        buf_free(&answer);
        buf_free(&framed);
        if (!sent)
            break;
    }
    close(fd);
}

int main(int argc, char **argv)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (argc != 3 || strlen(argv[1]) >= sizeof address.sun_path || sodium_init() < 0)
        die("usage: tool-sk-agent SOCKET right|wrong");
    token.wrong = strcmp(argv[2], "wrong") == 0;
    strcpy(address.sun_path, argv[1]);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 8) != 0)
        die("tool-sk-agent: cannot listen at %s", argv[1]);
    make_key();
    for (;;)
        serve(accept4(fd, NULL, NULL, SOCK_CLOEXEC));
}
