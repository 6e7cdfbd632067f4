/* risk.h - credibility from purchase history, risk from credibility and price (claims 5-8, 18, 22, 23). */
#ifndef MODEL_RISK_H
#define MODEL_RISK_H
#include "../conf/conf.h"

/* Beta posterior mean with exponential decay: (a + sum w honoured) / (a + b + sum w), w = 2^(-age / half-life).
 * customer NULL or without history: the prior a / (a + b). */
double risk_credibility(const struct conf *conf, const struct customer *customer, int64_t now);
/* ratio = (1 - credibility) x (price - paid) / tolerated loss, never below 0. Fills risk->ratio, credibility,
 * exposure_minor, tolerance_minor, alert (ratio above alert_above, and above what was already lifted), auto_
 * (identified customer, auto_below > 0 and ratio below it), and words:
 * "2.4 = 24% x 50.00 / 5.00 - alert above 1.0"; with history "(7 of 7 orders collected)". Keeps lifted_*. */
void risk_weigh(const struct conf *conf, const struct customer *customer, const struct order *order, int64_t now,
                struct risk *risk, struct arena *arena);
#endif
