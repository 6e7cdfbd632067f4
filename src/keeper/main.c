/* main.c - the keeper: opens the shop's store, recovers, answers. Started by the supervisor; `init` starts it once to
 * make a new shop.
 */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/log.h"
#include "../base/path.h"
#include "../base/sandbox.h"
#include "hashing.h"

enum { OLD_KEEPER_MS = 3000 };
struct keeper keeper_state;

/* During recovery the supervisor hears that something goes on. */
static void recovering(int percent)
{
    struct peer peer;
    record_init(&peer_type, &peer);
    peer.detail = "recover";
    peer.count = percent;
    control_send(&keeper_state, MSG_BEAT, &peer_type, &peer);
}

static void open_store(struct keeper *keeper)
{
    char path[PATH_MAX + 16], sentence[400];
    snprintf(path, sizeof path, "%s/" PATH_STORE, keeper->shop);
    enum err err;
    /* The keeper of a supervisor that was killed a moment ago may not be gone yet. */
    for (int64_t until = clock_ms() + OLD_KEEPER_MS;;) {
        err = store_open(&keeper->store, path, keeper->conf.cache_mb, false, recovering);
        if (err != ERR_OPEN_ALREADY || clock_ms() > until)
            break;
        recovering(0);
        nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
    }
    if (err)
        die("%s", err_sentence(err, err_last_detail(), sentence, sizeof sentence));
}

/* Count what stands where, once; from then on every saved order moves the counts. */
static enum err count_orders(struct keeper *keeper)
{
    static const enum order_state states[] = { ORDER_OPEN, ORDER_HELD, ORDER_AUTHENTICATED, ORDER_PRODUCING, ORDER_READY };
    struct arena arena = { 0 };
    enum err err = store_begin(keeper->store);
    keeper->counts.late_until = clock_now();
    for (size_t i = 0; i < sizeof states / sizeof *states && !err; i++) {
        struct key from = key_none(), found, target;
        struct walk *walk;
        key_add_byte(&from, (uint8_t)states[i]);
        err = walk_open(keeper->store, INDEX_BOARD, from, 1, false, &walk);
        while (!err && (err = walk_next(walk, &found, &target)) == ERR_NONE) {
            struct row row;
            arena_reset(&arena);
            if ((err = walk_row(walk, &row, &arena)))
                break;
            act_count(&row, &keeper->counts);
            /* Placed just before the last keeper ended, and not started yet. */
            if (row.state == ORDER_HELD && row.auto_ && row.hold_reasons == 0)
                engine_start_low_risk(keeper, row.code);
        }
        walk_close(walk);
        err = err == ERR_NOT_FOUND ? ERR_NONE : err;
    }
    store_abort(keeper->store);
    arena_free(&arena);
    return err;
}

/* The printers of the configuration, as records. */
static enum err note_printers(struct keeper *keeper)
{
    struct arena arena = { 0 };
    enum err err = store_begin(keeper->store);
    if (!err)
        err = printers_note(keeper->store, &keeper->conf, &arena);
    if (!err)
        err = store_commit(keeper->store);
    else
        store_abort(keeper->store);
    arena_free(&arena);
    return err ? err : store_flush(keeper->store);
}

/* Does anybody still have a password that everybody knows? */
static bool demo_passwords(struct keeper *keeper)
{
    struct key from = key_text(""), found, target;
    struct arena arena = { 0 };
    struct walk *walk;
    bool demo = false;
    if (store_begin(keeper->store))
        return true;
    if (walk_open(keeper->store, TREE_STAFF, from, 0, false, &walk) == ERR_NONE) {
        struct staff staff;
        while (!demo && walk_next(walk, &found, &target) == ERR_NONE)
            demo = store_get(keeper->store, TREE_STAFF, target, &staff, &arena) == ERR_NONE && staff.demo_password;
        walk_close(walk);
    }
    store_abort(keeper->store);
    arena_free(&arena);
    return demo;
}

static void announce(struct keeper *keeper)
{
    struct peer peer;
    record_init(&peer_type, &peer);
    peer.detail = demo_passwords(keeper) ? "demo" : ""; /* then the supervisor listens to this machine only */
    control_send(keeper, MSG_READY, &peer_type, &peer);
    worker_want(keeper);
    if (printers_follow(keeper))
        die("The printers cannot be read: %s. Run: countersign check", err_last_detail());
}

static void watch(struct keeper *keeper, int fd, uint64_t tag)
{
    struct epoll_event event = { .events = EPOLLIN, .data.u64 = tag };
    if (epoll_ctl(keeper->epoll, EPOLL_CTL_ADD, fd, &event) != 0)
        panic("epoll: %s", strerror(errno));
}

