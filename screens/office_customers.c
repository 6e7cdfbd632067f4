/* office_customers.c - the shop's customers: found, added, opened; see office.h.
 * At most PAGES_MOST pages of them are looked at; a number finds any.
 */
#include <stdio.h>
#include <string.h>
#include "../src/base/str.h"
#include "../src/model/ticket.h"
#include "office.h"
#include "prompt.h"
#include "rows.h"

enum { ACT_SHOW = 1, ACT_FIND, ACT_ADD, ACT_BACK, PAGE = 200, PAGES_MOST = 50, FIND = 80 };

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
            rows_add(&page->rows, customer->number, "%s  %s %s %-7s %3.0f %%", customer->number,
                     rows_cell(&page->rows, customer->name[0] ? customer->name : "(forgotten)", 28), rows_cell(&page->rows, customer->phone, 16),
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

static void find(struct screen *screen)
{
    struct customers_page *page = screen_data(screen, &customers_ops);
    char typed[FIND] = "";
    if (!prompt_text(screen, typed, sizeof typed, "Part of a name or phone, or a customer number:"))
        return;
    if (strlen(typed) == CUSTOMER_NUMBER && damm_valid(typed, CUSTOMER_NUMBER)) {
        office_customer_open(screen, typed);
        return;
    }
    snprintf(page->find, sizeof page->find, "%s", typed);
    load(screen);
}

static void add(struct screen *screen)
{
    char number[CUSTOMER_NUMBER + 1];
    if (!office_customer_add(screen, number) || screen->closing)
        return;
    struct customers_page *page = screen_data(screen, &customers_ops);
    page->find[0] = 0;
    load(screen);
    rows_select(screen, number);
    screen_say(screen, "That is customer %s.", number);
}

static void act(struct screen *screen, int act)
{
    struct customers_page *page = screen_data(screen, &customers_ops);
    const char *selected = rows_selected(&page->rows);
    char number[ROWS_KEY] = "";
    if (selected)
        snprintf(number, sizeof number, "%s", selected);
    switch (act) {
    case ACT_SHOW:
        office_customer_open(screen, number);
        if (!screen->closing)
            load(screen);
        break;
    case ACT_FIND: find(screen); break;
    case ACT_ADD: add(screen); break;
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
