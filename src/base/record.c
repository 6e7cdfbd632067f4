/* record.c - records described by rows: the tables, encode and decode; see record.h. JSON and text: record_text.c. */
#include "record_inside.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "str.h"

#define STORE FIELD_STORE
#define SHOW FIELD_SHOW
#define PERSONAL FIELD_PERSONAL
#define SECRET FIELD_SECRET
#define SUB_NUM(sub) NULL
#define SUB_MONEY(sub) NULL
#define SUB_TIME(sub) NULL
#define SUB_REAL(sub) NULL
#define SUB_FLAG(sub) NULL
#define SUB_TEXT(sub) NULL
#define SUB_BLOB(sub) NULL
#define SUB_ENUM(sub) &sub##_words
#define SUB_SET(sub) &sub##_words
#define SUB_ONE(sub) &sub##_type
#define SUB_LIST(sub) &sub##_type
#define FIELD_ROW(r, tag, TYPE, name, sub, limit, since, flags) \
    { tag, FIELD_##TYPE, since, flags, limit, offsetof(struct r, name), #name, SUB_##TYPE(sub) },
#define RECORD_TABLE(record, FIELDS) \
    static const struct field record##_fields[] = { FIELDS(FIELD_ROW, record) }; \
    const struct record_type record##_type = { #record, sizeof(struct record), record##_fields, \
                                               sizeof record##_fields / sizeof *record##_fields };
RECORDS(RECORD_TABLE)
#define RECORD_POINTER(record, FIELDS) &record##_type,
const struct record_type *const record_types[] = { RECORDS(RECORD_POINTER) };
const size_t record_type_count = sizeof record_types / sizeof *record_types;

void record_init(const struct record_type *type, void *record)
{
    memset(record, 0, type->size);
    for (size_t i = 0; i < type->count; i++) {
        const struct field *field = &type->fields[i];
        static const char *const empty = "";
        if (field->type == FIELD_TEXT)
            memcpy(field_member(record, field), &empty, sizeof empty);
        else if (field->type == FIELD_ONE)
            record_init(field->sub, field_member(record, field));
    }
}

static void encode_field(const struct field *field, const void *record, unsigned flags, struct buf *out)
{
    const void *at = field_peek(record, field);
    size_t start = out->size;
    buf_u16(out, field->tag);
    buf_u32(out, 0);
    switch (field->type) {
    case FIELD_TEXT: {
        const char *text;
        memcpy(&text, at, sizeof text);
        buf_text(out, text ? text : "");
        break;
    }
    case FIELD_BLOB: {
        struct bytes bytes;
        memcpy(&bytes, at, sizeof bytes);
        buf_add(out, bytes.data, bytes.size);
        break;
    }
    case FIELD_ONE:
        record_encode(field->sub, at, flags, out);
        break;
    case FIELD_LIST: {
        const struct record_type *type = field->sub;
        struct any_list list;
        memcpy(&list, at, sizeof list);
        for (size_t i = 0; i < list.n; i++) {
            size_t item = out->size;
            buf_u32(out, 0);
            record_encode(type, (char *)list.v + i * type->size, flags, out);
            uint32_t size = (uint32_t)(out->size - item - 4);
            uint8_t head[4] = { (uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8), (uint8_t)size };
            memcpy(out->data + item, head, sizeof head);
        }
        break;
    }
    case FIELD_REAL: {
        uint64_t bits;
        memcpy(&bits, at, sizeof bits);
        if (bits)
            buf_u64(out, bits);
        break;
    }
    default: {
        int64_t number = field_number(record, field);
        /* As few bytes as hold it: sign and the rest big-endian. */
        if (number) {
            int bytes = 8;
            while (bytes > 1 && number >= -((int64_t)1 << (8 * (bytes - 1) - 1)) && number < (int64_t)1 << (8 * (bytes - 1) - 1))
                bytes--;
            while (bytes-- > 0)
                buf_u8(out, (uint8_t)((uint64_t)number >> (8 * bytes)));
        }
        break;
    }
    }
    uint32_t size = (uint32_t)(out->size - start - 6);
    if (size == 0) {
        out->size = start;
        return;
    }
    uint8_t head[4] = { (uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8), (uint8_t)size };
    memcpy(out->data + start + 2, head, sizeof head);
}

void record_encode(const struct record_type *type, const void *record, unsigned flags, struct buf *out)
{
    for (size_t i = 0; i < type->count; i++)
        if (type->fields[i].flags & flags)
            encode_field(&type->fields[i], record, flags, out);
    struct bytes unknown;
    memcpy(&unknown, record, sizeof unknown);
    buf_add(out, unknown.data, unknown.size);
}

static enum err malformed(const struct record_type *type, const struct field *field)
{
    return err_detail(ERR_MALFORMED, "%s of %s", field ? field->name : "end", type->name);
}

static enum err decode_list(const struct field *field, struct bytes data, void *record, struct arena *arena)
{
    const struct record_type *type = field->sub;
    struct any_list list = { 0 };
    size_t count = 0;
    for (size_t at = 0; at < data.size; count++) {
        if (data.size - at < 4 || be32(data.data + at) > data.size - at - 4 || count >= field->limit)
            return malformed(type, NULL);
        at += 4 + be32(data.data + at);
    }
    /* Room for a power of two, as list_add() expects of any list. */
    size_t room = count ? 1 : 0;
    while (room < count)
        room *= 2;
    list.v = arena_alloc(arena, room * type->size);
    for (size_t at = 0; list.n < count; list.n++) {
        struct bytes item = { data.data + at + 4, be32(data.data + at) };
        enum err err = record_decode(type, item, (char *)list.v + list.n * type->size, arena);
        if (err)
            return err;
        at += 4 + item.size;
    }
    memcpy(field_member(record, field), &list, sizeof list);
    return ERR_NONE;
}

static enum err decode_field(const struct record_type *type, const struct field *field, struct bytes data, void *record, struct arena *arena)
{
    switch (field->type) {
    case FIELD_TEXT: {
        if (data.size > field->limit)
            return err_detail(ERR_TOO_LONG, "%s", field->name);
        if (!str_is_clean((const char *)data.data, data.size))
            return malformed(type, field);
        const char *text = arena_text_n(arena, (const char *)data.data, data.size);
        memcpy(field_member(record, field), &text, sizeof text);
        return ERR_NONE;
    }
    case FIELD_BLOB: {
        if (data.size > field->limit)
            return err_detail(ERR_TOO_LONG, "%s", field->name);
        uint8_t *copy = arena_alloc(arena, data.size);
        memcpy(copy, data.data, data.size);
        struct bytes bytes = { copy, data.size };
        memcpy(field_member(record, field), &bytes, sizeof bytes);
        return ERR_NONE;
    }
    case FIELD_ONE:
        return record_decode(field->sub, data, field_member(record, field), arena);
    case FIELD_LIST:
        return decode_list(field, data, record, arena);
    case FIELD_REAL: {
        if (data.size != 8)
            return malformed(type, field);
        uint64_t bits = be64(data.data);
        double real;
        memcpy(&real, &bits, sizeof real);
        if (!isfinite(real))
            return malformed(type, field);
        memcpy(field_member(record, field), &bits, sizeof bits);
        return ERR_NONE;
    }
    default: {
        if (data.size == 0 || data.size > 8)
            return malformed(type, field);
        uint64_t value = data.data[0] & 0x80 ? ~(uint64_t)0 : 0;
        for (size_t i = 0; i < data.size; i++)
            value = value << 8 | data.data[i];
        return field_put_number(record, field, (int64_t)value) ? ERR_NONE : malformed(type, field);
    }
    }
}

enum err record_decode(const struct record_type *type, struct bytes data, void *record, struct arena *arena)
{
    struct buf unknown = { 0 };
    enum err err = ERR_NONE;
    record_init(type, record);
    for (size_t at = 0; at < data.size && !err;) {
        if (data.size - at < 6 || be32(data.data + at + 2) > data.size - at - 6) {
            err = malformed(type, NULL);
            break;
        }
        uint16_t tag = be16(data.data + at);
        struct bytes value = { data.data + at + 6, be32(data.data + at + 2) };
        const struct field *field = NULL;
        for (size_t i = 0; i < type->count && field == NULL; i++)
            if (type->fields[i].tag == tag)
                field = &type->fields[i];
        if (field)
            err = decode_field(type, field, value, record, arena);
        else
            buf_add(&unknown, data.data + at, 6 + value.size);
        at += 6 + value.size;
    }
    if (!err && unknown.size) {
        uint8_t *copy = arena_alloc(arena, unknown.size);
        memcpy(copy, unknown.data, unknown.size);
        struct bytes kept = { copy, unknown.size };
        memcpy(record, &kept, sizeof kept);
    }
    buf_free(&unknown);
    return err;
}

void record_copy(const struct record_type *type, const void *from, void *to, struct arena *arena)
{
    struct buf buf = { 0 };
    record_encode(type, from, FIELD_ALL, &buf);
    if (record_decode(type, (struct bytes){ buf.data, buf.size }, to, arena))
        panic("a %s does not survive its own encoding: %s", type->name, err_last_detail());
    buf_free(&buf);
}

void *list_add(struct arena *arena, void *at, const struct record_type *type)
{
    struct any_list list;
    memcpy(&list, at, sizeof list);
    /* Room grows in powers of two; the count tells when it is full. */
    if ((list.n & (list.n - 1)) == 0) {
        void *room = arena_alloc(arena, (list.n ? list.n * 2 : 1) * type->size);
        if (list.n)
            memcpy(room, list.v, list.n * type->size);
        list.v = room;
    }
    void *item = (char *)list.v + list.n++ * type->size;
    record_init(type, item);
    memcpy(at, &list, sizeof list);
    return item;
}
