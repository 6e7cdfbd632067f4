/* fake_door.c - supervisor and keeper for tests of the door; see fake_door.h. One process, one poll() loop. */
#include "fake_door.h"
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../../src/base/io.h"
#include "../../src/base/log.h"
#include "../../src/base/sandbox.h"
#include "../../src/client/client.h"

enum { WIRES = 1500, CHILDREN = 64, UPLOAD_SESSIONS = 1000000, EXPIRES = 1764064800 };
enum wire_kind { WIRE_FREE, WIRE_DOOR, WIRE_CONTROL, WIRE_KEEPER };
struct wire {
    enum wire_kind kind;
    int fd;
    int64_t session;
    bool in, has_order;
};
struct child {
    pid_t pid;
    int64_t session, channel;
};

/* What the shop's process knows. */
static struct {
    struct wire wires[WIRES];
    struct child children[CHILDREN];
    char dir[128], programs[512];
    int64_t sessions, uploads;
    volatile sig_atomic_t restart;
} s;

static void must(enum err err)
{
    if (err)
        panic("%s: %s", err_word(err), err_last_detail());
}

static struct wire *add_wire(enum wire_kind kind, int fd, int64_t session)
{
    for (int i = 0; i < WIRES; i++)
        if (s.wires[i].kind == WIRE_FREE) {
            s.wires[i] = (struct wire){ .kind = kind, .fd = fd, .session = session };
            return &s.wires[i];
        }
    panic("too many wires");
}

static struct wire *find_wire(enum wire_kind kind, int64_t session)
{
    for (int i = 0; i < WIRES; i++)
        if (s.wires[i].kind == kind && s.wires[i].session == session)
            return &s.wires[i];
    return NULL;
}

static void cut(struct wire *wire)
{
    if (wire == NULL)
        return;
    close(wire->fd);
    wire->kind = WIRE_FREE;
}

/* A keeper socket for whoever holds that control socket. */
static void hand_keeper(struct wire *control)
{
    int pair[2];
    struct identity identity;
    cut(find_wire(WIRE_KEEPER, control->session));
    must(io_pair(pair));
    record_init(&identity_type, &identity);
    identity.session = control->session;
    identity.code = control->has_order ? FAKE_DOOR_CODE : "";
    identity.shop = "Fake Photo";
    struct wire *keeper = add_wire(WIRE_KEEPER, pair[0], control->session);
    keeper->in = control->in;
    keeper->has_order = control->has_order;
    if (msg_send_record(control->fd, MSG_KEEPER, 0, 0, &identity_type, &identity, &pair[1], 1))
        cut(keeper);
    close(pair[1]);
}

static void new_connection(struct wire *door)
{
    int pair[2];
    struct peer peer;
    must(io_pair(pair));
    record_init(&peer_type, &peer);
    peer.session = ++s.sessions;
    must(msg_send_record(door->fd, MSG_CONTROL, 0, 0, &peer_type, &peer, &pair[1], 1));
    close(pair[1]);
    hand_keeper(add_wire(WIRE_CONTROL, pair[0], peer.session));
}

static void tell(struct wire *wire, uint16_t kind, int64_t channel, int64_t status, const char *detail, int *fds, int count)
{
    struct peer peer;
    record_init(&peer_type, &peer);
    peer.channel = channel;
    peer.status = status;
    peer.detail = detail;
    if (msg_send_record(wire->fd, kind, 0, 0, &peer_type, &peer, fds, count))
        log_line("fake door", "a connection went before it was told");
}

static _Noreturn void become_upload(int control, int incoming)
{
    char path[600];
    char *none[] = { NULL };
    control = fcntl(control, F_DUPFD, 20);
    incoming = fcntl(incoming, F_DUPFD, 20);
    dup2(control, MSG_CONTROL_FD);
    dup2(incoming, 4);
    sandbox_close_from(5);
    snprintf(path, sizeof path, "%s/countersign-upload", s.programs);
    execve(path, (char *[]){ path, NULL }, none);
    _exit(127);
}

static _Noreturn void become_shell(const struct opening *opening)
{
    static const char screen[] =
        "trap 'exit 9' HUP; stty size 2>/dev/null; echo $TERM $LANG; while read w rest; do case $w in "
        "size) stty size;; say) echo you said $rest;; quit) exit $rest;; esac; done; exit 8";
    sandbox_close_from(3);
    setenv("TERM", opening->term, 1);
    setenv("LANG", opening->lang, 1);
    execl("/bin/sh", "sh", "-c", opening->program == PROGRAM_SCREEN ? screen : opening->command, (char *)NULL);
    _exit(127);
}

