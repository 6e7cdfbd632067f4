/* supervisor.c - the supervisor with false children: this program is also each of them, by the name it is started
 * under.
 *
 * The false door speaks lines over TCP instead of SSH: "login NAME", "open PROGRAM PTY TERM WORDS"; the false keeper
 * believes every name and dies or falls silent when it is told to.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "src/base/clock.h"
#include "src/base/io.h"
#include "src/base/path.h"
#include "src/client/client.h"
#include "src/supervisor/supervisor.h"

/* --- the false keeper --- */

enum { SESSIONS = 256 };
static struct identity who[SESSIONS];
static int sockets[SESSIONS], session_count;
static struct arena keeper_memory;
static char live[2000]; /* the process list as last told */

static void say_peer(uint16_t kind, const char *name, int64_t count)
{
    struct peer peer;
    record_init(&peer_type, &peer);
    peer.name = name;
    peer.count = count;
    if (msg_send_record(MSG_CONTROL_FD, kind, 0, 0, &peer_type, &peer, NULL, 0))
        exit(1);
}

static void keeper_control(const struct msg *msg)
{
    struct status status;
    if (msg->kind == MSG_STOP)
        exit(0);
    if (msg->kind == MSG_SESSION) {
        int i = 0;
        while (i < session_count && sockets[i] >= 0)
            i++;
        assert_true(i < SESSIONS);
        assert_int_equal(msg_record(msg, &identity_type, &who[i], &keeper_memory), ERR_NONE);
        sockets[i] = msg->fds[0];
        session_count += i == session_count;
    }
    if (msg->kind == MSG_CONTROL_PEERS && msg_record(msg, &status_type, &status, &keeper_memory) == ERR_NONE) {
        live[0] = 0;
        for (size_t i = 0; i < status.processes.n; i++)
            snprintf(live + strlen(live), sizeof live - strlen(live), "%s=%lld/%lld ", status.processes.v[i].name,
                     (long long)status.processes.v[i].pid, (long long)status.processes.v[i].starts);
    }
}

static void keeper_answer(int i, const struct msg *msg)
{
    struct args args;
    struct identity *me = &who[i];
    assert_int_equal(msg_record(msg, &args_type, &args, &keeper_memory), ERR_NONE);
    if (strcmp(args.login, "die") == 0)
        abort();
    /* Only once: the asker asks the next keeper the same. */
    if (strcmp(args.login, "silence") == 0 && open("silent", O_CREAT | O_EXCL | O_CLOEXEC, 0600) >= 0)
        for (;;)
            pause();
    if (msg->what == ACTION_LOGIN) {
        me->login = args.login;
        me->role = strcmp(args.login, "kiosk") == 0 ? ROLE_CUSTOMER : ROLE_COUNTER;
        if (msg_send_record(MSG_CONTROL_FD, MSG_IDENTITY, 0, 0, &identity_type, me, NULL, 0))
            exit(1);
    }
    struct identity reply = *me;
    struct msg list = { .kind = MSG_REPLY, .what = ERR_LIMIT, .id = msg->id,
                        .body = { (const uint8_t *)live, strlen(live) } };
    enum err err = msg->what == ACTION_STATUS
                       ? msg_send(sockets[i], &list, true)
                       : msg_send_record(sockets[i], MSG_REPLY, 0, msg->id, &identity_type, &reply, NULL, 0);
    if (err)
        io_close(&sockets[i]);
}

static _Noreturn void false_keeper(void)
{
    say_peer(MSG_WANT, "worker", 2);
    say_peer(MSG_WANT, "printer:folder-1", 1);
    say_peer(MSG_WANT, "printer:../../bin/sh", 1);
    say_peer(MSG_READY, "", 0);
    for (;;) {
        struct pollfd fds[SESSIONS + 1] = { { MSG_CONTROL_FD, POLLIN, 0 } };
        struct msg msg;
        for (int i = 0; i < session_count; i++)
            fds[i + 1] = (struct pollfd){ sockets[i], POLLIN, 0 };
        int n = session_count;
        poll(fds, (nfds_t)n + 1, 200);
        say_peer(MSG_BEAT, "", 0);
        while (msg_receive(MSG_CONTROL_FD, &msg, &keeper_memory, 0) == ERR_NONE)
            keeper_control(&msg);
        for (int i = 0; i < n; i++) {
            if (fds[i + 1].revents == 0 || sockets[i] < 0)
                continue;
            enum err err = msg_receive(sockets[i], &msg, &keeper_memory, 0);
            if (err == ERR_NONE)
                keeper_answer(i, &msg);
            else if (err == ERR_CLOSED)
                io_close(&sockets[i]);
        }
    }
}

