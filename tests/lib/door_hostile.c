/* door_hostile.c - tool-door: what comes before a login, floods, broken packets, crowds. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "../../src/base/err.h"
#include "../../src/base/mem.h"
#include "door_test.h"

enum { ANSWER_MS = 3000, PIECE = 16 * 1024 };

/* ---- before the login ---- */

/* A message of that kind with a plausible tail: names, numbers, zeros. */
static void make_early(struct buf *buf, int kind)
{
    raw_request(buf, kind, kind == RAW_OPEN ? "session" : kind == RAW_GLOBAL_REQUEST ? "tcpip-forward" : "ssh-connection");
    if (kind == RAW_GLOBAL_REQUEST)
        buf_u8(buf, 1);
    if (kind == RAW_AUTH_SUCCESS || kind == RAW_EOF)
        buf->size = 1;
    for (int i = 0; i < 3; i++)
        buf_u32(buf, 1 << 15);
}

/* What a connection that sends these early, and then asks for a screen as if it were logged in, gets. */
static const char *try_early(const struct door_test *test, const int *kinds, size_t count)
{
    struct raw raw;
    struct buf buf = { 0 };
    const char *answer = "hung up";
    if (!raw_open(&raw, test->port, (int)count + 10))
        die("tool-door: no connection");
    raw_request(&buf, RAW_SERVICE_REQUEST, "ssh-userauth");
    raw_keep(&raw, buf.data, buf.size);
    for (size_t i = 0; i < count; i++) {
        make_early(&buf, kinds[i]);
        raw_keep(&raw, buf.data, buf.size);
    }
    make_early(&buf, RAW_OPEN);
    raw_keep(&raw, buf.data, buf.size);
    static const uint8_t shell[] = { RAW_CHANNEL_REQUEST, 0, 0, 0, 0, 0, 0, 0, 5, 's', 'h', 'e', 'l', 'l', 1 };
    raw_keep(&raw, shell, sizeof shell);
    raw_flush(&raw);
    for (int kind; (kind = raw_receive(&raw, ANSWER_MS)) != -1;) {
        if (kind == 0) {
            answer = "silent";
            break;
        }
        if (kind == RAW_AUTH_SUCCESS || kind == RAW_OPEN_YES || kind == RAW_CHANNEL_YES || kind == RAW_DATA ||
            kind == RAW_REQUEST_SUCCESS) {
            answer = "LET IN";
            break;
        }
    }
    buf_free(&buf);
    raw_close(&raw);
    return answer;
}

int door_early(const struct door_test *test)
{
    static const int cve[] = { RAW_AUTH_SUCCESS }, bare[] = { RAW_OPEN }, both[] = { RAW_AUTH_SUCCESS, RAW_AUTH_SUCCESS };
    static const int answers[] = { RAW_AUTH_INFO_RESPONSE, RAW_AUTH_INFO_RESPONSE }, service[] = { RAW_SERVICE_ACCEPT };
    printf("success said by the client: %s\n", try_early(test, cve, 1));
    printf("twice: %s\n", try_early(test, both, 2));
    printf("answers nobody asked for: %s\n", try_early(test, answers, 2));
    printf("service accepted by the client: %s\n", try_early(test, service, 1));
    printf("a channel: %s\n", try_early(test, bare, 1));
    for (int kind = RAW_GLOBAL_REQUEST; kind <= RAW_CHANNEL_NO; kind++)
        printf("message %d: %s\n", kind, try_early(test, &kind, 1));
    return 0;
}

/* ---- too much ---- */

/* A terminal and the screen on it; the channel, or -1. */
static int64_t ask_screen(struct raw *raw)
{
    static const char pty[] = "\0\0\0\5vt100\0\0\0\120\0\0\0\30\0\0\0\0\0\0\0\0\0\0\0";
    int64_t channel = raw_channel(raw, "session");
    bool shown = channel >= 0 && raw_ask(raw, channel, "pty-req", pty, sizeof pty) == RAW_CHANNEL_YES &&
                 raw_ask(raw, channel, "shell", "", 0) == RAW_CHANNEL_YES;
    return shown ? channel : -1;
}

static int64_t open_screen(struct raw *raw, const struct door_test *test)
{
    door_log_in(raw, test);
    int64_t channel = ask_screen(raw);
    if (channel < 0)
        die("tool-door: no screen");
    return channel;
}

