/* stand.h - where a session stands: the pages that lie on each other, what each has selected, and what is half typed.
 *
 * It is kept by the keeper a moment after the last key and when the line drops, and the next screen of the same person
 * goes on there, whatever terminal it has: pages and selection by themselves, drafts when the person says yes. Nothing
 * has to be told here when it changes: what stands is gathered when it is to be kept. A draft has the words that asked
 * for it as its name, and is gone when the act that asked is over. Passwords and PINs are never drafts.
 */
#ifndef SCREENS_STAND_H
#define SCREENS_STAND_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../src/base/record.h"
#include "../src/model/ticket.h"

enum { STAND_PAUSE_MS = 700 /* after the last key */, STAND_LEVELS = 8, STAND_VIEW = 161, STAND_NAME = 201, STAND_TEXT = 409,
       STAND_DRAFTS = 32 };
struct screen;
struct screen_ops;

struct stand_level { /* an open page */
    const struct screen_ops *ops;
    char view[STAND_VIEW];        /* as it was when its act began */
    int key;                      /* the key whose act is at work */
    char scan[LABEL_CODE + 1];    /* the code whose page lies on top */
};
struct stand_draft {
    char name[STAND_NAME], text[STAND_TEXT];
    int depth;                    /* of pages when it was typed */
};
struct stand {
    int64_t desk;                 /* drawn when the screen starts */
    char page[65], code[TICKET_CODE + 1]; /* the kiosk's: which step, of which order, which photo */
    int64_t n;
    struct stand_level levels[STAND_LEVELS];
    struct stand_draft *drafts;   /* malloc'd, the one typed last at the end */
    size_t draft_count;
    bool changed;                 /* something may have: look after a pause */
    bool parted;                  /* kept for good: what closes now is not what the person did */
    uint64_t sum;                 /* over what was kept last */
    struct page back;             /* what the session before left */
    struct arena memory;          /* of back */
    size_t at;                    /* its next step */
    bool going_on;
};

void stand_start(struct screen *screen);
void stand_end(struct screen *screen);
/* A page was opened on top, or is about to close. */
void stand_open(struct screen *screen);
void stand_close(struct screen *screen);
/* The top page's act begins or is over. */
void stand_act(struct screen *screen, int key);
void stand_act_over(struct screen *screen, int depth);
/* This page can be opened again by that code, on the page below. */
void stand_came_by(struct screen *screen, const char *code);
/* What was typed under this name when the session before ended, once; NULL when nothing was. */
const char *stand_draft(struct screen *screen, const char *name, char *out, size_t size);
/* This is typed so far; "" or Esc is nothing. */
void stand_type(struct screen *screen, const char *name, const char *text);
/* Keep what stands if it is not what was kept last; wait: until the keeper has it. */
void stand_keep(struct screen *screen, bool wait);
/* Keep it now; what follows is the screen closing by itself (a line that dropped, nobody there). */
void stand_part(struct screen *screen);
/* The kiosk forgets its customer: nothing of this stays here. What was kept stays with the keeper. */
void stand_forget(struct screen *screen);
/* What the session before of whoever this is now left; the page that is open now and those above it go on there. */
enum err stand_read(struct screen *screen) MUST_CHECK;
/* The top page has just opened: lead on to where the session before stood. */
void stand_go_on(struct screen *screen);
#endif
