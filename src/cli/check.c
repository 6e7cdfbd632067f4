/* check.c - is the shop sound? Asked of the keeper while it is open; of a process of our own when it is closed, which is
 * when one wants to know most.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/path.h"
#include "../base/progress.h"
#include "../base/str.h"
#include "../client/checking.h"
#include "cli.h"

#define CHECK_SYNTAX "[--photos]"

/* "order 1,204 · print 5,611"; only what there is. */
static void tell_tallies(const char *title, const struct tally *tallies, size_t count)
{
    printf("%-9s", title);
    for (size_t i = 0; i < count; i++)
        if (tallies[i].count)
            printf(" %s %lld ", tallies[i].name, (long long)tallies[i].count);
    putchar('\n');
}

void tell_findings(const void *record)
{
    const struct findings *findings = record;
    char money[32];
    for (size_t i = 0; i < findings->findings.n; i++)
        puts(findings->findings.v[i].words);
    if (findings->found > (int64_t)findings->findings.n)
        printf("and %lld more\n", (long long)(findings->found - (int64_t)findings->findings.n));
    if (findings->found == 0) {
        tell_tallies("records", findings->kinds.v, findings->kinds.n);
        tell_tallies("orders", findings->states.v, findings->states.n);
        printf("%-9s %lld MB in %lld files", "photos", (long long)(findings->photo_bytes >> 20),
               (long long)findings->photos);
        if (findings->photos_read)
            printf(", %lld read whole", (long long)findings->photos_read);
        printf("\n%-9s %lld entries%s%s\n", "journal", (long long)findings->entries,
               *findings->head ? ", the last one's hash is " : "", findings->head);
        if (*findings->currency)
            printf("%-9s %s %s taken, refunds counted off\n", "money",
                   str_money(findings->taken_minor, (int)findings->currency_decimals, money, sizeof money),
                   findings->currency);
    }
    printf("%lld records, %lld photos looked at in %.1f s: %lld found\n", (long long)findings->records,
           (long long)findings->photos, findings->seconds, (long long)findings->found);
}

static void tell_where(void *data, const char *where, int64_t done, int64_t of)
{
    char words[120];
    (void)data;
    snprintf(words, sizeof words, "%s %lld", where, (long long)done);
    progress_show(of > 0 ? where : words, of > 0 ? done * 100 / of : -1);
}

static enum err check_closed(struct cli *cli, bool photos, struct findings *findings)
{
    char store[PATH_MAX], meta[PATH_MAX + 16];
    int64_t begun = clock_ms();
    snprintf(store, sizeof store, "%s/" PATH_STORE, cli->shop);
    snprintf(meta, sizeof meta, "%s/meta.db", store);
    if (access(meta, F_OK) != 0)
        return err_detail(ERR_NOT_FOUND, "there is no shop in %.100s", cli->shop);
    const struct checking checking = { .shop = cli->shop, .store = store, .photos = photos, .tell = tell_where,
                                       .silence_ms = checking_silence_ms(store) };
    enum err err = checking_run(&checking, findings, &cli->arena);
    findings->seconds = (double)(clock_ms() - begun) / 1000;
    return err;
}

int check_run(struct cli *cli, int argc, char **argv)
{
    struct findings findings;
    struct args args = client_args();
    args.photos = argc == 1 && strcmp(argv[0], "--photos") == 0;
    if (argc > args.photos)
        return cli_usage("check", CHECK_SYNTAX);
    record_init(&findings_type, &findings);
    enum err err = cli_connect(cli);
    cli->client.progress = progress_show;
    if (err == ERR_CLOSED && !cli->remote)
        err = check_closed(cli, args.photos, &findings);
    else if (!err)
        err = client_call(&cli->client, ACTION_CHECK, &args, &findings, &cli->arena);
    progress_end();
    if (err)
        return cli_refuse(err);
    cli_show(cli, &findings_type, &findings);
    return findings.found ? EXIT_REFUSED : EXIT_DONE;
}
