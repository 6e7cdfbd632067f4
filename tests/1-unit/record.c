/* record - every record type with random contents there and back; hostile bytes; JSON; text; lists that grow. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "src/base/random.h"
#include "src/base/record.h"
#include "src/base/str.h"

struct any_list { /* the shape of every LIST member */
    void *v;
    size_t n;
};

static uint64_t seed;
static uint64_t draw(uint64_t bound)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (seed >> 33) % bound;
}

static int64_t draw_number(void)
{
    static const int64_t edges[] = { 0, 1, -1, 127, 128, -128, -129, 255, 256, 32767, 32768, -32768, -32769, INT64_MAX, INT64_MIN };
    if (draw(3) == 0)
        return edges[draw(sizeof edges / sizeof *edges)];
    return (int64_t)(draw(1u << 31) << draw(33)) * (draw(2) ? 1 : -1);
}

static const char *draw_text(struct arena *arena, size_t limit)
{
    static const char *const pieces[] = { "a", " ", "\"", "\\", "\xc3\xbc", "\xe2\x82\xac", "\xf0\x9f\x93\xb7", "Z", "0", "," };
    char *text = arena_alloc(arena, limit + 1);
    size_t used = 0, wanted = draw(3) ? draw(limit < 20 ? limit + 1 : 20) : limit;
    while (used < wanted) {
        const char *piece = pieces[draw(sizeof pieces / sizeof *pieces)];
        if (used + strlen(piece) > wanted)
            piece = "x";
        memcpy(text + used, piece, strlen(piece));
        used += strlen(piece);
    }
    return text;
}

static void fill(const struct record_type *type, void *record, struct arena *arena, int depth)
{
    record_init(type, record);
    for (size_t i = 0; i < type->count; i++) {
        const struct field *field = &type->fields[i];
        char *at = (char *)record + field->at;
        const struct word_list *words = field->sub;
        if (draw(4) == 0)
            continue;
        int64_t number = draw_number();
        double real = (double)draw(1000000) / 7 - 1000;
        bool flag = true;
        const char *text;
        struct bytes bytes;
        struct any_list list = { 0 };
        switch (field->type) {
        case FIELD_FLAG: memcpy(at, &flag, sizeof flag); break;
        case FIELD_REAL: memcpy(at, &real, sizeof real); break;
        case FIELD_ENUM: memcpy(at, &(int){ (int)draw(words->count) }, sizeof(int)); break;
        case FIELD_SET: memcpy(at, &(uint32_t){ (uint32_t)draw(1u << words->count) }, sizeof(uint32_t)); break;
        case FIELD_TEXT: text = draw_text(arena, field->limit); memcpy(at, &text, sizeof text); break;
        case FIELD_BLOB:
            bytes = (struct bytes){ arena_alloc(arena, field->limit), draw(field->limit + 1) };
            random_bytes((void *)(uintptr_t)bytes.data, bytes.size);
            memcpy(at, &bytes, sizeof bytes);
            break;
        case FIELD_ONE: fill(field->sub, at, arena, depth + 1); break;
        case FIELD_LIST:
            for (uint64_t left = draw(depth ? 4 : 9); left > 0; left--)
                fill(field->sub, list_add(arena, &list, field->sub), arena, depth + 1);
            memcpy(at, &list, sizeof list);
            break;
        default: memcpy(at, &number, sizeof number);
        }
    }
}

