/* forget.c - aside: what the shop knew of a person is dropped, by date or because somebody asks.
 *
 * If the lights go out: a record is emptied and the meta record says that the store's files are to be wiped of it, or
 * neither. The wiping itself is db/compact.c's; until then the text is only unreachable.
 */
#include "../base/clock.h"
#include "act.h"

enum { AT_ONCE = 500, ANSWER_SECONDS = 600, TRIES_SECONDS = 86400, PAGE_SECONDS = 86400, DRAFT_SECONDS = 7 * 86400 };

enum err act_dropped(struct act *act)
{
    struct meta meta;
    enum err err = act_meta(act, &meta);
    meta.dropped++;
    return err ? err : act_meta_save(act, &meta);
}

enum err forget_order(struct act *act, struct order *order)
{
    record_anonymise(&order_type, order);
    order->anonymous = true;
    enum err err = act_save(act, order);
    if (!err)
        err = act_journal(act, order, EVENT_ANONYMISE, NULL, NULL, NULL);
    if (!err)
        err = act_gone(act, GONE_NAMES, 1);
    return err ? err : act_dropped(act);
}

/* The customer's orders that are over; one that is not keeps its name until it is. */
static enum err forget_orders(struct act *act, const char *number)
{
    struct key from = key_none(), found, target;
    struct order order;
    struct walk *walk;
    key_add_text(&from, number);
    enum err err = walk_open(act->store, INDEX_CUSTOMER, from, from.size, false, &walk);
    if (err)
        return err;
    /* This neither moves an order in the index that is walked nor leaves it. */
    while ((err = walk_next(walk, &found, &target)) == ERR_NONE) {
        if ((err = act_order_by_id(act, (int64_t)be64(target.data), &order)))
            break;
        if (order_ended(&order) && !order.anonymous && (err = forget_order(act, &order)))
            break;
    }
    walk_close(walk);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

enum err action_customer_forget(struct act *act)
{
    struct customer *customer = act->reply;
    bool found;
    enum err err = act_customer(act, act->args->customer, customer, &found);
    if (!err && !found)
        err = err_detail(ERR_NO_CUSTOMER, "%s", act->args->customer);
    if (!err && *act->args->reason == 0)
        err = ERR_REASON;
    if (err)
        return err;
    record_anonymise(&customer_type, customer);
    customer->pin_hash = "";
    if ((err = store_put(act->store, TREE_CUSTOMER, key_text(customer->number), customer)) ||
        (err = forget_orders(act, customer->number)) || (err = act_dropped(act)))
        return err;
    return act_journal(act, NULL, EVENT_CUSTOMER, NULL, customer->number,
                       arena_format(act->arena, "forgotten: %.180s", act->args->reason));
}

/* Ids begin with the time, so the oldest stand first. */
enum err forget_answers(struct act *act)
{
    struct key from = key_number(0), found, target, old[AT_ONCE];
    struct walk *walk;
    int count = 0;
    enum err err = walk_open(act->store, TREE_ANSWER, from, 0, false, &walk);
    if (err)
        return err;
    while (count < AT_ONCE && (err = walk_next(walk, &found, &target)) == ERR_NONE &&
           (int64_t)(be64(found.data) >> 32) < act->now - ANSWER_SECONDS)
        old[count++] = found;
    walk_close(walk);
    if (err == ERR_NOT_FOUND)
        err = ERR_NONE;
    for (int i = 0; i < count && !err; i++)
        err = store_delete(act->store, TREE_ANSWER, old[i]);
    return err;
}

/* Such a tree is not sorted by time: each sweep looks at a stretch of it, from *position on. */
static enum err forget_stretch(struct act *act, enum tree tree, struct key *position, bool (*old)(struct act *act, struct key key))
{
    struct key found, target, gone[AT_ONCE / 5];
    struct walk *walk;
    int seen = 0, count = 0;
    enum err err = walk_open(act->store, tree, *position, 0, position->size > 0, &walk);
    if (err)
        return err;
    while (seen < AT_ONCE / 5 && (err = walk_next(walk, &found, &target)) == ERR_NONE) {
        seen++;
        *position = found;
        if (old(act, found))
            gone[count++] = found;
    }
    walk_close(walk);
    if (err == ERR_NOT_FOUND) {
        *position = key_none();
        err = ERR_NONE;
    }
    for (int i = 0; i < count && !err; i++)
        err = store_delete(act->store, tree, gone[i]);
    return err || count == 0 || tree == TREE_TRIES ? err : act_dropped(act);
}

static bool tries_old(struct act *act, struct key key)
{
    struct tries tries;
    return store_get(act->store, TREE_TRIES, key, &tries, act->arena) == ERR_NONE && tries.last < act->now - TRIES_SECONDS;
}

/* Addresses are personal too. */
enum err forget_tries(struct act *act)
{
    static struct key position;
    return forget_stretch(act, TREE_TRIES, &position, tries_old);
}

/* Where somebody stood is of use until the next day; what was half typed a little longer. */
static bool page_old(struct act *act, struct key key)
{
    struct page page;
    return store_get(act->store, TREE_PAGE, key, &page, act->arena) == ERR_NONE &&
           page.at < act->now - (page.drafts.n ? DRAFT_SECONDS : PAGE_SECONDS);
}

enum err forget_pages(struct act *act)
{
    static struct key position;
    return forget_stretch(act, TREE_PAGE, &position, page_old);
}
