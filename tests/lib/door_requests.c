/* door_requests.c - tool-door requests: all that a client may ask for once it is logged in, allowed or not. */
#include <stdio.h>
#include <string.h>
#include "../../src/base/err.h"
#include "../../src/base/str.h"
#include "door_test.h"

enum { ANSWER_MS = 5000, GOODBYE_MS = 10000, LINES_MS = 600 };

void door_log_in(struct raw *raw, const struct door_test *test)
{
    if (!raw_open(raw, test->port, 0))
        die("tool-door: no connection");
    if (!raw_log_in(raw, test->login, test->password))
        die("tool-door: %s is not let in", test->login);
}

const char *door_word(int answer)
{
    return answer == RAW_CHANNEL_YES || answer == RAW_REQUEST_SUCCESS || answer == RAW_OPEN_YES ? "yes"
         : answer == RAW_CHANNEL_NO || answer == RAW_REQUEST_FAILURE || answer == RAW_OPEN_NO ? "no"
         : answer == 0 ? "silent" : "hung up";
}

/* The text of a data packet, from where its length stands. */
static const char *text_at(const struct raw *raw, size_t at)
{
    static char text[400];
    while (raw->size > at + 4 && strchr("\r\n", raw->packet[at + 4]))
        at++;
    size_t size = raw->size > at + 4 ? raw->size - at - 4 : 0;
    if (size > sizeof text - 1)
        size = sizeof text - 1;
    memcpy(text, raw->packet + at + 4, size);
    text[size] = 0;
    text[strcspn(text, "\r\n")] = 0;
    return text;
}

const char *door_outcome(struct raw *raw)
{
    static char outcome[600];
    char said[400] = "";
    int status = -1;
    for (;;) {
        int kind = raw_receive(raw, *said ? LINES_MS : GOODBYE_MS);
        if (kind >= RAW_WINDOW && be32(raw->packet + 1) != raw->own)
            continue; /* another channel's */
        if (kind <= 0 && *said)
            break; /* a screen of a terminal that can only print, waiting for us */
        if (kind <= 0)
            return kind == 0 ? "silent" : "hung up";
        if (kind == RAW_DATA && raw->packet[9] == '\033')
            return "screen";
        if (kind == RAW_DATA && raw->size >= 18 && raw->packet[13] == 2)
            return "sftp";
        if (kind == RAW_DATA && *said == 0)
            str_clean(text_at(raw, 5), said, sizeof said);
        else if (kind == RAW_EXTENDED_DATA && *said == 0)
            str_clean(text_at(raw, 9), said, sizeof said);
        else if (kind == RAW_CHANNEL_REQUEST && memcmp(raw->packet + 9, "exit-status", 11) == 0)
            status = (int)be32(raw->packet + 21);
        else if (kind == RAW_CLOSE)
            break;
    }
    if (status < 0)
        return *said ? "lines" : "closed";
    snprintf(outcome, sizeof outcome, "exit %d: %s", status, said);
    return outcome;
}

static int64_t session(struct raw *raw)
{
    int64_t channel = raw_channel(raw, "session");
    if (channel < 0)
        die("tool-door: no session");
    return channel;
}

static int ask_pty(struct raw *raw, int64_t channel, const char *term, uint32_t columns, uint32_t rows)
{
    struct buf buf = { 0 };
    raw_string(&buf, term);
    buf_u32(&buf, columns);
    buf_u32(&buf, rows);
    buf_u64(&buf, 0);
    raw_string(&buf, "");
    int answer = raw_ask(raw, channel, "pty-req", buf.data, buf.size);
    buf_free(&buf);
    return answer;
}

static int ask_text(struct raw *raw, int64_t channel, const char *request, const char *text)
{
    struct buf buf = { 0 };
    raw_string(&buf, text);
    int answer = raw_ask(raw, channel, request, buf.data, buf.size);
    buf_free(&buf);
    return answer;
}

/* ---- one request on a connection of its own ---- */

static void try_pty(const struct door_test *test)
{
    struct raw raw;
    door_log_in(&raw, test);
    int64_t channel = session(&raw);
    printf("pty: %s\n", door_word(ask_pty(&raw, channel, "vt100", 80, 24)));
    printf("pty again: %s\n", door_word(ask_pty(&raw, channel, "vt100", 80, 24)));
    printf("shell on it: %s\n", door_word(raw_ask(&raw, channel, "shell", "", 0)));
    printf("  shows: %s\n", door_outcome(&raw));
    printf("shell again: %s\n", door_word(raw_ask(&raw, channel, "shell", "", 0)));
    printf("exec after it: %s\n", door_word(ask_text(&raw, channel, "exec", "whoami")));
    printf("subsystem after it: %s\n", door_word(ask_text(&raw, channel, "subsystem", "sftp")));
    printf("env after it: %s\n", door_word(raw_ask(&raw, channel, "env", "\0\0\0\4LANG\0\0\0\1C", 13)));
    printf("pty after it: %s\n", door_word(ask_pty(&raw, channel, "vt100", 80, 24)));
    raw_close(&raw);
}

