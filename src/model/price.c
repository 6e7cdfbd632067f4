/* price.c - what an order costs and why; see price.h.
 *
 * Two passes: the first checks and computes into memory of its own, the last writes into the order, so that a refusal
 * leaves it as it was. Every sum is an int64 that says so when it overflows; percent are rounded half up to the
 * smallest unit, each once, on the sum they are taken of.
 */
#include "price.h"
#include <stdio.h>
#include <string.h>
#include "../base/str.h"

enum { MOST_COPIES = 999, MOST_LINES = 2000 };

struct group { /* lines of one product in one surface */
    const struct conf_product *product;
    const struct conf_surface *surface;
    int64_t count, bordered;
    const struct conf_break *found; /* the quantity break that applies; NULL for none */
    int64_t unit;                   /* price of one, with its surface, without border */
};

struct sum { /* one pricing */
    const struct conf *conf;
    const struct order *order;
    struct arena *arena;
    struct group *groups;
    size_t group_count;
    size_t *group_of;                                 /* for each line */
    struct line *lines;                               /* copies, with prices */
    struct { struct bill *v; size_t n; } bill;        /* as in struct order */
    int64_t total;
};

static const char *money(const struct sum *sum, int64_t minor, char *out, size_t size)
{
    return str_money(minor, (int)sum->conf->currency_decimals, out, size);
}

/* One line of the bill; adds to the total. */
static enum err add_bill(struct sum *sum, const char *reason, int64_t count, int64_t unit, int64_t total)
{
    struct bill *bill = LIST_ADD(sum->arena, &sum->bill, bill);
    bill->reason = reason;
    bill->count = count;
    bill->unit_minor = unit;
    bill->total_minor = total;
    return __builtin_add_overflow(sum->total, total, &sum->total) ? err_detail(ERR_OVERFLOW, "%s", reason) : ERR_NONE;
}

/* So much percent of an amount that is not negative, rounded half up: amount x percent / of. */
static enum err percent_of(int64_t amount, int64_t percent, int64_t of, int64_t *out)
{
    int64_t product;
    if (__builtin_mul_overflow(amount, percent, &product) || __builtin_add_overflow(product, of / 2, &product))
        return err_detail(ERR_OVERFLOW, "%lld percent", (long long)percent);
    *out = product / of;
    return ERR_NONE;
}

static bool has_photo(const struct order *order, int64_t n, size_t *hint)
{
    /* Lines mostly come in the order of their photos: look on from where the last one was. */
    for (size_t i = 0; i < order->photos.n; i++) {
        size_t at = (*hint + i) % order->photos.n;
        if (order->photos.v[at].n == n) {
            *hint = at;
            return true;
        }
    }
    return false;
}

static enum err check_line(const struct sum *sum, const struct line *line, size_t *hint, struct group *group)
{
    group->product = conf_product(sum->conf, line->product);
    if (group->product == NULL)
        return err_detail(ERR_PRODUCT, "%.24s", line->product);
    group->surface = conf_surface(group->product, line->surface);
    if (group->surface == NULL)
        return err_detail(ERR_PRODUCT, "%.24s/%.24s", line->product, line->surface);
    if (line->copies < 1 || line->copies > MOST_COPIES)
        return err_detail(ERR_COPIES, "%lld", (long long)line->copies);
    if (!has_photo(sum->order, line->photo, hint))
        return err_detail(ERR_NO_PHOTO, "%lld", (long long)line->photo);
    return ERR_NONE;
}

/* Check every line and put it into its group, in the order in which groups first appear. */
static enum err sort_lines(struct sum *sum)
{
    const struct order *order = sum->order;
    size_t hint = 0;
    for (size_t i = 0; i < order->lines.n; i++) {
        struct group group = { 0 };
        size_t at = 0;
        enum err err = check_line(sum, &order->lines.v[i], &hint, &group);
        if (err)
            return err;
        while (at < sum->group_count && sum->groups[at].surface != group.surface)
            at++;
        if (at == sum->group_count)
            sum->groups[sum->group_count++] = group;
        sum->groups[at].count += order->lines.v[i].copies;
        sum->groups[at].bordered += order->lines.v[i].border ? order->lines.v[i].copies : 0;
        sum->group_of[i] = at;
    }
    return ERR_NONE;
}

