/* record.h - records described by rows (tbl/records.h): struct, encode, decode, JSON, text, anonymise.
 *
 * A record on disk and on the wire is a row of fields: tag and length (both 7 bits a byte, the lowest first; bit 7 says
 * that more follows), value. What is zero or empty is left out, tags not known here are kept as they came. Decoding checks everything: lengths, limits, words,
 * clean text; a decoded record can be trusted to fit its rows.
 */
#ifndef BASE_RECORD_H
#define BASE_RECORD_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../tbl/records.h"
#include "../tbl/events.h"
#include "../tbl/rights.h"
#include "../tbl/words.h"
#include "buf.h"
#include "err.h"
#include "mem.h"

/* The word lists as enums: enum order_state { ORDER_OPEN, ... }; a SET holds 1u << constant. */
#define WORD_CONSTANT(constant, word) constant,
enum order_state { ORDER_STATE_WORDS(WORD_CONSTANT) ORDER_STATE_COUNT };
enum hold_reason { HOLD_REASON_WORDS(WORD_CONSTANT) HOLD_REASON_COUNT };
enum print_state { PRINT_STATE_WORDS(WORD_CONSTANT) PRINT_STATE_COUNT };
enum crop_mode { CROP_MODE_WORDS(WORD_CONSTANT) CROP_MODE_COUNT };
enum pay_method { PAY_METHOD_WORDS(WORD_CONSTANT) PAY_METHOD_COUNT };
enum place { PLACE_WORDS(WORD_CONSTANT) PLACE_COUNT };
enum role { ROLE_WORDS(WORD_CONSTANT) ROLE_COUNT };
enum topic { TOPIC_WORDS(WORD_CONSTANT) TOPIC_COUNT };
enum program { PROGRAM_WORDS(WORD_CONSTANT) PROGRAM_COUNT };
enum card_act { CARD_ACT_WORDS(WORD_CONSTANT) CARD_ACT_COUNT };
enum card_state { CARD_STATE_WORDS(WORD_CONSTANT) CARD_STATE_COUNT };
enum task { TASK_WORDS(WORD_CONSTANT) TASK_COUNT };
enum printer_step { PRINTER_STEP_WORDS(WORD_CONSTANT) PRINTER_STEP_COUNT };
enum edit { EDIT_WORDS(WORD_CONSTANT) EDIT_COUNT };
#undef WORD_CONSTANT
#define EVENT_CONSTANT(constant, word, sentence) constant,
enum event { EVENT_ROWS(EVENT_CONSTANT) EVENT_COUNT };
#undef EVENT_CONSTANT
#define RIGHT_CONSTANT(constant, word) constant,
enum right { RIGHT_ROWS(RIGHT_CONSTANT) RIGHT_COUNT };
#undef RIGHT_CONSTANT
enum scope { SCOPE_NONE, SCOPE_OWN, SCOPE_SHOP };

#define BIT(constant) (1u << (constant))

struct word_list {
    const char *const *words;
    size_t count;
};
extern const struct word_list order_state_words, hold_reason_words, print_state_words, crop_mode_words,
    pay_method_words, place_words, role_words, topic_words, program_words, card_act_words, card_state_words, task_words, printer_step_words, edit_words,
    event_words, event_sentences, right_words;
/* "held"; "?" for what is not in the list. */
const char *word_of(const struct word_list *list, unsigned constant);
/* The constant of a word, -1 if there is none. */
int word_find(const struct word_list *list, const char *word);
/* The words of a set, "alert, media"; "" for none. Returns out. */
const char *word_set(const struct word_list *list, uint32_t set, char *out, size_t size);

enum field_type { FIELD_NUM, FIELD_MONEY, FIELD_TIME, FIELD_REAL, FIELD_FLAG, FIELD_TEXT, FIELD_BLOB, FIELD_ENUM, FIELD_SET, FIELD_ONE, FIELD_LIST };
enum { FIELD_STORE = 1, FIELD_SHOW = 2, FIELD_PERSONAL = 4, FIELD_SECRET = 8, FIELD_WIDE = 16 /* of record_encode: the wide form */, FIELD_ALL = FIELD_STORE | FIELD_SHOW | FIELD_SECRET };

struct record_type;
struct field {
    uint16_t tag, type, since, flags;
    uint32_t limit;
    size_t at;   /* offset in the struct */
    const char *name;
    const void *sub; /* word_list of ENUM and SET, record_type of ONE and LIST */
};
struct record_type {
    const char *name;
    size_t size;
    const struct field *fields;
    size_t count;
    void *empty; /* what record_init() copies */
};

