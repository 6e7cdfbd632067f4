/* lines.h - changes to order lines: what to do, and to which. A target is found again in the order as it is when the
 * change is made; one that is gone by then is passed over.
 */
#ifndef SCREENS_KIOSK_LINES_H
#define SCREENS_KIOSK_LINES_H
#include "kiosk.h"

enum lines_act {
    LINES_COPIES,   /* add amount (may be negative); a photo without a line gets one */
    LINES_NONE,     /* no copies: the line goes */
    LINES_SIZE,     /* product; surface kept where it is offered */
    LINES_SURFACE,  /* surface, where it is offered */
    LINES_MODE,     /* mode */
    LINES_CROP,     /* crop */
    LINES_MORE,     /* one more line for the photo, in product */
    LINES_ALL,      /* copies (amount), surface, mode, border */
    LINES_WHOLE     /* the whole order: one line for every photo, with product and all of LINES_ALL; no targets. An
                     * index print is added to what there is */
};
struct lines_target {
    int64_t photo;
    int ordinal;    /* the photo's first line is 0 */
};
struct lines_change {
    enum lines_act act;
    const struct lines_target *targets;
    size_t target_count;
    int64_t amount;
    const char *product, *surface;
    enum crop_mode mode;
    struct crop crop;
    bool border;
};

/* Is it an index print, all photos on one sheet? */
bool lines_is_index(const struct kiosk *kiosk, const char *product);
/* The ordinal-th line of a photo, NULL if none. */
struct line *lines_find(struct line *lines, size_t count, int64_t photo, int ordinal);
/* Make the change and save the order's lines. ERR_COPIES, ERR_PRODUCT and what the keeper says. */
enum err lines_change(struct kiosk *kiosk, struct client *client, struct lines_change *change) MUST_CHECK;
/* Ask for a size, with prices, and how these photos would do; NULL when none was chosen. Valid as the catalogue is. */
const char *lines_choose_size(struct screen *screen, const struct photo *const *photos, size_t count, const char *now);
/* Copies, surface, mode, border of one line in a form; false when left without a change. Texts in the arena. */
bool lines_form(struct screen *screen, const struct line *line, const struct photo *photo, struct lines_change *change,
                struct arena *arena);
/* Size, surface, copies and the rest for the whole order: fills a LINES_WHOLE. */
bool lines_whole_form(struct screen *screen, struct lines_change *change, struct arena *arena);
/* The surface offered after this one. */
bool lines_next_surface(const struct product *product, const char *surface, char *out, size_t size);
#endif
