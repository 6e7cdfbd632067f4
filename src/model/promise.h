/* promise.h - dates: promise times by working hours, expiries with closing days not counted (DOMAIN.md). */
#ifndef MODEL_PROMISE_H
#define MODEL_PROMISE_H
#include "../conf/conf.h"

/* When an order placed now in this class is ready: counts only open hours and working days, and is never later than a
 * class that the catalogue names after it. service is one of conf->classes. */
int64_t promise_time(const struct conf *conf, const struct conf_class *service, int64_t now);
/* now plus so many hours, days on which the shop is closed not counted (in the shop's zone). */
int64_t promise_expiry(const struct conf *conf, int64_t now, int64_t hours);
#endif
