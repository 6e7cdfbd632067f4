/* compact.c - wiping the store's files of what was deleted, while the shop is open.
 *
 * The engine does it in steps of a few milliseconds, because pages may change only between two actions; the new log is
 * begun beside it. First answers kept for a retry go too, when their session is over: nobody can ask for them again,
 * and they repeat names. What is dropped while it runs is the next run's: the meta record counts.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "../base/clock.h"
#include "../base/log.h"
#include "keeper.h"

enum { STEP_MS = 8, PAUSE_NS = 8000000, ANSWERS_AT_ONCE = 200 };

struct compaction {
    enum { COMPACT_ANSWERS, COMPACT_PAGES, COMPACT_DONE } at;
    struct key answer;   /* the last one looked at */
    struct wiping pages;
    int64_t dropped;     /* of the meta record when it began */
};

static const struct identity compaction_thread = MACHINE_IDENTITY("housekeeping");
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static enum err begin(struct act *act, struct compaction *compaction)
{
    struct meta meta;
    enum err err = act_meta(act, &meta);
    if (!err)
        compaction->dropped = meta.dropped;
    return err;
}

static enum err drop_answers(struct act *act, struct compaction *compaction)
{
    struct key found, target, gone[ANSWERS_AT_ONCE];
    struct walk *walk;
    int seen = 0, count = 0;
    enum err err = compaction->answer.size ? ERR_NONE : begin(act, compaction);
    if (!err)
        err = walk_open(act->store, TREE_ANSWER, compaction->answer, 0, compaction->answer.size > 0, &walk);
    if (err)
        return err;
    while (seen < ANSWERS_AT_ONCE && (err = walk_next(walk, &found, &target)) == ERR_NONE) {
        struct answer answer;
        seen++;
        compaction->answer = found;
        if (store_get(act->store, TREE_ANSWER, found, &answer, act->arena) ||
            !session_find(&keeper_state, answer.session))
            gone[count++] = found;
    }
    walk_close(walk);
    if (err == ERR_NOT_FOUND) {
        compaction->at = COMPACT_PAGES;
        err = ERR_NONE;
    }
    for (int i = 0; i < count && !err; i++)
        err = store_delete(act->store, TREE_ANSWER, gone[i]);
    return err;
}

static enum err finish(struct act *act, const struct compaction *compaction)
{
    struct meta meta;
    enum err err = act_meta(act, &meta);
    if (err)
        return err;
    meta.wiped = compaction->dropped;
    meta.wiped_at = act->now;
    return act_meta_save(act, &meta);
}

enum err action_compact_step(struct act *act)
{
    struct compaction *compaction = act->work;
    bool done;
    if (compaction->at == COMPACT_ANSWERS)
        return drop_answers(act, compaction);
    if (compaction->at == COMPACT_DONE)
        return finish(act, compaction);
    enum err err = store_wipe(act->store, &compaction->pages, clock_ms() + STEP_MS, &done);
    if (!err && done)
        compaction->at = COMPACT_DONE;
    return err;
}

static enum err step(struct keeper *keeper, struct compaction *compaction)
{
    return keeper_call(keeper, &compaction_thread, ACTION_COMPACT_STEP, NULL, compaction, NULL, NULL);
}

enum err compact_now(struct keeper *keeper, struct wiping *figures)
{
    const struct timespec pause = { 0, PAUSE_NS };
    struct compaction compaction = { .at = COMPACT_ANSWERS };
    pthread_mutex_lock(&one_at_a_time);
    enum err err = space_for(keeper, 0, "compacting"); /* what it changes goes through the log */
    while (!err && compaction.at != COMPACT_DONE) {
        err = step(keeper, &compaction);
        nanosleep(&pause, NULL);
    }
    if (!err)
        err = store_turn_log(keeper->store);
    if (!err)
        err = step(keeper, &compaction);
    *figures = compaction.pages;
    if (!err)
        log_line("store", "compacted: %lld of %lld pages held something deleted", (long long)figures->wiped,
                 (long long)figures->pages);
    pthread_mutex_unlock(&one_at_a_time);
    return err;
}

void compact_run(struct keeper *keeper, struct call *call)
{
    struct wiping figures;
    enum err err = compact_now(keeper, &figures);
    call->judged = (struct judgement){ .done = true, .err = err };
    struct judgement *judged = &call->judged;
    if (err)
        snprintf(judged->detail, sizeof judged->detail, "%s", err_last_detail());
    else
        snprintf(judged->detail, sizeof judged->detail, "%lld of %lld pages held something deleted; the logs are new.",
                 (long long)figures.wiped, (long long)figures.pages);
}

enum err action_compact(struct act *act)
{
    struct nothing *reply = act->reply;
    if (!act->judged.done)
        return act_later(act, LATER_COMPACT, NULL, NULL);
    if (act->judged.err)
        return err_detail(act->judged.err, "%s", act->judged.detail);
    reply->words = arena_text(act->arena, act->judged.detail);
    return ERR_NONE;
}
