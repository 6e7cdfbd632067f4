/* resume.c - a line drops, and the next screen of the same person goes on where it was: page, selection, what is half typed. */
#include <signal.h>
#include "src/base/clock.h"
#include "src/base/str.h"
#include "desk.h"

static void open_desk(enum role role, const char *screen, const char *name, const struct page *left, int64_t idle_seconds)
{
    desk_fill();
    fake.idle_seconds = idle_seconds;
    fake.remote = idle_seconds > 0;
    if (left)
        fake_shop_resume(left);
    desk_sit(role, "counter1", screen, name);
}

static void close_desk(void)
{
    (void)desk_leave();
}

/* Wait until the keeper was told of a draft with this text (NULL: of no draft), and give what it was told. */
static struct page kept(const char *text)
{
    for (int64_t until = clock_ms() + WAIT_MS;;) {
        struct args args = fake_keeper_last(&fake, ACTION_PAGE, &arena);
        const struct page *page = &args.stand;
        bool there = text ? page->drafts.n && strcmp(page->drafts.v[page->drafts.n - 1].text, text) == 0
                          : strcmp(args.page, "keep") == 0 && page->drafts.n == 0;
        if (there)
            return *page;
        if (clock_ms() > until) {
            fprintf(stderr, "kept: %s, %zu drafts, the last %s\n", args.page, page->drafts.n,
                    page->drafts.n ? page->drafts.v[page->drafts.n - 1].text : "-");
            fail();
        }
        term_pump(term, 20, 20);
    }
}

static void steps_are(const struct page *page, const char *names)
{
    char all[200] = "";
    for (size_t i = 0; i < page->steps.n; i++)
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s", i ? ">" : "", page->steps.v[i].page);
    assert_string_equal(all, names);
}

/* Half a reason on an order's page; the screen is killed after a pause, without a chance to say anything. */
static void killed_in_a_question(void **state)
{
    (void)state;
    char scan[20], code[20];
    open_desk(ROLE_COUNTER, "counter", "vt100", NULL, 0);
    snprintf(scan, sizeof scan, "%s\r", fake_shop_code(4));
    expect("1 of 40");
    type("H");
    expect("[held]");
    type("j");
    type(scan);
    expect("ORDER ");
    type("c");
    expect("Reason:");
    type("the custo");
    struct page page = kept("the custo");
    steps_are(&page, "counter>order");
    assert_string_equal(page.steps.v[0].scan, fake_shop_code(4));
    assert_int_equal(page.steps.v[1].key, 'c');
    kill(term_pid(term), SIGKILL);
    struct arena memory = { 0 };
    struct page left;
    record_copy(&page_type, &page, &left, &memory);
    close_desk();

    open_desk(ROLE_COUNTER, "counter", "xterm-256color", &left, 0);
    expect("Half typed when the line dropped");
    expect("custo.");
    expect("[yes], no?");
    expect("ORDER ");
    expect(str_code(fake_shop_code(4), code, sizeof code));
    type("\r");
    expect("Reason: the custo");
    type("mer left\r");
    expect("Cancel ");
    type("y");
    expect("is cancelled");
    assert_string_equal(fake_keeper_last(&fake, ACTION_CANCEL, &arena).reason, "the customer left");
    kept(NULL); /* done with */
    type("\033");
    expect("[held]"); /* the list below is the one it was */
    close_desk();
    arena_free(&memory);
}

/* Half a form, three pages deep; hung up in the middle of a word. Passwords are not kept. */
static void hung_up_in_a_form(void **state)
{
    (void)state;
    open_desk(ROLE_SUPERVISOR, "counter", "wyse60", NULL, 0);
    assert_true(fake_keeper_wait(&fake, ACTION_SHOW, 1, WAIT_MS));
    type("Asa");
    assert_true(fake_keeper_wait(&fake, ACTION_ROLE_LIST, 1, WAIT_MS));
    type("counter2\rBerta M\r  \rsecret99\r");
    type("secr");
    term_pump(term, 100, 1000);
    kill(term_pid(term), SIGHUP);
    assert_true(term_gone(term, WAIT_MS));
    struct args args = fake_keeper_last(&fake, ACTION_PAGE, &arena);
    assert_string_equal(args.page, "keep");
    steps_are(&args.stand, "counter>office>staff>form");
    struct buf json = { 0 };
    record_json(&page_type, &args.stand, &json);
    assert_non_null(strstr(buf_string(&json), "Berta M"));
    assert_null(strstr(buf_string(&json), "secr"));
    buf_free(&json);
    struct arena memory = { 0 };
    struct page left;
    record_copy(&page_type, &args.stand, &left, &memory);
    close_desk();

    open_desk(ROLE_SUPERVISOR, "counter", "vt220", &left, 0);
    expect("STAFF");
    expect("[yes], no?");
    type("\r");
    expect("NEW LOGIN");
    expect("counter2");
    expect("Berta M");
    close_desk();

    /* The same on a terminal that has lines only. */
    open_desk(ROLE_SUPERVISOR, "counter", "dumb", &left, 0);
    expect("[yes], no?");
    type("yes\r");
    expect("NEW LOGIN");
    expect("Login [counter2]:");
    type("\r");
    expect("Name [Berta M]:");
    close_desk();
    arena_free(&memory);
}

