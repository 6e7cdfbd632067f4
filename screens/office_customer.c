/* office_customer.c - one customer: orders that are under way, what became of those before, credibility; see office.h.
 *
 * An old order's record may be gone or without a name; what became of it stays in the customer's history.
 */
#include <stdio.h>
#include <string.h>
#include "../src/base/clock.h"
#include "../src/base/str.h"
#include "form.h"
#include "line.h"
#include "office.h"
#include "order_page.h"
#include "prompt.h"
#include "rows.h"

enum { ACT_ORDER = 1, ACT_EDIT, ACT_FORGET, ACT_BACK, PANE = 3, ORDERS = 100 };
enum { FIELD_NAME, FIELD_PHONE, FIELD_MEMBER, FIELD_PIN, FIELD_COUNT };

struct customer_page {
    struct rows rows;
    char number[CUSTOMER_NUMBER + 1], title[40];
    struct customer customer;
};
static const struct screen_ops customer_ops;
static const char *const yes_no[] = { "no", "yes" };
static const struct form_field fields[FIELD_COUNT] = {
    { "Name", FORM_TEXT, 120, NULL, 0, "As it stands on the bag." },
    { "Phone", FORM_TEXT, 40, NULL, 0, "May stay empty." },
    { "Member", FORM_CHOICE, 0, yes_no, 2, "Space changes it. Members get the members' prices." },
    { "PIN", FORM_PASSWORD, 32, NULL, 0, "For the kiosk, 4 digits at least; typed by the customer. May stay empty." },
};

static void add_order(struct rows *rows, const struct row *row)
{
    char code[20], sum[40], when[40];
    if (row->state >= ORDER_COLLECTED)
        return; /* the history has it */
    rows_add(rows, row->code, "%-14s  %-16s  %10s %s  %s%s", str_code(row->code, code, sizeof code), clock_words(row->promised, when, sizeof when),
             str_money(row->price_minor, (int)row->currency_decimals, sum, sizeof sum), row->currency,
             word_of(&order_state_words, row->state), row->alert ? ", ALERT" : "");
}

static void add_outcome(struct rows *rows, const struct outcome *outcome, const struct orders *orders)
{
    char code[20], when[40], key[32], sum[40] = "";
    snprintf(key, sizeof key, "%s%lld", outcome->code, outcome->code[0] ? 0LL : (long long)outcome->at);
    if (outcome->price_minor && orders->orders.n)
        str_money(outcome->price_minor, (int)orders->orders.v[0].currency_decimals, sum, sizeof sum);
    rows_add(rows, outcome->code[0] ? outcome->code : key, "%-14s  %-16s  %10s %s  %s", outcome->code[0] ? str_code(outcome->code, code, sizeof code) : "",
             clock_words(outcome->at, when, sizeof when), sum, *sum ? orders->orders.v[0].currency : "   ",
             outcome->honoured ? "collected and paid" : "NOT honoured");
}

static bool load(struct screen *screen)
{
    struct customer_page *page = screen_data(screen, &customer_ops);
    struct args args = client_args();
    struct arena arena = { 0 };
    struct customer customer;
    struct orders orders;
    args.customer = page->number;
    args.limit = ORDERS;
    if (screen_call(screen, ACTION_CUSTOMER_SHOW, &args, &customer, &arena) || screen_call(screen, ACTION_FIND, &args, &orders, &arena)) {
        arena_free(&arena);
        return false;
    }
    arena_free(&page->rows.memory);
    page->rows.memory = arena;
    page->customer = customer;
    rows_begin(&page->rows);
    for (size_t i = 0; i < orders.orders.n; i++)
        add_order(&page->rows, &orders.orders.v[i]);
    for (size_t i = customer.history.n; i-- > 0;)
        add_outcome(&page->rows, &customer.history.v[i], &orders);
    rows_end(&page->rows);
    return true;
}

static bool open(struct screen *screen, const void *number)
{
    struct customer_page *page = screen->page;
    snprintf(page->number, sizeof page->number, "%s", (const char *)number);
    snprintf(page->title, sizeof page->title, "CUSTOMER %s", page->number);
    page->rows.title = page->title;
    page->rows.heading = "ORDER           WHEN                  PRICE      STATE, OR WHAT BECAME OF IT";
    page->rows.empty = "No orders yet.";
    page->rows.pane_rows = PANE;
    record_init(&customer_type, &page->customer);
    return load(screen);
}

/* "Trusted 97 %: 7 of 7 orders were collected and paid." */
static void detail(struct screen *screen)
{
    struct customer_page *page = screen_data(screen, &customer_ops);
    const struct customer *customer = &page->customer;
    struct text *pane = &page->rows.pane;
    size_t honoured = 0;
    char when[40];
    for (size_t i = 0; i < customer->history.n; i++)
        honoured += customer->history.v[i].honoured;
    text_clear(pane);
    rows_detail(screen);
    text_add(pane, "%s%s", customer->name[0] ? customer->name : "(forgotten)", customer->member ? ", member" : "");
    text_add(pane, "%s%s, customer since %s", customer->phone[0] ? "phone " : "no phone", customer->phone,
             clock_words(customer->since, when, sizeof when));
    if (customer->history.n == 0)
        text_add(pane, "trusted %.0f %%: nothing is known yet", customer->credibility * 100);
    else
        text_add(pane, "trusted %.0f %%: %zu of %zu orders were collected and paid", customer->credibility * 100, honoured,
                 customer->history.n);
}

