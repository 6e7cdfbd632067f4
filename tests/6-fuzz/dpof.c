/* dpof - AUTPRINT.MRK of a card. */
#include "../../src/upload/dpof.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dpof dpof;
    (void)!dpof_parse((struct bytes){ data, size }, &dpof);
    dpof_free(&dpof);
    return 0;
}