static void prepare(struct keeper *keeper)
{
    keeper->control = MSG_CONTROL_FD;
    keeper->inner_last = &keeper->inner;
    pthread_mutex_init(&keeper->inner_lock, NULL);
    pthread_cond_init(&keeper->inner_done, NULL);
    record_init(&status_type, &keeper->peers);
    keeper->opened = clock_now();
    keeper->epoll = epoll_create1(EPOLL_CLOEXEC);
    keeper->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (keeper->epoll < 0 || keeper->wake < 0)
        die("Cannot start: %s. Are there too many open files?", strerror(errno));
    watch(keeper, keeper->control, CONTROL_TAG);
    watch(keeper, keeper->wake, WAKE_TAG);
}

static void load_conf(struct keeper *keeper)
{
    struct buf mistakes = { 0 };
    if (conf_load(&keeper->conf, keeper->shop, &mistakes))
        die("%sMend that, then: countersign -d %s check-config", buf_string(&mistakes), keeper->shop);
    buf_free(&mistakes);
}

/* What a keeper may be started for instead of keeping a shop: one thing done to a closed store or a copy, then it ends. */
static enum err init_shop(const char *shop, const char *argument, bool *sound)
{
    (void)argument;
    (void)sound;
    return keeper_init(shop, false);
}

static enum err init_demo(const char *shop, const char *argument, bool *sound)
{
    (void)argument;
    (void)sound;
    return keeper_init(shop, true);
}

static const struct errand {
    const char *flag;
    const char *argument; /* what it is called in the usage; NULL: it takes none */
    enum err (*run)(const char *shop, const char *argument, bool *sound);
} errands[] = {
    { "--init", NULL, init_shop },
    { "--init-demo", NULL, init_demo },
    { "--check", "STORE", check_store },
    { "--check-photos", "STORE", check_store_photos },
    { "--dump", "STORE", dump_print },
    { "--backup", "DIRECTORY", backup_closed },
    { "--restore", "[TIME]@BACKUP", restore_run },
    { "--load", "PHOTOS", load_shop },
};

static _Noreturn void usage(void)
{
    struct buf words = { 0 };
    for (size_t i = 0; i < sizeof errands / sizeof *errands; i++)
        buf_format(&words, " | %s%s%s", errands[i].flag, errands[i].argument ? " " : "", errands[i].argument ? errands[i].argument : "");
    die("usage: countersign-keeper SHOPDIR [ADDRESS PORT%s]", buf_string(&words));
}

/* Ends the process when there was one. */
static void run_errand(const char *shop, int argc, char **argv)
{
    char sentence[400];
    bool sound = true;
    if (argc < 3 || strncmp(argv[2], "--", 2) != 0)
        return;
    /* What root left behind in a shop, its own keeper could not open. */
    char store[PATH_MAX + 16];
    snprintf(store, sizeof store, "%.*s/" PATH_STORE, PATH_MAX, shop);
    if (sandbox_become_owner(access(store, F_OK) == 0 ? store : shop))
        die("%s", err_sentence(ERR_DIRECTORY, err_last_detail(), sentence, sizeof sentence));
    for (size_t i = 0; i < sizeof errands / sizeof *errands; i++) {
        if (strcmp(argv[2], errands[i].flag) != 0 || argc != (errands[i].argument ? 4 : 3))
            continue;
        enum err err = errands[i].run(shop, argc > 3 ? argv[3] : NULL, &sound);
        if (err)
            die("%s", err_sentence(err, err_last_detail(), sentence, sizeof sentence));
        exit(sound ? 0 : 1);
    }
    usage();
}

int main(int argc, char **argv)
{
    struct keeper *keeper = &keeper_state;
    log_name("keeper");
    if (argc < 2 || sodium_init() < 0 || realpath(argv[1], keeper->shop) == NULL)
        usage();
    run_errand(keeper->shop, argc, argv);
    sandbox_close_from(MSG_CONTROL_FD + 1);
    sandbox_enter("keeper");
    signal(SIGPIPE, SIG_IGN);
    load_conf(keeper);
    reload_limits(keeper);
    keeper->address = argc > 3 ? argv[2] : keeper->conf.listen;
    keeper->port = argc > 3 ? strtoll(argv[3], NULL, 10) : keeper->conf.port;
    prepare(keeper);
    open_store(keeper);
    store_log_limit(keeper->store, keeper->conf.backup_log_mb);
    if (count_orders(keeper) || note_printers(keeper) || rights_load(keeper->store) || hashing_read_homes(keeper->store))
        die("The store cannot be read: %s. Run: countersign check", err_last_detail());
    producer_prepare();
    later_start(keeper);
    checking_start(keeper);
    announce(keeper);
    housekeeping_start(keeper);
    engine_run(keeper);
    /* Threads may still be at work; what they were told is on disk, so they end with the process. */
    if (store_flush(keeper->store) == ERR_NONE)
        log_line("shop", "closed");
    _exit(0);
}