/* --- the false door and its connections --- */

static FILE *wire_in;
static struct msg opened;

static void keep_other(struct client *client, struct msg *msg, void *data)
{
    (void)client, (void)data;
    opened = *msg;
}

static void wait_other(struct client *client, struct arena *arena)
{
    struct msg msg;
    opened = (struct msg){ 0 };
    while (opened.kind == 0) {
        poll(&(struct pollfd){ client->control, POLLIN, 0 }, 1, -1);
        if (client_take(client, &msg, arena))
            opened = msg;
        if (client->control < 0)
            exit(0);
    }
}

static void connection_open_line(struct client *client, int tcp, char *line)
{
    struct opening opening;
    struct arena arena = { 0 };
    struct peer peer;
    char program[20], term[60], words[200] = "";
    int pty, n = 0;
    record_init(&opening_type, &opening);
    assert_true(sscanf(line, "open %19s %d %59s %n", program, &pty, term, &n) == 3);
    snprintf(words, sizeof words, "%.*s", (int)strcspn(line + n, "\n"), line + n);
    opening.program = (enum program)word_find(&program_words, program);
    opening.pty = pty;
    opening.term = strcmp(term, "-") == 0 ? "" : term;
    opening.command = words;
    opening.channel = 7;
    opening.colorterm = "evil";
    assert_int_equal(msg_send_record(client->control, MSG_OPEN, 0, 3, &opening_type, &opening, NULL, 0), ERR_NONE);
    wait_other(client, &arena);
    assert_int_equal(msg_record(&opened, &peer_type, &peer, &arena), ERR_NONE);
    if (opened.kind == MSG_REFUSED) {
        dprintf(tcp, "refused %s\n", peer.detail);
        return;
    }
    char bytes[4096];
    int from = opened.fd_count == 1 ? opened.fds[0] : opened.fds[1];
    for (ssize_t got; (got = read(from, bytes, sizeof bytes)) > 0;)
        io_write(tcp, bytes, (size_t)got);
    for (int i = 0; i < opened.fd_count; i++)
        close(opened.fds[i]);
    wait_other(client, &arena);
    assert_int_equal(opened.kind, MSG_EXIT);
    assert_int_equal(msg_record(&opened, &peer_type, &peer, &arena), ERR_NONE);
    dprintf(tcp, "exit %d channel %d\n", WEXITSTATUS((int)peer.status), (int)peer.channel);
    arena_free(&arena);
}

static int false_connection(int tcp, int control)
{
    static struct arena arena;
    struct args args = client_args();
    struct identity me;
    char line[400];
    dup2(control, MSG_CONTROL_FD);
    struct client client;
    if (client_open_child(&client))
        return 1;
    client.other = keep_other;
    wire_in = fdopen(tcp, "r");
    while (fgets(line, sizeof line, wire_in)) {
        struct pollfd hung = { client.control, 0, 0 };
        if (poll(&hung, 1, 0) > 0) /* the supervisor ended this session */
            return 0;
        line[strcspn(line, "\n")] = 0;
        if (strncmp(line, "login ", 6) == 0 || strcmp(line, "whoami") == 0 || strcmp(line, "status") == 0) {
            args.login = line[0] == 'l' ? line + 6 : "";
            enum action action = line[0] == 'l' ? ACTION_LOGIN : line[0] == 'w' ? ACTION_WHOAMI : ACTION_STATUS;
            enum err err = client_call(&client, action, &args, &me, &arena);
            if (err)
                dprintf(tcp, "%s\n", err_last_detail());
            else
                dprintf(tcp, "%s %s %s\n", word_of(&role_words, me.role), me.login, me.terminal);
        } else if (strncmp(line, "open ", 5) == 0) {
            connection_open_line(&client, tcp, line);
        } else if (strcmp(line, "pid") == 0) {
            dprintf(tcp, "%d\n", getpid());
        } else if (strcmp(line, "nonsense") == 0) {
            assert_true(write(client.control, "nonsense", 8) == 8);
        }
    }
    return 0;
}

