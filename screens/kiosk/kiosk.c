/* kiosk.c - the wizard around the pages: which comes next, the head every page has, and forgetting who went away.
 *
 * The screen is public. After KIOSK_IDLE without a key it warns, after KIOSK_GRACE more it forgets code and password and
 * returns to the start page; a session from outside ends. The order itself stays under its ticket.
 */
#include "kiosk.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../../src/base/buf.h"
#include "../../src/base/clock.h"
#include "../../src/base/str.h"

enum { KIOSK_IDLE_S = 120, KIOSK_GRACE_S = 30 };

static const struct {
    const char *name, *capitals;
    const struct screen_ops *ops;
} steps[STEP_COUNT] = {
    [STEP_PHOTOS] = { "Photos", "PHOTOS", &kiosk_photos_ops },
    [STEP_PRINTS] = { "Prints", "PRINTS", &kiosk_prints_ops },
    [STEP_DETAILS] = { "Details", "DETAILS", &kiosk_details_ops },
    [STEP_BILL] = { "Bill", "BILL", &kiosk_bill_ops },
    [STEP_TICKET] = { "Ticket", "TICKET", &kiosk_ticket_ops },
};

struct kiosk *kiosk_of(struct screen *screen)
{
    return *(struct kiosk **)screen->page;
}

enum kiosk_step kiosk_next(const struct kiosk *kiosk)
{
    if (kiosk->step == STEP_TICKET)
        return STEP_TICKET;
    if (!kiosk_editable(kiosk))
        return STEP_TICKET;
    return kiosk->step + 1;
}

enum kiosk_step kiosk_before(const struct kiosk *kiosk)
{
    if (kiosk->step == STEP_PHOTOS || !kiosk_editable(kiosk))
        return STEP_PHOTOS;
    return kiosk->step - 1;
}

void kiosk_go(struct screen *screen, enum kiosk_step step)
{
    kiosk_of(screen)->step = step;
    screen_back(screen);
}

/* Leaving loses nothing, so it is asked only where somebody could believe to have ordered. */
static bool leave(struct screen *screen)
{
    const struct kiosk *kiosk = kiosk_of(screen);
    char until[32], code[16];
    if (kiosk->order.state != ORDER_OPEN || kiosk->order.photos.n == 0)
        return true;
    return prompt_yes(screen, false, "Nothing is ordered yet. Leave? Your photos stay under ticket %s until %s.",
                      str_code(kiosk->code, code, sizeof code), clock_words(kiosk->order.expires, until, sizeof until));
}

bool kiosk_act(struct screen *screen, int act)
{
    struct kiosk *kiosk = kiosk_of(screen);
    switch (act) {
    case KIOSK_NEXT:
        if (kiosk_next(kiosk) != kiosk->step)
            kiosk_go(screen, kiosk_next(kiosk));
        return true;
    case KIOSK_BACK:
        if (kiosk_before(kiosk) != kiosk->step)
            kiosk_go(screen, kiosk_before(kiosk));
        else
            screen_say(screen, "This is the first page. n goes on, x starts over.");
        return true;
    case KIOSK_OVER:
        if (leave(screen))
            kiosk_go(screen, STEP_START);
        return true;
    case KIOSK_STYLE:
        picture_set_kind(picture_next_kind(picture_get_kind()));
        return true;
    default:
        return false;
    }
}

/* Where this order goes on: where its session stood, or the ticket when there is nothing left to choose. */
static enum kiosk_step first_step(struct screen *screen)
{
    struct kiosk *kiosk = kiosk_of(screen);
    struct arena arena = { 0 };
    struct page page;
    enum kiosk_step step = kiosk->order.state == ORDER_OPEN ? STEP_PHOTOS : STEP_TICKET;
    if (kiosk->order.state == ORDER_OPEN && !screen_read_page(screen, &page, &arena) && !strcmp(page.code, kiosk->code)) {
        for (enum kiosk_step at = STEP_PHOTOS; at < STEP_TICKET; at++)
            if (strcmp(page.page, steps[at].name) == 0)
                step = at;
        kiosk->photo = page.n;
    }
    arena_free(&arena);
    return step;
}

void kiosk_run_wizard(struct screen *screen)
{
    struct kiosk *kiosk = kiosk_of(screen);
    for (kiosk->step = first_step(screen); kiosk->step < STEP_COUNT && !screen->closing;) {
        enum kiosk_step step = kiosk->step;
        screen_keep_page(screen, steps[step].name, kiosk->code, kiosk->photo);
        screen_open(screen, steps[step].ops, kiosk);
        if (kiosk->step == step)
            kiosk->step = STEP_START; /* it did not open, or the screen closes */
    }
    stand_keep(screen, true); /* still as this customer */
    stand_forget(screen);
    kiosk_forget(kiosk, screen->client);
    kiosk->step = STEP_START;
    enum err err = screen->closing ? ERR_NONE : kiosk_next_customer(screen->client);
    if (err) {
        /* The keeper may still take the next customer for this one: better no kiosk than that. */
        screen->failure = err;
        screen_quit(screen);
    }
}

