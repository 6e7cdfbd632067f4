/* wire.c - control sockets that never make the supervisor wait: what a child does not read yet is queued here.
 *
 * A keeper inside a long flush may be silent for seconds while clients come and go, so the queue is roomy; a child
 * that lets it fill is ended by the loop.
 */
#include <stdlib.h>
#include <string.h>
#include "../base/io.h"
#include "supervisor.h"

enum { LETTERS_LIMIT = 8000 };

struct letter {
    struct letter *next;
    struct msg msg;
    uint8_t body[];
};

void wire_open(struct wire *wire, int fd)
{
    *wire = (struct wire){ .fd = fd };
}

static void letter_drop(struct wire *wire)
{
    struct letter *letter = wire->first;
    wire->first = letter->next;
    if (wire->first == NULL)
        wire->last = NULL;
    wire->waiting--;
    msg_close(&letter->msg);
    free(letter);
}

void wire_close(struct wire *wire)
{
    while (wire->first)
        letter_drop(wire);
    io_close(&wire->fd);
}

void wire_flush(struct wire *wire)
{
    while (wire->first && wire->fd >= 0) {
        enum err err = msg_send(wire->fd, &wire->first->msg, false);
        if (err == ERR_LIMIT)
            return;
        if (err)
            wire->broken = true;
        letter_drop(wire);
    }
}

void wire_send(struct wire *wire, uint16_t kind, uint64_t id, const struct record_type *type, const void *record,
               const int *fds, int fd_count)
{
    struct buf body = { 0 };
    if (record)
        record_encode(type, record, FIELD_ALL, &body);
    struct letter *letter = xmalloc(sizeof *letter + body.size);
    *letter = (struct letter){ .msg = { .kind = kind, .id = id, .fd_count = fd_count } };
    if (body.size)
        memcpy(letter->body, body.data, body.size);
    letter->msg.body = (struct bytes){ letter->body, body.size };
    if (fd_count)
        memcpy(letter->msg.fds, fds, sizeof *fds * (size_t)fd_count);
    buf_free(&body);
    if (wire->fd < 0 || wire->waiting >= LETTERS_LIMIT) {
        wire->broken = wire->broken || wire->fd >= 0;
        msg_close(&letter->msg);
        free(letter);
        return;
    }
    if (wire->last)
        wire->last->next = letter;
    else
        wire->first = letter;
    wire->last = letter;
    wire->waiting++;
    wire_flush(wire);
}

bool wire_receive(struct wire *wire, struct msg *msg, struct arena *arena)
{
    if (wire->fd < 0 || wire->broken)
        return false;
    enum err err = msg_receive(wire->fd, msg, arena, 0);
    if (err == ERR_PENDING)
        return false;
    if (err)
        wire->broken = true;
    return !err;
}
