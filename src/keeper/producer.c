/* producer.c - one lane per printer: the next print, rendered, staged, sent, made - each once.
 *
 * A lane asks the engine for a print, has a worker render it into a file without a name, and leads the printer child
 * through STAGE and GO (printer/printer.h). "Sending" is on disk before GO is said, "made" after DONE was heard. When
 * the child or this process dies in between, the lane first clears up what it left: a print that was only rendered
 * waits again, one that was sent is asked about by its token, and what nobody knows a person looks at.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include "../barcode/barcode.h"
#include "../base/io.h"
#include "../base/log.h"
#include "../base/path.h"
#include "../stage/work.h"
#include "keeper.h"

enum { STEP_MS = 60000 /* one step of a printer child */, REST_SECONDS = 3 /* before a printer in trouble is tried again */, IDLE_SECONDS = 30,
       SETTLE_TRIES = 10 /* so often is a printer that changes or leaves asked what became of its last print */ };

struct device { /* the lane's own copy: the configuration may be another one meanwhile */
    char name[40], kind[20], target[404], holds[404];
};

static struct lane {
    struct keeper *keeper;
    bool used;              /* this row has a thread */
    struct device printer;  /* changed by the lane's thread only; under the lock */
    struct device next;     /* ... to this, when `changed`; both under the lock */
    bool changed, leaving;
    int tries;              /* to settle what the printer still has */
    int fd;                 /* to the printer child; the lane's own */
    int next_fd;            /* a newer one, not yet taken; under the lock */
    char code[16];          /* the order it works on; under the lock */
} lanes[PRINTERS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t news; /* on the monotonic clock; made by producer_prepare() */
static unsigned long news_count; /* under the lock: how often there was something new to do */

static const struct identity producer = MACHINE_IDENTITY("producer");

void producer_wake(void)
{
    pthread_mutex_lock(&lock);
    news_count++;
    pthread_cond_broadcast(&news);
    pthread_mutex_unlock(&lock);
}

/* The lock is held. */
static struct lane *find_lane(const char *printer)
{
    for (size_t i = 0; i < PRINTERS; i++)
        if (lanes[i].used && strcmp(lanes[i].printer.name, printer) == 0)
            return &lanes[i];
    return NULL;
}

void producer_attach(const char *printer, int fd)
{
    pthread_mutex_lock(&lock);
    struct lane *lane = find_lane(printer);
    if (lane) {
        io_close(&lane->next_fd);
        lane->next_fd = fd;
        fd = -1;
    }
    news_count++;
    pthread_cond_broadcast(&news);
    pthread_mutex_unlock(&lock);
    io_close(&fd);
}

void producer_doing(struct printer *printer, struct arena *arena)
{
    pthread_mutex_lock(&lock);
    struct lane *lane = find_lane(printer->name);
    if (lane)
        printer->code = arena_text(arena, lane->code);
    pthread_mutex_unlock(&lock);
}

/* Until something is new or the time is over. `seen` is the count before the lane looked for work: what came in
 * between is not slept through. */
static void rest(unsigned long seen, int seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&lock);
    while (news_count == seen && pthread_cond_timedwait(&news, &lock, &until) != ETIMEDOUT)
        ;
    pthread_mutex_unlock(&lock);
}

static unsigned long seen_now(void)
{
    pthread_mutex_lock(&lock);
    unsigned long seen = news_count;
    pthread_mutex_unlock(&lock);
    return seen;
}

/* Take over a newer socket to the printer child, if there is one. */
static bool take_socket(struct lane *lane)
{
    pthread_mutex_lock(&lock);
    bool fresh = lane->next_fd >= 0;
    if (fresh) {
        io_close(&lane->fd);
        lane->fd = lane->next_fd;
        lane->next_fd = -1;
    }
    pthread_mutex_unlock(&lock);
    return fresh;
}

static void work_on(struct lane *lane, const char *code)
{
    pthread_mutex_lock(&lock);
    size_t length = strlen(code) < sizeof lane->code ? strlen(code) : 0;
    memcpy(lane->code, code, length);
    lane->code[length] = 0;
    pthread_mutex_unlock(&lock);
}

/* ---- talking to the printer child and to the engine ---- */

