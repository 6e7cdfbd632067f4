/* open.c - opening a shop: lock, configuration, addresses, key; whatever is wrong is said before anything starts. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/lock.h"
#include "../base/path.h"
#include "../base/str.h"
#include "supervisor.h"

struct wish {
    const char *shop, *listen;
    int64_t port; /* -1: as configured */
};

static _Noreturn void usage(void)
{
    fputs("Usage: countersign-supervisor SHOPDIR [--port N] [--listen ADDR]\n", stderr);
    exit(2);
}

static struct wish read_arguments(int argc, char **argv)
{
    static const struct option options[] = {
        { "port", required_argument, NULL, 'p' }, { "listen", required_argument, NULL, 'l' }, { 0 },
    };
    struct wish wish = { .port = -1 };
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'p' && !str_number(optarg, 0, 65535, &wish.port))
            usage();
        else if (option == 'l')
            wish.listen = optarg;
        else if (option != 'p')
            usage();
    }
    if (optind + 1 != argc)
        usage();
    wish.shop = argv[optind];
    return wish;
}

static _Noreturn void refuse(enum err err)
{
    char sentence[400];
    die("%s", err_sentence(err, err_last_detail(), sentence, sizeof sentence));
}

static void enter_shop(struct supervisor *s, const char *shop)
{
    char *path = realpath(shop, NULL);
    struct stat stat_store;
    if (path == NULL || chdir(path) != 0 || stat(PATH_STORE, &stat_store) != 0)
        die("There is no shop in %s. Make one with: countersign init %s", shop, shop);
    if (strlen(path) >= sizeof s->shop)
        die("The shop's path is too long. Move the shop to a shorter one.");
    snprintf(s->shop, sizeof s->shop, "%s", path);
    s->owner = (struct sandbox_user){ stat_store.st_uid, stat_store.st_gid };
    free(path);
    enum err err = io_directory(PATH_RUN, 0700);
    if (!err)
        err = lock_take(PATH_LOCK, &s->lock);
    if (err)
        refuse(err);
}

static void load(struct supervisor *s)
{
    struct buf mistakes = { 0 };
    if (conf_load(&s->conf, s->shop, &mistakes)) {
        fputs(buf_string(&mistakes), stderr);
        die("The shop stays closed. Mend the files above, then: countersign check-config");
    }
    buf_free(&mistakes);
}

static int port_of(int fd)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    char port[8];
    if (getsockname(fd, (struct sockaddr *)&address, &size) != 0 ||
        getnameinfo((struct sockaddr *)&address, size, NULL, 0, port, sizeof port, NI_NUMERICSERV) != 0)
        return 0;
    return atoi(port);
}

static void listen_to(struct supervisor *s, const struct wish *wish)
{
    struct addrinfo hints = { .ai_flags = AI_PASSIVE | AI_NUMERICHOST, .ai_socktype = SOCK_STREAM }, *found = NULL;
    const char *address = wish->listen ? wish->listen : s->conf.listen;
    int64_t number = wish->port >= 0 ? wish->port : s->conf.port;
    char port[8];
    int one = 1;
    snprintf(port, sizeof port, "%d", (int)number);
    if (strcmp(address, "localhost") == 0)
        address = "127.0.0.1";
    if (strlen(address) >= sizeof s->address || getaddrinfo(address, port, &hints, &found) != 0)
        die("%s is no address of this machine. Give one such as 127.0.0.1 or 0.0.0.0.", address);
    s->listener = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (s->listener >= 0)
        setsockopt(s->listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (s->listener < 0 || bind(s->listener, found->ai_addr, found->ai_addrlen) != 0 || listen(s->listener, SOMAXCONN) != 0)
        die("Cannot listen on %s port %s: %s. Choose another with: serve --port N", address, port, strerror(errno));
    freeaddrinfo(found);
    snprintf(s->address, sizeof s->address, "%s", address);
    s->port = port_of(s->listener);
}

static void open_key(struct supervisor *s)
{
    s->host_key = open(PATH_KEYS "/host_ed25519", O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
    if (s->host_key < 0)
        die("The shop's SSH key %s/%s/host_ed25519 cannot be read: %s. Put it back from a backup.", s->shop, PATH_KEYS,
            strerror(errno));
}

static void catch_signals(struct supervisor *s)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_DFL); /* ignored by some shells, and then nobody could be waited for */
    sigprocmask(SIG_SETMASK, &set, NULL);
    s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    s->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (s->signals < 0 || s->spare < 0)
        die("Cannot open the shop: %s. Close some programs, then try again.", strerror(errno));
}

/* A descriptor or two for each session: as many as the system lets us have. Children set their own limit. */
static void raise_limit(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == files.rlim_max)
        return;
    files.rlim_cur = files.rlim_max > 65536 ? 65536 : files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

void supervisor_open(struct supervisor *s, int argc, char **argv)
{
    struct wish wish = read_arguments(argc, argv);
    sandbox_close_from(3);
    umask(077);
    *s = (struct supervisor){ .lock = -1, .listener = -1, .local = -1, .host_key = -1, .signals = -1, .incoming = -1,
                              .patience_ms = HEART_PATIENT_MS, .heard_ms = clock_ms() };
    enter_shop(s, wish.shop);
    load(s);
    listen_to(s, &wish);
    open_key(s);
    door_prepare(s);
    catch_signals(s);
    raise_limit();
    enum err err = local_listen(s);
    if (!err)
        err = incoming_open(s);
    if (err)
        refuse(err);
}