static void watch_child(pid_t pid, int64_t session, int64_t channel)
{
    for (int i = 0; i < CHILDREN; i++)
        if (s.children[i].pid == 0) {
            s.children[i] = (struct child){ pid, session, channel };
            return;
        }
    panic("too many children");
}

/* Fork what was asked for, on a terminal or on pipes; control and incoming are an upload's. */
static void start(struct wire *wire, const struct opening *opening, int control, int incoming)
{
    struct winsize size = { .ws_col = (unsigned short)opening->columns, .ws_row = (unsigned short)opening->rows };
    int pipes[3][2] = { { -1, -1 }, { -1, -1 }, { -1, -1 } }, master = -1;
    for (int i = 0; i < 3 && !opening->pty; i++)
        if (pipe2(pipes[i], O_CLOEXEC))
            panic("pipe");
    pid_t pid = opening->pty ? forkpty(&master, NULL, NULL, &size) : fork();
    if (pid == 0) {
        for (int i = 0; i < 3 && !opening->pty; i++)
            dup2(pipes[i][i == 0 ? 0 : 1], i);
        signal(SIGPIPE, SIG_DFL);
        signal(SIGUSR1, SIG_DFL);
        if (control >= 0)
            become_upload(control, incoming);
        become_shell(opening);
    }
    int fds[3] = { opening->pty ? master : pipes[0][1], pipes[1][0], pipes[2][0] };
    tell(wire, MSG_OPENED, opening->channel, 0, "", fds, opening->pty ? 1 : 3);
    for (int i = 0; i < 6; i++)
        io_close(&pipes[i / 2][i % 2]);
    io_close(&master);
    watch_child(pid, wire->session, opening->channel);
}

static void open_program(struct wire *wire, const struct opening *opening)
{
    int control[2];
    char path[256];
    if (strcmp(opening->command, "forbidden") == 0) {
        tell(wire, MSG_REFUSED, opening->channel, 0, "You may not do that. Ask a supervisor.", NULL, 0);
        return;
    }
    if (opening->program != PROGRAM_UPLOAD) {
        start(wire, opening, -1, -1);
        return;
    }
    must(io_pair(control));
    snprintf(path, sizeof path, "%s/incoming/%lld", s.dir, (long long)++s.uploads);
    must(io_directory(path, 0700));
    int incoming = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    start(wire, opening, control[1], incoming);
    close(incoming);
    close(control[1]);
    struct wire *own = add_wire(WIRE_CONTROL, control[0], UPLOAD_SESSIONS + s.uploads);
    own->in = true;
    own->has_order = wire->has_order;
    hand_keeper(own);
}

/* The photos of the order are the files of taken/, "3-name.jpg". Answers how many there are; lists them all, or fills
 * the one of that number and its path. */
static int64_t look(int64_t wanted, struct photo *found, struct photos *all, struct arena *arena, char path[600])
{
    char dir[160];
    int64_t count = 0;
    snprintf(dir, sizeof dir, "%s/taken", s.dir);
    DIR *list = opendir(dir);
    for (struct dirent *e; list && (e = readdir(list));) {
        char *dash = strchr(e->d_name, '-');
        struct stat stat;
        if (dash == NULL || fstatat(dirfd(list), e->d_name, &stat, 0))
            continue;
        count++;
        struct photo *one = all ? LIST_ADD(arena, &all->photos, photo) : atoll(e->d_name) == wanted ? found : NULL;
        if (one == NULL)
            continue;
        one->n = atoll(e->d_name);
        one->name = arena_text(arena, dash + 1);
        one->bytes = stat.st_size;
        if (path)
            snprintf(path, 600, "%s/%s", dir, e->d_name);
    }
    if (list)
        closedir(list);
    return count;
}

static enum err login(struct wire *wire, const struct args *args)
{
    bool order = strcmp(args->login, FAKE_DOOR_CODE) == 0 && strcmp(args->password, FAKE_DOOR_PASSWORD) == 0;
    bool staff = strcmp(args->login, "counter1") == 0 && strcmp(args->password, "counter1") == 0;
    struct wire *control = find_wire(WIRE_CONTROL, wire->session);
    if (!order && !staff && strcmp(args->login, "kiosk") != 0)
        return ERR_LOGIN;
    wire->in = control->in = true;
    wire->has_order = control->has_order = order;
    return ERR_NONE;
}

