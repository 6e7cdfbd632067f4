/* record_dump.c - a record as text without loss; see record.h. Back: record_load.c.
 *
 *   id 17                                     numbers, sums (minor units) and times (seconds since 1970) as they are
 *   code "471120935525"                       texts, words and sets ("alert, media") in quotes
 *   keep yes                                  a flag
 *   risk {ratio 0.69999999999999996, alert yes}        a record inside: 17 digits give a real back to the last bit
 *   lines {n 1, product "10x15", copies 2}    a list: its name again for each item
 *   qr #00ff01                                bytes
 *   ?12345 #6e6577                            a field that this version does not know, by its tag
 *
 * One field a line, in the order of the rows, zero and empty ones left out, as on disk. In quotes \" \\ \n \t and \xHH
 * stand for what cannot stand there itself.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "record_inside.h"
#include "str.h"

enum { HEAD = 6 /* tag and length of a field that is not known here */ };

/* How many bytes may stand in quotes as they are: a run of ASCII, or one clean character of several bytes; 0 when the
 * first one may not. */
static size_t plain(const char *text, size_t size)
{
    size_t length = 0;
    while (length < size && text[length] >= 0x20 && text[length] < 0x7f && text[length] != '"' && text[length] != '\\')
        length++;
    for (size_t several = 2; length == 0 && several <= 4 && several <= size && text[0] & 0x80; several++)
        if (str_is_clean(text, several))
            length = several;
    return length;
}

void dump_text(struct buf *out, const char *text, size_t size)
{
    buf_u8(out, '"');
    while (size > 0) {
        size_t taken = plain(text, size);
        buf_add(out, text, taken);
        if (taken == 0) {
            taken = 1;
            if (*text == '"' || *text == '\\')
                buf_format(out, "\\%c", *text);
            else if (*text == '\n' || *text == '\t')
                buf_text(out, *text == '\n' ? "\\n" : "\\t");
            else
                buf_format(out, "\\x%02x", (unsigned char)*text);
        }
        text += taken;
        size -= taken;
    }
    buf_u8(out, '"');
}

static void dump_bytes(struct buf *out, const uint8_t *data, size_t size)
{
    char two[3];
    buf_u8(out, '#');
    for (size_t i = 0; i < size; i++) {
        str_hex(data + i, 1, two);
        buf_add(out, two, 2);
    }
}

static void dump_fields(const struct record_type *type, const void *record, unsigned flags, const char *gap,
                        struct buf *out);

static void dump_inside(const struct record_type *type, const void *record, unsigned flags, struct buf *out)
{
    buf_u8(out, '{');
    dump_fields(type, record, flags, ", ", out);
    buf_u8(out, '}');
}

static void dump_words(const struct field *field, int64_t value, struct buf *out)
{
    const struct word_list *list = field->sub;
    const char *gap = "\"";
    for (size_t i = 0; i < list->count; i++)
        if (field->type == FIELD_ENUM ? (int64_t)i == value : value >> i & 1) {
            buf_format(out, "%s%s", gap, list->words[i]);
            gap = ", ";
        }
    buf_u8(out, '"');
}

/* A plain number, text or bytes; false, with nothing written, when it is zero or empty. */
static bool dump_scalar(const struct field *field, const void *record, struct buf *out)
{
    const void *at = field_peek(record, field);
    uint64_t bits;
    double real;
    const char *text;
    struct bytes bytes;
    switch (field->type) {
    case FIELD_TEXT:
        memcpy(&text, at, sizeof text);
        if (text == NULL || *text == 0)
            return false;
        buf_format(out, "%s ", field->name);
        dump_text(out, text, strlen(text));
        return true;
    case FIELD_BLOB:
        memcpy(&bytes, at, sizeof bytes);
        if (bytes.size == 0)
            return false;
        buf_format(out, "%s ", field->name);
        dump_bytes(out, bytes.data, bytes.size);
        return true;
    case FIELD_REAL:
        memcpy(&bits, at, sizeof bits);
        memcpy(&real, at, sizeof real);
        if (bits)
            buf_format(out, "%s %.17g", field->name, real);
        return bits != 0;
    default: {
        int64_t number = field_number(record, field);
        if (number == 0)
            return false;
        buf_format(out, "%s ", field->name);
        if (field->type == FIELD_ENUM || field->type == FIELD_SET)
            dump_words(field, number, out);
        else if (field->type == FIELD_FLAG)
            buf_text(out, "yes");
        else
            buf_format(out, "%" PRId64, number);
        return true;
    }
    }
}

/* The items of a list, or the one record inside unless there is nothing in it. */
static void dump_records(const struct field *field, const void *record, unsigned flags, const char *gap, struct buf *out)
{
    const struct record_type *type = field->sub;
    const void *at = field_peek(record, field);
    struct any_list list;
    if (field->type == FIELD_LIST) {
        memcpy(&list, at, sizeof list);
        for (size_t i = 0; i < list.n; i++) {
            buf_format(out, "%s%s ", i ? gap : "", field->name);
            dump_inside(type, (const char *)list.v + i * type->size, flags, out);
        }
        return;
    }
    size_t start = out->size, opened;
    buf_format(out, "%s ", field->name);
    opened = out->size;
    dump_inside(type, at, flags, out);
    if (out->size == opened + 2)
        out->size = start;
}

static void dump_fields(const struct record_type *type, const void *record, unsigned flags, const char *gap,
                        struct buf *out)
{
    size_t begun = out->size;
    struct bytes unknown;
    for (size_t i = 0; i < type->count; i++) {
        const struct field *field = &type->fields[i];
        if (!(field->flags & flags))
            continue;
        size_t before = out->size;
        if (before != begun)
            buf_text(out, gap);
        size_t start = out->size;
        if (field->type == FIELD_ONE || field->type == FIELD_LIST)
            dump_records(field, record, flags, gap, out);
        else
            dump_scalar(field, record, out);
        if (out->size == start)
            out->size = before;
    }
    memcpy(&unknown, record, sizeof unknown);
    for (size_t at = 0; at + HEAD <= unknown.size; at += HEAD + be32(unknown.data + at + 2)) {
        buf_format(out, "%s?%u ", out->size == begun ? "" : gap, be16(unknown.data + at));
        dump_bytes(out, unknown.data + at + HEAD, be32(unknown.data + at + 2));
    }
}

void record_dump(const struct record_type *type, const void *record, unsigned flags, struct buf *out)
{
    size_t start = out->size;
    dump_fields(type, record, flags, "\n", out);
    if (out->size > start)
        buf_u8(out, '\n');
}

