/* kiosk_shop.c - a small shop behind the kiosk; see kiosk_shop.h. The fake keeper hands the answers no more than
 * itself, so there is one such shop per program.
 */
#include "kiosk_shop.h"
#include "../../src/model/order.h"
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "../../src/base/io.h"

enum { PRICE_SMALL = 29, PRICE_LARGE = 450, HELD_UNTIL = 1795687200 /* 2026-11-26 10:00 UTC */, DISC = 96 };
static struct kiosk_shop *the;

static void reprice(struct order *order)
{
    order->price_minor = 0;
    order->bill.n = 0;
    for (size_t i = 0; i < order->lines.n; i++) {
        struct line *line = &order->lines.v[i];
        struct bill *bill = LIST_ADD(&the->memory, &order->bill, bill);
        line->n = (int64_t)i + 1;
        line->unit_minor = strcmp(line->product, "20x30") == 0 ? PRICE_LARGE : PRICE_SMALL;
        line->total_minor = line->unit_minor * line->copies;
        order->price_minor += line->total_minor;
        bill->reason = arena_format(&the->memory, "%s %s", line->product, line->surface);
        bill->count = line->copies;
        bill->unit_minor = line->unit_minor;
        bill->total_minor = line->total_minor;
    }
}

static void add_photo(const char *name, int64_t width, int64_t height)
{
    struct photo *photo = LIST_ADD(&the->memory, &the->order.photos, photo);
    struct line *line = LIST_ADD(&the->memory, &the->order.lines, line);
    photo->n = (int64_t)the->order.photos.n;
    photo->name = arena_text(&the->memory, name);
    photo->width = width;
    photo->height = height;
    photo->taken = "2026-07-12 14:03:00";
    line->product = "10x15";
    line->surface = "glossy";
    line->copies = 1;
    line->photo = photo->n;
    reprice(&the->order);
}

static enum err catalogue(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd_out)
{
    static const struct { const char *product, *words, *layout; int64_t price, width, height; } sizes[] = {
        { "10x15", "10 x 15 cm", "single", PRICE_SMALL, 1200, 1800 }, { "20x30", "20 x 30 cm", "single", PRICE_LARGE, 2400, 3600 },
        { "id4", "four ID photos", "id4", 790, 1200, 1800 }, { "index", "all on one sheet", "index", 150, 1200, 1800 },
    };
    struct catalogue *shop = reply;
    (void)fake, (void)args, (void)fd_out;
    shop->shop = "Photo Lab";
    shop->currency = "EUR";
    shop->currency_decimals = 2;
    shop->address = "shop.example";
    shop->port = 4022;
    shop->photos_most = 500;
    shop->order_mb = 4000;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct product *product = LIST_ADD(arena, &shop->products, product);
        product->product = sizes[i].product;
        product->words = sizes[i].words;
        product->layout = sizes[i].layout;
        product->surfaces = i >= 2 ? "glossy" : "glossy, lustre, matte, silk";
        product->price_minor = sizes[i].price;
        product->width = sizes[i].width;
        product->height = sizes[i].height;
    }
    struct class *service = LIST_ADD(arena, &shop->classes, class);
    *service = (struct class){ .class = "express", .words = "within the hour", .promised = HELD_UNTIL - 3600, .surcharge = "+ 50 %" };
    service = LIST_ADD(arena, &shop->classes, class);
    *service = (struct class){ .class = "standard", .words = "the same day", .promised = HELD_UNTIL, .surcharge = "" };
    return ERR_NONE;
}

static enum err give_ticket(struct ticket *ticket)
{
    ticket->code = KIOSK_CODE;
    ticket->password = KIOSK_PASSWORD;
    ticket->state = the->order.state;
    ticket->expires = the->order.expires;
    return ERR_NONE;
}

static enum err open_order(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd_out)
{
    (void)fake, (void)args, (void)arena, (void)fd_out;
    return give_ticket(reply);
}