static enum err add_photo(struct wire *wire, const struct args *args, int file, struct photo *photo, struct arena *arena)
{
    static uint8_t bytes[1 << 20];
    char path[600];
    if (!wire->has_order || strcmp(args->code, FAKE_DOOR_CODE) != 0)
        return ERR_RIGHT;
    if (file < 0 || pread(file, bytes, 3, 0) != 3 || memcmp(bytes, "\xff\xd8\xff", 3) != 0)
        return err_detail(ERR_NOT_PHOTO, "%s", args->name);
    photo->n = look(0, NULL, NULL, arena, NULL) + 1;
    photo->name = args->name;
    snprintf(path, sizeof path, "%s/taken/%lld-%s", s.dir, (long long)photo->n, args->name);
    int out = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    ssize_t got;
    for (off_t at = 0; (got = pread(file, bytes, sizeof bytes, at)) > 0; at += got)
        if (!io_write(out, bytes, (size_t)got))
            panic("cannot write %s", path);
    close(out);
    return ERR_NONE;
}

static void reply(struct wire *wire, const struct msg *msg, enum err err, const void *record, int fd)
{
    struct buf buf = { 0 };
    if (err)
        buf_text(&buf, err_last_detail());
    else
        record_encode(action_rows[msg->what].reply, record, FIELD_ALL, &buf);
    struct msg answer = { .kind = MSG_REPLY, .what = (uint16_t)err, .id = msg->id, .body = { buf.data, buf.size },
                          .fds = { fd }, .fd_count = fd >= 0 };
    if (msg_send(wire->fd, &answer, true))
        log_line("fake door", "an asker went before the reply");
    buf_free(&buf);
}

static void answer(struct wire *wire, struct msg *msg, struct arena *arena)
{
    union {
        struct identity identity;
        struct ticket ticket;
        struct photo photo;
        struct photos photos;
        struct catalogue catalogue;
        struct order order;
    } r;
    struct args args;
    char path[600];
    int fd = -1;
    enum err err = ERR_NONE;
    must(msg_record(msg, &args_type, &args, arena));
    record_init(action_rows[msg->what].reply, &r);
    switch (wire->in || msg->what == ACTION_LOGIN ? msg->what : ACTION_COUNT) {
    case ACTION_LOGIN:
        err = login(wire, &args);
        break;
    case ACTION_OPEN:
        wire->has_order = find_wire(WIRE_CONTROL, wire->session)->has_order = true;
        r.ticket.code = FAKE_DOOR_CODE;
        r.ticket.password = FAKE_DOOR_PASSWORD;
        r.ticket.expires = EXPIRES;
        break;
    case ACTION_PHOTO_ADD:
        err = add_photo(wire, &args, msg->fd_count ? msg->fds[0] : -1, &r.photo, arena);
        break;
    case ACTION_PHOTOS:
        look(0, NULL, &r.photos, arena, NULL);
        break;
    case ACTION_PHOTO_READ:
        look(args.n, &r.photo, NULL, arena, path);
        fd = r.photo.n ? open(path, O_RDONLY | O_CLOEXEC) : -1;
        err = fd < 0 ? ERR_NO_PHOTO : ERR_NONE;
        break;
    case ACTION_CATALOGUE:
        r.catalogue.address = "shop.example";
        r.catalogue.port = 4022;
        r.catalogue.photo_mb = 100;
        r.catalogue.order_mb = 4000;
        r.catalogue.photos_most = 500;
        break;
    case ACTION_SHOW:
        r.order.expires = EXPIRES;
        break;
    default:
        err = ERR_UNKNOWN_ACTION;
    }
    reply(wire, msg, err, &r, fd);
    io_close(&fd);
}

static void hear(struct wire *wire)
{
    struct arena arena = { 0 };
    struct opening opening;
    struct msg msg;
    enum err err = msg_receive(wire->fd, &msg, &arena, 0);
    if (err == ERR_CLOSED && wire->kind == WIRE_DOOR)
        exit(0);
    if (err == ERR_CLOSED) {
        struct wire *keeper = wire->kind == WIRE_CONTROL ? find_wire(WIRE_KEEPER, wire->session) : NULL;
        cut(wire);
        cut(keeper);
    } else if (!err) {
        if (msg.kind == MSG_CONNECTION) {
            new_connection(wire);
        } else if (msg.kind == MSG_OPEN) {
            must(msg_record(&msg, &opening_type, &opening, &arena));
            open_program(wire, &opening);
        } else if (msg.kind == MSG_CALL) {
            answer(wire, &msg, &arena);
        }
        msg_close(&msg);
    }
    arena_free(&arena);
}