/* On a channel of its own of that connection: what it answers and what comes of it. */
static void try_program(struct raw *raw, const char *request, const char *text)
{
    static const uint8_t init[] = { 0, 0, 0, 5, 1, 0, 0, 0, 3 };
    struct buf buf = { 0 };
    char shown[60];
    int64_t channel = session(raw);
    int answer = text ? ask_text(raw, channel, request, text) : raw_ask(raw, channel, request, "", 0);
    printf("%s %s: %s", request, str_clean(text ? text : "without pty", shown, sizeof shown), door_word(answer));
    if (answer == RAW_CHANNEL_YES && strcmp(request, "subsystem") == 0) {
        raw_data(&buf, channel, init, sizeof init);
        raw_send(raw, buf.data, buf.size);
    } else {
        raw_end(raw, channel, RAW_EOF);
    }
    if (answer == RAW_CHANNEL_YES)
        printf(", %s", door_outcome(raw));
    puts("");
    raw_end(raw, channel, RAW_CLOSE);
    buf_free(&buf);
}

static void try_programs(const struct door_test *test)
{
    static char long_command[3000];
    static const char *const commands[] = { "whoami --json", "sh -c id", "/bin/sh", "sh", "-c id", "--session kiosk", "init /tmp/shop",
        "serve", "order list; id", "order list\nid", "`id`", "$(id)", "scp -t .", "scp -f /etc/passwd", "rsync --server . .",
        "internal-sftp", "/usr/lib/openssh/sftp-server", "countersign-keeper", "\033[2J", "\xff\xfe", "", long_command };
    static const char *const subsystems[] = { "sftp", "SFTP", "sftp ", "shell", "netconf", "../sftp", "publickey", "" };
    struct raw raw;
    memset(long_command, 'x', sizeof long_command - 1);
    door_log_in(&raw, test);
    try_program(&raw, "shell", NULL);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        try_program(&raw, "exec", commands[i]);
    for (size_t i = 0; i < sizeof subsystems / sizeof *subsystems; i++)
        try_program(&raw, "subsystem", subsystems[i]);
    raw_close(&raw);
}

static void ask_variables(struct raw *raw, int64_t channel, bool say)
{
    static const char *const names[] = { "LANG", "LC_ALL", "COLORTERM", "PATH", "HOME", "SHELL", "TERM", "TERMINFO",
        "TERMINFO_DIRS", "TERMCAP", "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "BASH_ENV", "ENV", "IFS", "TZ", "NLSPATH",
        "LOCPATH", "GCONV_PATH", "MALLOC_CHECK_", "COUNTERSIGN_SHOP", "COUNTERSIGN_CLOCK_SHIFT", "NCURSES_NO_UTF8_ACS",
        "ESCDELAY", "COLUMNS", "LINES", "", "A=B" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct buf buf = { 0 };
        raw_string(&buf, names[i]);
        raw_string(&buf, "C.UTF-8");
        const char *answer = door_word(raw_ask(raw, channel, "env", buf.data, buf.size));
        if (say)
            printf("env %s: %s\n", names[i], answer);
        buf_free(&buf);
    }
}

static void try_env(const struct door_test *test)
{
    struct raw raw;
    door_log_in(&raw, test);
    ask_variables(&raw, session(&raw), true);
    raw_close(&raw);
}

static void try_channel_requests(const struct door_test *test)
{
    static const struct {
        const char *name, *rest;
        size_t size;
    } requests[] = {
        { "x11-req", "\0\0\0\0\022MIT-MAGIC-COOKIE-1\0\0\0\0\0\0\0\0", 31 }, { "auth-agent-req@openssh.com", "", 0 },
        { "auth-agent-req", "", 0 }, { "break", "\0\0\0\0", 4 }, { "eow@openssh.com", "", 0 }, { "xon-xoff", "\1", 1 },
        { "keepalive@openssh.com", "", 0 }, { "unknown@example.org", "", 0 }, { "", "", 0 },
    };
    static const struct {
        const char *name, *rest;
        size_t size;
    } unanswered[] = { /* by the standard */
        { "signal", "\0\0\0\4KILL", 8 }, { "window-change", "\0\0\0\120\0\0\0\30\0\0\0\0\0\0\0\0", 16 },
        { "exit-status", "\0\0\0\0", 4 }, { "exit-signal", "\0\0\0\4KILL\0\0\0\0\0\0\0\0\0", 17 },
    };
    struct raw raw;
    door_log_in(&raw, test);
    int64_t channel = session(&raw);
    for (size_t i = 0; i < sizeof unanswered / sizeof *unanswered; i++)
        raw_tell(&raw, channel, unanswered[i].name, unanswered[i].rest, unanswered[i].size);
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        printf("%s: %s\n", *requests[i].name ? requests[i].name : "request without a name",
               door_word(raw_ask(&raw, channel, requests[i].name, requests[i].rest, requests[i].size)));
    printf("afterwards a screen: %s\n", door_word(ask_pty(&raw, channel, "vt100", 80, 24)));
    raw_close(&raw);
}

