/* record.c - records described by rows; see record.h. */
#include "record.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "clock.h"
#include "str.h"

#define WORD_TEXT(constant, word) word,
#define WORD_LIST(name, ROWS) \
    static const char *const name##_texts[] = { ROWS(WORD_TEXT) }; \
    const struct word_list name##_words = { name##_texts, sizeof name##_texts / sizeof *name##_texts };
WORD_LIST(order_state, ORDER_STATE_WORDS)
WORD_LIST(hold_reason, HOLD_REASON_WORDS)
WORD_LIST(print_state, PRINT_STATE_WORDS)
WORD_LIST(crop_mode, CROP_MODE_WORDS)
WORD_LIST(pay_method, PAY_METHOD_WORDS)
WORD_LIST(place, PLACE_WORDS)
WORD_LIST(role, ROLE_WORDS)
WORD_LIST(topic, TOPIC_WORDS)
WORD_LIST(program, PROGRAM_WORDS)
WORD_LIST(task, TASK_WORDS)
WORD_LIST(printer_step, PRINTER_STEP_WORDS)
WORD_LIST(edit, EDIT_WORDS)
WORD_LIST(right, RIGHT_ROWS)
#define EVENT_WORD(constant, word, sentence) word,
static const char *const event_texts[] = { EVENT_ROWS(EVENT_WORD) };
const struct word_list event_words = { event_texts, EVENT_COUNT };
#define EVENT_SENTENCE(constant, word, sentence) sentence,
static const char *const event_sentence_texts[] = { EVENT_ROWS(EVENT_SENTENCE) };
const struct word_list event_sentences = { event_sentence_texts, EVENT_COUNT };

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

/* Every LIST member has this shape. */
struct any_list {
    void *v;
    size_t n;
};

const char *word_of(const struct word_list *list, unsigned constant)
{
    return constant < list->count ? list->words[constant] : "?";
}

int word_find(const struct word_list *list, const char *word)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->words[i], word) == 0)
            return (int)i;
    return -1;
}

const char *word_set(const struct word_list *list, uint32_t set, char *out, size_t size)
{
    size_t used = 0;
    if (size)
        out[0] = 0;
    for (size_t i = 0; i < list->count && used < size; i++)
        if (set >> i & 1)
            used += (size_t)snprintf(out + used, size - used, "%s%s", used ? ", " : "", list->words[i]);
    return out;
}

static void *member(void *record, const struct field *field)
{
    return (char *)record + field->at;
}

static const void *peek(const void *record, const struct field *field)
{
    return (const char *)record + field->at;
}

/* The plain numbers in one place: what a member holds as int64. Enums are ints, sets are uint32. */
static int64_t number_of(const void *record, const struct field *field)
{
    const void *at = peek(record, field);
    int64_t number;
    int word;
    uint32_t set;
    bool flag;
    switch (field->type) {
    case FIELD_ENUM: memcpy(&word, at, sizeof word); return word;
    case FIELD_SET: memcpy(&set, at, sizeof set); return set;
    case FIELD_FLAG: memcpy(&flag, at, sizeof flag); return flag;
    default: memcpy(&number, at, sizeof number); return number;
    }
}

static bool number_put(void *record, const struct field *field, int64_t value)
{
    void *at = member(record, field);
    int word = (int)value;
    uint32_t set = (uint32_t)value;
    bool flag = value != 0;
    const struct word_list *list = field->sub;
    switch (field->type) {
    case FIELD_ENUM:
        if (value < 0 || (size_t)value >= list->count)
            return false;
        memcpy(at, &word, sizeof word);
        return true;
    case FIELD_SET:
        if (value < 0 || value >> list->count != 0)
            return false;
        memcpy(at, &set, sizeof set);
        return true;
    case FIELD_FLAG:
        memcpy(at, &flag, sizeof flag);
        return value == 0 || value == 1;
    default:
        memcpy(at, &value, sizeof value);
        return true;
    }
}

