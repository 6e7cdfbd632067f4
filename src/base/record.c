/* record.c - records described by rows: the tables, encode, decode, copy; see record.h. JSON and text: record_text.c.
 *
 * Two forms, one code: they differ in the head of a field alone. Compact has tag and length in 7 bits a byte (nearly
 * always two bytes together); wide has them as u16 and u32, which is how version 1 kept records and what the journal's
 * hashes are made over. Most of the keeper's work passes through here, so it looks for a field where the last one was
 * found, and copies an empty record instead of making one.
 */
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
    static struct record record##_empty; \
    const struct record_type record##_type = { #record, sizeof(struct record), record##_fields, \
                                               sizeof record##_fields / sizeof *record##_fields, &record##_empty };
RECORDS(RECORD_TABLE)
#define RECORD_POINTER(record, FIELDS) &record##_type,
const struct record_type *const record_types[] = { RECORDS(RECORD_POINTER) };
const size_t record_type_count = sizeof record_types / sizeof *record_types;

/* Before main(): small records first, as RECORDS has them, so that what a record contains is ready. */
__attribute__((constructor)) static void make_empty(void)
{
    static const char *const empty = "";
    for (size_t i = 0; i < record_type_count; i++) {
        const struct record_type *type = record_types[i];
        for (size_t k = 0; k < type->count; k++) {
            const struct field *field = &type->fields[k];
            const struct record_type *sub = field->sub;
            if (field->type == FIELD_TEXT)
                memcpy(field_member(type->empty, field), &empty, sizeof empty);
            else if (field->type == FIELD_ONE)
                memcpy(field_member(type->empty, field), sub->empty, sub->size);
        }
    }
}

void record_init(const struct record_type *type, void *record)
{
    memcpy(record, type->empty, type->size);
}

/* ---- encode ---- */

enum { WIDE_TAG = 2, WIDE_LENGTH = 4, LENGTH_MOST = 5 };

static size_t write_short(uint8_t *at, uint32_t number)
{
    size_t size = 0;
    for (; number >= 0x80; number >>= 7)
        at[size++] = (uint8_t)(number | 0x80);
    at[size++] = (uint8_t)number;
    return size;
}

static void add_short(struct buf *out, uint32_t number)
{
    uint8_t bytes[LENGTH_MOST];
    buf_add(out, bytes, write_short(bytes, number));
}

/* Tag, and room for a length of a value that is not known yet; where the value begins. */
static size_t open_value(struct buf *out, uint16_t tag, bool wide)
{
    if (wide)
        buf_u16(out, tag);
    else
        add_short(out, tag);
    if (wide)
        buf_u32(out, 0);
    else
        buf_u8(out, 0);
    return out->size;
}

/* The length before the value that was just written. Room was kept for one byte; a longer value moves on. */
static void close_value(struct buf *out, size_t start, bool wide)
{
    size_t size = out->size - start;
    uint8_t length[LENGTH_MOST];
    if (wide) {
        for (int i = 0; i < WIDE_LENGTH; i++)
            out->data[start - WIDE_LENGTH + (size_t)i] = (uint8_t)(size >> (24 - 8 * i));
        return;
    }
    size_t bytes = write_short(length, (uint32_t)size);
    if (bytes > 1) {
        buf_add(out, length, bytes - 1); /* room */
        memmove(out->data + start + bytes - 1, out->data + start, size);
    }
    memcpy(out->data + start - 1, length, bytes);
}

static void add_value(struct buf *out, const struct field *field, const void *data, size_t size, bool wide)
{
    if (wide) {
        buf_u16(out, field->tag);
        buf_u32(out, (uint32_t)size);
    } else if (field->tag < 0x80 && size < 0x80) {
        uint8_t head[2] = { (uint8_t)field->tag, (uint8_t)size };
        buf_add(out, head, sizeof head);
    } else {
        add_short(out, field->tag);
        add_short(out, (uint32_t)size);
    }
    buf_add(out, data, size);
}

