/* addresses.c - who comes from where; see addresses.h.
 *
 * Guilt is counted in 256ths and halves every two minutes. The table is 64 rows of 16: an address has its row, and there
 * the one that was seen longest ago makes room, those where somebody logged in last of all. So a crowd of addresses
 * forgets other crowds, and not the shop's own.
 */
#include "addresses.h"
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/err.h"

enum { ROWS = 64, PLACES = 16, GUILT = 256, HALF_MS = 120 * 1000, KNOWN_MS = 24 * 3600 * 1000 };
enum { SUSPECT_GUILT = 10 * GUILT };

static const struct address_terms stranger = { 10, 0 }, known = { 50, 0 }, suspect = { 2, 500 },
    suspect_at_home = { 10, 500 }; /* somebody guesses where somebody else works: neither shuts the other out */

struct place {
    struct address_key key;
    int64_t seen_ms, known_ms; /* known_ms: until when; 0: not */
    int64_t guilt;             /* as of seen_ms */
};
static struct place (*table)[PLACES];

void addresses_open(int file)
{
    size_t size = ROWS * sizeof *table;
    bool fits = file >= 0 && ftruncate(file, (off_t)size) == 0;
    table = fits ? mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) : MAP_FAILED;
    if (table == MAP_FAILED)
        table = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (table == MAP_FAILED)
        die("There is no memory for the door. Close some programs, then try again.");
}

void addresses_close(void)
{
    munmap(table, ROWS * sizeof *table);
    table = NULL;
}

static struct place *row_of(const struct address_key *key)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < sizeof key->bytes; i++)
        hash = (hash ^ key->bytes[i]) * 16777619u;
    return table[hash % ROWS];
}

static struct place *find(const struct address_key *key)
{
    struct place *row = row_of(key);
    for (int i = 0; i < PLACES; i++)
        if (row[i].seen_ms && memcmp(&row[i].key, key, sizeof *key) == 0)
            return &row[i];
    return NULL;
}

static bool goes_before(const struct place *a, const struct place *b, int64_t now)
{
    bool a_known = a->known_ms > now, b_known = b->known_ms > now;
    return a_known != b_known ? !a_known : a->seen_ms < b->seen_ms;
}

static struct place *find_or_make(const struct address_key *key, int64_t now)
{
    struct place *place = find(key), *row = row_of(key);
    if (place)
        return place;
    place = &row[0];
    for (int i = 1; i < PLACES; i++)
        if (goes_before(&row[i], place, now))
            place = &row[i];
    *place = (struct place){ .key = *key, .seen_ms = now };
    return place;
}

static int64_t guilt_now(const struct place *place, int64_t now)
{
    int64_t halvings = (now - place->seen_ms) / HALF_MS;
    return halvings < 40 ? place->guilt >> halvings : 0;
}

void addresses_note(const struct address_key *key, enum news news)
{
    int64_t now = clock_ms();
    struct place *place = find_or_make(key, now);
    int64_t halvings = (now - place->seen_ms) / HALF_MS;
    /* Whole halvings only: a place that is touched all the time must not lose the rest of them. */
    place->guilt = guilt_now(place, now);
    place->seen_ms = place->guilt ? place->seen_ms + halvings * HALF_MS : now;
    if (news == NEWS_KNOWN)
        place->known_ms = now + KNOWN_MS;
    place->guilt += news == NEWS_WRONG ? GUILT : news == NEWS_LEFT ? GUILT / 4 : 0;
}

bool addresses_known(const struct address_key *key)
{
    const struct place *place = find(key);
    return place && place->known_ms > clock_ms();
}

struct address_terms addresses_terms(const struct address_key *key)
{
    const struct place *place = find(key);
    if (place && guilt_now(place, clock_ms()) >= SUSPECT_GUILT)
        return addresses_known(key) ? suspect_at_home : suspect;
    return addresses_known(key) ? known : stranger;
}