static void same(const struct record_type *type, const void *a, const void *b)
{
    for (size_t i = 0; i < type->count; i++) {
        const struct field *field = &type->fields[i];
        const char *x = (const char *)a + field->at, *y = (const char *)b + field->at;
        struct any_list lx, ly;
        const char *tx, *ty;
        struct bytes bx, by;
        const struct record_type *sub = field->sub;
        switch (field->type) {
        case FIELD_FLAG: assert_memory_equal(x, y, sizeof(bool)); break;
        case FIELD_ENUM: case FIELD_SET: assert_memory_equal(x, y, 4); break;
        case FIELD_TEXT:
            memcpy(&tx, x, sizeof tx);
            memcpy(&ty, y, sizeof ty);
            assert_string_equal(tx, ty);
            break;
        case FIELD_BLOB:
            memcpy(&bx, x, sizeof bx);
            memcpy(&by, y, sizeof by);
            assert_int_equal(bx.size, by.size);
            if (bx.size)
                assert_memory_equal(bx.data, by.data, bx.size);
            break;
        case FIELD_ONE: same(field->sub, x, y); break;
        case FIELD_LIST:
            memcpy(&lx, x, sizeof lx);
            memcpy(&ly, y, sizeof ly);
            assert_int_equal(lx.n, ly.n);
            for (size_t k = 0; k < lx.n; k++)
                same(sub, (char *)lx.v + k * sub->size, (char *)ly.v + k * sub->size);
            break;
        default: assert_memory_equal(x, y, 8);
        }
    }
}

#define EACH_TYPE(type) (size_t i_ = 0; i_ < record_type_count; i_++) for (const struct record_type *type = record_types[i_]; type; type = NULL)

static void rows_make_sense(void **state)
{
    (void)state;
    for EACH_TYPE(type)
        for (size_t i = 0; i < type->count; i++) {
            const struct field *field = &type->fields[i];
            assert_true(field->tag > 0);
            for (size_t k = 0; k < i; k++) {
                assert_int_not_equal(field->tag, type->fields[k].tag);
                assert_string_not_equal(field->name, type->fields[k].name);
            }
            bool bounded = field->type == FIELD_TEXT || field->type == FIELD_BLOB || field->type == FIELD_LIST;
            assert_int_equal(bounded, field->limit > 0);
            assert_int_equal(field->sub != NULL, field->type == FIELD_ENUM || field->type == FIELD_SET || field->type == FIELD_ONE || field->type == FIELD_LIST);
            /* What is secret is never shown; a set fits its 32 bits. */
            assert_false((field->flags & FIELD_SECRET) && (field->flags & FIELD_SHOW));
            if (field->type == FIELD_SET)
                assert_true(((const struct word_list *)field->sub)->count <= 32);
        }
}

static void every_record_survives_the_way(void **state)
{
    (void)state;
    for EACH_TYPE(type)
        for (int round = 0; round < 60; round++) {
            struct arena arena = { 0 };
            struct buf first = { 0 }, second = { 0 };
            void *record = xcalloc(1, type->size), *back = xcalloc(1, type->size), *copy = xcalloc(1, type->size);
            seed = (uint64_t)round * 1000003 + 17;
            fill(type, record, &arena, 0);
            record_encode(type, record, FIELD_ALL, &first);
            assert_int_equal(record_decode(type, (struct bytes){ first.data, first.size }, back, &arena), ERR_NONE);
            same(type, record, back);
            record_encode(type, back, FIELD_ALL, &second);
            assert_int_equal(first.size, second.size);
            if (first.size)
                assert_memory_equal(first.data, second.data, first.size);
            record_copy(type, record, copy, &arena);
            same(type, record, copy);
            free(record), free(back), free(copy);
            buf_free(&first), buf_free(&second);
            arena_free(&arena);
        }
}

