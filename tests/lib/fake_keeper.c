/* fake_keeper.c - a scripted shop for screen tests; see fake_keeper.h.
 *
 * One thread: it accepts one screen at a time, reads its MSG_HELLO, hands over a keeper socket and answers calls.
 */
#include "fake_keeper.h"
#include "../../src/model/order.h"
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "../../src/base/clock.h"
#include "../../src/base/io.h"

static void note(struct fake_keeper *fake, enum action action, const struct args *args)
{
    pthread_mutex_lock(&fake->lock);
    fake->calls[action]++;
    record_copy(&args_type, args, &fake->last[action], &fake->memory);
    pthread_mutex_unlock(&fake->lock);
}

static void reply(struct fake_keeper *fake, int socket, const struct msg *call, struct arena *arena)
{
    struct args args;
    int fd = -1;
    if (call->what >= ACTION_COUNT || msg_record(call, &args_type, &args, arena))
        panic("the screen sent no call");
    const struct record_type *type = action_rows[call->what].reply;
    void *record = arena_alloc(arena, type->size);
    record_init(type, record);
    fake_answer *answer = fake->answers[call->what];
    enum err err = answer ? answer(fake, &args, record, arena, &fd) : err_detail(ERR_UNKNOWN_ACTION, "not scripted");
    enum err sent;
    note(fake, call->what, &args); /* before the answer: who has that may be gone when the test looks */
    if (err) {
        const char *detail = err_last_detail();
        struct msg msg = { .kind = MSG_REPLY, .what = (uint16_t)err, .id = call->id,
                           .body = { (const uint8_t *)detail, strlen(detail) } };
        sent = msg_send(socket, &msg, true);
    } else {
        sent = msg_send_record(socket, MSG_REPLY, 0, call->id, type, record, &fd, fd >= 0);
    }
    (void)sent; /* a screen that left is noticed by the loop */
    io_close(&fd);
}

/* A (new) keeper socket for the screen. Called with the lock held. */
static void hand_over(struct fake_keeper *fake)
{
    struct identity identity;
    int pair[2];
    record_init(&identity_type, &identity);
    identity.session = 1;
    identity.role = fake->role;
    identity.rights = rights_default(fake->role);
    identity.login = fake->login;
    identity.place = fake->place;
    identity.terminal = "till-1";
    identity.shop = "Photo Lab";
    identity.remote = fake->remote;
    identity.idle_seconds = fake->idle_seconds;
    identity.scan_good = 1;
    identity.scan_bad = 2;
    identity.slips = fake->slips ? fake->slips : "";
    if (io_pair(pair))
        panic("no sockets");
    io_close(&fake->keeper);
    fake->keeper = pair[0];
    enum err err = msg_send_record(fake->control, MSG_KEEPER, 0, 0, &identity_type, &identity, &pair[1], 1);
    (void)err; /* a screen that left is noticed by the loop */
    io_close(&pair[1]);
}

static void take_screen(struct fake_keeper *fake)
{
    struct arena arena = { 0 };
    struct msg msg;
    int control = accept4(fake->listening, NULL, NULL, SOCK_CLOEXEC);
    if (control < 0)
        return;
    if (msg_receive(control, &msg, &arena, 5000) || msg.kind != MSG_HELLO)
        panic("the screen did not say hello");
    msg_close(&msg);
    arena_free(&arena);
    pthread_mutex_lock(&fake->lock);
    io_close(&fake->control);
    fake->control = control;
    hand_over(fake);
    pthread_mutex_unlock(&fake->lock);
}

static void serve_keeper(struct fake_keeper *fake, int socket, struct arena *arena)
{
    struct msg msg;
    enum err err = msg_receive(socket, &msg, arena, 0);
    if (err == ERR_CLOSED) {
        pthread_mutex_lock(&fake->lock);
        if (fake->keeper == socket)
            io_close(&fake->keeper);
        pthread_mutex_unlock(&fake->lock);
    }
    if (err)
        return;
    if (msg.kind == MSG_CALL)
        reply(fake, socket, &msg, arena);
    msg_close(&msg);
}

static void *serve(void *data)
{
    struct fake_keeper *fake = data;
    struct arena arena = { 0 };
    for (;;) {
        pthread_mutex_lock(&fake->lock);
        int keeper = fake->keeper;
        pthread_mutex_unlock(&fake->lock);
        struct pollfd polls[] = { { .fd = fake->wake[0], .events = POLLIN },
                                  { .fd = fake->listening, .events = POLLIN },
                                  { .fd = keeper, .events = POLLIN } };
        if (poll(polls, 3, 1000) < 0)
            continue;
        if (polls[0].revents) {
            char byte;
            if (read(fake->wake[0], &byte, 1) != 1 || byte == 'q')
                break;
        } else if (polls[1].revents) {
            take_screen(fake);
        } else if (polls[2].revents) {
            serve_keeper(fake, keeper, &arena);
        }
        arena_reset(&arena);
    }
    arena_free(&arena);
    return NULL;
}

