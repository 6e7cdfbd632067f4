/* fake_office.c - canned staff, roles, terminals, journal, customers, printers for screen tests; see fake_shop.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../../src/base/clock.h"
#include "../../src/model/order.h"
#include "../../src/model/ticket.h"
#include "fake_shop.h"

static struct { char login[33], role[33]; bool disabled; } staff[10];
static size_t staff_count;
static uint32_t counter_rights;
static char till_place[10], till_without[40];

static enum err staff_list(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    struct staff_list *out = reply;
    (void)fake, (void)args, (void)fd;
    for (size_t i = 0; i < staff_count; i++) {
        struct staff *one = LIST_ADD(arena, &out->staff, staff);
        one->login = staff[i].login;
        one->role = ROLE_COUNTER;
        one->role_name = staff[i].role;
        one->disabled = staff[i].disabled;
    }
    return ERR_NONE;
}

static enum err staff_add(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    (void)fake, (void)reply, (void)arena, (void)fd;
    for (size_t i = 0; i < staff_count; i++)
        if (strcmp(staff[i].login, args->login) == 0)
            return err_detail(ERR_EXISTS, "%s", args->login);
    snprintf(staff[staff_count].login, sizeof staff[0].login, "%s", args->login);
    snprintf(staff[staff_count++].role, sizeof staff[0].role, "%s", args->role);
    return ERR_NONE;
}

static enum err staff_disable(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    struct staff *out = reply;
    (void)fake, (void)arena, (void)fd;
    for (size_t i = 0; i < staff_count; i++)
        if (strcmp(staff[i].login, args->login) == 0) {
            staff[i].disabled = true;
            out->login = staff[i].login;
            out->disabled = staff[i].disabled;
        }
    return ERR_NONE;
}

static enum err staff_set(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    (void)fake, (void)reply, (void)arena, (void)fd;
    for (size_t i = 0; i < staff_count; i++)
        if (strcmp(staff[i].login, args->login) == 0 && args->role[0])
            snprintf(staff[i].role, sizeof staff[i].role, "%s", args->role);
    return ERR_NONE;
}

static enum err staff_enable(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    struct staff *out = reply;
    (void)fake, (void)arena, (void)fd;
    for (size_t i = 0; i < staff_count; i++)
        if (strcmp(staff[i].login, args->login) == 0) {
            staff[i].disabled = false;
            out->login = staff[i].login;
        }
    return ERR_NONE;
}

/* One key at most, with the comment that came with it; the same answers adding, looking and removing. */
static char key_comment[40];

static enum err staff_keys(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    struct staff_keys *out = reply;
    (void)fake, (void)fd;
    out->login = args->login;
    if (*args->fingerprint)
        key_comment[0] = 0;
    if (*args->key && strrchr(args->key, ' '))
        snprintf(key_comment, sizeof key_comment, "%s", strrchr(args->key, ' ') + 1);
    if (key_comment[0] == 0)
        return ERR_NONE;
    struct staff_key *key = LIST_ADD(arena, &out->keys, staff_key);
    key->fingerprint = "SHA256:0123456789012345678901234567890123456789012";
    key->type = "ssh-ed25519";
    key->bits = 256;
    key->comment = key_comment;
    return ERR_NONE;
}

static enum err roles(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    struct role_list *out = reply;
    (void)fake, (void)args, (void)fd;
    struct role_rights *role = LIST_ADD(arena, &out->roles, role_rights);
    *role = (struct role_rights){ .role = "counter", .base = ROLE_COUNTER, .rights = counter_rights };
    role = LIST_ADD(arena, &out->roles, role_rights);
    *role = (struct role_rights){ .role = "lab", .base = ROLE_LAB, .rights = rights_default(ROLE_LAB) };
    return ERR_NONE;
}

static enum err role_set(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    if (args->give[0])
        counter_rights |= BIT((unsigned)word_find(&right_words, args->give));
    if (args->take[0])
        counter_rights &= ~BIT((unsigned)word_find(&right_words, args->take));
    return roles(fake, args, reply, arena, fd);
}

static enum err terminals(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    struct terminals *out = reply;
    (void)fake, (void)args, (void)fd;
    struct station *till = LIST_ADD(arena, &out->terminals, station);
    till->terminal = "till-1";
    till->words = "";
    till->place = (enum place)word_find(&place_words, till_place);
    till->without = till_without[0] ? BIT((unsigned)word_find(&right_words, till_without)) : 0;
    return ERR_NONE;
}

static enum err terminal_set(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    if (args->place[0])
        snprintf(till_place, sizeof till_place, "%s", args->place);
    if (args->take[0])
        snprintf(till_without, sizeof till_without, "%s", args->take);
    return terminals(fake, args, reply, arena, fd);
}

