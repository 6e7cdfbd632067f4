/* waiting.c - who stands at the door without having logged in; see waiting.h.
 *
 * No process id is kept and nobody is killed: closing a guest's socket ends it, and an id that was used again cannot
 * be hit by mistake.
 */
#include "waiting.h"
#include <string.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"

static void remove_guest(struct waiting *waiting, size_t i)
{
    waiting->count--;
    memmove(&waiting->guests[i], &waiting->guests[i + 1], (waiting->count - i) * sizeof *waiting->guests);
}

static void forget(struct waiting *waiting, size_t i)
{
    io_close(&waiting->guests[i].line);
    io_close(&waiting->guests[i].tcp);
    remove_guest(waiting, i);
}

static void send_away(struct waiting *waiting, size_t i)
{
    addresses_note(&waiting->guests[i].key, NEWS_LEFT);
    shutdown(waiting->guests[i].tcp, SHUT_RDWR);
    forget(waiting, i);
}

/* Guests of the same address as this one, and the oldest of them. */
static size_t count_same(const struct waiting *waiting, const struct address_key *key, size_t *oldest)
{
    size_t count = 0;
    for (size_t i = waiting->count; i-- > 0;)
        if (memcmp(&waiting->guests[i].key, key, sizeof *key) == 0) {
            count++;
            *oldest = i;
        }
    return count;
}

/* When it is full: of the address with the most guests the oldest; of one that nobody logged in from, if there is one. */
static size_t who_goes(const struct waiting *waiting)
{
    size_t oldest = 0, most = 0, victim = 0;
    bool stranger = false;
    for (size_t i = 0; i < waiting->count; i++) {
        const struct address_key *key = &waiting->guests[i].key;
        size_t same = count_same(waiting, key, &oldest);
        bool strange = !addresses_known(key);
        if (strange < stranger || (strange == stranger && same <= most))
            continue;
        stranger = strange;
        most = same;
        victim = oldest;
    }
    return victim;
}

void waiting_make_room(struct waiting *waiting, const struct address_key *key, unsigned limit)
{
    size_t oldest = 0;
    waiting_sweep(waiting);
    while (count_same(waiting, key, &oldest) >= limit)
        send_away(waiting, oldest);
}

/* Room is made here and not before: while one is being served those of the last door may come in. */
void waiting_add(struct waiting *waiting, const struct guest *guest)
{
    if (waiting->count == MSG_GUESTS)
        send_away(waiting, who_goes(waiting));
    waiting->guests[waiting->count++] = *guest;
}

bool waiting_take(struct waiting *waiting, struct guest *guest)
{
    int64_t now = clock_ms();
    for (size_t i = 0; i < waiting->count; i++)
        if (waiting->guests[i].line < 0 && waiting->guests[i].due_ms <= now) {
            *guest = waiting->guests[i];
            remove_guest(waiting, i);
            return true;
        }
    return false;
}

int waiting_patience(const struct waiting *waiting)
{
    int64_t now = clock_ms(), least = INT64_MAX;
    for (size_t i = 0; i < waiting->count; i++)
        if (waiting->guests[i].line < 0 && waiting->guests[i].due_ms < least)
            least = waiting->guests[i].due_ms;
    return least == INT64_MAX ? -1 : least <= now ? 0 : (int)(least - now);
}

size_t waiting_poll(const struct waiting *waiting, struct pollfd *polled)
{
    for (size_t i = 0; i < waiting->count; i++)
        polled[i] = (struct pollfd){ .fd = waiting->guests[i].line, .events = POLLIN };
    return waiting->count;
}

/* False when it is no guest any more. */
static bool hear(const struct guest *guest)
{
    char news[64];
    ssize_t got = read(guest->line, news, sizeof news);
    if (got <= 0) {
        addresses_note(&guest->key, NEWS_LEFT);
        return false;
    }
    for (ssize_t i = 0; i < got; i++) {
        addresses_note(&guest->key, news[i] == NEWS_KNOWN || news[i] == NEWS_CUSTOMER ? (enum news)news[i] : NEWS_WRONG);
        if (news[i] == NEWS_KNOWN || news[i] == NEWS_CUSTOMER)
            return false;
    }
    return true;
}

void waiting_sweep(struct waiting *waiting)
{
    struct pollfd polled[MSG_GUESTS];
    size_t count = waiting_poll(waiting, polled);
    if (count == 0 || poll(polled, count, 0) <= 0)
        return;
    for (size_t i = count; i-- > 0;)
        if (polled[i].revents && !hear(&waiting->guests[i]))
            forget(waiting, i);
}

void waiting_close(struct waiting *waiting)
{
    while (waiting->count > 0)
        forget(waiting, waiting->count - 1);
}
