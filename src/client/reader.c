/* reader.c - see reader.h. */
#include "reader.h"
#include "../base/io.h"

enum err reader_open(struct reader *reader, struct client *client, const char *code)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    *reader = (struct reader){ .fd = -1 };
    record_init(&card_view_type, &reader->view);
    reader->view.looking = true;
    args.code = code;
    enum err err = client_call_fd(client, ACTION_CARD, &args, NULL, &arena, -1, &reader->fd);
    arena_free(&arena);
    return !err && reader->fd < 0 ? ERR_MALFORMED : err;
}

void reader_close(struct reader *reader)
{
    io_close(&reader->fd);
    arena_free(&reader->memory);
}

void reader_ask(struct reader *reader, const struct card_ask *ask)
{
    if (reader->fd < 0 || (reader->asked && ask->act == CARD_LOOK))
        return;
    if (msg_send_record(reader->fd, MSG_CARD_ASK, 0, 0, &card_ask_type, ask, NULL, 0) == ERR_CLOSED)
        io_close(&reader->fd);
    reader->asked = true;
}

void reader_hear(struct reader *reader, int wait_ms)
{
    struct msg msg;
    while (reader->fd >= 0) {
        struct arena fresh = { 0 };
        struct card_view view;
        enum err err = msg_receive(reader->fd, &msg, &fresh, reader->asked ? wait_ms : 0);
        if (err == ERR_CLOSED || err == ERR_MALFORMED)
            io_close(&reader->fd);
        if (!err && msg.kind == MSG_CARD && !msg_record(&msg, &card_view_type, &view, &fresh)) {
            bool page = view.files.n > 0 || view.found == 0;
            if (!page) { /* the answer to a mark: the page stays as it was */
                view.from = reader->view.from;
                view.files = reader->view.files;
            }
            struct arena memory = { 0 };
            struct card_view copy;
            record_copy(&card_view_type, &view, &copy, &memory);
            arena_free(&reader->memory);
            reader->memory = memory;
            reader->view = copy;
            reader->asked = false;
            wait_ms = 0;
        }
        if (!err)
            msg_close(&msg);
        arena_free(&fresh);
        if (err)
            return;
    }
}
