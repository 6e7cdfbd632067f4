/* card_serve.c - see card_serve.h.
 *
 * A photo is copied into the order's folder first and goes to the keeper from there: a card that is slow, or pulled, holds
 * up nobody but the screen it was put in at. Looking, copying and answering take turns, a few milliseconds each.
 */
#include "card_serve.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/str.h"

enum { LOOK_MS = 10, SCREEN = STDIN_FILENO, TICK_MS = 300, RATE_MS = 500, ROWS = 64 };

static struct card_serve cards;

/* The photo of that rank in the order's eyes; NULL where the number means nothing. */
static struct card_photo *photo_of(struct card_serve *c, int64_t place)
{
    return place > 0 && (size_t)place <= c->card.count ? &c->card.photos[place - 1] : NULL;
}

/* The keeper judged one (or it was there already). */
static void judged(void *data, const struct node *node, int64_t number, const char *sentence)
{
    struct card_serve *c = data;
    struct card_photo *photo = photo_of(c, node->card);
    if (photo == NULL)
        return;
    photo->state = *sentence ? CARD_REFUSED : CARD_TAKEN;
    photo->photo = number;
    photo->marked = false;
    c->taken += *sentence == 0;
    c->refused += *sentence != 0;
    if (*sentence)
        snprintf(c->words, sizeof c->words, "%s", sentence);
}

static const char *name_of(const struct card_serve *c, const struct card_photo *photo, char out[TREE_NAME_LIMIT + 1])
{
    return str_clean(tree_name(card_path(&c->card, photo)), out, TREE_NAME_LIMIT + 1);
}

/* This one does not come; the last error's detail says why. */
static void refuse(struct card_serve *c, struct card_photo *photo, enum err err)
{
    char name[TREE_NAME_LIMIT + 1];
    delivery_reject(&c->serve.delivery, name_of(c, photo, name), err, c->words);
    photo->state = CARD_REFUSED;
    photo->marked = false;
    c->refused++;
    if (err == ERR_QUOTA || err == ERR_DISK)
        c->next = 0; /* no other would get in either */
    if (c->node)
        file_drop(&c->serve, c->node);
    c->node = NULL;
    c->now = NULL;
    io_close(&c->from);
    io_close(&c->to);
}

static void begin(struct card_serve *c, struct card_photo *photo)
{
    char name[TREE_NAME_LIMIT + 1], path[TREE_PATH_LIMIT];
    name_of(c, photo, name);
    c->now = photo;
    photo->state = CARD_COMING;
    snprintf(path, sizeof path, "/%s", name);
    enum err err = file_may_add(&c->serve, name);
    if (!err && photo->bytes > c->serve.delivery.limits.photo_mb << 20)
        err = err_detail(ERR_PHOTO_LARGE, "%s", name);
    if (!err && (c->from = card_file(&c->card, photo)) < 0)
        err = err_detail(ERR_CARD, "%s", name);
    if (!err && (c->node = tree_add(&c->serve.tree, NODE_INCOMING, path)) == NULL)
        err = err_detail(ERR_QUOTA, "%d names", TREE_LIMIT);
    if (!err && (c->to = folder_make(&c->serve.folder, path, c->node->id)) < 0)
        err = err_detail(ERR_DISK, "%s", strerror(errno));
    if (err)
        refuse(c, photo, err);
    else
        c->node->card = photo - c->card.photos + 1;
}

/* The next that is marked, the oldest first. */
static struct card_photo *next(struct card_serve *c)
{
    while (c->next > 0) {
        struct card_photo *photo = card_photo(&c->card, --c->next);
        if (photo && photo->marked && photo->state != CARD_TAKEN)
            return photo;
    }
    return NULL;
}

static void whole(struct card_serve *c)
{
    struct node *node = c->node;
    char name[TREE_NAME_LIMIT + 1];
    if (node->size == 0) {
        refuse(c, c->now, err_detail(ERR_PHOTO_DAMAGED, "%s", name_of(c, c->now, name)));
        return;
    }
    io_close(&c->from);
    io_close(&c->to);
    c->node = NULL;
    c->now = NULL;
    c->serve.sending.files++;
    c->serve.sending.last = NULL;
    taking_add(&c->serve, node, false, 0);
}

