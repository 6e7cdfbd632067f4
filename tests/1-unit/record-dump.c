/* record-dump - every record type with random contents as text and back, to the last byte; what does not fit is refused
 * with what is wrong; mutated text never crashes and never yields what could not be stored.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "src/base/record.h"
#include "src/base/str.h"

enum { ANY_VERSION = 1000 };

static uint64_t seed;
static uint64_t draw(uint64_t bound)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (seed >> 33) % bound;
}

static uint64_t draw_bits(void)
{
    return draw(1u << 31) << 33 ^ draw(1u << 31) << 11 ^ draw(1u << 31);
}

static void draw_record(const struct record_type *type, struct buf *out, int depth);

/* A value as it lies in an encoded record, so that odd but lawful contents come up as well. */
static void draw_value(const struct field *field, struct buf *out, int depth)
{
    static const char *const pieces[] = { "a", " ", "\"", "\\", "\xc3\xbc", "\xe2\x82\xac", "\xf0\x9f\x93\xb7", "{", "}", ", ", "?", "#", "\\n" };
    static const int64_t edges[] = { 1, -1, 127, -129, INT64_MAX, INT64_MIN };
    const struct word_list *words = field->sub;
    size_t wanted = draw(3) ? draw(12) : field->limit > 3000 ? 3000 : field->limit, used = out->size;
    switch (field->type) {
    case FIELD_TEXT:
        for (const char *piece; out->size - used < wanted; buf_text(out, piece)) {
            piece = pieces[draw(sizeof pieces / sizeof *pieces)];
            if (out->size - used + strlen(piece) > field->limit)
                piece = "x";
        }
        out->size = out->size - used > field->limit ? used + field->limit : out->size;
        break;
    case FIELD_BLOB:
        for (wanted = wanted > field->limit ? field->limit : wanted; wanted > 0; wanted--)
            buf_u8(out, (uint8_t)draw(256));
        break;
    case FIELD_REAL: { /* any finite bits */
        uint64_t bits = draw_bits();
        buf_u64(out, (bits >> 52 & 0x7ff) == 0x7ff ? bits & ~(1ull << 60) : bits);
        break;
    }
    case FIELD_FLAG: buf_u8(out, (uint8_t)draw(2)); break;
    case FIELD_ENUM: buf_u64(out, draw(words->count)); break;
    case FIELD_SET: buf_u64(out, draw(1ull << words->count)); break;
    case FIELD_ONE: draw_record(field->sub, out, depth + 1); break;
    case FIELD_LIST:
        for (uint64_t left = draw(depth ? 3 : 7); left > 0; left--) {
            struct buf item = { 0 };
            draw_record(field->sub, &item, depth + 1);
            buf_u32(out, (uint32_t)item.size);
            buf_add(out, item.data, item.size);
            buf_free(&item);
        }
        break;
    default: buf_u64(out, draw(3) ? draw_bits() >> draw(64) : (uint64_t)edges[draw(6)]);
    }
}

static void draw_record(const struct record_type *type, struct buf *out, int depth)
{
    for (size_t i = 0; i < type->count; i++) {
        struct buf value = { 0 };
        if (draw(4) == 0)
            continue;
        draw_value(&type->fields[i], &value, depth);
        if (value.size) {
            buf_u16(out, type->fields[i].tag);
            buf_u32(out, (uint32_t)value.size);
            buf_add(out, value.data, value.size);
        }
        buf_free(&value);
    }
    for (uint64_t newer = draw(3) ? 0 : draw(4); newer > 0; newer--) { /* what a newer version wrote */
        uint64_t size = draw(3) * draw(9);
        buf_u16(out, (uint16_t)(10000 + draw(50000)));
        buf_u32(out, (uint32_t)size);
        while (size-- > 0)
            buf_u8(out, (uint8_t)draw(256));
    }
}

/* Feed a text line by line; the text is spoilt. */
static enum err read_back(const struct record_type *type, char *text, void *record, struct arena *arena)
{
    struct record_reader *reader = record_reader_new(type, FIELD_ALL, ANY_VERSION);
    enum err err = ERR_NONE;
    for (char *next; *text && !err; text = next) {
        next = text + strcspn(text, "\n");
        if (*next)
            *next++ = 0;
        err = record_reader_line(reader, text);
    }
    if (!err)
        err = record_reader_end(reader, record, arena);
    record_reader_free(reader);
    return err;
}

#define EACH_TYPE(type) (const struct record_type *const *at_ = record_types, *type; at_ < record_types + record_type_count && (type = *at_); at_++)

