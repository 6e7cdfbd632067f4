/* lines.h - a configuration file as its lines: [section], name = value, where each stands. Inside src/conf only.
 *
 * Every mistake is reported with its line and reading goes on, so that one run finds them all.
 */
#ifndef CONF_LINES_H
#define CONF_LINES_H
#include <stdbool.h>
#include "../base/buf.h"
#include "../base/mem.h"

struct conf_line {
    const char *section, *key, *value; /* value: blanks and one pair of double quotes around it dropped */
    int number;
};
struct conf_section {
    const char *name;
    int number;
};
struct conf_file {
    const char *name;       /* as mistakes say it: "catalogue" */
    struct conf_line *lines;
    size_t line_count;
    struct conf_section *sections; /* each once, also those without lines */
    size_t section_count;
    struct buf *mistakes;
    size_t mistake_count;
    struct arena *arena;    /* all the texts live here */
};

/* Take the text apart. Mistakes: repeated sections and names, lines that are neither, text that cannot be shown. */
void conf_lines_read(struct conf_file *file, const char *name, const char *text, size_t size, struct buf *mistakes,
                     struct arena *arena);
/* The line of a name in a section; NULL when it is not there. */
const struct conf_line *conf_lines_find(const struct conf_file *file, const char *section, const char *key);
/* Append "file:line: what" to the mistakes; line 0 is left out. */
void conf_mistake(struct conf_file *file, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The next of some words divided by blanks and commas; NULL after the last. *rest moves on. */
const char *conf_lines_word(const char **rest, struct arena *arena);
#endif