static int false_door(void)
{
    static struct arena arena;
    struct peer peer;
    struct msg msg;
    char byte;
    signal(SIGCHLD, SIG_IGN);
    if (pread(5, &byte, 1, 0) != 1)
        return 1;
    for (;;) {
        struct pollfd fds[2] = { { 4, POLLIN, 0 }, { MSG_CONTROL_FD, POLLIN, 0 } };
        poll(fds, 2, -1);
        if (fds[1].revents & POLLHUP)
            return 0;
        int tcp = accept4(4, NULL, NULL, SOCK_CLOEXEC);
        if (tcp < 0)
            continue;
        record_init(&peer_type, &peer);
        peer.address = "192.0.2.1";
        if (msg_send_record(MSG_CONTROL_FD, MSG_CONNECTION, 0, 11, &peer_type, &peer, NULL, 0) ||
            msg_receive(MSG_CONTROL_FD, &msg, &arena, 2000) || msg.kind != MSG_CONTROL || msg.id != 11)
            return 1;
        if (fork() == 0) {
            fcntl(tcp, F_SETFL, 0);
            exit(false_connection(tcp, msg.fds[0]));
        }
        close(tcp);
        msg_close(&msg);
    }
}

/* --- the other false children --- */

static int false_screen(int argc, char **argv)
{
    extern char **environ;
    struct client client;
    struct winsize size = { 0 };
    printf("argv");
    for (int i = 1; i < argc; i++)
        printf(" <%s>", argv[i]);
    printf("\nenv");
    for (char **e = environ; *e; e++)
        printf(" %s", *e);
    ioctl(0, TIOCGWINSZ, &size);
    printf("\nsize %dx%d leader %d\nfds", size.ws_col, size.ws_row, getsid(0) == getpid());
    for (int i = 0; i < 64; i++)
        if (fcntl(i, F_GETFD) >= 0)
            printf(" %d", i);
    if (fcntl(4, F_GETFD) >= 0) {
        int file = openat(4, "photo.jpg", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        printf("\nfolder %s", file >= 0 ? "writable" : "no");
    }
    if (client_open_child(&client) == ERR_NONE)
        printf("\nwho %s %s %s %s", word_of(&role_words, client.identity.role), client.identity.login,
               word_of(&place_words, client.identity.place), client.identity.address);
    printf("\n");
    fflush(stdout);
    client_close(&client);
    if (argc > 2 && strcmp(argv[2], "hang") == 0)
        for (;;)
            pause();
    return 7;
}

static int false_child(void)
{
    static struct arena arena;
    struct msg msg;
    enum err err;
    do
        err = msg_receive(MSG_CONTROL_FD, &msg, &arena, -1);
    while (err != ERR_CLOSED);
    return 0;
}

/* --- the tests --- */

static char place[200];
static pid_t supervisor;
static int supervisor_out;
static int port;

static void write_file(const char *name, const char *text)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s", place, name);
    assert_int_equal(io_replace(path, text, strlen(text), 0600), ERR_NONE);
}

static void make_place(void)
{
    static const char *const names[] = { "countersign", "countersign-supervisor", "countersign-keeper",
        "countersign-door", "countersign-worker", "countersign-printer", "countersign-upload", "countersign-screen" };
    static const char *const folders[] = { "bin", "shop", "shop/store", "shop/keys", "shop/run", "shop/incoming",
        "shop/incoming/upload-1-left" };
    char path[400], first[400];
    size_t size = 0;
    snprintf(place, sizeof place, "/tmp/supervisor-XXXXXX");
    assert_non_null(mkdtemp(place));
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        snprintf(path, sizeof path, "%s/%s", place, folders[i]);
        assert_int_equal(mkdir(path, 0700), 0);
    }
    char *self = io_file("/proc/self/exe", 100 << 20, &size);
    assert_non_null(self);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/bin/%s", place, names[i]);
        if (i == 0) {
            assert_int_equal(io_replace(path, self, size, 0755), ERR_NONE);
            snprintf(first, sizeof first, "%s", path);
        } else {
            assert_int_equal(link(first, path), 0);
        }
    }
    free(self);
    write_file("shop/countersign.conf", conf_standard_file("countersign.conf"));
    write_file("shop/catalogue", conf_standard_file("catalogue"));
    write_file("shop/printers.conf", conf_standard_file("printers.conf"));
    write_file("shop/keys/host_ed25519", "a key");
    write_file("shop/incoming/upload-1-left/photo.jpg", "left by a power cut");
}