static void damaged_bytes_never_crash(void **state)
{
    (void)state;
    size_t refused = 0, taken = 0;
    for EACH_TYPE(type)
        for (int round = 0; round < 120; round++) {
            struct arena arena = { 0 };
            struct buf good = { 0 }, again = { 0 }, json = { 0 };
            void *record = xcalloc(1, type->size);
            seed = (uint64_t)round * 7919 + type->size;
            fill(type, record, &arena, 0);
            record_encode(type, record, FIELD_ALL, &good);
            size_t size = good.size;
            /* Exactly as large as what is said, so that a sanitizer sees a single byte too far. */
            uint8_t *bytes = xmalloc(size);
            if (size)
                memcpy(bytes, good.data, size);
            for (int flips = (int)draw(6); flips > 0 && size; flips--)
                bytes[draw(size)] ^= (uint8_t)(1u << draw(8));
            if (draw(2) && size) {
                size = draw(size);
                bytes = xrealloc(bytes, size);
            }
            if (record_decode(type, (struct bytes){ bytes, size }, record, &arena) == ERR_NONE) {
                /* What was taken fits its rows: it encodes, decodes and prints. */
                record_encode(type, record, FIELD_ALL, &again);
                assert_int_equal(record_decode(type, (struct bytes){ again.data, again.size }, record, &arena), ERR_NONE);
                record_json(type, record, &json);
                assert_true(str_is_clean(buf_string(&json), json.size));
                taken++;
            } else {
                assert_true(*err_last_detail() != 0);
                refused++;
            }
            free(bytes), free(record);
            buf_free(&good), buf_free(&again), buf_free(&json);
            arena_free(&arena);
        }
    assert_true(refused > 500 && taken > 500);
}

static void every_truncation_is_refused_or_whole(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct order order, back;
    struct buf good = { 0 };
    seed = 99;
    fill(&order_type, &order, &arena, 0);
    record_encode(&order_type, &order, FIELD_ALL, &good);
    size_t whole = 0;
    for (size_t size = 0; size < good.size; size++) {
        uint8_t *bytes = xmalloc(size);
        memcpy(bytes, good.data, size);
        whole += record_decode(&order_type, (struct bytes){ bytes, size }, &back, &arena) == ERR_NONE;
        free(bytes);
        arena_reset(&arena);
    }
    assert_in_range(whole, 1, order_type.count); /* only cuts between two fields */
    buf_free(&good);
    arena_free(&arena);
}

static enum err decode_line(const void *bytes, size_t size, struct line *line, struct arena *arena)
{
    return record_decode(&line_type, (struct bytes){ bytes, size }, line, arena);
}
#define LINE(bytes) decode_line(bytes, sizeof(bytes) - 1, &line, &arena)

static void decoding_refuses_what_does_not_fit(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct line line;
    assert_int_equal(decode_line(NULL, 0, &line, &arena), ERR_NONE);
    assert_string_equal(line.product, "");
    assert_int_equal(LINE("\2\1x"), ERR_NONE);
    assert_string_equal(line.product, "x");
    assert_int_equal(LINE("\2\2x"), ERR_MALFORMED);           /* longer than there is */
    assert_int_equal(LINE("\2\xff\xff\xff\xff\x0fx"), ERR_MALFORMED);
    assert_int_equal(LINE("\2"), ERR_MALFORMED);              /* half a head */
    assert_int_equal(LINE("\x82"), ERR_MALFORMED);
    assert_int_equal(LINE("\2\x81\x80\x80\x80\x80\0x"), ERR_MALFORMED); /* a number without end */
    assert_int_equal(LINE("\x80\x80\4\1x"), ERR_MALFORMED); /* a tag beyond 65535 */
    assert_int_equal(LINE("\x82\0\1y"), ERR_NONE);           /* longer than it need be */
    assert_string_equal(line.product, "y");
    assert_int_equal(LINE("\2\31xxxxxxxxxxxxxxxxxxxxxxxxx"), ERR_TOO_LONG);
    assert_string_equal(err_last_detail(), "product");
    assert_int_equal(LINE("\2\3x\0y"), ERR_MALFORMED);        /* not clean */
    assert_string_equal(err_last_detail(), "product of line");
    assert_int_equal(LINE("\2\1\33"), ERR_MALFORMED);
    assert_int_equal(LINE("\4\1\3"), ERR_MALFORMED);          /* no such crop mode */
    assert_int_equal(LINE("\4\1\xff"), ERR_MALFORMED);
    assert_int_equal(LINE("\6\1\2"), ERR_MALFORMED);          /* a flag is 0 or 1 */
    assert_int_equal(LINE("\7\0"), ERR_MALFORMED);            /* a number has bytes */
    assert_int_equal(LINE("\7\11123456789"), ERR_MALFORMED);
    assert_int_equal(LINE("\7\1\xfe"), ERR_NONE);
    assert_int_equal(line.copies, -2);
    struct order order;
    const char *set = "\5\2\0\xff", *beyond = "\5\2\1\0";
    assert_int_equal(record_decode(&order_type, (struct bytes){ (const uint8_t *)set, 4 }, &order, &arena), ERR_NONE);
    assert_int_equal(order.hold_reasons, 0xff);
    assert_int_equal(record_decode(&order_type, (struct bytes){ (const uint8_t *)beyond, 4 }, &order, &arena), ERR_MALFORMED);
    arena_free(&arena);
}

