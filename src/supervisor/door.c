/* door.c - what the door says, and what passes from one door to the next.
 *
 * A door that goes leaves us those who wait for their login; the next one gets them as its first messages. Which addresses
 * guessed passwords is in a file in memory that every door is given; nobody here looks into it.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "../base/io.h"
#include "supervisor.h"

void door_prepare(struct supervisor *s)
{
    s->addresses = memfd_create("addresses", MFD_CLOEXEC);
    if (s->addresses < 0)
        die("Cannot open the shop: %s. Close some programs, then try again.", strerror(errno));
}

static void keep_guest(struct supervisor *s, struct msg *msg)
{
    if (s->guest_count == MSG_GUESTS || msg->fd_count == 0)
        return;
    struct guest_ends *guest = &s->guests[s->guest_count++];
    guest->count = msg->fd_count;
    guest->id = msg->id;
    memcpy(guest->fds, msg->fds, sizeof guest->fds);
    msg->fd_count = 0;
}

void door_begins(struct supervisor *s)
{
    for (int i = 0; i < s->guest_count; i++)
        wire_send(&s->door->wire, MSG_GUEST, s->guests[i].id, NULL, NULL, s->guests[i].fds, s->guests[i].count);
    s->guest_count = 0;
}

bool door_says(struct supervisor *s, struct msg *msg, struct arena *arena)
{
    struct peer peer;
    if (msg->kind == MSG_GUEST && msg->fd_count <= 2) {
        keep_guest(s, msg);
        return true;
    }
    if (msg->kind != MSG_CONNECTION || msg_record(msg, &peer_type, &peer, arena))
        return false;
    connection_add(s, msg->id, &peer);
    return true;
}
