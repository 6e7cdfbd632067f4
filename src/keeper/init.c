/* init.c - a new shop's store: its keys, its first supervisor; with --demo the people of a shop to try things in. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/path.h"
#include "../base/random.h"
#include "../model/ticket.h"
#include "keeper.h"

enum { DAY = 86400 };

static enum err hash_of(const char *secret, char hash[crypto_pwhash_STRBYTES])
{
    if (crypto_pwhash_str(hash, secret, strlen(secret), crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return err_detail(ERR_MEMORY, "hashing a password");
    return ERR_NONE;
}

static enum err add_staff(struct store *store, const char *login, enum role role, const char *password, bool demo)
{
    struct staff staff;
    char hash[crypto_pwhash_STRBYTES];
    enum err err = hash_of(password, hash);
    if (err)
        return err;
    record_init(&staff_type, &staff);
    staff.login = login;
    staff.role = role;
    staff.password_hash = hash;
    staff.since = clock_now();
    staff.demo_password = demo;
    return store_put(store, TREE_STAFF, key_text(login), &staff);
}

/* A customer with so many past orders, of which the first `honoured` were collected. */
static enum err add_customer(struct store *store, struct arena *arena, int64_t counter, const char *name, int honoured, int orders)
{
    struct customer customer;
    char number[CUSTOMER_NUMBER + 1], hash[crypto_pwhash_STRBYTES];
    enum err err = hash_of("1234", hash);
    if (err)
        return err;
    record_init(&customer_type, &customer);
    customer_number((uint64_t)counter, number);
    customer.number = number;
    customer.name = name;
    customer.pin_hash = hash;
    customer.since = clock_now() - 400 * DAY;
    for (int i = 0; i < orders; i++) {
        struct outcome *outcome = LIST_ADD(arena, &customer.history, outcome);
        outcome->at = clock_now() - (orders - i) * 20 * DAY;
        outcome->honoured = i < honoured;
        outcome->price_minor = 900 + 130 * i;
    }
    return store_put(store, TREE_CUSTOMER, key_text(number), &customer);
}

static enum err fill_demo(struct store *store)
{
    struct arena arena = { 0 };
    enum err err = add_staff(store, "boss", ROLE_SUPERVISOR, "boss", true);
    if (!err)
        err = add_staff(store, "counter1", ROLE_COUNTER, "counter1", true);
    if (!err)
        err = add_staff(store, "lab1", ROLE_LAB, "lab1", true);
    if (!err)
        err = add_customer(store, &arena, 1, "A good customer", 7, 7);
    if (!err)
        err = add_customer(store, &arena, 2, "A forgetful customer", 2, 6);
    arena_free(&arena);
    return err;
}

static enum err fill(struct store *store, bool demo, const char *password)
{
    struct meta meta;
    struct arena arena = { 0 };
    uint8_t ticket_key[TICKET_KEY];
    enum err err = store_get(store, TREE_META, key_text("meta"), &meta, &arena);
    if (err)
        return err;
    random_bytes(ticket_key, sizeof ticket_key);
    meta.ticket_key = (struct bytes){ ticket_key, sizeof ticket_key };
    meta.made = clock_now();
    meta.demo = demo;
    meta.next_customer = demo ? 2 : 0;
    if ((err = store_put(store, TREE_META, key_text("meta"), &meta)) == ERR_NONE)
        err = demo ? fill_demo(store) : add_staff(store, "boss", ROLE_SUPERVISOR, password, false);
    arena_free(&arena);
    sodium_memzero(ticket_key, sizeof ticket_key);
    return err;
}

enum err keeper_init(const char *shop, bool demo)
{
    struct store *store;
    char path[PATH_MAX + 16], password[13];
    for (size_t i = 0; i < sizeof password - 1; i++)
        password[i] = "abcdefghjkmnpqrstuvwxyz23456789"[random_below(31)];
    password[sizeof password - 1] = 0;
    snprintf(path, sizeof path, "%s/" PATH_STORE, shop);
    enum err err = io_directory(path, 0700);
    if (!err)
        err = store_open(&store, path, 16, true, NULL);
    if (err)
        return err;
    if ((err = store_begin(store)) == ERR_NONE) {
        err = fill(store, demo, password);
        if (!err)
            err = store_commit(store);
        else
            store_abort(store);
    }
    if (!err)
        err = store_flush(store);
    store_close(store);
    if (!err && demo)
        puts("Logins boss, counter1 and lab1; each password is the login itself, so this shop is for trying only.\n"
             "Customers 0000013 and 0000021, PIN 1234.");
    else if (!err)
        printf("First login: boss, password %s (shown once; write it down).\n", password);
    return err;
}
