/* engine.c - one thread, all actions in a row.
 *
 * It drains what came, runs each action in a transaction of its own, waits for the disk once for the whole batch, and
 * only then lets anybody hear of it: replies, notices, files removed, sessions ended. A flush that fails ends the
 * process: nobody was told yes, and the next keeper recovers what is on disk.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/log.h"
#include "keeper.h"

enum { EVENTS = 64, MESSAGES_AT_ONCE = 4, CONTROL_AT_ONCE = 64, PENDING_MOST = 16 };

struct call *call_new(enum action action)
{
    struct call *call = xcalloc(1, sizeof *call);
    call->action = action;
    call->fd_in = call->fd_out = -1;
    call->detail = call->stranger = "";
    record_init(&args_type, &call->args);
    return call;
}

void call_free(struct call *call)
{
    io_close(&call->fd_in);
    io_close(&call->fd_out);
    buf_free(&call->body);
    if (call->judged.fresh) {
        conf_free(call->judged.fresh);
        free(call->judged.fresh);
    }
    arena_free(&call->arena);
    free(call);
}

void keeper_submit(struct keeper *keeper, struct call *call)
{
    uint64_t one = 1;
    call->next = NULL;
    pthread_mutex_lock(&keeper->inner_lock);
    *keeper->inner_last = call;
    keeper->inner_last = &call->next;
    pthread_mutex_unlock(&keeper->inner_lock);
    if (write(keeper->wake, &one, sizeof one) < 0 && errno != EAGAIN)
        panic("eventfd: %s", strerror(errno));
}

enum err keeper_call(struct keeper *keeper, const struct identity *who, enum action action, const struct args *args,
                     void *work, void *reply, struct arena *arena)
{
    struct call *call = call_new(action);
    call->who = who;
    call->work = work;
    if (args)
        record_copy(&args_type, args, &call->args, &call->arena);
    keeper_submit(keeper, call);
    pthread_mutex_lock(&keeper->inner_lock);
    while (!call->finished)
        pthread_cond_wait(&keeper->inner_done, &keeper->inner_lock);
    pthread_mutex_unlock(&keeper->inner_lock);
    enum err err = call->err;
    if (err)
        err_detail(err, "%s", call->detail);
    else if (reply)
        err = record_decode(action_rows[action].reply, (struct bytes){ call->body.data, call->body.size }, reply, arena);
    call_free(call);
    return err;
}

/* ---- afterwards ---- */

void engine_start_low_risk(struct keeper *keeper, const char *code)
{
    static const struct identity risk = MACHINE_IDENTITY("risk");
    struct call *call = call_new(ACTION_AUTHENTICATE);
    call->who = &risk;
    call->detached = true;
    call->args.code = arena_text(&call->arena, code);
    keeper_submit(keeper, call);
}

static void take_effect(struct keeper *keeper, const struct effect *effect)
{
    struct stored_photo stored;
    struct arena arena = { 0 };
    switch (effect->kind) {
    case EFFECT_FORGET_PHOTO:
        /* An order in the same batch may have brought the same photo again. */
        if (store_begin(keeper->store))
            engine_stop("begin");
        if (store_get(keeper->store, TREE_PHOTO, key_text(effect->text), &stored, &arena) == ERR_NOT_FOUND)
            photo_forget(keeper, effect->text);
        store_abort(keeper->store);
        break;
    case EFFECT_WITHDRAW:
        producer_withdraw(effect->text);
        break;
    case EFFECT_CLOSED:
        control_closed(keeper, effect->text);
        break;
    case EFFECT_LOOK: {
        char code[16], sha256[65], format[9];
        if (sscanf(effect->text, "%15s %64s %8s", code, sha256, format) != 3)
            panic("no photo to look at: %s", effect->text);
        checking_add(code, sha256, format);
        break;
    }
    case EFFECT_LOOKED:
        checking_wake(keeper, effect->text);
        break;
    case EFFECT_CONF:
        reload_take_effect(keeper);
        session_new_rights(keeper); /* whether a key alone is enough */
        break;
    case EFFECT_END_LOGIN:
        session_end_login(keeper, effect->text);
        break;
    case EFFECT_RIGHTS:
        if (rights_load(keeper->store))
            engine_stop("reading roles");
        session_new_rights(keeper);
        break;
    case EFFECT_RISK:
        engine_start_low_risk(keeper, effect->text);
        break;
    }
    arena_free(&arena);
}

