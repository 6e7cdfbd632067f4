/* door.c - door, connections and uploads, spoken to by the real ssh, scp and sftp on loopback. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "src/base/clock.h"
#include "src/base/err.h"
#include "src/base/io.h"
#include "src/door/waiting.h"
#include "src/upload/sftp.h"
#include "tests/lib/fake_door.h"

static struct fake_door shop;
static char output[1 << 20];

#define OPTIONS "-F /dev/null -o PubkeyAuthentication=no -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null " \
    "-o LogLevel=ERROR -o NumberOfPasswordPrompts=1"

/* Run a shell command with $SSH, $SCP, $SFTP, $DIR (a fresh directory of this shop) and $TO (user's host); its output
 * and standard error land in `output`. Answers the exit status. */
static int shell(const char *command)
{
    size_t size = 0;
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    while (size < sizeof output - 1) {
        size_t got = fread(output + size, 1, sizeof output - 1 - size, pipe);
        if (got == 0)
            break;
        size += got;
    }
    output[size] = 0;
    int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void assert_says(const char *words)
{
    if (strstr(output, words) == NULL)
        fail_msg("expected \"%s\" in: %s", words, output);
}

static int open_shop(void **state)
{
    char self[512], programs[600], text[1024];
    ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);
    (void)state;
    self[size] = 0;
    snprintf(programs, sizeof programs, "%s/../../bin", dirname(self));
    fake_door_start(&shop, programs);
    snprintf(text, sizeof text, "ssh -p %d " OPTIONS, shop.port);
    setenv("SSH", text, 1);
    snprintf(text, sizeof text, "ssh -p %d -o LogLevel=INFO " OPTIONS, shop.port); /* the first one counts */
    setenv("LOUD_SSH", text, 1);
    snprintf(text, sizeof text, "scp -q -P %d " OPTIONS, shop.port);
    setenv("SCP", text, 1);
    snprintf(text, sizeof text, "sftp -q -P %d " OPTIONS, shop.port);
    setenv("SFTP", text, 1);
    snprintf(text, sizeof text, "%s/give", shop.dir);
    setenv("SSH_ASKPASS", text, 1);
    setenv("SSH_ASKPASS_REQUIRE", "force", 1);
    setenv("DIR", shop.dir, 1);
    unsetenv("SSH_AUTH_SOCK");
    return shell("cd $DIR && printf '#!/bin/sh\\necho \"$PASSWORD\"\\n' >give && chmod +x give && "
                 "for i in 1 2 3; do { printf '\\377\\330\\377'; head -c ${i}00000 /dev/urandom; } >p$i.jpg; done");
}

static int close_shop(void **state)
{
    (void)state;
    fake_door_stop(&shop);
    return 0;
}

static void test_command(void **state)
{
    (void)state;
    assert_int_equal(shell("PASSWORD=counter1 $SSH counter1@127.0.0.1 'echo out; echo err >&2; exit 7' 2>&1"), 7);
    assert_says("out");
    assert_says("err");
    assert_int_equal(shell("PASSWORD=counter1 $SSH counter1@127.0.0.1 forbidden 2>&1"), 1);
    assert_string_equal(output, "You may not do that. Ask a supervisor.\n");
    assert_int_equal(shell("PASSWORD=counter1 $SSH counter1@127.0.0.1 'kill -9 $$' 2>&1"), 137);
    /* the environment is what we allow, and no more */
    assert_int_equal(shell("LANG=de_DE.UTF-8 FOO=bar PASSWORD=counter1 $SSH -o SendEnv='LANG FOO' counter1@127.0.0.1 'echo \"<$LANG,$FOO>\"' 2>&1"), 0);
    assert_says("<de_DE.UTF-8,");
    assert_null(strstr(output, "de_DE.UTF-8,bar"));
}

