/* staff.c - keys, PINs and logins against the real engine with its hashing threads: who may give them, who comes in.
 *
 * A session here is an identity alone: what the keeper answers says who it would be.
 */
#include "desk.h"
#include <sodium.h>
#include "src/keeper/hashing.h"
#include "src/model/sshkey.h"

#define LAB_KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f at home"
#define BOSS_KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgEA office"

static struct arena memory;
static struct identity owner, door;

static int open_desk(void **state)
{
    assert_int_equal(desk_open(state), 0);
    later_start(&keeper_state);
    owner = identity_of(&people[6], PLACE_OFFICE);
    record_init(&identity_type, &door);
    door.role = ROLE_NOBODY;
    door.remote = true;
    door.address = "192.0.2.7";
    door.terminal = "ssh 192.0.2.7";
    rights_work_out(&door);
    return 0;
}

static int close_desk(void **state)
{
    arena_free(&memory);
    return desk_close(state);
}

static struct args named(const char *login)
{
    struct args args;
    record_init(&args_type, &args);
    args.login = login;
    return args;
}

static enum err ask_as(const struct identity *who, enum action action, const struct args *args)
{
    return keeper_call(&keeper_state, who, action, args, NULL, NULL, NULL);
}

static void add_staff(const char *login, const char *role)
{
    struct args args = named(login);
    args.role = role;
    args.password = arena_format(&memory, "%s-password", login);
    assert_good(ask_as(&owner, ACTION_STAFF_ADD, &args));
}

static enum err add_key(const struct identity *who, const char *login, const char *line)
{
    struct args args = named(login);
    args.key = line;
    return ask_as(who, ACTION_STAFF_KEY_ADD, &args);
}

/* The base64 of a line, as a connection sends it. */
static const char *wire(const char *line)
{
    const char *at = strchr(line, ' ') + 1;
    return arena_text_n(&memory, at, strcspn(at, " "));
}

static enum err come_in(const struct identity *who, const char *login, const char *line, const char *pin, struct identity *in)
{
    struct args args = named(login);
    args.key = wire(line);
    args.pin = pin;
    return keeper_call(&keeper_state, who, ACTION_LOGIN, &args, NULL, in, &memory);
}

static enum err password(const char *login, const char *given)
{
    struct args args = named(login);
    args.password = given;
    return ask_as(&door, ACTION_LOGIN, &args);
}

static enum err known(const struct identity *who, const char *login, const char *line)
{
    struct args args = named(login);
    args.key = wire(line);
    return ask_as(who, ACTION_KEY_KNOWN, &args);
}

static void set_pin(const char *login, const char *pin)
{
    struct args args = named(login);
    args.pin = pin;
    assert_good(ask_as(&owner, ACTION_STAFF_PIN, &args));
}

static void only_who_may_staff_gives_keys(void **state)
{
    (void)state;
    add_staff("lab9", "lab");
    add_staff("counter9", "counter");
    add_staff("boss9", "supervisor");
    for (size_t p = 0; p < PEOPLE; p++) {
        for (unsigned place = 0; place < PLACE_COUNT; place++) {
            struct identity who = identity_of(&people[p], place);
            struct args args = named("lab9");
            bool right = strchr("swm", people[p].letter), here = strchr("clom", "-kclom"[place]) || who.role == ROLE_MACHINE;
            args.pin = "246810";
            args.fingerprint = "SHA256:nothing";
            enum err due = !right ? ERR_RIGHT : !here ? ERR_PLACE : ERR_NONE;
            assert_int_equal(ask_as(&who, ACTION_STAFF_KEYS, &args), due);
            assert_int_equal(ask_as(&who, ACTION_STAFF_KEY_REMOVE, &args), due ? due : ERR_NO_KEY);
            assert_int_equal(ask_as(&who, ACTION_STAFF_KEY_ADD, &args), due ? due : ERR_KEY);
        }
    }
    assert_int_equal(add_key(&owner, "nobody9", LAB_KEY), ERR_NO_STAFF);
    assert_good(add_key(&owner, "lab9", LAB_KEY));
    assert_int_equal(add_key(&owner, "lab9", LAB_KEY), ERR_ALREADY);
    assert_good(add_key(&owner, "lab9", BOSS_KEY)); /* of several people's, if they want to */
    assert_good(add_key(&owner, "boss9", BOSS_KEY));
    assert_good(add_key(&owner, "counter9", LAB_KEY));
}

static void a_login_has_so_many_keys(void **state)
{
    char line[200], base64[100];
    uint8_t blob[51] = "\0\0\0\013ssh-ed25519\0\0\0\040";
    (void)state;
    add_staff("full9", "lab");
    for (int i = 0; i <= 20; i++) {
        blob[20] = (uint8_t)i;
        sodium_bin2base64(base64, sizeof base64, blob, sizeof blob, sodium_base64_VARIANT_ORIGINAL);
        snprintf(line, sizeof line, "ssh-ed25519 %s", base64);
        assert_int_equal(add_key(&owner, "full9", line), i < 20 ? ERR_NONE : ERR_LIMIT);
    }
}