/* Sends on whatever the window says; what comes back is read, so that the door never waits for us. */
int door_flood(const struct door_test *test)
{
    static char piece[PIECE];
    struct raw raw;
    struct buf buf = { 0 };
    int64_t channel = open_screen(&raw, test), sent = 0, most = test->count << 20;
    memset(piece, 'x', sizeof piece);
    raw_data(&buf, channel, piece, sizeof piece);
    while (sent < most && raw_send(&raw, buf.data, buf.size)) {
        sent += PIECE;
        for (int kind = 1; kind > 0;)
            kind = raw_receive(&raw, 0);
    }
    printf("flood: %lld KB taken, %s\n", (long long)sent >> 10, sent < most ? "hung up" : "still there");
    raw_close(&raw);
    buf_free(&buf);
    return 0;
}

/* Sends what the window allows and no more, until the window stays shut. */
int door_paste(const struct door_test *test)
{
    static char piece[PIECE];
    struct raw raw;
    struct buf buf = { 0 };
    int64_t channel = open_screen(&raw, test), sent = 0, most = test->count << 20, window = raw.window;
    int kind = 1;
    puts("here");
    getchar();
    memset(piece, '7', sizeof piece);
    raw_data(&buf, channel, piece, sizeof piece);
    while (sent < most && kind > 0 && kind != RAW_CLOSE) {
        for (; window >= PIECE && sent < most && raw_send(&raw, buf.data, buf.size); window -= PIECE)
            sent += PIECE;
        kind = raw_receive(&raw, ANSWER_MS);
        if (kind == RAW_WINDOW)
            window += be32(raw.packet + 5);
    }
    printf("paste: %lld KB, %s\n", (long long)sent >> 10, sent >= most ? "all taken" : kind == 0 ? "held back" : "hung up");
    fflush(stdout);
    getchar();
    raw_close(&raw);
    buf_free(&buf);
    return 0;
}

/* ---- broken packets ---- */

static uint64_t chance_state;
static uint32_t chance(uint32_t limit)
{
    chance_state = chance_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(chance_state >> 33) % limit;
}

/* A packet that begins as one of the known ones and goes on in any way. */
static void make_broken(struct buf *buf, int64_t channel)
{
    static const char *const names[] = { "ssh-userauth", "ssh-connection", "session", "pty-req", "exec", "env", "subsystem", "sftp",
                                         "kiosk", "password", "none", "publickey", "keyboard-interactive", "" };
    static const uint8_t kinds[] = { 1, 2, 3, 4, 5, 6, 7, 20, 21, 30, 31, 50, 51, 52, 53, 60, 61, 80, 81, 82, 90, 91, 92, 93, 94,
                                     95, 96, 97, 98, 99, 100, 0, 192, 255 };
    buf_clear(buf);
    buf_u8(buf, chance(8) ? kinds[chance(sizeof kinds)] : (uint8_t)chance(256));
    if (chance(2))
        buf_u32(buf, (uint32_t)channel);
    for (uint32_t pieces = chance(6); pieces > 0; pieces--) {
        switch (chance(6)) {
        case 0: raw_string(buf, names[chance(sizeof names / sizeof *names)]); break;
        case 1: buf_u32(buf, chance(2) ? UINT32_MAX - chance(16) : chance(1 << 16)); break;
        case 2: buf_u8(buf, (uint8_t)chance(256)); break;
        case 3: buf_u32(buf, 0x7fffffffu + chance(3)); break;
        case 4: buf_u64(buf, (uint64_t)chance(UINT32_MAX) << 32); break;
        default:
            for (uint32_t bytes = chance(chance(20) ? 200 : 30000); bytes > 0; bytes--)
                buf_u8(buf, (uint8_t)chance(256));
        }
    }
    if (buf->size > 1 && chance(4) == 0)
        buf->size = 1 + chance((uint32_t)buf->size - 1); /* cut short */
}

