/* screens.c - kiosk, counter and lab on this terminal, or on the pseudo-terminal that the supervisor gave. */
#include "../../screens/taking.h"
#include "cli.h"

static int open_screen(struct cli *cli, int argc, enum place place, const char *words, int (*screen)(struct client *))
{
    if (argc > 0)
        return cli_usage(words, "");
    enum err err = cli_connect(cli, place);
    taking_lend(kiosk_at_the_desk);
    return err ? cli_refuse(err) : screen(&cli->client);
}

int kiosk_run(struct cli *cli, int argc, char **argv)
{
    (void)argv;
    return open_screen(cli, argc, PLACE_KIOSK, "kiosk", screen_run_kiosk);
}

int counter_run(struct cli *cli, int argc, char **argv)
{
    (void)argv;
    return open_screen(cli, argc, PLACE_COUNTER, "counter", screen_run_counter);
}

int lab_run(struct cli *cli, int argc, char **argv)
{
    (void)argv;
    return open_screen(cli, argc, PLACE_LAB, "lab", screen_run_lab);
}
