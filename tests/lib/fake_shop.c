/* fake_shop.c - supervisor and keeper for tests of the door; see fake_shop.h. One process, one poll() loop. */
#include "fake_shop.h"
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
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../../src/base/io.h"
#include "../../src/base/log.h"
#include "../../src/base/sandbox.h"
#include "../../src/base/str.h"
#include "../../src/client/client.h"

enum { PEERS = 64, CHILDREN = 64, EXPIRES = 1764064800 };
enum peer_kind { FREE, DOOR, CONTROL, KEEPER };

/* What runs in the shop's process. */
static struct {
    struct wire { enum peer_kind kind; int fd; int64_t session; bool has_order, in; } wires[PEERS];
    struct child { pid_t pid; int64_t session, channel; } children[CHILDREN];
    char dir[128], programs[512];
    int64_t sessions, uploads;
    volatile sig_atomic_t restart;
} s;

static struct wire *add_wire(enum peer_kind kind, int fd, int64_t session)
{
    for (int i = 0; i < PEERS; i++)
        if (s.wires[i].kind == FREE) {
            s.wires[i] = (struct wire){ .kind = kind, .fd = fd, .session = session };
            return &s.wires[i];
        }
    panic("too many wires");
}

static struct wire *find_wire(enum peer_kind kind, int64_t session)
{
    for (int i = 0; i < PEERS; i++)
        if (s.wires[i].kind == kind && s.wires[i].session == session)
            return &s.wires[i];
    return NULL;
}

static void must(enum err err)
{
    if (err)
        panic("%s: %s", err_word(err), err_last_detail());
}

/* A keeper socket for whoever holds that control socket. */
static void hand_keeper(struct wire *control)
{
    int pair[2];
    struct identity identity;
    struct wire *old = find_wire(KEEPER, control->session);
    if (old) {
        close(old->fd);
        old->kind = FREE;
    }
    must(io_pair(pair));
    record_init(&identity_type, &identity);
    identity.session = control->session;
    identity.code = control->has_order ? FAKE_SHOP_CODE : "";
    identity.shop = "Fake Photo";
    if (msg_send_record(control->fd, MSG_KEEPER, 0, 0, &identity_type, &identity, &pair[1], 1))
        close(pair[0]);
    else
        *add_wire(KEEPER, pair[0], control->session) = (struct wire){ .kind = KEEPER, .fd = pair[0], .session = control->session, .in = control->in, .has_order = control->has_order };
    close(pair[1]);
}

static void connection(struct wire *door)
{
    int pair[2];
    struct peer peer;
    must(io_pair(pair));
    record_init(&peer_type, &peer);
    peer.session = ++s.sessions;
    struct wire *control = add_wire(CONTROL, pair[0], peer.session);
    must(msg_send_record(door->fd, MSG_CONTROL, 0, 0, &peer_type, &peer, &pair[1], 1));
    close(pair[1]);
    hand_keeper(control);
}

static void tell(struct wire *wire, uint16_t kind, int64_t channel, int64_t status, const char *detail, int *fds, int count)
{
    struct peer peer;
    record_init(&peer_type, &peer);
    peer.channel = channel;
    peer.status = status;
    peer.detail = detail;
    if (msg_send_record(wire->fd, kind, 0, 0, &peer_type, &peer, fds, count))
        return;
}

