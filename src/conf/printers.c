/* printers.c - printers.conf: [printer NAME] with kind, target and what it holds. The kinds themselves are rows of
 * src/printer; a shop whose printers.conf names an unknown one learns it from the printer's trouble line. */
#include <stddef.h>
#include <string.h>
#include "../base/str.h"
#include "parts.h"

enum { MOST_PRINTERS = 64, NAME_LIMIT = 32, KIND_LIMIT = 16, TARGET_LIMIT = 400, HOLDS_LIMIT = 400, PROFILE_LIMIT = 200,
       CALLED_LIMIT = 80, RASTER_LEAST_PX = 16, RASTER_MOST_PX = 20000, DPI_LEAST = 50, DPI_MOST = 1200, LOW_MOST = 10000,
       BACK_LIMIT = 80 };

/* "10x15/glossy" against one word of `holds`; "*" stands for any size or surface, a size alone for all its surfaces. */
static bool word_holds(const char *word, size_t length, const char *product, const char *surface)
{
    const char *slash = memchr(word, '/', length);
    size_t size = slash ? (size_t)(slash - word) : length;
    bool any_size = size == 1 && *word == '*';
    if (!any_size && (strlen(product) != size || memcmp(word, product, size) != 0))
        return false;
    if (slash == NULL || (length - size == 2 && slash[1] == '*'))
        return true;
    return strlen(surface) == length - size - 1 && memcmp(slash + 1, surface, length - size - 1) == 0;
}

bool conf_holds(const char *holds, const char *product, const char *surface)
{
    for (size_t length; *holds; holds += length) {
        holds += strspn(holds, " ,");
        length = strcspn(holds, " ,");
        if (length > 0 && word_holds(holds, length, product, surface))
            return true;
    }
    return false;
}

/* Does the catalogue sell what this word (so many bytes of it) of a list means? An empty catalogue has its own mistakes. */
static bool is_sold(const struct conf *conf, const char *word, size_t length)
{
    for (size_t i = 0; i < conf->product_count; i++)
        for (size_t k = 0; k < conf->products[i].surface_count; k++)
            if (word_holds(word, length, conf->products[i].name, conf->products[i].surfaces[k].name))
                return true;
    return conf->product_count == 0;
}

/* The word of a list "SIZE:VALUE SIZE/SURFACE:VALUE" that is about this print; NULL when none is. */
static const char *value_for(const char *list, const char *product, const char *surface, size_t *length)
{
    for (size_t whole; *list; list += whole) {
        list += strspn(list, " ,");
        whole = strcspn(list, " ,");
        const char *colon = memchr(list, ':', whole);
        if (colon && word_holds(list, (size_t)(colon - list), product, surface)) {
            *length = whole - (size_t)(colon + 1 - list);
            return colon + 1;
        }
    }
    return NULL;
}

const char *conf_called(const char *names, const char *product, const char *surface, struct arena *arena)
{
    size_t length;
    const char *called = value_for(names, product, surface, &length);
    return called ? arena_text_n(arena, called, length) : product;
}

static bool read_raster(const char *text, size_t length, int64_t *width, int64_t *height)
{
    char side[2][8] = { "", "" };
    const char *by = memchr(text, 'x', length);
    size_t first = by ? (size_t)(by - text) : length, second = by ? length - first - 1 : 0;
    if (first >= sizeof side[0] || second >= sizeof side[0])
        return false;
    memcpy(side[0], text, first);
    memcpy(side[1], text + length - second, second);
    return str_number(side[0], RASTER_LEAST_PX, RASTER_MOST_PX, width) &&
           str_number(side[1], RASTER_LEAST_PX, RASTER_MOST_PX, height);
}

bool conf_raster(const char *rasters, const char *product, const char *surface, int64_t *width, int64_t *height)
{
    size_t length;
    const char *raster = value_for(rasters, product, surface, &length);
    return raster && read_raster(raster, length, width, height);
}

/* ---- one function a name, for names that are more than a text or a number ---- */

static void read_holds(const struct conf *conf, struct conf_file *file, const struct conf_line *line)
{
    const char *rest = line->value, *word;
    while ((word = conf_lines_word(&rest, file->arena)))
        if (!is_sold(conf, word, strlen(word)))
            conf_mistake(file, line->number,
                         "holds names %.40s, which the catalogue does not sell; write it as 10x15/glossy, or * for all",
                         word);
}

