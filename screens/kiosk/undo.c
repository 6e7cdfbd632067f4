/* undo.c - the lines of the order as they were before the last changes.
 *
 * Undoing is one more edit: what is remembered is sent as the order's lines. A photo that came after it was remembered
 * keeps the lines it has now. Lines are few; an order of thousands remembers fewer changes.
 */
#include "kiosk.h"
#include <string.h>

enum { LINES_TOGETHER = 3000 /* remembered at most, in all changes together */ };

static void drop(struct kiosk *kiosk, int at)
{
    arena_free(&kiosk->undo[at].memory);
    memmove(&kiosk->undo[at], &kiosk->undo[at + 1], (size_t)(kiosk->undo_count - at - 1) * sizeof kiosk->undo[0]);
    kiosk->undo_count--;
}

void kiosk_forget_last(struct kiosk *kiosk)
{
    if (kiosk->undo_count)
        drop(kiosk, kiosk->undo_count - 1);
}

void kiosk_forget_undo(struct kiosk *kiosk)
{
    while (kiosk->undo_count)
        kiosk_forget_last(kiosk);
}

static size_t remembered(const struct kiosk *kiosk)
{
    size_t lines = 0;
    for (int i = 0; i < kiosk->undo_count; i++)
        lines += kiosk->undo[i].count;
    return lines;
}

static int64_t last_photo(const struct order *order)
{
    int64_t last = 0;
    for (size_t i = 0; i < order->photos.n; i++)
        last = order->photos.v[i].n > last ? order->photos.v[i].n : last;
    return last;
}

void kiosk_remember(struct kiosk *kiosk)
{
    const struct order *order = &kiosk->order;
    while (kiosk->undo_count && (kiosk->undo_count == UNDO_MOST || remembered(kiosk) + order->lines.n > LINES_TOGETHER))
        drop(kiosk, 0);
    struct undo *undo = &kiosk->undo[kiosk->undo_count++];
    *undo = (struct undo){ .count = order->lines.n, .last_photo = last_photo(order) };
    undo->lines = arena_alloc(&undo->memory, (undo->count + 1) * sizeof *undo->lines);
    for (size_t i = 0; i < undo->count; i++)
        record_copy(&line_type, &order->lines.v[i], &undo->lines[i], &undo->memory);
}

enum err kiosk_undo(struct kiosk *kiosk, struct client *client)
{
    const struct undo *undo = &kiosk->undo[kiosk->undo_count - 1];
    struct arena arena = { 0 };
    struct args args = client_args();
    enum err err = kiosk_load(kiosk, client);
    if (err)
        return err;
    for (size_t i = 0; i < undo->count; i++)
        if (kiosk_photo(kiosk, undo->lines[i].photo))
            *LIST_ADD(&arena, &args.lines, line) = undo->lines[i];
    for (size_t i = 0; i < kiosk->order.lines.n; i++)
        if (kiosk->order.lines.v[i].photo > undo->last_photo)
            *LIST_ADD(&arena, &args.lines, line) = kiosk->order.lines.v[i];
    args.fields = BIT(EDIT_LINES);
    err = kiosk_save_details(kiosk, client, &args);
    arena_free(&arena);
    if (!err)
        kiosk_forget_last(kiosk);
    return err;
}
