/* follow.c - a configuration read again while the shop is open: what of it may take effect at once; see conf.h. */
#include <string.h>
#include "../base/path.h"
#include "parts.h"

/* By the kind of the option. */
#define SAME(a, b) _Generic((a), const char *: same_text, default: same_number)(a, b)

static bool same_text(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static bool same_number(int64_t a, int64_t b)
{
    return a == b;
}

static void name_one(struct buf *waits, const char *name)
{
    buf_format(waits, "%s%s", waits->size ? ", " : "", name);
}

enum err conf_follow(struct conf *fresh, const struct conf *running, struct buf *waits)
{
    if (strcmp(fresh->currency, running->currency) != 0 || fresh->currency_decimals != running->currency_decimals)
        return err_detail(ERR_CONFIG, PATH_CONF ": the currency cannot change in an open shop, from %s with %lld decimals",
                          running->currency, (long long)running->currency_decimals);
#define KEEP(member, name) \
    if (!SAME(fresh->member, running->member)) \
        name_one(waits, name); \
    fresh->member = running->member;
    OPTION_FIXED_ROWS(KEEP)
#undef KEEP
    /* A worker that is sent away would take the photo it works on with it. */
    if (fresh->workers < running->workers) {
        fresh->workers = running->workers;
        name_one(waits, "lab.workers");
    }
    return ERR_NONE;
}
