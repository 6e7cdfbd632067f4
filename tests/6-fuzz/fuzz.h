/* fuzz.h - what the fuzz targets share. Each target is one program: any bytes in, no crash, no more than a second and
 * 512 MB, and what the target says must hold, holds. tests/6-fuzz/run runs them. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "../../src/base/err.h"
#include "../../src/base/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void fuzz_holds(int what)
{
    if (!what)
        abort();
}
/* The bytes as a text; free() it. */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
    char *text = xmalloc(size + 1);
    memcpy(text, data, size);
    text[size] = 0;
    return text;
}
#endif
