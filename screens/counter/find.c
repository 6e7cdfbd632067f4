/* find.c - the order of somebody without a ticket: what was typed decides what is looked for; see counter.h.
 *
 * A phone number may look like a ticket's code, and a short one like a customer's number: the narrower meaning is tried
 * first, the wider one when it finds nothing.
 */
#include <stdio.h>
#include <string.h>
#include "../../src/base/str.h"
#include "../order_page.h"
#include "../prompt.h"
#include "counter.h"

enum { PHONE_LEAST = 3 /* digits */ };

static bool is_day(const char *typed)
{
    return strlen(typed) == 10 && typed[4] == '-' && typed[7] == '-' && strspn(typed, "0123456789-") == 10;
}

/* Digits as people write phone numbers; how many of them are digits, 0 when it is no number. */
static size_t phone_digits(const char *typed, char *digits, size_t size)
{
    size_t used = 0;
    if (typed[strspn(typed, "0123456789 +-/().")])
        return 0;
    for (; *typed; typed++)
        if (*typed >= '0' && *typed <= '9' && used + 1 < size)
            digits[used++] = *typed;
    digits[used] = 0;
    return used >= PHONE_LEAST ? used : 0;
}

static bool is_order(struct screen *screen, const char *typed)
{
    char code[LABEL_CODE + 1];
    struct args args = client_args();
    struct arena arena = { 0 };
    struct order order;
    if (ticket_read(typed, code))
        return false;
    args.code = code;
    bool known = client_call(screen->client, ACTION_SHOW, &args, &order, &arena) == ERR_NONE;
    arena_free(&arena);
    if (known)
        screen_scanned(screen, code);
    return known;
}

/* Look for it; the list before stays when that fails. */
static bool look(struct screen *screen, struct counter *counter, const struct counter_find *find)
{
    struct counter_find before = counter->find;
    enum counter_filter filter = counter->filter;
    counter->find = *find;
    counter->filter = COUNTER_FOUND;
    counter->list.selected = counter->list.top = 0;
    if (counter_load(screen, counter))
        return true;
    counter->find = before;
    counter->filter = filter;
    return false;
}

void counter_look_for(struct screen *screen, const char *typed)
{
    struct counter *counter = screen_data(screen, &counter_ops);
    struct counter_find find = { 0 };
    char digits[40];
    size_t length = phone_digits(typed, digits, sizeof digits);
    snprintf(find.words, sizeof find.words, "%s", typed);
    if (is_day(typed)) {
        snprintf(find.date, sizeof find.date, "%s", typed);
    } else if (length == CUSTOMER_NUMBER && damm_valid(digits, length)) {
        snprintf(find.customer, sizeof find.customer, "%.*s", CUSTOMER_NUMBER, digits);
        if (!look(screen, counter, &find) || counter->list.count)
            return;
        find.customer[0] = 0;
        snprintf(find.phone, sizeof find.phone, "%s", digits);
    } else if (length) {
        snprintf(find.phone, sizeof find.phone, "%s", digits);
    } else {
        snprintf(find.name, sizeof find.name, "%s", typed);
    }
    if (look(screen, counter, &find) && counter->list.count == 0)
        screen_say(screen, "Nothing was found for %s. Part of a name or of a phone number is enough.", typed);
}

void counter_find(struct screen *screen)
{
    char typed[COUNTER_FIND_LIMIT] = "";
    if (!prompt_text(screen, typed, sizeof typed, "Find by name, phone, customer number or day (2026-11-25):")) {
        /* A whole code counts as a scan and ends the question (prompt.h): a phone number can look the same. */
        snprintf(typed, sizeof typed, "%s", screen->scanned);
        screen->scanned[0] = 0;
    }
    if (typed[0] && !is_order(screen, typed))
        counter_look_for(screen, typed);
}
