/* checking.h - having a store looked through by a process of its own: the keeper does so with a copy, the command line
 * with the store of a closed shop. The process is countersign-keeper --check; what it says comes a line at a time.
 */
#ifndef CLIENT_CHECKING_H
#define CLIENT_CHECKING_H
#include "../base/record.h"

/* How each line begins; db/ and the disk decide what follows. */
#define CHECKING_FINDING '!' /* words for a person */
#define CHECKING_WHERE '@'   /* DONE OF WHERE: what is looked at, how far it got (OF is 0 when nobody knows the end) */
#define CHECKING_FIGURE '='  /* NAME VALUE: a field of struct findings */
#define CHECKING_TALLY '+'   /* kinds|states NAME COUNT */
#define CHECKING_END '.'     /* it came to its end */

struct checking {
    const char *program;      /* NULL: countersign-keeper */
    const char *shop, *store;
    bool photos;              /* read every photo whole */
    int64_t silence_ms;       /* so long it may say nothing: then it hangs in a damaged page, and is ended */
    void (*tell)(void *data, const char *where, int64_t done, int64_t of); /* may be NULL */
    void *data;
};
/* How long is long enough for a store of that size on a slow disk. */
int64_t checking_silence_ms(const char *store);
/* Run it and read what it says. A check that ends early is a finding: the store may be damaged. ERR_LIMIT when it could
 * not be started. */
enum err checking_run(const struct checking *checking, struct findings *findings, struct arena *arena) MUST_CHECK;
#endif
