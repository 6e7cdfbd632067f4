/* order.c - the customer's order by actions: open or enter it, read it, change it, place it.
 *
 * The kiosk keeps nothing that the keeper does not have: what it shows is the last answer. Lines are sent whole, so
 * they are always read again first; between reading and saving a photo may still arrive, and its default line is then
 * missing until it is added here - the list shows such a photo with no copies rather than hiding it.
 */
#include "kiosk.h"
#include <stdio.h>
#include <string.h>
#include "../../src/base/str.h"

enum err kiosk_load_catalogue(struct kiosk *kiosk, struct client *client)
{
    struct arena arena = { 0 };
    struct args args = client_args();
    struct catalogue catalogue;
    enum err err = client_call(client, ACTION_CATALOGUE, &args, &catalogue, &arena);
    if (err) {
        arena_free(&arena);
        return err;
    }
    arena_free(&kiosk->shop);
    kiosk->shop = arena;
    kiosk->catalogue = catalogue;
    return ERR_NONE;
}

/* Ask for something that answers with the order, and keep the answer. */
static enum err take_order(struct kiosk *kiosk, struct client *client, enum action action, const struct args *args)
{
    struct arena arena = { 0 };
    struct order order;
    enum err err = client_call(client, action, args, &order, &arena);
    if (err) {
        arena_free(&arena);
        return err;
    }
    arena_free(&kiosk->memory);
    kiosk->memory = arena;
    kiosk->order = order;
    return ERR_NONE;
}

enum err kiosk_load(struct kiosk *kiosk, struct client *client)
{
    struct args args = client_args();
    args.code = kiosk->code;
    return take_order(kiosk, client, ACTION_SHOW, &args);
}

/* From now on this session works on that order. The keeper knows it from its own answer. */
static void own(struct kiosk *kiosk, struct client *client, const char *code, const char *password)
{
    thumbnail_free(&kiosk->thumbnail);
    kiosk_forget_undo(kiosk);
    kiosk->photo = 0;
    kiosk->sheet = false;
    memccpy(kiosk->code, code, 0, sizeof kiosk->code - 1);
    memccpy(kiosk->password, password, 0, sizeof kiosk->password - 1);
    client->identity.code = kiosk->code;
}

enum err kiosk_open_order(struct kiosk *kiosk, struct client *client)
{
    struct arena arena = { 0 };
    struct args args = client_args();
    struct ticket ticket;
    enum err err = client_call(client, ACTION_OPEN, &args, &ticket, &arena);
    if (!err) {
        own(kiosk, client, ticket.code, ticket.password);
        err = kiosk_load(kiosk, client);
    }
    arena_free(&arena);
    if (err)
        kiosk_forget(kiosk, client);
    return err;
}

enum err kiosk_enter(struct kiosk *kiosk, struct client *client, const char *code, const char *password)
{
    struct arena arena = { 0 };
    struct args args = client_args();
    struct identity identity;
    args.login = code;
    args.password = password;
    enum err err = client_call(client, ACTION_LOGIN, &args, &identity, &arena);
    if (!err && strcmp(identity.code, code) != 0)
        err = err_detail(ERR_TICKET, "%s", "");
    if (!err) {
        own(kiosk, client, code, password);
        err = kiosk_load(kiosk, client);
    }
    arena_free(&arena);
    if (err)
        kiosk_forget(kiosk, client);
    return err;
}

/* The order's lines, copied, into args. */
static void copy_lines(const struct order *order, struct args *args, struct arena *arena)
{
    for (size_t i = 0; i < order->lines.n; i++)
        record_copy(&line_type, &order->lines.v[i], LIST_ADD(arena, &args->lines, line), arena);
}

static void drop_empty(struct args *args)
{
    size_t kept = 0;
    for (size_t i = 0; i < args->lines.n; i++)
        if (args->lines.v[i].copies > 0)
            args->lines.v[kept++] = args->lines.v[i];
    args->lines.n = kept;
}

