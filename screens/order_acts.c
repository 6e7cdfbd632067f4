/* order_acts.c - what staff does with one order; see order_acts.h. */
#include "order_acts.h"
#include <stdio.h>
#include <string.h>
#include "../src/base/clock.h"
#include "../src/base/str.h"
#include "../src/model/order.h"
#include "order_photos.h"
#include "order_ticket.h"
#include "order_words.h"
#include "prompt.h"

/* One act at work: the order as it was read, and what goes to the keeper. */
struct doing {
    struct screen *screen;
    struct arena *arena;
    struct order order;
    struct args args;
    char code[20];      /* as people read it */
};

enum err order_read(struct screen *screen, const char *code, struct order *order, struct arena *arena)
{
    struct args args = client_args();
    args.code = code;
    return screen_call(screen, ACTION_SHOW, &args, order, arena);
}

static const char *money(const struct doing *doing, int64_t minor)
{
    char text[48];
    return arena_text(doing->arena, order_money(&doing->order, minor, text, sizeof text));
}

static int64_t due(const struct doing *doing)
{
    return doing->order.price_minor - doing->order.paid_minor;
}

/* False, and said why, when the order's state has no such step now. */
static bool may_step(struct doing *doing, enum event event)
{
    enum right right;
    enum err err = order_may(&doing->order, event, &right);
    if (err)
        screen_say_err(doing->screen, err);
    return !err;
}

static bool ask_reason(struct doing *doing, const char *what)
{
    char reason[200] = "";
    if (!prompt_text(doing->screen, reason, sizeof reason, "%s %s. Reason:", what, doing->code))
        return false;
    doing->args.reason = arena_text(doing->arena, reason);
    return true;
}

/* The usual end: the keeper does it, the answer is the order as it is now. */
static bool call(struct doing *doing, enum action action)
{
    return screen_call(doing->screen, action, &doing->args, &doing->order, doing->arena) == ERR_NONE;
}

static void authenticate(struct doing *doing)
{
    const struct order *order = &doing->order;
    struct extension extension;
    const char *lines[ORDER_EXTENSION_LINES];
    char password[40], when[40];
    bool photos_only = order->hold_reasons & BIT(HOLD_PHOTO_RIGHT);
    if (order->authenticated && !photos_only) {
        screen_say(doing->screen, "Authenticated already by %s, %s.", order->authenticated_by,
                   clock_words(order->authenticated, when, sizeof when));
        return;
    }
    /* An open order is placed by authenticating it: that is the keeper's to say. */
    if (order->state != ORDER_OPEN && !photos_only && !may_step(doing, EVENT_AUTHENTICATE))
        return;
    if (!prompt_password(doing->screen, password, sizeof password,
                         "Authenticate %s. Password on the ticket (not shown):", doing->code))
        return;
    doing->args.password = password;
    enum err err = screen_call(doing->screen, ACTION_AUTHENTICATE, &doing->args, &extension, doing->arena);
    explicit_bzero(password, sizeof password);
    doing->args.password = "";
    if (err)
        return;
    size_t count = order_words_extension(&extension, doing->arena, lines);
    prompt_read(doing->screen, lines, count);
    if (!doing->screen->line_mode)
        screen_say(doing->screen, "%s", lines[count - 1]);
}

static void pay(struct doing *doing)
{
    static const char *const methods[] = { "cash", "card", "voucher" };
    int64_t amount = due(doing), change = 0;
    if (amount <= 0) {
        screen_say(doing->screen, "Nothing is due: %s of %s is paid.", money(doing, doing->order.paid_minor),
                   money(doing, doing->order.price_minor));
        return;
    }
    if (!prompt_money(doing->screen, &amount, (int)doing->order.currency_decimals,
                      "Due %s. Amount given:", money(doing, amount)))
        return;
    int method = prompt_choice(doing->screen, methods, 3, 0, "%s by", money(doing, amount));
    if (method < 0)
        return;
    if (method == PAY_CASH && amount > due(doing)) {
        change = amount - due(doing);
        amount = due(doing);
    }
    doing->args.amount_minor = amount;
    doing->args.method = (enum pay_method)method;
    if (call(doing, ACTION_PAY))
        screen_say(doing->screen, "%s taken by %s.%s%s Due now %s.", money(doing, amount), methods[method],
                   change ? " Change " : "", change ? arena_format(doing->arena, "%s.", money(doing, change)) : "",
                   money(doing, due(doing)));
}

static void hand_over(struct doing *doing)
{
    if (doing->order.state == ORDER_READY && due(doing) > 0) {
        screen_say_err(doing->screen, err_detail(ERR_NOT_PAID, "%s", money(doing, due(doing))));
        return;
    }
    if (doing->order.state != ORDER_COLLECTED && !may_step(doing, EVENT_HAND_OVER))
        return;
    if (doing->order.state != ORDER_COLLECTED &&
        !prompt_yes(doing->screen, true, "Hand over %s, %lld prints, paid %s, due %s?", doing->code,
                    (long long)doing->order.prints_total, money(doing, doing->order.paid_minor),
                    money(doing, due(doing))))
        return;
    /* Of an order that is collected the keeper says when and by whom. */
    if (call(doing, ACTION_HAND_OVER))
        screen_say(doing->screen, "%s is handed over. Thank you.", doing->code);
}