/* One piece of the photo that is read now. */
static void copy(struct card_serve *c)
{
    static uint8_t chunk[CARD_CHUNK];
    char name[TREE_NAME_LIMIT + 1];
    int64_t limit = c->serve.delivery.limits.photo_mb << 20;
    ssize_t got = read(c->from, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR)
        return;
    if (got < 0) {
        refuse(c, c->now, err_detail(ERR_CARD, "%s", name_of(c, c->now, name)));
    } else if ((int64_t)c->node->size + got > limit) {
        refuse(c, c->now, err_detail(ERR_PHOTO_LARGE, "%s", name_of(c, c->now, name)));
    } else if (got > 0 && !io_write(c->to, chunk, (size_t)got)) {
        refuse(c, c->now, err_detail(ERR_DISK, "%s", strerror(errno)));
    } else if (got > 0) {
        c->node->size += (uint64_t)got;
        c->serve.sending.bytes += (uint64_t)got;
    } else if ((int64_t)c->node->size < c->now->bytes) { /* what a pulled card may look like */
        refuse(c, c->now, err_detail(ERR_CARD, "%s", name_of(c, c->now, name)));
    } else {
        whole(c);
    }
}

/* The shop's index print into the line; ERR_PRODUCT when it makes none. */
static enum err find_index_product(struct card_serve *c, struct line *line, struct arena *arena)
{
    struct args args = client_args();
    struct catalogue shop;
    enum err err = client_call(c->serve.delivery.client, ACTION_CATALOGUE, &args, &shop, arena);
    for (size_t i = 0; !err && i < shop.products.n; i++) {
        const struct product *product = &shop.products.v[i];
        if (strcmp(product->layout, "index") != 0)
            continue;
        line->product = product->product;
        line->surface = arena_text_n(arena, product->surfaces, strcspn(product->surfaces, " ,"));
        return ERR_NONE;
    }
    return err ? err : err_detail(ERR_PRODUCT, "an index print, which the camera ordered");
}

/* A photo that the camera wants on the index print alone has no print of its own. */
static bool keep_line(const struct card_serve *c, const char *index, struct line *line, bool *changed)
{
    if (*index && strcmp(line->product, index) == 0)
        return false; /* asked for again: the new one takes its place */
    for (size_t i = 0; i < c->card.count; i++) {
        const struct card_photo *photo = &c->card.photos[i];
        if (photo->state != CARD_TAKEN || photo->photo != line->photo || (photo->copies == 0 && !photo->indexed))
            continue;
        *changed = true;
        if (photo->copies > 0)
            line->copies = photo->copies;
        return photo->copies > 0;
    }
    return true;
}

/* The camera's copies, on the lines of the photos that were taken, and its index prints, which show all photos of the order:
 * a line of the first. */
static void order_copies(struct card_serve *c)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    struct order order;
    const char *index = "";
    bool changed = false;
    args.code = c->serve.delivery.code;
    enum err err = client_call(c->serve.delivery.client, ACTION_SHOW, &args, &order, &arena);
    if (!err && c->card.index_copies > 0 && order.photos.n) {
        struct line line;
        record_init(&line_type, &line);
        line.photo = order.photos.v[0].n;
        line.copies = c->card.index_copies;
        /* A shop without index prints makes the others, each as the camera wants it or once. */
        if (find_index_product(c, &line, &arena)) {
            err_sentence(ERR_PRODUCT, err_last_detail(), c->words, sizeof c->words);
        } else {
            *LIST_ADD(&arena, &args.lines, line) = line;
            index = line.product;
            changed = true;
        }
    }
    for (size_t k = 0; !err && k < order.lines.n; k++)
        if (keep_line(c, index, &order.lines.v[k], &changed) || *index == 0)
            *LIST_ADD(&arena, &args.lines, line) = order.lines.v[k];
    args.fields = BIT(EDIT_LINES);
    if (!err && changed)
        err = client_call(c->serve.delivery.client, ACTION_EDIT, &args, NULL, &arena);
    if (err)
        err_sentence(err, err_last_detail(), c->words, sizeof c->words);
    arena_free(&arena);
}

