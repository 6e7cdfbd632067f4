/* action.c - one action, from its right to its commit: looked up in the table, allowed or refused, run in a transaction of
 * its own. What it changed is told by the engine, after the flush.
 */
#include <string.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/log.h"
#include "keeper.h"

typedef enum err (*action_function)(struct act *);
#define ACTION_POINTER(constant, words, syntax, reply, right, places, remote, effect, function, help) action_##function,
static const action_function functions[ACTION_COUNT] = { ACTION_ROWS(ACTION_POINTER) };

/* Who came in by a key alone has no right that moves money until the PIN is given (rights.c); then it may be there. */
static bool only_pin_is_missing(const struct identity *who, enum right right)
{
    struct identity proved = *who;
    proved.pin = true;
    rights_work_out(&proved);
    return *who->key && !who->pin && rights_of(&proved, right) != SCOPE_NONE;
}

enum err action_may(struct act *act)
{
    const struct action_row *row = &action_rows[act->action];
    act->scope = rights_of(act->who, row->right);
    if (act->scope == SCOPE_NONE)
        return err_detail(only_pin_is_missing(act->who, row->right) ? ERR_PIN : ERR_RIGHT, "%s", word_of(&right_words, row->right));
    if (act->who->role != ROLE_MACHINE && !(row->places & BIT(act->who->place)))
        return err_detail(ERR_PLACE, "%s", word_of(&place_words, act->who->place));
    return ERR_NONE;
}

/* Who gets a first answer again: customers in the same session only, because the answer may carry their password; staff
 * and owner by name, so that a program may ask again from a new connection. */
static bool same_asker(const struct identity *who, const struct call *call, const struct answer *answer)
{
    bool by_name = who->role != ROLE_CUSTOMER && who->role != ROLE_NOBODY;
    return by_name ? strcmp(answer->who, who->login) == 0 : answer->session == call->session;
}

/* Staff's ids may be chosen by hand, so they are kept apart by name: two people's 1 are two requests. */
static struct key answer_key(const struct call *call, const struct identity *who)
{
    struct key key = key_number(call->request);
    if (who->role != ROLE_CUSTOMER && who->role != ROLE_NOBODY)
        key_add_text(&key, who->login);
    return key;
}

/* A sum over action and arguments, secrets left out. */
static int64_t sum_of(const struct call *call)
{
    struct buf asked = { 0 };
    uint64_t sum = 0xcbf29ce484222325u; /* FNV-1a */
    buf_text(&asked, action_rows[call->action].words);
    record_encode(&args_type, &call->args, FIELD_SHOW, &asked);
    for (size_t i = 0; i < asked.size; i++)
        sum = (sum ^ (uint8_t)asked.data[i]) * 0x100000001b3u;
    buf_free(&asked);
    return (int64_t)sum;
}

/* A write that was answered before gets its first answer again; the same id for something else is a mistake. */
static bool answered_before(struct keeper *keeper, struct call *call, struct act *act)
{
    struct answer answer;
    if (call->session == 0 || call->request == 0 ||
        store_get(keeper->store, TREE_ANSWER, answer_key(call, act->who), &answer, &call->arena) || !same_asker(act->who, call, &answer))
        return false;
    if (answer.asked != sum_of(call)) {
        call->err = ERR_MALFORMED;
        call->detail = "this request id was used for something else";
        return true;
    }
    buf_add(&call->body, answer.body.data, answer.body.size);
    if (answer.become.size) {
        call->become = arena_alloc(&call->arena, sizeof *call->become);
        if (record_decode(&identity_type, answer.become, call->become, &call->arena))
            call->become = NULL;
    }
    /* An answer too long to keep was an order's: how it stands now says as much. */
    if (answer.body.size == 0 && action_rows[call->action].reply == &order_type) {
        struct order order;
        record_init(&order_type, &order);
        act->reply = &order;
        if ((call->err = action_order_show(act)) == ERR_NONE)
            record_encode(&order_type, &order, FIELD_SHOW, &call->body);
    }
    return true;
}

static enum err remember_answer(struct keeper *keeper, const struct call *call, const struct identity *who)
{
    struct answer answer;
    struct buf become = { 0 };
    if (call->session == 0 || call->request == 0)
        return ERR_NONE;
    record_init(&answer_type, &answer);
    if (call->body.size <= record_field(&answer_type, "body")->limit)
        answer.body = (struct bytes){ call->body.data, call->body.size };
    answer.at = clock_now();
    answer.session = call->session;
    answer.who = who->login;
    answer.asked = sum_of(call);
    if (call->become)
        record_encode(&identity_type, call->become, FIELD_ALL, &become);
    answer.become = (struct bytes){ become.data, become.size };
    enum err err = store_put(keeper->store, TREE_ANSWER, answer_key(call, who), &answer);
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
    call->err = call->judged.refused ? err_detail(ERR_LIMIT, "too many log in at once") : functions[call->action](act);
    call->fd_out = act->fd_out;
    call->judged.fresh = act->judged.fresh;
    if (call->err == ERR_PENDING && act->later != LATER_NOTHING) {
        call->later = act->later;
        call->secret = act->secret ? arena_text(&call->arena, act->secret) : "";
        call->hash = act->hash ? arena_text(&call->arena, act->hash) : "";
        call->stranger = act->who->role == ROLE_NOBODY || act->who->role == ROLE_CUSTOMER
            ? arena_text(&call->arena, act->who->address) : "";
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

_Noreturn void engine_stop(const char *what)
{
    log_line("store", "%s: %s; stopping so that the next keeper recovers", what, err_last_detail());
    _exit(3);
}

static void conclude(struct keeper *keeper, struct call *call, struct act *act, struct batch *batch)
{
    bool write = action_rows[call->action].access == WRITES;
    if (write && (call->err == ERR_NONE || act->keep)) {
        if (!call->err && remember_answer(keeper, call, act->who))
            engine_stop("remembering an answer");
        if (store_commit(keeper->store))
            engine_stop("commit");
        batch->wrote = true;
        counts_move(&keeper->counts, &act->moved);
        bool first = batch->topics == 0;
        enum role role = act->who->role;
        batch->topics |= act->topics;
        if (act->topics && role != ROLE_NOBODY && role != ROLE_CUSTOMER && role != ROLE_MACHINE)
            batch->topics |= BIT(TOPIC_HAND);
        batch->news = batch->news || (act->topics && !act->quiet);
        if (act->topics) {
            const char *code = act->changed_code ? act->changed_code : "";
            if (first)
                memcpy(batch->code, code, strlen(code) < sizeof batch->code ? strlen(code) + 1 : 0);
            else if (strcmp(batch->code, code) != 0)
                batch->code[0] = 0;
        }
        call->effects = act->effects;
    } else {
        store_abort(keeper->store);
        if (!write)
            counts_move(&keeper->counts, &act->moved); /* it saved no order; it may have looked who is late by now */
        if (!write && act->effects)
            panic("%s only reads, so nothing follows from it", action_rows[call->action].words);
    }
}

void action_run(struct keeper *keeper, struct call *call, struct batch *batch)
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
    err_detail(ERR_NONE, "%s", ""); /* no words of somebody else's failure */
    call->err = action_may(&act);
    if (!call->err) {
        if (store_begin(keeper->store))
            engine_stop("begin");
        if (action_rows[call->action].access == WRITES && answered_before(keeper, call, &act)) {
            store_abort(keeper->store);
            if (session && call->become)
                session_become(keeper, session, call->become);
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
        call->detail = err_takes_detail(call->err) ? arena_text(&call->arena, err_last_detail()) : "";
}