/* The keeper knows from which risk on a second person must agree; only then is one asked for. */
static bool lift_by_all(struct doing *doing)
{
    char login[40] = "", password[129] = "";
    enum err err = screen_call(doing->screen, ACTION_LIFT, &doing->args, &doing->order, doing->arena);
    if (err != ERR_SECOND)
        return err == ERR_NONE;
    if (!prompt_text(doing->screen, login, sizeof login, "A second person must agree. Login:") ||
        !prompt_password(doing->screen, password, sizeof password, "Password of %s:", login))
        return false;
    doing->args.second = login;
    doing->args.second_password = password;
    bool lifted = call(doing, ACTION_LIFT);
    doing->args.second = doing->args.second_password = "";
    explicit_bzero(password, sizeof password);
    return lifted;
}

static void lift(struct doing *doing)
{
    if (!(doing->order.hold_reasons & BIT(HOLD_ALERT)) && !doing->order.risk.alert)
        screen_say(doing->screen, "There is no alert to lift on %s.", doing->code);
    else if (ask_reason(doing, "Lift the alert of") && lift_by_all(doing))
        screen_say(doing->screen, "The alert of %s is lifted.", doing->code);
}

static void cancel(struct doing *doing)
{
    if (may_step(doing, EVENT_CANCEL) && ask_reason(doing, "Cancel") &&
        prompt_yes(doing->screen, false, "Cancel %s now? Its photos are purged.", doing->code) &&
        call(doing, ACTION_CANCEL))
        screen_say(doing->screen, "%s is cancelled.%s", doing->code,
                   doing->order.paid_minor > 0 ? " Money was paid: give it back (F)." : "");
}

static void photos(struct doing *doing)
{
    if (doing->order.photos.n == 0)
        screen_say(doing->screen, "%s has no photos.", doing->code);
    else if (doing->order.photos_purged)
        screen_say(doing->screen, "The photos of %s are purged.", doing->code);
    else
        order_photos_open(doing->screen, &doing->order);
}

static void ticket(struct doing *doing)
{
    struct ticket new_ticket;
    if (prompt_yes(doing->screen, false, "A new ticket for %s? The password of the old one is void then.",
                   doing->code) &&
        ask_reason(doing, "How was the customer known who lost") &&
        screen_call(doing->screen, ACTION_TICKET, &doing->args, &new_ticket, doing->arena) == ERR_NONE)
        order_ticket_open(doing->screen, &new_ticket);
}

static void refund(struct doing *doing)
{
    int64_t amount = doing->order.paid_minor;
    if (amount <= 0) {
        screen_say(doing->screen, "Nothing was paid for %s.", doing->code);
        return;
    }
    if (!prompt_money(doing->screen, &amount, (int)doing->order.currency_decimals,
                      "Paid %s. Give back:", money(doing, amount)) ||
        !ask_reason(doing, "Give money back for"))
        return;
    doing->args.amount_minor = amount;
    if (call(doing, ACTION_REFUND))
        screen_say(doing->screen, "%s given back.", money(doing, amount));
}

static void rush(struct doing *doing)
{
    if (call(doing, ACTION_RUSH))
        screen_say(doing->screen, "%s is at the front of the queue. (b puts it back.)", doing->code);
}

static void put_back(struct doing *doing)
{
    if (call(doing, ACTION_PUT_BACK))
        screen_say(doing->screen, "%s is at the end of the queue. (r brings it forward.)", doing->code);
}

static void remake(struct doing *doing)
{
    if (prompt_yes(doing->screen, false, "Make %s again, free?", doing->code) && call(doing, ACTION_REMAKE))
        screen_say(doing->screen, "%s is made again.", doing->code);
}

static void reopen(struct doing *doing)
{
    if (may_step(doing, EVENT_REOPEN) && call(doing, ACTION_REOPEN))
        screen_say(doing->screen, "%s is %s again.", doing->code, word_of(&order_state_words, doing->order.state));
}

static void keep(struct doing *doing)
{
    if (call(doing, ACTION_KEEP))
        screen_say(doing->screen,
                   doing->order.keep ? "%s is kept: it does not expire." : "%s expires at its date again.",
                   doing->code);
}

static const struct { enum order_act act; void (*function)(struct doing *doing); } acts[] = {
    { ORDER_ACT_AUTHENTICATE, authenticate }, { ORDER_ACT_PAY, pay }, { ORDER_ACT_HAND_OVER, hand_over },
    { ORDER_ACT_LIFT, lift }, { ORDER_ACT_CANCEL, cancel }, { ORDER_ACT_PHOTOS, photos }, { ORDER_ACT_TICKET, ticket },
    { ORDER_ACT_RUSH, rush }, { ORDER_ACT_PUT_BACK, put_back }, { ORDER_ACT_REMAKE, remake }, { ORDER_ACT_REFUND, refund },
    { ORDER_ACT_REOPEN, reopen }, { ORDER_ACT_KEEP, keep },
};

bool order_act(struct screen *screen, int act, const char *code)
{
    struct arena arena = { 0 };
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        struct doing doing = { .screen = screen, .arena = &arena, .args = client_args() };
        if ((int)acts[i].act != act)
            continue;
        str_code(code, doing.code, sizeof doing.code);
        doing.args.code = arena_text(&arena, code);
        if (order_read(screen, code, &doing.order, &arena) == ERR_NONE)
            acts[i].function(&doing);
        arena_free(&arena);
        return true;
    }
    return false;
}
