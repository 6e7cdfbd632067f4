/* check_config.c - every mistake in the shop's files, a line each. */
#include <stdio.h>
#include "../conf/conf.h"
#include "cli.h"

int check_config_run(struct cli *cli, int argc, char **argv)
{
    struct conf conf;
    struct buf mistakes = { 0 };
    (void)argv;
    if (argc > 0)
        return cli_usage("check-config", "");
    if (cli->shop == NULL)
        return cli_refuse(err_detail(ERR_USAGE, "no shop is named: -d SHOPDIR or COUNTERSIGN_SHOP"));
    enum err err = conf_load(&conf, cli->shop, &mistakes);
    fputs(buf_string(&mistakes), stderr);
    if (!err)
        printf("The configuration is right: %zu products, %zu service classes, %zu printers.\n", conf.product_count,
               conf.class_count, conf.printer_count);
    buf_free(&mistakes);
    conf_free(&conf);
    return err ? EXIT_REFUSED : EXIT_DONE;
}
