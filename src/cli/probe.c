/* probe.c - printer probe: the program that speaks to printers looks at one, in its own sandbox; needs no shop. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../base/path.h"
#include "cli.h"

int printer_probe_run(struct cli *cli, int argc, char **argv)
{
    char program[PATH_MAX];
    int status;
    (void)cli;
    if (argc != 1 || argv[0][0] == '-')
        return cli_usage("printer probe", "URI");
    path_program("countersign-printer", program, sizeof program);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        char *child[] = { "countersign-printer", "--probe", argv[0], NULL }, *env[] = { "PATH=/usr/bin:/bin", "LANG=C.UTF-8", NULL };
        execve(program, child, env);
        _exit(127);
    }
    if (pid < 0)
        return cli_refuse(err_detail(ERR_LIMIT, "%s", strerror(errno)));
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? EXIT_DONE : EXIT_REFUSED;
}
