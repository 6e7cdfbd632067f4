/* lines.c - changes to order lines, one or many at once; see lines.h. */
#include "lines.h"
#include <string.h>

enum { COPIES_MOST = 999 };

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
    case LINES_WHOLE:
        break; /* whole() */
    }
    if (line->copies == 0)
        line->copies = 1;
    fit_surface(kiosk, line, arena);
    return ERR_NONE;
}

bool lines_is_index(const struct kiosk *kiosk, const char *product)
{
    const struct product *found = sizes_find(&kiosk->catalogue, product);
    return found && strcmp(found->layout, "index") == 0;
}

/* One sheet shows all photos, from its own on: one more line for the first is what it takes. */
static enum err add_index(const struct kiosk *kiosk, struct args *args, struct arena *arena, const struct lines_change *change)
{
    struct line *line = LIST_ADD(arena, &args->lines, line);
    line->photo = kiosk->order.photos.v[0].n;
    line->product = change->product;
    line->surface = change->surface;
    line->border = change->border;
    fit_surface(kiosk, line, arena);
    return set_copies(line, change->amount);
}

/* Every photo of the order gets this one line. Where the crop still fits, it stays. */
static enum err whole(const struct kiosk *kiosk, struct args *args, struct arena *arena, const struct lines_change *change)
{
    struct line *before = args->lines.v;
    size_t before_count = args->lines.n;
    enum err err = ERR_NONE;
    if (kiosk->order.photos.n && lines_is_index(kiosk, change->product))
        return add_index(kiosk, args, arena, change);
    args->lines.v = NULL;
    args->lines.n = 0;
    for (size_t i = 0; !err && i < kiosk->order.photos.n; i++) {
        const struct line *old = lines_find(before, before_count, kiosk->order.photos.v[i].n, 0);
        struct line *line = LIST_ADD(arena, &args->lines, line);
        line->photo = kiosk->order.photos.v[i].n;
        line->product = change->product;
        line->surface = change->surface;
        line->mode = change->mode;
        line->border = change->border;
        if (old && strcmp(old->product, change->product) == 0)
            line->crop = old->crop;
        err = set_copies(line, change->amount);
        fit_surface(kiosk, line, arena);
    }
    return err;
}

static enum err apply(const struct kiosk *kiosk, struct args *args, struct arena *arena, void *data)
{
    const struct lines_change *change = data;
    enum err err = ERR_NONE;
    if (change->act == LINES_WHOLE)
        return whole(kiosk, args, arena, change);
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
