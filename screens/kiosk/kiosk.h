/* kiosk.h - the customer's wizard: Photos > Prints > Details > Bill > Ticket, over one order.
 *
 * The pages share one struct kiosk, the data of the start page at the bottom. A page never opens the next one: it says
 * with kiosk_go() which step comes and closes; the loop in kiosk.c opens that. So however long somebody goes back and
 * forth, one wizard page lies on the start page. Every change is an action at once; the order here is only the last
 * answer, and nothing is lost with the line.
 */
#ifndef SCREENS_KIOSK_KIOSK_H
#define SCREENS_KIOSK_KIOSK_H
#include "../draw.h"
#include "../line.h"
#include "../list.h"
#include "../picture.h"
#include "../prompt.h"
#include "../screen.h"
#include "words.h"

enum kiosk_step { STEP_PHOTOS, STEP_PRINTS, STEP_DETAILS, STEP_BILL, STEP_TICKET, STEP_COUNT, STEP_START = STEP_COUNT };

struct thumbnail {        /* a small picture as it is shown */
    int64_t photo;        /* its photo's n; 0: none */
    int rows, columns;    /* the cells it was made for */
    uint8_t *rgb;         /* malloc'd, width * height * 3; NULL: none */
    int width, height;    /* two pixels a cell, one above the other */
    char *why;            /* malloc'd: why there is none, as a sentence; NULL when there is one */
};

enum { UNDO_MOST = 12 };
struct undo {             /* the order's lines before a change */
    struct arena memory;
    struct line *lines;
    size_t count;
    int64_t last_photo;   /* the photo that came last; later ones keep what they have */
};

struct kiosk {
    struct kiosk *self;            /* first, as in every page's data: kiosk_of() finds it whichever page is on top */
    struct arena shop, memory;     /* of the catalogue, of the order */
    struct catalogue catalogue;
    struct order order;            /* as last answered; code "" when there is none */
    char code[TICKET_CODE + 1];    /* of the order this session works on; "" at the start page */
    char password[TICKET_PASSWORD + 1]; /* as given or typed in this session; "" when not known here */
    enum kiosk_step step;
    int64_t photo;                 /* the photo selected last, so that pages agree */
    struct thumbnail thumbnail;
    bool sheet;                    /* the photos as a contact sheet, not as a list */
    bool turned;                   /* the step opens again, in its other shape */
    bool desk;                     /* staff takes the order, at the counter (desk.c) */
    bool placed;                   /* just now: its ticket is still to be printed, where there is a printer */
    bool warned;                   /* of idleness */
    bool arriving;                 /* photos are coming in, and the status line says so */
    struct undo undo[UNDO_MOST];   /* the newest last */
    int undo_count;
    struct list list;              /* the start page's lines */
};

/* kiosk.c: moving about. */
struct kiosk *kiosk_of(struct screen *screen);
void kiosk_go(struct screen *screen, enum kiosk_step step);
/* The step after or before this one: an order that cannot change has only Photos and Ticket. */
enum kiosk_step kiosk_next(const struct kiosk *kiosk);
enum kiosk_step kiosk_before(const struct kiosk *kiosk);
/* Run the wizard on the order that kiosk->code names until the person starts over; forgets it then. */
void kiosk_run_wizard(struct screen *screen);
/* From kiosk->step on, until STEP_START or the screen closes. */
void kiosk_run_steps(struct screen *screen);
/* The step that is kept under this name; false when there is none. */
bool kiosk_step_named(const char *kept, enum kiosk_step *step);
/* Rows 0..2: title with the steps, photos and prints with the price so far, a rule. */
void kiosk_paint_head(struct screen *screen);
void kiosk_tell_head(struct screen *screen);
/* The row above the status line: what this page's own keys do, from its table (those marked KIOSK_OWN). */
void kiosk_paint_keys(struct screen *screen);
/* Rows 3 .. kiosk_body_end() - 1 are a page's own. */
int kiosk_body_end(void);
/* Say a refusal, or a sentence of words.h, on the status line. */
void kiosk_say_err(struct screen *screen, enum err err);
void kiosk_say(struct screen *screen, enum say word, const char *const *values);
#define KIOSK_SAY(screen, word, ...) kiosk_say(screen, word, (const char *const[]){ __VA_ARGS__, NULL })
/* Draw a sentence of words.h; answers the columns used. */
int kiosk_draw(int row, int column, int width, enum say word, const char *const *values);
#define DRAW_SAY(row, column, width, word, ...) kiosk_draw(row, column, width, word, (const char *const[]){ __VA_ARGS__, NULL })
/* "3 of 14" at the right end of the status line. */
void kiosk_position(struct screen *screen, const struct list *list);
/* A sentence from this row on, broken at blanks where the screen is narrow; answers the row after it. */
int kiosk_wrap(int row, const char *sentence);
/* A question that is answered with yes or no. */
bool kiosk_yes(struct screen *screen, bool likely, const char *question);
/* The keys every wizard page has; returns false when it is none of them. */
enum kiosk_act { KIOSK_NEXT = 100, KIOSK_BACK, KIOSK_OVER, KIOSK_STYLE, KIOSK_UNDO };
enum { KIOSK_OWN = SCREEN_ABOVE };
bool kiosk_act(struct screen *screen, int act);
#define KIOSK_KEYS \
    { 'n', 0, "n", "next", "Go on to the next page", KIOSK_NEXT, RIGHT_NONE, 0, NULL }, \
    { 'b', INPUT_ESC, "b", "back", "Go back one page", KIOSK_BACK, RIGHT_NONE, 0, NULL }, \
    { 'x', 0, "x", "start over", "Leave this order; it stays under its ticket", KIOSK_OVER, RIGHT_NONE, 0, NULL }