static void test_pipes(void **state)
{
    (void)state;
    /* more than any buffer on the way, in both directions at once */
    assert_int_equal(shell("head -c 20000000 /dev/urandom >$DIR/big; PASSWORD=counter1 $SSH counter1@127.0.0.1 cat <$DIR/big | cmp - $DIR/big 2>&1"), 0);
    assert_int_equal(shell("PASSWORD=counter1 $SSH counter1@127.0.0.1 'wc -c; exit 4' <$DIR/big 2>&1"), 4);
    assert_says("20000000");
    assert_int_equal(shell("PASSWORD=counter1 $SSH -o RekeyLimit=1M counter1@127.0.0.1 cat <$DIR/big | cmp - $DIR/big 2>&1"), 0);
    /* a program that does not read: the client is not stuck once it ends */
    assert_int_equal(shell("PASSWORD=counter1 $SSH counter1@127.0.0.1 'sleep 0.3; exit 5' <$DIR/big 2>&1"), 5);
    /* a slow reader loses nothing after the program has long ended */
    assert_int_equal(shell("PASSWORD=counter1 $SSH counter1@127.0.0.1 'head -c 3000000 /dev/zero' | { sleep 2; wc -c; }"), 0);
    assert_says("3000000");
}

static void test_wrong_password(void **state)
{
    (void)state;
    assert_int_equal(shell("PASSWORD=wrong $SSH counter1@127.0.0.1 true 2>&1"), 255);
    assert_says("Permission denied (publickey,keyboard-interactive,password)");
    assert_int_equal(shell("PASSWORD=counter1 $SSH -o PreferredAuthentications=keyboard-interactive counter1@127.0.0.1 echo in 2>&1"), 0);
    assert_string_equal(output, "in\n");
    assert_int_equal(shell("PASSWORD=wrong $SSH -o PreferredAuthentications=keyboard-interactive counter1@127.0.0.1 echo in 2>&1"), 255);
    assert_int_equal(shell("PASSWORD='' $SSH \"$(printf 'a\\033[2J')\"@127.0.0.1 true 2>&1"), 255);
    assert_int_equal(shell("PASSWORD=" FAKE_DOOR_PASSWORD " $LOUD_SSH 4711-2093-5525@127.0.0.1 'echo in' 2>&1"), 0);
    assert_says("Fake Photo");
}

static void test_refused(void **state)
{
    (void)state;
    assert_int_equal(shell("cd $DIR; PASSWORD=counter1 $SCP -O p1.jpg counter1@127.0.0.1: 2>&1"), 1);
    assert_says("without -O");
    assert_int_equal(shell("PASSWORD=counter1 $SSH counter1@127.0.0.1 -s netconf 2>&1 </dev/null"), 255);
    /* forwards: the session works, the forward does not */
    assert_int_equal(shell("PASSWORD=counter1 timeout 10 $SSH -o ExitOnForwardFailure=yes -R 0:127.0.0.1:1 counter1@127.0.0.1 true 2>&1"), 255);
    assert_int_equal(shell("PASSWORD=counter1 timeout 10 $SSH -W 127.0.0.1:1 counter1@127.0.0.1 2>&1 </dev/null"), 255);
}

static void test_scp(void **state)
{
    (void)state;
    assert_int_equal(shell("cd $DIR; $SCP p1.jpg p2.jpg p3.jpg kiosk@127.0.0.1: 2>&1"), 0);
    assert_says("Ticket 4711-2093-5525  password 123456\nKept until ");
    assert_says("ssh -p 4022 471120935525@shop.example, or bring this code to the counter.\n");
    assert_int_equal(shell("cd $DIR; for i in 1 2 3; do cmp p$i.jpg taken/$i-p$i.jpg || exit 1; done; ls incoming/*"), 0);
    /* again with the ticket: the same bytes are not taken twice; another photo of the same name is another photo */
    assert_int_equal(shell("cd $DIR; PASSWORD=" FAKE_DOOR_PASSWORD " $SCP p1.jpg " FAKE_DOOR_CODE "@127.0.0.1: && ls taken | wc -l"), 0);
    assert_says("3\n");
    assert_int_equal(shell("cd $DIR; mkdir -p d/e; cp p3.jpg d/p1.jpg; cp p2.jpg d/e/p4.jpg; echo no >d/notes.txt; :>d/empty.jpg;"
                           "PASSWORD=" FAKE_DOOR_PASSWORD " $SCP -r d " FAKE_DOOR_CODE "@127.0.0.1: 2>&1; ls taken"), 0);
    assert_says("notes.txt is not a photo we can print.");
    assert_says("empty.jpg is damaged or incomplete.");
    assert_says("-p4.jpg");
    assert_says("-p1.jpg");
    assert_int_equal(shell("cd $DIR; mkdir back; PASSWORD=" FAKE_DOOR_PASSWORD " $SCP " FAKE_DOOR_CODE "@127.0.0.1:'/*' back 2>&1; ls back"), 0);
    assert_says("TICKET.txt");
    assert_int_equal(shell("cd $DIR; cmp p1.jpg back/p1.jpg && cmp p3.jpg 'back/p1 (2).jpg' && cat back/TICKET.txt"), 0);
    assert_says("Ticket    4711-2093-5525\nKept until");
    assert_null(strstr(output, "Password"));
}

