/* engine.c - one thread, all actions in a row.
 *
 * It drains what came, runs each action in a transaction of its own, waits for the disk once for the whole batch, and
 * only then lets anybody hear of it: replies, notices, files removed, sessions ended. A flush that fails ends the
 * process: nobody was told yes, and the next keeper recovers what is on disk.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/log.h"
#include "keeper.h"

enum { EVENTS = 64, MESSAGES_AT_ONCE = 4, CONTROL_AT_ONCE = 64 };

typedef enum err (*action_function)(struct act *);
#define ACTION_POINTER(constant, words, syntax, reply, right, places, remote, effect, function, help) action_##function,
static const action_function functions[ACTION_COUNT] = { ACTION_ROWS(ACTION_POINTER) };

struct batch {
    struct call *first, **last;
    bool wrote;
    uint32_t topics;
    char code[16]; /* of the one order that changed; "" when there were several */
};

struct call *call_new(enum action action)
{
    struct call *call = xcalloc(1, sizeof *call);
    call->action = action;
    call->fd_in = call->fd_out = -1;
    call->detail = "";
    record_init(&args_type, &call->args);
    return call;
}

void call_free(struct call *call)
{
    io_close(&call->fd_in);
    io_close(&call->fd_out);
    buf_free(&call->body);
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

/* ---- one action ---- */

static enum err may(struct keeper *keeper, const struct call *call, struct act *act)
{
    const struct action_row *row = &action_rows[call->action];
    (void)keeper;
    act->scope = rights_of(act->who, row->right);
    if (act->scope == SCOPE_NONE)
        return err_detail(ERR_RIGHT, "%s", word_of(&right_words, row->right));
    if (act->who->role != ROLE_MACHINE && !(row->places & BIT(act->who->place)))
        return err_detail(ERR_PLACE, "%s", word_of(&place_words, act->who->place));
    return ERR_NONE;
}

/* A write that was answered before gets its first answer again, if the same session asks. */
static bool answered_before(struct keeper *keeper, struct call *call)
{
    struct answer answer;
    if (call->session == 0 || call->request == 0 ||
        store_get(keeper->store, TREE_ANSWER, key_number(call->request), &answer, &call->arena) || answer.session != call->session)
        return false;
    call->err = (enum err)answer.err;
    call->detail = answer.detail;
    buf_add(&call->body, answer.body.data, answer.body.size);
    if (answer.become.size) {
        call->become = arena_alloc(&call->arena, sizeof *call->become);
        if (record_decode(&identity_type, answer.become, call->become, &call->arena))
            call->become = NULL;
    }
    return true;
}

static enum err remember_answer(struct keeper *keeper, const struct call *call)
{
    struct answer answer;
    struct buf become = { 0 };
    if (call->session == 0 || call->request == 0)
        return ERR_NONE;
    record_init(&answer_type, &answer);
    answer.body = (struct bytes){ call->body.data, call->body.size };
    answer.at = clock_now();
    answer.session = call->session;
    if (call->become)
        record_encode(&identity_type, call->become, FIELD_ALL, &become);
    answer.become = (struct bytes){ become.data, become.size };
    /* An answer too long to keep is a long list after a write: the act is done, and doing it again says so. */
    enum err err = answer.body.size > record_field(&answer_type, "body")->limit ? ERR_NONE
                       : store_put(keeper->store, TREE_ANSWER, key_number(call->request), &answer);
    buf_free(&become);
    return err;
}

/* Files that replies carry: the stage said which, the keeper opens it. */
static void attach_file(struct keeper *keeper, struct call *call, void *reply)
{
    if (call->action == ACTION_THUMBNAIL)
        call->fd_out = photo_open(keeper, ((struct stored_photo *)reply)->sha256, ".rgb");
    else if (call->action == ACTION_PHOTO_READ)
        call->fd_out = photo_open(keeper, ((struct photo *)reply)->sha256, "");
    else
        return;
    if (call->fd_out < 0)
        call->err = err_detail(ERR_NO_PHOTO, "its file is missing");
}

static void carry_out(struct keeper *keeper, struct call *call, struct act *act)
{
    const struct action_row *row = &action_rows[call->action];
    act->reply = arena_alloc(&call->arena, row->reply->size);
    record_init(row->reply, act->reply);
    call->err = functions[call->action](act);
    call->fd_out = act->fd_out;
    if (call->err == ERR_PENDING && act->later != LATER_NOTHING) {
        call->later = act->later;
        call->secret = act->secret ? arena_text(&call->arena, act->secret) : "";
        call->hash = act->hash ? arena_text(&call->arena, act->hash) : "";
        return;
    }
    if (!call->err)
        attach_file(keeper, call, act->reply);
    if (!call->err) {
        call->become = act->become;
        call->watch = act->watch;
        record_encode(row->reply, act->reply, FIELD_SHOW, &call->body);
    }
}

/* A process that cannot commit must not go on: what it said before would be worth nothing. */
static _Noreturn void stop(const char *what)
{
    log_line("store", "%s: %s; stopping so that the next keeper recovers", what, err_last_detail());
    _exit(3);
}

static void conclude(struct keeper *keeper, struct call *call, struct act *act, struct batch *batch)
{
    bool write = action_rows[call->action].access == WRITES;
    if (write && (call->err == ERR_NONE || act->keep)) {
        if (!call->err && remember_answer(keeper, call))
            stop("remembering an answer");
        if (store_commit(keeper->store))
            stop("commit");
        batch->wrote = true;
        keeper->counts.held += act->moved.held;
        keeper->counts.to_make += act->moved.to_make;
        keeper->counts.ready += act->moved.ready;
        keeper->counts.alerts += act->moved.alerts;
        bool first = batch->topics == 0;
        batch->topics |= act->topics;
        if (act->topics) {
            const char *code = act->changed_code ? act->changed_code : "";
            if (first)
                memcpy(batch->code, code, strlen(code) < sizeof batch->code ? strlen(code) + 1 : 0);
            else if (strcmp(batch->code, code) != 0)
                batch->code[0] = 0;
        }
        memcpy(call->effects, act->effects, act->effect_count * sizeof *act->effects);
        call->effect_count = act->effect_count;
    } else {
        store_abort(keeper->store);
    }
}

static void run_call(struct keeper *keeper, struct call *call, struct batch *batch)
{
    struct session *session = call->session ? session_find(keeper, call->session) : NULL;
    if (call->session && session == NULL) {
        call->err = ERR_CLOSED; /* it left before its turn; nobody hears this */
        return;
    }
    struct act act = {
        .store = keeper->store, .conf = &keeper->conf, .arena = &call->arena, .action = call->action, .now = clock_now(),
        .who = session ? &session->identity : call->who, .args = &call->args, .request = call->request,
        .fd_in = call->fd_in, .fd_out = -1, .work = call->work, .counts = keeper->counts, .judged = call->judged,
    };
    keeper->actions++;
    call->err = may(keeper, call, &act);
    if (!call->err) {
        if (store_begin(keeper->store))
            stop("begin");
        if (action_rows[call->action].access == WRITES && answered_before(keeper, call)) {
            store_abort(keeper->store);
            return;
        }
        carry_out(keeper, call, &act);
        conclude(keeper, call, &act, batch);
        /* The next action of this session in the same batch must already be by the new person. */
        if (!call->err && session && call->become)
            session_become(keeper, session, call->become);
        if (!call->err && session && call->watch)
            session->topics = call->watch & ~BIT(31);
    }
    if (call->err)
        call->detail = arena_text(&call->arena, err_last_detail());
}

/* ---- afterwards ---- */

static void take_effect(struct keeper *keeper, const struct effect *effect)
{
    static const struct identity risk = MACHINE_IDENTITY("risk");
    struct stored_photo stored;
    struct arena arena = { 0 };
    switch (effect->kind) {
    case EFFECT_FORGET_PHOTO:
        /* An order in the same batch may have brought the same photo again. */
        if (store_begin(keeper->store))
            stop("begin");
        if (store_get(keeper->store, TREE_PHOTO, key_text(effect->text), &stored, &arena) == ERR_NOT_FOUND)
            photo_forget(keeper, effect->text);
        store_abort(keeper->store);
        break;
    case EFFECT_END_LOGIN:
        session_end_login(keeper, effect->text);
        break;
    case EFFECT_RIGHTS:
        if (rights_load(keeper->store))
            stop("reading roles");
        session_new_rights(keeper);
        break;
    case EFFECT_RISK: {
        struct call *call = call_new(ACTION_AUTHENTICATE);
        call->who = &risk;
        call->detached = true;
        call->args.code = arena_text(&call->arena, effect->text);
        keeper_submit(keeper, call);
        break;
    }
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
        struct msg msg = { .kind = MSG_REPLY, .what = (uint16_t)call->err, .id = call->request };
        msg.body = call->err ? (struct bytes){ (const uint8_t *)call->detail, strlen(call->detail) }
                             : (struct bytes){ call->body.data, call->body.size };
        if (!call->err && call->fd_out >= 0)
            msg.fds[msg.fd_count++] = call->fd_out;
        session_send(keeper, session, &msg);
    }
    call_free(call);
}

static void run_batch(struct keeper *keeper, struct batch *batch)
{
    for (struct call *call = batch->first; call; call = call->next)
        run_call(keeper, call, batch);
    if (batch->wrote) {
        keeper->flushing = true;
        if (store_flush(keeper->store))
            stop("flush");
        keeper->flushing = false;
        keeper->flushes++;
    }
    for (struct call *call = batch->first, *next; call; call = next) {
        next = call->next;
        if (call->err == ERR_PENDING && call->later != LATER_NOTHING) {
            later_submit(keeper, call);
            continue;
        }
        for (size_t i = 0; i < call->effect_count; i++)
            take_effect(keeper, &call->effects[i]);
        answer(keeper, call);
    }
    if (batch->topics) {
        session_notify(keeper, batch->topics, batch->code);
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
        if (batch.first)
            run_batch(keeper, &batch);
    }
}
