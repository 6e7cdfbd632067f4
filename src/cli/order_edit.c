/* order_edit.c - change what was ordered: whose it is, its class, its lines.
 *
 * Lines pair up with the order's photos as in order new, and replace all there were; what is not named stays.
 */
#include <string.h>
#include "../model/ticket.h"
#include "cli.h"

/* The new lines, for the photos that the order has. */
static enum err pair(struct cli *cli, struct wish *wish)
{
    struct args args = client_args();
    struct order order;
    args.code = wish->edit.code;
    enum err err = client_call(&cli->client, ACTION_SHOW, &args, &order, &cli->arena);
    if (!err)
        err = lines_fit(wish, order.photos.n);
    for (size_t i = 0; !err && i < order.photos.n; i++)
        err = lines_pair(cli, wish, i, order.photos.v[i].n);
    return err;
}

int order_edit_run(struct cli *cli, int argc, char **argv)
{
    struct wish *wish = arena_alloc(&cli->arena, sizeof *wish);
    struct order order;
    char code[LABEL_CODE + 1];
    wish->edit = client_args();
    int status = syntax_take_request(cli, &argc, argv);
    if (status)
        return status;
    enum err err = lines_take(cli, &argc, argv, wish);
    if (!err && (argc != 1 || strncmp(argv[0], "--", 2) == 0))
        return cli_usage("order edit", ORDER_EDIT_SYNTAX);
    if (!err)
        err = ticket_read(argv[0], code);
    wish->edit.code = code;
    if (!err)
        err = cli_connect(cli);
    if (!err && wish->line_count)
        err = pair(cli, wish);
    cli->client.next_request = cli->request;
    if (!err)
        err = client_call(&cli->client, ACTION_EDIT, &wish->edit, &order, &cli->arena);
    if (err)
        return cli_refuse(err);
    cli_show(cli, &order_type, &order);
    return EXIT_DONE;
}
