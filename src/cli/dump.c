/* dump.c - the whole shop as text on standard output, open or closed.
 *
 * A process of the keeper writes it into a pipe; here it is only passed on. Its last line begins with "end": without
 * that it is not whole, and whoever asked hears it.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/path.h"
#include "cli.h"

enum { CHUNK = 64 * 1024, TAIL = 128 };

struct passing {
    char tail[TAIL];        /* the last bytes that went through */
    size_t tail_size;
    long long blocks;       /* each ends with an empty line */
};

static void look_at(struct passing *passing, const char *data, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (data[i] == '\n' && (i ? data[i - 1] : passing->tail_size ? passing->tail[passing->tail_size - 1] : 0) == '\n')
            passing->blocks++;
    size_t kept = size >= TAIL ? 0 : passing->tail_size + size > TAIL ? TAIL - size : passing->tail_size;
    memmove(passing->tail, passing->tail + passing->tail_size - kept, kept);
    size_t added = size > TAIL ? TAIL : size;
    memcpy(passing->tail + kept, data + size - added, added);
    passing->tail_size = kept + added;
}

static bool whole(const struct passing *passing)
{
    size_t size = passing->tail_size;
    if (size == 0 || passing->tail[size - 1] != '\n')
        return false;
    size_t at = size - 1;
    while (at > 0 && passing->tail[at - 1] != '\n')
        at--;
    return at > 0 && size - at > 4 && memcmp(passing->tail + at, "end ", 4) == 0;
}

static enum err pass_on(int from)
{
    struct passing passing = { .tail_size = 0 };
    bool tell = isatty(STDERR_FILENO);
    char *chunk = xmalloc(CHUNK);
    enum err err = ERR_NONE;
    while (!err) {
        ssize_t got = read(from, chunk, CHUNK);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        if (!io_write(STDOUT_FILENO, chunk, (size_t)got))
            err = err_detail(ERR_IO, "standard output: %s", strerror(errno));
        look_at(&passing, chunk, (size_t)got);
        if (tell)
            fprintf(stderr, "\r%lld blocks", passing.blocks);
    }
    if (tell)
        fputc('\n', stderr);
    free(chunk);
    if (!err && !whole(&passing))
        err = err_detail(ERR_IO, "the dump ended early; the reason stands above or in the shop's log");
    return err;
}

static int dump_closed(struct cli *cli, int pipes[2])
{
    char program[PATH_MAX], store[PATH_MAX];
    int status = 0;
    snprintf(store, sizeof store, "%s/" PATH_STORE, cli->shop);
    path_program("countersign-keeper", program, sizeof program);
    pid_t pid = fork();
    if (pid == 0) {
        if (dup2(pipes[1], STDOUT_FILENO) >= 0)
            execl(program, "countersign-keeper", cli->shop, "--dump", store, (char *)NULL);
        _exit(127);
    }
    int failed = errno;
    io_close(&pipes[1]);
    if (pid < 0)
        return cli_refuse(err_detail(ERR_LIMIT, "%s", strerror(failed)));
    enum err err = pass_on(pipes[0]);
    io_close(&pipes[0]); /* a writer that nobody reads any more ends */
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return err ? cli_refuse(err) : status == 0 ? EXIT_DONE : EXIT_REFUSED;
}

static int dump_open(struct cli *cli, int pipes[2])
{
    struct args args = client_args();
    enum err err = client_call_fd(&cli->client, ACTION_DUMP, &args, NULL, &cli->arena, pipes[1], NULL);
    io_close(&pipes[1]);
    if (!err)
        err = pass_on(pipes[0]);
    return err ? cli_refuse(err) : EXIT_DONE;
}

int dump_run(struct cli *cli, int argc, char **argv)
{
    int pipes[2];
    (void)argv;
    if (argc > 0)
        return cli_usage("dump", "> FILE");
    if (isatty(STDOUT_FILENO)) {
        fputs("A dump holds every secret of the shop, so it is not shown on a screen. "
              "Send it to a file: countersign dump > FILE\n", stderr);
        return EXIT_USAGE;
    }
    enum err err = cli_connect(cli);
    bool closed = err == ERR_CLOSED && !cli->remote;
    if (err && !closed)
        return cli_refuse(err);
    if (pipe2(pipes, O_CLOEXEC) != 0)
        return cli_refuse(err_detail(ERR_LIMIT, "%s", strerror(errno)));
    int status = closed ? dump_closed(cli, pipes) : dump_open(cli, pipes);
    io_close(&pipes[0]);
    io_close(&pipes[1]);
    return status;
}
