/* screens.c - kiosk, counter and lab on this terminal: this program becomes the one of the screens. */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>
#include "../base/path.h"
#include "cli.h"

static int become(const struct cli *cli, int argc, const char *screen)
{
    char program[PATH_MAX];
    char *words[] = { program, (char *)(uintptr_t)screen, (char *)(uintptr_t)cli->shop, NULL };
    if (argc > 0)
        return cli_usage(screen, "");
    if (cli->shop == NULL)
        return cli_refuse(err_detail(ERR_USAGE, "no shop is named: -d SHOPDIR or COUNTERSIGN_SHOP"));
    execv(path_program("countersign-screen", program, sizeof program), words);
    return cli_refuse(err_detail(ERR_IO, "%s", strerror(errno)));
}

int kiosk_run(struct cli *cli, int argc, char **argv)
{
    (void)argv;
    return become(cli, argc, "kiosk");
}

int counter_run(struct cli *cli, int argc, char **argv)
{
    (void)argv;
    return become(cli, argc, "counter");
}

int lab_run(struct cli *cli, int argc, char **argv)
{
    (void)argv;
    return become(cli, argc, "lab");
}