static void wake(struct fake_keeper *fake, char byte)
{
    if (write(fake->wake[1], &byte, 1) != 1)
        panic("no pipe");
}

void fake_keeper_start(struct fake_keeper *fake, enum role role, const char *login, enum place place)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    char run[80];
    fake->role = role;
    fake->login = login;
    fake->place = place;
    fake->control = fake->keeper = -1;
    pthread_mutex_init(&fake->lock, NULL);
    for (int i = 0; i < ACTION_COUNT; i++)
        fake->last[i] = client_args();
    snprintf(fake->shop, sizeof fake->shop, "/tmp/countersign-shop-XXXXXX");
    if (mkdtemp(fake->shop) == NULL || pipe(fake->wake))
        panic("no place for a shop");
    snprintf(run, sizeof run, "%s/run", fake->shop);
    mkdir(run, 0700);
    snprintf(address.sun_path, sizeof address.sun_path, "%s/socket", run);
    fake->listening = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (bind(fake->listening, (struct sockaddr *)&address, sizeof address) || listen(fake->listening, 5))
        panic("no socket");
    if (pthread_create(&fake->thread, NULL, serve, fake))
        panic("no thread");
}

void fake_keeper_stop(struct fake_keeper *fake)
{
    char path[80];
    wake(fake, 'q');
    pthread_join(fake->thread, NULL);
    io_close(&fake->keeper);
    io_close(&fake->control);
    io_close(&fake->listening);
    io_close(&fake->wake[0]);
    io_close(&fake->wake[1]);
    snprintf(path, sizeof path, "%s/run/socket", fake->shop);
    unlink(path);
    snprintf(path, sizeof path, "%s/run", fake->shop);
    rmdir(path);
    rmdir(fake->shop);
    pthread_mutex_destroy(&fake->lock);
    arena_free(&fake->memory);
}

char **fake_keeper_argv(struct fake_keeper *fake, const char *screen)
{
    ssize_t length = readlink("/proc/self/exe", fake->self, sizeof fake->self - 1);
    if (length < 0)
        panic("cannot find myself");
    fake->self[length] = 0;
    fake->argv[0] = fake->self;
    fake->argv[1] = (char *)(uintptr_t)"--screen";
    fake->argv[2] = (char *)(uintptr_t)screen;
    fake->argv[3] = fake->shop;
    fake->argv[4] = NULL;
    return fake->argv;
}

int fake_keeper_screen(int argc, char **argv, const char *screen, int (*run)(struct client *client))
{
    struct client client;
    if (argc != 4 || strcmp(argv[1], "--screen") != 0 || strcmp(argv[2], screen) != 0)
        return -1;
    if (client_open_shop(&client, argv[3], PLACE_COUNTER, -1))
        die("no shop: %s", err_last_detail());
    int status = run(&client);
    client_close(&client);
    return status;
}

int fake_keeper_calls(struct fake_keeper *fake, enum action action)
{
    pthread_mutex_lock(&fake->lock);
    int calls = fake->calls[action];
    pthread_mutex_unlock(&fake->lock);
    return calls;
}

bool fake_keeper_wait(struct fake_keeper *fake, enum action action, int n, int wait_ms)
{
    for (int64_t until = clock_ms() + wait_ms; fake_keeper_calls(fake, action) < n; usleep(2000))
        if (clock_ms() > until)
            return false;
    return true;
}

struct args fake_keeper_last(struct fake_keeper *fake, enum action action, struct arena *arena)
{
    struct args args;
    pthread_mutex_lock(&fake->lock);
    record_copy(&args_type, &fake->last[action], &args, arena);
    pthread_mutex_unlock(&fake->lock);
    return args;
}

void fake_keeper_notice(struct fake_keeper *fake, uint32_t topics)
{
    struct notice notice;
    record_init(&notice_type, &notice);
    notice.topics = topics;
    pthread_mutex_lock(&fake->lock);
    enum err err = msg_send_record(fake->keeper, MSG_NOTICE, 0, 0, &notice_type, &notice, NULL, 0);
    pthread_mutex_unlock(&fake->lock);
    if (err)
        panic("the screen is gone");
}

void fake_keeper_die(struct fake_keeper *fake)
{
    pthread_mutex_lock(&fake->lock);
    if (fake->keeper >= 0)
        shutdown(fake->keeper, SHUT_RDWR);
    pthread_mutex_unlock(&fake->lock);
    wake(fake, 'x');
}

void fake_keeper_again(struct fake_keeper *fake)
{
    pthread_mutex_lock(&fake->lock);
    hand_over(fake);
    pthread_mutex_unlock(&fake->lock);
    wake(fake, 'x');
}