static void test_sftp(void **state)
{
    (void)state;
    static const char batch[] = "cd $DIR; rm -f taken/*; $SFTP -b - kiosk@127.0.0.1 2>&1 <<'X'\n"
        "pwd\nmkdir holiday\ncd holiday\nput p*.jpg\nls -l\ncd /\nls\n-put give\n-get nothing\nput p1.jpg x.jpg.part\n"
        "rename x.jpg.part x.jpg\n-rm x.jpg\nrename /holiday/../x.jpg y.jpg\nget TICKET.txt got\nget REJECTED.txt got2\n"
        "get holiday/p2.jpg got3\nrmdir holiday\n-symlink a b\n-ln x.jpg z.jpg\nX\n";
    assert_int_equal(shell(batch), 1); /* renaming what is in the order is refused, and ends the batch */
    assert_says("Remote working directory: /\n");
    assert_says("300003");
    assert_says("remote delete /x.jpg: Permission denied");
    assert_int_equal(shell("cd $DIR; ls taken; $SFTP -b - kiosk@127.0.0.1 2>&1 <<'X'\nput p1.jpg\nput give\nX\n"), 1);
    assert_says("give is not a photo we can print.");
    assert_int_equal(shell("cd $DIR; rm -f taken/*; $SFTP -b - kiosk@127.0.0.1 2>&1 <<'X'\nput p1.jpg\n-put give\nput p2.jpg b.jpg.part\n"
                           "rename b.jpg.part b.jpg\nget TICKET.txt got\nget REJECTED.txt got2\nget b.jpg got3\n-symlink a b\n-ln b.jpg z.jpg\nrmdir x\nX\n"
                           "cmp p2.jpg got3 && cat got got2"), 0);
    assert_says("Password  123456");
    assert_says("give is not a photo");
    /* nothing half sent stays, and nothing outside is reached */
    assert_int_equal(shell("cd $DIR; find incoming -type f | wc -l; ls taken"), 0);
    assert_string_equal(output, "0\n1-p1.jpg\n2-b.jpg\n");
    assert_int_equal(shell("cd $DIR; $SFTP -b - kiosk@127.0.0.1 2>&1 <<'X'\nget ../../../etc/passwd got4\nX\n"), 1);
}

static void add_string(struct buf *buf, const char *text)
{
    buf_u32(buf, (uint32_t)strlen(text));
    buf_text(buf, text);
}