static int64_t product_count(const struct sum *sum, const struct conf_product *product, bool bordered)
{
    int64_t count = 0;
    for (size_t i = 0; i < sum->group_count; i++)
        if (sum->groups[i].product == product)
            count += bordered ? sum->groups[i].bordered : sum->groups[i].count;
    return count;
}

/* The quantity break for all prints of a product, whatever their surface; NULL below the first. */
static const struct conf_break *find_break(const struct conf_product *product, int64_t count)
{
    const struct conf_break *found = NULL;
    for (size_t i = 0; i < product->break_count && product->breaks[i].from_count <= count; i++)
        found = &product->breaks[i];
    return found;
}

static enum err price_groups(struct sum *sum)
{
    for (size_t i = 0; i < sum->group_count; i++) {
        struct group *group = &sum->groups[i];
        group->found = find_break(group->product, product_count(sum, group->product, false));
        int64_t price = group->found ? group->found->price_minor : group->product->price_minor;
        if (__builtin_add_overflow(price, group->surface->surcharge_minor, &group->unit))
            return err_detail(ERR_OVERFLOW, "%s", group->product->name);
    }
    return ERR_NONE;
}

static enum err bill_goods(struct sum *sum)
{
    for (size_t i = 0; i < sum->group_count; i++) {
        const struct group *group = &sum->groups[i];
        int64_t total;
        char each[32], from[32] = "";
        if (__builtin_mul_overflow(group->unit, group->count, &total))
            return err_detail(ERR_OVERFLOW, "%s", group->product->name);
        money(sum, group->unit, each, sizeof each);
        if (group->found)
            snprintf(from, sizeof from, "from %lld: ", (long long)group->found->from_count);
        const char *reason =
            arena_format(sum->arena, "%s %s, %s%s each", group->product->name, group->surface->name, from, each);
        enum err err = add_bill(sum, reason, group->count, group->unit, total);
        if (err)
            return err;
    }
    return ERR_NONE;
}

static enum err bill_borders(struct sum *sum)
{
    for (size_t i = 0; i < sum->conf->product_count; i++) {
        const struct conf_product *product = &sum->conf->products[i];
        int64_t count = product_count(sum, product, true), total;
        if (count == 0)
            continue;
        if (__builtin_mul_overflow(product->border_minor, count, &total))
            return err_detail(ERR_OVERFLOW, "%s", product->name);
        enum err err = add_bill(sum, arena_format(sum->arena, "%s white border", product->name), count,
                                product->border_minor, total);
        if (err)
            return err;
    }
    return ERR_NONE;
}

static enum err price_lines(struct sum *sum)
{
    for (size_t i = 0; i < sum->order->lines.n; i++) {
        struct line *line = &sum->lines[i];
        const struct group *group = &sum->groups[sum->group_of[i]];
        int64_t unit = group->unit;
        *line = sum->order->lines.v[i];
        if ((line->border && __builtin_add_overflow(unit, group->product->border_minor, &unit)) ||
            __builtin_mul_overflow(unit, line->copies, &line->total_minor))
            return err_detail(ERR_OVERFLOW, "line %zu", i + 1);
        line->unit_minor = unit;
    }
    return ERR_NONE;
}

static enum err bill_class(struct sum *sum, const struct conf_class *service)
{
    int64_t share = 0, goods = sum->total;
    enum err err = ERR_NONE;
    if (service->percent > 0) {
        if ((err = percent_of(goods, service->percent, 100, &share)))
            return err;
        const char *reason =
            arena_format(sum->arena, "%s, %lld%% on the goods", service->name, (long long)service->percent);
        err = add_bill(sum, reason, 1, share, share);
    }
    if (!err && service->fixed_minor > 0)
        err = add_bill(sum, arena_text(sum->arena, service->name), 1, service->fixed_minor, service->fixed_minor);
    return err;
}

static enum err bill_minimum(struct sum *sum)
{
    char least[32];
    int64_t missing = sum->conf->minimum_minor - sum->total;
    if (missing <= 0)
        return ERR_NONE;
    money(sum, sum->conf->minimum_minor, least, sizeof least);
    return add_bill(sum, arena_format(sum->arena, "up to the minimum of %s", least), 1, missing, missing);
}

