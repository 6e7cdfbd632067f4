/* check.c - is the shop sound? Asked of the keeper while it is open; of a keeper started for that when it is closed, which
 * is when one wants to know most.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../base/path.h"
#include "cli.h"

static int check_closed(struct cli *cli)
{
    char program[PATH_MAX], store[PATH_MAX];
    int status = 0;
    snprintf(store, sizeof store, "%s/" PATH_STORE, cli->shop);
    path_program("countersign-keeper", program, sizeof program);
    pid_t pid = fork();
    if (pid == 0) {
        execl(program, "countersign-keeper", cli->shop, "--check", store, (char *)NULL);
        _exit(127);
    }
    if (pid < 0)
        return cli_refuse(err_detail(ERR_LIMIT, "%s", strerror(errno)));
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status == 0 ? EXIT_DONE : EXIT_REFUSED;
}

int check_run(struct cli *cli, int argc, char **argv)
{
    if (argc > 0)
        return cli_usage("check", "");
    enum err err = cli_connect(cli, PLACE_OFFICE);
    if (err == ERR_CLOSED && !cli->session)
        return check_closed(cli);
    return err ? cli_refuse(err) : action_run(cli, ACTION_CHECK, argc, argv);
}