/* FAKE_ENTRIES entries, numbered from 1; every tenth is about order 3. */
static enum err journal(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    struct entries *out = reply;
    (void)fake, (void)fd;
    for (int64_t n = atoll(args->after) + 1; n <= FAKE_ENTRIES; n++) {
        if (args->code[0] && (n % 10 || strcmp(args->code, fake_shop_code(3)) != 0))
            continue;
        if ((int64_t)out->journal.n == args->limit) {
            out->next = arena_format(arena, "%lld", (long long)out->journal.v[out->journal.n - 1].seq);
            break;
        }
        struct entry *entry = LIST_ADD(arena, &out->journal, entry);
        entry->seq = n;
        entry->at = FAKE_NOON - 86400 * (n <= 300 ? 3 : 1) + n;
        entry->who = n % 100 ? "counter1" : "boss";
        entry->terminal = "till-1";
        entry->event = n % 10 ? EVENT_LOGIN : EVENT_PAY;
        entry->code = n % 10 ? "" : fake_shop_code(3);
        entry->note = n % 10 ? "" : "a note";
    }
    return ERR_NONE;
}

static enum err customers(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    struct customers *out = reply;
    (void)fake, (void)fd;
    for (int i = args->after[0] ? 1 : 0; i < (args->after[0] ? 2 : 1); i++) {
        struct customer *customer = LIST_ADD(arena, &out->customers, customer);
        char number[CUSTOMER_NUMBER + 1];
        customer_number((uint64_t)i + 1, number);
        customer->number = arena_text(arena, number);
        customer->name = i ? "Bob Example" : "\xc3\x84nn Example of a name that goes on and on";
        customer->credibility = 0.97;
        out->next = i ? "" : customer->number;
    }
    return ERR_NONE;
}

static enum err customer(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    struct customer *out = reply;
    (void)fake, (void)fd;
    out->number = args->customer;
    out->name = "Ann Example";
    out->credibility = 0.5;
    struct outcome *outcome = LIST_ADD(arena, &out->history, outcome);
    *outcome = (struct outcome){ .at = FAKE_NOON, .honoured = true, .code = fake_shop_code(0) };
    outcome = LIST_ADD(arena, &out->history, outcome);
    *outcome = (struct outcome){ .at = FAKE_NOON, .code = fake_shop_code(1) };
    return ERR_NONE;
}

/* What was asked for, and a taking of each kind of customer. */
static enum err report(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    static const char *const kinds[] = { "guest", "customer", "member" };
    struct report *out = reply;
    int64_t day;
    (void)fake, (void)fd;
    if (!clock_date_read(args->since, &day) || !clock_date_read(args->until, &day))
        return err_detail(ERR_DATE, "%s", args->since);
    out->from = args->since;
    out->until = args->until;
    out->currency = "EUR";
    out->currency_decimals = 2;
    for (int i = 0; i < 3; i++)
        *LIST_ADD(arena, &out->total.kinds, portion) = (struct portion){ .name = kinds[i], .count = i + 1, .amount_minor = 1000 * (i + 1) };
    return ERR_NONE;
}

static enum err shifts(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    struct shifts *out = reply;
    (void)fake, (void)args, (void)fd;
    for (int i = 2; i > 0; i--) {
        struct shift *shift = LIST_ADD(arena, &out->shifts, shift);
        shift->number = i;
        shift->login = "counter1";
        shift->opened = FAKE_NOON - 86400 * i;
        shift->closed = i == 1 ? FAKE_NOON : 0;
    }
    return ERR_NONE;
}

static enum err printers(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    struct printers *out = reply;
    (void)fake, (void)args, (void)fd;
    struct printer *printer = LIST_ADD(arena, &out->printers, printer);
    printer->name = "dnp-1";
    printer->kind = "folder";
    printer->holds = "*";
    return ERR_NONE;
}

static enum err nothing(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd)
{
    (void)fake, (void)args, (void)reply, (void)arena, (void)fd;
    return ERR_NONE;
}

void fake_office_fill(struct fake_keeper *fake)
{
    static const struct { enum action action; fake_answer *answer;
    } rows[] = {
        { ACTION_STAFF_LIST, staff_list },
        { ACTION_STAFF_ADD, staff_add },
        { ACTION_STAFF_DISABLE, staff_disable },
        { ACTION_STAFF_ENABLE, staff_enable },
        { ACTION_STAFF_KEYS, staff_keys },
        { ACTION_STAFF_KEY_ADD, staff_keys },
        { ACTION_STAFF_KEY_REMOVE, staff_keys },
        { ACTION_STAFF_PASSWORD, nothing },
        { ACTION_STAFF_PIN, nothing },
        { ACTION_ROLE_LIST, roles },
        { ACTION_ROLE_SET, role_set },
        { ACTION_TERMINAL_LIST, terminals },
        { ACTION_TERMINAL_SET, terminal_set },
        { ACTION_JOURNAL, journal },
        { ACTION_CUSTOMER_LIST, customers },
        { ACTION_CUSTOMER_SHOW, customer },
        { ACTION_CUSTOMER_SET, nothing },
        { ACTION_CUSTOMER_FORGET, nothing },
        { ACTION_STAFF_SET, staff_set },
        { ACTION_REPORT_RANGE, report },
        { ACTION_SHIFT_LIST, shifts },
        { ACTION_PRINTERS, printers },
    };
    staff_count = 1;
    key_comment[0] = 0;
    memset(staff, 0, sizeof staff);
    snprintf(staff[0].login, sizeof staff[0].login, "counter1");
    snprintf(staff[0].role, sizeof staff[0].role, "counter");
    counter_rights = rights_default(ROLE_COUNTER);
    snprintf(till_place, sizeof till_place, "counter");
    till_without[0] = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        fake->answers[rows[i].action] = rows[i].answer;
}
