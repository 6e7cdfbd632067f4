/* probe.c - printer probe. One of the shop's, by its name, is asked by its own child, and the answer is how it stands; one at an
 * address is looked at by the program that speaks to printers, in its own sandbox, and needs no shop.
 *
 * What a reader would not guess: over ssh there are names alone. An address would be a way to look at the shop's network.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "../base/path.h"
#include "cli.h"

enum { LOOK_MS = 200, LOOKS = 100 /* 20 s: a printer may take ten to answer */ };

static int by_address(char *uri)
{
    char program[PATH_MAX];
    int status;
    path_program("countersign-printer", program, sizeof program);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        char *child[] = { "countersign-printer", "--probe", uri, NULL }, *env[] = { "PATH=/usr/bin:/bin", "LANG=C.UTF-8", NULL };
        execve(program, child, env);
        _exit(127);
    }
    if (pid < 0)
        return cli_refuse(err_detail(ERR_LIMIT, "%s", strerror(errno)));
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? EXIT_DONE : EXIT_REFUSED;
}

static enum err look(struct cli *cli, enum action action, const char *name, struct printer *printer)
{
    struct args args = client_args();
    struct printers printers;
    args.printer = name;
    enum err err = client_call(&cli->client, action, &args, &printers, &cli->arena);
    for (size_t i = 0; i < printers.printers.n && !err; i++)
        if (strcmp(printers.printers.v[i].name, name) == 0) {
            *printer = printers.printers.v[i];
            return ERR_NONE;
        }
    return err ? err : err_detail(ERR_NO_PRINTER, "%.40s any more", name);
}

static int by_name(struct cli *cli, const char *name)
{
    struct printers shown;
    record_init(&printers_type, &shown);
    struct printer *printer = LIST_ADD(&cli->arena, &shown.printers, printer);
    enum err err = cli_connect(cli);
    if (!err)
        err = look(cli, ACTION_PRINTER_PROBE, name, printer);
    int64_t asks = printer->asks;
    for (int i = 0; i < LOOKS && !err && printer->asks == asks; i++) {
        nanosleep(&(struct timespec){ 0, LOOK_MS * 1000000L }, NULL);
        err = look(cli, ACTION_PRINTERS, name, printer);
    }
    if (!err && printer->asks == asks)
        err = err_detail(ERR_PROBE, "it has not answered yet");
    if (err)
        return cli_refuse(err);
    cli_show(cli, &printers_type, &shown);
    return *printer->trouble ? EXIT_REFUSED : EXIT_DONE;
}

int printer_probe_run(struct cli *cli, int argc, char **argv)
{
    if (argc != 1 || argv[0][0] == '-')
        return cli_usage("printer probe", "PRINTER | URI");
    if (strstr(argv[0], "://") == NULL)
        return by_name(cli, argv[0]);
    return cli->remote ? cli_refuse(err_detail(ERR_REMOTE, "printer probe takes a printer's name there, no address"))
                       : by_address(argv[0]);
}
