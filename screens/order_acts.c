/* order_acts.c - what staff does with one order; see order_acts.h. */
#include "order_acts.h"
#include <stdio.h>
#include <string.h>
#include "../src/base/clock.h"
#include "../src/base/str.h"
#include "../src/model/order.h"
#include "order_doing.h"
#include "order_photos.h"
#include "order_ticket.h"
#include "order_words.h"
#include "prompt.h"
#include "slips.h"
#include "taking.h"

enum err order_read(struct screen *screen, const char *code, struct order *order, struct arena *arena)
{
    struct args args = client_args();
    args.code = code;
    return screen_call(screen, ACTION_SHOW, &args, order, arena);
}

const char *doing_money(const struct doing *doing, int64_t minor)
{
    char text[48];
    return arena_text(doing->arena, order_money(&doing->order, minor, text, sizeof text));
}

int64_t doing_due(const struct doing *doing)
{
    return doing->order.price_minor - doing->order.paid_minor;
}

bool doing_may_step(struct doing *doing, enum event event)
{
    enum right right;
    enum err err = order_may(&doing->order, event, &right);
    if (err)
        screen_say_err(doing->screen, err);
    return !err;
}

bool doing_ask_reason(struct doing *doing, const char *what)
{
    char reason[200] = "";
    if (!prompt_text(doing->screen, reason, sizeof reason, "%s %s. Reason:", what, doing->code))
        return false;
    doing->args.reason = arena_text(doing->arena, reason);
    return true;
}

bool doing_call(struct doing *doing, enum action action)
{
    enum err err = screen_call(doing->screen, action, &doing->args, &doing->order, doing->arena);
    if (!err)
        doing_done(doing);
    return !err;
}

void doing_done(struct doing *doing)
{
    snprintf(doing->screen->acted, sizeof doing->screen->acted, "%s", doing->order.code);
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
    if (order->state != ORDER_OPEN && !photos_only && !doing_may_step(doing, EVENT_AUTHENTICATE))
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
    doing_done(doing);
    size_t count = order_words_extension(&extension, doing->arena, lines);
    prompt_read(doing->screen, lines, count);
    if (!doing->screen->line_mode)
        screen_say(doing->screen, "%s", lines[count - 1]);
}

static void hand_over(struct doing *doing)
{
    if (doing->order.state == ORDER_READY && doing_due(doing) > 0) {
        screen_say_err(doing->screen, err_detail(ERR_NOT_PAID, "%s", doing_money(doing, doing_due(doing))));
        return;
    }
    if (doing->order.state != ORDER_COLLECTED && !doing_may_step(doing, EVENT_HAND_OVER))
        return;
    if (doing->order.state != ORDER_COLLECTED &&
        !prompt_yes(doing->screen, true, "Hand over %s, %lld prints, paid %s, due %s?", doing->code,
                    (long long)doing->order.prints_total, doing_money(doing, doing->order.paid_minor),
                    doing_money(doing, doing_due(doing))))
        return;
    /* Of an order that is collected the keeper says when and by whom. */
    if (doing_call(doing, ACTION_HAND_OVER))
        screen_say(doing->screen, "%s is handed over. Thank you.", doing->code);
}

static void cancel(struct doing *doing)
{
    if (doing_may_step(doing, EVENT_CANCEL) && doing_ask_reason(doing, "Cancel") &&
        prompt_yes(doing->screen, false, "Cancel %s now? Its photos are purged.", doing->code) &&
        doing_call(doing, ACTION_CANCEL))
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
    char shown[200] = "";
    if (order_ended(&doing->order)) {
        screen_say_err(doing->screen, err_detail(ERR_STATE, "%s", word_of(&order_state_words, doing->order.state)));
        return;
    }
    /* Whoever holds the new ticket collects the order: who asks for it must have shown who it is. */
    if (!prompt_text(doing->screen, shown, sizeof shown, "Lost ticket of %s: how did the customer show who it is?",
                     doing->code) ||
        !prompt_yes(doing->screen, false, "A new ticket for %s? The password of the old one is void then.",
                    doing->code))
        return;
    doing->args.reason = shown;
    if (screen_call(doing->screen, ACTION_TICKET, &doing->args, &new_ticket, doing->arena) == ERR_NONE)
        order_ticket_open(doing->screen, &new_ticket, "NEW TICKET", "The old password is void.");
    doing->args.reason = "";
}

static void reprint(struct doing *doing)
{
    struct ticket new_ticket;
    if (prompt_yes(doing->screen, false, "Order the photos of %s again, charged like a new order?", doing->code) &&
        screen_call(doing->screen, ACTION_REPRINT, &doing->args, &new_ticket, doing->arena) == ERR_NONE)
        order_ticket_open(doing->screen, &new_ticket, "ORDERED AGAIN", "It is held: authenticate it (a).");
}

static void told(struct doing *doing)
{
    char when[40];
    if (doing->order.told && !prompt_yes(doing->screen, false, "%s told the customer of %s already, %s. Told again?",
                                         doing->order.told_by, doing->code,
                                         clock_words(doing->order.told, when, sizeof when)))
        return;
    if (doing_call(doing, ACTION_TOLD))
        screen_say(doing->screen, "The customer of %s knows that it is ready.", doing->code);
}

