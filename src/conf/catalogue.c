/* catalogue.c - the catalogue: [product NAME], [class NAME] and [bill]; its comments (etc/catalogue) are the manual.
 *
 * Products are limited to what a bill can hold in rows (tbl/records.h): 64 sizes in 16 surfaces.
 */
#include <stdio.h>
#include <string.h>
#include "../base/str.h"
#include "../tbl/layouts.h"
#include "parts.h"

enum { MOST_PRODUCTS = 64, MOST_CLASSES = 20, MOST_SURFACES = 16, MOST_BREAKS = 16, NAME_LIMIT = 24, WORDS_LIMIT = 60 };
enum { RASTER_LOW = 100, RASTER_HIGH = 20000, COUNT_HIGH = 1000000, HOURS_HIGH = 1000, DAYS_HIGH = 365 };
enum { SURCHARGE_HIGH = 1000 /* percent */ };

struct reading { /* one section being read */
    struct conf *conf;
    struct conf_file *file;
    const struct conf_line *line;
    struct conf_product *product;
    struct conf_class *service;
};

struct key { /* a name a section can have */
    struct conf_key is;
    void (*read)(struct reading *reading);
};

static void read_product_words(struct reading *r)
{
    (void)conf_read_text(r->file, r->line, 1, WORDS_LIMIT, &r->product->words);
}

static void read_raster(struct reading *r)
{
    char text[24];
    int64_t width, height;
    snprintf(text, sizeof text, "%s", r->line->value);
    char *by = strchr(text, 'x');
    if (by)
        *by = 0;
    if (by == NULL || !str_number(text, RASTER_LOW, RASTER_HIGH, &width) ||
        !str_number(by + 1, RASTER_LOW, RASTER_HIGH, &height))
        conf_mistake(r->file, r->line->number,
                     "raster must be dots at 300 dpi such as 1200x1800, each from %d to %d, not \"%.60s\"",
                     RASTER_LOW, RASTER_HIGH, r->line->value);
    else if (width > height)
        conf_mistake(r->file, r->line->number, "raster is given upright: %lldx%lld", (long long)height,
                     (long long)width);
    else {
        r->product->width_px = width;
        r->product->height_px = height;
    }
}

static void read_layout(struct reading *r)
{
#define LAYOUT_NAME(name, columns, rows, width, height, help) name,
#define LAYOUT_WORD(name, columns, rows, width, height, help) name ", "
    static const char *const layouts[] = { "single", LAYOUT_ROWS(LAYOUT_NAME) "index" };
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++)
        if (strcmp(layouts[i], r->line->value) == 0) {
            r->product->layout = layouts[i];
            return;
        }
    conf_mistake(r->file, r->line->number, "layout must be single, " LAYOUT_ROWS(LAYOUT_WORD) "or index, not \"%.60s\"", r->line->value);
}

static void read_price(struct reading *r)
{
    (void)conf_read_money(r->file, r->line, r->conf, &r->product->price_minor);
}

static void read_border(struct reading *r)
{
    (void)conf_read_money(r->file, r->line, r->conf, &r->product->border_minor);
}

/* "NAME:AMOUNT" in one word; the name stays in the word. */
static bool take_pair(struct reading *r, const char *word, const char **name, int64_t *minor)
{
    size_t length = strcspn(word, ":");
    if (word[length] != ':' || !str_parse_money(word + length + 1, (int)r->conf->currency_decimals, minor) ||
        *minor > COUNT_HIGH * 100)
        return false;
    *name = arena_text_n(r->file->arena, word, length);
    return true;
}

