/* stream.c - from bytes to packets; see stream.h. The length of everything is checked before it is believed. */
#include "stream.h"
#include <string.h>

enum { ROOM_WORTH_IT = 64 * 1024 /* with less room behind, what is left moves to the front */ };

size_t stream_room(struct stream *stream, uint8_t **at)
{
    if (stream->from == stream->to)
        stream->from = stream->to = 0;
    if (stream->from > 0 && STREAM_ROOM - stream->to < ROOM_WORTH_IT) {
        memmove(stream->data, stream->data + stream->from, stream->to - stream->from);
        stream->to -= stream->from;
        stream->from = 0;
    }
    *at = stream->data + stream->to;
    return STREAM_ROOM - stream->to;
}

void stream_filled(struct stream *stream, size_t size)
{
    stream->to += size;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* On with the write that is on its way. False when its bytes are not all here. */
static bool write_on(struct stream *stream, struct serve *serve, struct buf *out)
{
    size_t size = least(stream->write_left, stream->to - stream->from);
    if (size > 0)
        file_write_part(serve, (struct bytes){ stream->data + stream->from, size });
    stream->from += size;
    stream->write_left -= size;
    if (stream->write_left > 0)
        return false;
    size = least(stream->skip_left, stream->to - stream->from);
    stream->from += size;
    stream->skip_left -= size;
    if (stream->skip_left > 0)
        return false;
    file_write_end(serve, out);
    return true;
}

enum served stream_answer(struct stream *stream, struct serve *serve, struct buf *out)
{
    bool in_write = stream->write_left > 0 || stream->skip_left > 0;
    for (;;) {
        struct sftp_request request;
        size_t head, size;
        if (in_write && !write_on(stream, serve, out))
            return SERVE_DONE;
        if (out->size >= STREAM_REPLIES)
            return SERVE_LATER;
        struct bytes rest = { stream->data + stream->from, stream->to - stream->from };
        if (!sftp_packet(rest, &size))
            return SERVE_OVER;
        in_write = serve->greeted && sftp_write_head(rest, &request, &head, &stream->skip_left);
        if (in_write) {
            file_write_begin(serve, &request);
            stream->from += head;
            stream->write_left = request.length;
            continue;
        }
        if (size == 0)
            return SERVE_DONE;
        enum served served = serve_packet(serve, (struct bytes){ rest.data + 4, size - 4 }, out);
        if (served != SERVE_DONE)
            return served;
        stream->from += size;
    }
}
