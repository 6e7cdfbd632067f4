/* status.c - how the shop is: for people, as JSON, as one line for a monitor, as figures for Prometheus (text format 0.0.4).
 *
 * Counters begin at 0 with every keeper, which Prometheus takes for what it is; the prints of a printer do not.
 */
#include <stdio.h>
#include <string.h>
#include "cli.h"

/* Label values take any text with these three escaped; the shop's texts are clean of control characters. */
static const char *label(const char *text, char *out, size_t size)
{
    size_t used = 0;
    for (; *text && used + 2 < size; text++) {
        if (*text == '"' || *text == '\\')
            out[used++] = '\\';
        out[used++] = *text;
    }
    out[used] = 0;
    return out;
}

static void head(const char *name, const char *type, const char *help)
{
    printf("# HELP countersign_%s %s\n# TYPE countersign_%s %s\n", name, help, name, type);
}

static const struct figure {
    const char *name, *type, *help;
    size_t at; /* in struct status */
} figures[] = {
    { "opened_seconds", "gauge", "When the shop opened.", offsetof(struct status, opened) },
    { "sessions", "gauge", "Sessions of people, commands and uploads.", offsetof(struct status, sessions) },
    { "queue_orders", "gauge", "Orders in the queue.", offsetof(struct status, to_make) },
    { "queue_prints", "gauge", "Prints of them still to be made.", offsetof(struct status, prints_waiting) },
    { "alerts", "gauge", "Orders with an alert.", offsetof(struct status, alerts) },
    { "late_orders", "gauge", "Orders to be made whose promise has passed.", offsetof(struct status, late) },
    { "promise_misses_total", "counter", "Orders that were ready after their promise.", offsetof(struct status, missed) },
    { "photo_bytes_in_total", "counter", "Bytes of photos taken in.", offsetof(struct status, bytes_in) },
    { "actions_total", "counter", "Actions run.", offsetof(struct status, actions) },
    { "flushes_total", "counter", "Flushes of the store to disk.", offsetof(struct status, flushes) },
    { "disk_free_megabytes", "gauge", "Free space of the shop's disk.", offsetof(struct status, disk_free_mb) },
    { "backup_seconds", "gauge", "When the last backup was complete; 0: never.", offsetof(struct status, backed_up) },
};

static void tell_printers_figures(const struct status *status)
{
    char name[80];
    head("prints_total", "counter", "Prints a printer made.");
    for (size_t i = 0; i < status->printers.n; i++)
        printf("countersign_prints_total{printer=\"%s\"} %lld\n", label(status->printers.v[i].name, name, sizeof name),
               (long long)status->printers.v[i].made);
    head("printer_up", "gauge", "1: it works; 0: it is paused or in trouble.");
    for (size_t i = 0; i < status->printers.n; i++)
        printf("countersign_printer_up{printer=\"%s\"} %d\n", label(status->printers.v[i].name, name, sizeof name),
               !status->printers.v[i].paused && *status->printers.v[i].trouble == 0);
}

static void tell_rounds(const struct status *status)
{
    long long count = 0;
    head("engine_round_seconds", "histogram", "How long a round of actions took, to its answers.");
    for (size_t i = 0; i < status->rounds.n; i++) {
        count += status->rounds.v[i].count;
        if (status->rounds.v[i].most_us)
            printf("countersign_engine_round_seconds_bucket{le=\"%g\"} %lld\n", (double)status->rounds.v[i].most_us / 1e6, count);
        else
            printf("countersign_engine_round_seconds_bucket{le=\"+Inf\"} %lld\n", count);
    }
    printf("countersign_engine_round_seconds_sum %.6f\ncountersign_engine_round_seconds_count %lld\n", (double)status->rounds_us / 1e6, count);
}

static void metrics(const struct status *status)
{
    head("orders", "gauge", "Orders by state.");
    for (size_t i = 0; i < status->states.n; i++)
        printf("countersign_orders{state=\"%s\"} %lld\n", status->states.v[i].name, (long long)status->states.v[i].count);
    for (const struct figure *figure = figures; figure < figures + sizeof figures / sizeof *figures; figure++) {
        int64_t value;
        memcpy(&value, (const char *)status + figure->at, sizeof value);
        head(figure->name, figure->type, figure->help);
        printf("countersign_%s %lld\n", figure->name, (long long)value);
    }
    tell_printers_figures(status);
    tell_rounds(status);
}

/* One line: what a person must come for, or that nobody must. */
static int health(const struct status *status)
{
    struct buf ills = { 0 };
    if (*status->alarm)
        buf_format(&ills, "; clock: %s", status->alarm);
    if (*status->disk_alarm)
        buf_format(&ills, "; disk: %s", status->disk_alarm);
    if (*status->backup_alarm)
        buf_format(&ills, "; backup: %s", status->backup_alarm);
    for (size_t i = 0; i < status->printers.n; i++)
        if (*status->printers.v[i].trouble)
            buf_format(&ills, "; printer %s: %s", status->printers.v[i].name, status->printers.v[i].trouble);
    int ill = ills.size > 0;
    if (ill)
        printf("ill: %s\n", buf_string(&ills) + 2);
    else
        printf("well: %lld to make, %lld late, %lld sessions, %lld MB free\n", (long long)status->to_make, (long long)status->late,
               (long long)status->sessions, (long long)status->disk_free_mb);
    buf_free(&ills);
    return ill ? EXIT_REFUSED : EXIT_DONE;
}

int status_run(struct cli *cli, int argc, char **argv)
{
    struct status status;
    struct args args = client_args();
    bool for_health = argc == 1 && strcmp(argv[0], "--health") == 0, for_metrics = argc == 1 && strcmp(argv[0], "--metrics") == 0;
    if (argc > for_health + for_metrics || cli->csv || (argc && cli->json))
        return cli_usage("status", STATUS_SYNTAX);
    record_init(&status_type, &status);
    enum err err = cli_connect(cli);
    if (!err)
        err = client_call(&cli->client, ACTION_STATUS, &args, &status, &cli->arena);
    if (err)
        return cli_refuse(err);
    if (for_health)
        return health(&status);
    if (for_metrics)
        metrics(&status);
    else
        cli_show(cli, &status_type, &status);
    return EXIT_DONE;
}
