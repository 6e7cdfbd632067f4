/* printers.c - printers.conf: [printer NAME] with kind, target and what it holds. The kinds themselves are rows of
 * src/printer; a shop whose printers.conf names an unknown one learns it from the printer's trouble line. */
#include <string.h>
#include "parts.h"

enum { MOST_PRINTERS = 64, NAME_LIMIT = 32, KIND_LIMIT = 16, TARGET_LIMIT = 400, HOLDS_LIMIT = 400 };

static const struct conf_key keys[] = {
    { "printer NAME", "kind", true, "folder", "what it is, such as folder: one file per print in a directory" },
    { "printer NAME", "target", true, "printers/folder-1", "where it is; a folder is named from the shop's directory and must exist" },
    { "printer NAME", "holds", false, "10x15/glossy 20x30", "sizes and surfaces it can print now, a size alone for all its "
      "surfaces; * for all (if left out)" },
};
enum { KEY_COUNT = sizeof keys / sizeof *keys };

const struct conf_key *conf_printers_key(size_t n)
{
    return n < KEY_COUNT ? &keys[n] : NULL;
}

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

static void check_holds(const struct conf *conf, struct conf_file *file, const struct conf_line *line)
{
    const char *rest = line->value, *word;
    while ((word = conf_lines_word(&rest, file->arena))) {
        bool sold = false;
        for (size_t i = 0; i < conf->product_count && !sold; i++)
            for (size_t k = 0; k < conf->products[i].surface_count && !sold; k++)
                sold = word_holds(word, strlen(word), conf->products[i].name, conf->products[i].surfaces[k].name);
        if (!sold && conf->product_count > 0)
            conf_mistake(file, line->number,
                         "holds names %.40s, which the catalogue does not sell; write it as 10x15/glossy, or * for all",
                         word);
    }
}

static void read_printer(struct conf *conf, struct conf_file *file, const struct conf_section *section,
                         const char *name)
{
    struct conf_printer printer = { .name = name, .kind = "", .target = "", .holds = "*" };
    if (!conf_name_is_good(name, NAME_LIMIT))
        conf_mistake(file, section->number,
                     "a printer's name has letters, digits and -, at most %d: [printer folder-1]", NAME_LIMIT);
    for (size_t i = 0; i < conf->printer_count; i++)
        if (strcmp(conf->printers[i].name, name) == 0)
            conf_mistake(file, section->number, "printer %s is there already; keep one of the two", name);
    for (size_t i = 0; i < file->line_count; i++) {
        const struct conf_line *line = &file->lines[i];
        if (strcmp(line->section, section->name) != 0)
            continue;
        if (strcmp(line->key, "kind") == 0)
            (void)conf_read_text(file, line, 1, KIND_LIMIT, &printer.kind);
        else if (strcmp(line->key, "target") == 0)
            (void)conf_read_text(file, line, 1, TARGET_LIMIT, &printer.target);
        else if (strcmp(line->key, "holds") != 0)
            conf_mistake(file, line->number, "a printer has no %.40s; it has: kind, target, holds", line->key);
        else if (conf_read_text(file, line, 1, HOLDS_LIMIT, &printer.holds))
            check_holds(conf, file, line);
    }
    for (const struct conf_key *key = keys; key < keys + KEY_COUNT; key++)
        if (key->needed && conf_lines_find(file, section->name, key->name) == NULL)
            conf_mistake(file, section->number, "%s is missing; add a line such as %s = %s", key->name, key->name, key->example);
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