static void reals_are_finite(void **state)
{
    (void)state;
    const double odd[] = { NAN, INFINITY, -INFINITY };
    for (size_t i = 0; i < 3; i++) {
        struct arena arena = { 0 };
        struct buf bytes = { 0 }, json = { 0 };
        struct risk risk;
        record_init(&risk_type, &risk);
        risk.ratio = odd[i];
        record_encode(&risk_type, &risk, FIELD_ALL, &bytes);
        record_json(&risk_type, &risk, &json);
        assert_non_null(strstr(buf_string(&json), "\"ratio\": null"));
        assert_int_equal(record_decode(&risk_type, (struct bytes){ bytes.data, bytes.size }, &risk, &arena), ERR_MALFORMED);
        buf_free(&bytes), buf_free(&json);
        arena_free(&arena);
    }
}

static void unknown_tags_are_kept(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct buf out = { 0 };
    struct line line;
    /* Tags 12345 and 12346, in both forms. */
    static const char newer[] = "\xb9\x60\3new\7\1\5\xba\x60\0", kept[] = "\7\1\5\xb9\x60\3new\xba\x60\0";
    static const char wide[] = "\x30\x39\0\0\0\3new\0\7\0\0\0\1\5\x30\x3a\0\0\0\0", kept_wide[] = "\0\7\0\0\0\1\5\x30\x39\0\0\0\3new\x30\x3a\0\0\0\0";
    for (int form = 0; form < 2; form++) {
        if (form)
            assert_int_equal(record_decode_wide(&line_type, (struct bytes){ (const uint8_t *)wide, sizeof wide - 1 }, &line, &arena), ERR_NONE);
        else
            assert_int_equal(LINE(newer), ERR_NONE);
        assert_int_equal(line.copies, 5);
        buf_clear(&out);
        record_encode(&line_type, &line, FIELD_ALL, &out);
        assert_int_equal(out.size, sizeof kept - 1);
        assert_memory_equal(out.data, kept, out.size);
        buf_clear(&out);
        record_encode(&line_type, &line, FIELD_ALL | FIELD_WIDE, &out);
        assert_int_equal(out.size, sizeof kept_wide - 1);
        assert_memory_equal(out.data, kept_wide, out.size);
    }
    buf_free(&out);
    arena_free(&arena);
}

static void lists_have_limits(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct buf bytes = { 0 };
    struct orders orders;
    record_init(&orders_type, &orders);
    for (int i = 0; i < 200; i++)
        LIST_ADD(&arena, &orders.orders, row)->code = "1";
    record_encode(&orders_type, &orders, FIELD_ALL, &bytes);
    assert_int_equal(record_decode(&orders_type, (struct bytes){ bytes.data, bytes.size }, &orders, &arena), ERR_NONE);
    assert_int_equal(orders.orders.n, 200);
    LIST_ADD(&arena, &orders.orders, row)->code = "1";
    buf_clear(&bytes);
    record_encode(&orders_type, &orders, FIELD_ALL, &bytes);
    assert_int_equal(record_decode(&orders_type, (struct bytes){ bytes.data, bytes.size }, &orders, &arena), ERR_MALFORMED);
    buf_free(&bytes);
    arena_free(&arena);
}

