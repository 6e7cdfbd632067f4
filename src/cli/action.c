/* action.c - a command that is one action of the keeper: found by its words, parsed by its syntax, answered in text or
 * JSON. A new row in tbl/actions.h is a new command without a line here.
 */
#include <stdio.h>
#include <string.h>
#include "cli.h"

int action_find(int argc, char **argv, int *taken)
{
    char words[80];
    for (*taken = argc < 2 ? argc : 2; *taken > 0; --*taken) {
        snprintf(words, sizeof words, "%s%s%s", argv[0], *taken == 2 ? " " : "", *taken == 2 ? argv[1] : "");
        for (int i = 0; i < ACTION_COUNT; i++)
            if (*words != '.' && strcmp(action_rows[i].words, words) == 0)
                return i;
    }
    return -1;
}

/* A password that the row allows from a file, and that was not given, is asked for. */
static enum err ask_password(struct cli *cli, const struct action_row *row, struct args *args)
{
    if (*args->second && *args->second_password == 0)
        return secret_read(NULL, "Password of the second person: ", &args->second_password, &cli->arena);
    if (strcmp(row->words, "staff pin") == 0 && *args->pin == 0)
        return secret_read(NULL, "PIN: ", &args->pin, &cli->arena);
    if (*args->password || strstr(row->syntax, "--password-file") == NULL)
        return ERR_NONE;
    return secret_read(NULL, strcmp(row->words, "order authenticate") == 0 ? "Ticket password: " : "Password: ", &args->password, &cli->arena);
}

int action_run(struct cli *cli, enum action action, int argc, char **argv)
{
    const struct action_row *row = &action_rows[action];
    struct args args = client_args();
    int status = row->access == WRITES ? syntax_take_request(cli, &argc, argv) : EXIT_DONE;
    if (status)
        return status;
    status = syntax_parse(cli, row->words, row->syntax, argc, argv, &args);
    if (status)
        return status;
    if (cli->csv && row->reply != &report_type)
        return cli_usage(row->words, row->syntax); /* --csv is for reports */
    if (cli->remote && row->remote == REMOTE_NO)
        return cli_refuse(err_detail(ERR_REMOTE, "%s", row->words));
    enum err err = ask_password(cli, row, &args);
    if (!err)
        err = cli_connect(cli);
    cli->client.next_request = cli->request;
    void *reply = arena_alloc(&cli->arena, row->reply->size);
    if (!err)
        err = client_call(&cli->client, action, &args, reply, &cli->arena);
    if (err)
        return cli_refuse(err);
    cli_show(cli, row->reply, reply);
    /* A check that ran and found something has failed for whoever asked. */
    return row->reply == &findings_type && ((struct findings *)reply)->found ? EXIT_REFUSED : EXIT_DONE;
}