static void answer(struct keeper *keeper, struct call *call)
{
    if (call->session == 0) {
        if (call->detached) {
            if (call->err)
                log_line("shop", "%s: %s %s", action_rows[call->action].words, err_word(call->err), call->detail);
            call_free(call);
            return;
        }
        pthread_mutex_lock(&keeper->inner_lock);
        call->finished = true;
        pthread_cond_broadcast(&keeper->inner_done);
        pthread_mutex_unlock(&keeper->inner_lock);
        return;
    }
    struct session *session = session_find(keeper, call->session);
    if (session) {
        session->pending -= call->pending;
        struct msg msg = { .kind = MSG_REPLY, .what = (uint16_t)call->err, .id = call->request };
        msg.body = call->err ? (struct bytes){ (const uint8_t *)call->detail, strlen(call->detail) }
                             : (struct bytes){ call->body.data, call->body.size };
        if (!call->err && call->fd_out >= 0)
            msg.fds[msg.fd_count++] = call->fd_out;
        session_send(keeper, session, &msg);
    }
    call_free(call);
}

/* What a screen waits for is a round: the actions of a batch, their flush, their answers. */
static const int64_t round_us[ROUNDS] = { 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 250000, 1000000, 0 };

int64_t engine_round_us(size_t bucket)
{
    return round_us[bucket];
}

static void count_round(struct keeper *keeper, int64_t took_us)
{
    size_t bucket = 0;
    while (round_us[bucket] && took_us > round_us[bucket])
        bucket++;
    keeper->rounds[bucket]++;
    keeper->rounds_us += took_us;
}

/* What takes a while waits outside the engine, with the descriptor that came along: of one session so many. An upload asks
 * for one photo at a time; one that asks without end must not use up what all have. */
static bool put_aside(struct keeper *keeper, struct call *call)
{
    struct session *session = call->session && !call->pending ? session_find(keeper, call->session) : NULL;
    if (session && session->pending == PENDING_MOST) {
        call->err = ERR_LIMIT;
        call->detail = "so much was asked for at once";
        return false;
    }
    if (session) {
        session->pending++;
        call->pending = true;
    }
    if (call->later == LATER_CHECKED)
        checking_park(call);
    else
        later_submit(keeper, call);
    return true;
}

static void run_batch(struct keeper *keeper, struct batch *batch)
{
    for (struct call *call = batch->first; call; call = call->next)
        action_run(keeper, call, batch);
    if (batch->wrote) {
        keeper->flushing = true;
        if (store_flush(keeper->store))
            engine_stop("flush");
        checkpoint_follow(keeper);
        keeper->flushing = false;
        keeper->flushes++;
    }
    for (struct call *call = batch->first, *next; call; call = next) {
        next = call->next;
        if (call->err == ERR_PENDING && call->later != LATER_NOTHING && put_aside(keeper, call))
            continue;
        for (const struct effect *effect = call->effects; effect; effect = effect->next)
            take_effect(keeper, effect);
        answer(keeper, call);
    }
    if (batch->topics) {
        session_notify(keeper, batch->topics, batch->code);
        if (batch->news && (keeper->counts.to_make > 0 || batch->topics & BIT(TOPIC_PRINTERS)))
            producer_wake();
    }
}

/* ---- what comes ---- */

static void add(struct batch *batch, struct call *call)
{
    call->next = NULL;
    *batch->last = call;
    batch->last = &call->next;
}

