/* dpof.c - reading a camera's order; see dpof.h. A line is a section or a key of two words with its value. */
#include "dpof.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "../base/str.h"

enum { LINE = 1024 };

struct reader {
    struct dpof *dpof;
    struct dpof_job *job;        /* NULL before the first [JOB] */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static char *trim(char *text)
{
    while (is_blank(*text) || *text == '<')
        text++;
    size_t length = strlen(text);
    while (length > 0 && (is_blank(text[length - 1]) || text[length - 1] == '>'))
        text[--length] = 0;
    return text;
}

/* What stands between quotes, or up to a blank where there are none. */
static void take_value(const char *value, char *out, size_t size)
{
    const char *end;
    if (*value == '"') {
        value++;
        end = strchr(value, '"');
    } else {
        end = strpbrk(value, " \t>");
    }
    size_t length = end ? (size_t)(end - value) : strlen(value);
    snprintf(out, size, "%.*s", (int)(length < size ? length : size - 1), value);
}

static void set_aside(struct dpof *dpof, const char *line)
{
    size_t length = strlen(line);
    if (length > 0 && dpof->aside.size + length + 1 <= DPOF_ASIDE) {
        buf_add(&dpof->aside, line, length);
        buf_u8(&dpof->aside, '\n');
    }
}

/* "../DCIM/100/A.JPG", seen from MISC, is DCIM/100/A.JPG; a path that does not go up is meant from the root, whatever the
 * format says. False when it leaves the card or is no file's path. */
static bool resolve(const char *raw, char out[DPOF_PATH])
{
    size_t starts[DPOF_PATH], depth = 0, length = 0;
    char path[LINE], *rest = NULL;
    bool in_misc = *raw != '/' && *raw != '\\';
    snprintf(path, sizeof path, "%s", raw);
    for (char *at = path; *at; at++)
        *at = *at == '\\' ? '/' : *at;
    for (char *part = strtok_r(path, "/", &rest); part; part = strtok_r(NULL, "/", &rest)) {
        size_t size = strlen(part);
        if (strcmp(part, ".") == 0)
            continue;
        if (strcmp(part, "..") == 0) {
            if (depth == 0 && !in_misc)
                return false;
            in_misc = depth > 0 && in_misc;
            length = depth > 0 ? starts[--depth] : 0;
            continue;
        }
        if (length + size + 2 > DPOF_PATH)
            return false;
        in_misc = false;
        starts[depth++] = length;
        length += (size_t)snprintf(out + length, DPOF_PATH - length, "%s%s", length ? "/" : "", part);
    }
    return depth > 0;
}

static void add_image(struct reader *reader, const char *value)
{
    struct dpof *dpof = reader->dpof;
    char raw[LINE];
    take_value(value, raw, sizeof raw);
    if (reader->job == NULL)
        return;
    if (dpof->image_count >= DPOF_IMAGES)
        dpof->cut = true;
    else if (resolve(raw, dpof->images[dpof->image_count].path))
        reader->job->count++, dpof->image_count++;
    else
        dpof->refused++;
}

static void set_type(struct reader *reader, const char *value)
{
    char word[8];
    take_value(value, word, sizeof word);
    if (reader->job == NULL)
        return;
    reader->job->type = strcasecmp(word, "IDX") == 0 ? DPOF_INDEX : strcasecmp(word, "SIZ") == 0 ? DPOF_SIZED : DPOF_STANDARD;
}

static void set_copies(struct reader *reader, const char *value)
{
    char word[16];
    int64_t copies;
    take_value(value, word, sizeof word);
    if (reader->job)
        reader->job->copies = str_number(word, 0, DPOF_COPIES, &copies) ? (int)copies : 1;
}

static void set_text(struct reader *reader, const char *value)
{
    char raw[DPOF_TEXT];
    take_value(value, raw, sizeof raw);
    if (reader->job)
        str_clean(raw, reader->job->text, sizeof reader->job->text);
}

static void set_name(struct reader *reader, const char *value)
{
    char raw[DPOF_TEXT];
    take_value(value, raw, sizeof raw);
    str_clean(raw, reader->dpof->name, sizeof reader->dpof->name);
}

static const struct key_row {
    const char *first, *second;
    void (*take)(struct reader *reader, const char *value);
} key_rows[] = {
    { "PRT", "TYP", set_type }, { "PRT", "QTY", set_copies }, { "IMG", "SRC", add_image },
    { "CFG", "DSC", set_text }, { "USR", "NAM", set_name },
};

/* "IMG SRC = value" in any spacing: the value, or NULL when the line does not begin so. */
static const char *after_key(const char *line, const struct key_row *row)
{
    if (strncasecmp(line, row->first, 3) != 0 || !is_blank(line[3]))
        return NULL;
    for (line += 3; is_blank(*line); line++)
        ;
    if (strncasecmp(line, row->second, 3) != 0)
        return NULL;
    for (line += 3; is_blank(*line); line++)
        ;
    if (*line++ != '=')
        return NULL;
    while (is_blank(*line))
        line++;
    return line;
}

static void begin_job(struct reader *reader)
{
    struct dpof *dpof = reader->dpof;
    reader->job = NULL;
    if (dpof->job_count >= DPOF_JOBS) {
        dpof->cut = true;
        return;
    }
    reader->job = &dpof->jobs[dpof->job_count++];
    *reader->job = (struct dpof_job){ .copies = 1, .first = dpof->image_count };
}

static void take_line(struct reader *reader, char *text)
{
    char *line = trim(text);
    if (strncasecmp(line, "[JOB]", 5) == 0) {
        begin_job(reader);
        return;
    }
    if (*line == '[') {
        reader->job = NULL;
        return;
    }
    for (size_t i = 0; i < sizeof key_rows / sizeof *key_rows; i++) {
        const char *value = after_key(line, &key_rows[i]);
        if (value) {
            key_rows[i].take(reader, value);
            return;
        }
    }
    set_aside(reader->dpof, line);
}

bool dpof_parse(struct bytes text, struct dpof *dpof)
{
    struct reader reader = { .dpof = dpof };
    char line[LINE];
    *dpof = (struct dpof){ .jobs = xcalloc(DPOF_JOBS, sizeof *dpof->jobs), .images = xcalloc(DPOF_IMAGES, sizeof *dpof->images) };
    for (size_t at = 0; at < text.size;) {
        size_t size = 0, left = text.size - at;
        while (size < left && text.data[at + size] != '\n' && text.data[at + size] != '\r' && text.data[at + size] != 0)
            size++;
        snprintf(line, sizeof line, "%.*s", (int)(size < LINE ? size : LINE - 1), (const char *)text.data + at);
        if (size < LINE)
            take_line(&reader, line);
        at += size + 1;
    }
    return dpof->image_count > 0;
}

void dpof_free(struct dpof *dpof)
{
    free(dpof->jobs);
    free(dpof->images);
    buf_free(&dpof->aside);
    *dpof = (struct dpof){ 0 };
}

bool dpof_same_path(const char *a, const char *b)
{
    return strcasecmp(a, b) == 0;
}