static void break_packets(struct raw *raw, int64_t channel)
{
    struct buf buf = { 0 };
    for (uint32_t packets = 1 + chance(12); packets > 0; packets--) {
        make_broken(&buf, channel);
        if (raw->sealed || chance(2))
            raw_keep(raw, buf.data, buf.size);
        else
            buf_add(&raw->kept, buf.data, buf.size);
    }
    if (chance(10) == 0) /* and one whose length or seal is wrong */
        for (uint32_t bytes = chance(64); bytes > 0; bytes--)
            buf_u8(&raw->kept, (uint8_t)chance(256));
    raw_flush(raw);
    for (int kind = 1; kind > 0;)
        kind = raw_receive(raw, 20);
    buf_free(&buf);
}

/* In turn: before any key, before the login, after it, on a channel. */
int door_fuzz(const struct door_test *test)
{
    chance_state = (uint64_t)test->seed;
    for (int64_t i = 0; i < test->count; i++) {
        struct raw raw = { .fd = -1 };
        int from = (int)(i % 200) + 1;
        if (i % 4 == 0) {
            raw.packet = xmalloc(RAW_PACKET_LIMIT + 64);
            raw.fd = raw_dial(test->port, from);
            if (chance(4))
                buf_text(&raw.kept, "SSH-2.0-fuzz\r\n");
            if (raw.fd >= 0)
                break_packets(&raw, 0);
        } else if (raw_open(&raw, test->port, from) && (i % 4 == 1 || raw_log_in(&raw, test->login, test->password))) {
            break_packets(&raw, i % 4 == 3 ? raw_channel(&raw, "session") : 0);
        } else if (raw.fd < 0) {
            die("tool-door: connection %lld of seed %lld found no door", (long long)i, (long long)test->seed);
        }
        raw_close(&raw);
    }
    printf("fuzz: %lld connections, seed %lld\n", (long long)test->count, (long long)test->seed);
    return 0;
}

/* ---- crowds ---- */

/* True once standard input has ended; waits at most so long for that. */
static bool told_to_leave(int wait_ms)
{
    struct pollfd polled = { .fd = STDIN_FILENO, .events = POLLIN };
    char byte;
    return poll(&polled, 1, wait_ms) > 0 && read(STDIN_FILENO, &byte, 1) <= 0;
}

int door_crowd(const struct door_test *test)
{
    enum { TURN_MS = 200 };
    static const char slow[] = "SSH-2.0-slow";
    int count = (int)test->count * 7 / 5;
    int *fds = xmalloc((size_t)count * sizeof *fds);
    for (int i = 0; i < count; i++)
        fds[i] = raw_dial(test->port, i + 1);
    puts("here");
    for (size_t turn = 0; !told_to_leave(TURN_MS); turn++) {
        for (int i = (int)test->count; i < count; i++) {
            if (fds[i] >= 0 && send(fds[i], slow + turn % (sizeof slow - 1), 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1)
                continue;
            if (fds[i] >= 0)
                close(fds[i]);
            fds[i] = raw_dial(test->port, i + 1); /* sent away: comes again */
        }
    }
    for (int i = 0; i < count; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    free(fds);
    return 0;
}

/* Many at once, each asking until it is thrown out and coming again from the next address. */
int door_wrong(const struct door_test *test)
{
    enum { ADDRESSES = 200, AT_ONCE = 8, TRIES = 6 };
    int me = 0;
    puts("here");
    fflush(stdout);
    while (me < AT_ONCE - 1 && fork() != 0)
        me++;
    for (int turn = me * ADDRESSES / AT_ONCE; !told_to_leave(0); turn++) {
        struct raw raw;
        int tried = 0;
        if (raw_open(&raw, test->port, 1 + turn % ADDRESSES) && raw_begin(&raw))
            while (tried < TRIES && raw_try(&raw, test->login, tried % 2 ? "wrong" : "counter2") == RAW_AUTH_FAILURE)
                tried++;
        raw_close(&raw);
        printf("tried %d\n", tried);
    }
    return 0;
}

/* ---- everyday clients, beside the others ---- */

int door_visits(const struct door_test *test)
{
    int64_t visits = 0, failed = 0;
    do {
        struct raw raw;
        bool in = raw_open(&raw, test->port, 0) && raw_log_in(&raw, test->login, test->password) &&
                  ask_screen(&raw) >= 0 && strcmp(door_outcome(&raw), "screen") == 0;
        failed += !in;
        raw_close(&raw);
        if (visits++ == 0)
            puts("here");
    } while (!told_to_leave(10));
    printf("visits: %lld, failed: %lld\n", (long long)visits, (long long)failed);
    return 0;
}