static void read_session(struct keeper *keeper, struct session *session, struct batch *batch)
{
    for (int i = 0; i < MESSAGES_AT_ONCE; i++) {
        struct msg msg;
        struct call *call = call_new(0);
        enum err err = msg_receive(session->fd, &msg, &call->arena, 0);
        if (err == ERR_PENDING) {
            call_free(call);
            return;
        }
        if (!err && (msg.kind != MSG_CALL || msg.what >= ACTION_COUNT))
            err = ERR_MALFORMED;
        if (!err && (err = msg_record(&msg, &args_type, &call->args, &call->arena)) != ERR_NONE) {
            /* A field that does not fit is the asker's to hear; a message that is none ends the session. */
            struct msg reply = { .kind = MSG_REPLY, .what = (uint16_t)err, .id = msg.id };
            reply.body = (struct bytes){ (const uint8_t *)err_last_detail(), strlen(err_last_detail()) };
            session_send(keeper, session, &reply);
            msg_close(&msg);
            call_free(call);
            continue;
        }
        if (err) {
            msg_close(&msg);
            call_free(call);
            session_drop(keeper, session);
            return;
        }
        call->action = msg.what;
        call->request = msg.id;
        call->session = session->id;
        if (msg.fd_count > 0) {
            call->fd_in = msg.fds[0];
            msg.fds[0] = -1;
        }
        msg_close(&msg);
        add(batch, call);
    }
}

static void read_control(struct keeper *keeper)
{
    struct arena arena = { 0 };
    for (int i = 0; i < CONTROL_AT_ONCE; i++) {
        struct msg msg;
        enum err err = msg_receive(keeper->control, &msg, &arena, 0);
        if (err == ERR_PENDING)
            break;
        if (err) { /* the supervisor is gone: everything ends with it */
            keeper->stopping = true;
            break;
        }
        control_message(keeper, &msg, &arena);
        msg_close(&msg);
        arena_reset(&arena);
    }
    arena_free(&arena);
}

static void take_inner(struct keeper *keeper, struct batch *batch)
{
    uint64_t count;
    if (read(keeper->wake, &count, sizeof count) < 0 && errno != EAGAIN)
        panic("eventfd: %s", strerror(errno));
    pthread_mutex_lock(&keeper->inner_lock);
    struct call *call = keeper->inner;
    keeper->inner = NULL;
    keeper->inner_last = &keeper->inner;
    pthread_mutex_unlock(&keeper->inner_lock);
    for (struct call *next; call; call = next) {
        next = call->next;
        char path[PATH_MAX];
        /* A photo examined a moment ago may have been purged with another order meanwhile: look again, copy again. */
        if (call->later == LATER_EXAMINE && call->judged.done && !call->judged.err &&
            access(photo_path(keeper, call->judged.sha256, "", path), F_OK) != 0) {
            later_submit(keeper, call);
            continue;
        }
        call->later = LATER_NOTHING;
        add(batch, call);
    }
}

void engine_run(struct keeper *keeper)
{
    struct epoll_event events[EVENTS];
    while (!keeper->stopping) {
        keeper->busy_since = 0;
        int count = epoll_wait(keeper->epoll, events, EVENTS, -1);
        keeper->busy_since = clock_ms();
        if (count < 0 && errno != EINTR)
            panic("epoll: %s", strerror(errno));
        struct batch batch = { 0 };
        batch.last = &batch.first;
        for (int i = 0; i < count; i++) {
            if (events[i].data.u64 == CONTROL_TAG) {
                read_control(keeper);
            } else if (events[i].data.u64 == WAKE_TAG) {
                take_inner(keeper, &batch);
            } else {
                /* A session that an earlier event of this round dropped is not in its bucket any more. */
                struct session *session = session_find(keeper, (int64_t)events[i].data.u64);
                if (session && events[i].events & EPOLLOUT)
                    session_writable(keeper, session);
                session = session_find(keeper, (int64_t)events[i].data.u64);
                if (session && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
                    read_session(keeper, session, &batch);
            }
        }
        if (batch.first) {
            int64_t begun_us = clock_us();
            run_batch(keeper, &batch);
            count_round(keeper, clock_us() - begun_us);
        }
    }
}