static void try_opens(const struct door_test *test)
{
    static const char *const types[] = { "direct-tcpip", "forwarded-tcpip", "x11", "auth-agent@openssh.com",
        "tun@openssh.com", "direct-streamlocal@openssh.com", "forwarded-streamlocal@openssh.com", "Session", "" };
    struct raw raw;
    struct buf buf = { 0 };
    door_log_in(&raw, test);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        raw_request(&buf, RAW_OPEN, types[i]);
        buf_u32(&buf, 100 + (uint32_t)i);
        buf_u32(&buf, 1 << 20);
        buf_u32(&buf, 1 << 15);
        raw_string(&buf, "127.0.0.1");
        buf_u32(&buf, 22);
        raw_string(&buf, "127.0.0.1");
        buf_u32(&buf, 1000);
        raw_send(&raw, buf.data, buf.size);
        printf("open %s: %s\n", types[i], door_word(raw_await(&raw, RAW_OPEN_YES, RAW_OPEN_NO, ANSWER_MS)));
    }
    buf_free(&buf);
    raw_close(&raw);
}

static void try_globals(const struct door_test *test)
{
    static const char *const names[] = { "tcpip-forward", "cancel-tcpip-forward", "streamlocal-forward@openssh.com",
        "cancel-streamlocal-forward@openssh.com", "hostkeys-prove-00@openssh.com", "keepalive@openssh.com",
        "no-more-sessions@openssh.com", "unknown@example.org", "" };
    struct raw raw;
    struct buf buf = { 0 };
    door_log_in(&raw, test);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        raw_request(&buf, RAW_GLOBAL_REQUEST, names[i]);
        buf_u8(&buf, 1);
        raw_string(&buf, "127.0.0.1");
        buf_u32(&buf, 0);
        raw_send(&raw, buf.data, buf.size);
        printf("global %s: %s\n", names[i],
               door_word(raw_await(&raw, RAW_REQUEST_SUCCESS, RAW_REQUEST_FAILURE, ANSWER_MS)));
    }
    printf("afterwards a session: %s\n", raw_channel(&raw, "session") >= 0 ? "yes" : "no");
    buf_free(&buf);
    raw_close(&raw);
}

/* Sessions that open nothing, then screens on as many as are given. */
static void try_many(const struct door_test *test)
{
    struct raw raw;
    int64_t channel[32];
    uint32_t own[32];
    int open = 0, screens = 0;
    door_log_in(&raw, test);
    while (open < 32 && (channel[open] = raw_channel(&raw, "session")) >= 0)
        own[open++] = raw.own;
    for (int i = 0; i < open; i++) {
        raw.own = own[i];
        if (ask_pty(&raw, channel[i], "vt100", 80, 24) == RAW_CHANNEL_YES &&
            raw_ask(&raw, channel[i], "shell", "", 0) == RAW_CHANNEL_YES && strcmp(door_outcome(&raw), "screen") == 0)
            screens++;
    }
    printf("sessions on one connection: %d\nscreens on them: %d\n", open, screens);
    raw_close(&raw);
}

/* A service is asked for once, before the login. With a channel open, because libssh would free it. */
static void try_service(const struct door_test *test)
{
    struct raw raw;
    struct buf buf = { 0 };
    int kind = 1;
    door_log_in(&raw, test);
    session(&raw);
    raw_request(&buf, RAW_SERVICE_REQUEST, "ssh-connection");
    raw_send(&raw, buf.data, buf.size);
    while (kind > 0)
        kind = raw_receive(&raw, ANSWER_MS);
    printf("a service afterwards: %s\n", door_word(kind));
    raw_close(&raw);
    buf_free(&buf);
}