static void reap(void)
{
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
        for (int i = 0; i < CHILDREN; i++) {
            struct child *child = &s.children[i];
            if (child->pid != pid)
                continue;
            struct wire *wire = find_wire(WIRE_CONTROL, child->session);
            if (wire)
                tell(wire, MSG_EXIT, child->channel, status, "", NULL, 0);
            child->pid = 0;
        }
}

static void restart_keeper(void)
{
    s.restart = 0;
    for (int i = 0; i < WIRES; i++)
        if (s.wires[i].kind == WIRE_KEEPER)
            cut(&s.wires[i]);
    poll(NULL, 0, 200);
    for (int i = 0; i < WIRES; i++)
        if (s.wires[i].kind == WIRE_CONTROL)
            hand_keeper(&s.wires[i]);
}

static void on_restart(int number)
{
    (void)number;
    s.restart = 1;
}

static _Noreturn void keep_shop(int door)
{
    static struct pollfd polled[WIRES];
    signal(SIGPIPE, SIG_IGN);
    signal(SIGUSR1, on_restart);
    add_wire(WIRE_DOOR, door, 0);
    for (;;) {
        for (int i = 0; i < WIRES; i++)
            polled[i] = (struct pollfd){ .fd = s.wires[i].kind ? s.wires[i].fd : -1, .events = POLLIN };
        int ready = poll(polled, WIRES, 20);
        if (s.restart)
            restart_keeper();
        else if (ready > 0)
            for (int i = 0; i < WIRES; i++)
                if (polled[i].revents && s.wires[i].kind && s.wires[i].fd == polled[i].fd)
                    hear(&s.wires[i]);
        reap();
    }
}

static int listen_somewhere(int *port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) || listen(fd, 512) || getsockname(fd, (struct sockaddr *)&address, &size))
        panic("no port: %s", strerror(errno));
    *port = ntohs(address.sin_port);
    return fd;
}

static _Noreturn void become_door(int control, int listening)
{
    char path[600], key[200];
    snprintf(key, sizeof key, "%s/key", s.dir);
    int fds[3] = { control, listening, open(key, O_RDONLY) };
    for (int i = 0; i < 3; i++)
        fds[i] = fcntl(fds[i], F_DUPFD, 20);
    for (int i = 0; i < 3; i++)
        dup2(fds[i], MSG_CONTROL_FD + i);
    sandbox_close_from(MSG_CONTROL_FD + 3);
    snprintf(path, sizeof path, "%s/countersign-door", s.programs);
    execl(path, path, (char *)NULL);
    _exit(127);
}

void fake_door_start(struct fake_door *shop, const char *programs)
{
    char command[300];
    int pair[2];
    strcpy(shop->dir, "/tmp/fake-door-XXXXXX");
    if (mkdtemp(shop->dir) == NULL)
        panic("mkdtemp");
    snprintf(command, sizeof command, "cd %s && mkdir incoming taken && ssh-keygen -q -t ed25519 -N '' -f key", shop->dir);
    if (system(command) != 0)
        panic("ssh-keygen");
    int listening = listen_somewhere(&shop->port);
    must(io_pair(pair));
    shop->pid = fork();
    if (shop->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM); /* a test that dies leaves no shop behind */
        snprintf(s.dir, sizeof s.dir, "%s", shop->dir);
        snprintf(s.programs, sizeof s.programs, "%s", programs);
        if (fork() == 0)
            become_door(pair[1], listening);
        close(pair[1]);
        close(listening);
        keep_shop(pair[0]);
    }
    close(pair[0]);
    close(pair[1]);
    close(listening);
}

void fake_door_restart_keeper(struct fake_door *shop)
{
    kill(shop->pid, SIGUSR1);
}

void fake_door_stop(struct fake_door *shop)
{
    char command[200];
    kill(shop->pid, SIGTERM);
    waitpid(shop->pid, NULL, 0);
    snprintf(command, sizeof command, "rm -rf %s", shop->dir);
    if (system(command) != 0)
        panic("rm");
}
