/* clock.c - time; see clock.h. */
#include "clock.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "io.h"

static int64_t shift(void)
{
    static int64_t seconds;
    static int known;
    if (!known) {
        const char *text = getenv("COUNTERSIGN_CLOCK_SHIFT");
        seconds = text ? strtoll(text, NULL, 10) : 0;
        known = 1;
    }
    return seconds;
}

void clock_zone(const char *zone)
{
    /* Without TZ the library looks at the file again for every date it computes: 24 times in placing one order. */
    if (*zone)
        setenv("TZ", zone, 1);
    else
        setenv("TZ", ":/etc/localtime", 0);
    tzset();
}

int64_t clock_now(void)
{
    return (int64_t)time(NULL) + shift();
}

const char *clock_boot_id(void)
{
    static char id[40];
    if (id[0] == 0) {
        char *text = io_file("/proc/sys/kernel/random/boot_id", sizeof id - 1, NULL);
        snprintf(id, sizeof id, "%.*s", text ? (int)strcspn(text, "\n") : 7, text ? text : "unknown");
        free(text);
    }
    return id;
}

int64_t clock_boot_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec + shift();
}

int64_t clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_day(int64_t at)
{
    time_t seconds = (time_t)at;
    struct tm parts;
    if (localtime_r(&seconds, &parts) == NULL)
        return 0;
    /* The same date in UTC is a whole number of days. */
    return (int64_t)timegm(&(struct tm){ .tm_year = parts.tm_year, .tm_mon = parts.tm_mon, .tm_mday = parts.tm_mday }) / 86400;
}

const char *clock_date(int64_t day, char out[CLOCK_DATE])
{
    time_t seconds = (time_t)day * 86400;
    struct tm parts;
    out[0] = 0;
    if (gmtime_r(&seconds, &parts))
        strftime(out, CLOCK_DATE, "%Y-%m-%d", &parts);
    return out;
}

bool clock_date_read(const char *date, int64_t *day)
{
    char again[CLOCK_DATE];
    struct tm parts = { 0 };
    int end = 0;
    if (sscanf(date, "%4d-%2d-%2d%n", &parts.tm_year, &parts.tm_mon, &parts.tm_mday, &end) != 3 || date[end])
        return false;
    parts.tm_year -= 1900;
    parts.tm_mon--;
    *day = (int64_t)timegm(&parts) / 86400;
    return *day >= 0 && strcmp(clock_date(*day, again), date) == 0;
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