/* Start the supervisor; its ready line's port, or -1 when it ended instead. */
static void start(const char *listen_to)
{
    char path[400], shop[400], line[200] = "";
    int out[2];
    snprintf(path, sizeof path, "%s/bin/countersign-supervisor", place);
    snprintf(shop, sizeof shop, "%s/shop", place);
    assert_int_equal(pipe(out), 0);
    supervisor = fork();
    if (supervisor == 0) {
        dup2(out[1], 1);
        execl(path, path, shop, "--port", "0", "--listen", listen_to, NULL);
        _exit(127);
    }
    close(out[1]);
    supervisor_out = out[0];
    port = -1;
    size_t used = 0;
    while (used < sizeof line - 1 && read(out[0], line + used, 1) == 1 && line[used] != '\n')
        used++;
    sscanf(line, "ready: ssh 127.0.0.1 %d", &port);
}

static int stop(int signal, int64_t *took_ms)
{
    int status = 0;
    int64_t before = clock_ms();
    kill(supervisor, signal);
    assert_int_equal(waitpid(supervisor, &status, 0), supervisor);
    if (took_ms)
        *took_ms = clock_ms() - before;
    close(supervisor_out);
    return status;
}

static int set_up(void **state)
{
    (void)state;
    start("127.0.0.1");
    return port > 0 ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *stat_of, int type, struct FTW *at)
{
    (void)stat_of, (void)type, (void)at;
    return remove(path);
}

static int tear_down(void **state)
{
    (void)state;
    int64_t took_ms;
    int status = stop(SIGTERM, &took_ms);
    nftw(place, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || took_ms >= 2000)
        return -1;
    return 0;
}

static FILE *visit(void)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){ 20, 0 }, sizeof(struct timeval));
    FILE *file = fdopen(fd, "r+");
    setvbuf(file, NULL, _IONBF, 0);
    return file;
}

/* One line of what comes back, into a static buffer. */
static const char *ask(FILE *file, const char *line)
{
    static char answer[1200];
    if (line)
        fprintf(file, "%s\n", line);
    if (fgets(answer, sizeof answer, file) == NULL)
        return "(closed)";
    answer[strcspn(answer, "\r\n")] = 0;
    return answer;
}

static pid_t pid_of(const char *name)
{
    for (int tries = 0; tries < 60; tries++) {
        FILE *file = visit();
        const char *list = ask(file, "status");
        const char *at = strstr(list, name);
        pid_t pid = at ? atoi(strchr(at, '=') + 1) : 0;
        fclose(file);
        if (pid > 0)
            return pid;
        usleep(50000);
    }
    return 0;
}

static void screens_get_the_fixed_environment(void **state)
{
    (void)state;
    FILE *file = visit();
    assert_string_equal(ask(file, "open screen 1 xterm"), "refused Log in first.");
    assert_string_equal(ask(file, "login counter1"), "counter counter1 ssh 192.0.2.1");
    assert_string_equal(ask(file, "open screen 1 ../../evil"), "argv <counter>");
    assert_string_equal(ask(file, NULL), "env PATH=/usr/bin:/bin LANG=C.UTF-8 LC_ALL=C.UTF-8 TERM=vt100 TZ=:/etc/localtime");
    assert_string_equal(ask(file, NULL), "size 80x24 leader 1");
    assert_string_equal(ask(file, NULL), "fds 0 1 2 3");
    assert_string_equal(ask(file, NULL), "who counter counter1 counter 192.0.2.1");
    assert_string_equal(ask(file, NULL), "exit 7 channel 7");
    assert_string_equal(ask(file, "open command 0 - order list \"; rm -rf /\""),
                        "argv <--remote> <order list \"; rm -rf /\">");
    fclose(file);
}

