/* dump - the text of a dump, line by line, as somebody may have edited it before a load: an order. What is read back
 * dumps to a text that reads to the same. */
#include "../../src/base/record.h"
#include "fuzz.h"

/* True when every line was taken and the record is whole. */
static bool load(char *text, struct order *order, struct arena *arena)
{
    struct record_reader *reader = record_reader_new(&order_type, FIELD_STORE, 1000);
    enum err err = ERR_NONE;
    for (char *line = text, *next; line && *line && !err; line = next) {
        if ((next = strchr(line, '\n')) != NULL)
            *next++ = 0;
        err = record_reader_line(reader, line);
    }
    if (!err)
        err = record_reader_end(reader, order, arena);
    record_reader_free(reader);
    return err == ERR_NONE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = { 0 };
    struct order order, again;
    struct buf once = { 0 }, twice = { 0 };
    char *text = fuzz_text(data, size);
    if (load(text, &order, &arena)) {
        record_dump(&order_type, &order, FIELD_STORE, &once);
        char *copy = fuzz_text((const uint8_t *)buf_string(&once), once.size);
        fuzz_holds(load(copy, &again, &arena));
        record_dump(&order_type, &again, FIELD_STORE, &twice);
        fuzz_holds(strcmp(buf_string(&once), buf_string(&twice)) == 0);
        free(copy);
    }
    free(text);
    buf_free(&once);
    buf_free(&twice);
    arena_free(&arena);
    return 0;
}
