/* clock.c - time; see clock.h. */
#include "clock.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t clock_now(void)
{
    static int64_t shift;
    static int known;
    if (!known) {
        const char *text = getenv("COUNTERSIGN_CLOCK_SHIFT");
        shift = text ? strtoll(text, NULL, 10) : 0;
        known = 1;
    }
    return (int64_t)time(NULL) + shift;
}

int64_t clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

const char *clock_words(int64_t at, char *out, size_t size)
{
    time_t seconds = (time_t)at;
    struct tm parts;
    if (size == 0)
        return "";
    out[0] = 0;
    if (at == 0)
        strncat(out, "never", size - 1);
    else if (localtime_r(&seconds, &parts))
        strftime(out, size, "%a %d %b %H:%M", &parts);
    return out;
}

const char *clock_iso(int64_t at, char *out, size_t size)
{
    time_t seconds = (time_t)at;
    struct tm parts;
    if (size == 0)
        return "";
    out[0] = 0;
    if (at != 0 && gmtime_r(&seconds, &parts))
        strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return out;
}