/* As few bytes as hold it: sign and the rest big-endian. */
static void add_number(struct buf *out, const struct field *field, int64_t number, bool wide)
{
    uint8_t bytes[8];
    int size = 8;
    if (number == 0)
        return;
    while (size > 1 && number >= -((int64_t)1 << (8 * (size - 1) - 1)) && number < (int64_t)1 << (8 * (size - 1) - 1))
        size--;
    for (int i = 0; i < size; i++)
        bytes[i] = (uint8_t)((uint64_t)number >> (8 * (size - 1 - i)));
    add_value(out, field, bytes, (size_t)size, wide);
}

static void add_list(struct buf *out, const struct field *field, const struct any_list *list, unsigned flags)
{
    const struct record_type *type = field->sub;
    bool wide = flags & FIELD_WIDE;
    size_t start = open_value(out, field->tag, wide);
    for (size_t i = 0; i < list->n; i++) {
        if (wide)
            buf_u32(out, 0);
        else
            buf_u8(out, 0);
        size_t item = out->size;
        record_encode(type, (char *)list->v + i * type->size, flags, out);
        close_value(out, item, wide);
    }
    close_value(out, start, wide);
}

static void encode_field(const struct field *field, const void *record, unsigned flags, struct buf *out)
{
    const void *at = field_peek(record, field);
    bool wide = flags & FIELD_WIDE;
    switch (field->type) {
    case FIELD_TEXT: {
        const char *text;
        memcpy(&text, at, sizeof text);
        if (text && *text)
            add_value(out, field, text, strlen(text), wide);
        return;
    }
    case FIELD_BLOB: {
        struct bytes bytes;
        memcpy(&bytes, at, sizeof bytes);
        if (bytes.size)
            add_value(out, field, bytes.data, bytes.size, wide);
        return;
    }
    case FIELD_ONE: {
        size_t before = out->size, start = open_value(out, field->tag, wide);
        record_encode(field->sub, at, flags, out);
        if (out->size == start)
            out->size = before;
        else
            close_value(out, start, wide);
        return;
    }
    case FIELD_LIST: {
        struct any_list list;
        memcpy(&list, at, sizeof list);
        if (list.n)
            add_list(out, field, &list, flags);
        return;
    }
    case FIELD_REAL: {
        uint64_t bits;
        memcpy(&bits, at, sizeof bits);
        uint8_t bytes[8];
        for (int i = 0; i < 8; i++)
            bytes[i] = (uint8_t)(bits >> (56 - 8 * i));
        if (bits)
            add_value(out, field, bytes, sizeof bytes, wide);
        return;
    }
    default:
        add_number(out, field, field_number(record, field), wide);
    }
}

/* In memory they are kept in the wide form. */
static void add_unknown(struct buf *out, struct bytes unknown)
{
    for (size_t at = 0; at + WIDE_TAG + WIDE_LENGTH <= unknown.size;) {
        uint32_t size = be32(unknown.data + at + WIDE_TAG);
        if (size > unknown.size - at - WIDE_TAG - WIDE_LENGTH)
            panic("unknown fields that were not kept by decoding");
        add_short(out, be16(unknown.data + at));
        add_short(out, size);
        buf_add(out, unknown.data + at + WIDE_TAG + WIDE_LENGTH, size);
        at += WIDE_TAG + WIDE_LENGTH + size;
    }
}

void record_encode(const struct record_type *type, const void *record, unsigned flags, struct buf *out)
{
    struct bytes unknown;
    for (size_t i = 0; i < type->count; i++)
        if (type->fields[i].flags & flags)
            encode_field(&type->fields[i], record, flags, out);
    memcpy(&unknown, record, sizeof unknown);
    if (flags & FIELD_WIDE)
        buf_add(out, unknown.data, unknown.size);
    else if (unknown.size)
        add_unknown(out, unknown);
}

/* ---- decode ---- */

struct reading {
    struct arena *arena;
    bool wide;
};

static enum err decode(const struct record_type *type, struct bytes data, void *record, const struct reading *reading);

static enum err malformed(const struct record_type *type, const struct field *field)
{
    return err_detail(ERR_MALFORMED, "%s of %s", field ? field->name : "end", type->name);
}

