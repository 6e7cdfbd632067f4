/* raw_ssh.c - see raw_ssh.h. */
#include "raw_ssh.h"
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sodium.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "../../src/base/clock.h"
#include "../../src/base/mem.h"

enum { TO_DOOR, FROM_DOOR, TAG = 16, BLOCK = 16, PATIENCE_MS = 8000 };
static const char banner[] = "SSH-2.0-raw";

bool raw_possible(void)
{
    return sodium_init() >= 0 && crypto_aead_aes256gcm_is_available();
}

int raw_dial(int port, int from)
{
    struct sockaddr_in own = { .sin_family = AF_INET }, to = own;
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    own.sin_addr.s_addr = htonl(0x7f000001u + ((unsigned)from / 250 << 8) + (unsigned)from % 250);
    to.sin_addr.s_addr = htonl(0x7f000001u);
    to.sin_port = htons((uint16_t)port);
    if (fd >= 0 && setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) == 0 &&
        bind(fd, (struct sockaddr *)&own, sizeof own) == 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

/* ---- packets ---- */

static void count_up(uint8_t iv[12])
{
    for (int i = 11; i >= 4 && ++iv[i] == 0; i--)
        ;
}

void raw_keep(struct raw *raw, const void *payload, size_t size)
{
    struct buf plain = { 0 };
    size_t head = raw->sealed ? 0 : 4; /* the length is not encrypted with the rest */
    size_t padding = BLOCK - (head + 1 + size) % BLOCK;
    uint8_t none[2 * BLOCK] = { 0 };
    padding += padding < 4 ? BLOCK : 0;
    buf_u8(&plain, (uint8_t)padding);
    buf_add(&plain, payload, size);
    buf_add(&plain, none, padding);
    buf_u32(&raw->kept, (uint32_t)plain.size);
    if (raw->sealed) {
        uint8_t *out = xmalloc(plain.size + TAG);
        crypto_aead_aes256gcm_encrypt(out, NULL, plain.data, plain.size, raw->kept.data + raw->kept.size - 4, 4, NULL,
                                      raw->iv[TO_DOOR], raw->key[TO_DOOR]);
        count_up(raw->iv[TO_DOOR]);
        buf_add(&raw->kept, out, plain.size + TAG);
        free(out);
    } else {
        buf_add(&raw->kept, plain.data, plain.size);
    }
    buf_free(&plain);
}

bool raw_flush(struct raw *raw)
{
    size_t done = 0;
    while (done < raw->kept.size) {
        ssize_t put = send(raw->fd, raw->kept.data + done, raw->kept.size - done, MSG_NOSIGNAL);
        if (put <= 0)
            break;
        done += (size_t)put;
    }
    bool all = done == raw->kept.size;
    buf_clear(&raw->kept);
    return all;
}

bool raw_send(struct raw *raw, const void *payload, size_t size)
{
    raw_keep(raw, payload, size);
    return raw_flush(raw);
}

/* 1: all there, 0: nothing began to come in time, -1: the end. */
static int hear(struct raw *raw, uint8_t *out, size_t size, int wait_ms)
{
    size_t done = 0;
    while (done < size) {
        struct pollfd polled = { .fd = raw->fd, .events = POLLIN };
        if (poll(&polled, 1, done ? PATIENCE_MS : wait_ms) == 0)
            return done ? -1 : 0;
        ssize_t got = recv(raw->fd, out + done, size - done, 0);
        if (got <= 0)
            return -1;
        done += (size_t)got;
    }
    return 1;
}

int raw_receive(struct raw *raw, int wait_ms)
{
    uint8_t head[4];
    int heard = hear(raw, head, sizeof head, wait_ms);
    size_t length = be32(head), tag = raw->sealed ? TAG : 0;
    if (heard <= 0)
        return heard;
    if (length < 2 || length > RAW_PACKET_LIMIT || hear(raw, raw->packet, length + tag, PATIENCE_MS) != 1)
        return -1;
    if (raw->sealed) {
        if (crypto_aead_aes256gcm_decrypt(raw->packet, NULL, NULL, raw->packet, length + tag, head, 4,
                                          raw->iv[FROM_DOOR], raw->key[FROM_DOOR]) != 0)
            return -1;
        count_up(raw->iv[FROM_DOOR]);
    }
    size_t padding = raw->packet[0];
    if (padding + 2 > length)
        return -1;
    raw->size = length - padding - 1;
    memmove(raw->packet, raw->packet + 1, raw->size);
    memset(raw->packet + raw->size, 0, 16); /* whoever reads past a short one reads nothing */
    return raw->packet[0];
}

int raw_await(struct raw *raw, int one, int other, int wait_ms)
{
    int64_t until = clock_ms() + wait_ms;
    for (int64_t left = wait_ms; left >= 0; left = until - clock_ms()) {
        int kind = raw_receive(raw, (int)left);
        if (kind <= 0 || kind == one || kind == other)
            return kind;
    }
    return 0;
}

/* ---- key exchange ---- */

void raw_string(struct buf *buf, const char *text)
{
    buf_u32(buf, (uint32_t)strlen(text));
    buf_text(buf, text);
}

static void add_bytes(struct buf *buf, const void *bytes, size_t size)
{
    buf_u32(buf, (uint32_t)size);
    buf_add(buf, bytes, size);
}

/* A number as SSH writes it: no zeros in front, and not negative. */
static void add_mpint(struct buf *buf, const uint8_t bytes[32])
{
    size_t from = 0;
    while (from < 32 && bytes[from] == 0)
        from++;
    bool more = from < 32 && bytes[from] & 0x80;
    buf_u32(buf, (uint32_t)(32 - from) + more);
    if (more)
        buf_u8(buf, 0);
    buf_add(buf, bytes + from, 32 - from);
}

static void propose(struct buf *out)
{
    static const char *const lists[] = { "curve25519-sha256", "ssh-ed25519", "aes256-gcm@openssh.com", "aes256-gcm@openssh.com",
                                         "hmac-sha2-256", "hmac-sha2-256", "none", "none", "", "" };
    uint8_t cookie[16];
    randombytes_buf(cookie, sizeof cookie);
    buf_u8(out, RAW_KEXINIT);
    buf_add(out, cookie, sizeof cookie);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        raw_string(out, lists[i]);
    buf_u8(out, 0);
    buf_u32(out, 0);
}

/* The door's line, without its end. */
static bool read_banner(struct raw *raw, char *out, size_t size)
{
    size_t length = 0;
    while (length < size - 1 && hear(raw, (uint8_t *)out + length, 1, PATIENCE_MS) == 1)
        if (out[length++] == '\n') {
            out[length - 1] = 0;
            out[strcspn(out, "\r")] = 0;
            return true;
        }
    return false;
}

static void derive(const struct buf *secret, const uint8_t hash[32], char letter, const uint8_t id[32], uint8_t out[32])
{
    struct buf buf = { 0 };
    buf_add(&buf, secret->data, secret->size);
    buf_add(&buf, hash, 32);
    buf_u8(&buf, (uint8_t)letter);
    buf_add(&buf, id, 32);
    crypto_hash_sha256(out, buf.data, buf.size);
    buf_free(&buf);
}

/* The door's half is in raw->packet: host key, public number, signature. */
static bool agree(struct raw *raw, struct buf *hashed, const uint8_t own[32], const uint8_t public[32])
{
    struct buf secret = { 0 };
    uint8_t shared[32], hash[32], iv[32];
    uint32_t key_size = be32(raw->packet + 1);
    if (key_size > 1000 || raw->size < 5 + key_size + 4 + 32 || be32(raw->packet + 5 + key_size) != 32)
        return false;
    const uint8_t *theirs = raw->packet + 5 + key_size + 4;
    if (crypto_scalarmult(shared, own, theirs) != 0)
        return false;
    add_mpint(&secret, shared);
    add_bytes(hashed, raw->packet + 5, key_size);
    add_bytes(hashed, public, 32);
    add_bytes(hashed, theirs, 32);
    buf_add(hashed, secret.data, secret.size);
    crypto_hash_sha256(hash, hashed->data, hashed->size);
    memcpy(raw->session_id, hash, 32);
    for (int way = TO_DOOR; way <= FROM_DOOR; way++) {
        derive(&secret, hash, (char)('A' + way), hash, iv);
        memcpy(raw->iv[way], iv, 12);
        derive(&secret, hash, (char)('C' + way), hash, raw->key[way]);
    }
    buf_free(&secret);
    return true;
}

static bool exchange(struct raw *raw)
{
    struct buf hashed = { 0 }, own = { 0 };
    char line[300];
    uint8_t private[32], public[32], newkeys = RAW_NEWKEYS;
    randombytes_buf(private, sizeof private);
    crypto_scalarmult_base(public, private);
    propose(&own);
    buf_format(&raw->kept, "%s\r\n", banner);
    bool good = raw_send(raw, own.data, own.size) && read_banner(raw, line, sizeof line) &&
                raw_await(raw, RAW_KEXINIT, -1, PATIENCE_MS) == RAW_KEXINIT;
    if (good) {
        raw_string(&hashed, banner);
        raw_string(&hashed, line);
        add_bytes(&hashed, own.data, own.size);
        add_bytes(&hashed, raw->packet, raw->size);
        buf_clear(&own);
        buf_u8(&own, RAW_KEX_INIT);
        add_bytes(&own, public, sizeof public);
        good = raw_send(raw, own.data, own.size) && raw_await(raw, RAW_KEX_REPLY, -1, PATIENCE_MS) == RAW_KEX_REPLY &&
               agree(raw, &hashed, private, public) && raw_await(raw, RAW_NEWKEYS, -1, PATIENCE_MS) == RAW_NEWKEYS;
    }
    raw_keep(raw, &newkeys, 1); /* goes with the first packet after it, as some clients do */
    raw->sealed = true;
    buf_free(&hashed);
    buf_free(&own);
    return good;
}

bool raw_open(struct raw *raw, int port, int from)
{
    memset(raw, 0, sizeof *raw);
    raw->packet = xmalloc(RAW_PACKET_LIMIT + 64);
    raw->fd = raw_dial(port, from);
    return raw->fd >= 0 && exchange(raw);
}

void raw_close(struct raw *raw)
{
    if (raw->fd >= 0)
        close(raw->fd);
    free(raw->packet);
    buf_free(&raw->kept);
    raw->packet = NULL;
    raw->fd = -1;
}

/* ---- login and channels ---- */

void raw_request(struct buf *buf, int kind, const char *name)
{
    buf_clear(buf);
    buf_u8(buf, (uint8_t)kind);
    raw_string(buf, name);
}

static void keep_login(struct raw *raw, const char *login, const char *password)
{
    struct buf buf = { 0 };
    raw_request(&buf, RAW_AUTH_REQUEST, login);
    raw_string(&buf, "ssh-connection");
    raw_string(&buf, password ? "password" : "none");
    if (password) {
        buf_u8(&buf, 0);
        raw_string(&buf, password);
    }
    raw_keep(raw, buf.data, buf.size);
    buf_free(&buf);
}

static void keep_service(struct raw *raw)
{
    struct buf buf = { 0 };
    raw_request(&buf, RAW_SERVICE_REQUEST, "ssh-userauth");
    raw_keep(raw, buf.data, buf.size);
    buf_free(&buf);
}

bool raw_begin(struct raw *raw)
{
    keep_service(raw);
    return raw_flush(raw) && raw_await(raw, RAW_SERVICE_ACCEPT, RAW_DISCONNECT, PATIENCE_MS) == RAW_SERVICE_ACCEPT;
}

int raw_try(struct raw *raw, const char *login, const char *password)
{
    keep_login(raw, login, password);
    return raw_flush(raw) ? raw_await(raw, RAW_AUTH_SUCCESS, RAW_AUTH_FAILURE, PATIENCE_MS) : -1;
}

bool raw_log_in(struct raw *raw, const char *login, const char *password)
{
    return raw_begin(raw) && raw_try(raw, login, password) == RAW_AUTH_SUCCESS;
}

bool raw_burst_in(struct raw *raw, const char *login, const char *password)
{
    keep_service(raw);
    keep_login(raw, login, password);
    return raw_flush(raw) && raw_await(raw, RAW_AUTH_SUCCESS, RAW_AUTH_FAILURE, PATIENCE_MS) == RAW_AUTH_SUCCESS;
}

int64_t raw_channel(struct raw *raw, const char *type)
{
    static uint32_t own;
    struct buf buf = { 0 };
    raw_request(&buf, RAW_OPEN, type);
    raw->own = ++own;
    buf_u32(&buf, own);
    buf_u32(&buf, 2 << 20);
    buf_u32(&buf, 32 << 10);
    bool good = raw_send(raw, buf.data, buf.size) && raw_await(raw, RAW_OPEN_YES, RAW_OPEN_NO, PATIENCE_MS) == RAW_OPEN_YES;
    buf_free(&buf);
    raw->window = good ? be32(raw->packet + 9) : 0;
    return good ? (int64_t)be32(raw->packet + 5) : -1;
}

static bool request(struct raw *raw, int64_t channel, const char *name, bool wants, const void *rest, size_t size)
{
    struct buf buf = { 0 };
    buf_u8(&buf, RAW_CHANNEL_REQUEST);
    buf_u32(&buf, (uint32_t)channel);
    raw_string(&buf, name);
    buf_u8(&buf, wants);
    buf_add(&buf, rest, size);
    bool sent = raw_send(raw, buf.data, buf.size);
    buf_free(&buf);
    return sent;
}

bool raw_tell(struct raw *raw, int64_t channel, const char *name, const void *rest, size_t size)
{
    return request(raw, channel, name, false, rest, size);
}

int raw_ask(struct raw *raw, int64_t channel, const char *name, const void *rest, size_t size)
{
    return request(raw, channel, name, true, rest, size) ? raw_await(raw, RAW_CHANNEL_YES, RAW_CHANNEL_NO, PATIENCE_MS) : -1;
}

void raw_data(struct buf *buf, int64_t channel, const void *data, size_t size)
{
    buf_clear(buf);
    buf_u8(buf, RAW_DATA);
    buf_u32(buf, (uint32_t)channel);
    add_bytes(buf, data, size);
}

bool raw_end(struct raw *raw, int64_t channel, int kind)
{
    struct buf buf = { 0 };
    buf_u8(&buf, (uint8_t)kind);
    buf_u32(&buf, (uint32_t)channel);
    bool sent = raw_send(raw, buf.data, buf.size);
    buf_free(&buf);
    return sent;
}