/* Well-framed requests of every type with hostile names, handles and numbers, in any order. */
static void test_hostile_sftp(void **state)
{
    static const char *const names[] = { "/etc/passwd", "../../key", "TICKET.txt", "/", "a.jpg", "b.jpg.part", "b.jpg", "d",
        "d/../../../../tmp/x", "\x1b]0;x\a", "%s%n", "d/a.jpg", "REJECTED.txt", ".in.q.jpg", "q.jpg", "" };
    static const char *const handles[] = { "", "\xff\xff\xff\xff\xff\xff\xff\xff", "too short", "123456789" };
    struct buf buf = { 0 }, one = { 0 };
    char path[200];
    (void)state;
    srand(99);
    buf_add(&buf, "\0\0\0\x05\x01\0\0\0\x03", 9);
    for (int i = 0; i < 30000; i++) {
        uint8_t type = (uint8_t)(rand() % 30 ? 3 + rand() % 18 : 200);
        buf_clear(&one);
        buf_u8(&one, type == SFTP_INIT ? SFTP_STAT : type);
        buf_u32(&one, (uint32_t)i);
        bool by_handle = strchr("\4\5\6\x8\xa\xc", type) != NULL;
        if (!by_handle) {
            add_string(&one, type == 200 && rand() % 2 ? "posix-rename@openssh.com" : names[rand() % 16]);
        } else if (rand() % 10 == 0) {
            add_string(&one, handles[rand() % 4]);
        } else {
            buf_u32(&one, 8);
            buf_u32(&one, (uint32_t)(rand() % 17));
            buf_u32(&one, 1 + (uint32_t)(rand() % (1 + i / 300)));
        }
        if (type == SFTP_OPEN)
            buf_u32(&one, (uint32_t)(rand() % 64));
        else if (type == SFTP_READ || type == SFTP_WRITE)
            buf_u64(&one, rand() % 10 ? (uint64_t)(rand() % 1000) : (uint64_t)rand() << 33);
        add_string(&one, names[rand() % 16]);
        if (rand() % 2)
            buf_u64(&one, (uint64_t)rand());
        buf_u32(&buf, (uint32_t)one.size);
        buf_add(&buf, one.data, one.size);
    }
    snprintf(path, sizeof path, "%s/noise", shop.dir);
    assert_int_equal(io_replace(path, buf.data, buf.size, 0600), ERR_NONE);
    buf_free(&buf);
    buf_free(&one);
    assert_int_equal(shell("cd $DIR; rm -f taken/*; $SSH -s kiosk@127.0.0.1 sftp <noise 2>noise.err | wc -c; ls taken; ls"), 0);
    assert_true(atol(output) > 30000 * 17); /* every one was answered */
    assert_null(strstr(output, "passwd"));
    /* what stays half sent has names of ours, and lies flat in its folder */
    assert_int_equal(shell("cd $DIR; find incoming -mindepth 2 | grep -cvE '^incoming/[0-9]+/(half|name)-[0-9a-f]{16}$'; rm -rf incoming/*/*"), 0);
    assert_string_equal(output, "0\n");
    assert_int_equal(shell("head -c 300000 /dev/urandom | $SSH -s kiosk@127.0.0.1 sftp | wc -c; cd $DIR; ls taken; find incoming -type f"), 0);
    assert_string_equal(output, "0\n");
}

/* Paths that mean to get out, each from every part of every list below: 6 x 10 x 5 of them. */
static const char *const ways_up[] = { "", "/", "../../../", "a/../../..//", "./.././", "%DIR%/" };
static const char *const targets[] = { "sentinel", "sentinel/deep/file", "sentinel/link", "etc/passwd", "incoming", "..", "key", "taken/x",
    "TICKET.txt", "sentinel/new\x1b[2J" };
static const char *const ends[] = { "", "/", "/.", "/../x", "/\xff\xfe" };

static void put_path(struct buf *out, int number)
{
    char path[700], whole[1400];
    const char *up = ways_up[number % 6], *target = targets[number / 6 % 10], *end = ends[number / 60];
    snprintf(path, sizeof path, "%s%s%s", up, target, end);
    if (strncmp(path, "%DIR%", 5) == 0)
        snprintf(whole, sizeof whole, "%s%s", shop.dir, path + 5);
    else
        snprintf(whole, sizeof whole, "%s", path);
    add_string(out, whole);
}

/* Each request with a path, with each of 300 such paths: nothing outside the upload's own folder is made, changed or
 * shown. */