static enum err bill_discount(struct sum *sum)
{
    int64_t share = 0, percent = sum->conf->member_percent;
    enum err err = percent_of(sum->total, percent, 100, &share);
    if (err || share == 0)
        return err;
    return add_bill(sum, arena_format(sum->arena, "member, %lld%% less", (long long)percent), 1, -share, -share);
}

static enum err bill_tax(struct sum *sum)
{
    int64_t share = 0, percent = sum->conf->tax_percent;
    char amount[32];
    if (percent == 0)
        return ERR_NONE;
    enum err err = percent_of(sum->total, percent, sum->conf->tax_included ? 100 + percent : 100, &share);
    if (err)
        return err;
    if (!sum->conf->tax_included)
        return add_bill(sum, arena_format(sum->arena, "%lld%% tax", (long long)percent), 1, share, share);
    /* In the price already: said, with its amount as unit, but adding nothing, so that the bill still sums up. */
    money(sum, share, amount, sizeof amount);
    return add_bill(sum, arena_format(sum->arena, "of which %lld%% tax: %s", (long long)percent, amount), 0, share, 0);
}

static enum err bill_all(struct sum *sum, const struct conf_class *service, bool member)
{
    enum err err = sort_lines(sum);
    if (!err)
        err = price_groups(sum);
    if (!err)
        err = price_lines(sum);
    if (!err)
        err = bill_goods(sum);
    if (!err)
        err = bill_borders(sum);
    if (!err)
        err = bill_class(sum, service);
    if (!err)
        err = bill_minimum(sum);
    if (!err && member)
        err = bill_discount(sum);
    return err ? err : bill_tax(sum);
}

enum err price_order(const struct conf *conf, bool member, struct order *order, struct arena *arena)
{
    const struct conf_class *service = conf_class(conf, order->class);
    if (order->lines.n == 0)
        return err_detail(ERR_NO_LINES, "no lines");
    if (order->lines.n > MOST_LINES)
        return err_detail(ERR_OVERFLOW, "%zu lines", order->lines.n);
    if (service == NULL)
        return err_detail(ERR_CLASS, "%.24s", order->class);
    struct sum sum = { .conf = conf, .order = order, .arena = arena };
    sum.groups = arena_alloc(arena, order->lines.n * sizeof *sum.groups);
    sum.group_of = arena_alloc(arena, order->lines.n * sizeof *sum.group_of);
    sum.lines = arena_alloc(arena, order->lines.n * sizeof *sum.lines);
    enum err err = bill_all(&sum, service, member);
    if (err)
        return err;
    for (size_t i = 0; i < order->lines.n; i++) {
        order->lines.v[i].unit_minor = sum.lines[i].unit_minor;
        order->lines.v[i].total_minor = sum.lines[i].total_minor;
    }
    order->bill.v = sum.bill.v;
    order->bill.n = sum.bill.n;
    order->price_minor = sum.total;
    order->tax_percent = conf->tax_percent;
    order->currency = arena_text(arena, conf->currency);
    order->currency_decimals = conf->currency_decimals;
    return ERR_NONE;
}

static bool has_line(const struct order *order, size_t lines, int64_t photo)
{
    for (size_t i = 0; i < lines; i++)
        if (order->lines.v[i].photo == photo)
            return true;
    return false;
}

void price_default_lines(const struct conf *conf, struct order *order, int64_t from, struct arena *arena)
{
    size_t before = order->lines.n;
    int64_t n = 0;
    for (size_t i = 0; i < before; i++)
        if (order->lines.v[i].n > n)
            n = order->lines.v[i].n;
    for (size_t i = 0; i < order->photos.n && order->lines.n < MOST_LINES; i++) {
        int64_t photo = order->photos.v[i].n;
        if (photo < from || has_line(order, before, photo))
            continue;
        struct line *line = LIST_ADD(arena, &order->lines, line);
        line->n = ++n;
        line->product = arena_text(arena, conf->default_product);
        line->surface = arena_text(arena, conf->default_surface);
        line->mode = MODE_FILL;
        line->copies = 1;
        line->photo = photo;
    }
}
