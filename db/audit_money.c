/* audit_money.c - does the money of an order add up, and is the series of receipts unbroken?
 *
 * Everything is worked out here once more, by other code than the stages': a mistake there must not agree with itself.
 */
#include <stdlib.h>
#include <string.h>
#include "audit.h"

#define RECEIPTS_MOST (INT64_C(800) << 20) /* bits: 100 MB, and only the pages that are touched */

void audit_receipts(struct audit *audit)
{
    if (audit->has_meta && audit->meta.next_receipt > 0 && audit->meta.next_receipt < RECEIPTS_MOST)
        audit->receipts = calloc((size_t)audit->meta.next_receipt / 8 + 1, 1);
}

/* The tax in a gross amount, rounded half up. */
static int64_t tax_in(int64_t gross, int64_t percent)
{
    __int128 parts = 100 + percent, twice = (__int128)(gross < 0 ? -gross : gross) * percent * 2;
    int64_t tax = (int64_t)((twice + parts) / (2 * parts));
    return gross < 0 ? -tax : tax;
}

/* While an order is held it may be priced with another rate than its payments were taken with; afterwards it is not. */
static void check_taxes(struct audit *audit, const struct order *order)
{
    int64_t sum = 0;
    const struct payment *last = &order->payments.v[order->payments.n - 1];
    bool settled = order->authenticated > 0 && last->at > order->authenticated, fits = true, right = false;
    for (size_t i = 0; i < order->payments.n; i++)
        fits = !__builtin_add_overflow(sum, order->payments.v[i].tax_minor, &sum) && fits;
    for (int64_t percent = 0; percent <= 100 && fits; percent++)
        right = right || ((!settled || percent == order->tax_percent) && sum == tax_in(order->paid_minor, percent));
    if (!right)
        finding(audit->check, "order %lld: the taxes of its payments add up to %lld, %lld was paid at %lld%%",
                (long long)order->id, (long long)sum, (long long)order->paid_minor, (long long)order->tax_percent);
}

static void check_receipt(struct audit *audit, const struct order *order, size_t n, int64_t receipt)
{
    long long id = (long long)order->id, number = (long long)receipt;
    if (receipt <= 0) {
        finding(audit->check, "order %lld: payment %zu has no receipt number", id, n);
        return;
    }
    if (audit->has_meta && receipt > audit->meta.next_receipt)
        finding(audit->check, "order %lld: receipt %lld is beyond the last number the shop gave (%lld)", id, number,
                (long long)audit->meta.next_receipt);
    if (audit->receipts == NULL || receipt > audit->meta.next_receipt)
        return;
    uint8_t *byte = &audit->receipts[receipt / 8], bit = (uint8_t)(1 << receipt % 8);
    if (*byte & bit)
        finding(audit->check, "order %lld: receipt %lld stands there twice", id, number);
    *byte |= bit;
}

static void check_void(struct audit *audit, const struct order *order, size_t i)
{
    const struct payment *payment = &order->payments.v[i];
    bool right = payment->voids > 0 && payment->voids <= (int64_t)i;
    if (payment->voids == 0)
        return;
    if (right) {
        const struct payment *wrong = &order->payments.v[payment->voids - 1];
        right = wrong->amount_minor > 0 && payment->amount_minor == -wrong->amount_minor;
    }
    for (size_t k = 0; k < i && right; k++)
        right = order->payments.v[k].voids != payment->voids;
    if (!right)
        finding(audit->check, "order %lld: payment %zu takes back payment %lld, which it cannot", (long long)order->id,
                i + 1, (long long)payment->voids);
}

void audit_money(struct audit *audit, const struct order *order)
{
    struct check *check = audit->check;
    long long id = (long long)order->id;
    int64_t sum = 0;
    bool fits = true;
    for (size_t i = 0; i < order->bill.n; i++)
        fits = !__builtin_add_overflow(sum, order->bill.v[i].total_minor, &sum) && fits;
    if (order->bill.n && (!fits || sum != order->price_minor))
        finding(check, "order %lld: its bill adds up to %lld, its price is %lld", id, (long long)sum,
                (long long)order->price_minor);
    if (order->price_minor < 0)
        finding(check, "order %lld: its price is below nothing (%lld)", id, (long long)order->price_minor);
    int64_t paid = 0;
    fits = true;
    for (size_t i = 0; i < order->payments.n && fits; i++) {
        const struct payment *payment = &order->payments.v[i];
        fits = !__builtin_add_overflow(paid, payment->amount_minor, &paid);
        if (fits && payment->amount_minor < 0 && paid < 0)
            finding(check, "order %lld: payment %zu gives back more than was paid", id, i + 1);
        check_receipt(audit, order, i + 1, payment->receipt);
        check_void(audit, order, i);
    }
    if (order->payments.n && fits)
        check_taxes(audit, order);
    if (__builtin_add_overflow(audit->taken_minor, paid, &audit->taken_minor))
        audit->taken_fits = false;
    if (audit->currency[0] == 0 && strlen(order->currency) < sizeof audit->currency) {
        strcpy(audit->currency, order->currency);
        audit->decimals = order->currency_decimals;
    }
}

static bool receipt_given(const struct audit *audit, int64_t number)
{
    return audit->receipts[number / 8] & 1 << number % 8;
}

/* Numbers that no payment has. An order that cannot be read may have had them. */
void audit_series(struct audit *audit)
{
    if (audit->receipts == NULL || !audit->all_read || audit->check->broken[TREE_ORDER])
        return;
    for (int64_t number = 1; number <= audit->meta.next_receipt; number++) {
        int64_t first = number;
        while (number <= audit->meta.next_receipt && !receipt_given(audit, number))
            number++;
        if (number - first == 1)
            finding(audit->check, "receipt %lld is missing: no payment has this number", (long long)first);
        else if (number > first)
            finding(audit->check, "receipts %lld to %lld are missing: no payment has these numbers", (long long)first,
                    (long long)number - 1);
    }
}
