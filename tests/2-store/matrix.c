/* matrix.c - every state of an order x everything that changes one x every role x every place, against the real engine.
 *
 * The table below says what a shop worker would say; it was written apart from tbl/steps.h, rights.h and actions.h and
 * must agree with them. What is refused must leave the stored order as it was, byte for byte, and the journal too.
 */
#include "desk.h"

/* States by the letter they have in the table. */
static const char letters[ORDER_STATE_COUNT + 1] = "OHAPRCDXEU";
static const char place_letters[PLACE_COUNT + 1] = "-kclom";

/* who: n nobody, o a customer with this ticket, u one with another, c counter, l lab, s supervisor, w owner, m machine.
 * places: k kiosk, c counter, l lab, o office, m machine, - none. The machine itself is at home everywhere.
 * outcome, a letter for each state: the state it becomes; . not now, ! was done already, m an incomplete question, d none of its prints is doubtful, n nothing was done to it.
 * narrow: in these states only those of `few`. */
static const struct rule {
    enum action action;
    const char *who, *places, *outcome, *narrow, *few;
} rules[] = {
    { ACTION_UNDO,         "clswm", "clom",  "nnnnnnnnnn", "", "" }, /* first: the journal has nothing yet */
    { ACTION_PHOTO_ADD,    "ocswm", "kclom-", "m.........", "", "" },
    { ACTION_EDIT,         "ocswm", "kclom-", "OH........", "", "" },
    { ACTION_PLACE,        "ocswm", "kclom-", "H.........", "", "" },
    { ACTION_DISCARD,      "ocswm", "kclom-", "D.........", "", "" },
    { ACTION_TICKET,       "cswm",  "co",     "OHAPR.....", "", "" },
    { ACTION_UNLOCK,       "cswm",  "clom",   "OHAPRCDXEU", "", "" },
    { ACTION_AUTHENTICATE, "cswm",  "co",     "AA!!!!...!", "", "" },
    { ACTION_LIFT,         "swm",   "clom",   ".HA.......", "", "" },
    { ACTION_PAY,          "cswm",  "co",     ".HAPR.....", "", "" },
    { ACTION_REFUND,       "swm",   "co",     "OHAPRCDXEU", "", "" },
    { ACTION_VOID,         "swm",   "co",     "OHAPRCDXEU", "", "" },
    { ACTION_TOLD,         "cswm",  "clom",   "....R.....", "", "" },
    { ACTION_SHELF,        "cswm",  "clom",   ".HAPR.....", "", "" },
    { ACTION_REPRINT,      "ocswm", "clom",   "....RC...U", "OHAPRCDXEU", "cswm" },
    { ACTION_HAND_OVER,    "cswm",  "co",     "....C!....", "", "" },
    { ACTION_CANCEL,       "cswm",  "clom",   ".XXX......", "P", "swm" },
    { ACTION_REOPEN,       "swm",   "clom",   "......OHHR", "", "" },
    { ACTION_KEEP,         "swm",   "clom",   "OHAPRCDXEU", "", "" },
    { ACTION_HOLD,         "cswm",  "clom",   ".HAP......", "", "" },
    { ACTION_RELEASE,      "swm",   "clom",   ".HAP......", "", "" },
    { ACTION_RUSH,         "swm",   "clom",   "..AP......", "", "" },
    { ACTION_PUT_BACK,     "swm",   "clom",   "..AP......", "", "" },
    { ACTION_MADE,         "lswm",  "clom",   "dddddddddd", "", "" },
    { ACTION_REMAKE,       "swm",   "clom",   "...PPP....", "", "" },
};
enum { RULES = sizeof rules / sizeof *rules };

