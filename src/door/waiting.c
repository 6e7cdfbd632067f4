/* waiting.c - who stands at the door without having logged in; see waiting.h.
 *
 * No process id is kept and nobody is killed: closing a guest's socket ends it, and an id that was used again cannot
 * be hit by mistake.
 */
#include "waiting.h"
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include "../base/io.h"

static void address_key(const struct sockaddr *address, unsigned char key[16])
{
    memset(key, 0, 16);
    if (address->sa_family == AF_INET) {
        memcpy(key, &((const struct sockaddr_in *)(const void *)address)->sin_addr, 4);
    } else if (address->sa_family == AF_INET6) {
        key[15] = 6;
        memcpy(key, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, 8);
    }
}

static void forget(struct waiting *waiting, size_t i)
{
    io_close(&waiting->guests[i].line);
    io_close(&waiting->guests[i].tcp);
    waiting->count--;
    memmove(&waiting->guests[i], &waiting->guests[i + 1], (waiting->count - i) * sizeof *waiting->guests);
}

static void send_away(struct waiting *waiting, size_t i)
{
    shutdown(waiting->guests[i].tcp, SHUT_RDWR);
    forget(waiting, i);
}

/* Guests of the same address as this one, and the oldest of them. */
static size_t count_same(const struct waiting *waiting, const unsigned char key[16], size_t *oldest)
{
    size_t count = 0;
    for (size_t i = waiting->count; i-- > 0;)
        if (memcmp(waiting->guests[i].key, key, 16) == 0) {
            count++;
            *oldest = i;
        }
    return count;
}

void waiting_make_room(struct waiting *waiting, const struct sockaddr *address)
{
    unsigned char key[16];
    size_t oldest = 0, most = 0, victim = 0;
    waiting_sweep(waiting);
    address_key(address, key);
    if (count_same(waiting, key, &oldest) >= WAITING_ADDRESS_LIMIT)
        send_away(waiting, oldest);
    if (waiting->count < WAITING_LIMIT)
        return;
    /* Full: the address with the most guests gives up its oldest. */
    for (size_t i = 0; i < waiting->count; i++) {
        size_t same = count_same(waiting, waiting->guests[i].key, &oldest);
        if (same > most) {
            most = same;
            victim = oldest;
        }
    }
    send_away(waiting, victim);
}

void waiting_add(struct waiting *waiting, const struct sockaddr *address, int line, int tcp)
{
    if (waiting->count >= WAITING_LIMIT)
        panic("no room for one more guest");
    struct guest *guest = &waiting->guests[waiting->count++];
    guest->line = line;
    guest->tcp = tcp;
    address_key(address, guest->key);
}

size_t waiting_poll(const struct waiting *waiting, struct pollfd *polled)
{
    for (size_t i = 0; i < waiting->count; i++)
        polled[i] = (struct pollfd){ .fd = waiting->guests[i].line, .events = POLLIN };
    return waiting->count;
}

void waiting_sweep(struct waiting *waiting)
{
    struct pollfd polled[WAITING_LIMIT];
    size_t count = waiting_poll(waiting, polled);
    if (count == 0 || poll(polled, count, 0) <= 0)
        return;
    for (size_t i = count; i-- > 0;)
        if (polled[i].revents)
            forget(waiting, i);
}

void waiting_close(struct waiting *waiting)
{
    while (waiting->count > 0)
        forget(waiting, waiting->count - 1);
}
