/* fake_printer.h - an IPP printer in a process of its own that prints into a ledger, and misbehaves as it is told. */
#ifndef TESTS_FAKE_PRINTER_H
#define TESTS_FAKE_PRINTER_H
#include <stdbool.h>
#include <sys/types.h>

enum { FAKE_JOBS = 200 };

/* The operations of IPP that it knows. */
enum { FAKE_ANY = 0, FAKE_VALIDATE = 4, FAKE_CREATE = 5, FAKE_SEND = 6, FAKE_CANCEL = 8, FAKE_JOB = 9, FAKE_LIST = 10, FAKE_PRINTER = 11 };

#define FAKE_ROWS(X) \
    X(FAKE_GOOD) \
    /* instead of an HTTP reply */ \
    X(FAKE_CLOSES) X(FAKE_HANGS) X(FAKE_DRIPS) X(FAKE_TEN_MEGABYTES) X(FAKE_ENDLESS_CHUNKS) X(FAKE_ENDLESS_HEADERS) \
    X(FAKE_LONG_LINE) X(FAKE_GARBAGE) X(FAKE_HTTP_500) X(FAKE_HTTP_401) X(FAKE_HTTP_404) X(FAKE_ENDLESS_CONTINUE) \
    X(FAKE_BAD_CHUNK) X(FAKE_NEGATIVE_CHUNK) X(FAKE_NEGATIVE_LENGTH) X(FAKE_SHORT_BODY) X(FAKE_EMPTY_BODY) X(FAKE_CHUNKED_WELL) \
    /* instead of an IPP reply */ \
    X(FAKE_CUT_IPP) X(FAKE_WRONG_ID) X(FAKE_BUSY) X(FAKE_BAD_REQUEST) X(FAKE_LONG_VALUE) X(FAKE_LONG_NAME) X(FAKE_DEEP) X(FAKE_MANY) \
    X(FAKE_ESCAPES) X(FAKE_NO_ATTRIBUTES) \
    /* in what it says of a job */ \
    X(FAKE_ID_ZERO) X(FAKE_ID_NEGATIVE) X(FAKE_ID_TEXT) X(FAKE_ID_MISSING) X(FAKE_JOB_UNKNOWN) X(FAKE_OTHER_UUID) \
    X(FAKE_STATE_99) X(FAKE_STATE_TEXT) X(FAKE_ABORTS) X(FAKE_CANCELS) X(FAKE_COMPLETES_BADLY) X(FAKE_NO_UUID) X(FAKE_NO_UUID_OTHER_NAME) \
    X(FAKE_PAPER_RETURNS) /* out of paper for some looks, then prints */ \
    /* in what it says of itself */ \
    X(FAKE_OUT_OF_PAPER) X(FAKE_NOT_ACCEPTING) X(FAKE_NO_JPEG) X(FAKE_NO_CREATE) X(FAKE_NO_STATE) \
    X(FAKE_SUBSTITUTES) /* would take other paper */ \
    /* with a document */ \
    X(FAKE_ANSWERS_EARLY) X(FAKE_STOPS_READING) X(FAKE_LOSES_REPLY) X(FAKE_REFUSES_DOCUMENT) X(FAKE_RESTARTS) \
    X(FAKE_ONE_AT_A_TIME) /* busy as long as a job waits for its document */ \
    X(FAKE_PRINTS_CUT) /* what was cut short it prints, and calls it completed */ \
    X(FAKE_NO_CANCEL) /* loses the reply to the document, prints it, and cancels nothing */

#define FAKE_CONSTANT(name) name,
enum fake_act { FAKE_ROWS(FAKE_CONSTANT) FAKE_ACTS };
#undef FAKE_CONSTANT

struct fake_printer {
    int port;
    pid_t pid;
    struct fake_ledger { /* shared with the printer */
        enum fake_act act;
        int at;          /* the operation at which it misbehaves; FAKE_ANY: all */
        int looks;       /* at a job, so far */
        int count, base; /* jobs; the number of the first less one */
        unsigned long life; /* part of every uuid: another one after a restart */
        struct fake_job {
            char name[130];
            int state, impressions;
            int printed; /* how often paper came out */
            bool cut;    /* ... with a part missing */
            long bytes;
            int age;     /* seconds since it was made, as the printer tells it */
            bool foreign; /* somebody else's */
        } jobs[FAKE_JOBS];
    } *ledger;
};

void fake_printer_start(struct fake_printer *printer);
/* SIGKILL; the ledger stays. */
void fake_printer_stop(struct fake_printer *printer);
/* On the same port again, with no memory of its jobs. */
void fake_printer_restart(struct fake_printer *printer);
void fake_printer_act(struct fake_printer *printer, enum fake_act act, int at);
/* All jobs whose name begins like that: how often they were printed, and how often cut. */
int fake_printer_printed(const struct fake_printer *printer, const char *name, int *cut);
void fake_printer_free(struct fake_printer *printer);
#endif
