/* records - a stored or sent record of any type (the first byte says which): what decodes, encodes and decodes again to
 * the same bytes, and can be shown and dumped. Actions come as records too: their arguments are the type `args`. */
#include "../../src/base/record.h"
#include "fuzz.h"

static const struct record_type *const types[] = {
#define TYPE(record, FIELDS) &record##_type,
    RECORDS(TYPE)
#undef TYPE
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = { 0 };
    struct buf once = { 0 }, twice = { 0 }, text = { 0 };
    if (size < 1)
        return 0;
    const struct record_type *type = types[data[0] % (sizeof types / sizeof *types)];
    void *record = arena_alloc(&arena, type->size), *again = arena_alloc(&arena, type->size);
    if (record_decode(type, (struct bytes){ data + 1, size - 1 }, record, &arena) == ERR_NONE) {
        record_encode(type, record, FIELD_ALL, &once);
        fuzz_holds(record_decode(type, (struct bytes){ once.data, once.size }, again, &arena) == ERR_NONE);
        record_encode(type, again, FIELD_ALL, &twice);
        fuzz_holds(once.size == twice.size && (once.size == 0 || memcmp(once.data, twice.data, once.size) == 0));
        record_json(type, record, &text);
        record_dump(type, record, FIELD_ALL, &text);
        record_anonymise(type, again);
    }
    buf_free(&once);
    buf_free(&twice);
    buf_free(&text);
    arena_free(&arena);
    return 0;
}
