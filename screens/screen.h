/* screen.h - what every screen is: a stack of pages, one event loop, one table of keys per page.
 *
 * A page is a const struct screen_ops and a piece of data. Its key table feeds input, footer, `?` help and line mode
 * alike. The loop waits for keys, for the control socket and for the keeper's notices, takes all keys that wait, and
 * then paints once; nothing polls. What costs bytes or a question to the keeper (the detail of the selected line,
 * "n of m") waits until no key came for SCREEN_DETAIL_MS. Acts are plain functions that ask (prompt.h), call
 * (screen_call) and say (screen_say); screen_open() returns when the opened page was closed.
 */
#ifndef SCREENS_SCREEN_H
#define SCREENS_SCREEN_H
#include "../src/client/client.h"
#include "input.h"
#include "stand.h"

enum { SCREEN_DETAIL_MS = 150, SCREEN_NEWS_MS = 500, SCREEN_BELL_MS = 250, SCREEN_SAY_LIMIT = 400 };

/* The programs' entries: run that screen for an open client until the person leaves; answers the exit status. */
int screen_run_counter(struct client *client);
int screen_run_lab(struct client *client);
int screen_run_kiosk(struct client *client);

struct screen;
/* The lab's board on top of another screen, for who looks after both. */
void screen_open_lab(struct screen *screen);
enum { SCREEN_MOVES = 1 /* movement: not in line mode's menu */,
       SCREEN_SELECTED = 2 /* works on the selected line: line mode asks which */,
       SCREEN_CURSES = 4 /* makes no sense in line mode */,
       SCREEN_ABOVE = 8 /* not in the footer: the page paints it in a row of its own */ };
struct screen_key {
    int key, other;        /* as input.h has them; other 0: none */
    const char *key_name;  /* "Enter", "a" */
    const char *name;      /* in the footer, "authenticate"; NULL: not there */
    const char *help;      /* a sentence for `?`; NULL: not there */
    int act;               /* given to ops->act(); the page's own enum, from 1 */
    enum right right;      /* needed; RIGHT_NONE: everybody's. The keeper checks again */
    unsigned flags;
    /* NULL, or: why it cannot be done now, as a sentence with the next step; NULL when it can */
    const char *(*why_not)(struct screen *screen);
};

struct screen_ops {
    const char *name;      /* "counter", "order": help's headline */
    const struct screen_key *keys;
    size_t key_count;
    uint32_t topics;       /* of tbl/words.h, BIT(TOPIC_ORDERS): news() is called when they changed */
    size_t size;           /* of the page's data, zeroed before open() */
    int tick_ms;           /* 0: never; else tick() is called this often */
    int detail_ms;         /* detail() is called so long after the last key; 0: SCREEN_DETAIL_MS */
    int news_ms;           /* news() is called at most this often; 0, and for what was done by hand: SCREEN_NEWS_MS */
    /* Only act is needed where keys are, paint always, tell for line mode. All run on the top page only. */
    bool (*open)(struct screen *screen, const void *arg);   /* false: said why; the page does not open */
    void (*close)(struct screen *screen);
    void (*paint)(struct screen *screen);                   /* rows 0 .. screen_body_end(), from the page's data */
    bool (*key)(struct screen *screen, int key);            /* before the table: true when taken (fields, lists) */
    void (*act)(struct screen *screen, int act);
    bool (*scan)(struct screen *screen, const char *code);  /* 12 digits ticket, 14 label; false: the page below may */
    void (*news)(struct screen *screen, uint32_t topics);   /* also after a page on top was closed, with all topics */
    void (*detail)(struct screen *screen);                  /* no key for a while: fetch what is shown lazily */
    void (*tick)(struct screen *screen);
    void (*tell)(struct screen *screen);                    /* line mode: say the page with line_say() */
    bool (*select)(struct screen *screen, const char *typed); /* line mode: a line by number or code */
    /* Where it stands, in its own words (filter, selected line), and back there; false when that is not to be had any more.
     * resumes: the key or scan that opened it may be given again by itself when a session goes on (stand.h). */
    void (*stand)(struct screen *screen, char *out, size_t size);
    bool (*resume)(struct screen *screen, const char *view);
    bool resumes;
    bool no_scan;          /* digits are always typing here: no scan prompt */
    bool (*typing)(struct screen *screen);                  /* the same while a field is active */
    bool bare;             /* the page has every row: no status line, no footer */
};