/* A client that waits for nothing. */
static void try_burst(const struct door_test *test)
{
    struct raw raw;
    bool in = raw_open(&raw, test->port, 0) && raw_burst_in(&raw, test->login, test->password);
    int64_t channel = in ? raw_channel(&raw, "session") : -1;
    printf("all in one piece: %s, %s\n", in ? "yes" : "no",
           channel >= 0 && ask_text(&raw, channel, "exec", "scp -t .") == RAW_CHANNEL_YES ? door_outcome(&raw) : "no session");
    raw_close(&raw);
}

int door_requests(const struct door_test *test)
{
    try_pty(test);
    try_programs(test);
    try_env(test);
    try_channel_requests(test);
    try_opens(test);
    try_globals(test);
    try_many(test);
    try_service(test);
    try_burst(test);
    return 0;
}

/* ---- terminals ---- */

/* The first bytes of a screen, in words. */
static const char *screen_with(const struct door_test *test, const char *term, uint32_t columns, uint32_t rows)
{
    struct raw raw;
    door_log_in(&raw, test);
    int64_t channel = session(&raw);
    const char *outcome = "silent";
    if (ask_pty(&raw, channel, term, columns, rows) != RAW_CHANNEL_YES)
        outcome = "no pty";
    else if (raw_ask(&raw, channel, "shell", "", 0) != RAW_CHANNEL_YES)
        outcome = "no shell";
    else if (raw_await(&raw, RAW_DATA, RAW_CLOSE, GOODBYE_MS) == RAW_DATA)
        outcome = raw.packet[9] == '\033' ? "screen" : "lines";
    raw_close(&raw);
    return outcome;
}

int door_terms(const struct door_test *test)
{
    static char long_term[5000];
    static const char *const terms[] = { "", " ", ".", "..", "/", "//", "../../../../tmp/x/xterm", "/tmp/x/xterm", "./xterm", "x/xterm",
        "xterm/", "xterm/../vt100", "xterm\n", "xterm\nLD_PRELOAD=/tmp/x", "xterm LD_PRELOAD=/tmp/x", "xterm=1", "=xterm", "TERM=xterm",
        "-xterm", "--help", "%s%s%s%n", "$(id)", "`id`", "${IFS}", "~root", "~", "*", "?", "[a-z]", "|id", ";id", "&id", ">x", "<x",
        "'", "\"", "\\", "\033[2J", "\033]0;x\a", "\x9b" "2J", "\xc2\x9b" "2J", "\xe2\x80\xae", "\xff\xff\xff\xff", "\xc3", "\x7f",
        "\t", "\r\n", "a\001b", "xterm:kq=\\E[x", "xterm|vt100", "unknown", "XTERM", "Xterm-256Color", "xterm-evil", "dumb-emacs-ansi",
        "linux-basic", "hardcopy", "glasstty", "network", "0", long_term };
    memset(long_term, 'A', sizeof long_term - 1);
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        char shown[60];
        printf("term %zu %s: %s\n", i, str_clean(terms[i], shown, sizeof shown), screen_with(test, terms[i], 80, 24));
    }
    return 0;
}

/* A screen asked for with every variable there is, until standard input ends. */
int door_stay(const struct door_test *test)
{
    struct raw raw;
    door_log_in(&raw, test);
    int64_t channel = session(&raw);
    ask_variables(&raw, channel, false);
    ask_pty(&raw, channel, test->text, 80, 24);
    raw_ask(&raw, channel, "shell", "", 0);
    puts(door_outcome(&raw));
    getchar();
    raw_close(&raw);
    return 0;
}

int door_sizes(const struct door_test *test)
{
    static const uint32_t sizes[][2] = { { 0, 0 }, { 1, 1 }, { 1, 65535 }, { 65535, 1 }, { 65535, 65535 }, { 2, 200 },
        { UINT32_MAX, UINT32_MAX }, { 0x80000000u, 0x80000000u }, { 0, 24 }, { 80, 0 } };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        printf("size %ux%u: %s\n", sizes[i][0], sizes[i][1], screen_with(test, "vt100", sizes[i][0], sizes[i][1]));
    struct raw raw;
    struct buf buf = { 0 };
    door_log_in(&raw, test);
    int64_t channel = session(&raw);
    ask_pty(&raw, channel, "vt100", 80, 24);
    raw_ask(&raw, channel, "shell", "", 0);
    for (size_t i = 0; i < 100; i++) {
        buf_clear(&buf);
        buf_u32(&buf, sizes[i % 10][0]);
        buf_u32(&buf, sizes[i % 10][1]);
        buf_u64(&buf, 0);
        raw_tell(&raw, channel, "window-change", buf.data, buf.size);
    }
    printf("after a hundred changes: %s\n", door_word(raw_ask(&raw, channel, "break", "\0\0\0\0", 4)));
    raw_close(&raw);
    buf_free(&buf);
    return 0;
}
