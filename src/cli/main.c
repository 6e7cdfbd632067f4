/* main.c - the program that people type: countersign [-d SHOPDIR] COMMAND ...
 *
 * It has no store, no decoder and no network: what it does not do itself it asks of the keeper. Over ssh the supervisor
 * starts it with --remote (a command line that no shell ever sees).
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/log.h"
#include "../base/path.h"
#include "../base/sandbox.h"
#include "../base/str.h"
#include "cli.h"

int cli_refuse(enum err err)
{
    char sentence[400];
    fprintf(stderr, "%s\n", err_sentence(err, err_last_detail(), sentence, sizeof sentence));
    return EXIT_REFUSED;
}

int cli_no_command(const char *word)
{
    char clean[61];
    fprintf(stderr, "There is no command %s. See: countersign help\n", str_clean(word, clean, sizeof clean));
    return EXIT_USAGE;
}

int cli_usage(const char *words, const char *syntax)
{
    fprintf(stderr, "Usage: countersign %s%s%s\n", words, *syntax ? " " : "", syntax);
    return EXIT_USAGE;
}

enum err cli_connect(struct cli *cli)
{
    if (cli->connected)
        return ERR_NONE;
    if (!cli->remote && cli->shop == NULL)
        return err_detail(ERR_USAGE, "no shop is named: -d SHOPDIR or COUNTERSIGN_SHOP");
    enum err err = cli->remote ? client_open_child(&cli->client) : client_open_shop(&cli->client, cli->shop, PLACE_OFFICE, -1);
    cli->connected = !err;
    /* Dates are the shop's, wherever whoever asks has set his clock. */
    if (!err)
        clock_zone(cli->client.identity.zone);
    return err;
}

void cli_show(struct cli *cli, const struct record_type *type, const void *record)
{
    if (cli->csv && type == &report_type) {
        csv(record);
        return;
    }
    if (!cli->json) {
        tell(type, record);
        return;
    }
    struct buf json = { 0 };
    record_json(type, record, &json);
    puts(buf_string(&json));
    buf_free(&json);
}

static int run(struct cli *cli, int argc, char **argv)
{
    int taken;
    if (argc == 1 && (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0))
        argv[0] = "help";
    if (argc == 1 && strcmp(argv[0], "--version") == 0)
        argv[0] = "version";
    if (argc == 0) {
        fputs("Usage: countersign [-d SHOPDIR] COMMAND ...   See: countersign help\n", stderr);
        return EXIT_USAGE;
    }
    const struct command *command = command_find(argc, argv, &taken);
    if (command && cli->remote && command->remote == REMOTE_NO)
        return cli_refuse(err_detail(ERR_REMOTE, "%s", command->words));
    if (command)
        return command->run(cli, argc - taken, argv + taken);
    int action = action_find(argc, argv, &taken);
    if (action >= 0)
        return action_run(cli, (enum action)action, argc - taken, argv + taken);
    return cli_no_command(argv[0]);
}

/* --json and -d may stand anywhere before the command's own words; what is left is the command. */
static bool take_options(struct cli *cli, int *argc, char **argv)
{
    int kept = 0;
    for (int i = 0; i < *argc; i++) {
        if (strcmp(argv[i], "--json") == 0) {
            cli->json = true;
        } else if (strcmp(argv[i], "--csv") == 0) {
            cli->csv = true;
        } else if (kept == 0 && !cli->remote && strcmp(argv[i], "-d") == 0) {
            if (i + 1 == *argc)
                return false;
            cli->shop = argv[++i];
        } else {
            argv[kept++] = argv[i];
        }
    }
    *argc = kept;
    return true;
}

/* Started by the supervisor: the words after --remote are one command line. */
static char **take_remote(struct cli *cli, int *argc, const char *line)
{
    cli->remote = true;
    sandbox_close_from(MSG_CONTROL_FD + 1);
    sandbox_enter("screen");
    return words_split(line, argc, &cli->arena);
}

int main(int argc, char **argv)
{
    struct cli cli = { .shop = getenv("COUNTERSIGN_SHOP") };
    if (cli.shop == NULL && access(PATH_SERVICE, F_OK) == 0)
        cli.shop = PATH_SERVICE;
    log_name("countersign");
    signal(SIGPIPE, SIG_IGN);
    argc--;
    argv++;
    if (argc == 2 && strcmp(argv[0], "--remote") == 0)
        argv = take_remote(&cli, &argc, argv[1]);
    if (argv == NULL) {
        fputs("A quote is not closed. Close it and try again.\n", stderr);
        return EXIT_USAGE;
    }
    if (!take_options(&cli, &argc, argv))
        return cli_usage("[-d SHOPDIR] COMMAND", "...");
    int status = run(&cli, argc, argv);
    if (cli.connected)
        client_close(&cli.client);
    arena_free(&cli.arena);
    return fflush(stdout) == 0 ? status : EXIT_REFUSED;
}
