/* load.c - a new shop out of a dump on standard input: folders and host key are made here, as init does, the rest is the
 * keeper's. The store is finished last; what was cut short is a directory that nobody opens as a shop.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../base/path.h"
#include "cli.h"

#define SYNTAX "SHOPDIR [--photos DIR] < FILE"

/* *made: it is a shop now, whatever check had to say about it. */
static int run_keeper(const char *shop, const char *photos, bool *made)
{
    char program[PATH_MAX], path[PATH_MAX];
    int status;
    *made = false;
    path_program("countersign-keeper", program, sizeof program);
    pid_t pid = fork();
    if (pid == 0) {
        execl(program, "countersign-keeper", shop, "--load", photos, (char *)NULL);
        _exit(127);
    }
    if (pid < 0)
        return cli_refuse(err_detail(ERR_LIMIT, "%s", strerror(errno)));
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    snprintf(path, sizeof path, "%s/" PATH_CONF, shop); /* the keeper takes it away when it could not finish */
    *made = WIFEXITED(status) && access(path, F_OK) == 0;
    return status == 0 ? EXIT_DONE : EXIT_REFUSED;
}

int load_run(struct cli *cli, int argc, char **argv)
{
    char photos[PATH_MAX] = "";
    const char *folder = syntax_take(&argc, argv, "--photos");
    (void)cli;
    if (argc != 1 || *argv[0] == '-')
        return cli_usage("load", SYNTAX);
    const char *shop = argv[0];
    if (strlen(shop) > 80) /* as init */
        return cli_refuse(err_detail(ERR_TOO_LONG, "the shop's path"));
    if (isatty(STDIN_FILENO)) {
        fputs("The dump comes on standard input: countersign load " SYNTAX "\n", stderr);
        return EXIT_USAGE;
    }
    if (folder && realpath(folder, photos) == NULL)
        return cli_refuse(err_detail(ERR_NOT_FOUND, "%.120s: %s", folder, strerror(errno)));
    umask(077);
    enum err err = init_empty(shop);
    if (!err)
        err = init_folders(shop);
    if (!err)
        err = init_key(shop);
    if (err)
        return cli_refuse(err);
    bool made;
    int status = run_keeper(shop, photos, &made);
    if (!made) {
        fprintf(stderr, "%s did not become a shop. Remove it, then load again.\n", shop);
        return EXIT_REFUSED;
    }
    printf("The shop stands in %s. Its SSH host key is new: clients that knew the old one will ask. Next:\n"
           "  countersign -d %s check-config     look whether addresses and folders are right on this machine\n"
           "  countersign -d %s serve            open it\n", shop, shop, shop);
    return status;
}