static enum err ask(struct lane *lane, struct printer_message *message, int fd, struct printer_message *reply, struct arena *arena)
{
    struct msg msg;
    enum err err = msg_send_record(lane->fd, MSG_PRINTER, 0, 0, &printer_message_type, message, &fd, fd >= 0);
    if (!err)
        err = msg_receive(lane->fd, &msg, arena, STEP_MS);
    if (!err) {
        err = msg.kind == MSG_PRINTER ? msg_record(&msg, &printer_message_type, reply, arena) : ERR_MALFORMED;
        msg_close(&msg);
    }
    if (err == ERR_PENDING) { /* it hangs; the next one is asked what became of the print */
        char name[64];
        snprintf(name, sizeof name, "printer:%s", lane->printer.name);
        control_kill(lane->keeper, name);
    }
    if (err)
        io_close(&lane->fd);
    return err;
}

static enum err report(struct lane *lane, struct work *work, int outcome, const char *why)
{
    work->outcome = outcome;
    work->printer = lane->printer.name;
    work->why = why;
    enum err err = keeper_call(lane->keeper, &producer, ACTION_PRINT_STEP, NULL, work, NULL, NULL);
    if (err && err != ERR_STATE)
        log_line("printer", "%s: %s %s", lane->printer.name, err_word(err), err_last_detail());
    return err;
}

static void note_trouble(struct lane *lane, const char *why)
{
    struct work work = { 0 };
    if (report(lane, &work, *why ? WORK_TROUBLE : WORK_WELL, why))
        log_line("printer", "%s: its state could not be noted", lane->printer.name);
}

static enum err find_work(struct lane *lane, struct work *work, bool unsure, struct arena *arena)
{
    *work = (struct work){ .printer = lane->printer.name, .unsure = unsure, .arena = arena };
    return keeper_call(lane->keeper, &producer, ACTION_PRINT_NEXT, NULL, work, NULL, NULL);
}

/* ---- one print ---- */

