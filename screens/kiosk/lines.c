/* lines.c - changes to order lines, one or many at once; see lines.h. */
#include "lines.h"
#include <stdio.h>
#include <string.h>
#include "../form.h"
#include "../../src/base/str.h"

enum { COPIES_MOST = 999, SIZES_MOST = 200 };

struct line *lines_find(struct line *lines, size_t count, int64_t photo, int ordinal)
{
    for (size_t i = 0; i < count; i++)
        if (lines[i].photo == photo && ordinal-- == 0)
            return &lines[i];
    return NULL;
}

/* A new line for a photo: as the order's first line, else the shop's first size. */
static struct line *add_line(const struct kiosk *kiosk, struct args *args, struct arena *arena, int64_t photo)
{
    const struct catalogue *shop = &kiosk->catalogue;
    struct line *line = LIST_ADD(arena, &args->lines, line);
    line->photo = photo;
    if (kiosk->order.lines.n) {
        line->product = kiosk->order.lines.v[0].product;
        line->surface = kiosk->order.lines.v[0].surface;
    } else if (shop->products.n) {
        line->product = shop->products.v[0].product;
    }
    return line;
}

static void fit_surface(const struct kiosk *kiosk, struct line *line, struct arena *arena)
{
    char first[32];
    const struct product *product = sizes_find(&kiosk->catalogue, line->product);
    if (product && !sizes_has_surface(product, line->surface) && sizes_surface(product, 0, first, sizeof first))
        line->surface = arena_text(arena, first);
}

static enum err set_copies(struct line *line, int64_t copies)
{
    if (copies > COPIES_MOST)
        return err_detail(ERR_COPIES, "%lld", (long long)copies);
    line->copies = copies < 0 ? 0 : copies;
    return ERR_NONE;
}

static enum err change_line(const struct kiosk *kiosk, struct line *line, const struct lines_change *change, struct arena *arena)
{
    const struct product *product = sizes_find(&kiosk->catalogue, line->product);
    switch (change->act) {
    case LINES_COPIES:
        return set_copies(line, line->copies + change->amount);
    case LINES_NONE:
        return set_copies(line, 0);
    case LINES_MORE:
    case LINES_SIZE:
        line->product = change->product;
        record_init(&crop_type, &line->crop); /* chosen for the other shape */
        break;
    case LINES_SURFACE:
        if (product && sizes_has_surface(product, change->surface))
            line->surface = change->surface;
        break;
    case LINES_MODE:
        line->mode = change->mode;
        break;
    case LINES_CROP:
        line->crop = change->crop;
        break;
    case LINES_ALL:
        line->surface = change->surface;
        line->mode = change->mode;
        line->border = change->border;
        return set_copies(line, change->amount);
    }
    if (line->copies == 0)
        line->copies = 1;
    fit_surface(kiosk, line, arena);
    return ERR_NONE;
}

static enum err apply(const struct kiosk *kiosk, struct args *args, struct arena *arena, void *data)
{
    const struct lines_change *change = data;
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < change->target_count; i++) {
        const struct lines_target *target = &change->targets[i];
        struct line *line = lines_find(args->lines.v, args->lines.n, target->photo, target->ordinal);
        if (!kiosk_photo(kiosk, target->photo))
            continue;
        if (change->act == LINES_MORE || (!line && target->ordinal == 0 && change->act != LINES_NONE))
            line = add_line(kiosk, args, arena, target->photo);
        if (line)
            err = change_line(kiosk, line, change, arena);
    }
    return err;
}

enum err lines_change(struct kiosk *kiosk, struct client *client, struct lines_change *change)
{
    return kiosk_change_lines(kiosk, client, apply, change);
}

bool lines_next_surface(const struct product *product, const char *surface, char *out, size_t size)
{
    for (size_t i = 0; product && sizes_surface(product, i, out, size); i++)
        if (strcmp(out, surface) == 0)
            return sizes_surface(product, i + 1, out, size) || sizes_surface(product, 0, out, size);
    return product && sizes_surface(product, 0, out, size);
}