static void no_forgets_and_escape_does_not(void **state)
{
    (void)state;
    struct arena memory = { 0 };
    char name[80], code[20];
    struct page left;
    record_init(&page_type, &left);
    open_desk(ROLE_COUNTER, "counter", "vt100", NULL, 0); /* the shop has its codes now */
    close_desk();
    snprintf(name, sizeof name, "Cancel %s. Reason:", str_code(fake_shop_code(0), code, sizeof code));
    struct page_step *step = LIST_ADD(&memory, &left.steps, page_step);
    step->page = "counter";
    step->view = arena_format(&memory, "all %s ", fake_shop_code(0));
    step->key = 'c';
    *LIST_ADD(&memory, &left.drafts, draft) = (struct draft){ .name = name, .text = "gone away" };
    open_desk(ROLE_COUNTER, "counter", "vt100", &left, 0);
    expect("[yes], no?");
    type("\033");
    expect("1 of 40");
    assert_string_equal(kept("gone away").drafts.v[0].name, name); /* not now is not never */
    type("c");
    expect("Reason: gone away");
    type("\033");
    kept(NULL);
    close_desk();
    open_desk(ROLE_COUNTER, "counter", "vt100", &left, 0);
    expect("[yes], no?");
    type("n");
    expect("1 of 40");
    type("c");
    expect("Reason:");
    term_pump(term, 100, 1000);
    assert_null(strstr(term_row(term, 22), "gone"));
    close_desk();
    /* The order is not there any more: nothing is done to another one. */
    step->view = "all 999999999999 ";
    open_desk(ROLE_COUNTER, "counter", "vt100", &left, 0);
    expect("is not in this list any more");
    close_desk();
    arena_free(&memory);
}

/* A second desk begins fresh: the keeper answers nothing, and leaving says so. */
static void leaving_leaves_nothing(void **state)
{
    (void)state;
    open_desk(ROLE_COUNTER, "counter", "vt100", NULL, 0);
    expect("1 of 40");
    type("\r");
    expect("ORDER ");
    type("q");
    expect("[all]");
    type("q");
    assert_true(term_gone(term, WAIT_MS));
    assert_string_equal(fake_keeper_last(&fake, ACTION_PAGE, &arena).page, "leave");
    close_desk();
}

/* Nobody there: first a word and the bell, then out, with the draft kept; a key in time changes nothing. */
static void idle_warns_first(void **state)
{
    (void)state;
    open_desk(ROLE_COUNTER, "counter", "vt100", NULL, 4);
    expect("1 of 40");
    type("c");
    expect("Reason:");
    type("half");
    expect("Still there?");
    int bells = term_bells(term);
    assert_true(bells > 0);
    type(" a word");
    term_pump(term, 300, 300);
    assert_string_equal(kept("half a word").drafts.v[0].text, "half a word");
    expect("Still there?");
    expect("Logged out: nobody was here.");
    assert_true(term_gone(term, WAIT_MS));
    assert_string_equal(fake_keeper_last(&fake, ACTION_PAGE, &arena).page, "keep");
    kept("half a word");
    close_desk();
}

/* In the shop the screen locks, in the middle of a question, and the question is there again when it is opened. */
static enum err unlock(struct fake_keeper *keeper, const struct args *args, void *reply, struct arena *memory, int *fd)
{
    struct identity *identity = reply;
    (void)memory, (void)fd;
    identity->login = keeper->login;
    identity->role = keeper->role;
    return strcmp(args->pin, "471100") == 0 ? ERR_NONE : ERR_LOGIN;
}

static void idle_locks_in_the_shop(void **state)
{
    (void)state;
    memset(&fake, 0, sizeof fake);
    fake_shop_fill(&fake);
    fake.idle_seconds = 2;
    fake.answers[ACTION_SCREEN_UNLOCK] = unlock;
    fake_keeper_start(&fake, ROLE_COUNTER, "counter1", PLACE_COUNTER);
    term = term_open(fake_keeper_argv(&fake, "counter"), fake_shop_environment(), "vt100", 24, 80);
    assert_non_null(term);
    expect("1 of 40");
    type("c");
    expect("Reason:");
    type("half");
    expect("is locked in");
    expect("LOCKED");
    term_pump(term, 100, 1000);
    char *screen = term_screen(term);
    assert_null(strstr(screen, "half"));
    free(screen);
    type("111111\r");
    expect("Name or password is wrong");
    type("471100\r");
    expect("Reason: half");
    type(" a word\ry");
    expect("is cancelled");
    assert_string_equal(fake_keeper_last(&fake, ACTION_CANCEL, &arena).reason, "half a word");
    close_desk();
}

/* Sizes that come faster than anybody could draw: what is typed stays, and the last size is the one that is drawn. */
static void storm_of_sizes(void **state)
{
    (void)state;
    open_desk(ROLE_COUNTER, "counter", "xterm-256color", NULL, 0);
    expect("1 of 40");
    type("c");
    expect("Reason:");
    type("half");
    for (int i = 0; i < 300; i++)
        term_resize(term, 10 + i * 7 % 60, 20 + i * 13 % 180);
    term_resize(term, 30, 100);
    type(" a word");
    expect("Reason: half a word");
    for (int64_t until = clock_ms() + WAIT_MS; !strstr(term_row(term, 28), "Reason: half a word");) {
        term_pump(term, 50, 100);
        assert_true(clock_ms() < until);
    }
    close_desk();
}

int main(int argc, char **argv)
{
    int status = fake_keeper_screen(argc, argv, "counter", screen_run_counter);
    if (status >= 0)
        return status;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_in_a_question), cmocka_unit_test(hung_up_in_a_form),
        cmocka_unit_test(no_forgets_and_escape_does_not), cmocka_unit_test(leaving_leaves_nothing),
        cmocka_unit_test(idle_warns_first), cmocka_unit_test(idle_locks_in_the_shop), cmocka_unit_test(storm_of_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