static void shelf(struct doing *doing)
{
    char place[25];
    snprintf(place, sizeof place, "%s", doing->order.shelf);
    if (!prompt_text(doing->screen, place, sizeof place, "Where does the bag of %s lie (- for nowhere)?", doing->code))
        return;
    doing->args.shelf = strcmp(place, "-") == 0 ? "" : place;
    if (doing_call(doing, ACTION_SHELF)) {
        if (doing->args.shelf[0])
            screen_say(doing->screen, "%s lies on %s.", doing->code, place);
        else
            screen_say(doing->screen, "%s lies on no shelf now.", doing->code);
    }
    doing->args.shelf = "";
}

static void rush(struct doing *doing)
{
    if (doing_call(doing, ACTION_RUSH))
        screen_say(doing->screen, "%s is at the front of the queue. (b puts it back.)", doing->code);
}

static void put_back(struct doing *doing)
{
    if (doing_call(doing, ACTION_PUT_BACK))
        screen_say(doing->screen, "%s is at the end of the queue. (r brings it forward.)", doing->code);
}

static void remake(struct doing *doing)
{
    bool failed = doing->order.state == ORDER_PRODUCING; /* what is not yet finished is made again where it failed */
    if (prompt_yes(doing->screen, false, failed ? "Make the failed prints of %s again?" : "Make all of %s again, free?",
                   doing->code) &&
        doing_call(doing, ACTION_REMAKE))
        screen_say(doing->screen, "%s is made again.", doing->code);
}

static void reopen(struct doing *doing)
{
    if (doing_may_step(doing, EVENT_REOPEN) && doing_call(doing, ACTION_REOPEN))
        screen_say(doing->screen, "%s is %s again.", doing->code, word_of(&order_state_words, doing->order.state));
}

static void keep(struct doing *doing)
{
    if (doing_call(doing, ACTION_KEEP))
        screen_say(doing->screen,
                   doing->order.keep ? "%s is kept: it does not expire." : "%s expires at its date again.",
                   doing->code);
}

static void slip(struct doing *doing)
{
    static const char *const words[] = { "receipt", "label", "nothing" };
    bool paid = doing->order.payments.n > 0;
    int choice = prompt_choice(doing->screen, words, 3, paid ? 0 : 1, "Print for %s:", doing->code);
    if (choice == 0)
        slips_print_receipt(doing->screen, doing->order.code);
    else if (choice == 1)
        slips_print_label(doing->screen, &doing->order);
}

static void undo(struct doing *doing)
{
    struct entry entry;
    char when[40];
    if (screen_call(doing->screen, ACTION_UNDO_WHAT, &doing->args, &entry, doing->arena))
        return;
    const char *what = word_of(&event_sentences, entry.event);
    if (!prompt_yes(doing->screen, false, "Take back on %s: %s%s%s, %s?", doing->code, what, *entry.note ? " " : "", entry.note,
                    clock_words(entry.at, when, sizeof when)))
        return;
    doing->args.n = entry.seq;
    if (doing_call(doing, ACTION_UNDO))
        screen_say(doing->screen, "Taken back on %s: %s. It is %s.", doing->code, what,
                   word_of(&order_state_words, doing->order.state));
}

/* What was ordered, and by whom, on the pages of the kiosk; those say what came of it. */
static void change(struct doing *doing)
{
    enum order_state state = doing->order.state;
    if (state != ORDER_OPEN && state != ORDER_HELD)
        screen_say_err(doing->screen, err_detail(ERR_STATE, "%s", word_of(&order_state_words, state)));
    else
        taking_run(doing->screen, doing->order.code, "");
}

static const struct { enum order_act act; void (*function)(struct doing *doing); } acts[] = {
    { ORDER_ACT_AUTHENTICATE, authenticate }, { ORDER_ACT_PAY, order_do_pay }, { ORDER_ACT_HAND_OVER, hand_over },
    { ORDER_ACT_LIFT, order_do_lift }, { ORDER_ACT_CANCEL, cancel }, { ORDER_ACT_PHOTOS, photos },
    { ORDER_ACT_TICKET, ticket }, { ORDER_ACT_RUSH, rush }, { ORDER_ACT_PUT_BACK, put_back }, { ORDER_ACT_REMAKE, remake },
    { ORDER_ACT_REFUND, order_do_refund }, { ORDER_ACT_REOPEN, reopen }, { ORDER_ACT_KEEP, keep }, { ORDER_ACT_TOLD, told },
    { ORDER_ACT_SHELF, shelf }, { ORDER_ACT_RECEIPT, order_do_receipt }, { ORDER_ACT_UNLOCK, order_do_unlock },
    { ORDER_ACT_HOLD, order_do_hold }, { ORDER_ACT_RELEASE, order_do_release }, { ORDER_ACT_REPRINT, reprint },
    { ORDER_ACT_VOID, order_do_void }, { ORDER_ACT_SLIP, slip }, { ORDER_ACT_CHANGE, change }, { ORDER_ACT_UNDO, undo },
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
        if (code[0] == 0)
            screen_say(screen, "There is no order in this list. Press / to find one, or scan a ticket.");
        else if (order_read(screen, code, &doing.order, &arena) == ERR_NONE)
            acts[i].function(&doing);
        arena_free(&arena);
        return true;
    }
    return false;
}