/* "Photos > PRINTS > Details > Bill > Ticket" */
static const char *step_words(const struct kiosk *kiosk, char *out, size_t size)
{
    struct buf text = { 0 };
    for (int i = 0; i < STEP_COUNT; i++)
        buf_format(&text, "%s%s", i ? " > " : "", kiosk->step == (enum kiosk_step)i ? steps[i].capitals : steps[i].name);
    snprintf(out, size, "%s", buf_string(&text));
    buf_free(&text);
    return out;
}

static const char *shop_words(const struct kiosk *kiosk, char *out, size_t size)
{
    snprintf(out, size, "%.40s", *kiosk->catalogue.shop ? kiosk->catalogue.shop : "photo lab");
    for (char *at = out; *at; at++)
        *at = (char)((unsigned char)*at < 0x80 ? toupper((unsigned char)*at) : *at);
    strncat(out, " \u00b7 kiosk", size - strlen(out) - 1);
    return out;
}

static const char *count_words(const struct kiosk *kiosk, char *out, size_t size)
{
    long long photos = (long long)kiosk->order.photos.n, prints = (long long)kiosk_prints(kiosk);
    char code[16];
    snprintf(out, size, "%lld photo%s \u00b7 %lld print%s \u00b7 ticket %s", photos, photos == 1 ? "" : "s", prints,
             prints == 1 ? "" : "s", str_code(kiosk->code, code, sizeof code));
    return out;
}

static const char *price_words(const struct kiosk *kiosk, char *out, size_t size)
{
    char sum[48];
    kiosk_money(kiosk, kiosk->order.price_minor, sum, sizeof sum);
    snprintf(out, size, kiosk->order.state == ORDER_OPEN ? "so far %s" : "%s", sum);
    return out;
}

void kiosk_paint_head(struct screen *screen)
{
    const struct kiosk *kiosk = kiosk_of(screen);
    char left[80], right[80];
    /* The steps and the price are never cut; what stands left of them is. */
    step_words(kiosk, right, sizeof right);
    draw_text(0, 1, draw_columns() - (int)strlen(right) - 3, shop_words(kiosk, left, sizeof left));
    draw_right(0, right);
    if (*kiosk->code) {
        price_words(kiosk, right, sizeof right);
        draw_text(1, 1, draw_columns() - (int)strlen(right) - 3, count_words(kiosk, left, sizeof left));
        draw_right(1, right);
    }
    draw_rule(2);
}

void kiosk_tell_head(struct screen *screen)
{
    const struct kiosk *kiosk = kiosk_of(screen);
    char left[80], right[80];
    line_say("%s", "");
    line_say("%s: %s", shop_words(kiosk, left, sizeof left), step_words(kiosk, right, sizeof right));
    if (*kiosk->code)
        line_say("%s, %s", count_words(kiosk, left, sizeof left), price_words(kiosk, right, sizeof right));
}

/* The shop's own, else ours; tests live faster. */
static int64_t idle_ms(const struct screen *screen)
{
    const char *set = getenv("COUNTERSIGN_KIOSK_IDLE");
    int64_t seconds = screen->client->identity.idle_seconds;
    if (seconds <= 0)
        seconds = KIOSK_IDLE_S;
    if (set)
        str_number(set, 1, 86400, &seconds);
    return seconds * 1000;
}

void kiosk_tick(struct screen *screen)
{
    struct kiosk *kiosk = kiosk_of(screen);
    int64_t idle = clock_ms() - screen->key_ms, grace = idle_ms(screen) * KIOSK_GRACE_S / KIOSK_IDLE_S;
    bool remote = screen->client->identity.remote;
    char code[16];
    if (idle < idle_ms(screen)) {
        kiosk->warned = false;
    } else if (idle >= idle_ms(screen) + grace) {
        kiosk->warned = false;
        stand_part(screen); /* who comes back goes on with what was half typed */
        if (remote)
            screen_quit(screen);
        else if (*kiosk->code)
            kiosk_go(screen, STEP_START);
    } else if (!kiosk->warned && *kiosk->code) {
        kiosk->warned = true;
        screen_alarm(screen, "Still there? Press any key; this page closes soon. Ticket %s",
                     str_code(kiosk->code, code, sizeof code));
    }
}

int screen_run_kiosk(struct client *client)
{
    return screen_run(client, &kiosk_start_ops, false);
}
