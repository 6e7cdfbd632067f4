/* record_text.c - records as JSON and fields from text, by their rows; see record.h. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "clock.h"
#include "record_inside.h"
#include "str.h"

static void json_text(struct buf *out, const char *text)
{
    buf_u8(out, '"');
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            buf_format(out, "\\%c", c);
        else if (c < 0x20)
            buf_format(out, "\\u%04x", c);
        else
            buf_u8(out, c);
    }
    buf_u8(out, '"');
}

/* A member may end in an underscore where C keeps the word for itself. */
static size_t key_length(const char *name)
{
    size_t length = strlen(name);
    return name[length - 1] == '_' ? length - 1 : length;
}

static void json_value(const struct field *field, const void *record, struct buf *out)
{
    const void *at = field_peek(record, field);
    switch (field->type) {
    case FIELD_TEXT: {
        const char *text;
        memcpy(&text, at, sizeof text);
        json_text(out, text ? text : "");
        break;
    }
    case FIELD_TIME: {
        char iso[32];
        int64_t time = field_number(record, field);
        if (time)
            json_text(out, clock_iso(time, iso, sizeof iso));
        else
            buf_text(out, "null");
        break;
    }
    case FIELD_REAL: {
        double real;
        memcpy(&real, at, sizeof real);
        if (isfinite(real))
            buf_format(out, "%.6g", real);
        else
            buf_text(out, "null"); /* JSON has no word for it */
        break;
    }
    case FIELD_FLAG:
        buf_text(out, field_number(record, field) ? "true" : "false");
        break;
    case FIELD_ENUM:
        json_text(out, word_of(field->sub, (unsigned)field_number(record, field)));
        break;
    case FIELD_SET: {
        const struct word_list *list = field->sub;
        uint32_t set = (uint32_t)field_number(record, field);
        const char *gap = "[";
        for (size_t i = 0; i < list->count; i++)
            if (set >> i & 1) {
                buf_text(out, gap);
                json_text(out, list->words[i]);
                gap = ", ";
            }
        buf_text(out, *gap == '[' ? "[]" : "]");
        break;
    }
    case FIELD_ONE:
        record_json(field->sub, at, out);
        break;
    case FIELD_LIST: {
        const struct record_type *type = field->sub;
        struct any_list list;
        memcpy(&list, at, sizeof list);
        buf_u8(out, '[');
        for (size_t i = 0; i < list.n; i++) {
            if (i)
                buf_text(out, ", ");
            record_json(type, (char *)list.v + i * type->size, out);
        }
        buf_u8(out, ']');
        break;
    }
    default:
        buf_format(out, "%lld", (long long)field_number(record, field));
    }
}

void record_json(const struct record_type *type, const void *record, struct buf *out)
{
    const char *gap = "{";
    for (size_t i = 0; i < type->count; i++) {
        const struct field *field = &type->fields[i];
        if (!(field->flags & FIELD_SHOW) || field->type == FIELD_BLOB)
            continue;
        buf_format(out, "%s\"%.*s\": ", gap, (int)key_length(field->name), field->name);
        json_value(field, record, out);
        gap = ", ";
    }
    buf_text(out, *gap == '{' ? "{}" : "}");
}

const struct field *record_field(const struct record_type *type, const char *name)
{
    for (size_t i = 0; i < type->count; i++)
        if (strcmp(type->fields[i].name, name) == 0)
            return &type->fields[i];
    return NULL;
}

static enum err set_text(const struct field *field, void *record, const char *text, struct arena *arena)
{
    size_t length = strlen(text);
    if (length > field->limit)
        return err_detail(ERR_TOO_LONG, "%s", field->name);
    if (!str_is_clean(text, length))
        return err_detail(ERR_MALFORMED, "%s has characters that cannot be shown", field->name);
    const char *copy = arena_text_n(arena, text, length);
    memcpy(field_member(record, field), &copy, sizeof copy);
    return ERR_NONE;
}

static enum err set_words(const struct field *field, void *record, const char *text)
{
    const struct word_list *list = field->sub;
    char word[64];
    int64_t set = 0;
    for (const char *from = text; *from;) {
        size_t length = strcspn(from, ",");
        snprintf(word, sizeof word, "%.*s", (int)length, from);
        int found = word_find(list, word);
        if (found < 0)
            return err_detail(ERR_MALFORMED, "%s cannot be %.60s", field->name, word);
        set |= (int64_t)1 << found;
        from += length + (from[length] == ',');
        from += strspn(from, " "); /* word_set() writes ", " */
    }
    return field_put_number(record, field, set) ? ERR_NONE : ERR_MALFORMED;
}

enum err record_set(const struct record_type *type, void *record, const char *name, const char *text, struct arena *arena)
{
    const struct field *field = record_field(type, name);
    int64_t number;
    if (field == NULL)
        return err_detail(ERR_MALFORMED, "there is no field %.60s", name);
    switch (field->type) {
    case FIELD_TEXT:
        return set_text(field, record, text, arena);
    case FIELD_ENUM: {
        int word = word_find(field->sub, text);
        if (word < 0)
            return err_detail(ERR_MALFORMED, "%s cannot be %.60s", field->name, text);
        return field_put_number(record, field, word) ? ERR_NONE : ERR_MALFORMED;
    }
    case FIELD_SET:
        return set_words(field, record, text);
    case FIELD_FLAG:
        number = strcmp(text, "yes") == 0 || strcmp(text, "true") == 0;
        if (!number && strcmp(text, "no") != 0 && strcmp(text, "false") != 0)
            return err_detail(ERR_MALFORMED, "%s must be yes or no", field->name);
        return field_put_number(record, field, number) ? ERR_NONE : ERR_MALFORMED;
    case FIELD_NUM: case FIELD_MONEY: case FIELD_TIME:
        if (!str_number(text, INT64_MIN + 1, INT64_MAX, &number))
            return err_detail(ERR_NUMBER, "%.60s", text);
        return field_put_number(record, field, number) ? ERR_NONE : ERR_MALFORMED;
    default:
        return err_detail(ERR_MALFORMED, "%s cannot be set from text", field->name);
    }
}

void record_anonymise(const struct record_type *type, void *record)
{
    for (size_t i = 0; i < type->count; i++) {
        const struct field *field = &type->fields[i];
        static const char *const empty = "";
        if (field->type == FIELD_ONE) {
            record_anonymise(field->sub, field_member(record, field));
        } else if (field->type == FIELD_LIST) {
            const struct record_type *sub = field->sub;
            struct any_list list;
            memcpy(&list, field_member(record, field), sizeof list);
            for (size_t k = 0; k < list.n; k++)
                record_anonymise(sub, (char *)list.v + k * sub->size);
        } else if (field->flags & FIELD_PERSONAL && field->type == FIELD_TEXT) {
            memcpy(field_member(record, field), &empty, sizeof empty);
        }
    }
}