static void test_hostile_paths(void **state)
{
    static const struct { uint8_t type; const char *then; } operations[] = { /* f flags, a attributes, t another path */
        { SFTP_OPEN, "r" }, { SFTP_OPEN, "w" }, { SFTP_LSTAT, "" }, { SFTP_STAT, "" }, { SFTP_SETSTAT, "a" }, { SFTP_OPENDIR, "" },
        { SFTP_REMOVE, "" }, { SFTP_MKDIR, "a" }, { SFTP_RMDIR, "" }, { SFTP_REALPATH, "" }, { SFTP_RENAME, "t" },
        { SFTP_READLINK, "" }, { SFTP_SYMLINK, "t" }, { SFTP_EXTENDED, "t" },
    };
    struct buf all = { 0 }, one = { 0 };
    char file[200];
    uint32_t id = 0;
    (void)state;
    assert_int_equal(shell("cd $DIR; rm -f taken/*; mkdir -p sentinel/deep; echo guarded >sentinel/deep/file; chmod 640 sentinel/deep/file;"
                           "ln -s deep/file sentinel/link; find . -path ./incoming -prune -o -path ./sentinel.before -prune -o -printf '%p %y %m %s %T@ %l\n'"
                           " | grep -v '^[.] ' | sort >/tmp/sentinel.$$; mv /tmp/sentinel.$$ sentinel.before"), 0);
    buf_add(&all, "\0\0\0\x05\x01\0\0\0\x03", 9);
    for (size_t k = 0; k < sizeof operations / sizeof *operations; k++) {
        for (int i = 0; i < 300; i++) {
            buf_clear(&one);
            buf_u8(&one, operations[k].type);
            buf_u32(&one, ++id);
            if (operations[k].type == SFTP_EXTENDED)
                add_string(&one, "posix-rename@openssh.com");
            put_path(&one, i);
            if (*operations[k].then == 't')
                put_path(&one, (i + 7) % 300);
            else if (operations[k].type == SFTP_OPEN)
                buf_u32(&one, *operations[k].then == 'r' ? SFTP_FLAG_READ : SFTP_FLAG_WRITE | SFTP_FLAG_CREATE | SFTP_FLAG_TRUNCATE);
            buf_u32(&one, 0);
            buf_u32(&all, (uint32_t)one.size);
            buf_add(&all, one.data, one.size);
            if (operations[k].type == SFTP_OPEN || operations[k].type == SFTP_OPENDIR) /* handles are few */
                for (uint32_t h = 0; h < 2; h++) {
                    buf_u32(&all, 17);
                    buf_u8(&all, SFTP_CLOSE);
                    buf_u32(&all, ++id);
                    buf_u32(&all, 8);
                    buf_u32(&all, 0);
                    buf_u32(&all, (uint32_t)i + 1 + h);
                }
        }
    }
    snprintf(file, sizeof file, "%s/paths", shop.dir);
    assert_int_equal(io_replace(file, all.data, all.size, 0600), ERR_NONE);
    buf_free(&all);
    buf_free(&one);
    assert_int_equal(shell("cd $DIR; $SSH -s kiosk@127.0.0.1 sftp <paths 2>paths.err >paths.out; wc -c <paths.out; rm -f paths"), 0);
    assert_true(atol(output) > 300 * 14 * 17); /* every one was answered */
    assert_int_equal(shell("cd $DIR; grep -c 'root:\\|guarded' paths.out; rm -f paths.out paths.err;"
                           "find . -path ./incoming -prune -o -path ./sentinel.before -prune -o -printf '%p %y %m %s %T@ %l\n' | grep -v '^[.] '"
                           " | sort | diff sentinel.before - && find incoming -mindepth 2 | grep -cvE '^incoming/[0-9]+/(half|name)-[0-9a-f]{16}$'"), 1);
    assert_string_equal(output, "0\n0\n");
    assert_int_equal(shell("cd $DIR; rm -rf incoming/*/* sentinel sentinel.before"), 0);
}

static void test_broken_off(void **state)
{
    (void)state;
    /* the client dies in the middle of a photo: it is not in the order, and its bytes wait for the next session */
    assert_int_equal(shell("cd $DIR; rm -f taken/*; { printf '\\377\\330\\377'; head -c 30000000 /dev/urandom; } >slow.jpg;"
                           "$SCP -l 20000 slow.jpg kiosk@127.0.0.1: & sleep 2; kill $!; sleep 0.5; ls taken; cd incoming/$(ls -t incoming | head -1);"
                           "cat name-*; head -c $(stat -c %s half-*) $DIR/slow.jpg | cmp - half-* && ls | wc -l"), 0);
    assert_string_equal(output, "/slow.jpg2\n");
}

