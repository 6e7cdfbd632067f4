/* order_hold.c - acts about what an order waits for: the alert, a person's hold, a closed code; see order_doing.h. */
#include <string.h>
#include "order_doing.h"
#include "order_words.h"
#include "prompt.h"

enum { HELD_BY_HAND = BIT(HOLD_PHOTOS) | BIT(HOLD_MEDIA) | BIT(HOLD_STAFF) | BIT(HOLD_ERROR) /* what release clears */ };

/* The keeper knows from which risk on a second person must agree; only then is one asked for. */
static bool lift_by_all(struct doing *doing)
{
    char login[40] = "", password[129] = "";
    enum err err = screen_call(doing->screen, ACTION_LIFT, &doing->args, &doing->order, doing->arena);
    if (!err)
        doing_done(doing);
    if (err != ERR_SECOND)
        return err == ERR_NONE;
    if (!prompt_text(doing->screen, login, sizeof login, "A second person must agree. Login:") ||
        !prompt_password(doing->screen, password, sizeof password, "Password of %s (not shown):", login))
        return false;
    doing->args.second = login;
    doing->args.second_password = password;
    bool lifted = doing_call(doing, ACTION_LIFT);
    doing->args.second = doing->args.second_password = "";
    explicit_bzero(password, sizeof password);
    return lifted;
}

void order_do_lift(struct doing *doing)
{
    if (!(doing->order.hold_reasons & BIT(HOLD_ALERT)) && !doing->order.risk.alert)
        screen_say(doing->screen, "There is no alert to lift on %s.", doing->code);
    else if (doing_ask_reason(doing, "Lift the alert of") && lift_by_all(doing))
        screen_say(doing->screen, "The alert of %s is lifted.", doing->code);
}

/* Held back or released is only what may still be made. */
static bool may_be_held(struct doing *doing)
{
    enum order_state state = doing->order.state;
    if (state == ORDER_HELD || state == ORDER_AUTHENTICATED || state == ORDER_PRODUCING)
        return true;
    screen_say_err(doing->screen, err_detail(ERR_STATE, "%s", word_of(&order_state_words, state)));
    return false;
}

void order_do_hold(struct doing *doing)
{
    if (doing->order.hold_reasons & BIT(HOLD_STAFF))
        screen_say(doing->screen, "%s is held back already. (X lets it go on.)", doing->code);
    else if (may_be_held(doing) && doing_ask_reason(doing, "Hold back") && doing_call(doing, ACTION_HOLD))
        screen_say(doing->screen, "%s is held back: nothing more is made of it. (X lets it go on.)", doing->code);
}

void order_do_release(struct doing *doing)
{
    char reasons[160];
    uint32_t held = doing->order.hold_reasons & HELD_BY_HAND, other = doing->order.hold_reasons & ~(uint32_t)HELD_BY_HAND;
    if (held == 0) {
        screen_say(doing->screen, other ? "%s waits for: %s. That is not released by hand." : "%s is not held back.%s",
                   doing->code, word_set(&hold_reason_words, other, reasons, sizeof reasons));
        return;
    }
    word_set(&hold_reason_words, held, reasons, sizeof reasons);
    if (may_be_held(doing) &&
        doing_ask_reason(doing, arena_format(doing->arena, "Waits for: %s. Release", reasons)) &&
        doing_call(doing, ACTION_RELEASE))
        screen_say(doing->screen, "%s goes on.", doing->code);
}

void order_do_unlock(struct doing *doing)
{
    if (!order_code_closed(&doing->order))
        screen_say(doing->screen, "The code of %s is not closed.", doing->code);
    else if (doing_ask_reason(doing, "Open the closed code of") && doing_call(doing, ACTION_UNLOCK))
        screen_say(doing->screen, "The code of %s can be used again at kiosk and over ssh.", doing->code);
}
