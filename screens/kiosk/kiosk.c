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
#include "../text.h"

enum { KIOSK_IDLE_S = 120, KIOSK_GRACE_S = 30 };

static const struct {
    const char *kept;        /* what the keeper remembers of where a session stood */
    enum say name, capitals;
    const struct screen_ops *ops;
} steps[STEP_COUNT] = {
    [STEP_PHOTOS] = { "Photos", W_STEP_PHOTOS, W_AT_PHOTOS, &kiosk_photos_ops },
    [STEP_PRINTS] = { "Prints", W_STEP_PRINTS, W_AT_PRINTS, &kiosk_prints_ops },
    [STEP_DETAILS] = { "Details", W_STEP_DETAILS, W_AT_DETAILS, &kiosk_details_ops },
    [STEP_BILL] = { "Bill", W_STEP_BILL, W_AT_BILL, &kiosk_bill_ops },
    [STEP_TICKET] = { "Ticket", W_STEP_TICKET, W_AT_TICKET, &kiosk_ticket_ops },
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

void kiosk_say_err(struct screen *screen, enum err err)
{
    char sentence[SCREEN_SAY_LIMIT];
    screen_alarm(screen, "%s", say_error(err, sentence, sizeof sentence));
}

void kiosk_say(struct screen *screen, enum say word, const char *const *values)
{
    char sentence[SCREEN_SAY_LIMIT];
    screen_say(screen, "%s", say_fill(sentence, sizeof sentence, word, values));
}

int kiosk_draw(int row, int column, int width, enum say word, const char *const *values)
{
    char sentence[SCREEN_SAY_LIMIT];
    return draw_text(row, column, width, say_fill(sentence, sizeof sentence, word, values));
}

void kiosk_position(struct screen *screen, const struct list *list)
{
    SAY(screen->position, list->count ? W_OF : W_NONE, say_number((int64_t)list->selected + 1), say_number((int64_t)list->count));
}

int kiosk_wrap(int row, const char *sentence)
{
    struct text text = { 0 };
    text_wrap(&text, draw_columns() - 2, "", sentence);
    for (size_t i = 0; i < text.count; i++)
        draw_text(row++, 1, 0, text.lines[i]);
    text_free(&text);
    return row;
}

bool kiosk_yes(struct screen *screen, bool likely, const char *question)
{
    const char *const answers[] = { say(W_YES), say(W_NO) };
    return prompt_choice(screen, answers, 2, likely ? 0 : 1, "%s", question) == 0;
}

/* Leaving loses nothing, so it is asked only where somebody could believe to have ordered. */
static bool leave(struct screen *screen)
{
    const struct kiosk *kiosk = kiosk_of(screen);
    char until[48], code[16], question[300];
    if (kiosk->order.state != ORDER_OPEN || kiosk->order.photos.n == 0)
        return true;
    return kiosk_yes(screen, false, SAY(question, W_LEAVE, str_code(kiosk->code, code, sizeof code),
                                        say_date(kiosk->order.expires, until, sizeof until)));
}

static void undo(struct screen *screen)
{
    struct kiosk *kiosk = kiosk_of(screen);
    if (kiosk->undo_count == 0 || !kiosk_editable(kiosk)) {
        KIOSK_SAY(screen, W_UNDO_NOTHING, NULL);
        return;
    }
    enum err err = kiosk_undo(kiosk, screen->client);
    if (err)
        kiosk_say_err(screen, err);
    else
        KIOSK_SAY(screen, kiosk->undo_count ? W_UNDONE_MORE : W_UNDONE, say_number(kiosk->undo_count));
    screen->topics |= BIT(TOPIC_ORDERS); /* the page reads the order again */
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
        else if (kiosk->desk)
            kiosk_go(screen, STEP_START);
        else
            KIOSK_SAY(screen, W_FIRST_PAGE, NULL);
        return true;
    case KIOSK_OVER:
        if (leave(screen))
            kiosk_go(screen, STEP_START);
        return true;
    case KIOSK_STYLE:
        picture_set_kind(picture_next_kind(picture_get_kind()));
        return true;
    case KIOSK_UNDO:
        undo(screen);
        return true;
    default:
        return false;
    }
}

bool kiosk_step_named(const char *kept, enum kiosk_step *step)
{
    for (enum kiosk_step at = STEP_PHOTOS; at < STEP_TICKET; at++)
        if (strcmp(kept, steps[at].kept) == 0) {
            *step = at;
            return true;
        }
    return false;
}

/* Where this order goes on: where its session stood, or the ticket when there is nothing left to choose. */
static enum kiosk_step first_step(struct screen *screen)
{
    struct kiosk *kiosk = kiosk_of(screen);
    struct arena arena = { 0 };
    struct page page;
    enum kiosk_step step = kiosk->order.state == ORDER_OPEN ? STEP_PHOTOS : STEP_TICKET;
    if (kiosk->order.state == ORDER_OPEN && !screen_read_page(screen, &page, &arena) && !strcmp(page.code, kiosk->code)) {
        kiosk_step_named(page.page, &step);
        kiosk->photo = page.n;
    }
    arena_free(&arena);
    return step;
}