static void tell(struct screen *screen)
{
    const struct text *pane = &((struct customer_page *)screen->page)->rows.pane;
    detail(screen);
    rows_tell(screen);
    for (size_t i = 0; i < pane->count; i++)
        line_say("%s", pane->lines[i]);
}

static void take_form(struct args *args, const struct form *form)
{
    args->name = form_text(form, FIELD_NAME);
    args->phone = form_text(form, FIELD_PHONE);
    args->member = strcmp(form_text(form, FIELD_MEMBER), "yes") == 0;
    args->pin = form_text(form, FIELD_PIN);
    args->fields = BIT(EDIT_NAME) | BIT(EDIT_PHONE) | BIT(EDIT_MEMBER);
}

static void edit(struct screen *screen)
{
    struct customer_page *page = screen_data(screen, &customer_ops);
    struct arena arena = { 0 };
    struct form form;
    bool done = false;
    form_init(&form, fields, FIELD_COUNT);
    form_set(&form, FIELD_NAME, page->customer.name);
    form_set(&form, FIELD_PHONE, page->customer.phone);
    form.chosen[FIELD_MEMBER] = page->customer.member;
    while (!done && form_run(screen, &form, page->title, "An empty PIN leaves the one there is.")) {
        struct args args = client_args();
        take_form(&args, &form);
        args.customer = page->number;
        done = screen_call(screen, ACTION_CUSTOMER_SET, &args, NULL, &arena) == ERR_NONE;
        form.at = FIELD_NAME;
    }
    form_free(&form);
    arena_free(&arena);
    if (done && !screen->closing && load(screen))
        screen_say(screen, "Customer %s is changed.", page->number);
}

static void forget(struct screen *screen)
{
    struct customer_page *page = screen_data(screen, &customer_ops);
    struct args args = client_args();
    struct arena arena = { 0 };
    char reason[200] = "";
    if (!prompt_text(screen, reason, sizeof reason, "Forget name, phone and PIN of customer %s. Reason:", page->number) ||
        !prompt_yes(screen, false, "Forget them now? That cannot be undone; number and history stay."))
        return;
    args.customer = page->number;
    args.reason = reason;
    if (screen_call(screen, ACTION_CUSTOMER_FORGET, &args, NULL, &arena) == ERR_NONE && load(screen))
        screen_say(screen, "Customer %s is a number with a history now.", page->number);
    arena_free(&arena);
}

static void act(struct screen *screen, int act)
{
    char code[ROWS_KEY] = "";
    switch (act) {
    case ACT_ORDER:
        snprintf(code, sizeof code, "%s", rows_selected(screen->page));
        if (strlen(code) == TICKET_CODE)
            order_page_open(screen, "counter", code);
        else
            screen_say(screen, "Of that order nothing more is known.");
        if (!screen->closing)
            load(screen);
        break;
    case ACT_EDIT: edit(screen); break;
    case ACT_FORGET: forget(screen); break;
    default: screen_back(screen);
    }
}

static const struct screen_key keys[] = {
    { INPUT_ENTER, INPUT_RIGHT, "Enter", "order", "Open the order", ACT_ORDER, RIGHT_READ, SCREEN_SELECTED, rows_why_not },
    { 'e', 0, "e", "edit", "Another name, phone or PIN; member or not", ACT_EDIT, RIGHT_CUSTOMER, 0, NULL },
    { 'f', 0, "f", "forget", "Drop name, phone and PIN; number and history stay", ACT_FORGET, RIGHT_SUPERVISE, 0, NULL },
    { INPUT_ESC, 'q', "Esc", "back", "Back to the customers", ACT_BACK, RIGHT_NONE, 0, NULL },
};
static const struct screen_ops customer_ops = {
    .name = "customer", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct customer_page),
    .open = open, .close = rows_close, .act = act, .detail = detail, .paint = rows_paint, .key = rows_key, .tell = tell,
    .select = rows_select, .stand = rows_stand, .resume = rows_resume, .resumes = true,
};

void office_customer_open(struct screen *screen, const char *number)
{
    screen_open(screen, &customer_ops, number);
}

bool office_customer_add(struct screen *screen, char number[CUSTOMER_NUMBER + 1])
{
    struct arena arena = { 0 };
    struct form form;
    bool done = false;
    form_init(&form, fields, FIELD_COUNT);
    while (!done && form_run(screen, &form, "NEW CUSTOMER", "")) {
        struct args args = client_args();
        struct customer customer;
        take_form(&args, &form);
        done = screen_call(screen, ACTION_CUSTOMER_ADD, &args, &customer, &arena) == ERR_NONE;
        if (done)
            snprintf(number, CUSTOMER_NUMBER + 1, "%s", customer.number);
        form.at = FIELD_NAME;
    }
    form_free(&form);
    arena_free(&arena);
    return done;
}