/* Only from a connection that is nobody yet: a screen's or a local command's word about a signature is worth nothing. */
static void a_key_counts_at_the_door_alone(void **state)
{
    struct identity in;
    (void)state;
    assert_good(known(&door, "lab9", LAB_KEY));
    assert_good(come_in(&door, "lab9", LAB_KEY, "", &in));
    assert_int_equal(in.role, ROLE_LAB);
    assert_string_equal(in.login, "lab9");
    assert_int_equal(in.place, PLACE_LAB);
    assert_true(in.rights & BIT(RIGHT_PRINTER));
    struct identity local = door;
    local.remote = false;
    assert_int_equal(come_in(&local, "lab9", LAB_KEY, "", &in), ERR_LOGIN);
    assert_int_equal(known(&local, "lab9", LAB_KEY), ERR_LOGIN);
    for (size_t p = 1; p < PEOPLE; p++) {
        struct identity who = identity_of(&people[p], PLACE_KIOSK);
        who.remote = true;
        assert_int_not_equal(come_in(&who, "lab9", LAB_KEY, "", &in), ERR_NONE);
        assert_int_not_equal(known(&who, "lab9", LAB_KEY), ERR_NONE);
    }
}

static void nothing_tells_which_logins_there_are(void **state)
{
    struct identity in;
    (void)state;
    assert_int_equal(known(&door, "lab9", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA x"), ERR_LOGIN);
    assert_int_equal(known(&door, "nobody9", LAB_KEY), ERR_LOGIN);
    assert_int_equal(known(&door, "kiosk", LAB_KEY), ERR_LOGIN);
    assert_int_equal(known(&door, "", LAB_KEY), ERR_LOGIN);
    assert_int_equal(known(&door, code, LAB_KEY), ERR_LOGIN);
    assert_int_equal(known(&door, "lab9", "x !!!! x"), ERR_LOGIN);
    assert_int_equal(come_in(&door, "nobody9", LAB_KEY, "", &in), ERR_LOGIN);
    assert_int_equal(come_in(&door, "boss9", LAB_KEY, "", &in), ERR_LOGIN);
    struct args args = named("lab9");
    assert_good(ask_as(&owner, ACTION_STAFF_DISABLE, &args));
    assert_int_equal(known(&door, "lab9", LAB_KEY), ERR_LOGIN);
    assert_int_equal(come_in(&door, "lab9", LAB_KEY, "", &in), ERR_LOGIN);
    assert_good(ask_as(&owner, ACTION_STAFF_ENABLE, &args));
    assert_good(come_in(&door, "lab9", LAB_KEY, "", &in));
}

static void money_needs_the_pin_as_well(void **state)
{
    struct identity in;
    (void)state;
    assert_int_equal(come_in(&door, "boss9", BOSS_KEY, "", &in), ERR_NO_PIN);
    assert_int_equal(come_in(&door, "boss9", BOSS_KEY, "246810", &in), ERR_NO_PIN);
    assert_int_equal(come_in(&door, "counter9", LAB_KEY, "", &in), ERR_NO_PIN);
    set_pin("boss9", "246810");
    set_pin("counter9", "135790");
    assert_int_equal(come_in(&door, "boss9", BOSS_KEY, "", &in), ERR_PIN);
    assert_int_equal(come_in(&door, "boss9", BOSS_KEY, "135790", &in), ERR_LOGIN);
    assert_int_equal(come_in(&door, "boss9", LAB_KEY, "246810", &in), ERR_LOGIN); /* the PIN without the key */
    assert_good(come_in(&door, "boss9", BOSS_KEY, "246810", &in));
    assert_true(in.pin);
    assert_true(in.rights & BIT(RIGHT_STAFF));
    assert_int_equal(password("boss9", "246810"), ERR_LOGIN);
    assert_good(password("boss9", "boss9-password"));
    /* wrong passwords and wrong PINs are one count; who waits, waits for both */
    enum err err = ERR_NONE;
    int tries = 0;
    for (; tries < 10 && err != ERR_SLOW_DOWN; tries++)
        err = tries % 2 ? password("counter9", "wrong") : come_in(&door, "counter9", LAB_KEY, "999999", &in);
    assert_int_equal(err, ERR_SLOW_DOWN);
    assert_true(tries >= 4 && tries <= 6);
    assert_int_equal(come_in(&door, "counter9", LAB_KEY, "135790", &in), ERR_SLOW_DOWN);
    assert_int_equal(password("counter9", "counter9-password"), ERR_SLOW_DOWN);
    struct identity elsewhere = door;
    elsewhere.address = "192.0.2.8";
    assert_good(come_in(&elsewhere, "counter9", LAB_KEY, "135790", &in));
}

/* Whoever came in by key alone has no money rights, also when the role gets them while he is in. */
static void what_the_role_gets_later_needs_the_pin_too(void **state)
{
    struct identity in;
    struct args args = named("");
    (void)state;
    assert_good(come_in(&door, "lab9", LAB_KEY, "", &in));
    assert_false(in.rights & RIGHTS_OF_MONEY);
    args.role = "lab";
    args.give = "take payment";
    assert_good(ask_as(&owner, ACTION_ROLE_SET, &args));
    rights_work_out(&in);
    assert_true(in.rights & BIT(RIGHT_PRINTER));
    assert_false(in.rights & BIT(RIGHT_PAY));
    assert_int_equal(come_in(&door, "lab9", LAB_KEY, "", &in), ERR_NO_PIN);
    args.take = args.give;
    args.give = "";
    assert_good(ask_as(&owner, ACTION_ROLE_SET, &args));
    assert_good(come_in(&door, "lab9", LAB_KEY, "", &in));
}

static void a_login_knows_when_and_where_it_was_last(void **state)
{
    struct identity in, elsewhere = door;
    (void)state;
    assert_good(come_in(&door, "lab9", LAB_KEY, "", &in));
    elsewhere.address = "192.0.2.9";
    assert_good(come_in(&elsewhere, "lab9", LAB_KEY, "", &in));
    assert_string_equal(in.last_from, "192.0.2.7");
    assert_true(in.last_login > 0);
    struct greeting greeting;
    assert_good(keeper_call(&keeper_state, &in, ACTION_GREETING, NULL, NULL, &greeting, &memory));
    assert_non_null(strstr(greeting.words, "from 192.0.2.7."));
    struct identity customer = identity_of(&people[1], PLACE_KIOSK);
    assert_int_equal(ask_as(&customer, ACTION_GREETING, NULL), ERR_PLACE);
}

/* Many strangers' passwords wait; one of the shop's, asked last, does not wait for them. */
struct stranger {
    pthread_t thread;
    struct identity who;
    char address[40];
    enum err err;
};

static void *be_wrong(void *data)
{
    struct stranger *self = data;
    struct args args = named("nobody9");
    args.password = "wrong";
    self->err = ask_as(&self->who, ACTION_LOGIN, &args);
    return NULL;
}

static void the_shop_does_not_wait_for_strangers(void **state)
{
    enum { STRANGERS = 55 };
    static struct stranger strangers[STRANGERS];
    int sent_away = 0, wrong = 0;
    (void)state;
    hashing_home("192.0.2.7");
    for (int i = 0; i < STRANGERS; i++) {
        snprintf(strangers[i].address, sizeof strangers[i].address, "198.51.100.%d", i);
        strangers[i].who = door;
        strangers[i].who.address = strangers[i].address;
        assert_int_equal(pthread_create(&strangers[i].thread, NULL, be_wrong, &strangers[i]), 0);
    }
    int64_t begun = clock_ms(), worst = 0;
    for (int i = 0; i < 5; i++) {
        int64_t asked = clock_ms();
        assert_good(password("boss9", "boss9-password"));
        int64_t took = clock_ms() - asked;
        worst = took > worst ? took : worst;
    }
    int64_t staff_ms = clock_ms() - begun;
    for (int i = 0; i < STRANGERS; i++) {
        pthread_join(strangers[i].thread, NULL);
        sent_away += strangers[i].err == ERR_LIMIT;
        wrong += strangers[i].err == ERR_LOGIN;
    }
    int64_t all_ms = clock_ms() - begun;
    print_message("%d strangers: %d wrong, %d sent away, in %lld ms; 5 of the shop in %lld ms, the slowest %lld\n", STRANGERS, wrong,
                  sent_away, (long long)all_ms, (long long)staff_ms, (long long)worst);
    assert_int_equal(sent_away + wrong, STRANGERS);
    assert_true(wrong >= 40 && sent_away > 0);
    assert_true(staff_ms < all_ms / 2);
    assert_true(worst < all_ms / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_who_may_staff_gives_keys), cmocka_unit_test(a_login_has_so_many_keys),
        cmocka_unit_test(a_key_counts_at_the_door_alone), cmocka_unit_test(nothing_tells_which_logins_there_are),
        cmocka_unit_test(money_needs_the_pin_as_well), cmocka_unit_test(what_the_role_gets_later_needs_the_pin_too),
        cmocka_unit_test(a_login_knows_when_and_where_it_was_last), cmocka_unit_test(the_shop_does_not_wait_for_strangers),
    };
    return cmocka_run_group_tests(tests, open_desk, close_desk);
}
