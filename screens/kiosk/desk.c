/* desk.c - the kiosk's pages at the counter: an order for a customer who stands there with a stick, or a change of one.
 *
 * Lent to the counter by the program that has both (screens/taking.h). There is no start page under the wizard and nobody
 * is forgotten: who works here is known, the screen locks by itself, and a scan ends the wizard as it ends every question.
 * The order stays under its ticket and in the counter's list, whatever happens to this screen.
 */
#include <stdio.h>
#include <string.h>
#include "../card_page.h"
#include "../taking.h"
#include "kiosk.h"

struct desk_offer {
    const char *code, *password;
};

static bool desk_begin(struct kiosk *kiosk, struct screen *screen, const struct desk_offer *offer)
{
    enum err err = kiosk_load_catalogue(kiosk, screen->client);
    if (!err)
        err = kiosk_load(kiosk, screen->client);
    if (!err && !kiosk_editable(kiosk))
        err = err_detail(ERR_STATE, "%s", word_of(&order_state_words, kiosk->order.state));
    if (err)
        screen_say_err(screen, err);
    memccpy(kiosk->password, offer->password, 0, sizeof kiosk->password - 1);
    return !err;
}

/* Where the person is who takes the order: at the photos while there are none, the customer's card at once where this
 * terminal has a reader. */
static enum kiosk_step first_step(struct kiosk *kiosk, struct screen *screen)
{
    const struct page *back = &screen->stand.back;
    enum kiosk_step step;
    if (screen->stand.going_on && strcmp(back->code, kiosk->code) == 0 && kiosk_step_named(back->page, &step)) {
        kiosk->photo = back->n;
        return step;
    }
    if (kiosk->order.photos.n)
        return STEP_PRINTS;
    if (!screen->client->identity.remote)
        card_page_open(screen, kiosk->code, kiosk, kiosk_tick);
    return STEP_PHOTOS; /* where the last of them are seen to arrive */
}

static bool desk_open(struct screen *screen, const void *arg)
{
    struct kiosk *kiosk = screen->page;
    const struct desk_offer *offer = arg;
    kiosk->self = kiosk;
    kiosk->desk = true;
    record_init(&order_type, &kiosk->order);
    record_init(&catalogue_type, &kiosk->catalogue);
    memccpy(kiosk->code, offer->code, 0, sizeof kiosk->code - 1);
    screen->scans_all = true;
    if (desk_begin(kiosk, screen, offer)) {
        kiosk->step = STEP_PHOTOS; /* a page on top closes with everything when the step is the start */
        kiosk->step = first_step(kiosk, screen);
        if (!screen->scanned[0])
            kiosk_run_steps(screen);
        screen_keep_page(screen, "", "", 0);
    }
    screen->scans_all = false;
    kiosk_forget(kiosk, screen->client);
    arena_free(&kiosk->shop);
    return false; /* it has no page of its own */
}

static const struct screen_ops desk_ops = {
    .name = "desk", .size = sizeof(struct kiosk), .open = desk_open, .resumes = true,
};

void kiosk_at_the_desk(struct screen *screen, const char *code, const char *password)
{
    struct desk_offer offer = { code, password };
    screen_open(screen, &desk_ops, &offer);
}
