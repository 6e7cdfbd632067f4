/* work.h - what our own threads bring along: the producer with a print (everything a worker and a printer child need to
 * make it), the sweep with old files. */
#ifndef STAGE_WORK_H
#define STAGE_WORK_H
#include "../base/record.h"

struct work {
    struct print print;     /* which, and as it stands; texts live in the caller's arena */
    struct job job;         /* for the worker */
    const char *sha256;     /* the photo; "" for the label */
    const char *profile;    /* file of the printer's colour profile, from the shop's directory; "": sRGB */
    const char *format;     /* "" or "jpeg"; of another kind its JPEG copy is rendered */
    const char *code;       /* the order's */
    const char *token;      /* names this attempt for good: a printer child is asked about it after a crash */
    bool label_as_print;    /* that printer prints labels as it prints photos, on paper of this size: */
    const char *label_product;
    const char *called;     /* what that printer calls the size */
    const char *back;       /* the text for its back; "" for none */
    const char *printer;    /* in: for which printer */
    bool overtakes;         /* in, for print_next: only of an order whose turn is before ... */
    int64_t before;         /* ... this (order_queue_time()) */
    const char *const *in_hand; /* in, for print_next: products of the prints that this printer is to make already: they */
    size_t in_hand_count;   /* use paper that is still counted */
    const char *const *rivals; /* in, for print_next: printers that are at work and have less in hand, */
    size_t rival_count;     /* to which a print is left that they hold too */
    int64_t took_ms;        /* with WORK_MADE: since the printer made its last one without a rest; 0: not known */
    struct order order;     /* for the label */
    bool unsure;            /* in, for print_next: look for a print whose fate is unknown first */
    enum { WORK_SENDING, WORK_SENT /* the printer has all of it */, WORK_MADE, WORK_FAILED, WORK_AGAIN, WORK_DOUBTFUL, WORK_TROUBLE, WORK_WELL,
           WORK_LEFT /* the printer is not configured any more and its last print is settled */ } outcome; /* in, for print_step */
    const char *why;
    enum err err;           /* with WORK_FAILED */
    struct arena *arena;    /* where answers live; the caller's */
};

/* Files of the photo store that are old enough to go. As many as the engine may remove at once without being felt. */
enum { OLD_PHOTOS = 50 };
struct old_photos {
    char sha256[OLD_PHOTOS][65];
    bool small[OLD_PHOTOS]; /* its small picture is there; asked by photo_look only */
    size_t n;
    int64_t unnamed;        /* counted: no order names them; they go */
};

/* What looking at whole photos found: as many as were ready. */
enum { LOOKED_MOST = 64 };
struct looked {
    char sha256[65];
    char damaged[121];      /* "" for whole */
    int64_t thumb_width, thumb_height; /* 0: nothing of it could be shown */
    struct job_result found; /* width, height; of a converted photo also what its notes say. Texts live in memory */
    struct arena memory;
};
struct looks {
    struct looked *v[LOOKED_MOST];
    size_t n;
};
#endif
