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

enum kiosk_step { STEP_PHOTOS, STEP_PRINTS, STEP_DETAILS, STEP_BILL, STEP_TICKET, STEP_COUNT, STEP_START = STEP_COUNT };

struct thumbnail {        /* the one small picture that is shown */
    int64_t photo;        /* its photo's n; 0: none */
    uint8_t *rgb;         /* malloc'd, width * height * 3 */
    int width, height;
    char why[200];        /* why there is none, as a sentence; "" when there is one */
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
    bool warned;                   /* of idleness */
    struct list list;              /* the start page's two lines */
};

/* kiosk.c: moving about. */
struct kiosk *kiosk_of(struct screen *screen);
void kiosk_go(struct screen *screen, enum kiosk_step step);
/* The step after or before this one: an order that cannot change has only Photos and Ticket. */
enum kiosk_step kiosk_next(const struct kiosk *kiosk);
enum kiosk_step kiosk_before(const struct kiosk *kiosk);
/* Run the wizard on the order that kiosk->code names until the person starts over; forgets it then. */
void kiosk_run_wizard(struct screen *screen);
/* Rows 0..2: title with the steps, photos and prints with the price so far, a rule. */
void kiosk_paint_head(struct screen *screen);
void kiosk_tell_head(struct screen *screen);
/* The keys every wizard page has; returns false when it is none of them. */
enum kiosk_act { KIOSK_NEXT = 100, KIOSK_BACK, KIOSK_OVER, KIOSK_STYLE };
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

/* thumbnail.c */
void thumbnail_fetch(struct thumbnail *thumbnail, struct client *client, const char *code, int64_t photo);
void thumbnail_free(struct thumbnail *thumbnail);
/* Draw it, with what a print of this line cuts off (line NULL: all of it), or the sentence why not. */
void thumbnail_paint(const struct kiosk *kiosk, const struct line *line, int row, int column, int rows, int columns);
/* In letters, for line mode. */
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

/* The pages. */
extern const struct screen_ops kiosk_start_ops, kiosk_photos_ops, kiosk_prints_ops, kiosk_details_ops, kiosk_bill_ops,
    kiosk_ticket_ops;
/* menu.c: choose one of a few lines; *chosen is offered first. False when nothing was chosen. */
bool menu_choose(struct screen *screen, const char *headline, const char *const *lines, size_t count, size_t *chosen);
/* fields.c: a form on a page that forgets who went away. left() is called for every field that was left, so that a draft
 * can be saved; it may be NULL. True when done. */
struct form;
bool fields_run(struct screen *screen, struct form *form, const char *headline, void (*left)(struct screen *screen, void *data),
                void *data);
/* view.c: one photo as large as the screen allows; Left and Right go through the order's photos. */
void view_photo(struct screen *screen, int64_t photo);
#endif
