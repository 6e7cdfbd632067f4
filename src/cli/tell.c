/* tell.c - replies as text for people; a table of records, and "name: value" lines for what has no row. */
#include <stdio.h>
#include <string.h>
#include "../base/clock.h"
#include "../base/str.h"
#include "cli.h"

static const char *money(int64_t minor, int64_t decimals)
{
    static char texts[4][32];
    static unsigned turn;
    char *text = texts[turn++ % 4];
    return str_money(minor, (int)decimals, text, sizeof texts[0]);
}

static const char *when(int64_t at)
{
    static char texts[4][32];
    static unsigned turn;
    char *text = texts[turn++ % 4];
    return clock_words(at, text, sizeof texts[0]);
}

static const char *shown_code(const char *code)
{
    static char text[20];
    return str_code(code, text, sizeof text);
}

static const char *reasons(uint32_t set)
{
    static char text[200];
    return word_set(&hold_reason_words, set, text, sizeof text);
}

static void tell_entry(const struct entry *entry)
{
    printf("%6lld  %s  %-12s %-14s %s", (long long)entry->seq, when(entry->at), *entry->who ? entry->who : "-",
           word_of(&event_words, entry->event), *entry->code ? shown_code(entry->code) : "");
    if (*entry->from || *entry->to)
        printf("  %s%s%s", entry->from, *entry->from ? " -> " : "", entry->to);
    printf("%s%s\n", *entry->note ? "  " : "", entry->note);
}

static void tell_line(const struct order *order, const struct line *line)
{
    const char *name = "?";
    for (size_t i = 0; i < order->photos.n; i++)
        if (order->photos.v[i].n == line->photo)
            name = order->photos.v[i].name;
    printf("  %3lld  %-28.28s %-8s %-8s %-6s x %-3lld %10s\n", (long long)line->n, name, line->product, line->surface,
           word_of(&crop_mode_words, line->mode), (long long)line->copies, money(line->total_minor, order->currency_decimals));
}

/* "7 x 10x15 glossy, 0.35 each   2.45"; what is only said ("of which tax") has no sum of its own. */
static void tell_bill(const struct order *order, const struct bill *bill)
{
    bool said_only = bill->count == 0 && bill->total_minor == 0;
    char count[24] = "";
    if (bill->count > 1)
        snprintf(count, sizeof count, "%lld x ", (long long)bill->count);
    printf("  %s%-*.*s %10s\n", count, 58 - (int)strlen(count), 58 - (int)strlen(count), bill->reason,
           said_only ? "" : money(bill->total_minor, order->currency_decimals));
}

static void tell_order(const void *record)
{
    const struct order *order = record;
    printf("%s  %s%s%s\n", shown_code(order->code), word_of(&order_state_words, order->state),
           order->hold_reasons ? ", waits for: " : "", reasons(order->hold_reasons));
    printf("customer  %s%s%s   class %s   promised %s\n", *order->customer ? order->customer : "guest", *order->name ? " " : "",
           order->name, order->class, when(order->promised));
    printf("expires   order %s   photos %s%s%s\n", when(order->expires), when(order->photos_expire),
           order->photos_purged ? " (gone)" : "", order->keep ? "   kept" : "");
    if (*order->phone || *order->shelf)
        printf("reach     %s%s%s\n", order->phone, *order->shelf ? "   lies on shelf " : "", order->shelf);
    if (order->told)
        printf("told      %s by %s\n", when(order->told), order->told_by);
    if (*order->reprint_of)
        printf("reprint   of %s\n", shown_code(order->reprint_of));
    for (size_t i = 0; i < order->lines.n; i++)
        tell_line(order, &order->lines.v[i]);
    for (size_t i = 0; i < order->bill.n; i++)
        tell_bill(order, &order->bill.v[i]);
    printf("price %s %s   paid %s   due %s\n", money(order->price_minor, order->currency_decimals), order->currency,
           money(order->paid_minor, order->currency_decimals), money(order->price_minor - order->paid_minor, order->currency_decimals));
    if (*order->risk.words)
        printf("risk  %s%s%s\n", order->risk.words, *order->risk.lifted_by && !order->risk.alert ? "; lifted by " : "",
               order->risk.alert ? "" : order->risk.lifted_by);
    for (size_t i = 0; i < order->prints.n; i++) {
        const struct print *print = &order->prints.v[i];
        printf("print %lld/%lld %s  %s %s %s\n", (long long)print->line, (long long)print->copy,
               word_of(&print_state_words, print->state), print->printer, print->file, print->why);
    }
    for (size_t i = 0; i < order->journal.n; i++)
        tell_entry(&order->journal.v[i]);
}

