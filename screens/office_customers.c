/* office_customers.c - the shop's customers: found, shown with what became of their orders, added, forgotten; see
 * office.h. At most MOST of them are looked at; a number finds any.
 */
#include <stdio.h>
#include <string.h>
#include "../src/base/clock.h"
#include "../src/base/str.h"
#include "../src/model/ticket.h"
#include "form.h"
#include "office.h"
#include "prompt.h"
#include "rows.h"
#include "text_page.h"

enum { ACT_SHOW = 1, ACT_FIND, ACT_ADD, ACT_FORGET, ACT_BACK, PAGE = 200, PAGES_MOST = 50, FIND = 80 };
enum { FIELD_NAME, FIELD_PHONE, FIELD_MEMBER, FIELD_PIN, FIELD_COUNT };

struct customers_page {
    struct rows rows;
    char find[FIND], title[FIND + 40]; /* part of a name or phone; "" for all */
};
static const struct screen_ops customers_ops;

static bool matches(const struct customers_page *page, const struct customer *customer)
{
    return page->find[0] == 0 || strcasestr(customer->name, page->find) || strstr(customer->phone, page->find) ||
           strcmp(customer->number, page->find) == 0;
}

/* One page of the keeper's list into the rows; *after is where the next begins, "" at the end. */
static enum err load_page(struct screen *screen, struct customers_page *page, char after[FIND])
{
    struct args args = client_args();
    struct arena arena = { 0 };
    struct customers list;
    args.after = after;
    args.limit = PAGE;
    enum err err = screen_call(screen, ACTION_CUSTOMER_LIST, &args, &list, &arena);
    for (size_t i = 0; !err && i < list.customers.n; i++) {
        const struct customer *customer = &list.customers.v[i];
        if (matches(page, customer))
            rows_add(&page->rows, customer->number, "%s  %-28.60s %-16.40s %-7s %3.0f %%", customer->number,
                     customer->name[0] ? customer->name : "(forgotten)", customer->phone,
                     customer->member ? "member" : "", customer->credibility * 100);
    }
    snprintf(after, FIND, "%s", err ? "" : list.next);
    arena_free(&arena);
    return err;
}

static bool load(struct screen *screen)
{
    struct customers_page *page = screen_data(screen, &customers_ops);
    char after[FIND] = "";
    enum err err;
    int pages = 0;
    if (page->find[0])
        snprintf(page->title, sizeof page->title, "CUSTOMERS with %s (Esc: all)", page->find);
    else
        snprintf(page->title, sizeof page->title, "CUSTOMERS");
    rows_begin(&page->rows);
    while ((err = load_page(screen, page, after)) == ERR_NONE && after[0] && ++pages < PAGES_MOST)
        continue;
    rows_end(&page->rows);
    return err == ERR_NONE;
}

static bool open(struct screen *screen, const void *arg)
{
    struct customers_page *page = screen->page;
    (void)arg;
    page->rows.title = page->title;
    page->rows.heading = "NUMBER   NAME                         PHONE            MEMBER  TRUST";
    page->rows.empty = "There is no such customer. / looks for another, a adds one.";
    return load(screen);
}

/* "Trusted 97 %: 7 of 7 orders were collected and paid." */
static void history(const struct customer *customer, struct text *out)
{
    char when[40], code[20];
    size_t honoured = 0;
    for (size_t i = 0; i < customer->history.n; i++)
        honoured += customer->history.v[i].honoured;
    text_add(out, "%s%s   %s%s", customer->name[0] ? customer->name : "(forgotten)", customer->member ? ", member" : "",
             customer->phone[0] ? "phone " : "no phone", customer->phone);
    text_add(out, "customer since %s", clock_words(customer->since, when, sizeof when));
    if (customer->history.n == 0)
        text_add(out, "trusted %.0f %%: nothing is known yet", customer->credibility * 100);
    else
        text_add(out, "trusted %.0f %%: %zu of %zu orders were collected and paid", customer->credibility * 100, honoured,
                 customer->history.n);
    text_add(out, "%s", "");
    for (size_t i = customer->history.n; i-- > 0;) {
        const struct outcome *outcome = &customer->history.v[i];
        text_add(out, "%-16s  %-14s  %s", clock_words(outcome->at, when, sizeof when),
                 outcome->code[0] ? str_code(outcome->code, code, sizeof code) : "",
                 outcome->honoured ? "collected and paid" : "NOT honoured");
    }
}

static void show(struct screen *screen, const char *number)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    struct customer customer;
    struct text text = { 0 };
    char title[40];
    args.customer = number;
    if (screen_call(screen, ACTION_CUSTOMER_SHOW, &args, &customer, &arena) == ERR_NONE) {
        snprintf(title, sizeof title, "CUSTOMER %.7s", customer.number);
        history(&customer, &text);
        text_page_open(screen, title, &text);
    }
    text_free(&text);
    arena_free(&arena);
}

