/* conf.c - the three files read as a whole, and the catalogue looked up; see conf.h. */
#include "conf.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/path.h"
#include "parts.h"

enum { FILE_LIMIT = 1024 * 1024 };

struct part {
    const char *name;
    void (*read)(struct conf *conf, struct conf_file *file);
};
/* In this order: amounts need the currency, what a printer holds needs the catalogue. */
static const struct part parts[] = {
    { PATH_CONF, conf_options_read },
    { PATH_CATALOGUE, conf_catalogue_read },
    { PATH_PRINTERS_CONF, conf_printers_read },
};
enum { PART_COUNT = sizeof parts / sizeof *parts };

/* What an upload becomes must be something the shop sells. */
static void check_defaults(struct conf *conf, struct conf_file *options)
{
    const struct conf_line *product = conf_lines_find(options, "kiosk", "default_product");
    const struct conf_line *surface = conf_lines_find(options, "kiosk", "default_surface");
    const struct conf_line *service = conf_lines_find(options, "kiosk", "default_class");
    const struct conf_product *found = conf_product(conf, conf->default_product);
    if (conf->product_count > 0 && found == NULL)
        conf_mistake(options, product ? product->number : 0,
                     "kiosk default_product is %s, which the catalogue does not sell; name one of its products",
                     conf->default_product);
    else if (found && found->surface_count > 0 && conf_surface(found, conf->default_surface) == NULL)
        conf_mistake(options, surface ? surface->number : 0,
                     "kiosk default_surface is %s, which %s does not come in; name one of its surfaces",
                     conf->default_surface, found->name);
    if (conf->class_count > 0 && conf_class(conf, conf->default_class) == NULL)
        conf_mistake(options, service ? service->number : 0,
                     "kiosk default_class is %s, which the catalogue does not have; name one of its classes",
                     conf->default_class);
}

/* texts: one for each part; NULL where the file could not be had, which is reported already. */
static enum err read_all(struct conf *conf, const char *const texts[PART_COUNT], const size_t sizes[PART_COUNT],
                         struct buf *mistakes)
{
    struct conf_file files[PART_COUNT] = { 0 };
    size_t before = mistakes->size;
    for (size_t i = 0; i < PART_COUNT; i++) {
        files[i].mistakes = mistakes;
        if (texts[i] == NULL)
            continue;
        conf_lines_read(&files[i], parts[i].name, texts[i], sizes[i], mistakes, &conf->memory);
        parts[i].read(conf, &files[i]);
    }
    if (texts[0] && texts[1])
        check_defaults(conf, &files[0]);
    return mistakes->size == before ? ERR_NONE : ERR_CONFIG;
}

static enum err refuse(struct conf *conf, const struct buf *mistakes, size_t from)
{
    const char *first = buf_string(mistakes) + from;
    conf_free(conf);
    return err_detail(ERR_CONFIG, "%.*s", (int)strcspn(first, "\n"), first);
}

enum err conf_read(struct conf *conf, const char *shop, struct buf *mistakes)
{
    char *texts[PART_COUNT] = { 0 };
    size_t sizes[PART_COUNT] = { 0 }, before = mistakes->size;
    *conf = (struct conf){ 0 };
    conf_options_standard(conf);
    for (size_t i = 0; i < PART_COUNT; i++) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", shop, parts[i].name);
        errno = 0;
        texts[i] = io_file(path, FILE_LIMIT, &sizes[i]);
        if (texts[i] == NULL)
            buf_format(mistakes, "%s: it cannot be read from %.200s (%s); take it from a new shop: countersign init\n",
                       parts[i].name, shop, errno ? strerror(errno) : "not a plain file of at most 1 MB");
    }
    enum err err = read_all(conf, (const char *const *)texts, sizes, mistakes);
    for (size_t i = 0; i < PART_COUNT; i++)
        free(texts[i]);
    if (err || mistakes->size != before)
        return refuse(conf, mistakes, before);
    return ERR_NONE;
}

enum err conf_load(struct conf *conf, const char *shop, struct buf *mistakes)
{
    enum err err = conf_read(conf, shop, mistakes);
    if (!err)
        clock_zone(conf->shop_zone);
    return err;
}

enum err conf_load_standard(struct conf *conf)
{
    const char *texts[PART_COUNT];
    size_t sizes[PART_COUNT];
    struct buf mistakes = { 0 };
    *conf = (struct conf){ 0 };
    for (size_t i = 0; i < PART_COUNT; i++) {
        texts[i] = conf_standard_file(parts[i].name);
        sizes[i] = strlen(texts[i]);
    }
    enum err err = read_all(conf, texts, sizes, &mistakes);
    if (err)
        err = refuse(conf, &mistakes, 0);
    buf_free(&mistakes);
    return err;
}

void conf_free(struct conf *conf)
{
    arena_free(&conf->memory);
    *conf = (struct conf){ 0 };
}

bool conf_key(const char *file, size_t n, struct conf_key *out)
{
    const struct conf_key *key = strcmp(file, PATH_CATALOGUE) == 0 ? conf_catalogue_key(n) : conf_printers_key(n);
    if (key)
        *out = *key;
    return key != NULL;
}

const struct conf_product *conf_product(const struct conf *conf, const char *name)
{
    for (size_t i = 0; i < conf->product_count; i++)
        if (strcmp(conf->products[i].name, name) == 0)
            return &conf->products[i];
    return NULL;
}

const struct conf_surface *conf_surface(const struct conf_product *product, const char *name)
{
    for (size_t i = 0; i < product->surface_count; i++)
        if (strcmp(product->surfaces[i].name, name) == 0)
            return &product->surfaces[i];
    return NULL;
}

const struct conf_class *conf_class(const struct conf *conf, const char *name)
{
    for (size_t i = 0; i < conf->class_count; i++)
        if (strcmp(conf->classes[i].name, name) == 0)
            return &conf->classes[i];
    return NULL;
}
