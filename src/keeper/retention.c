/* retention.c - how long what is kept and what went, as the shop's rows say (tbl/retention.h), and whether the backup is old. */
#include "../base/clock.h"
#include "../tbl/retention.h"
#include "keeper.h"

enum { DAY = 86400 };

enum err action_retention(struct act *act)
{
    struct retention *retention = act->reply;
    struct meta meta;
    enum err err = act_meta(act, &meta);
    if (err)
        return err;
    const struct { const char *what, *option; int64_t hours; } rows[] = {
#define KEPT(what, member, option, unit) { what, option, act->conf->member * (unit) },
        KEPT_ROWS(KEPT)
#undef KEPT
    };
    const struct { const char *what; int64_t count, last; } counts[] = {
#define GONE(constant, member, what) { what, meta.member, meta.member##_at },
        GONE_ROWS(GONE)
#undef GONE
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct kept *row = LIST_ADD(act->arena, &retention->kept, kept);
        row->what = rows[i].what;
        row->option = rows[i].option;
        row->hours = rows[i].hours;
    }
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct gone *row = LIST_ADD(act->arena, &retention->gone, gone);
        row->what = counts[i].what;
        row->count = counts[i].count;
        row->last = counts[i].last;
    }
    return ERR_NONE;
}

const char *backup_alarm(struct act *act, const struct meta *meta)
{
    char when[40];
    int64_t days = act->conf->backup_days, since = meta->backed_up ? meta->backed_up : meta->made;
    if (days == 0 || act->now - since <= days * DAY)
        return "";
    return meta->backed_up ? arena_format(act->arena, "the last one is of %s", clock_words(since, when, sizeof when))
                           : arena_format(act->arena, "there is none, and the shop is %lld days old", (long long)((act->now - since) / DAY));
}