static enum err login(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd_out)
{
    (void)fake, (void)arena, (void)fd_out;
    if (strcmp(args->login, "kiosk") == 0) {
        ((struct identity *)reply)->login = "kiosk";
        ((struct identity *)reply)->role = ROLE_CUSTOMER;
        ((struct identity *)reply)->rights = rights_default(ROLE_CUSTOMER);
        return ERR_NONE;
    }
    if (strcmp(args->login, KIOSK_CODE) || strcmp(args->password, KIOSK_PASSWORD))
        return err_detail(ERR_TICKET, "%s", "");
    ((struct identity *)reply)->code = KIOSK_CODE;
    ((struct identity *)reply)->role = ROLE_CUSTOMER;
    ((struct identity *)reply)->rights = rights_default(ROLE_CUSTOMER);
    return ERR_NONE;
}

static enum err answer_order(const struct args *args, struct order *reply, struct arena *arena)
{
    if (strcmp(args->code, KIOSK_CODE))
        return err_detail(ERR_NO_ORDER, "%s", args->code);
    pthread_mutex_lock(&the->lock);
    record_copy(&order_type, &the->order, reply, arena);
    pthread_mutex_unlock(&the->lock);
    return ERR_NONE;
}

static enum err show(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd_out)
{
    (void)fake, (void)fd_out;
    return answer_order(args, reply, arena);
}

static void edit_lines(struct order *order, const struct args *args)
{
    order->lines.n = 0;
    for (size_t i = 0; i < args->lines.n; i++)
        record_copy(&line_type, &args->lines.v[i], LIST_ADD(&the->memory, &order->lines, line), &the->memory);
    reprice(order);
}

static enum err edit(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd_out)
{
    struct order *order = &the->order;
    (void)fake, (void)fd_out;
    pthread_mutex_lock(&the->lock);
    if (args->fields & BIT(EDIT_LINES))
        edit_lines(order, args);
    if (args->fields & BIT(EDIT_NAME))
        order->name = arena_text(&the->memory, args->name);
    if (args->fields & BIT(EDIT_PHONE))
        order->phone = arena_text(&the->memory, args->phone);
    if (args->fields & BIT(EDIT_NOTE))
        order->note = arena_text(&the->memory, args->note);
    if (args->fields & BIT(EDIT_CLASS))
        order->class = arena_text(&the->memory, args->class);
    if (args->fields & BIT(EDIT_CUSTOMER))
        order->customer = arena_text(&the->memory, args->customer);
    pthread_mutex_unlock(&the->lock);
    return answer_order(args, reply, arena);
}

static enum err identify(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd_out)
{
    struct customer *customer = reply;
    (void)fake, (void)arena, (void)fd_out;
    if (strcmp(args->customer, "0000013") || strcmp(args->pin, "1234"))
        return err_detail(ERR_CUSTOMER, "%s", "");
    customer->number = "0000013";
    customer->name = "Anna Muster";
    return ERR_NONE;
}

static enum err place(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd_out)
{
    (void)fake, (void)args, (void)arena, (void)fd_out;
    pthread_mutex_lock(&the->lock);
    the->order.state = ORDER_HELD;
    pthread_mutex_unlock(&the->lock);
    return give_ticket(reply);
}

static enum err slip(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd_out)
{
    struct ticket *ticket = reply;
    (void)fake, (void)args, (void)arena, (void)fd_out;
    ticket->code = KIOSK_CODE;
    ticket->expires = the->order.expires;
    ticket->qr_size = 21;
    ticket->qr = (struct bytes){ the->qr, sizeof the->qr };
    ticket->bars = (struct bytes){ the->bars, sizeof the->bars };
    return ERR_NONE;
}

static void disc(uint8_t *rgb)
{
    for (int y = 0; y < DISC; y++)
        for (int x = 0; x < DISC; x++) {
            bool inside = (x - DISC / 2) * (x - DISC / 2) + (y - DISC / 2) * (y - DISC / 2) < DISC * DISC / 9;
            memset(rgb + (y * DISC + x) * 3, inside ? 230 : 20, 3);
        }
}

