/* details.c - page 3: who it is for, how soon, and a note. Nothing here must be filled in.
 *
 * Every field is saved when it is left. A customer number counts only with its PIN: the keeper compares, and only what
 * it answered is written into the order.
 */
#include <stdio.h>
#include <string.h>
#include "../form.h"
#include "../../src/base/str.h"
#include "kiosk.h"

enum { DETAILS_CHANGE = 1, CLASSES_MOST = 20 };
enum { AT_NAME, AT_PHONE, AT_NOTE, AT_SERVICE, AT_CUSTOMER, AT_COUNT };
enum { NUMBER, PIN };

static const enum say labels[AT_COUNT] = { W_NAME, W_PHONE, W_NOTE, W_SERVICE, W_NUMBER };

struct details {
    struct kiosk *kiosk;
    struct list list;
};

static const struct screen_key keys[] = {
    { INPUT_ENTER, 'e', "Enter", "fill in", "Fill in or change this line", DETAILS_CHANGE, RIGHT_NONE, SCREEN_SELECTED | KIOSK_OWN, NULL },
    KIOSK_KEYS,
};

static bool details_open(struct screen *screen, const void *arg)
{
    struct details *page = screen->page;
    page->kiosk = (struct kiosk *)(uintptr_t)arg;
    page->list.count = AT_COUNT;
    return true;
}

static void details_news(struct screen *screen, uint32_t topics)
{
    struct details *page = screen->page;
    (void)topics;
    enum err err = kiosk_load(page->kiosk, screen->client);
    if (err)
        kiosk_say_err(screen, err);
}

static void details_detail(struct screen *screen)
{
    struct details *page = screen->page;
    kiosk_position(screen, &page->list);
}

static bool details_key(struct screen *screen, int key)
{
    struct details *page = screen->page;
    return list_key(&page->list, key);
}

static void details_stand(struct screen *screen, char *out, size_t size)
{
    const struct details *page = screen->page;
    snprintf(out, size, "%zu", page->list.selected + 1);
}

static bool details_select(struct screen *screen, const char *typed)
{
    struct details *page = screen->page;
    int64_t number;
    if (!str_number(typed, 1, AT_COUNT, &number))
        return false;
    page->list.selected = (size_t)number - 1;
    return true;
}

/* Name, phone and note as they stand in the form. */
static void save_texts(struct screen *screen, void *data)
{
    const struct form *form = data;
    struct args args = client_args();
    args.name = form_text(form, AT_NAME);
    args.phone = form_text(form, AT_PHONE);
    args.note = form_text(form, AT_NOTE);
    args.fields = BIT(EDIT_NAME) | BIT(EDIT_PHONE) | BIT(EDIT_NOTE);
    enum err err = kiosk_save_details(kiosk_of(screen), screen->client, &args);
    if (err)
        kiosk_say_err(screen, err);
}

static bool fill_texts(struct screen *screen, size_t at)
{
    const struct form_field fields[] = {
        [AT_NAME] = { .label = say(W_NAME), .limit = 120, .hint = say(W_NAME_HINT) },
        [AT_PHONE] = { .label = say(W_PHONE), .limit = 40, .hint = say(W_PHONE_HINT) },
        [AT_NOTE] = { .label = say(W_NOTE), .limit = 400, .hint = say(W_NOTE_HINT) },
    };
    const struct order *order = &kiosk_of(screen)->order;
    struct form form;
    form_init(&form, fields, 3);
    form_set(&form, AT_NAME, order->name);
    form_set(&form, AT_PHONE, order->phone);
    form_set(&form, AT_NOTE, order->note);
    form.at = at;
    bool done = fields_run(screen, &form, say(W_WHO_FOR), save_texts, &form);
    form_free(&form);
    return done;
}

/* "standard  ready by Tue 25 Nov 18:00  + 20 %" */
static const char *service_words(const struct class *service, char *out, size_t size)
{
    char when[48], ready[80];
    SAY(ready, W_READY_BY, say_date(service->promised, when, sizeof when));
    snprintf(out, size, "%-10s %-26s %s  %s", service->class, ready, service->words, service->surcharge);
    return out;
}

static bool choose_service(struct screen *screen)
{
    struct kiosk *kiosk = kiosk_of(screen);
    char words[CLASSES_MOST][200];
    const char *lines[CLASSES_MOST];
    size_t count = 0, chosen = 0;
    struct args args = client_args();
    enum err err = kiosk_load_catalogue(kiosk, screen->client); /* promise times move with the clock */
    for (; count < kiosk->catalogue.classes.n && count < CLASSES_MOST; count++) {
        const struct class *service = &kiosk->catalogue.classes.v[count];
        lines[count] = service_words(service, words[count], sizeof words[count]);
        if (strcmp(service->class, kiosk->order.class) == 0)
            chosen = count;
    }
    bool done = !err && menu_choose(screen, say(W_HOW_SOON), lines, count, &chosen);
    if (done) {
        args.class = kiosk->catalogue.classes.v[chosen].class;
        args.fields = BIT(EDIT_CLASS);
        err = kiosk_save_details(kiosk, screen->client, &args);
    }
    if (err)
        kiosk_say_err(screen, err);
    return done && !err;
}

