/* random.c - the system's random numbers; see random.h. */
#include "random.h"
#include <errno.h>
#include <sys/random.h>
#include "err.h"

void random_bytes(void *out, size_t size)
{
    uint8_t *bytes = out;
    while (size > 0) {
        ssize_t got = getrandom(bytes, size, 0);
        if (got < 0 && errno != EINTR)
            panic("getrandom failed");
        if (got > 0) {
            bytes += got;
            size -= (size_t)got;
        }
    }
}

uint64_t random_u64(void)
{
    uint64_t value;
    random_bytes(&value, sizeof value);
    return value;
}

uint64_t random_below(uint64_t bound)
{
    /* Draw again in the ragged end, so that no value is likelier than another. */
    uint64_t limit = UINT64_MAX - UINT64_MAX % bound, value;
    do
        value = random_u64();
    while (value >= limit);
    return value % bound;
}
