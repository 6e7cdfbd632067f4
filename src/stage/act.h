/* act.h - one action on its way through the engine: who asks, with what, and what must happen afterwards.
 *
 * An action function runs inside one transaction of the store, on the engine's thread, and never waits: what needs a
 * hash or a photo's examination asks for it with act_later() and is run again, from the top, when that is done.
 * What must happen outside (a file removed, a session ended) is noted here and done after the flush: if the lights go
 * out between commit and effect, the sweep finds it again.
 */
#ifndef STAGE_ACT_H
#define STAGE_ACT_H
#include "../../db/store.h"
#include "../client/action.h"
#include "../conf/conf.h"
#include "../model/order.h"
#include "../tbl/retention.h"

/* What a thread of the keeper may be asked to find out. */
enum later { LATER_NOTHING, LATER_HASH /* make a password hash */, LATER_VERIFY /* compare with one */, LATER_EXAMINE /* a photo */, LATER_CHECK /* the whole store */, LATER_CONF /* the shop's files */, LATER_COMPACT /* wipe the store's files */, LATER_DUMP /* the shop as text */, LATER_BACKUP /* copy the shop */, LATER_CHECKED /* wait until more photos of the order `secret` are checked */ };
struct judgement { /* what it found; zero the first time an action runs */
    bool done;
    bool refused;              /* too many strangers' secrets wait to be judged: this one was not */
    bool same;                 /* LATER_VERIFY */
    char hash[129];            /* LATER_HASH */
    enum err err;              /* LATER_EXAMINE: why the photo was not taken; detail beside it */
    char detail[201];
    char sha256[65];
    struct job_result found;
    int64_t bytes;
    const struct findings *findings; /* LATER_CHECK; lives as long as the call */
    struct conf *fresh;        /* LATER_CONF; freed with the call unless the action took it and left NULL */
};

/* How many orders stand where; kept by the keeper, moved by each saved order. */
struct counts {
    int64_t held, to_make, ready, alerts, prints; /* prints: still to be made of those to make */
    int64_t states[ORDER_STATE_COUNT];            /* right for the living: open, held, authenticated, producing, ready */
    int64_t late, late_until;                     /* to be made, promised before late_until: how far queue_late has looked */
    int64_t missed, bytes_in;                     /* since the keeper began: ready after the promise; of photos taken in */
};

struct effect { /* after the flush */
    struct effect *next;
    enum { EFFECT_FORGET_PHOTO, EFFECT_END_LOGIN, EFFECT_RISK /* low risk: authenticate by the actor risk */,
           EFFECT_RIGHTS /* roles or terminals changed */,
           EFFECT_CONF /* the shop's files were read again */,
           EFFECT_WITHDRAW /* a printer gives back what it has not printed */,
           EFFECT_CLOSED /* an order takes no photos any more */,
           EFFECT_LOOK /* a photo is to be looked at: "CODE SHA256 FORMAT" */,
           EFFECT_LOOKED /* one of this order's was */ } kind;
    const char *text; /* sha256, login or fingerprint of a key, code */
};

struct act {
    struct store *store;
    const struct conf *conf;
    struct arena *arena;             /* lives as long as the action */
    enum action action;
    int64_t now;
    const struct identity *who;
    enum scope scope;                /* in which the asker has the row's right */
    struct args *args;
    void *reply;                     /* the row's reply record, initialised */
    uint64_t request;
    int fd_in, fd_out;               /* descriptor that came along; descriptor to answer with (-1: none) */
    void *work;                      /* for the keeper's own threads: struct work (stage/work.h) */
    struct counts counts, moved;     /* as they stand; how this action moves them */
    /* filled on the way */
    bool quiet;                      /* no printer finds new work by it, whatever the topics */
    bool keep;                       /* commit although the action refuses: a wrong try must be remembered */
    uint32_t topics;                 /* what changed */
    const char *changed_code;
    struct identity *become;         /* set: the session is this from now on */
    uint32_t watch;                  /* topics the session wants, with bit 31 set when it said so */
    struct effect *effects;          /* in the arena */
    enum later later;
    const char *secret, *hash;       /* for LATER_HASH and LATER_VERIFY */
    struct judgement judged;
    /* the order as loaded, to know how the counts move and whether its dates did */
    struct { int64_t id; enum order_state state; uint32_t hold_reasons; int64_t prints, promised, expires, photos_expire, ended; } loaded;
};

/* Every action function, by the table. */
#define ACTION_FUNCTION(constant, words, syntax, reply, right, places, remote, effect, function, help) \
    enum err action_##function(struct act *act);