static void find(struct screen *screen)
{
    struct customers_page *page = screen_data(screen, &customers_ops);
    char typed[FIND] = "";
    if (!prompt_text(screen, typed, sizeof typed, "Part of a name or phone, or a customer number:"))
        return;
    if (strlen(typed) == CUSTOMER_NUMBER && damm_valid(typed, CUSTOMER_NUMBER)) {
        show(screen, typed);
        return;
    }
    snprintf(page->find, sizeof page->find, "%s", typed);
    load(screen);
}

static bool add(struct screen *screen, const struct form *form)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    struct customer customer;
    args.name = form_text(form, FIELD_NAME);
    args.phone = form_text(form, FIELD_PHONE);
    args.member = strcmp(form_text(form, FIELD_MEMBER), "yes") == 0;
    args.pin = form_text(form, FIELD_PIN);
    bool added = screen_call(screen, ACTION_CUSTOMER_ADD, &args, &customer, &arena) == ERR_NONE;
    if (added && !screen->closing) {
        struct customers_page *page = screen_data(screen, &customers_ops);
        page->find[0] = 0;
        load(screen);
        rows_select(screen, customer.number);
        screen_say(screen, "%s is customer %s.", customer.name, customer.number);
    }
    arena_free(&arena);
    return added;
}

static void ask_add(struct screen *screen)
{
    static const char *const yes_no[] = { "no", "yes" };
    static const struct form_field fields[FIELD_COUNT] = {
        { "Name", FORM_TEXT, 120, NULL, 0, "As it stands on the bag." },
        { "Phone", FORM_TEXT, 40, NULL, 0, "May stay empty." },
        { "Member", FORM_CHOICE, 0, yes_no, 2, "Space changes it. Members get the members' prices." },
        { "PIN", FORM_PASSWORD, 32, NULL, 0, "For the kiosk, 4 digits at least; typed by the customer. May stay empty." },
    };
    struct form form;
    form_init(&form, fields, FIELD_COUNT);
    while (form_run(screen, &form, "NEW CUSTOMER", "") && !add(screen, &form))
        form.at = FIELD_NAME;
    form_free(&form);
}

static void forget(struct screen *screen, const char *number)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    char reason[200] = "";
    if (!prompt_text(screen, reason, sizeof reason, "Forget name, phone and PIN of customer %s. Reason:", number) ||
        !prompt_yes(screen, false, "Forget them now? That cannot be undone; number and history stay."))
        return;
    args.customer = number;
    args.reason = reason;
    if (screen_call(screen, ACTION_CUSTOMER_FORGET, &args, NULL, &arena) == ERR_NONE && load(screen))
        screen_say(screen, "Customer %s is a number with a history now.", number);
    arena_free(&arena);
}

static void act(struct screen *screen, int act)
{
    struct customers_page *page = screen_data(screen, &customers_ops);
    const char *selected = rows_selected(&page->rows);
    char number[ROWS_KEY] = "";
    if (selected)
        snprintf(number, sizeof number, "%s", selected);
    switch (act) {
    case ACT_SHOW: show(screen, number); break;
    case ACT_FIND: find(screen); break;
    case ACT_ADD: ask_add(screen); break;
    case ACT_FORGET: forget(screen, number); break;
    default:
        if (page->find[0]) {
            page->find[0] = 0;
            load(screen);
        } else {
            screen_back(screen);
        }
    }
}

static const struct screen_key keys[] = {
    { INPUT_ENTER, INPUT_RIGHT, "Enter", "show", "History and credibility", ACT_SHOW, RIGHT_CUSTOMER, SCREEN_SELECTED, rows_why_not },
    { '/', 0, "/", "find", "By part of a name or phone, or by number", ACT_FIND, RIGHT_CUSTOMER, 0, NULL },
    { 'a', 0, "a", "add", "A new customer", ACT_ADD, RIGHT_CUSTOMER, 0, NULL },
    { 'f', 0, "f", "forget", "Drop name, phone and PIN; number and history stay", ACT_FORGET, RIGHT_SUPERVISE, SCREEN_SELECTED, rows_why_not },
    { INPUT_ESC, 'q', "Esc", "back", "Back: to all customers, then to the office", ACT_BACK, RIGHT_NONE, 0, NULL },
};
static const struct screen_ops customers_ops = {
    .name = "customers", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct customers_page),
    .open = open, .act = act, .detail = rows_detail, ROWS_OPS,
};

void office_customers_open(struct screen *screen)
{
    screen_open(screen, &customers_ops, NULL);
}
