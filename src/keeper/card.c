/* card.c - the card in a terminal's reader: the screen there gets a socket, and at its other end is an upload that reads
 * the card. Which folder that is stands in the terminal's row, so nobody can name another, and nobody elsewhere this one.
 */
#include <string.h>
#include "../base/io.h"
#include "keeper.h"

enum err action_card(struct act *act)
{
    struct order order;
    const char *reader = rights_reader(act->who->terminal);
    int pair[2];
    if (act->who->remote)
        return err_detail(ERR_REMOTE, "a card is read where it is put in");
    if (*reader == 0)
        return err_detail(ERR_NO_READER, "%s", act->who->terminal);
    enum err err = act_order(act, &order);
    if (!err && order.state != ORDER_OPEN)
        err = err_detail(ERR_STATE, "%s", word_of(&order_state_words, order.state));
    if (!err)
        err = io_pair(pair);
    if (err)
        return err;
    err = control_card(&keeper_state, act->who->session, order.code, reader, pair[1]);
    io_close(&pair[1]);
    if (err)
        io_close(&pair[0]);
    else
        act->fd_out = pair[0];
    return err;
}