ACTION_ROWS(ACTION_FUNCTION)
#undef ACTION_FUNCTION

/* Load the order that args->code names (ticket or label code), if the asker may touch it. ERR_CODE, ERR_NO_ORDER. */
enum err act_order(struct act *act, struct order *order) MUST_CHECK;
enum err act_order_by_id(struct act *act, int64_t id, struct order *order) MUST_CHECK;
/* Store it, keep the counts, note the change. */
enum err act_save(struct act *act, const struct order *order) MUST_CHECK;
/* Add how the order of this row counts. */
void act_count(const struct row *row, struct counts *counts);
/* Take the difference of two counts into a third. */
void counts_move(struct counts *counts, const struct counts *by);
/* One entry of the journal; from, to and note may be NULL. */
enum err act_journal(struct act *act, const struct order *order, enum event event, const char *from, const char *to,
                     const char *note) MUST_CHECK;
/* order_step(), after looking whether the asker has the right of that step in steps.h. */
enum err act_step(struct act *act, struct order *order, enum event event) MUST_CHECK;
/* The customer of an order; *found false for a guest. */
enum err act_customer(struct act *act, const char *number, struct customer *customer, bool *found) MUST_CHECK;
/* Weigh the risk anew after price, payment or customer changed; raises or clears the hold reason alert. */
enum err act_weigh(struct act *act, struct order *order) MUST_CHECK;
/* The full order as it is shown: its prints and the end of its journal. */
enum err act_show(struct act *act, struct order *order) MUST_CHECK;
/* The record about the store itself. */
enum err act_meta(struct act *act, struct meta *meta) MUST_CHECK;
enum err act_meta_save(struct act *act, const struct meta *meta) MUST_CHECK;
/* Is the clock plausible, by what the shop last saw (defined in clock.c)? */
enum err act_believes_clock(struct act *act, bool *believed) MUST_CHECK;
/* A ticket as answered: code, state, price, expiries; the password too when it is asked for. */
enum err act_ticket(struct act *act, const struct order *order, bool password, struct ticket *ticket) MUST_CHECK;
/* Ask a thread to find something out and run this action again: return act_later(...). */
enum err act_later(struct act *act, enum later later, const char *secret, const char *hash);
void act_effect(struct act *act, int kind, const char *text);
/* A new open order with its own code, numbers and dates, opening journaled; the caller saves it (defined in intake.c). */
enum err act_new_order(struct act *act, struct order *order) MUST_CHECK;
/* The photo store learns of one more order that names this file (defined in intake.c). */
enum err act_store_photo(struct act *act, const struct order *order, const struct photo *photo) MUST_CHECK;
/* And of one fewer (defined in purge.c). */
enum err act_drop_photo(struct act *act, const struct order *order, const char *sha256) MUST_CHECK;
/* Set the hold reasons of photos that are damaged or not checked, by its lines (defined in damage.c). */
void act_look_for_damage(struct order *order);
/* ERR_PENDING while more than `most` of the order's photos are not checked (defined in damage.c). */
enum err act_await_photos(struct act *act, const struct order *order, size_t most) MUST_CHECK;
/* Record a payment (negative: money given back) with the next receipt number; amount, method and voids are the caller's,
 * the reason is that of the args (defined in receipt.c). */
enum err act_pay(struct act *act, struct order *order, struct payment payment) MUST_CHECK;
/* Take back payment args->n, for args->reason: a record against it, journaled (defined in collect.c). */
enum err act_void(struct act *act, struct order *order) MUST_CHECK;
/* The payment goes into the drawer of whoever takes it, if a shift is open there (defined in shift.c). */
enum err act_drawer(struct act *act, struct payment *payment) MUST_CHECK;
/* Sum up the journal's next entries into their days, for about so many milliseconds; *behind: so many are left (report.c). */
enum err report_follow(struct act *act, int64_t budget_ms, int64_t *behind) MUST_CHECK;
/* Price the order and put it on hold: fills placed, promised, both expiries, risk (defined in hold.c; authenticating an
 * order that was only opened places it first). */
enum err act_place(struct act *act, struct order *order) MUST_CHECK;
/* Price again with the customer's discount, if anything is ordered. */
enum err act_price(struct act *act, struct order *order) MUST_CHECK;
/* Let the photo store keep this order's photos until then, if it would not anyway (claim 4). */
enum err act_keep_photos(struct act *act, struct order *order, int64_t until) MUST_CHECK;
/* The order is over: its photos go unless another order needs them, the customer's history learns how it ended, and it
 * leaves the queue (defined in purge.c). */