enum err kiosk_change_lines(struct kiosk *kiosk, struct client *client,
                            enum err (*change)(const struct kiosk *kiosk, struct args *args, struct arena *arena, void *data),
                            void *data)
{
    struct arena arena = { 0 };
    struct args args = client_args();
    enum err err = kiosk_load(kiosk, client);
    if (err)
        return err;
    args.code = kiosk->code;
    args.fields = BIT(EDIT_LINES);
    copy_lines(&kiosk->order, &args, &arena);
    err = change(kiosk, &args, &arena, data);
    drop_empty(&args);
    if (!err && args.lines.n == 0)
        err = err_detail(ERR_NO_LINES, "%s", "");
    if (!err) {
        kiosk_remember(kiosk);
        err = take_order(kiosk, client, ACTION_EDIT, &args);
        if (err)
            kiosk_forget_last(kiosk);
    }
    arena_free(&arena);
    return err;
}

enum err kiosk_save_details(struct kiosk *kiosk, struct client *client, struct args *args)
{
    args->code = kiosk->code;
    return take_order(kiosk, client, ACTION_EDIT, args);
}

enum err kiosk_place(struct kiosk *kiosk, struct client *client)
{
    struct arena arena = { 0 };
    struct args args = client_args();
    struct ticket ticket;
    args.code = kiosk->code;
    enum err err = client_call(client, ACTION_PLACE, &args, &ticket, &arena);
    if (!err && *ticket.password)
        memccpy(kiosk->password, ticket.password, 0, sizeof kiosk->password - 1);
    arena_free(&arena);
    return err ? err : kiosk_load(kiosk, client);
}

void kiosk_forget(struct kiosk *kiosk, struct client *client)
{
    thumbnail_free(&kiosk->thumbnail);
    kiosk_forget_undo(kiosk);
    arena_free(&kiosk->memory);
    record_init(&order_type, &kiosk->order);
    explicit_bzero(kiosk->password, sizeof kiosk->password);
    memset(kiosk->code, 0, sizeof kiosk->code);
    kiosk->photo = 0;
    client->identity.code = "";
}

enum err kiosk_next_customer(struct client *client)
{
    struct arena arena = { 0 };
    struct args args = client_args();
    struct identity identity;
    args.login = "kiosk";
    enum err err = client_call(client, ACTION_LOGIN, &args, &identity, &arena);
    if (!err)
        record_copy(&identity_type, &identity, &client->identity, &client->memory);
    arena_free(&arena);
    return err;
}

bool kiosk_editable(const struct kiosk *kiosk)
{
    return kiosk->order.state == ORDER_OPEN || kiosk->order.state == ORDER_HELD;
}

int64_t kiosk_prints(const struct kiosk *kiosk)
{
    int64_t prints = 0;
    for (size_t i = 0; i < kiosk->order.lines.n; i++)
        prints += kiosk->order.lines.v[i].copies;
    return prints;
}

const char *kiosk_money(const struct kiosk *kiosk, int64_t minor, char *out, size_t size)
{
    char sum[32];
    const struct catalogue *catalogue = &kiosk->catalogue;
    bool own = *kiosk->order.currency;
    str_money(minor, (int)(own ? kiosk->order.currency_decimals : catalogue->currency_decimals), sum, sizeof sum);
    snprintf(out, size, "%s %s", sum, own ? kiosk->order.currency : catalogue->currency);
    return out;
}

const struct photo *kiosk_photo(const struct kiosk *kiosk, int64_t n)
{
    for (size_t i = 0; i < kiosk->order.photos.n; i++)
        if (kiosk->order.photos.v[i].n == n)
            return &kiosk->order.photos.v[i];
    return NULL;
}

const char *kiosk_taken(const struct photo *photo, char *out, size_t size)
{
    int year, month, day;
    out[0] = 0;
    if (sscanf(photo->taken, "%4d%*1[-:]%2d%*1[-:]%2d", &year, &month, &day) == 3 && year > 0 && month >= 1 &&
        month <= 12 && day >= 1 && day <= 31)
        say_day(day, month, year, out, size);
    return out;
}
