/* lines.c - configuration files taken apart by inih; see lines.h.
 *
 * inih tells its handler no line numbers and reports only the first malformed line. Both come from the reader here: it
 * is asked for one line at a time, and a line it gave out that the handler never heard of was malformed.
 */
#include "lines.h"
#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "../base/str.h"

enum { LONGEST = 190 /* inih cuts lines at 197 */, MOST_LINES = 5000 };

struct reader {
    struct conf_file *file;
    const char *at, *end;
    int number;
    bool expected;  /* the line given out last has to come back to the handler */
    bool continued; /* ... as more of the value before */
};

void conf_mistake(struct conf_file *file, int line, const char *format, ...)
{
    char text[400];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    if (line)
        buf_format(file->mistakes, "%s:%d: %s\n", file->name, line, text);
    else
        buf_format(file->mistakes, "%s: %s\n", file->name, text);
    file->mistake_count++;
}

const struct conf_line *conf_lines_find(const struct conf_file *file, const char *section, const char *key)
{
    for (size_t i = 0; i < file->line_count; i++)
        if (strcmp(file->lines[i].section, section) == 0 && strcmp(file->lines[i].key, key) == 0)
            return &file->lines[i];
    return NULL;
}

const char *conf_lines_word(const char **rest, struct arena *arena)
{
    *rest += strspn(*rest, " ,");
    size_t length = strcspn(*rest, " ,");
    if (length == 0)
        return NULL;
    const char *word = arena_text_n(arena, *rest, length);
    *rest += length;
    return word;
}

static void add_section(struct reader *reader, const char *line)
{
    struct conf_file *file = reader->file;
    size_t length = strcspn(line + 1, "];");
    if (line[1 + length] != ']') {
        conf_mistake(file, reader->number, "the section's ] is missing");
        return;
    }
    const char *name = arena_text_n(file->arena, line + 1, length);
    for (size_t i = 0; i < file->section_count; i++)
        if (strcmp(file->sections[i].name, name) == 0) {
            conf_mistake(file, reader->number, "[%s] was begun in line %d already; put these lines there", name,
                         file->sections[i].number);
            return;
        }
    file->sections[file->section_count++] = (struct conf_section){ name, reader->number };
}

static void missed(struct reader *reader)
{
    if (reader->expected)
        conf_mistake(reader->file, reader->number,
                     "this is neither [section] nor name = value; a comment begins with #");
    reader->expected = false;
}

/* Look at one line before inih does. False: inih is to see an empty one instead. */
static bool accept_line(struct reader *reader, char *line)
{
    size_t blanks = strspn(line, " ");
    char first = line[blanks];
    if (first == 0 || first == '#' || first == ';')
        return false;
    if (!str_is_clean(line, strlen(line))) {
        conf_mistake(reader->file, reader->number, "there are characters that cannot be shown; use UTF-8 text");
        return false;
    }
    if (reader->file->line_count + reader->file->section_count >= MOST_LINES) {
        if (reader->at != reader->end)
            conf_mistake(reader->file, reader->number, "more than %d lines are too many", MOST_LINES);
        reader->at = reader->end;
        return false;
    }
    /* Only an indented line without "=" goes on with the value before: people also indent for looks. */
    reader->continued = blanks > 0 && first != '[' && strchr(line, '=') == NULL;
    if (!reader->continued)
        memmove(line, line + blanks, strlen(line + blanks) + 1);
    if (first == '[')
        add_section(reader, line);
    reader->expected = first != '[';
    return true;
}

static char *next_line(char *out, int size, void *stream)
{
    struct reader *reader = stream;
    missed(reader);
    if (reader->at >= reader->end || size <= LONGEST + 1)
        return NULL;
    const char *newline = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));
    const char *from = reader->at, *until = newline ? newline : reader->end;
    size_t length = (size_t)(until - from);
    reader->at = newline ? newline + 1 : reader->end;
    reader->number++;
    if (length > 0 && from[length - 1] == '\r')
        length--;
    out[0] = 0;
    if (memchr(from, 0, length)) {
        conf_mistake(reader->file, reader->number, "there is a zero byte; this is not a text file");
    } else if (length > LONGEST && *from != '#' && *from != ';') {
        conf_mistake(reader->file, reader->number,
                     "the line is longer than %d bytes; go on in the next line, indented", LONGEST);
    } else if (length <= LONGEST) {
        memcpy(out, from, length);
        out[length] = 0;
        for (char *tab = out; (tab = strchr(tab, '\t'));)
            *tab = ' ';
        if (!accept_line(reader, out))
            out[0] = 0;
    }
    strcat(out, "\n");
    return out;
}

static const char *unquoted(struct reader *reader, const char *value)
{
    size_t length = strlen(value);
    if (*value != '"')
        return arena_text(reader->file->arena, value);
    if (length < 2 || value[length - 1] != '"') {
        conf_mistake(reader->file, reader->number, "the closing quote is missing");
        return "";
    }
    return arena_text_n(reader->file->arena, value + 1, length - 2);
}

static int take_line(void *user, const char *section, const char *key, const char *value)
{
    struct reader *reader = user;
    struct conf_file *file = reader->file;
    reader->expected = false;
    if (reader->continued && file->line_count > 0) {
        struct conf_line *last = &file->lines[file->line_count - 1];
        last->value = arena_format(file->arena, "%s %s", last->value, unquoted(reader, value));
        return 1;
    }
    const struct conf_line *before = conf_lines_find(file, section, key);
    if (before)
        conf_mistake(file, reader->number, "%s is set in line %d already; keep one of the two", key, before->number);
    else
        file->lines[file->line_count++] = (struct conf_line){ arena_text(file->arena, section),
            arena_text(file->arena, key), unquoted(reader, value), reader->number };
    return 1;
}

void conf_lines_read(struct conf_file *file, const char *name, const char *text, size_t size, struct buf *mistakes,
                     struct arena *arena)
{
    *file = (struct conf_file){ .name = name, .mistakes = mistakes, .arena = arena };
    size_t most = 2;
    for (size_t i = 0; i < size; i++)
        most += text[i] == '\n';
    if (most > MOST_LINES)
        most = MOST_LINES;
    file->lines = arena_alloc(arena, most * sizeof *file->lines);
    file->sections = arena_alloc(arena, most * sizeof *file->sections);
    struct reader reader = { .file = file, .at = text, .end = text + size };
    if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        reader.at += 3; /* the byte order mark some editors write */
    /* Its answer, the first malformed line, is known already: missed() saw each of them. */
    if (ini_parse_stream(next_line, &reader, take_line, &reader) < 0)
        conf_mistake(file, 0, "there was not enough memory to read it");
}
