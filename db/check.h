/* check.h - what check.c (is the store sound?) and audit.c (do its records keep the shop's rules?) share. */
#ifndef DB_CHECK_H
#define DB_CHECK_H
#include "inside.h"

struct check {
    struct store *store;
    struct buf *findings;
    int64_t found, looked_at;
    int64_t records[TREE_COUNT];  /* of each kind, looked at */
    int64_t expected[TREE_COUNT]; /* keys each index should hold */
    bool broken[TREE_COUNT];      /* its pages are damaged, or it could not be read to the end */
    bool gaps[TREE_COUNT];        /* of an index: a key was missing */
    int64_t entries;              /* of the journal, as far as its chain holds */
    struct audit *audit;          /* NULL: only the store is looked at */
    struct arena arena;           /* for one record at a time */
};

/* One line more; a ruin is not described to the end. */
void finding(struct check *check, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* pages.c: false, with findings, when the pages of this file are damaged. */
bool pages_sound(struct check *check, const char *path, const char *name);
/* The record under that key, with its indexes; NULL when it cannot be read, which is a finding. The arena is begun anew. */
void *check_record(struct check *check, enum tree tree, struct key key, struct arena *arena);

/* audit.c: in the check's own transaction. */
struct audit *audit_begin(struct check *check);
/* The prints, which it takes each with its order: those that are left. False: it could take none, so they are walked as
 * any other tree. */
bool audit_prints(struct audit *audit);
/* The next record of a tree, in key order; NULL: it cannot be read. */
void audit_record(struct audit *audit, enum tree tree, const struct key *key, const void *record);
/* What only shows at the end; fills what the audit counted, frees the audit. */
void audit_end(struct audit *audit, struct findings *figures, struct arena *memory);
#endif
