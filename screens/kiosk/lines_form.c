/* lines_form.c - asking for a size, and for copies, surface and the rest, of one line or of the whole order. */
#include "lines.h"
#include <stdio.h>
#include <string.h>
#include "../form.h"
#include "../../src/base/str.h"

enum { SIZES_MOST = 200, COPIES_MOST = 999, SURFACES_MOST = 16, WORDS = 22 /* columns of a size in words */ };
enum { COPIES, SURFACE, MODE, BORDER, FIELDS };

/* How these photos would do in that size: "", or the warning. */
static const char *warning(const struct product *product, const struct photo *const *photos, size_t count, char *out, size_t size)
{
    size_t small = 0;
    int least = 0;
    for (size_t i = 0; i < count; i++) {
        int dpi = photos[i] ? sizes_dpi(product, photos[i], MODE_FILL) : 0;
        if (dpi == 0 || dpi >= SIZES_DPI_LEAST)
            continue;
        small++;
        least = least == 0 || dpi < least ? dpi : least;
    }
    out[0] = 0;
    if (small && count == 1)
        say_fill(out, size, W_SMALL_ONE, (const char *const[]){ say_number(least), NULL });
    else if (small)
        say_fill(out, size, W_SMALL_SOME, (const char *const[]){ say_number((int64_t)small), say_number((int64_t)count), NULL });
    return out;
}

const char *lines_choose_size(struct screen *screen, const struct photo *const *photos, size_t count, const char *now)
{
    const struct kiosk *kiosk = kiosk_of(screen);
    const struct catalogue *shop = &kiosk->catalogue;
    struct arena arena = { 0 };
    const char *lines[SIZES_MOST], *answer = NULL;
    char sum[48], warned[80], name[64], headline[320];
    size_t sizes = shop->products.n < SIZES_MOST ? shop->products.n : SIZES_MOST, chosen = 0;
    for (size_t i = 0; i < sizes; i++) {
        const struct product *product = &shop->products.v[i];
        warning(product, photos, count, warned, sizeof warned);
        int wide = (int)str_bytes(product->words, WORDS), gap = WORDS - (int)str_columns(product->words);
        lines[i] = arena_format(&arena, "%-8s %.*s%*s %11s  %s", product->product, wide, product->words, gap > 0 ? gap : 0, "",
                                kiosk_money(kiosk, product->price_minor, sum, sizeof sum), *warned ? warned : product->surfaces);
        if (strcmp(product->product, now) == 0)
            chosen = i;
    }
    if (count == 1 && photos[0])
        SAY(headline, W_WHICH_SIZE, photos_name(photos[0]->name, 30, name, sizeof name));
    else
        SAY(headline, W_WHICH_SIZE_ALL, say_number((int64_t)count));
    if (menu_choose(screen, headline, lines, sizes, &chosen))
        answer = shop->products.v[chosen].product;
    arena_free(&arena);
    return answer;
}

/* The surfaces of a product, or the one there is; returns how many. */
static size_t list_surfaces(const struct product *product, const char *now, const char **surfaces, size_t *chosen, struct arena *arena)
{
    size_t count = 0;
    char one[32];
    *chosen = 0;
    for (; product && count < SURFACES_MOST && sizes_surface(product, count, one, sizeof one); count++) {
        surfaces[count] = arena_text(arena, one);
        if (strcmp(one, now) == 0)
            *chosen = count;
    }
    if (count == 0)
        surfaces[count++] = now;
    return count;
}

/* Ask with the form, and take over what was answered. */
static bool ask(struct screen *screen, struct form *form, const char *headline, const char *const *surfaces, struct lines_change *change)
{
    if (!fields_run(screen, form, headline, NULL, NULL))
        return false;
    change->surface = surfaces[form->chosen[SURFACE]];
    change->mode = (enum crop_mode)form->chosen[MODE];
    change->border = form->chosen[BORDER] == 1;
    if (str_number(form_text(form, COPIES), 0, COPIES_MOST, &change->amount))
        return true;
    kiosk_say_err(screen, err_detail(ERR_COPIES, "%s", form_text(form, COPIES)));
    return false;
}

/* Copies, surface, mode and border with what the line has now, in a form. */
static bool ask_line(struct screen *screen, const struct line *line, const char *headline, struct lines_change *change,
                     struct arena *arena)
{
    const char *const no_yes[] = { say(W_NO), say(W_YES) }, *const modes[] = { say(W_FILL), say(W_FIT), say(W_ACTUAL) };
    const char *surfaces[SURFACES_MOST];
    size_t now;
    size_t count = list_surfaces(sizes_find(&kiosk_of(screen)->catalogue, line->product), line->surface, surfaces, &now, arena);
    const struct form_field fields[FIELDS] = {
        [COPIES] = { .label = say(W_F_COPIES), .kind = FORM_NUMBER, .limit = 3, .hint = say(W_F_COPIES_HINT) },
        [SURFACE] = { .label = say(W_F_SURFACE), .kind = FORM_CHOICE, .choices = surfaces, .choice_count = count,
                      .hint = say(W_F_SURFACE_HINT) },
        [MODE] = { .label = say(W_F_MODE), .kind = FORM_CHOICE, .choices = modes, .choice_count = CROP_MODE_COUNT,
                   .hint = say(W_F_MODE_HINT) },
        [BORDER] = { .label = say(W_F_BORDER), .kind = FORM_CHOICE, .choices = no_yes, .choice_count = 2,
                     .hint = say(W_F_BORDER_HINT) },
    };
    struct form form;
    form_init(&form, fields, FIELDS);
    form_set(&form, COPIES, say_number(line->copies));
    form.chosen[SURFACE] = now;
    form.chosen[MODE] = line->mode;
    form.chosen[BORDER] = line->border;
    bool done = ask(screen, &form, headline, surfaces, change);
    form_free(&form);
    return done;
}

bool lines_form(struct screen *screen, const struct line *line, const struct photo *photo, struct lines_change *change,
                struct arena *arena)
{
    char name[64], headline[200];
    SAY(headline, W_PHOTO_IN, photos_name(photo->name, 40, name, sizeof name), line->product);
    change->act = LINES_ALL;
    return ask_line(screen, line, headline, change, arena);
}

bool lines_whole_form(struct screen *screen, struct lines_change *change, struct arena *arena)
{
    const struct kiosk *kiosk = kiosk_of(screen);
    const struct order *order = &kiosk->order;
    const struct photo **photos = arena_alloc(arena, (order->photos.n + 1) * sizeof *photos);
    struct line line;
    char headline[200];
    record_init(&line_type, &line);
    for (size_t i = 0; i < order->photos.n; i++)
        photos[i] = &order->photos.v[i];
    const char *product = lines_choose_size(screen, photos, order->photos.n, order->lines.n ? order->lines.v[0].product : "");
    if (product == NULL)
        return false;
    line.product = arena_text(arena, product);
    line.surface = arena_text(arena, order->lines.n ? order->lines.v[0].surface : "");
    line.copies = 1;
    SAY(headline, W_WHOLE_IN, say_number((int64_t)order->photos.n), line.product);
    change->act = LINES_WHOLE;
    change->product = line.product;
    return ask_line(screen, &line, headline, change, arena);
}