/* Words of SIZE:VALUE; what the value must be is the caller's. */
static const char *next_pair(const struct conf *conf, struct conf_file *file, const struct conf_line *line, const char **rest,
                             const char *example)
{
    const char *word, *colon;
    while ((word = conf_lines_word(rest, file->arena))) {
        colon = strchr(word, ':');
        if (colon == NULL || colon == word || colon[1] == 0)
            conf_mistake(file, line->number, "%s has \"%.40s\"; write size and value, as in %s", line->key, word, example);
        else if (!is_sold(conf, word, (size_t)(colon - word)))
            conf_mistake(file, line->number, "%s names %.40s, which the catalogue does not sell", line->key, word);
        else
            return colon + 1;
    }
    return NULL;
}

static void read_names(const struct conf *conf, struct conf_file *file, const struct conf_line *line)
{
    const char *rest = line->value, *value;
    while ((value = next_pair(conf, file, line, &rest, "10x15:KG")))
        if (strlen(value) > CALLED_LIMIT || *value == '.' || strchr(value, '/'))
            conf_mistake(file, line->number, "names has \"%.40s\": at most %d characters, no / and no . at the beginning", value,
                         CALLED_LIMIT);
}

static void read_rasters(const struct conf *conf, struct conf_file *file, const struct conf_line *line)
{
    const char *rest = line->value, *value;
    int64_t width, height;
    while ((value = next_pair(conf, file, line, &rest, "10x15:1240x1844")))
        if (!read_raster(value, strlen(value), &width, &height))
            conf_mistake(file, line->number, "rasters has \"%.40s\": two numbers of pixels from %d to %d, as 1240x1844", value,
                         RASTER_LEAST_PX, RASTER_MOST_PX);
}

static void read_fingerprint(const struct conf *conf, struct conf_file *file, const struct conf_line *line)
{
    (void)conf;
    if (strspn(line->value, "0123456789abcdef") != strlen(line->value))
        conf_mistake(file, line->number, "fingerprint is 64 digits of 0 to 9 and a to f, as printer probe shows them, not \"%.70s\"", line->value);
}

static void read_intent(const struct conf *conf, struct conf_file *file, const struct conf_line *line)
{
    static const char *const intents[] = { "perceptual", "relative", "saturation", "absolute" };
    (void)conf;
    for (size_t i = 0; i < sizeof intents / sizeof *intents; i++)
        if (strcmp(line->value, intents[i]) == 0)
            return;
    conf_mistake(file, line->number, "intent must be perceptual, relative, saturation or absolute, not \"%.40s\"", line->value);
}

/* ---- the names a printer's section may have ---- */

#define KEY(name) "printer NAME", #name
static const struct setting {
    struct conf_key key;
    size_t text;         /* where the value goes: a text ... */
    size_t number;       /* ... or a number; 0: it is not that (the first member is the printer's name) */
    int64_t least, most; /* characters of a text, or the number itself */
    void (*check)(const struct conf *conf, struct conf_file *file, const struct conf_line *line);
} rows[] = {
#define TEXT_KEY(name, needed, example, help, least, most, check) \
    { { KEY(name), needed, example, help }, offsetof(struct conf_printer, name), 0, least, most, check },
#define NUMBER_KEY(name, example, help, least, most) \
    { { KEY(name), false, example, help }, 0, offsetof(struct conf_printer, name), least, most, NULL },
    TEXT_KEY(kind, true, "folder", "what it is, such as folder: one file per print in a directory; all kinds stand below", 1, KIND_LIMIT, NULL)
    TEXT_KEY(target, true, "printers/folder-1", "where it is: a folder, named from the shop's directory, which must exist; ipp://HOST/ipp/print; a queue's name", 1, TARGET_LIMIT, NULL)
    TEXT_KEY(holds, false, "10x15/glossy 20x30", "sizes and surfaces it can print now, a size alone for all its surfaces; * for all (if left out)", 1, HOLDS_LIMIT, read_holds)
    TEXT_KEY(convention, false, "noritsu", "how a hot folder is spoken to: dnp, noritsu, fuji", 1, KIND_LIMIT, NULL)
    TEXT_KEY(fingerprint, false, "1f0c... (64 digits)", "of the key of a printer at ipps://, as printer probe shows it", 64, 64, read_fingerprint)
    TEXT_KEY(names, false, "10x15:KG 13x18/matte:2L-M", "what the printer calls a size, if not as the catalogue does: a folder, a print size, a media name", 1, HOLDS_LIMIT, read_names)
    TEXT_KEY(back, false, "Shop {code} {photo}", "text on the back, from noritsu and fuji: {code}, {photo} and {copy} (their numbers), {date} of printing", 1, BACK_LIMIT, NULL)
    TEXT_KEY(rasters, false, "10x15:1240x1844", "its own pixels for a size, portrait, with bleed (if left out: the catalogue's, at its dpi)", 1, HOLDS_LIMIT, read_rasters)
    NUMBER_KEY(dpi, "300", "dots per inch (if left out: 300)", DPI_LEAST, DPI_MOST)
    TEXT_KEY(profile, false, "profiles/dnp-glossy.icc", "its colour profile, named from the shop's directory (if left out: sRGB)", 1, PROFILE_LIMIT, NULL)
    TEXT_KEY(intent, false, "perceptual", "how colours it cannot print are moved: perceptual (if left out), relative, saturation, absolute", 1, KIND_LIMIT, read_intent)
    NUMBER_KEY(sharpening, "20", "percent of sharpening for its paper (if left out: 0)", 0, 100)
    NUMBER_KEY(low, "20", "so many prints before the loaded paper ends the board says LOW (if left out: 20); the count: printer media", 0, LOW_MOST)
};
enum { ROW_COUNT = sizeof rows / sizeof *rows };