static void read_breaks(struct reading *r)
{
    struct conf_product *product = r->product;
    const char *rest = r->line->value, *word, *count;
    int64_t least = 2;
    product->breaks = arena_alloc(r->file->arena, MOST_BREAKS * sizeof *product->breaks);
    while ((word = conf_lines_word(&rest, r->file->arena))) {
        struct conf_break one;
        if (product->break_count == MOST_BREAKS || !take_pair(r, word, &count, &one.price_minor) ||
            !str_number(count, least, COUNT_HIGH, &one.from_count)) {
            conf_mistake(r->file, r->line->number,
                         "breaks are counts with unit prices, counts rising from 2, at most %d, such as "
                         "\"50:%s\"; not \"%.60s\"",
                         MOST_BREAKS, r->conf->currency_decimals ? "0.2" : "2", word);
            return;
        }
        least = one.from_count + 1;
        product->breaks[product->break_count++] = one;
    }
}

static void read_surfaces(struct reading *r)
{
    struct conf_product *product = r->product;
    const char *rest = r->line->value, *word;
    product->surfaces = arena_alloc(r->file->arena, MOST_SURFACES * sizeof *product->surfaces);
    while ((word = conf_lines_word(&rest, r->file->arena))) {
        struct conf_surface one;
        if (product->surface_count == MOST_SURFACES || !take_pair(r, word, &one.name, &one.surcharge_minor) ||
            !conf_name_is_good(one.name, NAME_LIMIT) || conf_surface(product, one.name)) {
            conf_mistake(r->file, r->line->number,
                         "surfaces are names with surcharges, each once, at most %d, such as "
                         "\"glossy:0 matte:%s\"; not \"%.60s\"",
                         MOST_SURFACES, r->conf->currency_decimals ? "0.1" : "1", word);
            return;
        }
        product->surfaces[product->surface_count++] = one;
    }
    if (product->surface_count == 0)
        conf_mistake(r->file, r->line->number, "surfaces must name at least one, such as glossy:0");
}

static void read_class_words(struct reading *r)
{
    (void)conf_read_text(r->file, r->line, 1, WORDS_LIMIT, &r->service->words);
}

static void read_hours(struct reading *r)
{
    (void)conf_read_number(r->file, r->line, 1, HOURS_HIGH, &r->service->hours);
}

static void read_days(struct reading *r)
{
    (void)conf_read_number(r->file, r->line, 0, DAYS_HIGH, &r->service->days);
    if (conf_lines_find(r->file, r->line->section, "hours"))
        conf_mistake(r->file, r->line->number, "a class has hours or days, not both; take one line away");
}

static void read_surcharge(struct reading *r)
{
    if (strchr(r->line->value, '%'))
        (void)conf_read_percent(r->file, r->line, SURCHARGE_HIGH, &r->service->percent);
    else
        (void)conf_read_money(r->file, r->line, r->conf, &r->service->fixed_minor);
}

static void read_minimum(struct reading *r)
{
    (void)conf_read_money(r->file, r->line, r->conf, &r->conf->minimum_minor);
}

static void read_member_discount(struct reading *r)
{
    (void)conf_read_percent(r->file, r->line, 100, &r->conf->member_percent);
}

static void read_tax(struct reading *r)
{
    (void)conf_read_percent(r->file, r->line, 100, &r->conf->tax_percent);
}

static void read_tax_included(struct reading *r)
{
    (void)conf_read_yes(r->file, r->line, &r->conf->tax_included);
}