static void every_record_survives(void **state)
{
    (void)state;
    for EACH_TYPE(type)
        for (uint64_t round = 0; round < 60; round++) {
            struct arena arena = { 0 };
            struct buf drawn = { 0 }, before = { 0 }, after = { 0 }, text = { 0 }, again = { 0 };
            void *record = arena_alloc(&arena, type->size), *back = arena_alloc(&arena, type->size);
            seed = round * 7919 + 11;
            draw_record(type, &drawn, 0);
            if (record_decode_wide(type, (struct bytes){ drawn.data, drawn.size }, record, &arena)) {
                print_error("%s drawn badly: %s\n", type->name, err_last_detail());
                fail();
            }
            record_encode(type, record, FIELD_ALL, &before);
            record_dump(type, record, FIELD_ALL, &text);
            for (size_t from = 0, length; from < text.size; from += length + 1) { /* clean, line by line */
                length = strcspn((char *)text.data + from, "\n");
                assert_true(length > 0 && str_is_clean((char *)text.data + from, length));
            }
            buf_text(&again, buf_string(&text));
            if (text.size && read_back(type, (char *)text.data, back, &arena)) {
                print_error("%s: %s\n%s\n", type->name, err_last_detail(), buf_string(&again));
                fail();
            }
            if (text.size == 0)
                record_init(type, back);
            record_encode(type, back, FIELD_ALL, &after);
            assert_int_equal(before.size, after.size);
            if (before.size)
                assert_memory_equal(before.data, after.data, before.size);
            buf_clear(&text);
            record_dump(type, back, FIELD_ALL, &text);
            assert_string_equal(buf_string(&text), buf_string(&again));
            buf_free(&drawn), buf_free(&before), buf_free(&after), buf_free(&text), buf_free(&again);
            arena_free(&arena);
        }
}

static void it_looks_as_described(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct buf text = { 0 };
    struct order order;
    static const uint8_t newer[] = { 0x30, 0x39, 0, 0, 0, 3, 'n', 'e', 'w' };
    record_init(&order_type, &order);
    order.unknown = (struct bytes){ newer, sizeof newer };
    order.id = 17, order.code = "471120935525", order.state = ORDER_HELD, order.note = "say \"hi\" \\ \xc3\xbc";
    order.hold_reasons = BIT(HOLD_ALERT) | BIT(HOLD_PHOTOS), order.keep = true, order.risk.ratio = 0.7;
    struct line *line = LIST_ADD(&arena, &order.lines, line);
    line->n = 1, line->product = "10x15", line->crop.width = 1000000;
    LIST_ADD(&arena, &order.lines, line);
    record_dump(&order_type, &order, FIELD_STORE, &text);
    assert_string_equal(buf_string(&text), "id 17\ncode \"471120935525\"\nstate \"held\"\nhold_reasons \"alert, photos missing or damaged\"\n"
        "note \"say \\\"hi\\\" \\\\ \xc3\xbc\"\nkeep yes\nrisk {ratio 0.69999999999999996}\n"
        "lines {n 1, product \"10x15\", crop {width 1000000}}\nlines {}\n?12345 #6e6577\n");
    buf_free(&text);
    arena_free(&arena);
}

static void any_bytes_fit_into_quotes(void **state)
{
    (void)state;
    for (int round = 0; round < 500; round++) {
        struct buf bytes = { 0 }, text = { 0 }, back = { 0 };
        seed = (uint64_t)round;
        for (uint64_t left = draw(200); left > 0; left--)
            buf_u8(&bytes, (uint8_t)(draw(2) ? draw(256) : 'a'));
        dump_text(&text, (const char *)bytes.data, bytes.size);
        assert_true(str_is_clean((char *)text.data, text.size));
        const char *end = load_text((char *)text.data, &back);
        assert_ptr_equal(end, text.data + text.size);
        assert_int_equal(back.size, bytes.size);
        if (bytes.size)
            assert_memory_equal(back.data, bytes.data, bytes.size);
        buf_free(&bytes), buf_free(&text), buf_free(&back);
    }
}

