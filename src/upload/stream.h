/* stream.h - the bytes of a session as they come: whole packets are answered, the bytes of a write go straight on to its
 * file, however they were cut on the way. */
#ifndef UPLOAD_STREAM_H
#define UPLOAD_STREAM_H
#include "serve.h"

enum {
    STREAM_ROOM = 320 * 1024,  /* more than the longest packet */
    STREAM_REPLIES = 64 * 1024 /* with so much to say nothing more is answered until some of it was read */
};
struct stream {
    uint8_t data[STREAM_ROOM];
    size_t from, to;     /* what is not answered yet */
    size_t write_left;   /* so much of a write is still to come, */
    size_t skip_left;    /* and so much behind its data, which means nothing */
};

/* Where the next bytes go, and how many at most; 0 when there is no room. */
size_t stream_room(struct stream *stream, uint8_t **at);
/* So many were put there. */
void stream_filled(struct stream *stream, size_t size);
/* Answer what is there. SERVE_LATER: a photo must be judged first, or replies be read. */
enum served stream_answer(struct stream *stream, struct serve *serve, struct buf *out);
#endif
