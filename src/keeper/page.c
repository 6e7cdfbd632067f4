/* page.c - where a session stood: kept while somebody works, given to the next screen of the same person.
 *
 * A screen writes under its own desk (a number it drew), so two screens of one login never overwrite each other. Read is
 * what a desk left behind that no living session has: who sits at a second desk beside a living one begins at the
 * beginning. What is read moves to the reader's desk in the same transaction: whenever the lights go out, it lies under
 * exactly one of the two and is offered again.
 */
#include <string.h>
#include "keeper.h"

enum { DESKS_MOST = 16 };

/* A kiosk that nobody has put a ticket into is everybody: what one customer typed there is not for the next. */
static const char *owner(const struct identity *who)
{
    return who->role == ROLE_NOBODY || (who->role == ROLE_CUSTOMER && *who->code == 0) ? NULL
           : *who->code                                                              ? who->code
                                                                                     : who->login;
}

static struct key key_of(const char *who, int64_t desk)
{
    struct key key = key_none();
    key_add_text(&key, who);
    key_add_number(&key, (uint64_t)desk);
    return key;
}

static enum err drop(struct act *act, struct key key)
{
    struct page page;
    enum err err = store_get(act->store, TREE_PAGE, key, &page, act->arena);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_NONE : err;
    err = store_delete(act->store, TREE_PAGE, key);
    return err || page.drafts.n == 0 ? err : act_dropped(act);
}

static enum err keep(struct act *act, struct key key)
{
    struct page *page = &act->args->stand, before;
    enum err err = store_get(act->store, TREE_PAGE, key, &before, act->arena);
    if (err && err != ERR_NOT_FOUND)
        return err;
    /* A draft that is done with was personal, perhaps. */
    if (!err && before.drafts.n && page->drafts.n == 0 && act_dropped(act))
        return ERR_STORE;
    page->desk = act->args->seq;
    page->at = act->now;
    return store_put(act->store, TREE_PAGE, key, page);
}

/* The newest of this person's pages that no living desk writes any more. */
static enum err newest(struct act *act, const char *who, struct page *page, struct key *where)
{
    struct key from = key_none(), keys[DESKS_MOST], found, target;
    struct walk *walk;
    size_t count = 0;
    key_add_text(&from, who);
    enum err err = walk_open(act->store, TREE_PAGE, from, from.size, false, &walk);
    if (err)
        return err;
    while (count < DESKS_MOST && (err = walk_next(walk, &found, &target)) == ERR_NONE)
        keys[count++] = found;
    walk_close(walk);
    if (err && err != ERR_NOT_FOUND)
        return err;
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        struct page one;
        if ((err = store_get(act->store, TREE_PAGE, keys[i], &one, act->arena)))
            return err;
        if (session_has_desk(&keeper_state, one.desk) || (any && one.at <= page->at))
            continue;
        any = true;
        *page = one;
        *where = keys[i];
    }
    return any ? ERR_NONE : ERR_NOT_FOUND;
}

static enum err read_back(struct act *act, const char *who)
{
    struct page *page = act->reply;
    struct key where;
    enum err err = newest(act, who, page, &where);
    if (err == ERR_NOT_FOUND) {
        record_init(&page_type, page);
        return ERR_NONE;
    }
    if (err || act->args->seq == 0)
        return err;
    page->desk = act->args->seq;
    if ((err = store_delete(act->store, TREE_PAGE, where)))
        return err;
    return store_put(act->store, TREE_PAGE, key_of(who, page->desk), page);
}

enum err action_page(struct act *act)
{
    const char *who = owner(act->who);
    if (who == NULL)
        return ERR_NONE;
    if (strcmp(act->args->page, "keep") == 0 && act->args->seq) {
        session_set_desk(&keeper_state, act->who->session, act->args->seq);
        return keep(act, key_of(who, act->args->seq));
    }
    if (strcmp(act->args->page, "leave") == 0 && act->args->seq)
        return drop(act, key_of(who, act->args->seq));
    if (*act->args->page)
        return err_detail(ERR_MALFORMED, "page");
    enum err err = read_back(act, who);
    session_set_desk(&keeper_state, act->who->session, act->args->seq);
    return err;
}