static _Noreturn void run(const struct opening *opening, int control, int incoming)
{
    char upload[600], size[32];
    static const char screen[] = "trap 'exit 9' HUP; stty size 2>/dev/null; echo $TERM $LANG; while read w rest; do case $w in "
        "size) stty size;; say) echo you said $rest;; quit) exit $rest;; esac; done; exit 8";
    char *empty[] = { NULL };
    snprintf(size, sizeof size, "TERM=%s", opening->term);
    for (int i = 1; i < 65; i++)
        signal(i, SIG_DFL);
    if (control >= 0) {
        control = fcntl(control, F_DUPFD, 20);
        incoming = fcntl(incoming, F_DUPFD, 20);
        dup2(control, MSG_CONTROL_FD);
        dup2(incoming, 4);
        sandbox_close_from(5);
        snprintf(upload, sizeof upload, "%s/countersign-upload", s.programs);
        execve(upload, (char *[]){ upload, NULL }, empty);
        _exit(127);
    }
    sandbox_close_from(3);
    setenv("TERM", opening->term, 1);
    setenv("LANG", opening->lang, 1);
    execl("/bin/sh", "sh", "-c", opening->program == PROGRAM_SCREEN ? screen : opening->command, (char *)NULL);
    _exit(127);
}

static void start(struct wire *wire, const struct opening *opening)
{
    int in[2] = { -1, -1 }, out[2] = { -1, -1 }, err[2] = { -1, -1 }, control[2] = { -1, -1 }, master = -1, incoming = -1;
    char path[256];
    bool upload = opening->program == PROGRAM_UPLOAD;
    struct winsize size = { .ws_col = (unsigned short)opening->columns, .ws_row = (unsigned short)opening->rows };
    if (strcmp(opening->command, "forbidden") == 0) {
        tell(wire, MSG_REFUSED, opening->channel, 0, "You may not do that. Ask a supervisor.", NULL, 0);
        return;
    }
    if (upload) {
        must(io_pair(control));
        snprintf(path, sizeof path, "%s/incoming/%lld", s.dir, (long long)++s.uploads);
        must(io_directory(path, 0700));
        incoming = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    if (!opening->pty && (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC)))
        panic("pipe");
    pid_t pid = opening->pty ? forkpty(&master, NULL, NULL, &size) : fork();
    if (pid == 0) {
        if (!opening->pty) {
            dup2(in[0], 0);
            dup2(out[1], 1);
            dup2(err[1], 2);
        }
        run(opening, control[1], incoming);
    }
    int fds[3] = { opening->pty ? master : in[1], out[0], err[0] };
    tell(wire, MSG_OPENED, opening->channel, 0, "", fds, opening->pty ? 1 : 3);
    for (int i = 0; i < 2; i++) {
        io_close(&in[i]);
        io_close(&out[i]);
        io_close(&err[i]);
    }
    io_close(&master);
    io_close(&control[1]);
    io_close(&incoming);
    if (upload) {
        struct wire *own = add_wire(CONTROL, control[0], 1000 + s.uploads);
        own->in = true;
        own->has_order = wire->has_order;
        hand_keeper(own);
    }
    for (int i = 0; i < CHILDREN; i++)
        if (s.children[i].pid == 0) {
            s.children[i] = (struct child){ pid, wire->session, opening->channel };
            return;
        }
}

/* The photos of the order are the files of taken/, "3-name.jpg". Answers how many; fills the one asked for. */
static int64_t taken(int64_t wanted, struct photo *photo, struct photos *all, struct arena *arena, char *path, size_t size)
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
        struct photo *one = all ? LIST_ADD(arena, &all->photos, photo) : atoll(e->d_name) == wanted ? photo : NULL;
        if (one == NULL)
            continue;
        one->n = atoll(e->d_name);
        one->name = arena_text(arena, dash + 1);
        one->bytes = stat.st_size;
        if (path)
            snprintf(path, size, "%s/%s", dir, e->d_name);
    }
    if (list)
        closedir(list);
    return count;
}

static enum err login(struct wire *wire, const struct args *args)
{
    struct wire *control = find_wire(CONTROL, wire->session);
    bool order = strcmp(args->login, FAKE_SHOP_CODE) == 0;
    bool good = strcmp(args->login, "kiosk") == 0 || (strcmp(args->login, "counter1") == 0 && strcmp(args->password, "counter1") == 0) ||
                (order && strcmp(args->password, FAKE_SHOP_PASSWORD) == 0);
    if (!good)
        return ERR_LOGIN;
    wire->in = control->in = true;
    wire->has_order = control->has_order = order;
    return ERR_NONE;
}