static void uploads_get_a_folder_that_goes(void **state)
{
    (void)state;
    char path[400];
    struct stat stat_left;
    FILE *file = visit();
    ask(file, "login counter1");
    assert_non_null(strstr(ask(file, "open upload 0 -"), "refused Photos"));
    ask(file, "login kiosk");
    assert_non_null(strstr(ask(file, "open command 0 - order list"), "refused Commands"));
    assert_string_equal(ask(file, "open upload 0 -"), "argv");
    ask(file, NULL);
    ask(file, NULL);
    assert_string_equal(ask(file, NULL), "fds 0 1 2 3 4");
    assert_string_equal(ask(file, NULL), "folder writable");
    ask(file, NULL);
    assert_string_equal(ask(file, NULL), "exit 7 channel 7");
    fclose(file);
    snprintf(path, sizeof path, "%s/shop/incoming", place);
    assert_int_equal(stat(path, &stat_left), 0);
    assert_int_equal(stat_left.st_nlink, 2); /* neither this upload's folder nor the one a power cut left */
}

static void a_new_keeper_knows_everybody(void **state)
{
    (void)state;
    FILE *file = visit(), *other = visit();
    pid_t keeper = pid_of("keeper");
    ask(file, "login counter1");
    kill(keeper, SIGKILL);
    int64_t before = clock_ms();
    assert_string_equal(ask(file, "whoami"), "counter counter1 ssh 192.0.2.1");
    assert_string_equal(ask(other, "whoami"), "nobody  ssh 192.0.2.1");
    assert_true(clock_ms() - before < 1000);
    assert_int_not_equal(pid_of("keeper"), keeper);
    fclose(file);
    fclose(other);
}

static void a_silent_keeper_is_killed(void **state)
{
    (void)state;
    FILE *file = visit(), *other = visit();
    pid_t keeper = pid_of("keeper");
    fprintf(other, "login silence\n");
    usleep(100000);
    fclose(other);
    int64_t before = clock_ms();
    assert_string_equal(ask(file, "login counter1"), "counter counter1 ssh 192.0.2.1");
    assert_true(clock_ms() - before > 1000);
    assert_true(clock_ms() - before < 6000);
    assert_int_not_equal(pid_of("keeper"), keeper);
    fclose(file);
}

static void children_come_back(void **state)
{
    (void)state;
    static const char *const names[] = { "worker:1", "worker:2", "printer:folder-1", "door" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        pid_t pid = pid_of(names[i]), now = pid;
        assert_true(pid > 0);
        kill(pid, SIGKILL);
        for (int tries = 0; tries < 100 && (now == pid || now == 0); tries++) {
            usleep(30000); /* the list is told ten times a second at most */
            now = pid_of(names[i]);
        }
        assert_true(now > 0 && now != pid);
    }
}

static void nonsense_ends_its_speaker_alone(void **state)
{
    (void)state;
    FILE *bad = visit(), *good = visit();
    ask(bad, "login counter1");
    assert_string_equal(ask(bad, "nonsense"), "(closed)");
    assert_string_equal(ask(good, "login counter1"), "counter counter1 ssh 192.0.2.1");
    fclose(bad);
    fclose(good);
}

static void local_users_are_who_the_system_says(void **state)
{
    (void)state;
    static const struct { enum place place; enum role role; } rows[] = {
        { PLACE_OFFICE, ROLE_OWNER }, { PLACE_KIOSK, ROLE_CUSTOMER }, { PLACE_COUNTER, ROLE_NOBODY },
        { PLACE_LAB, ROLE_NOBODY },
    };
    char shop[400];
    snprintf(shop, sizeof shop, "%s/shop", place);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct client client;
        int null = open("/dev/null", O_RDWR);
        assert_int_equal(client_open_shop(&client, shop, rows[i].place, null), ERR_NONE);
        assert_int_equal(client.identity.role, rows[i].role);
        assert_int_equal(client.identity.place, rows[i].place);
        assert_string_equal(client.identity.terminal, "local");
        client_close(&client);
        close(null);
    }
}

/* The shop stays open while nobody can be served: neither a crash nor a loop that eats the machine. */
static void running_out_of_descriptors_is_survived(void **state)
{
    (void)state;
    struct rlimit few, usual;
    FILE *before = visit();
    ask(before, "login counter1");
    assert_int_equal(prlimit(supervisor, RLIMIT_NOFILE, NULL, &usual), 0);
    few = usual;
    few.rlim_cur = 12;
    assert_int_equal(prlimit(supervisor, RLIMIT_NOFILE, &few, NULL), 0);
    assert_non_null(strstr(ask(before, "open screen 1 xterm"), "refused The shop is very busy"));
    prlimit(supervisor, RLIMIT_NOFILE, &usual, NULL);
    assert_string_equal(ask(before, "open screen 1 xterm"), "argv <counter>");
    fclose(before);
}