static enum err thumbnail(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd_out)
{
    static uint8_t own[DISC * DISC * 3];
    struct stored_photo *stored = reply;
    const uint8_t *rgb = the->rgb ? the->rgb : own;
    (void)fake, (void)args, (void)arena;
    disc(own);
    stored->thumb_width = the->rgb ? the->rgb_width : DISC;
    stored->thumb_height = the->rgb ? the->rgb_height : DISC;
    *fd_out = memfd_create("thumbnail", MFD_CLOEXEC);
    if (*fd_out < 0 || !io_write(*fd_out, rgb, (size_t)(stored->thumb_width * stored->thumb_height * 3)) ||
        lseek(*fd_out, 0, SEEK_SET))
        panic("no memory file");
    return ERR_NONE;
}

static enum err nothing(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd_out)
{
    (void)fake, (void)args, (void)reply, (void)arena, (void)fd_out;
    return ERR_NONE;
}

void kiosk_shop_start(struct kiosk_shop *shop)
{
    memset(shop, 0, sizeof *shop);
    the = shop;
    pthread_mutex_init(&shop->lock, NULL);
    record_init(&order_type, &shop->order);
    shop->order.code = KIOSK_CODE;
    shop->order.class = "standard";
    shop->order.currency = "EUR";
    shop->order.currency_decimals = 2;
    shop->order.expires = HELD_UNTIL;
    shop->order.photos_expire = HELD_UNTIL + 86400;
    add_photo("IMG_0001.JPG", 6000, 4000);
    add_photo("IMG_0003.JPG", 1200, 900);
    for (size_t i = 0; i < sizeof shop->qr; i++)
        shop->qr[i] = (uint8_t)(i * 7 % 3 == 0);
    for (size_t i = 0; i < sizeof shop->bars; i++)
        shop->bars[i] = (uint8_t)(i * 5 % 7 < 3);
    static const struct { enum action action; fake_answer *answer; } answers[] = {
        { ACTION_CATALOGUE, catalogue }, { ACTION_OPEN, open_order }, { ACTION_LOGIN, login }, { ACTION_SHOW, show },
        { ACTION_EDIT, edit }, { ACTION_IDENTIFY, identify }, { ACTION_PLACE, place }, { ACTION_TICKET_SLIP, slip },
        { ACTION_THUMBNAIL, thumbnail }, { ACTION_WATCH, nothing }, { ACTION_PAGE, nothing }, { ACTION_DISCARD, nothing },
    };
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        shop->fake.answers[answers[i].action] = answers[i].answer;
    fake_keeper_start(&shop->fake, ROLE_CUSTOMER, "kiosk", PLACE_KIOSK);
}

void kiosk_shop_stop(struct kiosk_shop *shop)
{
    fake_keeper_stop(&shop->fake);
    arena_free(&shop->memory);
    pthread_mutex_destroy(&shop->lock);
}

void kiosk_shop_add_photo(struct kiosk_shop *shop, const char *name, int64_t width, int64_t height)
{
    pthread_mutex_lock(&shop->lock);
    add_photo(name, width, height);
    pthread_mutex_unlock(&shop->lock);
    fake_keeper_notice(&shop->fake, BIT(TOPIC_ORDERS));
}

void kiosk_shop_set_state(struct kiosk_shop *shop, enum order_state state)
{
    pthread_mutex_lock(&shop->lock);
    shop->order.state = state;
    pthread_mutex_unlock(&shop->lock);
    fake_keeper_notice(&shop->fake, BIT(TOPIC_ORDERS));
}

enum order_state kiosk_shop_state(struct kiosk_shop *shop)
{
    pthread_mutex_lock(&shop->lock);
    enum order_state state = shop->order.state;
    pthread_mutex_unlock(&shop->lock);
    return state;
}

struct line kiosk_shop_line(struct kiosk_shop *shop, size_t i)
{
    struct line line;
    record_init(&line_type, &line);
    pthread_mutex_lock(&shop->lock);
    if (i < shop->order.lines.n)
        line = shop->order.lines.v[i];
    pthread_mutex_unlock(&shop->lock);
    return line;
}

size_t kiosk_shop_line_count(struct kiosk_shop *shop)
{
    pthread_mutex_lock(&shop->lock);
    size_t count = shop->order.lines.n;
    pthread_mutex_unlock(&shop->lock);
    return count;
}