static int start_on_terminal(const char *command, struct winsize *size, pid_t *pid)
{
    int master;
    *pid = forkpty(&master, NULL, NULL, size);
    if (*pid == 0) {
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    return master;
}

/* Read until those words came; fails after ten seconds. */
static void wait_for(int fd, const char *words)
{
    int64_t until = clock_ms() + 10000;
    size_t size = 0;
    output[0] = 0;
    while (strstr(output, words) == NULL) {
        if (poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, 100) > 0) {
            ssize_t got = read(fd, output + size, sizeof output - 1 - size);
            if (got <= 0)
                fail_msg("ended before \"%s\": %s", words, output);
            size += (size_t)got;
            output[size] = 0;
        }
        if (clock_ms() > until)
            fail_msg("no \"%s\" in: %s", words, output);
    }
}

static void say(int fd, const char *words)
{
    assert_int_equal(write(fd, words, strlen(words)), strlen(words));
}

static void test_terminal(void **state)
{
    struct winsize size = { .ws_col = 90, .ws_row = 30 };
    pid_t pid;
    int status;
    (void)state;
    int fd = start_on_terminal("TERM=xterm-256color exec $SSH -e none kiosk@127.0.0.1", &size, &pid);
    wait_for(fd, "xterm-256color");
    assert_says("30 90");
    say(fd, "say hello\n");
    wait_for(fd, "you said hello");
    size.ws_col = 120;
    ioctl(fd, TIOCSWINSZ, &size);
    poll(NULL, 0, 200);
    say(fd, "size\n");
    wait_for(fd, "30 120");
    /* a keeper that restarts is not noticed here */
    fake_door_restart_keeper(&shop);
    poll(NULL, 0, 500);
    say(fd, "say still here\n");
    wait_for(fd, "you said still here");
    size.ws_col = 9999;
    size.ws_row = 0;
    ioctl(fd, TIOCSWINSZ, &size);
    poll(NULL, 0, 200);
    say(fd, "size\n");
    wait_for(fd, "24 500");
    say(fd, "quit 6\n");
    wait_for(fd, "quit 6");
    while (read(fd, output, sizeof output) > 0)
        ;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(WEXITSTATUS(status), 6);
    close(fd);
}

static void test_client_gone(void **state)
{
    struct winsize size = { .ws_col = 80, .ws_row = 24 };
    pid_t pid;
    (void)state;
    int fd = start_on_terminal("exec $SSH -e none kiosk@127.0.0.1", &size, &pid);
    wait_for(fd, "24 80");
    char count[128];
    snprintf(count, sizeof count, "pgrep -P %d -f 'trap .exit 9' | wc -l", shop.pid);
    shell(count);
    assert_string_equal(output, "1\n");
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    close(fd);
    poll(NULL, 0, 500);
    shell(count); /* the screen heard the hang-up */
    assert_string_equal(output, "0\n");
}

static void test_shared_connection(void **state)
{
    (void)state;
    assert_int_equal(shell("cd $DIR; PASSWORD=counter1 $SSH -M -S $DIR/mux -fN counter1@127.0.0.1 2>&1"), 0);
    assert_int_equal(shell("cd $DIR; for i in 1 2 3 4 5 6; do $SSH -S $DIR/mux x 'cat; echo end '$i <p1.jpg >m$i & done; wait; "
                           "for i in 1 2 3 4 5 6; do { cat p1.jpg; echo end $i; } | cmp - m$i || exit 1; done"), 0);
    assert_int_equal(shell("PASSWORD=wrong $SSH -S $DIR/mux x 'echo one more' && PASSWORD=wrong $SSH -S $DIR/mux -O exit x 2>&1"), 0);
    assert_says("one more");
}

