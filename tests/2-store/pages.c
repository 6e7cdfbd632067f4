/* pages.c - where sessions stood, with the real engine: a dropped desk's page goes to the next of the same person, a living
 * desk's to nobody, and nobody's to somebody else.
 */
#include "desk.h"
#include "src/base/io.h"

enum { FIRST_DESK = 11, SECOND_DESK = 22, THIRD_DESK = 33, DAYS = 86400 };
static int lines[4][2]; /* the sessions' sockets */

static struct identity person(int session, enum role role, const char *login, const char *ticket)
{
    struct identity who = { 0 };
    record_init(&identity_type, &who);
    who.session = session;
    who.role = role;
    who.login = login;
    who.code = ticket;
    who.place = PLACE_OFFICE;
    who.rights = rights_default(role);
    return who;
}

/* The engine waits, so that the sessions may be changed under it. */
static void sit_down(const struct identity *who)
{
    int *pair = lines[who->session];
    assert_good(io_pair(pair));
    session_add(&keeper_state, who, pair[0]);
}

static void line_drops(const struct identity *who)
{
    session_drop(&keeper_state, session_find(&keeper_state, who->session));
    close(lines[who->session][1]);
}

static enum err say(const struct identity *who, const char *verb, int64_t desk, const char *draft, struct page *page, struct arena *arena)
{
    struct args args;
    record_init(&args_type, &args);
    args.page = verb;
    args.seq = desk;
    args.stand.page = "counter";
    if (draft) {
        struct draft *one = LIST_ADD(arena, &args.stand.drafts, draft);
        one->name = "Reason:";
        one->text = draft;
    }
    return keeper_call(&keeper_state, who, ACTION_PAGE, &args, NULL, page, arena);
}

/* What this person's next screen hears: the draft's text, "-" for a page without one, "" for none. */
static const char *heard(const struct identity *who, int64_t desk, struct arena *arena)
{
    struct page page;
    assert_good(say(who, "", desk, NULL, &page, arena));
    return page.drafts.n ? page.drafts.v[0].text : page.page[0] ? "-" : "";
}

static void next_of_the_same_person(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct identity one = person(1, ROLE_COUNTER, "counter1", ""), two = person(2, ROLE_COUNTER, "counter1", ""),
                    other = person(3, ROLE_COUNTER, "counter11", "");
    sit_down(&one);
    assert_string_equal(heard(&one, FIRST_DESK, &arena), "");
    assert_good(say(&one, "keep", FIRST_DESK, "the custo", NULL, &arena));
    /* A second desk beside it begins fresh, and what it keeps is its own. */
    sit_down(&two);
    assert_string_equal(heard(&two, SECOND_DESK, &arena), "");
    assert_good(say(&two, "keep", SECOND_DESK, "second", NULL, &arena));
    sit_down(&other);
    line_drops(&one);
    assert_string_equal(heard(&other, THIRD_DESK, &arena), "");
    line_drops(&two);
    line_drops(&other);
    /* The newest first; and what was heard is the hearer's own from then on. */
    sit_down(&one);
    const char *first = heard(&one, THIRD_DESK, &arena);
    assert_true(strcmp(first, "second") == 0 || strcmp(first, "the custo") == 0); /* kept in the same second */
    sit_down(&two);
    const char *then = heard(&two, THIRD_DESK + 1, &arena);
    assert_string_not_equal(then, first);
    assert_string_not_equal(then, "");
    assert_string_equal(heard(&two, THIRD_DESK + 1, &arena), "");
    assert_good(say(&one, "leave", THIRD_DESK, NULL, NULL, &arena));
    assert_good(say(&two, "leave", THIRD_DESK + 1, NULL, NULL, &arena));
    line_drops(&one);
    line_drops(&two);
    sit_down(&one);
    assert_string_equal(heard(&one, FIRST_DESK, &arena), "");
    line_drops(&one);
    arena_free(&arena);
}

/* A ticket's page is found with the ticket; a kiosk without one keeps nothing for whoever comes next. */
static void customers(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct identity kiosk = person(1, ROLE_CUSTOMER, "kiosk", ""), holder = person(2, ROLE_CUSTOMER, "kiosk", code),
                    later = person(3, ROLE_CUSTOMER, "ticket", code), nobody = person(1, ROLE_NOBODY, "", "");
    sit_down(&kiosk);
    assert_good(say(&kiosk, "keep", FIRST_DESK, "my name", NULL, &arena));
    line_drops(&kiosk);
    sit_down(&kiosk);
    assert_string_equal(heard(&kiosk, SECOND_DESK, &arena), "");
    line_drops(&kiosk);
    sit_down(&holder);
    assert_good(say(&holder, "keep", FIRST_DESK, "my phone", NULL, &arena));
    line_drops(&holder);
    sit_down(&later);
    assert_string_equal(heard(&later, SECOND_DESK, &arena), "my phone");
    line_drops(&later);
    sit_down(&nobody);
    assert_int_equal(say(&nobody, "keep", THIRD_DESK, "x", NULL, &arena), ERR_RIGHT);
    line_drops(&nobody);
    arena_free(&arena);
}

static void put_page(int64_t desk, int64_t at, const char *draft)
{
    struct arena arena = { 0 };
    struct page page;
    struct key key = key_text("counter1");
    key.data[key.size++] = 0;
    key_add_number(&key, (uint64_t)desk);
    record_init(&page_type, &page);
    page.page = "counter";
    page.desk = desk;
    page.at = at;
    if (draft)
        *LIST_ADD(&arena, &page.drafts, draft) = (struct draft){ .name = "Reason:", .text = draft };
    assert_good(store_begin(keeper_state.store));
    assert_good(store_put(keeper_state.store, TREE_PAGE, key, &page));
    assert_good(store_commit(keeper_state.store));
    arena_free(&arena);
}

/* A page is of use for a day, a draft for a week; then the sweep takes them, and the files are to be wiped of them. */
static void old_ones_go(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct identity machine = identity_of(&people[7], PLACE_MACHINE), one = person(1, ROLE_COUNTER, "counter1", "");
    struct meta before, after;
    int64_t now = clock_now();
    put_page(1, now - 8 * DAYS, "too old");
    put_page(2, now - 2 * DAYS, NULL);
    put_page(3, now - 6 * DAYS, "still good");
    assert_good(store_begin(keeper_state.store));
    assert_good(store_get(keeper_state.store, TREE_META, key_text("meta"), &before, &arena));
    store_abort(keeper_state.store);
    assert_good(keeper_call(&keeper_state, &machine, ACTION_SWEEP, NULL, NULL, NULL, NULL));
    assert_good(store_begin(keeper_state.store));
    assert_good(store_get(keeper_state.store, TREE_META, key_text("meta"), &after, &arena));
    store_abort(keeper_state.store);
    assert_true(after.dropped > before.dropped);
    sit_down(&one);
    assert_string_equal(heard(&one, FIRST_DESK, &arena), "still good");
    line_drops(&one);
    sit_down(&one);
    assert_string_equal(heard(&one, SECOND_DESK, &arena), "still good"); /* nobody said leave */
    assert_good(say(&one, "leave", SECOND_DESK, NULL, NULL, &arena));
    line_drops(&one);
    sit_down(&one);
    assert_string_equal(heard(&one, THIRD_DESK, &arena), "");
    line_drops(&one);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(next_of_the_same_person), cmocka_unit_test(customers),
                                        cmocka_unit_test(old_ones_go) };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
