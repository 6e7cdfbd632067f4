/* help.c - what can be asked, from the two tables: the keeper's actions and this program's own commands. */
#include <stdio.h>
#include <string.h>
#include "cli.h"

#ifndef VERSION
#define VERSION "0.1"
#endif

static void list_all(FILE *out)
{
    fputs("countersign [-d SHOPDIR] COMMAND ... (or COUNTERSIGN_SHOP); --json wherever something is shown\n\n", out);
    for (const struct command *command = commands; command->words; command++)
        fprintf(out, "  %-20s %s\n", command->words, command->help);
    fputc('\n', out);
    for (int i = 0; i < ACTION_COUNT; i++)
        if (*action_rows[i].words != '.')
            fprintf(out, "  %-20s %s\n", action_rows[i].words, action_rows[i].help);
    fputs("\nWhat changes something takes --request-id N: asked again with the same N it answers as the first time.\n", out);
    fputs("\nHow one is used: countersign help COMMAND\n", out);
}

int help_run(struct cli *cli, int argc, char **argv)
{
    int found = 0;
    (void)cli;
    if (argc == 0) {
        list_all(argv ? stdout : stderr); /* asked for, or shown because nothing was */
        return EXIT_DONE;
    }
    if (argc == 2 && strcmp(argv[0], "--mdoc") == 0)
        return manual_run(argv[1]);
    for (const struct command *command = commands; command->words; command++) {
        if (strncmp(command->words, argv[0], strlen(argv[0])) == 0 && (argc < 2 || strstr(command->words, argv[1]))) {
            printf("countersign %s %s\n    %s\n", command->words, command->syntax, command->help);
            found++;
        }
    }
    for (int i = 0; i < ACTION_COUNT; i++) {
        const struct action_row *row = &action_rows[i];
        if (*row->words != '.' && strncmp(row->words, argv[0], strlen(argv[0])) == 0 && (argc < 2 || strstr(row->words, argv[1]))) {
            printf("countersign %s %s\n    %s%s\n", row->words, row->syntax, row->help, row->remote == REMOTE_NO ? "; at the shop's machine only" : "");
            found++;
        }
    }
    if (found)
        return EXIT_DONE;
    return cli_no_command(argv[0]);
}

int version_run(struct cli *cli, int argc, char **argv)
{
    (void)cli;
    (void)argc;
    (void)argv;
    puts("countersign " VERSION);
    return EXIT_DONE;
}