static enum err add_photo(struct wire *wire, const struct args *args, int file, struct photo *photo, struct arena *arena)
{
    char path[600];
    static uint8_t bytes[1 << 20];
    ssize_t got = file < 0 ? -1 : pread(file, bytes, sizeof bytes, 0);
    if (!wire->has_order || strcmp(args->code, FAKE_SHOP_CODE) != 0)
        return ERR_RIGHT;
    if (got < 3 || memcmp(bytes, "\xff\xd8\xff", 3) != 0)
        return err_detail(ERR_NOT_PHOTO, "%s", args->name);
    photo->n = taken(0, NULL, NULL, arena, NULL, 0) + 1;
    photo->name = args->name;
    snprintf(path, sizeof path, "%s/taken/%lld-%s", s.dir, (long long)photo->n, args->name);
    int out = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    for (off_t at = 0; (got = pread(file, bytes, sizeof bytes, at)) > 0; at += got)
        if (!io_write(out, bytes, (size_t)got))
            panic("disk");
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
    struct msg answer = { .kind = MSG_REPLY, .what = err, .id = msg->id, .body = { buf.data, buf.size }, .fds = { fd }, .fd_count = fd >= 0 };
    if (msg_send(wire->fd, &answer, true))
        log_line("fake shop", "lost a reply");
    buf_free(&buf);
}