static void decoded_lists_can_grow(void **state)
{
    (void)state;
    for (size_t n = 0; n < 70; n++) {
        struct arena arena = { 0 };
        struct buf bytes = { 0 };
        struct order order;
        record_init(&order_type, &order);
        for (size_t i = 0; i < n; i++)
            LIST_ADD(&arena, &order.photos, photo)->n = (int64_t)i;
        record_encode(&order_type, &order, FIELD_ALL, &bytes);
        assert_int_equal(record_decode(&order_type, (struct bytes){ bytes.data, bytes.size }, &order, &arena), ERR_NONE);
        char *guard = arena_alloc(&arena, 2000); /* lies behind the list */
        memset(guard, 'g', 2000);
        for (size_t i = n; i < 2 * n + 3; i++)
            LIST_ADD(&arena, &order.photos, photo)->n = (int64_t)i;
        for (size_t i = 0; i < 2 * n + 3; i++)
            assert_int_equal(order.photos.v[i].n, i);
        for (size_t i = 0; i < 2000; i++)
            assert_int_equal(guard[i], 'g');
        buf_free(&bytes);
        arena_free(&arena);
    }
}

static void flags_choose_what_is_written(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct buf bytes = { 0 };
    struct customer customer, back;
    record_init(&customer_type, &customer);
    customer.number = "0000013";
    customer.pin_hash = "hash";
    customer.credibility = 0.5;
    record_encode(&customer_type, &customer, FIELD_STORE, &bytes);
    assert_int_equal(record_decode(&customer_type, (struct bytes){ bytes.data, bytes.size }, &back, &arena), ERR_NONE);
    assert_true(back.credibility == 0);
    assert_string_equal(back.pin_hash, "hash");
    buf_clear(&bytes);
    record_encode(&customer_type, &customer, FIELD_SHOW, &bytes);
    assert_int_equal(record_decode(&customer_type, (struct bytes){ bytes.data, bytes.size }, &back, &arena), ERR_NONE);
    assert_true(back.credibility == 0.5);
    assert_string_equal(back.pin_hash, "");
    buf_free(&bytes);
    arena_free(&arena);
}

/* A small strict reader of JSON: NULL when the text at `s` is no value, else where the value ends. */
static const char *json_end(const char *s)
{
    static const char *const words[] = { "true", "false", "null" };
    for (size_t i = 0; i < 3; i++)
        if (strncmp(s, words[i], strlen(words[i])) == 0)
            return s + strlen(words[i]);
    if (*s == '"') {
        for (s++; *s != '"'; s++) {
            if ((unsigned char)*s < 0x20)
                return NULL;
            if (*s == '\\' && !strchr("\"\\/bfnrtu", *++s))
                return NULL;
        }
        return s + 1;
    }
    if (*s == '{' || *s == '[') {
        char closing = *s == '{' ? '}' : ']';
        s++;
        while (s && *s != closing) {
            if (closing == '}') {
                s = *s == '"' ? json_end(s) : NULL;
                if (s == NULL || strncmp(s, ": ", 2) != 0)
                    return NULL;
                s += 2;
            }
            s = json_end(s);
            if (s && strncmp(s, ", ", 2) == 0 && s[2] != closing)
                s += 2;
            else if (s && *s != closing)
                return NULL;
        }
        return s ? s + 1 : NULL;
    }
    char *end;
    if (*s != '-' && (*s < '0' || *s > '9'))
        return NULL;
    (void)strtod(s, &end);
    return end > s ? end : NULL;
}