/* On with what was asked for. True when there is more to do at once. */
static bool work(struct card_serve *c, struct buf *nowhere)
{
    taking_go_on(&c->serve, nowhere);
    if (!c->taking)
        return false;
    if (c->now == NULL && tree_count(&c->serve.tree, NODE_WHOLE) < CARD_WAITING) {
        struct card_photo *photo = next(c);
        if (photo)
            begin(c, photo);
        else if (taking_is_idle(&c->serve)) {
            if (c->by_order)
                order_copies(c);
            c->taking = c->by_order = false;
        }
    }
    if (c->now)
        copy(c);
    return c->now || (c->next > 0 && tree_count(&c->serve.tree, NODE_WHOLE) < CARD_WAITING);
}

static void mark(struct card_serve *c, const struct card_ask *ask)
{
    for (int64_t i = 0; i < ask->count && ask->from + i < (int64_t)c->card.count; i++) {
        struct card_photo *photo = card_photo(&c->card, (size_t)(ask->from + i));
        if (photo && photo->state != CARD_TAKEN)
            photo->marked = ask->on;
    }
}

static void take(struct card_serve *c, bool by_order)
{
    if (c->taking || c->card.looking)
        return;
    for (size_t i = 0; by_order && i < c->card.count; i++)
        c->card.photos[i].marked = c->card.photos[i].copies > 0 || c->card.photos[i].indexed;
    c->taken = c->refused = 0;
    c->words[0] = 0;
    c->next = c->card.count;
    c->taking = true;
    c->by_order = by_order;
}

static void obey(struct card_serve *c, const struct card_ask *ask)
{
    switch (ask->act) {
    case CARD_MARK: mark(c, ask); break;
    case CARD_TAKE: take(c, false); break;
    case CARD_ORDER: take(c, true); break;
    case CARD_STOP: c->next = 0; break;
    default: break;
    }
}

static void put_files(struct card_serve *c, struct card_view *view, struct arena *arena, int64_t from, int64_t count)
{
    view->from = from;
    for (int64_t i = 0; i < count && i < ROWS && from + i < (int64_t)c->card.count; i++) {
        struct card_photo *photo = card_photo(&c->card, (size_t)(from + i));
        struct card_file *file = LIST_ADD(arena, &view->files, card_file);
        char clean[TREE_NAME_LIMIT + 1];
        *file = (struct card_file){ .name = arena_text(arena, name_of(c, photo, clean)), .bytes = photo->bytes, .at = photo->at,
                                    .marked = photo->marked, .state = photo->state };
    }
}

static void rate(struct card_serve *c)
{
    int64_t now = clock_ms(), passed = now - c->rate_ms;
    if (passed < RATE_MS)
        return;
    c->per_second = (c->serve.sending.bytes - c->rate_bytes) * 1000 / (uint64_t)passed;
    c->rate_bytes = c->serve.sending.bytes;
    c->rate_ms = now;
}