/* The structs. Texts are never NULL after record_init() or record_decode(); they live in the arena given there. */
#define FIELD_C_NUM(name, sub) int64_t name;
#define FIELD_C_MONEY(name, sub) int64_t name;
#define FIELD_C_TIME(name, sub) int64_t name;
#define FIELD_C_REAL(name, sub) double name;
#define FIELD_C_FLAG(name, sub) bool name;
#define FIELD_C_TEXT(name, sub) const char *name;
#define FIELD_C_BLOB(name, sub) struct bytes name;
#define FIELD_C_ENUM(name, sub) enum sub name;
#define FIELD_C_SET(name, sub) uint32_t name;
#define FIELD_C_ONE(name, sub) struct sub name;
#define FIELD_C_LIST(name, sub) struct { struct sub *v; size_t n; } name;
#define FIELD_C(r, tag, TYPE, name, sub, limit, since, flags) FIELD_C_##TYPE(name, sub)
#define RECORD_C(record, FIELDS) struct record { struct bytes unknown /* in the wide form */; FIELDS(FIELD_C, record) }; extern const struct record_type record##_type;
RECORDS(RECORD_C)
#undef RECORD_C

/* Every record type, for tests, dump and load. */
extern const struct record_type *const record_types[];
extern const size_t record_type_count;

/* Zero, with every text "". Nested records too. */
void record_init(const struct record_type *type, void *record);
/* Append the fields that carry any of these flags (FIELD_STORE for the store, FIELD_ALL for the wire). */
void record_encode(const struct record_type *type, const void *record, unsigned flags, struct buf *out);
/* Read back; everything it points to is in the arena. ERR_MALFORMED with the field's name as detail when anything does
 * not fit its row. Texts must be clean (str_is_clean). */
enum err record_decode(const struct record_type *type, struct bytes data, void *record, struct arena *arena) MUST_CHECK;
/* The wide form: tag as u16, length as u32, big-endian. */
enum err record_decode_wide(const struct record_type *type, struct bytes data, void *record, struct arena *arena) MUST_CHECK;
/* A deep copy into the arena. */
void record_copy(const struct record_type *type, const void *from, void *to, struct arena *arena);
/* One JSON object of the FIELD_SHOW fields, all keys present, times ISO 8601, null for never. */
void record_json(const struct record_type *type, const void *record, struct buf *out);
/* Set a field by its name from text, as a person or a dump wrote it; for TEXT, NUM, MONEY (minor units), ENUM, FLAG,
 * SET, TIME (seconds). ERR_MALFORMED, ERR_TOO_LONG or ERR_NUMBER. */
enum err record_set(const struct record_type *type, void *record, const char *name, const char *text, struct arena *arena) MUST_CHECK;
const struct field *record_field(const struct record_type *type, const char *name);
/* record_dump.c, record_load.c: the fields with these flags as text, a line each, without loss, what is not known here as well; in
 * record_dump.c stands how it looks. Read back line by line (without the newline); ERR_MALFORMED and ERR_TOO_LONG say in
 * the detail what is wrong with this line, and the reader is then good for nothing but free. `version` is the store's
 * that was dumped: fields are not older than it. end: the record as a whole, in the arena. */
void record_dump(const struct record_type *type, const void *record, unsigned flags, struct buf *out);
struct record_reader;
struct record_reader *record_reader_new(const struct record_type *type, unsigned flags, int64_t version);
enum err record_reader_line(struct record_reader *reader, const char *line) MUST_CHECK;
enum err record_reader_end(struct record_reader *reader, void *record, struct arena *arena) MUST_CHECK;
void record_reader_free(struct record_reader *reader);
/* Text in quotes, any bytes at all; read back: behind the closing quote, NULL when it is none. */
void dump_text(struct buf *out, const char *text, size_t size);
const char *load_text(const char *at, struct buf *out);
/* Empty every PERSONAL field. */
void record_anonymise(const struct record_type *type, void *record);
/* Append one record to a list in the arena: LIST_ADD(arena, &order->photos) answers a pointer to the new, zeroed item. */
void *list_add(struct arena *arena, void *list, const struct record_type *type);
#define LIST_ADD(arena, list, record) ((struct record *)list_add((arena), (list), &record##_type))
#endif
