/* backup.c - a copy of the shop to restore from. The open shop's keeper makes it beside its work; for a closed one a keeper
 * is started for that.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../base/path.h"
#include "../base/progress.h"
#include "cli.h"

int keeper_errand(const char *shop, const char *flag, const char *argument)
{
    char program[PATH_MAX];
    int status = 0;
    path_program("countersign-keeper", program, sizeof program);
    pid_t pid = fork();
    if (pid == 0) {
        execl(program, "countersign-keeper", shop, flag, argument, (char *)NULL);
        _exit(127);
    }
    if (pid < 0)
        return cli_refuse(err_detail(ERR_LIMIT, "%s", strerror(errno)));
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status == 0 ? EXIT_DONE : EXIT_REFUSED;
}

enum err cli_whole_path(const char *path, char *out, size_t size)
{
    char here[PATH_MAX];
    if (*path != '/' && getcwd(here, sizeof here) == NULL)
        return err_detail(ERR_IO, "%s", strerror(errno));
    int length = *path == '/' ? snprintf(out, size, "%s", path) : snprintf(out, size, "%s/%s", here, path);
    return length < (int)size ? ERR_NONE : err_detail(ERR_TOO_LONG, "%.100s", path);
}

int backup_run(struct cli *cli, int argc, char **argv)
{
    char directory[PATH_MAX];
    struct nothing reply;
    struct args args = client_args();
    if (argc != 1 || *argv[0] == '-' || *argv[0] == 0)
        return cli_usage("backup", "DIR");
    enum err err = cli_whole_path(argv[0], directory, sizeof directory);
    if (!err)
        err = cli_connect(cli);
    if (err == ERR_CLOSED && !cli->remote)
        return keeper_errand(cli->shop, "--backup", directory);
    if (err)
        return cli_refuse(err);
    args.directory = directory;
    cli->client.progress = progress_show;
    err = client_call(&cli->client, ACTION_BACKUP, &args, &reply, &cli->arena);
    progress_end();
    if (err)
        return cli_refuse(err);
    cli_show(cli, &nothing_type, &reply);
    return EXIT_DONE;
}
