/* clean - the one sanitiser: whatever goes in, what comes out is clean, fits, and stays as it is the second time. What is
 * called clean holds no control, no escape, nothing that turns a line around. */
#include "../../src/base/str.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    size_t length = strlen(text), room = size ? data[0] % 64 + 1u : 1;
    char *out = xmalloc(length * 4 + 5), *again = xmalloc(length * 4 + 5), *small = xmalloc(room);
    str_clean(text, out, length * 4 + 5);
    fuzz_holds(str_is_clean(out, strlen(out)));
    str_clean(out, again, length * 4 + 5);
    fuzz_holds(strcmp(out, again) == 0);
    if (str_is_clean(text, length))
        fuzz_holds(strcmp(text, out) == 0);
    str_clean(text, small, room);
    fuzz_holds(strlen(small) < room && str_is_clean(small, strlen(small)));
    for (const char *at = out; *at; at++)
        fuzz_holds((uint8_t)*at >= 0x20 && *at != 0x7f && !((uint8_t)at[0] == 0xc2 && (uint8_t)at[1] < 0xa0) &&
                   !((uint8_t)at[0] == 0xe2 && (uint8_t)at[1] == 0x80 && (uint8_t)at[2] >= 0xaa && (uint8_t)at[2] <= 0xae));
    fuzz_holds(str_columns(out) <= strlen(out) && str_bytes(out, 10) <= strlen(out));
    free(small);
    free(again);
    free(out);
    free(text);
    return 0;
}
