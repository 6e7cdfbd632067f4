/* reload.c - countersign.conf, catalogue and printers.conf read again while the shop is open: by `reload`, or SIGHUP to
 * the supervisor.
 *
 * A later thread reads the files; the engine takes the result between two actions, all of it or nothing. A mistake
 * leaves everything as it was. What a reader would not guess: no configuration is ever freed while the keeper lives.
 * Texts of an old one may still be in somebody's hands, one is some 20 KB, and people reload a few times a day.
 *
 * If the lights go out before the commit, the next keeper reads the files itself; after it, the same.
 */
#include <stdlib.h>
#include <string.h>
#include "../base/log.h"
#include "keeper.h"

static void log_mistakes(const char *lines)
{
    for (size_t length; *lines; lines += length + (lines[length] == '\n')) {
        length = strcspn(lines, "\n");
        log_line("conf", "%.*s", (int)length, lines);
    }
}

void reload_read(struct keeper *keeper, struct call *call)
{
    struct judgement *judged = &call->judged;
    struct buf mistakes = { 0 };
    judged->done = true;
    judged->fresh = xcalloc(1, sizeof *judged->fresh);
    judged->err = conf_read(judged->fresh, keeper->shop, &mistakes);
    if (judged->err) {
        /* The first mistake, cut to what an answer carries; the log has all of them whole. */
        const char *first = buf_string(&mistakes);
        size_t length = strcspn(first, "\n");
        length = length < sizeof judged->detail ? length : sizeof judged->detail - 1;
        memcpy(judged->detail, first, length);
        judged->detail[length] = 0;
        log_mistakes(first);
        log_line("conf", "stays as it was");
    }
    buf_free(&mistakes);
}

void reload_limits(struct keeper *keeper)
{
    keeper->limits.photo_mb = keeper->conf.photo_mb;
    keeper->limits.reserve_mb = keeper->conf.reserve_mb;
    keeper->limits.sweep_seconds = keeper->conf.sweep_seconds;
}

/* The engine has it from here on. The shell of the struct goes, its texts stay. */
static void take_over(struct act *act, const char *waits)
{
    struct conf *fresh = act->judged.fresh;
    keeper_state.conf = *fresh;
    act->judged.fresh = NULL;
    free(fresh);
    reload_limits(&keeper_state);
    log_line("conf", "read again: %zu products, %zu service classes, %zu printers", keeper_state.conf.product_count,
             keeper_state.conf.class_count, keeper_state.conf.printer_count);
    if (*waits)
        log_line("conf", "takes effect when the shop opens again: %s", waits);
}

enum err action_reload(struct act *act)
{
    struct nothing *reply = act->reply;
    struct conf *fresh = act->judged.fresh;
    struct buf names = { 0 };
    if (!act->judged.done)
        return act_later(act, LATER_CONF, NULL, NULL);
    if (act->judged.err)
        return err_detail(act->judged.err, "%s", act->judged.detail);
    enum err err = conf_follow(fresh, act->conf, &names);
    const char *waits = arena_text(act->arena, buf_string(&names));
    buf_free(&names);
    if (err) {
        log_line("conf", "%s; everything stays as it was", err_last_detail());
        return err;
    }
    if ((err = printers_note(act->store, fresh, act->arena)) || (err = act_media_changed(act)) ||
        (err = act_journal(act, NULL, EVENT_RELOAD, NULL, NULL, *waits ? waits : NULL)))
        return err;
    reply->words = arena_format(act->arena, "Read again: %zu products, %zu service classes, %zu printers.%s%s%s",
                                fresh->product_count, fresh->class_count, fresh->printer_count,
                                *waits ? " When the shop opens again: " : "", waits, *waits ? "." : "");
    act->topics |= BIT(TOPIC_PRINTERS);
    act_effect(act, EFFECT_CONF, "");
    take_over(act, waits);
    return ERR_NONE;
}

void reload_take_effect(struct keeper *keeper)
{
    worker_want(keeper);
    if (printers_follow(keeper))
        log_line("printer", "the printers cannot be read: %s", err_last_detail());
}
