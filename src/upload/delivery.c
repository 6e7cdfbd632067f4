/* delivery.c - what an upload asks of the keeper; see delivery.h. */
#include "delivery.h"
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/str.h"

enum {
    REJECTED_LIMIT = 64 * 1024, PAGE = 200, PAGES = 20,
    SETTLE_MS = 2000, SETTLE_STEP_MS = 50, SETTLE_PHOTOS = 3 /* so few are waited for when a session ends */
};

void delivery_init(struct delivery *delivery, struct client *client)
{
    *delivery = (struct delivery){ .client = client };
    snprintf(delivery->code, sizeof delivery->code, "%s", client->identity.code);
}

/* What the shop allows, and the command that opens this order's screen from where the customer sits; "" when the shop
 * does not say where it is. */
static enum err learn_shop(struct delivery *delivery)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    struct catalogue shop;
    char port[32] = "";
    enum err err = client_call(delivery->client, ACTION_CATALOGUE, &args, &shop, &arena);
    if (!err)
        delivery->limits = (struct shop_limits){ shop.photo_mb, shop.order_mb, shop.photos_most, shop.reserve_mb };
    if (!err && *shop.address && strcmp(shop.address, "0.0.0.0") != 0 && strcmp(shop.address, "::") != 0) {
        if (shop.port && shop.port != 22)
            snprintf(port, sizeof port, "-p %lld ", (long long)shop.port);
        snprintf(delivery->command, sizeof delivery->command, "ssh %s%s@%s", port, delivery->code, shop.address);
    }
    arena_free(&arena);
    return err;
}

static void say_ticket(struct delivery *delivery)
{
    char code[16], until[40];
    struct buf out = { 0 };
    bool known = *delivery->command;
    buf_format(&out, "Ticket %s  password %s\n", str_code(delivery->code, code, sizeof code), delivery->password);
    buf_format(&out, "Kept until %s. Place the order %s%s, or bring this code to the counter.\n",
               clock_words(delivery->expires, until, sizeof until), known ? "with: " : "at a kiosk", delivery->command);
    io_write(STDERR_FILENO, out.data, out.size);
    buf_free(&out);
}

enum err delivery_open(struct delivery *delivery)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    struct ticket ticket;
    if (*delivery->code)
        return delivery->limits.photo_mb ? ERR_NONE : learn_shop(delivery);
    enum err err = client_call(delivery->client, ACTION_OPEN, &args, &ticket, &arena);
    if (!err) {
        snprintf(delivery->code, sizeof delivery->code, "%s", ticket.code);
        snprintf(delivery->password, sizeof delivery->password, "%s", ticket.password);
        delivery->expires = ticket.expires;
        delivery->state = ticket.state;
        delivery->listed = true; /* new, so nothing is in it */
        err = learn_shop(delivery);
        say_ticket(delivery);
    }
    arena_free(&arena);
    return err;
}

/* One photo of the order into the tree, under a name of its own. */
static bool show(struct tree *tree, const struct photo *photo)
{
    char name[TREE_NAME_LIMIT + 32], plain[TREE_PATH_LIMIT], path[TREE_PATH_LIMIT];
    snprintf(name, sizeof name, "%s", photo->name);
    for (char *slash = name; (slash = strchr(slash, '/'));)
        *slash = '_';
    if (*name == 0 || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        snprintf(name, sizeof name, "photo-%lld.jpg", (long long)photo->n);
    snprintf(plain, sizeof plain, "/%s", name);
    for (unsigned number = 1; number <= TREE_LIMIT; number++) {
        tree_variant(plain, number, path);
        if (tree_find_kind(tree, path, NODE_TAKEN) || delivery_text_find(path) >= 0)
            continue;
        struct node *node = tree_add(tree, NODE_TAKEN, path);
        if (node == NULL)
            return false;
        node->photo = photo->n;
        node->size = photo->bytes > 0 ? (uint64_t)photo->bytes : 0;
        node->damaged = *photo->damaged;
        return true;
    }
    return false;
}

/* About an order that was there before this session; what is not told is left out of TICKET.txt. */
static enum err learn(struct delivery *delivery)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    struct order order;
    args.code = delivery->code;
    if (client_call(delivery->client, ACTION_SHOW, &args, &order, &arena) == ERR_NONE) {
        delivery->expires = order.expires;
        delivery->state = order.state;
    }
    arena_free(&arena);
    return learn_shop(delivery);
}

enum err delivery_list(struct delivery *delivery, struct tree *tree)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    char after[65] = "";
    if (delivery->listed || *delivery->code == 0)
        return ERR_NONE;
    enum err err = learn(delivery);
    for (int page = 0; page < PAGES && !err; page++) {
        struct photos photos;
        args.code = delivery->code;
        args.after = after;
        args.limit = PAGE;
        err = client_call(delivery->client, ACTION_PHOTOS, &args, &photos, &arena);
        if (err)
            break;
        for (size_t i = 0; i < photos.photos.n; i++)
            if (!show(tree, &photos.photos.v[i]))
                err = err_detail(ERR_QUOTA, "it has more photos than can be shown here");
        snprintf(after, sizeof after, "%s", photos.next);
        arena_reset(&arena);
        if (*after == 0)
            break;
    }
    delivery->listed = !err;
    arena_free(&arena);
    return err;
}