/* How it stands, with the page that was asked for. False when the screen is gone. */
static bool tell(struct card_serve *c, const struct card_ask *ask, uint64_t id)
{
    struct arena arena = { 0 };
    struct card_view view;
    char name[TREE_NAME_LIMIT + 1];
    record_init(&card_view_type, &view);
    rate(c);
    view.found = (int64_t)c->card.count;
    view.others = (int64_t)c->card.others;
    for (size_t i = 0; i < c->card.count; i++) {
        const struct card_photo *photo = &c->card.photos[i];
        view.marked += photo->marked;
        view.marked_bytes += photo->marked ? photo->bytes : 0;
        view.order_photos += photo->copies > 0 || photo->indexed;
        view.order_prints += photo->copies;
    }
    view.order_prints += c->card.index_copies;
    view.looking = c->card.looking;
    view.cut = c->card.cut;
    view.taking = c->taking;
    view.taken = c->taken;
    view.refused = c->refused;
    view.name = c->now ? arena_text(&arena, name_of(c, c->now, name)) : "";
    view.per_second = c->taking ? (int64_t)c->per_second : 0;
    view.words = c->words;
    if (ask->act != CARD_MARK)
        put_files(c, &view, &arena, ask->from < 0 ? 0 : ask->from, ask->count);
    bool good = msg_send_record(SCREEN, MSG_CARD, 0, id, &card_view_type, &view, NULL, 0) == ERR_NONE;
    arena_free(&arena);
    return good;
}

/* What the screen asks. False when it is gone. */
static bool hear_screen(struct card_serve *c)
{
    struct arena arena = { 0 };
    struct msg msg;
    struct card_ask ask;
    enum err err = msg_receive(SCREEN, &msg, &arena, 0);
    bool good = err == ERR_PENDING;
    if (!err && msg.kind == MSG_CARD_ASK && !msg_record(&msg, &card_ask_type, &ask, &arena)) {
        obey(c, &ask);
        good = tell(c, &ask, msg.id);
    }
    if (!err)
        msg_close(&msg);
    arena_free(&arena);
    return good;
}

static void other(struct client *client, struct msg *msg, void *data)
{
    (void)client;
    taking_hear(&cards.serve, msg, data);
}

static void hear_keeper(struct card_serve *c, struct buf *nowhere)
{
    struct arena arena = { 0 };
    struct msg msg;
    while (client_take(c->serve.delivery.client, &msg, &arena)) {
        taking_hear(&c->serve, &msg, nowhere);
        arena_reset(&arena);
    }
    arena_free(&arena);
}

/* True while the screen is there, or what it wanted whole is still to be judged. */
static bool turn(struct card_serve *c, struct buf *nowhere, bool *there)
{
    const struct client *client = c->serve.delivery.client;
    bool more = *there && work(c, nowhere);
    if (!*there)
        taking_go_on(&c->serve, nowhere);
    if (*there && c->card.looking)
        card_look(&c->card, clock_ms() + LOOK_MS);
    bool busy = more || (*there && c->card.looking);
    struct pollfd polled[] = {
        { .fd = *there ? SCREEN : -1, .events = POLLIN },
        { .fd = client->keeper, .events = POLLIN }, { .fd = client->control, .events = POLLIN },
    };
    if (poll(polled, 3, busy ? 0 : TICK_MS) > 0) {
        if (polled[1].revents || polled[2].revents)
            hear_keeper(c, nowhere);
        if (polled[0].revents)
            *there = hear_screen(c);
    }
    sending_tell(&c->serve, clock_ms());
    buf_clear(nowhere); /* nobody speaks SFTP here */
    return *there || (!taking_is_idle(&c->serve) && (client->keeper >= 0 || client->control >= 0));
}

int card_serve(struct client *client, int folder, int root)
{
    struct card_serve *c = &cards;
    static struct buf nowhere;
    bool there = true;
    c->from = c->to = -1;
    client->other = other;
    client->other_data = &nowhere;
    folder_open(&c->serve.folder, folder);
    delivery_init(&c->serve.delivery, client);
    c->serve.delivery.mute = true; /* the screen is told */
    c->serve.judged = judged;
    c->serve.judged_data = c;
    card_open(&c->card, root);
    enum err err = serve_look(&c->serve);
    while (!err && turn(c, &nowhere, &there))
        ;
    if (c->by_order) /* the screen was left before all was judged */
        order_copies(c);
    if (c->node)
        file_drop(&c->serve, c->node);
    io_close(&c->from);
    io_close(&c->to);
    card_close(&c->card);
    serve_end(&c->serve);
    client_close(client);
    buf_free(&nowhere);
    return err != ERR_NONE;
}
