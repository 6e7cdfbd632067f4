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
#include <unistd.h>
#include "../barcode/barcode.h"
#include "../base/io.h"
#include "../base/log.h"
#include "../base/path.h"
#include "../stage/work.h"
#include "lane.h"

enum { STEP_MS = 60000 /* one step of a printer child */, REST_SECONDS = 3 /* before a printer in trouble is tried again */, IDLE_SECONDS = 30,
       SETTLE_TRIES = 10 /* so often is a printer that changes or leaves asked what became of its last print */ };

static const struct identity producer = MACHINE_IDENTITY("producer");

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

/* Below the reserve nothing is rendered; the board says why. */
static bool has_room(struct lane *lane)
{
    bool room = space_for(lane->keeper, 0, "printing") == ERR_NONE;
    if (room == lane->waits_for_room)
        note_trouble(lane, room ? "" : err_last_detail());
    lane->waits_for_room = !room;
    return room;
}

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

/* ---- beginning, and what was left half done ---- */

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

static bool settle(struct lane *lane, bool ready, struct arena *arena)
{
    bool last = ++lane->tries >= SETTLE_TRIES;
    if (!ready && lane->fd >= 0 && !last)
        ready = set_up(lane, arena);
    return clear_up(lane, ready, last, arena);
}

/* True when the lane is no more. Somebody may have configured the printer again meanwhile: then it goes on. */
static bool leave(struct lane *lane)
{
    struct work work = { 0 };
    return report(lane, &work, WORK_LEFT, "") == ERR_NONE && lane_end(lane);
}

/* ---- the lane ---- */

void *producer_lane(void *data)
{
    struct lane *lane = data;
    struct arena arena = { 0 }; /* for one print */
    bool ready = false;
    for (;;) {
        unsigned long seen = lane_seen();
        struct work work;
        enum err err;
        arena_reset(&arena);
        if (lane_take_socket(lane))
            ready = false;
        if (lane_must_settle(lane)) {
            if (!settle(lane, ready, &arena)) {
                lane_rest(lane_seen(), REST_SECONDS);
                continue;
            }
            ready = false;
            if (lane_change(lane)) {
                if (leave(lane))
                    break;
                lane_rest(lane_seen(), 1);
            }
        } else if (lane->fd < 0) {
            lane_rest(seen, IDLE_SECONDS);
        } else if (!ready) {
            lane->waits_for_room = false; /* setting up says that all is well */
            ready = set_up(lane, &arena) && clear_up(lane, true, false, &arena);
            if (!ready)
                lane_rest(lane_seen(), REST_SECONDS);
        } else if (!has_room(lane)) {
            lane_rest(lane_seen(), REST_SECONDS);
        } else if ((err = find_work(lane, &work, false, &arena)) != ERR_NONE) {
            if (err != ERR_NOT_FOUND)
                log_line("printer", "%s: %s %s", lane->printer.name, err_word(err), err_last_detail());
            lane_rest(seen, IDLE_SECONDS);
        } else {
            lane_work_on(lane, work.code);
            ready = make_print(lane, &work, &arena);
            lane_work_on(lane, "");
            if (!ready)
                lane_rest(lane_seen(), REST_SECONDS);
        }
    }
    arena_free(&arena);
    return NULL;
}