static void json_is_json(void **state)
{
    (void)state;
    for EACH_TYPE(type)
        for (int round = 0; round < 30; round++) {
            struct arena arena = { 0 };
            struct buf json = { 0 };
            void *record = xcalloc(1, type->size);
            seed = (uint64_t)round * 31 + 5;
            fill(type, record, &arena, 0);
            record_json(type, record, &json);
            const char *end = json_end(buf_string(&json));
            assert_non_null(end);
            assert_true(*end == 0);
            for (size_t i = 0; i < type->count; i++) {
                char key[80];
                snprintf(key, sizeof key, "\"%s\": ", type->fields[i].name);
                if (type->fields[i].flags & FIELD_SECRET)
                    assert_null(strstr(buf_string(&json), key));
                else if (type->fields[i].flags & FIELD_SHOW && type->fields[i].type != FIELD_BLOB && !strchr(key, '_'))
                    assert_non_null(strstr(buf_string(&json), key));
            }
            free(record);
            buf_free(&json);
            arena_free(&arena);
        }
}

static void json_says_words_times_and_money(void **state)
{
    (void)state;
    struct buf json = { 0 };
    struct risk risk;
    record_init(&risk_type, &risk);
    risk.ratio = 0.5, risk.auto_ = true, risk.words = "a \"b\" \\ \xc3\xbc", risk.exposure_minor = 1190;
    record_json(&risk_type, &risk, &json);
    assert_string_equal(buf_string(&json), "{\"ratio\": 0.5, \"credibility\": 0, \"exposure_minor\": 1190, \"tolerance_minor\": 0, "
        "\"alert\": false, \"auto\": true, \"words\": \"a \\\"b\\\" \\\\ \xc3\xbc\", \"lifted_by\": \"\", \"lifted_why\": \"\"}");
    buf_clear(&json);
    struct extension extension;
    record_init(&extension_type, &extension);
    extension.state = ORDER_AUTHENTICATED;
    extension.hold_reasons = BIT(HOLD_ALERT) | BIT(HOLD_PHOTOS);
    extension.expires = 1795600800;
    record_json(&extension_type, &extension, &json);
    assert_string_equal(buf_string(&json), "{\"code\": \"\", \"state\": \"authenticated\", \"hold_reasons\": [\"alert\", "
        "\"photos missing or damaged\"], \"expires_before\": null, \"expires\": \"2026-11-25T10:00:00Z\", "
        "\"photos_expire_before\": null, \"photos_expire\": null, \"promised\": null}");
    buf_free(&json);
}

static void fields_are_set_from_text(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct order order;
    struct args args;
    char words[200];
    record_init(&order_type, &order);
    record_init(&args_type, &args);
#define SET(record, name, text) record_set(&record##_type, &record, name, text, &arena)
    assert_int_equal(SET(order, "name", "Role One"), ERR_NONE);
    assert_string_equal(order.name, "Role One");
    assert_int_equal(SET(order, "state", "ready"), ERR_NONE);
    assert_int_equal(order.state, ORDER_READY);
    assert_int_equal(SET(order, "state", "Ready"), ERR_MALFORMED);
    assert_int_equal(SET(order, "price_minor", "-5"), ERR_NONE);
    assert_int_equal(order.price_minor, -5);
    assert_int_equal(SET(order, "expires", "1e3"), ERR_NUMBER);
    assert_int_equal(SET(order, "keep", "yes"), ERR_NONE);
    assert_true(order.keep);
    assert_int_equal(SET(order, "keep", "no"), ERR_NONE);
    assert_false(order.keep);
    assert_int_equal(SET(order, "keep", "false"), ERR_NONE);
    assert_int_equal(SET(order, "keep", "true"), ERR_NONE);
    assert_int_equal(SET(order, "keep", "perhaps"), ERR_MALFORMED);
    assert_true(order.keep);
    assert_int_equal(SET(order, "hold_reasons", "alert,media"), ERR_NONE);
    assert_int_equal(order.hold_reasons, BIT(HOLD_ALERT) | BIT(HOLD_MEDIA));
    /* As word_set() writes it, it is read. */
    word_set(&hold_reason_words, 0x7f, words, sizeof words);
    assert_int_equal(SET(order, "hold_reasons", words), ERR_NONE);
    assert_int_equal(order.hold_reasons, 0x7f);
    assert_int_equal(SET(order, "hold_reasons", "alert,bored"), ERR_MALFORMED);
    assert_int_equal(SET(order, "hold_reasons", ""), ERR_NONE);
    assert_int_equal(order.hold_reasons, 0);
    assert_int_equal(SET(order, "risk", "1"), ERR_MALFORMED);
    assert_int_equal(SET(order, "no_such", "1"), ERR_MALFORMED);
    assert_int_equal(SET(args, "code", "123456789012345"), ERR_TOO_LONG);
    assert_int_equal(SET(args, "name", "a\033[2Jb"), ERR_MALFORMED);
    assert_string_equal(args.name, "");
    arena_free(&arena);
}