#define PRODUCT "product NAME"
#define CLASS "class NAME"
#define LAYOUT_HELP(name, columns, rows, width, height, help) name ": " help ", "
static const struct key product_keys[] = {
    { { PRODUCT, "words", true, "10 x 15 cm", "what people read where NAME is what they type" }, read_product_words },
    { { PRODUCT, "raster", true, "1200x1800", "dots of the print at 300 dpi, upright; the print is turned to the photo" },
      read_raster },
    { { PRODUCT, "layout", false, "single", "single (if left out); with cut marks, " LAYOUT_ROWS(LAYOUT_HELP)
        "index: all photos of the order, small" }, read_layout },
    { { PRODUCT, "price", true, "0.35", "for one print" }, read_price },
    { { PRODUCT, "breaks", false, "50:0.29 100:0.25", "from so many of this product in an order, each costs so much" },
      read_breaks },
    { { PRODUCT, "border", false, "0.05", "what a white border adds to a print" }, read_border },
    { { PRODUCT, "surfaces", true, "glossy:0 matte:0.05", "what it can be printed on, and what that adds to a print" },
      read_surfaces },
};
static const struct key class_keys[] = {
    { { CLASS, "words", true, "same day", "what people read" }, read_class_words },
    { { CLASS, "hours", false, "1", "promised within so many hours of work" }, read_hours },
    { { CLASS, "days", false, "0", "or after so many working days, at closing; 0: today; a class has hours or days, not both" },
      read_days },
    { { CLASS, "surcharge", false, "50%", "on the goods, in percent or as an amount" }, read_surcharge },
};
static const struct key bill_keys[] = {
    { { "bill", "minimum", false, "0", "an order costs at least this" }, read_minimum },
    { { "bill", "member_discount", false, "10%", "what members pay less" }, read_member_discount },
    { { "bill", "tax", false, "19%", "the tax" }, read_tax },
    { { "bill", "tax_included", false, "yes", "yes: prices contain it; no: it is added" }, read_tax_included },
};
static const struct keys {
    const struct key *rows;
    size_t n;
} product_rows = { product_keys, sizeof product_keys / sizeof *product_keys },
  class_rows = { class_keys, sizeof class_keys / sizeof *class_keys },
  bill_rows = { bill_keys, sizeof bill_keys / sizeof *bill_keys };

const struct conf_key *conf_catalogue_key(size_t n)
{
    const struct keys *const all[] = { &product_rows, &class_rows, &bill_rows };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (n < all[i]->n)
            return &all[i]->rows[n].is;
        n -= all[i]->n;
    }
    return NULL;
}

static const char *key_names(const struct keys *keys, struct arena *arena)
{
    const char *names = keys->rows->is.name;
    for (size_t i = 1; i < keys->n; i++)
        names = arena_format(arena, "%s, %s", names, keys->rows[i].is.name);
    return names;
}

static const struct key *find_key(const struct keys *keys, const char *name)
{
    for (size_t i = 0; i < keys->n; i++)
        if (strcmp(keys->rows[i].is.name, name) == 0)
            return &keys->rows[i];
    return NULL;
}

static void read_section(struct reading *reading, const struct conf_section *section, const struct keys *keys)
{
    struct conf_file *file = reading->file;
    for (size_t i = 0; i < file->line_count; i++) {
        reading->line = &file->lines[i];
        if (strcmp(reading->line->section, section->name) != 0)
            continue;
        const struct key *key = find_key(keys, reading->line->key);
        if (key)
            key->read(reading);
        else
            conf_mistake(file, reading->line->number, "[%.40s] has no %.40s; it has: %s", section->name,
                         reading->line->key, key_names(keys, file->arena));
    }
    for (size_t i = 0; i < keys->n; i++) {
        const struct conf_key *key = &keys->rows[i].is;
        if (key->needed && conf_lines_find(file, section->name, key->name) == NULL)
            conf_mistake(file, section->number, "%s is missing; add a line such as %s = %s", key->name, key->name,
                         key->example);
    }
}

static bool name_is_good(struct conf_file *file, const struct conf_section *section, const char *name)
{
    bool good = conf_name_is_good(name, NAME_LIMIT);
    if (!good)
        conf_mistake(file, section->number, "a name has letters, digits, - and ., at most %d, such as [product 10x15]",
                     NAME_LIMIT);
    return good;
}

