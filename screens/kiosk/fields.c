/* fields.c - a form on a page of the kiosk: it keeps the head with the steps, and forgets who went away. */
#include "../form.h"
#include "kiosk.h"

struct fields_offer {
    struct kiosk *kiosk;
    struct form *form;
    const char *headline;
    void (*left)(struct screen *screen, void *data);
    void *data;
    bool done, touched;  /* touched: something was typed into the active field */
};
struct fields {
    struct kiosk *kiosk;
    struct fields_offer *offer;
};

static const struct screen_key keys[] = {
    { INPUT_ENTER, 0, "Enter", "next field, then done", "The next field; on the last one: done", 1, RIGHT_NONE, 0, NULL },
    { INPUT_ESC, 0, "Esc", "back", "Back to the page before", 2, RIGHT_NONE, 0, NULL },
};

static bool fields_open(struct screen *screen, const void *arg)
{
    struct fields *fields = screen->page;
    fields->offer = (struct fields_offer *)(uintptr_t)arg;
    fields->kiosk = fields->offer->kiosk;
    form_take_drafts(fields->offer->form, screen, fields->offer->headline);
    return true;
}

static void fields_paint(struct screen *screen)
{
    const struct fields *fields = screen->page;
    const struct form *form = fields->offer->form;
    const char *hint = form->fields[form->at].hint;
    kiosk_paint_head(screen);
    draw_text(3, 1, 0, fields->offer->headline);
    form_paint(form, 5, 1);
    if (hint)
        draw_text(5 + (int)form->count + 1, 3, 0, hint);
}

static bool fields_typing(struct screen *screen)
{
    (void)screen;
    return true;
}

static bool fields_key(struct screen *screen, int key)
{
    struct fields_offer *offer = ((struct fields *)screen->page)->offer;
    const struct form *form = offer->form;
    size_t at = form->at;
    /* A number is typed over, not continued: 3 in a field that says 1 is 3 copies. */
    if (!offer->touched && form->fields[form->at].kind == FORM_NUMBER && key >= '0' && key <= '9')
        form_set(offer->form, form->at, "");
    if (offer->kiosk->desk && key == INPUT_ENTER && prompt_was_scan(screen, form_text(form, at))) {
        form_drop_drafts(form, screen, offer->headline);
        screen_back(screen);
        return true;
    }
    enum form_result result = form_key(offer->form, key);
    offer->touched = result == FORM_TAKEN;
    if (result == FORM_BACK)
        form_drop_drafts(form, screen, offer->headline);
    else if (result != FORM_NOT)
        form_keep_draft(form, at, screen, offer->headline);
    if (offer->left && (result == FORM_NEXT || result == FORM_DONE))
        offer->left(screen, offer->data);
    offer->done = result == FORM_DONE;
    if (result == FORM_DONE || result == FORM_BACK)
        screen_back(screen);
    return result != FORM_NOT;
}

static const struct screen_ops fields_ops = {
    .name = "fields", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct fields),
    .tick_ms = KIOSK_TICK_MS, .open = fields_open, .paint = fields_paint, .key = fields_key, .tick = kiosk_tick,
    .no_scan = true, .typing = fields_typing, .resumes = true,
};

bool fields_run(struct screen *screen, struct form *form, const char *headline, void (*left)(struct screen *screen, void *data),
                void *data)
{
    struct fields_offer offer = { kiosk_of(screen), form, headline, left, data, false, false };
    if (screen->line_mode) {
        offer.done = form_run(screen, form, headline, "");
        if (offer.done && left)
            left(screen, data);
        return offer.done;
    }
    screen_open(screen, &fields_ops, &offer);
    if (offer.kiosk->step == STEP_START)
        screen_back(screen); /* gone away while typing: the page below closes too */
    return offer.done && !screen->closing;
}