void record_init(const struct record_type *type, void *record)
{
    memset(record, 0, type->size);
    for (size_t i = 0; i < type->count; i++) {
        const struct field *field = &type->fields[i];
        static const char *const empty = "";
        if (field->type == FIELD_TEXT)
            memcpy(member(record, field), &empty, sizeof empty);
        else if (field->type == FIELD_ONE)
            record_init(field->sub, member(record, field));
    }
}

static void encode_field(const struct field *field, const void *record, unsigned flags, struct buf *out)
{
    const void *at = peek(record, field);
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
        int64_t number = number_of(record, field);
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
    memcpy(member(record, field), &list, sizeof list);
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
        memcpy(member(record, field), &text, sizeof text);
        return ERR_NONE;
    }
    case FIELD_BLOB: {
        if (data.size > field->limit)
            return err_detail(ERR_TOO_LONG, "%s", field->name);
        uint8_t *copy = arena_alloc(arena, data.size);
        memcpy(copy, data.data, data.size);
        struct bytes bytes = { copy, data.size };
        memcpy(member(record, field), &bytes, sizeof bytes);
        return ERR_NONE;
    }
    case FIELD_ONE:
        return record_decode(field->sub, data, member(record, field), arena);
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
        memcpy(member(record, field), &bits, sizeof bits);
        return ERR_NONE;
    }
    default: {
        if (data.size == 0 || data.size > 8)
            return malformed(type, field);
        uint64_t value = data.data[0] & 0x80 ? ~(uint64_t)0 : 0;
        for (size_t i = 0; i < data.size; i++)
            value = value << 8 | data.data[i];
        return number_put(record, field, (int64_t)value) ? ERR_NONE : malformed(type, field);
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
    const void *at = peek(record, field);
    switch (field->type) {
    case FIELD_TEXT: {
        const char *text;
        memcpy(&text, at, sizeof text);
        json_text(out, text ? text : "");
        break;
    }
    case FIELD_TIME: {
        char iso[32];
        int64_t time = number_of(record, field);
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
        buf_text(out, number_of(record, field) ? "true" : "false");
        break;
    case FIELD_ENUM:
        json_text(out, word_of(field->sub, (unsigned)number_of(record, field)));
        break;
    case FIELD_SET: {
        const struct word_list *list = field->sub;
        uint32_t set = (uint32_t)number_of(record, field);
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
        buf_format(out, "%lld", (long long)number_of(record, field));
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
    memcpy(member(record, field), &copy, sizeof copy);
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
    return number_put(record, field, set) ? ERR_NONE : ERR_MALFORMED;
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
        return number_put(record, field, word) ? ERR_NONE : ERR_MALFORMED;
    }
    case FIELD_SET:
        return set_words(field, record, text);
    case FIELD_FLAG:
        number = strcmp(text, "yes") == 0 || strcmp(text, "true") == 0;
        if (!number && strcmp(text, "no") != 0 && strcmp(text, "false") != 0)
            return err_detail(ERR_MALFORMED, "%s must be yes or no", field->name);
        return number_put(record, field, number) ? ERR_NONE : ERR_MALFORMED;
    case FIELD_NUM: case FIELD_MONEY: case FIELD_TIME:
        if (!str_number(text, INT64_MIN + 1, INT64_MAX, &number))
            return err_detail(ERR_NUMBER, "%.60s", text);
        return number_put(record, field, number) ? ERR_NONE : ERR_MALFORMED;
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
            record_anonymise(field->sub, member(record, field));
        } else if (field->type == FIELD_LIST) {
            const struct record_type *sub = field->sub;
            struct any_list list;
            memcpy(&list, member(record, field), sizeof list);
            for (size_t k = 0; k < list.n; k++)
                record_anonymise(sub, (char *)list.v + k * sub->size);
        } else if (field->flags & FIELD_PERSONAL && field->type == FIELD_TEXT) {
            memcpy(member(record, field), &empty, sizeof empty);
        }
    }
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
