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

enum { STEP_MS = 60000 /* one step of a printer child */, REST_SECONDS = 3 /* before a printer in trouble is tried again */, IDLE_SECONDS = 30 };

static struct lane {
    struct keeper *keeper;
    const struct conf_printer *printer;
    int fd;                 /* to the printer child; the lane's own */
    int next_fd;            /* a newer one, not yet taken; under the lock */
    char code[16];          /* the order it works on; under the lock */
} lanes[PRINTERS];
static size_t lane_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t news = PTHREAD_COND_INITIALIZER;
static unsigned long news_count; /* under the lock: how often there was something new to do */

static const struct identity producer = MACHINE_IDENTITY("producer");

void producer_wake(void)
{
    pthread_mutex_lock(&lock);
    news_count++;
    pthread_cond_broadcast(&news);
    pthread_mutex_unlock(&lock);
}

void producer_attach(const char *printer, int fd)
{
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < lane_count; i++) {
        if (strcmp(lanes[i].printer->name, printer) != 0)
            continue;
        io_close(&lanes[i].next_fd);
        lanes[i].next_fd = fd;
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
    for (size_t i = 0; i < lane_count; i++)
        if (strcmp(lanes[i].printer->name, printer->name) == 0)
            printer->code = arena_text(arena, lanes[i].code);
    pthread_mutex_unlock(&lock);
}

/* Until something is new or the time is over. `seen` is the count before the lane looked for work: what came in
 * between is not slept through. */
static void rest(unsigned long seen, int seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
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
    if (err)
        io_close(&lane->fd); /* the child drops what it staged and comes back */
    return err;
}

static enum err report(struct lane *lane, struct work *work, int outcome, const char *why)
{
    work->outcome = outcome;
    work->printer = lane->printer->name;
    work->why = why;
    enum err err = keeper_call(lane->keeper, &producer, ACTION_PRINT_STEP, NULL, work, NULL, NULL);
    if (err && err != ERR_STATE)
        log_line("printer", "%s: %s %s", lane->printer->name, err_word(err), err_last_detail());
    return err;
}

static void note_trouble(struct lane *lane, const char *why)
{
    struct work work = { 0 };
    if (report(lane, &work, *why ? WORK_TROUBLE : WORK_WELL, why))
        log_line("printer", "%s: its state could not be noted", lane->printer->name);
}

static enum err find_work(struct lane *lane, struct work *work, bool unsure, struct arena *arena)
{
    *work = (struct work){ .printer = lane->printer->name, .unsure = unsure, .arena = arena };
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
        if (report(lane, work, WORK_MADE, "") == ERR_NONE)
            log_line("printer", "%s: %s made", lane->printer->name, work->token);
        return true;
    }
    if (reply.step == PRINTER_FAILED) {
        note_trouble(lane, reply.why);
        (void)!report(lane, work, WORK_AGAIN, reply.why);
        return false;
    }
    (void)!report(lane, work, WORK_DOUBTFUL, reply.why);
    return true;
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
    if (report(lane, work, WORK_SENDING, ""))
        return true;
    return go(lane, work, arena);
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
    message.printer.name = lane->printer->name;
    message.printer.kind = lane->printer->kind;
    message.printer.holds = lane->printer->holds;
    snprintf(target, sizeof target, "%s%s%s", *lane->printer->target == '/' ? "" : lane->keeper->shop,
             *lane->printer->target == '/' ? "" : "/", lane->printer->target);
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

/* What the last life of this lane left half done. */
static bool clear_up(struct lane *lane, struct arena *arena)
{
    struct work work;
    while (find_work(lane, &work, true, arena) == ERR_NONE) {
        struct printer_message message = message_for(&work, PRINTER_FIND), reply;
        enum err err;
        if (work.print.state == PRINT_RENDERING) {
            err = report(lane, &work, WORK_AGAIN, "");
        } else if (ask(lane, &message, -1, &reply, arena)) {
            return false;
        } else if (reply.step == PRINTER_FOUND) {
            if (*reply.file)
                work.print.file = reply.file;
            err = report(lane, &work, WORK_MADE, "");
        } else if (reply.step == PRINTER_ABSENT) {
            err = report(lane, &work, WORK_AGAIN, "");
        } else {
            err = report(lane, &work, WORK_DOUBTFUL, "the printer cannot say whether it was printed");
        }
        if (err)
            return false;
        arena_reset(arena);
    }
    return true;
}

static void *lane_thread(void *data)
{
    struct lane *lane = data;
    struct arena arena = { 0 }; /* for one print */
    bool ready = false;
    for (;;) {
        unsigned long seen = seen_now();
        struct work work;
        arena_reset(&arena);
        if (take_socket(lane))
            ready = false;
        if (lane->fd < 0) {
            rest(seen, IDLE_SECONDS);
        } else if (!ready) {
            ready = set_up(lane, &arena) && clear_up(lane, &arena);
            if (!ready)
                rest(seen_now(), REST_SECONDS);
        } else if (find_work(lane, &work, false, &arena) != ERR_NONE) {
            rest(seen, IDLE_SECONDS);
        } else {
            work_on(lane, work.code);
            ready = make_print(lane, &work, &arena);
            work_on(lane, "");
            if (!ready)
                rest(seen_now(), REST_SECONDS);
        }
    }
    return NULL;
}

void producer_start(struct keeper *keeper)
{
    pthread_t thread;
    lane_count = keeper->conf.printer_count < PRINTERS ? keeper->conf.printer_count : PRINTERS;
    for (size_t i = 0; i < lane_count; i++)
        lanes[i] = (struct lane){ .keeper = keeper, .printer = &keeper->conf.printers[i], .fd = -1, .next_fd = -1 };
    for (size_t i = 0; i < lane_count; i++)
        if (pthread_create(&thread, NULL, lane_thread, &lanes[i]))
            die("Cannot start a thread. Is there memory left?");
}
