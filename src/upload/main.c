/* countersign-upload - the SFTP server of one session, on pipes: requests on standard input, replies on standard
 * output, sentences for a person on standard error.
 *
 * It speaks no SSH and waits for one thing at a time: a client that sends many requests at once finds them answered
 * in a row, and its photos with the keeper by the time it has its last answer.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/log.h"
#include "../base/sandbox.h"
#include "serve.h"

enum { INCOMING_FD = 4, READ_AT_ONCE = 256 * 1024, REPLY_AT_ONCE = 64 * 1024 };

static bool flush(struct buf *out)
{
    bool good = io_write(STDOUT_FILENO, out->data, out->size);
    buf_clear(out);
    return good;
}

/* Answer every whole packet in the buffer. False when the session is over. */
static bool answer(struct serve *serve, struct buf *in, struct buf *out)
{
    size_t done = 0, size;
    bool good = true;
    for (;;) {
        struct bytes rest = { in->data + done, in->size - done };
        good = sftp_packet(rest, &size);
        if (!good || size == 0)
            break;
        good = serve_packet(serve, (struct bytes){ rest.data + 4, size - 4 }, out);
        /* Replies can be far larger than requests: they must not pile up here. */
        if (good && out->size >= REPLY_AT_ONCE)
            good = flush(out);
        if (!good)
            break;
        done += size;
    }
    buf_drop(in, done);
    return flush(out) && good;
}

static void converse(struct serve *serve)
{
    static uint8_t chunk[READ_AT_ONCE];
    struct buf in = { 0 }, out = { 0 };
    for (;;) {
        ssize_t got = read(STDIN_FILENO, chunk, sizeof chunk);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        buf_add(&in, chunk, (size_t)got);
        if (!answer(serve, &in, &out))
            break;
    }
    buf_free(&in);
    buf_free(&out);
}

int main(void)
{
    static struct serve serve = { .incoming = INCOMING_FD };
    struct client client;
    log_name("upload");
    signal(SIGPIPE, SIG_IGN);
    sandbox_enter("upload");
    fcntl(INCOMING_FD, F_SETFD, FD_CLOEXEC);
    enum err err = client_open_child(&client);
    if (err) {
        char sentence[DELIVERY_SENTENCE];
        die("%s", err_sentence(err, err_last_detail(), sentence, sizeof sentence));
    }
    delivery_init(&serve.delivery, &client);
    converse(&serve);
    serve_end(&serve);
    client_close(&client);
    return 0;
}
