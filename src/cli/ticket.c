/* ticket.c - the ticket as a PNG, as it would be printed. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../base/io.h"
#include "../model/ticket.h"
#include "cli.h"

enum { PNG_LIMIT = 4 << 20 };

static enum err write_out(struct cli *cli, int fd, const char *file)
{
    struct stat stat;
    if (fstat(fd, &stat) != 0 || stat.st_size <= 0 || stat.st_size > PNG_LIMIT)
        return err_detail(ERR_IO, "the ticket's picture");
    size_t size = (size_t)stat.st_size;
    uint8_t *png = arena_alloc(&cli->arena, size);
    if (!io_read(fd, png, size))
        return err_detail(ERR_IO, "the ticket's picture");
    if (strcmp(file, "-") != 0)
        return io_replace(file, png, size, 0600);
    return io_write(STDOUT_FILENO, png, size) ? ERR_NONE : err_detail(ERR_IO, "%s", strerror(errno));
}

int ticket_run(struct cli *cli, int argc, char **argv)
{
    const char *file = syntax_take(&argc, argv, "--png");
    struct args args = client_args();
    struct ticket ticket;
    char code[LABEL_CODE + 1];
    int fd = -1;
    if (argc != 1 || file == NULL)
        return cli_usage("ticket", "CODE --png FILE");
    if (cli->remote && strcmp(file, "-") != 0)
        return cli_refuse(err_detail(ERR_REMOTE, "only - (standard output) can be written"));
    enum err err = ticket_read(argv[0], code);
    args.code = code;
    if (!err)
        err = cli_connect(cli);
    if (!err)
        err = client_call_fd(&cli->client, ACTION_TICKET_SLIP, &args, &ticket, &cli->arena, -1, &fd);
    if (!err)
        err = write_out(cli, fd, file);
    io_close(&fd);
    return err ? cli_refuse(err) : EXIT_DONE;
}
