/* deliver.c - the conversation of a lane with its printer child: one rendered print from STAGE to made, each once.
 *
 * "Sending" is on disk before GO is said, "sent" once the printer said that it has all of it, "made" after DONE was heard
 * (printer/printer.h). A printer that prints long after it took the document is asked again and again what became of it;
 * that may last an hour while it is out of paper, and the lane goes on listening to everybody else meanwhile. When the
 * child or this process dies in between, the lane first clears up what it left: a print that was only rendered waits
 * again, one that was sent is asked about by its token, and what nobody knows a person looks at.
 */
#include <limits.h>
#include <string.h>
#include <stdio.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/log.h"
#include "lane.h"

enum { STEP_MS = 60000 /* one step of a printer child */, LOOK_MS = 1000 /* between two looks at a print that was sent */ };

static enum err ask(struct lane *lane, struct printer_message *message, int fd, struct printer_message *reply, struct arena *arena)
{
    struct msg msg = { 0 };
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
        control_kill(lane->keeper, name, 0);
    }
    if (err)
        io_close(&lane->fd);
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
    message.label = work->print.line == 0 && !work->label_as_print;
    message.called = work->called;
    message.code = work->code;
    message.back = work->back;
    message.format = work->job.format;
    message.job = work->print.job;
    message.accepted = work->print.accepted;
    return message;
}

/* ---- what the printer said became of it ---- */

static bool made(struct lane *lane, struct work *work, const char *file)
{
    int64_t now = clock_ms();
    work->took_ms = lane->made_ms ? now - lane->made_ms : 0;
    if (*file)
        work->print.file = file;
    if (lane_report(lane, work, WORK_MADE, ""))
        return false; /* whatever could not be noted is cleared up */
    log_line("printer", "%s: %s made", lane->printer.name, work->token);
    lane->made_ms = now;
    lane->careful = false;
    return true;
}

static bool doubtful(struct lane *lane, struct work *work, const char *why)
{
    lane->made_ms = 0;
    return lane_report(lane, work, WORK_DOUBTFUL, *why ? why : "the printer cannot say whether it was printed") == ERR_NONE;
}

/* It had the print and did not make it: only a person knows whether another try is any use. */
static bool refused(struct lane *lane, struct work *work, const char *why)
{
    work->err = ERR_PRINTER;
    lane->made_ms = 0;
    return lane_report(lane, work, WORK_FAILED, *why ? why : "the printer did not print it") == ERR_NONE;
}

/* The printer has all of it. Until it says what became of it the lane waits here. False: the child is gone, or the print
 * could not be settled. */
static bool follow(struct lane *lane, struct work *work)
{
    struct arena arena = { 0 };
    bool well = true, over = false;
    if (!work->print.accepted && lane_report(lane, work, WORK_SENT, ""))
        return false;
    work->print.accepted = true;
    while (!over) {
        bool back = lane_take_withdraw(lane);
        (void)lane_take_probe(lane); /* it is asked anyway */
        struct printer_message message = message_for(work, back ? PRINTER_WITHDRAW : PRINTER_WAIT), reply;
        unsigned long seen = lane_seen(lane);
        arena_reset(&arena);
        if (lane_has_socket(lane) || lane_must_settle(lane) || ask(lane, &message, -1, &reply, &arena)) {
            well = false; /* asked about by FIND when all is set up again */
            break;
        }
        over = reply.step != PRINTER_SENT;
        if (!over) {
            lane_trouble(lane, reply.why);
            lane_answered(lane);
            if (*reply.why || back)
                ahead_give_back(lane); /* what it has not got yet others may print */
            lane_stands(lane, lane->in_hand, *reply.why == 0);
            lane_rest(lane, seen, LOOK_MS / 1000);
            continue;
        }
        lane_trouble(lane, "");
        if (reply.step == PRINTER_DONE || reply.step == PRINTER_FOUND)
            well = made(lane, work, reply.file);
        else if (reply.step == PRINTER_ABSENT)
            well = lane_report(lane, work, WORK_AGAIN, reply.why) == ERR_NONE;
        else if (reply.step == PRINTER_FAILED)
            well = refused(lane, work, reply.why);
        else
            well = doubtful(lane, work, reply.why);
    }
    arena_free(&arena);
    return well;
}

/* ---- a print from its raster on ---- */

/* Nothing was printed: it waits again, and the printer says why. */
static bool again(struct lane *lane, struct work *work, const char *why)
{
    lane->careful = true;
    lane->made_ms = 0;
    lane_trouble(lane, *why ? why : "it did not take the print");
    (void)!lane_report(lane, work, WORK_AGAIN, why);
    return false;
}

/* GO was said: the answer decides. */
static bool go(struct lane *lane, struct work *work, struct arena *arena)
{
    struct printer_message message = message_for(work, PRINTER_GO), reply;
    if (ask(lane, &message, -1, &reply, arena))
        return false; /* asked about when the child is back */
    if (reply.step == PRINTER_DONE)
        return made(lane, work, reply.file);
    if (reply.step == PRINTER_SENT)
        return follow(lane, work);
    if (reply.step == PRINTER_FAILED)
        return again(lane, work, reply.why);
    return doubtful(lane, work, reply.why);
}