static void call(struct wire *wire, struct msg *msg, struct arena *arena)
{
    union { struct bytes any; struct identity identity; struct ticket ticket; struct photo photo; struct photos photos; struct catalogue catalogue; struct order order; } r;
    struct args args;
    char path[600];
    int fd = -1;
    enum err err = ERR_NONE;
    must(msg_record(msg, &args_type, &args, arena));
    record_init(action_rows[msg->what].reply, &r);
    if (!wire->in && msg->what != ACTION_LOGIN) {
        err = ERR_RIGHT;
    } else switch (msg->what) {
    case ACTION_LOGIN:
        err = login(wire, &args);
        break;
    case ACTION_OPEN:
        wire->has_order = true;
        find_wire(CONTROL, wire->session)->has_order = true;
        r.ticket.code = FAKE_SHOP_CODE;
        r.ticket.password = FAKE_SHOP_PASSWORD;
        r.ticket.expires = EXPIRES;
        break;
    case ACTION_PHOTO_ADD:
        err = add_photo(wire, &args, msg->fd_count ? msg->fds[0] : -1, &r.photo, arena);
        break;
    case ACTION_PHOTOS:
        taken(0, NULL, &r.photos, arena, NULL, 0);
        break;
    case ACTION_PHOTO_READ:
        taken(args.n, &r.photo, NULL, arena, path, sizeof path);
        fd = r.photo.n ? open(path, O_RDONLY | O_CLOEXEC) : -1;
        err = fd < 0 ? ERR_NO_PHOTO : ERR_NONE;
        break;
    case ACTION_CATALOGUE:
        r.catalogue.address = "shop.example";
        r.catalogue.port = 4022;
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

static void hang_up(struct wire *wire)
{
    close(wire->fd);
    wire->kind = FREE;
    struct wire *keeper = find_wire(KEEPER, wire->session);
    if (keeper) {
        close(keeper->fd);
        keeper->kind = FREE;
    }
}

static void hear(struct wire *wire)
{
    struct arena arena = { 0 };
    struct opening opening;
    struct msg msg;
    enum err err = msg_receive(wire->fd, &msg, &arena, 0);
    if (err == ERR_CLOSED && wire->kind == DOOR)
        exit(0);
    if (err == ERR_CLOSED) {
        hang_up(wire);
    } else if (!err) {
        if (msg.kind == MSG_CONNECTION) {
            connection(wire);
        } else if (msg.kind == MSG_OPEN) {
            must(msg_record(&msg, &opening_type, &opening, &arena));
            start(wire, &opening);
        } else if (msg.kind == MSG_CALL) {
            call(wire, &msg, &arena);
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
            struct wire *wire = child->pid == pid ? find_wire(CONTROL, child->session) : NULL;
            if (child->pid == pid)
                child->pid = 0;
            if (wire)
                tell(wire, MSG_EXIT, child->channel, status, "", NULL, 0);
        }
}

static void restart_keeper(void)
{
    s.restart = 0;
    for (int i = 0; i < PEERS; i++)
        if (s.wires[i].kind == KEEPER) {
            close(s.wires[i].fd);
            s.wires[i].kind = FREE;
        }
    poll(NULL, 0, 200);
    for (int i = 0; i < PEERS; i++)
        if (s.wires[i].kind == CONTROL)
            hand_keeper(&s.wires[i]);
}

static void on_restart(int number)
{
    (void)number;
    s.restart = 1;
}

static _Noreturn void keep_shop(int door)
{
    signal(SIGPIPE, SIG_IGN);
    signal(SIGUSR1, on_restart);
    add_wire(DOOR, door, 0);
    for (;;) {
        struct pollfd polled[PEERS];
        for (int i = 0; i < PEERS; i++)
            polled[i] = (struct pollfd){ .fd = s.wires[i].kind ? s.wires[i].fd : -1, .events = POLLIN };
        int ready = poll(polled, PEERS, 20);
        if (s.restart)
            restart_keeper();
        else if (ready > 0)
            /* Keepers first, as a supervisor must: a login is known before the connection asks for its screen. */
            for (int pass = 0; pass < 2; pass++)
                for (int i = 0; i < PEERS; i++)
                    if (polled[i].revents && s.wires[i].fd == polled[i].fd && s.wires[i].kind && (s.wires[i].kind == KEEPER) == (pass == 0))
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

static _Noreturn void become_door(const char *programs, int control, int listening, const char *key)
{
    char path[600];
    int fds[3] = { fcntl(control, F_DUPFD, 20), fcntl(listening, F_DUPFD, 20), open(key, O_RDONLY) };
    fds[2] = fcntl(fds[2], F_DUPFD, 20);
    for (int i = 0; i < 3; i++)
        dup2(fds[i], 3 + i);
    sandbox_close_from(6);
    snprintf(path, sizeof path, "%s/countersign-door", programs);
    execl(path, path, (char *)NULL);
    _exit(127);
}

void fake_shop_start(struct fake_shop *shop, const char *programs)
{
    char command[512];
    int pair[2];
    *shop = (struct fake_shop){ .pid = -1 };
    strcpy(shop->dir, "/tmp/fake-shop-XXXXXX");
    if (mkdtemp(shop->dir) == NULL)
        panic("mkdtemp");
    snprintf(command, sizeof command, "cd %s && mkdir incoming taken && ssh-keygen -q -t ed25519 -N '' -f key", shop->dir);
    if (system(command) != 0)
        panic("ssh-keygen");
    int listening = listen_somewhere(&shop->port);
    must(io_pair(pair));
    shop->pid = fork();
    if (shop->pid == 0) {
        snprintf(s.dir, sizeof s.dir, "%s", shop->dir);
        snprintf(s.programs, sizeof s.programs, "%s", programs);
        snprintf(command, sizeof command, "%s/key", shop->dir);
        if (fork() == 0)
            become_door(programs, pair[1], listening, command);
        close(pair[1]);
        close(listening);
        keep_shop(pair[0]);
    }
    close(pair[0]);
    close(pair[1]);
    close(listening);
}

void fake_shop_restart_keeper(struct fake_shop *shop)
{
    kill(shop->pid, SIGUSR1);
}

void fake_shop_stop(struct fake_shop *shop)
{
    char command[200];
    kill(shop->pid, SIGTERM);
    waitpid(shop->pid, NULL, 0);
    snprintf(command, sizeof command, "rm -rf %s", shop->dir);
    if (system(command) != 0)
        panic("rm");
}