static void anonymous_means_nobody_is_named(void **state)
{
    (void)state;
    for EACH_TYPE(type)
        for (int round = 0; round < 20; round++) {
            struct arena arena = { 0 };
            void *record = xcalloc(1, type->size);
            seed = (uint64_t)round + 3;
            fill(type, record, &arena, 0);
            record_anonymise(type, record);
            for (size_t i = 0; i < type->count; i++) {
                const char *text;
                if (!(type->fields[i].flags & FIELD_PERSONAL))
                    continue;
                memcpy(&text, (char *)record + type->fields[i].at, sizeof text);
                assert_string_equal(text, "");
            }
            free(record);
            arena_free(&arena);
        }
    struct arena arena = { 0 };
    struct order order;
    record_init(&order_type, &order);
    order.name = "Role One", order.code = "1";
    LIST_ADD(&arena, &order.photos, photo)->name = "ROLE.JPG";
    record_anonymise(&order_type, &order);
    assert_string_equal(order.name, "");
    assert_string_equal(order.photos.v[0].name, "");
    assert_string_equal(order.code, "1");
    arena_free(&arena);
}

static void words_are_found(void **state)
{
    (void)state;
    char out[40];
    assert_string_equal(word_of(&order_state_words, ORDER_UNCLAIMED), "unclaimed");
    assert_string_equal(word_of(&order_state_words, ORDER_STATE_COUNT), "?");
    assert_string_equal(word_of(&order_state_words, (unsigned)-1), "?");
    assert_int_equal(word_find(&order_state_words, "held"), ORDER_HELD);
    assert_int_equal(word_find(&order_state_words, ""), -1);
    assert_string_equal(word_set(&hold_reason_words, 0, out, sizeof out), "");
    assert_string_equal(word_set(&hold_reason_words, BIT(HOLD_ALERT) | BIT(HOLD_STAFF), out, sizeof out), "alert, staff");
    assert_string_equal(word_set(&hold_reason_words, 0x7f, out, 9), "alert, p");
    assert_null(record_field(&order_type, "no_such"));
    assert_int_equal(record_field(&order_type, "code")->limit, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_make_sense), cmocka_unit_test(every_record_survives_the_way), cmocka_unit_test(damaged_bytes_never_crash),
        cmocka_unit_test(every_truncation_is_refused_or_whole), cmocka_unit_test(decoding_refuses_what_does_not_fit),
        cmocka_unit_test(reals_are_finite), cmocka_unit_test(unknown_tags_are_kept), cmocka_unit_test(lists_have_limits),
        cmocka_unit_test(decoded_lists_can_grow), cmocka_unit_test(flags_choose_what_is_written), cmocka_unit_test(json_is_json),
        cmocka_unit_test(json_says_words_times_and_money), cmocka_unit_test(fields_are_set_from_text),
        cmocka_unit_test(anonymous_means_nobody_is_named), cmocka_unit_test(words_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