/* The client goes while its screen runs: the screen is hung up and gone, here by the supervisor alone. */
static void a_lost_line_ends_the_screen(void **state)
{
    (void)state;
    FILE *file = visit();
    ask(file, "login counter1");
    pid_t connection = atoi(ask(file, "pid"));
    assert_string_equal(ask(file, "open command 0 - hang"), "argv <--remote> <hang>");
    pid_t command = pid_of("command:");
    assert_true(command > 0);
    kill(connection, SIGKILL);
    for (int tries = 0; tries < 100 && kill(command, 0) == 0; tries++)
        usleep(20000);
    assert_int_equal(kill(command, 0), -1);
    fclose(file);
}

/* A kiosk's anybody that opens nothing takes nobody's place for long; who has something open, and the shop's own, stay. */
static void idle_customers_make_way(void **state)
{
    (void)state;
    FILE *crowd[IDLE_CUSTOMERS + 10], *staff = visit(), *busy = visit();
    ask(staff, "login counter1");
    ask(busy, "login kiosk");
    fputs("open screen 0 - hang\n", busy);
    assert_non_null(strstr(ask(busy, "whoami"), "argv"));
    for (int i = 0; i < IDLE_CUSTOMERS + 10; i++) {
        crowd[i] = visit();
        assert_string_equal(ask(crowd[i], "login kiosk"), "customer kiosk ssh 192.0.2.1");
    }
    for (int i = 0; i < IDLE_CUSTOMERS + 10; i++) {
        const char *said = ask(crowd[i], "pid");
        if ((strcmp(said, "(closed)") == 0) != (i < 10))
            fail_msg("%d of the crowd: %s", i, said);
        fclose(crowd[i]);
    }
    assert_string_equal(ask(staff, "whoami"), "counter counter1 ssh 192.0.2.1");
    fclose(staff);
    fclose(busy);
}

static void only_one_may_open_a_shop(void **state)
{
    (void)state;
    pid_t first = supervisor;
    int first_out = supervisor_out, first_port = port, status;
    start("127.0.0.1");
    assert_int_equal(port, -1);
    assert_int_equal(waitpid(supervisor, &status, 0), supervisor);
    assert_int_equal(WEXITSTATUS(status), 1);
    close(supervisor_out);
    supervisor = first;
    supervisor_out = first_out;
    port = first_port;
}

static void terminals_are_words_of_a_list(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        { "vt100", "vt100" }, { "xterm-kitty", "xterm-256color" }, { "xterm-new", "xterm" }, { "foot", "xterm-256color" },
        { "alacritty", "xterm-256color" }, { "vt420", "vt220" }, { "hardcopy", "dumb" }, { "wy60", "wyse60" }, { "tmux-256color", "tmux-256color" }, { "", "dumb" },
        { "/etc/passwd", "vt100" }, { "xterm/../../x", "xterm" }, { "wyse60", "wyse60" }, { "VT100", "vt100" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(terminal_type(rows[i][0]), rows[i][1]);
}

int main(int argc, char **argv)
{
    const char *name = strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0];
    if (strcmp(name, "countersign-supervisor") == 0)
        return supervisor_run(argc, argv);
    if (strcmp(name, "countersign-keeper") == 0)
        false_keeper();
    if (strcmp(name, "countersign-door") == 0)
        return false_door();
    if (strcmp(name, "countersign") == 0 || strcmp(name, "countersign-screen") == 0 || strcmp(name, "countersign-upload") == 0)
        return false_screen(argc, argv);
    if (strncmp(name, "countersign-", 12) == 0)
        return false_child();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terminals_are_words_of_a_list),
        cmocka_unit_test(screens_get_the_fixed_environment),
        cmocka_unit_test(uploads_get_a_folder_that_goes),
        cmocka_unit_test(a_new_keeper_knows_everybody),
        cmocka_unit_test(a_silent_keeper_is_killed),
        cmocka_unit_test(children_come_back),
        cmocka_unit_test(nonsense_ends_its_speaker_alone),
        cmocka_unit_test(local_users_are_who_the_system_says),
        cmocka_unit_test(running_out_of_descriptors_is_survived),
        cmocka_unit_test(a_lost_line_ends_the_screen),
        cmocka_unit_test(idle_customers_make_way),
        cmocka_unit_test(only_one_may_open_a_shop),
    };
    make_place();
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