const char *lines_choose_size(struct screen *screen, const struct photo *photo, const char *now)
{
    const struct kiosk *kiosk = kiosk_of(screen);
    const struct catalogue *shop = &kiosk->catalogue;
    struct arena arena = { 0 };
    const char *lines[SIZES_MOST], *answer = NULL;
    char sum[48], headline[320];
    size_t count = shop->products.n < SIZES_MOST ? shop->products.n : SIZES_MOST, chosen = 0;
    for (size_t i = 0; i < count; i++) {
        const struct product *product = &shop->products.v[i];
        bool small = photo && sizes_too_small(product, photo, MODE_FILL);
        lines[i] = arena_format(&arena, "%-8s %-18.18s %11s  %s", product->product, product->words,
                                kiosk_money(kiosk, product->price_minor, sum, sizeof sum),
                                small ? "! this photo is too small for it" : product->surfaces);
        if (strcmp(product->product, now) == 0)
            chosen = i;
    }
    if (photo)
        snprintf(headline, sizeof headline, "Which size? Prices for one print. (%.200s)", photo->name);
    else
        snprintf(headline, sizeof headline, "Which size for all picked photos? Prices for one print.");
    if (menu_choose(screen, headline, lines, count, &chosen))
        answer = shop->products.v[chosen].product;
    arena_free(&arena);
    return answer;
}

bool lines_form(struct screen *screen, const struct line *line, const struct photo *photo, struct lines_change *change,
                struct arena *arena)
{
    static const char *const no_yes[] = { "no", "yes" };
    enum { COPIES, SURFACE, MODE, BORDER, FIELDS, SURFACES_MOST = 16 };
    const struct product *product = sizes_find(&kiosk_of(screen)->catalogue, line->product);
    const char *surfaces[SURFACES_MOST];
    size_t surface_count = 0, now = 0;
    char one[32], copies[24], headline[320];
    struct form form;
    for (; product && surface_count < SURFACES_MOST && sizes_surface(product, surface_count, one, sizeof one); surface_count++) {
        surfaces[surface_count] = arena_text(arena, one);
        if (strcmp(one, line->surface) == 0)
            now = surface_count;
    }
    if (surface_count == 0)
        surfaces[surface_count++] = line->surface;
    const struct form_field fields[FIELDS] = {
        [COPIES] = { .label = "Copies", .kind = FORM_NUMBER, .limit = 3, .hint = "1 to 999; 0: do not print it" },
        [SURFACE] = { .label = "Surface", .kind = FORM_CHOICE, .choices = surfaces, .choice_count = surface_count,
                      .hint = "Space goes through the surfaces" },
        [MODE] = { .label = "Print", .kind = FORM_CHOICE, .choices = crop_mode_words.words,
                   .choice_count = CROP_MODE_COUNT,
                   .hint = "fill: edges may be cut; fit: all of it, edges may stay white; actual: not enlarged" },
        [BORDER] = { .label = "White border", .kind = FORM_CHOICE, .choices = no_yes, .choice_count = 2,
                     .hint = "Space changes it" },
    };
    form_init(&form, fields, FIELDS);
    snprintf(copies, sizeof copies, "%lld", (long long)line->copies);
    form_set(&form, COPIES, copies);
    form.chosen[SURFACE] = now;
    form.chosen[MODE] = line->mode;
    form.chosen[BORDER] = line->border;
    snprintf(headline, sizeof headline, "%.200s in %.24s", photo->name, line->product);
    bool done = fields_run(screen, &form, headline, NULL, NULL);
    if (done) {
        change->act = LINES_ALL;
        change->surface = surfaces[form.chosen[SURFACE]];
        change->mode = (enum crop_mode)form.chosen[MODE];
        change->border = form.chosen[BORDER] == 1;
        if (!str_number(form_text(&form, COPIES), 0, COPIES_MOST, &change->amount)) {
            screen_say_err(screen, err_detail(ERR_COPIES, "%s", form_text(&form, COPIES)));
            done = false;
        }
    }
    form_free(&form);
    return done;
}
