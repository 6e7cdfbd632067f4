/* back.c - what a lab prints on the back: the template of a printer's `back`, its words in braces replaced.
 *
 * What a reader would not guess: a template is measured with the longest there is of every word, when the file is read, so
 * that no print's text is ever cut.
 */
#include <stddef.h>
#include <string.h>
#include "../tbl/conventions.h"
#include "parts.h"

static const struct {
    const char *word, *longest;
} words[BACK_WORDS] = {
    [BACK_CODE] = { "code", "000000000000" },
    [BACK_PHOTO] = { "photo", "200" },
    [BACK_COPY] = { "copy", "999" },
    [BACK_DATE] = { "date", "2026-11-25" },
};

static const struct {
    const char *name;
    size_t back;
} rows[] = {
#define CONVENTION(name, back) { #name, back },
    CONVENTION_ROWS(CONVENTION)
#undef CONVENTION
};
enum { ROW_COUNT = sizeof rows / sizeof *rows };

bool conf_back(const char *template, const char *const values[BACK_WORDS], struct buf *out)
{
    while (*template) {
        size_t plain = strcspn(template, "{}"), length, i = 0;
        buf_add(out, template, plain);
        template += plain;
        if (*template == 0)
            break;
        length = strcspn(++template, "{}");
        while (i < BACK_WORDS && (strlen(words[i].word) != length || memcmp(words[i].word, template, length) != 0))
            i++;
        if (template[-1] != '{' || template[length] != '}' || i == BACK_WORDS)
            return false;
        buf_text(out, values[i]);
        template += length + 1;
    }
    return true;
}

/* Which printers print on the back, for a person whose one does not. */
static void no_back(struct conf_file *file, const struct conf_line *line)
{
    struct buf names = { 0 };
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (rows[i].back > 0)
            buf_format(&names, "%s%s", names.size ? " or " : "", rows[i].name);
    conf_mistake(file, line->number, "back: only a hot folder of convention %s prints on the back; take this line out", buf_string(&names));
    buf_free(&names);
}

void conf_back_check(struct conf_file *file, const struct conf_line *line, const struct conf_printer *printer)
{
    const char *longest[BACK_WORDS];
    struct buf text = { 0 };
    size_t most = 0, good;
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (strcmp(printer->kind, "hotfolder") == 0 && strcmp(printer->convention, rows[i].name) == 0)
            most = rows[i].back;
    for (size_t i = 0; i < BACK_WORDS; i++)
        longest[i] = words[i].longest;
    if (most == 0)
        no_back(file, line);
    else if (!conf_back(line->value, longest, &text))
        conf_mistake(file, line->number, "back has a brace with none of its words; they are {code} {photo} {copy} {date}, as in {code} {photo}");
    else if ((good = strspn(buf_string(&text), BACK_CHARACTERS)) < text.size)
        conf_mistake(file, line->number, "back: labs print letters without accents, digits, blanks and -.,:/#+*&@!?_ there; change what begins with \"%.20s\"",
                     buf_string(&text) + good);
    else if (text.size > most)
        conf_mistake(file, line->number, "back is up to %zu characters with its words filled in, and %s has room for %zu; shorten it", text.size,
                     printer->convention, most);
    buf_free(&text);
}