/* A file that has no name: whatever happens, nothing of a customer's picture is left in the spool. */
static int open_spool(struct keeper *keeper)
{
    char path[PATH_MAX + 16];
    snprintf(path, sizeof path, "%s/" PATH_SPOOL, keeper->shop);
    int fd = open(path, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    return fd >= 0 ? fd : memfd_create("spool", MFD_CLOEXEC); /* a file system without O_TMPFILE */
}

static enum err render(struct lane *lane, struct work *work, int out, struct arena *arena)
{
    struct job_result result;
    if (work->print.line == 0) {
        struct buf png = { 0 };
        enum err err = slip_label(&work->order, &png);
        if (!err && !io_write(out, png.data, png.size))
            err = err_detail(ERR_DISK, "%s", strerror(errno));
        work->print.bytes = (int64_t)png.size;
        buf_free(&png);
        return err;
    }
    int in = *work->sha256 ? photo_open(lane->keeper, work->sha256, "") : -1;
    if (in < 0)
        return err_detail(ERR_RENDER, "the photo is missing");
    enum err err = worker_do(&work->job, in, out, &result, arena);
    close(in);
    if (!err)
        work->print.bytes = result.bytes;
    return err;
}

static struct printer_message message_for(const struct work *work, enum printer_step step)
{
    struct printer_message message;
    record_init(&printer_message_type, &message);
    message.step = step;
    message.token = work->token;
    message.file = work->print.file;
    message.product = work->print.product;
    message.surface = work->print.surface;
    message.bytes = work->print.bytes;
    message.label = work->print.line == 0;
    return message;
}

/* GO was said: the answer decides. */
static bool go(struct lane *lane, struct work *work, struct arena *arena)
{
    struct printer_message message = message_for(work, PRINTER_GO), reply;
    if (ask(lane, &message, -1, &reply, arena))
        return false; /* asked about when the child is back */
    if (reply.step == PRINTER_DONE) {
        work->print.file = reply.file;
        if (report(lane, work, WORK_MADE, ""))
            return false; /* whatever could not be noted is cleared up */
        log_line("printer", "%s: %s made", lane->printer.name, work->token);
        return true;
    }
    if (reply.step == PRINTER_FAILED) {
        note_trouble(lane, reply.why);
        (void)!report(lane, work, WORK_AGAIN, reply.why);
        return false;
    }
    return report(lane, work, WORK_DOUBTFUL, reply.why) == ERR_NONE;
}

static bool send_print(struct lane *lane, struct work *work, int fd, struct arena *arena)
{
    struct printer_message message = message_for(work, PRINTER_STAGE), reply;
    if (ask(lane, &message, fd, &reply, arena))
        return false;
    if (reply.step != PRINTER_STAGED) {
        note_trouble(lane, *reply.why ? reply.why : "it did not take the print");
        (void)!report(lane, work, WORK_AGAIN, reply.why);
        return false;
    }
    work->print.job = reply.job;
    enum err err = report(lane, work, WORK_SENDING, "");
    if (err == ERR_STATE) /* cancelled or held back meanwhile: it waits again, and the next one takes its place */
        return true;
    return err ? false : go(lane, work, arena);
}

/* One print from render to made. False: the printer needs a rest. */
static bool make_print(struct lane *lane, struct work *work, struct arena *arena)
{
    int fd = open_spool(lane->keeper);
    enum err err = fd < 0 ? err_detail(ERR_DISK, "the spool: %s", strerror(errno)) : render(lane, work, fd, arena);
    bool well = true;
    if (err == ERR_DISK) {
        note_trouble(lane, err_last_detail());
        (void)!report(lane, work, WORK_AGAIN, "");
        well = false;
    } else if (err) {
        char sentence[400];
        work->err = err;
        err_sentence(err, err_last_detail(), sentence, sizeof sentence);
        sentence[200] = 0;
        (void)!report(lane, work, WORK_FAILED, sentence);
    } else {
        well = send_print(lane, work, fd, arena);
    }
    io_close(&fd);
    return well;
}

/* ---- the lane ---- */

static bool set_up(struct lane *lane, struct arena *arena)
{
    struct printer_message message, reply;
    char target[PATH_MAX * 2];
    record_init(&printer_message_type, &message);
    message.step = PRINTER_SETUP;
    message.printer.name = lane->printer.name;
    message.printer.kind = lane->printer.kind;
    message.printer.holds = lane->printer.holds;
    snprintf(target, sizeof target, "%s%s%s", *lane->printer.target == '/' ? "" : lane->keeper->shop,
             *lane->printer.target == '/' ? "" : "/", lane->printer.target);
    message.printer.target = target;
    if (ask(lane, &message, -1, &reply, arena))
        return false;
    if (reply.step == PRINTER_DONE) {
        note_trouble(lane, "");
        return true;
    }
    note_trouble(lane, *reply.why ? reply.why : "it is not ready");
    return false;
}

/* What the last life of this lane left half done. `up`: the printer answers; `last`: it is asked no more. */
static bool clear_up(struct lane *lane, bool up, bool last, struct arena *arena)
{
    struct work work;
    enum err err;
    while ((err = find_work(lane, &work, true, arena)) == ERR_NONE) {
        struct printer_message message = message_for(&work, PRINTER_FIND), reply;
        bool asked = up && ask(lane, &message, -1, &reply, arena) == ERR_NONE;
        if (!asked && !last)
            return false;
        if (work.print.state == PRINT_RENDERING) { /* staged at most, and FIND took that away */
            err = report(lane, &work, WORK_AGAIN, "");
        } else if (!asked) {
            err = report(lane, &work, WORK_DOUBTFUL, "its printer was changed or taken away before it could say");
        } else if (reply.step == PRINTER_FOUND) {
            if (*reply.file)
                work.print.file = reply.file;
            err = report(lane, &work, WORK_MADE, "");
        } else if (reply.step == PRINTER_ABSENT) {
            err = report(lane, &work, WORK_AGAIN, "");
        } else {
            err = report(lane, &work, WORK_DOUBTFUL, *reply.why ? reply.why : "the printer cannot say whether it was printed");
        }
        /* One print that cannot be settled must not stop the printer for all others. */
        if (err && report(lane, &work, WORK_DOUBTFUL, "what became of it could not be noted"))
            return true;
        arena_reset(arena);
    }
    if (err != ERR_NOT_FOUND)
        log_line("printer", "%s: %s %s", lane->printer.name, err_word(err), err_last_detail());
    return err == ERR_NOT_FOUND;
}

/* ---- a printer that changes or leaves: first what it still has is settled where it was sent ---- */

static bool must_settle(struct lane *lane)
{
    pthread_mutex_lock(&lock);
    bool must = lane->changed || lane->leaving;
    pthread_mutex_unlock(&lock);
    return must;
}

static bool settle(struct lane *lane, bool ready, struct arena *arena)
{
    bool last = ++lane->tries >= SETTLE_TRIES;
    if (!ready && lane->fd >= 0 && !last)
        ready = set_up(lane, arena);
    return clear_up(lane, ready, last, arena);
}

/* From here on it is the other one. */
static void change(struct lane *lane)
{
    pthread_mutex_lock(&lock);
    if (lane->changed)
        lane->printer = lane->next;
    lane->changed = false;
    lane->tries = 0;
    pthread_mutex_unlock(&lock);
}

/* True when the lane is no more. Somebody may have configured the printer again meanwhile: then it goes on. */
static bool leave(struct lane *lane)
{
    struct work work = { 0 };
    char name[64];
    pthread_mutex_lock(&lock);
    bool leaving = lane->leaving;
    pthread_mutex_unlock(&lock);
    if (!leaving || report(lane, &work, WORK_LEFT, ""))
        return false;
    pthread_mutex_lock(&lock);
    leaving = lane->leaving;
    if (leaving) {
        snprintf(name, sizeof name, "printer:%s", lane->printer.name);
        control_want(lane->keeper, name, 0);
        log_line("printer", "%s: gone", lane->printer.name);
        io_close(&lane->fd);
        io_close(&lane->next_fd);
        lane->used = false;
    }
    pthread_mutex_unlock(&lock);
    return leaving;
}

/* ---- the lane ---- */

static void *lane_thread(void *data)
{
    struct lane *lane = data;
    struct arena arena = { 0 }; /* for one print */
    bool ready = false;
    for (;;) {
        unsigned long seen = seen_now();
        struct work work;
        enum err err;
        arena_reset(&arena);
        if (take_socket(lane))
            ready = false;
        if (must_settle(lane)) {
            if (!settle(lane, ready, &arena)) {
                rest(seen_now(), REST_SECONDS);
                continue;
            }
            change(lane);
            ready = false;
            if (leave(lane))
                break;
        } else if (lane->fd < 0) {
            rest(seen, IDLE_SECONDS);
        } else if (!ready) {
            ready = set_up(lane, &arena) && clear_up(lane, true, false, &arena);
            if (!ready)
                rest(seen_now(), REST_SECONDS);
        } else if ((err = find_work(lane, &work, false, &arena)) != ERR_NONE) {
            if (err != ERR_NOT_FOUND)
                log_line("printer", "%s: %s %s", lane->printer.name, err_word(err), err_last_detail());
            rest(seen, IDLE_SECONDS);
        } else {
            work_on(lane, work.code);
            ready = make_print(lane, &work, &arena);
            work_on(lane, "");
            if (!ready)
                rest(seen_now(), REST_SECONDS);
        }
    }
    arena_free(&arena);
    return NULL;
}

static void start_lane(struct keeper *keeper, const struct device *device, bool leaving)
{
    pthread_t thread;
    pthread_attr_t detached;
    char name[64];
    struct lane *lane = lanes;
    while (lane < lanes + PRINTERS && lane->used)
        lane++;
    if (lane == lanes + PRINTERS) {
        log_line("printer", "%s: there are %d printers already; it stays out", device->name, PRINTERS);
        return;
    }
    *lane = (struct lane){ .keeper = keeper, .used = true, .printer = *device, .leaving = leaving, .fd = -1, .next_fd = -1 };
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    if (pthread_create(&thread, &detached, lane_thread, lane)) {
        log_line("printer", "%s: no thread can be started for it", device->name);
        lane->used = false;
    } else {
        snprintf(name, sizeof name, "printer:%s", device->name);
        control_want(keeper, name, 1);
    }
    pthread_attr_destroy(&detached);
}

void producer_prepare(void)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&news, &attributes);
    pthread_condattr_destroy(&attributes);
}

void producer_follow(struct keeper *keeper, const struct printer *printer)
{
    struct device device = { 0 };
    snprintf(device.name, sizeof device.name, "%s", printer->name);
    snprintf(device.kind, sizeof device.kind, "%s", printer->kind);
    snprintf(device.target, sizeof device.target, "%s", printer->target);
    snprintf(device.holds, sizeof device.holds, "%s", printer->holds);
    pthread_mutex_lock(&lock);
    struct lane *lane = find_lane(device.name);
    if (lane == NULL) {
        start_lane(keeper, &device, printer->leaving);
    } else {
        const struct device *now = lane->changed ? &lane->next : &lane->printer;
        if (strcmp(now->kind, device.kind) != 0 || strcmp(now->target, device.target) != 0 ||
            strcmp(now->holds, device.holds) != 0) {
            lane->next = device;
            lane->changed = true;
        }
        lane->leaving = printer->leaving;
    }
    news_count++;
    pthread_cond_broadcast(&news);
    pthread_mutex_unlock(&lock);
}