static bool send(struct lane *lane, struct work *work, int fd, struct arena *arena)
{
    struct printer_message message = message_for(work, PRINTER_STAGE), reply;
    if (ask(lane, &message, fd, &reply, arena))
        return false;
    if (reply.step != PRINTER_STAGED)
        return again(lane, work, reply.why);
    work->print.job = reply.job;
    work->print.accepted = false;
    enum err err = lane_report(lane, work, WORK_SENDING, "");
    if (err == ERR_STATE) { /* cancelled or held back meanwhile: it waits again, and the next one takes its place */
        message = message_for(work, PRINTER_WITHDRAW);
        return ask(lane, &message, -1, &reply, arena) == ERR_NONE;
    }
    return err ? false : go(lane, work, arena);
}

bool deliver_print(struct lane *lane, struct hand *hand, struct arena *arena)
{
    struct work *work = &hand->work;
    if (hand->err == ERR_NONE)
        return send(lane, work, hand->fd, arena);
    if (hand->err == ERR_DISK || hand->err == ERR_CONFIG) /* the printer's profile: no fault of this print */
        return again(lane, work, hand->why);
    char sentence[400];
    work->err = hand->err;
    err_sentence(hand->err, hand->why, sentence, sizeof sentence);
    sentence[200] = 0;
    (void)!lane_report(lane, work, WORK_FAILED, sentence);
    return true;
}

/* ---- beginning, and what was left half done ---- */

bool deliver_set_up(struct lane *lane, struct arena *arena)
{
    struct printer_message message, reply;
    char target[PATH_MAX * 2];
    const struct device *device = &lane->printer;
    bool path = strcmp(device->kind, "ipp") != 0 && strcmp(device->kind, "cups") != 0 && *device->target != '/';
    record_init(&printer_message_type, &message);
    message.step = PRINTER_SETUP;
    message.printer.name = device->name;
    message.printer.kind = device->kind;
    message.printer.holds = device->holds;
    message.printer.convention = device->convention;
    message.printer.dpi = device->dpi;
    message.printer.fingerprint = device->fingerprint;
    snprintf(target, sizeof target, "%s%s%s", path ? lane->keeper->shop : "", path ? "/" : "", device->target);
    message.printer.target = target;
    lane->made_ms = 0;
    if (ask(lane, &message, -1, &reply, arena))
        return false;
    if (reply.step == PRINTER_DONE) {
        snprintf(lane->format, sizeof lane->format, "%s", reply.format);
        lane_trouble(lane, "");
    } else {
        lane_trouble(lane, *reply.why ? reply.why : "it is not ready");
    }
    lane_answered(lane);
    return reply.step == PRINTER_DONE;
}

/* False: ask again later. */
static bool settle(struct lane *lane, struct work *work, bool asked, const struct printer_message *reply)
{
    if (work->print.state == PRINT_RENDERING) /* staged at most, and FIND took that away */
        return lane_report(lane, work, WORK_AGAIN, "") == ERR_NONE;
    if (!asked)
        return doubtful(lane, work, "its printer was changed or taken away before it could say");
    if (reply->step == PRINTER_FOUND)
        return made(lane, work, reply->file);
    if (reply->step == PRINTER_SENT)
        return follow(lane, work);
    if (reply->step == PRINTER_ABSENT)
        return lane_report(lane, work, WORK_AGAIN, "") == ERR_NONE;
    return doubtful(lane, work, reply->why);
}

bool deliver_clear_up(struct lane *lane, bool up, bool last, struct arena *arena)
{
    struct work work = { 0 };
    enum err err;
    while ((err = lane_find_work(lane, &work, true, arena)) == ERR_NONE) {
        struct printer_message message = message_for(&work, PRINTER_FIND), reply;
        bool asked = up && ask(lane, &message, -1, &reply, arena) == ERR_NONE;
        if (!asked && !last)
            return false;
        /* One that the printer still has is waited for; when it leaves it is asked a last time. */
        if (asked && reply.step == PRINTER_SENT && last)
            asked = false;
        if (!settle(lane, &work, asked, &reply)) {
            if (lane->fd < 0 || lane_has_socket(lane) || lane_must_settle(lane))
                return last; /* the child is gone, or the printer changes: it is asked again */
            /* One print that cannot be settled must not stop the printer for all others. */
            if (lane_report(lane, &work, WORK_DOUBTFUL, "what became of it could not be noted"))
                return true;
        }
        arena_reset(arena);
        work = (struct work){ 0 };
    }
    if (err != ERR_NOT_FOUND)
        log_line("printer", "%s: %s %s", lane->printer.name, err_word(err), err_last_detail());
    return err == ERR_NOT_FOUND;
}