static void tell_row(const struct row *row)
{
    printf("%s  %-8s %4lld prints  %9s  %-13s till %s  %s", shown_code(row->code), *row->customer ? row->customer : "guest",
           (long long)row->prints_total, money(row->price_minor, row->currency_decimals), word_of(&order_state_words, row->state),
           when(row->expires), reasons(row->hold_reasons));
    printf("%s%s%s%s%s%s%s%s\n", *row->name ? "  " : "", row->name, *row->phone ? "  " : "", row->phone,
           *row->shelf ? "  shelf " : "", row->shelf, row->told ? "  told " : "", row->told ? when(row->told) : "");
}

static void tell_orders(const void *record)
{
    const struct orders *orders = record;
    for (size_t i = 0; i < orders->orders.n; i++)
        tell_row(&orders->orders.v[i]);
    printf("held %lld   to make %lld   ready %lld   alerts %lld\n", (long long)orders->held, (long long)orders->to_make,
           (long long)orders->ready, (long long)orders->alerts);
    if (*orders->next)
        printf("More with: --after %s\n", orders->next);
}

static void tell_ticket(const void *record)
{
    const struct ticket *ticket = record;
    printf("code      %s\n", shown_code(ticket->code));
    if (*ticket->password)
        printf("password  %s\n", ticket->password);
    printf("state     %s\nprice     %s %s\nexpires   %s (photos %s)\n", word_of(&order_state_words, ticket->state),
           money(ticket->price_minor, ticket->currency_decimals), ticket->currency, when(ticket->expires), when(ticket->photos_expire));
    if (ticket->promised)
        printf("promised  %s\n", when(ticket->promised));
}

static void tell_extension(const void *record)
{
    const struct extension *extension = record;
    printf("%s  %s\n", shown_code(extension->code), word_of(&order_state_words, extension->state));
    printf("order expiry   %s -> %s\n", when(extension->expires_before), when(extension->expires));
    printf("photo expiry   %s -> %s\n", when(extension->photos_expire_before), when(extension->photos_expire));
    if (extension->hold_reasons)
        printf("It waits for: %s.\n", reasons(extension->hold_reasons));
    else
        printf("It goes to the lab, promised for %s.\n", when(extension->promised));
}

static void tell_photos(const void *record)
{
    const struct photos *photos = record;
    for (size_t i = 0; i < photos->photos.n; i++) {
        const struct photo *photo = &photos->photos.v[i];
        printf("%4lld  %-32.32s %5lldx%-5lld %10lld bytes  %s%s%s\n", (long long)photo->n, photo->name, (long long)photo->width,
               (long long)photo->height, (long long)photo->bytes, photo->taken, *photo->damaged ? "  ! " : "", photo->damaged);
    }
    if (*photos->next)
        printf("More with: --after %s\n", photos->next);
}

static void tell_entries(const void *record)
{
    const struct entries *entries = record;
    for (size_t i = 0; i < entries->journal.n; i++)
        tell_entry(&entries->journal.v[i]);
    if (*entries->next)
        printf("More with: --after %s\n", entries->next);
}