/* Every page's tick: warns who went away, then forgets the order. */
void kiosk_tick(struct screen *screen);
enum { KIOSK_TICK_MS = 5000 };

/* order.c: the order by actions. Errors carry their detail; *kiosk is unchanged after one. */
enum err kiosk_load_catalogue(struct kiosk *kiosk, struct client *client) MUST_CHECK;
enum err kiosk_open_order(struct kiosk *kiosk, struct client *client) MUST_CHECK;
enum err kiosk_enter(struct kiosk *kiosk, struct client *client, const char *code, const char *password) MUST_CHECK;
enum err kiosk_load(struct kiosk *kiosk, struct client *client) MUST_CHECK;
/* Read the order again, let `change` work on a copy of its lines (memory from the arena), and save them all: a photo
 * that arrived meanwhile keeps its line. A line with no copies left is dropped. */
enum err kiosk_change_lines(struct kiosk *kiosk, struct client *client,
                            enum err (*change)(const struct kiosk *kiosk, struct args *args, struct arena *arena, void *data),
                            void *data) MUST_CHECK;
/* Save the named details of args (EDIT_NAME ...); the code is filled in. */
enum err kiosk_save_details(struct kiosk *kiosk, struct client *client, struct args *args) MUST_CHECK;
enum err kiosk_place(struct kiosk *kiosk, struct client *client) MUST_CHECK;
/* undo.c: remember the lines as they are; bring the last remembered ones back. */
void kiosk_remember(struct kiosk *kiosk);
enum err kiosk_undo(struct kiosk *kiosk, struct client *client) MUST_CHECK;
void kiosk_forget_last(struct kiosk *kiosk);
void kiosk_forget_undo(struct kiosk *kiosk);
/* Forget order, password and picture. */
void kiosk_forget(struct kiosk *kiosk, struct client *client);
/* The keeper forgets ticket and customer number of this session too: it is a nameless kiosk again. */
enum err kiosk_next_customer(struct client *client) MUST_CHECK;
/* Open or held: lines and details may change. */
bool kiosk_editable(const struct kiosk *kiosk);
int64_t kiosk_prints(const struct kiosk *kiosk);
/* "11.90 EUR"; returns out. */
const char *kiosk_money(const struct kiosk *kiosk, int64_t minor, char *out, size_t size);
/* "12 Jul 2026", "" when the camera did not say; returns out. */
const char *kiosk_taken(const struct photo *photo, char *out, size_t size);
/* NULL when there is no photo of that number. */
const struct photo *kiosk_photo(const struct kiosk *kiosk, int64_t n);

/* thumbnail.c: fetch the picture for so many cells, unless it is there; draw it, with what is printed of it (crop NULL:
 * all), or the sentence why not; tell it in letters, for line mode. */
