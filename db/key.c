/* key.c - keys whose byte order is their sort order: numbers big-endian, texts ended by a 0 byte when more follows.
 *
 * A text that does not fit makes a key of size KEY_SIZE + 1, which no record has; cutting it off would let two names
 * share a record.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "../src/base/str.h"
#include "inside.h"

static void add(struct key *key, const void *data, size_t size)
{
    if (!key_fits(key) || size > KEY_SIZE - key->size) {
        key->size = KEY_SIZE + 1;
        return;
    }
    memcpy(key->data + key->size, data, size);
    key->size += size;
}

struct key key_none(void)
{
    return (struct key){ .size = 0 };
}

struct key key_number(uint64_t number)
{
    struct key key = key_none();
    key_add_number(&key, number);
    return key;
}

struct key key_text(const char *text)
{
    struct key key = key_none();
    add(&key, text, strlen(text));
    return key;
}

void key_add_number(struct key *key, uint64_t number)
{
    uint8_t data[8];
    for (int i = 0; i < 8; i++)
        data[i] = (uint8_t)(number >> (56 - 8 * i));
    add(key, data, sizeof data);
}

void key_add_byte(struct key *key, uint8_t byte)
{
    add(key, &byte, 1);
}

void key_add_text(struct key *key, const char *text)
{
    add(key, text, strlen(text) + 1);
}

bool key_fits(const struct key *key)
{
    return key->size <= KEY_SIZE;
}

bool key_same(const struct key *a, const struct key *b)
{
    return a->size == b->size && memcmp(a->data, b->data, a->size) == 0;
}

const char *key_words(const struct key *key, char out[KEY_WORDS])
{
    size_t printable = 0, used = 0;
    while (printable < key->size && key_fits(key) && isprint(key->data[printable]))
        printable++;
    if (!key_fits(key)) {
        snprintf(out, KEY_WORDS, "(too long)");
    } else if (printable == key->size) {
        snprintf(out, KEY_WORDS, "%.*s", (int)key->size, (const char *)key->data);
    } else if (key->size % 8 == 0 && key->size <= 24) {
        for (size_t at = 0; at < key->size; at += 8)
            used += (size_t)snprintf(out + used, KEY_WORDS - used, "%s%llu", at ? "." : "",
                                     (unsigned long long)be64(key->data + at));
    } else {
        str_hex(key->data, key->size, out);
    }
    return out;
}

DBT key_dbt(struct key *key)
{
    return (DBT){ .data = key->data, .size = (u_int32_t)key->size, .ulen = KEY_SIZE, .flags = DB_DBT_USERMEM };
}

DBT key_room_dbt(struct key *key)
{
    return (DBT){ .data = key->data, .ulen = KEY_SIZE, .flags = DB_DBT_USERMEM };
}
