/* sending.c - what the order's screen is told while photos come: a few times a second at most, and without waiting for
 * an answer. A keeper that is away is not told. */
#include "serve.h"

enum { TELL_MS = 300 };

static void tell(struct serve *serve, const struct arriving *arriving)
{
    struct args args = client_args();
    args.arriving = *arriving;
    if (*serve->delivery.code)
        (void)!client_tell(serve->delivery.client, ACTION_SENDING, &args);
}

void sending_tell(struct serve *serve, int64_t now_ms)
{
    struct sending *sending = &serve->sending;
    struct arriving arriving;
    int64_t passed = now_ms - sending->told_ms;
    uint64_t moved = sending->bytes - sending->told_bytes;
    bool quiet = moved == 0 && taking_is_idle(serve);
    if (passed < TELL_MS || (quiet && !sending->shown))
        return;
    if (!sending->shown && passed > 2 * TELL_MS) { /* it begins: how fast it is shows in a moment */
        sending->told_ms = now_ms;
        return;
    }
    record_init(&arriving_type, &arriving);
    if (!quiet) {
        arriving.name = sending->last ? tree_name(sending->last->node->path) : "";
        arriving.bytes = sending->last ? (int64_t)sending->last->node->size : 0;
        arriving.total = sending->last ? (int64_t)sending->last->total : 0;
        arriving.per_second = sending->shown && passed > 0 ? (int64_t)moved * 1000 / passed : 0;
        arriving.files = sending->files;
        arriving.checking = (int64_t)tree_count(&serve->tree, NODE_WHOLE);
    }
    tell(serve, &arriving);
    sending->shown = !quiet;
    sending->told_ms = now_ms;
    sending->told_bytes = sending->bytes;
}
