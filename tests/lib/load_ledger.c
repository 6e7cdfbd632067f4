/* load_ledger.c - tool-load's ledger: what was acknowledged, and whether the shop still knows it.
 *
 * Of the lines of one code the last counts; a last line that was cut is not believed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "load.h"

static int by_code(const void *a, const void *b)
{
    const struct noted *one = a, *other = b;
    int order = strcmp(one->code, other->code);
    return order ? order : one->turn < other->turn ? -1 : one->turn > other->turn;
}

struct ledger ledger_read(const char *path)
{
    struct ledger ledger = { 0 };
    size_t room = 0, kept = 0;
    char text[200];
    FILE *file = path ? fopen(path, "re") : NULL;
    if (file == NULL)
        die("tool-load: --ledger FILE: %s", path ? strerror(errno) : "which?");
    for (int64_t turn = 0; fgets(text, sizeof text, file); turn++) {
        long long price = -1, lines = -1, paid = -1;
        struct noted noted = { .turn = turn };
        if (strchr(text, '\n') == NULL)
            break; /* the last, cut */
        if (sscanf(text, "%15s %lld %lld %lld", noted.code, &price, &lines, &paid) < 1)
            die("tool-load: line %lld of %s is none", (long long)turn + 1, path);
        noted.price = price, noted.lines = lines, noted.paid = paid;
        if (ledger.n == room)
            ledger.v = xrealloc(ledger.v, (room = room ? room * 2 : 1024) * sizeof *ledger.v);
        ledger.v[ledger.n++] = noted;
    }
    fclose(file);
    if (ledger.n)
        qsort(ledger.v, ledger.n, sizeof *ledger.v, by_code);
    for (size_t i = 0; i < ledger.n; i++)
        if (i + 1 == ledger.n || strcmp(ledger.v[i].code, ledger.v[i + 1].code) != 0)
            ledger.v[kept++] = ledger.v[i];
    ledger.n = kept;
    return ledger;
}

static bool agrees(const struct noted *noted, const struct order *order)
{
    if (order->state == ORDER_OPEN || order->state == ORDER_DISCARDED || order->placed == 0)
        return false;
    return noted->price < 0 || (order->price_minor == noted->price && (int64_t)order->lines.n == noted->lines &&
                                order->paid_minor == noted->paid && order->prints_total == noted->lines);
}

static void compare(struct shopper *shopper, struct ledger *ledger, int64_t *lost, int64_t *wrong)
{
    enum { SHOWN = 20 };
    for (size_t i = 0; i < ledger->n; i++) {
        struct noted *noted = &ledger->v[i];
        struct order order;
        enum err err = shopper_show(shopper, noted->code, &order);
        if (err == ERR_NO_ORDER) {
            if (++*lost <= SHOWN)
                fprintf(stderr, "tool-load: %s is lost\n", noted->code);
        } else if (err) {
            load_refuse(noted->code, err);
        } else if (!agrees(noted, &order) && ++*wrong <= SHOWN) {
            fprintf(stderr, "tool-load: %s is %s, price %lld, %zu lines, paid %lld; acknowledged were %lld, %lld, %lld\n",
                    noted->code, word_of(&order_state_words, order.state), (long long)order.price_minor, order.lines.n,
                    (long long)order.paid_minor, (long long)noted->price, (long long)noted->lines, (long long)noted->paid);
        }
        shopper_forget(shopper);
    }
}

/* Live orders of the shop that the ledger does not name. */
static int64_t count_unknown(struct shopper *shopper, const struct ledger *ledger, const char *seed)
{
    int64_t unknown = 0;
    char after[16] = "";
    do {
        struct args args = client_args();
        struct orders orders;
        args.limit = 200;
        args.after = after;
        enum err err = shopper_ask(shopper, ACTION_LIST, &args, &orders);
        if (err)
            load_refuse("the list", err);
        for (size_t i = 0; i < orders.orders.n; i++) {
            struct noted wanted = { .turn = 0 };
            size_t low = 0, high = ledger->n;
            snprintf(wanted.code, sizeof wanted.code, "%s", orders.orders.v[i].code);
            while (low < high) {
                size_t middle = (low + high) / 2;
                if (strcmp(ledger->v[middle].code, wanted.code) < 0)
                    low = middle + 1;
                else
                    high = middle;
            }
            if ((low == ledger->n || strcmp(ledger->v[low].code, wanted.code) != 0) && strcmp(wanted.code, seed) != 0) {
                fprintf(stderr, "tool-load: nobody was told of %s\n", wanted.code);
                unknown++;
            }
        }
        snprintf(after, sizeof after, "%s", orders.next);
        shopper_forget(shopper);
    } while (*after);
    return unknown;
}

int load_verify(const struct load *load)
{
    struct shopper shopper;
    struct ledger ledger = ledger_read(load->ledger);
    int64_t lost = 0, wrong = 0, unknown = 0;
    shopper_open(&shopper, load->shop);
    compare(&shopper, &ledger, &lost, &wrong);
    printf("%zu acknowledged, %lld lost, %lld wrong", ledger.n, (long long)lost, (long long)wrong);
    if (load->exactly) {
        unknown = count_unknown(&shopper, &ledger, load_seed_code(load));
        printf(", %lld unknown", (long long)unknown);
    }
    printf("\n");
    shopper_close(&shopper);
    free(ledger.v);
    return lost || wrong || unknown ? 1 : 0;
}