struct screen {
    struct client *client;
    const struct screen_ops *ops;  /* the top page */
    void *page;                    /* its data */
    bool line_mode;
    bool leaving;                  /* the top page closes after this key */
    bool closing;                  /* every page closes: hang-up, end of input, q */
    char position[32];             /* "3 of 14", right end of the status line; the page sets it in detail() */
    char said[SCREEN_SAY_LIMIT];   /* the status line's message, until the next key */
    char scanned[LABEL_CODE + 1];  /* a scan that a page below is to open */
    char acted[TICKET_CODE + 1];   /* the order that this person did something to last */
    struct input_scan scan;
    uint32_t topics;               /* changed since the page's news() ran */
    int64_t key_ms;                /* clock_ms() of the last key: idle time is what passed since */
    int depth;                     /* pages open */
    enum err failure;              /* why the first page could not open: said when the terminal is given back */
    bool scans_all;                /* a scan counts on pages without scans too: it leads back to where it is one */
    bool detail_due, watch_again;
    bool locked;                   /* nobody is here who could be warned */
    bool again;                    /* it closes to begin anew: somebody else works here now */
    bool warned;                   /* that nobody seems to be here */
    const char *parting;           /* said when the terminal is given back; NULL: nothing */
    struct stand stand;
    int64_t tick_due_ms, news_due_ms, bell_due_ms;
    int bells;                     /* still to be rung, one every SCREEN_BELL_MS */
    bool scanning;                 /* a scan came, and its sound not yet: a refusal makes it the bad one */
    void (*prompt)(struct screen *screen, void *data); /* paints a question over the bottom lines */
    const char *(*key_words)(const char *english); /* the reader's language for key tables; NULL: as they stand */
    void *prompt_data;
};

/* Start: terminal or line mode, first the login form when nobody is known yet and staff is asked for, then the page;
 * answers the exit status. What screen_run_* are made of. */
int screen_run(struct client *client, const struct screen_ops *first, bool staff);
/* Open a page on top and run it until it closes. */
void screen_open(struct screen *screen, const struct screen_ops *ops, const void *arg);
void screen_back(struct screen *screen);
void screen_quit(struct screen *screen);
/* Is this page's data; panics when the page on top is another one. */
void *screen_data(struct screen *screen, const struct screen_ops *ops);

/* The status line until the next key; in line mode a line. */
void screen_say(struct screen *screen, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* What the next wait sounds like: so many bells, instead of any that were not rung yet. */
void screen_ring(struct screen *screen, int bells);
/* A scan came, good or not; its sound waits until it is known whether anything came of it. */
void screen_scan_rings(struct screen *screen, bool good);
/* With the bell, once; as the answer to a scan, with the sound of a bad one. */
void screen_alarm(struct screen *screen, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The sentence of a failure with err_last_detail(). */
void screen_say_err(struct screen *screen, enum err err);
/* Ask the keeper; a failure is said on the status line and handed on. */
enum err screen_call(struct screen *screen, enum action action, const struct args *args, void *reply,
                     struct arena *arena);
/* What a key table says, in the reader's language. */
const char *screen_key_words(const struct screen *screen, const char *english);
/* Has this person that right, in whatever scope? For footers and disabled keys; the keeper decides. */
bool screen_may(const struct screen *screen, enum right right);
/* The kiosk's: keep which step of which order this is, so that the next screen goes on there; read it back (page "" if
 * none), with all that stand.h keeps. */
void screen_keep_page(struct screen *screen, const char *page, const char *code, int64_t n);
enum err screen_read_page(struct screen *screen, struct page *page, struct arena *arena) MUST_CHECK;
/* The first row that belongs to the status line: a page paints rows 0 .. screen_body_end() - 1. */
int screen_body_end(void);
/* For prompts and forms: paint when no key waits, then wait for the next key; INPUT_NONE when the screen closes,
 * INPUT_RESIZE is handled inside. News are kept for the page. */
int screen_next_key(struct screen *screen);
/* The row of the page's table a key belongs to, NULL if none. */
const struct screen_key *screen_find_key(const struct screen *screen, int key);
/* A good code came in: the top page's scan() takes it next, or the page below after the top one closed. */
void screen_scanned(struct screen *screen, const char *code);
/* For the loops: give what was scanned to the top page; false when nothing was. */
bool screen_take_scanned(struct screen *screen);
/* Do what a row says, or say why not (right missing, not now). */
void screen_do(struct screen *screen, const struct screen_key *key);
/* known.c: can a screen start on such a terminal? By the machine's terminfo, as a shop's screens see it: what the caller's
 * environment adds is taken out of it. */
bool screen_knows(const char *type);
#endif
