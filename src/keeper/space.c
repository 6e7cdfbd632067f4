/* space.c - the disk's free space, and the reserve that photos leave to orders.
 *
 * Below store.reserve_mb nothing large is written any more: no photo is taken in, nothing is rendered, no copy is made.
 * Orders and payments go on; they are small, and the reserve is theirs. Whoever writes something large asks first; two
 * at the same time may each take what was free, which the reserve is large enough for.
 */
#include <stdio.h>
#include <sys/statvfs.h>
#include "../base/log.h"
#include "keeper.h"

static int64_t free_mb(const char *path)
{
    struct statvfs space;
    return statvfs(path, &space) == 0 ? (int64_t)(space.f_bavail * (space.f_frsize >> 10) >> 10) : 0;
}

int64_t space_free_mb(const struct keeper *keeper)
{
    return free_mb(keeper->shop);
}

enum err space_for(const struct keeper *keeper, int64_t mb, const char *what)
{
    int64_t there = space_free_mb(keeper), reserve = keeper->limits.reserve_mb;
    if (there - mb >= reserve)
        return ERR_NONE;
    if (mb > 0)
        return err_detail(ERR_DISK, "%s takes %lld MB, %lld MB are free and %lld MB of them are kept for orders", what,
                          (long long)mb, (long long)there, (long long)reserve);
    return err_detail(ERR_DISK, "%s waits: %lld MB are free, less than the %lld MB kept for orders", what, (long long)there,
                      (long long)reserve);
}

const char *space_alarm(const struct keeper *keeper, struct arena *arena)
{
    int64_t there = space_free_mb(keeper), reserve = keeper->limits.reserve_mb;
    if (there >= reserve)
        return "";
    return arena_format(arena, "%lld MB are free, less than the %lld MB kept for orders", (long long)there,
                        (long long)reserve);
}

void space_watch(const struct keeper *keeper)
{
    static bool low;
    struct arena arena = { 0 };
    const char *why = space_alarm(keeper, &arena);
    if (*why && !low)
        log_line("disk", "is nearly full: %s. No photos are taken in, nothing is rendered. Free some space", why);
    else if (*why == 0 && low)
        log_line("disk", "has room again: %lld MB are free", (long long)space_free_mb(keeper));
    low = *why != 0;
    arena_free(&arena);
}