static void tell_customer(const void *record)
{
    const struct customer *customer = record;
    printf("%s  %-30s %s%s  credibility %.2f\n", customer->number, customer->name, customer->phone,
           customer->member ? "  member" : "", customer->credibility);
    for (size_t i = 0; i < customer->history.n; i++)
        printf("  %s  %s\n", when(customer->history.v[i].at), customer->history.v[i].honoured ? "collected and paid" : "not honoured");
}

static void tell_customers(const void *record)
{
    const struct customers *customers = record;
    for (size_t i = 0; i < customers->customers.n; i++)
        tell_customer(&customers->customers.v[i]);
    if (*customers->next)
        printf("More with: --after %s\n", customers->next);
}

static void tell_staff(const void *record)
{
    const struct staff *staff = record;
    printf("%-20s %-12s %-24s last login %s%s%s%s%s", staff->login, word_of(&role_words, staff->role), staff->name,
           when(staff->last_login), *staff->last_from ? " from " : "", staff->last_from,
           staff->disabled ? "  disabled" : "", staff->demo_password ? "  demo password" : "");
    if (staff->keys.n)
        printf("  %zu key%s", staff->keys.n, staff->keys.n == 1 ? "" : "s");
    puts(staff->pin ? "  PIN" : "");
}

static void tell_staff_keys(const void *record)
{
    const struct staff_keys *list = record;
    if (list->keys.n == 0)
        printf("%s has no keys.\n", list->login);
    for (size_t i = 0; i < list->keys.n; i++) {
        const struct staff_key *key = &list->keys.v[i];
        printf("%5lld %s  %-20s %s  (%s, by %s)\n", (long long)key->bits, key->fingerprint, key->type, key->comment,
               when(key->added), key->added_by);
    }
}

static void tell_staff_list(const void *record)
{
    const struct staff_list *list = record;
    for (size_t i = 0; i < list->staff.n; i++)
        tell_staff(&list->staff.v[i]);
}

static void tell_printer(const struct printer *printer)
{
    printf("%-16s %-8s %-24s %s%s\n", printer->name, printer->kind, printer->holds,
           printer->leaving ? "leaving " : printer->paused ? "paused" : *printer->trouble ? printer->trouble : *printer->code ? "printing " : "ready",
           *printer->code ? shown_code(printer->code) : "");
}

static void tell_printers(const void *record)
{
    const struct printers *printers = record;
    for (size_t i = 0; i < printers->printers.n; i++)
        tell_printer(&printers->printers.v[i]);
}

static void tell_status(const void *record)
{
    const struct status *status = record;
    printf("%s, open since %s\n", status->shop, when(status->opened));
    if (*status->alarm)
        printf("! The clock is not believed: %s. Nothing expires. Set it right, or: countersign clock accept\n", status->alarm);
    if (*status->disk_alarm)
        printf("! The disk is nearly full: %s. No photos are taken in, nothing is printed. Free some space.\n", status->disk_alarm);
    if (*status->backup_alarm)
        printf("! The backup is old: %s. Make one: countersign backup DIR\n", status->backup_alarm);
    printf("sessions %lld   held %lld   to make %lld (%lld prints)   ready %lld   alerts %lld   disk free %lld MB\n",
           (long long)status->sessions, (long long)status->held, (long long)status->to_make, (long long)status->prints_waiting,
           (long long)status->ready, (long long)status->alerts, (long long)status->disk_free_mb);
    printf("last backup %s\n", when(status->backed_up));
    for (size_t i = 0; i < status->printers.n; i++)
        tell_printer(&status->printers.v[i]);
    for (size_t i = 0; i < status->processes.n; i++)
        printf("  %-24s pid %-8lld starts %lld\n", status->processes.v[i].name, (long long)status->processes.v[i].pid,
               (long long)status->processes.v[i].starts);
}

static void tell_retention(const void *record)
{
    const struct retention *retention = record;
    for (size_t i = 0; i < retention->kept.n; i++) {
        const struct kept *kept = &retention->kept.v[i];
        bool days = kept->hours % 24 == 0;
        printf("%-42s %5lld %s  %s\n", kept->what, (long long)(days ? kept->hours / 24 : kept->hours), days ? "days " : "hours", kept->option);
    }
    for (size_t i = 0; i < retention->gone.n; i++)
        printf("%-42s %5lld  last: %s\n", retention->gone.v[i].what, (long long)retention->gone.v[i].count, when(retention->gone.v[i].last));
}

