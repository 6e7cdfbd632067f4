/* restore.c - a shop made again from a backup. The keeper makes it, the check looks at it, and what is left is a person's:
 * said at the end.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cli.h"

enum { SHOP_PATH = 80 /* the socket inside must fit a socket address */ };

static void say_what_next(const char *shop)
{
    printf("What to do next:\n"
           "  1. The old shop stays closed: two open shops would take the same customers' tickets.\n"
           "  2. countersign -d %s check-config     are address, port and printers right here?\n"
           "  3. countersign -d %s serve            open it; nothing is printed by itself yet.\n"
           "  4. countersign -d %s order list --state authenticated, and --state producing: the orders held for staff.\n"
           "     Look on shelves and in trays what was made or handed over since the backup. What is still to be made goes\n"
           "     on by: order release CODE --hold staff --reason T. A doubtful print: order remake, if it was not made.\n"
           "  5. Orders, payments and receipts since that time are not in it; enter again what the paper says.\n",
           shop, shop, shop);
}

int restore_run(struct cli *cli, int argc, char **argv)
{
    char directory[PATH_MAX], shop[PATH_MAX], wish[PATH_MAX + 64];
    const char *until = syntax_take(&argc, argv, "--until");
    if (argc != 2 || *argv[0] == '-' || *argv[1] == '-' || *argv[0] == 0 || *argv[1] == 0)
        return cli_usage("restore", "DIR SHOPDIR [--until TIME]");
    enum err err = cli_whole_path(argv[0], directory, sizeof directory);
    if (!err)
        err = cli_whole_path(argv[1], shop, sizeof shop);
    if (!err && strlen(shop) > SHOP_PATH)
        err = err_detail(ERR_TOO_LONG, "the shop's path");
    if (!err && until && (strlen(until) > 40 || strchr(until, '@') || *until == 0))
        err = err_detail(ERR_USAGE, "%.40s is not a time such as 2026-11-25T10:00:00Z", until);
    bool made = !err && mkdir(shop, 0700) == 0;
    if (!err && !made && errno != EEXIST)
        err = err_detail(ERR_DIRECTORY, "%.120s: %s", shop, strerror(errno));
    if (err)
        return cli_refuse(err);
    snprintf(wish, sizeof wish, "%s@%s", until ? until : "", directory);
    if (keeper_errand(shop, "--restore", wish) != EXIT_DONE) {
        if (made)
            rmdir(shop); /* only when nothing was begun in it */
        return EXIT_REFUSED;
    }
    cli->shop = shop;
    int status = check_run(cli, 0, NULL);
    say_what_next(shop);
    return status;
}