static enum err line_of_order(const char *line, unsigned flags, int64_t version)
{
    struct record_reader *reader = record_reader_new(&order_type, flags, version);
    enum err err = record_reader_line(reader, line);
    record_reader_free(reader);
    return err;
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = { "", " ", "id", "id ", "id  1", "id 1 ", "id 1.5", "id 99999999999999999999", "ID 1", "no_such 1",
        "code 1", "code \"1", "code \"1\"x", "code \"\\q\"", "code \"\\x1\"", "code \"\\x1b\"", "code \"\\x00\"", "state \"Held\"",
        "state \"\"", "state \"held, ready\"", "state 1", "hold_reasons \"alert,media\"", "hold_reasons \"alert, \"", "hold_reasons \"\\x00\"", "keep no", "keep 1",
        "risk {", "risk {ratio 1", "risk {ratio nan}", "risk {ratio inf}", "risk {ratio 1e999}", "risk {ratio 0x1p3}", "risk {ratio 1, }", "risk {ratio 1 }",
        "risk {ratio 1,alert yes}", "risk {ratio 1, ratio 2}", "risk {n 1}", "risk 1", "lines {n 1} {n 2}", "lines [n 1]", "prints {line 1}", "?1", "?x #00",
        "?70000 #00", "?1 00", "?1 #0", "?1 #00,", "risk {?1 #0g}", "lines {crop {x 1}", "lines {crop {x 1}}}" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (line_of_order(wrong[i], FIELD_STORE, ANY_VERSION) != ERR_MALFORMED) {
            print_error("taken: %s\n", wrong[i]);
            fail();
        }
    assert_int_equal(line_of_order("id 1", FIELD_STORE, ANY_VERSION), ERR_NONE);
    assert_int_equal(line_of_order("code \"1234567890123\"", FIELD_STORE, ANY_VERSION), ERR_TOO_LONG);
    assert_string_equal(err_last_detail(), "code of order");
    assert_int_equal(line_of_order("prints {line 1}", FIELD_ALL, ANY_VERSION), ERR_NONE);
    assert_int_equal(line_of_order("id 1", FIELD_STORE, 0), ERR_MALFORMED); /* a store that knew no such field */
    assert_non_null(strstr(err_last_detail(), "newer than this dump"));
    struct record_reader *reader = record_reader_new(&order_type, FIELD_STORE, 1);
    assert_int_equal(record_reader_line(reader, "lines {n 1}"), ERR_NONE);
    assert_int_equal(record_reader_line(reader, "lines {n 2}"), ERR_NONE);
    assert_int_equal(record_reader_line(reader, "id 1"), ERR_NONE);
    assert_int_equal(record_reader_line(reader, "lines {n 3}"), ERR_MALFORMED);
    assert_string_equal(err_last_detail(), "lines of order stands there twice");
    record_reader_free(reader);
}

static void lists_and_records_have_limits(void **state)
{
    (void)state;
    struct record_reader *reader = record_reader_new(&order_type, FIELD_STORE, 1);
    for (int i = 0; i < 2000; i++)
        assert_int_equal(record_reader_line(reader, "lines {}"), ERR_NONE);
    assert_int_equal(record_reader_line(reader, "lines {}"), ERR_MALFORMED);
    record_reader_free(reader);
    struct buf line = { 0 };
    enum err err = ERR_NONE;
    buf_text(&line, "?60000 #");
    for (int i = 0; i < 500000; i++)
        buf_text(&line, "00");
    reader = record_reader_new(&order_type, FIELD_STORE, 1);
    for (int i = 0; i < 40 && !err; i++)
        err = record_reader_line(reader, buf_string(&line));
    assert_int_equal(err, ERR_TOO_LONG);
    record_reader_free(reader);
    buf_free(&line);
}

static void mutated_text_never_crashes(void **state)
{
    (void)state;
    static const char marks[] = "{}\"\\,?# 0x-e.\n";
    int taken = 0, refused = 0;
    for EACH_TYPE(type)
        for (uint64_t round = 0; round < 60; round++) {
            struct arena arena = { 0 };
            struct buf drawn = { 0 }, text = { 0 };
            void *record = arena_alloc(&arena, type->size);
            seed = round * 104729 + 3;
            draw_record(type, &drawn, 0);
            if (record_decode_wide(type, (struct bytes){ drawn.data, drawn.size }, record, &arena))
                fail();
            record_dump(type, record, FIELD_ALL, &text);
            for (uint64_t left = 1 + draw(4); left > 0 && text.size > 1; left--) {
                size_t at = draw(text.size - 1);
                uint8_t mark = (uint8_t)marks[draw(sizeof marks - 1)];
                if (draw(4) == 0)
                    text.data[text.size = at] = 0;
                else
                    text.data[at] = draw(2) ? mark : (uint8_t)(1 + draw(255));
            }
            if (text.size) {
                enum err err = read_back(type, (char *)text.data, record, &arena);
                if (err)
                    refused++;
                else
                    taken++;
                if (!err) { /* then it can be stored and read again */
                    buf_clear(&drawn);
                    record_encode(type, record, FIELD_ALL, &drawn);
                    assert_int_equal(record_decode(type, (struct bytes){ drawn.data, drawn.size }, record, &arena), ERR_NONE);
                } else {
                    assert_true(*err_last_detail() != 0);
                }
            }
            buf_free(&drawn), buf_free(&text);
            arena_free(&arena);
        }
    assert_true(refused > 500 && taken > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_record_survives), cmocka_unit_test(it_looks_as_described), cmocka_unit_test(any_bytes_fit_into_quotes),
        cmocka_unit_test(what_does_not_fit_is_refused), cmocka_unit_test(lists_and_records_have_limits),
        cmocka_unit_test(mutated_text_never_crashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