static enum err identify(struct screen *screen, const char *typed, const char *pin)
{
    struct kiosk *kiosk = kiosk_of(screen);
    struct arena arena = { 0 };
    struct customer customer;
    char number[CUSTOMER_NUMBER + 1];
    struct args args = client_args(), edit = client_args();
    if (str_digits(typed, number, sizeof number) != CUSTOMER_NUMBER || !damm_valid(number, CUSTOMER_NUMBER))
        return err_detail(ERR_CUSTOMER, "%s", "");
    args.customer = number;
    args.pin = pin;
    enum err err = client_call(screen->client, kiosk->desk ? ACTION_CUSTOMER_SHOW : ACTION_IDENTIFY, &args, &customer, &arena);
    if (!err) {
        edit.customer = customer.number;
        edit.name = *kiosk->order.name ? kiosk->order.name : customer.name;
        edit.phone = *kiosk->order.phone ? kiosk->order.phone : customer.phone;
        edit.fields = BIT(EDIT_CUSTOMER) | BIT(EDIT_NAME) | BIT(EDIT_PHONE);
        err = kiosk_save_details(kiosk, screen->client, &edit);
    }
    if (!err && kiosk->desk)
        KIOSK_SAY(screen, W_DESK_CUSTOMER, customer.number, customer.name);
    else if (!err)
        KIOSK_SAY(screen, *customer.name ? W_WELCOME_NAME : W_WELCOME, customer.name);
    arena_free(&arena);
    return err;
}

/* On as a guest. */
static void leave_customer(struct screen *screen)
{
    struct args args = client_args();
    args.customer = "";
    args.fields = BIT(EDIT_CUSTOMER);
    enum err err = kiosk_save_details(kiosk_of(screen), screen->client, &args);
    if (err)
        kiosk_say_err(screen, err);
    else
        KIOSK_SAY(screen, W_GUEST, NULL);
}

static void fill_customer(struct screen *screen)
{
    const struct form_field fields[] = {
        [NUMBER] = { .label = say(W_NUMBER), .kind = FORM_TEXT, .limit = 16, .hint = say(W_NUMBER_HINT) },
        [PIN] = { .label = say(W_PIN), .kind = FORM_PASSWORD, .limit = 16, .hint = say(W_PIN_HINT) },
    };
    struct form form;
    bool desk = kiosk_of(screen)->desk; /* staff knows whom it serves */
    form_init(&form, fields, desk ? 1 : 2);
    bool done = fields_run(screen, &form, say(desk ? W_DESK_NUMBER : W_NUMBER_AND_PIN), NULL, NULL);
    if (done && form_text(&form, NUMBER)[0]) {
        enum err err = identify(screen, form_text(&form, NUMBER), desk ? "" : form_text(&form, PIN));
        if (err)
            kiosk_say_err(screen, err);
    } else if (done && *kiosk_of(screen)->order.customer) {
        leave_customer(screen);
    }
    form_free(&form);
}

static void details_act(struct screen *screen, int act)
{
    struct details *page = screen->page;
    if (kiosk_act(screen, act))
        return;
    /* Who is done with a line finds the mark on the next that is not. */
    if (page->list.selected == AT_CUSTOMER)
        fill_customer(screen);
    else if (page->list.selected == AT_SERVICE)
        page->list.selected += choose_service(screen);
    else if (fill_texts(screen, page->list.selected))
        page->list.selected = AT_SERVICE;
}

static const char *value(const struct kiosk *kiosk, size_t i, char *out, size_t size)
{
    const struct order *order = &kiosk->order;
    const char *text = i == AT_NAME ? order->name : i == AT_PHONE ? order->phone : i == AT_NOTE ? order->note : order->customer;
    if (i != AT_SERVICE) {
        snprintf(out, size, "%s", text);
        return out;
    }
    snprintf(out, size, "%s", order->class);
    for (size_t k = 0; k < kiosk->catalogue.classes.n; k++)
        if (strcmp(kiosk->catalogue.classes.v[k].class, order->class) == 0)
            service_words(&kiosk->catalogue.classes.v[k], out, size);
    return out;
}

static void draw_detail(void *data, size_t i, int row)
{
    const struct details *page = data;
    char text[420];
    draw_text(row, 2, 16, say(labels[i]));
    draw_text(row, 19, 0, value(page->kiosk, i, text, sizeof text));
}

static void details_paint(struct screen *screen)
{
    struct details *page = screen->page;
    kiosk_paint_head(screen);
    int row = kiosk_wrap(3, say(W_DETAILS)) + 1;
    list_paint(&page->list, row, AT_COUNT, draw_detail, page);
    row = kiosk_wrap(row + AT_COUNT + 1, say(W_NUMBER_WHY));
    kiosk_wrap(row, say(W_PERSONAL));
}

static void details_tell(struct screen *screen)
{
    const struct details *page = screen->page;
    char text[420];
    kiosk_tell_head(screen);
    for (size_t i = 0; i < AT_COUNT; i++)
        line_say("%3zu  %s: %s", i + 1, say(labels[i]), value(page->kiosk, i, text, sizeof text));
}

const struct screen_ops kiosk_details_ops = {
    .name = "details", .keys = keys, .key_count = sizeof keys / sizeof *keys, .topics = BIT(TOPIC_ORDERS),
    .size = sizeof(struct details), .tick_ms = KIOSK_TICK_MS, .open = details_open, .paint = details_paint,
    .key = details_key, .act = details_act, .news = details_news, .detail = details_detail, .tick = kiosk_tick,
    .tell = details_tell, .select = details_select, .no_scan = true,
    .stand = details_stand, .resume = details_select, .resumes = true,
};
