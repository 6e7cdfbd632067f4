/* tool-load - place orders in an open shop as fast as it takes them, and say how that went. For benches and crash tests.
 *
 *   tool-load SHOP seed                        places an order of 20 lines as a customer would, authenticates it and
 *                                              waits until it is made (by a printer of kind = null, target = none).
 *                                              Its code goes to standard output and to SHOP/load.seed
 *   tool-load SHOP place [--clients N] (--orders K | --seconds S) [--ledger FILE] [--mixed]
 *                                              N processes (1) order the seed again and again (order reprint), K in all or
 *                                              for S seconds, each with one call under way. --mixed: every 4th order is
 *                                              paid in part, every 8th edited, every 64th authenticated (and made).
 *                                              SIGTERM ends it in good order. Status 0, or 1 when a client gave up
 *   tool-load SHOP verify --ledger FILE [--exactly]
 *                                              looks every order of the ledger up by its code. --exactly: with no live
 *                                              order in the shop besides (and the seed); for ledgers whose tool lived
 *   tool-load SHOP ping --count N              an empty action, there and back, beside a bare socket pair's
 *   tool-load SHOP act --seconds S [--while FILE]
 *                                              list, show and pay one at a time, at most as long as that file is there:
 *                                              what the counter feels. Pays for orders, so a ledger that names them is old
 *   tool-load SHOP pages --count N [--limit L] pages of L (50) of the order list, all states and places
 *   tool-load SHOP look --count N --ledger FILE   orders of the ledger by code, in random turn
 *   tool-load SHOP claims --orders K           keeper's processor time of an insert, of an authentication, of a print;
 *                                              leaves the printers paused
 *   tool-load SHOP idle --clients N            connects N screens, says "ready" and waits for its standard input to end
 *   tool-load SHOP back                        says "keeper PID", waits for a line of input, kills that keeper (-9), asks
 *                                              the next one and says how long it took: back_ms
 *
 * Results are lines "key value" on standard output: orders, seconds, orders_per_second, latency_p50_ms, latency_p99_ms,
 * latency_max_ms, outage_ms (longest time without any acknowledgement), rewires (new keepers or supervisors, all
 * clients together), refused (answers that were neither yes nor a lost keeper; the last one's sentence goes to
 * standard error), gave_up, keeper_cpu_us_per_order (unless that keeper is gone).
 * verify says "N acknowledged, M lost, K wrong" (and ", D unknown" with --exactly) and
 * answers 1 when any of the latter is not 0.
 *
 * The ledger is appended to after each acknowledgement and only then, one write a line: CODE PRICE LINES PAID. A later
 * line of the same code counts. A change that was not answered leaves "CODE ? ? ?": such an order must only be there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../../src/base/str.h"
#include "load.h"

static const struct {
    const char *name;
    int (*run)(const struct load *load);
} commands[] = {
    { "seed", load_seed }, { "place", load_place }, { "verify", load_verify }, { "ping", load_ping },
    { "act", load_act }, { "pages", load_pages }, { "look", load_look }, { "claims", load_claims },
    { "idle", load_idle }, { "back", load_back },
};

static int64_t number(const char *option, const char *text, int64_t low, int64_t high)
{
    int64_t value;
    if (!str_number(text, low, high, &value))
        die("tool-load: %s takes a number from %lld to %lld", option, (long long)low, (long long)high);
    return value;
}

static double duration(const char *text)
{
    char *end;
    double seconds = strtod(text, &end);
    if (*end || !(seconds > 0 && seconds <= 1e6))
        die("tool-load: --seconds takes a number above 0");
    return seconds;
}

static void read_options(struct load *load, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        const char *option = argv[i];
        if (strcmp(option, "--mixed") == 0) {
            load->mixed = true;
            continue;
        }
        if (strcmp(option, "--exactly") == 0) {
            load->exactly = true;
            continue;
        }
        if (++i == argc)
            die("tool-load: %s needs a value, or is none of its options", option);
        if (strcmp(option, "--clients") == 0)
            load->clients = number(option, argv[i], 1, LOAD_CLIENTS);
        else if (strcmp(option, "--orders") == 0)
            load->orders = number(option, argv[i], 1, 100000000);
        else if (strcmp(option, "--count") == 0)
            load->count = number(option, argv[i], 1, LOAD_SAMPLES);
        else if (strcmp(option, "--limit") == 0)
            load->limit = number(option, argv[i], 1, 200);
        else if (strcmp(option, "--while") == 0)
            load->beside = argv[i];
        else if (strcmp(option, "--seconds") == 0)
            load->seconds = duration(argv[i]);
        else if (strcmp(option, "--ledger") == 0)
            load->ledger = argv[i];
        else if (strcmp(option, "--seed") == 0)
            load->seed = argv[i];
        else
            die("tool-load: %s is none of its options", option);
    }
}

int main(int argc, char **argv)
{
    struct load load = { .clients = 1, .count = 10000, .limit = 50 };
    if (argc < 3)
        die("usage: tool-load SHOP seed|place|verify|ping|act|pages|look|claims|idle|back [OPTION...]");
    load.shop = argv[1];
    read_options(&load, argc - 3, argv + 3);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(commands[i].name, argv[2]) == 0)
            return commands[i].run(&load);
    die("tool-load: there is no %s", argv[2]);
}