static void tell_catalogue(const void *record)
{
    const struct catalogue *catalogue = record;
    for (size_t i = 0; i < catalogue->products.n; i++) {
        const struct product *product = &catalogue->products.v[i];
        printf("%-8s %-24s %9s %s   %s\n", product->product, product->words,
               money(product->price_minor, catalogue->currency_decimals), catalogue->currency, product->surfaces);
    }
    for (size_t i = 0; i < catalogue->classes.n; i++)
        printf("%-8s %-24s %9s   ready %s\n", catalogue->classes.v[i].class, catalogue->classes.v[i].words,
               catalogue->classes.v[i].surcharge, when(catalogue->classes.v[i].promised));
}

static void tell_identity(const void *record)
{
    const struct identity *identity = record;
    printf("%s, %s, at %s (%s)\n", *identity->login ? identity->login : "nobody", word_of(&role_words, identity->role),
           word_of(&place_words, identity->place), identity->terminal);
}

static void tell_roles(const void *record)
{
    const struct role_list *list = record;
    char rights[400];
    for (size_t i = 0; i < list->roles.n; i++)
        printf("%-16s like %-8s %s\n", list->roles.v[i].role, word_of(&role_words, list->roles.v[i].base),
               word_set(&right_words, list->roles.v[i].rights & ~BIT(RIGHT_NONE), rights, sizeof rights));
}

static void tell_terminals(const void *record)
{
    const struct terminals *list = record;
    char rights[400];
    for (size_t i = 0; i < list->terminals.n; i++)
        printf("%-24s %-8s %s%s%s\n", list->terminals.v[i].terminal, word_of(&place_words, list->terminals.v[i].place),
               list->terminals.v[i].words, list->terminals.v[i].without ? "  without: " : "",
               word_set(&right_words, list->terminals.v[i].without, rights, sizeof rights));
}

static void tell_print(const void *record)
{
    const struct job_result *print = record;
    printf("%lld x %lld pixels, %lld bytes\n", (long long)print->width, (long long)print->height, (long long)print->bytes);
}

static void tell_nothing(const void *record)
{
    const struct nothing *nothing = record;
    puts(*nothing->words ? nothing->words : "Done.");
}

static const struct {
    const struct record_type *type;
    void (*tell)(const void *record);
} tellers[] = {
    { &receipt_type, tell_receipt }, { &order_type, tell_order }, { &orders_type, tell_orders }, { &ticket_type, tell_ticket },
    { &extension_type, tell_extension }, { &photos_type, tell_photos }, { &entries_type, tell_entries },
    { &customer_type, tell_customer }, { &customers_type, tell_customers }, { &staff_type, tell_staff },
    { &staff_list_type, tell_staff_list }, { &staff_keys_type, tell_staff_keys }, { &printers_type, tell_printers }, { &status_type, tell_status }, { &retention_type, tell_retention },
    { &catalogue_type, tell_catalogue }, { &findings_type, tell_findings }, { &checkup_type, tell_checkup }, { &identity_type, tell_identity },
    { &role_list_type, tell_roles }, { &terminals_type, tell_terminals }, { &nothing_type, tell_nothing },
    { &job_result_type, tell_print }, { &report_type, tell_report }, { &shift_type, tell_shift }, { &shifts_type, tell_shifts },
};

void tell(const struct record_type *type, const void *record)
{
    for (size_t i = 0; i < sizeof tellers / sizeof *tellers; i++) {
        if (tellers[i].type == type) {
            tellers[i].tell(record);
            return;
        }
    }
    struct buf json = { 0 };
    record_json(type, record, &json);
    puts(buf_string(&json));
    buf_free(&json);
}
