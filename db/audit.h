/* audit.h - what the audit carries from record to record; audit.c has its walks and rules, audit_money.c the money. */
#ifndef DB_AUDIT_H
#define DB_AUDIT_H
#include "check.h"

struct audit {
    struct check *check;
    struct meta meta;
    bool has_meta;
    int64_t states[ORDER_STATE_COUNT], taken_minor, photo_bytes;
    bool taken_fits, all_read;   /* every order could be read */
    char currency[4];
    int64_t decimals;
    uint8_t *receipts;           /* a bit for each number given */
    struct walk *prints, *holders;
    struct key print, holder;    /* where these two stand; size 0: at their end */
    struct arena memory, record; /* of the whole audit; of one print */
};

/* audit_money.c: the bits for receipt numbers; one order's bill, payments and receipts; the numbers that no payment has. */
void audit_receipts(struct audit *audit);
void audit_money(struct audit *audit, const struct order *order);
void audit_series(struct audit *audit);
#endif