/* Sheets of a fixed size of pictures need so much paper. */
static void check_layout(struct reading *reading, const struct conf_section *section)
{
    enum { INCH_MM10 = 254, DPI = 300 };
    static const struct {
        const char *name;
        int columns, rows, width, height;
    } rows[] = {
#define LAYOUT_SIZE(name, columns, rows, width, height, help) { name, columns, rows, width, height },
        LAYOUT_ROWS(LAYOUT_SIZE)
    };
    const struct conf_product *product = reading->product;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int wide = rows[i].columns * rows[i].width + (rows[i].columns + 1) * LAYOUT_ROOM_MM10;
        int high = rows[i].rows * rows[i].height + (rows[i].rows + 1) * LAYOUT_ROOM_MM10;
        if (strcmp(rows[i].name, product->layout) == 0 && rows[i].width && product->width_px > 0 &&
            (product->width_px * INCH_MM10 < (int64_t)wide * DPI || product->height_px * INCH_MM10 < (int64_t)high * DPI))
            conf_mistake(reading->file, section->number, "layout %s needs paper of %d x %d mm, a raster of %dx%d", rows[i].name, (wide + 9) / 10,
                         (high + 9) / 10, (wide * DPI + INCH_MM10 - 1) / INCH_MM10, (high * DPI + INCH_MM10 - 1) / INCH_MM10);
    }
}

static void read_product(struct reading *reading, const struct conf_section *section, const char *name)
{
    struct conf *conf = reading->conf;
    if (!name_is_good(reading->file, section, name))
        return;
    if (conf->product_count == MOST_PRODUCTS) {
        conf_mistake(reading->file, section->number, "there are more than %d products", MOST_PRODUCTS);
        return;
    }
    if (conf_product(conf, name)) {
        conf_mistake(reading->file, section->number, "product %s is in the catalogue already; keep one of the two", name);
        return;
    }
    reading->product = &conf->products[conf->product_count++];
    *reading->product = (struct conf_product){ .name = name, .words = name, .layout = "single" };
    read_section(reading, section, &product_rows);
    check_layout(reading, section);
}

static void read_class(struct reading *reading, const struct conf_section *section, const char *name)
{
    struct conf *conf = reading->conf;
    if (!name_is_good(reading->file, section, name))
        return;
    if (conf->class_count == MOST_CLASSES) {
        conf_mistake(reading->file, section->number, "there are more than %d classes", MOST_CLASSES);
        return;
    }
    if (conf_class(conf, name)) {
        conf_mistake(reading->file, section->number, "class %s is in the catalogue already; keep one of the two", name);
        return;
    }
    reading->service = &conf->classes[conf->class_count++];
    *reading->service = (struct conf_class){ .name = name, .words = name };
    read_section(reading, section, &class_rows);
}

void conf_catalogue_read(struct conf *conf, struct conf_file *file)
{
    struct reading reading = { .conf = conf, .file = file };
    conf->products = arena_alloc(file->arena, MOST_PRODUCTS * sizeof *conf->products);
    conf->classes = arena_alloc(file->arena, MOST_CLASSES * sizeof *conf->classes);
    conf->tax_included = true;
    for (size_t i = 0; i < file->line_count; i++)
        if (*file->lines[i].section == 0)
            conf_mistake(file, file->lines[i].number, "%.40s stands before any section", file->lines[i].key);
    for (size_t i = 0; i < file->section_count; i++) {
        const struct conf_section *section = &file->sections[i];
        if (strncmp(section->name, "product ", 8) == 0)
            read_product(&reading, section, section->name + 8 + strspn(section->name + 8, " "));
        else if (strncmp(section->name, "class ", 6) == 0)
            read_class(&reading, section, section->name + 6 + strspn(section->name + 6, " "));
        else if (strcmp(section->name, "bill") == 0)
            read_section(&reading, section, &bill_rows);
        else
            conf_mistake(file, section->number,
                         "there is no section [%.40s]; there are [product NAME], [class NAME] and [bill]",
                         section->name);
    }
    if (conf->product_count == 0)
        conf_mistake(file, 0, "nothing is sold; add at least one [product NAME]");
    if (conf->class_count == 0)
        conf_mistake(file, 0, "there is no service class; add at least one [class NAME]");
}
