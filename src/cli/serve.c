/* serve.c - opening the shop: this program becomes the supervisor. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "../base/path.h"
#include "cli.h"

enum { SERVE_WORDS = 8 };

int serve_run(struct cli *cli, int argc, char **argv)
{
    char program[PATH_MAX];
    char *words[SERVE_WORDS] = { program, (char *)(uintptr_t)cli->shop };
    if (cli->shop == NULL)
        return cli_refuse(err_detail(ERR_USAGE, "no shop is named: -d SHOPDIR or COUNTERSIGN_SHOP"));
    if (argc > 4)
        return cli_usage("serve", "[--port N] [--listen ADDR]");
    for (int i = 0; i < argc; i++)
        words[2 + i] = argv[i];
    execv(path_program("countersign-supervisor", program, sizeof program), words);
    return cli_refuse(err_detail(ERR_IO, "%s", strerror(errno)));
}