/* What the table says. *becomes is set when it is allowed. */
static enum err expected(const struct rule *rule, enum order_state state, const struct person *person, enum place place,
                         enum order_state *becomes)
{
    char outcome = rule->outcome[state];
    bool machine = person->letter == 'm';
    /* A customer may ask, but another's order is no order to him. */
    bool other = person->letter == 'u' && strchr(rule->who, 'o');
    if (!other && strchr(rule->who, person->letter) == NULL)
        return ERR_RIGHT;
    if (!machine && strchr(rule->places, place_letters[place]) == NULL)
        return ERR_PLACE;
    if (other)
        return ERR_NO_ORDER;
    if (strchr(rule->narrow, letters[state]) && strchr(rule->few, person->letter) == NULL)
        return ERR_RIGHT;
    /* The shop itself countersigns what is of low risk, and this is not. */
    if (machine && rule->action == ACTION_AUTHENTICATE && outcome == 'A')
        return ERR_STATE;
    if (outcome == '.' || outcome == '!')
        return outcome == '.' ? ERR_STATE : ERR_ALREADY;
    if (outcome == 'm' || outcome == 'd')
        return outcome == 'm' ? ERR_MALFORMED : ERR_NO_PRINT;
    if (outcome == 'n')
        return ERR_UNDO;
    *becomes = (enum order_state)(strchr(letters, outcome) - letters);
    return ERR_NONE;
}

static void try_one(const struct rule *rule, enum order_state state, const struct person *person, enum place place,
                    struct snapshot *before, size_t *allowed)
{
    struct snapshot after = { .queued = false };
    struct identity who = identity_of(person, place);
    enum order_state becomes = state;
    enum err wanted = expected(rule, state, person, place, &becomes);
    enum err err = ask(&who, rule->action, EDIT_CLASS);
    look(&after);
    bool same = after.order.size == before->order.size && memcmp(after.order.data, before->order.data, after.order.size) == 0;
    if (err != wanted || after.state != becomes || (wanted && (!same || after.next_entry != before->next_entry))) {
        print_error("%s, order %s, by %s (%c) at %s: %s, now %s%s; due: %s, then %s\n", action_rows[rule->action].words,
                    word_of(&order_state_words, state), who.login, person->letter, word_of(&place_words, place),
                    err_word(err), word_of(&order_state_words, after.state), wanted && !same ? " and changed" : "",
                    err_word(wanted), word_of(&order_state_words, becomes));
        fail();
    }
    if (!err) {
        ++*allowed;
        put_order(state, ~0u, rule->action == ACTION_PAY ? 0 : 2 * PRICE);
        look(before);
    }
    buf_free(&after.order);
}

static void every_case_is_as_the_table_says(void **state)
{
    (void)state;
    size_t cases = 0, allowed = 0;
    struct snapshot before = { .queued = false };
    for (size_t r = 0; r < RULES; r++) {
        for (unsigned from = 0; from < ORDER_STATE_COUNT; from++) {
            put_order(from, ~0u, rules[r].action == ACTION_PAY ? 0 : 2 * PRICE);
            look(&before);
            for (size_t p = 0; p < PEOPLE; p++)
                for (unsigned place = 0; place < PLACE_COUNT; place++, cases++)
                    try_one(&rules[r], from, &people[p], place, &before, &allowed);
        }
    }
    buf_free(&before.order);
    print_message("%zu cases, %zu allowed\n", cases, allowed);
    assert_int_equal(cases, RULES * ORDER_STATE_COUNT * PEOPLE * PLACE_COUNT);
    int64_t entries;
    assert_good(store_begin(keeper_state.store));
    assert_good(journal_verify(keeper_state.store, &entries));
    store_abort(keeper_state.store);
    assert_true(entries > (int64_t)allowed / 2);
}

/* A new action that changes one order must get its row above. */
static void no_action_is_left_out(void **state)
{
    (void)state;
    for (unsigned action = 0; action < ACTION_COUNT; action++) {
        const struct action_row *row = &action_rows[action];
        bool changes_order = row->access == WRITES && (strncmp(row->syntax, "CODE", 4) == 0 || row->right == RIGHT_ORDER);
        bool known = false;
        for (size_t r = 0; r < RULES && !known; r++)
            known = rules[r].action == action;
        if (changes_order && !known)
            print_error("\"%s\" has no row in the table of tests/2-store/matrix.c\n", row->words);
        assert_true(known || !changes_order);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_action_is_left_out), cmocka_unit_test(every_case_is_as_the_table_says),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