static int connect_from(const char *address)
{
    struct sockaddr_in from = { .sin_family = AF_INET }, to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)shop.port) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    inet_pton(AF_INET, address, &from.sin_addr);
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    assert_int_equal(bind(fd, (struct sockaddr *)&from, sizeof from), 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static void test_crowd(void **state)
{
    enum { CROWD = 300 };
    int fds[CROWD];
    int64_t start = clock_ms();
    char address[32];
    (void)state;
    for (int i = 0; i < CROWD; i++) {
        snprintf(address, sizeof address, "127.0.0.%d", 2 + i / 3);
        fds[i] = connect_from(i % 2 ? "127.0.0.1" : address);
    }
    assert_int_equal(shell("PASSWORD=counter1 $SSH counter1@127.0.0.1 echo in 2>&1"), 0);
    assert_string_equal(output, "in\n");
    print_message("a crowd of %d and staff in after %lld ms\n", CROWD, (long long)(clock_ms() - start));
    for (int i = 0; i < CROWD; i++)
        close(fds[i]);
}

static struct address_key key_of(uint32_t address)
{
    struct sockaddr_storage from = { .ss_family = AF_INET };
    struct address_key key;
    char text[ADDRESS_TEXT];
    ((struct sockaddr_in *)(void *)&from)->sin_addr.s_addr = htonl(address);
    assert_true(address_key(address_text(&from, text), &key));
    return key;
}

static unsigned limit_of(uint32_t address)
{
    struct address_key key = key_of(address);
    return addresses_terms(&key).limit;
}

/* A guest whose connection holds line[1], and whose client holds tcp[1]. */
static void wait_at_door(struct waiting *waiting, uint32_t address, int line[2], int tcp[2])
{
    assert_int_equal(pipe2(line, O_NONBLOCK), 0);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, tcp), 0);
    struct guest guest = { .line = line[0], .tcp = tcp[0], .key = key_of(address) };
    waiting_make_room(waiting, &guest.key, limit_of(address));
    waiting_add(waiting, &guest);
}

/* The table alone, on socket pairs. */
static void test_waiting(void **state)
{
    static struct waiting waiting;
    enum { HERE = 0x0a000001, THERE = 0x0a000002 };
    int first[2], line[2], tcp[2];
    char byte;
    (void)state;
    addresses_open(-1);
    unsigned limit = limit_of(HERE);
    for (unsigned i = 0; i < limit; i++) {
        wait_at_door(&waiting, HERE, line, tcp);
        if (i == 0)
            memcpy(first, tcp, sizeof first);
    }
    assert_int_equal(recv(first[1], &byte, 1, MSG_DONTWAIT), -1);
    struct address_key there = key_of(THERE), here = key_of(HERE);
    waiting_make_room(&waiting, &there, limit); /* another address costs nobody a place yet */
    assert_int_equal(waiting.count, limit);
    waiting_make_room(&waiting, &here, limit);
    assert_int_equal(waiting.count, limit - 1);
    assert_int_equal(recv(first[1], &byte, 1, MSG_DONTWAIT), 0); /* the oldest was sent away */
    assert_int_equal(write(line[1], "k", 1), 1);                 /* the youngest logged in, by name */
    waiting_sweep(&waiting);
    assert_int_equal(waiting.count, limit - 2);
    assert_true(limit_of(HERE) > limit);
    waiting_close(&waiting);
    assert_int_equal(waiting.count, 0);
    addresses_close();
}