/* Once for every photo. */
static void say_damage(struct delivery *delivery, const char *name, const struct photo *photo)
{
    char line[TREE_NAME_LIMIT + 200];
    for (size_t i = 0; i < delivery->said.size; i += 8)
        if (be64(delivery->said.data + i) == (uint64_t)photo->n)
            return;
    buf_u64(&delivery->said, (uint64_t)photo->n);
    int size = snprintf(line, sizeof line, "%s is damaged (%s). Send it again, or the order will wait.\n", name, photo->damaged);
    if (size > 0 && !delivery->mute)
        io_write(STDERR_FILENO, line, (size_t)size < sizeof line ? (size_t)size : sizeof line - 1);
}

void delivery_remark(struct delivery *delivery, const char *name, const struct photo *added)
{
    char line[2 * TREE_NAME_LIMIT + 200];
    int size = 0;
    delivery->first = delivery->first && delivery->first < added->n ? delivery->first : added->n;
    if (*added->damaged)
        say_damage(delivery, name, added);
    else if (strcmp(added->name, name) != 0)
        size = snprintf(line, sizeof line, "%s is the same picture as %s; it is taken once.\n", name, added->name);
    if (size > 0 && !delivery->mute)
        io_write(STDERR_FILENO, line, (size_t)size);
}

/* One look at the photos since the first that this session brought: says which are damaged, counts those that are not
 * checked yet. False when the keeper cannot be asked. */
static bool look_for_damage(struct delivery *delivery, int64_t *unchecked)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    char after[65];
    bool good = true;
    *unchecked = 0;
    snprintf(after, sizeof after, "%lld", (long long)delivery->first - 1);
    for (int page = 0; good && *after && page < PAGES; page++) {
        struct photos photos;
        args.code = delivery->code;
        args.after = after;
        args.limit = PAGE;
        good = client_call(delivery->client, ACTION_PHOTOS, &args, &photos, &arena) == ERR_NONE;
        for (size_t i = 0; good && i < photos.photos.n; i++) {
            const struct photo *photo = &photos.photos.v[i];
            *unchecked += photo->unchecked;
            if (!photo->unchecked && *photo->damaged)
                say_damage(delivery, photo->name, photo);
        }
        snprintf(after, sizeof after, "%s", good ? photos.next : "");
        arena_reset(&arena);
    }
    arena_free(&arena);
    return good;
}

void delivery_settle(struct delivery *delivery)
{
    const struct timespec pause = { 0, SETTLE_STEP_MS * 1000000L };
    int64_t unchecked;
    for (int waited = 0; delivery->first && waited <= SETTLE_MS; waited += SETTLE_STEP_MS) {
        if (!look_for_damage(delivery, &unchecked) || unchecked == 0 || unchecked > SETTLE_PHOTOS)
            return;
        nanosleep(&pause, NULL);
    }
}

enum err delivery_read(struct delivery *delivery, int64_t photo, int *file)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    args.code = delivery->code;
    args.n = photo;
    enum err err = client_call_fd(delivery->client, ACTION_PHOTO_READ, &args, NULL, &arena, -1, file);
    arena_free(&arena);
    return !err && *file < 0 ? err_detail(ERR_NO_PHOTO, "%lld", (long long)photo) : err;
}

void delivery_reject(struct delivery *delivery, const char *name, enum err err, char out[DELIVERY_SENTENCE])
{
    char line[TREE_NAME_LIMIT + DELIVERY_SENTENCE + 8];
    err_sentence(err, err_last_detail(), out, DELIVERY_SENTENCE);
    bool named = strstr(out, name) != NULL;
    int size = snprintf(line, sizeof line, "%s%s%s\n", named ? "" : name, named ? "" : ": ", out);
    if (delivery->rejected.size + (size_t)size < REJECTED_LIMIT)
        buf_add(&delivery->rejected, line, (size_t)size);
    if (!delivery->mute)
        io_write(STDERR_FILENO, line, (size_t)size);
}

static void put_ticket(struct delivery *delivery, struct buf *out)
{
    char code[16], until[40];
    buf_format(out, "Ticket    %s\n", str_code(delivery->code, code, sizeof code));
    if (*delivery->password)
        buf_format(out, "Password  %s\n", delivery->password);
    if (delivery->expires)
        buf_format(out, "Kept until %s.\n", clock_words(delivery->expires, until, sizeof until));
    if (delivery->state != ORDER_OPEN)
        buf_format(out, "\nThe order is %s. Bring this code to the counter.\n",
                   word_of(&order_state_words, delivery->state));
    else if (*delivery->command)
        buf_format(out, "\nPlace the order:\n    %s\nor bring this code to the counter.\n", delivery->command);
    else
        buf_text(out, "\nPlace the order at a kiosk, or bring this code to the counter.\n");
}

static void put_rejected(struct delivery *delivery, struct buf *out)
{
    buf_add(out, delivery->rejected.data, delivery->rejected.size);
}

static const struct text_row {
    const char *path;
    void (*put)(struct delivery *delivery, struct buf *out);
} text_rows[DELIVERY_TEXTS] = {
    { "/TICKET.txt", put_ticket },
    { "/REJECTED.txt", put_rejected },
};

const char *delivery_text_path(int text)
{
    return text_rows[text].path;
}

int delivery_text_find(const char *path)
{
    for (int i = 0; i < DELIVERY_TEXTS; i++)
        if (strcmp(text_rows[i].path, path) == 0)
            return i;
    return -1;
}

bool delivery_text(struct delivery *delivery, int text, struct buf *out)
{
    if (*delivery->code)
        text_rows[text].put(delivery, out);
    return out->size > 0;
}

void delivery_free(struct delivery *delivery)
{
    buf_free(&delivery->rejected);
    buf_free(&delivery->said);
}
