/* talk.c - a printer child's conversation: who may say what when, whatever the kind; see printer.h.
 *
 * Two sockets: control (from the supervisor, for life) and keeper (gone with every keeper). What a reader would not
 * guess: when the keeper goes, a staged print will never be printed, but what proves that stays, for the next keeper
 * asks FIND for every print whose end it did not hear.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include "../base/io.h"
#include "../base/log.h"
#include "../base/msg.h"
#include "../base/str.h"
#include "http.h"
#include "printer.h"

struct talk {
    int control, keeper;
    const struct printer_kind *kind; /* NULL until set up */
    char staged[121];                /* the token that GO must name; "" when nothing is staged */
    char sent[121];                  /* the last one that the printer said it had all of: a keeper that died may not know */
};

static void forget(struct talk *talk)
{
    if (talk->kind)
        talk->kind->drop();
    talk->staged[0] = 0;
}

/* The detail of the failure just had, cut to what the row carries. */
static const char *why(struct arena *arena)
{
    char clean[180];
    return arena_text(arena, str_clean(err_last_detail(), clean, sizeof clean));
}

static enum err set_up(struct talk *talk, const struct printer *printer, struct printer_message *reply)
{
    forget(talk);
    talk->kind = NULL;
    for (const struct printer_kind *kind = printer_kinds; kind->name; kind++) {
        if (strcmp(kind->name, printer->kind) != 0)
            continue;
        talk->kind = kind; /* also when its target is not there yet: every later step looks again */
        return kind->setup(printer, reply);
    }
    return err_detail(ERR_PRINTER, "there is no kind of printer called %s", printer->kind);
}

static enum err stage(struct talk *talk, const struct printer_message *message, const struct msg *msg,
                      struct printer_message *reply, struct arena *arena)
{
    talk->staged[0] = 0; /* whatever was staged before is withdrawn; the kind throws it away */
    if (msg->fd_count != 1)
        return err_detail(ERR_PRINTER, "no picture came with the order to stage it");
    if (message->token[0] == 0)
        return err_detail(ERR_PRINTER, "the print has no token");
    enum err err = talk->kind->stage(message, msg->fds[0], reply, arena);
    if (!err)
        str_clean(message->token, talk->staged, sizeof talk->staged);
    return err;
}

static enum err go(struct talk *talk, const struct printer_message *message, struct printer_message *reply,
                   struct arena *arena)
{
    if (talk->staged[0] == 0 || strcmp(talk->staged, message->token) != 0)
        return err_detail(ERR_PRINTER, "nothing is staged under this token");
    enum err err = talk->kind->go(message, reply, arena);
    if (!err)
        memcpy(talk->sent, talk->staged, sizeof talk->sent);
    forget(talk);
    return err;
}

/* What became of a print: FIND, WAIT, WITHDRAW. */
static enum printer_step look(struct talk *talk, struct printer_message *message, struct printer_message *reply, struct arena *arena)
{
    const struct printer_kind *kind = talk->kind;
    if (*message->token && strcmp(talk->sent, message->token) == 0)
        message->accepted = true;
    if (message->step == PRINTER_WAIT && kind->wait)
        return kind->wait(message, reply, arena);
    forget(talk);
    return message->step == PRINTER_WITHDRAW && kind->withdraw ? kind->withdraw(message, reply, arena)
                                                               : kind->find(message, reply, arena);
}

static bool asks_what_became(enum printer_step step)
{
    return step == PRINTER_FIND || step == PRINTER_WAIT || step == PRINTER_WITHDRAW;
}

static void answer(struct talk *talk, struct printer_message *message, const struct msg *msg,
                   struct printer_message *reply, struct arena *arena)
{
    enum err err = ERR_NONE;
    enum printer_step good = PRINTER_DONE;
    if (message->step == PRINTER_SETUP) {
        err = set_up(talk, &message->printer, reply);
    } else if (talk->kind == NULL) {
        err = err_detail(ERR_PRINTER, "the printer is not set up");
        if (asks_what_became(message->step))
            reply->step = PRINTER_UNSURE;
    } else if (message->step == PRINTER_STAGE) {
        good = PRINTER_STAGED;
        err = stage(talk, message, msg, reply, arena);
    } else if (message->step == PRINTER_GO) {
        err = go(talk, message, reply, arena);
        good = reply->step == PRINTER_SENT ? PRINTER_SENT : PRINTER_DONE;
    } else if (asks_what_became(message->step)) {
        good = look(talk, message, reply, arena);
    } else {
        err = err_detail(ERR_PRINTER, "a printer is not told \"%s\"", word_of(&printer_step_words, message->step));
    }
    if (!err)
        reply->step = good;
    else if (reply->step != PRINTER_UNSURE)
        reply->step = PRINTER_FAILED;
    if (err)
        reply->why = why(arena);
}

/* One message of the producer. False when the keeper is gone. */
static bool hear(struct talk *talk)
{
    struct arena arena = { 0 };
    struct msg msg;
    struct printer_message message, reply;
    enum err err = msg_receive(talk->keeper, &msg, &arena, 0);
    bool there = err != ERR_CLOSED && err != ERR_MALFORMED;
    if (!err && msg.kind == MSG_PRINTER) {
        record_init(&printer_message_type, &reply);
        err = msg_record(&msg, &printer_message_type, &message, &arena);
        if (err) {
            reply.step = PRINTER_FAILED;
            reply.why = why(&arena);
        } else {
            reply.token = message.token;
            answer(talk, &message, &msg, &reply, &arena);
        }
        err = msg_send_record(talk->keeper, MSG_PRINTER, 0, msg.id, &printer_message_type, &reply, NULL, 0);
        there = !err;
    }
    msg_close(&msg);
    arena_free(&arena);
    return there;
}

/* One message of the supervisor. False when it is gone. */
static bool hear_control(struct talk *talk)
{
    struct arena arena = { 0 };
    struct msg msg;
    enum err err = msg_receive(talk->control, &msg, &arena, 0);
    if (!err && msg.kind == MSG_KEEPER && msg.fd_count == 1) {
        forget(talk);
        io_close(&talk->keeper);
        talk->keeper = msg.fds[0];
        msg.fds[0] = -1;
    }
    msg_close(&msg);
    arena_free(&arena);
    return err != ERR_CLOSED;
}

void printer_talk(int control)
{
    struct talk talk = { .control = control, .keeper = -1 };
    for (;;) {
        http_watch(talk.keeper);
        struct pollfd fds[2] = { { .fd = control, .events = POLLIN }, { .fd = talk.keeper, .events = POLLIN } };
        if (poll(fds, 2, -1) < 0 && errno != EINTR)
            panic("poll: %s", strerror(errno));
        if (fds[1].revents && !hear(&talk)) {
            forget(&talk);
            io_close(&talk.keeper);
        }
        if (fds[0].revents && !hear_control(&talk))
            break;
    }
    forget(&talk);
    io_close(&talk.keeper);
}