/* A number of 7 bits a byte, at most `most`; false at the end or when it is larger. */
static bool take_short(struct bytes *data, uint32_t most, uint32_t *number)
{
    uint64_t value = 0;
    if (data->size && data->data[0] < 0x80) { /* nearly always */
        *number = data->data[0];
        *data = (struct bytes){ data->data + 1, data->size - 1 };
        return true;
    }
    for (unsigned i = 0; i < LENGTH_MOST && i < data->size; i++) {
        value |= (uint64_t)(data->data[i] & 0x7f) << (7 * i);
        if (data->data[i] & 0x80)
            continue;
        *data = (struct bytes){ data->data + i + 1, data->size - i - 1 };
        *number = (uint32_t)value;
        return value <= most;
    }
    return false;
}

/* A length and so many bytes. */
static bool take_sized(struct bytes *data, struct bytes *value, bool wide)
{
    uint32_t size;
    if (wide) {
        if (data->size < WIDE_LENGTH)
            return false;
        size = be32(data->data);
        *data = (struct bytes){ data->data + WIDE_LENGTH, data->size - WIDE_LENGTH };
    } else if (!take_short(data, UINT32_MAX, &size)) {
        return false;
    }
    if (size > data->size)
        return false;
    *value = (struct bytes){ data->data, size };
    *data = (struct bytes){ data->data + size, data->size - size };
    return true;
}

static bool take_field(struct bytes *data, uint32_t *tag, struct bytes *value, bool wide)
{
    if (!wide)
        return take_short(data, UINT16_MAX, tag) && take_sized(data, value, false);
    if (data->size < WIDE_TAG)
        return false;
    *tag = be16(data->data);
    *data = (struct bytes){ data->data + WIDE_TAG, data->size - WIDE_TAG };
    return take_sized(data, value, true);
}

static enum err decode_list(const struct field *field, struct bytes data, void *record, const struct reading *reading)
{
    const struct record_type *type = field->sub;
    struct any_list list = { 0 };
    struct bytes left = data, item;
    size_t count = 0;
    for (; left.size; count++)
        if (count >= field->limit || !take_sized(&left, &item, reading->wide))
            return malformed(type, NULL);
    /* Room for a power of two, as list_add() expects of any list. */
    size_t room = count ? 1 : 0;
    while (room < count)
        room *= 2;
    list.v = arena_room(reading->arena, room * type->size);
    for (; take_sized(&data, &item, reading->wide); list.n++) {
        enum err err = decode(type, item, (char *)list.v + list.n * type->size, reading);
        if (err)
            return err;
    }
    memcpy(field_member(record, field), &list, sizeof list);
    return ERR_NONE;
}

static enum err decode_real(const struct record_type *type, const struct field *field, struct bytes data, void *record)
{
    double real;
    if (data.size != sizeof real)
        return malformed(type, field);
    uint64_t bits = be64(data.data);
    memcpy(&real, &bits, sizeof real);
    if (!isfinite(real))
        return malformed(type, field);
    memcpy(field_member(record, field), &bits, sizeof bits);
    return ERR_NONE;
}

