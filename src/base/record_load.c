/* record_load.c - a record from the text of record_dump.c; see record.h.
 *
 * Reading does not build the record: each line is looked at and becomes the bytes that record_encode() would have
 * written, and record_decode_wide() has the last word. Nothing here is trusted, and nothing grows beyond RECORD_MOST. Records
 * inside one another are as deep as their rows, whatever the text says.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "record_inside.h"
#include "str.h"

enum { RECORD_MOST = 8 << 20, NAME_MOST = 40 };

enum { FIELDS_MOST = 128 };
struct level { /* the record that is being read */
    const struct record_type *type;
    bool seen[FIELDS_MOST];
    const struct field *list; /* the field before this one, when that was an item of a list: */
    size_t list_at, items;    /* where its length stands in out, and how many there are */
};

struct record_reader {
    struct level top;
    unsigned flags;
    int64_t version;
    struct buf out;
};

static enum err odd(const struct level *level, const char *name, const char *how)
{
    return err_detail(ERR_MALFORMED, "%.40s of %s %s", name, level->type->name, how);
}

static enum err too_large(void)
{
    return err_detail(ERR_TOO_LONG, "a record of more than %d MB", RECORD_MOST >> 20);
}

static void put_length(struct buf *out, size_t at)
{
    uint32_t size = (uint32_t)(out->size - at - 4);
    uint8_t head[4] = { (uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8), (uint8_t)size };
    memcpy(out->data + at, head, sizeof head);
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool hex_byte(const char *text, uint8_t *byte)
{
    int high = hex_digit(text[0]), low = high < 0 ? -1 : hex_digit(text[1]);
    if (low < 0)
        return false;
    *byte = (uint8_t)(high << 4 | low);
    return true;
}

const char *load_text(const char *at, struct buf *out)
{
    uint8_t byte;
    if (*at++ != '"')
        return NULL;
    for (; *at && *at != '"'; at++) {
        size_t plain_length = strcspn(at, "\"\\");
        if (plain_length) {
            buf_add(out, at, plain_length);
            at += plain_length - 1;
            continue;
        }
        switch (*++at) {
        case '"': case '\\': buf_u8(out, (uint8_t)*at); break;
        case 'n': buf_u8(out, '\n'); break;
        case 't': buf_u8(out, '\t'); break;
        case 'x':
            if (!hex_byte(at + 1, &byte))
                return NULL;
            buf_u8(out, byte);
            at += 2;
            break;
        default: return NULL;
        }
    }
    return *at == '"' ? at + 1 : NULL;
}

static const char *load_bytes(const char *at, struct buf *out)
{
    uint8_t byte;
    if (*at++ != '#')
        return NULL;
    for (; hex_byte(at, &byte); at += 2)
        buf_u8(out, byte);
    return at;
}

/* A number's characters; they end at the line's end or where a record inside goes on. */
static const char *load_number(const struct field *field, const char *at, struct buf *out)
{
    char text[48], *end;
    size_t length = strcspn(at, ",}");
    int64_t number;
    if (length == 0 || length >= sizeof text)
        return NULL;
    memcpy(text, at, length);
    text[length] = 0;
    if (field->type == FIELD_REAL) {
        uint64_t bits;
        if (strspn(text, "0123456789.+-e") != length)
            return NULL;
        double real = strtod(text, &end);
        if (*end || !isfinite(real))
            return NULL;
        memcpy(&bits, &real, sizeof bits);
        buf_u64(out, bits);
    } else if (field->type == FIELD_FLAG) {
        if (strcmp(text, "yes") != 0)
            return NULL;
        buf_u8(out, 1);
    } else {
        if (!str_number(text, INT64_MIN, INT64_MAX, &number))
            return NULL;
        buf_u64(out, (uint64_t)number);
    }
    return at + length;
}

static const char *load_words(const struct field *field, const char *at, struct buf *out)
{
    struct buf words = { 0 };
    int64_t set = 0;
    const char *end = load_text(at, &words);
    bool good = end != NULL && words.size && strlen(buf_string(&words)) == words.size;
    for (const char *from = buf_string(&words); good && *from;) {
        char word[64];
        const char *next = field->type == FIELD_SET ? strstr(from, ", ") : NULL;
        size_t length = next ? (size_t)(next - from) : strlen(from);
        snprintf(word, sizeof word, "%.*s", length < sizeof word ? (int)length : 0, from);
        int found = word_find(field->sub, word);
        good = found >= 0 && (next == NULL || next[2]);
        if (good)
            set = field->type == FIELD_SET ? set | (int64_t)1 << found : found;
        from += next ? length + 2 : length;
    }
    buf_free(&words);
    if (good)
        buf_u64(out, (uint64_t)set);
    return good ? end : NULL;
}

static enum err load_pair(struct record_reader *reader, struct level *level, const char **at);

static enum err load_inside(struct record_reader *reader, const struct field *field, const char **at)
{
    struct level level = { .type = field->sub };
    if (**at != '{')
        return err_detail(ERR_MALFORMED, "%s begins with no {", field->name);
    for (++*at; **at != '}';) {
        enum err err = load_pair(reader, &level, at);
        if (err)
            return err;
        if (strncmp(*at, ", ", 2) == 0 && (*at)[2] != '}')
            *at += 2;
        else if (**at != '}')
            return err_detail(ERR_MALFORMED, "%s does not end with }", field->name);
    }
    ++*at;
    return ERR_NONE;
}

/* The value behind a field's name, as bytes without tag and length. */
static enum err load_value(struct record_reader *reader, struct level *level, const struct field *field, const char **at)
{
    struct buf *out = &reader->out;
    size_t start = out->size;
    const char *end;
    switch (field->type) {
    case FIELD_ONE: case FIELD_LIST:
        return load_inside(reader, field, at);
    case FIELD_TEXT: end = load_text(*at, out); break;
    case FIELD_BLOB: end = load_bytes(*at, out); break;
    case FIELD_ENUM: case FIELD_SET: end = load_words(field, *at, out); break;
    default: end = load_number(field, *at, out);
    }
    if (end == NULL)
        return odd(level, field->name, "has a value that does not fit it");
    if ((field->type == FIELD_TEXT || field->type == FIELD_BLOB) && out->size - start > field->limit)
        return err_detail(ERR_TOO_LONG, "%s of %s", field->name, level->type->name);
    if (field->type == FIELD_TEXT && out->size > start &&
        !str_is_clean((const char *)out->data + start, out->size - start))
        return odd(level, field->name, "has characters that cannot be shown");
    *at = end;
    return ERR_NONE;
}

/* ?TAG #BYTES */
static enum err load_unknown(struct record_reader *reader, struct level *level, const char **at)
{
    char *end;
    unsigned long tag = (*at)[1] >= '0' && (*at)[1] <= '9' ? strtoul(*at + 1, &end, 10) : UINT16_MAX + 1ul;
    if (tag > UINT16_MAX || *end != ' ')
        return odd(level, "a tag", "is no number of at most 65535");
    buf_u16(&reader->out, (uint16_t)tag);
    size_t length_at = reader->out.size;
    buf_u32(&reader->out, 0);
    const char *after = load_bytes(end + 1, &reader->out);
    if (after == NULL)
        return odd(level, "a tag", "has no bytes");
    if (reader->out.size > RECORD_MOST)
        return too_large();
    put_length(&reader->out, length_at);
    level->list = NULL;
    *at = after;
    return ERR_NONE;
}

/* Which field is meant, and may it stand here? */
static enum err load_name(struct record_reader *reader, struct level *level, const char **at, const struct field **field)
{
    char name[NAME_MOST + 1];
    size_t length = strspn(*at, "abcdefghijklmnopqrstuvwxyz0123456789_");
    snprintf(name, sizeof name, "%.*s", length > NAME_MOST ? 0 : (int)length, *at);
    *field = *name && (*at)[length] == ' ' ? record_field(level->type, name) : NULL;
    if (*field == NULL)
        return err_detail(ERR_MALFORMED, "%s has no such field: %.40s", level->type->name, *name ? name : *at);
    if (!((*field)->flags & reader->flags))
        return odd(level, name, "is not kept in the store");
    if ((*field)->since > reader->version)
        return odd(level, name, "is newer than this dump says it is");
    *at += length + 1;
    return ERR_NONE;
}

static enum err load_pair(struct record_reader *reader, struct level *level, const char **at)
{
    const struct field *field;
    struct buf *out = &reader->out;
    if (**at == '?')
        return load_unknown(reader, level, at);
    enum err err = load_name(reader, level, at, &field);
    if (err)
        return err;
    size_t index = (size_t)(field - level->type->fields);
    bool next_item = level->list == field;
    if (index >= FIELDS_MOST)
        panic("%s has more than %d fields", level->type->name, FIELDS_MOST);
    if (level->seen[index] && !next_item)
        return odd(level, field->name, "stands there twice");
    level->seen[index] = true;
    if (!next_item) {
        buf_u16(out, field->tag);
        level->list_at = out->size;
        level->items = 0;
        level->list = field->type == FIELD_LIST ? field : NULL;
        buf_u32(out, 0);
    }
    size_t length_at = level->list_at, item_at = out->size;
    if (field->type == FIELD_LIST) {
        if (++level->items > field->limit)
            return odd(level, field->name, "has too many items");
        buf_u32(out, 0);
    }
    err = load_value(reader, level, field, at);
    if (err)
        return err;
    if (out->size > RECORD_MOST)
        return too_large();
    if (field->type == FIELD_LIST)
        put_length(out, item_at);
    put_length(out, length_at);
    return ERR_NONE;
}

struct record_reader *record_reader_new(const struct record_type *type, unsigned flags, int64_t version)
{
    struct record_reader *reader = xcalloc(1, sizeof *reader);
    reader->top.type = type;
    reader->flags = flags;
    reader->version = version;
    return reader;
}

enum err record_reader_line(struct record_reader *reader, const char *line)
{
    const char *at = line;
    enum err err = load_pair(reader, &reader->top, &at);
    return !err && *at ? odd(&reader->top, "a field", "goes on behind its end") : err;
}

enum err record_reader_end(struct record_reader *reader, void *record, struct arena *arena)
{
    return record_decode_wide(reader->top.type, (struct bytes){ reader->out.data, reader->out.size }, record, arena);
}

void record_reader_free(struct record_reader *reader)
{
    if (reader)
        buf_free(&reader->out);
    free(reader);
}
