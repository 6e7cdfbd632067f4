/* clock.h - time. Wall time is seconds since 1970 UTC (int64_t), waits are monotonic milliseconds.
 *
 * The keeper reads the clock once per batch; tests set COUNTERSIGN_CLOCK_SHIFT (seconds) at start to live elsewhen.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The shop's zone from now on, "Europe/Berlin"; "" for the machine's. */
void clock_zone(const char *zone);
int64_t clock_now(void);
int64_t clock_ms(void);
int64_t clock_us(void);
/* Which boot of the machine this is, and seconds since, asleep or not. A shift of the tests counts as time that passed. */
const char *clock_boot_id(void);
int64_t clock_boot_seconds(void);
/* The day in the shop's zone, as a count since 1970. */
int64_t clock_day(int64_t at);
enum { CLOCK_DATE = 11 };
/* Such a day as "2026-11-25" (returns out), and back; false when there is no such day. */
const char *clock_date(int64_t day, char out[CLOCK_DATE]);
bool clock_date_read(const char *date, int64_t *day);
/* "Tue 25 Nov 10:00", in the shop's zone (TZ); "never" for 0. Returns out. */
const char *clock_words(int64_t at, char *out, size_t size);
/* ISO 8601 UTC, "2026-11-25T10:00:00Z"; "" for 0. Returns out. */
const char *clock_iso(int64_t at, char *out, size_t size);
#endif