/* Wrong passwords cost an address its places, and time; others none, and who logged in is not forgotten for a crowd. */
static void test_addresses(void **state)
{
    enum { OURS = 0x0a000001, GUESSER = 0x0a000002, CROWD = 0x0b000000 };
    struct address_key ours = key_of(OURS), guesser = key_of(GUESSER);
    int line[2], tcp[2];
    static struct waiting waiting;
    struct guest guest;
    (void)state;
    int file = memfd_create("addresses", MFD_CLOEXEC);
    assert_int_equal(ftruncate(file, 1 << 17), 0);
    addresses_open(file);
    unsigned stranger = limit_of(OURS);
    addresses_note(&ours, NEWS_KNOWN);
    for (int i = 0; i < 9; i++)
        addresses_note(&guesser, NEWS_WRONG);
    assert_int_equal(limit_of(GUESSER), stranger);
    wait_at_door(&waiting, GUESSER, line, tcp);
    assert_int_equal(write(line[1], "wx", 2), 2); /* what is none of our words is a wrong try too */
    waiting_sweep(&waiting);
    assert_int_equal(waiting.count, 1);
    assert_int_equal(limit_of(GUESSER), 2);
    int64_t wait_ms = addresses_terms(&guesser).wait_ms;
    assert_true(wait_ms >= 100);
    addresses_note(&guesser, NEWS_KNOWN); /* and staff works there too */
    assert_true(limit_of(GUESSER) > 2);
    assert_int_equal(addresses_terms(&guesser).wait_ms, wait_ms);
    for (uint32_t i = 0; i < 20000; i++) {
        struct address_key key = key_of(CROWD + i);
        addresses_note(&key, NEWS_LEFT);
    }
    assert_true(limit_of(OURS) > stranger);
    addresses_close(); /* the next door finds what this one knew */
    addresses_open(file);
    assert_true(limit_of(OURS) > stranger);
    /* When the room is full the shop's own are the last to go. */
    wait_at_door(&waiting, OURS, line, tcp);
    for (uint32_t i = 0; waiting.count < MSG_GUESTS; i++) {
        int other_line[2], other_tcp[2]; /* stay open: they wait */
        wait_at_door(&waiting, CROWD + 0x10000 + i, other_line, other_tcp);
    }
    int late_line[2], late_tcp[2];
    wait_at_door(&waiting, GUESSER, late_line, late_tcp);
    assert_int_equal(waiting.count, MSG_GUESTS);
    assert_int_equal(recv(tcp[1], &(char){ 0 }, 1, MSG_DONTWAIT), -1);
    assert_int_equal(recv(late_tcp[1], &(char){ 0 }, 1, MSG_DONTWAIT), -1);
    waiting_close(&waiting);
    /* One that must wait has no connection, and gets it when its time has come. */
    waiting_add(&waiting, &(struct guest){ .line = -1, .tcp = -1, .key = guesser, .due_ms = clock_ms() + 60 });
    assert_false(waiting_take(&waiting, &guest));
    assert_in_range(waiting_patience(&waiting), 1, 60);
    poll(NULL, 0, 70);
    assert_int_equal(waiting_patience(&waiting), 0);
    assert_true(waiting_take(&waiting, &guest));
    assert_int_equal(waiting_patience(&waiting), -1);
    waiting_close(&waiting);
    addresses_close();
    close(file);
}

/* Whoever comes by IPv4 is the same address at a door that listens on both; of IPv6 a network is one customer. */
static void test_counted(void **state)
{
    static const struct { const char *from, *text, *counted; } rows[] = {
        { "::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1" },
        { "2001:db8:0:1::7", "2001:db8:0:1::7", "2001:db8:0:1::/64" },
        { "2001:db8:0:1:ffff::", "2001:db8:0:1:ffff::", "2001:db8:0:1::/64" },
        { "::1", "::1", "::/64" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sockaddr_storage from = { .ss_family = AF_INET6 };
        char text[ADDRESS_TEXT], counted[ADDRESS_TEXT];
        assert_int_equal(inet_pton(AF_INET6, rows[i].from, &((struct sockaddr_in6 *)(void *)&from)->sin6_addr), 1);
        assert_string_equal(address_text(&from, text), rows[i].text);
        assert_string_equal(address_counted(text, counted), rows[i].counted);
    }
    struct address_key a, b;
    char counted[ADDRESS_TEXT];
    assert_true(address_key("2001:db8:0:1::7", &a) && address_key("2001:db8:0:1:ffff::", &b));
    assert_memory_equal(&a, &b, sizeof a);
    assert_true(address_key("2001:db8:0:2::7", &b));
    assert_memory_not_equal(&a, &b, sizeof a);
    assert_false(address_key("pts/3", &a));
    assert_string_equal(address_counted("pts/3", counted), "");
}

int main(void)
{
    const struct CMUnitTest table[] = { cmocka_unit_test(test_waiting), cmocka_unit_test(test_addresses), cmocka_unit_test(test_counted) };
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_command), cmocka_unit_test(test_pipes), cmocka_unit_test(test_wrong_password),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_scp), cmocka_unit_test(test_sftp),
        cmocka_unit_test(test_hostile_sftp), cmocka_unit_test(test_hostile_paths), cmocka_unit_test(test_broken_off), cmocka_unit_test(test_terminal), cmocka_unit_test(test_client_gone),
        cmocka_unit_test(test_shared_connection), cmocka_unit_test(test_crowd),
    };
    int failed = cmocka_run_group_tests(table, NULL, NULL);
    if (system("command -v ssh scp sftp ssh-keygen >/dev/null") != 0)
        return failed; /* no client to test with */
    return failed + cmocka_run_group_tests(tests, open_shop, close_shop);
}
