/* promise.c - dates by the shop's working hours; see promise.h.
 *
 * A day is made by mktime() from its calendar date in the shop's zone, never by adding 86400: on two days of the year
 * that would be an hour off. A shop that is closed on every day for more than a year is treated as always open, so
 * that no walk is endless.
 */
#include "promise.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { HOUR = 3600, DAY = 24 * HOUR, MOST_CLOSED_DAYS = 400, MOST_HOURS = 20 * 366 * 24 };

/* The moment of a local hour, so many days after the date of `at`; hour 24 is the next midnight. */
static int64_t local_hour(int64_t at, int days, int64_t hour)
{
    time_t seconds = (time_t)at;
    struct tm parts;
    if (localtime_r(&seconds, &parts) == NULL)
        return at + days * (int64_t)DAY;
    parts.tm_mday += days;
    parts.tm_hour = (int)hour;
    parts.tm_min = parts.tm_sec = 0;
    parts.tm_isdst = -1;
    return (int64_t)mktime(&parts);
}

static bool day_closed(const struct conf *conf, int64_t at)
{
    static const char *const weekdays[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    time_t seconds = (time_t)at;
    struct tm parts;
    char date[16];
    if (localtime_r(&seconds, &parts) == NULL)
        return false;
    strftime(date, sizeof date, "%Y-%m-%d", &parts);
    return strstr(conf->closed_weekdays, weekdays[parts.tm_wday]) != NULL || strstr(conf->closed_dates, date) != NULL;
}

/* Days from the date of `at` to the next one on which the shop works, from `days` on; -1 if there is none. */
static int working_day(const struct conf *conf, int64_t at, int days)
{
    for (int most = days + MOST_CLOSED_DAYS; days < most; days++)
        if (!day_closed(conf, local_hour(at, days, 12)))
            return days;
    return -1;
}

static int64_t after_hours(const struct conf *conf, int64_t hours, int64_t now)
{
    int64_t left = hours * HOUR;
    for (int day = working_day(conf, now, 0); day >= 0; day = working_day(conf, now, day + 1)) {
        int64_t opens = local_hour(now, day, conf->day_opens), closes = local_hour(now, day, conf->day_closes);
        int64_t from = now > opens ? now : opens;
        if (from < closes && left <= closes - from)
            return from + left;
        if (from < closes)
            left -= closes - from;
    }
    return now + left;
}

static int64_t after_days(const struct conf *conf, int64_t days, int64_t now)
{
    /* Today counts as day 0 while the shop is open or will be; the days that follow are counted either way. */
    int day = working_day(conf, now, 0);
    if (days == 0 && day == 0 && now >= local_hour(now, 0, conf->day_closes))
        day = working_day(conf, now, 1);
    for (int64_t left = days, next = 1; left > 0 && day >= 0; left--) {
        day = working_day(conf, now, (int)next);
        next = day + 1;
    }
    return day >= 0 ? local_hour(now, day, conf->day_closes) : now + days * DAY;
}

static int64_t own_time(const struct conf *conf, const struct conf_class *service, int64_t now)
{
    return service->hours > 0 ? after_hours(conf, service->hours, now) : after_days(conf, service->days, now);
}

int64_t promise_time(const struct conf *conf, const struct conf_class *service, int64_t now)
{
    int64_t time = own_time(conf, service, now);
    bool slower = false;
    /* Just before closing one hour ends tomorrow and the same day ends today: who pays for speed is never served later
     * than a class that the catalogue names after it. */
    for (size_t i = 0; i < conf->class_count; i++) {
        if (slower && own_time(conf, &conf->classes[i], now) < time)
            time = own_time(conf, &conf->classes[i], now);
        slower = slower || &conf->classes[i] == service;
    }
    return time;
}

int64_t promise_expiry(const struct conf *conf, int64_t now, int64_t hours)
{
    int64_t left = (hours < 0 ? 0 : hours > MOST_HOURS ? MOST_HOURS : hours) * HOUR;
    int64_t at = now;
    for (int day = working_day(conf, now, 0); day >= 0; day = working_day(conf, now, day + 1)) {
        int64_t begins = local_hour(now, day, 0), ends = local_hour(now, day + 1, 0);
        at = now > begins ? now : begins;
        if (left <= ends - at)
            return at + left;
        left -= ends - at;
    }
    return now + left;
}