enum err act_end(struct act *act, struct order *order, bool honoured, bool counts) MUST_CHECK;
/* It is not over after all: the customer's history forgets how it ended. */
enum err act_unremember(struct act *act, const struct order *order) MUST_CHECK;
enum err act_purge(struct act *act, struct order *order) MUST_CHECK;
/* So many more of that kind went just now: `countersign retention` tells (defined in purge.c). */
#define GONE_C(constant, member, what) constant,
enum gone_kind { GONE_ROWS(GONE_C) };
#undef GONE_C
enum err act_gone(struct act *act, enum gone_kind kind, int64_t count) MUST_CHECK;
/* Walk the prints of an order and change them: each gets `change`, which says whether to store it. */
enum err act_prints(struct act *act, struct order *order, bool (*change)(struct print *print, void *data), void *data) MUST_CHECK;
/* Printers and their paper (media.c). All printers there are, without what they do now. */
enum err act_printers(struct act *act, struct printers *printers) MUST_CHECK;
/* The one that args->printer names. ERR_NO_PRINTER. */
enum err act_printer(struct act *act, struct printer *printer) MUST_CHECK;
/* Does it hold that size and surface, and has paper for it as far as it is counted? One print less of it. */
bool media_takes(const struct printer *printer, const char *product, const char *surface);
/* ... besides so many prints that are on their way. */
bool media_takes_besides(const struct printer *printer, const char *product, const char *surface, int64_t spoken_for);
/* One sheet less; the last one is an alarm. */
enum err media_use(struct act *act, struct printer *printer, const char *product) MUST_CHECK;
/* Hold it for media when none of these printers can take anything of what is left to make. */
enum err act_hold_for_media(struct act *act, struct order *order, const struct printers *printers) MUST_CHECK;
/* Printers or paper changed: let go what was held for media and need not be. */
enum err act_media_changed(struct act *act) MUST_CHECK;
/* Which paper or printer an order waits for, "" for none. */
enum err act_waits_for(struct act *act, const struct order *order, const struct printers *printers, const char **words) MUST_CHECK;
/* args->product and args->count say what was loaded. */
enum err act_load_paper(struct act *act, struct printer *printer) MUST_CHECK;
/* The queue as the board shows it (defined in queue.c); the printers are the keeper's to add. */
enum err queue_board(struct act *act, struct board *board) MUST_CHECK;
/* In how many minutes the orders of the queue are made, asked in the queue's order (minutes.c). */
enum { MINUTES_PRINTERS = 64, MINUTES_LINES = 4000 /* a longer queue has none from there on */ };
struct minutes {
    const struct printers *printers;
    int64_t busy_ms[MINUTES_PRINTERS], each_ms[MINUTES_PRINTERS]; /* 0: it does not print now, or nobody knows its pace */
    size_t lines;
};
void minutes_begin(struct minutes *minutes, const struct printers *printers);
/* 0: nobody knows. */
int64_t minutes_of(struct minutes *minutes, const struct order *order);
/* How many orders to be made are promised by now: exactly, however many stand on the board. Once an action. */
enum err queue_late(struct act *act, int64_t *late) MUST_CHECK;
/* How many rows a page of a list may have: as asked, at most 200. */
int64_t act_page_limit(const struct act *act);
/* Words of a time and a sum for the journal, in the arena. */
const char *act_time(struct act *act, int64_t at);
const char *act_money(struct act *act, int64_t minor);
/* Where who acts comes from, as it is counted (base/address.h); "" for nobody far away. */
const char *act_origin(struct act *act);
/* Too many wrong tries for this key (a code, a login or an origin): ERR_SLOW_DOWN. */
enum err act_throttle(struct act *act, const char *key) MUST_CHECK;
/* Note a wrong try, or forget them after a right one. */
enum err act_tried(struct act *act, const char *key, bool right) MUST_CHECK;
/* The parts of one sweep (expire.c), each where its subject is. Judge the clock and note what was found; nothing may
 * expire while it is not believed (clock.c). Empty what is personal in an ended order; first answers to request ids go
 * after ten minutes, wrong tries after a day, where sessions stood after a day or a week (forget.c). */
enum err clock_watch(struct act *act, bool *believed) MUST_CHECK;
enum err forget_order(struct act *act, struct order *order) MUST_CHECK;
enum err forget_answers(struct act *act) MUST_CHECK;
enum err forget_tries(struct act *act) MUST_CHECK;
enum err forget_pages(struct act *act) MUST_CHECK;
/* Something personal was dropped: the store's files hold it until they are wiped (forget.c). */
enum err act_dropped(struct act *act) MUST_CHECK;
#endif