static enum err decode_field(const struct record_type *type, const struct field *field, struct bytes data, void *record,
                             const struct reading *reading)
{
    if (data.size > field->limit && (field->type == FIELD_TEXT || field->type == FIELD_BLOB))
        return err_detail(ERR_TOO_LONG, "%s", field->name);
    switch (field->type) {
    case FIELD_TEXT: {
        if (!str_is_clean((const char *)data.data, data.size))
            return malformed(type, field);
        const char *text = arena_text_n(reading->arena, (const char *)data.data, data.size);
        memcpy(field_member(record, field), &text, sizeof text);
        return ERR_NONE;
    }
    case FIELD_BLOB: {
        struct bytes bytes = { arena_copy(reading->arena, data.data, data.size), data.size };
        memcpy(field_member(record, field), &bytes, sizeof bytes);
        return ERR_NONE;
    }
    case FIELD_ONE:
        return decode(field->sub, data, field_member(record, field), reading);
    case FIELD_LIST:
        return decode_list(field, data, record, reading);
    case FIELD_REAL:
        return decode_real(type, field, data, record);
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

/* Fields come in the order of their rows, nearly always: look from behind the last one. */
static const struct field *find_field(const struct record_type *type, uint32_t tag, size_t *from)
{
    for (size_t i = *from; i < type->count; i++)
        if (type->fields[i].tag == tag) {
            *from = i + 1;
            return &type->fields[i];
        }
    for (size_t i = 0; i < *from; i++)
        if (type->fields[i].tag == tag)
            return &type->fields[i];
    return NULL;
}

static void keep_unknown(struct buf *unknown, uint32_t tag, struct bytes value)
{
    buf_u16(unknown, (uint16_t)tag);
    buf_u32(unknown, (uint32_t)value.size);
    buf_add(unknown, value.data, value.size);
}

static enum err decode(const struct record_type *type, struct bytes data, void *record, const struct reading *reading)
{
    struct buf unknown = { 0 };
    enum err err = ERR_NONE;
    size_t from = 0;
    record_init(type, record);
    while (data.size && !err) {
        struct bytes value;
        uint32_t tag;
        if (!take_field(&data, &tag, &value, reading->wide)) {
            err = malformed(type, NULL);
            break;
        }
        const struct field *field = find_field(type, tag, &from);
        if (field)
            err = decode_field(type, field, value, record, reading);
        else
            keep_unknown(&unknown, tag, value);
    }
    if (!err && unknown.size) {
        struct bytes kept = { arena_copy(reading->arena, unknown.data, unknown.size), unknown.size };
        memcpy(record, &kept, sizeof kept);
    }
    buf_free(&unknown);
    return err;
}

enum err record_decode(const struct record_type *type, struct bytes data, void *record, struct arena *arena)
{
    return decode(type, data, record, &(struct reading){ arena, false });
}

enum err record_decode_wide(const struct record_type *type, struct bytes data, void *record, struct arena *arena)
{
    return decode(type, data, record, &(struct reading){ arena, true });
}

/* ---- copy ---- */

static void copy_list(const struct record_type *type, void *at, struct arena *arena)
{
    struct any_list from, to;
    memcpy(&from, at, sizeof from);
    size_t room = from.n ? 1 : 0;
    while (room < from.n)
        room *= 2;
    to = (struct any_list){ arena_alloc(arena, room * type->size), from.n };
    for (size_t i = 0; i < from.n; i++)
        record_copy(type, (char *)from.v + i * type->size, (char *)to.v + i * type->size, arena);
    memcpy(at, &to, sizeof to);
}

void record_copy(const struct record_type *type, const void *from, void *to, struct arena *arena)
{
    struct bytes bytes;
    const char *text;
    memmove(to, from, type->size);
    for (size_t i = 0; i < type->count; i++) {
        const struct field *field = &type->fields[i];
        void *at = field_member(to, field);
        switch (field->type) {
        case FIELD_TEXT:
            memcpy(&text, at, sizeof text);
            text = text && *text ? arena_text(arena, text) : "";
            memcpy(at, &text, sizeof text);
            break;
        case FIELD_BLOB:
            memcpy(&bytes, at, sizeof bytes);
            bytes.data = arena_copy(arena, bytes.data, bytes.size);
            memcpy(at, &bytes, sizeof bytes);
            break;
        case FIELD_ONE:
            record_copy(field->sub, at, at, arena);
            break;
        case FIELD_LIST:
            copy_list(field->sub, at, arena);
            break;
        default:
            break;
        }
    }
    memcpy(&bytes, to, sizeof bytes);
    bytes.data = arena_copy(arena, bytes.data, bytes.size);
    memcpy(to, &bytes, sizeof bytes);
}

void *list_add(struct arena *arena, void *at, const struct record_type *type)
{
    struct any_list list;
    memcpy(&list, at, sizeof list);
    /* Room grows in powers of two; the count tells when it is full. */
    if ((list.n & (list.n - 1)) == 0) {
        void *room = arena_room(arena, (list.n ? list.n * 2 : 1) * type->size);
        if (list.n)
            memcpy(room, list.v, list.n * type->size);
        list.v = room;
    }
    void *item = (char *)list.v + list.n++ * type->size;
    record_init(type, item);
    memcpy(at, &list, sizeof list);
    return item;
}
