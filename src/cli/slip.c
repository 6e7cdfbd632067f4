/* slip.c - a receipt, a bag label or a claim ticket for a receipt printer: to standard output, a device, a file or the network;
 * or as text, or as a picture of the paper. A picture is a print like any other: the second is a copy, and says so. */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "../../screens/slips.h"
#include "../base/io.h"
#include "../base/str.h"
#include "../model/ticket.h"
#include "cli.h"

struct wanted {
    const char *kind, *n, *to, *png, *code;
    bool text;
};

static enum err receipt(struct cli *cli, const struct wanted *wanted, enum slip_width width, struct slip *slip)
{
    struct args args = client_args();
    struct receipt record;
    args.code = wanted->code;
    if (wanted->n && !str_number(wanted->n, 1, 100000, &args.n))
        return err_detail(ERR_NUMBER, "%.40s", wanted->n);
    enum err err = client_call(&cli->client, wanted->text ? ACTION_RECEIPT : ACTION_RECEIPT_PRINT, &args, &record, &cli->arena);
    if (!err)
        slips_receipt(&record, width, slip);
    return err;
}

static enum err label(struct cli *cli, const struct wanted *wanted, struct slip *slip)
{
    struct args args = client_args();
    struct order order;
    args.code = wanted->code;
    enum err err = client_call(&cli->client, ACTION_SHOW, &args, &order, &cli->arena);
    if (!err)
        slips_label(&order, slip);
    return err;
}

static enum err ticket(struct cli *cli, const struct wanted *wanted, struct slip *slip)
{
    struct args args = client_args();
    struct ticket record;
    int fd = -1;
    args.code = wanted->code;
    enum err err = client_call_fd(&cli->client, ACTION_TICKET_SLIP, &args, &record, &cli->arena, -1, &fd);
    io_close(&fd); /* the picture of it */
    if (!err)
        slips_ticket(&record, slip);
    return err;
}

static enum err make(struct cli *cli, const struct wanted *wanted, enum slip_width width, struct slip *slip)
{
    if (strcmp(wanted->kind, "receipt") == 0)
        return receipt(cli, wanted, width, slip);
    if (strcmp(wanted->kind, "label") == 0)
        return label(cli, wanted, slip);
    if (strcmp(wanted->kind, "ticket") == 0)
        return ticket(cli, wanted, slip);
    return err_detail(ERR_MALFORMED, "a slip is a receipt, a label or a ticket, not %.40s", wanted->kind);
}

/* The picture to its file, or to standard output. */
static enum err put_picture(const struct wanted *wanted, enum slip_width width, const struct slip *slip)
{
    struct buf png = { 0 };
    enum err err = slip_picture(slip, width, &png);
    if (!err && strcmp(wanted->png, "-") != 0)
        err = io_replace(wanted->png, png.data, png.size, 0600);
    else if (!err && !io_write(STDOUT_FILENO, png.data, png.size))
        err = err_detail(ERR_IO, "%s", strerror(errno));
    buf_free(&png);
    return err;
}

static enum err put(const struct wanted *wanted, const struct slip_target *target, const struct slip *slip)
{
    struct buf bytes = { 0 };
    if (wanted->text)
        slip_text(slip, target->width, &bytes);
    else
        slip_escpos(slip, target->width, &bytes);
    enum err err = ERR_NONE;
    if (target->way != SLIP_NOWHERE)
        err = slip_send(target, &bytes);
    else if (!io_write(STDOUT_FILENO, bytes.data, bytes.size))
        err = err_detail(ERR_IO, "%s", strerror(errno));
    buf_free(&bytes);
    return err;
}

int slip_run(struct cli *cli, int argc, char **argv)
{
    struct wanted wanted = { .kind = syntax_take(&argc, argv, "--kind"), .n = syntax_take(&argc, argv, "--n"), .to = syntax_take(&argc, argv, "--to"), .png = syntax_take(&argc, argv, "--png") };
    struct slip_target target;
    struct slip slip = { 0 };
    char code[LABEL_CODE + 1];
    wanted.text = argc == 2 && strcmp(argv[1], "--text") == 0;
    if (argc - wanted.text != 1)
        return cli_usage("slip", SLIP_SYNTAX);
    wanted.kind = wanted.kind ? wanted.kind : "receipt";
    wanted.to = wanted.to ? wanted.to : "-";
    /* "-,58" is standard output for narrow paper. */
    bool out = wanted.to[0] == '-' && (wanted.to[1] == 0 || wanted.to[1] == ',');
    if (cli->remote && (!out || (wanted.png && strcmp(wanted.png, "-") != 0)))
        return cli_refuse(err_detail(ERR_REMOTE, "only - (standard output) can be written"));
    enum err err = slip_target_read(out ? "" : wanted.to, &target);
    if (out && strcmp(wanted.to, "-,58") == 0)
        target.width = SLIP_58;
    if (!err)
        err = ticket_read(argv[0], code);
    wanted.code = code;
    if (!err)
        err = cli_connect(cli);
    if (!err)
        err = make(cli, &wanted, target.width, &slip);
    if (!err)
        err = wanted.png ? put_picture(&wanted, target.width, &slip) : put(&wanted, &target, &slip);
    slip_free(&slip);
    return err ? cli_refuse(err) : EXIT_DONE;
}
