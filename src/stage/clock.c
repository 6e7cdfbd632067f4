/* clock.c - aside: is the clock to be believed? Dates are promises, and a clock that jumped would break all of them.
 *
 * The meta record keeps when the shop was last seen: wall time, the machine's boot and the seconds since. Within one
 * boot both clocks must have gone on alike; over any gap wall time must not have gone back, and not on by more than
 * the shop is ever closed. What was last believed stays the measure until the clock agrees with it again or a
 * supervisor accepts it, also over restarts.
 * If the lights go out: the measure is a little older.
 */
#include <stdlib.h>
#include <string.h>
#include "../base/clock.h"
#include "../base/log.h"
#include "act.h"

enum { SLACK_SECONDS = 600, NOTE_SECONDS = 60, DAY = 86400 };

static const char *how_far(struct act *act, int64_t seconds)
{
    long long far = llabs((long long)seconds);
    if (far >= 2 * DAY)
        return arena_format(act->arena, "%lld days", far / DAY);
    if (far >= 7200)
        return arena_format(act->arena, "%lld hours", far / 3600);
    return arena_format(act->arena, "%lld minutes", far / 60);
}

/* Why it is not believed, in words; "" when it is. */
static const char *doubt(struct act *act, const struct meta *meta)
{
    int64_t gone, running;
    if (meta->last_seen == 0)
        return ""; /* the first time there is nothing to compare with */
    if (__builtin_sub_overflow(act->now, meta->last_seen, &gone))
        return "it shows no time at all";
    if (gone < -SLACK_SECONDS)
        return arena_format(act->arena, "it went back by %s", how_far(act, gone));
    running = clock_boot_seconds() - meta->boot_seconds;
    if (strcmp(meta->boot_id, clock_boot_id()) == 0 && llabs((long long)(gone - running)) > SLACK_SECONDS)
        return arena_format(act->arena, "it jumped by %s", how_far(act, gone - running));
    if (gone > act->conf->max_closed_days * DAY)
        return arena_format(act->arena, "the shop was last open %s ago", how_far(act, gone));
    return "";
}

enum err act_believes_clock(struct act *act, bool *believed)
{
    struct meta meta;
    enum err err = act_meta(act, &meta);
    *believed = !err && *doubt(act, &meta) == 0;
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

static enum err note_time(struct act *act, struct meta *meta)
{
    meta->last_seen = act->now;
    meta->boot_id = clock_boot_id();
    meta->boot_seconds = clock_boot_seconds();
    return act_meta_save(act, meta);
}

enum err clock_watch(struct act *act, bool *believed)
{
    struct meta meta;
    enum err err = act_meta(act, &meta);
    if (err)
        return err;
    const char *why = doubt(act, &meta);
    bool before = *meta.clock_alarm == 0;
    *believed = *why == 0;
    if (!*believed && strcmp(why, meta.clock_alarm) == 0)
        return ERR_NONE;
    if (*believed && before && act->now - meta.last_seen < NOTE_SECONDS && strcmp(meta.boot_id, clock_boot_id()) == 0)
        return ERR_NONE;
    meta.clock_alarm = why;
    err = *believed ? note_time(act, &meta) : act_meta_save(act, &meta);
    if (err || before == *believed)
        return err;
    if (*believed)
        log_line("clock", "is right again");
    else
        log_line("clock", "is not believed: %s. Nothing expires. Set it right, or: countersign clock accept", why);
    return act_journal(act, NULL, EVENT_CLOCK, *believed ? "doubted" : "", *believed ? "right again" : "doubted", why);
}

enum err action_clock_accept(struct act *act)
{
    struct nothing *reply = act->reply;
    struct meta meta;
    enum err err = act_meta(act, &meta);
    if (err)
        return err;
    const char *why = doubt(act, &meta);
    meta.clock_alarm = "";
    if ((err = note_time(act, &meta)))
        return err;
    reply->words = *why ? "Accepted. What is due by this clock expires now." : "The clock was believed already.";
    return *why ? act_journal(act, NULL, EVENT_CLOCK, "doubted", "accepted", why) : ERR_NONE;
}