void kiosk_run_steps(struct screen *screen)
{
    struct kiosk *kiosk = kiosk_of(screen);
    while (kiosk->step < STEP_COUNT && !screen->closing) {
        enum kiosk_step step = kiosk->step;
        kiosk->turned = false;
        screen_keep_page(screen, steps[step].kept, kiosk->code, kiosk->photo);
        screen_open(screen, step == STEP_PHOTOS && kiosk->sheet ? &kiosk_sheet_ops : steps[step].ops, kiosk);
        if (kiosk->step == step && !kiosk->turned)
            kiosk->step = STEP_START; /* it did not open, or the screen closes */
    }
}

void kiosk_run_wizard(struct screen *screen)
{
    struct kiosk *kiosk = kiosk_of(screen);
    kiosk->step = first_step(screen);
    kiosk_run_steps(screen);
    stand_keep(screen, true); /* still as this customer */
    stand_forget(screen);
    kiosk_forget(kiosk, screen->client);
    kiosk->step = STEP_START;
    words_use(LANGUAGE_ENGLISH);
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
    for (enum kiosk_step i = 0; i < STEP_COUNT; i++)
        buf_format(&text, "%s%s", i ? " > " : "", say(kiosk->step == i ? steps[i].capitals : steps[i].name));
    snprintf(out, size, "%s", buf_string(&text));
    buf_free(&text);
    return out;
}

static const char *shop_words(const struct kiosk *kiosk, char *out, size_t size)
{
    char shop[48];
    snprintf(shop, sizeof shop, "%.40s", *kiosk->catalogue.shop ? kiosk->catalogue.shop : say(W_PHOTO_LAB));
    for (char *at = shop; *at; at++)
        *at = (char)((unsigned char)*at < 0x80 ? toupper((unsigned char)*at) : *at);
    return say_fill(out, size, kiosk->desk ? W_DESK : W_KIOSK, (const char *const[]){ shop, NULL });
}

static const char *count_words(const struct kiosk *kiosk, char *out, size_t size)
{
    int64_t photos = (int64_t)kiosk->order.photos.n, prints = kiosk_prints(kiosk);
    char code[16], has[40], makes[40];
    SAY_COUNTED(has, photos, W_PHOTO_ONE, W_PHOTO_MANY);
    SAY_COUNTED(makes, prints, W_PRINT_ONE, W_PRINT_MANY);
    return say_fill(out, size, W_COUNTS, (const char *const[]){ has, makes, str_code(kiosk->code, code, sizeof code), NULL });
}

static const char *price_words(const struct kiosk *kiosk, char *out, size_t size)
{
    char sum[48];
    kiosk_money(kiosk, kiosk->order.price_minor, sum, sizeof sum);
    return say_fill(out, size, kiosk->order.state == ORDER_OPEN ? W_SO_FAR : W_PRICE_ALONE, (const char *const[]){ sum, NULL });
}

void kiosk_paint_head(struct screen *screen)
{
    const struct kiosk *kiosk = kiosk_of(screen);
    char left[160], right[100];
    /* The steps and the price are never cut; what stands left of them is. */
    step_words(kiosk, right, sizeof right);
    draw_text(0, 1, draw_columns() - (int)str_columns(right) - 3, shop_words(kiosk, left, sizeof left));
    draw_right(0, right);
    if (*kiosk->code) {
        price_words(kiosk, right, sizeof right);
        draw_text(1, 1, draw_columns() - (int)str_columns(right) - 3, count_words(kiosk, left, sizeof left));
        draw_right(1, right);
    }
    draw_rule(2);
    kiosk_paint_keys(screen);
}

int kiosk_body_end(void)
{
    return screen_body_end() - 1;
}

void kiosk_paint_keys(struct screen *screen)
{
    int row = kiosk_body_end(), column = 1;
    for (size_t i = 0; i < screen->ops->key_count; i++) {
        const struct screen_key *key = &screen->ops->keys[i];
        if (!(key->flags & KIOSK_OWN) || key->name == NULL)
            continue;
        const char *cap = say_key(key->key_name), *name = say_key(key->name);
        int wide = (int)(str_columns(cap) + 1 + str_columns(name));
        if (column + wide >= draw_columns())
            break;
        draw_format(row, column, 0, "%s %s", cap, name);
        column += wide + 2;
    }
}

void kiosk_tell_head(struct screen *screen)
{
    const struct kiosk *kiosk = kiosk_of(screen);
    char left[160], right[100];
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
    char code[16], still[200];
    if (kiosk->desk)
        return; /* staff: loop.c locks the screen */
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
        screen_alarm(screen, "%s", SAY(still, W_STILL_THERE, str_code(kiosk->code, code, sizeof code)));
    }
}

int screen_run_kiosk(struct client *client)
{
    return screen_run(client, &kiosk_start_ops, false);
}
