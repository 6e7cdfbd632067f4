/* arriving.c - photos on their way into an order: what uploads tell, for the screen of that order. Engine thread only.
 *
 * Nothing of it is kept: it stands in the upload's session and goes with it. What was not renewed for a while is not
 * shown, should an upload hang.
 */
#include <stdlib.h>
#include <string.h>
#include "../base/clock.h"
#include "keeper.h"

enum { STALE_MS = 3000 };

struct arrival {
    struct arena memory;
    struct arriving now;
    int64_t told_ms;
};

enum err action_sending(struct act *act)
{
    struct session *session = session_find(&keeper_state, act->who->session);
    if (session == NULL || *act->who->code == 0)
        return err_detail(ERR_MALFORMED, "no upload of an order");
    if (session->arrival == NULL)
        session->arrival = xcalloc(1, sizeof *session->arrival);
    struct arrival *arrival = session->arrival;
    arena_reset(&arrival->memory);
    record_copy(&arriving_type, &act->args->arriving, &arrival->now, &arrival->memory);
    arrival->told_ms = clock_ms();
    session_notify(&keeper_state, BIT(TOPIC_SENDING), act->who->code);
    return ERR_NONE;
}

void arriving_end(struct keeper *keeper, struct session *session)
{
    if (session->arrival == NULL)
        return;
    arena_free(&session->arrival->memory);
    free(session->arrival);
    session->arrival = NULL;
    session_notify(keeper, BIT(TOPIC_SENDING), session->identity.code);
}

/* Of several uploads into one order the figures add up, and the name is of one. */
enum err action_arriving(struct act *act)
{
    struct arriving *arriving = act->reply;
    struct order order = { .code = act->who->code };
    int64_t now = clock_ms();
    enum err err = strcmp(act->args->code, order.code) == 0 ? ERR_NONE : act_order(act, &order);
    if (err)
        return err;
    for (size_t i = 0; i < BUCKETS; i++) {
        for (const struct session *session = keeper_state.sessions[i]; session; session = session->next) {
            const struct arrival *arrival = session->arrival;
            if (arrival == NULL || now - arrival->told_ms > STALE_MS || strcmp(session->identity.code, order.code) != 0)
                continue;
            if (*arrival->now.name) {
                arriving->name = arena_text(act->arena, arrival->now.name);
                arriving->bytes = arrival->now.bytes;
                arriving->total = arrival->now.total;
            }
            arriving->per_second += arrival->now.per_second;
            arriving->files += arrival->now.files;
            arriving->checking += arrival->now.checking;
        }
    }
    return ERR_NONE;
}
