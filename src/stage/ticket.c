/* ticket.c - step 3: the ticket, code and password, on paper or screen (claim 14).
 *
 * If the lights go out: a reprint either raised the version, and the old password is void, or it did not happen.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "../barcode/barcode.h"
#include "../base/io.h"
#include "act.h"

/* Who may see a password: the customer who knows it already, and the shop's owner at the machine itself. */
static bool may_see_password(const struct act *act)
{
    return act->scope == SCOPE_OWN || (act->who->role == ROLE_OWNER && !act->who->remote);
}

/* The slip as it would be printed, in a file that exists in memory only. */
static enum err draw(struct act *act, const struct ticket *ticket)
{
    struct buf png = { 0 };
    enum err err = slip_ticket(ticket, &png);
    if (!err) {
        act->fd_out = memfd_create("ticket", MFD_CLOEXEC);
        if (act->fd_out < 0 || !io_write(act->fd_out, png.data, png.size) || lseek(act->fd_out, 0, SEEK_SET) != 0)
            err = err_detail(ERR_MEMORY, "%s", strerror(errno));
    }
    buf_free(&png);
    return err;
}

/* The ticket for a screen as modules, and as a PNG in the descriptor that comes with the reply. */
enum err action_ticket_slip(struct act *act)
{
    struct order order;
    struct ticket *ticket = act->reply;
    int side = 0;
    enum err err = act_order(act, &order);
    if (!err)
        err = act_ticket(act, &order, may_see_password(act), ticket);
    if (!err)
        err = barcode_bars(order.code, &ticket->bars, act->arena);
    if (!err)
        err = barcode_qr(order.code, &ticket->qr, &side, act->arena);
    ticket->qr_size = side;
    return err ? err : draw(act, ticket);
}

/* A lost ticket: staff says how the customer was known, because whoever holds the new one collects the order. */
enum err action_order_ticket(struct act *act)
{
    struct order order;
    enum err err = act_order(act, &order);
    if (err)
        return err;
    if (*act->args->reason == 0 && act->who->role != ROLE_OWNER)
        return ERR_REASON;
    if (order_ended(&order))
        return err_detail(ERR_STATE, "%s", word_of(&order_state_words, order.state));
    order.version++;
    if ((err = act_save(act, &order)) ||
        (err = act_journal(act, &order, EVENT_TICKET, arena_format(act->arena, "%lld", (long long)order.version - 1),
                           arena_format(act->arena, "%lld", (long long)order.version), act->args->reason)) ||
        (err = act_tried(act, order.code, true))) /* what was tried with the old password counts no more */
        return err;
    return act_ticket(act, &order, true, act->reply);
}

/* Wrong passwords closed the code to kiosk and remote logins; the counter, who was never shut out, opens it again. */
enum err action_order_unlock(struct act *act)
{
    struct order order;
    enum err err = act_order(act, &order);
    if (!err)
        err = act_tried(act, order.code, true);
    if (!err)
        err = act_journal(act, &order, EVENT_UNLOCK, NULL, NULL, act->args->reason);
    if (!err)
        err = act_show(act, &order);
    if (!err)
        *(struct order *)act->reply = order;
    return err;
}
