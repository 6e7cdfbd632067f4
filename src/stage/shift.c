/* shift.c - aside: a person's cash drawer, from the count that opens it to the count that closes it.
 *
 * What is expected is worked out, never typed: the float and every payment, refund and void that this person recorded
 * meanwhile, each added in the transaction that records it. Who counts says the sum before the keeper says what it
 * expected. If the lights go out a payment is in order and drawer, or in neither.
 */
#include <string.h>
#include "../base/str.h"
#include "act.h"


static enum err open_shift(struct act *act, const char *login, struct shift *shift)
{
    struct drawer drawer;
    enum err err = store_get(act->store, TREE_DRAWER, key_text(login), &drawer, act->arena);
    if (err)
        return err;
    return store_get(act->store, TREE_SHIFT, key_number((uint64_t)drawer.shift), shift, act->arena);
}

static enum err save(struct act *act, const struct shift *shift)
{
    return store_put(act->store, TREE_SHIFT, key_number((uint64_t)shift->number), shift);
}

static bool add(int64_t *sum, int64_t amount)
{
    return !__builtin_add_overflow(*sum, amount, sum);
}

enum err act_drawer(struct act *act, struct payment *payment)
{
    struct shift shift;
    enum err err = open_shift(act, act->who->login, &shift);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_NONE : err;
    /* Money that goes back is cash; a void takes back what it voids, as that came in. */
    bool cash = payment->method == PAY_CASH || payment->method == PAY_REFUND;
    int64_t *sum = cash ? &shift.cash_minor : payment->method == PAY_CARD ? &shift.card_minor : &shift.voucher_minor;
    if (!add(sum, payment->amount_minor) ||
        (payment->method == PAY_REFUND && !add(&shift.refunded_minor, -payment->amount_minor)) ||
        !add(&shift.expected_minor, cash ? payment->amount_minor : 0))
        return ERR_OVERFLOW;
    shift.payments++;
    payment->shift = shift.number;
    return save(act, &shift);
}

static enum err check_count(struct act *act)
{
    char text[32];
    if (act->args->amount_minor >= 0)
        return ERR_NONE;
    return err_detail(ERR_NUMBER, "%s is not what lies in a drawer", str_money(act->args->amount_minor, (int)act->conf->currency_decimals, text, sizeof text));
}

enum err action_shift_open(struct act *act)
{
    struct shift *shift = act->reply;
    struct drawer drawer;
    struct meta meta;
    enum err err = check_count(act);
    if (!err)
        err = open_shift(act, act->who->login, shift);
    if (err == ERR_NONE)
        return err_detail(ERR_ALREADY, "shift %lld of %s is open since %s", (long long)shift->number, shift->login,
                          act_time(act, shift->opened));
    if (err != ERR_NOT_FOUND || (err = act_meta(act, &meta)))
        return err;
    record_init(&shift_type, shift);
    shift->number = ++meta.next_shift;
    shift->login = act->who->login;
    shift->terminal = act->who->terminal;
    shift->opened = act->now;
    shift->float_minor = shift->expected_minor = act->args->amount_minor;
    shift->currency = act->conf->currency;
    shift->currency_decimals = act->conf->currency_decimals;
    record_init(&drawer_type, &drawer);
    drawer.login = shift->login;
    drawer.shift = shift->number;
    if ((err = act_meta_save(act, &meta)) || (err = save(act, shift)) ||
        (err = store_put(act->store, TREE_DRAWER, key_text(drawer.login), &drawer)))
        return err;
    return act_journal(act, NULL, EVENT_SHIFT_OPEN, "", act_money(act, shift->float_minor),
                       arena_format(act->arena, "shift %lld", (long long)shift->number));
}

/* Whose shift is meant: one's own, or a supervisor's business. */
static enum err whose(struct act *act, const char **login)
{
    *login = *act->args->login ? act->args->login : act->who->login;
    if (strcmp(*login, act->who->login) != 0 && rights_of(act->who, RIGHT_SUPERVISE) == SCOPE_NONE)
        return err_detail(ERR_RIGHT, "%s", word_of(&right_words, RIGHT_SUPERVISE));
    return ERR_NONE;
}

enum err action_shift_close(struct act *act)
{
    struct shift *shift = act->reply;
    const char *login;
    enum err err = check_count(act);
    if (err || (err = whose(act, &login)))
        return err;
    if ((err = open_shift(act, login, shift)))
        return err == ERR_NOT_FOUND ? err_detail(ERR_NO_SHIFT, "none of %s is open", login) : err;
    shift->closed = act->now;
    shift->closed_by = act->who->login;
    shift->counted_minor = act->args->amount_minor;
    if (__builtin_sub_overflow(shift->counted_minor, shift->expected_minor, &shift->difference_minor))
        return ERR_OVERFLOW;
    if (strlen(act->args->note) > record_field(&shift_type, "note")->limit)
        return err_detail(ERR_TOO_LONG, "the note");
    shift->note = act->args->note;
    if ((err = save(act, shift)) || (err = store_delete(act->store, TREE_DRAWER, key_text(login))))
        return err;
    return act_journal(act, NULL, EVENT_SHIFT_CLOSE, act_money(act, shift->expected_minor), act_money(act, shift->counted_minor),
                       arena_format(act->arena, "shift %lld of %s, difference %s", (long long)shift->number, login,
                                    act_money(act, shift->difference_minor)));
}

/* What is expected in a drawer is said when it has been counted, except to who supervises. */
static void blind(const struct act *act, struct shift *shift)
{
    if (shift->closed || rights_of(act->who, RIGHT_SUPERVISE) != SCOPE_NONE)
        return;
    shift->cash_minor = shift->expected_minor = 0;
}

enum err action_shift_show(struct act *act)
{
    struct shift *shift = act->reply;
    const char *login;
    enum err err = whose(act, &login);
    if (err)
        return err;
    err = act->args->n ? store_get(act->store, TREE_SHIFT, key_number((uint64_t)act->args->n), shift, act->arena)
                       : open_shift(act, login, shift);
    if (err == ERR_NOT_FOUND)
        return act->args->n ? err_detail(ERR_NO_SHIFT, "%lld", (long long)act->args->n)
                            : err_detail(ERR_NO_SHIFT, "none of %s is open", login);
    act->args->login = err ? "" : shift->login;
    if (!err)
        err = whose(act, &login);
    blind(act, shift);
    return err;
}

enum err action_shift_list(struct act *act)
{
    struct shifts *shifts = act->reply;
    struct meta meta;
    int64_t after;
    enum err err = act_meta(act, &meta);
    if (err)
        return err;
    if (*act->args->after == 0)
        after = meta.next_shift + 1;
    else if (!str_number(act->args->after, 1, INT64_MAX, &after))
        return err_detail(ERR_NUMBER, "%s", act->args->after);
    if (after > meta.next_shift + 1)
        after = meta.next_shift + 1;
    for (int64_t number = after - 1; number > 0 && (int64_t)shifts->shifts.n < act_page_limit(act); number--) {
        if ((err = store_get(act->store, TREE_SHIFT, key_number((uint64_t)number), LIST_ADD(act->arena, &shifts->shifts, shift), act->arena)))
            return err;
        if (number > 1)
            shifts->next = arena_format(act->arena, "%lld", (long long)number);
        else
            shifts->next = "";
    }
    return ERR_NONE;
}