bool thumbnail_is(const struct thumbnail *thumbnail, int64_t photo, int rows, int columns);
void thumbnail_fetch(struct thumbnail *thumbnail, struct client *client, const char *code, int64_t photo, int rows, int columns);
void thumbnail_free(struct thumbnail *thumbnail);
void thumbnail_draw(const struct thumbnail *thumbnail, const struct crop *crop, int row, int column, int rows, int columns);
void thumbnail_tell(const struct thumbnail *thumbnail, int columns);

/* sizes.c: what the catalogue says about sizes, and a photo on a print. */
enum { SIZES_DPI_LEAST = 200, SIZES_DPI = 300 };
const struct product *sizes_find(const struct catalogue *catalogue, const char *product);
/* Surface number i of a product into out; false beyond the last. */
bool sizes_surface(const struct product *product, size_t i, char *out, size_t size);
bool sizes_has_surface(const struct product *product, const char *surface);
/* Pixels of the photo per inch of the print; 0 when that says nothing (unknown size, a sheet of several). */
int sizes_dpi(const struct product *product, const struct photo *photo, enum crop_mode mode);
bool sizes_too_small(const struct product *product, const struct photo *photo, enum crop_mode mode);
/* What of the photo is printed: the line's crop, or the middle in the print's shape; all of it unless mode is fill. */
struct crop sizes_crop(const struct product *product, const struct photo *photo, const struct line *line);

/* photos.c: what list and sheet share: the acts from PHOTOS_LOOK on, the line to type, how full the order is. */
enum photos_act { PHOTOS_LOOK = 1, PHOTOS_DISCARD, PHOTOS_TURN, PHOTOS_CARD };
#define PHOTOS_KEYS(turn, help) \
    { INPUT_ENTER, 'v', "Enter", "look", "The photo as large as the screen allows", PHOTOS_LOOK, RIGHT_NONE, SCREEN_SELECTED | KIOSK_OWN, NULL }, \
    { 'c', 0, "c", turn, help, PHOTOS_TURN, RIGHT_NONE, SCREEN_CURSES | KIOSK_OWN, NULL }, \
    { 'i', 0, "i", "picture style", "Other ways to draw pictures: letters, inverted, colours", KIOSK_STYLE, RIGHT_NONE, SCREEN_CURSES | KIOSK_OWN, NULL }, \
    { 'D', 0, "D", "throw away", "Throw this order and its photos away", PHOTOS_DISCARD, RIGHT_NONE, KIOSK_OWN, photos_why_no_discard }, \
    { 'C', 0, "C", "card", "Photos from a card in this terminal's reader", PHOTOS_CARD, RIGHT_NONE, KIOSK_OWN, photos_why_no_card }, \
    KIOSK_KEYS
const char *photos_why_no_discard(struct screen *screen);
const char *photos_why_no_card(struct screen *screen);
void photos_act(struct screen *screen, int act, const struct photo *photo);
/* The line to type on the other computer. */
const char *photos_command(const struct kiosk *kiosk, char *out, size_t size);
/* "9 of at most 500 photos, 3 of 4000 MB." */
const char *photos_full(const struct kiosk *kiosk, char *out, size_t size);
/* Say how many photos are here, on the status line. */
void photos_say_here(struct screen *screen);
/* arriving.c: say what is coming in, if that is what changed. True while something is. */
bool arriving_news(struct screen *screen, uint32_t topics);
/* A file name in so many columns: what is too long loses its ending first, then its middle, because names differ at the
 * end. */
const char *photos_name(const char *name, int columns, char *out, size_t size);

/* The pages. */
extern const struct screen_ops kiosk_start_ops, kiosk_photos_ops, kiosk_sheet_ops, kiosk_prints_ops, kiosk_details_ops, kiosk_bill_ops,
    kiosk_ticket_ops;
/* menu.c: choose one of a few lines; *chosen is offered first. False when nothing was chosen. */
bool menu_choose(struct screen *screen, const char *headline, const char *const *lines, size_t count, size_t *chosen);
/* fields.c: a form on a page that forgets who went away. left() is called for every field that was left, so that a draft
 * can be saved; it may be NULL. True when done. */
struct form;
bool fields_run(struct screen *screen, struct form *form, const char *headline, void (*left)(struct screen *screen, void *data),
                void *data);
/* code.c: the ticket's code as large as the screen allows, for a reader. */
void code_show(struct screen *screen, const struct ticket *slip);
/* view.c: one photo as large as the screen allows; Left and Right go through the order's photos. */
void view_photo(struct screen *screen, int64_t photo);
#endif