const struct conf_key *conf_printers_key(size_t n)
{
    return n < ROW_COUNT ? &rows[n].key : NULL;
}

static const struct setting *row_of(const char *key)
{
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (strcmp(rows[i].key.name, key) == 0)
            return &rows[i];
    return NULL;
}

static void no_such_key(struct conf_file *file, const struct conf_line *line)
{
    struct buf names = { 0 };
    for (size_t i = 0; i < ROW_COUNT; i++)
        buf_format(&names, "%s%s", i ? ", " : "", rows[i].key.name);
    conf_mistake(file, line->number, "a printer has no %.40s; it has: %s", line->key, buf_string(&names));
    buf_free(&names);
}

static void read_line(struct conf *conf, struct conf_file *file, const struct conf_line *line, struct conf_printer *printer)
{
    const struct setting *row = row_of(line->key);
    if (row == NULL) {
        no_such_key(file, line);
    } else if (row->number) {
        (void)conf_read_number(file, line, row->least, row->most, (int64_t *)((char *)printer + row->number));
    } else if (conf_read_text(file, line, (size_t)row->least, (size_t)row->most, (const char **)((char *)printer + row->text))) {
        if (row->check)
            row->check(conf, file, line);
    }
}

static void read_printer(struct conf *conf, struct conf_file *file, const struct conf_section *section,
                         const char *name)
{
    struct conf_printer printer = { .name = name, .kind = "", .target = "", .holds = "*", .convention = "", .fingerprint = "", .names = "",
                                    .rasters = "", .back = "", .profile = "", .intent = "perceptual", .dpi = 300, .low = 20 };
    if (!conf_name_is_good(name, NAME_LIMIT))
        conf_mistake(file, section->number,
                     "a printer's name has letters, digits and -, at most %d: [printer folder-1]", NAME_LIMIT);
    for (size_t i = 0; i < conf->printer_count; i++)
        if (strcmp(conf->printers[i].name, name) == 0)
            conf_mistake(file, section->number, "printer %s is there already; keep one of the two", name);
    for (size_t i = 0; i < file->line_count; i++)
        if (strcmp(file->lines[i].section, section->name) == 0)
            read_line(conf, file, &file->lines[i], &printer);
    for (const struct setting *row = rows; row < rows + ROW_COUNT; row++)
        if (row->key.needed && conf_lines_find(file, section->name, row->key.name) == NULL)
            conf_mistake(file, section->number, "%s is missing; add a line such as %s = %s", row->key.name, row->key.name,
                         row->key.example);
    if (strcmp(printer.kind, "hotfolder") == 0 && *printer.convention == 0)
        conf_mistake(file, section->number, "convention is missing; add a line such as convention = dnp");
    if (*printer.back)
        conf_back_check(file, conf_lines_find(file, section->name, "back"), &printer);
    if (strncmp(printer.target, "ipps://", 7) == 0 && *printer.fingerprint == 0)
        conf_mistake(file, section->number, "fingerprint is missing; countersign printer probe %.200s shows it", printer.target);
    conf->printers[conf->printer_count++] = printer;
}

void conf_printers_read(struct conf *conf, struct conf_file *file)
{
    conf->printers = arena_alloc(file->arena, MOST_PRINTERS * sizeof *conf->printers);
    for (size_t i = 0; i < file->line_count; i++)
        if (*file->lines[i].section == 0)
            conf_mistake(file, file->lines[i].number, "%.40s stands before any [printer NAME]", file->lines[i].key);
    for (size_t i = 0; i < file->section_count; i++) {
        const struct conf_section *section = &file->sections[i];
        if (strncmp(section->name, "printer ", 8) != 0)
            conf_mistake(file, section->number, "there is no section [%.40s] here; write [printer NAME]",
                         section->name);
        else if (conf->printer_count == MOST_PRINTERS)
            conf_mistake(file, section->number, "there are more than %d printers", MOST_PRINTERS);
        else
            read_printer(conf, file, section, section->name + 8 + strspn(section->name + 8, " "));
    }
}
