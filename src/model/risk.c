/* risk.c - credibility and risk; see risk.h. Credibility is a Beta posterior mean whose evidence decays. */
#include "risk.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "../base/str.h"

enum { DAY = 86400 };

double risk_credibility(const struct conf *conf, const struct customer *customer, int64_t now)
{
    double honoured = 0, all = 0;
    for (size_t i = 0; customer && i < customer->history.n; i++) {
        const struct outcome *outcome = &customer->history.v[i];
        double age_days = outcome->at < now ? (double)(now - outcome->at) / DAY : 0;
        double weight = exp2(-age_days / (double)conf->half_life_days);
        all += weight;
        if (outcome->honoured)
            honoured += weight;
    }
    return (conf->prior_a + honoured) / (conf->prior_a + conf->prior_b + all);
}

/* "2.4", "0.48", "1.04", "0.0032": enough digits to see on which side of a limit it is, and none that say nothing. */
static const char *ratio_words(double value, char out[32])
{
    if (value > 0 && value < 0.01) {
        snprintf(out, 32, "%.2g", value);
        return out;
    }
    snprintf(out, 32, "%.2f", value);
    size_t length = strlen(out);
    if (out[length - 1] == '0')
        out[length - 1] = 0;
    return out;
}

static const char *history_words(const struct customer *customer, struct arena *arena)
{
    size_t honoured = 0;
    if (customer == NULL || customer->history.n == 0)
        return "";
    for (size_t i = 0; i < customer->history.n; i++)
        honoured += customer->history.v[i].honoured;
    return arena_format(arena, " (%zu of %zu orders collected)", honoured, customer->history.n);
}

static const char *sum_words(const struct conf *conf, const struct customer *customer, const struct risk *risk,
                             struct arena *arena)
{
    char ratio[32], limit[32], percent[32], exposure[32], tolerance[32];
    int decimals = (int)conf->currency_decimals;
    snprintf(percent, sizeof percent, "%.1f", (1 - risk->credibility) * 100);
    size_t length = strlen(percent);
    if (strcmp(percent + length - 2, ".0") == 0)
        percent[length - 2] = 0;
    return arena_format(arena, "%s = %s%% x %s / %s - alert above %s%s", ratio_words(risk->ratio, ratio), percent,
                        str_money(risk->exposure_minor, decimals, exposure, sizeof exposure),
                        str_money(risk->tolerance_minor, decimals, tolerance, sizeof tolerance),
                        ratio_words(conf->alert_above, limit), history_words(customer, arena));
}

void risk_weigh(const struct conf *conf, const struct customer *customer, const struct order *order, int64_t now,
                struct risk *risk, struct arena *arena)
{
    /* What was lifted may drift up by this much as old orders fade, without a second alert. */
    static const double drift = 1.01;
    int64_t exposure;
    if (__builtin_sub_overflow(order->price_minor, order->paid_minor, &exposure))
        exposure = INT64_MAX;
    risk->exposure_minor = exposure > 0 ? exposure : 0;
    risk->tolerance_minor = conf->tolerated_loss;
    risk->credibility = risk_credibility(conf, customer, now);
    risk->ratio = (1 - risk->credibility) * (double)risk->exposure_minor / (double)risk->tolerance_minor;
    risk->alert = risk->ratio > conf->alert_above && risk->ratio > risk->lifted_ratio * drift;
    risk->auto_ = customer && *customer->number && !risk->alert && risk->ratio < conf->auto_below;
    risk->words = sum_words(conf, customer, risk, arena);
}
